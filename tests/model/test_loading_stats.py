"""``stats.yaml`` and ``stats/*.yaml``: stats by key."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Form, Good, Qualifier, Status
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.stats import load_stats
from tests.model.filing import only, rows, stats, write

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import Stat
    from sphinx_impact.model.problems import Problem


def load(root: Path, text: str) -> tuple[dict[str, Stat], list[Problem]]:
    """Load a ``stats.yaml``."""
    return stats(write(root, {"stats.yaml": text}))


def one(root: Path, *lines: str) -> tuple[Stat, list[Problem]]:
    """Load one stat, whose first two rows are its key and its label, and after which a sound one stands."""
    body = "".join(f"  {line}\n" for line in lines)
    found, problems = load(root, f"a.b:\n  label: things\n{body}z.z:\n  label: sound\n  source: words\n  value: 26\n")
    assert found["z.z"].values[0].value == 26
    return found["a.b"], problems


def test_all_of_it(tmp_path: Path) -> None:
    found, problems = load(
        tmp_path,
        """\
        pypi.downloads:
          label: downloads *a year*
          unit: downloads
          value: 284 billion
          qualifier: at least
          source: report, page 16
          as-of: 2023-12-31
          status: draft
          as-printed: 284+ billion
          note: As Fastly counts
        pycon.attendees:
          label: attendees
          unit: people
          good: up
          form: compact
          source: report
          qualifier: nearly
          values:
            "2023": 2,650
            "2022": {value: 2000, qualifier: about, source: "survey2023, page 3", status: restated, as-printed: 2 k, note: Round, as-of: 2022-06-01}
            election: –
        """,
    )
    assert problems == []
    downloads, attendees = found.values()
    assert (downloads.key, downloads.label.text, downloads.label.origin.line) == ("pypi.downloads", "downloads *a year*", 2)
    assert (downloads.unit, downloads.good, downloads.origin.line) == ("downloads", Good.NEITHER, 1)
    (value,) = downloads.values
    assert (value.value, value.text, value.period, value.qualifier) == (Decimal(284_000_000_000), "284 billion", "2023", Qualifier.AT_LEAST)
    assert (value.form, value.as_of, value.status, value.as_printed) == (Form.WORDS, dt.date(2023, 12, 31), Status.DRAFT, "284+ billion")
    assert (str(value.note), value.origin.line) == ("As Fastly counts", 4)
    assert value.source is not None
    assert (value.source.document, value.source.place, value.source.url, value.source.origin.line) == ("report", "page 16", "", 6)
    assert (attendees.good, attendees.unit) == (Good.UP, "people")
    first, second, third = attendees.values
    assert [value.value for value in attendees.values] == [2650, 2000, 0]
    assert (first.period, first.qualifier, first.form, first.origin.line) == ("2023", Qualifier.NEARLY, Form.COMPACT, 19)
    assert first.source is not None
    assert first.source.document == "report"
    assert (second.period, second.qualifier, second.status) == ("2022", Qualifier.ABOUT, Status.RESTATED)
    assert second.source is not None
    assert (second.source.document, second.source.place, second.as_printed, str(second.note)) == ("survey2023", "page 3", "2 k", "Round")
    assert (third.text, third.period) == ("–", "election")


def test_without_a_report_there_is_no_period(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stats.yaml").write_text("a.b:\n  label: x\n  source: y\n  value: $5\n")
    profile, problems = load_profile(tmp_path, "data")
    found, more = load_stats(tmp_path, "data/stats.yaml", profile)
    assert [*problems, *more] == []
    assert (found["a.b"].unit, found["a.b"].values[0].period, str(found["a.b"].values[0].value)) == ("USD", None, "5")


@pytest.mark.parametrize(
    ("lines", "unit", "value", "qualifier", "form"),
    [
        (["value: 607+ PB"], "PB", "607", Qualifier.AT_LEAST, Form.FULL),
        (["unit: PB", "value: 607"], "PB", "607", Qualifier.EXACT, Form.FULL),
        (["unit: PB", "value: 607 PB"], "PB", "607", Qualifier.EXACT, Form.FULL),
        (["value: ~36K"], "", "36000", Qualifier.ABOUT, Form.COMPACT),
        (["value: $697K"], "USD", "697000", Qualifier.EXACT, Form.COMPACT),
        (["unit: CAD", "value: $697K"], "CAD", "697000", Qualifier.EXACT, Form.COMPACT),
        (["unit: $", "value: 5"], "USD", "5", Qualifier.EXACT, Form.FULL),
        (["unit: EUR", "value: 1.3490"], "EUR", "1.3490", Qualifier.EXACT, Form.FULL),
        (["unit: percent", "value: 45%"], "percent", "45", Qualifier.EXACT, Form.FULL),
        (['unit: "%"', "value: 45"], "percent", "45", Qualifier.EXACT, Form.FULL),
        (["value: 45%"], "percent", "45", Qualifier.EXACT, Form.FULL),
        (["value: 1.3490"], "", "1.3490", Qualifier.EXACT, Form.FULL),
        (["value: 36K", "form: full"], "", "36000", Qualifier.EXACT, Form.FULL),
        (["value: 5+", "qualifier: at least"], "", "5", Qualifier.AT_LEAST, Form.FULL),
    ],
)
def test_values(*, tmp_path: Path, lines: list[str], unit: str, value: str, qualifier: Qualifier, form: Form) -> None:
    stat, problems = one(tmp_path, "source: words", *lines)
    assert problems == []
    assert (stat.unit, str(stat.values[0].value), stat.values[0].qualifier, stat.values[0].form) == (unit, value, qualifier, form)


@pytest.mark.parametrize("text", ["N/A", "n/a"])
def test_not_applicable(tmp_path: Path, text: str) -> None:
    stat, problems = one(tmp_path, "source: words", f"value: {text}")
    assert problems == []
    assert (stat.values[0].value, stat.values[0].text) == (None, text)


def test_not_reported_in_one_period(tmp_path: Path) -> None:
    stat, problems = one(tmp_path, "source: words", "values:", '  "2023":', '  "2022": 5')
    assert problems == []
    assert [value.value for value in stat.values] == [None, 5]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("many", "“many” is not a number [impact.number]"),
        ("12,5", '“12,5” is not a number here: write 12.5, or set decimal: "," [impact.number]'),
        ("NaN", "“NaN” is not a number: leave the place empty for not reported, or write N/A for not applicable [impact.number]"),
        ("1e6", "“1e6” has an exponent: write the number in full, or with a word such as million [impact.number]"),
        ("1" * 40, f"“{'1' * 40}” has more than 28 digits, more than can be added up exactly: round it [impact.number]"),
        ("1_000", "“1_000” groups digits with underscores: use commas or points, no-break spaces, or nothing [impact.number]"),
        (
            "$1.349",
            '“$1.349” can be read in two ways: write 1,349 for thousands, 1.3490 for a fraction, or set decimal: "," if that separates decimals',
        ),
        ("<b>5</b>", "“<b>5</b>” is not a number [impact.number]"),
        ("[5]", "value: a text is expected here, not a list [impact.value]"),
    ],
)
def test_what_is_no_number_stands_as_written(tmp_path: Path, value: str, message: str) -> None:
    stat, problems = one(tmp_path, "source: words", f"value: {value}")
    assert only(problems).startswith(f"stats.yaml:4: {message}")
    assert stat.values[0].value is None
    assert stat.values[0].text in {value, ""}


def test_thousands_in_a_file_of_the_other_notation(tmp_path: Path) -> None:
    stat, problems = one(tmp_path, "source: words", "unit: EUR", "value: 1.349")
    assert rows(problems) == ["stats.yaml:5 number"]
    assert stat.values[0].value is None
    found, problems = load(
        tmp_path,
        'decimal: ","\na.b:\n  label: x\n  source: y\n  unit: EUR\n  value: 1.349,50\na.c:\n  label: x\n  source: y\n  value: 5.5\n',
    )
    assert only(problems) == 'stats.yaml:10: “5.5” is not a number here: write 5,5, or set decimal: "." [impact.number]'
    assert found["a.b"].values[0].value == Decimal("1349.50")


def test_the_notation_is_a_point_or_a_comma(tmp_path: Path) -> None:
    found, problems = load(tmp_path, "decimal: comma\na.b:\n  label: x\n  source: y\n  value: 5.5\n")
    assert only(problems) == 'stats.yaml:1: decimal: the decimal separator is "." or ",", in quotation marks [impact.value]'
    assert found["a.b"].values[0].value == Decimal("5.5")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["value: 5", "lable: x"], "5: the stat a.b has no key “lable”; did you mean “label”? [impact.key]"),
        (["value: 5", "good: better"], "5: good: “better” is none of up, down or neither; did you mean “neither”? [impact.value]"),
        (
            ["value: 5", "qualifier: abuot"],
            "5: qualifier: “abuot” is none of exact, at least, about, over or nearly; did you mean “about”? [impact.value]",
        ),
        (
            ["value: 5", "as-of: 31.12.2023"],
            "5: as-of: “31.12.2023” is no date: write year, month and day, as in 2023-12-31 [impact.value]",
        ),
        (["value: 5", "as-of: 2023-02-30"], "5: as-of: “2023-02-30” is no day of the calendar [impact.value]"),
        (["value: 5", "form: [long]"], "5: form: a text is expected here, not a list [impact.value]"),
        (["value: 5", "form: long"], "5: form: “long” is none of full, compact or words [impact.value]"),
        (
            ["value: 5", 'period: "2024"'],
            '5: a.b: the period “2024” is not declared: write "2024": under periods in report.yaml [impact.period]',
        ),
        (
            ["value: 5", "period: elections"],
            "5: a.b: the period “elections” is not declared under periods in report.yaml; did you mean “election”?",
        ),
        (["value: 5", "values: {2023: 6}"], "5: a.b has both value and values: move the single one under its period [impact.value]"),
        (["value: over 5", "qualifier: about"], "4: “over 5” means over, and the qualifier says about: keep one of them [impact.value]"),
        (["unit: PB", "value: 5 GB"], "5: “5 GB” is in GB, and the unit of the stat is PB: keep one of them [impact.value]"),
        (["unit: USD", "value: €5"], "5: “€5” is in EUR, and the unit of the stat is USD: keep one of them [impact.value]"),
        (["value:"], "4: a.b has no value: write value:, or values: by period [impact.missing]"),
        ([], "1: a.b has no value: write value:, or values: by period [impact.missing]"),
        (["values:"], '4: a.b has no values: write them below, as in "2023": 2,650 [impact.missing]'),
        (["values: 5"], "4: values: a mapping is expected here, not a text [impact.value]"),
        (["values: {2023: {qualifier: about}}"], "4: the value of a.b in 2023 is missing: write value: and the number [impact.missing]"),
        (["values: {2023: {value: 5, unti: x}}"], "4: the value of a.b in 2023 has no key “unti”"),
        (["values: {2023: [5]}"], "4: the value of a.b in 2023 must be a mapping, with key: value in each row, not a list [impact.value]"),
        (
            ["values: {2023: 5 PB, 2022: 5 GB}"],
            "1: the values of a.b are in different units, GB and PB: make a stat of each [impact.value]",
        ),
        (["values: {2023: 5}", "period: election"], "5: a.b has values by period, and so no period of its own: delete it [impact.value]"),
    ],
)
def test_one_mistake(tmp_path: Path, lines: list[str], message: str) -> None:
    stat, problems = one(tmp_path, "source: words", *lines)
    assert only(problems).startswith(f"stats.yaml:{message}")
    assert stat.label.text == "things"


def test_values_of_other_periods_are_read(tmp_path: Path) -> None:
    stat, problems = one(tmp_path, "source: words", "values:", '  "2023": 5', '  "2021": 6', '  "2022": seven', "  election: 8")
    assert rows(problems) == ["stats.yaml:6 period", "stats.yaml:7 number"]
    assert [(value.period, value.value, value.text) for value in stat.values] == [
        ("2023", 5, "5"),
        ("2022", None, "seven"),
        ("election", 8, "8"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.b: 5\n", "stats.yaml:1: the stat a.b must be a mapping, with key: value in each row, not a text [impact.value]"),
        ("a.b:\n", "stats.yaml:1: the stat a.b must be a mapping, with key: value in each row, not nothing [impact.value]"),
        ("a.b:\n  value: 5\n", "stats.yaml:1: the stat a.b has no label: write label: and what it is [impact.missing]"),
        ("a.b:\n  label:\n  value: 5\n", "stats.yaml:2: the stat a.b has no label: write label: and what it is [impact.missing]"),
        ("a.b:\n  label: [x]\n  value: 5\n", "stats.yaml:2: label: a text is expected here, not a list [impact.value]"),
        (
            "Downloads:\n  label: x\n  value: 5\n",
            "stats.yaml:1: “Downloads” cannot be the key of a stat: keys of stats are lower case, with a point",
        ),
        ("decimals: ','\n", "stats.yaml:1: “decimals” cannot be the key of a stat: keys of stats are lower case, with a point"),
        ("- a\n", "stats.yaml:1: a file of stats must be a mapping, with key: value in each row, not a list [impact.value]"),
    ],
)
def test_no_stat_at_all(tmp_path: Path, text: str, message: str) -> None:
    found, problems = load(tmp_path, text)
    assert only(problems).startswith(message)
    assert found == {}


# ---- sources ----


@pytest.mark.parametrize(
    ("text", "document", "place", "url"),
    [
        ("report", "report", "", ""),
        ("report, page 16", "report", "page 16", ""),
        ("report , pages 1, 2 and 3", "report", "pages 1, 2 and 3", ""),
        ("https://example.org/a,b", "", "", "https://example.org/a,b"),
        ("counted by hand, twice", "", "counted by hand, twice", ""),
        ("see https://example.org/ for more", "", "see https://example.org/ for more", ""),
        ("interviews", "", "interviews", ""),
        ("record, page 5", "", "record, page 5", ""),
        ("<b>report</b>", "", "<b>report</b>", ""),
    ],
)
def test_sources(tmp_path: Path, text: str, document: str, place: str, url: str) -> None:
    stat, problems = one(tmp_path, f"source: {text}", "value: 5")
    assert problems == []
    source = stat.values[0].source
    assert source is not None
    assert (source.document, source.place, source.url, str(source.origin)) == (document, place, url, "data/stats.yaml:3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("reprot, page 16", "the source “reprot” is not declared in report.yaml; did you mean “report”? [impact.source]"),
        ("Report", "the source “Report” is not declared in report.yaml; did you mean “report”? [impact.source]"),
        ("survey23, question 4", "the source “survey23” is not declared in report.yaml; did you mean “survey2023”? [impact.source]"),
        ("https://", "source: “https://” is no web address: write it in full, as in https://example.org/ [impact.url]"),
        ("javascript://x", "source: “javascript://x” has the scheme javascript:, which is not allowed"),
    ],
)
def test_doubtful_sources(tmp_path: Path, text: str, message: str) -> None:
    stat, problems = one(tmp_path, f"source: {text}", "value: 5")
    assert only(problems).startswith(f"stats.yaml:3: {message}")
    assert stat.values[0].source is not None
    assert stat.values[0].source.place == text


def test_no_source(tmp_path: Path) -> None:
    _, problems = one(tmp_path, "value: 5")
    assert only(problems) == "stats.yaml:1: a.b has no source: write source: and a document, a link, or words [impact.source]"


def test_no_source_in_any_period(tmp_path: Path) -> None:
    _, problems = one(tmp_path, "values: {2023: 5, 2022: 6}")
    assert rows(problems) == ["stats.yaml:1 source"]


def test_no_source_in_one_period(tmp_path: Path) -> None:
    _, problems = one(tmp_path, "values:", '  "2023": {value: 5, source: report}', '  "2022": 6')
    assert rows(problems) == ["stats.yaml:5 source"]


def test_thousands_of_stats(tmp_path: Path) -> None:
    found, problems = load(
        tmp_path, "".join(f"k.n{number}:\n  label: n\n  source: report\n  value: {number:,}\n" for number in range(5000))
    )
    assert problems == []
    assert [stat.values[0].value for stat in found.values()] == list(range(5000))
