"""The pages of single figures: equal to the data, embedded elsewhere, at addresses that stay."""

from __future__ import annotations

import html
import json
import mimetypes
import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tests.support import ROOT, touch
from tools.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from tests.conftest import Axe, Build, MakeProject, Site
    from tests.support import Result

BASE = "http://reports.example/2023/"
CONF = f'html_theme = "sphinx_impact"\nhtml_baseurl = "{BASE}"\nhtml_extra_path = ["extra"]\n'
FILES: dict[str, str | bytes] = {
    "data/report.yaml": (
        'organisation: River Trust\ncurrency: USD\nreporting-period: "2023"\nperiods: {"2023": , "2022": , "2021": }\n'
        "sources:\n  audit: {title: Audited statements, url: https://river.example/audit.pdf}\n"
    ),
    "data/stats.yaml": (
        "books.lent: {label: 'books *lent* {per} 100 %', unit: books, source: audit, form: compact, formerly: library.loans,\n"
        "  values: {'2023': at least 12300, '2022': 11000, '2021': 9000}}\n"
        "books.value: {label: value <b>of all</b> books, unit: JPY, value: -5200000, source: '<script>alert(1)</script>'}\n"
        "wages.Share-odd: {label: x, unit: percent, value: 45, source: audit}\n".replace("wages.Share-odd", "wages.share")
    ),
    "data/statements/money.csv": (
        "section,line,kind,id,formerly,formula,2023,2022\nRevenue,Gifts,item,gifts,donations,,500,400\nRevenue,Fees,item,,,,70,(8)\n"
        "Revenue,Total revenue,total,revenue,,,570,392\nExpenses,Wages,item,,,,600,300\nExpenses,Total expenses,total,expenses,,,600,300\n"
        ",Result,result,result,,revenue - expenses,,\n"
    ),
    "data/statements/money.yaml": "title: Statement of activities\nscale: thousands\nbasis: audited\nsource: audit, page 4\nformerly: activities\n",
    "data/tieouts.yaml": "- {say: Gifts are most of revenue, that: 'money.gifts <= money.revenue'}\n",
    "extra/sitemap.xml": (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{BASE}index.html</loc></url></urlset>"
    ),
    "index.md": (
        "# Report\n\n```{stat-card} books.lent\n```\n\n```{stat-card} 12\n:label: typed\n```\n\n```{financial-table} money\n```\n\n"
        "```{data-chart} Loans by year\n:name: loans\n:formerly: lending\n:data: books.lent\n:description: auto\n```\n"
    ),
}
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'"


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A small report with everything that has a page, and old keys."""
    from tests import support

    folder = tmp_path_factory.mktemp("river")
    source = support.write_project(folder / "source", FILES, f"{CONF}impact_share_cards = True\n")
    result = support.sphinx_build(source, "html", "-W", "--keep-going", out=folder / "html", doctrees=folder / "doctrees")
    assert (result.status, result.warnings) == (0, [])
    return result


def records(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.read("data/report.json"))["figures"]
    return found


def listed(result: Result) -> dict[str, dict[str, Any]]:
    """Return the pages by the addresses of their figures."""
    pages = json.loads(result.read("figures/index.json"))["pages"]
    return {page["address"]: page for page in pages if page["kind"] == "figure"}


# ---- equal to the data ----


def test_every_figure_has_a_page_that_says_what_the_data_say(docs_site: Site, report_site: Site) -> None:
    for site in (docs_site(), report_site()):
        pages, figures = listed(site), records(site)
        assert [*pages] == [figure["address"] for figure in figures]
        for figure in figures:
            name = pages[figure["address"]]["name"]
            assert json.loads(site.read(f"figures/{name}.json"))["figure"] == figure
            for page in (site.read(f"figures/{name}.html"), site.read(f"figures/embed/{name}.html")):
                (value,) = re.findall(r'<data value="([^"]*)">', page)
                assert value == ("" if figure["value"] is None else f"{figure['value']}".removesuffix(".0"))
                assert html.escape(figure["label"].split("*")[0].strip("`")) in page
            if figure["source"]:
                assert html.escape(figure["source"]["title"] or "") in page


def test_every_link_of_every_page_leads_to_a_file(docs_site: Site) -> None:
    for builder in ("html", "dirhtml"):
        site = docs_site(builder)
        files = {path.relative_to(site.outdir).as_posix() for path in site.outdir.rglob("*") if path.is_file()}
        lost = set()
        for name in files:
            if name.startswith("figures/") and name.endswith(".html") and "/example" not in name:
                for link in re.findall(r'(?:href|src)="([^"]*)"', site.read(name)):
                    parts = urlsplit(html.unescape(link))
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path) or posixpath.basename(name)))
                    if not parts.scheme and not {target, posixpath.normpath(f"{target}/index.html")} & files:
                        lost.add((name, link))
        assert lost == set()


def test_cite_leads_there(river: Result) -> None:
    soup = river.soup()
    addresses = [str(cite.p.a["href"]) if cite.p.a else cite.p.get_text() for cite in soup.select("details.impact-cite")]  # type: ignore[union-attr]
    assert addresses[0] == "figures/books.lent--2023.html"
    assert addresses[1].endswith("typed. River Trust, Example. http://reports.example/2023/index.html#stat-typed")
    assert addresses[2:] == ["figures/statement--money.html", "figures/chart--loans.html"]
    for address in (addresses[0], *addresses[2:]):
        assert soup.select_one(f'.impact-cite a[href="{address}"]').get_text() == BASE + address  # type: ignore[union-attr]
        assert (river.outdir / address).is_file()
        assert soup.select_one(f'.impact-cite a[href="{address}#embed"]').get_text() == "Embed"  # type: ignore[union-attr]
        assert river.soup(address).select_one("#embed code") is not None
        cited = river.soup(address).select_one("details.impact-cite p").get_text()  # type: ignore[union-attr]
        there = soup.select_one(f'.impact-cite a[href="{address}"]').find_parent("p").get_text()  # type: ignore[union-attr]
        assert "River Trust, Example." in cited  # as the pages of the report call it
        assert "River Trust, Example." in there
    assert "Example</a>" in river.read("figures/embed/books.lent--2023.html")


def test_a_page_is_the_evidence(river: Result) -> None:
    soup = river.soup("figures/money.result--2023.html")
    words = " ".join(soup.main.get_text(" ").split())  # type: ignore[union-attr]
    assert soup.select_one("h1").get_text() == "Result"  # type: ignore[union-attr]
    tree = [(row.get_text(" ", strip=True)) for row in soup.select(".fig-made .fig-line")]
    assert tree == [
        *("Total revenue $570,000", "Gifts money.csv:2 $500,000", "Fees money.csv:3 $70,000", "− Total expenses $600,000"),
        *("Wages money.csv:5 $600,000", "Result minus ( $30,000 )"),
    ]
    assert "Computed by the build for data/statements/money.csv, row 7." in words
    assert "Audited statements , page 4" in words
    assert [row.get_text(" ", strip=True) for row in soup.select(".fig-table tbody tr")] == [
        "2022 $92,000",
        "2023 minus ( $30,000 ) −$122,000",
    ]
    gifts = river.soup("figures/money.gifts--2023.html")
    assert "Holds Gifts are most of revenue" in " ".join(gifts.select_one(".fig-ties").get_text(" ").split())  # type: ignore[union-attr]
    assert [link["href"] for link in gifts.select(".fig-ties a")] == ["money.revenue--2023.html"]
    assert "Written in data/statements/money.csv, row 2, as 500" in " ".join(gifts.main.get_text(" ").split())  # type: ignore[union-attr]
    assert river.read("figures/books.lent--all.csv").splitlines()[1:] == [
        f"books.lent@{year},books *lent* {{per}} 100 %,{year},{year}-01-01,{year}-12-31,{value},books,{rough},final,Audited statements"
        for year, value, rough in (("2021", 9000, "exact"), ("2022", 11000, "exact"), ("2023", 12300, "at least"))
    ]


def test_words_of_data_files_are_words(river: Result) -> None:
    """Neither markup nor signs that templates know are anything but text."""
    lent = river.soup("figures/books.lent--2023.html")
    assert lent.h1.get_text() == "books lent {per} 100 %"  # type: ignore[union-attr]
    assert [part.get_text() for part in lent.select(".fig-value data > span")] == ["at least", "12,300"]
    value = river.soup("figures/books.value--2023.html")
    assert value.h1.get_text() == "value <b>of all</b> books"  # type: ignore[union-attr]
    assert not value.select("script:not([src]), h1 b")
    assert "<script>alert" in value.get_text()


def test_a_chart_has_its_values_its_drawing_and_its_files(river: Result) -> None:
    soup = river.soup("figures/chart--loans.html")
    assert len(soup.select("svg.impact-drawing")) == 2
    assert len(soup.select(".fig-table tbody tr")) == 3
    links = {link.get_text(): str(link["href"]) for link in soup.select(".fig-links a")}
    assert {*links} == {"Report", "Data (JSON)", "Download the data (CSV)", "Picture (SVG)", "Picture (PNG)"}
    for link in links.values():
        assert (river.outdir / "figures" / link.partition("#")[0]).resolve().is_file()
    assert json.loads(river.read("figures/chart--loans.json"))["rows"][0]["value"] == "9000"


def test_cards_and_charts_are_pictures_that_say_where_they_come_from(river: Result) -> None:
    pictures = {"books.lent--2023": "at least 12,300 books lent {per} 100 % 2023", "chart--loans": "Loans by year"}
    for name, words in pictures.items():
        svg = ET.fromstring(river.read(f"figures/{name}.svg"))
        said = [" ".join(part.itertext()) for part in svg.iter("{http://www.w3.org/2000/svg}text")]
        assert " ".join(said).startswith(words)
        assert said[-3:] == ["Source: Audited statements", "River Trust, Example", f"reports.example/2023/figures/{name}.html"]
        title, description = svg[0].text or "", svg[1].text or ""
        assert title.startswith("books lent" if "books" in name else words)
        soup = river.soup(f"figures/{name}.html")
        code = BeautifulSoup(soup.select("details.impact-cite code")[1].get_text(), "html5lib")
        assert (code.a["href"], code.img["src"]) == (f"{BASE}figures/{name}.html", f"{BASE}figures/{name}.svg")  # type: ignore[index]
        assert code.img["alt"] == description  # type: ignore[index]
        with Image.open(river.outdir / "figures" / f"{name}.png") as png:
            assert png.size == (2 * int(svg.get("width", 0)), 2 * int(svg.get("height", 0)))
        assert soup.select_one("meta[property='og:image']")["content"] == f"{BASE}figures/{name}.png"  # type: ignore[index]
    # What stands on no card has none; a picture under an old name is there, since it could lead nowhere.
    assert not (river.outdir / "figures" / "books.lent--2022.svg").exists()
    assert not river.soup("figures/books.lent--2022.html").select("meta[property='og:image']")
    assert river.read("figures/chart--lending.svg") == river.read("figures/chart--loans.svg")


# ---- embedded ----


class Host:
    """A site that frames pages of the report: each comes from a host of its own, under a policy that allows nothing but what it needs."""

    def __init__(self, browser: Browser, report: Result, snippets: list[str], scheme: Literal["light", "dark"]) -> None:
        self._report = report
        self._body = (
            '<!DOCTYPE html><html lang="en"><head><meta name="color-scheme" content="light dark"><title>Host</title></head>'
            f"<body><main><h1>Host</h1>{''.join(snippets).replace('lazy', 'eager')}</main></body></html>"
        )
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context = browser.new_context(viewport={"width": 400, "height": 900}, color_scheme=scheme)
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto("http://news.example/", wait_until="load")

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        self.asked.append(route.request.url)
        if parts.netloc == "news.example":
            policy = "default-src 'none'; frame-src http://reports.example"
            route.fulfill(body=self._body, headers={"content-security-policy": policy, "content-type": "text/html; charset=utf-8"})
            return
        path = self._report.outdir / parts.path.removeprefix("/2023/")
        headers = {"content-security-policy": f"{POLICY}; frame-ancestors *", "content-type": mimetypes.guess_type(path)[0] or "text/plain"}
        route.fulfill(body=path.read_bytes(), headers=headers)

    def each(self, expression: str) -> list[Any]:
        """Return what an expression gives in each frame."""
        return [frame.evaluate(expression) for frame in self.page.frames[1:]]


def test_a_frame_of_another_site_shows_it_under_a_strict_policy(browser: Browser, river: Result, axe: Axe) -> None:
    names = ("books.lent--2023", "statement--money", "chart--loans")
    snippets = [river.soup(f"figures/{name}.html").select("details.impact-cite code")[0].get_text() for name in names]
    for name, code in zip(names, snippets, strict=True):
        assert code.startswith(f'<iframe src="{BASE}figures/embed/{name}.html" title="')
    dark = Host(browser, river, snippets, "dark")
    light = Host(browser, river, snippets, "light")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert len({*dark.each(ground), *light.each(ground)}) == 2
    lent, money, loans = dark.each("document.querySelector('main').innerText")
    assert "12,300" in lent
    assert "(30)" in money
    assert "Loans by year" in loans
    # The style sheet was allowed, nothing is cut off at the height that the snippet gives, and nothing runs.
    assert dark.page.frames[1].evaluate("parseFloat(getComputedStyle(document.querySelector('.fig-number')).fontSize)") > 30
    assert dark.each("[document.documentElement.scrollWidth > innerWidth, document.scripts.length]") == [[False, 0]] * 3
    assert dark.each("document.body.scrollHeight <= innerHeight") == [True] * 3
    assert [*dark.said, *light.said] == []  # before axe-core, which speaks to frames, and of those that do not answer
    assert axe(dark.page) == []
    for host in (dark, light):
        assert {urlsplit(url).netloc for url in host.asked} == {"news.example", "reports.example"}
        files = {posixpath.basename(urlsplit(url).path) for url in host.asked if "reports" in url}
        assert files == {*(f"{name}.html" for name in names), "sphinx_impact_figures.css"}
        host.context.close()


def test_the_manual_shows_the_lines_that_a_build_prints(docs_site: Site) -> None:
    manual = (ROOT / "docs" / "figure-pages.md").read_text(encoding="utf-8").replace("https://lantern.example/2024/", "")
    shown = [" ".join(code.split()) for code in re.findall("```html\n(.*?)```", manual, re.DOTALL)]
    printed = [code.get_text() for code in docs_site().soup("figures/lending.loans--fy24.html").select("details.impact-cite code")]
    assert shown == printed


FRAMED = """() => {
    const found = (name) => document.querySelector(name)?.getBoundingClientRect(), source = found('.fig-source'), chart = found('.fig-chart');
    if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight) return 'cut';
    const ends = [...document.querySelectorAll('main > :not(.fig-source, .fig-chart), .fig-statement')].map((part) => part.getBoundingClientRect().bottom);
    if (!chart) return Math.round(source.top - Math.max(...ends));
    const drawing = [...document.querySelectorAll('svg.impact-drawing')].find((svg) => svg.getBoundingClientRect().height);
    const { height, width } = drawing.getBoundingClientRect(), box = drawing.viewBox.baseVal;
    const room = chart.top < found('h1').bottom ? innerHeight - 42 : source.top - Math.max(chart.top, 0) - Math.max(0, ...ends.map((end) => end - chart.bottom));
    return Math.round(room - Math.min(height, width * box.height / box.width));
}"""


def framed(page: Page, result: Result, name: str, widths: Iterable[int], most: int = 80) -> list[tuple[str, int, str | int]]:
    """Return in which widths something is cut off at the height that the line to copy gives, or stays blank, of which so many pixels may."""
    code = result.soup(f"figures/{name}.html").select("details.impact-cite code")[0].get_text()
    (height,) = re.findall('height="([0-9]+)"', code)
    page.goto((result.outdir / "figures" / "embed" / f"{name}.html").as_uri())
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": int(height)})
        blank = page.evaluate(FRAMED)
        if blank == "cut" or blank > most:
            found.append((name, width, blank))
    return found


def test_one_height_does_for_a_frame_of_any_width(browser: Browser, docs_site: Site) -> None:
    site = docs_site()
    page = browser.new_page()
    names = [each["name"] for each in json.loads(site.read("figures/index.json"))["pages"] if each["kind"] in {"statement", "chart"}]
    assert len(names) > 20
    assert [each for name in names for each in framed(page, site, name, (320, 390, 601, 1000, 1200))] == []
    page.close()


def test_a_page_loads_little(browser: Browser, river: Result) -> None:
    for name in ("figures/money.result--2023.html", "figures/statement--money.html"):
        weight = weigh(browser, river.outdir, name)
        assert (weight.elsewhere, weight.missing) == ([], [])
        assert len(weight.files) <= 5
        assert weight.total <= 16_000
        assert weight.shift < 0.02
    bare = weigh(browser, river.outdir, "figures/embed/books.lent--2023.html")
    assert len(bare.files) <= 3
    assert bare.total <= 6_000


def test_search_engines_see_each_figure_once(river: Result) -> None:
    full, bare = river.soup("figures/books.lent--2023.html"), river.soup("figures/embed/books.lent--2023.html")
    canonical = [soup.select_one("link[rel=canonical]")["href"] for soup in (full, bare)]  # type: ignore[index]
    assert canonical == [f"{BASE}figures/books.lent--2023.html"] * 2
    assert [bool(soup.select("meta[name=robots][content=noindex]")) for soup in (full, bare)] == [False, True]
    assert "books.lent--2023" not in river.read("searchindex.js")
    places = re.findall(r"<loc>([^<]*)</loc>", river.read("sitemap.xml"))
    assert len(places) == len(set(places)) == 1 + len(records(river)) + 1 + 1
    assert all((river.outdir / place.removeprefix(BASE)).is_file() for place in places)
    assert not [place for place in places if "embed" in place]


# ---- addresses that stay ----


def test_old_addresses_lead_to_new_ones(river: Result) -> None:
    moves = {
        "library.loans--2022": "books.lent--2022",
        "money.donations--2023": "money.gifts--2023",
        "activities.donations--2022": "money.gifts--2022",
        "activities.revenue--2023": "money.revenue--2023",
        "statement--activities": "statement--money",
        "chart--lending": "chart--loans",
    }
    for old, new in moves.items():
        page, bare = river.soup(f"figures/{old}.html"), river.soup(f"figures/embed/{old}.html")
        for soup in (page, bare):
            assert soup.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={new}.html"  # type: ignore[index]
            assert soup.select_one("link[rel=canonical]")["href"] == f"{BASE}figures/{new}.html"  # type: ignore[index]
            assert soup.h1.a["href"] == f"{new}.html"  # type: ignore[union-attr,index]
        assert (river.outdir / "figures" / f"{new}.html").is_file()
        # Data lead nowhere: they are there twice, and say where they are now.
        data, was = (json.loads(river.read(f"figures/{name}.json")) for name in (new, old))
        assert was == {"movedTo": f"{BASE}figures/{new}.json", **data}
    assert river.read("figures/library.loans--all.csv") == river.read("figures/books.lent--all.csv")
    assert river.read("figures/activities.donations--all.csv") == river.read("figures/money.gifts--all.csv")
    # So are tables of the open data, which the package tells of and has no second time.
    tables = {
        table["path"]: table["formerly"] for table in json.loads(river.read("data/datapackage.json"))["resources"] if "formerly" in table
    }
    assert tables == {"statements/money.csv": ["statements/activities.csv"], "charts/index/loans.csv": ["charts/index/lending.csv"]}
    for now, before in tables.items():
        assert river.read(f"data/{before[0]}") == river.read(f"data/{now}")
    listed = json.loads(river.read("figures/index.json"))["files"]
    printed = river.read("sha256sums.txt")
    for name in ("library.loans--2022.json", "library.loans--all.csv", "chart--lending.json", "chart--lending.svg"):
        assert name in listed
        assert f"  figures/{name}\n" in printed
    assert "  data/statements/activities.csv\n" in printed


def test_names_of_charts_that_are_not_free_are_named(make_project: MakeProject, build: Build) -> None:
    chart = "```{{data-chart}} {0}\n:name: {1}\n:formerly: {2}\n:description: a\n\nyear,books\n2021,1\n2022,2\n```\n\n"
    pages: dict[str, str | bytes] = {
        "index.md": "# Report\n\n" + chart.format("One", "one", "old") + chart.format("Two", "two", "old, one")
    }
    result = build(make_project(pages, 'html_theme = "alabaster"\n'))
    assert [re.sub(r"^.*?: WARNING: ", "", each) for each in result.warnings] == [
        "formerly: “old” was also the name of another chart: it can lead to one of them only [impact.duplicate]",
        "formerly: “one” is the name of another chart: its address leads there; take it out [impact.duplicate]",
    ]
    assert 'href="chart--one.html"' in result.read("figures/chart--old.html")
    assert "<svg" in result.read("figures/chart--one.html")


# ---- built again, in other ways ----


def stamps(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_only_what_changed_is_written_and_what_is_gone_goes(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES, CONF)
    folder = build(source).outdir / "figures"
    first = stamps(folder)
    figures = len(records(build(source)))
    assert stamps(folder) == first
    # A page, a bare one and data for each figure; one table for all its periods.
    old = {name.rpartition("--")[0] for name in first if name.startswith(("library.", "activities.", "money.donations"))}
    moved = json.loads((folder / "index.json").read_text(encoding="utf-8"))["pages"]
    moves = sum(page["kind"] == "moved" for page in moved)
    assert sum(name.endswith(".json") for name in first) == figures + 1 + 1 + 1 + moves  # the statement, the chart, the list
    assert sum(name.endswith(".csv") for name in first) == 3 + 6 + len(old)
    for name in ("figures/books.lent--2023.html", "figures/embed/chart--loans.html"):
        os.remove(folder.parent / name)  # noqa: PTH107
        build(source)
        assert (folder.parent / name).is_file()
    data = source / "data" / "stats.yaml"
    touch(data, "\n".join(line for line in data.read_text(encoding="utf-8").splitlines() if "wages" not in line))
    touch(
        source / "data" / "statements" / "money.csv",
        str(FILES["data/statements/money.csv"]).replace("500,400", "501,400").replace("570", "571"),
    )
    build(source)
    second = stamps(folder)
    assert {*first} - {*second} == {
        "wages.share--2023.html",
        "wages.share--2023.json",
        "embed/wages.share--2023.html",
        "wages.share--all.csv",
    }
    changed = {name for name in second if second[name] != first.get(name)}
    assert "money.gifts--2023.html" in changed
    assert {name for name in changed if name.startswith(("books.value", "money.wages", "chart"))} == set()
    touch(data, data.read_text(encoding="utf-8").replace("formerly: library.loans,", ""))
    build(source)
    assert {name for name in second if "library.loans--" in name} == {*second} - {*stamps(folder)} != set()
    (folder / "embed" / "mine.html").write_text("mine", encoding="utf-8")
    touch(source / "conf.py", (source / "conf.py").read_text(encoding="utf-8") + 'impact_figure_pages = "numbers"\n')
    build(source)
    assert [*stamps(folder)] == ["embed/mine.html"]
    assert (folder.parent / "numbers" / "index.html").is_file()
    touch(source / "conf.py", (source / "conf.py").read_text(encoding="utf-8") + 'impact_figure_pages = ""\n')
    build(source)
    assert not (folder.parent / "numbers").exists()
    assert not (folder.parent / "_static" / "sphinx_impact_figures.css").exists()


def test_one_setting_turns_them_off(make_project: MakeProject, build: Build) -> None:
    nothing = "\n```{stat-card} books.lend\n:label: nothing\n```\n"
    source = make_project(FILES | {"index.md": str(FILES["index.md"]) + nothing}, CONF + 'impact_figure_pages = ""\n')
    result = build(source)
    assert not (result.outdir / "figures").exists()
    card = result.soup().select_one(".impact-stat:has(.impact-missing)")
    assert card is not None
    assert not card.select(".impact-cite")  # there is nothing to quote
    assert "http://reports.example/2023/index.html#stat-books-lent" in result.soup().select_one(".impact-cite").get_text()  # type: ignore[union-attr]
    assert build(source, "epub").status == 0


def test_an_own_folder_and_own_pages_are_left_alone(make_project: MakeProject, build: Build) -> None:
    files = FILES | {"extra/figures/mine.html": "mine"}
    result = build(make_project(files, CONF))
    assert ["impact_figure_pages" in each for each in result.warnings] == [True]
    assert [path.name for path in (result.outdir / "figures").iterdir()] == ["mine.html"]
    pages = FILES | {
        "index.md": "# Report\n\n```{toctree}\nfigures\nfigures/index\n```\n",
        "figures.md": "# Own\n",
        "figures/index.md": "# Inner\n",
    }
    for builder in ("html", "dirhtml"):
        result = build(make_project(pages, CONF), builder, "-W")
        assert result.warnings == []
        assert "All figures" in result.read("figures/all.html" if builder == "html" else "figures/all/index.html")
        assert "Inner" in result.read("figures/index.html")


def test_a_page_of_the_report_is_never_written_over(make_project: MakeProject, build: Build) -> None:
    own = "figures/books.lent--2023"
    files = FILES | {f"{own}.md": "# Own\n", "index.md": f"# Report\n\n```{{toctree}}\n{own}\n```\n"}
    result = build(make_project(files, CONF), "html", "-j2")  # what is said beside the pages is heard
    assert [f"{own}.html is a page of the report" in each for each in result.warnings] == [True]
    assert "Own" in result.read(f"{own}.html")
    assert "<h1>Own" not in result.read("figures/books.lent--2022.html")


@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_other_themes_have_plain_pages(make_project: MakeProject, build: Build, browser: Browser, axe: Axe, theme: str) -> None:
    result = build(make_project(FILES, f'html_theme = "{theme}"\nlanguage = "ar"\nimpact_state = "draft"\n'))
    page = browser.new_page(viewport={"width": 320, "height": 640})
    names = ("figures/books.lent--2023.html", "figures/statement--money.html", "figures/index.html")
    for name in names if theme == "alabaster" else names[:1]:
        page.goto((result.outdir / name).as_uri())
        assert page.evaluate("[document.dir, document.documentElement.scrollWidth, getComputedStyle(document.body).margin]") == [
            "rtl",
            320,
            "0px",
        ]
        assert axe(page) == []
        soup = BeautifulSoup(page.content(), "html5lib")
        assert soup.select_one(".fig-state") is not None
        assert len(soup.select("link[rel=stylesheet]")) == 2
        assert not soup.select("script")
    for name in ("books.lent--2023", "statement--money", "chart--loans") if theme == "alabaster" else ():
        assert framed(page, result, name, (320, 390, 601, 1000), most=95) == []  # what is said of a draft may take two rows
    page.close()
