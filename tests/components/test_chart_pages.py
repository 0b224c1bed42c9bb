"""Charts and maps in pages: what every builder writes, what is reported, what a second build costs."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests import support

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Axe, Build, MakeProject
    from tests.support import Result

REPORT = (
    "organisation: Lantern Trust\ncurrency: USD\nreporting-period: '2023'\n"
    "periods: {'2020': , '2021': , '2022': , '2023': }\nsources:\n  report: {title: Annual report, url: 'https://example.org/'}\n"
)
FILES: dict[str, str | bytes] = {
    "data/report.yaml": REPORT,
    "data/stats/grants.yaml": (
        "grants.total: {label: granted, unit: USD, source: report, good: up, "
        "values: {'2020': 400K, '2021': 100K, '2022': 300K, '2023': 600K}}\n"
    ),
    "data/statements/programs.csv": "section,line,kind,2023\n,Books,item,67\n,Films,item,32\n,Maps,item,1\n,All,total,100\n",
    "data/statements/programs.yaml": "title: Programs\ntype: schedule\nscale: thousands\nsource: report\n",
    "data/branches.csv": "region,label,loans\nDE,Germany,30\nFR,France,20\nJP,Japan,10\n",
    "index.md": """# Charts

```{data-chart}
:title: Grants doubled to {stat}`grants.total`
:name: grants
:data: grants.total
:trend:
:subtitle: Grants per year
:description: auto
```

See {numref}`grants`.

```{data-chart} Books come first
:kind: dots
:data: programs
:description: Sixty-seven of a hundred dots are books.
```

```{data-map} Loans by country
:mark: shades
:data: branches.csv
:description: auto
```

```{data-chart} From gifts to books
:kind: flow
:description: auto

from,to,value
Gifts,Books,30
Fees,Books,12
```

```{stat-card} grants.total
```
""",
}
XHTML = "{http://www.w3.org/1999/xhtml}"

CONF = 'numfig = True\nhtml_theme = "sphinx_impact"\nepub_identifier = "urn:x:1"\nepub_uid = "x"\n'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return support.write_project(tmp_path_factory.mktemp("charts") / "source", FILES, CONF)


@pytest.fixture(scope="module")
def built(project: Path) -> Callable[[str], Result]:
    """The project by builder, each built once, all from one folder of doctrees."""
    done: dict[str, Result] = {}

    def get(builder: str) -> Result:
        if builder not in done:
            trees = "gettext-doctrees" if builder == "gettext" else "doctrees"  # catalogues need trees that are not translated
            done[builder] = support.sphinx_build(project, builder, out=project.parent / builder, doctrees=project.parent / trees)
        return done[builder]

    return get


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml", "gettext"])
def test_every_builder_writes_without_a_warning(built: Callable[[str], Result], builder: str) -> None:
    assert (built(builder).status, built(builder).warnings) == (0, [])


def test_a_page_has_drawing_title_description_table_and_source(built: Callable[[str], Result]) -> None:
    soup = built("html").soup()
    (figure,) = soup.select("figure.impact-chart-column")
    (caption,) = figure.select("figcaption")
    assert caption.get_text(" ", strip=True).startswith("Fig. 1 Grants doubled to $600K")
    wide, narrow = figure.select("svg.impact-drawing")
    for svg in (wide, narrow):
        assert svg["role"] == "img"
        assert svg["aria-label"] == "Grants doubled to $600K"
        (description,) = soup.select(f"#{svg['aria-describedby']}")
        assert "From $400K in 2020 to $600K in 2023: up 50%." in description.get_text()
        assert [text.get_text() for text in svg.select("text")].count("$100K") == 1
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in figure.select("details table tr")]
    assert rows == [["Period", "Amount"], ["2020", "$400,000"], ["2021", "$100,000"], ["2022", "$300,000"], ["2023", "$600,000"]]
    assert [cell["scope"] for cell in figure.select("tbody th")] == ["row"] * 4
    assert "Source: Annual report" in figure.get_text()
    assert [link.get_text() for link in soup.select("a.reference.internal span.std-numref")] == ["Fig. 1"]


def test_the_values_can_be_downloaded(built: Callable[[str], Result]) -> None:
    html = built("html")
    links = [str(link["href"]) for link in html.soup().select("p.impact-chart-csv a")]
    assert len(links) == 4
    assert html.read(links[0]).startswith('label,value,value as printed\n2020,400000,"$400,000"\n2021,100000,')
    assert html.read(links[3]) == "label,to,value,value as printed\nGifts,Books,30,30\nFees,Books,12,12\n"
    for link in built("dirhtml").soup().select("p.impact-chart-csv a"):
        assert (built("dirhtml").outdir / str(link["href"])).is_file()


def test_the_search_lists_charts_by_their_titles(built: Callable[[str], Result]) -> None:
    index = built("html").read("searchindex.js")
    assert '"Books come first":[[0,"chart-books-come-first"]]' in index


def test_each_chart_is_light(built: Callable[[str], Result]) -> None:
    for figure in built("html").soup().select("figure.impact-chart"):
        drawing = "\n".join(str(svg) for svg in figure.select("svg"))
        bar = 12_000 if "impact-chart-shades" in figure["class"] else 3_000
        assert len(gzip.compress(drawing.encode())) <= bar
    ids = [element["id"] for element in built("html").soup().select("[id]")]
    assert len(ids) == len(set(ids))


def test_colours_come_from_the_theme(built: Callable[[str], Result]) -> None:
    html = built("html")
    svg = str(html.soup().select_one("svg.impact-drawing"))
    assert "var(--impact-chart-1,#" in svg
    assert "#0000" not in svg
    sheet = html.read("_static/sphinx_impact.css")
    assert all(f"--impact-chart-{number}:light-dark(#" in sheet for number in range(1, 7))


def test_the_line_of_a_card_is_for_the_eye_only(built: Callable[[str], Result]) -> None:
    (card,) = built("html").soup().select("div.impact-stat")
    assert [svg["aria-hidden"] for svg in card.select("svg.impact-sparkline")] == ["true"]
    assert "up 100% on 2022" in card.get_text()


def test_a_book_has_pictures_on_their_own_ground(built: Callable[[str], Result], epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(built("epub").epub) == []
    page = ET.fromstring(built("epub").read("index.xhtml"))
    figures = [figure for figure in page.iter(f"{XHTML}figure") if "impact-chart" in figure.get("class", "")]
    pictures = [picture for figure in figures for picture in figure.iter(f"{XHTML}img")]
    assert len(pictures) == 4
    # Values stand behind the drawing, which so stays on one page with its title.
    data = [box for box in page.iter(f"{XHTML}div") if "impact-chart-data" in box.get("class", "")]
    assert [len(list(box.iter(f"{XHTML}table"))) for box in data] == [1, 1, 1, 1]
    for picture in pictures:
        assert picture.get("alt")
        svg = built("epub").read(picture.get("src", ""))
        ET.fromstring(svg)
        assert 'fill="#fff"' in svg
        assert "var(" not in svg
        assert "#0000" not in svg


def test_paper_gets_pdf_and_no_other_picture(built: Callable[[str], Result]) -> None:
    latex = built("latex")
    assert not [path.name for path in latex.outdir.rglob("*") if path.suffix in {".svg", ".webp", ".avif"}]
    (tex,) = latex.outdir.glob("*.tex")
    names = re.findall(r"includegraphics(?:\[[^]]*\])?\{\{([^}]*)\}(\.\w+)\}", tex.read_text(encoding="utf-8"))
    assert len(names) == 4
    for name, suffix in names:
        assert suffix == ".pdf"
        assert (latex.outdir / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_plain_text_has_the_words_and_the_numbers(built: Callable[[str], Result]) -> None:
    text = built("text").read("index.txt")
    assert "Sixty-seven of a hundred dots are books." in text
    assert "| Germany" in text
    assert "$600,000" in text
    assert "In order of size: Germany with 30, France with 20, and Japan with 10." in text


def test_a_page_is_accessible_and_its_type_readable(
    built: Callable[[str], Result], browser: Browser, axe: Axe, serve: Callable[[Path], str]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{serve(built('html').outdir)}index.html")
    for summary in page.locator("details.impact-chart-data > summary").all():
        summary.click()
    for width, scheme, rules in support.LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert axe(page, rules=rules) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # the height of a line of text is a little more than its size
        sizes = page.evaluate(
            "[...document.querySelectorAll('svg.impact-drawing text')].map(t => t.getBoundingClientRect().height).filter(h => h > 0)"
        )
        assert sizes
        assert min(sizes) >= 11
        shown = page.evaluate(
            "[...document.querySelectorAll('svg.impact-drawing')].filter(s => s.getBoundingClientRect().width > 0).length"
        )
        assert shown == 4
    context.close()


# ---- what is reported ----


def chart(options: str, body: str = "", title: str = "Title", directive: str = "data-chart") -> str:
    return f"```{{{directive}}} {title}\n{options}\n\n{body}\n```"


WRONG = [
    (chart("", "year,n\n2022,1\n2023,2"), "“Title” has no description", "impact.description"),
    (chart(":kind: mosaic\n:description: x", "part,share\na,50%\nb,40%"), "add up to 90%, not to 100%", "impact.shares"),
    (chart(":kind: columns\n:description: x", "a,b\nc,1"), "did you mean “column”", "impact.key"),
    (chart(":start: 5\n:description: x", "a,b\nc,10\nd,12"), "starts at zero", "impact.chart"),
    (chart(":kind: bar\n:trend:\n:description: x", "a,b\nc,10\nd,12"), "a trend needs columns or a line", "impact.chart"),
    (chart(":kind: dots\n:description: x", "a,b\nc,-10\nd,12"), "below zero", "impact.chart"),
    (chart(":description: x"), "has no values", "impact.missing"),
    (chart(":data: no.such\n:description: x"), "no.such", "impact.address"),
    (chart(":data: none.csv\n:description: x"), "does not exist", "impact.file"),
    (chart(":description: x", "a,b\nc,12.5.5"), "12.5.5", "impact.number"),
    (
        chart(":kind: vega-lite\n:description: x", "mark: bar\ndata: {url: 'https://example.org/a.json'}"),
        "nothing is fetched",
        "impact.chart",
    ),
    (
        chart(
            ":kind: vega-lite\n:description: x",
            "mark: bar\ndata: {values: [{a: 1}]}\nencoding: {y: {field: a, type: quantitative, scale: {zero: false}}}",
        ),
        "do not start at zero",
        "impact.chart",
    ),
    (chart(":kind: vega-lite\n:description: x", "mark: [bar"), "cannot be read", "impact.yaml"),
    (chart(":description: x", "region,n\nAtlantis,1\nFrance,2", directive="data-map"), "no region “Atlantis”", "impact.chart"),
    (chart(":kind: flow\n:description: x", "a,b\nc,10"), "a flow needs", "impact.chart"),
    (chart(":description: x", "a,b\nc,10", title=""), "has no title", "impact.missing"),
]
"""What an author may do wrong; what is said of it; and its code."""


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a build says of all of them, a page for each."""
    pages = {f"page{number:02}.md": f"# Page\n\n{page}\n" for number, (page, _message, _code) in enumerate(WRONG)}
    index = "# Pages\n\n```{toctree}\n" + "\n".join(name.removesuffix(".md") for name in pages) + "\n```\n"
    folder = tmp_path_factory.mktemp("wrong")
    project = support.write_project(folder / "source", {"data/report.yaml": REPORT, "index.md": index, **pages})
    return support.sphinx_build(project, "text", out=folder / "text", doctrees=folder / "doctrees").warnings


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[f"{code} {message}" for _page, message, code in WRONG])
def test_what_is_wrong_is_said_once_with_its_code(wrong: list[str], number: int) -> None:
    _page, message, code = WRONG[number]
    place = "data/none.csv:1: " if code == "impact.file" else f"page{number:02}.md:"
    (warning,) = [warning for warning in wrong if place in warning]
    assert message in warning
    assert f"[{code}]" in warning
    assert (": ERROR: " in warning) == (code == "impact.description")
    assert re.search(r"(?:page\d\d\.md|none\.csv):\d+: ", warning)


def test_a_specification_that_cannot_be_drawn_keeps_its_table(make_project: MakeProject, build: Build) -> None:
    body = "mark: nonsense\ndata: {values: [{a: 1}]}\nencoding: {y: {field: a, type: quantitative}}"
    result = build(make_project({"index.md": f"# Page\n\n{chart(':kind: vega-lite' + chr(10) + ':description: x', body)}\n"}))
    assert len(result.warnings) == 1
    assert "“Title” is not drawn: " in result.warnings[0]
    assert "http" not in result.warnings[0]
    assert [cell.get_text() for cell in result.soup().select("figure table tbody th")] == ["1"]


# ---- what another program draws ----

WRITTEN = """# Page

```{data-chart} Written by hand
:kind: vega-lite
:description: x

mark: bar
data: {values: [{a: one, b: 3}, {a: two, b: 5}]}
encoding: {x: {field: a, type: nominal}, y: {field: b, type: quantitative}}
```
"""


def drawn(result: Result) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (result.doctrees / "impact-charts").glob("*.svg")}


def test_an_unchanged_specification_is_not_drawn_again(make_project: MakeProject, build: Build) -> None:
    plain = {f"plain{number}": "---\norphan: true\n---\n\n# Plain\n" for number in range(4)}  # Sphinx divides from six pages on
    pages = {f"{name}.md": text for name, text in plain.items()}
    project = make_project({"index.md": WRITTEN, "other.md": WRITTEN.replace("5", "6"), **pages}, CONF)
    first = drawn(build(project, "html", "-j2"))
    assert len(first) == 4
    assert drawn(build(project, "html", "-E")) == first
    support.touch(project / "other.md", WRITTEN.replace("5", "7"))
    again = drawn(build(project))
    assert len(again) == 4
    assert len(again.items() & first.items()) == 2  # one chart in two sizes was drawn anew, its old drawings are gone


def test_a_lost_drawing_is_drawn_again(make_project: MakeProject, build: Build) -> None:
    project = make_project({**FILES, "index.md": WRITTEN}, CONF)
    first = build(project)
    page = first.read("index.html")
    assert page.count("impact-drawing-wide") == 1
    for path in (first.doctrees / "impact-charts").iterdir():
        path.unlink()
    support.touch(project / "index.md")
    assert build(project).read("index.html") == page


def test_a_specification_is_drawn_in_the_colours_of_the_page(make_project: MakeProject, build: Build) -> None:
    project = make_project({**FILES, "index.md": WRITTEN}, CONF)
    page = build(project).soup()
    wide, narrow = page.select("svg.impact-drawing")
    assert "var(--impact-chart-1,#" in str(wide)
    assert "#0000" not in str(wide)
    assert {"one", "two"} <= {text.get_text() for text in narrow.select("text")}
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_many_processes_draw_what_one_draws(make_project: MakeProject, build: Build, tmp_path: Path) -> None:
    text = str(FILES["index.md"])
    pages: dict[str, str | bytes] = {
        f"page{number}.md": text.replace(":name: grants\n", "").replace("See {numref}`grants`.", "") for number in range(6)
    }
    index = "# Pages\n\n```{toctree}\n" + "\n".join(name.removesuffix(".md") for name in pages) + "\n```\n"
    project = make_project({**FILES, **pages, "index.md": index}, CONF)
    one = build(project, "html", out=tmp_path / "one", doctrees=tmp_path / "one-trees")
    two = build(project, "html", "-j2", out=tmp_path / "two", doctrees=tmp_path / "two-trees")
    assert (one.status, two.status, one.warnings, two.warnings) == (0, 0, [], [])
    for name in pages:
        html = name.replace(".md", ".html")
        assert one.read(html).count("impact-drawing-wide") == 4
        assert one.read(html) == two.read(html)


def without(module: str, project: Path, out: Path, builder: str) -> subprocess.CompletedProcess[str]:
    """Build where a module is not installed."""
    hide = out.parent / "hide"
    hide.mkdir(exist_ok=True)
    (hide / "sitecustomize.py").write_text(
        "import importlib.util as u\n_find = u.find_spec\n"
        f"u.find_spec = lambda name, package=None: None if name == {module!r} else _find(name, package)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(hide), str(support.ROOT / "src")])}
    command = [sys.executable, "-m", "sphinx", "-n", "-q", "-b", builder, str(project), str(out)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_own_kinds_need_no_tool_and_written_ones_say_once_what_to_install(make_project: MakeProject, tmp_path: Path) -> None:
    orphan = "---\norphan: true\n---\n\n"
    project = make_project(FILES | {"written.md": orphan + WRITTEN, "other.md": orphan + WRITTEN.replace("5", "6")}, CONF)
    run = without("vl_convert", project, tmp_path / "out", "html")
    assert run.returncode == 0, run.stderr
    assert run.stderr.count('pip install "sphinx-impact[vega]"') == 1
    assert run.stderr.count("WARNING") == 1
    assert "[impact.chart]" in run.stderr
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert page.count("impact-drawing-wide") == page.count("impact-drawing-narrow") == 4
    assert "impact-drawing" not in (tmp_path / "out" / "written.html").read_text(encoding="utf-8")
    # Once it is there, the pages are written again although nothing in them has changed.
    again = support.sphinx_build(project, "html", out=tmp_path / "out", doctrees=tmp_path / "out" / ".doctrees")
    assert again.soup("written.html").select("svg.impact-drawing")


def test_paper_gets_png_where_nothing_makes_pdf(make_project: MakeProject, tmp_path: Path) -> None:
    run = without("vl_convert", make_project(FILES, CONF), tmp_path / "out", "latex")
    assert (run.returncode, run.stderr) == (0, "")
    (tex,) = (tmp_path / "out").glob("*.tex")
    pictures = re.findall(r"includegraphics(?:\[[^]]*\])?\{\{([^}]*)\}(\.\w+)\}", tex.read_text(encoding="utf-8"))
    assert [suffix for _name, suffix in pictures] == [".png"] * 4
    for name, _suffix in pictures:
        assert (tmp_path / "out" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
