"""What is said of a problem, without hanging on its sentence: where, of which kind, and a few words of it."""

from __future__ import annotations

import re
from typing import Final

from tests.raising import ALL

_PRINTED: Final = re.compile(r"(?P<place>(?:\S.*?:)?\d+): (?:WARNING: |ERROR: )?(?P<message>.*) \[impact\.(?P<code>[\w-]+)\]", re.DOTALL)
_SHORT: Final = re.compile(r"(?:(?P<place>(?:(?!: ).)+?) )?(?P<code>[a-z-]+): (?P<message>.*)", re.DOTALL)


class _Saying:
    """Equal to every printed problem with this place, this code and these words in it, in this order."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        found = _SHORT.fullmatch(text)
        assert found is not None, f"{text!r} is not: PLACE CODE: words"
        assert found["code"] in ALL, f"impact.{found['code']} is no code"
        self._text = text
        self._place, self._code = found["place"], found["code"]
        self._words = found["message"].split(" … ")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return NotImplemented
        found = _PRINTED.fullmatch(other) or _SHORT.fullmatch(other)
        if found is None or found["code"] != self._code or not f"/{found['place']}".endswith(f"/{self._place}"):
            return False  # Sphinx prints a page with the folders above it
        at = 0
        for word in self._words:
            at = found["message"].find(word, at)
            if at < 0:
                return False
            at += len(word)
        return True

    def __repr__(self) -> str:
        return f"says({self._text!r})"


def says(text: str) -> _Saying:
    """Return what a printed problem is compared with.

    Args:
        text: Place, code and words, as in ``stats.yaml:5 key: “lable” … “label”``. The place is a file and a row, or the row alone, or
            nothing, as the problem is printed. Words that do not follow one another have a `` … `` between them.
    """
    return _Saying(text)
