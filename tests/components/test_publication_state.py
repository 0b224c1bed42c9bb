"""How far a report is: said on every page, to search engines and on paper; and a final one has no drafts."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.history.publication import state_on, today
from tests.saying import says
from tests.support import OF_COLOURS, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Axe, Build, MakeProject

DATA: dict[str, str | bytes] = {
    "data/report.yaml": "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\n",
    "data/stats.yaml": (
        "books.lent:\n  label: books lent\n  source: x\n  values:\n    '2023': {value: 1200, status: draft, as-of: 2024-02-01}\n    '2022': 1000\n"
    ),
    "data/statements/position.csv": "section,line,kind,2023\nAssets,Cash,item,10\nAssets,Loans,item,20\n",
    "data/statements/position.yaml": "title: Statement of position\nsource: x\nstatus: draft\nas-of: 2024-03-01\n",
}
PAGES: dict[str, str | bytes] = {
    "index.md": "# Report\n\n```{report-cover}\n:line: For all\n```\n\nWords that describe what this report is about.\n\n```{toctree}\nmoney\n```\n",
    "money.md": "# Money\n\n```{financial-table} position\n```\n\n```{stat-card} books.lent\n```\n",
}
EMBARGO = 'impact_state = "embargoed"\nimpact_embargo = "2024-05-03"\n'
BEFORE, AFTER = (
    str(int(dt.datetime(2024, 5, 2, 23, tzinfo=dt.UTC).timestamp())),
    str(int(dt.datetime(2024, 5, 3, tzinfo=dt.UTC).timestamp())),
)


def test_the_day_of_the_build_is_that_of_its_sources() -> None:
    assert today({"SOURCE_DATE_EPOCH": BEFORE}) == dt.date(2024, 5, 2)
    assert today({"SOURCE_DATE_EPOCH": "soon"}) == today({}) >= dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("state", "day", "then"),
    [
        ("embargoed", dt.date(2024, 5, 2), "embargoed"),
        ("embargoed", dt.date(2024, 5, 3), "final"),
        ("draft", dt.date(2024, 5, 3), "draft"),
        ("", dt.date(2024, 5, 3), ""),
    ],
)
def test_an_embargo_ends_on_its_day(state: str, day: dt.date, then: str) -> None:
    assert state_on(day, state, dt.date(2024, 5, 3)) == then
    assert state_on(day, state, None) == state


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ('impact_state = "draft"\n', "Draft. Figures may change."),
        ('impact_state = "under review"\n', "Under review. Figures may change."),
        (EMBARGO, "Embargoed until May 3, 2024. Not to be published before that day."),
    ],
)
@pytest.mark.parametrize("theme", ["sphinx_impact", "alabaster"])
def test_every_page_says_it(
    make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, conf: str, said: str, theme: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)
    result = build(make_project({**DATA, **PAGES}, f'{conf}html_theme = "{theme}"\n'), "html", "-W", "--keep-going")
    assert result.warnings == []
    facts = [
        {words(row.dt): words(row.dd) for row in result.soup(f"figures/books.lent--{year}.html").select(".fig-facts > div")}
        for year in (2023, 2022)
    ]
    data = [json.loads(result.read(path))["state"] for path in ("data/report.json", "figures/books.lent--2022.json")]
    assert data == [conf.partition('"')[2].partition('"')[0]] * 2
    assert [each["Status"] for each in facts] == ["As of February 1, 2024 · Draft", said.partition(".")[0].partition(" until")[0]]
    for page in ("index.html", "money.html"):
        soup = result.soup(page)
        assert words(soup).count(said) == 1
        assert [tag["content"] for tag in soup.select('meta[name="robots"]')] == ["noindex"]
        mark = soup.select_one(".impact-watermark")
        assert mark is not None
        assert (words(mark), mark["aria-hidden"]) == (said.split(".", maxsplit=1)[0].split(" until", maxsplit=1)[0], "true")
    cover = result.soup().select_one(".impact-cover h1")
    assert cover is not None  # the title still finds its way into the cover
    described = result.soup().select_one('meta[name="description"]')
    if theme == "sphinx_impact":
        assert described is not None
        assert said not in str(described["content"])


@pytest.mark.parametrize("conf", ["", 'impact_state = "final"\n'])
def test_nothing_is_said_of_a_report_that_is_final_or_says_nothing(make_project: MakeProject, build: Build, conf: str) -> None:
    files = {name: str(text).replace("status: draft", "status: final") for name, text in (DATA | PAGES).items()}
    result = build(make_project(dict(files), conf), "html", "-W")
    for page in ("index.html", "money.html"):
        assert not result.soup(page).select(".impact-state, .impact-watermark, .impact-notice, meta[name=robots]")


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml"])
def test_every_builder_says_it(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project({**DATA, **PAGES}, 'impact_state = "draft"\n'), builder, "-W", "--keep-going")
    assert (result.status, result.warnings) == (0, [])
    if builder == "epub":
        with zipfile.ZipFile(result.epub) as book:
            written = book.read("OEBPS/money.xhtml" if "OEBPS/money.xhtml" in book.namelist() else "money.xhtml").decode()
        assert "robots" not in written
        assert "impact-watermark" not in written
    else:
        written = "".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in result.outdir.rglob("*")
            if path.suffix in {".html", ".tex", ".txt", ".1", ".texi", ".xml"}
        )
    assert "Figures may change." in written


def test_the_book_says_it_and_is_sound(make_project: MakeProject, build: Build, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(build(make_project({**DATA, **PAGES}, 'impact_state = "draft"\n'), "epub").epub) == []


def test_a_final_report_has_no_drafts(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, **PAGES}, 'impact_state = "final"\n')
    first, second = build(project), build(project)
    assert first.warnings == second.warnings
    assert first.warnings == [
        says("data/statements/position.csv:2 state: position … draft"),
        says("data/stats.yaml:5 state: books.lent@2023 … draft … status: final"),
    ]
    assert build(project, "html", "-W", "--keep-going").status != 0


def test_drafts_are_said_where_they_stand(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({**DATA, **PAGES}), "html", "-W")
    card, notes = result.soup("money.html").select_one(".impact-stat .impact-source"), result.soup("money.html").select_one(".impact-notes")
    assert words(card).startswith("Source: x · As of February 1, 2024 · Draft")
    assert words(notes).startswith("Source: x · As of March 1, 2024 · Draft")


def test_the_end_of_an_embargo_reaches_every_page(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: str(text).replace("status: draft", "status: final") for name, text in (DATA | PAGES).items()}
    project = make_project(dict(files), EMBARGO)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)
    assert build(project).soup("money.html").select(".impact-state")
    build(project, "dirhtml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    for builder, page in (("html", "money.html"), ("dirhtml", "money/index.html")):
        soup = build(project, builder).soup(page)
        assert not soup.select(".impact-state, meta[name=robots]"), builder


def test_the_end_of_an_embargo_refuses_drafts(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project({**DATA, **PAGES}, EMBARGO)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)
    assert build(project).warnings == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    assert len(build(project).warnings) == 2


@pytest.mark.parametrize(
    ("conf", "words", "row"),
    [
        ('impact_state = "embargoed"\n', "nobody says until when: set impact_embargo", 5),
        ('impact_embargo = "2024-05-03"\n', 'impact_state does not say "embargoed"', 5),
        ('numfig = True\nimpact_state = "secret"\n', "'final'; using 'draft'", 6),
        ('impact_embargo = "May"\n', "impact_embargo must be a date", 5),
        ('language = "español"\n', "language: “español” is no language tag; write language = \"es\"; using 'en' [impact.config]", 5),
        ('language = "xx"\n', "language: nobody knows a language “xx”: its words, numbers and dates are English", 5),
        ('language = "en_UK"\n', 'language: “en_UK”: there is no country UK; write language = "en_GB"', 5),
    ],
)
def test_settings_that_make_no_sense_are_said(make_project: MakeProject, build: Build, conf: str, words: str, row: int) -> None:
    (warning,) = build(make_project({"index.md": "# Report\n"}, conf)).warnings
    assert f"conf.py:{row}: WARNING: " in warning
    assert words in warning


def test_a_state_that_cannot_be_read_is_a_draft(make_project: MakeProject, build: Build) -> None:
    page = build(make_project({"index.md": "# Report\n"}, 'impact_state = "fnal"\n')).soup()
    assert "Draft. Figures may change." in page.get_text()


@pytest.mark.parametrize("theme", ["sphinx_impact", "alabaster", "furo"])
def test_on_paper_every_page_has_the_word_across_it(make_project: MakeProject, build: Build, browser: Browser, theme: str) -> None:
    long = "# Report\n\n" + "Many words that fill a page.\n\n" * 60
    result = build(make_project({"index.md": long}, f'impact_state = "draft"\nhtml_theme = "{theme}"\n'))
    context = browser.new_context()
    page = context.new_page()
    page.goto((result.outdir / "index.html").as_uri())
    shown = "getComputedStyle(document.querySelector('.impact-watermark'))"
    assert page.evaluate(f"{shown}.display") == "none"
    page.emulate_media(media="print")
    assert page.evaluate(f"[{shown}.display, {shown}.position]") == ["grid", "fixed"]
    context.close()


@pytest.mark.parametrize("theme", ["sphinx_impact", "alabaster", "furo"])
def test_it_is_accessible(make_project: MakeProject, build: Build, browser: Browser, axe: Axe, theme: str) -> None:
    result = build(make_project({**DATA, **PAGES}, f'impact_state = "under review"\nhtml_theme = "{theme}"\n'))
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    for name in ("index.html", "money.html"):
        page.goto((result.outdir / name).as_uri())
        for scheme, rules in (("dark", OF_COLOURS), ("light", None)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = axe(page, rules=rules)
            assert [each for each in found if theme == "sphinx_impact" or "impact" in each.split(":", 1)[0]] == []
    context.close()
