"""The search index and the inventory of a website on which nothing changed: they stay as they are, instead of being read and written anew.

Sphinx makes both in every build. They are left alone where no page is written, everything that they are made from is what it was when they
were written, and so are they themselves.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder

from sphinx_impact.domain import PAGED, domain_of
from sphinx_impact.stamp import code_stamp
from sphinx_impact.web.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx


def leave_what_is_written(app: Sphinx) -> None:
    """At ``builder-inited``: have the builder look whether it need make the index and the inventory."""
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.name in PAGED and builder.search:
        _Listing(app, builder)


class _Listing:
    """What a builder lists at the end of a build, in place of its own three methods, between which there is no event."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        self._app, self._builder = app, builder
        self._kept = Kept(Path(app.doctreedir, f"impact_listed_{builder.name}.json"), Path(builder.outdir))
        self._is_written = False
        self._load, self._dump, self._dump_inventory = builder.load_indexer, builder.dump_search_index, builder.dump_inventory
        for name, method in (("load_indexer", self.load), ("dump_search_index", self.dump), ("dump_inventory", self.dump_inventory)):
            setattr(builder, name, method)

    def load(self, docnames: AbstractSet[str]) -> None:
        """Read the index of an earlier build, where it will be written."""
        self._is_written = not docnames and bool(self._kept.written(self._made_from()))
        if not self._is_written:
            self._kept.forget()
            self._load(docnames)
            return
        indexer: Any = self._builder.indexer

        def feed(*given: Any) -> None:
            """Take a page after all, which somebody writes beside those of Sphinx."""
            del indexer.feed
            self._is_written = False
            self._kept.forget()
            self._load(docnames)
            indexer.feed(*given)

        indexer.feed = feed

    def dump(self) -> None:
        """Write the index."""
        if not self._is_written:
            self._dump()

    def dump_inventory(self) -> None:
        """Write the inventory, after the index, and put down what both are made from."""
        if not self._is_written:
            self._dump_inventory()
            self._kept.keep(self._made_from(), (self._builder.searchindex_filename, INVENTORY_FILENAME))

    def _made_from(self) -> list[object]:
        """Return what was read from pages, which is written after each that was, the data, and what makes the two."""
        env = self._app.env
        read = Path(self._app.doctreedir, ENV_PICKLE_FILENAME)
        # A domain of somebody else may know of things that stand on no page; those of Sphinx, and ours, have pages and data.
        others = [
            sorted(domain.get_objects())
            for name, domain in sorted(env.domains.items())
            if not type(domain).__module__.startswith(("sphinx.", "sphinx_impact."))
        ]
        return [
            sphinx.__version__,
            code_stamp(),
            hashlib.sha256(read.read_bytes()).hexdigest() if read.is_file() else object(),
            domain_of(env).made_from,
            self._app.config.language,
            others,
        ]


def setup(app: Sphinx) -> None:
    """Register it."""
    app.connect("builder-inited", leave_what_is_written)
