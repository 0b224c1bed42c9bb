"""The generated cover: drawn from the name of an organisation, which decides the kind of drawing, a title, and two colours.

Plain SVG 1.1 (gradients, paths, no filters, no style sheets), so that browsers, print renderers and rasterisers draw the same. The same
words and colours always give the same bytes; another title gives another picture of the same kind.
"""

from __future__ import annotations

import hashlib
import math
from html import escape
from typing import TYPE_CHECKING

from sphinx_impact.drawing.brand import ARTS
from sphinx_impact.drawing.colours import Oklch, to_hex, to_oklch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx_impact.drawing.brand import Brand

DOT_SIZES = (0.07, 0.12, 0.18, 0.26, 0.36)
"""Diameters of the dots, in steps of the dot grid."""


_FONTS = "'Impact Cover', 'Inter', 'Helvetica Neue', 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK JP', sans-serif"


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


def _dots(size: tuple[int, int], glows: list[_Glow], dice: _Dice, colour: str) -> str:
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
    return f'<g transform="scale({step:.2f})" fill="none" stroke="{colour}" stroke-linecap="round">{drawn}</g>'


def _ball(ball: _Glow, ground: str, dice: _Dice, colour: str) -> str:
    """Return what makes one year's ball another's: nothing, a disc of the ground before it, or orbits around it."""
    kind, turn = dice.one_of(3), dice.between(0, 6.28)
    if kind == 1:
        x, y = ball.x + 0.2 * ball.reach * math.cos(turn), ball.y + 0.2 * ball.reach * math.sin(turn)
        return f'<circle fill="{ground}" cx="{x:.0f}" cy="{y:.0f}" r="{0.62 * ball.reach:.0f}"/>'
    if kind == 2:
        rings = "".join(
            f'<circle cx="{ball.x:.0f}" cy="{ball.y:.0f}" r="{ball.reach * (1.12 + 0.22 * ring):.0f}" stroke-opacity="{0.55 - 0.12 * ring:.2g}"/>'
            for ring in range(4)
        )
        x, y = ball.x + 1.34 * ball.reach * math.cos(turn), ball.y + 1.34 * ball.reach * math.sin(turn)
        moon = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{0.07 * ball.reach:.0f}" fill="{colour}" stroke="none"/>'
        return f'<g fill="none" stroke="{colour}" stroke-width="{ball.reach / 160:.1f}">{rings}{moon}</g>'
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


def _lights(look: Brand, dice: _Dice, width: int, height: int) -> str:
    """Return balls of light in a field of dots."""
    wide = width >= height
    unit = min(width, height)

    def place(along: tuple[float, float], across: tuple[float, float]) -> tuple[float, float]:
        """Return a point; ``along`` runs from the dark side to the bright one."""
        first, second = dice.between(*along), dice.between(*across)
        return (first * width, second * height) if wide else (second * width, first * height)

    own = to_oklch(look.colour)
    lively = to_hex(Oklch(max(own.lightness, 0.52), max(own.chroma, 0.04), own.hue))
    upper = dice.one_of(2) == 0
    ball = _warm_ball(look.accent, place((0.7, 0.82), (0.5, 0.68) if upper else (0.32, 0.45)), unit * dice.between(0.28, 0.36))
    mist = _mist(lively, place((0.88, 1.0), (0.05, 0.22) if upper else (0.8, 0.98)), unit * dice.between(0.5, 0.64))
    between = to_hex(Oklch(0.55, 0.19, (own.hue + 45) % 360))
    blush = _mist(between, place((0.6, 0.72), (0.86, 1.05) if upper else (-0.05, 0.12)), unit * dice.between(0.22, 0.34))
    blush.stops = tuple((offset, colour, opacity * 0.55) for offset, colour, opacity in blush.stops)
    form = to_hex(Oklch(0.62, min(max(own.chroma, 0.05), 0.24), own.hue))
    figure = _figure(dice.one_of(5), place((0.86, 0.93), (0.82, 0.9) if upper else (0.2, 0.3)), unit * dice.between(0.12, 0.16), form)
    pen = "#fff" if look.scheme == "dark" else look.words
    extra = _ball(ball, look.ground, dice, pen)
    dots = _dots((width, height), [ball, mist, blush], dice, pen)
    gradients, lights = zip(*(glow.svg(f"impact-light-{name}") for name, glow in zip("abc", (mist, blush, ball), strict=True)), strict=True)
    return f"<defs>{''.join(gradients)}</defs>{_sheet(look, width, height)}{''.join(lights)}{extra}{dots}{figure}"


def _sheet(look: Brand, width: int, height: int) -> str:
    return f'<path fill="{look.ground}" d="M0 0h{width}v{height}H0z"/>'


# ---- flat drawings ----


class _Field:
    """The part of the cover that a flat drawing fills: the right of a wide one, the foot of a tall one. All in pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.wide = width >= height
        self.left, self.top = (round(_WORDS_WIDE * width), 0) if self.wide else (0, round(_WORDS_TALL * height))
        self.width, self.height = width - self.left, height - self.top

    def at(self, along: float, across: float) -> str:
        """Return a point; ``along`` runs from the side of the words, 0, to the edge, 1, and ``across`` from edge to edge."""
        x, y = (along, across) if self.wide else (across, along)
        return f"{self.left + x * self.width:.0f} {self.top + y * self.height:.0f}"


_WORDS_WIDE, _WORDS_TALL = 0.62, 0.5
"""The part of a wide and of a tall cover that is left to the words."""


def _tones(look: Brand) -> tuple[str, ...]:
    """Return the colours of flat drawings: the brand's, dark, pale, the accent, and one between; none too near to the ground."""
    own, second = to_oklch(look.colour), to_oklch(look.accent)
    chroma = max(own.chroma, 0.03)
    turn = (second.hue - own.hue + 180) % 360 - 180
    between = Oklch(0.62, min(max(chroma, second.chroma) * 0.8, 0.16), (own.hue + turn / 2) % 360)
    if look.cover == "brand":
        base = to_oklch(look.ground).lightness
        deep = Oklch(max(base - 0.2, 0.14), chroma * 0.9, own.hue)
        lively = Oklch(base + 0.12 if base < 0.8 else base - 0.12, chroma * 0.85, own.hue)
        pale = to_oklch(look.words)
    else:
        dark = look.cover == "dark"
        lively = Oklch(min(max(own.lightness, 0.5), 0.68), chroma, own.hue)
        deep = Oklch(0.34 if dark else 0.3, chroma * 0.75, own.hue)
        pale = Oklch(0.9 if dark else 0.86, min(chroma * 0.4, 0.06), own.hue)
    return tuple(to_hex(each) for each in (lively, deep, pale, second, between))


class _Paths:
    """Forms, gathered by colour: every colour is written once."""

    def __init__(self, write: str = 'fill="{colour}"') -> None:
        self._write = write
        self._forms: dict[str, list[str]] = {}

    def add(self, colour: str, form: str) -> None:
        self._forms.setdefault(colour, []).append(form)

    def svg(self) -> str:
        return "".join(f'<path {self._write.format(colour=colour)} d="{"".join(forms)}"/>' for colour, forms in self._forms.items())


def _folds(field: _Field, tones: Sequence[str], dice: _Dice) -> str:
    """Return sheets that lie over one another like hills or curtains, with a disc between them."""
    lively, deep, pale, accent, between = tones
    colours = [
        (pale, between, lively, deep),
        (between, accent, lively, deep),
        (deep, lively, between, pale),
        (pale, lively, between, deep),
    ][dice.one_of(4)]
    x, y = field.at(dice.between(0.3, 0.42), dice.between(0.22, 0.72)).split()
    reach = min(field.width, field.height) * dice.between(0.24, 0.32)
    drawn = [f'<circle cx="{x}" cy="{y}" r="{reach:.0f}" fill="{accent if accent not in colours else pale}"/>']
    for number, colour in enumerate(colours):
        start = 0.2 + number * 0.21
        bend = [max(start + dice.between(-0.2, 0.2), 0.02) for _ in range(5)]
        knots = "".join(
            f"S{field.at(bend[at], at / 4 - 0.12)} {field.at((bend[at] + bend[min(at + 1, 4)]) / 2, at / 4 + 0.01)}" for at in range(1, 5)
        )
        drawn.append(f'<path fill="{colour}" d="M{field.at(1, 0)}L{field.at(bend[0], 0)}{knots}L{field.at(1, 1.02)}z"/>')
    return "".join(drawn)


def _tiles(field: _Field, tones: Sequence[str], dice: _Dice) -> str:
    """Return a wall of tiles with quarters and halves of circles on them, which thins out towards the words."""
    lively, deep, pale, accent, between = tones
    count = 4 if field.wide else 6
    side = round(field.width / count)
    rows = -(-field.height // side)
    grounds, forms = _Paths(), _Paths()
    corners = ((0, 0, 1, 1), (1, 0, -1, 1), (1, 1, -1, -1), (0, 1, 1, -1))
    for row in range(rows):
        for column in range(count):
            near = column if field.wide else row
            kind, ground, pair, turn = dice.one_of(8), dice.one_of(5), dice.one_of(4), dice.one_of(4)
            if dice.one_of(10) >= (4, 8, 9, 10)[min(near, 3)]:
                continue
            colour, other = ((lively, pale), (accent, deep), (deep, between), (pale, accent))[pair]
            left, top = field.left + column * side, field.top + row * side
            dx, dy, right, down = corners[turn]
            x, y, sweep = left + dx * side, top + dy * side, int(right * down > 0)
            if ground < 3:
                grounds.add(other, f"M{left} {top}h{side}v{side}h-{side}z")
            if kind < 3:  # a quarter of a circle
                forms.add(colour, f"M{x} {y}h{right * side}A{side} {side} 0 0 {sweep} {x} {y + down * side}z")
            elif kind == 3:  # half a circle
                forms.add(colour, f"M{left} {y}a{side / 2:g} {side / 2:g} 0 0 {int(dy == 1)} {side} 0z")
            elif kind == 4:  # a circle
                half = round(side * 0.34)  # whole: an arc over a little more or less than its two radii is no half of a circle
                arcs = f"a{half} {half} 0 1 0 {2 * half} 0a{half} {half} 0 1 0-{2 * half} 0z"
                forms.add(colour, f"M{left + side / 2 - half:g} {top + side / 2:g}{arcs}")
            elif kind == 5:  # a leaf
                forms.add(
                    colour, f"M{x} {y}A{side} {side} 0 0 {sweep} {x + right * side} {y + down * side}A{side} {side} 0 0 {sweep} {x} {y}z"
                )
            elif kind == 6:  # a triangle
                forms.add(colour, f"M{x} {y}h{right * side}L{x} {y + down * side}z")
    return grounds.svg() + forms.svg()


def _bars(field: _Field, tones: Sequence[str], dice: _Dice) -> str:
    """Return bars with round ends that grow towards the edge."""
    count = 9 if field.wide else 13
    step = field.width / count
    paths = _Paths(f'fill="none" stroke-linecap="round" stroke-width="{step * 0.74:.1f}" stroke="{{colour}}"')
    foot = field.top + field.height
    lively, _deep, pale, accent, between = tones
    colours = (lively, accent, pale, lively, between, tones[1])
    upward = dice.one_of(2) == 0 or not field.wide
    for column in range(count):
        x = round(field.left + (column + 0.5) * step)
        grown = (column + 1) / count
        top = foot - field.height * min(grown * dice.between(0.75, 1.05) + 0.04, 0.97)
        end, gap = foot + step if upward else foot - field.height * dice.between(0.0, 0.16), step * 1.02
        if not upward:
            top, end = field.top + foot - end, field.top + foot - top
        first = dice.one_of(len(colours))
        cut = top + (end - top) * dice.between(0.25, 0.8)
        if cut - top > gap and end - cut > gap:
            paths.add(colours[first], f"M{x} {top:.0f}V{cut - gap / 2:.0f}")
            paths.add(colours[(first + 1 + dice.one_of(3)) % len(colours)], f"M{x} {cut + gap / 2:.0f}V{max(end, cut + gap / 2 + 1):.0f}")
        else:
            paths.add(colours[first], f"M{x} {top:.0f}V{max(end, top + 1):.0f}")
    return paths.svg()


def _contours(field: _Field, tones: Sequence[str], dice: _Dice) -> str:
    """Return a height, as maps draw it: line within line, each a little brighter."""
    lively, deep, pale, accent, between = tones
    steps = 10
    waves = [(number, dice.between(0.1, 0.4) / number, dice.between(0, 6.28)) for number in (1, 2, 3, 4)]
    widest = 1 + sum(much for _, much, _ in waves) * 0.8
    x, y = (float(each) for each in field.at(dice.between(0.62, 0.7), dice.between(0.38, 0.62)).split())
    across, down = field.width * 0.72, field.height * 0.72
    slide = dice.between(-0.1, 0.1), dice.between(-0.12, 0.12)
    shades = (deep, deep, lively, deep, lively, between, lively, between, pale, accent)
    drawn = []
    for number in range(steps):
        part = 1 - number / (steps + 0.4)
        points = []
        for at in range(14):
            turn = at * math.tau / 14
            far = part * (1 + sum(much * math.sin(count * turn + phase + number * 0.16) for count, much, phase in waves)) / widest
            points.append(
                (
                    x + (slide[0] * number / steps + far * math.cos(turn)) * across,
                    y + (slide[1] * number / steps + far * math.sin(turn)) * down,
                )
            )
        middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in zip(points, points[1:] + points[:1], strict=True)]
        curve = "".join(
            f"Q{a:.0f} {b:.0f} {c:.0f} {d:.0f}" for (a, b), (c, d) in zip(points[1:] + points[:1], middles[1:] + middles[:1], strict=True)
        )
        drawn.append(f'<path fill="{shades[number]}" d="M{middles[0][0]:.0f} {middles[0][1]:.0f}{curve}z"/>')
    line = min(field.width, field.height) / 260
    return f'<g stroke="{pale}" stroke-opacity=".55" stroke-width="{line:.1f}">{"".join(drawn)}</g>'


def _arcs(field: _Field, tones: Sequence[str], dice: _Dice) -> str:
    """Return pieces of rings around one middle, like a gauge or the rings of a tree."""
    lively, deep, pale, accent, between = tones
    count = 8
    low = dice.one_of(2) == 0
    if field.wide:
        x, y, reach = (
            field.left + field.width * 1.02,
            field.height * (dice.between(0.6, 0.7) if low else dice.between(0.34, 0.44)),
            float(field.width),
        )
    else:
        x, y, reach = field.width * dice.between(0.35, 0.65), field.top + field.height * 1.02, field.height * 0.96
    step = reach / (count + 0.4)
    paths = _Paths(f'fill="none" stroke-width="{step * 0.72:.1f}" stroke="{{colour}}"')
    colours = (lively, pale, accent, lively, between, deep, accent, lively)
    for ring in range(1, count + 1):
        far = round(ring * step)
        at, end = (90.0, 270.0) if field.wide else (180.0, 360.0)
        first = dice.one_of(len(colours))
        pieces = 1 + dice.one_of(3)
        at += dice.between(0, 50) if ring % 2 else 0
        for piece in range(pieces):
            until = end if piece == pieces - 1 else at + (end - at) * dice.between(0.25, 0.7)
            gap = 0 if piece == pieces - 1 else math.degrees(step * 0.28 / far)
            (a, b), (c, d) = (
                (x + far * math.cos(turn), y + far * math.sin(turn)) for turn in (math.radians(at), math.radians(until - gap))
            )
            paths.add(
                colours[(first + piece) % len(colours)], f"M{a:.0f} {b:.0f}A{far} {far} 0 {int(until - gap - at > 180)} 1 {c:.0f} {d:.0f}"
            )
            at = until
    return paths.svg() + f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{step * 0.5:.0f}" fill="{accent}"/>'


_FLAT: dict[str, Callable[[_Field, Sequence[str], _Dice], str]] = {
    "folds": _folds,
    "tiles": _tiles,
    "bars": _bars,
    "contours": _contours,
    "arcs": _arcs,
}


def art_of(look: Brand, organisation: str) -> str:
    """Return the kind of drawing on an organisation's covers: as it is chosen, else by the name."""
    return look.art if look.art in ARTS else ARTS[_Dice(f"cover of {' '.join(organisation.casefold().split())}").one_of(len(ARTS))]


def cover_art(title: str, look: Brand, organisation: str, width: int = 1600, height: int = 1000) -> str:
    """Return the cover's picture as an SVG document without an XML declaration.

    Wide pictures keep their left half free, and tall ones their upper part, for the words that stand there.

    Args:
        title: What the picture is drawn from; a report's title with its year.
        look: Colours, ground and kind.
        organisation: Whose report it is.
        width: Width in pixels.
        height: Height in pixels.
    """
    dice = _Dice(title)
    kind = art_of(look, organisation)
    if kind in _FLAT:
        drawn = _sheet(look, width, height) + _FLAT[kind](_Field(width, height), _tones(look), dice)
    else:
        drawn = _lights(look, dice, width, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' preserveAspectRatio="{"xMaxYMid" if width >= height else "xMidYMax"} slice">{drawn}</svg>\n'
    )


def paper_art(title: str, look: Brand, organisation: str) -> str:
    """Return the cover's picture for paper: tall as a page; lights stay wide, for their right side to be shown.

    Args:
        title: As for :func:`cover_art`, as all.
        look: Colours, ground and kind.
        organisation: Whose report it is.
    """
    return cover_art(title, look, organisation, *((1000, 1414) if art_of(look, organisation) in _FLAT else (1600, 1000)))


def words_at(
    x: int, text: str, baseline: float, size: float, opacity: str, *, spacing: float = 0.0, colour: str = "#fff", edge: int = 0
) -> str:
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
        f' fill="{colour}" fill-opacity="{opacity}">{words}</text>'
    )
