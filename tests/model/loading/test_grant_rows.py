"""Rows of grants whose cells stand in the wrong columns: what may be the name of a person is neither published nor said."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.grants import COLUMNS, load_grants
from sphinx_impact.model.loading.profile import load_profile
from tests.model.loading.filing import write

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import Grant
    from sphinx_impact.model.problems import Problem

REPORT = "organisation: Trust\ncurrency: USD\norg-id: US-EIN-000000001\nreporting-period: '2023'\nperiods: {'2023': }\n"
NAMES = ("Privatowski, Zebulon", "Privatowski,Zebulon", "van Privatowski, Zebulon", "Privatowski, Zebulon, Dr.")


def load(root: Path, text: str) -> tuple[tuple[Grant, ...], list[Problem]]:
    profile, _problems = load_profile(write(root, {"report.yaml": REPORT, "grants.csv": text}), "data")
    return load_grants(root, "data/grants.csv", profile)


def is_named(grants: object, problems: object) -> bool:
    written = f"{grants!r}{problems!r}".casefold()
    return "privatow" in written or "zebulon" in written


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        (",".join(COLUMNS), "2,2023-01-03,200,,Privatowski, Zebulon,,yes,DE,S,t,", "it has 12 cells and the header 11"),
        (",".join(COLUMNS), "2,2023-01-03,200,,Privatowski, Zebulon,,yes,DE,S,t", "country holds what individual should"),
        (f"{','.join(COLUMNS)},", "2,2023-01-03,200,,Privatowski, Zebulon,,yes,DE,S,t,", "country holds what individual should"),
        (",".join(COLUMNS), "2,2023-01-03,200,,Privatowski, Zebulon,,ja,DE,S,t", "country holds what individual should"),
        (
            "id,awarded,amount,recipient,recipient-id,individual,program,title",
            "2,2023-01-03,200,Privatowski, Zebulon,,yes,S",
            "program holds",
        ),
        ("id,awarded,amount,recipient,program,individual", "2,2023-01-03,200,Privatowski, Zebulon,yes,", "it has 7 cells and the header 6"),
        ("id,awarded,amount,recipient,program,individual", "2,2023-01-03,200,Privatowski, Zebulon,yes", "program begins with a blank"),
        (
            "id,awarded,amount,recipient,program,individual",
            "2,2023-01-03,200,Privatowski,Zebulon,yes",
            "recipient is one word, and program",
        ),
        ("id,awarded,amount,recipient,individual", "2,2023-01-03,200,Privatowski, Zebulon", "individual: write yes, no, or nothing"),
        (
            "id,awarded,amount,recipient,individual",
            '2, 2023-01-03, 200, "Privatowski, Zebulon", yes',
            "delete the blank between a comma and the",
        ),
        ("id,awarded,amount,recipient,individual", "2,2023-01-03,200,Privatowski, Zebulon,yes", "the row has 6 cells and the header 5"),
        ("id,awarded,amount,recipient,note,individual,paid", "2,2023-01-03,200,Privatowski, Zebulon,,yes", "column 7 holds"),
        ("id,awarded,amount,recipient,individual,", "2,2023-01-03,200,Zebulon Privatowski,,yes", "it has a cell behind the last column"),
        ("id,awarded,amount,currency,recipient,individual", "2,2023-01-03,200,Zebulon Privatowski,,yes,", "it has 7 cells"),
        ("id,awarded,amount,title,recipient,individual", "2,2023-01-03,200,Privatowski, Zebulon,yes", "recipient begins with a blank"),
        ("id,individual,awarded,amount,recipient,program", "2,yes,2023-01-03,1,500,Zebulon Privatowski", "the cell behind amount may be"),
    ],
)
def test_a_shifted_row_is_left_out_and_not_repeated(tmp_path: Path, head: str, row: str, said: str) -> None:
    grants, problems = load(tmp_path, f"{head}\n{row}\n")
    assert grants == ()
    assert not is_named(grants, problems)
    (problem,) = (problem for problem in problems if problem.origin.line == 2)
    assert said in problem.message
    assert "quotation mark" in problem.message
    assert not problem.hint


def test_no_order_of_columns_gives_a_person_away(tmp_path: Path) -> None:
    """Whatever else is left out in the row, so that the number of its cells is right again."""
    chance = random.Random(4)  # noqa: S311 - no secret
    others = [name for name in COLUMNS if name not in {"id", "awarded", "amount", "recipient", "individual"}]
    right = {"id": "g-1", "awarded": "2023-01-03", "amount": "100", "recipient": "Acme Labs", "program": "Travel", "title": "A visit"}
    for _ in range(300):
        columns = ["id", "awarded", "amount", "recipient", "individual", *chance.sample(others, chance.randrange(len(others)))]
        chance.shuffle(columns)
        private = {
            **right,
            "id": "g-2",
            "individual": "yes",
            "recipient": chance.choice(NAMES),
            "country": chance.choice(["", "KE"]),
            "program": chance.choice(["", "Travel", "Art"]),
            "title": chance.choice(["", "A visit"]),
        }
        cells = ",".join(private.get(name, "") for name in columns).split(",")
        how = chance.choice(["nothing", "ends", "blanks", "longer"])
        while how != "longer" and len(cells) > len(columns) and "" in cells and (how == "blanks" or (how == "ends" and not cells[-1])):
            cells.pop(chance.choice([at for at, cell in enumerate(cells) if not cell]) if how == "blanks" else -1)
        end = "," * (how == "longer" or chance.random() < 0.3)
        rows = [",".join(columns) + end, ",".join(right.get(name, "") for name in columns) + end, ",".join(cells) + end * (how == "longer")]
        grants, problems = load(tmp_path, "\n".join(rows))
        assert not is_named(grants, problems), rows
        assert grants[0].id == "g-1", rows


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (
            "id,awarded,amount,recipient,individual,country,title",
            "1,2023-01-01,5,A,no,NO,T\n2,2023-01-01,5,B,no,no,T\n3,2023-01-01,5,C,,NO,T\n",
        ),
        ("id,awarded,amount,recipient,program,individual", "1,2023-01-01,5,Anna,Travel,yes\n2,2023-01-01,5,Acme,Travel,no\n"),
        ("id,awarded,amount,recipient,program,individual", "1,2023-01-01,5,Anna Bark,Travel,yes\n2,2023-01-01,5,王小明,旅行,yes\n"),
        (
            "id, awarded, amount, recipient, program, individual",
            "1, 2023-01-01, 5, Anna Bark, Travel, yes\n2, 2023-01-01, 5, Acme, Travel, no\n",
        ),
        ("id,awarded,amount,recipient,individual,program,paid", "1,2023-01-01,5,Acme,no,YES,yes\n2,2023-01-01,5,A B,yes,YES,yes\n"),
        ("id,awarded,amount,recipient,recipient-id,individual,,", "1,2023-01-01,200,500 Startups,500,no,,\n2,2023-01-01,5,A,1,,,\n"),
        ("id,awarded,amount,recipient,program,individual", "1,2023-01-01,5,Confidential,Travel,yes\n2,2023-01-01,5,Fellow 7,Arts,yes\n"),
        ("id;awarded;amount;recipient;individual;title", "1;2023-01-01;5;Bark, Anna;yes;A visit, and a talk\n2;2023-01-01;5;A, B;;T\n"),
    ],
)
def test_rows_that_are_right_are_read(tmp_path: Path, head: str, rows: str) -> None:
    grants, problems = load(tmp_path, f"{head}\n{rows}")
    assert len(grants) == rows.count("\n")
    assert [problem.message for problem in problems if not problem.hint and problem.code != "key"] == []
