"""The shapes of countries and continents, and what they are called."""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Mapping
from importlib import resources
from typing import Any

CONTINENTS = ("africa", "asia", "europe", "north-america", "oceania", "south-america")

CENTRES: Mapping[str, tuple[float, float]] = {
    "africa": (19.0, 5.0),
    "asia": (92.0, 40.0),
    "europe": (17.0, 50.0),
    "north-america": (-100.0, 44.0),
    "oceania": (135.0, -25.0),
    "south-america": (-58.0, -13.0),
}
"""Where the symbol of a continent stands: longitude and latitude."""

_SLIVER = 1.0
"""Below this area, in square degrees, the middle of a polygon is that of its corners."""

_OTHER_NAMES = {
    "america-north": "north-america",
    "america-south": "south-america",
    "australia-and-oceania": "oceania",
    "usa": "US",
    "united-states": "US",
    "uk": "GB",
    "great-britain": "GB",
    "czech-republic": "CZ",
    "ivory-coast": "CI",
    "dr-congo": "CD",
    "republic-of-the-congo": "CG",
    "bosnia-and-herzegovina": "BA",
    "central-african-republic": "CF",
    "dominican-republic": "DO",
    "south-sudan": "SS",
    "turkiye": "TR",
    "timor-leste": "TL",
    "cape-verde": "CV",
    "swaziland": "SZ",
}


@functools.cache
def world() -> Mapping[str, Any]:
    """Return the map as TopoJSON, with the objects ``countries`` and ``continents``. It is shared: do not change it."""
    text = resources.files(__package__).joinpath("world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(char if char.isalnum() else " " for char in plain.casefold()).split())


@functools.cache
def _known() -> dict[str, str]:
    """Return the id of each region by all of its names."""
    found = {name: name for name in CONTINENTS}
    for shape in world()["objects"]["countries"]["geometries"]:
        facts = shape["properties"]
        if facts["id"]:
            found |= {_slug(facts[name]): facts["id"] for name in ("id", "code", "name")}
    return found | {name: region for name, region in _OTHER_NAMES.items() if region in found.values()}


def region_of(name: str) -> str | None:
    """Return the id of a region: a continent's English name in lower case with hyphens, or a country's code of two letters.

    Args:
        name: A continent or a country in English, or a country's ISO code of two or three letters.
    """
    return _known().get(_slug(name))


def names() -> list[str]:
    """Return the English names of all regions, for messages."""
    return [*CONTINENTS, *(shape["properties"]["name"] for shape in world()["objects"]["countries"]["geometries"])]


def is_continent(region: str) -> bool:
    """Return whether a region is a continent."""
    return region in CONTINENTS


@functools.cache
def _centres() -> dict[str, tuple[float, float]]:
    """Return the middle of the largest part of each country."""
    topology = world()
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        if shape["properties"]["id"]:
            ring = shape["arcs"][0][0]  # the largest part stands first
            points = [point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])[:-1]]
            found[shape["properties"]["id"]] = _middle(_in_one_piece(points))
    return found


def _in_one_piece(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a polygon that the edge of the map cuts, as Russia, with all of it on one side."""
    if max(x for x, _y in points) - min(x for x, _y in points) < 300:
        return points
    return [(x + 360 if x < 0 else x, y) for x, y in points]


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the centre of gravity of a polygon."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if abs(area) < _SLIVER:
        return round(sum(x for x, _y in points) / len(points), 1), round(sum(y for _x, y in points) / len(points), 1)
    return round(x / (3 * area), 1), round(y / (3 * area), 1)


def centre_of(region: str) -> tuple[float, float]:
    """Return where a region's symbol stands: longitude and latitude.

    Raises:
        KeyError: There is no such region.
    """
    return CENTRES[region] if region in CENTRES else _centres()[region]
