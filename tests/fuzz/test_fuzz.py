"""A short run of every fuzzing target; ``python tools/fuzz.py TARGET --count 1000000`` is the long one."""

from __future__ import annotations

import pytest

from tools import fuzz

COUNTS = {"book": 3000, "quantities": 3000, "formulas": 4000, "addresses": 5000, "typed": 800, "files": 100, "words": 100}


@pytest.mark.matrix
@pytest.mark.parametrize("name", COUNTS)
def test_nothing_goes_wrong(name: str) -> None:
    target = fuzz.load(name)
    texts = [*fuzz.seeds(name), *(text for _number, text in fuzz.inputs(target, seed=7, first=0, count=COUNTS[name]))]
    assert {text: found for text in texts if (found := fuzz.complaints(target, text))} == {}


def test_the_driver_finds_shortens_and_repeats() -> None:
    class Target:
        @staticmethod
        def make(rng: object) -> str:
            return str(rng.randrange(10**9))  # type: ignore[attr-defined]

        @staticmethod
        def check(text: str) -> list[str]:
            return ["a seven"] if "7" in text else []

    target = Target()
    first = list(fuzz.inputs(target, seed=1, first=0, count=50))
    assert first[20:30] == list(fuzz.inputs(target, seed=1, first=20, count=10))
    failing = next(text for _number, text in first if fuzz.complaints(target, text))
    assert fuzz.shortened(target, failing) == "7"
