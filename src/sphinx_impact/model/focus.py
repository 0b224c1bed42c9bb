"""The focal point of a picture: what stays in sight where the picture is cut to the shape of its place."""

from __future__ import annotations

import re

from sphinx_impact.model.problems import quoted

POINTS = range(0, 101, 10)
"""Where a focal point may be, in percent of width and height: style sheets have a rule for each."""

_WORDS = {"left": (0, None), "right": (100, None), "top": (None, 0), "bottom": (None, 100), "center": (None, None)}
_POINT = re.compile(r"(\d{1,3})%?\s+(\d{1,3})%?")


def focus_classes(text: str) -> list[str] | None:
    """Return the classes of a picture with a focal point; None where the text is none.

    Args:
        text: ``30% 60%``, from the left and from the top, or words: ``top``, ``left bottom``.
    """
    found = _POINT.fullmatch(text.strip())
    if found and all(int(each) <= POINTS[-1] for each in found.groups()):
        return [f"impact-{axis}-{round(int(each) / POINTS.step) * POINTS.step}" for axis, each in zip("xy", found.groups(), strict=True)]
    words = text.lower().replace("centre", "center").split()
    if not words or len(words) > 2 or any(word not in _WORDS for word in words):
        return None
    across = [_WORDS[word][0] for word in words if _WORDS[word][0] is not None]
    down = [_WORDS[word][1] for word in words if _WORDS[word][1] is not None]
    if len(across) > 1 or len(down) > 1:
        return None
    return [f"impact-x-{each}" for each in across] + [f"impact-y-{each}" for each in down]


def focus_rules() -> str:
    """Return the style rules of those classes: custom properties that the place of a picture reads."""
    return "\n".join(f".impact-{axis}-{point}{{--{axis}:{point}%}}" for axis in "xy" for point in POINTS)


def focus_problem(text: str) -> str:
    """Return what is wrong with a focal point; nothing where nothing is."""
    if focus_classes(text) is not None:
        return ""
    return f"{quoted(text)} is no point of a picture; write 30% 60%, from the left and from the top, or words such as top"
