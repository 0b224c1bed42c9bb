"""Words fit where they are put."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from sphinx_impact.drawing.layout import WIDE, broken, cut, fitted, text_width

TEXTS = st.text("abc WMi-.図年é́", max_size=40)


@pytest.mark.parametrize(
    "text", ["Annual Impact Report 2023", "$1,234,567.89", "The axis starts at 7,000, not at zero.", "Žluťoučký kůň", "MMM iii"]
)
def test_widths_are_those_of_the_face_of_covers_or_a_little_more(text: str) -> None:
    from sphinx_impact.drawing.convert_worker import FONTS

    true = ImageFont.truetype(str(FONTS / "ImpactCover-Bold.otf"), 1000).getlength(text) / 1000
    assert true * 0.95 <= text_width(text) * 1.05 <= true * 1.3


@given(TEXTS, st.floats(1, 20))
def test_lines_are_no_wider_than_their_room(text: str, width: float) -> None:
    for line in broken(text, width):
        assert text_width(line) <= width or len(line.replace("\u0301", "")) == 1
    assert "".join(broken(text, width)).replace(" ", "") == "".join(text.split())


@given(TEXTS, st.floats(30, 300))
def test_wrapped_lines_are_cut_where_a_word_is_too_long(text: str, width: float) -> None:
    lines = WIDE.wrapped(text, width, 2)
    assert 1 <= len(lines) <= 2
    assert all(WIDE.room(line) <= width for line in lines)


@given(TEXTS, st.floats(2, 20))
def test_a_cut_text_fits_and_says_so(text: str, width: float) -> None:
    made = cut(text, width)
    assert text_width(made) <= width
    assert made == text or made.endswith("…")


def test_the_largest_size_that_fits_is_taken() -> None:
    assert fitted("Word", (100, 50), 1000, 1000, 4) == (100, ["Word"])
    assert fitted("Word " * 8, (100, 50), 1000, 1000, 2)[0] == 50
    size, lines = fitted("Donaudampfschifffahrtsgesellschaft " * 5, (100, 50), 400, 200, 3)
    assert (size, len(lines)) == (50, 3)
    assert lines[-1].endswith("…")
