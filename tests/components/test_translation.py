"""Words of the data go to translators, numbers do not; and the language of the project forms the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

pytestmark = pytest.mark.matrix

FILES: dict[str, str | bytes] = {
    "data/report.yaml": "organisation: Trust\ncurrency: EUR\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\nsources: {report: {title: Annual report}}\n",
    "data/stats.yaml": (
        "books.lent:\n  label: '*books* lent'\n  values: {'2023': 1200.5, '2022': 1000}\n  source: report\n"
        "gifts.all: {label: gifts, unit: EUR, value: 697000, source: report}\n"
    ),
    "data/statements/activities.csv": "section,line,kind,note,2023,2022\nRevenue,Gifts of **all** kinds,item,a,10,-8\nRevenue,Total revenue,total,,10,-8\n",
    "data/statements/activities.yaml": "title: Statement of activities\nsource: report\nnotes: {a: Mostly small ones.}\n",
    "data/people.yaml": "groups:\n  - {id: board, name: Board, people: [{name: The chair’s name, url: 'https://chair.example/'}]}\n",
    "data/sponsors.yaml": "tiers:\n  - {name: Golden tier, sponsors: [{name: Ada’s friends, url: 'https://ada.example/'}]}\n",
    "index.md": (
        "# Report\n\n```{stat-card} books.lent\n```\n\nGifts were {stat}`gifts.all`, or {stat}`gifts.all words`.\n\n"
        "```{financial-table} activities\n```\n\n```{sponsor-list}\n```\n\n```{people-grid} board\n```\n\n```{stat-card} 607+ PB\n:label: typed label\n```\n"
    ),
}


def catalogue(build: Build, project: Path) -> dict[str, list[str]]:
    """Return the messages for translators with their places."""
    pot = build(project, "gettext", doctrees=project.parent / "gettext-trees").outdir / "index.pot"
    with pot.open("rb") as file:
        return {str(message.id): [f"{path}:{line}" for path, line in message.locations] for message in read_po(file) if message.id}


def test_words_go_out_with_their_places_and_numbers_stay(make_project: MakeProject, build: Build) -> None:
    messages = catalogue(build, make_project(FILES))
    for words, place in {
        "*books* lent": "data/stats.yaml:2",
        "Gifts of **all** kinds": "data/statements/activities.csv:2",
        "Total revenue": "data/statements/activities.csv:3",
        "Revenue": "data/statements/activities.csv:2",
        "Mostly small ones.": "data/statements/activities.yaml:3",
        "Statement of activities": "data/statements/activities.yaml:1",
        "Golden tier": "data/sponsors.yaml:2",
        "Ada’s friends": "data/sponsors.yaml:2",
        "The chair’s name": "data/people.yaml:2",
    }.items():
        assert any(where.endswith(place) for where in messages[words]), (words, messages.get(words))
    assert "typed label" in messages
    assert not [words for words in messages if words.strip("()€$ ,.0123456789+PB") == ""]


def test_a_translation_replaces_words_and_forms_numbers(make_project: MakeProject, build: Build) -> None:
    project = make_project(FILES, conf='language = "de"\nlocale_dirs = ["locale"]\ngettext_compact = False\n')
    pot = build(project, "gettext", doctrees=project.parent / "gettext-trees").outdir / "index.pot"
    with pot.open("rb") as file:
        messages = read_po(file)
    german = {
        "*books* lent": "*Bücher* verliehen",
        "Gifts of **all** kinds": "Spenden **aller** Art",
        "Total revenue": "Summe der Erträge",
        "Mostly small ones.": "Meist kleine.",
        "Golden tier": "Goldene Stufe",
        "Ada’s friends": "Adas Freunde",
        "The chair’s name": "Der Name",
    }
    for message in messages:
        message.string = german.get(str(message.id), "")
    folder = project / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "index.mo").open("wb") as file:
        write_mo(file, messages)
    soup = build(project, "html").soup()
    text = " ".join(soup.get_text().split())
    for words in (
        "Bücher verliehen",
        "Spenden aller Art",
        "Summe der Erträge",
        "Meist kleine.",
        "Goldene Stufe",
        "Adas Freunde",
        "1.200,5",
        "697.000",
        "Quelle",
    ):
        assert words in text, words
    assert soup.find("em", string="Bücher") is not None
    for linked in ("Adas Freunde", "Der Name"):
        assert [link for link in soup.select("a[href]") if link.get_text() == linked], linked
    assert "(8)" in text.replace(" ", "").replace("minus", "").replace("Minus", "")
