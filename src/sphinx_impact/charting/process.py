"""Asking the drawing process: it is started when there is something to draw, and ended when all is drawn."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType


class NoDrawingError(Exception):
    """A picture cannot be drawn; the message says why."""


class NoToolError(NoDrawingError):
    """What draws is not installed."""


class Pen:
    """The drawing process, as a context: ``with Pen() as pen: pen.svg(specification)``.

    Nothing of it is left when the context ends, so that Sphinx can fork before and after.
    """

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_impact.charting.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
        )
        try:
            hello = self._read()
        except NoDrawingError:
            self.__exit__(None, None, None)
            if self._process.returncode == 3:
                raise NoToolError("vl-convert-python is not installed") from None
            raise
        self.version = str(hello.get("version", ""))
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

    def svg(self, specification: dict[str, Any]) -> str:
        """Return the SVG of a Vega-Lite specification, as Vega writes it.

        Raises:
            NoDrawingError: The specification is not one that can be drawn.
        """
        return str(self._ask({"spec": specification})["svg"])

    def pdf(self, svg: str) -> bytes:
        """Return an SVG as PDF.

        Raises:
            NoDrawingError: It cannot be converted.
        """
        return base64.b64decode(self._ask({"svg": svg})["pdf"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request, separators=(",", ":")) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise NoDrawingError(self._last_words()) from None
        said = self._read()
        if "error" in said:
            words = " ".join(str(said["error"]).split())
            raise NoDrawingError(re.split(r" at \S+ \(", words)[0][:300])  # without the places in the library's own code
        return said

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NoDrawingError(self._last_words())
        said: dict[str, Any] = json.loads(line)
        return said

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return f"the drawing process ended with {self._process.returncode}" + (f": {lines[-1]}" if lines else "")
