"""Says of the pictures of galleries, walls of logos and portraits what style sheets cannot know: their proportions, and their ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact.components.nodes import impact_item, impact_list, impact_picture, impact_sponsor_name
from sphinx_impact.images.logos import INK, PALE, ground_of_drawing
from sphinx_impact.images.rows import MEDIUM, WIDE, shares
from sphinx_impact.images.sizes import size_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_RATIO = 1.5
"""Width by height of a picture whose size is not to be told."""

_NARROWEST, _WIDEST = 0.4, 9.0
"""Proportions of logos beyond which they are not made higher, or wider."""


def arrange(tree: nodes.document, root: Path, source_of: Callable[[nodes.image], str]) -> None:
    """Give every item of a gallery or a wall what its style sheet reckons with.

    Args:
        root: The source directory.
        source_of: Returns the path of a picture in it, or nothing.
    """
    for listing in tree.findall(impact_list):
        if "impact-gallery" in listing["classes"]:
            _arrange_gallery(listing, root, source_of)
        elif "impact-logos" in listing["classes"]:
            for item in listing.findall(impact_item):
                _arrange_logos(item, root, source_of)


def _arrange_gallery(gallery: nodes.Element, root: Path, source_of: Callable[[nodes.image], str]) -> None:
    items = list(gallery.findall(impact_item))
    images = [next(item.findall(nodes.image)) for item in items]
    sizes = [size_of(root / source) if (source := source_of(image)) else None for image in images]
    ratios = [size[0] / size[1] if size else _RATIO for size in sizes]
    wide = ["impact-wide" in item["classes"] for item in items]
    rows = zip(shares(ratios, wide, WIDE), shares(ratios, wide, MEDIUM), strict=True)
    for item, ratio, (many, few) in zip(items, ratios, rows, strict=True):
        item["measures"] = {"r": ratio, "s": many.part, "n": many.among, "t": few.part, "m": few.among}


def _arrange_logos(item: nodes.Element, root: Path, source_of: Callable[[nodes.image], str]) -> None:
    """Let the logos of a sponsor say the name where it is not printed, and give drawings their size and their ground."""
    name = next(item.findall(impact_sponsor_name))
    for logo in item.findall(impact_picture):
        if not name.get("shown", True):
            logo["alt"] = name.astext()
        source = source_of(logo)
        if not source:
            continue
        path = root / source
        size = size_of(path)
        ground = INK
        if path.suffix.lower() == ".svg":
            ground = ground_of_drawing(path.read_text(encoding="utf-8", errors="replace"))
        tell_ground(logo, ground, size)


def is_logo(node: nodes.image) -> bool:
    """Whether a picture is the logo of a sponsor."""
    return isinstance(node, impact_picture) and "impact-logo" in node["classes"]


def tell_ground(logo: nodes.image, ground: str, size: tuple[float, float] | None) -> None:
    """Write down the ground that a logo asks for, unless there is another one for pages of the other kind, and how large it is.

    All logos of a tier cover the same area, so that a wide one does not outshout a square one: the width of each is a side of that area
    times the root of its proportions.
    """
    if "impact-logo-alone" in logo["classes"]:
        if logo["dark"]:
            ground = PALE
        kinds = {f"impact-logo-{kind}" for kind in ("pale", "tile", "ink")}
        logo["classes"] = [each for each in logo["classes"] if each not in kinds] + [f"impact-logo-{ground}"]
    item: nodes.Node | None = logo
    while item is not None and not isinstance(item, impact_item):
        item = item.parent
    if item is None or not size:
        return
    logo["root"] = math.sqrt(min(max(size[0] / size[1], _NARROWEST), _WIDEST))
    if not logo["dark"] or "impact-logo-alone" in logo["classes"]:
        item["measures"] = {"r": size[0] / size[1], "s": round(logo["root"], 2)}
