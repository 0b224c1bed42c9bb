"""Pages as browsers get them: valid HTML, a strict content security policy, few requests, none to other hosts."""

from __future__ import annotations

import itertools
import mimetypes
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from tools.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Route

    from tests.conftest import Build, MakeProject, Site

POLICY = "default-src 'self'"
BUILDERS = ["html", "dirhtml", "singlehtml"]


def _pages(site: Site, builder: str) -> list[Path]:
    result = site(builder)
    return [result.outdir / name for name in result.pages()]


@pytest.mark.parametrize("builder", BUILDERS)
def test_pages_are_valid(sink: Site, faults_of_html: Callable[[list[Path]], list[str]], builder: str) -> None:
    pages = _pages(sink, builder)
    assert pages
    faults = faults_of_html(pages)
    assert not faults, "\n".join(faults)


def test_the_checker_sees_faults(faults_of_html: Callable[[list[Path]], list[str]], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><p id="a"><p id="a"><img src="x"></body></html>')
    assert len(faults_of_html([page])) >= 1


@pytest.mark.parametrize("builder", BUILDERS)
def test_one_heading_opens_a_page_and_no_level_is_left_out(sink: Site, builder: str) -> None:
    wrong = {}
    for path in _pages(sink, builder):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"h[1-6]"))]
        jumps = [(one, other) for one, other in itertools.pairwise(levels) if other > one + 1]
        if levels.count(1) != 1 or levels[0] != 1 or jumps:
            wrong[path.name] = (levels, jumps)
    assert wrong == {}


@pytest.mark.parametrize("builder", BUILDERS)
def test_ids_are_unique_and_links_lead_somewhere(sink: Site, builder: str) -> None:
    wrong = {}
    for path in _pages(sink, builder):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        ids = Counter(tag["id"] for tag in soup.find_all(id=True))
        twice = [name for name, times in ids.items() if times > 1]
        lost = [link["href"] for link in soup.select("a[href^='#']") if link["href"] != "#" and link["href"][1:] not in ids]
        if twice or lost:
            wrong[path.name] = (twice, lost)
    assert wrong == {}


def _said_under_policy(browser: Browser, files: Callable[[str], bytes], names: list[str]) -> list[str]:
    """Visit pages that come with the policy, and return what the browser complains of; on the search page, search."""

    def with_policy(route: Route) -> None:
        name = urlsplit(route.request.url).path.lstrip("/")
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        route.fulfill(body=files(name), headers={"content-security-policy": POLICY, "content-type": kind})

    context = browser.new_context()
    context.route("**/*", with_policy)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for name in names:
        page.goto(f"http://site.example/{name}", wait_until="load")
        if "?q=" in name:
            page.locator("#search-results li").first.wait_for()
            page.locator("#search-results li .context").first.wait_for()  # the summaries of what was found
    context.close()
    return said


def test_a_strict_policy_refuses_nothing(browser: Browser, sink: Site, sink_pages: list[str]) -> None:
    """No script, style or picture within the page, none from elsewhere; also on the search page, while it searches."""
    folder = sink().outdir
    said = _said_under_policy(browser, lambda name: (folder / name).read_bytes(), [*sink_pages, "search.html?q=sandbags"])
    assert not said, "\n".join(said)


def test_a_script_within_a_page_would_be_noticed(browser: Browser) -> None:
    assert len(_said_under_policy(browser, lambda _: b"<!DOCTYPE html><title>T</title><script>1</script>", ["index.html"])) == 1


def test_search_finds_a_word_and_leads_to_it(browser: Browser, sink_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{sink_url}letter.html")
    page.locator("a.impact-tool").click()
    page.wait_for_url("**/search.html")  # and its scripts, which empty the field when they start
    page.locator("main input[name=q]").fill("sandbags")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="neighbours").first.wait_for()
    # Numbers are found as they are printed and as they are meant, quoted with words apart, and marked.
    for asked, found, quoted in (("1,234", "neighbours", "1,234"), ("1200", "neighbours", "1,200"), ("747", "in numbers", "747")):
        page.goto(f"{sink_url}search.html?q={asked}")
        page.locator("#search-results a", has_text=found).first.wait_for()
        assert page.locator("#search-results .context .highlighted").first.text_content() == quoted
    assert "PBof" not in (page.locator("#search-results .context").first.text_content() or "")
    context.close()


@pytest.mark.parametrize("name", ["index.html", "money.html", "markup.html", "deep/three/bottom.html", "search.html", "genindex.html"])
def test_a_page_asks_for_little_and_only_here(browser: Browser, sink: Site, name: str) -> None:
    weight = weigh(browser, sink().outdir, name)
    assert (weight.elsewhere, weight.missing) == ([], [])
    own = {path for path in weight.files if not path.startswith("_images/")}
    if name == "search.html":
        assert any(path.endswith("searchtools.js") for path in own)
    else:
        more = {"_static/sphinx_impact_more.css"} if name in {"markup.html", "genindex.html"} else set()
        # Of a draft, every page needs what exhibits have, for the word across printed pages.
        groups = {"index.html": "cover_exhibits", "money.html": "statements_exhibits", "markup.html": "exhibits_notes", "genindex.html": ""}
        draft = {f"_static/sphinx_impact_{needed}.css" for needed in [groups.get(name, "exhibits")] if needed}
        script = f"_static/sphinx_impact{'_notes' if name in {'index.html', 'money.html', 'markup.html'} else ''}.js"  # something to cite
        assert own == {name, "_static/sphinx_impact.css", script, "_static/impact-icon.svg"} | draft | more
    assert weight.shift < 0.02


def test_the_styles_of_manuals_load_wherever_something_needs_them(sink: Site, report_site: Site) -> None:
    css = re.sub(r"\{[^{}]*\}", "{}", sink().read("_static/sphinx_impact_more.css"))
    # "std" is on cross-references too; only lists of definitions with it are styled. Where a box needs what is in it, that is what is styled.
    styled = set(re.findall(r"\.([a-z][\w-]*)(?![\w-]|:has\()", css)) - {"std"}
    assert {"admonition", "highlight", "sig", "sd-"} - styled == {"sd-"}
    with_it = 0
    for site in (sink(), report_site()):
        for name in site.pages():
            path, soup = site.outdir / name, site.soup(name)
            if name.startswith("figures/"):
                continue  # which has styles of its own
            used = {name for tag in soup.main.find_all(class_=True) for name in tag["class"]}  # type: ignore[union-attr]
            if soup.select_one("link[href*=sphinx_impact_more]"):
                with_it += 1
            else:
                assert used & styled == set(), path
    assert 5 < with_it < 20


def test_design_loads_where_it_is_used(sink: Site) -> None:
    assert "sphinx-design.min.css" in sink().read("design.html")
    assert "design-tabs.js" in sink().read("design.html")
    assert "sphinx-design" not in sink().read("letter.html")
    assert "design-tabs" not in sink().read("letter.html")


def test_the_chosen_scheme_is_kept_and_there_from_the_start(browser: Browser, sink_url: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    page.goto(f"{sink_url}letter.html")
    light = ground()
    page.locator(".impact-scheme").click()
    dark = ground()
    assert dark != light
    assert page.evaluate("[...document.querySelectorAll('meta[name=theme-color]')].map(meta => meta.media)") == ["not all", "all"]
    # Before the body is parsed, the scheme is set: nothing flashes.
    page.add_init_script(
        "new MutationObserver((_, o) => { if (document.body) { self.first = document.documentElement.dataset.theme; o.disconnect(); } })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(f"{sink_url}numbers.html")
    assert ground() == dark
    assert page.evaluate("self.first") == "dark"
    page.locator(".impact-scheme").click()
    assert ground() == light
    assert page.evaluate("localStorage.length") == 0  # back to what the system says: nothing to remember
    context.close()


def test_print_is_light_and_shows_addresses(browser: Browser, sink_url: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{sink_url}markup.html")
    page.emulate_media(media="print", color_scheme="dark")
    paper, words = page.evaluate("(r => [r('html').backgroundColor, r('main li').color])(s => getComputedStyle(document.querySelector(s)))")
    assert paper == "rgb(255, 255, 255)"
    assert max(int(channel) for channel in re.findall(r"\d+", words)) < 100
    after = page.evaluate("getComputedStyle(document.querySelector('main a[href^=\"https://example.org\"]'), '::after').content")
    assert "https://example.org/" in after
    assert not page.locator(".impact-bar").is_visible()
    context.close()


def test_a_printed_report_begins_with_its_cover_and_chapters_begin_pages(
    make_project: MakeProject, build: Build, serve: Callable[[Path], str], browser: Browser
) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Report\n\n```{report-cover}\n:year: 2023\n```\n\nText.\n\n```{toctree}\none\ntwo\n```\n",
        "one.md": "# One\n\nText.\n",
        "two.md": "# Two\n\nText.\n",
    }
    result = build(
        make_project(files, 'html_theme = "sphinx_impact"\nhtml_title = ""\ncopyright = "2024, River e. V."\n'), "singlehtml", "-W"
    )
    assert "© Copyright 2024, River e. V. Created" in " ".join(result.soup().select_one(".impact-foot").get_text().split())  # type: ignore[union-attr]
    assert result.soup().select_one(".impact-home").get_text(strip=True) == "Report"  # type: ignore[union-attr]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{serve(result.outdir)}index.html")
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
    # A number stands beside its title, with and without a caption above.
    tops = page.evaluate(
        "[...document.querySelectorAll('.impact-opener > :is(.impact-chapter, h2)')].map(part => Math.round(part.getBoundingClientRect().top))"
    )
    context.close()
    assert pages == 4  # cover, text, One, Two; no empty one
    assert len(tops) == 4
    assert tops[0::2] == tops[1::2]
    assert '@bottom-left{content:"' in result.read("_static/sphinx_impact.css")
