"""What the theme makes of a project's settings and pages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject, Site

THEME = 'html_theme = "sphinx_impact"\n'
CHAPTERS: dict[str, str | bytes] = {
    "index.md": "# Report\n\nThe first sentence of the report.\n\n```{toctree}\n:caption: The year\none\ntwo\n```\n\n```{toctree}\n:caption: Money\nthree\n```\n",
    "one.md": "---\nstandfirst: Said in *one* sentence.\n---\n# One & only\n\n## A section\n\nText.\n\n## Another\n\nText.\n",
    "two.md": "# Two\n\n```{toctree}\nbelow/deep\n```\n",
    "three.md": "# Three\n\n## Below `it`\n\n# Another title\n\n# A third\n",
    "below/deep.md": "# Deep\n\nText that describes the page at some length.\n",
}


def test_chapters_open_with_number_kicker_and_standfirst(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(CHAPTERS, THEME), "html", "-W")
    opener = result.soup("one.html").select_one("main header.impact-opener")
    assert opener is not None
    assert [tag.get_text(strip=True).rstrip("¶") for tag in opener.find_all(["p", "h1"])] == [
        "The year",
        "01",
        "One & only",
        "Said in *one* sentence.",
    ]
    assert result.soup("three.html").select_one(".impact-chapter").get_text() == "03"  # type: ignore[union-attr]
    assert result.soup("below/deep.html").select_one(".impact-chapter") is None
    assert [link["href"] for link in result.soup("below/deep.html").select(".impact-crumbs a")] == ["../two.html"]


def test_the_menu_knows_where_it_is(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(CHAPTERS, THEME), "html", "-W")

    def marked(page: str) -> list[tuple[str, str]]:
        return [(link.get_text(), str(link["aria-current"])) for link in result.soup(page).select(".impact-menu [aria-current]")]

    assert marked("index.html") == []
    # A page of several titles: all of them are in one list, and a list holds items only.
    beside = result.soup("three.html").select_one(".impact-sections > ul")
    assert [link.get_text() for link in beside.select(":scope > li > a")] == ["Below it", "Another title", "A third"]  # type: ignore[union-attr]
    assert {item.parent.name for item in result.soup("three.html").select("li")} <= {"ul", "ol"}  # type: ignore[union-attr]
    assert "Show Source" not in result.read("one.html")
    assert marked("one.html") == [("01One & only", "page")]
    assert marked("below/deep.html") == [("02Two", "true"), ("Deep", "page")]
    links = [link["href"] for link in result.soup("below/deep.html").select(".impact-menu a")]
    assert links == ["../one.html", "../two.html", "../below/deep.html", "../three.html"]
    assert [link.get_text() for link in result.soup("one.html").select(".impact-sections a")] == ["A section", "Another"]
    assert result.soup("one.html").select_one(".impact-where").get_text() == "1 of 3"  # type: ignore[union-attr]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_link_of_the_menu_leads_to_a_page(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(CHAPTERS, THEME), builder, "-W")
    for path in result.outdir.rglob("*.html"):
        soup = result.soup(path.relative_to(result.outdir).as_posix())
        for link in soup.select(".impact-menu a, .impact-turn a, .impact-home, .impact-foot a[href*='html']"):
            target = str(link["href"]).partition("#")[0]
            if "://" not in target:
                found = path.parent / target
                assert (found / "index.html" if found.is_dir() else found).is_file(), (path, target)


def test_a_changed_title_reaches_every_page(make_project: MakeProject, build: Build) -> None:
    project = make_project(CHAPTERS, THEME)
    build(project)
    (project / "three.md").write_text("# Third\n", encoding="utf-8")
    result = build(project)
    for page in ("index.html", "one.html", "below/deep.html"):
        assert "Third" in result.soup(page).select_one(".impact-menu").get_text()  # type: ignore[union-attr]


def test_a_changed_text_touches_only_its_page(make_project: MakeProject, build: Build) -> None:
    project = make_project(CHAPTERS, THEME)
    first = build(project)
    stamps = {path: path.stat().st_mtime_ns for path in first.outdir.glob("*.html")}
    (project / "three.md").write_text("# Three\n\nMore.\n", encoding="utf-8")
    second = build(project)
    written = {path.name for path in second.outdir.glob("*.html") if path.stat().st_mtime_ns != stamps[path]}
    assert written <= {"three.html", "two.html", "genindex.html", "search.html", "index.html"}
    assert "one.html" not in written


def test_many_chapters_cost_a_page_only_those_around_it(make_project: MakeProject, build: Build) -> None:
    names = [f"c{number:03}" for number in range(140)]
    toctree = "\n".join(names)
    pages: dict[str, str | bytes] = {f"{name}.md": f"# Chapter {name}\n" for name in names}
    result = build(make_project({"index.md": f"# Report\n\n```{{toctree}}\n:hidden:\n{toctree}\n```\n", **pages}, THEME), "html", "-W")
    links = [link["href"] for link in result.soup("c070.html").select(".impact-menu .impact-contents a")]
    assert len(links) == 120
    assert {"c069.html", "c070.html", "c071.html"} <= set(links)
    assert result.soup("c139.html").select(".impact-menu .impact-contents a")[-1]["href"] == "c139.html"


def test_a_numbered_toctree_keeps_sphinx_numbers(make_project: MakeProject, build: Build) -> None:
    files = CHAPTERS | {"index.md": "# Report\n\n```{toctree}\n:numbered:\none\ntwo\nthree\n```\n"}
    page = build(make_project(files, THEME), "html", "-W").soup("one.html")
    assert page.select_one(".impact-chapter") is None
    assert page.h1.get_text().startswith("1.")  # type: ignore[union-attr]


def test_colours_are_those_of_the_brand(make_project: MakeProject, build: Build) -> None:
    options = THEME + 'html_theme_options = {"brand": "#0f766e", "accent": "#b45309"}\n'
    result = build(make_project({"index.md": "# Report\n"}, options), "html", "-W")
    assert "--impact-brand:light-dark(#0f766e," in result.read("_static/sphinx_impact.css")
    assert "#0f766e" in result.read("_static/impact-icon.svg")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("brand", '"#ffd43b"', ["#ffd43b", "contrast", "#856b00"]),
        ("brand", '"gold"', ["brand", "'gold'"]),
        ("accent", "5", ["accent", "5"]),
        ("cover_picture", '"river.jpg"', ["cover_picture", "picture", "report-cover"]),
        ("draft", "True", ["draft", 'impact_state = "draft"']),
        ("cover", '"drak"', ["cover", "'drak'", '"dark"', '"light"', '"brand"']),
        ("spacing", "3", ["spacing", "3", '"airy"']),
        ("logo_dark", '"none.svg"', ["logo_dark", "none.svg"]),
    ],
)
def test_a_wrong_option_is_said_once_with_what_to_do(
    make_project: MakeProject, build: Build, option: str, value: str, words: list[str]
) -> None:
    result = build(make_project({"index.md": "# Report\n"}, f"{THEME}html_theme_options = {{'{option}': {value}}}\n"))
    assert len(result.warnings) == 1
    assert result.warnings[0].endswith("[impact.theme]")
    for word in ("conf.py", *words):
        assert word in result.warnings[0]


def test_a_logo_that_no_dark_page_can_show_is_told_of(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Report\n", "l.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'}
    (said,) = build(make_project(files, f'{THEME}html_logo = "l.svg"\n')).warnings
    assert "l.svg is dark all over" in said
    assert said.endswith("[impact.theme]")


def test_the_warning_can_be_silenced(make_project: MakeProject, build: Build) -> None:
    conf = THEME + 'html_theme_options = {"brand": "#ffd43b"}\nsuppress_warnings = ["impact.theme"]\n'
    assert build(make_project({"index.md": "# Report\n"}, conf), "html", "-W").warnings == []


def test_options_reach_the_page(make_project: MakeProject, build: Build) -> None:
    conf = THEME + (
        'html_theme_options = {"organisation": "River Trust", "year": "2023", "announcement": "<b>Vote</b>", '
        '"footer_links": {"Imprint": "https://example.org/i", "Deep": "below/deep", "Mail": "mailto:a@example.org"}, '
        '"source_edit_link": "https://example.org/edit/{filename}", "logo_dark": "d.svg"}\nimpact_state = "draft"\nhtml_show_sourcelink = True\n'
        'html_logo = "l.svg"\nhtml_favicon = "f.ico"\nhtml_css_files = ["own.css"]\nhtml_js_files = ["own.js"]\nhtml_static_path = ["own"]\n'
        'html_sidebars = {"two": ["impact-chapters.html", "searchbox.html", "globaltoc.html", "localtoc.html", "own.html"]}\n'
        'templates_path = ["templates"]\nhtml_context = {"greeting": "Hello"}\nhtml_baseurl = "https://example.org/report/"\n'
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    files = CHAPTERS | {
        "l.svg": svg,
        "d.svg": svg,
        "f.ico": b"0",
        "own/own.css": "p{}",
        "own/own.js": "1",
        "templates/own.html": "<p>{{ greeting }}</p>",
    }
    result = build(make_project(files, conf), "html", "-W")
    page = result.soup("two.html")
    assert page.select_one(".impact-notice b").get_text() == "Vote"  # type: ignore[union-attr]
    assert page.select_one(".impact-notice strong") is not None
    assert page.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
    assert [image["src"] for image in page.select(".impact-home img")] == ["_static/l.svg", "_static/d.svg"]
    assert (result.outdir / "_static" / "d.svg").is_file()
    assert page.select_one("link[rel=icon]")["href"] == "_static/f.ico"  # type: ignore[index]
    assert page.select_one("link[href^='_static/own.css']") is not None
    assert page.select_one("script[src^='_static/own.js']") is not None
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/report/two.html"  # type: ignore[index]
    foot = {link.get_text(): link["href"] for link in page.select(".impact-foot li a")}
    assert foot["Imprint"] == "https://example.org/i"
    assert foot["Deep"] == "below/deep.html"
    assert foot["Mail"] == "mailto:a@example.org"
    assert foot["Edit this page"] == "https://example.org/edit/two.md"
    assert foot["Show Source"] == "_sources/two.md.txt"
    rail = page.select_one(".impact-rail")
    assert rail is not None
    assert "Hello" in rail.get_text()
    assert rail.select_one(".impact-chapters a") is not None
    assert rail.select_one("input[name=q]") is not None
    assert rail.select_one("[role=heading]") is None


def test_the_head_says_what_the_page_is(make_project: MakeProject, build: Build) -> None:
    conf = THEME + 'html_theme_options = {"organisation": "River </script> Trust", "year": "2023"}\nhtml_baseurl = "https://example.org/"\n'
    result = build(make_project(CHAPTERS, conf), "html", "-W")
    front, one, deep = (result.soup(name) for name in ("index.html", "one.html", "below/deep.html"))

    def meta(page: object, name: str) -> str:
        return str(page.select_one(f"meta[name='{name}'], meta[property='{name}']")["content"])  # type: ignore[attr-defined]

    assert meta(front, "description") == "The first sentence of the report."
    assert meta(one, "description") == "Said in *one* sentence."
    assert meta(deep, "description") == "Text that describes the page at some length."
    assert (meta(front, "og:type"), meta(one, "og:type")) == ("website", "article")
    assert meta(deep, "og:url") == "https://example.org/below/deep.html"
    data = json.loads(front.select_one("script[type='application/ld+json']").string or "")  # type: ignore[union-attr]
    assert data["@type"] == "Report"
    assert data["publisher"] == {"@type": "Organization", "name": "River </script> Trust"}
    chapter = json.loads(one.select_one("script[type='application/ld+json']").string or "")  # type: ignore[union-attr]
    assert (chapter["@type"], chapter["isPartOf"]["name"]) == ("Chapter", "Report")


def test_a_description_of_the_page_stands_alone(make_project: MakeProject, build: Build) -> None:
    pages: dict[str, str | bytes] = {
        "index.md": "---\nmyst:\n  html_meta:\n    description: The author's own.\n---\n# Report\n\nThe first sentence of it all.\n"
    }
    page = build(make_project(pages, THEME), "html", "-W").soup()
    assert [tag["content"] for tag in page.select("meta[name=description]")] == ["The author's own."]


def test_the_cover_has_its_art_and_a_picture_takes_its_place(make_project: MakeProject, build: Build) -> None:
    cover = "# Report 2023\n\n```{report-cover}\n:organisation: River Trust\n:year: 2023\n```\n"
    art = build(make_project({"index.md": cover}, THEME), "html", "-W").soup()
    assert art.select_one(".impact-cover > .impact-cover-art[aria-hidden=true] > svg") is not None
    assert "impact-has-cover" in art.body["class"]  # type: ignore[index]
    # The cover says its year once, beside a title that else has it.
    assert art.select_one("h1.impact-cover-title").get_text() == "Report"  # type: ignore[union-attr]
    assert art.title.get_text().startswith("Report 2023 ")  # type: ignore[union-attr]
    with_picture = cover.replace("report-cover}\n", "report-cover}\n:picture: river.svg\n:alt: A river\n")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    own = build(make_project({"index.md": with_picture, "river.svg": svg}, THEME), "html", "-W").soup()
    assert own.select_one(".impact-cover > img.impact-cover-picture")["src"] == "_images/river.svg"  # type: ignore[index]
    assert own.select_one(".impact-cover-art") is None


def test_other_builders_and_themes_see_nothing_of_it(make_project: MakeProject, build: Build) -> None:
    project = make_project(CHAPTERS, THEME)
    for builder, name in (("epub", "one.xhtml"), ("text", "one.txt"), ("xml", "one.xml")):
        assert "impact-opener" not in build(project, builder, "-W").read(name)
    other = build(make_project(CHAPTERS, 'html_theme = "alabaster"\n'), "html", "-W")
    assert "impact-opener" not in other.read("one.html")
    assert not (other.outdir / "_static" / "sphinx_impact.css").exists()


def test_one_page_holds_every_opening(make_project: MakeProject, build: Build) -> None:
    page = build(make_project(CHAPTERS, THEME), "singlehtml", "-W").soup()
    assert [number.get_text() for number in page.select(".impact-chapter")] == ["01", "02", "03"]
    assert len(page.select("h1")) == 1
    assert {link["href"] for link in page.select(".impact-menu .impact-contents > li > a")} == {
        "#document-one",
        "#document-two",
        "#document-three",
    }


def test_the_theme_alone_says_what_it_needs(make_project: MakeProject, build: Build, capfd: pytest.CaptureFixture[str]) -> None:
    files: dict[str, str | bytes] = {"conf.py": f'project = "Example"\n{THEME}', "index.rst": "Report\n======\n"}
    result = build(make_project(files))
    assert result.status != 0
    assert 'add "sphinx_impact" to extensions' in capfd.readouterr().err


def test_every_option_is_explained(sink: Site) -> None:
    text = (ROOT / "src" / "sphinx_impact" / "theme" / "sphinx_impact" / "theme.toml").read_text(encoding="utf-8")
    options = re.findall(r"(?m)^(.*)\n(\w+) = ", text.partition("[options]")[2])
    assert len(options) == 15
    assert all(before.startswith("# ") for before, _ in options)
    assert sink().status == 0


def test_every_custom_property_is_declared(sink: Site) -> None:
    css = sink().read("_static/sphinx_impact.css")
    used, declared = set(re.findall(r"var\((--impact-[\w-]+)\)", css)), set(re.findall(r"(--impact-[\w-]+):", css))
    assert used <= declared, used - declared


def test_the_sheet_is_joined_the_same_way_each_time(make_project: MakeProject, build: Build) -> None:
    one, other = (build(make_project({"index.md": "# Report\n"}, THEME)).read("_static/sphinx_impact.css") for _ in range(2))
    assert one == other
    assert "/*" not in one


def test_component_styles_lose_their_fallbacks_and_nothing_else(sink: Site) -> None:
    css = sink().read("_static/sphinx_impact.css")
    source = (ROOT / "src" / "sphinx_impact" / "static" / "impact.css").read_text(encoding="utf-8")
    names = re.findall(r"^ {2}(--[\w-]+): var\(--impact-", source, re.MULTILINE)
    assert names
    assert not [name for name in names if f"var({name})" in css or f"{name}:var(" in css]
    assert len(re.findall(r"\.impact-tier-sponsors", css)) >= len(re.findall(r"\.impact-tier-sponsors", source))


@pytest.mark.parametrize(
    ("language", "tag"), [("en", 'lang="en" data'), ("he", 'lang="he" dir="rtl"'), ("pt_BR", 'lang="pt-BR" data'), ("xx", 'lang="xx" data')]
)
def test_a_page_runs_the_way_its_language_is_written(make_project: MakeProject, build: Build, language: str, tag: str) -> None:
    assert f"<html {tag}" in build(make_project({"index.md": "# Report\n"}, f"{THEME}language = '{language}'\n")).read("index.html")
