"""Figures and cells of statements, as each language prints them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_impact.model.entities import Form, Qualifier
from sphinx_impact.model.numbers.format import Formats, Printed
from tests.model.numbers.speaking import formats, visible

FULL, COMPACT, WORDS = Form.FULL, Form.COMPACT, Form.WORDS


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        ("284000000000", FULL, "284,000,000,000"),
        ("284000000000", COMPACT, "284B"),
        ("284000000000", WORDS, "284 billion"),
        ("1200000000000", WORDS, "1.2 trillion"),
        ("747.4", FULL, "747.4"),
        ("747.40", FULL, "747.4"),
        ("2650", FULL, "2,650"),
        ("2650", COMPACT, "2.65K"),
        ("2650", WORDS, "2,650"),  # no word for a broken thousand
        ("36000", WORDS, "36 thousand"),
        ("36500", WORDS, "36,500"),
        ("284", COMPACT, "284"),
        ("0", WORDS, "0"),
        ("603400000", COMPACT, "603.4M"),
        ("4356000", WORDS, "4.356 million"),  # three decimals hold it: exact
        ("4356100", WORDS, "4.36 million"),  # they do not: two
        ("4356100", COMPACT, "4.4M"),  # they do not: one
        ("4345000000.5", COMPACT, "4.3B"),
        ("1250000.1", COMPACT, "1.3M"),  # above the middle
        ("1249999.9", COMPACT, "1.2M"),
        ("12250000000001", WORDS, "12.25 trillion"),
        ("999999", COMPACT, "999.999K"),
        ("999999.9", COMPACT, "1M"),  # carried into the next scale
        ("999999999.9", WORDS, "1 billion"),
        ("5600000000000000000", COMPACT, "5,600,000T"),
        ("4321000000000000", WORDS, "4321 trillion"),
        ("-12", FULL, "−12"),
        ("-12000", COMPACT, "−12K"),
    ],
)
def test_numbers_in_english(value: str, form: Form, expected: str) -> None:
    assert str(formats("en").figure(Decimal(value), form=form, unit="downloads")) == expected


@pytest.mark.parametrize(
    ("value", "code", "form", "expected"),
    [
        ("697000", "USD", FULL, "$697,000"),
        ("697000", "USD", COMPACT, "$697K"),
        ("4356000", "USD", WORDS, "$4.356 million"),
        ("12.5", "USD", FULL, "$12.50"),
        ("12.5", "USD", COMPACT, "$12.50"),
        ("0.0034", "USD", FULL, "$0.0034"),
        ("12.5", "JPY", FULL, "¥12.5"),
        ("12.5", "BHD", FULL, "BHD_12.500"),
        ("1000000", "CHF", WORDS, "CHF_1 million"),
        ("5", "XYZ", FULL, "XYZ_5"),
        ("5", "usd", FULL, "$5"),
        ("-152000", "USD", FULL, "($152,000)"),
        ("-152000", "USD", COMPACT, "($152K)"),
        ("-1500000", "USD", WORDS, "($1.5 million)"),
        ("0", "USD", FULL, "$0"),
        ("-0", "USD", FULL, "$0"),
    ],
)
def test_money_in_english(value: str, code: str, form: Form, expected: str) -> None:
    assert visible(formats("en").figure(Decimal(value), unit=code, money=True, form=form)) == expected


@pytest.mark.parametrize(
    ("value", "form", "qualifier", "words", "signs"),
    [
        ("284e9", WORDS, Qualifier.AT_LEAST, "at least 284 billion", "284+ billion"),
        ("36000", COMPACT, Qualifier.ABOUT, "about 36K", "~36K"),
        ("36000", COMPACT, Qualifier.AT_LEAST, "at least 36K", "36K+"),
        ("10e6", WORDS, Qualifier.OVER, "over 10 million", ">10 million"),
        ("500", FULL, Qualifier.NEARLY, "nearly 500", "<500"),
        ("607", FULL, Qualifier.AT_LEAST, "at least 607", "607+"),
        ("607", FULL, Qualifier.EXACT, "607", "607"),
    ],
)
def test_qualifiers(value: str, form: Form, qualifier: Qualifier, words: str, signs: str) -> None:
    printer = formats("en")
    assert str(printer.figure(Decimal(value), form=form, qualifier=qualifier)) == words
    assert str(printer.figure(Decimal(value), form=form, qualifier=qualifier, symbols=True)) == signs


def test_the_pieces() -> None:
    printer = formats("en")
    assert printer.figure(Decimal("284e9"), form=WORDS, qualifier=Qualifier.AT_LEAST, symbols=True) == Printed(
        "", "284", "+ billion", negative=False, qualifier=Qualifier.AT_LEAST
    )
    assert printer.figure(Decimal("-152000"), unit="USD", money=True, qualifier=Qualifier.ABOUT, symbols=True) == Printed(
        "~($", "152,000", ")", negative=True, qualifier=Qualifier.ABOUT
    )
    assert printer.figure(Decimal(45), unit="percent", qualifier=Qualifier.OVER) == Printed("over ", "45", "%", qualifier=Qualifier.OVER)
    assert printer.figure(Decimal("-0.5")) == Printed("−", "0.5", "", negative=True)


def test_percents_are_always_full() -> None:
    assert [str(formats("en").figure(Decimal("4500.125"), unit="percent", form=form)) for form in Form] == ["4,500.125%"] * 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        # full; compact; words; compact money; full money below zero; percent; at least, in words and as a sign
        ("en", "1,234,567.5 | 603.4M | 284 billion | $697K | ($1,234.50) | 45.5% | at least 36K | 36K+"),
        ("en_GB", "1,234,567.5 | 603.4M | 284 billion | US$697K | (US$1,234.50) | 45.5% | at least 36K | 36K+"),
        ("de", "1.234.567,5 | 603,4_Mio. | 284 Milliarden | 697.000_$ | (1.234,50_$) | 45,5_% | mindestens 36.000 | 36.000+"),
        ("de_CH", "1’234’567.5 | 603.4_Mio. | 284 Milliarden | $_697’000 | ($_1’234.50) | 45.5% | mindestens 36’000 | 36’000+"),
        ("fr", "1'234'567,5 | 603,4_M | 284 milliards | 697_k_$US | (1'234,50_$US) | 45,5_% | au moins 36_k | 36+_k"),
        ("es", "1.234.567,5 | 603,4_M | 284 mil millones | 697_mil_US$ | (1.234,50_US$) | 45,5_% | al menos 36_mil | 36+_mil"),
        ("ja", "1,234,567.5 | 6.034億 | 2840億 | $69.7万 | ($1,234.50) | 45.5% | 3.6万以上 | 3.6万+"),
        ("ar", "1,234,567.5 | 603.4_مليون | 284 مليار | 697_ألف_US$ | (1,234.50_US$) | 45.5% | ما لا يقل عن 36_ألف | 36+_ألف"),
        ("hi", "12,34,567.5 | 60.34_क॰ | 2.84 खरब | $6.97_लाख | ($1,234.50) | 45.5% | at least 36_हज़ार | 36+_हज़ार"),
        ("pt_BR", "1.234.567,5 | 603,4_mi | 284 bilhões | US$_697_mil | (US$_1.234,50) | 45,5% | pelo menos 36_mil | 36+_mil"),
        ("sv", "1_234_567,5 | 603,4_mn | 284 miljarder | 697_tn_US$ | (1_234,50_US$) | 45,5_% | at least 36_tn | 36+_tn"),
        ("nl", "1.234.567,5 | 603,4_mln. | 284 miljard | US$_697K | (US$_1.234,50) | 45,5% | ten minste 36K | 36K+"),
        ("he", "1,234,567.5 | 603.4M | 284 מיליארד | 697K_$ | (1,234.50_$) | 45.5% | לפחות 36K | 36K+"),
        ("it", "1.234.567,5 | 603,4_Mln | 284 miliardi | 697K_USD | (1.234,50_USD) | 45,5% | almeno 36K | 36K+"),
        ("pl", "1_234_567,5 | 603,4_mln | 284 miliardy | 697_tys._USD | (1_234,50_USD) | 45,5% | co najmniej 36_tys. | 36+_tys."),
        ("ko", "1,234,567.5 | 6.034억 | 2840억 | US$69.7만 | (US$1,234.50) | 45.5% | 3.6만 이상 | 3.6만+"),
        ("zh_CN", "1,234,567.5 | 6.034亿 | 2840亿 | US$69.7万 | (US$1,234.50) | 45.5% | 至少3.6万 | 3.6万+"),
    ],
)
def test_figures_by_language(language: str, expected: str) -> None:
    printer = formats(language)
    figures = [
        printer.figure(Decimal("1234567.5")),
        printer.figure(Decimal(603400000), form=COMPACT),
        printer.figure(Decimal("284e9"), form=WORDS),
        printer.figure(Decimal(697000), form=COMPACT, unit="USD", money=True),
        printer.figure(Decimal("-1234.5"), unit="USD", money=True),
        printer.figure(Decimal("45.5"), unit="percent"),
        printer.figure(Decimal(36000), form=COMPACT, qualifier=Qualifier.AT_LEAST),
        printer.figure(Decimal(36000), form=COMPACT, qualifier=Qualifier.AT_LEAST, symbols=True),
    ]
    printed = " | ".join(visible(figure) for figure in figures)
    assert printed.casefold() == expected.casefold()  # k or K, m or M changes with the CLDR


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("fr", "1,5 million", "2 millions"),
        ("es", "1 millón", "1,5 millones"),
        ("ru", "1 миллион", "5 миллионов"),
        ("de", "1 Million", "2 Millionen"),
    ],
)
def test_scale_words_agree_with_the_number_as_printed(language: str, one: str, more: str) -> None:
    words = [str(formats(language).figure(Decimal(value), form=WORDS)) for value in ("1e6", "1000001", "1.5e6", "2e6", "5e6")]
    assert one in words
    assert more in words
    assert words[0] == words[1], "1,000,001 is printed as 1 million and has its singular"


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("de_AT", "Milliarden"),
        ("de-AT", "Milliarden"),
        ("de_XX", "Milliarden"),
        ("de_DE.UTF-8", "Milliarden"),
        ("sr@latin", "milijarde"),
        ("sr_RS@latin", "milijarde"),
        ("sr", "милијарде"),
        ("ca@valencia", "milers de milions"),
        ("xx", "billion"),
        ("xx_YY", "billion"),
        ("", "billion"),
        ("not a language", "billion"),
        ("../../etc", "billion"),
    ],
)
def test_languages_fall_back(language: str, family: str) -> None:
    assert str(Formats(language).figure(Decimal("284e9"), form=WORDS)) == f"284 {family}"


# ---- cells ----


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["2,859", "(152)", "0", "1,234.50", "(0.05)"]),
        ("de", ["2.859", "(152)", "0", "1.234,50", "(0,05)"]),
        ("fr", ["2'859", "(152)", "0", "1'234,50", "(0,05)"]),
        ("sv", ["2_859", "(152)", "0", "1_234,50", "(0,05)"]),
        ("hi", ["2,859", "(152)", "0", "1,234.50", "(0.05)"]),
    ],
)
def test_amounts_of_statements(language: str, expected: list[str]) -> None:
    printer = formats(language)
    amounts = [printer.amount(Decimal(value)) for value in ("2859", "-152", "0")]
    amounts += [printer.amount(Decimal(value), decimals=2) for value in ("1234.5", "-0.05")]
    assert [visible(amount) for amount in amounts] == expected
    assert [amount.negative for amount in amounts] == [False, True, False, False, True]


@pytest.mark.parametrize(("value", "expected"), [("0.5", "0"), ("1.5", "2"), ("2.5", "2"), ("-2.5", "(2)"), ("-0.4", "0")])
def test_amounts_round_half_to_even(value: str, expected: str) -> None:
    assert str(formats("en").amount(Decimal(value))) == expected


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("en", "USD", ("$", True)),
        ("en", "eur", ("€", True)),
        ("en_GB", "GBP", ("£", True)),
        ("de", "EUR", ("€", False)),
        ("de_CH", "CHF", ("CHF", True)),
        ("fr", "USD", ("$US", False)),
        ("nl", "EUR", ("€", True)),
        ("ja", "JPY", ("￥", True)),
        ("he", "ILS", ("₪", False)),
        ("en", "XYZ", ("XYZ", True)),
        ("en", "", ("", True)),
    ],
)
def test_currency_signs(language: str, code: str, expected: tuple[str, bool]) -> None:
    assert formats(language).currency_sign(code) == expected


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("51569", "51.6K"),
        ("842771", "843K"),
        ("603400000", "603.4M"),
        ("1567000", "1.57M"),
        ("999960", "1M"),
        ("950", "950"),
        ("2000", "2K"),
    ],
)
def test_three_digits_do_where_nobody_wrote_a_number_compact(value: str, printed: str) -> None:
    assert str(formats("en").figure(Decimal(value), form=Form.COMPACT, short=True)) == printed
