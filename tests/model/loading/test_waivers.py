"""``waivers.yaml``: differences that are accepted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.checks import load_waivers
from tests.model.loading.filing import only, write
from tests.saying import says

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
    assert (first.check, str(first.at), first.difference, first.use) == (
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
            "value: “foting”",
        ),
        ("{check: footing, at: x.y, difference: 1}", "missing: waiver"),
        (
            "{check: footing, at: x.y, difference: 0, reason: z}",
            "value: nothing differs by 0",
        ),
        ("{check: footing, at: x.y, difference: some, reason: z}", "number: “some”"),
        ('{check: footing, at: x.y, difference: "12,5", reason: z}', "number: “12,5”"),
        ("{check: footing, at: [x], difference: 1, reason: z}", "value: at: … text … list"),
        ("footing", "value: mapping"),
    ],
)
def test_no_waiver(tmp_path: Path, waiver: str, message: str) -> None:
    waivers, problems = load(tmp_path, f"- {waiver}\n{SOUND}")
    assert only(problems) == says(f"waivers.yaml:1 {message}")
    assert [waiver.reason.text for waiver in waivers] == ["sound"]


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        (
            "{check: footing, at: x.y, difference: 1, reason: z, publik: true}",
            "key: “publik” … “public”",
        ),
        ("{check: footing, at: x.y, difference: 1, reason: z, public: maybe}", "value: “maybe”"),
        ("{check: footing, at: x.y, difference: 1, reason: z, use: many}", "number: “many”"),
    ],
)
def test_a_waiver_without_what_is_wrong(tmp_path: Path, waiver: str, message: str) -> None:
    waivers, problems = load(tmp_path, f"- {waiver}\n{SOUND}")
    assert only(problems) == says(f"waivers.yaml:1 {message}")
    assert [(str(waiver.at), waiver.use, waiver.public) for waiver in waivers] == [("x.y", None, False), ("a.b", None, False)]


def test_the_same_cell_twice(tmp_path: Path) -> None:
    waivers, problems = load(tmp_path, SOUND + SOUND.replace("sound", "again") + SOUND.replace("result", "footing"))
    assert only(problems) == says("waivers.yaml:2 duplicate: “a.b”")
    assert [waiver.reason.text for waiver in waivers] == ["sound", "sound"]


def test_no_list(tmp_path: Path) -> None:
    waivers, problems = load(tmp_path, "check: footing\n")
    assert only(problems) == says("waivers.yaml:1 value: waivers.yaml … mapping")
    assert waivers == []
