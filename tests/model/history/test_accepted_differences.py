"""A difference that a public waiver accepts corrects no figure, however many figures are in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

FILES: dict[str, str | bytes] = {
    "data/report.yaml": "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': }\nsources: {report: {title: Report}}\n",
    "data/stats.yaml": "members.all: {label: member groups, unit: groups, value: 38, source: report}\n",
    "data/lists/members.csv": "name\n" + "".join(f"Group {number}\n" for number in range(37)),
    "data/waivers.yaml": "- {check: tie-out, at: listed, difference: 1, reason: One group asked not to be named., public: true}\n",
    "index.md": ("# Report\n\nOf {stat}`members.all` groups.\n\n```{stat-card} members.all\n```\n\n```{toctree}\nerrata\n```\n"),
    "errata.md": "# Errata\n\n```{errata-list}\n```\n",
}


@pytest.mark.parametrize(
    "that", ["members.all = count(lists/members.csv)", "count(lists/members.csv) + 2 = members.all", "members.all = 37"]
)
def test_one_figure_against_a_count_or_a_number(tmp_path: Path, that: str) -> None:
    difference = "1" if "+" in that or that.startswith("members") else "-1"
    waivers = str(FILES["data/waivers.yaml"]).replace("difference: 1", f"difference: {difference}")
    report = load_report(
        write_project(tmp_path, {**FILES, "data/waivers.yaml": waivers, "data/tieouts.yaml": f"- {{id: listed, that: '{that}'}}\n"})
    )
    assert report.problems == ()
    (erratum,) = report.errata
    assert (erratum.corrects, erratum.printed) == (False, "")
    assert report.errata_of("members.all@2023") == ()


def test_no_page_speaks_of_a_correction(make_project: MakeProject, build: Build) -> None:
    tie_outs = "- {id: listed, that: members.all = count(lists/members.csv)}\n"
    result = build(make_project({**FILES, "data/tieouts.yaml": tie_outs}), "html", "-W", "--keep-going")
    assert result.warnings == []
    for page in ("index.html", "errata.html"):
        text = result.soup(page).get_text().casefold()
        assert "printed as" not in text
        assert "correct" not in text.replace("corrected on", "")
    listing = result.soup("errata.html").select_one("dl.impact-errata")
    assert listing is not None
    assert "38" in listing.get_text()
    assert "One group asked not to be named." in listing.get_text()
