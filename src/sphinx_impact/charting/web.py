"""A drawing where it is used: inlined in a page, as a file of a book, as a picture for print."""

from __future__ import annotations

import re
from html import escape

from sphinx_impact.charting import inks
from sphinx_impact.charting.cleaning import SVG, spelt_out
from sphinx_impact.charting.sheet import FONT

_ID = re.compile(r'\bid="|url\(#|href="#')
_OPENING = re.compile(r'<svg viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)">')


def inline(drawing: str, name: str, brand: str, accent: str, *, anchor: str, label: str, description: str) -> str:
    """Return a drawing as part of a page.

    Args:
        name: Which size it is: ``wide`` or ``narrow``; part of its class.
        anchor: Id of the exhibit, which makes ids in the drawing those of the page.
        label: The title.
        description: Id of the element with the description.
    """
    opening = f'<svg class="impact-drawing impact-drawing-{name}" role="img" aria-label="{escape(label)}" aria-describedby="{description}" '
    named = _ID.sub(rf"\g<0>{anchor}-{name}-", drawing)
    return inks.for_web(named, brand, accent).replace("<svg ", opening, 1)


def file(drawing: str, brand: str, accent: str, *, title: str) -> str:
    """Return a drawing as a file of its own: on white, with a title, in plain colours."""
    drawing = spelt_out(drawing)
    found = _OPENING.match(drawing)
    assert found is not None
    width, height = found["width"], found["height"]
    opening = (
        f'<svg xmlns="{SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{escape(FONT)}"><title>{escape(title, quote=False)}</title><rect width="{width}" height="{height}" fill="#fff"/>'
    )
    return inks.for_paper(opening + drawing[found.end() :], brand, accent) + "\n"
