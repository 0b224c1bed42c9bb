"""What standards ask for, where a report says it stands, and what is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.standards import catalogue, in_language
from tests.support import ROOT, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

REPORT = (
    "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\nsources: {report: {title: Report}}\n"
    "standards: [bbb-16]\n"
)
STANDING = """\
bbb-16:
  mission: index
  accomplishments: [index, sub/board]
  board: {at: sub/board}
  income: money.income
  expenses: {not-applicable: It had none.}
  net-assets: https://trust.example/assets
"""
FILES: dict[str, str | bytes] = {
    "data/report.yaml": REPORT,
    "data/stats.yaml": "money.income: {label: income, unit: USD, values: {2023: 1200, 2022: 1100}, source: report}\nmoney.lost: {label: lost, unit: USD, value: n/a, source: report}\n",
    "data/standards.yaml": STANDING,
    "index.md": "# Report\n\n```{toctree}\nsub/board\n```\n\nWe had {stat}`money.income`.\n",
    "sub/board.md": "# Who we are\n\n```{standards-index}\n```\n",
}


def said(folder: Path, standing: str = STANDING, report: str = REPORT) -> list[str]:
    write_project(folder, {**FILES, "data/standards.yaml": standing, "data/report.yaml": report})
    return [str(problem) for problem in load_report(folder).problems]


def test_the_catalogue_says_what_was_read() -> None:
    assert list(catalogue()) == ["bbb-16", "candid-gold", "itz-10"]
    page = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
    for id_, standard in catalogue().items():
        assert f"| `{id_}` |" in page
        assert standard.url in page
        rows = [f"| `{asked}` | {words['en']} |" for asked, words in standard.asks.items()]
        assert "\n".join([f"| `{id_}` | asks for |", "|---|---|", *rows]) in page
        assert re.search(r"read \d{4}-\d\d-\d\d", standard.text)
        for words in (standard.titles, *standard.asks.values()):
            assert in_language(words, "en")
        assert all(in_language(words, "de_AT") == words["de"] for words in standard.asks.values())
        assert all(in_language(words, "fr") == words["en"] for words in standard.asks.values())


def test_all_that_is_asked_for_stands_somewhere(tmp_path: Path) -> None:
    assert said(tmp_path) == []


def test_the_ending_of_a_page_may_be_written(tmp_path: Path) -> None:
    assert said(tmp_path, STANDING.replace("board: {at: sub/board}", "board: sub/board.md")) == []


def test_what_is_missing_is_a_hint(tmp_path: Path) -> None:
    assert [problem.partition(", nothing")[0] for problem in said(tmp_path, "bbb-16:\n")] == [
        "data/report.yaml:6: hint: bbb-16: of 6 requirements"
    ]
    asked = ", ".join(catalogue()["candid-gold"].asks)  # all of them, to be written
    assert (
        f"candid-gold: of 11 requirements, nothing is said of 11: {asked}. Write"
        in said(tmp_path, "", REPORT.replace("bbb-16", "candid-gold"))[0]
    )
    (hint,) = said(tmp_path, "bbb-16: {mission: index, board: index, income: money.income}\n")
    assert hint.startswith(
        "data/report.yaml:6: hint: bbb-16: of 6 requirements, nothing is said of 3: accomplishments, expenses, net-assets."
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "income: money.incme",
            "standards.yaml:2: income: no figure has the address “money.incme”; did you mean “money.income”? [impact.address]",
        ),
        ("income: money.lost", "standards.yaml:2: income: money.lost@2023 has no number: “n/a” at data/stats.yaml:2 [impact.number]"),
        (
            "board: baord",
            "standards.yaml:2: board: “baord” is neither a page, such as people, nor the address of a figure [impact.address]",
        ),
        ("board: ../../etc/passwd", "standards.yaml:2: board: “../../etc/passwd” is neither a page"),
        ("bord: index", "standards.yaml:2: bbb-16 has no requirement “bord”; did you mean “board”? [impact.key]"),
        ("board: {on: index}", "standards.yaml:2: the requirement “board” has no key “on”"),
        ("board: {not-applicable: One, and two}", "standards.yaml:2: the requirement “board” has no key “and two”"),
        ("board:", "standards.yaml:2: board: write where it stands, or not-applicable: and why [impact.missing]"),
        ("income: money.income@2022", "standards.yaml:2: hint: income: money.income@2022 is a figure of 2022, and the report is of 2023"),
        (
            "board: javascript://x/%0aalert(1)",
            "standards.yaml:2: board: “javascript://x/%0aalert(1)” has the scheme javascript:, which is not",
        ),
        ("board: htps://trust.example/", "standards.yaml:2: board: “htps://trust.example/” has the scheme htps:"),
        (
            "board: {at: index, not-applicable: so}",
            "standards.yaml:2: board stands in this report, and is not applicable: delete one of the two",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, line: str, message: str) -> None:
    found = said(tmp_path, f"bbb-16:\n  {line}\n")
    assert any(problem.startswith(f"data/{message}") for problem in found), found


def test_standards_that_nobody_knows(tmp_path: Path) -> None:
    found = said(tmp_path, report=REPORT.replace("[bbb-16]", "[bbb-61]"))
    assert any("report.yaml:6: standards: nothing is known of “bbb-61”; did you mean “bbb-16”?" in problem for problem in found)
    assert any("standards.yaml:2: “bbb-16” is not among the standards in report.yaml" in problem for problem in found)


def test_the_index_leads_to_pages_and_says_what_is_missing(tmp_path: Path, build: Build) -> None:
    source = write_project(tmp_path / "source", {**FILES, "data/standards.yaml": STANDING.replace("  board: {at: sub/board}\n", "")})
    result = build(source, "html", "-W")
    soup = result.soup("sub/board.html")
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in soup.select("table.impact-standard tr")]
    assert rows[0] == ["What it asks for", "Where it stands"]
    assert [row[1] for row in rows[1:]] == [
        "Report",
        "Report , Who we are",
        "⟨not in this report⟩",
        "income, 2023: $1,200 – Stands in: Report",
        "Not applicable: It had none.",
        "trust.example/assets",
    ]
    assert [link["href"] for link in soup.select("table.impact-standard a")][:2] == ["../index.html", "../index.html"]
    (source / "sub" / "board.md").write_text("# Who we are\n\n```{standards-index} bbb-8\n```\n", encoding="utf-8")
    assert any("“bbb-8” is not among the standards in report.yaml" in warning for warning in build(source, "html").warnings)
