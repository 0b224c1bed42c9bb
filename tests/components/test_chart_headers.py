"""A table whose header was forgotten loses its first value: that is said. Years and words are headers."""

from __future__ import annotations

import pytest

from sphinx_impact.model.charts.record import ChartKind
from tests.model.charts.making import typed


@pytest.mark.parametrize("header", ["2022,1100000", "Germany,6", "Books,45%", "Books,$500", "Books,2 TB"])
def test_a_value_in_the_header(header: str) -> None:
    told = typed(ChartKind.COLUMN, f"{header}\nFilms,7\n").told
    assert any("header" in line and "[impact.csv]" in line for line in told), told


@pytest.mark.parametrize("header", ["year,books", "year,2023,2024", "line,books 2023", "a,fy24", "place,24 hours", "x,"])
def test_a_header(header: str) -> None:
    told = typed(ChartKind.COLUMN, f"{header}\nFilms{',7' * header.count(',')}\n").told
    assert not any("stands in the header" in line for line in told), told


@pytest.mark.parametrize(("name", "meant"), [("Slovokia", "Slovakia"), ("Prague", ""), ("Slovensko", ""), ("Holland", "")])
def test_only_a_slip_of_a_letter_is_corrected(name: str, meant: str) -> None:
    (told,) = typed(ChartKind.SYMBOLS, f"country,partners\nGermany,4\n{name},3\n").told
    assert (f"did you mean “{meant}”" if meant else "two letters") in told
