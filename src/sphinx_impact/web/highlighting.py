"""The colours of code: two small Pygments styles, readable on the light and on the dark wash."""

from __future__ import annotations

from typing import ClassVar

from pygments.style import Style
from pygments.token import Comment, Error, Generic, Keyword, Literal, Name, Number, Operator, String, Token, _TokenType


def _styles(*, comment: str, word: str, name: str, text: str, number: str, wrong: str) -> dict[_TokenType, str]:
    return {
        Token: "",
        Comment: f"italic {comment}",
        Keyword: f"bold {word}",
        Operator.Word: f"bold {word}",
        Name.Builtin: name,
        Name.Class: f"bold {name}",
        Name.Decorator: name,
        Name.Function: name,
        Name.Namespace: name,
        Name.Attribute: name,
        Name.Tag: f"bold {word}",
        Literal: number,
        Number: number,
        String: text,
        String.Escape: number,
        Generic.Deleted: wrong,
        Generic.Error: wrong,
        Generic.Traceback: wrong,
        Generic.Inserted: text,
        Generic.Heading: "bold",
        Generic.Subheading: "bold",
        Generic.Prompt: comment,
        Generic.Output: comment,
        Generic.Emph: "italic",
        Generic.Strong: "bold",
        Error: wrong,
    }


class Light(Style):
    """Code on the light wash."""

    background_color = "#f3f1ed"
    highlight_color = "#fbe7bd"
    line_number_color = "#5b5d6b"
    styles: ClassVar = _styles(comment="#5d6070", word="#5b21a6", name="#1d4ea8", text="#17653a", number="#9a3b00", wrong="#b3201d")


class Dark(Style):
    """Code on the dark wash."""

    background_color = "#171923"
    highlight_color = "#4a3a12"
    line_number_color = "#a3a7b8"
    styles: ClassVar = _styles(comment="#a3a7b8", word="#c9a7ff", name="#8fb8ff", text="#86d9a4", number="#ffb27a", wrong="#ff9a92")
