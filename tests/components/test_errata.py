"""Errata: what was printed, what is right; gathered from all data files, listed in every builder, marked where the figure stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from tests.support import LOOKS, touch, write_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from sphinx_impact.model.report import Report
    from tests.conftest import Axe, Build, MakeProject

DATA: dict[str, str | bytes] = {
    "data/report.yaml": (
        "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\n"
        "sources: {report: {title: Annual report, url: 'https://example.org/'}}\n"
    ),
    "data/stats.yaml": (
        "books.lent: {label: books *lent*, unit: books, value: '1,200', as-printed: 1.200, source: 'report, page 3', note: The comma was a point.}\n"
        "visits.all: {label: visits, unit: visits, value: '12,345', source: 'report, page 4'}\n"
        "visits.online: {label: visits online, unit: visits, value: '999', source: 'report, page 5'}\n"
    ),
    "data/statements/position.csv": "section,line,kind,id,2023\nAssets,Cash,item,,10\nAssets,Loans,item,,25\nAssets,Total assets,total,total,53\n",
    "data/statements/position.yaml": "title: Statement of position\nscale: thousands\nsource: report, page 6\n",
    "data/waivers.yaml": (
        "- {check: footing, at: position.total, difference: 18, use: 35, reason: Two digits changed places., public: true}\n"
    ),
    "data/errata.yaml": (
        "- at: visits.all\n  printed: 12,354\n  date: 2024-06-03\n  where: report, page 9\n  reason: Two *other* digits changed places.\n"
        "- {at: position.total, date: 2024-07-01}\n"
        "- {at: position.cash, printed: '11', date: 2024-01-05, reason: A slip.}\n"
    ),
}
PAGES: dict[str, str | bytes] = {
    "index.md": (
        "# Report of {stat}`visits.all` visits\n\nIn all {stat}`visits.all` visits and {stat}`visits.online` online, {stat}`position.total compact`.\n\n"
        "```{stat-card} books.lent\n```\n\n```{toctree}\nmoney\nerrata\n```\n"
    ),
    "money.md": "# Money\n\n```{financial-table} position\n```\n",
    "errata.md": "# Errata\n\n```{errata-list}\n```\n",
}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return load_report(write_project(tmp_path, DATA))


def test_they_come_from_figures_waivers_and_their_own_file_the_latest_first(report: Report) -> None:
    assert report.problems == ()
    assert [
        (str(erratum.figure.address), erratum.printed, erratum.value, erratum.figure.value, erratum.date) for erratum in report.errata
    ] == [
        ("position.total@2023", "53", Decimal(53_000), Decimal(35_000), dt.date(2024, 7, 1)),
        ("visits.all@2023", "12,354", Decimal(12_354), Decimal(12_345), dt.date(2024, 6, 3)),
        ("position.cash@2023", "11", Decimal(11_000), Decimal(10_000), dt.date(2024, 1, 5)),
        ("books.lent@2023", "1.200", None, Decimal(1200), None),
    ]
    assert [str(erratum.reason) for erratum in report.errata] == [
        "Two digits changed places.",
        "Two *other* digits changed places.",
        "A slip.",
        "The comma was a point.",
    ]
    assert [erratum.where.place if erratum.where else "" for erratum in report.errata] == ["page 6", "page 9", "", "page 3"]
    assert [erratum.origin.path for erratum in report.errata_of("position.total@2023")] == ["data/waivers.yaml"]
    assert report.errata_of("visits.online@2023") == ()


def test_a_difference_that_stands_corrects_nothing(tmp_path: Path) -> None:
    files = DATA | {
        "data/waivers.yaml": "- {check: footing, at: position.total, difference: 18, reason: Printed so., public: true}\n",
        "data/errata.yaml": "[]\n",
    }
    report = load_report(write_project(tmp_path, files))
    erratum = next(erratum for erratum in report.errata if erratum.figure.statement)
    assert (erratum.corrects, erratum.value, erratum.parts) == (False, Decimal(53_000), Decimal(35_000))
    assert report.errata_of("position.total@2023") == ()


def test_a_waiver_that_is_not_public_is_none(tmp_path: Path) -> None:
    waivers = str(DATA["data/waivers.yaml"]).replace(", public: true", "")
    report = load_report(write_project(tmp_path, DATA | {"data/waivers.yaml": waivers, "data/errata.yaml": "[]\n"}))
    assert [str(erratum.figure.address) for erratum in report.errata] == ["books.lent@2023"]


@pytest.mark.parametrize(
    ("entry", "code", "words"),
    [
        ("{at: visits.al, printed: 3}", Code.ADDRESS, "did you mean “visits.all”?"),
        ("{at: visits.all}", Code.ERRATUM, "it is not known what was printed for visits.all@2023: write printed:"),
        ("{at: visits.all, printed: '12,345'}", Code.ERRATUM, "“12,345” is what visits.all@2023 is"),
        ("{printed: 3}", Code.MISSING, "the correction has no at"),
        ("{at: visits.all, printed: 3, dat: 2024-01-01}", Code.KEY, "the correction has no key “dat”"),
        ("{at: visits.all, printed: 3, date: May}", Code.VALUE, "“May” is no date"),
        ("visits.all", Code.VALUE, "correction must be a mapping"),
    ],
)
def test_what_is_wrong_is_said_at_its_row(tmp_path: Path, entry: str, code: Code, words: str) -> None:
    report = load_report(write_project(tmp_path, DATA | {"data/errata.yaml": f"# none before\n- {entry}\n"}))
    (problem,) = report.problems
    assert (str(problem.origin), problem.code) == ("data/errata.yaml:2", code)
    assert words in problem.message


def words(element: object) -> str:
    """Return the words of an element."""
    return " ".join(element.get_text().split())  # type: ignore[attr-defined]


def test_the_page_lists_them_and_leads_both_ways(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({**DATA, **PAGES}), "html", "-W", "--keep-going")
    assert result.warnings == []
    listing = result.soup("errata.html").select_one("dl.impact-errata")
    assert listing is not None
    assert [words(term) for term in listing.select("dt")] == ["Total assets", "visits", "Cash", "books lent"]
    first, second, third, fourth = (words(definition) for definition in listing.select("dd"))
    assert "2023: printed as $53,000, correct is $35,000." in first
    assert "Two digits changed places." in first
    assert "Corrected on July 1, 2024 · Printed in: Annual report, page 6 · Stands in: Report of 12,345 visits, Money" in first
    assert "2023: printed as 12,354, correct is 12,345. Two other digits changed places. Corrected on June 3, 2024" in second
    assert "printed as $11,000, correct is $10,000." in third
    assert "printed as 1.200, correct is 1,200." in fourth
    marks = result.soup("index.html").select("a:has(> sup.impact-erratum-mark)")
    assert [(mark["href"], words(mark)) for mark in marks] == [
        ("errata.html#erratum-visits-all-2023", "corrected*"),
        ("errata.html#erratum-position-total-2023", "corrected*"),
        ("errata.html#erratum-books-lent-2023", "corrected*"),
    ]
    assert marks[2].find_parent("p", class_="impact-printed") is not None
    for mark in marks:
        assert result.soup("errata.html").select_one("#" + str(mark["href"]).partition("#")[2]) is not None
    back = [link["href"] for link in listing.select("dd .impact-source a[href^=money], dd .impact-source a[href^=index]")]
    assert back == [
        "index.html",
        "money.html#statement-position",
        "index.html",
        "money.html#statement-position",
        "index.html#stat-books-lent",
    ]


def test_a_corrected_cell_has_a_note(make_project: MakeProject, build: Build) -> None:
    soup = build(make_project({**DATA, **PAGES})).soup("money.html")
    cash, total = soup.select_one("tr.impact-item"), soup.select_one("tr.impact-total")
    assert words(cash).replace(" ", "") == "Cash$10*"
    assert words(total).replace(" ", "") == "Totalassets$53†"
    assert [words(note) for note in soup.select(".impact-note")] == [
        "* Corrected; printed as $11,000.",
        "† Printed as 53; the parts give 35. Two digits changed places.",
    ]


def test_titles_and_contents_have_no_marks(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({**DATA, **PAGES}))
    for page in ("index.html", "money.html", "errata.html"):
        soup = result.soup(page)
        assert not soup.select("h1 sup, title sup, nav sup, .toctree-wrapper sup, .sphinxsidebar sup")
    assert words(result.soup("index.html").title).startswith("Report of 12,345 visits")


def test_without_a_list_there_is_nothing_to_lead_to(make_project: MakeProject, build: Build) -> None:
    pages = {name: text for name, text in PAGES.items() if name != "errata.md"} | {
        "index.md": str(PAGES["index.md"]).replace("errata\n", "")
    }
    result = build(make_project({**DATA, **pages}), "html", "-W")
    assert not result.soup("index.html").select("sup")
    assert "Printed as 1.200." in words(result.soup("index.html"))


def test_an_empty_list_says_so(make_project: MakeProject, build: Build) -> None:
    assert "So far nothing had to be corrected." in build(make_project({"index.md": PAGES["errata.md"]}), "text", "-W").read("index.txt")


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml"])
def test_every_builder_has_them(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project({**DATA, **PAGES}), builder, "-W", "--keep-going")
    assert (result.status, result.warnings) == (0, [])
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(result.outdir.rglob("*"))
        if path.is_file() and path.suffix not in {".epub", ".png"}
    )
    assert "Two digits changed places." in written
    assert "correct is" in written
    if builder in {"text", "man", "texinfo", "xml"}:
        assert "(corrected)" in written


def test_one_page_leads_to_itself(make_project: MakeProject, build: Build) -> None:
    soup = build(make_project({**DATA, **PAGES}), "singlehtml").soup()
    for link in soup.select("a:has(> sup.impact-erratum-mark), .impact-errata .impact-source a.internal"):
        assert str(link["href"]).startswith("#")
        assert soup.select_one(f'[id="{str(link["href"])[1:]}"]') is not None, link


def test_the_book_with_them_is_sound(make_project: MakeProject, build: Build, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(build(make_project({**DATA, **PAGES}), "epub").epub) == []


def test_what_another_page_changes_reaches_lists_and_marks(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, **PAGES})
    for builder in ("html", "dirhtml"):
        build(project, builder)
    touch(project / "errata.md", "# Errata\n\nNone.\n")
    again = build(project)
    assert not again.soup("index.html").select("sup")
    assert not build(project, "dirhtml").soup("index.html").select("sup")  # each builder has its own pages to bring up to date
    touch(project / "errata.md", str(PAGES["errata.md"]))
    touch(project / "money.md", "# Finances\n\n```{financial-table} position\n```\n")
    for builder in ("html", "dirhtml"):
        result = build(project, builder)
        assert len(result.soup("index.html").select("sup")) == 3
        assert "Stands in: Report of 12,345 visits, Finances" in words(
            result.soup("errata.html" if builder == "html" else "errata/index.html")
        )


def test_a_new_correction_has_the_pages_read_again(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, **PAGES})
    build(project)
    errata = project / "data/errata.yaml"
    touch(errata, errata.read_text(encoding="utf-8") + "- {at: visits.online, printed: '9,999'}\n")
    result = build(project)
    assert "printed as 9,999, correct is 999." in words(result.soup("errata.html"))
    assert len(result.soup("index.html").select("sup")) == 4


def test_many_processes_write_what_one_writes(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, **PAGES})
    one = build(project, "html", out=project.parent / "one", doctrees=project.parent / "one-trees")
    two = build(project, "html", "-j2", out=project.parent / "two", doctrees=project.parent / "two-trees")
    for page in ("index.html", "money.html", "errata.html"):
        assert one.read(page) == two.read(page)


@pytest.mark.parametrize("theme", ["sphinx_impact", "alabaster", "furo"])
def test_list_and_marks_are_accessible(make_project: MakeProject, build: Build, browser: Browser, axe: Axe, theme: str) -> None:
    result = build(make_project({**DATA, **PAGES}, f'html_theme = "{theme}"\nimpact_state = "draft"\n'), "html", "-W")
    context = browser.new_context()
    page = context.new_page()
    for name in ("index.html", "errata.html"):
        page.goto((result.outdir / name).as_uri())
        for width, scheme, rules in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = axe(page, rules=rules)
            assert [each for each in found if theme == "sphinx_impact" or "impact" in each.split(":", 1)[0]] == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
