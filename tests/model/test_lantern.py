from __future__ import annotations

import csv
import io
import itertools
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.statements import load_statement
from tests.model.lantern import LANTERN, rewrite
from tests.saying import says

if TYPE_CHECKING:
    from sphinx_impact.model.report import Report

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


# ---- what the files say together ----


def test_a_key_in_two_files(copy: Path) -> None:
    (copy / "data/stats/zebra.yaml").write_text(
        "\nlending.loans: {label: loans, unit: loans, value: 3, source: counts}\n", encoding="utf-8"
    )
    report = load_report(copy)
    assert [str(problem) for problem in report.problems] == [says("data/stats/zebra.yaml:2 duplicate: lending.loans … already")]
    figure = report.figure("lending.loans")
    assert figure is not None
    assert figure.value == 61240


def test_a_stat_with_the_key_of_a_line(copy: Path) -> None:
    (copy / "data/stats/zebra.yaml").write_text("position.cash: {label: cash, unit: USD, value: 3, source: audit}\n", encoding="utf-8")
    assert [str(problem) for problem in load_report(copy).problems] == [says("data/statements/position.csv:2 duplicate: address")]


WAIVER = "- check: footing\n  at: {}\n  difference: {}\n  reason: Printed so.\n  public: true\n"


@pytest.mark.parametrize(
    ("at", "difference", "problem"),
    [
        (
            "position.total-asets@2024-06-30",
            "1",
            "address: “position.total-asets@2024-06-30” … “position.total-assets@2024-06-30”",
        ),
        (
            "position.total-assets",
            "1",
            "address: statement",
        ),
        ("lending.loans", "1", "address: lending.loans … statement"),
        (
            "total assets",
            "1",
            "address: “total assets”",
        ),
        (
            "position.total-assets@2024-06-30",
            "1",
            "waiver: difference",
        ),
    ],
)
def test_a_waiver_that_matches_nothing(copy: Path, at: str, difference: str, problem: str) -> None:
    (copy / "data/waivers.yaml").write_text(WAIVER.format(at, difference), encoding="utf-8")
    assert [str(found) for found in load_report(copy).problems] == [says(f"data/waivers.yaml:1 {problem}")]


def test_a_waiver_for_a_statement_that_cannot_be_read_is_not_called_stale(copy: Path) -> None:
    (copy / "data/waivers.yaml").write_text(WAIVER.format("position.total-assets@2024-06-30", "1"), encoding="utf-8")
    (copy / "data/statements/position.csv").write_text("", encoding="utf-8")
    assert [problem.origin.path for problem in load_report(copy).problems] == ["data/statements/position.csv"]


def test_a_waived_figure_keeps_what_was_printed(copy: Path) -> None:
    rewrite(copy, "data/statements/position.csv", '"1,851","1,592"', '"1,851","1,529"')
    problem = load_report(copy).problems[0]
    assert str(problem) == (says("data/statements/position.csv:15 footing: assets"))
    waiver = WAIVER.format("position.total-net-assets@2023-06-30", "-63").replace("  public", "  use: 1592\n  public")
    (copy / "data/waivers.yaml").write_text(waiver, encoding="utf-8")
    report = load_report(copy)
    assert report.problems == ()
    figure = report.figure("position.total-net-assets@2023-06-30")
    assert figure is not None
    assert (figure.value, figure.shown, figure.text) == (Decimal(1592000), Decimal(1529000), "1,529")
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
