"""Every figure of the sample report comes from its data files; a digit typed on a page belongs to a date, a name or a page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from sphinx_impact.components.nodes import impact_chart_table, impact_figure, impact_missing, impact_statement
from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.load import load_report
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Site

REPORT = ROOT / "report"
PAGES = sorted(path.stem for path in REPORT.glob("*.md"))

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"

ALLOWED = {
    "a day": rf"\b{_MONTH} \d{{1,2}}(?:–\d{{1,2}})?, \d{{4}}\b",
    "a year": r"\b20[12]\d\b",
    "pages of the published report": r"\b[Pp]ages? \d{1,2}(?:(?:, | and | to )\d{1,2})*\b",
    "a proposal of the Python project": r"\bPEP 703\b",
    "a version": r"\b(?:Windows 11|SQLAlchemy 2\.0)\b",
    "a form": r"\bForm 990\b",
    "a section of the tax code": r"\b501\(c\)\(3\)",
}
"""What typed digits may be."""

ALLOWED_WORDS = {
    "a name for a login": r"\b[Tt]wo-factor authentication\b",
    "an order, or a unit of time": r"\b(?:[Aa] second factor|a second|per second)\b",
    "the scale of a table": r"\b(?:in|of) thousands of (?:US )?dollars\b",
}
"""What number words may be."""

_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|trillions?|half|twice|second)\b",
    re.IGNORECASE,
)

# Written by directives out of the data files, with no figure node of their own.
_GENERATED = {
    "impact-source",
    "impact-stat-change",
    "impact-scope",
    "impact-notes",
    "impact-errata",
    "impact-sources",
    "impact-source-date",
    "impact-chart-auto",
}


def _is_typed(node: nodes.Node) -> bool:
    while node is not None:
        if isinstance(
            node,
            impact_figure | impact_statement | impact_chart_table | nodes.label | nodes.footnote_reference | nodes.comment | nodes.literal,
        ):
            return False
        if isinstance(node, nodes.Element) and _GENERATED.intersection(node["classes"]):
            return False
        node = node.parent
    return True


def _typed_text(document: nodes.document) -> Iterator[str]:
    """Return the words of each paragraph, heading and title as somebody typed them, without its figures."""
    for block in document.findall(lambda node: isinstance(node, nodes.TextElement) and not isinstance(node.parent, nodes.TextElement)):
        yield "".join(text.astext() for text in block.findall(nodes.Text) if _is_typed(text))


def _without(text: str, allowed: dict[str, str]) -> str:
    for pattern in allowed.values():
        text = re.sub(pattern, "", text)
    return text


@pytest.mark.parametrize("page", PAGES)
def test_no_number_is_typed(report_site: Site, page: str) -> None:
    typed = [text for text in _typed_text(report_site().doctree(page)) if re.search(r"\d", _without(text, ALLOWED))]
    assert typed == []


@pytest.mark.parametrize("page", PAGES)
def test_no_number_is_spelt_out(report_site: Site, page: str) -> None:
    typed = [text for text in _typed_text(report_site().doctree(page)) if _WORDS.search(_without(text, ALLOWED_WORDS))]
    assert typed == []


def test_the_allowed_patterns_are_needed(report_site: Site) -> None:
    whole = "\n".join(text for page in PAGES for text in _typed_text(report_site().doctree(page)))
    unused = [name for name, pattern in {**ALLOWED, **ALLOWED_WORDS}.items() if not re.search(pattern, whole)]
    assert unused == []


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_stands_in_the_data(report_site: Site, page: str) -> None:
    known = {figure.value for figure in load_report(REPORT).figures()}
    known |= {figure.shown for figure in load_report(REPORT).figures()}
    known |= {-value for value in known if value is not None and value < 0}  # a loss, where a chart shows how it was met
    strange = []
    for figure in report_site().doctree(page).findall(impact_figure):
        cell = figure.parent.parent
        if isinstance(cell, nodes.entry) and ("impact-change" in cell["classes"] or "impact-unexplained" in cell.parent["classes"]):
            continue  # computed from the figures beside it
        if not figure["value"] or Decimal(figure["value"]) not in known:
            strange.append(figure.astext())
    assert strange == []


def test_nothing_is_missing(report_site: Site) -> None:
    assert [(page, mark.astext()) for page in PAGES for mark in report_site().doctree(page).findall(impact_missing)] == []


def test_every_figure_has_a_source() -> None:
    report = load_report(REPORT)
    assert all(problem.hint for problem in report.problems)
    unsourced = [figure.address for figure in report.figures() if figure.source is None and figure.kind is AmountKind.NUMBER]
    assert unsourced == []


def test_every_stat_is_shown(report_site: Site) -> None:
    """A figure that no page shows is a figure that nobody checks."""
    shown = {Decimal(figure["value"]) for page in PAGES for figure in report_site().doctree(page).findall(impact_figure) if figure["value"]}
    hidden = [figure.address for figure in load_report(REPORT).figures() if not figure.statement and figure.value not in shown]
    assert hidden == []
