"""What holds for formats of any language and any value."""

from __future__ import annotations

import gettext
from decimal import Decimal

import pytest
from babel import Locale, localedata
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.entities import Form, Qualifier, Scale, StatementType
from sphinx_impact.model.numbers.format import Formats
from tests.model.numbers.speaking import day, formats, period, visible

FULL, COMPACT, WORDS = Form.FULL, Form.COMPACT, Form.WORDS
LANGUAGES = ("en", "en_GB", "de", "fr", "es", "ja", "ar", "hi", "pt_BR", "sv", "nl", "he")
ALL = sorted(localedata.locale_identifiers())
YEARS = ([day("2023-12-31"), day("2022-12-31")], [day("2023-01-01"), day("2022-01-01")])
FISCAL = ([day("2024-06-30")], [day("2023-07-01")])


class Broken(gettext.NullTranslations):
    """A catalogue with one translation for everything."""

    def __init__(self, translation: str) -> None:
        super().__init__()
        self._translation = translation

    def gettext(self, message: str) -> str:  # noqa: ARG002 - as the base has it
        return self._translation

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return self._translation


@pytest.mark.parametrize("language", ["de", "fr", "es", "ja"])
def test_a_broken_translation_never_costs_a_figure(language: str) -> None:
    for broken in ("", "{nothing}", "{", "{0}", "{figure.x}", "no place"):
        printer = Formats(language, Broken(broken))
        assert "36" in str(printer.figure(Decimal(36), qualifier=Qualifier.AT_LEAST))
        assert visible(printer.points(Decimal(2))) == "+2 percentage points"


def test_every_locale_prints_everything() -> None:
    values = [Decimal(text) for text in ("0", "7", "999.96", "1000", "36000", "697000", "1e6", "4356123.4", "284e9", "1e15", "1e21")]
    for language in ALL:
        printer = Formats(language)
        for value in values:
            for form in Form:
                plain = printer.figure(value, form=form)
                money = printer.figure(-value, form=form, unit="USD", money=True)
                assert plain.number[0] in "0123456789", (language, value, form)
                if plain.before + plain.after:  # a scale: money has the same
                    assert plain.number == money.number, (language, value, form)
                if value:
                    assert (money.before.startswith("("), money.after.endswith(")")) == (True, True), (language, value, form)
        assert "45" in printer.percent(Decimal(45))
        assert "\N{MINUS SIGN}" in printer.signed_percent(Decimal(-45))
        assert str(printer.amount(Decimal(-5))) == "(5)"
        assert printer.scope(StatementType.ACTIVITIES, *YEARS, Scale.THOUSANDS, "EUR").startswith("Years ended ")
        assert "2024" in printer.scope(StatementType.CASH_FLOWS, *FISCAL, Scale.MILLIONS, "JPY")
        spans = (("2023-01-01", "2023-12-31"), ("2023-07-01", "2024-06-30"), ("2023-03-05", "2023-04-02"), ("", "2023-06-15"))
        assert all("2023" in printer.period(period(*span)) for span in spans), language
        assert printer.list(["a", "b", "c"]).count("b") >= 1


AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e28"), max_value=Decimal("1e28"))


@given(AMOUNTS, st.sampled_from(LANGUAGES))
def test_in_full_every_digit_is_printed(value: Decimal, language: str) -> None:
    printed = formats(language).figure(value)
    read = parse_decimal(printed.number, locale=Locale.parse(language), strict=False)
    assert read == abs(value)
    assert printed.negative == (value < 0)


@given(st.integers(1000, 999_999), st.sampled_from(["K", "M", "B", "T"]))
def test_scaled_is_exact_where_three_decimals_hold_it(thousandths: int, suffix: str) -> None:
    scaled = Decimal(thousandths).scaleb(-3)
    factor = {"K": 3, "M": 6, "B": 9, "T": 12}[suffix]
    printed = formats("en").figure(scaled.scaleb(factor), form=COMPACT)
    assert (Decimal(printed.number), printed.after) == (scaled, suffix)


@given(st.decimals(min_value=1000, max_value=Decimal("1e18"), allow_nan=False, allow_infinity=False), st.sampled_from([COMPACT, WORDS]))
def test_scaled_is_never_further_off_than_its_last_decimal(value: Decimal, form: Form) -> None:
    printed = formats("en").figure(value, form=form)
    exponents = {"": 0, "k": 3, "t": 3, "m": 6, "b": 9, "trillion": 12}
    scale = printed.after.strip().lower()
    exponent = 12 if scale in ("t", "trillion") else exponents[scale[:1]]
    shown = Decimal(printed.number.replace(",", "")).scaleb(exponent)
    tolerance = Decimal("0.05" if form is COMPACT else "0.005").scaleb(exponent)
    assert abs(shown - value) <= tolerance
