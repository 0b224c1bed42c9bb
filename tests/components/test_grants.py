"""Grants on pages: listed, drawn, paged; and in no output a word of whom an individual is."""

from __future__ import annotations

import contextlib
import json
import re
import zipfile
from typing import TYPE_CHECKING

from sphinx_impact.components import grants
from tests.support import sphinx_build

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Build, MakeProject

HEAD = "id,awarded,amount,currency,recipient,recipient-id,individual,country,program,title,description\n"
ROWS = """\
23-1,2023-03-14,"5,000",,PyCon Kenya,GB-CHC-1000001,,KE,Conferences,PyCon Kenya 2023,Venue
23-2,2023-04-01,700.50,,Nyokabi Wanjiru,X-4711,yes,KE,Travel,Travel to a meeting,With Wanjiru and Zoë
23-3,2023-05-01,900,EUR,Verein Python,,no,DE,Travel,A meeting,
23-4,2023-05-01,100,,Isla,,no,SG,,A thing,
22-1,2022-06-30,300,USD,Acme Labs,,,US,Travel,Travel,
23-5,2023-05-01,60,,Wanjiru, Nyokabi,,yes,KE,Travel,Travel
wanjiru,Wanjiru,Wanjiru,Wanjiru,Nyokabi Wanjiru,,yes,Wanjiru,Wanjiru,Wanjiru,
"""
NAMES = re.compile("nyokabi|wanjiru|x-4711", re.IGNORECASE)
REPORT = (
    "organisation: Lantern Trust\ncurrency: USD\norg-id: US-EIN-000000001\nreporting-period: '2023'\nperiods: {'2022': , '2023': }\n"
    "sources: {books: {title: Own books}}\n"
)
PAGE = """\
# Money given

{stat}`count(grants where program is travel)` for travel, {stat}`grants.total`, {stat}`sum(grants where country is KE)@2023 compact`.

```{stat-grid}
:keys: grants.total@2023, count(grants where individual is yes)
```

```{grant-list}
```

```{grant-list}
:by: recipient
:sort: amount
:period: "*"
```

```{data-chart} Programs
:data: grants
:kind: bar
:description: auto
```

```{data-chart} Programs by year
:data: grants
:by: year, program
:kind: bar
:description: auto
```

```{data-chart} Recipients
:data: grants@*
:by: year, recipient
:kind: bar
:count:
:description: auto
```

```{data-map} Countries
:data: grants
:description: auto
```

```{data-table} Members *of all kinds*
:data: lists/members.csv
:columns: name, joined, fee
:sum: fee
:where: kind is library
```

```{data-table} Grants by country
:data: grants
:by: country, program
```

```{source-list}
```
"""
TRIED = """\
# Tried

{stat}`count(grants where recipient is nobody)` {stat}`grants.recipient.nobody`

```{data-chart} By file
:data: grants.csv
:description: auto
```

```{data-chart} By file and column
:data: lists/../grants.csv
:by: recipient
:description: auto
```

```{data-table} A list
:data: grants.csv
```

```{data-table} A list
:data: lists/members.csv
:columns: nam
```

```{data-table} Programs
:data: grants
:columns: recipient, amount
```

```{grant-list}
:by: colour
:period: 1999
:where: colour is red
```
"""
FILES: dict[str, str | bytes] = {
    "data/report.yaml": REPORT,
    "data/grants.csv": HEAD + ROWS,
    "data/tieouts.yaml": "- {that: total(grants.csv of recipient) = 1}\n- {that: total(lists/awards.csv of amount) = 1}\n",
    "data/lists/awards.csv": "Awarded,Recipient,amount\n2023-01-01,Nyokabi Wanjiru,Wanjiru\n",
    "data/lists/members.csv": "name,kind,fee,joined\n[A](https://a.example/),Library,$1200,2022\nB,School,$20,2023\nC,Library,$5,2023\n",
    "index.md": "# Report\n\n```{toctree}\ngiven\nlisted\ntried\n```\n",
    "given.md": PAGE,
    "listed.rst": "Listed\n======\n\n.. grant-list::\n   :by: country\n   :where: program is travel\n",
    "tried.md": TRIED,
}


HOW = {
    "grants.total--2023": "The sum of 3 grants in data/grants.csv.",
    "grants.total--2023--eur": "The sum of 1 grant in data/grants.csv.",
    "grants.count--2023": "Counted in data/grants.csv.",
}
"""What stands on pages of figures of how they came about."""


def texts_of(folder: Path) -> dict[str, str]:
    """Every file that a build wrote, those inside of books too."""
    found: dict[str, str] = {}
    for path in folder.rglob("*"):
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                found |= {f"{path.name}/{name}": book.read(name).decode("utf-8", "replace") for name in book.namelist()}
        elif path.suffix == ".pdf":
            found[path.name] = text_of_pdf(path)
        elif path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes().decode("utf-8", "replace")
    return found


def text_of_pdf(path: Path) -> str:
    """What stands on the pages of a PDF, and in the files inside."""
    import pikepdf
    import pypdfium2

    with contextlib.closing(pypdfium2.PdfDocument(path)) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    with pikepdf.open(path) as inner:
        return "\n".join([*pages, *(inner.attachments[name].get_file().read_bytes().decode() for name in inner.attachments)])


def test_no_output_names_an_individual(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(FILES, conf="html_theme = 'sphinx_impact'\n")
    for builder in ("html", "epub", "singlehtml", "latex", "text", "xml", "gettext", "impactpdf"):
        # A PDF is made apart, since WeasyPrint leaves a file of its own open.
        doctrees = tmp_path / ("gettext" if builder == "gettext" else "doctrees")
        result = sphinx_build(project, builder, out=tmp_path / "out" / builder, doctrees=doctrees, apart=builder == "impactpdf")
        assert result.status == 0
        written = texts_of(result.outdir)
        assert [name for name, text in written.items() if NAMES.search(text) or NAMES.search(name)] == []
        said = "\n".join([result.log, *result.warnings])
        assert not NAMES.search(said)
        assert "the name of an individual is in it" in said
        if builder != "gettext":
            assert any("Verein Python" in text for text in written.values()), builder


def test_grants_are_listed_with_their_sums(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES, conf="html_theme = 'sphinx_impact'\n"), "html")
    given = result.soup("given.html")
    assert "2 for travel, $5,800.50, $5.7K." in given.get_text()
    lists = given.select(".impact-grants")
    assert [" ".join(row.get_text(" ", strip=True).split()) for row in lists[0].select(".impact-grants-total, table tr")] == [
        "4 grants · $5,800.50 + €900",
        "Program Grants Amount",
        "Conferences 1 $5,000",
        "Travel 2 $700.50 + €900",
        "No program 1 $100",
    ]
    heads = [" ".join(head.get_text(" ", strip=True).split()) for head in lists[1].select(".impact-grants-group")]
    assert heads == ["Acme Labs $300", "Isla $100", "PyCon Kenya $5,000", "Verein Python €900", "Individuals 1 grant · $700.50"]
    items = [item.get_text(" ", strip=True) for item in lists[1].select(".impact-grants-list > li")]
    assert items[0] == "Travel June 30, 2022 · United States · Travel"  # who got it, and how much, is said once above it
    assert lists[1].get_text().count("Acme Labs") == 2
    assert {link["href"] for link in lists[0].select("a.impact-download")} == {"data/grants.csv", "data/grants.360giving.json"}
    downloads = [[link.get_text() for link in each.select('a.impact-download[href$="grants.csv"]')] for each in lists]
    assert downloads == [["Download all grants (CSV)"], ["Download this list (CSV)"]]
    for link in given.select("details.impact-cite a"):  # those of expressions lead to their cards
        path = str(link["href"]).partition("#")[0]
        assert not path or (result.outdir / path).exists(), link
    for link in given.select(".impact-grants table a"):
        assert given.find(id=str(link["href"])[1:]) is not None
    tables = [
        [" ".join(row.get_text(" ", strip=True).split()) for row in table.select("caption, tr")]
        for table in given.select("table.impact-data-table")
    ]
    assert tables[0] == ["Members of all kinds ¶", "Name Joined Fee", "A 2022 $1,200", "C 2023 $5", "Total $1,205"]
    assert tables[1][1:3] == ["Country Conferences Travel No program", "Kenya $5,000 $700.50 –"]
    by_year = next(
        table for table in given.select(".impact-chart-data table") if "No program" in table.get_text() and "2022" in table.get_text()
    )
    assert [row.get_text(" ", strip=True) for row in by_year.select("tbody tr")] == ["2022 $0 $300 –", "2023 $5,000 $700.50 $100"]
    how = {name: " ".join(result.soup(f"figures/{name}.html").select(".fig-how")[0].get_text().split()) for name in HOW}
    assert how == HOW
    without = "Without grants in other currencies: €900."
    assert [note.get_text() for note in given.select(".impact-stat-note")] == [without]
    assert without in result.soup("figures/grants.total--2023.html").get_text()
    assert "Grants awarded (USD)" in result.soup("figures/embed/grants.total--2023.html").get_text()
    tried = result.soup("tried.html")
    assert tried.select(".impact-grants") == []
    assert "$5,800.50" not in tried.get_text()
    warnings = "\n".join(result.warnings)
    for said in (
        "lists/awards.csv has the columns of grants, and may name individuals: make it data/grants.csv, and write grants: count(grants)",
        "grants are drawn by their own name",
        "grants are drawn and listed by their own name",
        "“colour” is no value of the option by",
        "is called “1999”",
        "grants cannot be told apart by “colour”",
        "no grant has the recipient “nobody”",
        "has no column “nam”",
        "the option columns is of lists that are printed row by row, and is not read: what is in groups has the columns of by (grant-list lists each grant)",
    ):
        assert said in warnings


def _documents(found: int | list[int]) -> list[int]:
    return found if isinstance(found, list) else [found]


def test_a_long_list_has_pages(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f"g{number},2023-01-{number % 28 + 1:02},{number},,Library {number},,,KE,P{number % 3},Books,\n" for number in range(250)
    )
    files = {**FILES, "data/grants.csv": HEAD + rows, "given.md": "# Given\n\n```{grant-list}\n```\n", "tried.md": "# Tried\n"}
    del files["data/tieouts.yaml"]
    files["listed.rst"] = "Listed\n======\n"
    project = make_project(files, conf="html_theme = 'sphinx_impact'\n")
    result = build(project, "html")
    assert result.warnings == []
    pages = ["given.html", *(f"given/grant-list-{number}.html" for number in (2, 3))]
    search = json.loads(result.read("searchindex.js").removeprefix("Search.setIndex(").rstrip().removesuffix(")"))
    last = result.soup(pages[2]).select(".impact-grant-head strong")[-1].get_text().replace("Library ", "_")
    assert search["docnames"].index("given/grant-list-3") in _documents(search["terms"][last])
    for name in pages:
        scripts = [json.loads(script.string or "") for script in result.soup(name).select('script[type="application/ld+json"]')]
        given = [node for told in scripts for node in told.get("@graph", ()) if node["@type"] == "MonetaryGrant"]
        first = result.soup(name).select(".impact-grant-head")[:30]
        assert [f"{node['fundedItem']['name']} ${node['amount']['value']}" for node in given] == [item.get_text() for item in first]
        assert given[0]["funder"]["name"] == "Lantern Trust"
    found = [item.get_text() for name in pages for item in result.soup(name).select(".impact-grant-head")]
    assert len(found) == len(set(found)) == 250
    for name in pages:
        soup = result.soup(name)
        for link in soup.select(".impact-grants a, .impact-turn a, .impact-crumbs a"):
            path, _, anchor = str(link["href"]).partition("#")
            there = (result.outdir / name).parent.joinpath(path).resolve() if path else result.outdir / name
            assert there.exists(), link
            assert not anchor or result.soup(str(there.relative_to(result.outdir.resolve()))).find(id=anchor) is not None, link
    monkeypatch.setattr(grants, "_PRINTED", 200)
    text = build(project, "text").read("given.txt")
    assert "too many to print" in text
    assert "P0" in text
    assert "Library 7" not in text
    project.joinpath("data/grants.csv").write_text(HEAD + "".join(rows.splitlines(keepends=True)[:120]), encoding="utf-8")
    again = build(project, "html")
    assert [(again.outdir / name).exists() for name in pages] == [True, True, False]
    (project / "data" / "grants.csv").write_text(HEAD + rows.partition("g9,")[0], encoding="utf-8")
    later = build(project, "html").read("searchindex.js")
    assert last in search["terms"]
    assert last not in later  # a word that no page has any more might be the name of a person
    assert "[]" not in later.partition('"terms":')[2]
