"""Words from data files as nodes: emphasis, links, code and a few roles are understood, and nothing that runs, reads or copies.

Data come from exports and from people who send changes; pages are written by those who may write anything. So the words of data files
are parsed with a list of what is allowed: first by the parser of the page, which calls nothing else, then by the nodes that came out.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx import addnodes

from sphinx_impact.components.nodes import impact_erratum, impact_figure, impact_literal_number, impact_missing
from sphinx_impact.model.loading.fields import link_problem

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from sphinx.environment import BuildEnvironment

ROLES: Final = frozenset(
    {
        "stat",
        "literal-number",
        *("abbr", "abbreviation", "code", "emphasis", "literal", "strong", "sub", "subscript", "sup", "superscript"),
        *("doc", "numref", "ref", "term"),
    }
)
"""Roles that words of a data file may use: our own, those that only change how words look, and those that lead to a place of the report."""

_TOKENS: Final = frozenset(
    {"text", "text_special", "softbreak", "hardbreak", "code_inline", "em_open", "em_close", "strong_open", "strong_close"}
)
_NODES: Final = (
    nodes.Text,
    nodes.inline,
    nodes.emphasis,
    nodes.strong,
    nodes.literal,
    nodes.abbreviation,
    nodes.subscript,
    nodes.superscript,
    nodes.title_reference,
    nodes.reference,
    addnodes.pending_xref,
    impact_figure,
    impact_missing,
    impact_erratum,
    impact_literal_number,
)
_RULE = "impact_label"


class Label:
    """Parses the words of data files on one page.

    Attributes:
        refused: What was met and not understood, as it is written.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self.refused: list[str] = []

    def parse(self, state: Any, text: str, line: int) -> list[nodes.Node]:
        """Return words as nodes.

        Args:
            state: Of the directive in whose place they stand.
            line: Row of the directive.
        """
        renderer = getattr(state, "_renderer", None)
        if renderer is None:
            inliner = _Inliner.like(state.inliner, self.refused)
            children, _messages = inliner.parse(text, line, state.memo, state.parent)
        else:
            self._prepare(renderer.md)
            renderer.md_env[_RULE] = self
            try:
                children, _messages = state.inline_text(text, line)
            finally:
                del renderer.md_env[_RULE]
        holder = nodes.inline("", "", *children)
        self._keep_allowed(holder)
        return list(holder.children)

    # ---- Markdown: tokens, before anything is made of them ----

    @staticmethod
    def _prepare(md: Any) -> None:
        """Have the parser of the page, which takes what its project has switched on, ask us about its tokens."""
        if _RULE not in md.core.ruler.get_all_rules():
            md.core.ruler.push(_RULE, _filter)

    def filter(self, tokens: Iterable[Token]) -> list[Token]:
        """Return the tokens that are allowed, and the others as the text they were."""
        kept: list[Token] = []
        open_links: list[bool] = []
        for token in tokens:
            if token.type == "link_open":
                href = str(token.attrGet("href") or "")
                open_links.append(self._leads_well(href))
                if open_links[-1]:
                    token.attrs = {name: value for name, value in token.attrs.items() if name in {"href", "title"}}
                    kept.append(token)
                else:
                    self.refused.append(f"]({unquote(href)})")
            elif token.type == "link_close":
                if open_links.pop():
                    kept.append(token)
            elif token.type in _TOKENS:
                token.attrs = {}
                kept.append(token)
            elif token.type == "myst_role" and token.meta.get("name") in ROLES:
                kept.append(token)
            else:
                kept.append(_as_text(token, self._written(token)))
        return kept

    def _written(self, token: Token) -> str:
        """Return a token as it was written, and note it unless it is harmless."""
        if token.type == "math_inline":
            return f"{token.markup}{token.content}{token.markup}"  # mostly two amounts of money
        if token.nesting:  # a mark around words, such as that of a strikethrough, whose words stay
            return token.markup
        if token.type == "myst_role":
            written = f"{{{token.meta['name']}}}`{token.content}`"
        elif token.type == "image":
            self.refused.append(f"![]({unquote(str(token.attrGet('src') or ''))})")
            return token.content
        elif token.type.startswith("substitution"):
            written = f"{{{{{token.content}}}}}"
        elif token.type == "footnote_ref":
            written = f"[^{token.meta.get('label', '')}]"
        else:
            written = token.content or token.markup
        if not written.startswith("</"):
            self.refused.append(written)
        return written

    def _leads_well(self, href: str) -> bool:
        """Whether a Markdown link leads to the web, a mail address, or a place of the report: to any other file, it would publish the file."""
        if href.startswith("#"):
            return True
        if href.split(":", maxsplit=1)[0].lower() in {"http", "https", "mailto"}:
            return not link_problem(href)
        path = unquote(href.removeprefix("project:").split("#")[0])
        if ":" in path or "\0" in path or not path:
            return False
        _relative, full = self._env.relfn2path(path, self._env.docname)
        return self._env.path2doc(os.fspath(full)) in self._env.found_docs

    # ---- what came out ----

    def _keep_allowed(self, holder: nodes.Element) -> None:
        for child in list(holder.children):
            if type(child) not in _NODES:  # subclasses do other things: a reference may be a download
                if not isinstance(child, nodes.problematic):  # of which the parser has told
                    self.refused.append(getattr(child, "rawsource", "") or child.astext())
                holder.replace(child, nodes.Text(child.astext()))
                continue
            if isinstance(child, nodes.Element):
                self._keep_allowed(child)
            if isinstance(child, nodes.reference) and link_problem(child.get("refuri", "")):
                self.refused.append(child["refuri"])
                holder.replace(child, child.children)


def _filter(state: StateCore) -> None:
    label = state.env.get(_RULE)
    if isinstance(label, Label):
        for token in state.tokens:
            token.children = label.filter(token.children or [])


def _as_text(token: Token, text: str) -> Token:
    token.type, token.tag, token.nesting, token.content, token.children, token.attrs = "text", "", 0, text, None, {}
    return token


_Found = tuple[str, list[nodes.Node], str, list[Any]]


class _Inliner(Inliner):
    """The parser of reStructuredText for words, without what reads files, runs, or counts on the rest of the page."""

    refused: list[str]

    @classmethod
    def like(cls, other: Inliner, refused: list[str]) -> _Inliner:
        """Return one that is set up as the page's own."""
        made = cls()
        made.__dict__.update(other.__dict__)
        made.refused = refused
        return made

    def interpreted(  # type: ignore[override]
        self, rawsource: str, text: str, role: str, lineno: int
    ) -> tuple[Sequence[nodes.Node], list[nodes.system_message]]:
        """Ask the roles that are allowed."""
        if not role:
            return [nodes.title_reference(rawsource, text)], []
        if role.lower() in ROLES:
            made: tuple[Sequence[nodes.Node], list[nodes.system_message]] = super().interpreted(rawsource, text, role, lineno)
            return made
        self.refused.append(rawsource)
        return [nodes.Text(rawsource)], []

    def phrase_ref(self, before: str, after: str, rawsource: str, escaped: str, text: str | None = None) -> _Found:
        """Take links that carry their address; others name something that stands elsewhere on the page."""
        embedded = self.patterns.embedded_link.search(escaped)
        if embedded is None or (embedded[2].endswith("_") and not self.patterns.uri.match(embedded[2])):
            self.refused.append(rawsource)
            return before, [nodes.Text(rawsource)], after, []
        found: _Found = super().phrase_ref(before, after, rawsource, escaped, text)
        # The second node is a target that others of the page could refer to, once only.
        return found[0], [node for node in found[1] if isinstance(node, nodes.reference)], found[2], found[3]

    def _as_written(self, match: re.Match[str], lineno: int) -> _Found:
        """Leave a construct that is not understood as the text it is."""
        del lineno
        string, end = match.string, match.end()
        return string[:end], [], string[end:], []

    def _substitution(self, match: re.Match[str], lineno: int) -> _Found:
        closing = self.patterns.substitution_ref.search(match.string[match.end() :])
        if closing:
            self.refused.append(match.string[match.start("start") : match.end() + closing.end()])
        return self._as_written(match, lineno)

    def _footnote(self, match: re.Match[str], lineno: int) -> _Found:
        self.refused.append(match["whole"])
        return self._as_written(match, lineno)

    dispatch: dict[str, Any] = {  # noqa: RUF012 - as in the base class
        **Inliner.dispatch,
        "|": _substitution,
        "]_": _footnote,
        "_`": _as_written,
        "_": _as_written,
        "__": _as_written,
    }
