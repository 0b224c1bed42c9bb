"""The shapes of countries and continents, and what they are called."""

from __future__ import annotations

import dataclasses
import functools
import json
import unicodedata
from collections.abc import Mapping
from importlib import resources

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


@dataclasses.dataclass(frozen=True, slots=True)
class Region:
    """A country or a continent on the map.

    Attributes:
        name: In English; of a continent, its id.
        code: ISO code of three letters; of a continent, its id.
        x: Where its symbol stands, from the left edge of the map.
        y: The same, from the upper edge.
        path: Its outline as an SVG path.
    """

    name: str
    code: str
    x: float
    y: float
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class World:
    """The map, projected when it was made by ``tools/geography.py``; regions by id."""

    width: int
    height: int
    continents: Mapping[str, Region]
    countries: Mapping[str, Region]


@functools.cache
def world() -> World:
    """Return the map."""
    found = json.loads(resources.files(__package__).joinpath("geo/world.json").read_text(encoding="utf-8"))

    def regions(kind: str) -> dict[str, Region]:
        return {
            name: Region(each.get("name", name), each.get("code", name), each["x"], each["y"], each["d"])
            for name, each in found[kind].items()
        }

    return World(found["width"], found["height"], regions("continents"), regions("countries"))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(char if char.isalnum() else " " for char in plain.casefold()).split())


@functools.cache
def _known() -> dict[str, str]:
    """Return the id of each region by all of its names."""
    found = {name: name for name in world().continents}
    for region, country in world().countries.items():
        found |= {_slug(name): region for name in (region, country.code, country.name)}
    return found | {name: region for name, region in _OTHER_NAMES.items() if region in found.values()}


def region_of(name: str) -> str | None:
    """Return the id of a region: a continent's English name in lower case with hyphens, or a country's code of two letters.

    Args:
        name: A continent or a country in English, or a country's ISO code of two or three letters.
    """
    return _known().get(_slug(name))


def names() -> list[str]:
    """Return the English names of all regions, for messages."""
    return [*world().continents, *(country.name for country in world().countries.values())]
