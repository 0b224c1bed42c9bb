"""The names of individuals who got grants, to be found in what is said of grants, and for nothing else.

What is looked for errs on the side of finding too much: a text that is left out can be written anew, and a name that was published stays so.
"""

from __future__ import annotations

import enum
import functools
import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

COMMON: Final = frozenset(
    "individual individuals anonymous anonymised anonymized person private recipient grantee student the and for van von der den del dos bin".split()
)
"""Words that may stand in a name, or for one, and are no part of it."""

PARTICLES: Final = frozenset("af al av da das de des di do du el ibn la las le les lo los of san st te ten ter vom y zu zum zur".split())
"""Words that stand before a part of a name; at its end, or as a half of it, they are a part themselves."""

_SHORT_WORDS: Final = PARTICLES | frozenset(
    """
    ai am an as at au be bo by ce do ed eg em en er es et eu ex ge go ha he hi ho id ie if im in io is it ja je jo ka ki ko ku ma me mi mu my
    na ne ni no nu ob oh ok on op or os ou pa po re sa se si so su ta te ti to tu tv uk um un up us va vi vs we wo ya ye yo za
    """.split()
)
"""Words and signs of two letters, of several languages, that are names as well."""

_VOWELS: Final = frozenset("aeiouyаеёиоуыэюяйьіїαεηιουω")

_WHOLE: Final = 3
"""Letters of a part of a name that is looked for wherever it stands alone."""

_INFLECTED: Final = 4
"""Letters of one that may have an ending, and the least that an ending leaves of it."""

_ENDING: Final = 3
"""The most letters of an ending."""

_INSIDE: Final = 6
"""Letters of one that is looked for inside of words; and of a whole name that is looked for as one word."""

_BETWEEN: Final = 3
"""Words that may stand between two parts of a name, such as a middle name."""

_PARTS: Final = 5
"""Parts of a name that are looked for in twos."""

_OTHER_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_WORD: Final = re.compile(r"[^\W_]+")
_STOPS: Final = frozenset(".!?:–—")
_CAMEL: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_LINKS: Final = re.compile(r"(?<=\w)['’ʼ‘`´‐‑·-](?=\w)")
_TWO_LETTERS: Final = re.compile("(?<=[aou])e")  # as ä, ö and ü are written where there are none
_BY_LETTERS: Final = {
    2: re.compile("[\u1100-\u11ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+"),
    3: re.compile("[\u3040-\u30ff]+"),
    4: re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"),
}
"""Scripts in which a name may stand in the middle of a word, since blanks stand elsewhere or nowhere; by how many letters together tell one."""

UNSPACED: Final = re.compile(f"(?:{'|'.join(script.pattern for script in _BY_LETTERS.values())})+")


class Found(enum.IntEnum):
    """How sure it is that a name is in a text."""

    NO = 0
    LIKELY = 1
    YES = 2


class _Word(NamedTuple):
    """A word of a text.

    Attributes:
        folded: Without capitals, accents, and digits around it.
        capital: Whether it begins with no small letter, as no word does in a script without capitals.
        first: Whether it begins a sentence, so that its capital says nothing.
    """

    folded: str
    capital: bool
    first: bool


def without_accents(text: str) -> str:
    """Return a text without the accents of its letters."""
    if text.isascii():
        return text
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


@functools.lru_cache(maxsize=2**12)
def _folded(word: str) -> str:
    folded = word.casefold().translate(_OTHER_LETTERS)
    folded = folded.strip("0123456789") or folded
    return _TWO_LETTERS.sub("", folded) if len(folded) > _INFLECTED else folded


def _words(text: str) -> list[_Word]:
    text = without_accents(text)
    made: list[_Word] = []
    end = 0
    for found in _WORD.finditer(text):
        word, start = found[0], found.start()
        first = not made or (start - end > 1 and not _STOPS.isdisjoint(text[end:start]))
        made.append(_Word(_folded(word), not word[0].islower(), first))
        end = start + len(word)
    return made


def tokens(text: str) -> list[str]:
    """Return the words of a text without capitals, accents, and digits around them."""
    return [word.folded for word in _words(text)]


@functools.lru_cache(maxsize=2**8)
def _readings(text: str) -> tuple[list[_Word], ...]:
    """Return the words of a text; then with words apart that have a capital inside, and with those together that a sign parts."""
    return tuple(_words(reading) for reading in (text, *sorted({_CAMEL.sub(" ", text), _LINKS.sub("", text)} - {text})))


def _stem(part: str) -> str:
    """Return what is left of a part of a name, whatever ending it has."""
    return part[:-1] if len(part) > _INFLECTED and part[-1] in _VOWELS else part


def _is_inflected(part: str, text: str) -> bool:
    """Whether a word is a part of a name with an ending; a short part may have that of a genitive alone."""
    if len(part) < _INFLECTED:
        return text == f"{part}s" and part not in _SHORT_WORDS
    stem = _stem(part)
    if len(text) > len(part) + _ENDING or not text.startswith(stem):
        return False
    return stem == part or not text[len(stem) :] or text[len(stem)] in _VOWELS


class Name:
    """The name of one individual."""

    def __init__(self, name: str) -> None:
        every = [part for part in tokens(name) if not part.isdecimal()]
        self._whole = [part for part in every if part not in COMMON]
        last = len(self._whole) - 1
        self._parts = [
            part for at, part in enumerate(self._whole) if len(part) > 1 and (part not in PARTICLES or at == last or len(self._whole) == 2)
        ]
        self._pieces = {*every, *(part[0] for part in every)}
        self._written = "" if name.isascii() else name

    def __bool__(self) -> bool:
        return bool(self._whole)

    def found_in(self, text: str) -> Found:
        """Say whether a part of the name is in a text: alone, with an ending, or joined with another one."""
        if not self._whole or not text:
            return Found.NO
        return max(self._inside(text), *(self._in_words(words) for words in _readings(text)))

    def _in_words(self, words: Sequence[_Word]) -> Found:
        folded = [word.folded for word in words]
        length = len(self._whole)
        if any(folded[at : at + length] == self._whole for at in range(len(folded) - length + 1)):
            return Found.YES
        return max((self._in_word(word, part) for word in words for part in self._parts), default=Found.NO)

    def _in_word(self, word: _Word, part: str) -> Found:
        text = word.folded
        if part[:2] not in text:
            return Found.NO
        if text == part:
            if len(part) >= _WHOLE:
                return Found.YES
            return Found.LIKELY if part not in _SHORT_WORDS or (word.capital and not word.first) else Found.NO
        if part in text:
            if len(part) >= _WHOLE and (self._is_joined(text) or self._is_joined(text.removesuffix("s"))):
                return Found.YES
            if len(part) >= _INSIDE or (self._is_joined(text) and all(piece in text for piece in self._parts)):
                return Found.LIKELY
        return Found.LIKELY if word.capital and _is_inflected(part, text) else Found.NO

    def _is_joined(self, text: str) -> bool:
        """Whether a word is made of parts and initials of the name, and of nothing else."""
        ends = {0}
        for start in range(len(text)):
            if start in ends:
                ends |= {start + len(piece) for piece in self._pieces if text.startswith(piece, start)}
        return len(text) in ends and text not in self._pieces

    def _inside(self, text: str) -> Found:
        """Look for the name in scripts without blanks between words: as it is written, or some letters of it that stand together."""
        if not self._written:
            return Found.NO
        if self._written in text:
            return Found.YES
        for letters, script in _BY_LETTERS.items():
            for part in script.findall(self._written):
                some = min(letters, len(part))
                if some > 1 and any(part[at : at + some] in text for at in range(len(part) - some + 1)):
                    return Found.LIKELY
        return Found.NO


class Names:
    """The whole names of all individuals."""

    def __init__(self, names: Sequence[str]) -> None:
        self._some = any(names)
        self._whole: set[tuple[str, ...]] = set()
        self._lengths: dict[str, set[int]] = {}
        self._pairs: set[tuple[str, str]] = set()
        self._parts: set[str] = set()
        self._stems: dict[str, set[str]] = {}
        self._joined: set[str] = set()
        self._unspaced: dict[int, set[str]] = {}
        self._known: dict[str, Found] = {}
        self._meant: dict[tuple[str, bool], tuple[str, ...]] = {}
        for name in {*names}:
            self._add(name)

    def __bool__(self) -> bool:
        return self._some

    def _add(self, name: str) -> None:
        parts = tuple(part for part in tokens(name) if not part.isdecimal())
        together = "".join(name.split())
        if len(together) > 1 and UNSPACED.fullmatch(together):
            self._unspaced.setdefault(len(together), set()).add(together)
        if len(parts) < 2 or COMMON.issuperset(parts):
            return
        for turned in (parts, (parts[-1], *parts[:-1])):
            self._whole.add(turned)
            self._lengths.setdefault(turned[0], set()).add(len(turned))
            self._join(turned)
        core = [part for part in parts if len(part) > 1 and part not in COMMON and part not in PARTICLES][:_PARTS]
        for pair in itertools.permutations(core if len(core) > 1 else (parts[0], parts[-1]), 2):
            self._pairs.add(pair)
            self._join(pair)
        for part in {*core, parts[0], parts[-1]}:
            self._parts.add(part)
            if (stem := _stem(part)) != part:
                self._stems.setdefault(stem, set()).add(part)

    def _join(self, parts: Sequence[str]) -> None:
        joined = "".join(parts)
        if len(joined) >= _INSIDE:
            self._joined.add(joined)

    def found_in(self, text: str) -> Found:
        """Say whether a whole name is in a text, its first or its last part first.

        Likely is one whose parts have endings, are joined, or have another word between them.
        """
        if not self._some or not text:
            return Found.NO
        if text not in self._known:
            self._known[text] = max(self._inside(text), *(self._in_words(words) for words in _readings(text)))
        return self._known[text]

    def _in_words(self, words: Sequence[_Word]) -> Found:
        folded = [word.folded for word in words]
        for at, word in enumerate(folded):
            if any(tuple(folded[at : at + length]) in self._whole for length in self._lengths.get(word, ())):
                return Found.YES
        if any(word in self._joined or word.removesuffix("s") in self._joined for word in folded):
            return Found.LIKELY
        meant = [self._parts_meant(word) for word in words]
        for at, firsts in enumerate(meant):
            if firsts and any(self._is_pair(folded, at, to, firsts, meant[to]) for to in range(at + 1, min(at + _BETWEEN + 2, len(words)))):
                return Found.LIKELY
        return Found.NO

    def _is_pair(self, words: Sequence[str], at: int, to: int, firsts: Sequence[str], lasts: Sequence[str]) -> bool:
        """Whether two words are two parts of a name; parts of two letters with no word between them."""
        near = all(len(word) == 1 for word in words[at + 1 : to])
        return any((first, last) in self._pairs for first in firsts for last in lasts if near or min(len(first), len(last)) >= _WHOLE)

    def _parts_meant(self, word: _Word) -> tuple[str, ...]:
        """Return the parts of names that a word may be: as it stands, or with an ending."""
        key = (word.folded, word.capital)
        if key not in self._meant:
            text = word.folded
            found = {text} & self._parts
            for end in range(max(len(text) - _ENDING - 1, 2), len(text)) if word.capital else ():
                stem = text[:end]
                found |= {part for part in ({stem} & self._parts) | self._stems.get(stem, set()) if _is_inflected(part, text)}
            if word.capital:
                found |= self._stems.get(text, set())
            self._meant[key] = tuple(sorted(found))
        return self._meant[key]

    def _inside(self, text: str) -> Found:
        """Look for names in scripts without blanks between words."""
        if not self._unspaced or text.isascii():
            return Found.NO
        together = "".join(text.split())
        found = [
            length
            for length, names in self._unspaced.items()
            if any(together[at : at + length] in names for at in range(len(together) - length + 1))
        ]
        return Found.NO if not found else Found.YES if max(found) >= _WHOLE else Found.LIKELY
