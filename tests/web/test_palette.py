"""Colours: every text can be read on every ground, whatever the brand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.token import Token

from sphinx_impact.drawing.brand import CHOICES, VEILS, Brand, veil
from sphinx_impact.drawing.colours import GRAPHIC, TEXT, blend, contrast, is_colour, luminance, passing, to_hex, to_oklch, to_rgb
from sphinx_impact.web.highlighting import Dark, Light
from sphinx_impact.web.palette import failing, make_palette, on_ground

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(deadline=None)
@given(colours)
def test_a_colour_comes_back_from_oklch(colour: str) -> None:
    assert all(abs(one - other) <= 1.01 / 255 for one, other in zip(to_rgb(to_hex(to_oklch(colour))), to_rgb(colour), strict=True))


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)
    assert luminance("#808080") == pytest.approx(0.2159, abs=0.0001)


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "#gggggg", " #fff", None, 5])
def test_what_is_no_colour_is_refused(text: object) -> None:
    assert not is_colour(text)
    with pytest.raises(ValueError, match="not a hexadecimal colour"):
        to_rgb(str(text))


@settings(deadline=None)
@given(colours, colours, st.sampled_from(CHOICES["paper"]), st.sampled_from(CHOICES["cover"]))
def test_every_pair_can_be_read(brand: str, accent: str, paper: str, cover: str) -> None:
    look = Brand(brand, accent, paper, cover)
    palette = make_palette(look)
    for scheme in (palette.light, palette.dark):
        for text, ground, least in scheme.pairs():
            assert contrast(getattr(scheme, text), getattr(scheme, ground)) >= least, (text, ground)
    assert contrast(palette.glow, palette.night) >= TEXT
    assert contrast("#fdfcf9", palette.night) >= 15
    assert contrast(look.words, look.ground) >= TEXT + 0.9
    assert contrast(look.mark, look.ground) >= GRAPHIC
    for on_light, on_dark in palette.chapters:
        for scheme, colour in ((palette.light, on_light), (palette.dark, on_dark)):
            assert min(contrast(colour, scheme.paper), contrast(colour, scheme.wash), contrast(colour, on_ground(colour))) >= TEXT


@settings(deadline=None)
@given(colours, colours, st.sampled_from(CHOICES["cover"]))
def test_a_veil_is_as_strong_as_the_picture_needs_it(brand: str, pixel: str, cover: str) -> None:
    look = Brand(brand, brand, cover=cover)
    much = veil(look, [pixel])
    assert much in VEILS
    assert contrast(look.words, blend(pixel, look.ground, much / 100)) >= TEXT
    assert much <= veil(look)


@settings(deadline=None)
@given(colours)
def test_a_brand_that_can_be_read_is_left_alone_and_another_gets_the_nearest_shade(brand: str) -> None:
    light = make_palette(Brand(brand, brand)).light
    shade = failing(Brand(brand, brand))
    if shade is None:
        assert light.brand == brand
        return
    assert shade[0] == light.brand
    assert shade[1] < TEXT <= min(contrast(shade[0], light.paper), contrast(shade[0], light.wash))
    nearer = to_oklch(shade[0])
    lighter = to_hex(nearer._replace(lightness=nearer.lightness + 0.02))
    assert min(contrast(lighter, light.paper), contrast(lighter, light.wash)) < TEXT


def test_a_colour_that_passes_stays() -> None:
    assert passing("#4f46e5", ("#ffffff",), TEXT, lighter=False) == "#4f46e5"


@pytest.mark.parametrize("style", [Light, Dark])
def test_code_can_be_read(style: type[Light | Dark]) -> None:
    for token in (Token, *style.styles):
        colour = style.style_for_token(token)["color"]
        if colour:
            assert contrast(f"#{colour}", style.background_color) >= TEXT, token
            assert contrast(f"#{colour}", style.highlight_color) >= TEXT, token
