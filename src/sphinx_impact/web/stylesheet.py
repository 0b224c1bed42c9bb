"""The style sheets, joined and tightened: what every page needs, with the brand's colours, and what pages with a manual's markup need.

A report has no admonitions, no code and no signatures, and so does not load their styles.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from sphinx_impact.drawing.brand import CHOICES, VEILS
from sphinx_impact.drawing.chart_colours import custom_properties
from sphinx_impact.model.focus import focus_rules
from sphinx_impact.web.palette import on_ground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from sphinx_impact.web.palette import Palette

ORDER = ("faces", "base", "layout", "content", "components", "print")
"""The theme's files for every page, in the order in which they are joined. Component styles of any theme stand before ``components``."""

MORE = ("markup", "code", "others")
"""The theme's files for pages with a manual's markup. The colours of code stand before ``code``."""

_NEEDS_MORE = re.compile(
    r'class="(?:[^"]*\s)?(?:admonition|topic|contents|version(?:added|changed|removed)|deprecated|(?:field|option)-list|classifier|guilabel|menuselection'
    r"|hlist|sig|math|eqno|viewcode-block|highlight|literal-block-wrapper|sphinx-tabs|tab-set|sd-[\w-]+)[\s\"]"
)

_TOKENS = {"good": "good", "bad": "bad", "mark": "mark", "on_brand": "on-brand"}

_STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')|/\*.*?\*/', re.DOTALL)
_ALIAS = re.compile(r"--([\w-]+): var\((--impact-[\w-]+),")
_ALIASES = re.compile(r":where\([^)]*\) \{(?:\s*--[\w-]+: var\(--impact-[^;{}]*;)+\s*\}")
"""The rule of the component styles that gives each property of a theme a short name and something to fall back to."""

_CODE = ".highlight "
"""Before nearly every selector of a Pygments style; written once, as the rule they all stand in."""

_CODE_RULE = re.compile(r"^(?P<selector>[^{}/]+?)\s*\{(?P<body>[^{}]*)\}", re.MULTILINE)


def needs_more(body: str | None) -> bool:
    """Whether a page needs the second sheet, by its body as HTML; search and indexes have none, and need it."""
    return body is None or _NEEDS_MORE.search(body) is not None


def join(styles: Path, components: str, palette: Palette, options: Mapping[str, object], *, foot: str, other_script: bool = False) -> str:
    """Return the style sheet of every page.

    Args:
        styles: Folder of the theme's files, one for each name of ``ORDER``.
        components: The styles that components have under any theme.
        palette: The site's colours.
        options: The theme's options; each word but the default of ``CHOICES``, and each of those options, may have a file in ``choices/``.
        foot: What stands at the foot of every printed sheet, as plain text.
        other_script: Whether the site is written in letters that are not Latin, Greek or Cyrillic.
    """
    parts = [_colours(palette)]
    if options["chapter_colours"] == "many":
        parts += [
            f".impact-hue-{number}{{--impact-brand:light-dark({light},{dark});--impact-on-brand:light-dark({on_ground(light)},{on_ground(dark)})}}"
            for number, (light, dark) in enumerate(palette.chapters)
        ]
    for name in (*ORDER, "scripts") if other_script else ORDER:
        if name == "components":
            parts.append(_settled(components))
        if name == "print":
            parts += _chosen(styles, options)
        parts.append((styles / f"{name}.css").read_text(encoding="utf-8"))
    if foot:
        parts.append(
            f"@page {{ @bottom-left {{ content: {_quoted(foot)}; vertical-align: top; padding-top: 5mm; font: 7.5pt sans-serif; }} }}"
        )
    return tighten("\n".join(parts)) + "\n"


def _quoted(text: str) -> str:
    """Return a text as CSS has it in quotes, whatever is in it."""
    return '"' + re.sub(r'["\\\x00-\x1f\x7f<]', lambda sign: f"\\{ord(sign[0]):x} ", text.replace("\0", "")) + '"'


def more(styles: Path, light_code: str, dark_code: str) -> str:
    """Return the style sheet of pages with a manual's markup.

    Args:
        styles: Folder of the theme's files, one for each name of ``MORE``.
        light_code: Style sheet of the Pygments style for the light scheme.
        dark_code: The same for the dark one, or empty.
    """
    parts = []
    for name in MORE:
        if name == "code":
            parts.append(_code(light_code, dark_code))
        parts.append((styles / f"{name}.css").read_text(encoding="utf-8"))
    return tighten("\n".join(parts)) + "\n"


def second(components: Path, styles: Path, groups: Mapping[str, str], options: Mapping[str, object]) -> str:
    """Return a style sheet of what only some pages have.

    Args:
        components: Folder of the styles that components have under any theme.
        styles: Folder of the theme's files.
        groups: What is joined: the theme's file of a name, behind the file of the components, where there is one.
        options: The theme's options, whose choices come after all.
    """
    parts = []
    for name, sheet in groups.items():
        parts += [(components / sheet).read_text(encoding="utf-8")] if sheet else []
        if name == "pictures":
            parts += [f".impact-veil-{much}{{--veil:{much}%}}" for much in VEILS]
            parts.append(focus_rules())
        own = styles / f"{name}.css"
        parts += [own.read_text(encoding="utf-8")] if own.is_file() else []
    named = _named((components / "impact.css").read_text(encoding="utf-8"), "\n".join((*parts, *_chosen(styles, options))))
    return tighten(named) + "\n"


def figures(styles: Path, palette: Palette, options: Mapping[str, object]) -> str:
    """Return the style sheet of the pages of single figures, which in a frame on another site is their only one.

    Args:
        styles: Folder of the theme's files.
        palette: The site's colours.
        options: The theme's options; other themes have none of them.
    """
    typefaces = options.get("typefaces")
    chosen = [styles / "choices" / f"typefaces-{typefaces}.css"] if typefaces in CHOICES["typefaces"] else []
    files = [styles / "faces.css", *(path for path in chosen if path.is_file()), styles / "figures.css"]
    return tighten("\n".join([_colours(palette), *(path.read_text(encoding="utf-8") for path in files)])) + "\n"


def _chosen(styles: Path, options: Mapping[str, object]) -> list[str]:
    """Return the styles of the choices that are not the defaults."""
    others = {option: options[option] for option, words in CHOICES.items() if options[option] != words[0]}
    files = (styles / "choices" / f"{file}.css" for option, word in others.items() for file in (option, f"{option}-{word}"))
    return [path.read_text(encoding="utf-8") for path in files if path.is_file()]


def tighten(css: str) -> str:
    """Return a style sheet without comments and needless white space; texts in quotes are left alone."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found[1] is None:
            return " "
        kept.append(found[1])
        return f"\0{len(kept) - 1}\0"

    css = _STRING_OR_COMMENT.sub(keep, css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]|>=) ?", r"\1", css)
    # A colon may begin a pseudo-class after a space, so only the space after it goes, and only in a declaration.
    css = re.sub(r"([{;][\w-]+): ", r"\1:", css)
    css = re.sub(r"(?<=[\s:,(])0\.(?=\d)", ".", css).replace(";}", "}")
    return re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], css).strip()


def join_scripts(parts: Iterable[Path]) -> str:
    """Return scripts as one, without comments that have rows of their own and without indentation."""
    script = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return re.sub(r"\n\s+", "\n", re.sub(r"(?ms)^ */\*.*?\*/\n", "", script))


def _settled(components: str) -> str:
    """Return the component styles without what they fall back to under other themes: this one sets every property they ask for."""
    return _named(components, _ALIASES.sub("", components, count=1))


def _named(components: str, sheet: str) -> str:
    """Return a sheet in which the short names of properties are replaced by the theme's."""
    names = dict(_ALIAS.findall(components))
    return re.sub(r"var\(--([\w-]+)\)", lambda found: f"var({names.get(found[1], '--' + found[1])})", sheet)


def _colours(palette: Palette) -> str:
    declarations = [
        f"--impact-{_TOKENS.get(field.name, field.name)}:light-dark({getattr(palette.light, field.name)},{getattr(palette.dark, field.name)})"
        for field in dataclasses.fields(palette.light)
    ]
    declarations += [f"--impact-night:{palette.night}", f"--impact-glow:{palette.glow}"]
    look = palette.look
    declarations += [f"--impact-cover:{look.ground}", f"--impact-cover-ink:{look.words}", f"--impact-cover-scheme:{look.scheme}"]
    declarations += [f"--impact-cover-mark:{look.mark}", *custom_properties(look.colour, look.accent)]
    # On the cover stands the logo for the cover's ground, whatever the scheme of the page; an open menu has the page's own ground.
    other = "light" if look.scheme == "dark" else "dark"
    bar = ".impact-has-cover .impact-bar:not(:has([open])) .impact-home"
    return f":root{{{';'.join(declarations)}}}{bar} .only-{other}{{display:none!important}}{bar} .only-{look.scheme}{{display:block!important}}"


def _rules(css: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for found in _CODE_RULE.finditer(css):
        pairs = (declaration.split(":", 1) for declaration in re.sub(r"/\*.*?\*/", "", found["body"]).split(";") if ":" in declaration)
        rules.setdefault(" ".join(found["selector"].split()), {}).update({name.strip(): value.strip() for name, value in pairs})
    return rules


def _code(light: str, dark: str) -> str:
    """Return one set of rules for both schemes: colours in pairs, other properties from whichever has them.

    Selectors with the same declarations share one rule; Pygments writes each on its own.
    """
    first, second = _rules(light), _rules(dark)
    shared: dict[str, list[str]] = {}
    for selector in dict.fromkeys((*first, *second)):
        one, other = first.get(selector, {}), second.get(selector, {}) if second else first.get(selector, {})
        body = []
        for name in dict.fromkeys((*one, *other)):
            left, right = one.get(name), other.get(name)
            if left != right and name in {"color", "background-color", "background"}:
                absent = "currentcolor" if name == "color" else "transparent"
                body.append(f"{name}:light-dark({left or absent},{right or absent})")
            else:
                body.append(f"{name}:{left or right}")
        shared.setdefault(";".join(body), []).append(selector)
    inside = _written(shared, lambda selector: selector.startswith(_CODE), _CODE)
    outside = _written(shared, lambda selector: not selector.startswith(_CODE), "")
    return f"{outside}{_CODE}{{{inside}}}"


def _written(shared: dict[str, list[str]], wanted: Callable[[str], bool], prefix: str) -> str:
    """Return the rules of the wanted selectors, a prefix taken off, since they will stand inside a rule of that name."""
    rules = ((body, [selector.removeprefix(prefix) for selector in selectors if wanted(selector)]) for body, selectors in shared.items())
    return "".join(f"{','.join(selectors)}{{{body.lower()}}}" for body, selectors in rules if body and selectors)
