"""Write the reference pages of the manual from the texts in the code: ``python tools/reference.py`` writes ``docs/reference/``.

Directives and roles come from their docstrings, settings from ``config.py``, options of the theme from the comments in ``theme.toml``, codes
from ``model/problems.py``, fields from the JSON Schemas, commands from their parsers.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sphinx.pycode import ModuleAnalyzer

from sphinx_impact.__main__ import COMMANDS, load
from sphinx_impact.components.base import ImpactDirective
from sphinx_impact.components.vocabulary import DIRECTIVES, ROLES
from sphinx_impact.config import SETTINGS
from sphinx_impact.messages import OUTPUT_CODES
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Schema: TypeAlias = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "src" / "sphinx_impact"
FOLDER: Final = ROOT / "docs" / "reference"

FILES: Final = ("report", "stats", "statement", "sponsors", "people", "tieouts", "waivers", "errata", "standards")
"""The schemas in the order of the page; others follow."""


def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {
        "directives.md": _page("Directives and roles", "What you can write on a page, with every option.", _directives()),
        "data-files.md": _page("Keys of the data files", "Every key that a file in data/ can have.", _data_files()),
        "settings.md": _page("Settings", "Everything that can be set in conf.py. A report needs none of it.", _settings()),
        "messages.md": _page("Messages", "Every code that a message of the build can end with.", _messages()),
        "commands.md": _page("Commands", "The command line, with every option.", _commands()),
    }


def _page(title: str, standfirst: str, parts: Iterable[str]) -> str:
    head = (
        f"---\n# Written by tools/reference.py from the texts in the code: change them there.\nstandfirst: {standfirst}\n---\n\n# {title}\n"
    )
    return "\n".join([head, *(f"{part.strip()}\n" for part in parts)])


# ---- directives and roles ----


def _directives() -> Iterator[str]:
    yield (
        "A directive is a block: its name in braces behind three backticks, options between colons, content. "
        "In reStructuredText it is `.. name::`. A role stands in a sentence. An *address* names a figure of the data: [Addresses](../figures.md#addresses)."
    )
    for name in DIRECTIVES:
        yield directive(name)
    for name, role in ROLES.items():
        yield f"## The role `{name}`\n\n{_parts(role.get())['']}"


def directive(name: str) -> str:
    """Return what is said of a directive."""
    said: dict[str, str] = {}
    options: dict[str, tuple[str, str]] = {}
    for each in reversed(
        [each for each in inspect.getmro(DIRECTIVES[name].get()) if issubclass(each, ImpactDirective) and each is not ImpactDirective]
    ):
        parts = _parts(each)
        options |= _options(parts.pop("Options", ""))
        said |= parts
    shown = [f"## `{name}`", said.pop(""), _explained(name)]
    shown += [f"**{head}:** {text}" for head in ("Argument", "Content") if (text := said.get(head))]
    rows = [(f"`{option}`", value, meaning) for option, (value, meaning) in options.items()]
    return "\n\n".join([*shown, _table(("Option", "Value", "What it is"), rows) if rows else "It has no options."])


def _parts(documented: type) -> dict[str, str]:
    """Return a docstring for authors as Markdown: its words before any head, and those behind each head."""
    pieces = re.split(r"^(Argument|Content|Options):[ \n]", inspect.getdoc(documented) or "", flags=re.MULTILINE)
    texts = ["", *pieces[1::2]], pieces[0::2]
    return {head: text if head == "Options" else _markdown(text) for head, text in zip(*texts, strict=True)}


def _options(text: str) -> dict[str, tuple[str, str]]:
    """Return what options take and what they are, by name."""
    found = re.findall(r"^ {4}([\w-]+) \((.*?)\): (.*?)(?=^ {4}\S|\Z)", text, re.MULTILINE | re.DOTALL)
    return {name: (_markdown(value), _markdown(meaning)) for name, value, meaning in found}


def _explained(name: str) -> str:
    """Return a link to the page with a heading that names the directive."""
    for path in sorted(FOLDER.parent.glob("*.md")):
        heading = re.search(rf"^#+ (.*`{name}`.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if heading:
            anchor = re.sub(r"[^\w -]", "", heading[1].lower()).replace(" ", "-")
            return f"Examples: [{heading[1].partition(':')[0].replace('`', '')}](../{path.name}#{anchor})."
    return ""


def _markdown(text: str) -> str:
    """Return a docstring's text as Markdown in paragraphs of one line."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]
    return "\n\n".join(re.sub(r"``(.+?)``(?!`)", _literal, paragraph) for paragraph in paragraphs)


def _literal(found: re.Match[str]) -> str:
    return f"`` {found[1]} ``" if "`" in found[1] else f"`{found[1]}`"


# ---- data files ----


def _data_files() -> Iterator[str]:
    yield (
        "[Data files](../data.md) explains how numbers, dates and tables are written, and what the columns of a statement's CSV mean. "
        "A key in bold is required. *NAME* stands for a name of your own."
    )
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (PACKAGE / "schemas").glob("*.json")}
    for name in sorted(schemas, key=lambda name: (FILES.index(name) if name in FILES else len(FILES), name)):
        schema: Schema = schemas[name]
        title, _, words = schema["title"].partition(": ")
        title = re.sub(r"[\w/]+/[\w./*]+", r"`\g<0>`", title)
        yield f"## {title}\n\n{words[:1].upper()}{words[1:]}." if words else f"## {title}"
        yield from _objects(schema, schema, "")


def _objects(schema: Schema, root: Schema, path: str) -> Iterator[str]:
    """Return a table for each mapping that a schema can be, and for those within it."""
    within: list[tuple[str, Schema]] = []
    for each in _choices(schema, root):
        if each.get("type") == "array":
            yield from _objects(each.get("items", {}), root, f"{path}[]." if path else "")
        rows = []
        for key, value in each.get("properties", {}).items():
            name = f"**`{key}`**" if key in each.get("required", ()) else f"`{key}`"
            rows.append((name, _takes(value, root), _said(value, root)))
            within.append((f"{path}{key}", value))
        others = [*each.get("patternProperties", {}).values(), each.get("additionalProperties")]
        within += [(f"{path}NAME", value) for value in others if isinstance(value, dict)]
        if rows:
            yield _whose(path) + _table(("Key", "Value", "What it is"), rows)
    for inner, value in within:
        yield from _objects(value, root, f"{inner}.")


def _whose(path: str) -> str:
    """Return the words above a table of keys: whose keys they are."""
    names = path.rstrip(".").split(".")
    if names == [""]:
        return ""
    entry = names[-1] in {"NAME", "[]"}
    of = next((name for name in reversed(names) if name not in {"NAME", "[]"}), "")
    return f"Each entry{f' of `{of}`' if of else ''} has these keys:\n\n" if entry else f"`{of}` has these keys:\n\n"


def _choices(schema: Schema, root: Schema) -> list[Schema]:
    """Return what a schema leaves to choose from, with references followed."""
    while "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    several = [each for key in ("anyOf", "oneOf", "allOf") for each in schema.get(key, ())]
    return [choice for each in several for choice in _choices(each, root)] or [schema]


def _takes(schema: Schema, root: Schema) -> str:
    """Return what a key takes, in words."""
    words: dict[str, None] = {}
    for each in _choices(schema, root):
        kinds = each.get("type", ())
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if "enum" in each or "const" in each:
            values = each.get("enum", [each.get("const")])
            if {True, "true"} & {value for value in values if not isinstance(value, (list, dict))}:
                words["`true` or `false`"] = None
            else:
                words |= dict.fromkeys(f"`{value}`" if str(value).strip(".,") else f'`"{value}"`' for value in values)
        elif each.get("format") == "date" or each.get("pattern", "").startswith("^[0-9]{4}-"):
            words["date"] = None
        elif "array" in kinds:
            words["list"] = None
        elif "object" in kinds or "properties" in each:
            words["keys of its own" if each.get("properties") else "entries by name"] = None
        elif {"string", "number"} <= set(kinds):
            words["text" if kinds[0] == "string" else "number"] = None
        else:
            words |= dict.fromkeys({"string": "text"}.get(kind, kind) for kind in kinds if kind != "null")
    return ", ".join(words) or "nothing"


def _said(schema: Schema, root: Schema) -> str:
    known = [schema, *_choices(schema, root)]
    words = next((each["description"] for each in known if "description" in each), "")
    default = next((each["default"] for each in known if each.get("default") not in {None, ""}), None) if _plain_defaults(known) else None
    return f"{_markdown(words)} Default: `{default}`.".strip() if default is not None else _markdown(words)


def _plain_defaults(schemas: list[Schema]) -> bool:
    return not any(isinstance(each.get("default"), (list, dict)) for each in schemas)


# ---- settings ----


def _settings() -> Iterator[str]:
    yield (
        "## In `conf.py`\n\n`language`, a setting of Sphinx, decides how numbers and dates are written, and takes a country as well: `en_GB`. See "
        "[Translating](../translating.md#a-language-with-its-country)."
    )
    rows = []
    for setting in SETTINGS:
        values = str(setting.check(object())).removeprefix("must be ").replace("'', ", "").replace("'", '"')
        default = f" Default: `{_python(setting.default)}`." if setting.default != "" else ""
        rows.append((f"`{setting.name}`", f"{_markdown(setting.help)} Takes {values}.{default}"))
    yield _table(("Setting", "What it is"), rows)
    yield "## In `html_theme_options`\n\nThe options of the theme `sphinx_impact`; [Your colours and your logo](../theme.md) has examples."
    yield _table(("Option", "What it is"), _theme_options())


def _theme_options() -> Iterator[tuple[str, str]]:
    """Every option of the theme, with the comment that stands above it."""
    text = (PACKAGE / "theme" / "sphinx_impact" / "theme.toml").read_text(encoding="utf-8")
    defaults: Mapping[str, object] = tomllib.loads(text)["options"]
    for comment, name in re.findall(r"((?:^#.*\n)+)(\w+) =", text.partition("[options]")[2], re.MULTILINE):
        words = " ".join(line.removeprefix("#").strip() for line in comment.splitlines())
        words = re.sub(r"\{[^{}]*\}|\"[^\"]*[#<{:/][^\"]*\"", r"`\g<0>`", words) if "`" not in words else words
        yield f"`{name}`", f"{words} Default: `{_python(defaults[name])}`." if defaults[name] else words


def _python(value: object) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


# ---- messages ----


def _messages() -> Iterator[str]:
    yield (
        "A message says where, what is wrong, and what to do; it ends with its code in brackets. [How the checks think](../checks.md) explains "
        "what is checked. To silence a kind of message, put its code into `conf.py`, and say why:"
    )
    yield '```python\nsuppress_warnings = ["impact.not-reported"]  # two branches have not sent their figures yet\n```'
    docs = ModuleAnalyzer.for_module(Code.__module__).find_attr_docs()
    yield "## Of the data and the pages"
    yield _table(("Code", "What is wrong"), [(f"`impact.{code}`", _markdown(" ".join(docs["Code", code.name]))) for code in Code])
    yield "## Of what is written"
    yield _table(("Code", "What is wrong"), [(f"`impact.{code}`", words) for code, words in OUTPUT_CODES.items()])


# ---- commands ----


def _commands() -> Iterator[str]:
    yield (
        "`sphinx-impact` comes with the package; `python -m sphinx_impact` does the same. `sphinx-impact --version` says which version is "
        "installed, and `sphinx-impact COMMAND --help` prints what is here."
    )
    parser = argparse.ArgumentParser(prog="sphinx-impact")
    commands = parser.add_subparsers()
    for command in map(load, COMMANDS):
        command.add(commands)
    for name, command_parser in commands.choices.items():
        actions = [action for action in command_parser._actions if action.dest != "help"]
        usage = " ".join(["sphinx-impact", name, *(_positional(action) for action in actions if not action.option_strings)])
        parts = [f"## `sphinx-impact {name}`", _dashes(command_parser.description), f"```text\n{usage}\n```"]
        parts.append(_table(("Argument or option", "What it is"), [(_argument(action), _help(action)) for action in actions]))
        yield "\n\n".join([*parts, _dashes(command_parser.epilog)])


def _positional(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest).upper()
    return {"?": f"[{name}]", "*": f"[{name} …]", "+": f"{name} …"}.get(str(action.nargs), name)


def _argument(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest.upper()}`"
    value = "" if action.nargs == 0 else f" {action.metavar or ('|'.join(map(str, action.choices or ())) or action.dest.upper())}"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def _help(action: argparse.Action) -> str:
    words = str(action.help or "") % {"default": action.default, "prog": "sphinx-impact"}
    if action.option_strings and action.default and "default" not in words:
        words += f" (default: {action.default})"
    return _dashes(words)


def _dashes(text: str | None) -> str:
    """Return a text in which options are code: two hyphens would become a dash."""
    return re.sub(r"(?<![\w`-])--[\w-]+", r"`\g<0>`", text or "")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n\n", " ") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    made = pages()
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
