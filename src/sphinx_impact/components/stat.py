"""``stat-card``, ``stat-grid`` and the role ``stat``: figures from the data, or typed in place."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from sphinx_impact.components.base import ImpactDirective, missing, slug, texts
from sphinx_impact.components.folding import fold_items
from sphinx_impact.components.nodes import (
    impact_box,
    impact_drawing,
    impact_erratum,
    impact_figure,
    impact_list,
    impact_ornament,
    impact_stat,
    paragraph,
)
from sphinx_impact.components.values import in_card, in_prose, plain_change, printed_words, restated_words, source_nodes, standing
from sphinx_impact.domain import Use, domain_of
from sphinx_impact.messages import _, warn
from sphinx_impact.model.addresses import CALL, before, is_address, split_addresses
from sphinx_impact.model.entities import Address, AmountKind, Figure, Form, Good, Period, Text
from sphinx_impact.model.names import hint
from sphinx_impact.model.numbers.change import Change, Direction, change
from sphinx_impact.model.numbers.parse import NumberError, Quantity, parse_quantity
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message
    from sphinx.util.typing import OptionSpec

    from sphinx_impact.domain import ImpactDomain

SHORTEST = 3
"""The fewest values that a card draws a line of."""


class StatCard(ImpactDirective):
    """One headline figure, with its label, its change and its source.

    Argument: A value as you would write it, ``607+ PB``, or the address of a figure, ``pypi.downloads@2022``.

    Content: A sentence or two of detail.

    Options:
        label (text): What the figure is; needed for a typed value. Default: the label in the data.
        unit (text): What is counted, where neither value nor label says it. Default: the unit in the data.
        previous (value): The value of the period before, typed in the same way; the card then says what changed. A figure of the data has it.
        period (id of a period): The period of a typed value.
        good (``up``, ``down``, ``neither``): Which direction is good news. Default: that of the data, else ``neither``.
        form (``full``, ``compact``, ``words``): How the number is printed: 284,000, 284K or 284 thousand. Default: as it is written.
        source (text): Where a typed figure comes from. Default: the source in the data.
        decimal (``"."``, ``","``): The decimal separator of a typed value. Default: decided by the page's language.
        sparkline (``yes``, ``no``): Whether a figure with three periods or more gets a small line. Default: ``yes``.
    """

    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = texts("label unit period previous good form source decimal sparkline")

    def build(self) -> list[nodes.Node]:
        """Return the target and the card."""
        written = self.arguments[0].strip() if self.arguments else ""
        if not written:
            self.warn(Code.DIRECTIVE, "stat-card has no value; write one behind its name, such as “607+ PB”, or the address of a figure")
            return self._card("value", missing(_("no value")), None)
        if is_address(written) or self.report.knows(written):
            return self._from_data(written)
        return self._typed(written)

    # ---- from the data ----

    def _from_data(self, address: str) -> list[nodes.Node]:
        self.depend(*self.report.files_of(address))
        figure = self.report.figure(address)
        if figure is None:
            self.warn(Code.ADDRESS, self.report.explain(address))
            return self._card(slug(address), missing(address), None, at=address)
        self.without_effect(
            ("period", "previous", "decimal"),
            "it is for values typed in place; a figure of the data has its own, and its address can name a period: KEY@PERIOD",
        )
        form = Form(self.choice("form", [*Form], figure.form.value))
        figure = dataclasses.replace(figure, good=Good(self.choice("good", [*Good], figure.good.value)))
        previous = self.report.previous(figure)
        return self._card(slug(address), self._value(figure, form), figure, previous, at=address)

    def _value(self, figure: Figure, form: Form) -> nodes.Node:
        if figure.value is None:
            return missing(figure.text or _("not reported"))
        unit = self._unit(figure)
        return in_card(self.formats.printed(figure, form, symbols=True), figure.value, unit)

    def _unit(self, figure: Figure) -> str:
        """Return the unit to print behind the number: none where the label says it, nor for money and percents."""
        given = self.option("unit")
        unit = given or figure.unit
        if figure.money or unit in ("percent", "%"):
            self.without_effect(("unit",), "the sign of money or percent stands at the number")
            return ""
        label = self.options.get("label", "") or str(figure.label)
        return "" if re.search(rf"\b{re.escape(unit)}\b", label, re.IGNORECASE) else unit

    # ---- typed in place ----

    def _typed(self, written: str) -> list[nodes.Node]:
        self.without_effect(("sparkline",), "a line is drawn of figures of the data only")
        quantity = self._quantity(written)
        anchor = slug(self.options.get("label", "") or written) or "value"
        if quantity is None:
            self.without_effect(("previous", "form", "good", "unit", "period"), "the value is no number")
            return self._card(anchor, nodes.Text(written), None)
        self._check_period()
        figure = self._figure(quantity)
        form = Form(self.choice("form", [*Form], quantity.form.value))
        previous = None
        if "previous" in self.options:
            earlier = self._quantity(self.option("previous"))
            previous = dataclasses.replace(self._figure(earlier), period=self._earlier(figure.period)) if earlier else None
        return self._card(anchor, self._value(figure, form), figure, previous)

    def _earlier(self, period: Period | None) -> Period | None:
        """Return the period that a typed `previous` is of; one unlike all that are declared says nothing of its length."""
        return None if period is None else before(period, self.report.profile.periods.values())

    def _check_period(self) -> None:
        wanted, periods = self.option("period"), self.report.profile.periods
        if wanted and wanted not in periods:
            self.depend(*self.report.files_for("report"))
            known = f"there are {', '.join(periods)}" if periods else f"declare it under periods in {self.report.data}/report.yaml"
            self.warn(
                Code.PERIOD,
                f"the period {quoted(wanted)} is not declared{hint(wanted, periods) or f'; {known}'}",
                line=self._option_line("period"),
            )

    def _quantity(self, written: str) -> Quantity | None:
        try:
            return parse_quantity(written, self.notation, self.report.profile.currency)
        except NumberError as error:
            self.warn(Code.NUMBER, f"“{written}” is shown as it is typed: {error}")
            return None

    def _figure(self, quantity: Quantity) -> Figure:
        periods = self.report.profile.periods
        period = periods.get(self.option("period"))
        return Figure(
            address=Address(""),
            value=quantity.value,
            kind=AmountKind.NUMBER,
            text=quantity.text,
            unit=quantity.unit,
            money=quantity.money,
            label=Text(self.options.get("label", ""), self.origin()),
            period=period,
            qualifier=quantity.qualifier,
            form=quantity.form,
            good=Good(self.choice("good", [*Good], Good.NEITHER.value)),
            origin=self.origin(),
        )

    # ---- the card ----

    def _card(
        self, anchor: str, value: nodes.Node, figure: Figure | None, previous: Figure | None = None, *, at: str = ""
    ) -> list[nodes.Node]:
        target = self.target(f"stat-{anchor}")
        # A card with nothing on it has nothing to quote.
        card = impact_stat("", classes=["impact-stat"], **({"cite": target["ids"][0]} if figure or isinstance(value, nodes.Text) else {}))
        self.set_source_info(card)
        card += paragraph(value, classes="impact-stat-value")
        if "label" in self.options:
            card += self.text(nodes.paragraph, self.options["label"], classes=["impact-stat-label"])
        elif figure and str(figure.label):
            card += self.text(nodes.paragraph, figure.label, classes=["impact-stat-label"])
        elif not at:
            self.warn(Code.MISSING, "stat-card has no label; say what the figure is with :label:")
        if self.content:
            detail = impact_box("", classes=["impact-stat-detail"])
            detail += self.parse_content_to_nodes()
            card += detail
        if figure and previous and figure.value is not None:
            card += self._change(figure, previous)
        if figure and at and self.choice("sparkline", ("yes", "no"), "yes") == "yes":
            card += self._sparkline(figure)
        self._remarks(card, figure)
        if at and figure:
            self.domain.note_use(self.env.docname, Use(str(figure.address), "stat", target["ids"][0]))
        if at and figure and self.report.is_own(figure.address):
            card["figure"] = str(figure.address)
        if figure and figure.period:
            card["period"] = self.formats.period(figure.period)
        return [target, card]

    def _change(self, figure: Figure, previous: Figure) -> nodes.paragraph:
        delta: Change = change(figure, previous)
        better = {True: "impact-better", False: "impact-worse", None: "impact-level"}[delta.better]
        node = paragraph(nodes.Text(self.formats.change_words(delta, previous.period)), classes=f"impact-stat-change {better}")
        arrow = {Direction.UP: "▲", Direction.DOWN: "▼"}.get(delta.direction) if delta.direction else None
        if arrow:
            node.insert(0, impact_ornament("", "", ornament=f"{arrow} ", classes=["impact-arrow"]))
        return node

    def _sparkline(self, figure: Figure) -> list[nodes.Node]:
        """Return the place of a small line over the periods up to this one, where there are three at least; the words say its change."""
        series = self.report.series(figure.address)
        end = figure.period.end if figure.period is not None else None
        values = [each.value for each in series if end is not None and each.period is not None and each.period.end <= end]
        return [impact_drawing("", values=values)] if sum(value is not None for value in values) >= SHORTEST else []

    def _remarks(self, card: impact_stat, figure: Figure | None) -> None:
        for erratum in self.report.errata_of(figure.address) if figure else ():
            words = _("Printed as %s.") % printed_words(self.formats, erratum)
            if erratum.said_in:
                words = restated_words(self.formats, erratum)
            card += paragraph(nodes.Text(words), impact_erratum("", "", address=str(erratum.figure.address)), classes="impact-printed")
        if figure and figure.note:
            card += self.text(nodes.paragraph, figure.note, classes=["impact-stat-note"])
        line: list[nodes.Node] = []
        if "source" in self.options:
            line = [nodes.Text(_("Source: ")), *self.words(self.options["source"])]
            card["document"] = len(line)
        elif figure and figure.source:
            line = [nodes.Text(_("Source: ")), *source_nodes(self.report, figure.source)]
            card["document"] = 2  # what follows is the place in it
        for word in standing(self.formats, figure.as_of, figure.status) if figure else ():
            line.append(nodes.Text(f" · {word}" if line else word))
        if line:
            card += paragraph(*line, classes="impact-source")


class StatGrid(ImpactDirective):
    """Several headline figures, side by side.

    Content: ``stat-card`` directives. Leave it out where ``keys`` lists figures.

    Options:
        keys (addresses): Figures of the data, separated by commas or spaces, one card for each.
    """

    option_spec: ClassVar[OptionSpec] = texts("keys")

    def build(self) -> list[nodes.Node]:
        """Return the list."""
        grid = impact_list("", classes=["impact-stats"])
        self.set_source_info(grid)
        for key in split_addresses(self.options.get("keys", "")):
            grid += nodes.list_item("", *card_at(self, key), classes=["impact-stats-item"])
        others: list[nodes.Node] = []
        pending: list[nodes.Node] = []
        for node in self.parse_content_to_nodes() if self.content else []:
            if isinstance(node, nodes.target):
                pending.append(node)
            elif isinstance(node, impact_stat):
                grid += nodes.list_item("", *pending, node, classes=["impact-stats-item"])
                pending = []
            else:
                others += [*pending, node]
                pending = []
        if not grid.children:
            self.warn(Code.DIRECTIVE, "stat-grid has no cards; write stat-card directives in it, or addresses in :keys:")
        if any(not isinstance(node, nodes.comment | nodes.system_message | nodes.target) for node in others):
            self.warn(Code.DIRECTIVE, "stat-grid holds something that is no stat-card; it is set below the cards")
        if not grid.children:
            return others
        shared = _shared_source(grid)
        fold_items(grid, self.env, self.state.document)
        return [grid, *shared, *others]


def card_at(place: ImpactDirective, key: str) -> list[nodes.Node]:
    """Return the card of a figure of the data, as if it were written where another directive stands."""
    state, machine = place.state, place.state_machine
    return StatCard("stat-card", [key], {}, place.content[:0], place.lineno, place.content_offset, "", state, machine).run()


def _shared_source(grid: impact_list) -> list[nodes.Node]:
    """Take the source out of the cards of a grid that all have the same, and return the line that names it once, below them.

    Where the places in a document differ, each card keeps its own.
    """
    cards = [node for item in grid.children for node in item.children if isinstance(node, impact_stat)]
    lines = [
        next((node for node in card.children if isinstance(node, nodes.paragraph) and "impact-source" in node["classes"]), None)
        for card in cards
    ]
    given = [
        line.children[: card["document"]] if line is not None and "document" in card else []
        for card, line in zip(cards, lines, strict=True)
    ]
    if len(cards) < 2 or not given[0] or len({"".join(map(str, nodes_)) for nodes_ in given}) > 1:
        return []
    rests = [line.children[len(given[0]) :] for line in lines if line is not None]
    same = len({"".join(map(str, rest)) for rest in rests}) == 1
    shared = paragraph(*given[0], *(rests[0] if same else []), classes="impact-source impact-stats-source")
    for card, line, rest in zip(cards, lines, rests, strict=True):
        assert line is not None
        card["source"] = line.astext()
        card.remove(line)
        if rest and not same:
            first = str(rest[0]).removeprefix(", ").removeprefix(" · ")
            line.children = []
            line += [nodes.Text(first), *rest[1:]]
            card.append(line)
    return [shared]


_TEXT = re.compile(rf"(?P<address>{CALL}(?:@\S+)?|\S+)(\s+(?P<form>\S+))?")
_FORMS = (*(form.value for form in Form), "change")


class StatRole(SphinxRole):
    """A figure of the data, inside a sentence: ``{stat}`lending.loans@fy23 words```.

    Write the address of the figure and, if you like, how to print it: ``full`` (284,000), ``compact`` (284K), ``words`` (284 thousand) or
    ``change`` (+6%). The role prints the number with its currency or percent sign and its qualifier, never the noun. It works in titles, too.
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
        domain = domain_of(self.env)
        domain.depend(self.env.docname, domain.report.files_of(address))
        figure = domain.report.figure(address)
        if figure is None:
            self._warn(Code.ADDRESS, domain.report.explain(address))
            return [missing(address)], []
        if figure.value is None:
            self._warn(Code.NUMBER, f"{figure.address} has no number: “{figure.text or 'not reported'}” at {figure.origin}")
            return [missing(figure.text or address)], []
        domain.note_use(self.env.docname, Use(str(figure.address), "figure", ""))
        made = [self._node(domain, figure, form)]
        if form != "change" and domain.report.errata_of(figure.address):
            made.append(impact_erratum("", "", address=str(figure.address)))
        return made, []

    def _node(self, domain: ImpactDomain, figure: Figure, form: str) -> nodes.Node:
        assert figure.value is not None
        if form == "change":
            delta = change(figure, domain.report.previous(figure))
            text = domain.formats.change_sign(delta)
            if delta.value is None:
                self._warn(Code.ADDRESS, f"{figure.address} has no change to print: {delta.reason}")
            return impact_figure(text, text, value=plain_change(delta), parts=[("text", text)], classes=["impact-figure"])
        return in_prose(domain.formats.printed(figure, Form(form) if form else None), figure.value)

    def _too_much(self) -> str:
        return f"“{self.text.strip()}” is more than an address and a form; write one figure per role"

    def _warn(self, code: Code, message: str) -> None:
        source, line = self.get_source_info()
        warn(message, code=code.value, location=f"{source or self.env.doc2path(self.env.docname)}:{line or self.lineno or 1}")
