"""Drawings as PNG, JPEG and PDF, and an author's Vega-Lite as SVG: asked of one process, which is started when there is something to do."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from sphinx_impact import extras

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType

    from sphinx_impact.drawing.cache import FileCache

T = TypeVar("T")

Following: TypeAlias = "Callable[[list[T]], Iterable[T]]"
"""Gives things one after the other, and may say how far the work is."""

_EXTRAS = {"svg": "vega", "pdf": "vega", "png": "raster", "jpeg": "raster"}
"""What makes a format: ``svg`` from Vega-Lite, ``pdf``, ``png`` or ``jpeg`` from SVG."""

_ON_PAPER = 3.0
"""Pixels to a pixel where paper gets PNG: about 300 to the inch."""


def made_by(to: str) -> str:
    """Return what makes a format, with versions, since other versions make other bytes; nothing where it is not installed."""
    return extras.installed(_EXTRAS[to])


class ConversionError(Exception):
    """A picture cannot be made; the message says why."""


class Converter:
    """The process that converts, as a context: ``with Converter() as converter: converter.picture(svg, "png")``.

    Nothing of it is left when the context ends, so that Sphinx can fork before and after.
    """

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_impact.drawing.convert_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        del kind, error, trace
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        self._errors.close()

    @property
    def alive(self) -> bool:
        """Whether the process still answers."""
        return self._process.poll() is None

    def vega(self, specification: dict[str, Any]) -> str:
        """Return the SVG of a Vega-Lite specification, as Vega writes it. Raises `ConversionError`."""
        return str(self._ask({"spec": specification})["svg"])

    def picture(self, svg: str, to: str, zoom: float = 1) -> bytes:
        """Return an SVG document as a picture. Raises `ConversionError`.

        Args:
            to: ``png``, ``jpeg`` or ``pdf``.
            zoom: How many pixels one of the drawing becomes.
        """
        return base64.b64decode(self._ask({"svg": svg, "to": to, "zoom": zoom})["bytes"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request, separators=(",", ":")) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ConversionError(self._last_words()) from None
        line = self._process.stdout.readline()
        if not line:
            raise ConversionError(self._last_words())
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            words = " ".join(str(said["error"]).split())
            raise ConversionError(re.split(r" at \S+ \(", words)[0][:300])  # without the places in the library's own code
        return said

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return f"the converting process ended with {self._process.returncode}" + (f": {lines[-1]}" if lines else "")


def convert(
    svgs: Iterable[str], to: str, cache: FileCache, zoom: float = 1, *, follow: Following[str] = iter
) -> tuple[dict[str, Path], dict[str, str]]:
    """Convert many drawings in one process; those that have been converted before are taken from the cache.

    Args:
        follow: Gives the drawings that are not in the cache.

    Returns:
        The files by their drawings, and why others could not be converted.
    """
    paths = {svg: cache.path(to, made_by(to), f"{zoom:g}", svg) for svg in svgs}
    missing = [svg for svg, path in paths.items() if not path.is_file()]
    failed = each(missing, lambda converter, svg: cache.write(paths[svg], converter.picture(svg, to, zoom)), follow)
    return {svg: path for svg, path in paths.items() if svg not in failed}, failed


def each(things: Iterable[T], make: Callable[[Converter, T], object], follow: Following[T] = iter) -> dict[T, str]:
    """Make many things in one process, or, where one of them ends it, the others in the next; return why some could not be made."""
    failed = dict[T, str]()
    with contextlib.ExitStack() as running:
        converter: Converter | None = None
        for thing in follow(list(things)):
            if converter is None or not converter.alive:
                running.close()
                converter = running.enter_context(Converter())
            try:
                make(converter, thing)
            except (ConversionError, ValueError) as error:
                failed[thing] = str(error)
    return failed


def paper_format() -> str:
    """Return what drawings become for LaTeX: ``pdf`` where vl-convert is installed, else ``png``; nothing where neither can be made."""
    return next((to for to in ("pdf", "png") if made_by(to)), "")


def on_paper(svgs: Iterable[str], cache: FileCache, follow: Following[str] = iter) -> tuple[dict[str, Path], dict[str, str]]:
    """Convert drawings into what LaTeX takes; see `convert`. Without a `paper_format`, nothing is made of them."""
    to = paper_format()
    return convert(svgs, to, cache, _ON_PAPER if to == "png" else 1, follow=follow) if to else ({}, {})
