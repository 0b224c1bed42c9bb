"""``report.yaml``: whose report it is, its periods and its sources."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.profile import load_profile
from tests.model.loading.filing import only, rows, write
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import Profile
    from sphinx_impact.model.problems import Problem


def load(root: Path, text: str) -> tuple[Profile, list[Problem]]:
    """Load a ``report.yaml``."""
    return load_profile(write(root, {"report.yaml": text}), "data")


def test_of_one_organisation_there_is_one_ein(tmp_path: Path) -> None:
    own = 'organisation: Trust\norg-id: US-EIN-12-3456789\nregistration: ["1129409", "{}"]\n'
    assert load(tmp_path / "same", own.format("123456789"))[1] == []
    assert [str(problem) for problem in load(tmp_path / "other", own.format("12-3456798"))[1]] == [
        says("report.yaml:3 contradiction: org-id has the EIN 123456789, and registration 12-3456798")
    ]


def test_all_of_it(tmp_path: Path) -> None:
    profile, problems = load(
        tmp_path,
        """\
        organisation: Larkspur Foundation
        short-name: Larkspur
        title: Annual Impact Report 2024
        url: https://example.org/
        currency: EUR
        reporting-period: fy24
        periods:
          "2023":
          fy24: {start: 2023-07-01, end: 2024-06-30, label: Fiscal year 2024}
          2022: {start: 2022-01-01, end: 2022-12-31}
          election:
            date: 2023-06-30
            label: 2023 election
        sources:
          report:
            title: Annual *Impact* Report 2024
            url: https://example.org/report.pdf
            date: 2024-09-03
            note: As read in print
        """,
    )
    assert problems == []
    assert (profile.organisation, profile.short_name, profile.title) == ("Larkspur Foundation", "Larkspur", "Annual Impact Report 2024")
    assert (profile.url, profile.currency, profile.reporting_period) == ("https://example.org/", "EUR", "fy24")
    assert [(period.id, period.start, period.end, period.label, period.origin.line) for period in profile.periods.values()] == [
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31), "", 8),
        ("fy24", dt.date(2023, 7, 1), dt.date(2024, 6, 30), "Fiscal year 2024", 9),
        ("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31), "", 10),
        ("election", None, dt.date(2023, 6, 30), "2023 election", 11),
    ]
    document = profile.sources["report"]
    assert (document.title.text, document.title.origin.line) == ("Annual *Impact* Report 2024", 16)
    assert (document.url, document.date, str(document.note)) == ("https://example.org/report.pdf", dt.date(2024, 9, 3), "As read in print")


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    profile, problems = load(
        tmp_path,
        """\
        titel: Report
        url: example.org
        currency: usd
        reporting-period: "2024"
        periods:
          "2023":
          "2022": {start: 2022-01-01}
          "2021": {start: 2021-12-31, end: 2021-01-01}
          fy20:
          fy19: {start: 2019-02-30, end: 2019-12-31}
          fy18: 2018
          fy17: {date: 2017-01-01, end: 2017-12-31}
          fy16: {begin: 2016-01-01, start: 2016-01-01, end: 2016-12-31}
          a/b: {date: 2015-01-01}
          previous: {date: 2014-01-01}
          "0000":
          fy13: {start: 1356998400, end: 2013-12-31}
          fy12: {start: 2012-01-01, end: }
          fy11: *gone
        sources:
          report:
          other: {url: https://example.org/}
          bad id: {title: X}
          third: {title: Third, url: "ftp://example.org/x", date: soon}
          fourth: [Fourth]
        """,
    )
    assert rows(problems) == [
        "report.yaml:1 key",
        "report.yaml:1 missing",
        "report.yaml:2 url",
        "report.yaml:3 value",
        "report.yaml:4 period",
        "report.yaml:7 period",
        "report.yaml:8 period",
        "report.yaml:9 period",
        "report.yaml:10 value",
        "report.yaml:11 value",
        "report.yaml:12 period",
        "report.yaml:13 key",
        "report.yaml:14 period",
        "report.yaml:15 period",
        "report.yaml:16 period",
        "report.yaml:17 value",
        "report.yaml:18 period",
        "report.yaml:19 yaml",
        "report.yaml:21 missing",
        "report.yaml:22 missing",
        "report.yaml:23 value",
        "report.yaml:24 url",
        "report.yaml:24 value",
        "report.yaml:25 value",
    ]
    assert list(profile.periods) == ["2023", "2021", "fy19", "fy16"]
    assert list(profile.sources) == ["third"]
    assert (profile.url, profile.currency, profile.reporting_period) == ("", "USD", None)
    assert (profile.sources["third"].url, profile.sources["third"].date) == ("", None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("curency: USD", "report.yaml:2 key: “curency” … “currency”"),
        (
            "currency: EURO",
            "report.yaml:2 value: “EURO” … “EUR”",
        ),
        ("currency: [USD]", "report.yaml:2 value: currency: … text … list"),
        ("title: {en: Report}", "report.yaml:2 value: title: … text … mapping"),
        ("periods: [2023]", "report.yaml:2 value: periods: … mapping … list"),
        ("sources: report", "report.yaml:2 value: sources: … mapping … text"),
        ('reporting-period: "2023"', "report.yaml:2 period: “2023”"),
        ("url: javascript:alert(1)", "report.yaml:2 url: “javascript:alert(1)” … scheme"),
    ],
)
def test_one_mistake(tmp_path: Path, line: str, message: str) -> None:
    profile, problems = load(tmp_path, f"organisation: X\n{line}\n")
    assert only(problems) == says(message)
    assert profile.organisation == "X"


def test_the_reporting_period_is_a_duration(tmp_path: Path) -> None:
    profile, problems = load(tmp_path, "organisation: X\nreporting-period: now\nperiods:\n  now: {date: 2023-01-01}\n")
    assert only(problems) == says("report.yaml:2 period: “now”")
    assert profile.reporting_period is None


def test_the_nearest_period_is_named(tmp_path: Path) -> None:
    text = "organisation: X\nreporting-period: FY24\nperiods:\n  fy24: {start: 2023-07-01, end: 2024-06-30}\n"
    assert only(load(tmp_path, text)[1]) == says("report.yaml:2 period: “FY24” … “fy24”")


def test_periods_need_a_reporting_period(tmp_path: Path) -> None:
    profile, problems = load(tmp_path, 'organisation: X\nperiods:\n  "2023":\n')
    assert only(problems) == says('report.yaml:2 missing: reporting-period: "2023"')
    assert list(profile.periods) == ["2023"]


def test_a_broken_reporting_period_is_not_put_down_twice(tmp_path: Path) -> None:
    profile, problems = load(tmp_path, 'organisation: X\nreporting-period: "2023"\nperiods:\n  "2023": {start: 2023-01-01}\n  "2022":\n')
    assert only(problems) == says("report.yaml:4 period: “2023” … start … end")
    assert list(profile.periods) == ["2022"]


def test_an_instant_alone_needs_no_reporting_period(tmp_path: Path) -> None:
    assert load(tmp_path, "organisation: X\nperiods:\n  now: {date: 2023-01-01}\n")[1] == []


@pytest.mark.parametrize("text", ["- a\n", "just words\n"])
def test_something_else_than_a_mapping(tmp_path: Path, text: str) -> None:
    profile, problems = load(tmp_path, text)
    assert rows(problems) == ["report.yaml:1 value"]
    assert profile.periods == {}
