"""Numbers in sentences, as somebody typed them.

Years, dates, versions, ordinals, ranges, references, and what stands in quotation marks are no figures and are left out; so is everything
that could be one of them. Whether a number should be a figure of the data is for `sphinx_impact.model.prose.match` to say.
"""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.numbers import get_decimal_symbol, get_group_symbol

from sphinx_impact.model.numbers.cldr import find_locale
from sphinx_impact.model.numbers.parse import CODES, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import babel

HOLE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a sentence for what is not to be read: code, links, figures of the data."""

_BLANK: Final = "[ \u00a0\u2009\u202f]"
_BLANKS: Final = frozenset(" \u00a0\u2009\u202f")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=[^a-z\s])|(?<=[。！？])")
_QUOTED: Final = re.compile('“[^”]*”|„[^“”]*[“”]|«[^»]*»|‹[^›]*›|「[^」]*」|"[^"]*"')
_JOINERS: Final = ".,:/-–—−\u2011'’×*^_·"
_REFERENCES: Final = frozenset(
    """
    page pages p pp chapter section table figure fig no nr number version v pep rfc issue step part volume vol room note appendix
    article line row box seite seiten s kapitel abschnitt tabelle abbildung abb ziffer página páginas pág capítulo tabla figura
    núm versión chapitre tableau n° nº
    """.split()
)
"""What comes before a number that names something: a page, a table, a release."""
_PERCENTS: Final = {
    "en": ("percent", "per cent"),
    "de": ("Prozent",),
    "fr": ("pour cent",),
    "es": ("por ciento",),
    "it": ("per cento",),
    "pt": ("por cento",),
    "nl": ("procent",),
    "ja": ("パーセント",),
}
_ENGLISH: Final = {"k": 1000, "bn": 10**9, "mn": 10**6, "m": 10**6, "b": 10**9, "thousands": 1000, "millions": 10**6, "billions": 10**9}
_SHORT: Final = frozenset(
    """
    approx ca circa etc e.g i.e vs dr mr mrs ms prof st z.b bzw u.a d.h env aprox sr sra
    """.split()
)
_MORE: Final = re.compile(r"(?:\b\d+\s*(?:,|;|&|(?:and|or|to|und|oder|bis|et|ou|à|y|o|a|e)\b)\s*)+\Z")
_YEARS: Final = range(1500, 2200)
_WIDE: Final = 0x2E80
"""From here on, characters of scripts that put no blanks between words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """A number in a sentence.

    Attributes:
        text: As it stands there, with currency sign, scale word and percent sign.
        place: Where it begins in the text that was read.
        value: In full units, without a sign; 45 for 45 %.
        digits: Significant digits, zeros at the end of a whole number not counted.
        step: What one unit of the last digit written is worth: 100,000 for ``4.3 million``.
        sign: Currency sign or code; empty where there is none.
        percent: Whether it is a percentage.
        plain: Whether it is bare digits without groups, as the number of a year, a house, or a version is.
        after: The words that follow, up to the next mark of punctuation.
        sentence: The sentence it stands in.
    """

    text: str
    place: int
    value: Decimal
    digits: int
    step: Decimal
    sign: str
    percent: bool
    plain: bool
    after: str
    sentence: str

    @property
    def is_year(self) -> bool:
        """Whether it may be the number of a year."""
        return self.plain and not self.sign and not self.percent and self.value in _YEARS


def plain_spaces(text: str) -> str:
    """Return a text with plain spaces in place of thin ones and of those that do not break, which figures are printed with and few people type."""
    return re.sub(_BLANK, " ", text)


class Reader:
    """Finds numbers in the sentences of one language."""

    def __init__(self, language: str) -> None:
        locale = find_locale(language)
        self._language = locale.language
        self._decimal: str = get_decimal_symbol(locale)
        group: str = get_group_symbol(locale)
        groups = _BLANK if group in _BLANKS else "['’]" if group in "'’" else rf"(?:{re.escape(group)}|[\u00a0\u202f])"
        fraction = rf"(?:{re.escape(self._decimal)}\d+)?"
        self._number = re.compile(rf"(?P<whole>[1-9]\d{{0,2}}(?:{groups}\d{{3}})+(?!\d)|\d+)(?P<fraction>{fraction})", re.ASCII)
        self._scales = _scales(locale)
        words = sorted(self._scales, key=len, reverse=True)
        self._scale = re.compile(rf"(?P<gap>{_BLANK}?)(?P<word>{'|'.join(map(re.escape, words))})\.?" if words else r"(?!)")
        percents = "|".join(map(re.escape, _PERCENTS.get(self._language, ())))
        self._percent = re.compile(rf"{_BLANK}?(?:[%٪]|{_BLANK}(?i:{percents})(?!\w))" if percents else rf"{_BLANK}?[%٪]")
        signs = "|".join(map(re.escape, SIGNS))
        self._before = re.compile(rf"(?P<all>(?:(?P<sign>{signs})|(?<![^\W_])(?P<code>[A-Z]{{3}})){_BLANK}?)\Z")
        self._after = re.compile(rf"{_BLANK}?(?:(?P<sign>{signs})|(?P<code>[A-Z]{{3}}))(?![^\W_])")
        self._short = _REFERENCES | _SHORT | {word.casefold() for word in self._scales if len(word) < 5}
        self._months = {
            name.casefold().rstrip(".") for width in ("wide", "abbreviated") for name in locale.months["format"][width].values()
        }

    def numbers(self, text: str) -> list[Typed]:
        """Find every number that may be a figure."""
        text = _QUOTED.sub(lambda found: HOLE * len(found[0]), text)
        return [typed for start, sentence in self._sentences(text) for typed in self._in_sentence(sentence, start)]

    def _sentences(self, text: str) -> Iterator[tuple[int, str]]:
        """Return each sentence with its place. The full stop of an abbreviation, or of an ordinal number, ends none."""
        start = 0
        for found in _SENTENCE.finditer(text):
            last = text[start : found.start()].rpartition(" ")[2]
            if last.endswith(".") and (last[:-1].casefold() in self._short or re.fullmatch(r"\d{1,2}\.", last)):
                continue
            yield start, text[start : found.start()]
            start = found.end()
        yield start, text[start:]

    def _in_sentence(self, sentence: str, start: int) -> Iterator[Typed]:
        at = 0
        while found := self._number.search(sentence, at):
            at = found.end()
            typed, at = self._read(sentence, found, start)
            if typed is not None:
                yield typed

    def _read(self, sentence: str, found: re.Match[str], start: int) -> tuple[Typed | None, int]:
        """Read on from the digits; return the number, unless it is of a kind to be left alone, and where it ends."""
        begin, end = found.span()
        before = self._before.search(sentence, 0, begin)
        sign = ""
        if before and (before["sign"] or before["code"] in CODES):
            sign, begin = before["sign"] or before["code"], before.start()
        factor, end = self._scaled(sentence, end, money=bool(sign))
        scaled = factor != 1
        end += sentence[end : end + 1] == "+"
        percent = self._percent.match(sentence, end)
        if percent:
            end = percent.end()
        elif not sign and (after := self._after.match(sentence, end)) and (after["sign"] or after["code"] in CODES):
            sign, end = after["sign"] or after["code"], after.end()
        grouped = not found["whole"].isdigit()
        plain = not (grouped or scaled or sign or percent)
        if self._joined(sentence, begin, end) or (plain and self._named(sentence, begin, end, whole=not found["fraction"])):
            return None, max(end, self._run(sentence, found.end()))
        digits = re.sub(r"\D", "", found["whole"])
        places = len(found["fraction"]) - 1 if found["fraction"] else 0
        fraction = found["fraction"][1:]
        number = Decimal(f"{digits}.{fraction}" if fraction else digits)
        written = (digits + fraction).lstrip("0")
        significant = written if fraction else written.rstrip("0")
        trailing = 0 if fraction else len(written) - len(significant)
        typed = Typed(
            text=sentence[begin:end],
            place=start + begin,
            value=number * factor,
            digits=len(significant),
            step=factor * Decimal(1).scaleb(trailing - places),
            sign=sign,
            percent=bool(percent),
            plain=plain,
            after=re.split(
                r"[,;:.!?()\[\]{}…。、！？/|]|\s[–—-]\s", sentence[end : end + 80].removeprefix(".") if scaled else sentence[end : end + 80]
            )[0].strip(),
            sentence=sentence,
        )
        return typed, end

    def _scaled(self, sentence: str, end: int, *, money: bool) -> tuple[Decimal, int]:
        """Return what a scale word behind the digits multiplies by, and where it ends."""
        found = self._scale.match(sentence, end + (sentence[end : end + 1] == "+"))
        if not found or (found["gap"] and len(found["word"]) == 1 and ord(found["word"]) < _WIDE):
            return Decimal(1), end
        word, stop = found["word"], found.end("word")
        if _is_letter(sentence[stop : stop + 1]) or sentence[stop : stop + 1].isdigit() or (word in "mb" and not money):
            return Decimal(1), end
        # A full stop belongs to the word only where the sentence goes on: "Mio." ends many a sentence.
        return self._scales[word], stop

    @staticmethod
    def _joined(sentence: str, begin: int, end: int) -> bool:
        """Whether the digits are part of something longer: ``3.12``, ``2023-05``, ``10:30``, ``PyPI2``, ``3rd``, ``20-year``, ``#12``."""
        before, after = sentence[:begin], sentence[end:]
        if before and (_is_letter(before[-1]) or before[-1] in "#§№@=\\_&" or before[-1].isdigit()):
            return True
        if len(before) > 1 and before[-1] in _JOINERS + "+" and before[-2].isalnum() and ord(before[-2]) < _WIDE:
            return True
        if re.search(rf"\d{_BLANK}?\Z|\d{_BLANK}?[–-]{_BLANK}?\Z|[§№#]{_BLANK}\Z", before) or re.search(
            r"\+\d*\s?\Z", before
        ):  # telephone numbers
            return True
        if after and (_is_letter(after[0]) or after[0].isdigit() or after[0] in "°′″=_"):
            return True
        return bool(re.match(rf"[{re.escape(_JOINERS)}]\w|{_BLANK}[–-]{_BLANK}?\d|{_BLANK}?\d", after))

    def _named(self, sentence: str, begin: int, end: int, *, whole: bool) -> bool:
        """Whether bare digits are a name or part of one: ``page 16``, ``May 3``, ``Windows 11``, ``5000 Main Street``."""
        ahead = _MORE.sub("", sentence[:begin])  # "pages 10 and 11": both are pages
        before = re.search(r"([^\W\d]+[°º]?)[.)]?\s*\Z", ahead)
        after = re.match(r"\.?\s*([^\W\d]+)", sentence[end:])
        first, last = (before[1] if before else ""), (after[1] if after else "")
        if first.casefold() in _REFERENCES or {first.casefold(), last.casefold()} & self._months:
            return True
        if before and first[0].isupper() and sentence[: before.start()].strip(f" ({HOLE}"):
            return True  # not the first word of the sentence
        name = last[:1].isupper() and not last.isupper() and ord(last[0]) < _WIDE  # capitals alone are a unit: 607 PB
        return whole and name and self._language != "de"

    @staticmethod
    def _run(sentence: str, end: int) -> int:
        """Where the run of digits, letters and joiners ends that a number is part of: no piece of it is looked at again."""
        found = re.compile(rf"(?:[{re.escape(_JOINERS)}]?[^\W]+)*").match(sentence, end)
        return found.end() if found else end


def _is_letter(char: str) -> bool:
    """Whether a character is a letter that belongs to the word it touches; those of scripts without blanks do not."""
    return char.isalpha() and ord(char) < _WIDE


def _scales(locale: babel.Locale) -> dict[str, Decimal]:
    """Return what the scale words and suffixes of a locale multiply by."""
    found: dict[str, Decimal] = {name: Decimal(size) for name, size in _ENGLISH.items()} if locale.language == "en" else {}
    for table in locale.compact_decimal_formats.values():
        for sizes in table.values():
            for size, pattern in sizes.items():
                word = re.sub(r"['\u200e\u200f]", "", pattern.suffix[0]).strip().rstrip(".")
                zeros = pattern.pattern.split(";")[0].count("0")
                if word and zeros:
                    found[word] = Decimal(size).scaleb(1 - zeros)
    return found
