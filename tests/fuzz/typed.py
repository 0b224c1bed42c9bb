"""Fuzzing target: data typed in a page: statements, sponsors, people, photographs, milestones, earlier reports."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any, Final

from sphinx_impact.model.entities import Period, Profile
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.limits import MESSAGE_LENGTH
from sphinx_impact.model.loading.people import parse_people
from sphinx_impact.model.loading.sponsors import parse_sponsors
from sphinx_impact.model.loading.statements import parse_statement
from sphinx_impact.model.loading.typed_lists import parse_milestones, parse_photos, parse_reports
from sphinx_impact.model.numbers.parse import UNSAID, UNSAID_COMMA
from sphinx_impact.model.problems import Origin
from tests.fuzz import files
from tests.fuzz.parts import ODD, mistaken, pick, unfit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from sphinx_impact.model.problems import Problem

_ROW: Final = 7
"""Of the page, on which the typed data begin."""
_ORIGIN: Final = Origin("page.md", _ROW)
_PROFILE: Final = Profile(
    "X",
    "",
    "",
    "",
    "USD",
    {year: Period(year, dt.date(int(year), 1, 1), dt.date(int(year), 12, 31), "", _ORIGIN) for year in ("2023", "2022")},
    "2023",
    {},
    _ORIGIN,
)
_LINES: Final = [
    "Gold: A, B",
    'Gold: "A, B", C',
    "Ada, Director",
    "2023-05: Opened",
    "2023-13: x",
    "2022: https://example.org/",
    "- image: a.png",
]
_LINES2: Final = [
    "  alt: x",
    "- name: A",
    "  url: javascript:x",
    "- when: 2023",
    "  what: x",
    "tiers:",
    "  - {name: A, sponsors: [B]}",
    "A: [B, C]",
    "-",
]


def make(rng: Random) -> str:
    """Return what might be typed."""
    if rng.random() < 0.5:
        text = files.sheet(rng, pick(rng, (8, [","]), (2, [";", "\t"])))
    else:
        text = "\n".join(rng.choice([*_LINES, *_LINES2]) for _ in range(rng.randint(1, 5)))
    return mistaken(rng, text, [*ODD, *_LINES]) if rng.random() < 0.6 else text


def check(text: str) -> list[str]:
    """Return what is wrong with how data are read that somebody typed."""
    wrong: list[str] = []
    for strict, decimal in ((True, UNSAID), (False, UNSAID_COMMA)):
        meta = {"scale": "thousands", "title": text[:20]} if strict else {}
        statement, problems = parse_statement(
            text, origin=_ORIGIN, id="typed", meta=meta, profile=_PROFILE, strict_columns=strict, decimal=decimal
        )
        wrong += _said(problems, text)
        if statement is not None:
            wrong += _said(foot(statement, (), _PROFILE).problems, text)
    readers: list[Any] = [parse_sponsors, parse_people, parse_photos, parse_milestones, functools.partial(parse_reports, profile=_PROFILE)]
    for read in readers:
        wrong += _said(read(text, origin=_ORIGIN)[1], text)
    return wrong


def _said(problems: Iterable[Problem], text: str) -> Iterator[str]:
    last = _ROW + len(text.splitlines())
    for problem in problems:
        yield from unfit(problem.message, MESSAGE_LENGTH)
        if problem.origin.path != _ORIGIN.path or not _ROW <= problem.origin.line <= last:
            yield f"not where it was typed: {problem}"
