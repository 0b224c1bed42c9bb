"""``waivers.yaml``: differences that are accepted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.waivers import load_waivers
from tests.model.filing import only, write

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import Waiver
    from sphinx_impact.model.problems import Problem

SOUND = "- {check: result, at: a.b, difference: 1, reason: sound}\n"


def load(root: Path, text: str) -> tuple[list[Waiver], list[Problem]]:
    """Load a ``waivers.yaml``."""
    return load_waivers(write(root, {"waivers.yaml": text}), "data")


def test_all_of_it(tmp_path: Path) -> None:
    waivers, problems = load(
        tmp_path,
        """\
        - check: footing
          at: position.total-net-assets@2022
          difference: (28)
          use: 4,797
          reason: Printed as 4,769
          public: true
        - {check: cross-footing, at: activities.gifts/with, difference: "0.5", reason: Rounded}
        - {check: roll-forward, at: x.y, difference: −3, reason: z, public: no}
        """,
    )
    assert problems == []
    first, second, third = waivers
    assert (first.check, first.at, first.difference, first.use) == (
        "footing",
        "position.total-net-assets@2022",
        Decimal(-28),
        Decimal(4797),
    )
    assert (first.reason.text, first.reason.origin.line, first.public, first.origin.line) == ("Printed as 4,769", 5, True, 1)
    assert (second.check, second.difference, second.use, second.public, second.origin.line) == (
        "cross-footing",
        Decimal("0.5"),
        None,
        False,
        7,
    )
    assert (third.check, third.difference, third.public) == ("roll-forward", Decimal(-3), False)


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        (
            "{check: foting, at: x.y, difference: 1, reason: z}",
            "check: “foting” is none of “footing”, “cross-footing”, “result”, “roll-forward”, “tie-out” or “contradiction”",
        ),
        ("{check: footing, at: x.y, difference: 1}", "the waiver has no reason: write reason: and what it is [impact.missing]"),
        (
            "{check: footing, at: x.y, difference: 0, reason: z}",
            "difference: nothing differs by 0: write what was given less what was computed",
        ),
        ("{check: footing, at: x.y, difference: some, reason: z}", "difference: “some” is not a number [impact.number]"),
        ('{check: footing, at: x.y, difference: "12,5", reason: z}', "difference: “12,5” is not a number here: write 12.5"),
        ("{check: footing, at: [x], difference: 1, reason: z}", "at: a text is expected here, not a list [impact.value]"),
        ("footing", "a waiver must be a mapping, with key: value in each row, not a text [impact.value]"),
    ],
)
def test_no_waiver(tmp_path: Path, waiver: str, message: str) -> None:
    waivers, problems = load(tmp_path, f"- {waiver}\n{SOUND}")
    assert only(problems).startswith(f"waivers.yaml:1: {message}")
    assert [waiver.reason.text for waiver in waivers] == ["sound"]


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        (
            "{check: footing, at: x.y, difference: 1, reason: z, publik: true}",
            "the waiver has no key “publik”; did you mean “public”? [impact.key]",
        ),
        ("{check: footing, at: x.y, difference: 1, reason: z, public: maybe}", "public: “maybe” is neither true nor false [impact.value]"),
        ("{check: footing, at: x.y, difference: 1, reason: z, use: many}", "use: “many” is not a number [impact.number]"),
    ],
)
def test_a_waiver_without_what_is_wrong(tmp_path: Path, waiver: str, message: str) -> None:
    waivers, problems = load(tmp_path, f"- {waiver}\n{SOUND}")
    assert only(problems) == f"waivers.yaml:1: {message}"
    assert [(waiver.at, waiver.use, waiver.public) for waiver in waivers] == [("x.y", None, False), ("a.b", None, False)]


def test_the_same_cell_twice(tmp_path: Path) -> None:
    waivers, problems = load(tmp_path, SOUND + SOUND.replace("sound", "again") + SOUND.replace("result", "footing"))
    assert only(problems) == "waivers.yaml:2: “a.b” is waived here a second time (first in row 1): delete one [impact.duplicate]"
    assert [waiver.reason.text for waiver in waivers] == ["sound", "sound"]


def test_no_list(tmp_path: Path) -> None:
    waivers, problems = load(tmp_path, "check: footing\n")
    assert only(problems) == "waivers.yaml:1: waivers.yaml must be a list, with - before each item, not a mapping [impact.value]"
    assert waivers == []
