from __future__ import annotations

import dataclasses
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Address, AmountKind, Form, Qualifier, Scale
from sphinx_impact.model.load import load_report
from sphinx_impact.model.report import Report
from tests.model.lantern import LANTERN, write

if TYPE_CHECKING:
    from pathlib import Path

# ---- figures ----


def test_a_stat(lantern: Report) -> None:
    figure = lantern.figure("lending.visitors")
    assert figure is not None
    assert (str(figure.address), figure.value, figure.unit, figure.money) == ("lending.visitors@fy24", Decimal(120000), "people", False)
    assert (figure.qualifier, figure.form, figure.scale, figure.statement) == (Qualifier.ABOUT, Form.COMPACT, Scale.UNITS, "")
    assert figure.period is not None
    assert figure.period.label == "Fiscal year 2024"
    assert figure.source is not None
    assert figure.source.document == "counts"


def test_a_cell_is_in_full_units(lantern: Report) -> None:
    figure = lantern.figure("activities.contributions/without")
    assert figure is not None
    assert (str(figure.address), figure.value, figure.unit) == ("activities.contributions@fy24/without", Decimal(412000), "USD")
    assert (figure.money, figure.scale, figure.statement) == (True, Scale.THOUSANDS, "activities")
    assert str(figure.origin) == "data/statements/activities.csv:2"
    assert figure.source is not None
    assert (figure.source.document, figure.source.place) == ("audit", "page 4")


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("lending.loans", "61240"),
        ("lending.loans@fy23", "57810"),
        ("lending.loans@previous", "57810"),
        ("activities.change@previous/total", "145000"),
        ("net-assets.change/total", "259000"),
        ("functional-expenses.salaries/program", "402000"),
        ("position.depreciation@2024-06-30", "-285000"),
        ("reading-rooms.books", "9314.25"),
        ("branches.harbour/share", "41.7"),
    ],
)
def test_values(lantern: Report, address: str, value: str) -> None:
    figure = lantern.figure(address)
    assert figure is not None, lantern.explain(address)
    assert figure.value == Decimal(value)


def test_kinds_and_units(lantern: Report) -> None:
    figures = {str(figure.address): figure for figure in lantern.figures()}
    assert figures["activities.membership-dues@fy24/with"].kind is AmountKind.NIL
    assert figures["branches.mobile-library@fy23/share"].kind is AmountKind.NOT_APPLICABLE
    assert figures["branches.mobile-library@fy23/share"].value is None
    assert (figures["branches.harbour@fy24/share"].unit, figures["branches.harbour@fy24/share"].money) == ("percent", False)
    assert figures["reading-rooms.rent@fy24"].unit == "EUR"
    assert figures["net-assets.change@fy24/without"].text == ""
    note = figures["position.depreciation@2024-06-30"].note
    assert note is not None
    assert note.text.startswith("Straight line")


def test_every_address_leads_to_its_own_figure(lantern: Report) -> None:
    figures = list(lantern.figures())
    assert len({figure.address for figure in figures}) == len(figures) > 150
    assert [lantern.figure(figure.address) for figure in figures] == figures


@pytest.mark.parametrize(
    ("address", "earlier"),
    [
        ("lending.loans", "lending.loans@fy23"),
        ("lending.loans@fy23", None),
        ("people.hours", None),
        ("activities.change/total", "activities.change@fy23/total"),
        ("activities.change/with", None),
        ("position.cash@2024-06-30", "position.cash@2023-06-30"),
    ],
)
def test_the_period_before(lantern: Report, address: str, earlier: str | None) -> None:
    figure = lantern.figure(address)
    assert figure is not None
    previous = lantern.previous(figure)
    assert (str(previous.address) if previous else None) == earlier


def test_a_figure_typed_in_a_page_has_no_period_before(lantern: Report) -> None:
    figure = lantern.figure("lending.loans")
    assert figure is not None
    assert lantern.previous(dataclasses.replace(figure, address=Address(""))) is None
    assert lantern.previous(dataclasses.replace(figure, period=None)) is None


def test_a_series_is_in_the_order_of_time(lantern: Report) -> None:
    assert [str(figure.address) for figure in lantern.series("lending.loans")] == ["lending.loans@fy23", "lending.loans@fy24"]
    assert [figure.value for figure in lantern.series("position.cash")] == [611000, 742000]
    assert [figure.value for figure in lantern.series("activities.end/total")] == [1592000, 1851000]
    assert lantern.series("lending") == lantern.series("a b") == lantern.series("lending.loans/with") == ()


# ---- addresses without a figure ----


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("lending.lones", "no figure has the address “lending.lones”; did you mean “lending.loans”?"),
        ("lending.lones@fy23", "no figure has the address “lending.lones@fy23”; did you mean “lending.loans@fy23”?"),
        ("position.total-liab", "no figure has the address “position.total-liab”; did you mean “position.total-liabilities”?"),
        (
            "position.zzz",
            "no figure has the address “position.zzz”; there is position.cash, position.pledges, position.investments, "
            "position.total-current-assets, position.buildings, position.depreciation and 9 more",
        ),
        ("position.loans", "no figure has the address “position.loans”; did you mean “lending.loans”?"),
        ("lendin.loans", "no figure has the address “lendin.loans”; did you mean “lending.loans”?"),
        ("zzz", "no figure has the address “zzz”"),
        ("lending.loans@fy32", "lending.loans@fy32 has no figure: the period “fy32” is not declared; did you mean “fy24”?"),
        ("people.hours@fy23", "people.hours has no value for fy23, but people.hours@fy24"),
        (
            "lending.loans/with",
            "lending.loans/with has no figure: lending.loans is a stat, which has no columns; did you mean “lending.loans”?",
        ),
        (
            "activities.change",
            "activities.change has no figure; the line has activities.change@fy24/without, activities.change@fy24/with, "
            "activities.change@fy24/total",
        ),
        ("activities.change/totle", "activities.change/totle has no figure; did you mean “activities.change@fy24/total”?"),
        ("position.cash", "position.cash has no figure; the line has position.cash@2024-06-30, position.cash@2023-06-30"),
        (
            "activities.change/total@fy23",
            "in “activities.change/total@fy23” the period comes before the column: write activities.change@fy23/total",
        ),
    ],
)
def test_why_there_is_no_figure(lantern: Report, address: str, sentence: str) -> None:
    assert lantern.figure(address) is None
    assert lantern.explain(address) == sentence


def test_why_there_is_no_statement(lantern: Report) -> None:
    assert lantern.explain_statement("activites") == "there is no statement “activites”; did you mean “activities”?"
    assert lantern.explain_statement("zz").startswith("there is no statement “zz”; there is activities, branches,")
    assert Report.empty(LANTERN).explain_statement("zz") == "there is no statement “zz”: data/statements has none that can be read"


def test_previous_without_a_period_before(tmp_path: Path) -> None:
    stat = "a.b: {label: b, unit: c, value: 3, source: s}\n"
    report = load_report(write(tmp_path, {"data/report.yaml": ALONE, "data/stats.yaml": stat}))
    assert report.problems == ()
    assert report.explain("a.b@previous") == (
        "a.b@previous has no figure, since no period of about the same length is declared that ends before 2023 starts"
    )
    without = load_report(write(tmp_path / "other", {"data/stats.yaml": stat}))
    assert without.problems == ()
    figure = without.figure("a.b")
    assert figure is not None
    assert (str(figure.address), figure.period, without.previous(figure)) == ("a.b", None, None)
    assert without.explain("a.b@2022") == "a.b has no value for 2022, but a.b"
    assert without.explain("a.b@previous") == (
        "a.b@previous has no figure, since no reporting period is declared; name a period instead of “previous”"
    )


ALONE = 'organisation: Lantern\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n'
YEARS = 'organisation: Lantern\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\n'


def test_a_heading_is_no_figure(tmp_path: Path) -> None:
    csv_text = "section,line,kind,2023\nA,Everything,heading,\nA,One,item,1\n"
    files = {"data/report.yaml": YEARS, "data/statements/books.csv": csv_text, "data/statements/books.yaml": "title: Books\nsource: s\n"}
    report = load_report(write(tmp_path, files))
    assert report.problems == ()
    assert report.figure("books.everything") is None
    assert report.explain("books.everything") == "books.everything has no figure: Everything is a heading of the statement books"
    assert [str(figure.address) for figure in report.figures()] == ["books.one@2023"]


# ---- files ----


def test_all_files(lantern: Report) -> None:
    names = [str(path.relative_to(LANTERN)) for path in LANTERN.glob("data/**/*") if path.is_file()]
    assert list(lantern.files) == sorted(names)


def test_files_of_an_answer(lantern: Report, copy: Path) -> None:
    position = ("data/report.yaml", "data/statements/position.csv", "data/statements/position.yaml")
    assert lantern.files_of("lending.loans@fy23") == ("data/report.yaml", "data/stats/lending.yaml")
    assert lantern.files_of("position.cash@2024-06-30") == position
    assert lantern.files_of("position.-") == position
    (copy / "data/waivers.yaml").write_text("[]\n", encoding="utf-8")
    assert load_report(copy).files_of("position.cash@2024-06-30") == (*position, "data/waivers.yaml")
    anything = lantern.files_of("nothing.known")
    assert set(position) < set(anything)
    assert "data/stats/people.yaml" in anything
    assert lantern.files_of("no address") == ()
    assert lantern.files_for("sponsors") == ("data/sponsors.yaml",)
    assert lantern.files_for("people") == ("data/people.yaml",)
    assert lantern.files_for("report") == ("data/report.yaml",)


def test_a_statement_that_cannot_be_read_is_still_depended_on(copy: Path) -> None:
    (copy / "data/statements/position.csv").write_text("", encoding="utf-8")
    report = load_report(copy)
    assert report.figure("position.cash@2024-06-30") is None
    assert report.files_of("position.cash@2024-06-30")[1:] == ("data/statements/position.csv", "data/statements/position.yaml")


def test_no_data_at_all(tmp_path: Path) -> None:
    for report in (load_report(tmp_path), load_report(tmp_path / "nowhere"), Report.empty(tmp_path)):
        assert (report.problems, report.files, report.sponsors, [*report.figures()]) == ((), (), None, [])
        assert report.figure("a.b") is None
        assert report.explain("a.b") == "no figure has the address “a.b”; there are no figures in the data files"
        assert report.files_of("a.b") == ()


def test_the_folder_may_have_another_name(tmp_path: Path) -> None:
    shutil.copytree(LANTERN / "data", tmp_path / "figures/of/2024")
    report = load_report(tmp_path, "figures/of/2024")
    assert report.problems == ()
    assert report.files_of("lending.loans") == ("figures/of/2024/report.yaml", "figures/of/2024/stats/lending.yaml")
