"""The role ``stat``: the way a number gets into a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxRole

from sphinx_impact.authoring import missing
from sphinx_impact.domain import ImpactDomain, Use
from sphinx_impact.figures import in_prose, plain
from sphinx_impact.messages import warn
from sphinx_impact.model.changes import change
from sphinx_impact.model.entities import Form
from sphinx_impact.model.problems import Code
from sphinx_impact.nodes import impact_erratum, impact_figure

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.nodes import Node, system_message

    from sphinx_impact.model.entities import Figure

_TEXT = re.compile(r"(?P<address>\S+)(\s+(?P<form>\S+))?")
_FORMS = (*(form.value for form in Form), "change")


class StatRole(SphinxRole):
    """``{stat}`KEY[@PERIOD][/COLUMN] [full|compact|words|change]```.

    Resolved while the page is read, into the final text: so titles, tables of contents, the search index and the
    navigation of an ePub have it too.
    """

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the figure, or a visible mark and a warning."""
        found = _TEXT.fullmatch(self.text.strip())
        if found is None:
            self._warn(Code.ADDRESS, "the role stat is empty; write the address of a figure" if not self.text.strip() else self._too_much())
            return [missing(self.text.strip() or "stat")], []
        address, form = found["address"], found["form"] or ""
        if form and form not in _FORMS:
            self._warn(Code.VALUE, f"“{form}” is no form of a figure; use {', '.join(_FORMS)}")
            form = ""
        domain = self.env.domains["impact"]
        assert isinstance(domain, ImpactDomain)
        domain.depend(self.env.docname, domain.report.files_of(address))
        figure = domain.report.figure(address)
        if figure is None:
            self._warn(Code.ADDRESS, domain.report.explain(address))
            return [missing(address)], []
        if figure.value is None:
            self._warn(Code.NUMBER, f"{figure.address} has no number: “{figure.text or 'not reported'}” at {figure.origin}")
            return [missing(figure.text or address)], []
        domain.note_use(self.env.docname, Use(figure.address, "figure", ""))
        made = [self._node(domain, figure, form)]
        if form != "change" and domain.report.errata_of(figure.address):
            made.append(impact_erratum("", "", address=figure.address))
        return made, []

    def _node(self, domain: ImpactDomain, figure: Figure, form: str) -> nodes.Node:
        assert figure.value is not None
        if form == "change":
            delta = change(figure, domain.report.previous(figure))
            text = domain.formats.change_sign(delta)
            if delta.value is None:
                self._warn(Code.ADDRESS, f"{figure.address} has no change to print: {delta.reason}")
            return impact_figure(text, text, value=plain(delta.value), parts=[("text", text)], classes=["impact-figure"])
        printed = domain.formats.figure(
            figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier, form=Form(form) if form else figure.form
        )
        return in_prose(printed, figure.value)

    def _too_much(self) -> str:
        return f"“{self.text.strip()}” is more than an address and a form; write one figure per role"

    def _warn(self, code: Code, message: str) -> None:
        source, line = self.get_source_info()
        warn(message, code=code.value, location=f"{source or self.env.doc2path(self.env.docname)}:{line or self.lineno or 1}")
