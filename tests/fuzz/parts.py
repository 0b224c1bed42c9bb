"""What the fuzzing targets share: odd pieces of text, mistakes to make in a text, and what must be true of a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

LONGEST = 600
"""Characters that the message of a parser may have."""

ODD = [
    *("\x00", "\x07", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\u202e", "\u2066", "\u200b"),
    *("\u00a0", "\u2007", "\u2009", "\u202f", "\u3000", "\t", "\r", "\n", "\r\n", " ", "  "),
    *("\u2212", "–", "—", "‑", "·", "٫", "٬", "’", "'", '"', "“", "”", "`", "\\", "|", "~", "^", "#", "@", "&", "*", "%", "‰", "$", "€"),
    *("٣", "³", "½", "Ⅷ", "①", "𝟙", "一", "万", "é", "e\u0301", "ß", "İ", "ı", "ﬁ", "א", "ع", "日", "🎉", "👩‍👩‍👧", "Ω", "ǅ", "\U000e0001"),
    *(
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "(",
        ")",
        ",",
        ".",
        ";",
        ":",
        "=",
        "+",
        "-",
        "/",
        "_",
        "!",
        "?",
        "0",
        "1",
        "9",
        "a",
        "Z",
        "null",
        "nan",
    ),
]
_HUGE = ["9" * 29, "0" * 40, "1e9", "1" * 300, "a" * 300, "(" * 60, "-" * 70, "é" * 200, "a." * 120, "1," * 80, " " * 90]


def pick(rng: Random, *chances: tuple[float, Sequence[str]]) -> str:
    """Return one of the texts of one of the lists, each list as likely as the number beside it says."""
    return rng.choice(rng.choices([texts for _, texts in chances], [chance for chance, _ in chances])[0])


def mistaken(rng: Random, text: str, pieces: Sequence[str] = ODD, most: int = 3) -> str:
    """Return a text with some mistakes: something put in, taken out, doubled, moved, cut off."""
    for _ in range(rng.randint(1, most)):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + rng.choice([1, 1, 1, 2, 5, 20]))
        kind = rng.random()
        if kind < 0.5:
            text = text[:at] + (rng.choice(_HUGE) if kind < 0.01 else rng.choice(pieces)) + text[at if kind < 0.3 else to :]
        elif kind < 0.7:
            text = text[:at] + text[to:]
        elif kind < 0.8:
            text = text[:to] + text[at:to] * rng.choice([1, 1, 2, 30]) + text[to:]
        elif kind < 0.9:
            other = rng.randrange(len(text) + 1)
            text = text[:other] + text[at:to] + text[other:]
        elif kind < 0.93:
            text = text[:at]
        elif kind < 0.96:
            text = text.swapcase()
        else:
            text = text[:at] + "".join(chr(rng.choice([rng.randrange(0x300), rng.randrange(0xD7FF)])) for _ in range(3)) + text[at:]
    return text


def unfit(message: str, longest: int = LONGEST) -> Iterator[str]:
    """Say what keeps a text from being a message."""
    if len(message.splitlines()) != 1 or not message.strip():
        yield f"a message of {len(message.splitlines())} lines: {message!r}"
    if len(message) > longest:
        yield f"a message of {len(message)} characters: {message[:200]!r}"
    if re.search(r"<class '|object at 0x|\bNone\b|Traceback|Error\(", message):
        yield f"a message for programmers: {message!r}"
