"""Files of the book by kind, and SVG files without what a book must not have."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg; codecs=opus",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".smil": "application/smil+xml",
    ".txt": "text/plain",
}
"""What may lie in a book, by suffix. Text is there for the licences of fonts."""

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg"})
"""The pictures every reading system shows."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_KEPT = {SVG, XLINK, "http://www.w3.org/XML/1998/namespace", ""}
_REMOTE = re.compile(r"(?i)\s*((https?:)?//|javascript:)")
_REMOTE_CSS = re.compile(r"@import[^;]*;|url\(\s*[\"']?(?:https?:)?//[^)]*\)")


def _space(name: object) -> str:
    text = str(name)
    return text[1:].partition("}")[0] if text.startswith("{") else ""


def _keeps(element: ET.Element, key: str, value: str) -> bool:
    local = key.rpartition("}")[2]
    remote = local in {"href", "src"} and _REMOTE.match(value) and not str(element.tag).endswith("}a")
    return _space(key) in _KEPT and not local.startswith("on") and not remote


def clean_svg(data: bytes) -> bytes:
    """Return an SVG file without scripts, remote parts, and what drawing programs leave behind.

    Raises:
        ValueError: It is not well-formed XML.
    """
    try:
        root = ET.fromstring(data)  # noqa: S314 - the author's own picture; entities are not resolved from elsewhere
    except ET.ParseError as error:
        raise ValueError(f"line {error.position[0]}: {error.msg.partition(':')[0]}") from error
    if _space(root.tag) != SVG:
        raise ValueError("its first element is no svg of the SVG namespace")
    for parent in list(root.iter()):
        for child in list(parent):
            local = str(child.tag).rpartition("}")[2]
            if _space(child.tag) != SVG or local in {"script", "metadata", "foreignObject"}:
                parent.remove(child)
    for element in root.iter():
        element.attrib = {key: _REMOTE_CSS.sub("none", value) for key, value in element.attrib.items() if _keeps(element, key, value)}
        if str(element.tag).endswith("}style") and element.text:
            element.text = _REMOTE_CSS.sub("", element.text)
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
