"""Grants of the report beside those that a return lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.filings.filing import RETURNS, SAMPLES, load
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = SAMPLES["990-2014"]
HEAD = "id,awarded,amount,recipient,recipient-id,individual,country\n"
GRANTS = (
    "1,2014-08-01,20000,Reading Rooms,US-EIN-12-3456789,,\n2,2015-01-02,5000,Reading Rooms,US-EIN-123456789,,\n"
    "3,2015-01-03,7000,Night School,98-7654321,,\n4,2015-01-04,9000,Boat Library,,,\n5,2015-02-01,800,Ada Example,US-EIN-11-1111111,yes,\n"
)
LISTED = (("123456789", 25000, 0), ("987654321", 6000, 1000), ("", 9000, 0))


def hints(
    root: Path,
    listed: tuple[tuple[str, int, int], ...] = LISTED,
    rows: str = GRANTS,
    tie_outs: str = "[]\n",
    sections: str = "",
    more: str = "",
) -> list[str]:
    """What is said of the grants, where a real return lists some of its own, each under a section, and has more behind them."""
    made = "".join(
        f"<RecipientTable><RecipientBusinessName><BusinessNameLine1Txt>Zzyx Example</BusinessNameLine1Txt></RecipientBusinessName>"
        f"{f'<RecipientEIN>{number}</RecipientEIN>' if number else ''}<IRCSectionDesc>{section}</IRCSectionDesc><CashGrantAmt>{cash}</CashGrantAmt>"
        f"<NonCashAssistanceAmt>{other}</NonCashAssistanceAmt></RecipientTable>"
        for (number, cash, other), section in zip(listed, [*sections.split("|"), *[""] * len(listed)], strict=False)
    )
    text = (RETURNS / SAMPLE.file).read_bytes()
    mark = b"</GrantRecordsMaintainedInd>"
    assert text.count(mark) == 1
    files = {"grants.csv": HEAD + rows, "tieouts.yaml": tie_outs}
    report = load(root, SAMPLE, text.replace(mark, mark + made.encode() + more.encode()), files)
    assert not any("Zzyx" in str(problem) or "11-1111111" in str(problem) for problem in report.problems)
    known = {str(problem) for problem in load(root / "without", SAMPLE, files={"grants.csv": HEAD + rows}).problems}
    found = [str(problem).removeprefix("data/") for problem in report.problems if str(problem) not in known]
    beside = [hint for hint in found if "part IX, line 1, column A is 0, and schedule I, part II, column d and" in hint]
    assert len(beside) == 1  # the return itself paid nothing to organizations
    return [hint for hint in found if hint not in beside]


@pytest.mark.parametrize("abroad", ["", "6,2015-03-01,9000,Far Library,GB-CHC-1129409,,GB\n"])
def test_what_agrees_is_left_alone(tmp_path: Path, abroad: str) -> None:
    assert hints(tmp_path, rows=GRANTS + abroad) == []


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (
            (("123456789", 26000, 0), *LISTED[1:]),
            [
                "grants.csv:2: hint: schedule I of data/filings/990-2014v6.0.xml says otherwise what 1 recipient got: 12-3456789 26,000 there, 25,000 here (rows 2, 3)",
            ],
        ),
        (
            LISTED[1:],
            [
                "does not list 1 recipient that got more than 5,000 by data/grants.csv: 12-3456789 25,000 (rows 2, 3)",
                "lists 15,000 USD",
                "lists 2 organizations, and by data/grants.csv 3 organizations got",
            ],
        ),
        (
            (*LISTED, ("555555555", 6000, 0)),
            [
                "lists 1 recipient whose number no grant of the year has in data/grants.csv: 55-5555555 6,000",
                "lists 46,000",
                "lists 4 organizations",
            ],
        ),
    ],
)
def test_what_differs_is_a_hint(tmp_path: Path, listed: tuple[tuple[str, int, int], ...], said: list[str]) -> None:
    found = hints(tmp_path, listed)
    assert all(" hint: " in hint and hint.endswith("[impact.filing]") for hint in found)
    assert [any(words in hint for hint in found) for words in said] == [True] * len(said), found


def test_they_can_be_tied(tmp_path: Path) -> None:
    tie_outs = "- that: sum(grants where individual is no) = filed.grants-listed\n- that: count(grants where individual is no) = filed.recipients-listed\n"
    found = hints(tmp_path, tie_outs=tie_outs)
    assert ["hint" in problem for problem in found] == [False, False]
    assert "41,000" in found[0]
    assert "40,000" in found[0]


PUBLIC, OTHERS = "<Total501c3OrgCnt>{}</Total501c3OrgCnt>", "<TotalOtherOrgCnt>{}</TotalOtherOrgCnt>"


@pytest.mark.parametrize(
    ("sections", "counts", "said"),
    [
        ("501(c)(3)|501 C 3|GOVERNMENT", (3, 0), []),
        ("501(c)(3)|501(c)(6)|170(B)(1)(A)", (1, 2), []),  # of the last nobody can say what it is
        ("501(c)(3)||", (0, 3), []),
        ("", (2, 1), []),
        ("", (2, 2), ["schedule I, part II, the number of organizations in line 1 is 3, and schedule I, part II, line 2 and … come to 4"]),
        (
            "501(c)(3)|501c3|501(c)(4)",
            (3, 0),
            ["schedule I, part II, line 2 is 3, and the number of 501(c)(3) or government by column c comes to 2"],
        ),
    ],
)
def test_how_many_they_are_is_held_against_the_list(tmp_path: Path, sections: str, counts: tuple[int, int], said: list[str]) -> None:
    found = hints(tmp_path, sections=sections, more=PUBLIC.format(counts[0]) + OTHERS.format(counts[1]))
    assert found == [
        says(f"filings/{SAMPLE.file}:{hint.split(':')[1]} filing: hint: Form 990, {words}") for hint, words in zip(found, said, strict=True)
    ]
