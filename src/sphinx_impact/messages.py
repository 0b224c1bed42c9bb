"""Messages: words in the document's language, warnings with a place and a code."""

from __future__ import annotations

import gettext
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.locale import get_translation, get_translator
from sphinx.util import logging
from sphinx.util.display import status_iterator

from sphinx_impact.model.marks import N_
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.problems import message_of, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from sphinx_impact.model.problems import Problem

CATALOGUE = "sphinx_impact"
LOCALE_DIR = Path(__file__).parent / "locale"

OUTPUT_CODES: Final = {
    "config": "A setting in `conf.py` makes no sense; its default is used.",
    "theme": "An option of the theme makes no sense, or a colour is too light to read.",
    "pdf": "Something cannot be set in a PDF as it is: a picture that cannot be read, a sign that no font has, a font that is not there.",
    "epub": "Something on a page cannot go into an e-book as it is: a picture from the web, a form, HTML that is broken.",
}
"""Codes of warnings that concern the output and not the data, and what is wrong."""

_ = get_translation(CATALOGUE)
"""Translate a text of ours into the document's language."""


_BESIDE_SPHINX: Final = (
    N_('Created using <a href="https://www.sphinx-doc.org/">Sphinx</a> %(sphinx_version)s.'),
    N_("Last updated on %(last_updated)s."),
    N_("Link to this heading"),
    N_("Link to this table"),
    N_("Link to this image"),
    N_("Index"),
    N_("Footnotes"),
    N_("Fig. %s"),
    N_("Table %s"),
    N_("Section %s"),
    N_("Please activate JavaScript to enable the search\n    functionality."),
    N_("Searching for multiple words only shows matches that contain\n    all words."),
)
"""What readers see of Sphinx's own words, and some of its catalogues do not have."""


def following(app: Sphinx, doing: str, name: Callable[[Any], str] = str) -> Callable[[list[Any]], Iterable[Any]]:
    """Return what gives things one after the other and says how far the work is, as Sphinx does; of none, it says nothing.

    Args:
        doing: What is done, as in ``drawing charts``.
        name: What a thing is called.
    """

    def follow(things: list[Any]) -> Iterable[Any]:
        return status_iterator(things, f"{doing}... ", "brown", len(things), app.verbosity, name) if things else ()

    return follow


def has_words(language: str) -> bool:
    """Return whether our texts have been translated into a language; they are written in English."""
    return language[:2].lower() == "en" or gettext.find(CATALOGUE, LOCALE_DIR, [language]) is not None


def ngettext(one: str, many: str, number: int) -> str:
    """Translate a text that counts something, in the plural form that the document's language has for a number."""
    return get_translator(CATALOGUE).ngettext(one, many, number)


_logger = logging.getLogger(__name__)


def warn(
    message: str,
    *,
    code: str,
    location: str | Node | tuple[str, int] | None,
    error: bool = False,
    root: Path | None = None,
) -> None:
    """Log a warning, or an error, as ``place: message [impact.code]``, which ``suppress_warnings`` can silence by its code.

    Args:
        location: An element, a page with a row, or ``path:row``, which is printed as seen from where the build was started.
        root: What a path is relative to; where the build was started, without one.
    """
    log = _logger.error if error else _logger.warning
    if location is not None and not isinstance(location, tuple):
        location = one_line(_shown(location, root or Path())) or None
    log("%s", message_of(message), type="impact", subtype=code, location=location)


def place_of(node: Node, page: str = "") -> tuple[str, int]:
    """Return file and row of a node; those of what it stands in, where the parser gave it none.

    Args:
        page: The file where no node names one.
    """
    source = next((each.source for each in _upwards(node) if each.source), "") or page
    document = node.document
    row = next((each.line for each in _upwards(node) if each.line), 1)
    return str(source or (document.get("source", "") if document is not None else "")), row


def _upwards(node: Node) -> Iterator[Node]:
    place: Node | None = node
    while place is not None:
        yield place
        place = place.parent


def _shown(location: str | Node, root: Path) -> str:
    place = location if isinstance(location, str) else "{}:{}".format(*place_of(location))
    path, colon, row = place.rpartition(":")
    if not colon or not (row.isdecimal() or not row):
        path, row = place, "1"  # Sphinx would take it for the name of a page
    return f"{as_called(root, path)}:{row}" if path else ""


def setting_place(folder: Path, name: str) -> str:
    """Return the row of ``conf.py`` where a setting is set; the first where it was set elsewhere, as on the command line."""
    path = folder / "conf.py"
    setting = re.compile(rf"{re.escape(name)}\s*=")
    row = next((row for row, text in enumerate(rows_of(path), 1) if setting.match(text)), 1)
    return f"{path}:{row}"


def rows_of(path: Path) -> list[str]:
    """Return the rows of a file in which something is looked for; none where there is no such file."""
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []


def warn_problem(problem: Problem, root: Path) -> None:
    """Log a problem of a data file at its row; a hint as information, which never fails a build.

    Args:
        root: The source directory, which the paths of data files are relative to.
    """
    if problem.trace:
        _logger.verbose("%s", problem.trace)
    if problem.hint:
        _logger.info("hint: %s [impact.%s]", problem.message, problem.code.value, location=_shown(str(problem.origin), root) or None)
        return
    warn(problem.message, code=problem.code.value, location=str(problem.origin), root=root)


def setup(app: Sphinx) -> None:
    """Register the words in other languages."""
    language = str(app.config.language or "")
    if "-" in language:  # as the web writes tags; Sphinx, which has looked for its words already, finds them by the other sign alone
        app.config["language"] = language.replace("-", "_")
        app._init_i18n()  # noqa: SLF001 - nothing else takes the words of this project, too
    app.add_message_catalog(CATALOGUE, str(LOCALE_DIR))
    get_translator().add_fallback(gettext.translation(CATALOGUE, LOCALE_DIR, [app.config.language or "en"], fallback=True))
