"""The settings in ``conf.py``: each declared once, with its default, its check and its help."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal

from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else "must be a text"


def _folder(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "must be the name of a folder"
    if value.startswith("/") or ".." in value.split("/"):
        return "must be a folder inside the source directory"
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One ``conf.py`` setting.

    Attributes:
        name: As written in ``conf.py``.
        default: Plain data, so that it can be pickled and compared.
        rebuild: What a change of it makes Sphinx build again.
        check: Returns what is wrong with a value, or None.
        help: One sentence for the manual.
    """

    name: str
    default: Any
    rebuild: Literal["", "env", "epub", "html"]
    check: Callable[[object], str | None]
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("impact_data", "data", "env", _folder, "Folder of the data files, relative to the source directory."),
)


def add_settings(app: Sphinx) -> None:
    """Declare every setting to Sphinx."""
    for setting in SETTINGS:
        app.add_config_value(setting.name, setting.default, setting.rebuild)


def check_settings(app: Sphinx, config: Config) -> None:
    """Warn of a setting that makes no sense, and go on with its default."""
    del app
    for setting in SETTINGS:
        fault = setting.check(config[setting.name])
        if fault is not None:
            warn(f"{setting.name} {fault}; using {setting.default!r}", code="config", location="conf.py")
            config[setting.name] = setting.default
