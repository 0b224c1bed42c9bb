"""Fingerprints of everything that a website publishes, in a file that ``sha256sum -c`` and ``sphinx-impact verify`` read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.domain import WEB
from sphinx_impact.messages import setting_place, warn
from sphinx_impact.model.export.manifest import MANIFEST, digests_of, to_text
from sphinx_impact.order import MANIFEST as LAST

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def write_manifest(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``, after everybody else: write the manifest, unless the author brings a file of that name."""
    if exception is not None or app.builder.name not in WEB:
        return
    if _is_brought(app):
        warn(
            f"{MANIFEST} is not written, since html_extra_path brings a file of that name: leave it out there",
            code="config",
            location=setting_place(Path(app.confdir), "html_extra_path"),
        )
        return
    folder = Path(app.outdir)
    text = to_text(digests_of(folder))
    (folder / MANIFEST).write_text(text, encoding="utf-8", errors="surrogateescape", newline="\n")


def _is_brought(app: Sphinx) -> bool:
    entries = [Path(app.confdir) / str(entry) for entry in app.config.html_extra_path]
    return any(entry.name == MANIFEST if entry.is_file() else (entry / MANIFEST).exists() for entry in entries)


def setup(app: Sphinx) -> None:
    """Register what writes it."""
    app.connect("build-finished", write_manifest, LAST)
