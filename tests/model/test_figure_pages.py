"""What the pages of figures go by: names that no two share, sums down to written amounts, and old keys."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.entities import Address
from sphinx_impact.model.load import load_report
from sphinx_impact.model.made_of import MOST_PARTS, MOST_ROWS, Making, Part
from sphinx_impact.model.old_keys import old_tables, statements_now
from sphinx_impact.model.page_names import chart_name, figure_name, old_chart_name, old_chart_place, series_name, statement_name
from sphinx_impact.model.renamed import moved
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.report import Report

HEAD = 'organisation: Trust\ncurrency: USD\nreporting-period: "2023"\nperiods: {"2023": , "2022": }\nsources:\n  audit: {title: Audit}\n'


def written(folder: Path, files: dict[str, str]) -> Report:
    for name, text in {"report.yaml": HEAD, **files}.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_report(folder)


# ---- names ----


def test_names_are_short_and_say_what_they_are_of() -> None:
    assert figure_name(Address("grants.total", "2023")) == "grants.total--2023"
    assert figure_name(Address("activities.gifts", "fy24", "without")) == "activities.gifts--fy24--without"
    assert series_name(Address("grants.total", "2023")) == "grants.total--all"
    assert statement_name("functional-expenses") == "statement--functional-expenses"
    assert chart_name("deep/page", "chart-loans-by-year") == "chart--deep.page--loans-by-year"
    assert chart_name("deep/page", "chart-loans-by-year", "loans") == chart_name("other", "chart-2", "loans") == "chart--loans"
    pages = ("a/b", "a.b", "a/b.c", "a.b/c", "a.b.c", "a/b/c")
    assert len({chart_name(page, "chart-loans") for page in pages}) == len(pages)
    assert chart_name("a.b", "chart-loans") == "chart--a--b--loans"


part = st.text(st.sampled_from("aA1.-_é年/%{<\0 "), min_size=1, max_size=6) | st.sampled_from(["con", "aux.x", "x" * 300, "--", "all"])


@given(st.sets(st.tuples(part, part | st.just(""), part | st.just("")), min_size=2, max_size=12))
def test_no_two_figures_share_a_name_on_any_file_system(parts: set[tuple[str, str, str]]) -> None:
    names = [figure_name(Address(*each)) for each in parts]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"[a-z0-9._-]{1,150}", name) for name in names)
    assert not [name for name in names if re.match(r"(con|prn|aux|nul)(\.|$)", name)]


# ---- sums ----


def amounts(part: Part) -> Decimal:
    return sum((each.times * (each.figure.value or Decimal(0)) for each in part.parts), Decimal(0))


def rows(part: Part) -> int:
    return sum(1 + rows(each) for each in part.parts)


def test_every_sum_of_a_sound_report_comes_to_its_figure_at_every_level(lantern: Report) -> None:
    making = Making(lantern)
    found = {str(figure.address): making.of(figure) for figure in lantern.figures()}
    assert {address for address, sums in found.items() if sums} == {
        str(lantern.row(footed, footed.statement.lines[line])[column].address)
        for footed in lantern.statements.values()
        for (line, column), cell in footed.cells.items()
        if cell.ruled
    }
    assert all(one.holds for sums in found.values() for one in sums)
    rounded = {str(one.whole.figure.address) for sums in found.values() for one in sums if one.difference}
    assert rounded == {"branches.all-branches@fy24/share"}  # shares that are rounded to one decimal
    waiting = [one.whole for sums in found.values() for one in sums if not one.difference]
    assert len(waiting) > 50
    deep = 0
    while waiting:
        whole = waiting.pop()
        assert amounts(whole) == whole.figure.value, whole.figure.address
        below = [part for part in whole.parts if part.parts]
        deep += len(below)
        waiting += below
    assert deep > 5


def test_a_tree_has_an_end(tmp_path: Path) -> None:
    lines = "".join(f"A,Line {number},item,1,\n" for number in range(300))
    report = written(
        tmp_path,
        {
            "statements/s.csv": f"section,line,kind,2023,formula\n{lines}A,Sum,total,,\nB,One,item,1,\nB,Whole,result,,sum + one\n",
            "statements/s.yaml": "title: S\nscale: units\nsource: audit\n",
        },
    )
    for address in ("s.sum", "s.whole"):
        figure = report.figure(address)
        assert figure is not None
        (found,) = Making(report).of(figure)
        assert rows(found.whole) <= MOST_ROWS
    assert (len(found.whole.parts), found.whole.parts[0].left) == (2, 300)
    assert MOST_PARTS < MOST_ROWS


# ---- old keys ----

STATS = "new.key: {label: a, unit: b, source: audit, values: {'2023': 1, '2022': 2}, formerly: [old.key, older.key]}\n"
TABLE = "section,line,kind,id,formerly,2023\nRevenue,Gifts,item,gifts,donations presents,5\nRevenue,Total,total,all,,5\n"
BESIDE = "title: Activities\nscale: units\nsource: audit\nformerly: income\n"


def test_old_addresses_lead_to_new_ones(tmp_path: Path) -> None:
    report = written(tmp_path, {"stats.yaml": STATS, "statements/activities.csv": TABLE, "statements/activities.yaml": BESIDE})
    assert report.problems == ()
    assert {str(old): str(new) for old, new in moved(report).items()} == {
        **{f"{old}@{period}": f"new.key@{period}" for old in ("old.key", "older.key") for period in ("2023", "2022")},
        **{f"{old}@2023": "activities.gifts@2023" for old in ("activities.donations", "activities.presents")},
        **{f"income.{old}@2023": "activities.gifts@2023" for old in ("gifts", "donations", "presents")},
        "income.all@2023": "activities.all@2023",
    }


def test_what_is_in_a_line_is_found_under_every_name_of_its_line(tmp_path: Path) -> None:
    files = {
        "statements/activities.csv": TABLE,
        "statements/activities.yaml": BESIDE,
        "details/activities.gifts.csv": "line,formerly,2023\nLegacies,wills,5\n",
    }
    report = written(tmp_path, files)
    assert report.problems == ()
    olds = [f"{statement}.{line}" for statement in ("activities", "income") for line in ("gifts", "donations", "presents")][1:]
    assert statements_now(report) == {"income": "activities", **dict.fromkeys(olds, "activities.gifts")}
    led = {str(old) for old, new in moved(report).items() if str(new) == "activities.gifts.legacies@2023"}
    rows = {f"{whole}.{row}@2023" for whole in ("activities.gifts", *olds) for row in ("legacies", "wills")}
    assert led == rows - {"activities.gifts.legacies@2023"}
    assert report.explain_statement("income") == "there is no statement “income”; it is called activities now"
    assert report.explain("income.donations.wills@2023").endswith("; it is called activities.gifts.legacies@2023 now")
    assert [*map(str, moved(report))] == [*dict.fromkeys(map(str, moved(report)))]
    assert old_tables(report) == {
        "activities": ("statements/income.csv",),
        "activities.gifts": tuple(f"statements/{old.replace('.', '-')}.csv" for old in olds),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("income.gifts", "the statement “income” is called activities now: rename this file to activities.gifts.csv"),
        ("activities.donations", "the line “donations” is called gifts now: rename this file to activities.gifts.csv"),
    ],
)
def test_details_that_were_not_renamed_with_their_line_are_told_how(tmp_path: Path, name: str, said: str) -> None:
    files = {"statements/activities.csv": TABLE, "statements/activities.yaml": BESIDE, f"details/{name}.csv": "line,2023\nLegacies,5\n"}
    assert [problem.message for problem in written(tmp_path, files).problems] == [said]


@pytest.mark.parametrize(("page", "anchor"), [("lending", "loans"), ("sub/lending", "loans"), ("a.b", "loans"), ("a.b.c", "l-1")])
def test_the_place_of_a_chart_is_read_from_the_name_of_its_page(page: str, anchor: str) -> None:
    assert old_chart_place(chart_name(page, f"chart-{anchor}"), "elsewhere") == (page, anchor)
    assert old_chart_place("loans", page) == (page, "loans")
    assert old_chart_name(chart_name(page, anchor)) == chart_name(page, anchor)
    assert old_chart_name("loans") == chart_name("", "", "loans")
    for fingerprinted in (chart_name("a.b/c", anchor), chart_name("Lending", anchor)):
        assert old_chart_name(fingerprinted) == fingerprinted
        assert old_chart_place(fingerprinted, page) is None


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"stats.yaml": STATS + "old.key: {label: c, unit: b, source: audit, value: 3}\n"}, "stats.yaml:1 duplicate: old.key … another figure"),
        ({"stats.yaml": f"{STATS}b.c: {{label: c, unit: b, source: audit, value: 3, formerly: old.key}}\n"}, "stats.yaml:2 duplicate: old.key … new.key"),
        ({"stats.yaml": STATS.replace("older.key", "Older")}, "stats.yaml:1 key: Older"),
        ({"statements/activities.csv": TABLE.replace("donations presents", "Gifts!")}, "activities.csv:2 value: formerly … Gifts! … ids"),
        ({"statements/activities.csv": TABLE.replace("donations presents", "all")}, "activities.csv:2 duplicate: activities.all … another"),
        ({"statements/income.csv": TABLE, "statements/income.yaml": BESIDE.replace("income", "")}, "activities.csv:1 duplicate: income … another"),
        ({"statements/other.csv": TABLE.replace("donations presents", ""), "statements/other.yaml": BESIDE}, "other.csv:1 duplicate: income … activities"),
    ],
)  # fmt: skip
def test_an_old_key_that_is_not_free_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    whole = {"stats.yaml": STATS, "statements/activities.csv": TABLE, "statements/activities.yaml": BESIDE, **files}
    report = written(tmp_path, whole)
    assert [*map(str, report.problems)] == [says(said)]
    for old, new in moved(report).items():
        assert report.figure(new) is not None
        assert report.figure(old) is None
