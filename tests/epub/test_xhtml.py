from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from sphinx_impact.epub.xhtml import MarkupFault, read, source_mark, write

pytestmark = pytest.mark.matrix


def body(text: str) -> str:
    root, _faults = read(f"<!DOCTYPE html><html><head><title>t</title></head><body>{text}</body></html>")
    written = write(root)
    ET.fromstring(written.encode())
    return written.partition("<body>")[2].rpartition("</body>")[0]


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("a<br>b", "a<br />b"),
        ("<input disabled>", '<input disabled="" />'),
        ("a&nbsp;&eacute;&#8364;&amp;", "a\u00a0é€&amp;"),
        ("<p class=one>x", '<p class="one">x</p>'),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>"),
        ("<b></b>", "<b></b>"),
        ("<p title='a \"b\" <c>'>x</p>", '<p title="a &quot;b&quot; &lt;c>">x</p>'),
        ("<p @click=x v-on:y=z data-a=1>x</p>", '<p data-a="1">x</p>'),
        ("a\x0bb\x1f", "ab"),
        ("<script>1 < 2 && x</script>", "<script>1 &lt; 2 &amp;&amp; x</script>"),
        ("a</br>b</p>c", "a<br />b<p></p>c"),
    ],
)
def test_html_becomes_xhtml(html: str, xhtml: str) -> None:
    assert body(html) == xhtml


def test_drawings_keep_their_capitals_and_get_their_namespace() -> None:
    drawing = '<svg viewBox="0 0 1 1"><linearGradient id="a" gradientUnits="x"/><use xlink:href="#a"/></svg>'
    assert body(drawing) == (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">'
        '<linearGradient id="a" gradientUnits="x" /><use xlink:href="#a" /></svg>'
    )


def test_what_is_xhtml_stays_as_it_is() -> None:
    text = '<section id="a"><h1>A &amp; B</h1><p>c<br />d <img src="e.png" alt="" /></p></section>'
    assert body(text) == text
    assert body(body(text)) == text


def test_a_fault_names_the_place_it_was_written_at() -> None:
    page = f"<html><body>{source_mark('a.md:7')}<div><b><i>x</b></i>{source_mark('')}</body></html>"
    _root, faults = read(page)
    assert faults == [
        MarkupFault("a.md:7", "<div> is not closed where the element around it ends; add </div>"),
        MarkupFault("a.md:7", "<i> is not closed where the element around it ends; add </i>"),
        MarkupFault("a.md:7", "</i> closes nothing; remove it or open <i> before it"),
    ]


def test_pieces_that_belong_together_are_no_fault() -> None:
    page = f"<html><body>{source_mark('a.md:1')}<div>{source_mark('')}<p>x</p>{source_mark('a.md:5')}</div>{source_mark('')}</body></html>"
    root, faults = read(page)
    assert not faults
    assert "<div><p>x</p></div>" in write(root)


def test_an_empty_page_is_one() -> None:
    root, _faults = read("")
    assert root.tag == "html"
