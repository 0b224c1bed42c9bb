"""Warns of markup that silently prints a directive as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_impact.messages import warn
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx

_COLONS = re.compile(r"^\s{0,3}:{3,}\s*\{(?P<name>[\w-]+)\}")
_FENCE = re.compile(r"^\s{0,3}(?P<fence>`{3,}|~{3,})")
_ENABLED = re.compile(r"^\s*(-\s*|enable_extensions:.*)[\"']?\bcolon_fence\b", re.MULTILINE)


class ColonFences:
    """Finds ``:::{stat-card}`` in Markdown pages of projects that have not switched such fences on.

    Attributes:
        names: Names of our directives.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)

    def __call__(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """Warn at each such line."""
        path = str(app.env.doc2path(docname))
        if not path.endswith(".md") or "colon_fence" in getattr(app.config, "myst_enable_extensions", ()):
            return
        text = content[0]
        if text.startswith("---") and _ENABLED.search(text.split("\n---", 1)[0]):
            return
        fence = ""
        for number, line in enumerate(text.splitlines(), 1):
            found = _FENCE.match(line)
            if found and (not fence or found["fence"].startswith(fence)):
                fence = "" if fence else found["fence"]
                continue
            colons = _COLONS.match(line)
            if not fence and colons and colons["name"] in self.names:
                warn(
                    f":::{{{colons['name']}}} is printed as plain text, since this project has not switched colon fences on; add "
                    f'myst_enable_extensions = ["colon_fence"] to conf.py, or write ```{{{colons["name"]}}}',
                    code=Code.MARKUP.value,
                    location=f"{path}:{number}",
                )
