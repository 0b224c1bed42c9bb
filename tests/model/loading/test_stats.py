"""``stats.yaml`` and ``stats/*.yaml``: stats by key."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Form, Good, Qualifier, Status
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.stats import load_stats
from tests.model.loading.filing import only, rows, stats, write
from tests.saying import says

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
        ("many", "number: “many”"),
        ("12,5", "number: “12,5”"),
        ("NaN", "number: “NaN”"),
        ("1e6", "number: “1e6”"),
        ("1" * 40, f"number: “{'1' * 40}”"),
        ("1_000", "number: “1_000”"),
        (
            "$1.349",
            "number: “$1.349”",
        ),
        ("<b>5</b>", "number: “<b>5</b>”"),
        ("[5]", "value: value: … text … list"),
    ],
)
def test_what_is_no_number_stands_as_written(tmp_path: Path, value: str, message: str) -> None:
    stat, problems = one(tmp_path, "source: words", f"value: {value}")
    assert only(problems) == says(f"stats.yaml:4 {message}")
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
    assert only(problems) == says("stats.yaml:10 number: “5.5”")
    assert found["a.b"].values[0].value == Decimal("1349.50")


def test_the_notation_is_a_point_or_a_comma(tmp_path: Path) -> None:
    found, problems = load(tmp_path, "decimal: comma\na.b:\n  label: x\n  source: y\n  value: 5.5\n")
    assert only(problems) == says("stats.yaml:1 value: separator")
    assert found["a.b"].values[0].value == Decimal("5.5")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["value: 5", "lable: x"], "5 key: “lable” … “label”"),
        (["value: 5", "good: better"], "5 value: “better” … “neither”"),
        (
            ["value: 5", "qualifier: abuot"],
            "5 value: “abuot” … “about”",
        ),
        (
            ["value: 5", "as-of: 31.12.2023"],
            "5 value: “31.12.2023”",
        ),
        (["value: 5", "as-of: 2023-02-30"], "5 value: “2023-02-30”"),
        (["value: 5", "form: [long]"], "5 value: form: … text … list"),
        (["value: 5", "form: long"], "5 value: “long”"),
        (
            ["value: 5", 'period: "2024"'],
            "5 period: “2024”",
        ),
        (
            ["value: 5", "period: elections"],
            "5 period: “elections” … “election”",
        ),
        (["value: 5", "values: {2023: 6}"], "5 value: a.b … values"),
        (["value: over 5", "qualifier: about"], "4 value: “over 5”"),
        (["unit: PB", "value: 5 GB"], "5 value: “5 GB”"),
        (["unit: USD", "value: €5"], "5 value: “€5”"),
        (["value:"], "4 missing: a.b … value"),
        ([], "1 missing: a.b … value"),
        (["values:"], "4 missing: a.b … values"),
        (["values: 5"], "4 value: values: … mapping … text"),
        (["values: {2023: {qualifier: about}}"], "4 missing: a.b … missing"),
        (["values: {2023: {value: 5, unti: x}}"], "4 key: “unti”"),
        (["values: {2023: [5]}"], "4 value: a.b … mapping"),
        (
            ["values: {2023: 5 PB, 2022: 5 GB}"],
            "1 value: a.b … different",
        ),
        (["values: {2023: 5}", "period: election"], "5 value: a.b … values"),
    ],
)
def test_one_mistake(tmp_path: Path, lines: list[str], message: str) -> None:
    stat, problems = one(tmp_path, "source: words", *lines)
    assert only(problems) == says(f"stats.yaml:{message}")
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
        ("a.b: 5\n", "stats.yaml:1 value: a.b … mapping"),
        ("a.b:\n", "stats.yaml:1 value: a.b … mapping"),
        ("a.b:\n  value: 5\n", "stats.yaml:1 missing: a.b … label"),
        ("a.b:\n  label:\n  value: 5\n", "stats.yaml:2 missing: a.b … label"),
        ("a.b:\n  label: [x]\n  value: 5\n", "stats.yaml:2 value: label: … text … list"),
        (
            "Downloads:\n  label: x\n  value: 5\n",
            "stats.yaml:1 key: “Downloads”",
        ),
        ("decimals: ','\n", "stats.yaml:1 key: “decimals”"),
        ("- a\n", "stats.yaml:1 value: mapping"),
    ],
)
def test_no_stat_at_all(tmp_path: Path, text: str, message: str) -> None:
    found, problems = load(tmp_path, text)
    assert only(problems) == says(message)
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
        ("reprot, page 16", "source: “reprot” … “report”"),
        ("Report", "source: “Report” … “report”"),
        ("survey23, question 4", "source: “survey23” … “survey2023”"),
        ("https://", "url: “https://”"),
        ("javascript://x", "url: “javascript://x” … scheme"),
    ],
)
def test_doubtful_sources(tmp_path: Path, text: str, message: str) -> None:
    stat, problems = one(tmp_path, f"source: {text}", "value: 5")
    assert only(problems) == says(f"stats.yaml:3 {message}")
    assert stat.values[0].source is not None
    assert stat.values[0].source.place == text


def test_no_source(tmp_path: Path) -> None:
    _, problems = one(tmp_path, "value: 5")
    assert only(problems) == says("stats.yaml:1 source: a.b … source")


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
