"""The zip file: the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MIMETYPE = "application/epub+zip"
_PACKED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".woff", ".woff2", ".mp3", ".m4a", ".opus", ".mp4", ".webm"})


def build_time() -> dt.datetime:
    """Return when the book was made: ``SOURCE_DATE_EPOCH``, else now. In UTC, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdecimal() else dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=0)


def _entry(name: str, moment: dt.datetime, *, stored: bool) -> ZipInfo:
    # A zip knows no year before 1980, and an even number of seconds only.
    year = max(moment.year, 1980)
    info = ZipInfo(name, (year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2))
    info.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def write_book(book: Path, outdir: Path, names: Iterable[str], moment: dt.datetime) -> None:
    """Write the book.

    Args:
        book: Path of the file to write.
        outdir: Folder of the files.
        names: Their paths below the folder, with forward slashes.
        moment: The date that every entry of the zip gets.
    """
    with ZipFile(book, "w") as archive:
        archive.writestr(_entry("mimetype", moment, stored=True), MIMETYPE)
        first = ("META-INF/container.xml", "content.opf")
        for name in (*first, *sorted(set(names) - {*first, "mimetype"})):
            stored = PurePosixPath(name).suffix.lower() in _PACKED
            archive.writestr(_entry(name, moment, stored=stored), (outdir / name).read_bytes(), compresslevel=None if stored else 9)
