"""Make the map of the world that ``data-map`` draws on: small, simplified, projected, with each region as an SVG path.

Needs two folders, unpacked from their registries, and the packages pyshp and pycountry:

- ``world-atlas`` from npm (ISC): ``countries-110m.json``, shapes of Natural Earth at 1:110 million as TopoJSON;
- ``geopandas`` 0.14 from PyPI (BSD): ``datasets/naturalearth_lowres``, the same countries with their continents.

Natural Earth itself is in the public domain. Run ``python tools/geography.py WORLD_ATLAS NATURALEARTH_LOWRES``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src" / "sphinx_impact" / "model" / "geo" / "world.json"

GRID = 3600
"""Steps over 360 degrees: a tenth of a degree each."""

TOLERANCE = 5.0
"""How far a simplified line may leave the true one, in steps."""

SMALLEST = 60.0
"""Islands smaller than this are left out, in square steps, unless they are all of a country."""

LEFT_OUT = {"Antarctica", "Fr. S. Antarctic Lands"}
NAMES = {"Macedonia": "North Macedonia"}
CODES = {"Kosovo": ("XK", "XKX"), "N. Cyprus": ("", ""), "Somaliland": ("", "")}
CONTINENTS = {
    "africa": (19.0, 5.0),
    "asia": (92.0, 40.0),
    "europe": (17.0, 50.0),
    "north-america": (-100.0, 44.0),
    "oceania": (135.0, -25.0),
    "south-america": (-58.0, -13.0),
}
"""The continents, and where the symbol of each stands: longitude and latitude."""

CUT = -169.0
"""The longitude at which the map begins and ends: in the Bering Strait."""

TURN = -11.0
"""How far the map is turned so that the cut is at its edge."""

WIDTH = 1440
"""Width of the projected map. Places on it are whole numbers."""

SLIVER = 1.0
"""Below this area, in square degrees, the middle of a polygon is that of its corners."""

Point = tuple[float, float]


def decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs as points on our grid."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    step = 360 / GRID
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(((x * sx + tx + 180) / step, (y * sy + ty + 90) / step))
        arcs.append(points)
    return arcs


def simplified(points: list[Point]) -> list[Point]:
    """Leave out points that are no further than the tolerance from the line without them (Douglas and Peucker)."""
    if points[0] == points[-1] and len(points) > 3:  # a ring has no ends: divide it at its farthest point
        far = max(range(len(points)), key=lambda i: (points[i][0] - points[0][0]) ** 2 + (points[i][1] - points[0][1]) ** 2)
        return simplified(points[: far + 1])[:-1] + simplified(points[far:])
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    distances = [abs((by - ay) * (x - ax) - (bx - ax) * (y - ay)) / length for x, y in points[1:-1]]
    worst = max(range(len(distances)), key=distances.__getitem__)
    if distances[worst] <= TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: worst + 2])[:-1] + simplified(points[worst + 1 :])


def ring_points(ring: list[int], arcs: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return the points of a ring of arcs."""
    points: list[tuple[int, int]] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def area(points: list[tuple[int, int]]) -> float:
    """Return the area of a ring in square steps."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(points))) / 2


def merged(rings: list[list[int]], arcs: list[list[tuple[int, int]]]) -> list[list[int]]:
    """Return the outline of several rings: arcs that two of them share are inside, and fall away."""
    used = Counter(index if index >= 0 else ~index for ring in rings for index in ring)
    left = [index for ring in rings for index in ring if used[index if index >= 0 else ~index] == 1]
    start: dict[tuple[int, int], list[tuple[int, tuple[int, int]]]] = {}
    for index in left:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        start.setdefault(points[0], []).append((index, points[-1]))
    outlines = []
    while start:
        first = next(iter(start))
        here, ring = first, []
        while True:
            index, there = start[here].pop()
            if not start[here]:
                del start[here]
            ring.append(index)
            if there == first:
                break
            here = there
        outlines.append(ring)
    return outlines


def _continent(country: dict[str, Any], points: list[tuple[int, int]]) -> str:
    """Return the continent of a part of a country: French Guiana lies in South America, whatever France is."""
    own = str(country["properties"]["continent"])
    overseas = country["properties"]["id"] == "FR" and max(x for x, _y in points) < GRID * 150 // 360
    return "south-america" if overseas else own


def make(atlas: Path, lowres: Path) -> dict[str, Any]:
    """Return the map: its size, and each region's path and symbol."""
    import pycountry
    import shapefile

    topology = json.loads((atlas / "countries-110m.json").read_text(encoding="utf-8"))
    arcs: list[list[tuple[int, int]]] = []
    for points in decoded(topology):
        rounded = [(round(x), round(y)) for x, y in simplified(points)]
        arcs.append([point for at, point in enumerate(rounded) if not at or point != rounded[at - 1]])
    continent_of = {record["name"]: record["continent"] for record in shapefile.Reader(str(lowres / "naturalearth_lowres.shp")).records()}
    countries: list[dict[str, Any]] = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = NAMES.get(shape["properties"]["name"], shape["properties"]["name"])
        if name in LEFT_OUT:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        outer = sorted(((area(ring_points(polygon[0], arcs)), polygon) for polygon in polygons), key=lambda pair: -pair[0])
        # a tiny country keeps its shape, even where simplifying took all of its area
        kept = [polygon for size, polygon in outer if size >= SMALLEST] or [outer[0][1]]
        found = pycountry.countries.get(numeric=shape.get("id", ""))
        two, three = CODES.get(name) or (found.alpha_2, found.alpha_3)
        countries.append(
            {
                "type": "MultiPolygon",
                "properties": {"id": two, "code": three, "name": name, "continent": continent_of[name].lower().replace(" ", "-")},
                "arcs": kept,
            }
        )
    continents = []
    for continent in CONTINENTS:
        rings = [
            ring
            for country in countries
            for polygon in country["arcs"]
            for ring in polygon
            if _continent(country, ring_points(ring, arcs)) == continent
        ]
        outlines = [ring for ring in merged(rings, arcs) if area(ring_points(ring, arcs)) >= SMALLEST]
        continents.append({"type": "MultiPolygon", "properties": {"id": continent}, "arcs": [[ring] for ring in outlines]})
    return projected(arcs, sorted(countries, key=lambda country: country["properties"]["name"]), continents)


def projected(arcs: list[list[tuple[int, int]]], countries: list[dict[str, Any]], continents: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the map as it is drawn: of each region its path, and where its symbol stands."""
    rings = {id(shape): [degrees(ring_points(polygon[0], arcs)) for polygon in shape["arcs"]] for shape in (*countries, *continents)}
    points = [natural_earth(x + TURN, y) for shape in rings.values() for ring in shape for x, y in ring]
    west, north = min(x for x, _y in points), max(y for _x, y in points)
    south, east = min(y for _x, y in points), max(x for x, _y in points)
    scale = WIDTH / (east - west)

    def place(longitude: float, latitude: float) -> tuple[int, int]:
        x, y = natural_earth(longitude + TURN, latitude)
        return round((x - west) * scale), round((north - y) * scale)

    def drawn(shape: dict[str, Any], middle: Point) -> dict[str, Any]:
        x, y = place(*middle)
        return {"x": x, "y": y, "d": "".join(path([place(*point) for point in ring]) for ring in rings[id(shape)])}

    return {
        "width": WIDTH,
        "height": round((north - south) * scale),
        "continents": {shape["properties"]["id"]: drawn(shape, CONTINENTS[shape["properties"]["id"]]) for shape in continents},
        "countries": {
            facts["id"]: {"name": facts["name"], "code": facts["code"], **drawn(shape, middle_of(rings[id(shape)][0]))}
            for shape in countries
            if (facts := shape["properties"])["id"]
        },
    }


def degrees(ring: list[tuple[int, int]]) -> list[Point]:
    """Return a ring in degrees, in one piece: the edge of the data divides Russia, and the cut has to be at its own place."""
    points: list[Point] = []
    turns = 0
    for x, y in ring:
        longitude = x * 360 / GRID - 180
        if points and abs(longitude + turns - points[-1][0]) > 180:
            turns += 360 if longitude + turns < points[-1][0] else -360
        points.append((longitude + turns, y * 360 / GRID - 90))
    beyond = 360 if min(x for x, _y in points) < CUT - 5 else 0
    return [(x + beyond, y) for x, y in points]


def natural_earth(longitude: float, latitude: float) -> Point:
    """Return a place in the Natural Earth projection, in radians at the equator (Šavrič, Jenny, Patterson and others, 2011)."""
    x, y = math.radians(longitude), math.radians(latitude)
    y2 = y * y
    y4 = y2 * y2
    return (
        x * (0.8707 - 0.131979 * y2 + y4 * (-0.013791 + y4 * (0.003971 * y2 - 0.001529 * y4))),
        y * (1.007226 + y2 * (0.015085 + y4 * (-0.044475 + 0.028874 * y2 - 0.005916 * y4))),
    )


def path(points: list[tuple[int, int]]) -> str:
    """Return a ring as a closed path, in steps from point to point. Points that fall together are written once."""
    kept = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
    steps = [f"{x2 - x1}{'' if y2 < y1 else ' '}{y2 - y1}" for (x1, y1), (x2, y2) in itertools.pairwise(kept[:-1])]
    line = "".join(step if step.startswith("-") or not at else f" {step}" for at, step in enumerate(steps))
    return f"M{kept[0][0]} {kept[0][1]}l{line}z" if steps else ""


def middle_of(ring: list[Point]) -> Point:
    """Return the centre of gravity of a polygon."""
    points = ring[:-1]
    surface = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        surface, x, y = surface + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if abs(surface) < SLIVER:
        return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
    return x / (3 * surface), y / (3 * surface)


def main() -> None:
    """Write the map."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("atlas", type=Path, help="folder of the npm package world-atlas")
    parser.add_argument("lowres", type=Path, help="folder naturalearth_lowres of geopandas 0.14")
    options = parser.parse_args()
    world = make(options.atlas, options.lowres)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(world, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {len(world['countries'])} countries")


if __name__ == "__main__":
    main()
