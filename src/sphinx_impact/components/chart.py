"""``data-chart`` and ``data-map``: values drawn, said in words, and listed in a table."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_impact.components.base import ImpactDirective, slug, texts
from sphinx_impact.components.folding import cell_node
from sphinx_impact.components.nodes import (
    impact_chart,
    impact_chart_caption,
    impact_chart_data,
    impact_chart_exhibit,
    impact_chart_table,
    impact_drawing,
    impact_entry,
    impact_row,
    paragraph,
)
from sphinx_impact.components.values import in_chart, plain
from sphinx_impact.domain import ChartUse, Use
from sphinx_impact.drawing.author_vega import SpecificationError, addresses, has_odd_config, is_cut, odd_marks, parse
from sphinx_impact.messages import _, warn
from sphinx_impact.model.addresses import split_addresses
from sphinx_impact.model.charts.build import ALL_OF_IT, ChartBuilder, ChartOptions, balanced
from sphinx_impact.model.charts.data import Reading, Rows, from_addresses, from_text
from sphinx_impact.model.charts.groups import Grouping, from_groups, names_grants
from sphinx_impact.model.charts.record import ALONG_AN_AXIS, KINDS, MAPS, Chart, ChartKind
from sphinx_impact.model.entities import Form, Qualifier, Scale, StatementType
from sphinx_impact.model.names import hint
from sphinx_impact.model.numbers.parse import NumberError, parse_quantity
from sphinx_impact.model.page_names import chart_name
from sphinx_impact.model.problems import Code, Problem, quoted

if TYPE_CHECKING:
    from decimal import Decimal

    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.charts.record import Mark
    from sphinx_impact.model.entities import Text


def chart_table(chart: Chart, label: str, value: str, share: str = "", dots: str = "") -> impact_chart_table:
    """Return the table of a chart.

    Args:
        label: What stands above the labels.
        value: Above the values, where these are of one row only.
        share: What stands above the shares, where the table shows them; their texts are the drawing's.
        dots: What stands above the numbers of dots, where the table shows them.
    """
    if any(mark.target for mark in chart.marks):
        rows = [[nodes.Text(mark.label), nodes.Text(mark.target), _value(mark)] for mark in chart.marks]
        return _table([str(_("From")), str(_("To")), value], rows, labels=2)
    names = chart.series
    several = len(names) > 1
    if several and (by_place := _by_place(chart)):
        rows = [[nodes.Text(label), *(_value(by_place.get((label, name))) for name in names)] for label in chart.labels]
        return _table([label, *names], rows)
    rows = []
    for mark in chart.marks:
        row = [nodes.Text(_named(mark, several=several)), _value(mark)]
        row += [nodes.Text(mark.text if mark.share is not None else "")] if share else []
        row += [nodes.Text(str(mark.dots))] if dots else []
        rows.append(row)
    return _table([label, value, *filter(None, (share, dots))], rows)


def _by_place(chart: Chart) -> dict[tuple[str, str], Mark]:
    """Return the marks by label and series; nothing where two stand in one place."""
    found = {(mark.label, mark.series): mark for mark in chart.marks}
    return found if len(found) == len(chart.marks) else {}


def _named(mark: Mark, *, several: bool) -> str:
    return ", ".join(filter(None, (mark.label, mark.series))) if several else mark.label


def as_csv(chart: Chart) -> list[list[str]]:
    """Return the same values as rows for machines: full amounts, with a point; how exact they are, where some are not."""
    rough = any(mark.qualifier is not Qualifier.EXACT for mark in chart.marks)

    def cells(mark: Mark | None) -> list[str]:
        qualifier = [mark.qualifier.value if mark is not None and mark.value is not None else ""] if rough else []
        return [plain(mark.value if mark is not None else None), *qualifier]

    names = chart.series
    several = len(names) > 1
    if several and (by_place := _by_place(chart)) and not any(mark.target for mark in chart.marks):
        heads = [head for name in names for head in ([name, f"{name} qualifier"] if rough else [name])]
        rows = [[label, *(cell for name in names for cell in cells(by_place.get((label, name))))] for label in chart.labels]
        return [["label", *heads], *rows]
    ends = ["from", "to"] if any(mark.target for mark in chart.marks) else ["label"]
    rows = [
        [mark.label, mark.target, *cells(mark)] if len(ends) > 1 else [_named(mark, several=several), *cells(mark)] for mark in chart.marks
    ]
    return [[*ends, "value", *(["qualifier"] if rough else [])], *rows]


def _value(mark: Mark | None) -> nodes.Node:
    if mark is None or mark.value is None:
        return nodes.Text((mark.full if mark is not None else "") or str(_("not reported")))
    return in_chart(mark.full, mark.value, mark.qualifier)


def _table(heads: list[str], rows: list[list[nodes.Node]], labels: int = 1) -> impact_chart_table:
    table = impact_chart_table("", classes=["impact-chart-table", "colwidths-auto"])
    group = nodes.tgroup("", cols=len(heads))
    widths = [max([len(head), *(len(row[at].astext()) for row in rows)]) for at, head in enumerate(heads)]
    group += [nodes.colspec("", colwidth=min(max(width, 8), 44)) for width in widths]
    head = nodes.thead()
    line = impact_row("", opens=False)
    for at, text in enumerate(heads):
        line += _entry(nodes.Text(text), scope="col", number=at >= labels)
    head += line
    body = nodes.tbody()
    for row in rows:
        line = impact_row("", opens=False)
        for at, child in enumerate(row):
            line += _entry(child, scope="row" if at == 0 else "", number=at >= labels)
        body += line
    group += [head, body]
    table += group
    return table


def _entry(child: nodes.Node, *, scope: str, number: bool) -> impact_entry:
    return impact_entry("", cell_node(child), scope=scope, classes=["impact-amount"] if number else [])


_MARKUP = re.compile(r"[*_`\\[\]<>|{}&]")
"""Without such a character a label has no markup."""


class ChartDirective(ImpactDirective):
    """What charts and maps share.

    Argument: The title: the message of the exhibit.

    Content: Values as CSV, a label and a value in each row. Leave it out where ``data`` lists figures.

    Options:
        data (addresses): Figures of the data, separated by commas; or ``grants``, a list such as ``lists/members.csv``, a statement, or
            ``STATEMENT.LINE.*``: what is in a line.
        by (columns): Of grants, a list or a statement: the column whose words become the labels, and another one whose words become rows of
            values. Grants have ``program``, ``country``, ``year`` and ``recipient``, a statement its ``section``. Default of grants:
            ``program``, on a map ``country``.
        sum (column): The column of a list whose numbers are added up. Default: its rows are counted.
        count (flag): The grants are counted. Default: their amounts are added up.
        where (condition): Only some of the grants, or of a list: ``program is travel and country is KE``.
        title (text): The title, if it is not written behind the name.
        subtitle (text): A line below the title.
        description (text, ``auto``): What the drawing shows, for those who do not see it; ``auto`` has it written from the values.
        form (``auto``, ``full``, ``compact``, ``words``): How values are printed. Default: ``auto``.
        scale (``units``, ``thousands``, ``millions``): What the amounts are printed in. Default: ``units``.
        unit (text): Unit of values that are typed without one: a noun, ``%``, or a currency by its code or sign.
        decimal (``"."``, ``","``): The decimal separator of typed values. Default: decided by the page's language.
        source (text): Where the values come from, if the data do not say it.
        name (name): A name, for references to the exhibit.
        formerly (names): Names that it had before, separated by spaces or commas: addresses of its page that others have still lead to it.
    """

    optional_arguments = 1
    kinds: ClassVar[tuple[ChartKind, ...]]
    kind_option: ClassVar[str]
    option_spec: ClassVar[OptionSpec] = {
        **texts("name formerly title data by sum where subtitle description form scale unit decimal source"),
        "count": directives.flag,
    }

    def build(self) -> list[nodes.Node]:
        """Return the target and the exhibit."""
        self.title = self.arguments[0].strip() if self.arguments else self.option("title")
        if not self.title:
            self.warn(Code.MISSING, f"{self.name} has no title; write its message behind its name, or as the option title")
        self.kind = self._kind()
        self.wording = self.formats.wording
        if self.kind is ChartKind.VEGA_LITE:
            return self._written()
        found = self._rows()
        self._say_all(found)
        if not found.rows:
            if not found.problems:
                self.warn(Code.MISSING, f"{self.name} has no values; name them in :data:, or write them as CSV below the options")
            return self._exhibit(Chart(self.kind), "")
        builder = ChartBuilder(found, self._chart_options(), self.formats, self.wording, self.origin())
        chart = builder.chart()
        self.warn_all(builder.problems)
        if found.unit == "percent":
            self.options.pop("scale", None)
        for row in found.rows:
            if not row.typed:
                self.domain.note_use(self.env.docname, Use(str(row.address), "figure", ""))
        return self._exhibit(
            chart,
            builder.description(chart),
            self._table(builder.listed, found),
            found,
            as_csv(builder.listed),
            describe=bool(chart.marks) and not found.problems,
        )

    def _kind(self) -> ChartKind:
        given = self.option(self.kind_option)
        known = [kind.value for kind in self.kinds]
        if given and given not in known:
            self.warn(Code.KEY, f"there is no {self.kind_option} “{given}” of {self.name}{hint(given, known)}; use {', '.join(known)}")
        return ChartKind(given) if given in known else self.kinds[0]

    # ---- values ----

    def _rows(self) -> Rows:
        words = split_addresses(self.options.get("data", ""))
        if words:
            if self.content:
                self.warn(Code.DIRECTIVE, f"{self.name} has values both in :data: and below the options; those below are left out")
            return self._at(words)
        text = "\n".join(self.content)
        return from_text(text, self.origin(self.content_line), self._reading()) if text.strip() else Rows()

    def _at(self, words: list[str], *, spread: bool | None = None) -> Rows:
        """Return the values at addresses."""
        if "by" in self.options or any(names_grants(self.report, word) for word in words):
            return from_groups(self.report, words, Grouping.of(self.options, on_map=self.kind in MAPS), self._reading(), self.formats)
        self.without_effect(("sum", "count", "where"), "it is for what is grouped: name the column with :by:")
        spread = self.kind in ALONG_AN_AXIS if spread is None else spread
        sequence = self.kind in {ChartKind.LINE, ChartKind.STACKED}
        return from_addresses(self.report, words, self._reading(), spread=spread, sequence=sequence)

    def _reading(self) -> Reading:
        return Reading(
            self.origin(),
            self.report.profile.currency,
            self.notation,
            self.options.get("unit", ""),
            self.formats.period,
            self._plain,
        )

    def _plain(self, label: Text) -> str:
        """Return the words of a label: a drawing has no markup."""
        if not _MARKUP.search(str(label)):
            return str(label)
        made = self.text(nodes.inline, label)
        return "".join(child.astext() for child in made.children if not isinstance(child, nodes.system_message))

    def _say_all(self, found: Rows) -> None:
        self.depend(*dict.fromkeys(found.files))
        self.warn_all(found.problems)

    def _chart_options(self) -> ChartOptions:
        form = self.choice("form", [*Form, "auto"], "auto")
        scale = Scale(self.choice("scale", [*Scale], Scale.UNITS.value))
        return ChartOptions(self.kind, "trend" in self.options, self._start(), None if form == "auto" else Form(form), scale)

    def _start(self) -> Decimal | None:
        written = self.option("start")
        if not written:
            return None
        try:
            return parse_quantity(written, self.notation, self.report.profile.currency).value
        except NumberError as error:
            self.warn(Code.NUMBER, f"the option start: {error}")
            return None

    # ---- words ----

    def _description(self, auto: str, *, wanted: bool) -> nodes.TextElement:
        """Return the description: the author's, or the generated one.

        Args:
            wanted: Whether to say that there is none.
        """
        given = self.option("description")
        if given and given != "auto":
            return self.text(nodes.paragraph, given, classes=["impact-chart-description"])
        if wanted and (not given or not auto):
            hand = "describe in it what the drawing shows, or write :description: auto" if auto else "describe in it what the drawing shows"
            warn(
                f"{quoted(self.title or self.name)} has no description for those who do not see it; add the option description, and {hand}",
                code=Code.DESCRIPTION.value,
                location=str(self.origin()),
                error=True,
            )
        return paragraph(nodes.Text(auto), classes="impact-chart-description impact-chart-auto")

    def _subtitle(self, chart: Chart) -> nodes.TextElement | None:
        if subtitle := self.option("subtitle"):
            return self.text(nodes.paragraph, subtitle, classes=["impact-chart-subtitle"])
        if chart.marks and (scope := self._scope()):
            return paragraph(nodes.Text(scope), classes="impact-chart-subtitle")
        return None

    def _scope(self) -> str:
        scale = self.option("scale")
        known = scale in {*Scale}
        return self.formats.scope(StatementType.SCHEDULE, [], [], Scale(scale), self._currency) if known else ""

    # ---- the table ----

    _currency = ""

    def _table(self, chart: Chart, found: Rows) -> impact_chart_table:
        self._currency = found.unit if found.money and not found.mixed else ""
        parts = chart.kind in {ChartKind.DOTS, ChartKind.MOSAIC}
        label = found.head or (_("Period") if found.over_time else _("Region") if chart.kind in MAPS else _("Item"))
        value = self._scope() if self.options.get("scale") else ""
        unit, money = ("", False) if found.mixed else (found.unit, found.money)
        value = value or str(_("Amount") if money else _("Share") if unit == "percent" else unit[:1].upper() + unit[1:] or _("Value"))
        share = str(_("Share")) if parts and unit != "percent" and any(mark.share is not None for mark in chart.marks) else ""
        return chart_table(
            chart,
            str(label),
            value,
            share,
            str(_("Dots")) if chart.kind is ChartKind.DOTS and any(mark.dots for mark in chart.marks) else "",
        )

    # ---- the exhibit ----

    def _exhibit(
        self,
        chart: Chart,
        auto: str,
        table: impact_chart_table | None = None,
        found: Rows | None = None,
        rows: list[list[str]] | None = None,
        *,
        describe: bool = False,
    ) -> list[nodes.Node]:
        """Return the exhibit; where nothing can be drawn, what is left of it.

        Args:
            auto: The generated description.
            rows: The values for machines.
            describe: Whether to say that a description is missing.
        """
        name = slug(self.options.get("name", ""))  # which `add_name` takes out of the options
        anchor = self.option("name") or self.title or self.kind.value
        target = self.target(f"chart-{slug(anchor) or 'exhibit'}")
        exhibit = impact_chart_exhibit("", classes=["impact-exhibit", "impact-chart-exhibit"])
        figure = impact_chart("", classes=["impact-chart", f"impact-chart-{chart.kind.value}"])
        self.set_source_info(figure)
        title = self.text(impact_chart_caption, self.title or str(_("Chart")))
        if chart.marks or chart.spec:
            drawing = impact_drawing("", chart=chart, title=title.astext(), place=str(self.origin()), data=rows or [])
            drawing["anchor"], drawing["docname"] = target["ids"][0], self.env.docname
            figure += drawing
        figure += title
        subtitle = self._subtitle(chart)
        if subtitle is not None:
            figure += nodes.legend("", subtitle)
        if "name" in self.options:
            self.add_name(figure)
        description = self._description(auto, wanted=describe)
        data = impact_chart_data("", description, classes=["impact-chart-data"])
        if table is not None:
            table["label"] = title.astext()
            data += table
        exhibit += [figure, data]
        exhibit += [paragraph(nodes.Text(note), classes="impact-source") for note in (found.notes if found is not None else ())]
        if source := self.source_line(found.sources if found is not None else ()):
            exhibit += source
        if chart.marks or chart.spec:
            link = next(iter(source.findall(nodes.reference)), None) if source is not None else None
            self.domain.note_chart(
                self.env.docname,
                ChartUse(
                    chart,
                    title.astext(),
                    str(self.origin()),
                    anchor=target["ids"][0],
                    name=name,
                    formerly=tuple(split_addresses(self.options.get("formerly", ""))),
                    subtitle=subtitle.astext() if subtitle is not None else "",
                    description=description.astext(),
                    source=(source.astext() if source is not None else "", link.get("refuri", "") if link is not None else ""),
                    rows=tuple(map(tuple, rows or ())),
                    table=_printed(table) if table is not None else (),
                ),
            )
            figure["figure"] = chart_name(self.env.docname, target["ids"][0], name)
        return [target, exhibit]

    # ---- Vega-Lite by the author ----

    def _written(self) -> list[nodes.Node]:
        """Return the exhibit of a specification that the author wrote, as JSON or YAML."""
        spec = self._parsed()
        found = Rows()
        words = split_addresses(self.options.get("data", ""))
        if words:
            found = self._at(words, spread=True)
            self._say_all(found)
            spec = {**spec, "data": {"values": [self._record(row.words, row.series, row.value) for row in found.rows]}} if spec else {}
        faults = [
            f"the specification asks for {url}; nothing is fetched while building: write the values into data.values, or name them in :data:"
            for url in addresses(spec)
        ]
        faults += [f"{quoted(mark)} is no mark; write mark: bar, or mark: {{type: bar}}" for mark in odd_marks(spec)]
        for fault in faults:
            self.warn(Code.CHART, fault)
        if has_odd_config(spec):
            self.warn(Code.CHART, "the config of the specification is left out, since it is no mapping; write looks into it, or delete it")
        if is_cut(spec):
            self.warn(
                Code.CHART,
                "the bars of this chart do not start at zero, so that their lengths lie; remove the scale's domain or “zero: false”, or use points",
            )
        data = spec.get("data")
        values = data.get("values") if isinstance(data, dict) else None
        records = [record for record in values if isinstance(record, dict)] if isinstance(values, list) else []
        columns = list(dict.fromkeys(key for record in records for key in record))
        cells = [[_cell(record.get(column)) for column in columns] for record in records]
        if spec and not columns and not faults:
            self.warn(Code.CHART, "the chart has no table, since its specification has no data.values at its top; write them there")
        text = json.dumps(spec, sort_keys=False) if spec and not faults else ""
        chart = Chart(ChartKind.VEGA_LITE, spec=text)
        table = _table(columns, [[nodes.Text(text) for text in row] for row in cells]) if columns else None
        return self._exhibit(chart, "", table, found, [columns, *cells], describe=bool(text))

    @staticmethod
    def _record(label: str, series: str, value: Decimal | None) -> dict[str, Any]:
        return {"label": label, **({"series": series} if series else {}), "value": None if value is None else float(value)}

    def _parsed(self) -> dict[str, Any]:
        text = "\n".join(self.content)
        if not text.strip():
            self.warn(Code.MISSING, "a chart of the kind vega-lite has no specification; write it below the options, as JSON or YAML")
            return {}
        try:
            return parse(text)
        except SpecificationError as error:
            self.warn(Code.YAML, f"the specification cannot be read: {error}", line=self.content_line + error.row)
            return {}


def _printed(table: impact_chart_table) -> tuple[tuple[str, ...], ...]:
    """Return the words of a table, row by row."""
    return tuple(tuple(entry.astext() for entry in row.findall(nodes.entry)) for row in table.findall(nodes.row))


def _cell(value: object) -> str:
    return "" if value is None else str(value)


class DataChart(ChartDirective):
    """A chart: a drawing, a description in words, and the values as a table.

    Options:
        kind (word): ``column``, ``bar``, ``line``, ``stacked``, ``dots``, ``mosaic``, ``flow`` or ``vega-lite``. Default: ``column``.
        trend (no value): Add a straight line through the values.
        start (value): Where the axis of a line starts; bars and columns always start at zero. Default: zero.
        from (addresses): Of a flow: what comes in.
        to (addresses): Of a flow: what goes out.
        balance (text): Of a flow: what to call the difference between the two.
    """

    kinds = KINDS
    kind_option = "kind"
    option_spec: ClassVar[OptionSpec] = {**ChartDirective.option_spec, **texts("kind start from to balance"), "trend": directives.flag}

    def _rows(self) -> Rows:
        sources, uses = (split_addresses(self.options.get(name, "")) for name in ("from", "to"))
        if self.kind is not ChartKind.FLOW or not (sources or uses):
            found = super()._rows()
            if self.kind is ChartKind.FLOW and found.rows and not any(row.target for row in found.rows):
                why = "a flow needs addresses in :from: and :to:, or rows of from,to,value"
                found.problems.append(Problem(self.origin(), Code.CHART, why))
                found.rows = []
            return found
        coming, going = self._at(sources), self._at(uses)
        balance = self.option("balance")
        rows = balanced(
            coming.rows, going.rows, self.wording.fill(ALL_OF_IT), balance or str(_("From reserves")), balance or str(_("To reserves"))
        )
        joined = Rows(rows, files=[*coming.files, *going.files], problems=[*coming.problems, *going.problems])
        joined.unit, joined.money = (coming if coming.rows else going).unit, (coming if coming.rows else going).money
        joined.mixed = coming.mixed or going.mixed
        if coming.rows and going.rows and (coming.unit, coming.money) != (going.unit, going.money) and not joined.mixed:
            why = f"what comes in is in {quoted(coming.unit or 'no unit')}, and what goes out in {quoted(going.unit or 'no unit')}; use one unit"
            joined.problems.append(Problem(self.origin(), Code.CHART, why))
            joined.mixed = True
        return joined


class DataMap(ChartDirective):
    """A map of the world, by country or by continent, with the values as a table.

    Options:
        mark (``symbols``, ``shades``): Circles of the size of the value; or shades, for shares and rates. Default: ``symbols``.
    """

    kinds = MAPS
    kind_option = "mark"
    option_spec: ClassVar[OptionSpec] = {**ChartDirective.option_spec, **texts("mark")}
