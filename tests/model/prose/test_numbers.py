"""Numbers in sentences: which are found, as what, and which are left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_impact.model.prose.numbers import Reader


def found(text: str, language: str = "en") -> list[str]:
    """Return the texts of the numbers in a sentence that may be figures."""
    return [typed.text for typed in Reader(language).numbers(text) if not typed.is_year]


@pytest.mark.parametrize(
    ("language", "text", "value", "sign", "percent", "after"),
    [
        ("en", "We gave $697K to groups.", "697000", "$", False, "to groups"),
        ("en", "We gave US$ 1.3 million.", "1300000", "US$", False, ""),
        ("en", "A gift of 5,000 USD helped.", "5000", "USD", False, "helped"),
        ("en", "A gift of £5m helped.", "5000000", "£", False, "helped"),
        ("en", "Served 607+ PB of packages.", "607", "", False, "PB of packages"),
        ("en", "About ~36K a second.", "36000", "", False, "a second"),
        ("en", "Up 45 percent since.", "45", "", True, "since"),
        ("en", "Up 45% since.", "45", "", True, "since"),
        ("en", "A loss of ($152,000) in all.", "152000", "$", False, ""),
        ("en", "In all 603,378,275 downloads, they say.", "603378275", "", False, "downloads"),
        ("en", "In all 2650 people came.", "2650", "", False, "people came"),
        ("de", "Es waren 1.234,5 Tonnen.", "1234.5", "", False, "Tonnen"),
        ("de", "Es kamen 2.650 Menschen.", "2650", "", False, "Menschen"),
        ("de", "Das kostet 1,2 Mio. Euro.", "1200000", "", False, "Euro"),
        ("de", "Das kostet 697.000 € im Jahr.", "697000", "€", False, "im Jahr"),
        ("de", "Es sind 12 Prozent mehr.", "12", "", True, "mehr"),
        ("fr", "Il y avait 2\N{NARROW NO-BREAK SPACE}650 personnes.", "2650", "", False, "personnes"),
        ("fr", "Cela fait 3,5 milliards d’euros.", "3500000000", "", False, "d’euros"),
        ("es", "Fueron 3 mil millones de descargas.", "3000000000", "", False, "de descargas"),
        ("de-CH", "Das sind 1’234 Bücher.", "1234", "", False, "Bücher"),
        ("ja", "参加者は2,650人です。", "2650", "", False, "人です"),
        ("ja", "全部で3万冊です。", "30000", "", False, "冊です"),
    ],
)
def test_a_number_is_read_with_what_belongs_to_it(language: str, text: str, value: str, sign: str, percent: bool, after: str) -> None:
    (typed,) = Reader(language).numbers(text)
    assert (typed.value, typed.sign, typed.percent, typed.after) == (Decimal(value), sign, percent, after)
    assert text[typed.place :].startswith(typed.text)


@pytest.mark.parametrize(
    "text",
    [
        "It happened in 2023, between 1999 and 2001.",
        "On May 15, 2024, and on 3 May, and on 2024-05-03, and on 03/05/2024, at 10:30.",
        "We use Python 3.12, release 2.0.1, version 7, Windows 11, PEP 703, SQLAlchemy 2.0.",
        "The 3rd of 21st, a 20-year plan, a 12,000-strong crowd, the 1990s.",
        "See page 16, pages 10 and 11, Table 5, Figure 1204, section 4.2, issue #1234, § 42, No. 1204.",
        "From 2,159–2,650 or 2,159-2,650 or 2,159 – 2,650 in the years.",
        "Write to 5000 Main Street, or call +1 503 123 4567, or 555-1234.",
        "She said “we gave $697K to 174 groups”, and «2,650 people», and „2,650 people“.",
        "PyPI2 and x86 and 0x1F and CVE-2023-1234 and 192.168.0.1 and a1204b.",
        "Die Fassung 2.0 vom 3. Mai 2023.",
    ],
)
def test_what_is_no_figure_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_year_counts_where_it_is_written_as_an_amount() -> None:
    assert found("We had 2,023 people, $2023, 2023% and 2023 in all.") == ["2,023", "$2023", "2023%"]


def test_the_separators_are_those_of_the_language() -> None:
    assert [typed.value for typed in Reader("en").numbers("We had 2.650 tonnes.")] == [Decimal("2.650")]
    assert [typed.value for typed in Reader("de").numbers("Wir hatten 2.650 Tonnen.")] == [Decimal(2650)]


def test_digits_that_carry_meaning_are_counted() -> None:
    digits = {
        typed.text: (typed.digits, typed.step) for typed in Reader("en").numbers("We saw $4.4 million, 65,000 and 2,650, and 70.90%.")
    }
    assert digits == {
        "$4.4 million": (2, Decimal(100_000)),
        "65,000": (2, Decimal(1000)),
        "2,650": (3, Decimal(10)),
        "70.90%": (4, Decimal("0.01")),
    }


def test_each_sentence_is_its_own() -> None:
    first, second = Reader("en").numbers("We gave $697K. Then 2,650 people came.")
    assert (first.sentence, second.sentence) == ("We gave $697K.", "Then 2,650 people came.")
