"""What the search finds beside Sphinx's words: printed numbers.

Sphinx cuts a number at its separators, and its search page ignores words that are digits alone. So a number is one word of the index, its
digits behind an underscore: ``4,769`` is ``_4769``. The script of the search page, ``sphinx_impact_search.js``, does the same with a question.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING

from sphinx.search import languages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.search import SearchLanguage

_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,'’٫٬\u00a0\u2009\u202f]\d+)*")


def index_numbers(app: Sphinx) -> None:
    """Have the search of the site's language take numbers as words."""
    code = app.config.html_search_language or app.config.language or "en"
    code = code if code in languages else code.split("_")[0]
    base = languages.get(code, languages["en"])
    if isinstance(base, str):
        module, _, name = base.rpartition(".")
        base = getattr(importlib.import_module(module), name)
    if "split" not in vars(base) or vars(base)["split"].__module__ != __name__:
        # What Sphinx's way to register one does, which is for setup, where nobody knows the language yet.
        languages[code] = _with_numbers(base, code)


def _with_numbers(base: type[SearchLanguage], code: str) -> type[SearchLanguage]:
    def split(self: SearchLanguage, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        numbers = ["_" + re.sub(r"\D", "", found) for found in _NUMBER.findall(input)]
        return [*numbers, *base.split(self, _NUMBER.sub(" ", input))]

    return type(base.__name__, (base,), {"lang": code, "split": split})
