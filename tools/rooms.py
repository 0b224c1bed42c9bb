"""Draw the rooms of the package from its imports: ``python tools/rooms.py`` writes ``docs/rooms.svg``.

A room is a folder of ``src/sphinx_impact``, or a file that lies in no folder; in ``model/`` likewise. Every room stands on a floor
above all rooms that it imports from. A test compares the picture with the imports.
"""

from __future__ import annotations

import ast
import functools
import graphlib
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "sphinx_impact"
PICTURE = ROOT / "docs" / "rooms.svg"

_WIDTH, _BOX, _GAP, _EDGE = 960, 44, 12, 24
_STYLE = """\
text { font: 13px/1 ui-sans-serif, system-ui, sans-serif; fill: #1d2430 }
.name { font-weight: 650 }
.says { font-size: 12px; fill: #3d4454 }
.files { font-size: 11px; fill: #6a7182 }
.page { fill: #fbfaf7 }
.room { fill: #fff; stroke: #8d94a5 }
.model .room { fill: #eef3f1; stroke: #6b9080 }
.border { stroke: #6b9080; stroke-dasharray: 6 4 }"""


def modules() -> dict[str, Path]:
    """Every file of the package by its name below ``sphinx_impact``; the package itself has the empty name."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imported(path: Path) -> list[str]:
    """Everything a file imports, also for types only and inside functions: ``sphinx_impact.model.entities``, ``docutils.nodes``."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports from '{'.' * node.level}': write the full name"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@functools.cache
def uses() -> dict[str, set[str]]:
    """Which files of the package each one imports."""
    known = modules()

    def own(name: str) -> str:
        inner = name.removeprefix("sphinx_impact").removeprefix(".")
        while inner not in known:
            inner = inner.rpartition(".")[0]
        return inner

    return {
        module: {own(name) for name in imported(path) if name.partition(".")[0] == "sphinx_impact"} - {module}
        for module, path in known.items()
    }


def room_of(module: str) -> str:
    """The room that a file belongs to."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "model" else parts[0]


@functools.cache
def room_uses() -> dict[str, set[str]]:
    """Which rooms each room imports from."""
    found: dict[str, set[str]] = {room_of(module): set() for module in modules()}
    del found["model"]  # the folder around the model's rooms
    for module, used in uses().items():
        if module != "model":
            found[room_of(module)] |= {room_of(other) for other in used} - {room_of(module)}
    return found


def floors() -> list[list[str]]:
    """The rooms, floor by floor, the lowest first.

    Raises:
        graphlib.CycleError: Two rooms import from one another.
    """
    level: dict[str, int] = {}
    for room in graphlib.TopologicalSorter(room_uses()).static_order():
        inside = room.startswith("model.")
        level[room] = max((level[used] + (not inside or used.startswith("model.")) for used in room_uses()[room]), default=0)
    ground = 1 + max(floor for room, floor in level.items() if room.startswith("model."))
    outside = {room for room in level if not room.startswith("model.")}
    for room in graphlib.TopologicalSorter({room: room_uses()[room] & outside for room in outside}).static_order():
        level[room] = max((level[used] + 1 for used in room_uses()[room] & outside), default=ground)
    return [sorted(room for room in level if level[room] == floor) for floor in sorted(set(level.values()))]


def says(room: str) -> str:
    """The first sentence of a room's docstring, up to the first stop or colon."""
    docstring = ast.get_docstring(ast.parse(modules()[room].read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].replace("``", "").partition(". ")[0].partition(": ")[0].removesuffix(".")


def files(room: str) -> str:
    """The names of a room's files."""
    return " · ".join(module.removeprefix(f"{room}.") for module in sorted(modules()) if module.startswith(f"{room}.")) if room else ""


def _fitting(words: str, width: int) -> str:
    """Words as far as they fit into a width in pixels, at about six of them a letter."""
    longest = max(width // 6, 0)
    return words if len(words) <= longest else f"{words[: longest - 1].rpartition(' ')[0]} …"


def drawing() -> str:
    """The rooms as an SVG drawing: floors from top to bottom, the model below a dashed line."""
    rows = floors()[::-1]
    height = 2 * _EDGE + len(rows) * (_BOX + _GAP)
    parts = []
    in_model = False
    for number, row in enumerate(rows):
        y = _EDGE + number * (_BOX + _GAP)
        if row[0].startswith("model.") and not in_model:
            in_model = True
            parts.append(f'<path class="border" d="M{_EDGE} {y - _GAP // 2}H{_WIDTH - _EDGE}"/>')
        width = (_WIDTH - 2 * _EDGE - (len(row) - 1) * _GAP) // len(row)
        for place, room in enumerate(row):
            x = _EDGE + place * (width + _GAP)
            name = f"{room.replace('.', '/') or '__init__'}{'' if (PACKAGE / room.replace('.', '/')).is_dir() and room else '.py'}"
            first, second = (says(room), files(room)) if files(room) else ("", says(room))
            model = ' class="model"' if in_model else ""
            parts.append(
                f"<g{model}><title>{escape(says(room))}</title>"
                f'<rect class="room" x="{x}" y="{y}" width="{width}" height="{_BOX}" rx="4"/>'
                f'<text x="{x + 10}" y="{y + 18}"><tspan class="name">{escape(name)}</tspan>'
                f'<tspan class="says" dx="10">{escape(_fitting(first, width - 8 * len(name) - 30))}</tspan></text>'
                f'<text class="{"files" if first else "says"}" x="{x + 10}" y="{y + 35}">{escape(_fitting(second, width - 20))}</text></g>'
            )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
            "<title>The rooms of sphinx_impact; each imports only from floors below it</title>",
            f"<style>{_STYLE}</style>",
            f'<rect class="page" width="{_WIDTH}" height="{height}"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
