"""The words that formats put around numbers and dates, as messages for translators.

A message is marked by `N_` where it stands and translated where it is used, since the model does not know the language of
a document before it is asked. Names in braces are places for values and stay as they are in a translation.
"""

from __future__ import annotations

import gettext
import re
from typing import TYPE_CHECKING

from sphinx_impact.model.entities import Qualifier, Scale
from sphinx_impact.model.marks import N_, P_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    import babel


QUALIFIED: Mapping[Qualifier, str] = {
    Qualifier.EXACT: "{figure}",
    Qualifier.AT_LEAST: N_("at least {figure}"),
    Qualifier.ABOUT: N_("about {figure}"),
    Qualifier.OVER: N_("over {figure}"),
    Qualifier.NEARLY: N_("nearly {figure}"),
}

# L10n: a difference between two percentages
POINTS = P_("{number} percentage point", "{number} percentage points")

# L10n: a change, as in "up 6.7% on 2022"; goes into "{change} on {period}"
UP_PERCENT = N_("up {percent}")
DOWN_PERCENT = N_("down {percent}")
# L10n: as in "up 1.5 percentage points"
UP_POINTS = N_("up {points}")
DOWN_POINTS = N_("down {points}")
# L10n: as in "up $152,000"
UP_AMOUNT = N_("up {amount}")
DOWN_AMOUNT = N_("down {amount}")
# L10n: {change} is a phrase such as "up 6.7%", {period} a year or a named period
CHANGE_ON = N_("{change} on {period}")
# L10n: {date} is a day
CHANGE_SINCE = N_("{change} since {date}")
UNCHANGED = N_("unchanged")
UNCHANGED_FROM = N_("unchanged from {period}")
UNCHANGED_SINCE = N_("unchanged since {date}")
# L10n: not meaningful: stands in a column of percentages where a percentage would mean nothing
NOT_MEANINGFUL = N_("n/m")

# L10n: {date} is a day such as "June 30, 2024", or "June 30" where columns are of several years
YEAR_ENDED = N_("Year ended {date}")
YEARS_ENDED = N_("Years ended {date}")
MONTHS_ENDED = P_("{number} month ended {date}", "{number} months ended {date}")
AS_OF = N_("As of {date}")
# L10n: the start of a table's scope; {dates} is a phrase such as "Years ended December 31", {units} one such as "in thousands of US dollars"
SCOPE = N_("{dates}, {units}")
IN_CURRENCY: Mapping[Scale, str] = {
    # L10n: {currency} is the plural of a currency's name, such as "US dollars"
    Scale.UNITS: N_("in {currency}"),
    Scale.THOUSANDS: N_("in thousands of {currency}"),
    Scale.MILLIONS: N_("in millions of {currency}"),
}
IN_SCALE: Mapping[Scale, str] = {
    Scale.UNITS: "",
    Scale.THOUSANDS: N_("in thousands"),
    Scale.MILLIONS: N_("in millions"),
}


class Wording:
    """Messages in one language, with values put into their places.

    A translation that lost a place, or has one too many, is passed over for the message itself: a wrong catalogue never
    costs a figure. French "de" is shortened before a vowel: "en milliers d’euros".
    """

    def __init__(self, locale: babel.Locale, words: gettext.NullTranslations | None = None) -> None:
        self._words = words or gettext.NullTranslations()
        self._locale = locale
        self._elides = locale.language == "fr"

    def fill(self, message: str, **values: str) -> str:
        """Return the translated message with these values."""
        return self._filled(str(self._words.gettext(message)), message, values)

    def count(self, message: tuple[str, str], value: Decimal, **values: str) -> str:
        """Return the translated message in the plural form that a number takes, with these values."""
        whole = self._alike(value)
        return self._filled(str(self._words.ngettext(*message, whole)), message[whole != 1], values)

    def _alike(self, value: Decimal) -> int:
        """Return a whole number of the same plural form: catalogues know forms of whole numbers only, not that of 1.5."""
        if value == int(value):
            return int(abs(value))
        form = self._locale.plural_form(abs(value))
        return next((number for number in (1, 2, 5, 100) if self._locale.plural_form(number) == form), 5)

    def _filled(self, pattern: str, message: str, values: Mapping[str, str]) -> str:
        if self._elides:
            pattern = _ELISION.sub(lambda found: f"d’{found[1]}" if _VOWEL.match(values.get(found[2], "")) else found[0], pattern)
        try:
            filled = pattern.format(**values)
        except (AttributeError, IndexError, KeyError, ValueError):
            return message.format(**values)
        return filled if all(value in filled for value in values.values()) else message.format(**values)

    def around(self, message: str, place: str) -> tuple[str, str]:
        """Return what stands before and behind a place of the translated message."""
        before, _, after = self.fill(message, **{place: _MIDDLE}).partition(_MIDDLE)
        return before, after


_MIDDLE = "\0"
_ELISION = re.compile(r"\bde (\{(\w+)\})")
_VOWEL = re.compile(r"[aâeéèêiîoôuû]", re.IGNORECASE)
