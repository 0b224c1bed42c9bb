"""``sphinx-impact adopt``: numbers typed in sentences that the data know, and the roles to write for them."""

from __future__ import annotations

import io
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sphinx_impact.cli.folders import TroubleError, add_source, report_folder
from sphinx_impact.model.names import counted
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.prose.numbers import plain_spaces

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from sphinx_impact.components.typed_numbers import Adoptable

_CLOSED: Final = {
    ".md": r"(`+)(?:(?!\1).)+\1|!?\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|<[^>]*>|https?://\S+|\$[^$\d][^$]*\$",
    ".rst": r"``.+?``|:[\w:.-]+:`[^`]*`|`[^`]*`_{0,2}(?::[\w:.-]+:)?|\*+[^*]+\*+|\|[^|]*\||https?://\S+|\[[^\]]*\]_",
}
"""What a role is never written into: code, links, and in reStructuredText all other markup."""


class _Judged(NamedTuple):
    """A number that may be adopted, and why it is not."""

    found: Adoptable
    why_not: str


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "adopt",
        help="turn typed numbers into figures of the data",
        description=(
            "Find numbers in the sentences of pages that are figures of the data, and show the role that prints each. With --write, write the "
            "roles into the pages; what the pages say stays the same to the letter, but for spaces that no longer break."
        ),
        epilog="The exit status is 0 where no number is left to adopt, 1 where some are, 2 where the report cannot be read.",
    )
    add_source(parser)
    parser.add_argument("--write", action="store_true", help="write the roles into the pages")
    parser.set_defaults(run=adopt)


def adopt(arguments: argparse.Namespace) -> int:
    """Show or write what the typed numbers of all pages are; return the exit status."""
    from sphinx.errors import SphinxError

    source = report_folder(arguments.source)
    try:
        found, said = _read(source)
    except SphinxError as error:
        raise TroubleError(f"the report cannot be read: {error}") from None
    texts = {name: (source / name).read_bytes().decode() for name in {number.source for number in found}}
    rows, written = _replaced(found, texts)
    refused: set[str] = set()
    if arguments.write and written:
        refused = _write(source, texts, written, said)
    for row in rows:
        why = row.why_not or ("it would change what its page says" if row.found.source in refused else "")
        print(_line(source, row.found, why))
    left = [row for row in rows if row.why_not or row.found.source in refused]
    done = len(rows) - len(left)
    if arguments.write:
        print(f"{counted(done, 'number')} written as {'a role' if done == 1 else 'roles'}, {len(left)} left")
        return 1 if left else 0
    print(f"{counted(done, 'number')} can be written as roles with --write, {len(left)} by hand only")
    return 1 if rows else 0


def _line(source: Path, found: Adoptable, why_not: str) -> str:
    place = f"{as_called(source, found.source)}:{found.line}"
    if len(found.addresses) > 1:
        return f"{place}: “{found.typed}” is one of {', '.join(found.addresses)}: choose by hand"
    return f"{place}: “{found.typed}” is {found.addresses[0]}: {found.role}{f' (by hand: {why_not})' if why_not else ''}"


def _read(source: Path) -> tuple[list[Adoptable], dict[str, str]]:
    """Read all pages; return the numbers that are figures, and what each page says."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from sphinx_impact.components.typed_numbers import adoptable

    with tempfile.TemporaryDirectory() as scratch, patch_docutils(str(source)), docutils_namespace():
        settings = {"impact_loose_numbers": "warn"}
        out = Path(scratch)
        app = Sphinx(source, source, out, out / "doctrees", "dummy", settings, status=None, warning=io.StringIO(), freshenv=True)
        app.build()
        if "impact" not in app.env.domains:
            raise TroubleError('conf.py does not load sphinx_impact: add it to extensions = ["myst_parser", "sphinx_impact"]')
        return adoptable(app.env), {page: plain_spaces(app.env.get_doctree(page).astext()) for page in app.env.found_docs}


def _replaced(found: Sequence[Adoptable], texts: Mapping[str, str]) -> tuple[list[_Judged], dict[str, str]]:
    """Return each number with the reason why it cannot be written, and the new texts of the files that change."""
    rows = {name: text.splitlines(keepends=True) for name, text in texts.items()}
    alike = Counter((number.source, number.line, number.typed) for number in found)
    judged: list[_Judged] = []
    for number in found:
        why = _hindrance(number, rows[number.source][number.line - 1], alike[number.source, number.line, number.typed])
        judged.append(_Judged(number, why))
    changed: set[str] = set()
    for number in {row.found for row in judged if not row.why_not}:
        row = rows[number.source][number.line - 1]
        for start, end in reversed(_places(row, number)):
            row = row[:start] + number.role + row[end:]
        rows[number.source][number.line - 1] = row
        changed.add(number.source)
    return judged, {name: "".join(rows[name]) for name in changed}


def _hindrance(number: Adoptable, row: str, times: int) -> str:
    """Say why a role cannot be written for a number; nothing where it can."""
    if len(number.addresses) > 1:
        return "several figures have this value"
    if plain_spaces(number.typed) not in plain_spaces(number.printed):
        return f"the role prints “{number.printed}”"
    places = _places(row, number)
    if len(places) != times:
        around = f", and the role prints “{number.printed}”" if number.printed != number.typed else ""
        return f"it is not clear where in its row it stands{around}"
    if number.source.endswith(".rst") and any(
        not re.fullmatch(r"[\s(\[{\"'“‘«/-]?", row[max(0, start - 1) : start]) for start, _ in places
    ):
        return "a role cannot follow a letter"
    if number.source.endswith(".rst") and any(not re.fullmatch(r"[\s.,;:!?)\]}\"'”’»/-]?", row[end : end + 1]) for _, end in places):
        return "a letter cannot follow a role"
    return ""


def _places(row: str, number: Adoptable) -> list[tuple[int, int]]:
    """Return where in a row of a page stands what the role prints, outside code and links."""
    kind = ".rst" if number.source.endswith(".rst") else ".md"
    open_ = plain_spaces(re.sub(_CLOSED[kind], lambda found: "\0" * len(found[0]), row))
    ends = r"(?![\w%]|[.,]\d)" if number.printed[-1:].isalnum() else ""
    return [found.span() for found in re.finditer(rf"(?<![\w.,]){re.escape(plain_spaces(number.printed))}{ends}", open_)]


def _write(source: Path, before: Mapping[str, str], after: Mapping[str, str], said: Mapping[str, str]) -> set[str]:
    """Write files, read all pages again, and put back the files of pages that say something else; return the names of those."""
    for name, text in after.items():
        (source / name).write_bytes(text.encode())
    _found, now = _read(source)
    if now == said:
        return set()
    different = {page for page in said if now.get(page) != said[page]}
    refused = {name for name in after if name.rpartition(".")[0] in different} or set(after)
    for name in refused:
        (source / name).write_bytes(before[name].encode())
    return refused
