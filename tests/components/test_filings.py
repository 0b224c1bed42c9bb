"""``filing-reconciliation`` on pages: the same in both markups, exact, in every format; and nobody of a return is in anything that is built."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from tests import support
from tests.model.filings.filing import RETURNS, SAMPLES, profile_of
from tests.saying import says

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Build, MakeProject

PAGE = """\
# Filed

Revenue was {stat}`filed.total-revenue full`, of which {stat}`filed.contributions compact` came as gifts.

```{stat-card} filed.functional.program
```

```{filing-reconciliation}
```

```{figure-list}
```
"""
SAME = """\
Filed
=====

Revenue was :stat:`filed.total-revenue full`, of which :stat:`filed.contributions compact` came as gifts.

.. stat-card:: filed.functional.program

.. filing-reconciliation::

.. figure-list::
"""
FILES: dict[str, str | bytes] = {
    "data/report.yaml": profile_of(SAMPLES["990-2014"]),
    "data/filings/990-2014v6.0.xml": (RETURNS / "990-2014v6.0.xml").read_bytes(),
}
OF_PERSONS = re.compile(rb"zzyx|7070707|70707[0-9]{4}|7,070,707", re.IGNORECASE)
"""What stands for names, addresses and numbers of persons in the returns of the tests."""


def texts(folder: Path) -> Iterator[bytes]:
    """Everything that was built, with what lies in archives and in the PDF."""
    for path in folder.rglob("*"):
        if path.suffix == ".epub":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                yield from (book.read(name) for name in book.namelist())
        elif path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                yield from (pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments)
            yield from (page.get_textpage().get_text_range().encode() for page in pypdfium2.PdfDocument(path))
        elif path.is_file():
            yield path.read_bytes()


@pytest.mark.parametrize("builder", ["html", "epub", "latex", "man", "xml", "gettext", "impactpdf"])
def test_nobody_of_a_return_is_in_any_output(make_project: MakeProject, tmp_path: Path, builder: str) -> None:
    assert OF_PERSONS.search(FILES["data/filings/990-2014v6.0.xml"])  # type: ignore[arg-type]
    source, out = make_project({"index.md": PAGE, **FILES}), tmp_path / "out"
    # Apart, since WeasyPrint leaves a file of its own open.
    result = support.sphinx_build(source, builder, out=out, doctrees=tmp_path / "doctrees", apart=builder == "impactpdf")
    assert result.warnings == []
    found = list(texts(out))
    assert builder == "gettext" or any(b"2,726,672,619" in text for text in found)
    assert not [match[0] for text in found if (match := OF_PERSONS.search(text))]


def test_it_is_exact_and_alike_in_both_markups(make_project: MakeProject, build: Build) -> None:
    made = [build(make_project({name: page, **FILES}), "text") for name, page in (("index.md", PAGE), ("index.rst", SAME))]
    assert [result.warnings for result in made] == [[], []]
    first, second = (result.read("index.txt") for result in made)
    assert first == second
    rows = [re.sub(r"\s*\|\s*", " ", line).strip() for line in first.splitlines() if line.startswith("|")]
    table = " ".join(rows)
    for amount in ("$2,530,468,729", "200,123,077", "(3,919,187)", "$2,726,672,619"):
        assert amount in table
    assert "Not explained –" in table


def test_what_cannot_be_shown_is_said(make_project: MakeProject, build: Build) -> None:
    page = "# Filed\n\n```{filing-reconciliation} 2022, 2023\n```\n\n```{filing-reconciliation}\n:columns: 2023\n```\n"
    profile = profile_of(SAMPLES["990-2014"]).replace("filings:\n", "  2021:\nfilings:\n")
    result = build(make_project({"index.md": page, **FILES, "data/report.yaml": profile}))
    assert result.warnings == [
        says("index.md:3 period: the period “2022” is not declared"),
        says("index.md:7 key: filing-reconciliation has no option “columns”"),
    ]
    refused = profile.replace("  2021:\nfilings:\n", "  2020:\n  2021:\nfilings:\n  2020: filings/990-2014v6.0.xml\n")
    page = "# Filed\n\n```{filing-reconciliation} 2020, 2021\n```\n"
    empty = build(make_project({"index.md": page, **FILES, "data/report.yaml": refused}))
    assert empty.warnings == [
        says("index.md:3 filing: for 2020 can be read: it is declared, and not used: see what is said of data/filings/990-2014v6.0.xml"),
        says("index.md:3 filing: nothing that was filed for 2021 can be read … under filings"),
        says("data/report.yaml:9 filing: declared under 2020"),
    ]
    typed = 'form: "990"\nsource: extract\namounts: {grants: "5"}\n'
    files = {"data/report.yaml": profile_of(SAMPLES["990-2014"]).replace("990-2014v6.0.xml", "a.yaml"), "data/filings/a.yaml": typed}
    alone = build(make_project({"index.md": "# Filed\n\n```{filing-reconciliation}\n```\n", **files}))
    assert alone.warnings == [says("index.md:3 filing: nothing to reconcile … tieouts.yaml")]


def test_the_words_of_the_form_are_said_to_be_english(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": PAGE, **FILES}, 'language = "cs"\n'))
    table = result.soup().select_one("table.impact-statement")
    assert table is not None
    assert [head["lang"] for head in table.select(".impact-step > th, .impact-subtotal > th")][:5] == ["en"] * 5
    assert {line["lang"] for line in table.select(".impact-form-line")} == {"en"}
    assert not table.select(".impact-unexplained [lang], .impact-filed > th[lang]")


def test_a_page_depends_on_the_return(make_project: MakeProject, build: Build) -> None:
    source = make_project({"index.md": PAGE, **FILES})
    assert build(source).warnings == []
    path = source / "data/filings/990-2014v6.0.xml"
    before, mark, after = path.read_bytes().partition(b"<CYContributionsGrantsAmt>660035659<")
    path.write_bytes(before + mark.replace(b">66", b">76") + after)
    result = build(source)
    assert "$760M" in result.soup().get_text()
    assert result.warnings == [
        says(f"data/filings/990-2014v6.0.xml:{1 + before.count(b'%c' % 10)} filing: line 8 is 760,035,659 … 660,035,659")
    ]
