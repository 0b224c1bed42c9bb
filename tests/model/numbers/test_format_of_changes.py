"""Changes, in words and as signs, and percentages, as each language prints them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_impact.model.entities import Form, Period, Qualifier
from sphinx_impact.model.numbers import change as changes
from sphinx_impact.model.numbers.change import Change, Direction
from tests.model.numbers.speaking import formats, period, visible

Y2022 = period("2022-01-01", "2022-12-31")
DAY = period("", "2022-12-31")
CHANGES = {
    "up": Change("percent", Direction.UP, Decimal("6.686")),
    "down": Change("percent", Direction.DOWN, Decimal("-5.71")),
    "points": Change("points", Direction.UP, Decimal("1.5"), unit="percent"),
    "point": Change("points", Direction.DOWN, Decimal(-1), unit="percent"),
    "money": Change("amount", Direction.DOWN, Decimal(-537000), unit="USD", money=True),
    "rough": Change("amount", Direction.UP, Decimal("84e9"), form=Form.WORDS, qualifier=Qualifier.ABOUT),
    "same": Change("percent", Direction.SAME, Decimal(0)),
    "none": Change("none", None, None, changes.QUALIFIERS),
}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            {
                "up": "up 6.7% on 2022",
                "down": "down 5.7% on 2022",
                "points": "up 1.5 percentage points on 2022",
                "point": "down 1 percentage point on 2022",
                "money": "down $537,000 on 2022",
                "rough": "up about 84 billion on 2022",
                "same": "unchanged from 2022",
                "none": "not compared: the two figures are not equally exact",
            },
        ),
        (
            "de",
            {
                "up": "Anstieg um 6,7_% gegenüber 2022",
                "down": "Rückgang um 5,7_% gegenüber 2022",
                "points": "Anstieg um 1,5 Prozentpunkte gegenüber 2022",
                "point": "Rückgang um 1 Prozentpunkt gegenüber 2022",
                "money": "Rückgang um 537.000_$ gegenüber 2022",
                "rough": "Anstieg um rund 84 Milliarden gegenüber 2022",
                "same": "unverändert gegenüber 2022",
                "none": "nicht verglichen: die beiden Werte sind nicht gleich genau",
            },
        ),
        (
            "fr",
            {
                "up": "en hausse de 6,7_% par rapport à 2022",
                "points": "en hausse de 1,5 point de pourcentage par rapport à 2022",
                "money": "en baisse de 537'000_$US par rapport à 2022",
                "rough": "en hausse d’environ 84 milliards par rapport à 2022",
                "same": "sans changement par rapport à 2022",
            },
        ),
        (
            "es",
            {
                "up": "aumento del 6,7_% respecto a 2022",
                "points": "aumento de 1,5 puntos porcentuales respecto a 2022",
                "point": "descenso de 1 punto porcentual respecto a 2022",
                "same": "sin cambios respecto a 2022",
            },
        ),
        (
            "ja",
            {
                "up": "2022年比6.7%増",
                "down": "2022年比5.7%減",
                "points": "2022年比1.5ポイント上昇",
                "rough": "2022年比約840億増",
                "same": "2022年から増減なし",
            },
        ),
        ("sv", {"up": "up 6,7_% on 2022", "money": "down 537_000_US$ on 2022"}),
        ("pl", {"up": "wzrost o 6,7% w porównaniu z 2022", "points": "wzrost o 1,5 pkt proc. w porównaniu z 2022"}),
        (
            "pt_BR",
            {"points": "aumento de 1,5 ponto percentual em relação a 2022", "point": "redução de 1 ponto percentual em relação a 2022"},
        ),
        ("ar", {"up": "زيادة بنسبة 6.7% مقارنةً مع 2022", "points": "زيادة قدرها 1.5 نقطة مئوية مقارنةً مع 2022"}),
        ("he", {"money": "ירידה של 537,000_$ לעומת 2022", "point": "ירידה של 1 נקודת אחוז לעומת 2022"}),
    ],
)
def test_changes_in_words(language: str, expected: dict[str, str]) -> None:
    printer = formats(language)
    assert {name: visible(printer.change_words(CHANGES[name], Y2022)) for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "previous", "expected"),
    [
        ("up", None, "up 6.7%"),
        ("same", None, "unchanged"),
        ("none", None, "not compared: the two figures are not equally exact"),
        ("up", DAY, "up 6.7% since December 31, 2022"),
        ("same", DAY, "unchanged since December 31, 2022"),
        ("up", period("", "2022-12-31", "2022 election"), "up 6.7% on 2022 election"),
        ("money", period("2021-07-01", "2022-06-30"), "down $537,000 on July 2021 – June 2022"),
    ],
)
def test_what_a_change_is_measured_from(name: str, previous: Period | None, expected: str) -> None:
    assert formats("en").change_words(CHANGES[name], previous) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "+6.7% | −5.7% | +1.5 percentage points | −1 percentage point | −$537,000 | about +84 billion | 0.0% | n/m"),
        ("de", "+6,7_% | −5,7_% | +1,5 Prozentpunkte | −1 Prozentpunkt | −537.000_$ | rund +84 Milliarden | 0,0_% | n._m."),
        ("sv", "+6,7_% | −5,7_% | +1,5 percentage points | −1 percentage point | −537_000_US$ | about +84 miljarder | 0,0_% | n/m"),
    ],
)
def test_changes_as_signs(language: str, expected: str) -> None:
    printer = formats(language)
    assert " | ".join(visible(printer.change_sign(change)) for change in CHANGES.values()) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("20", "up 20%"), ("19.97", "up 20%"), ("6.65", "up 6.6%"), ("0.00349", "up 0.003%"), ("1234.56", "up 1,234.6%"), ("200", "up 200%")],
)
def test_percents_in_words_have_no_idle_zeros(value: str, expected: str) -> None:
    assert formats("en").change_words(Change("percent", Direction.UP, Decimal(value)), None) == expected


def test_signs_keep_their_side_in_scripts_from_right_to_left() -> None:
    assert formats("he").signed_percent(Decimal("-5.7")) == "\u200e−5.7%"
    assert formats("ar").signed_percent(Decimal("5.7")) == "\u200e+5.7%"
    assert formats("fa").signed_percent(Decimal("-5.7")) == "\u200e−5.7%"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("6.65", "+6.6%"),
        ("6.75", "+6.8%"),
        ("-0.04", "−0.04%"),
        ("0.000349", "+0.0003%"),
        ("0", "0.0%"),
        ("1234.56", "+1,234.6%"),
        ("100", "+100.0%"),
    ],
)
def test_signed_percents(value: str, expected: str) -> None:
    assert formats("en").signed_percent(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("45", None, "45%"), ("45.125", None, "45.125%"), ("45.125", 1, "45.1%"), ("45", 1, "45.0%"), ("-3", None, "−3%"), ("2.5", 0, "2%")],
)
def test_percents(value: str, decimals: int | None, expected: str) -> None:
    assert formats("en").percent(Decimal(value), decimals) == expected


def test_percents_by_language() -> None:
    printed = {language: visible(formats(language).percent(Decimal(45))) for language in ("en", "de", "fr", "tr", "eu", "ja")}
    assert printed == {"en": "45%", "de": "45_%", "fr": "45_%", "tr": "%45", "eu": "%_45", "ja": "45%"}
    assert formats("tr").signed_percent(Decimal(-45)) == "−%45,0"


@pytest.mark.parametrize(("value", "expected"), [("450", "+450"), ("-1234.5", "−1,234.5"), ("0", "0")])
def test_signed_amounts(value: str, expected: str) -> None:
    assert formats("en").signed_amount(Decimal(value)) == expected
