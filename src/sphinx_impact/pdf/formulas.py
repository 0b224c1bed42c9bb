"""Formulas as HTML that is set without a script, by docutils, with its own style sheet for it."""

from __future__ import annotations

import contextlib
import io
import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import docutils.writers.html5_polyglot
from docutils import nodes
from docutils.utils.math import math2html

from sphinx_impact.components.formulas import plain_tex
from sphinx_impact.epub.doctree import formula_number
from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

STYLES = Path(docutils.writers.html5_polyglot.__file__).parent / "math.css"


def write(env: BuildEnvironment, document: nodes.document) -> None:
    """Write every formula as HTML; one that cannot be read stays as it was typed, and is told of."""
    for node in [*document.findall(nodes.math), *document.findall(nodes.math_block)]:
        block = isinstance(node, nodes.math_block)
        code = node.astext().strip()
        math2html.DocumentParameters.displaymode = block
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # where it says the same
                made = re.sub(r"</?div[^>]*>", "", str(math2html.math2html(plain_tex(code, block=block))))  # type: ignore[no-untyped-call]
            if unknown := re.search(r'class="unknown">([^<]*)', made):
                raise ValueError(f"{unescape(unknown[1]).strip()} is not known")  # noqa: TRY301
            made = re.sub("\u2009(.)\u2009", "\u2005\\1\u2005", made)  # around relations, where the thin space of the serif is too thin
        except Exception as error:  # noqa: BLE001 - docutils has no one class for its errors
            warn(f"the formula stays as typed in the PDF: {' '.join(str(error).split())}", code="pdf", location=node)
            made = f"<code>{escape(code)}</code>"
        tag = "div" if block else "span"
        counted = formula_number(env, node) if block else ""
        number = f' <span class="formula-number">({escape(counted)})</span>' if counted else ""
        targets = "".join(f'<span id="{escape(each)}"></span>' for each in node["ids"])
        text = f'{targets}<{tag} class="formula" data-formula="{escape(code)}">{made}{number}</{tag}>'
        node.replace_self(nodes.raw("", text, format="html"))
