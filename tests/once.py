"""What is the same in every build of a run is worked out once in a process: templates, compiled, and the themes that are installed.

What Sphinx says of itself to those who mend it, a thousand messages in a build that none is shown of, is not put together. Compiling its templates is a third of what a small website takes; nothing here changes what comes out of a build.
"""

from __future__ import annotations

import functools
import importlib.metadata
import logging
from typing import TYPE_CHECKING, Any

import sphinx.jinja2glue
import sphinx.theming
from jinja2.sandbox import SandboxedEnvironment

if TYPE_CHECKING:
    from types import CodeType

_compiled: dict[tuple[object, ...], CodeType] = {}


class _Environment(SandboxedEnvironment):
    """Templates as Sphinx has them; one whose text was compiled before is not compiled again."""

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *options: Any, **named: Any) -> Any:
        if options or named or not isinstance(source, str):
            return super().compile(source, name, filename, *options, **named)
        key = (source, name, filename, *sorted(self.extensions))
        if key not in _compiled:
            _compiled[key] = super().compile(source, name, filename)
        return _compiled[key]


sphinx.jinja2glue.SandboxedEnvironment = _Environment  # type: ignore[attr-defined]
sphinx.theming.entry_points = functools.cache(importlib.metadata.entry_points)  # type: ignore[attr-defined, assignment]
logging.disable(logging.DEBUG)
