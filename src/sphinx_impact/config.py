"""The settings in ``conf.py``: each declared once, with its default, its check and its help."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sphinx.util import logging

from sphinx_impact.messages import has_words, setting_place, warn
from sphinx_impact.model.history.publication import DRAFT, STATES
from sphinx_impact.model.names import hint
from sphinx_impact.model.numbers.cldr import is_tag, language_fault
from sphinx_impact.model.paths import is_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

_logger = logging.getLogger(__name__)


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else "must be a text"


def _folder(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip() or not is_path(value):
        return "must be the name of a folder"
    if value.startswith("/") or ".." in value.split("/"):
        return "must be a folder inside the source directory"
    return None


def _inside(value: object) -> str | None:
    if isinstance(value, str) and not is_path(value):
        return "must be the name of a file"
    return None if value == "" or _folder(value) is None else "must be a file inside the source directory"


def _switch(value: object) -> str | None:
    return None if isinstance(value, bool) else "must be True or False"


def _faces(value: object) -> str | None:
    if isinstance(value, dict) and set(value) <= {"text", "figures"} and all(isinstance(each, str) for each in value.values()):
        return None
    return 'must be a mapping, such as {"text": "Noto Serif", "figures": "Noto Sans"}'


def _paths(value: object) -> str | None:
    if isinstance(value, list | tuple) and all(isinstance(each, str) and is_path(each) for each in value):
        return None
    return 'must be a list of files, such as ["_build/epub/*.epub"]'


def _output_folder(value: object) -> str | None:
    return None if value == "" else _folder(value)


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One ``conf.py`` setting.

    Attributes:
        name: As written in ``conf.py``.
        default: Plain data, so that it can be pickled and compared.
        rebuild: What a change of it makes Sphinx build again.
        check: Returns what is wrong with a value, or None.
        help: One sentence for the manual.
        instead: Used instead of a value that cannot be read; empty: the default.
    """

    name: str
    default: Any
    rebuild: Literal["", "env", "epub", "html"]
    check: Callable[[object], str | None]
    help: str
    instead: str = ""


def _date(value: object) -> str | None:
    if value == "" or value is None:
        return None
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return 'must be a date, such as "2024-05-03"'
    return None


def _one_of(*choices: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if value in choices else f"must be one of {', '.join(repr(choice) for choice in choices)}"

    return check


_BASIC = (
    *("nosidebar", "sidebarwidth", "body_min_width", "body_max_width", "navigation_with_keys", "enable_search_shortcuts"),
    *("globaltoc_collapse", "globaltoc_includehidden", "globaltoc_maxdepth"),
)
"""Options of the theme that ours is made from."""

_GONE = {
    "draft": 'write impact_state = "draft" in conf.py, which also says so in the book and on paper',
    "cover_picture": "name the picture in the option picture of the directive report-cover",
}
"""Options that the theme had, and what does the same."""

SETTINGS: tuple[Setting, ...] = (
    Setting("impact_data", "data", "env", _folder, "Folder of the data files, relative to the source directory."),
    Setting(
        "impact_loose_numbers",
        "warn",
        "env",
        _one_of("off", "warn", "strict", "list"),
        'What is done about figures typed by hand in sentences: nothing ("off"), a warning where one is that of the data ("warn"), also where '
        'one is near it, and in titles and captions ("strict"), or a list of all numbers ("list").',
    ),
    Setting(
        "impact_state",
        "",
        "env",
        _one_of("", *STATES),
        'How far the report is; every page says it, if it is not "final". Without it, pages say nothing of it.',
        instead=DRAFT,
    ),
    Setting("impact_embargo", "", "env", _date, "Day on which an embargoed report may be published, and is final."),
    Setting(
        "impact_previous",
        "",
        "env",
        _inside,
        "File with last year's report as data, relative to the source directory; that of report.yaml if left out.",
    ),
    Setting(
        "impact_open_data",
        "data",
        "html",
        _output_folder,
        "Folder of the website into which the report is written as data; empty: it is not.",
    ),
    Setting(
        "impact_figure_pages",
        "figures",
        "html",
        _output_folder,
        "Folder of the website with a page for every figure, statement and chart, which can be cited and embedded; empty: there are none.",
    ),
    Setting(
        "impact_downloads",
        [],
        "html",
        _paths,
        'The e-book and the PDF that the website offers, as paths or patterns beside `conf.py`, `["_build/epub/*.epub"]`, or as web addresses; '
        "they are copied into it. Without it, those that Read the Docs builds.",
    ),
    Setting(
        "impact_alt",
        False,
        "env",
        _switch,
        "Whether every picture of a page needs a description, or an empty one that says it is decorative.",
    ),
    Setting(
        "impact_share_cards",
        False,
        "html",
        _switch,
        "Whether every page gets a picture with its title and first figure, for those who share its address, and charts and figures on cards get one as PNG; needs `html_baseurl`.",
    ),
    Setting("impact_epub_date", "", "epub", _date, "Date of publication that the ePub gives; the date of the build without it."),
    Setting("impact_epub_summary", "", "epub", _text, "What the ePub says of its accessibility, instead of what the build found out."),
    Setting(
        "impact_epub_conforms_to",
        "",
        "epub",
        _text,
        'What a person has found the ePub to conform to: "EPUB Accessibility 1.1 - WCAG 2.2 Level AA".',
    ),
    Setting("impact_epub_certified_by", "", "epub", _text, "Who found the ePub to conform to that."),
    Setting(
        "impact_pdf_paper",
        "",
        "",
        _one_of("", "a4", "letter"),
        'Paper of the PDF, "a4" or "letter"; that of the report\'s language and currency without it.',
    ),
    Setting(
        "impact_pdf_fonts",
        {},
        "",
        _faces,
        'Fonts of the PDF that are installed on the machine, "text" and "figures" (also of heads), before those that come with the package.',
    ),
    Setting("impact_pdf_bleed", False, "", _switch, "Whether the pages of the PDF have bleed and crop marks, for a printer."),
)


def is_set(config: Config, name: str) -> bool:
    """Return whether the author has set a value, in ``conf.py`` or on the command line."""
    # Sphinx has no public way to tell a value from an equal default.
    return name in config._raw_config or name in config._overrides  # noqa: SLF001


def setup(app: Sphinx) -> None:
    """Declare every setting."""
    for setting in SETTINGS:
        app.add_config_value(setting.name, setting.default, setting.rebuild)
    app.connect("config-inited", check_settings)


def check_settings(app: Sphinx, config: Config) -> None:
    """Warn of a setting that makes no sense, and go on with its default."""
    _check_parser(app, config)
    _check_names(app, config)
    _check_language(app, config)
    config["html_baseurl"] = config.html_baseurl or ""  # None where conf.py asks for a variable that only the host of the website sets
    for setting in SETTINGS:
        fault = setting.check(config[setting.name])
        if fault is not None:
            place = setting_place(Path(app.confdir), setting.name)
            config[setting.name] = setting.instead or setting.default
            warn(f"{setting.name} {fault}; using {config[setting.name]!r}", code="config", location=place)
        elif setting.check is _date:
            # A day may be a date of Python's own, and ISO 8601 has several ways to write one: from here on there is one.
            config[setting.name] = dt.date.fromisoformat(str(config[setting.name])).isoformat() if config[setting.name] else ""


def _check_parser(app: Sphinx, config: Config) -> None:
    """Load the parser of Markdown where the first page is written in it and nothing reads it: Sphinx would end with a traceback."""
    source = Path(app.srcdir)
    if "markdown" in app.registry.source_parsers or not (source / f"{config.root_doc}.md").is_file():
        return
    # What Sphinx has as its default still knows of parsers that a build before this one, in one process, had loaded.
    if any((source / f"{config.root_doc}{suffix}").is_file() for suffix, kind in config.source_suffix.items() if kind != "markdown"):
        return
    app.setup_extension("myst_parser")
    message = f'{config.root_doc}.md is Markdown, which myst_parser reads: add "myst_parser" to extensions'
    warn(message, code="config", location=setting_place(Path(app.confdir), "extensions"))


def _check_language(app: Sphinx, config: Config) -> None:
    """Warn of a language that is no tag, such as its name, by the tag of that name; Sphinx takes any text, and writes it into every page."""
    given = config.language
    if given == "en":
        return  # what is known of other languages need not be looked up
    place, fault = setting_place(Path(app.confdir), "language"), language_fault(given)
    if not given:
        config["language"] = "en"  # nobody after us, and Sphinx least of all, needs to ask whether there is one
    elif fault and is_tag(given):
        warn(fault, code="config", location=place)
    elif fault:
        warn(f"{fault}; using 'en'", code="config", location=place)
        config["language"] = "en"  # whose words Sphinx has taken already
    elif not has_words(given):
        _logger.info("hint: language: words such as “Source” are English in %s, for which there is no catalogue yet", given, location=place)


def _check_names(app: Sphinx, config: Config) -> None:
    """Warn of settings and theme options that nobody knows, by the nearest name; Sphinx says nothing of the first, and names no other."""
    folder = Path(app.confdir)
    known = [setting.name for setting in SETTINGS]
    for name in config._raw_config:  # noqa: SLF001 - Sphinx drops what it does not know
        if name.startswith("impact_") and name not in known:
            warn(f"there is no setting {name}{hint(name, known)}", code="config", location=setting_place(folder, name))
    if config.html_theme != "sphinx_impact":
        return
    with (Path(__file__).parent / "theme" / "sphinx_impact" / "theme.toml").open("rb") as file:
        options = [*tomllib.load(file)["options"], *_BASIC]
    for name in [name for name in config.html_theme_options if name not in options]:
        del config.html_theme_options[name]
        known_ones = f"; it has {', '.join(options[: -len(_BASIC)])}"
        cure = f" any more: {_GONE[name]}" if name in _GONE else hint(name, options) or known_ones
        message = f'html_theme_options: the theme has no option "{name}"{cure}'
        warn(message, code="theme", location=setting_place(folder, "html_theme_options"))
