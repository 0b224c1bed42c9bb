"""What can be wrong with a report's data, as values."""

from __future__ import annotations

import collections
import dataclasses
import enum
import re
from collections.abc import Iterable
from typing import Final

from sphinx_impact.model.limits import MESSAGE_LENGTH, PROBLEMS, QUOTED_LENGTH, WORD_LENGTH

_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line breaks, marks that turn a line around, and what stands for bytes that are not UTF-8."""

_LONG_WORD: Final = re.compile(rf"\S{{{WORD_LENGTH + 1},}}")


class Code(enum.StrEnum):
    """The kinds of problems.

    A code is the second half of a warning's type, ``impact.footing``, and so what ``suppress_warnings`` takes.
    """

    FILE = "file"
    """A file is missing, empty, not UTF-8, too large, or cannot be read; or nothing reads a file of this name."""

    YAML = "yaml"
    """A YAML file cannot be parsed, or uses an alias, an anchor, or a merge key."""

    CSV = "csv"
    """A CSV table lacks a column, has one twice, or has rows of different lengths."""

    KEY = "key"
    """A key, column, or option is not known; the nearest known one is named."""

    DUPLICATE = "duplicate"
    """A key, line id, period, sponsor, or tier is given twice."""

    MISSING = "missing"
    """Something required is not there."""

    VALUE = "value"
    """A value has the wrong form: a mapping for a text, a word that is not one of the choices, a date that is none."""

    NUMBER = "number"
    """A number cannot be read, can be read in two ways, or is out of all proportion to those of other periods."""

    PERIOD = "period"
    """A period is not declared, or its dates are in the wrong order."""

    ADDRESS = "address"
    """No value has this address; the nearest one is named."""

    FORMULA = "formula"
    """A formula cannot be parsed, names an unknown line, or depends on itself."""

    FOOTING = "footing"
    """A subtotal or total differs from the sum of its items."""

    CROSS_FOOTING = "cross-footing"
    """A row does not add up across its columns."""

    RESULT = "result"
    """A result differs from its formula."""

    ROLL_FORWARD = "roll-forward"
    """Opening and change do not give closing, or an opening differs from the closing before it."""

    TIE_OUT = "tie-out"
    """A relation declared in ``tieouts.yaml`` does not hold, or cannot be checked."""

    CONTRADICTION = "contradiction"
    """Two places say the same thing with different values."""

    FILING = "filing"
    """A return cannot be read, is of another organisation or period, does not add up, or differs from the report."""

    RESTATED = "restated"
    """A figure of an earlier period is not what last year's report said, and is not marked as restated."""

    UNCHANGED = "unchanged"
    """A figure of this year is in every digit what last year's report said: it may have been left behind when the report moved on."""

    NOT_REPORTED = "not-reported"
    """A sum goes over an amount that was not reported."""

    WAIVER = "waiver"
    """A waiver is stale: nothing differs at its place, or something else does, or it was made for last year."""

    TIER = "tier"
    """A sponsorship tier has no sponsors."""

    URL = "url"
    """A link is not a web address, a mail address, or a path, or has a scheme that is not allowed."""

    ALT = "alt"
    """A picture has no description, and is not marked as decorative."""

    PATH = "path"
    """A path leads out of the source directory."""

    SOURCE = "source"
    """A figure in a data file has no source, or names one that is not declared."""

    DIRECTIVE = "directive"
    """A directive's options or content do not fit together, or were cut by the markup."""

    CHART = "chart"
    """A chart cannot be drawn as it was asked for: a bar that does not start at zero, values of two units, a region no map has."""

    SHARES = "shares"
    """The parts of a whole do not add up to 100 percent."""

    DESCRIPTION = "description"
    """A chart or a map has no description for those who do not see it."""

    LOOSE_NUMBER = "loose-number"
    """A number typed in a sentence is a figure of the data, or near one; only looked for as `impact_loose_numbers` says."""

    ERRATUM = "erratum"
    """A correction says nothing: what was printed is missing, or is what is right; or it is one of last year's figure."""

    STATE = "state"
    """A report that is final has a figure that is a draft, or its state makes no sense."""

    STARTER = "starter"
    """A figure or a name is still the one that the starter of the report invented."""

    MARKUP = "markup"
    """Something that looks like markup is printed as text: a directive or role that the page's markup does not take for one, or words of a
    data file that try more than emphasis, code and links."""

    INTERNAL = "internal"
    """sphinx-impact itself made a mistake. What it concerned is left out, and the build goes on; please report it."""


def one_line(text: str, longest: int | None = None) -> str:
    """Return a text on one line, with everything that cannot be printed written out by its number in Unicode.

    Args:
        longest: Characters after which it is cut.
    """
    line = _UNPRINTABLE.sub(_written_out, text)
    return line if longest is None or len(line) <= longest else f"{line[: longest - 1]}…"


def quoted(text: str) -> str:
    """`text` in quotation marks, on one line and not too long for a message."""
    return f"“{one_line(' '.join(text.split()), QUOTED_LENGTH)}”"


def message_of(text: str) -> str:
    """Return a text as a message: one line, and not too long, however long the names are that it repeats; what to do, at its end, is kept."""
    line = _LONG_WORD.sub(lambda found: f"{found[0][: WORD_LENGTH - 50]}…{found[0][-49:]}", one_line(text))
    return line if len(line) <= MESSAGE_LENGTH else f"{line[: MESSAGE_LENGTH - 300]}…{line[-299:]}"


def _written_out(found: re.Match[str]) -> str:
    number = ord(found[0])
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a file name that is not UTF-8
        number -= 0xDC00
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


@dataclasses.dataclass(frozen=True, order=True, slots=True)
class Origin:
    """Where something was written.

    Attributes:
        path: Path relative to the source directory, with forward slashes.
        line: Row of the file, counted from 1.
    """

    path: str
    line: int

    def __str__(self) -> str:
        return f"{one_line(self.path)}:{self.line}"


@dataclasses.dataclass(frozen=True, order=True, slots=True)
class Problem:
    """Something that is wrong, where, and what to do about it.

    Attributes:
        message: One line, not too long.
        hint: Whether it only may be wrong: it is said, and is neither a warning nor counted as a problem.
        trace: The traceback of a mistake of this package's own; empty for all others.
        more: How many others of its kind it stands for, which `counted` has left out; 0 for a problem that is written out.
    """

    origin: Origin
    code: Code
    message: str
    hint: bool = False
    more: int = 0
    trace: str = dataclasses.field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", message_of(self.message))

    def __str__(self) -> str:
        return f"{self.origin}: {'hint: ' if self.hint else ''}{self.message} [impact.{self.code}]"


def and_more(origin: Origin, code: Code, more: int, *, hint: bool = False) -> Problem:
    """Return what stands for so many problems of one kind in one file."""
    what = "hint" if hint else "problem"
    return Problem(origin, code, f"and {more:,} more {what}{'s' if more > 1 else ''} of this kind in this file", hint, more)


def counted(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once, sorted; of one kind in one file only so many, and how many more there are.

    What this returned may be put together with other problems and given to it again.
    """
    kinds: dict[tuple[str, Code, bool], list[Problem]] = collections.defaultdict(list)
    for problem in sorted(set(problems)):
        kinds[problem.origin.path, problem.code, problem.hint].append(problem)
    kept: list[Problem] = []
    for found in kinds.values():
        single = [problem for problem in found if not problem.more]
        rest = len(single[PROBLEMS:]) + sum(problem.more for problem in found)
        kept += single[:PROBLEMS]
        if rest:
            last = found[-1]
            kept.append(and_more(last.origin, last.code, rest, hint=last.hint))
    return sorted(kept)
