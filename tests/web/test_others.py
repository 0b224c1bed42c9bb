"""Other people's extensions keep working under the theme, and load where they are used."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests import support
from tests.support import OF_COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Axe, Build, MakeProject
    from tests.support import Result

CONF = """
extensions += ["sphinxext.opengraph", "sphinx_copybutton", "sphinx_tabs.tabs", "sphinx_design"]
html_theme = "sphinx_impact"
html_baseurl = ogp_site_url = "https://example.org/"
ogp_social_cards = {"enable": False}
"""
PAGES: dict[str, str | bytes] = {
    "index.rst": "Report\n======\n\nWords that describe the report well enough.\n\n.. toctree::\n\n   code\n   tabs\n   grid\n",
    "code.rst": "Code\n====\n\n.. code-block:: python\n\n   river = 1\n",
    "tabs.rst": "Tabs\n====\n\n.. tabs::\n\n   .. tab:: Spring\n\n      Floods.\n\n   .. tab:: Summer\n\n      Swimmers.\n",
    "grid.rst": "Grid\n====\n\n.. grid:: 2\n\n   .. grid-item-card:: Upper river\n      :link: https://example.org/upper\n\n      :bdg-info:`new` :bdg-warning-line:`old` :bdg-light-line:`pale`\n\n"
    "   .. grid-item::\n      :class: only-light\n\n      By day\n\n   .. grid-item::\n      :class: only-dark\n\n      By night\n\n"
    ".. button-link:: https://example.org/\n   :color: white\n   :outline:\n\n   White\n\n"
    ".. button-link:: https://example.org/\n   :color: black\n   :outline:\n\n   Black\n\n"
    ".. card-carousel:: 3\n\n" + "".join(f"   .. card:: Bank {number}\n\n      Reeds.\n\n" for number in range(6)),
}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("others")
    source = support.write_project(folder / "source", PAGES, CONF)
    return support.sphinx_build(source, "html", out=folder / "html", doctrees=folder / "doctrees")


def _complaints(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_the_head_is_left_to_opengraph(others: Result) -> None:
    page = others.soup()
    for name in ("og:title", "og:url", "og:description"):
        assert len(page.select(f"meta[property='{name}']")) == 1, name
    assert len(page.select("meta[name=description]")) == 1


def test_code_can_be_copied_and_only_its_page_pays(others: Result, serve: Callable[[Path], str], page: Page) -> None:
    assert "copybutton" not in others.read("index.html")
    said = _complaints(page)
    page.goto(f"{serve(others.outdir)}code.html")
    page.locator("button.copybtn").wait_for(state="attached")
    assert said == []


def test_tabs_turn_and_grids_can_be_read_in_both_schemes(others: Result, serve: Callable[[Path], str], page: Page, axe: Axe) -> None:
    assert "tabs.js" not in others.read("index.html")
    said = _complaints(page)
    page.goto(f"{serve(others.outdir)}tabs.html")
    assert not page.get_by_text("Swimmers.").is_visible()
    page.get_by_role("tab", name="Summer").click()
    assert page.get_by_text("Swimmers.").is_visible()
    page.emulate_media(color_scheme="dark")
    assert axe(page, rules=OF_COLOURS) == []
    page.goto(f"{serve(others.outdir)}grid.html")
    assert page.locator(".sd-hide-link-text").evaluate("link => link.firstElementChild.getBoundingClientRect().width") < 1
    for scheme, shown, hidden in (("dark", "By night", "By day"), ("light", "By day", "By night")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert axe(page, rules=OF_COLOURS) == []
        assert page.get_by_text(shown).is_visible()
        assert not page.get_by_text(hidden).is_visible()
    assert axe(page) == []
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.get_by_text("By night").is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 740})
    cards = page.get_by_role("group", name="Grid").filter(has=page.locator(".sd-cards-carousel"))
    assert cards.evaluate("cards => cards.tabIndex === 0 && cards.scrollWidth > cards.clientWidth")
    assert page.get_by_text("Bank 0").bounding_box()["width"] > 120  # type: ignore[index]
    assert said == []


DESIGN: dict[str, str | bytes] = {
    "index.md": "# Report\n\nA line without any of it.\n\n```{toctree}\ngrid\ntabs\n```\n",
    "grid.md": "# Grid\n\n::::{grid} 2\n:::{grid-item-card} Upper river\n:link: https://example.org/upper\n\nWeirs.\n:::\n"
    ":::{grid-item}\nReeds {bdg-primary}`new`\n:::\n::::\n",
    "tabs.rst": "Tabs\n====\n\n.. tab-set::\n\n   .. tab-item:: Spring\n\n      Floods.\n\n   .. tab-item:: Summer\n\n      Swimmers.\n\n"
    ".. dropdown:: More\n\n   What was hidden.\n",
}


@pytest.mark.parametrize("theme", ["sphinx_impact", "alabaster"])
def test_grids_and_tabs_are_there_and_only_their_pages_pay(make_project: MakeProject, build: Build, theme: str) -> None:
    site = build(make_project(DESIGN, f'myst_enable_extensions = ["colon_fence"]\nhtml_theme = "{theme}"\n'), "html", "-W")
    assert [site.soup(f"{page}.html").select("[href*=sphinx-design], [src*=design-tabs]") for page in ("index", "search")] == [[], []]
    for page, part in (("grid", ".sd-row .sd-card .sd-card-title"), ("grid", ".sd-badge"), ("tabs", ".sd-tab-set"), ("tabs", "details")):
        soup = site.soup(f"{page}.html")
        assert soup.select_one(part), part
        assert len(soup.select("link[href*=sphinx-design], script[src*=design-tabs]")) == 2


def test_grids_and_tabs_lie_open_in_a_book(make_project: MakeProject, build: Build) -> None:
    book = build(make_project(DESIGN, 'myst_enable_extensions = ["colon_fence"]\n'), "epub", "-W")
    with zipfile.ZipFile(book.epub) as archive:
        pages = archive.read("grid.xhtml").decode() + archive.read("tabs.xhtml").decode()
        assert [name for name in archive.namelist() if "design" in name] == []
    for words in ("Weirs.", "Reeds", "new", "Floods.", "Swimmers.", "What was hidden."):
        assert words in pages
    assert "<details" not in pages
    assert "sphinx-design" not in pages
