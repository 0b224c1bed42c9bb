"""Colours for MyST in the manual's examples: directives, their options, roles, headings."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.token import Generic, Keyword, Name, Punctuation, String, Text


class MystLexer(RegexLexer):
    """Markdown with directives."""

    name = "MyST"
    aliases: ClassVar[list[str]] = ["myst"]
    tokens: ClassVar = {
        "root": [
            (r"^(`{3,})(\{[\w-]+\})(.*)$", bygroups(Punctuation, Keyword, String)),
            (r"^`{3,}$", Punctuation),
            (r"^(:[\w-]+:)(.*)$", bygroups(Name.Attribute, Text)),
            (r"^([\w-]+:)(.*)$", bygroups(Name.Attribute, Text)),
            (r"^---$", Punctuation),
            (r"^#+ .*$", Generic.Heading),
            (r"(\{[\w-]+\})(`[^`]*`)", bygroups(Keyword, String)),
            (r"[^`{\n]+", Text),
            (r"[`{\n]", Text),
        ],
    }
