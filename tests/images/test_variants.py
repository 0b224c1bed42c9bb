"""What is made of a picture's file, whatever page it stands on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageCms

from sphinx_impact.images.variants import WIDTHS, PictureError, variants
from tests.images import photos

if TYPE_CHECKING:
    from pathlib import Path


def test_a_photograph_comes_in_three_widths_without_its_notes(tmp_path: Path) -> None:
    source = tmp_path / "A Photo.JPG"
    source.write_bytes(photos.photo())
    made = variants(source, tmp_path / "cache")
    assert [(each.width, each.path.suffix) for each in made.sources] == [(width, ".webp") for width in WIDTHS]
    assert (made.fallback.path.suffix, made.fallback.width, made.large.width) == (".jpg", 960, 1600)
    files = [*made.files, made.large.path]
    assert photos.tells_of_camera(source)
    assert [path.name for path in files if photos.tells_of_camera(path)] == []
    for each in (*made.sources, made.fallback, made.large):
        assert photos.opened(each.path).size == (each.width, each.height)
        assert each.height == round(each.width * 0.6)


def test_nothing_is_made_larger(tmp_path: Path) -> None:
    source = tmp_path / "small.jpg"
    source.write_bytes(photos.photo(photos.scene(600, 400)))
    made = variants(source, tmp_path / "cache")
    assert [each.width for each in made.sources] == [480, 600]
    assert made.large.width == 600


def test_a_picture_taken_on_its_side_is_turned(tmp_path: Path) -> None:
    source = tmp_path / "side.jpg"
    source.write_bytes(photos.photo(photos.scene(900, 300), orientation=6))
    made = variants(source, tmp_path / "cache")
    assert (made.large.width, made.large.height) == (300, 900)
    turned, meant = photos.opened(made.large.path), photos.scene(900, 300).rotate(-90, expand=True)
    apart = ImageChops.difference(turned.reduce(100), meant.reduce(100)).convert("L")
    assert max(apart.tobytes()) < 12
    assert max(ImageChops.difference(turned.reduce(100), meant.rotate(180).reduce(100)).convert("L").tobytes()) > 60


def test_what_is_see_through_stays_so(tmp_path: Path) -> None:
    source = tmp_path / "clear.png"
    source.write_bytes(photos.see_through())
    made = variants(source, tmp_path / "cache")
    assert made.fallback.path.suffix == ".png"
    for path in made.files:
        assert min(photos.opened(path).convert("RGBA").getchannel("A").tobytes()) < 20


def test_a_drawing_keeps_every_pixel(tmp_path: Path) -> None:
    source = tmp_path / "diagram.png"
    photos.drawing().save(source)
    made = variants(source, tmp_path / "cache")
    assert made.large.path.suffix == ".png"
    for path in (made.large.path, made.sources[-1].path):
        assert ImageChops.difference(photos.opened(path).convert("RGB"), photos.drawing()).getbbox() is None


def test_colours_for_ink_become_colours_for_screens(tmp_path: Path) -> None:
    """A profile stays where it fits the pixels, and goes where they are no longer what it speaks of."""
    lab, rgb = (ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes() for name in ("LAB", "sRGB"))
    photos.scene(300, 200).convert("CMYK").save(tmp_path / "ink.jpg", icc_profile=lab)
    photos.scene(300, 200).save(tmp_path / "screen.jpg", icc_profile=rgb)
    for name, profile in (("ink.jpg", None), ("screen.jpg", rgb)):
        made = variants(tmp_path / name, tmp_path / "cache")
        picture = photos.opened(made.large.path)
        assert (picture.mode, picture.info.get("icc_profile")) == ("RGB", profile)


def test_a_kept_picture_is_not_made_again_and_a_changed_one_is(tmp_path: Path) -> None:
    source, cache = tmp_path / "photo.jpg", tmp_path / "cache"
    source.write_bytes(photos.photo())
    first = variants(source, cache)
    times = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert variants(source, cache) == first
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == times
    source.write_bytes(photos.photo(photos.scene(seed=30)))
    assert not {each.path for each in variants(source, cache).sources} & set(times)


def test_a_lost_file_is_made_again(tmp_path: Path) -> None:
    source, cache = tmp_path / "photo.jpg", tmp_path / "cache"
    source.write_bytes(photos.photo())
    first = variants(source, cache)
    was = first.fallback.path.read_bytes()
    first.fallback.path.unlink()
    next(cache.glob("*.json")).write_text("{", encoding="utf-8")
    assert variants(source, cache) == first
    assert first.fallback.path.read_bytes() == was


def test_a_film_is_known_as_one(tmp_path: Path) -> None:
    source = tmp_path / "film.webp"
    photos.scene(300, 200).save(source, save_all=True, append_images=[photos.scene(300, 200, seed=50)])
    assert variants(source, tmp_path / "cache").moving


@pytest.mark.parametrize("content", [b"", b"no picture", photos.photo()[:2000]])
def test_what_is_no_picture_is_said(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "broken.jpg"
    source.write_bytes(content)
    with pytest.raises(PictureError, match=r"broken\.jpg is no picture"):
        variants(source, tmp_path / "cache")


def test_a_picture_too_large_to_be_one_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (14_000, 14_000)).save(out, "PNG")
    (tmp_path / "bomb.png").write_bytes(out.getvalue())
    with pytest.raises(PictureError, match="bomb"):
        variants(tmp_path / "bomb.png", tmp_path / "cache")


@pytest.mark.parametrize(("orientation", "size"), [(1, (1600, 1067)), (6, (1600, 2400))])
def test_a_large_photograph_is_read_small_enough_and_no_smaller(tmp_path: Path, orientation: int, size: tuple[int, int]) -> None:
    source = tmp_path / "large.jpg"
    source.write_bytes(photos.photo(photos.scene(3600, 2400), orientation=orientation))
    made = variants(source, tmp_path / "cache")
    assert (made.large.width, made.large.height) == size
    assert [each.width for each in made.sources] == list(WIDTHS)
