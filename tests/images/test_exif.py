"""No picture is published with a place in it, whether Pillow is installed or not."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

from sphinx_impact.images.exif import NotesError, without_notes
from tests.images import photos

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="53,33.07N"/></x:xmpmeta>'
KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif", "GIF": "gif"}


def noted(kind: str, orientation: int = 6, picture: Image.Image | None = None, **more: object) -> bytes:
    """A picture with all that its format can note."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x010E] = photos.CAMERA, orientation, photos.COMMENT
    exif[0x8825] = {1: "N", 2: (53.0, 33.0, 4.0), 3: "E", 4: (9.0, 59.0, 36.0)}
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + photos.COMMENT.encode()
    out = io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    words.add_text("Comment", photos.COMMENT, zip=True)
    options: dict[str, dict[str, object]] = {
        "JPEG": {"exif": exif, "xmp": XMP, "comment": photos.COMMENT, "progressive": True},
        "PNG": {"exif": exif, "pnginfo": words},
        "WEBP": {"exif": exif, "xmp": XMP},
        "AVIF": {"exif": exif, "xmp": XMP},
        "TIFF": {"exif": exif, "tiffinfo": {700: XMP, 33723: photos.COMMENT}},
        "GIF": {"comment": photos.COMMENT.encode()},
    }
    (picture or photos.scene(300, 200)).save(out, kind, **{**options[kind], **more})
    return out.getvalue()


def tells(data: bytes) -> bool:
    """Whether a file has a place, a camera, a comment or XMP in it."""
    if any(word in data for word in (photos.CAMERA.encode(), photos.COMMENT.encode(), b"GPSLatitude", b"xmpmeta", b"Photoshop")):
        return True
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        exif = picture.getexif()
        return bool(exif.get_ifd(0x8825)) or bool(exif.get_ifd(0x8769)) or 0x010F in exif or "comment" in picture.info


@pytest.mark.parametrize("kind", KINDS)
def test_notes_go_and_the_picture_stays(kind: str) -> None:
    data = noted(kind)
    assert tells(data)
    cleaned = without_notes(data)
    assert not tells(cleaned)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(cleaned))
    assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert before.getexif().get(0x0112) == after.getexif().get(0x0112) or kind == "AVIF"
    assert without_notes(cleaned) == cleaned


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_colours_and_density_stay(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    cleaned = Image.open(io.BytesIO(without_notes(noted(kind, icc_profile=profile, dpi=(300, 300)))))
    assert cleaned.info["icc_profile"] == profile
    if kind != "WEBP":
        assert round(cleaned.info["dpi"][0]) == 300


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_film_stays_one(kind: str) -> None:
    frames = [photos.scene(60, 40, seed=seed) for seed in (1, 2, 3)]
    data = noted(kind, picture=frames[0], save_all=True, append_images=frames[1:], duration=100, loop=0)
    cleaned = Image.open(io.BytesIO(without_notes(data)))
    assert (not tells(data), tells(without_notes(data)), getattr(cleaned, "n_frames", 0), cleaned.info.get("loop")) == (False, False, 3, 0)


def test_a_second_picture_behind_the_first_goes() -> None:
    """Telephones put a small or a deep picture there, with its own Exif."""
    out = io.BytesIO()
    photos.scene(300, 200).save(out, "JPEG")
    cleaned = without_notes(out.getvalue() + noted("JPEG"))
    assert not tells(cleaned)
    assert len(cleaned) <= len(out.getvalue())


def test_notes_of_other_programs_go() -> None:
    data = noted("JPEG")
    photoshop = b"\xff\xed\x00\x20Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x06Paris!\0"
    cleaned = without_notes(data[:2] + photoshop[:2] + (len(photoshop) - 2).to_bytes(2, "big") + photoshop[4:] + data[2:])
    assert b"Paris" not in cleaned
    assert not tells(cleaned)


def test_what_is_no_picture_stays() -> None:
    for data in (b"", b"a", b"<svg/>", b"%PDF-1.7", b"\0" * 50):
        assert without_notes(data) == data


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused_or_cleaned_and_never_ends_the_build(kind: str) -> None:
    data, chance = noted(kind), random.Random(7)  # noqa: S311 - the same files in every run
    for _turn in range(300):
        broken = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.5 else data)
        for _change in range(chance.randrange(8)):
            if broken:
                broken[chance.randrange(min(len(broken), 900))] = chance.randrange(256)
        try:
            without_notes(bytes(broken))
        except NotesError:
            continue
