"""Drawings kept between builds, each under the fingerprint of everything it is made from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact import extras
from sphinx_impact.charting import cleaning, drawing
from sphinx_impact.charting.process import NoDrawingError, NoToolError, Pen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx_impact.charting.sheet import Paper
    from sphinx_impact.model.charts import Chart

MADE = "3"
"""Raised whenever a drawing comes out differently from the same specification."""


def tool_version() -> str:
    """Return the version of what draws, or nothing where it is not installed."""
    return extras.installed("charts")


class Drawings:
    """The folder of drawings. Looking into it is all that an unchanged chart costs.

    Attributes:
        failed: Why drawings failed, by their names; by the empty name, why none can be drawn.
        drew: Whether anything was drawn.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.failed: dict[str, str] = {}
        self.drew = False
        self._version = tool_version()
        self._names: dict[tuple[Chart, Paper], str] = {}

    def svg(self, chart: Chart, paper: Paper) -> str | None:
        """Return a drawing, with stand-ins for colours; it is drawn now if it has not been. None where it cannot be."""
        name = self.name(chart, paper)
        kept = self._read(name)
        if kept is None:
            self.draw([(chart, paper)])
            kept = self._read(name)
        return None if kept is None else kept.decode("utf-8")

    def pdf(self, svg: str) -> Path | None:
        """Return the file of a coloured drawing as PDF; None where it cannot be made."""
        return self.pdfs([svg])[svg]

    def pdfs(self, svgs: Iterable[str]) -> dict[str, Path | None]:
        """Return the files of many coloured drawings as PDF, made by one process."""
        names = {svg: f"{self._fingerprint('pdf', svg)}.pdf" for svg in svgs}
        missing = [svg for svg, name in names.items() if not (self.folder / name).is_file()]
        if missing and self._version:
            try:
                with Pen() as pen:
                    for svg in missing:
                        self._write(names[svg], pen.pdf(svg))
            except NoDrawingError as error:
                self.failed["pdf"] = str(error)
        return {svg: self.folder / name if (self.folder / name).is_file() else None for svg, name in names.items()}

    def file(self, content: str, suffix: str) -> Path:
        """Return a file with this content, under a name that is made from it."""
        name = f"{self._fingerprint('file', content)}.{suffix}"
        if not (self.folder / name).is_file():
            self._write(name, content.encode())
        return self.folder / name

    def name(self, chart: Chart, paper: Paper) -> str:
        """Return the name of a drawing's file."""
        if (chart, paper) not in self._names:
            spec = drawing.canonical(drawing.specification(chart, paper))
            self._names[chart, paper] = f"{self._fingerprint('svg', str(drawing.grain(chart, paper)), spec)}.svg"
        return self._names[chart, paper]

    def draw(self, wanted: Iterable[tuple[Chart, Paper]]) -> None:
        """Draw what has not been drawn, in one process, which has ended when this returns.

        Why a drawing failed is then in `failed`, by the name of its file; under the empty name, why none can be drawn.
        """
        missing = {name: pair for pair in wanted if (name := self.name(*pair)) not in self.failed and not (self.folder / name).is_file()}
        if not missing:
            return
        if not self._version:
            self.failed[""] = "charts are not drawn"
            return
        try:
            self._draw(missing)
        except NoToolError as error:
            self.failed[""] = str(error)

    def _draw(self, missing: Mapping[str, tuple[Chart, Paper]]) -> None:
        self.drew = True
        ahead = list(missing.items())
        while ahead:
            with Pen() as pen:
                while ahead:
                    name, (chart, paper) = ahead.pop(0)
                    try:
                        svg = pen.svg(drawing.specification(chart, paper))
                        self._write(name, cleaning.clean(svg, drawing.grain(chart, paper)).encode())
                    except (NoDrawingError, ValueError) as error:
                        self.failed[name] = str(error)
                        if not pen.alive:
                            break  # one drawing ended the process: the others get a new one

    def prune(self, kept: AbstractSet[str]) -> None:
        """Remove drawings that no chart has any more."""
        for path in sorted(self.folder.glob("*.svg")) if self.folder.is_dir() else ():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    # ---- files ----

    def _fingerprint(self, *parts: str) -> str:
        text = "\0".join((MADE, self._version, *parts))
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, name: str, content: bytes) -> None:
        """Write a file as a whole: another build on the same folder sees all of it or nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(self.folder / name)
