"""What the search finds beside Sphinx's words: printed numbers, and charts by their titles.

Sphinx cuts a number at its separators, and its search page ignores words that are digits alone. So a number is one word of the index, its
digits behind an underscore: ``4,769`` is ``_4769``. The script of the search page, ``sphinx_impact_search.js``, does the same with a question.
"""

from __future__ import annotations

import functools
import importlib
import re
from typing import TYPE_CHECKING, Any

from sphinx.search import languages

from sphinx_impact.components.nodes import impact_chart_caption, impact_chart_found
from sphinx_impact.domain import domain_of
from sphinx_impact.web import assets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.search import SearchLanguage

_STEMS = 50_000
"""How many words have their stems remembered: Sphinx asks anew on every page, and a report's pages share most of their words."""

_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,'’٫٬\u00a0\u2009\u202f]\d+)*")


def setup(app: Sphinx) -> None:
    """Have the search of a site in our theme take numbers as words."""

    def index_numbers(app: Sphinx) -> None:
        if assets.is_ours(app.builder):
            app.add_search_language(_language(app.config.html_search_language or app.config.language))

    app.connect("builder-inited", index_numbers)
    app.connect("doctree-resolved", list_charts)
    app.connect("html-collect-pages", keep_in_step)


def keep_in_step(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """At ``html-collect-pages``: have the index, before it is written, know the pages that there are, and no others.

    Sphinx takes out pages that it has not read, such as those of long lists, and keeps words that no page has any more, be it the name of a person.
    """
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        prune, further = indexer.prune, domain_of(app.env).further_pages

        def prune_words(docnames: Iterable[str]) -> None:
            prune({*docnames, *further})
            for words in (indexer._mapping, indexer._title_mapping):  # noqa: SLF001 - there is no other way to them
                for word in [word for word, pages in words.items() if not pages]:
                    del words[word]

        indexer.prune = prune_words  # there is no event between this and the writing of the index
    return []


def list_charts(app: Sphinx, tree: nodes.document, page: str) -> None:
    """At ``doctree-resolved``: give each chart a title that the search lists and that nobody sees."""
    del page
    if not assets.is_ours(app.builder):
        return
    for caption in list(tree.findall(impact_chart_caption)):
        if caption["ids"]:
            caption.append(impact_chart_found("", caption.astext()))


def _language(code: str) -> type[SearchLanguage]:
    """Return the search language of Sphinx for a code, with numbers as words."""
    code = code if code in languages else code.split("_", maxsplit=1)[0]
    base = languages.get(code, languages["en"])
    if isinstance(base, str):
        module, _, name = base.rpartition(".")
        base = getattr(importlib.import_module(module), name)
    return base if "split" in vars(base) and vars(base)["split"].__module__ == __name__ else _with_numbers(base, code)


def _with_numbers(base: type[SearchLanguage], code: str) -> type[SearchLanguage]:
    def split(self: SearchLanguage, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        numbers = ["_" + re.sub(r"\D", "", found) for found in _NUMBER.findall(input)]
        return [*numbers, *base.split(self, _NUMBER.sub(" ", input))]

    @functools.lru_cache(_STEMS)
    def stem(self: SearchLanguage, word: str) -> str:
        return base.stem(self, word)

    return type(base.__name__, (base,), {"lang": code, "split": split, "stem": stem})
