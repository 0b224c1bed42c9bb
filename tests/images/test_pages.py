"""Pictures on pages, in books and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

from PIL import features

from tests.images import photos
from tests.saying import says

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build, MakeProject

GALLERY = """\
# Year

![A crowd on the quay](photos/quay.jpg)

```{photo-gallery}
- image: photos/quay.jpg
  alt: A crowd on the quay
  caption: Opening *day*
  credit: Ada Lindqvist
- image: photos/side.jpg
  alt: ""
  caption: The reading room
```
"""
FILES: dict[str, str | bytes] = {
    "index.md": GALLERY,
    "photos/quay.jpg": photos.photo(),
    "photos/side.jpg": photos.photo(photos.scene(1200, 900, seed=9), orientation=6),
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="200" height="100"><path d="M0 0h20v10z"/></svg>'


def test_pages_choose_from_several_widths(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES))
    assert result.warnings == []
    first, second, third = result.soup().select(":not(.impact-large) > picture > img")
    for image in (first, second, third):
        source = image.find_previous_sibling("source")
        assert source is not None
        assert source["type"] == "image/webp"
        named = [str(image["src"]), *(part.split()[0] for part in str(source["srcset"]).split(", "))]
        assert all((result.outdir / name).is_file() for name in named)
    assert [(image["width"], image["height"]) for image in (first, second, third)] == [("2000", "1200"), ("2000", "1200"), ("900", "1200")]
    assert re.findall(r" (\d+)w", str(result.soup().select("source")[0]["srcset"])) == ["480", "960", "1600"]
    assert [image.get("loading") for image in (first, second, third)] == [None, "lazy", "lazy"]
    assert [image["alt"] for image in (first, second, third)] == ["A crowd on the quay", "A crowd on the quay", ""]
    caption, credit = result.soup().select("figcaption em, figcaption .impact-credit")
    assert (caption.get_text(), credit.get_text()) == ("day", "Ada Lindqvist")
    # In full size, each picture waits until a reader asks for it; of the decorative one the caption is said.
    large = result.soup().select(".impact-large")
    assert [(each["aria-label"], each.select("img")[0]["loading"]) for each in large] == [
        ("A crowd on the quay", "lazy"),
        ("The reading room", "lazy"),
    ]
    opens = {str(button["popovertarget"]) for button in result.soup().select("button.impact-enlarge")}
    assert opens == {str(each["id"]) for each in large}


def test_no_file_that_is_written_tells_of_the_camera(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES)
    originals = [content for name, content in FILES.items() if name.endswith("jpg")]
    for builder in ("html", "dirhtml", "singlehtml", "epub", "latex"):
        result = build(source, builder)
        assert result.warnings == []
        written = [path for path in result.outdir.rglob("*") if path.suffix in {".jpg", ".webp", ".png"} and "cover" not in path.name]
        assert len(written) >= 2, builder
        assert [path.name for path in written if photos.tells_of_camera(path) or path.read_bytes() in originals] == []
    assert {name: (source / name).read_bytes() for name in FILES if name.endswith("jpg")} == {
        name: content for name, content in FILES.items() if name.endswith("jpg")
    }


def test_an_avif_is_shown_everywhere(make_project: MakeProject, build: Build, epubcheck: Callable[[Path], list[str]]) -> None:
    assert features.check("avif")
    files: dict[str, str | bytes] = {
        "index.md": "# Year\n\n![A quay](a.avif)\n\n![A shed](b.webp)\n",
        "a.avif": photos.photo(photos.scene(800, 600), "AVIF"),
        "b.webp": photos.photo(photos.scene(800, 600), "WEBP"),
    }
    source = make_project(files)
    book = build(source, "epub")
    assert book.warnings == []
    assert epubcheck(book.epub) == []
    kinds = sorted(name.rpartition(".")[2] for name in ZipFile(book.epub).namelist() if "/_images/" in f"/{name}")
    assert kinds == ["jpg", "jpg"]
    paper = build(source, "latex")
    assert paper.warnings == []
    assert {path.suffix for path in paper.outdir.iterdir()} & {".avif", ".webp", ".svg"} == set()
    assert sorted(path.suffix for path in paper.outdir.glob("[ab]-*")) == [".jpg", ".jpg"]
    (tex,) = paper.outdir.glob("*.tex")
    assert len(re.findall(r"\\sphinxincludegraphics\{\{[ab]-[0-9a-f]+-800\}\.jpg\}", tex.read_text(encoding="utf-8"))) == 2


def test_latex_gets_drawings_as_pdf(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Year\n\n```{figure} a.svg\n:alt: A slope\n\nA slope\n```\n\nInline ![wrong](b.svg) words.\n",
        "a.svg": SVG,
        "b.svg": "<svg",
    }
    result = build(make_project(files), "latex")
    (tex,) = result.outdir.glob("*.tex")
    text = tex.read_text(encoding="utf-8")
    assert re.search(r"\\sphinxincludegraphics\{\{[0-9a-f]+\}\.pdf\}", text)
    assert ".svg" not in text
    assert [path.name for path in result.outdir.glob("*.svg")] == []
    (warning,) = result.warnings
    assert warning == says("index.md:9 file: b.svg")
    assert "Inline wrong words" in text


def test_a_second_build_makes_nothing_anew(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES)
    first = build(source)
    doctrees = first.doctrees / "impact-photographs"
    times = {path: path.stat().st_mtime_ns for path in doctrees.iterdir()}
    assert build(source, "html", "-a").warnings == []
    assert {path: path.stat().st_mtime_ns for path in doctrees.iterdir()} == times
    was = build(source).soup().select("picture > source")[0]["srcset"]
    other = first.outdir / "_images" / "own-0123456789ab-480.webp"
    other.write_bytes(b"of somebody else")
    (source / "photos/quay.jpg").write_bytes(photos.photo(photos.scene(seed=40)))
    changed = build(source)
    now = changed.soup().select("picture > source")[0]["srcset"]
    assert now != was
    assert (changed.outdir / str(now).split()[0]).is_file()
    assert not (changed.outdir / str(was).split()[0]).exists()
    assert other.is_file()


def test_two_processes_write_what_one_does(make_project: MakeProject, build: Build) -> None:
    pages = [f"page{number}" for number in range(8)]
    files = FILES | {"index.md": GALLERY + "\n```{toctree}\n" + "\n".join(pages) + "\n```\n"}
    files |= {f"{page}.md": f"# {page}\n\n![Quay](photos/quay.jpg)\n\n![Own](photos/{page}.jpg)\n" for page in pages}
    files |= {f"photos/{page}.jpg": photos.photo(photos.scene(640, 480, seed=number)) for number, page in enumerate(pages)}
    written = []
    for jobs in ([], ["-j2"]):
        result = build(make_project(files), "html", *jobs)
        assert (result.status, result.warnings) == (0, [])
        written.append(
            {
                path.relative_to(result.outdir): path.read_bytes()
                for path in result.outdir.rglob("*")
                if path.suffix in {".html", ".jpg", ".webp"}
            }
        )
    assert written[0].keys() == written[1].keys()
    assert [str(path) for path, content in written[0].items() if written[1][path] != content] == []


def test_a_broken_picture_is_told_once_at_its_place(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Year\n\nWords.\n\n![A quay](quay.jpg)\n", "quay.jpg": b"not a picture"}
    result = build(make_project(files))
    (warning,) = result.warnings
    assert warning == says("index.md:5 file: quay.jpg")
    assert "Words." in result.read("index.html")


def test_a_photograph_without_alt_is_told_at_its_row(make_project: MakeProject, build: Build) -> None:
    page = GALLERY.replace('  alt: ""\n', "")
    (warning,) = build(make_project(FILES | {"index.md": page})).warnings
    assert warning == says('index.md:10 alt: “photos/side.jpg” … alt: ""')


PLAIN = """\
Year
====

.. image:: quay.jpg

.. figure:: quay.jpg

   A caption is no description

.. image:: quay.jpg
   :alt:

.. image:: quay.jpg
   :alt: A quay
"""
BRACKETS = """\
# Year

![](quay.jpg)

Words with an ornament ![](quay.jpg){.decorative} in them.

```{image} quay.jpg
:alt:
```
"""


def test_a_picture_without_alt_is_told_where_that_is_asked_for(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {"index.rst": PLAIN, "quay.jpg": photos.photo(photos.scene(600, 400))}
    assert build(make_project(files)).warnings == []
    result = build(make_project(files, "impact_alt = True\n"))
    assert result.warnings == [says("index.rst:4 alt: quay.jpg"), says("index.rst:6 alt: quay.jpg")]
    assert [image["alt"] for image in result.soup().select("picture img")] == ["", "", "", "A quay"]
    conf = 'impact_alt = True\nmyst_enable_extensions = ["attrs_inline"]\n'
    markdown = build(make_project({"index.md": BRACKETS, "quay.jpg": files["quay.jpg"]}, conf))
    assert markdown.warnings == [says("index.md:3 alt: quay.jpg … ![What it shows](quay.jpg)")]


def test_pictures_that_are_wanted_as_they_are_stay(make_project: MakeProject, build: Build) -> None:
    page = "# Year\n\n```{image} quay.jpg\n:alt: Quay\n:class: original\n```\n\n![Film](film.webp)\n"
    source = make_project({"index.md": page, "quay.jpg": photos.photo()})
    photos.scene(300, 200).save(source / "film.webp", save_all=True, append_images=[photos.scene(300, 200, seed=50)])
    result = build(source)
    assert result.soup().select("picture") == []
    assert [str(image["src"]) for image in result.soup().select("img")] == ["_images/quay.jpg", "_images/film.webp"]
    kept = result.outdir / "_images/quay.jpg"
    assert photos.opened(kept).tobytes() == photos.opened(source / "quay.jpg").tobytes()
    assert not photos.tells_of_camera(kept)


def test_logos_keep_their_ground(make_project: MakeProject, build: Build) -> None:
    sponsors = "tiers:\n  - id: gold\n    name: Gold\n    sponsors:\n      - name: Harbour\n        logo: a.png\n        logo-dark: b.png\n"
    source = make_project({"index.md": "# Year\n\n```{sponsor-list}\n```\n", "data/sponsors.yaml": sponsors})
    for name in ("a.png", "b.png"):
        photos.drawing().save(source / name)
    result = build(source)
    assert result.warnings == []
    light, dark = result.soup().select("picture img")
    assert ("impact-logo-light" in light["class"], "impact-logo-dark" in dark["class"]) == (True, True)


def test_readers_find_no_fault(
    make_project: MakeProject, build: Build, axe_on_pages: Callable[..., list[str]], serve: Callable[[Path], str], page: Page
) -> None:
    lists = "\n```{milestone-list}\n2023-05: Opened\nSpring: Grew\n```\n\n```{previous-reports}\n2022: https://example.org/2022/\n```\n"
    url = serve(build(make_project(FILES | {"index.md": GALLERY + lists}, 'html_theme = "sphinx_impact"\n')).outdir)
    assert axe_on_pages(url, ["index.html"]) == []
    page.goto(url)
    assert page.evaluate("[...document.images].filter(image => image.loading !== 'lazy' && !image.naturalWidth).length") == 0
