"""A value as nodes: the text that every builder writes, and its pieces for those that can do more."""

from __future__ import annotations

import dataclasses
import re
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_impact.components.nodes import impact_figure
from sphinx_impact.messages import _
from sphinx_impact.model.numbers.exact import WIDE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_impact.model.entities import Basis, Column, Figure, Period, Qualifier, Scale, Source, Statement, Status
    from sphinx_impact.model.errata import Erratum
    from sphinx_impact.model.numbers.change import Change
    from sphinx_impact.model.numbers.format import Formats, Printed
    from sphinx_impact.model.report import Report


_MILLIONTH = Decimal("0.000001")


def plain(value: Decimal | None) -> str:
    """Return a number as plain digits with a point, for machines: ``-152000``, ``747.4``."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_change(delta: Change) -> str:
    """Return a change as plain digits: of a percentage the first six behind the point, for a table of quotients in full is heavy."""
    if delta.kind != "percent" or delta.value is None:
        return plain(delta.value)
    return plain(delta.value.quantize(_MILLIONTH, ROUND_DOWN, WIDE))


def in_prose(printed: Printed, value: Decimal | None) -> impact_figure:
    """Return a figure for a sentence: qualifiers in words."""
    parts = [("text", str(printed))]
    if "(" in printed.before:
        minus = _("minus")
        parts.insert(0, ("spoken", f"{minus} "))
    return _node(str(printed), value, parts, mute="()")


def in_card(printed: Printed, value: Decimal | None, unit: str) -> impact_figure:
    """Return the figure of a card: large digits, small words behind, qualifiers as signs that are also said in words."""
    spoken = " ".join(word for word in (_spoken(printed.qualifier), str(_("minus")) if "(" in printed.before else "") if word)
    glued = re.match(r"\S*", printed.after)
    tail = glued.group() if glued else ""
    small = " ".join(word for word in (printed.after[len(tail) :].strip(), unit) if word)
    parts = [("number", printed.before + printed.number + tail)]
    if spoken:
        parts.insert(0, ("spoken", f"{spoken} "))
    if small:
        parts.append(("unit", small))
    text = f"{printed}\N{NO-BREAK SPACE}{unit}" if unit else str(printed)
    return _node(text, value, parts, mute="~+<>()")


def in_chart(text: str, value: Decimal | None, qualifier: Qualifier) -> impact_figure:
    """Return a figure of a chart's table, as it is printed there: signs of qualifiers and brackets are also said in words."""
    minus = str(_("minus")) if value is not None and value < 0 and "(" in text else ""
    spoken = " ".join(filter(None, (_spoken(qualifier), minus)))
    parts = [("spoken", f"{spoken} "), ("text", text)] if spoken else [("text", text)]
    return _node(text, value, parts, mute="~+<>()" if spoken else "")


def in_cell(
    printed: Printed, value: Decimal | None, sign: str, *, sign_first: bool, behind: Sequence[tuple[str, str]] = ()
) -> tuple[str, dict[str, Any]]:
    """Return the words and the attributes of the figure of a cell of a statement, with a currency sign if one is given.

    Args:
        behind: The place of a sign behind the number: see `place_behind`.
    """
    digits = str(printed)
    parts: list[tuple[str, str]] = []
    if sign and sign_first:
        parts.append(("currency", sign))
    if printed.negative:
        parts.append(("negative", printed.number))
    else:
        parts.append(("digits", digits))
    parts += behind
    text = digits
    if sign:
        text = f"{sign}{digits}" if sign_first else f"{digits}\N{NO-BREAK SPACE}{sign}"
    return text, {"value": plain(value), "parts": parts, "mute": ""}


def place_behind(sign: str, *, printed: bool) -> list[tuple[str, str]]:
    """Return the place of a currency sign behind the number: kept free where the sign is not printed, so that digits stand below digits."""
    return [("behind" if len(sign) < 3 else "far-behind", sign if printed else "")]


def _node(text: str, value: Decimal | None, parts: list[tuple[str, str]], *, mute: str) -> impact_figure:
    return impact_figure(text, text, value=plain(value), parts=parts, mute=mute, classes=["impact-figure"])


def _spoken(qualifier: Qualifier) -> str:
    from sphinx_impact.model.entities import Qualifier

    return {
        Qualifier.EXACT: "",
        Qualifier.AT_LEAST: str(_("at least")),
        Qualifier.ABOUT: str(_("about")),
        Qualifier.OVER: str(_("over")),
        Qualifier.NEARLY: str(_("nearly")),
    }[qualifier]


def standing(formats: Formats, as_of: dt.date | None, status: Status) -> list[str]:
    """Return what is to be said of a figure's date and status: nothing of one that is final."""
    from sphinx_impact.model.entities import Status

    words = []
    if as_of is not None:
        words.append(str(_("As of %s")) % formats.date(as_of))
    if status is Status.DRAFT:
        words.append(str(_("Draft")))
    elif status is Status.RESTATED:
        words.append(str(_("Restated")))
    return words


def basis_words(basis: Basis) -> str:
    """Return whether a statement was audited."""
    from sphinx_impact.model.entities import Basis

    return str({Basis.AUDITED: _("Audited"), Basis.UNAUDITED: _("Unaudited"), Basis.DERIVED: _("Derived from audited statements")}[basis])


def scope_words(formats: Formats, statement: Statement, columns: Sequence[Column], periods: Mapping[str, Period], scale: Scale) -> str:
    """Return what stands below the title of a statement: its periods, its scale and its currency.

    Args:
        columns: Those that are shown.
        periods: By id.
        scale: What amounts of money are shown in.
    """
    from sphinx_impact.model.entities import Scale

    shown = [periods[column.period] for column in columns if column.period is not None and column.period in periods]
    money = any(column.unit == "currency" for column in columns)
    return formats.scope(
        statement.type,
        [period.end for period in shown],
        [period.start for period in shown],
        scale=scale if money else Scale.UNITS,
        currency=statement.currency if money else "",
    )


def column_words(report: Report, figure: Figure) -> str:
    """Return what the column of a cell is called, where it is more than a period; otherwise nothing."""
    name = figure.address.column
    if not name or figure.statement not in report.statements:
        return ""
    columns = report.statements[figure.statement].statement.columns
    return next((str(column.label) for column in columns if column.name == name and column.label is not None), name)


def value_words(formats: Formats, figure: Figure, value: Decimal | None = None) -> str:
    """Return a figure's value, or another one printed like it."""
    from sphinx_impact.model.entities import Qualifier

    if value is not None:
        figure = dataclasses.replace(figure, value=value, qualifier=Qualifier.EXACT)
    return str(formats.printed(figure)) if figure.value is not None else figure.text


def printed_words(formats: Formats, erratum: Erratum) -> str:
    """Return what was printed: as this report prints figures, where it is a number of a statement or of another report, and else as it was."""
    figure = erratum.figure
    alike = erratum.value is not None and (figure.statement or erratum.said_in)
    return value_words(formats, figure, erratum.value) if alike else erratum.printed


def reports_on(formats: Formats, erratum: Erratum) -> str:
    """Return the periods of the reports that said a figure otherwise."""
    return ", ".join(formats.period(period) for period in erratum.said_in)


def restated_words(formats: Formats, erratum: Erratum) -> str:
    """Return which report said a figure otherwise, and what."""
    words = {"year": reports_on(formats, erratum), "value": printed_words(formats, erratum)}
    return str(_("Restated; the report on %(year)s said %(value)s.")) % words


def sources_nodes(report: Report, sources: Iterable[Source]) -> list[nodes.Node]:
    """Return where figures come from, with what says so before it; what is called alike is said once, unless it leads to different places."""
    found: dict[str, dict[str, list[nodes.Node]]] = {}
    for source in sources:
        made = source_nodes(report, source)
        links = [node["refuri"] for node in made if isinstance(node, nodes.reference)]
        found.setdefault("".join(node.astext() for node in made), {}).setdefault(links[0] if links else "", made)
    line: list[nodes.Node] = []
    for places in found.values():
        for link, made in places.items():
            if link or len(places) == 1:
                line += [nodes.Text("; ") if line else nodes.Text(_("Source: ")), *made]
    return line


def correction_words(formats: Formats, errata: Iterable[Erratum]) -> list[str]:
    """Return what a table says of a cell that has been corrected or restated."""
    return [
        restated_words(formats, erratum) if erratum.said_in else str(_("Corrected; printed as %s.")) % printed_words(formats, erratum)
        for erratum in errata
    ]


_MARKS = ("*", "†", "‡", "§", "‖", "¶")


def note_mark(number: int) -> str:
    """Return the mark of a note below a table, which are counted from 0."""
    return _MARKS[number % len(_MARKS)] * (number // len(_MARKS) + 1)


def source_nodes(report: Report, source: Source) -> list[nodes.Node]:
    """Return where a figure comes from: the document's title, as a link where it has an address, and the place in it."""
    document = report.profile.sources.get(source.document)
    title, url = (str(document.title), document.url) if document else (source.place, source.url)
    if not title:
        title = url
    made: list[nodes.Node] = []
    if url:
        made.append(nodes.reference("", title, refuri=url))
    else:
        made.append(nodes.Text(title))
    if document and source.place:
        made.append(nodes.Text(f", {source.place}"))
    return made
