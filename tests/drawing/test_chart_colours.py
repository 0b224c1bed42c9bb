"""The colours of charts can be told apart, by every eye."""

from __future__ import annotations

import itertools

import pytest

from sphinx_impact.drawing import chart_colours
from sphinx_impact.drawing.colours import contrast

BRANDS = [
    ("#4f46e5", "#ff6b35"),
    ("#c0392b", "#27ae60"),  # red and green
    ("#306998", "#ffd43b"),
    ("#111111", "#888888"),
    ("#d6336c", "#d6336c"),  # one colour twice
    ("#ffd43b", "#306998"),
]


@pytest.mark.parametrize(("brand", "accent"), BRANDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_stands_out_and_differs_for_every_eye(brand: str, accent: str, scheme: str) -> None:
    colours = chart_colours.series_colours(brand, accent, scheme)
    grounds = {"light": ("#ffffff", "#fbfaf7"), "dark": ("#121019", "#1b1830")}[scheme]
    assert len(set(colours)) == 6
    assert all(contrast(colour, ground) >= 3 for colour in colours for ground in grounds)
    assert all(contrast(colours[0], ground) >= 4.5 for ground in grounds)
    assert min(chart_colours.apart(one, other) for one, other in itertools.combinations(colours, 2)) >= 0.07


@pytest.mark.parametrize(("brand", "accent"), BRANDS)
def test_colours_that_follow_one_another_differ_in_grey(brand: str, accent: str) -> None:
    """Of the brand and the accent that is the designer's affair."""
    greys = [chart_colours.lightness_in_grey(colour) for colour in chart_colours.series_colours(brand, accent, "light")]
    assert min(abs(one - other) for one, other in itertools.pairwise(greys[1:])) >= 0.09


def test_the_distance_knows_colour_blindness() -> None:
    """Red and green of one lightness are far apart for most, and near for the colour-blind."""
    assert chart_colours.apart("#c85a50", "#7d8a3c") < chart_colours.apart("#3b5bdb", "#e8590c") / 2
