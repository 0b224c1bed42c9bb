"""Raw HTML that is broken or hostile, names that collide, and files that are none of the book's."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from sphinx_impact.epub.links import Linker
from sphinx_impact.epub.page import Page, mended, own
from sphinx_impact.epub.pictures import clean_svg
from sphinx_impact.epub.styles import loaded, without_loads
from sphinx_impact.epub.xhtml import DEPTH, BrokenPageError, source_mark
from tests.epub.book import Book, X

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

pytestmark = pytest.mark.matrix


def page(fragment: str) -> Page:
    return mended("page.xhtml", f"<!DOCTYPE html><title>t</title><body><section>{fragment}</section>", pagename="page", language="en")


def inside(fragment: str) -> str:
    text = page(fragment).text
    ET.fromstring(text.encode())
    return text.partition("<section")[2].partition(">")[2].rpartition("</section>")[0]


@pytest.mark.parametrize(
    "fragment",
    [
        "<table><tr></tr></table>",
        "<table><tr></tr><tr><td>a</td></tr></table>",
        "<table><tr><td>a</td></tr></table>",
        "</section></body></html><p>a</p><html><p>b",
        "<img alt=''>",
        "<a:b c:d=e>x</a:b>",
        "<p xmlns:a='b' a:c='d'>x</p>",
        "a&#1;b&#xFFFE;\ufffe\x01",
        "<p title='&#2;'>x</p>",
        "<table><tr><td colspan=99999999>a</td><td colspan='99999999999999999999999'>b</td></tr></table>",
        "<table><tr><td rowspan='٣' colspan='²'>a</td></tr></table>",
    ],
)
def test_broken_html_is_mended(fragment: str) -> None:
    inside(fragment)


@pytest.mark.parametrize(
    ("fragment", "left"),
    [
        ('<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">', '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" />'),
        ("<svg><a xlink:href='javascript:x'><text>a</text></a></svg>", "<a><text>a</text></a>"),
        ("<svg><a><animate attributeName=href values='javascript:x'/></a></svg>", "<a />"),
        ("<svg fill='url(https://a.example/#b)' stroke='url(#c)'></svg>", 'fill="" stroke="url(#c)"'),
        ("<svg><image href='//a.example/b.png'/></svg>", "<image />"),
        ("<math href='javascript:x'><mtext><b onclick=x>a</b><script>b</script></mtext></math>", "<mtext>a</mtext>"),
        ("<math><annotation-xml encoding='text/html'><img src=x onerror=y></annotation-xml></math>", "<math"),
        (
            "<noscript><p title='</noscript><img src=x onerror=y>'>a</p></noscript>",
            '<p title="&lt;/noscript>&lt;img src=x onerror=y>">a</p>',
        ),
        ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>", "<math"),
        ("<template><p>a</p></template>b", "b"),
        ("<div style='color: red; background: u\\72l(//a.example/b)'>a</div>", '<div style="color: red">a</div>'),
        ("<style>@import '//a.example'; p { color: red }</style>a", "a"),
        ("<video poster='https://a.example/b.png' src='a.mp4'></video>", '<video src="a.mp4" controls="controls"></video>'),
        ("<video><source src='a.mp4'><source src='https://a.example/b'></video>", '<video src="a.mp4" controls="controls"></video>'),
        ("<img src='data:image/svg+xml,x' alt='a'>", '<span class="impact-elsewhere">a</span>'),
        ("<img src='data:image/png;base64,x' alt='a'>", '<img src="data:image/png;base64,x" alt="a" />'),
        ("<a href='java\tscript:x'>a</a>", "<span>a</span>"),
        ("<a href='//a.example/b'>a</a>", '<a href="https://a.example/b">a</a>'),
        ("<iframe src='javascript:x'></iframe>a", "a"),
        ("<blockquote cite='javascript:x'>a</blockquote>", "<blockquote>a</blockquote>"),
        ("<meta http-equiv=refresh content='0;url=//a.example'><base href='//a.example'>a", "a"),
        ("<progress>half</progress><canvas>a drawing</canvas>", "halfa drawing"),
    ],
)
def test_what_attacks_is_taken_out(fragment: str, left: str) -> None:
    text = inside(fragment)
    assert left in text
    for word in ("<script", "<img src=1", "onerror=", "onclick"):
        assert word not in text.replace("&lt;img src=x onerror=y", "")


def test_drawings_and_formulas_keep_their_namespaces() -> None:
    root = ET.fromstring(
        page(
            '<svg viewBox="0 0 1 1"><defs><linearGradient id="g"><stop offset="1"/></linearGradient></defs>'
            '<rect fill="url(#g)"/><use xlink:href="#g"/></svg><math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'
        ).text.encode()
    )
    names = [each.tag for each in root.iter() if not each.tag.startswith(X)]
    svg, math = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}"
    assert names == [
        *(f"{svg}{each}" for each in "svg defs linearGradient stop rect use".split()),
        *(f"{math}{each}" for each in "math mfrac mi mn".split()),
    ]
    assert root.find(f".//{svg}use").get("{http://www.w3.org/1999/xlink}href") == "#g"  # type: ignore[union-attr]


def test_words_stay_however_deep_they_lie() -> None:
    made = page(f"<section>{'<div>' * 3000}deep{'</div>' * 3000}</section>")
    depth, row = 0, [made.root]
    while row := [child for element in row for child in element]:
        depth += 1
    assert depth <= DEPTH
    assert ">deep</div>" in made.text


def test_words_that_a_drawing_cannot_show_are_told() -> None:
    assert page("<svg><foreignObject><p>A label</p></foreignObject></svg>").notes.lost == ["A label"]


def test_what_swallows_the_page_is_told_with_its_line() -> None:
    faults = page(f"{source_mark('a.md:3')}<script>x{source_mark('')}<p>gone</p>").faults
    assert [(fault.place, "<script> is not closed" in fault.message) for fault in faults] == [("a.md:3", True)]


def test_the_authors_own_pages_are_made_safe_too() -> None:
    text = own(
        "a.xhtml", f'<html xmlns="{X[1:-1]}"><head><title>t</title><script>x</script></head><body onload="x"><p>a</p></body></html>'
    ).text
    assert "script" not in text
    assert "onload" not in text
    assert "<p>a</p>" in text
    for wrong in ("<p/>", f'<html xmlns="{X[1:-1]}">{"<p>" * 200}{"</p>" * 200}</html>'):
        with pytest.raises(BrokenPageError):
            own("a.xhtml", wrong)


def test_files_outside_the_book_stay_outside(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "page.txt").write_bytes(b"x")
    (folder / "a.png").write_bytes(b"x")
    told: list[str] = []
    names = ["a.png", "../secret.png", "%2e%2e/secret.png", str(tmp_path / "secret.png"), "page.txt", "x" * 5000 + ".png", "%00.png"]
    made = page("".join(f'<img src="{name}" alt="{number}">' for number, name in enumerate(names)))
    linker = Linker({"page.xhtml": made}, folder, "", lambda _page, message: told.append(message), str)
    linker.run()
    assert linker.resources["page.xhtml"] == {"a.png"}
    assert made.text.partition("<section")[2].count("<img") == 1
    assert len(told) == len(names) - 1


@pytest.mark.parametrize(
    ("css", "safe"),
    [
        ("color: red", "color: red"),
        ("fill: url(#a)", "fill: url(#a)"),
        ("background: url(a.png); color: red", "color: red"),
        ("a: \\75 rl(//b)", ""),
        ("a: image-set('//b' 1x)", ""),
        ("@import url(//b); p { a: b; c: url('//d') } q { e: f }", "p { a: b;} q { e: f }"),
        ("/* url( */ color: red /* ) */", "/* url( */ color: red /* ) */"),
    ],
)
def test_style_loads_nothing(css: str, safe: str) -> None:
    assert without_loads(css) == safe
    assert not [url for url in loaded(safe) if not url.startswith("#")]


def test_a_style_sheet_of_the_author_asks_for_nothing_elsewhere(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# A\n",
        "own/a.css": "@import 'https://a.example/b.css';\np { color: red; background: url(//a.example/c.png) }\n",
    }
    result = build(make_project(files, 'html_static_path = ["own"]\nepub_css_files = ["a.css"]\n'), "epub")
    book = Book(result.epub)
    assert "a.example" not in book.text("_static/a.css")
    assert "color: red" in book.text("_static/a.css")
    assert len([each for each in result.warnings if "a.example" in each]) == 2


def test_a_drawing_of_the_author_runs_and_loads_nothing() -> None:
    data = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x" viewBox="0 0 1 1">'
        b'<a xlink:href="javascript:x"><set attributeName="xlink:href" to="javascript:y"/><path d="M0 0" style="fill:url(//a.example/b)"/></a></svg>'
    )
    cleaned = clean_svg(data).decode()
    ET.fromstring(cleaned)
    for gone in ("onload", "javascript", "a.example"):
        assert gone not in cleaned
    assert '<path d="M0 0"' in cleaned


def test_no_page_takes_the_place_of_another(make_project: MakeProject, build: Build) -> None:
    names = ["a b", "a-b", "A-b", "nav", "Nav", "epub-cover", "what?"]
    toctree = "\n".join(names)
    files: dict[str, str | bytes] = {
        "index.md": f"# Start\n\n```{{toctree}}\n{toctree}\n```\n\n" + "\n".join(f"[to {name}](<{name}.md>)" for name in names),
        **{f"{name}.md": f"# Page {name} here\n" for name in names},
    }
    result = build(make_project(files), "epub")
    assert result.status == 0
    assert result.warnings == []
    book = Book(result.epub)
    assert book.broken_links() == []
    assert len({name.casefold() for name in book.files}) == len(book.files)
    links = {"".join(each.itertext()): each.get("href", "") for each in book.page("index.xhtml").iter(f"{X}a")}
    for name in names:
        assert f"Page {name} here" in "".join(book.page(links[f"to {name}"]).itertext())
    assert [words for words, _target in book.nav("toc")] == ["Start", *(f"Page {name} here" for name in names)]


def test_pictures_of_one_name_keep_apart(make_project: MakeProject, build: Build) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>{}</title></svg>'
    files: dict[str, str | bytes] = {
        "index.md": "# A\n\n![one](one/a.svg)\n\n![two](two/A.svg)\n",
        "one/a.svg": svg.format("one"),
        "two/A.svg": svg.format("two"),
    }
    book = Book(build(make_project(files), "epub").epub)
    for image in book.page("index.xhtml").iter(f"{X}img"):
        assert f"<title>{image.get('alt')}</title>" in book.text(image.get("src", ""))
    assert len({name.casefold() for name in book.files}) == len(book.files)


def test_a_page_is_listed_to_its_end_before_the_pages_below_it(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Start\n\n```{toctree}\npart\n```\n",
        "part.md": "# Part\n\n```{toctree}\nchild\n```\n\n## Section of the part\n",
        "child.md": "# Child\n",
    }
    book = Book(build(make_project(files), "epub").epub)
    expected = ["Start", "Part", "Section of the part", "Child"]
    assert [words for words, _target in book.nav("toc")] == expected
    assert [each.text for each in ET.fromstring(book.files["toc.ncx"]).iter("{http://www.daisy.org/z3986/2005/ncx/}text")][1:] == expected


def test_a_packed_drawing_that_is_none_is_told_and_its_text_stays(make_project: MakeProject, build: Build) -> None:
    bomb = gzip.compress(b"\x00" * 30_000_000)
    files: dict[str, str | bytes] = {"index.md": "# A\n\n![one](a.svgz)\n\n![two](b.svgz)\n", "a.svgz": b"no zip", "b.svgz": bomb}
    result = build(make_project(files), "epub")
    assert result.status == 0
    assert [name for name in ("a.svgz", "b.svgz") if any(f"{name} cannot be unpacked" in each for each in result.warnings)] == [
        "a.svgz",
        "b.svgz",
    ]
    assert "one" in "".join(Book(result.epub).page("index.xhtml").itertext())
