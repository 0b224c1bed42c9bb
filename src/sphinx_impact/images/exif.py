"""What a camera or a program noted in a picture, such as the place and the owner: taken out of a file, pixels and colours untouched.

Own code, so that no picture is published with a place in it where Pillow is not installed either. Each format has a list of the parts
that stay; what is not on it goes. How the picture is to be turned stays, since it would be shown on its side without.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".tif", ".tiff", ".gif", ".avif", ".heic", ".heif"}
)
"""What a picture's file is called that may hold notes."""

_ORIENTATION: Final = 0x0112
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV mDCv cLLI cLLi".split()
)
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_GIF_KEPT: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_TIFF_KEPT: Final = frozenset(
    number
    for first, _dash, last in (
        part.partition("-")
        for part in (
            "254-259 262-266 273-274 277-284 288-293 296-297 301 317-325 332 334 336 338-342 347 512-515 517-521 529-532 34675".split()
        )
    )
    for number in range(int(first), int(last or first) + 1)
)
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_NO_EXIF: Final = struct.pack(">I4sIHI", 0, b"MM\0*", 8, 0, 0)
_BRANDS: Final = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


class NotesError(Exception):
    """A picture is of a kind that cannot be cleaned, or its file is broken. The message says why."""


def without_notes(data: bytes) -> bytes:
    """Return a picture's file without what was noted in it; the same bytes where nothing was.

    What is no JPEG, PNG, WebP, TIFF, GIF, AVIF or HEIC is returned as it is.

    Raises:
        NotesError: It is one of these and cannot be cleaned.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG):
            return _PNG + b"".join(_png(data))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:4] in {b"II*\0", b"MM\0*"}:
            return _tiff(data)
        if data[:4] in {b"II+\0", b"MM\0+"}:
            raise NotesError("BigTIFF is not known: save it as PNG or JPEG")
        if data[:6] in {b"GIF87a", b"GIF89a"}:
            return b"".join(_gif(data))
        if data[4:8] == b"ftyp" and any(brand in data[8:40] for brand in _BRANDS):
            return _boxes(data)
    except (struct.error, IndexError, zlib.error, RecursionError) as error:
        raise NotesError("the file is broken") from error
    return data


def clean(path: Path) -> None:
    """Take what was noted out of a file, which is written again only if something was.

    Raises:
        NotesError: The file cannot be cleaned.
        OSError: It cannot be read or written.
    """
    data = path.read_bytes()
    cleaned = without_notes(data)
    if cleaned != data:
        unfinished = path.with_name(f".{path.name[:100]}.unfinished")
        unfinished.write_bytes(cleaned)
        unfinished.replace(path)


def _turned(exif: bytes) -> int:
    """Return how the picture of an Exif block is to be turned; 1 is not at all."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    try:
        if order is None:
            return 1
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, entry)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 1
    return 1


def _only_turned(exif: bytes) -> bytes:
    """Return an Exif block that says how the picture is to be turned and no more; nothing where it is not."""
    value = _turned(exif)
    return b"" if value == 1 else b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)


# ---- JPEG ----


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Give the segments that stay, up to the end of the first picture: cameras put others, with notes of their own, behind it."""
    yield data[:2]
    at = 2
    while True:
        if data[at] != 0xFF:
            raise NotesError("a marker is missing")
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            yield data[at : at + 2]
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + length]
        if len(segment) < 2 + length or length < 2:
            raise NotesError("the file ends too early")
        yield _segment(marker, segment)
        at += 2 + length
        if marker == 0xDA:  # the picture itself, up to the next marker that is no part of it
            ahead = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(data, at)
            if ahead is None:  # cut off; browsers show what is there
                yield data[at:]
                return
            yield data[at : ahead.start()]
            at = ahead.start()


def _segment(marker: int, segment: bytes) -> bytes:
    if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
        exif = _only_turned(segment[10:])
        return b"\xff\xe1" + struct.pack(">H", 8 + len(exif)) + b"Exif\0\0" + exif if exif else b""
    kept = {0xE0: (b"JFIF\0",), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
    if 0xE0 <= marker <= 0xEF:
        if marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) > 18:  # a small picture inside
            return segment[:2] + struct.pack(">H", 16) + segment[4:16] + b"\0\0"
        return segment if segment[4:].startswith(kept.get(marker, ())) else b""
    return b"" if marker == 0xFE else segment


# ---- PNG, WebP, GIF ----


def _png(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + length]
        if len(chunk) < 12 + length:
            raise NotesError("the file ends too early")
        if kind == b"eXIf":
            exif = _only_turned(chunk[8:-4])
            yield struct.pack(">I", len(exif)) + kind + exif + struct.pack(">I", zlib.crc32(kind + exif)) if exif else b""
        elif kind in _PNG_KEPT:
            yield chunk
        if kind == b"IEND":
            return
        at += 12 + length


def _webp(data: bytes) -> bytes:
    (whole,) = struct.unpack_from("<I", data, 4)
    kept: list[bytes] = []
    turned = b""
    at, end = 12, min(len(data), 8 + whole)
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + length % 2]
        if kind == b"EXIF":
            exif = chunk[8 : 8 + length].removeprefix(b"Exif\0\0")
            turned = _only_turned(exif)
        elif kind in _WEBP_KEPT:
            kept.append(chunk)
        at += 8 + length + length % 2
    if turned:
        kept.append(struct.pack("<4sI", b"EXIF", len(turned)) + turned)
    body = b"".join(kept)
    if body[:4] == b"VP8X":  # says what follows
        body = body[:8] + bytes([body[8] & ~0x0C | (0x08 if turned else 0)]) + body[9:]
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    yield data[:at]
    while True:
        start, kind = at, data[at]
        if kind == 0x3B:
            yield b"\x3b"
            return
        if kind == 0x2C:
            at += 10 + (3 << ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0) + 1
        elif kind == 0x21:
            at += 2
        else:
            raise NotesError("the file is broken")
        while data[at]:
            at += 1 + data[at]
        at += 1
        label = data[start + 1] if kind == 0x21 else 0
        if label == 0xF9 or kind == 0x2C or (label == 0xFF and data[start + 3 : start + 14] in _GIF_KEPT):
            yield data[start:at]


# ---- TIFF ----


def _tiff(data: bytes) -> bytes:
    """Blank what goes in its place: positions in the file are what else in it counts on."""
    order = "<" if data[:2] == b"II" else ">"
    cleaned = bytearray(data)
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    seen: set[int] = set()
    while at and at not in seen:
        seen.add(at)
        at = _directory(data, cleaned, at, order)
    return bytes(cleaned)


def _directory(data: bytes, cleaned: bytearray, at: int, order: str) -> int:
    """Blank the entries of one picture that go, and return where the next one begins."""
    (count,) = struct.unpack_from(f"{order}H", data, at)
    places = range(at + 2, at + 2 + 12 * count, 12)
    kept = [data[place : place + 12] for place in places if struct.unpack_from(f"{order}H", data, place)[0] in _TIFF_KEPT]
    for place in places:
        _blank_entry(data, cleaned, place, order, 0)
    (after,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * count)
    written = struct.pack(f"{order}H", len(kept)) + b"".join(kept) + struct.pack(f"{order}I", after)
    cleaned[at : at + 6 + 12 * count] = written.ljust(6 + 12 * count, b"\0")
    return int(after)


def _blank_entry(data: bytes, cleaned: bytearray, place: int, order: str, depth: int) -> None:
    """Blank what an entry points to, unless it stays: of a block of notes all that its own entries point to, too."""
    tag, kind, amount, value = struct.unpack_from(f"{order}HHII", data, place)
    length = _SIZES.get(kind, 1) * amount
    if tag in {0x8769, 0x8825, 0xA005} and depth < 5 and value + 2 <= len(data):
        (count,) = struct.unpack_from(f"{order}H", data, value)
        for inner in range(value + 2, min(value + 2 + 12 * count, len(data) - 11), 12):
            _blank_entry(data, cleaned, inner, order, depth + 1)
        _blank(cleaned, value, 6 + 12 * count)
    elif length > 4 and (depth or tag not in _TIFF_KEPT):
        _blank(cleaned, value, length)


def _blank(cleaned: bytearray, at: int, length: int) -> None:
    end = min(at + length, len(cleaned))
    if at < end:
        cleaned[at:end] = bytes(end - at)


# ---- AVIF and HEIC ----


def _boxes(data: bytes) -> bytes:
    """Blank the items that are notes in their place: the table of items counts on positions."""
    cleaned = bytearray(data)
    meta = next(((start, end) for kind, start, end in _box(data, 0, len(data)) if kind == b"meta"), None)
    if meta is None:
        return data
    parts = {kind: (start, end) for kind, start, end in _box(data, meta[0] + 4, meta[1])}
    if b"iinf" not in parts or b"iloc" not in parts:
        return data
    notes = dict(_noted_items(data, *parts[b"iinf"]))
    base = parts.get(b"idat", (0, 0))[0]
    for item, method, offset, length in _extents(data, parts[b"iloc"][0]):
        if item in notes:
            if method > 1:
                raise NotesError("it keeps its notes in a way that is not known: save it as PNG or JPEG")
            at = offset + (base if method else 0)
            _blank(cleaned, at, length or len(data))
            if notes[item] == b"Exif" and length >= len(_NO_EXIF) and at + length <= len(data):
                cleaned[at : at + len(_NO_EXIF)] = _NO_EXIF  # readers refuse a file whose block is none
    return bytes(cleaned)


def _box(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give the boxes of a stretch: kind, where the content begins, where it ends."""
    while at + 8 <= end:
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, at + 8)
            start += 8
        stop = at + length if length else end
        if stop <= at:
            raise NotesError("the file is broken")
        yield kind, start, min(stop, end)
        at = stop


def _noted_items(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    version = data[start]
    at = start + 4 + (4 if version else 2)
    for kind, first, _last in _box(data, at, end):
        if kind == b"infe" and data[first] >= 2:
            wide = data[first] >= 3
            (item,) = struct.unpack_from(">I" if wide else ">H", data, first + 4)
            what = data[first + (10 if wide else 8) : first + (14 if wide else 12)]
            if what in {b"Exif", b"mime", b"uri "}:
                yield item, what


def _extents(data: bytes, start: int) -> Iterator[tuple[int, int, int, int]]:
    """Give where the items lie: number, way of counting, position, length."""
    version = data[start]
    sizes = (data[start + 4] >> 4, data[start + 4] & 15, data[start + 5] >> 4, data[start + 5] & 15 if version else 0)
    at = start + 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > len(data):
            raise NotesError("the file ends too early")
        return int.from_bytes(data[at - size : at], "big")

    offset_size, length_size, base_size, index_size = sizes
    for _item in range(number(4 if version == 2 else 2)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size)
        for _extent in range(number(2)):
            number(index_size)
            offset = number(offset_size)
            yield item, method, base + offset, number(length_size)
