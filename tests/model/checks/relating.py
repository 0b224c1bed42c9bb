"""A small report, and what its tie-outs say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.model.load import load_report
from tests.model.loading.filing import REPORT, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_impact.model.report import Report

STATS = """\
people.all: {label: everybody, unit: people, source: survey2023, values: {"2023": "2,650", "2022": "2,000"}}
people.here: {label: people in the hall, unit: people, source: survey2023, values: {"2023": "2,159", "2022": "1,500"}}
people.there: {label: people at home, unit: people, source: survey2023, values: {"2023": 491, "2022": 500}}
net.volume: {label: volume, unit: petabytes, source: survey2023, value: 747.4}
net.rate: {label: rate, unit: Gbps, source: survey2023, value: 189.6}
net.downloads: {label: downloads, unit: downloads, source: survey2023, value: 284 billion, qualifier: at least}
net.requests: {label: requests, unit: requests a second, source: survey2023, value: 36K, qualifier: about}
net.files: {label: files, unit: files, source: survey2023, value: 10 million, qualifier: over}
net.reviews: {label: reviews, unit: reviews, source: survey2023, value: 500, qualifier: nearly}
money.given: {label: money given, unit: USD, source: survey2023, value: 697K}
money.euro: {label: money in euros, unit: EUR, source: survey2023, value: 697K}
share.half: {label: half, unit: percent, source: survey2023, value: 50}
share.nil: {label: nothing, unit: people, source: survey2023, value: "0"}
share.absent: {label: not known, unit: people, source: survey2023, value: N/A}
"""
GRANTS = """\
section,line,kind,id,2023,2022,share
,Conferences,item,,420,300,60
,Travel,item,,210,-,30
,Books,item,,70,N/A,10
,All,total,all,700,300,100
"""
GRANTS_SHEET = "title: Grants\nscale: thousands\nsource: survey2023\ncolumns:\n  share: {label: Share, unit: percent}\n"
SPONSORS = "tiers:\n  - {name: Gold, sponsors: [Ada, Bo]}\n  - {name: Silver, sponsors: [Cy]}\n"
PEOPLE = "groups:\n  - {name: Staff, people: [Di, Ed, Flo]}\n"
MEMBERS = "name,joined\nAda,2023\nBo,\nCy,2022\nDi,2023\n"

VISITS = """\
month,number,share,dollars
April,"1,200",60%,$3
May,750,30%,$4K
June,50,10%,N/A
July,-,,few
"""

FILES = {
    "stats.yaml": STATS,
    "statements/grants.csv": GRANTS,
    "statements/grants.yaml": GRANTS_SHEET,
    "sponsors.yaml": SPONSORS,
    "people.yaml": PEOPLE,
    "lists/members.csv": MEMBERS,
    "charts/visits.csv": VISITS,
}


def load(root: Path, tie_outs: str, waivers: str = "", files: Mapping[str, str] | None = None) -> Report:
    """The small report with some tie-outs."""
    more = {"tieouts.yaml": tie_outs, **({"waivers.yaml": waivers} if waivers else {})}
    return load_report(write(root, {"report.yaml": REPORT, **FILES, **more, **(files or {})}))


def said(report: Report) -> list[str]:
    """Everything that is wrong, without the folder."""
    return [str(problem).removeprefix("data/") for problem in report.problems]


def one(root: Path, that: str, **options: str) -> Report:
    """The small report with one tie-out, whose id is ``it``."""
    more = "".join(f"  {key.removesuffix('_')}: {value}\n" for key, value in options.items())
    return load(root, f"- id: it\n  that: {that}\n{more}")
