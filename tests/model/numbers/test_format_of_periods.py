"""Dates, periods, lists and the scope of statements, as each language prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Scale, StatementType
from tests.model.numbers.speaking import day, formats, period

if TYPE_CHECKING:
    import datetime as dt


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "2023 | June 15, 2023 | July 2023 – June 2024 | January 2023 – March 2023 | March 2023 | March 5, 2023 – April 2, 2023"),
        ("en_GB", "2023 | 15 June 2023 | July 2023 – June 2024 | January 2023 – March 2023 | March 2023 | 5 March 2023 – 2 April 2023"),
        ("de", "2023 | 15. Juni 2023 | Juli 2023 – Juni 2024 | Januar 2023 – März 2023 | März 2023 | 5. März 2023 – 2. April 2023"),
        ("fr", "2023 | 15 juin 2023 | juillet 2023 – juin 2024 | janvier 2023 – mars 2023 | mars 2023 | 5 mars 2023 – 2 avril 2023"),
        ("ja", "2023年 | 2023年6月15日 | 2023年7月～2024年6月 | 2023年1月～2023年3月 | 2023年3月 | 2023年3月5日～2023年4月2日"),
        ("sv", "2023 | 15 juni 2023 | juli 2023 – juni 2024 | januari 2023 – mars 2023 | mars 2023 | 5 mars 2023 – 2 april 2023"),
    ],
)
def test_periods(language: str, expected: str) -> None:
    spans = [
        ("2023-01-01", "2023-12-31"),
        ("", "2023-06-15"),
        ("2023-07-01", "2024-06-30"),
        ("2023-01-01", "2023-03-31"),
        ("2023-03-01", "2023-03-31"),
        ("2023-03-05", "2023-04-02"),
    ]
    printed = " | ".join(formats(language).period(period(start, end)) for start, end in spans)
    assert printed.replace(" – ", "–") == expected.replace(" – ", "–")  # whether there are spaces changes with the CLDR


def test_a_label_names_its_period() -> None:
    assert formats("en").period(period("2023-07-01", "2024-06-30", "Fiscal year 2024")) == "Fiscal year 2024"
    assert formats("en").period(period("", "2023-06-30", "2023 election")) == "2023 election"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "2021, 2022, and 2023"), ("en_GB", "2021, 2022 and 2023"), ("de", "2021, 2022 und 2023"), ("ja", "2021、2022、2023")],
)
def test_lists(language: str, expected: str) -> None:
    printer = formats(language)
    assert printer.list(["2021", "2022", "2023"]) == expected
    assert printer.list(["2021"]) == "2021"
    assert printer.list([]) == ""


# ---- scopes ----


YEARS = ([day("2023-12-31"), day("2022-12-31")], [day("2023-01-01"), day("2022-01-01")])
FISCAL = ([day("2024-06-30")], [day("2023-07-01")])


@pytest.mark.parametrize(
    ("language", "kind", "dates", "units", "expected"),
    [
        ("en", "activities", YEARS, ("thousands", "USD"), "Years ended December 31, in thousands of US dollars"),
        ("en_GB", "activities", YEARS, ("thousands", "USD"), "Years ended 31 December, in thousands of US dollars"),
        ("en_GB", "activities", FISCAL, ("units", "EUR"), "Year ended 30 June 2024, in euros"),
        ("en", "position", YEARS, ("thousands", "USD"), "As of December 31, in thousands of US dollars"),
        ("en_GB", "position", FISCAL, ("millions", "GBP"), "As of 30 June 2024, in millions of British pounds"),
        ("de", "activities", YEARS, ("thousands", "USD"), "Geschäftsjahre zum 31. Dezember, in Tausend US-Dollar"),
        ("de", "position", YEARS, ("thousands", "EUR"), "Zum 31. Dezember, in Tausend Euro"),
        ("fr", "activities", FISCAL, ("thousands", "EUR"), "Exercice clos le 30 juin 2024, en milliers d’euros"),
        ("fr", "position", YEARS, ("millions", "USD"), "Au 31 décembre, en millions de dollars des États-Unis"),
        ("es", "activities", YEARS, ("thousands", "EUR"), "Ejercicios terminados el 31 de diciembre, en miles de euros"),
        ("es", "position", FISCAL, ("units", "USD"), "A 30 de junio de 2024, en dólares estadounidenses"),
        ("ja", "activities", YEARS, ("thousands", "USD"), "12月31日に終了した各年度、単位：千米ドル"),
        ("ja", "position", FISCAL, ("millions", "JPY"), "2024年6月30日現在、単位：百万円"),
    ],
)
def test_scopes(language: str, kind: str, dates: tuple[list[dt.date], list[dt.date | None]], units: tuple[str, str], expected: str) -> None:
    scale, currency = units
    assert formats(language).scope(StatementType(kind), *dates, Scale(scale), currency) == expected


@pytest.mark.parametrize(
    ("kind", "ends", "starts", "units", "expected"),
    [
        # the same year in two columns
        (
            "activities",
            ["2023-12-31", "2023-12-31"],
            ["2023-01-01", "2023-01-01"],
            ("units", "USD"),
            "Year ended December 31, 2023, in US dollars",
        ),
        # no starts known: years
        ("activities", ["2023-12-31"], [], ("units", ""), "Year ended December 31, 2023"),
        # a fiscal year was moved
        (
            "activities",
            ["2024-06-30", "2022-12-31"],
            ["2023-07-01", "2022-01-01"],
            ("thousands", ""),
            "Years ended June 30, 2024 and December 31, 2022, in thousands",
        ),
        # several years as one period are not counted in months
        ("schedule", ["2023-12-31"], ["2016-01-01"], ("units", ""), "January 2016 – December 2023"),
        # a year of 52 weeks
        ("activities", ["2023-12-30"], ["2023-01-01"], ("units", ""), "Year ended December 30, 2023"),
        (
            "cash-flows",
            ["2024-06-30", "2023-06-30"],
            ["2024-01-01", "2023-01-01"],
            ("millions", "EUR"),
            "6 months ended June 30, in millions of euros",
        ),
        ("schedule", ["2024-06-20"], ["2024-01-01"], ("units", ""), "January 1, 2024 – June 20, 2024"),
        ("schedule", ["2024-06-30"], ["2024-06-01"], ("units", ""), "June 2024"),
        ("schedule", ["2024-06-30", "2023-12-31"], ["2024-01-01", "2023-01-01"], ("units", ""), "January 2024 – June 2024 and 2023"),
        ("schedule", ["2024-06-20"], [None], ("units", ""), "As of June 20, 2024"),
        ("schedule", [], [], ("thousands", "JPY"), "In thousands of Japanese yen"),
        ("schedule", [], [], ("millions", ""), "In millions"),
        ("schedule", [], [], ("units", ""), ""),
        ("position", ["2024-06-30", "2023-12-31"], [], ("units", ""), "As of June 30, 2024 and December 31, 2023"),
    ],
)
def test_unusual_scopes(kind: str, ends: list[str], starts: list[str | None], units: tuple[str, str], expected: str) -> None:
    scale, currency = units
    firsts = [day(start) if start else None for start in starts]
    assert formats("en").scope(StatementType(kind), [day(end) for end in ends], firsts, Scale(scale), currency) == expected
