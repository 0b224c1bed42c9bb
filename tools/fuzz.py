"""Give a part of the program thousands of inputs that nobody would write, and report what goes wrong.

    python tools/fuzz.py TARGET --count 1000000 --seed 1

A target is a file tests/fuzz/TARGET.py with two functions: ``make(rng)`` returns an input, ``check(text)`` returns complaints about what
the program made of it. An exception is a complaint too, and so is an input that takes more than five seconds of computing.

Input number N of a seed is always the same, so that ``--first N --count 1`` repeats it. Inputs that once went wrong are kept in
tests/fuzz/seeds/TARGET.jsonl, one JSON string a line, and are checked before all others; ``--keep`` adds those that are found.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import json
import sys
import time
import traceback
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SLOW = 5.0
"""Seconds of computing that one input may take."""
ENOUGH = 20
"""Failures after which the search ends."""


class Target(Protocol):
    """What a file tests/fuzz/TARGET.py has."""

    def make(self, rng: Random) -> str:
        """Return an input."""

    def check(self, text: str) -> list[str]:
        """Return what is wrong with what the program makes of an input."""


def load(name: str) -> Target:
    """Return a target by its name."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return cast("Target", importlib.import_module(f"tests.fuzz.{name}"))


def seeds(name: str) -> list[str]:
    """Return the inputs that once went wrong."""
    path = ROOT / "tests" / "fuzz" / "seeds" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def inputs(target: Target, seed: int, first: int, count: int) -> Iterator[tuple[int, str]]:
    """Give the inputs of a seed, each with its number."""
    for number in range(first, first + count):
        yield number, target.make(Random(f"{seed}:{number}"))  # noqa: S311 - repeatable is what it has to be


def complaints(target: Target, text: str) -> list[str]:
    """Return what is wrong with an input, exceptions and slowness included."""
    start = time.process_time()
    try:
        found = target.check(text)
    except Exception as error:  # noqa: BLE001 - any exception is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        found = [f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error}"]
    taken = time.process_time() - start
    return [*found, f"it took {taken:.1f} s"] if taken > SLOW else found


def shortened(target: Target, text: str) -> str:
    """Return a part of an input that still goes wrong, as short as can be found by leaving pieces out."""
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            tried = text[:at] + text[at + size :]
            if tried and complaints(target, tried):
                text = tried
            else:
                at += size
        size //= 2
    return text


def main() -> int:
    """Search, print what is found, and return 1 where something was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--count", type=int, default=100_000, help="how many inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--keep", action="store_true", help="add what is found to the seeds")
    options = parser.parse_args()
    target = load(options.target)
    failed: list[str] = []
    numbered = [(-1, text) for text in seeds(options.target)]
    start, done = time.process_time(), 0
    for done, (number, text) in enumerate(
        (pair for some in (numbered, inputs(target, options.seed, options.first, options.count)) for pair in some), 1
    ):
        if done % 500 == 1:
            faulthandler.dump_traceback_later(600, exit=True)
        if found := complaints(target, text):
            short = shortened(target, text)
            print(
                f"input {number} of seed {options.seed}: {json.dumps(short)}\n    " + "\n    ".join(complaints(target, short) or found),
                flush=True,
            )
            failed.append(short)
            if len(failed) >= ENOUGH:
                break
    if failed and options.keep:
        path = ROOT / "tests" / "fuzz" / "seeds" / f"{options.target}.jsonl"
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(each)}\n" for each in dict.fromkeys(failed))
    print(f"{done:,} inputs in {time.process_time() - start:.0f} CPU seconds, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
