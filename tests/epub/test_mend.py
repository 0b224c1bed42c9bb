from __future__ import annotations

import pytest

from sphinx_impact.epub.page import Page, own
from sphinx_impact.epub.page import mended as mend
from sphinx_impact.epub.xhtml import BrokenPageError

pytestmark = pytest.mark.matrix


def mended(body: str, *, part: str = "", front: bool = False, pagename: str = "page", standfirst: str = "") -> Page:
    page = f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>"
    return mend("page.xhtml", page, pagename=pagename, language="de", part=part, standfirst=standfirst, front=front)


def inside(body: str) -> str:
    return mended(body).text.partition("<body>")[2].rpartition("</body>")[0]


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("<script>x</script><p onclick=x>a</p>", "<p>a</p>"),
        ("<noscript><p>a</p></noscript>", "<p>a</p>"),
        ("<center>a</center><font color=red>b</font>", "<div>a</div><span>b</span>"),
        ("<details open><summary>a</summary>b</details>", '<div><p class="impact-unfolded-title">a</p>b</div>'),
        (
            '<div class="sd-col">a</div><div class="sd-col"><pre>b</pre></div>',
            '<div class="sd-col">a</div><div class="sd-col impact-stacked"><pre>b</pre></div>',
        ),
        (
            '<div role="tablist"><b role="tab" id="t">a</b></div><div role="tabpanel" aria-labelledby="t" hidden="true"><p>b</p></div>',
            '<div><p class="impact-unfolded-title">a</p><p>b</p></div>',
        ),
        ("<form><input name=a><button>b</button></form>", "<div><span>b</span></div>"),
        ("<x-y z=1>a</x-y>", "<span>a</span>"),
        ("<x-y><p>a</p></x-y>", "<div><p>a</p></div>"),
        ("<span><div>a</div></span>", "<div><div>a</div></div>"),
        ('<a href="javascript:x()">a</a>', "<span>a</span>"),
        ('<a href="https://a.example/b c">a</a>', '<a href="https://a.example/b%20c">a</a>'),
        ('<a href="mailto:a@b.example">a</a>', '<a href="mailto:a@b.example">a</a>'),
        ('<p id="a">1</p><p id="a">2</p>', '<p id="a">1</p><p>2</p>'),
        ('<picture><source srcset="a.avif"><img src="a.png" loading=lazy srcset="b 2x"></picture>', '<img src="a.png" alt="" />'),
        ('<img src="a.png" width="50%" height="20">', '<img src="a.png" height="20" alt="" style="width: 50%" />'),
        ('<div class="headerlink">¶</div>a', "a"),
        ('<span lang="fr">a</span>', '<span lang="fr" xml:lang="fr">a</span>'),
        (
            '<iframe src="https://v.example/1" title="Film"></iframe>',
            '<p class="impact-elsewhere"><a href="https://v.example/1">Film</a></p>',
        ),
        ('<img src="https://v.example/1.png" alt="b">', '<a class="impact-elsewhere" href="https://v.example/1.png">b</a>'),
    ],
)
def test_nothing_unsafe_is_left(html: str, xhtml: str) -> None:
    assert inside(html) == xhtml


def test_what_lies_elsewhere_is_told() -> None:
    notes = mended('<img src="//a.example/b.png"><audio src="https://a.example/c.mp3"></audio><a href="vbscript:x">y</a>').notes
    assert notes.remote == ["https://a.example/c.mp3", "//a.example/b.png"]
    assert notes.unsafe == ["vbscript:x"]


def test_every_header_says_what_it_heads_and_lone_paragraphs_are_words() -> None:
    table = (
        "<table style='width: 90%'><colgroup><col></colgroup><thead><tr><th></th><th><p>A</p></th></tr></thead>"
        "<tbody><tr><th>a</th><td><p>1,000</p></td></tr><tr><th>b</th><td>(20)</td></tr></tbody></table>"
    )
    assert inside(table) == (
        '<div class="impact-fit impact-fit-22"><div class="impact-fit-table"><table><thead><tr><td></td><th scope="col" class="impact-amount">A</th></tr></thead><tbody><tr><th scope="row">a</th>'
        '<td class="impact-amount" data-head="A">1,000</td></tr><tr><th scope="row">b</th><td class="impact-amount" data-head="A">(20)</td></tr>'
        "</tbody></table>\n</div></div>"
    )


def test_a_list_in_columns_is_no_table() -> None:
    assert "table" not in inside('<table class="hlist"><tr><td><ul><li>a</li></ul></td><td><ul><li>b</li></ul></td></tr></table>')


def test_notes_can_be_popped_up() -> None:
    text = inside(
        '<a href="#f" id="r" role="doc-noteref"><span class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a>'
        '<aside class="footnote-list"><aside class="footnote" id="f" role="doc-footnote"><p>n</p></aside></aside>'
    )
    assert text == (
        '<a href="#r" '.replace("#r", "#f") + 'id="r" role="doc-noteref" epub:type="noteref">1</a>'
        '<div class="footnote-list"><aside class="footnote" id="f" role="doc-footnote" epub:type="footnote"><p>n</p></aside></div>'
    )


@pytest.mark.parametrize(
    ("body", "options", "kind"),
    [
        ("", {}, "chapter"),
        ("", {"part": "appendix"}, "appendix"),
        ("", {"pagename": "about/colophon"}, "colophon"),
        ('<div class="impact-letter">x</div>', {}, "foreword"),
        ('<dl class="glossary"><dt>a</dt><dd>b</dd></dl>', {}, "glossary"),
        ('<div class="impact-letter">x</div>', {"part": "afterword"}, "afterword"),
        ("", {"front": True}, ""),
    ],
)
def test_a_page_says_what_it_is(body: str, options: dict[str, str], kind: str) -> None:
    text = mended(f'<section id="s"><h1>T</h1>{body}</section>', **options).text  # type: ignore[arg-type]
    assert (f'epub:type="{kind}" role="doc-{kind}"' in text) is bool(kind)
    assert '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="de" xml:lang="de">' in text


def test_the_standfirst_stands_below_the_title_once() -> None:
    page = "<section><h1>T</h1>{}<p>a</p></section>"
    assert '</h1><p class="impact-standfirst">S &amp; s</p>' in mended(page.format(""), standfirst="S & s").text
    assert mended(page.format('<p class="impact-standfirst">S</p>'), standfirst="S").text.count("impact-standfirst") == 1


def test_a_page_that_is_not_well_formed_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenPageError, match=r"line 2, column 7: mismatched tag, near '<b>x</i>'"):
        own("a.xhtml", "<html>\n<b>x</i>\n</html>")
