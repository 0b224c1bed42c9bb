"""The generated cover: light on near-black, drawn from a title and two colours.

Plain SVG 1.1 (gradients, paths, no filters, no style sheets), so that browsers, print renderers and rasterisers draw the same. The same
title and colours always give the same bytes; another title gives another picture.
"""

from __future__ import annotations

import hashlib
import math
from html import escape
from typing import TYPE_CHECKING

from sphinx_impact.drawing.colours import Oklch, to_hex, to_oklch

if TYPE_CHECKING:
    from collections.abc import Iterator

DOT_SIZES = (0.07, 0.12, 0.18, 0.26, 0.36)
"""Diameters of the dots, in steps of the dot grid."""


_FONTS = "'Impact Cover', 'Inter', 'Helvetica Neue', 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK JP', sans-serif"


def night(brand: str) -> str:
    """Return the near-black that the cover stands on, with a breath of the brand colour in it."""
    own = to_oklch(brand)
    return to_hex(Oklch(0.115, min(own.chroma * 0.2, 0.03), own.hue))


class _Dice:
    """Numbers drawn from a text: an endless, repeatable row of them."""

    def __init__(self, seed: str) -> None:
        self._stream = self._bytes(seed)

    @staticmethod
    def _bytes(seed: str) -> Iterator[int]:
        block = seed.encode()
        while True:
            block = hashlib.sha256(block).digest()
            yield from block

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * (next(self._stream) * 256 + next(self._stream)) / 65535

    def one_of(self, count: int) -> int:
        return next(self._stream) % count


class _Glow:
    """A ball of light: where it stands, how far it reaches (all in pixels), and its colours from the middle outwards."""

    def __init__(self, at: tuple[float, float], reach: float, stops: tuple[tuple[float, str, float], ...]) -> None:
        self.x, self.y = at
        self.reach = reach
        self.stops = stops

    def strength(self, x: float, y: float) -> float:
        return math.exp(-((x - self.x) ** 2 + (y - self.y) ** 2) / (0.9 * self.reach**2))

    def svg(self, name: str) -> tuple[str, str]:
        stops = "".join(
            f'<stop offset="{offset:g}" stop-color="{colour}"' + (f' stop-opacity="{opacity:g}"' if opacity < 1 else "") + "/>"
            for offset, colour, opacity in self.stops
        )
        gradient = f'<radialGradient id="{name}">{stops}</radialGradient>'
        return gradient, f'<circle cx="{self.x:.0f}" cy="{self.y:.0f}" r="{self.reach:.0f}" fill="url(#{name})"/>'


def _warm_ball(colour: str, at: tuple[float, float], reach: float) -> _Glow:
    """Return a ball with a hot middle and a clear edge."""
    own = to_oklch(colour)
    yellow = 95
    nearer = min(max(yellow - own.hue, -26), 26) if own.hue < 2 * yellow else 0
    hot = to_hex(Oklch(min(own.lightness + 0.13, 0.92), own.chroma, own.hue + nearer))
    deep = to_hex(own._replace(lightness=own.lightness * 0.85))
    return _Glow(at, reach, ((0, hot, 1), (0.5, colour, 1), (0.78, deep, 0.62), (1, deep, 0)))


def _mist(colour: str, at: tuple[float, float], reach: float) -> _Glow:
    """Return a wide light that fades evenly."""
    own = to_oklch(colour)
    bright = to_hex(own._replace(lightness=min(own.lightness + 0.16, 0.78)))
    return _Glow(at, reach, ((0, bright, 1), (0.35, colour, 0.85), (0.7, colour, 0.3), (1, colour, 0)))


def _dots(size: tuple[int, int], glows: list[_Glow], dice: _Dice) -> str:
    """Return a field of dots that grow towards the light and ripple a little on the way.

    The unit is one step of the grid, and a dot is a line of no length with round ends: the shortest way to write some hundred circles.
    """
    width, height = size
    step = max(min(width, height) / 36, 12)
    wave = dice.between(0.28, 0.5)
    slope, phase = dice.between(-0.6, 0.6), dice.between(0, 6.28)
    shift = dice.one_of(2) / 2
    paths: list[list[str]] = [[] for _ in DOT_SIZES]
    ends = [(0.0, 0)] * len(DOT_SIZES)
    for row in range(1, int(height / step) + 1):
        for at in range(1, int(width / step) + 1):
            column = at + (shift if row % 2 else 0)
            x, y = column * step, row * step
            light = 1 - math.prod(1 - 0.92 * glow.strength(x, y) for glow in glows)
            ripple = 0.8 + 0.2 * math.sin(column * wave + row * slope + phase)
            kind = int(light * ripple * (len(DOT_SIZES) + 1)) - 1
            if kind < 0:
                continue
            kind = min(kind, len(DOT_SIZES) - 1)
            paths[kind].append(f"m{column - ends[kind][0]:g} {row - ends[kind][1]}h0")
            ends[kind] = (column, row)
    drawn = "".join(
        f'<path stroke-width="{size:g}" stroke-opacity="{0.4 + 0.12 * at:.2g}" d="M{"".join(path)[1:]}"/>'
        for at, (size, path) in enumerate(zip(DOT_SIZES, paths, strict=True))
        if path
    )
    return f'<g transform="scale({step:.2f})" fill="none" stroke="#fff" stroke-linecap="round">{drawn}</g>'


def _ball(ball: _Glow, dark: str, dice: _Dice) -> str:
    """Return what makes one year's ball another's: nothing, a dark disc before it, or orbits around it."""
    kind, turn = dice.one_of(3), dice.between(0, 6.28)
    if kind == 1:
        x, y = ball.x + 0.2 * ball.reach * math.cos(turn), ball.y + 0.2 * ball.reach * math.sin(turn)
        return f'<circle fill="{dark}" cx="{x:.0f}" cy="{y:.0f}" r="{0.62 * ball.reach:.0f}"/>'
    if kind == 2:
        rings = "".join(
            f'<circle cx="{ball.x:.0f}" cy="{ball.y:.0f}" r="{ball.reach * (1.12 + 0.22 * ring):.0f}" stroke-opacity="{0.55 - 0.12 * ring:.2g}"/>'
            for ring in range(4)
        )
        x, y = ball.x + 1.34 * ball.reach * math.cos(turn), ball.y + 1.34 * ball.reach * math.sin(turn)
        moon = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{0.07 * ball.reach:.0f}" fill="#fff" stroke="none"/>'
        return f'<g fill="none" stroke="#fff" stroke-width="{ball.reach / 160:.1f}">{rings}{moon}</g>'
    return ""


def _figure(kind: int, at: tuple[float, float], reach: float, colour: str) -> str:
    """Return one clear-cut form among the lights: an arch, a ring, three arches, a stair of squares, or a fan of bars."""
    x, y = round(at[0]), round(at[1])
    r = round(reach)
    pen = f'fill="none" stroke="{colour}" stroke-width="{reach * 0.3:.0f}"'
    if kind == 0:
        return f'<path {pen} d="M{x - r} {y}a{r} {r} 0 0 1 {2 * r} 0"/>'
    if kind == 1:
        return f'<circle {pen} cx="{x}" cy="{y}" r="{r}"/>'
    if kind == 2:
        thin = f'fill="none" stroke="{colour}" stroke-width="{reach * 0.13:.0f}"'
        arches = "".join(f"M{x - one} {y}a{one} {one} 0 0 1 {2 * one} 0" for one in (round(r * part) for part in (0.5, 0.85, 1.2)))
        return f'<path {thin} d="{arches}"/>'
    side = max(round(reach * 0.36), 1)
    if kind == 3:
        stair = "".join(f"M{x + column * side} {y - row * side}h{side}v{side}h-{side}z" for column in range(4) for row in range(column + 1))
        return f'<path fill="{colour}" stroke="none" d="{stair}"/>'
    bars = "".join(f"M{x + bar * side} {y}v-{round(reach * (0.5 + 0.42 * bar))}" for bar in range(4))
    return f'<path fill="none" stroke="{colour}" stroke-width="{side * 0.55:.0f}" d="{bars}"/>'


def cover_art(title: str, brand: str, accent: str, width: int = 1600, height: int = 1000) -> str:
    """Return the cover's picture as an SVG document without an XML declaration.

    Wide pictures keep their left half dark, and tall ones their upper part, for the words that stand there.

    Args:
        title: What the picture is drawn from; a report's title with its year.
        brand: Brand colour, ``#rrggbb``.
        accent: Second colour, ``#rrggbb``.
        width: Width in pixels.
        height: Height in pixels.
    """
    dice = _Dice(title)
    wide = width >= height
    unit = min(width, height)

    def place(along: tuple[float, float], across: tuple[float, float]) -> tuple[float, float]:
        """Return a point; ``along`` runs from the dark side to the bright one."""
        first, second = dice.between(*along), dice.between(*across)
        return (first * width, second * height) if wide else (second * width, first * height)

    own = to_oklch(brand)
    lively = to_hex(Oklch(max(own.lightness, 0.52), max(own.chroma, 0.04), own.hue))
    upper = dice.one_of(2) == 0
    ball = _warm_ball(accent, place((0.7, 0.82), (0.5, 0.68) if upper else (0.32, 0.45)), unit * dice.between(0.28, 0.36))
    mist = _mist(lively, place((0.88, 1.0), (0.05, 0.22) if upper else (0.8, 0.98)), unit * dice.between(0.5, 0.64))
    between = to_hex(Oklch(0.55, 0.19, (own.hue + 45) % 360))
    blush = _mist(between, place((0.6, 0.72), (0.86, 1.05) if upper else (-0.05, 0.12)), unit * dice.between(0.22, 0.34))
    blush.stops = tuple((offset, colour, opacity * 0.55) for offset, colour, opacity in blush.stops)
    form = to_hex(Oklch(0.62, min(max(own.chroma, 0.05), 0.24), own.hue))
    figure = _figure(dice.one_of(5), place((0.86, 0.93), (0.82, 0.9) if upper else (0.2, 0.3)), unit * dice.between(0.12, 0.16), form)
    extra = _ball(ball, night(brand), dice)
    dots = _dots((width, height), [ball, mist, blush], dice)
    gradients, lights = zip(*(glow.svg(f"impact-light-{name}") for name, glow in zip("abc", (mist, blush, ball), strict=True)), strict=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' preserveAspectRatio="{"xMaxYMid" if wide else "xMidYMax"} slice"><defs>{"".join(gradients)}</defs>'
        f'<path fill="{night(brand)}" d="M0 0h{width}v{height}H0z"/>{"".join(lights)}{extra}{dots}{figure}</svg>\n'
    )


def words_at(x: int, text: str, baseline: float, size: float, opacity: str, *, spacing: float = 0.0, edge: int = 0) -> str:
    """Return a line of words on such a picture, as SVG.

    Args:
        x: Where the line begins, in pixels, as all sizes here.
        spacing: Between letters, in sizes of the type.
        edge: Width of the picture, of words that are written from right to left: the line then begins at `x` from the right.
    """
    words = escape(text)
    if edge:  # space between letters would tear joined ones apart
        x, spacing, words = edge - x, 0.0, f"\N{RIGHT-TO-LEFT EMBEDDING}{words}\N{POP DIRECTIONAL FORMATTING}"
    gap = f' letter-spacing="{spacing * size:.1f}"' if spacing else ""
    gap += ' text-anchor="end"' if edge else ""
    return (
        f'<text x="{x}" y="{baseline:.0f}" font-family="{_FONTS}" font-weight="700" font-size="{size:g}"{gap}'
        f' fill="#fff" fill-opacity="{opacity}">{words}</text>'
    )
