"""Names: ids and files made from labels, no two alike, and the known name that was probably meant."""

from __future__ import annotations

import difflib
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sphinx_impact.model.problems import quoted


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known name that looks most like `name`, or None where none comes as close as `cutoff`, from 0 to 1, asks."""
    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def hint(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean “…”?``, or nothing where no known name comes close."""
    found = nearest(name, known)
    return f"; did you mean “{found}”?" if found is not None else ""


_HANGING: Final = re.compile(r"(?:^|\s)[^\W\dA-Z]{1,3}$")
"""A small word at the end of what is left of a title, which asks for the year: "Our work in"."""


def with_year(title: str, year: str) -> str:
    """Return a title with the year behind it, unless it names the year. The art of a cover is drawn by it, so that all outputs have the same."""
    return title if year in title else f"{title} {year}"


def without_year(title: str, year: str) -> str:
    """Return a title without the year that it begins or ends with, for a cover that shows the year by itself.

    All of the title, where nothing else is in it, or where the year belongs to its words: "What we did in 2024", "2024 in numbers".
    """
    if not year:
        return title
    marks, own = " ,:;.·–—-", re.escape(year)
    if found := re.search(rf"(?<!\w)[(]?{own}[)]?\s*$", title):
        rest = title[: found.start()].rstrip(marks)
        return title if not rest or _HANGING.search(rest) else rest
    if found := re.match(rf"\s*{own}(?!\w)", title):
        rest = title[found.end() :].lstrip(marks)
        return rest if rest[:1].isupper() or (rest[:1].isalpha() and not rest[:1].islower()) else title
    return title


_SPECIAL: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "’": "", "'": ""}
)


_SPELT: Final = re.compile(r"(?:LETTER|SYLLABLE|VOWEL SIGN|CHARACTER) (?P<sound>.+?)(?: WITH .*)?$")


def _sounds(letters: str, spelt: str) -> dict[str, str]:
    return dict(zip(letters, (word.replace("-", "") for word in spelt.split()), strict=True))


_SOUNDS: Final = {
    **_sounds(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءپچژگکیٹڈڑںہھے",
        "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y a a - p ch zh g k y t d r n h h e",
    ),
    **_sounds("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "a b g d h v z ch t y k k l m m n n s e p p ts ts q r sh t"),
    **_sounds("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
    **_sounds("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"),
    **_sounds("іїєґўђјљњћџѓќѕқғәңөұүһ", "i yi ye g u dj j lj nj c dz gj kj dz k gh a ng o u u h"),
}
"""How letters are spelt that each stand for a sound: Arabic, Hebrew, Greek, Cyrillic. What differs by little may come out alike, as with accents."""


def latin(text: str) -> str:
    """`text` with the letters and digits of other scripts spelt in Latin ones, by their sounds, else by their names in Unicode, which never change.

    ``ريال`` becomes ``ryal``, ``かな`` ``kana``, and ``収`` ``u53ce``: not what a person would write, but the same on every machine.
    """
    return text if text.isascii() else "".join(map(_spelt, unicodedata.normalize("NFKC", text)))


@functools.lru_cache(maxsize=10_000)
def _spelt(mark: str) -> str:
    name = unicodedata.name(mark, "")
    if mark.isascii() or name.startswith("LATIN ") or unicodedata.normalize("NFKD", mark)[0].isascii():
        return mark
    if mark.isdecimal():
        return str(unicodedata.decimal(mark))
    sound = _SOUNDS.get(mark, _SOUNDS.get(unicodedata.normalize("NFD", mark)[0]))
    if sound is not None:
        return sound
    if not mark.isalpha() and "VOWEL SIGN" not in name:
        return mark
    found = _SPELT.search(name)
    return re.sub("[^a-z]", "", found["sound"].lower()) if found else f"u{ord(mark):x}"


@functools.lru_cache(10_000)  # labels are shared by many statements
def slug(text: str) -> str:
    """`text` as an id: ASCII letters without accents, digits, hyphens. Empty where there is no letter and no digit."""
    folded = unicodedata.normalize("NFKD", latin(text.lower().translate(_SPECIAL)))
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def choices(known: Iterable[str], last: str = "or") -> str:
    """`known` as ``a, b or c``; empty for none."""
    *words, end = [*known] or [""]
    return f"{', '.join(words)} {last} {end}" if words else end


def some(words: Sequence[str], most: int) -> str:
    """Name things, or the first of many: ``a, b and 3 more``."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is one: ``1 figure``, ``2 figures``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """The nearest known name as ``; did you mean “…”?``; all of them where none is near and they are few; else nothing."""
    words = list(known)
    return hint(name, words) or (f"; known here: {', '.join(words)}" if 0 < len(words) <= 12 else "")


def undeclared(period: str, known: Iterable[str]) -> str:
    """The sentence about a period that is not declared. One year is no misspelling of another."""
    if re.fullmatch("[0-9]{4}", period):
        return f'the period {quoted(period)} is not declared: write "{period}": under periods in report.yaml'
    return f"the period {quoted(period)} is not declared under periods in report.yaml{suggestion(period, known)}"


_LONGEST = 100
"""Characters of a name, so that there is room for a number and a suffix in the 255 bytes that file systems take."""


def short(name: str) -> str:
    """Return a name of ASCII characters that no file system refuses: a long one ends in its fingerprint instead."""
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 9].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def free(stem: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, the stem or the stem with a number, and take it."""
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}-{count}"
    taken.add(name)
    return name


def download_name(page: str, anchor: str) -> str:
    """Return the path of the file behind an exhibit: that of its page as a folder, in which anchors differ.

    It depends on nothing else, so that a page which is not written again leads to its own file, whatever pages there are.
    """
    # A page “a/b.csv” would be a folder where page “a” may have the file b.csv.
    folder = "/".join(re.sub(r"\.csv_*$", r"\g<0>_", part) for part in page.split("/"))
    return f"{folder}/{short(anchor)}.csv"


def table_names(statements: Iterable[str]) -> Mapping[str, str]:
    """Return the path of each statement's CSV by the statement's id; two never share one."""
    return _table_names(tuple(statements))


@functools.lru_cache(4)  # each page asks for those of the report
def _table_names(statements: tuple[str, ...]) -> Mapping[str, str]:
    taken: set[str] = set()
    return {statement: f"statements/{free(short(slug(statement) or 'statement'), taken)}.csv" for statement in statements}
