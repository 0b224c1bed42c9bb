"""One picture in the sizes and formats that pages need, made once and kept by its content."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.images.logos import content_of, ground_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image

WIDTHS = (480, 960, 1600)
"""Widths in pixels: a phone, a column, a wide screen or a printed page."""

STANDING = 2 / 3
"""Width by height of what a window that stands, as that of a phone, gets of a picture that fills it: no such window is wider."""

_HEIGHTS = (720, 1280)
"""Heights in pixels of what such a window gets: words stand on it, and it is the first that a page shows."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff"})

_RECIPE = "5"
"""Raised whenever the same picture would come out otherwise, so that kept ones are made anew."""

_MADE = re.compile(r"-([0-9a-f]{12})(?:(?:-standing-\d+)?-\d+\.(?:webp|jpg|png)|\.json)$")
"""Ends of the names of files in the cache."""

_FEW_COLOURS = 2048
"""Up to so many colours a picture is drawn rather than photographed, and keeps every pixel."""

_ORIENTATION, _ON_ITS_SIDE = 0x0112, 5
"""How the camera was held, and from which value on the picture lies on its side."""

_DENSITY = 72
"""Pixels to an inch that LaTeX takes where a picture names none."""


class PictureError(Exception):
    """A file is no picture that can be read. The message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """One file made of a picture. Sizes are in pixels."""

    path: Path
    width: int
    height: int


@dataclasses.dataclass(frozen=True, slots=True)
class Variants:
    """What was made of a picture.

    Attributes:
        fallback: JPEG or PNG, in the middle width, for browsers that know no WebP.
        large: JPEG or PNG in the largest width, for books and paper.
        sources: WebP, from narrow to wide.
        moving: Whether the file holds several pictures, of which this is the first.
        size: Width and height of the picture itself, upright, in pixels; of a logo, without the margins that are cut off.
        ground: For a logo, the ground it asks for: see ``logos``.
    """

    fallback: Variant
    large: Variant
    sources: tuple[Variant, ...]
    moving: bool
    size: tuple[int, int]
    ground: str = ""

    @property
    def files(self) -> Iterable[Path]:
        """Every file that a web page may ask for."""
        return dict.fromkeys([*(source.path for source in self.sources), self.fallback.path])


def variants(source: Path, cache: Path, *, logo: bool = False) -> Variants:
    """Return what is made of a picture, from the cache where its content was met before.

    A logo loses margins that are see-through, or white.

    The picture is turned upright by what its camera noted, and all that it notes besides, such as where it was taken, is left out;
    its colour profile stays. The file itself is not touched.

    Raises:
        PictureError: The file is no picture, or cannot be read.
    """
    try:
        data = source.read_bytes()
    except OSError as error:
        raise PictureError(str(error.strerror)) from error
    stem = _stem(source, data, logo=logo)
    note = cache / f"{stem}.json"
    known = _kept(note, cache)
    if known is not None:
        return known
    made = _make(source, cache, stem, logo=logo)
    record = dataclasses.asdict(
        made, dict_factory=lambda pairs: {key: str(value.name) if isinstance(value, Path) else value for key, value in pairs}
    )
    FileCache.write(note, json.dumps(record, sort_keys=True).encode())
    return made


def kept(source: Path, cache: Path, *, logo: bool = False) -> Variants | None:
    """Return what is in the cache of a picture; None where something is missing."""
    try:
        return _kept(cache / f"{_stem(source, source.read_bytes(), logo=logo)}.json", cache)
    except OSError:
        return None


def digest_in(name: str) -> str:
    """Return of which picture a file is made, by its name; nothing for a file that was not made here."""
    found = _MADE.search(name)
    return found[1] if found else ""


def standing(source: Path, cache: Path, made: Variants, across: int) -> tuple[Variant, ...]:
    """Return what a window that stands gets of a picture that fills it: WebP, from low to high; none of a picture that stands itself.

    Args:
        source: The picture.
        cache: Where it is kept.
        made: What else was made of it.
        across: Where its focal point is, in percent from the left, which is how much of what is cut off is cut off there.
    """
    width, height = made.size
    if width / height <= STANDING:
        return ()
    stem = f"{_stem(source, source.read_bytes(), logo=False)}-standing-{across}"
    highest = min(height, _HEIGHTS[-1])
    sizes = [(max(1, round(each * STANDING)), each) for each in [*(each for each in _HEIGHTS if each < highest), highest]]
    found = tuple(Variant(cache / f"{stem}-{wide}.webp", wide, high) for wide, high in sizes)
    if not all(each.path.is_file() for each in found):
        picture, _size, _density, profile, _moving = _opened(source)
        left = round((picture.width - picture.height * STANDING) * across / 100)
        part = picture.crop((left, 0, left + round(picture.height * STANDING), picture.height))
        for each in found:
            _save(_resized(part, each.width), each.path, profile, drawn=part.getcolors(_FEW_COLOURS) is not None)
    return found


def _stem(source: Path, data: bytes, *, logo: bool) -> str:
    digest = hashlib.sha256(_RECIPE.encode() + data).hexdigest()[:12]
    return f"{re.sub('[^a-z0-9]+', '-', source.stem.lower()).strip('-')[:100] or 'picture'}-{'logo-' if logo else ''}{digest}"


def _kept(note: Path, cache: Path) -> Variants | None:
    try:
        record = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

    def variant(entry: dict[str, Any]) -> Variant:
        return Variant(cache / entry["path"], entry["width"], entry["height"])

    sources = tuple(variant(entry) for entry in record["sources"])
    found = Variants(
        variant(record["fallback"]),
        variant(record["large"]),
        sources,
        record["moving"],
        (record["size"][0], record["size"][1]),
        record["ground"],
    )
    return found if all(path.is_file() for path in [*found.files, found.large.path]) else None


def _opened(source: Path) -> tuple[Image, tuple[int, int], tuple[float, float], bytes | None, bool]:
    """Return a picture, upright and without what was noted in it; its own size and density; its profile; whether there are more of it.

    Raises:
        PictureError: The file is no picture, or cannot be read.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(source) as opened:
            moving = getattr(opened, "n_frames", 1) > 1
            size = opened.size if opened.getexif().get(_ORIENTATION, 1) < _ON_ITS_SIDE else opened.size[::-1]
            density = opened.info.get("dpi") or (_DENSITY, _DENSITY)
            _read_small(opened)
            upright = _in_rgb(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise PictureError(f"{source.name} is no picture that can be read: {error}") from error
    profile = upright.info.get("icc_profile")
    clear = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    picture = upright.convert("RGBA" if clear else "RGB")
    picture.info.clear()  # comments and what else the camera or its owner noted would be written again
    return picture, size, density, profile, moving


def _make(source: Path, cache: Path, stem: str, *, logo: bool) -> Variants:
    picture, size, density, profile, moving = _opened(source)
    ground = ground_of(picture) if logo else ""
    if logo and (box := content_of(picture)):
        picture = picture.crop(box)
        size = picture.size
    drawn = picture.getcolors(_FEW_COLOURS) is not None
    kind = "png" if picture.mode == "RGBA" or drawn else "jpg"
    widths = [width for width in WIDTHS if width < picture.width] or [picture.width]
    if picture.width not in widths and picture.width < WIDTHS[-1]:
        widths.append(picture.width)
    sized = {width: _resized(picture, width) for width in widths}
    sources = tuple(_save(image, cache / f"{stem}-{width}.webp", profile, drawn=drawn) for width, image in sized.items())
    middle = min(widths, key=lambda width: abs(width - WIDTHS[1]))
    # On paper a picture is as large as its pixels and its density make it: so a smaller one is of a lower density.
    dots = {width: tuple(max(1, round(float(each) * width / size[0])) for each in density) for width in {middle, widths[-1]}}
    saved = {width: _save(sized[width], cache / f"{stem}-{width}.{kind}", profile, dots[width], drawn=drawn) for width in dots}
    return Variants(saved[middle], saved[widths[-1]], sources, moving, size, ground)


def _read_small(opened: Image) -> None:
    """Have a JPEG read in the half or quarter of its size that is enough: that takes a fraction of the time."""
    across = opened.height if opened.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE else opened.width
    part = WIDTHS[-1] / across
    if part < 1:
        opened.draft(opened.mode, (math.ceil(opened.width * part), math.ceil(opened.height * part)))


def _in_rgb(picture: Image) -> Image:
    """Return a picture whose colour profile, if it has one, is of red, green and blue: a profile for inks would be wrong from here on."""
    profile = picture.info.get("icc_profile")
    if not profile or profile[16:20] == b"RGB ":
        return picture
    from PIL import ImageCms

    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except ImageCms.PyCMSError:
        return picture
    finally:
        picture.info.pop("icc_profile", None)


def _resized(picture: Image, width: int) -> Image:
    from PIL.Image import Resampling

    if width == picture.width:
        return picture
    return picture.resize((width, max(1, round(picture.height * width / picture.width))), Resampling.LANCZOS)


def _save(picture: Image, path: Path, profile: bytes | None, dots: tuple[int, ...] = (), *, drawn: bool) -> Variant:
    kinds: dict[str, dict[str, Any]] = {
        ".webp": {"format": "WEBP", "lossless": drawn, "quality": 78, "method": 4},
        ".jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
        ".png": {"format": "PNG", "optimize": True},
    }
    options = kinds[path.suffix]
    if dots:
        options["dpi"] = dots
    if profile:
        options["icc_profile"] = profile
    out = io.BytesIO()
    picture.save(out, **options)
    FileCache.write(path, out.getvalue())
    return Variant(path, picture.width, picture.height)
