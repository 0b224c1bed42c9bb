"""Share cards: the picture that stands for a page where its address is shared."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.web.share_image import HEIGHT, MARGIN, ROOM, WIDTH, Card, draw
from tests.images import photos

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject
    from tests.support import Result

CONF = """
html_theme = "{}"
html_baseurl = "https://example.org/2024/"
html_theme_options = {{}}
impact_share_cards = True
"""
FILES: dict[str, str | bytes] = {
    "index.md": "# Report 2024\n\nThe words of a year.\n\n```{toctree}\ndeep/lending\ngrants\n```\n",
    "deep/lending.md": "# Lending & more\n\nWords.\n\n```{stat-card} 61,240\n:label: books lent\n```\n",
    "grants.md": "# Grants\n\nWords about grants.\n",
    "data/report.yaml": 'organisation: Lantern "Library" Trust\nreporting-period: "2024"\nperiods:\n  "2024":\n',
}


def named(result: Result, page: str) -> dict[str, list[str]]:
    """The contents of all tags of a page's head about its picture, by name."""
    found: dict[str, list[str]] = {}
    for tag in result.soup(page).select("meta"):
        name = str(tag.get("property") or tag.get("name"))
        if name.startswith(("og:image", "twitter:card")):
            found.setdefault(name, []).append(str(tag["content"]))
    return found


ABOUT_LENDING = {
    "og:image": ["https://example.org/2024/_share/deep/lending.png"],
    "og:image:width": ["1200"],
    "og:image:height": ["630"],
    "og:image:alt": ['Lending & more. Lantern "Library" Trust · 2024. 61,240 books lent.'],
    "twitter:card": ["summary_large_image"],
}


@pytest.mark.parametrize("theme", ["sphinx_impact", "furo"])
def test_every_page_names_its_card(make_project: MakeProject, build: Build, theme: str) -> None:
    result = build(make_project(FILES, CONF.format(theme)))
    assert result.warnings == []
    assert named(result, "deep/lending.html") == ABOUT_LENDING
    assert named(result, "search.html") == {}
    cards = sorted(path.relative_to(result.outdir).as_posix() for path in result.outdir.glob("_share/**/*.png"))
    assert cards == ["_share/deep/lending.png", "_share/grants.png", "_share/index.png"]
    contents = {(result.outdir / card).read_bytes() for card in cards}
    assert len(contents) == 3
    assert all(len(content) < 250_000 for content in contents)
    assert {photos.opened(result.outdir / card).size for card in cards} == {(WIDTH, HEIGHT)}


def test_cards_are_the_same_everywhere_and_cost_nothing_twice(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES, CONF.format("basic"))
    first, other = build(source), build(make_project(FILES, CONF.format("basic")), "html", "-j2")
    for name in ("index", "grants", "deep/lending"):
        assert (first.outdir / f"_share/{name}.png").read_bytes() == (other.outdir / f"_share/{name}.png").read_bytes()
    kept = first.doctrees / "impact-cards"
    times = {path: path.stat().st_mtime_ns for path in [*kept.iterdir(), *(first.outdir / "_share").rglob("*.png")]}
    assert build(source, "html", "-a").warnings == []
    assert {path: path.stat().st_mtime_ns for path in times} == times
    (source / "grants.md").write_text("# Given away\n\nWords about grants.\n", encoding="utf-8")
    build(source)
    changed = {path.name for path, time in times.items() if path.exists() and path.stat().st_mtime_ns != time}
    assert changed == {"grants.png"}
    assert len(list(kept.iterdir())) == 3


def test_opengraph_writes_the_tags_where_it_is_loaded(make_project: MakeProject, build: Build) -> None:
    conf = CONF.format("sphinx_impact") + 'extensions += ["sphinxext.opengraph"]\nogp_site_url = html_baseurl\n'
    result = build(make_project(FILES, conf))
    assert result.warnings == []
    assert named(result, "deep/lending.html") == ABOUT_LENDING
    titles = result.soup("deep/lending.html").select("meta[property='og:title']")
    assert [tag["content"] for tag in titles] == ["Lending & more"]


@pytest.mark.parametrize("extension", ["sphinx_impact", "sphinxext.opengraph"])
def test_a_page_that_names_its_own_picture_keeps_it(make_project: MakeProject, build: Build, extension: str) -> None:
    own = '---\nmyst:\n  html_meta:\n    "property=og:image": https://example.org/own.png\n---\n\n# Grants\n\nWords about grants.\n'
    conf = (
        CONF.format("furo") + f'extensions = list(dict.fromkeys([*extensions, "{extension}"]))\nogp_image = "https://example.org/all.png"\n'
    )
    result = build(make_project(FILES | {"grants.md": own}, conf))
    assert result.warnings == []
    assert "https://example.org/own.png" in named(result, "grants.html")["og:image"]
    assert not any("_share" in address for address in named(result, "grants.html")["og:image"])
    if extension == "sphinxext.opengraph":
        assert named(result, "deep/lending.html")["og:image"] == ["https://example.org/all.png"]


def test_without_an_address_there_are_none(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES, "impact_share_cards = True\n"), "html", "-j1")
    assert (result.warnings, named(result, "index.html")) == ([], {})
    assert "no share cards are made: they need html_baseurl" in result.log
    assert not (result.outdir / "_share").exists()


def test_a_converter_that_does_not_work_is_told_once(
    make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resvg_py.py").write_text("raise ImportError('not for this machine')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    result = build(make_project(FILES, CONF.format("furo")), "html", "-j2")
    (warning,) = result.warnings
    assert "share cards are missing" in warning
    assert "not for this machine" in warning
    assert named(result, "index.html") == {}


def test_nothing_is_made_unless_asked_for(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES, 'html_baseurl = "https://example.org/"\n'))
    assert named(result, "index.html") == {}
    assert not (result.outdir / "_share").exists()


@pytest.mark.parametrize(
    "title",
    [
        "",
        "A",
        "Word " * 60,
        "Where the published figures disagree",
        "Developers-in-Residence",
        "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 3,
        "年次報告書" * 30,
        "<&>",
    ],
)
@pytest.mark.parametrize("value", ["", "284+ billion", "1,234,567,890,123 million US dollars"])
def test_words_of_any_length_stay_on_the_card(title: str, value: str) -> None:
    svg = draw(Card(title, "Over " * 40, value, "label " * 40, "below " * 40), "", "#ffffff")
    places = [int(each.partition('"')[0]) for each in svg.split(f'<text x="{MARGIN}" y="')[1:]]
    assert len(places) == len(set(places))
    assert max(places) <= HEIGHT - 20
    assert places == sorted(places)
    assert ROOM + MARGIN < WIDTH
