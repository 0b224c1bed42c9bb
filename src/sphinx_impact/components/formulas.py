"""Formulas as MathML, which browsers and reading systems set by themselves: no page loads a script for them, least of all from elsewhere."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.locale import _ as sphinx_words
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from sphinx_impact.config import is_set
from sphinx_impact.domain import WEB
from sphinx_impact.messages import setting_place, warn
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

_logger = logging.getLogger(__name__)

RENDERER: Final = "impact_mathml"
WITH_SCRIPT: Final = ("mathjax", RENDERER)
"""What writes formulas on the web, where other builders of ours write them by themselves; all else writes them without a script anywhere."""

_OF_MATHJAX: Final = ("path", "options", "inline", "display", "config", "config_path")
_ELSEWHERE: Final = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)
_NARROW: Final = 24
"""Signs of a formula that is never wider than a phone; a wider one scrolls, by keyboard as well."""

_NOTED: Final = "impact-formulas"
"""In the metadata of a page that has a formula."""

# ---- TeX ----

_BRACES: Final = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_OF_TWO: Final = r"(\\[dtc]?frac|\\[dt]?binom)\s*"
_SINGLE: Final = (
    (re.compile(r"([\^_]|\\sqrt(?:\[[^\]]*\])?)\s*(\d)"), r"\1{\2}"),
    (re.compile(rf"{_OF_TWO}(\d)"), r"\1{\2}"),
    (re.compile(rf"{_OF_TWO}({_BRACES}|\\[A-Za-z]+|[A-Za-z])\s*(\d)"), r"\1 \2{\3}"),
)


def plain_tex(code: str) -> str:
    """Return a formula as docutils reads it right: where TeX takes one digit as an argument, docutils takes the whole number behind it."""
    for pattern, braced in _SINGLE:
        code = pattern.sub(braced, code)
    return code


def mathml(code: str, *, block: bool) -> str:
    """Return a TeX formula as MathML, with the TeX as its spoken alternative.

    Raises:
        Exception: Docutils cannot read it; it has no one class for its errors.
    """
    from docutils.utils.math.latex2mathml import tex2mathml

    given = code.strip()
    # One environment stands for all that put equations below one another.
    code = re.sub(r"\\(begin|end)\{(align|split|gather|gathered|eqnarray|multline)\*?\}", r"\\\1{aligned}", given)
    rows = [row for row in re.split(r"\n\s*\n", code) if row.strip()]
    if block and len(rows) > 1 and "\\begin" not in code:
        code = r" \\ ".join(rows)
    text = str(tex2mathml(plain_tex(code), as_block=block)).replace('"ams-align">', '"ams-align" displaystyle="true">')
    return text.replace("<math ", f'<math alttext="{escape(" ".join(given.split()))}" ', 1)


# ---- on the web ----


def _written(node: nodes.Element, *, block: bool) -> str:
    try:
        return mathml(node.astext(), block=block)
    except Exception as error:  # noqa: BLE001 - docutils has no one class for its errors
        what = (
            f"the formula stays as typed: {' '.join(str(error).split())} Write it otherwise, or have a copy of MathJax set all formulas: put it into a "
            'folder of html_static_path, and set mathjax_path = "mathjax/tex-mml-chtml.js"'
        )
        warn(what, code=Code.MARKUP.value, location=node)
        return f"<code>{escape(node.astext().strip())}</code>"


def _inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f"{self.starttag(node, 'span', '', CLASS='math notranslate nohighlight')}{_written(node, block=False)}</span>")
    raise nodes.SkipNode


def _display(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, sphinx_words("Link to this equation"))
        self.body.append("</span>")
    scrolls = ' tabindex="0"' if len(node.astext()) > _NARROW else ""
    self.body.append(f'<span class="impact-formula"{scrolls}>{_written(node, block=True)}</span></div>\n')
    raise nodes.SkipNode


def choose(app: Sphinx, config: Config) -> None:
    """At ``config-inited``: have formulas written as MathML on a website of our theme, unless the author has chosen anything else."""
    if is_set(config, "html_math_renderer"):
        return
    others = [name for name in app.registry.html_inline_math_renderers if name not in WITH_SCRIPT]
    own_mathjax = any(is_set(config, f"mathjax{number}_{name}") for name in _OF_MATHJAX for number in ("", "2", "3", "4"))
    if not others:
        config["html_math_renderer"] = "mathjax" if own_mathjax or config.html_theme != "sphinx_impact" else RENDERER
    elif len(others) == 1:
        config["html_math_renderer"] = others[0]  # as Sphinx does, which knows of no third one


def note(app: Sphinx, document: nodes.document) -> None:
    """At ``doctree-read``: note that a page has a formula."""
    if next(document.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)), None) is not None:
        app.env.metadata[app.env.docname][_NOTED] = True


def say_elsewhere(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: say that pages with formulas load a script from elsewhere, where the author has chosen what does so."""
    config = app.config
    if app.builder.name not in WEB or config.html_theme != "sphinx_impact" or not any(_NOTED in known for known in env.metadata.values()):
        return
    if config.html_math_renderer == "mathjax" and _ELSEWHERE.match(config.mathjax_path):
        name = "mathjax_path" if is_set(config, "mathjax_path") else "html_math_renderer"
        _logger.info(
            "hint: pages with formulas load %s, from another host: put a copy of MathJax into a folder of html_static_path and name it in mathjax_path; "
            "or set neither this nor html_math_renderer, and formulas need no script [impact.config]",
            config.mathjax_path,
            location=setting_place(Path(app.confdir), name),
        )


def setup(app: Sphinx) -> None:
    """Register what writes formulas."""
    app.add_html_math_renderer(RENDERER, (_inline, None), (_display, None))
    app.connect("config-inited", choose)
    app.connect("doctree-read", note)
    app.connect("env-updated", say_elsewhere)
