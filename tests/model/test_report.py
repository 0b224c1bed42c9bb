from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_impact.model.entities import AmountKind, Form, Qualifier, Scale
from sphinx_impact.model.footing import foot
from sphinx_impact.model.loading.statements import load_statement
from sphinx_impact.model.report import Report, load_report

LANTERN = Path(__file__).parent.parent / "data" / "lantern"


@pytest.fixture(scope="module")
def lantern() -> Report:
    return load_report(LANTERN)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library trust to change."""
    return Path(shutil.copytree(LANTERN, tmp_path / "lantern"))


def rewrite(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {path}"
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


# ---- the invented foundation ----


def test_honest_arithmetic_has_no_problems(lantern: Report) -> None:
    assert lantern.problems == ()
    assert [*lantern.statements] == ["activities", "branches", "functional-expenses", "net-assets", "position", "reading-rooms"]
    assert lantern.sponsors is not None
    assert [tier.id for tier in lantern.sponsors.tiers] == ["lighthouse", "lamp"]
    assert [*lantern.groups] == ["staff"]


def test_releases_net_to_zero(lantern: Report) -> None:
    cells = [lantern.figure(f"activities.releases/{column}") for column in ("without", "with", "total")]
    assert [cell.value for cell in cells if cell] == [231000, -231000, 0]


def test_the_statements_agree_with_one_another(lantern: Report) -> None:
    """The arithmetic is honest across statements too."""

    def value(address: str) -> Decimal | None:
        figure = lantern.figure(address)
        assert figure is not None, lantern.explain(address)
        return figure.value

    for column in ("without", "with", "total"):
        assert value(f"activities.end/{column}") == value(f"net-assets.end/{column}")
        assert value(f"activities.change/{column}") == value(f"net-assets.change/{column}")
    assert value("activities.end/total") == value("position.total-net-assets@2024-06-30")
    assert value("activities.beginning/total") == value("position.total-net-assets@2023-06-30")
    assert value("activities.total-expenses/total") == value("functional-expenses.total-expenses/total")
    assert value("activities.total-expenses@fy23/total") == value("functional-expenses.total-expenses@fy23/total")
    for part in ("program", "administration", "fundraising"):
        line = "program-services" if part == "program" else part
        assert value(f"activities.{line}/total") == value(f"functional-expenses.total-expenses/{part}")


def test_any_digit_changed_in_any_amount_is_caught(copy: Path, lantern: Report) -> None:
    """But in the statement that allows for rounding, where the last digit may go unseen."""
    checked = 0
    for path in sorted((copy / "data/statements").glob("*.csv")):
        if path.stem == "branches":
            continue
        whole = path.read_text(encoding="utf-8")
        header, *rows = csv.reader(io.StringIO(whole))
        amounts = range(1 + max(header.index(name) for name in ("kind", "formula") if name in header), len(header))
        for row, at in itertools.product(range(len(rows)), amounts):
            digits = [place for place, mark in enumerate(rows[row][at]) if mark.isdigit()]
            for place in digits:
                text = rows[row][at]
                rows[row][at] = f"{text[:place]}{(int(text[place]) + 3) % 10}{text[place + 1 :]}"
                with path.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows([header, *rows])
                statement, problems = load_statement(copy, f"data/statements/{path.name}", lantern.profile)
                assert statement is not None
                assert problems == []
                assert foot(statement, (), lantern.profile).problems, (path.stem, row, at, text)
                rows[row][at] = text
                checked += 1
        path.write_text(whole, encoding="utf-8")
    assert checked > 400


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("position", '"1,918","1,708"\nLiab', '"1,919","1,708"\nLiab', ["9 footing"]),
        ("position", "(285)", "(258)", ["8 footing", "9 footing"]),
        ("activities", "73,186,259,145", "73,186,259,154", ["12 result"]),
        ("activities", '"1,277",574', '"1,277",547', ["14 roll-forward"]),
        ("activities", '"1,204",388,"1,592","1,447"', '"1,204",388,"1,529","1,447"', ["13 cross-footing"]),
        ("activities", "231,(231),–,–", "231,(231),1,–", ["6 cross-footing"]),
        ("functional-expenses", "402,78,49,529,497", "402,78,49,592,497", ["2 cross-footing"]),
        ("net-assets", "1204,388,1123,324", "1204,388,1132,324", ["7 roll-forward"]),
        ("net-assets", "1204,388,1123,324", "1240,388,1123,324", ["2 roll-forward", "7 roll-forward"]),
        ("reading-rooms", '"9.314,25"', '"9.314,52"', ["8 footing"]),
        ("reading-rooms", '"(361,75)"', '"361,75"', ["9 result"]),
        ("branches", "100,100", "110,100", ["6 footing"]),
    ],
)
def test_the_right_check_speaks_at_the_right_row(copy: Path, name: str, old: str, new: str, expected: list[str]) -> None:
    path = f"data/statements/{name}.csv"
    rewrite(copy, path, old, new)
    assert [f"{problem.origin.line} {problem.code}" for problem in load_report(copy).problems] == expected


# ---- figures ----


def test_a_stat(lantern: Report) -> None:
    figure = lantern.figure("lending.visitors")
    assert figure is not None
    assert (figure.address, figure.value, figure.unit, figure.money) == ("lending.visitors@fy24", 120000, "people", False)
    assert (figure.qualifier, figure.form, figure.scale, figure.statement) == (Qualifier.ABOUT, Form.COMPACT, Scale.UNITS, "")
    assert figure.period is not None
    assert figure.period.label == "Fiscal year 2024"
    assert figure.source is not None
    assert figure.source.document == "counts"


def test_a_cell_is_in_full_units(lantern: Report) -> None:
    figure = lantern.figure("activities.contributions/without")
    assert figure is not None
    assert (figure.address, figure.value, figure.unit) == ("activities.contributions@fy24/without", 412000, "USD")
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
    figures = {figure.address: figure for figure in lantern.figures()}
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
    assert [*lantern.addresses()] == [figure.address for figure in figures]
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
    assert (previous.address if previous else None) == earlier


def test_a_figure_typed_in_a_page_has_no_period_before(lantern: Report) -> None:
    figure = lantern.figure("lending.loans")
    assert figure is not None
    assert lantern.previous(dataclasses.replace(figure, address="")) is None
    assert lantern.previous(dataclasses.replace(figure, period=None)) is None


def test_a_series_is_in_the_order_of_time(lantern: Report) -> None:
    assert [figure.address for figure in lantern.series("lending.loans")] == ["lending.loans@fy23", "lending.loans@fy24"]
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
    assert (figure.address, figure.period, without.previous(figure)) == ("a.b", None, None)
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
    assert [*report.addresses()] == ["books.one@2023"]


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


# ---- what the files say together ----


def test_a_key_in_two_files(copy: Path) -> None:
    (copy / "data/stats/zebra.yaml").write_text(
        "\nlending.loans: {label: loans, unit: loans, value: 3, source: counts}\n", encoding="utf-8"
    )
    report = load_report(copy)
    assert [str(problem) for problem in report.problems] == [
        "data/stats/zebra.yaml:2: the key lending.loans is already taken at data/stats/lending.yaml:1; give one of them another key "
        "[impact.duplicate]"
    ]
    figure = report.figure("lending.loans")
    assert figure is not None
    assert figure.value == 61240


def test_a_stat_with_the_key_of_a_line(copy: Path) -> None:
    (copy / "data/stats/zebra.yaml").write_text("position.cash: {label: cash, unit: USD, value: 3, source: audit}\n", encoding="utf-8")
    assert [str(problem) for problem in load_report(copy).problems] == [
        "data/statements/position.csv:2: the address position.cash of this line is already that of the stat at data/stats/zebra.yaml:1; "
        "give the stat another key, or the line another id [impact.duplicate]"
    ]


WAIVER = "- check: footing\n  at: {}\n  difference: {}\n  reason: Printed so.\n  public: true\n"


@pytest.mark.parametrize(
    ("at", "difference", "problem"),
    [
        (
            "position.total-asets@2024-06-30",
            "1",
            "the waiver is for no cell of a statement: no figure has the address “position.total-asets@2024-06-30”; "
            "did you mean “position.total-assets@2024-06-30”? [impact.address]",
        ),
        (
            "position.total-assets",
            "1",
            "the waiver is for no cell of a statement: position.total-assets has no figure; the line has "
            "position.total-assets@2024-06-30, position.total-assets@2023-06-30 [impact.address]",
        ),
        ("lending.loans", "1", "lending.loans is a stat, which no check of a statement covers; remove the waiver [impact.address]"),
        (
            "total assets",
            "1",
            "at: “total assets” is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces [impact.address]",
        ),
        (
            "position.total-assets@2024-06-30",
            "1",
            "the waiver accepts a footing difference of 1 at position.total-assets@2024-06-30, but nothing differs there; "
            "remove the waiver [impact.waiver]",
        ),
    ],
)
def test_a_waiver_that_matches_nothing(copy: Path, at: str, difference: str, problem: str) -> None:
    (copy / "data/waivers.yaml").write_text(WAIVER.format(at, difference), encoding="utf-8")
    assert [str(found) for found in load_report(copy).problems] == [f"data/waivers.yaml:1: {problem}"]


def test_a_waiver_for_a_statement_that_cannot_be_read_is_not_called_stale(copy: Path) -> None:
    (copy / "data/waivers.yaml").write_text(WAIVER.format("position.total-assets@2024-06-30", "1"), encoding="utf-8")
    (copy / "data/statements/position.csv").write_text("", encoding="utf-8")
    assert [problem.origin.path for problem in load_report(copy).problems] == ["data/statements/position.csv"]


def test_a_waived_figure_keeps_what_was_printed(copy: Path) -> None:
    rewrite(copy, "data/statements/position.csv", '"1,851","1,592"', '"1,851","1,529"')
    problem = load_report(copy).problems[0]
    assert str(problem) == (
        "data/statements/position.csv:15: Total net assets 2023-06-30 is given as 1,529, but its items add up to 1,592 (1,529 is 63 less); "
        'correct a row, or accept the difference in data/waivers.yaml with "check: footing, at: position.total-net-assets@2023-06-30, '
        'difference: -63" [impact.footing]'
    )
    waiver = WAIVER.format("position.total-net-assets@2023-06-30", "-63").replace("  public", "  use: 1592\n  public")
    (copy / "data/waivers.yaml").write_text(waiver, encoding="utf-8")
    report = load_report(copy)
    assert report.problems == ()
    figure = report.figure("position.total-net-assets@2023-06-30")
    assert figure is not None
    assert (figure.value, figure.shown, figure.text) == (1592000, 1529000, "1,529")
    assert figure.note is not None
    assert figure.note.text == "Printed so."


# ---- bad data ----


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00", b"a: [", b'"', b"- 1\n- 2\n", b"a,b\n1\n", b"&x a: *x\n", None])
@pytest.mark.parametrize("path", [str(path.relative_to(LANTERN)) for path in sorted(LANTERN.glob("data/**/*")) if path.is_file()])
def test_a_file_that_is_bad_in_any_way_raises_nothing(copy: Path, path: str, content: bytes | None) -> None:
    (copy / path).unlink()
    if content is None:
        (copy / path).mkdir()
    else:
        (copy / path).write_bytes(content)
    report = load_report(copy)
    assert report.problems
    assert len(set(report.problems)) == len(report.problems)
    assert list(report.problems) == sorted(report.problems)
    assert len([*report.figures()]) == len([*report.addresses()])
    for figure in report.figures():
        report.previous(figure)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_slip_of_the_keyboard_raises_nothing(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    root = Path(shutil.copytree(LANTERN, tmp_path_factory.mktemp("slips") / "lantern"))
    path = root / data.draw(
        st.sampled_from([str(path.relative_to(LANTERN)) for path in sorted(LANTERN.glob("data/**/*")) if path.is_file()])
    )
    text = path.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 8)))
        text = text[:start] + data.draw(st.text(alphabet='aN01.,-–"():{}[]&*#@/ \n\t', max_size=4)) + text[end:]
    path.write_text(text, encoding="utf-8")
    report = load_report(root)
    for figure in report.figures():
        assert report.figure(figure.address) is not None
