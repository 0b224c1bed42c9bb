"""Style sheets: what they load, and the same without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_LOADS = re.compile(
    r"""(?:@import\s*)?url\(\s*["']?\s*([^"')\s]*)|@import\s*["']?\s*([^"'\s;]*)"""
    r"""|(?:image-set|image|cross-fade|src|element|expression)\(|(?<![\w-])(?:behavior|-moz-binding)\s*:""",
    re.IGNORECASE,
)
_DATA = re.compile(r"""url\(\s*(["'])(data:.*?)\1\s*\)""", re.DOTALL)


def _escaped(found: re.Match[str]) -> str:
    if not found.group(1):
        return found.group(2)
    code = int(found.group(1), 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def loaded(text: str) -> Iterator[str]:
    """Give every address that a piece of CSS loads; an empty one for what is no plain ``url()``, such as ``image-set()``."""
    for found in _LOADS.finditer(_ESCAPE.sub(_escaped, _COMMENT.sub("", text))):
        yield found.group(1) or found.group(2) or ""


def without_loads(text: str, keep: Callable[[str], bool] = lambda url: url.startswith("#")) -> str:
    """Return CSS without the declarations and rules that load something.

    Args:
        text: A style sheet, or the value of an attribute ``style``.
        keep: Tells which addresses may stay; only places in the same page where not given.
    """

    def harmless(piece: str) -> bool:
        return all(map(keep, loaded(piece)))

    if harmless(text):
        return text
    plain = _COMMENT.sub("", text)
    kept = "".join(piece for piece in re.split(r"([{};])", plain) if harmless(piece))
    return kept.strip("; ") if harmless(kept) else ""


def leftwards(sheet: str) -> str:
    """Return a style sheet of ours as pages need it that are written from right to left: left is right.

    Old reading systems do not know ``inline-start``. Amounts stay on the side where their digits end, and so does what is put on a side by name.
    """

    def rule(found: re.Match[str]) -> str:
        selector, body = found.groups()
        if "align-" in selector:
            return found[0]
        kept = "text-align: right" if "impact-amount" in selector and "text-align: right" in body else ""
        body = re.sub(r"\b(left|right)\b", lambda side: "right" if side[0] == "left" else "left", body)
        body = re.sub(r"\b((?:padding|margin): *[^\s;]+) ([^\s;]+) ([^\s;]+) ([^\s;]+)", r"\1 \4 \3 \2", body)
        body = re.sub(
            r"font-style: italic;?|letter-spacing: [^;]*;?", "", body
        )  # neither is known to scripts whose letters join or stand square
        return f"{selector}{{{body.replace('text-align: left', kept) if kept else body}}}"

    return re.sub(r"([^{}]*)\{([^{}]*)\}", rule, sheet)


def quoted_data(text: str) -> str:
    """Write the ``data:`` addresses of a style sheet with every sign quoted that an address must not have."""

    def quoted(found: re.Match[str]) -> str:
        return f'url("{quote(found.group(2), safe="%:/?#@!$&()*+,;=~")}")'

    return _DATA.sub(quoted, text)
