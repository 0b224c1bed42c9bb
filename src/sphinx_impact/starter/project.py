"""Writes the files of a new report."""

from __future__ import annotations

import dataclasses
import json
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from sphinx_impact import __version__
from sphinx_impact.model.loading.yaml import LOADER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_impact.starter.answers import Answers

TRANSLATED: Final = ("en", "de", "fr", "es", "ja", "ar", "he", "it", "ko", "nl", "pl", "pt", "zh_CN")
"""Languages that the pages are written in."""

_STATS: Final = {
    "courses.people": (1240, 1085, ""),
    "courses.first-time": (486, 437, ""),
    "courses.held": (74, 68, ""),
    "courses.towns": (12, 11, ""),
    "courses.recommend": (94, 92, ""),
    "volunteers.people": (163, 148, ""),
    "volunteers.hours": (9800, 8900, "about"),
}
"""This year, last year, and how exact they are."""

_ACTIVITIES: Final = (
    ("income", "donations", "item", "", 84200, 76900),
    ("income", "grants", "item", "", 61000, 58500),
    ("income", "fees", "item", "", 18450, 17300),
    ("income", "other", "item", "", 2350, 3100),
    ("income", "total-income", "subtotal", "", 166000, 155800),
    ("expenses", "staff", "item", "", 88400, 83900),
    ("expenses", "courses", "item", "", 41600, 38700),
    ("expenses", "rooms", "item", "", 14900, 14600),
    ("expenses", "administration", "item", "", 9700, 9500),
    ("expenses", "total-expenses", "subtotal", "", 154600, 146700),
    ("result", "result", "result", "total-income - total-expenses", 11400, 9100),
)
_POSITION: Final = (
    ("assets", "cash", "item", "", 92300, 81600),
    ("assets", "receivables", "item", "", 6100, 5200),
    ("assets", "equipment", "item", "", 4700, 5100),
    ("assets", "total-assets", "total", "", 103100, 91900),
    ("liabilities", "payables", "item", "", 8600, 7800),
    ("liabilities", "deferred", "item", "", 12000, 13000),
    ("liabilities", "total-liabilities", "subtotal", "", 20600, 20800),
    ("funds", "reserve", "item", "", 30000, 20000),
    ("funds", "general", "item", "", 52500, 51100),
    ("funds", "net-assets", "subtotal", "", 82500, 71100),
    ("total", "total", "result", "total-liabilities + net-assets", 103100, 91900),
)
"""Section, line, kind, formula, this year and last year, in euros."""

_TIMES: Final = (
    "JPY 150, INR 90, KRW 1500, IDR 17000, VND 27000, HUF 400, CZK 25, PLN 4, SEK 11, NOK 11, DKK 7, RUB 95, TRY 40, CNY 8, TWD 35, THB 38, "
    "PHP 62, ZAR 20, BRL 6, MXN 20, ARS 1100, CLP 1050, COP 4500, NGN 1700, KES 145, ISK 145, UAH 45, RSD 117, PKR 310, BDT 130, LKR 330, EGP 55, AED 4, SAR 4, ILS 4"
)
"""About how many units of a currency a euro is, so that amounts look like some."""


def write_new(folder: Path, answers: Answers, *, empty: bool) -> list[str]:
    """Write a new report into a folder that does not exist; return the names of its files.

    Raises:
        OSError: The folder exists, or cannot be written to.
    """
    files = _files(answers, empty=empty)
    folder.mkdir(parents=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return sorted(files)


def translated(language: str) -> str:
    """Return the language that the starter's pages are written in for a code; empty where nobody has translated them."""
    return next((code for code in (language, language.partition("_")[0]) if code in TRANSLATED), "")


def words_of(language: str) -> dict[str, Any]:
    """Return the words of the starter's pages, in English where nobody has translated them."""
    text = resources.files(__package__).joinpath("words", f"{translated(language) or 'en'}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, LOADER)  # type: ignore[no-any-return]  # noqa: S506 - it is safe


def _files(answers: Answers, *, empty: bool) -> dict[str, str]:
    """Return the text of each file by its name."""
    from jinja2 import Environment, StrictUndefined

    known = _context(answers)
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - no HTML
    environment.filters.update(quoted=_quoted, markdown=lambda text: re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text))
    root = Path(str(resources.files(__package__))) / "files"
    files = {
        path.relative_to(root).as_posix().removesuffix(".jinja"): environment.from_string(path.read_text(encoding="utf-8")).render(known)
        for path in sorted(root.rglob("*.jinja"))
    }
    if not empty:
        schemas = resources.files("sphinx_impact").joinpath("schemas").iterdir()
        return files | {f".vscode/schemas/{schema.name}": schema.read_text(encoding="utf-8") for schema in schemas}
    return {
        **{name: text for name, text in files.items() if not name.startswith(("data/", ".vscode/")) and not name.endswith(".md")},
        "index.md": f"# {known['w']['heading']}\n\n```{{report-cover}}\n```\n",
        "data/report.yaml": "\n\n".join(files["data/report.yaml"].split("\n\n")[:2]) + "\n",
    }


def _quoted(text: str) -> str:
    """A text in YAML and in Python, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _context(answers: Answers) -> dict[str, Any]:
    now, then = answers.year, answers.year.before
    words = words_of(answers.language)
    w = {**_with_year(words, now.label), "heading": words["title"].replace("{year}", "").strip()}
    times = int(dict(pair.split() for pair in _TIMES.split(", ")).get(answers.currency, "1"))
    organisation = answers.organisation or w["organisation"]
    tables = {
        name: [
            (f"{name}.{id_}", section, id_, kind, formula, this * times, last * times) for section, id_, kind, formula, this, last in rows
        ]
        for name, rows in (("activities", _ACTIVITIES), ("position", _POSITION))
    }
    recorded = {f"{key}@{year.id}": value for key, stat in _STATS.items() for year, value in zip((now, then), stat, strict=False)}
    for rows in tables.values():
        for address, _section, _id, kind, _formula, this, last in rows:
            if kind == "item":
                recorded |= {f"{address}@{now.id}": this, f"{address}@{then.id}": last}
    return {
        **dataclasses.asdict(answers),
        "organisation": organisation,
        "invented": not answers.organisation,
        "now": now,
        "then": then,
        "w": w,
        "author_line": f"{now.end.year}, {organisation}",
        "version": __version__,
        "numbers": {
            "stats": {key: {"now": now_, "then": then_, "qualifier": how} for key, (now_, then_, how) in _STATS.items()},
            "recorded": {address: str(value) for address, value in recorded.items()},
            **{name: [_row(row, w[name]["lines"]) for row in rows] for name, rows in tables.items()},
        },
    }


def _row(row: tuple[Any, ...], lines: Mapping[str, str]) -> str:
    _address, section, id_, kind, formula, this, last = row
    return ",".join([lines[section], lines[id_], kind, id_, formula, str(this), str(last)])


def _with_year(words: Any, year: str) -> Any:
    if isinstance(words, dict):
        return {key: _with_year(value, year) for key, value in words.items()}
    if isinstance(words, list):
        return [_with_year(value, year) for value in words]
    return words.replace("{year}", year)
