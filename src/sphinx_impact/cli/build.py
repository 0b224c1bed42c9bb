"""``sphinx-impact build``: website, e-book and PDF, for those who do not know Sphinx."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_impact.cli.folders import TroubleError, add_source, report_folder
from sphinx_impact.model.names import counted
from sphinx_impact.model.paths import as_called

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_WARNING: Final = re.compile(r"(?:(?P<path>[^\n]*?)(?::(?P<row>\d*))?: )?(?:WARNING|ERROR|SEVERE|CRITICAL): (?P<message>.*)", re.DOTALL)
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_LEVEL: Final = re.compile(r"(?m)^(?=[^\n]*\b(?:WARNING|ERROR|SEVERE|CRITICAL): )")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "build",
        help="build the website, the e-book and the PDF",
        description=(
            "Build the website and the e-book of a report into its folder _build, and a PDF where sphinx-impact[pdf] is installed. "
            "What is wrong is printed as file:row: message [code]. Those who know Sphinx use sphinx-build: the result is the same."
        ),
        epilog="The exit status is 0 where nothing is wrong, 1 where there are problems, 2 where nothing could be built.",
    )
    add_source(parser)
    parser.set_defaults(run=build)


def build(arguments: argparse.Namespace) -> int:
    """Build all formats, print what is wrong with any of them once, and where they are; return the exit status."""
    from sphinx.errors import SphinxError

    source = report_folder(arguments.source)
    try:
        said, made, hints = _built(source)
    except SphinxError as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]  # a mistake in conf.py comes with its traceback between them
        raise TroubleError(f"nothing could be built: {' '.join(dict.fromkeys((lines[0], lines[-1])))}") from None
    for line in said:
        print(line)
    told = f", {counted(hints, 'hint')} (sphinx-impact check lists them)" if hints else ""
    print(f"{', '.join(f'{what}: {path}' for what, path in made.items())}; {counted(len(said), 'problem')}{told}")
    return 1 if said else 0


def _built(source: Path) -> tuple[list[str], dict[str, str], int]:
    """Build all formats; return what is wrong, where each lies, and how many hints there are."""
    from sphinx_impact.extras import installed

    warnings = io.StringIO()
    # Pages are read once, and what is wrong with them is said once. The e-book names the pages of the PDF, the website offers both.
    read = make(source, "dummy", warnings, fresh=True)
    found = {}
    if installed("pdf") and "impactpdf" in read.registry.builders:
        try:
            make(source, "impactpdf", warnings)
            found["PDF"] = _newest(source / "_build" / "impactpdf", "*.pdf")
        except SystemExit as missing:  # libraries of the system, which the rest does without
            print(missing, file=sys.stderr)
    make(source, "epub", warnings)
    found = {"e-book": _newest(source / "_build" / "epub", "*.epub"), **found}
    files = {what: path for what, path in found.items() if path is not None}
    known = "impact" in read.env.domains and not read.config.impact_downloads  # where the author says what is offered, that
    website = make(source, "html", warnings, offers={"impact_downloads": [str(path.resolve()) for path in files.values()]} if known else {})
    made = {"website": as_called(source, "_build/html/index.html")}
    made |= {what: as_called(source, f"_build/{path.parent.name}/{path.name}") for what, path in files.items()}
    hints = 0
    if "impact" in website.env.domains:
        report = website.env.domains["impact"].report  # type: ignore[attr-defined]
        hints = sum(problem.more or 1 for problem in report.problems if problem.hint)
    return list(dict.fromkeys(problems_in(warnings.getvalue(), source))), made, hints


def make(source: Path, builder: str, warnings: io.StringIO, *, fresh: bool = False, offers: dict[str, Any] | None = None) -> Sphinx:
    """Build one format into the report's own folder for it, as ``sphinx-build -M`` does; return the application.

    Args:
        fresh: Read all pages anew, so that what is wrong with them is said again.
        offers: The setting that names the files which the website offers.
    """
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    out = source / "_build"
    with patch_docutils(str(source)), docutils_namespace():
        where = (source, source, out / builder, out / "doctrees")
        app = Sphinx(*where, builder, confoverrides=offers, status=None, warning=warnings, freshenv=fresh)
        app.build()
    return app


def _newest(folder: Path, name: str) -> Path | None:
    """Return the newest file of a pattern, since one of an earlier name may lie beside it."""
    return max(folder.glob(name), key=lambda path: path.stat().st_mtime, default=None)


def problems_in(warnings: str, source: Path) -> Iterator[str]:
    """Return what Sphinx warned of, as ``check`` prints problems: ``file:row: message [code]``.

    Args:
        source: Where pages lie that Sphinx names by their whole path.
    """
    for warning in _LEVEL.split(_COLOUR.sub("", warnings)):
        found = _WARNING.fullmatch(warning.strip())
        if found is not None:
            path = as_called(source, found["path"]) if found["path"] and Path(found["path"]).is_absolute() else found["path"]
            place = ":".join(part for part in (path, found["row"]) if part)
            yield f"{place}: {found['message']}" if place else found["message"]
