"""What authors type for numbers: what is understood, and what is refused with a cure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_impact.model.entities import AmountKind, Form, Qualifier, Scale
from sphinx_impact.model.limits import DIGITS
from sphinx_impact.model.numbers.parse import (
    UNSAID,
    NumberError,
    doubtful,
    doubtful_cells,
    parse_amount,
    parse_number,
    parse_quantity,
    read_money,
)

EXACT, LEAST, ABOUT, OVER, NEARLY = Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.OVER, Qualifier.NEARLY
FULL, COMPACT, WORDS = Form.FULL, Form.COMPACT, Form.WORDS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2859", "2859"),
        ("2,859", "2859"),
        ("1,234,567.50", "1234567.50"),
        ("747.4", "747.4"),
        (".5", "0.5"),
        ("007", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("(0)", "0"),
        ("-152", "-152"),
        ("- 152", "-152"),
        ("+152", "152"),
        ("(152)", "-152"),
        ("( 1,152.5 )", "-1152.5"),
        ("−152", "-152"),
        ("($152)", "-152"),
        ("$(152)", "-152"),
        ("-$152", "-152"),
        ("$-152", "-152"),
        ("−$ 152", "-152"),
        ("$ 4,356", "4356"),
        ("152 €", "152"),
        ("(152 €)", "-152"),
        ("(152) €", "-152"),
        ("USD 5,000", "5000"),
        ("5,000 USD", "5000"),
        ("EUR-5", "-5"),
        ("\ufeff 2,859 ", "2859"),
        ("2\u00a0859", "2859"),
        ("2\u202f859\u202f123", "2859123"),
        ("2\u2009859.5", "2859.5"),
        ("\u00a02859\u00a0", "2859"),
        ("$\u00a02859", "2859"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    number = parse_number(text)
    assert number == Decimal(value)
    assert number.is_signed() == value.startswith("-")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50", "1234.50"),
        ("1.349", "1349"),
        ("12,5", "12.5"),
        ("-1.234.567,5", "-1234567.5"),
        ("1\u202f234,5 €", "1234.5"),
        (",5", "0.5"),
    ],
)
def test_comma_decimals(text: str, value: str) -> None:
    assert parse_number(text, ",") == Decimal(value)


@pytest.mark.parametrize(
    ("text", "decimal", "cure"),
    [
        ("12,5", ".", 'write 12.5, or set decimal: ","'),
        ("1.234,50", ".", 'write 1,234.50, or set decimal: ","'),
        ("1.234.567", ".", 'write 1,234,567, or set decimal: ","'),
        ("0,123", ".", "write 0.123"),
        ("12.5", ",", 'write 12,5, or set decimal: "."'),
        ("1,234.50", ",", "write 1.234,50"),
        ("12,34,567", ".", "groups have exactly three digits, as in 1,234,567.5"),
        ("12.34.567", ",", "groups have exactly three digits, as in 1.234.567,5"),
        ("1,234.5.6", ".", "groups have exactly three digits"),
        ("1,234\u00a0567", ".", "groups have exactly three digits"),
        ("1\u00a023", ".", "groups have exactly three digits"),
        ("1234,567", ".", "write 1234.567"),
        ("1 234", ".", "groups digits with spaces"),
        ("1'234", ".", "groups digits with apostrophes"),
        ("1_000", ".", "groups digits with underscores"),
        ("5.", ".", "write 5, or the digits that are missing"),
        ("5,", ".", "write 5, or the digits that are missing"),
        ("NaN", ".", "write N/A for not applicable"),
        ("nan", ".", "write N/A"),
        ("-Infinity", ".", "write N/A"),
        ("inf", ".", "write N/A"),
        ("1e5", ".", "has an exponent"),
        ("1.5E-3", ".", "has an exponent"),
        ("0x1F", ".", "write it with the digits 0 to 9"),
        ("0b1", ".", "write it with the digits 0 to 9"),
        ("٣٤", ".", "write it with the digits 0 to 9"),
        ("３４", ".", "write it with the digits 0 to 9"),
        ("152-", ".", "write -152"),
        ("-(152)", ".", "is negative twice"),
        ("(-152)", ".", "is negative twice"),
        ("(−152)", ".", "is negative twice"),
        ("(152", ".", "has a bracket that is not closed"),
        ("152)", ".", "“)” is left over"),
        ("45%", ".", "“%” is left over"),
        ("1,000 people", ".", "“people” is left over"),
        ("5 <b>", ".", "“<b>” is left over"),
        ("€5 USD", ".", "names two currencies"),
        ("5 ABC", ".", "“ABC” is left over"),
        ("many", ".", "“many” is not a number"),
        ("$", ".", "“$” is not a number"),
        ("--5", ".", "is not a number"),
        ("", ".", "a number is missing"),
        ("\ufeff", ".", "a number is missing"),
        ("1" * 40, ".", "has more than 28 digits"),
        ("0." + "0" * 28 + "1", ".", "has more than 28 digits"),
    ],
)
def test_refused(text: str, decimal: str, cure: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text, decimal)
    assert cure in str(caught.value)


def test_messages_quote_the_text_on_one_line_and_short() -> None:
    with pytest.raises(NumberError) as caught:
        parse_number("five\nhundred " + "thousand " * 99)
    assert str(caught.value).startswith("“five hundred thousand")
    assert len(str(caught.value)) < 100


def test_as_many_digits_as_can_be_added_up() -> None:
    assert parse_number("9" * DIGITS) == int("9" * DIGITS)
    assert parse_number("000" + "9" * DIGITS) == int("9" * DIGITS)
    with pytest.raises(NumberError):
        parse_number("9" * (DIGITS - 1) + ".99")


def test_the_separator_is_a_point_or_a_comma() -> None:
    with pytest.raises(ValueError, match="decimal separator"):
        parse_number("5", ";")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("", AmountKind.NOT_REPORTED, None),
        ("  \u00a0", AmountKind.NOT_REPORTED, None),
        ("-", AmountKind.NIL, "0"),
        ("–", AmountKind.NIL, "0"),
        ("—", AmountKind.NIL, "0"),
        ("−", AmountKind.NIL, "0"),
        (" - ", AmountKind.NIL, "0"),
        ("$ -", AmountKind.NIL, "0"),
        ("€–", AmountKind.NIL, "0"),
        ("N/A", AmountKind.NOT_APPLICABLE, None),
        ("n/a", AmountKind.NOT_APPLICABLE, None),
        ("0", AmountKind.NUMBER, "0"),
        ("(152)", AmountKind.NUMBER, "-152"),
    ],
)
def test_amounts(text: str, kind: AmountKind, value: str | None) -> None:
    amount = parse_amount(text)
    assert (amount.kind, amount.value) == (kind, None if value is None else Decimal(value))
    assert amount.text == text.strip()


def test_read_money_tells_the_sign() -> None:
    assert read_money("($152)") == (Decimal(-152), "$")
    assert read_money("1.234,50 €", ",") == (Decimal("1234.50"), "€")
    assert read_money("CHF 5") == (Decimal(5), "CHF")
    assert read_money("$5 USD") == (Decimal(5), "USD")
    assert read_money("5") == (Decimal(5), "")


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier", "form"),
    [
        ("607+ PB", "607", "PB", LEAST, FULL),
        ("~36K", "36000", "", ABOUT, COMPACT),
        ("≈ 36k", "36000", "", ABOUT, COMPACT),
        ("$697K", "697000", "USD", EXACT, COMPACT),
        ("284+ billion", "284000000000", "", LEAST, WORDS),
        ("1.2+ Trillion", "1200000000000", "", LEAST, WORDS),
        ("1.25 thousand", "1250", "", EXACT, WORDS),
        ("3 millions", "3000000", "", EXACT, WORDS),
        ("45%", "45", "percent", EXACT, FULL),
        ("45 %", "45", "percent", EXACT, FULL),
        ("22.8 percent", "22.8", "percent", EXACT, FULL),
        ("45 per cent", "45", "percent", EXACT, FULL),
        ("45%+", "45", "percent", LEAST, FULL),
        ("(152)", "-152", "", EXACT, FULL),
        ("over 600", "600", "", OVER, FULL),
        ("Over 600", "600", "", OVER, FULL),
        ("more  than 600", "600", "", OVER, FULL),
        (">600", "600", "", OVER, FULL),
        ("at least 5", "5", "", LEAST, FULL),
        ("≥ 5", "5", "", LEAST, FULL),
        ("at least 5+", "5", "", LEAST, FULL),
        ("about 65,000 years", "65000", "years", ABOUT, FULL),
        ("ca. 500", "500", "", ABOUT, FULL),
        ("approx. $5", "5", "USD", ABOUT, FULL),
        ("close to 500", "500", "", NEARLY, FULL),
        ("almost 500", "500", "", NEARLY, FULL),
        ("nearly 500", "500", "", NEARLY, FULL),
        ("USD 5,000", "5000", "USD", EXACT, FULL),
        ("5,000 USD", "5000", "USD", EXACT, FULL),
        ("-$152", "-152", "USD", EXACT, FULL),
        ("($152K)", "-152000", "USD", EXACT, COMPACT),
        ("(45%)", "-45", "percent", EXACT, FULL),
        ("£5m", "5000000", "GBP", EXACT, COMPACT),
        ("£5bn", "5000000000", "GBP", EXACT, COMPACT),
        ("5 M€", "5000000", "EUR", EXACT, COMPACT),
        ("5 million USD", "5000000", "USD", EXACT, WORDS),
        ("$1.349 million", "1349000", "USD", EXACT, WORDS),
        ("₹ 12", "12", "INR", EXACT, FULL),
        ("¥500", "500", "JPY", EXACT, FULL),
        ("500 kr", "500", "SEK", EXACT, FULL),
        ("$5M+", "5000000", "USD", LEAST, COMPACT),
        ("36K+", "36000", "", LEAST, COMPACT),
        ("36 K", "36000", "", EXACT, COMPACT),
        ("36 KB", "36", "KB", EXACT, FULL),
        ("5 m", "5", "m", EXACT, FULL),
        ("36 FTE", "36", "FTE", EXACT, FULL),
        ("5 t CO2", "5", "t CO2", EXACT, FULL),
        ("5 km²", "5", "km²", EXACT, FULL),
        ("12 °C", "12", "°C", EXACT, FULL),
        ("1.5 Tbit/s", "1.5", "Tbit/s", EXACT, FULL),
        ("5 miles", "5", "miles", EXACT, FULL),
        ("3x", "3", "x", EXACT, FULL),
        ("1,705", "1705", "", EXACT, FULL),
        ("747.4 petabytes", "747.4", "petabytes", EXACT, FULL),
        ("607\u00a0PB", "607", "PB", EXACT, FULL),
        ("36K requests per second", "36000", "requests per second", EXACT, COMPACT),
        ("36K/s", "36000", "/s", EXACT, COMPACT),
        ("1.3490", "1.3490", "", EXACT, FULL),
    ],
)
def test_quantities(text: str, value: str, unit: str, qualifier: Qualifier, form: Form) -> None:
    quantity = parse_quantity(text)
    assert (str(quantity.value), quantity.unit, quantity.qualifier, quantity.form) == (value, unit, qualifier, form)
    assert quantity.money == (unit in {"USD", "EUR", "GBP", "INR", "JPY", "SEK"})
    assert quantity.text == text


def test_quantities_with_comma_decimals() -> None:
    quantity = parse_quantity("€1.234,50", ",")
    assert (str(quantity.value), quantity.unit, quantity.money) == ("1234.50", "EUR", True)
    assert parse_quantity("1,2+ billion", ",").value == 1_200_000_000


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("$5", "", "USD"),
        ("$5", "CAD", "CAD"),
        ("$5", "EUR", "USD"),
        ("US$5", "CAD", "USD"),
        ("¥5", "CNY", "CNY"),
        ("5 kr", "NOK", "NOK"),
        ("€5", "USD", "EUR"),
        ("5 CHF", "USD", "CHF"),
    ],
)
def test_a_sign_of_several_currencies_means_that_of_the_report(text: str, currency: str, code: str) -> None:
    assert parse_quantity(text, ".", currency).unit == code


@pytest.mark.parametrize(
    ("text", "value", "unit", "form"),
    [
        ("1,24 Mio. €", "1240000", "EUR", Form.COMPACT),
        ("284 Milliarden Zeilen", "284000000000", "Zeilen", Form.WORDS),
        ("3 mil millones", "3000000000", "", Form.WORDS),
        ("3,6 tys. zł", "3600", "PLN", Form.COMPACT),
        ("2 milhões", "2000000", "", Form.WORDS),
        ("¥3,5億", "350000000", "JPY", Form.COMPACT),
        ("12만명", "120000", "명", Form.COMPACT),
        ("697 ألف", "697000", "", Form.WORDS),
        ("3,5 מיליון ₪", "3500000", "ILS", Form.WORDS),
    ],
)
def test_scale_words_of_other_languages(text: str, value: str, unit: str, form: Form) -> None:
    quantity = parse_quantity(text, ",")
    assert (quantity.value, quantity.unit, quantity.form) == (Decimal(value), unit, form)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("about 600+", "says both “about” and “+”"),
        ("over 600+", "keep one of them"),
        ("5m", "write M for million, or a space before m for metres"),
        ("5 mil", "can be read in two ways: write thousand or million for “mil”"),
        ("5兆瓦", "write million or trillion for “兆”"),
        ("$5 per member", "after an amount of money no unit can follow; put “per member” into the label"),
        ("45% of packages", "after a percentage no unit can follow"),
        ("$45%", "is both money and a percentage"),
        ("10-20 people", "“-20 people” is left over"),
        ("24/7", "“/7” is left over"),
        ("5 of 10", "“of 10” is left over"),
        ("2023-12-31", "“-12-31” is left over"),
        ("5 <script>alert(1)</script>", "is left over"),
        ("up to 5", "“up to 5” is not a number"),
        ("~", "a number is missing"),
        ("+", "“+” is not a number"),
        ("12,5 PB", "write 12.5"),
        ("NaN PB", "write N/A"),
        ("9" * 28 + " trillion", "has more than 28 digits"),
    ],
)
def test_refused_quantities(text: str, cure: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_quantity(text)
    assert cure in str(caught.value)
    assert "\n" not in str(caught.value)


# ---- 1.349: thousands, or a fraction? ----


@pytest.mark.parametrize("text", ["$1.349", "($1.349)", "€ 12.500", "USD 1.349", "999.999 €"])
def test_three_decimals_of_money_are_doubtful(text: str) -> None:
    with pytest.raises(NumberError, match="can be read in two ways"):
        parse_quantity(text)


@pytest.mark.parametrize("text", ["$1.3490", "$1,349", "$0.349", "$1,234.567", "$1234.567", "$1.34", "KWD 1.349", "$1.349 billion"])
def test_other_amounts_of_money_are_not(text: str) -> None:
    assert parse_quantity(text).money


def test_what_to_write_instead() -> None:
    assert 'write 1,349 for thousands, 1.3490 for a fraction, or set decimal: ","' in doubtful("$1.349", UNSAID, "USD")
    assert doubtful("1.349", UNSAID, "KWD") == ""
    assert doubtful("1.349", UNSAID, "") != ""
    assert doubtful("1.349", ".", "USD") == ""
    assert doubtful("1,349", ",", "EUR") == ""


@pytest.mark.parametrize(
    ("texts", "scale", "places"),
    [
        (["2859", "1.349", "148"], Scale.THOUSANDS, {1}),
        (["2.859", "1.349", "148"], Scale.THOUSANDS, {0, 1}),
        (["2.859", "1.349", "0.148"], Scale.THOUSANDS, set()),
        (["2.859", "1.349", "0.148"], Scale.UNITS, {0, 1}),
        (["2.859", "1.349", "0.15"], Scale.MILLIONS, {0, 1}),
        (["12.500", "1,234.567", "0"], Scale.MILLIONS, set()),
        (["1.349"], Scale.MILLIONS, {0}),
        (["2,859", "0.148"], Scale.UNITS, set()),
        ([], Scale.UNITS, set()),
    ],
)
def test_doubtful_cells_of_a_statement(texts: list[str], scale: Scale, places: set[int]) -> None:
    assert set(doubtful_cells(texts, UNSAID, "USD", scale)) == places
