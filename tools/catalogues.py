"""Bring the message catalogues up to date with the texts in the code.

Run without arguments, it collects every text marked by ``_``, ``ngettext``, ``N_`` or ``P_`` into ``sphinx_impact.pot``, brings each language's
``.po`` up to date, compiles it, and lists what is not translated. With ``--check`` it writes nothing and lists what it
would have to change. It ends with 1 if something is left to do, else with 0.

A new language begins with an empty folder: ``locale/it/LC_MESSAGES/``.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import string
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "sphinx_impact"
LOCALE = PACKAGE / "locale"
NAME = "sphinx_impact"
TEMPLATE = LOCALE / f"{NAME}.pot"

_HEADER = """\
# The words that sphinx-impact puts into a report.
# Names in braces and marks such as %s are places for values: they stay as they are.
#"""
KEYWORDS = {**DEFAULT_KEYWORDS, "P_": (1, 2)}
"""Names of the functions that mark a text, and which of their arguments are texts."""

_PERCENT = re.compile(r"%(?:\(\w+\))?[a-z]")


class Words(Catalog):
    """A catalogue whose header says what a reader of it needs, and nothing that changes by itself: no dates, no versions."""

    def __init__(self, language: str | None = None) -> None:
        super().__init__(locale=language, header_comment=_HEADER, fuzzy=False)

    @property  # type: ignore[misc]  # read only here: nothing sets the lines of a header that is always the same
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the lines of the header."""
        headers = [("Project-Id-Version", "sphinx-impact")]
        if self.locale:
            headers += [("Language", str(self.locale)), ("Plural-Forms", self.plural_forms)]
        return [*headers, ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]


def hidden() -> list[str]:
    """Return where texts stand inside f-strings, in which the extraction does not look."""
    return [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: take the text out of the f-string, where it is not found"
        for path in sorted(PACKAGE.rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]


def extract() -> Words:
    """Return the catalogue of all texts in the code, in the order of files and lines."""
    catalog = Words()
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("L10n:",))
    for file, line, message, comments, context in sorted(found, key=lambda entry: entry[:2]):
        catalog.add(message, locations=[(Path(file).as_posix(), line)], auto_comments=comments, context=context)
    return catalog


def languages() -> list[str]:
    """Return the languages that have a folder."""
    return sorted(folder.parent.name for folder in LOCALE.glob("*/LC_MESSAGES"))


def po_file(language: str) -> Path:
    """Return where a language's catalogue lies; the compiled one lies beside it."""
    return LOCALE / language / "LC_MESSAGES" / f"{NAME}.po"


def read(path: Path) -> Catalog:
    """Return a catalogue from a file, or an empty one."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as stream:
        return read_po(stream)


def translated(template: Catalog, language: str) -> Words:
    """Return a language's catalogue with the messages of the code and the translations there are."""
    stored = {_id(message): message for message in read(po_file(language)) if message.id}
    catalog = Words(language)
    for message in template:
        if message.id:
            known = stored.get(_id(message))
            catalog.add(
                message.id,
                _stored(message, known, catalog.num_plurals),
                locations=message.locations,
                flags=message.flags - {"fuzzy"},
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else (),
            )
    return catalog


def texts(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return a catalogue's messages, in the singular, and their translations, one for each plural form, without the header."""
    return {_id(message): _translations(message) for message in catalog if message.id}


def places(text: str) -> list[str]:
    """Return the places for values in a text, sorted: ``{period}``, ``%(printed)s``."""
    braces = [f"{{{name}}}" for _before, name, _format, _conversion in string.Formatter().parse(text) if name is not None]
    return sorted(braces + _PERCENT.findall(text))


def faults(template: Catalog, catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with a translation, one line each."""
    translations = texts(catalog)
    for message in texts(template):
        forms = translations.get(message, ())
        if not forms or not all(forms):
            yield f"not translated: {message!r}"
        for translation in filter(None, forms):
            if places(translation) != places(message):
                yield f"other places for values: {message!r} is {translation!r}"
            elif _edges(translation) != _edges(message) and not translation.endswith("："):
                yield f"other spaces at its ends: {message!r} is {translation!r}"


def stale(template: Catalog) -> Iterator[str]:
    """Yield which stored files do not say what the code and the translations give, one line each."""
    for path, content in contents(template).items():
        if not path.exists():
            yield f"{path.relative_to(LOCALE)} is missing"
        elif _said(path, path.read_bytes()) != _said(path, content):
            yield f"{path.relative_to(LOCALE)} is out of date"


def contents(template: Catalog) -> dict[Path, bytes]:
    """Return what each file has to hold: the template, and every language's catalogue, compiled and not."""
    made = {TEMPLATE: _po(template)}
    for language in languages():
        catalog = translated(template, language)
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        made[po_file(language)] = _po(catalog)
        made[po_file(language).with_suffix(".mo")] = compiled.getvalue()
    return made


def _po(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalog, width=120, sort_by_file=True, include_lineno=False)
    return written.getvalue()


def _said(path: Path, content: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """Return messages and translations in their order; versions of Babel may dress the same in other lines."""
    stream = io.BytesIO(content)
    return list(texts(read_mo(stream) if path.suffix == ".mo" else read_po(stream)).items())


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translations(message: Message) -> tuple[str, ...]:
    if message.fuzzy:
        return ()
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def _stored(message: Message, known: Message | None, plurals: int) -> str | tuple[str, ...]:
    """Return the translation there is, in as many forms as the message has: an empty one for each that is missing."""
    forms = _translations(known) if known else ()
    if isinstance(message.id, str):
        return "".join(forms[:1])
    return (*forms, *[""] * plurals)[:plurals]


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def main(arguments: list[str] | None = None) -> int:
    """Do as the command line says, and return the exit code."""
    parser = argparse.ArgumentParser(description="Bring the message catalogues up to date with the texts in the code.")
    parser.add_argument("--check", action="store_true", help="write nothing, list what is out of date")
    options = parser.parse_args(arguments)
    template = extract()
    if not options.check:
        for path, content in contents(template).items():
            path.write_bytes(content)
    report = [*hidden(), *stale(template)]
    for language in languages():
        report += [f"{language}: {fault}" for fault in faults(template, translated(template, language))]
    print("\n".join(report) if report else f"{len(texts(template))} messages, complete in {', '.join(languages())}")
    return 1 if report else 0


if __name__ == "__main__":
    sys.exit(main())
