"""The returns for the tests, and reports that declare one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sphinx_impact.model.load import load_report
from tests.model.loading.filing import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_impact.model.filings.filing import Filing
    from sphinx_impact.model.report import Report

RETURNS: Final = Path(__file__).parent / "returns"


class Sample(NamedTuple):
    """A return, and the period that it is of."""

    file: str
    days: str
    organisation: str
    currency: str = "USD"
    period: str = "2023"


SAMPLES: Final = {
    "990-2014": Sample(
        "990-2014v6.0.xml", "{start: 2014-07-01, end: 2015-06-30}", "American National Red Cross & Its Constituent Chapters and Branches"
    ),
    "990-2021": Sample("990-2021v4.0.xml", "{start: 2021-01-01, end: 2021-12-31}", "Helping Others to Live"),
    "990-2022": Sample("990-2022v5.0.xml", "{start: 2022-07-01, end: 2023-06-30}", "Causa Community Development"),
    "990-EZ": Sample("990EZ-2022v5.0.xml", "{start: 2022-06-01, end: 2023-05-31}", "Mind Body Soul Children's Society"),
    "990-PF": Sample("990PF-2015v2.1.xml", "{start: 2015-01-01, end: 2015-12-31}", "Johnson & Johnson Patient Assistance Foundation"),
    "register": Sample("uk-1129409.json", "{start: 2022-01-01, end: 2022-12-31}", "Raspberry Pi Foundation", "GBP"),
}


def profile_of(sample: Sample, more: str = "") -> str:
    """``report.yaml`` of the organisation that filed, with its return declared."""
    return (
        f'organisation: "{sample.organisation}"\ncurrency: {sample.currency}\nreporting-period: "{sample.period}"\n'
        f'periods:\n  "{sample.period}": {sample.days}\nfilings:\n  "{sample.period}": filings/{sample.file}\n{more}'
    )


def load(root: Path, sample: Sample, content: bytes | None = None, files: Mapping[str, str | bytes] | None = None) -> Report:
    """The report of the organisation that filed; its return may have another content."""
    filed = (RETURNS / sample.file).read_bytes() if content is None else content
    return load_report(write(root, {"report.yaml": profile_of(sample), f"filings/{sample.file}": filed, **(files or {})}))


def said(report: Report) -> list[str]:
    """Everything that is said, without the folder."""
    return [str(problem).removeprefix("data/") for problem in report.problems]


def filing(report: Report, period: str = "2023") -> Filing:
    """The one filing of a period."""
    (found,) = report.filings.periods[period]
    return found
