"""``sphinx-impact verify``: whether a published report is whole, and whether the data inside a PDF are those of a report."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx_impact import extras
from sphinx_impact.cli.diff import exported, loaded
from sphinx_impact.cli.folders import TroubleError, add_data, data_folder, folder, is_file
from sphinx_impact.model.export.datapackage import DOCUMENT, PACKAGE
from sphinx_impact.model.export.diff import find_difference, to_text
from sphinx_impact.model.export.manifest import MANIFEST, CopyError, contents, faults, first_difference, is_about, read_copy
from sphinx_impact.model.export.year_diff import are_of_two_years
from sphinx_impact.model.names import counted
from sphinx_impact.model.problems import one_line

if TYPE_CHECKING:
    import argparse

_MANY: Final = 50
"""Files that are named; of a site in which each page was changed there are thousands."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help="check that a published report, or the data inside a PDF, are unchanged",
        description=(
            "Check a website, as a folder or as a ZIP or TAR archive, against the fingerprints in its sha256sums.txt, and name each file that has changed, is "
            "missing, or was added; beside a second copy, say from which byte on a changed file differs. Or compare the data of a website, or of a PDF of the "
            "builder impactpdf, with those of a report: are the files whole, and do the figures agree?"
        ),
        epilog="The exit status is 0 where everything agrees, 1 where it does not, 2 where it cannot be compared.",
    )
    parser.add_argument("file", metavar="FILE", help="the folder or archive of a website, or a PDF")
    parser.add_argument(
        "source",
        nargs="?",
        help=(
            "of a website, a second copy, or the folder with conf.py, whose data are compared; of a PDF, the folder with conf.py, or one with report.json "
            "(default: this one)"
        ),
    )
    add_data(parser)
    parser.set_defaults(run=verify)


def verify(arguments: argparse.Namespace) -> int:
    """Print what differs; return the exit status."""
    path = Path(arguments.file)
    if path.suffix.lower() == ".pdf" or _is_pdf(path):
        return _verify_pdf(arguments)
    try:
        beside = Path(arguments.source) if arguments.source else None
        if beside is not None and is_file(beside / "conf.py"):
            return _verify_copy(path, None) | _verify_data(path, beside, arguments.data)
        return _verify_copy(path, beside)
    except CopyError as error:
        raise TroubleError(str(error)) from error


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except (OSError, ValueError):
        return False  # what is wrong with it is said where it is read


def _verify_copy(path: Path, beside: Path | None) -> int:
    if is_file(path / "conf.py"):
        raise TroubleError(f"{path} is the source of a report: name the website that was built of it, such as {path / '_build' / 'html'}")
    copy = read_copy(path)
    found = faults(copy)
    other = read_copy(beside) if beside is not None else None
    unlike = f"is not as in {beside}"
    if other is not None:
        found |= {name: unlike for name in copy.digests if copy.digests[name] != other.digests.get(name) and name not in found}
        within = {name for name in other.digests if not name.startswith("../")}  # what lies around it is no part of the second copy
        found |= dict.fromkeys(within - copy.digests.keys() - found.keys(), f"is missing, and in {beside}")
    first = sorted(found.items())[:_MANY]
    places = _places(path, beside, [name for name, _why in first if name in copy.digests]) if beside is not None else {}
    for name, why in first:
        where = f": from {places[name]} on" + ("" if why == unlike else f" it {unlike}") if name in places else ""
        print(f"{path}: {one_line(name)} {why}{where}")
    if found:
        counts = Counter(why.removeprefix("has ").removeprefix("is ") for why in found.values())
        said = ", ".join(f"{count} {why}" for why, count in sorted(counts.items()))
        print(f"{path}: {'and so on; ' if len(found) > _MANY else ''}of {counted(len({*copy.digests, *found}), 'file')} {said}")
        return 1
    own = copy.digests[MANIFEST]
    print(
        f"{path}: {counted(sum(not is_about(path) for path in copy.digests), 'file')}, {copy.size:,} bytes, as {MANIFEST} says, whose own SHA-256 is {own}"
    )
    return 0


def _places(path: Path, beside: Path, names: list[str]) -> dict[str, str]:
    """Say of each file where it begins to differ from the one of the same name in another copy."""
    one, other = contents(path, names), contents(beside, names)
    differing = {name: (one[name], other[name]) for name in names if name in one and name in other and one[name] != other[name]}
    return {name: first_difference(*pair) for name, pair in differing.items()}


def _verify_data(path: Path, source: Path, data: str) -> int:
    """Compare the data of a website with those of a report.

    Raises:
        TroubleError: It has none.
    """
    names = read_copy(path).digests.keys()
    found = sorted((name for name in names if name.rpartition("/")[2] == DOCUMENT), key=lambda name: (name.count("/"), name))
    name = next((each for each in found if f"{each.removesuffix(DOCUMENT)}{PACKAGE}" in names), "")
    if not name:
        raise TroubleError(f"{path} has no {DOCUMENT}, so that there are no data to compare with {source}: see impact_open_data")
    inside = contents(path, [name]).get(name)
    if inside is None:
        raise TroubleError(f"{path}: {name} is too large to be read")
    return _compare(inside, source, data, f"{path}: {name} has")


def _compare(document: bytes, source: Path, data: str, has: str) -> int:
    """Compare an exported report with that of a folder; return the exit status, and say how much agrees where all does."""
    with tempfile.TemporaryDirectory() as scratch:
        inside = Path(scratch) / DOCUMENT
        inside.write_bytes(document)
        old = exported(inside)
    given = source / DOCUMENT
    new = exported(given) if is_file(given) else loaded(source, data_folder(source, data))
    if are_of_two_years(old, new):
        what = f"{has} the report on {old.reporting_period}, and {source} is that on {new.reporting_period}"
        print(f"{what}: name the folder of the same year, or compare the two with sphinx-impact diff")
        return 1
    difference = find_difference(old, new)
    print(to_text(difference) if difference else f"{has} {counted(len(old.figures), 'figure')}, as {source} says\n", end="")
    return 1 if difference else 0


def _verify_pdf(arguments: argparse.Namespace) -> int:
    files = attached(Path(arguments.file))
    source = folder(arguments.source or ".")
    changed = _changed(files)
    for name in changed:
        print(f"{arguments.file}: {name} inside is not the file that {PACKAGE} describes")
    return _compare(files[DOCUMENT], source, arguments.data, f"{arguments.file}: {len(files)} files inside with") | bool(changed)


def attached(path: Path) -> dict[str, bytes]:
    """Return the files inside a PDF by name.

    Raises:
        TroubleError: It is no PDF, or has no data inside.
    """
    if not extras.installed("pdf"):
        raise TroubleError(f"PDF files are read with pikepdf, which is not installed: {extras.command('pdf')}")
    import pikepdf

    if not is_file(path):
        raise TroubleError(f"there is no file {path}")
    try:
        with pikepdf.open(path) as pdf:
            files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    except pikepdf.PdfError as error:
        raise TroubleError(f"{path} cannot be read as a PDF: {error}") from error
    if DOCUMENT not in files:
        raise TroubleError(f"{path} has no {DOCUMENT} inside; was it made by the builder impactpdf, with impact_open_data?")
    return files


def _changed(files: dict[str, bytes]) -> list[str]:
    """Return the names of files that are missing, or not as the package says."""
    try:
        listed = {each["path"]: str(each["hash"]).removeprefix("sha256:") for each in json.loads(files[PACKAGE])["resources"]}
    except (KeyError, TypeError, ValueError):
        return [PACKAGE]
    return [name for name, digest in listed.items() if hashlib.sha256(files.get(name, b"")).hexdigest() != digest]
