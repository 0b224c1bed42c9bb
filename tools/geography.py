"""Make the map of the world that ``data-map`` draws on: small, simplified, with the borders that neighbours share.

Needs two folders, unpacked from their registries, and the packages pyshp and pycountry:

- ``world-atlas`` from npm (ISC): ``countries-110m.json``, shapes of Natural Earth at 1:110 million as TopoJSON;
- ``geopandas`` 0.14 from PyPI (BSD): ``datasets/naturalearth_lowres``, the same countries with their continents.

Natural Earth itself is in the public domain. Run ``python tools/geography.py WORLD_ATLAS NATURALEARTH_LOWRES``.
"""

from __future__ import annotations

import argparse
import itertools
import json
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
CONTINENTS = ("africa", "asia", "europe", "north-america", "oceania", "south-america")

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
    """Return the map as TopoJSON."""
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
        found = pycountry.countries.get(numeric=shape["id"])
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
    return compacted(arcs, sorted(countries, key=lambda country: country["properties"]["name"]), continents)


def compacted(arcs: list[list[tuple[int, int]]], countries: list[dict[str, Any]], continents: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a topology with those arcs only that are used, as differences from point to point."""
    number: dict[int, int] = {}

    def renumber(index: int) -> int:
        arc = index if index >= 0 else ~index
        new = number.setdefault(arc, len(number))
        return new if index >= 0 else ~new

    for shape in [*countries, *continents]:
        shape["arcs"] = [[[renumber(index) for index in ring] for ring in polygon] for polygon in shape["arcs"]]
    written = []
    for old in number:
        x = y = 0
        arc = []
        for px, py in arcs[old]:
            arc.append([px - x, py - y])
            x, y = px, py
        written.append(arc)
    step = 360 / GRID
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": [-180, -90]},
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": countries},
            "continents": {"type": "GeometryCollection", "geometries": continents},
        },
        "arcs": written,
    }


def main() -> None:
    """Write the map."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("atlas", type=Path, help="folder of the npm package world-atlas")
    parser.add_argument("lowres", type=Path, help="folder naturalearth_lowres of geopandas 0.14")
    options = parser.parse_args()
    world = make(options.atlas, options.lowres)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(world, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {len(world['arcs'])} lines")


if __name__ == "__main__":
    main()
