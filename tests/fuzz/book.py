"""Fuzzing target: raw HTML in a page of the e-book, whole, broken or hostile.

Each input is one page, so that what swallows the rest of a page hides nothing. The page must come out as well-formed XML, and must
hold nothing that runs, loads from elsewhere or leads to code, both read as XML and read as HTML, as old reading systems do.
"""

from __future__ import annotations

import functools
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub.links import Linker
from sphinx_impact.epub.page import mended
from sphinx_impact.epub.xhtml import read, source_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_HTML = """a abbr address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas
caption center cite code col colgroup custom-element data datalist dd del details dfn dialog dir div dl dt em embed fieldset
figcaption figure font footer form frame frameset h1 h2 h3 head header hgroup hr html i iframe image img input ins isindex kbd
keygen label legend li link listing main map mark marquee menu menuitem meta meter nav nobr noembed noframes noscript object ol
optgroup option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select slot
small source span strike strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul
var video wbr xmp""".split()
_SVG = """svg a animate animateMotion animateTransform circle clipPath defs desc discard ellipse feImage feBlend filter font-face
font-face-uri foreignObject g handler image line linearGradient listener marker mask metadata path pattern rect script set stop
style switch symbol text textPath title tspan use view""".split()
_MATH = """math annotation annotation-xml maction malignmark merror mfrac mglyph mi mn mo mpadded mprescripts mrow ms mspace msqrt
mstyle msub mtable mtd mtext mtr semantics""".split()
_ODD = ["x:y", "a:b:c", "é", "a.b", "x-y", "svg:svg", "html:p", "math:mi", "o:p", "1a", "a\x00b", "?xml", "!DOCTYPE html", "![CDATA["]

_ATTRIBUTES = """abbr accesskey action align alt aria-label aria-describedby attributeName autofocus background begin bgcolor border
by checked cite class code codebase color cols colspan content contenteditable controls coords data data-a data- datetime dir download
dynsrc encoding enctype epub:type fill filter for form formaction formmethod frame from headers height hidden href hreflang http-equiv
id imagesizes imagesrcset is itemprop itemid itemtype lang longdesc lowsrc manifest marker-start mask media method name nonce onabort
onbegin onclick onerror onfocus onload onmouseover onscroll ontoggle open ping pluginspage poster profile rel reversed role rowspan
sandbox scope shape size sizes slot span src srcdoc srclang srcset start style summary tabindex target title to translate type usemap
value values width xlink:actuate xlink:href xlink:title xml:base xml:lang xml:space xmlns xmlns:a xmlns:xlink xmlns:epub @click :x v-on:y
a:href é 1 " < ' ( \x00 = x\x01""".split(" ")
_ATTRIBUTES = " ".join(_ATTRIBUTES).split()

_URLS = [
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "vbscript:x",
    "livescript:x",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:application/xhtml+xml,x",
    "DATA:TEXT/HTML,x",
    "http://evil.example/x",
    "HTTPS://evil.example/x.png",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    "\t//evil.example/x",
    "ht\ntps://evil.example/x",
    "file:///etc/passwd",
    "ftp://evil.example/x",
    "blob:https://evil.example/x",
    "filesystem:http://evil.example/x",
    "about:blank",
    "jar:http://evil.example!/x",
    "mailto:a@b.example",
    "tel:+1",
    "picture.png",
    "page.html#a",
    "#a",
    "",
    "?x=1",
    "../../../etc/passwd",
    "a b",
    "%",
    "::",
    "//[",
    "http://[::1",
    "http://[x]/",
    "\ud800",
    "é\u202e",
]
_STYLES = [
    "color: red",
    "width: 50%",
    "background: url(http://evil.example/x)",
    "background: url('//evil.example/x')",
    'background:URL( "https://evil.example/x" )',
    "background: u\\72l(http://evil.example/x)",
    "background: \\75rl(//evil.example/x)",
    "background: url(/*x*/http://evil.example/x)",
    "background: ur/**/l(http://evil.example/x)",
    "background: url(javascript:alert(1))",
    "background: image-set('http://evil.example/x' 1x)",
    "background: image('http://evil.example/x')",
    "background: -webkit-image-set(url(//evil.example/x) 1x)",
    "background: src('http://evil.example/x')",
    "width: expression(alert(1))",
    "behavior: url(x.htc)",
    "-moz-binding: url(http://evil.example/x#y)",
    "content: attr(x)",
    "@import 'http://evil.example/x'",
    "@import url(//evil.example/x);",
    "@\\69mport 'http://evil.example/x'",
    "@font-face { font-family: x; src: url(http://evil.example/x) }",
    "@namespace url(http://evil.example/)",
    "@charset 'utf-7';",
    "p { background: url(http://evil.example/x) }",
    'p{x:"</style><script>alert(1)</script>"}',
    "<!-- p { color: red } -->",
    "p { color: red",
    "} /* ",
    "--x: url(//evil.example/x)",
    "filter: url(#a)",
    "cursor: url(//evil.example/x), auto",
    "\\",
    "*/",
    "position: fixed",
]
_ATTACKS = [
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg><style>&lt;img src=x onerror=alert(1)&gt;</style></svg>",
    '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>',
    '<math><annotation-xml encoding="application/xhtml+xml"><script>alert(1)</script></annotation-xml></math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<noembed><img title="</noembed><img src onerror=alert(1)>"></noembed>',
    '<xmp><p title="</xmp><img src onerror=alert(1)>"></xmp>',
    "<plaintext><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    '<svg><template><desc><template><p title="</template><img src=x onerror=alert(1)>">',
    '<textarea><img title="</textarea><img src onerror=alert(1)>">',
    '<title><img title="</title><img src onerror=alert(1)>">',
    "<select><noembed></select><img src=x onerror=alert(1)></noembed>",
    '<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></foreignObject></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>#x\"/></svg>",
    "<svg><image href=http://evil.example/x /><feImage xlink:href=//evil.example/x /></svg>",
    "<svg fill=\"url(http://evil.example/x#a)\"><rect filter='url(//evil.example/x)'/></svg>",
    "<math href=javascript:alert(1)><mi xlink:href=javascript:alert(1)>x</mi><maction actiontype='statusline#http://evil.example' xlink:href=javascript:1>y</maction></math>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/><a href=x>y</a>",
    "<link rel=stylesheet href=http://evil.example/x.css><link rel=prefetch href=//evil.example/x><link rel='icon stylesheet' href=x>",
    "<object data=http://evil.example/x><param name=movie value=x></object><embed src=//evil.example/x>",
    "<video poster=http://evil.example/x src=a.mp4><source src=//evil.example/y><track src=//evil.example/z></video>",
    "<img srcset='http://evil.example/x 2x' src=a.png longdesc=http://evil.example/y lowsrc=//evil.example/z usemap=#m>",
    "<input type=image src=http://evil.example/x formaction=javascript:alert(1)><isindex action=javascript:alert(1)>",
    "<body background=http://evil.example/x onload=alert(1)><table background=//evil.example/x>",
    "<blockquote cite=http://evil.example/x><q cite=javascript:alert(1)>x</q></blockquote>",
    "<div itemscope itemtype=http://evil.example/ itemid=javascript:alert(1)>",
    "<a href=x ping=http://evil.example/>y</a><a href=x target=_blank download>z</a>",
    "<p xmlns=http://www.w3.org/2000/svg><script xmlns=http://www.w3.org/1999/xhtml>alert(1)</script>",
    "<svg:script xmlns:svg=http://www.w3.org/2000/svg>alert(1)</svg:script>",
    "<?xml-stylesheet href=http://evil.example/x.css?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<![CDATA[<script>alert(1)</script>]]><svg><![CDATA[<script>alert(1)</script>]]></svg>",
    "<!--><img src=x onerror=alert(1)>--><!--!><img src=x onerror=alert(1)>--!><!-- --!><img src=x onerror=alert(1)>",
    "<!--impact-source: ../../x:1--><b><!--impact-source: a\nb--></i>",
    "<iframe src=javascript:alert(1)></iframe><iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<audio src='a.mp3' onerror=alert(1) autoplay><source src=javascript:alert(1)></audio>",
    "<table><tr><td colspan=99999999999999999999 rowspan=0>1<td rowspan=65534>2</table>",
    "<table><thead><tr><th colspan='²'>a<th rowspan='٣'>b<tbody><tr></table>",
    "<table><tr></table><table></table><table><tr><td></table>",
    "<ol start=x reversed><li value=y>a</ol>",
    "<div style='background:url(http://evil.example/x)'><style>@import url(//evil.example/x)</style></div>",
    "<frameset><frame src=http://evil.example/></frameset>",
    "<p id=a><p id=a><p id='a b'><p id=''><p id=1><p id=html><p name=a>",
    "<button autofocus onfocus=alert(1)>x</button><details open ontoggle=alert(1)><summary>y</summary></details>",
    "<portal src=http://evil.example/></portal><fencedframe src=x></fencedframe><selectedcontent>x</selectedcontent>",
]
_WORDS = [
    "x",
    " ",
    "a word",
    "&amp;",
    "&lt;script&gt;",
    "&nbsp",
    "&#0;",
    "&#xD800;",
    "&#1114112;",
    "&foo;",
    "\x00",
    "\x0b",
    "\ufffe",
    "]]>",
    "--",
    "é",
    "\u202e",
    "1,000",
    "\n",
    "<",
    ">",
    "&",
    "\ud800",
    "\U0001f600",
    "a\u0300",
    "-->",
    "12.5%",
]


def _value(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(_URLS)
    if kind < 0.7:
        return rng.choice(_STYLES)
    if kind < 0.8:
        return str(rng.choice([0, 1, 2, 3, -1, 5, 1000, 10**20, "50%", "x", "²", "٣", "1.5em"]))
    return "".join(rng.choice(_WORDS) for _ in range(rng.randrange(3)))


def _attribute(rng: Random) -> str:
    name = rng.choice(_ATTRIBUTES)
    kind = rng.random()
    if kind < 0.1:
        return f" {name}"
    value = _value(rng) if name != "style" or kind < 0.3 else rng.choice(_STYLES)
    if name == "class" and kind < 0.8:
        value = rng.choice(
            [
                "sd-card",
                "sd-hide-link-text",
                "sd-card-title",
                "headerlink",
                "hlist",
                "impact-amount",
                "impact-vh",
                "fn-bracket",
                "task-list-item-checkbox",
                "sd-tab-label",
                "impact-chart-description",
                "footnote-list",
                "admonition tip",
                "impact-scroll",
                "impact-statement",
                "impact-caption-scope",
                "toctree-wrapper",
                "impact-standfirst",
            ]
        )
    if name == "role" and kind < 0.8:
        value = rng.choice(["doc-noteref", "doc-footnote", "heading", "main", "navigation", "doc-biblioentry", "none", "doc-backlink"])
    quote = '"' if kind < 0.7 else "'" if kind < 0.8 else ""
    return f" {name}={quote}{value}{quote}"


def _name(rng: Random) -> str:
    kind = rng.random()
    name = rng.choice(_HTML if kind < 0.68 else _SVG if kind < 0.82 else _MATH if kind < 0.94 else _ODD)
    return name.upper() if rng.random() < 0.05 else name


def _pieces(rng: Random, depth: int) -> Iterator[str]:
    for _ in range(rng.randrange(1, 5)):
        kind = rng.random()
        if kind < 0.2:
            yield rng.choice(_WORDS)
        elif kind < 0.28:
            yield rng.choice(_ATTACKS)
        elif kind < 0.31:
            yield rng.choice(
                [
                    "<!--",
                    "-->",
                    "<!-- x -->",
                    "<?x?>",
                    "<!x>",
                    "</",
                    "<",
                    "<a",
                    "<a ",
                    "</>",
                    "<!--impact-source: a.md:1-->",
                    "]]>",
                    "<![CDATA[",
                ]
            )
        elif kind < 0.36:
            yield f"</{_name(rng)}>"
        else:
            name = _name(rng)
            attributes = "".join(_attribute(rng) for _ in range(rng.choice([0, 0, 1, 1, 2, 4])))
            yield f"<{name}{attributes}{rng.choice(['>', '>', '>', '>', '/>', ' />', ''])}"
            if name.lower() == "style":
                yield rng.choice(_STYLES)
            elif depth:
                yield from _pieces(rng, depth - 1)
            if rng.random() < 0.7:
                yield f"</{name}>"


def make(rng: Random) -> str:
    """Return a fragment of HTML."""
    if rng.random() < 0.02:  # deep, long
        name = _name(rng)
        return f"<{name}>" * rng.choice([300, 600, 1200]) + "x"
    text = "".join(_pieces(rng, rng.randrange(4)))
    if rng.random() < 0.1 and text:  # cut, doubled, turned
        at = rng.randrange(len(text))
        text = rng.choice([text[:at], text[at:], text[:at] + text, text[:at] + rng.choice(_WORDS) + text[at:]])
    return text


# ---- what must be true of the page ----

_X, _S, _M = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}"
_NEVER = frozenset(
    """script iframe frame frameset form input button select textarea option base applet embed template noscript foreignObject
    handler listener discard animateColor portal isindex keygen dialog details map area param source track canvas plaintext xmp
    noembed noframes marquee annotation-xml mglyph""".split()
)
_NEVER_ATTRIBUTES = frozenset(
    """srcdoc srcset imagesrcset action formaction ping background http-equiv manifest content codebase code archive classid longdesc
    lowsrc dynsrc usemap ismap profile autofocus contenteditable target download is nonce srclang {http://www.w3.org/XML/1998/namespace}base
    """.split()
)
_TEXTS = frozenset("alttext title class id lang xml:lang href".split())
"""Attributes whose value is text, or looked at as an address."""
_LINKS = frozenset("http https mailto tel ftp news irc sms geo urn doi".split())
_LOADS = re.compile(
    r"url\(\s*[\"']?\s*(?!#)|@import\b|image-set\(|\bimage\(|\bsrc\(|expression\(|behaviou?r\s*:|-moz-binding", re.IGNORECASE
)


def _plain_css(text: str) -> str:
    text = re.sub(r"/\*.*?(\*/|$)", "", text, flags=re.DOTALL)
    text = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda found: chr(min(int(found.group(1), 16), 0xFFFF)), text)
    return text.replace("\\", "")


def _address(text: str) -> tuple[str, str]:
    """Return an address as a browser takes it, and its scheme; `//` for one of another host."""
    url = re.sub(r"[\t\n\r]", "", text).lstrip("".join(map(chr, range(33)))).replace("\\", "/")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    return url, scheme.group(1).lower() if scheme else "//" if url.startswith("//") else ""


def _unsafe(root: ET.Element) -> list[str]:
    wrong: list[str] = []
    for element in root.iter():
        wrong += _unsafe_element(element)
        for key, value in element.attrib.items():
            wrong += _unsafe_attribute(element.tag, key, value)
    return wrong


def _unsafe_element(element: ET.Element) -> Iterator[str]:
    space, _end, name = element.tag.rpartition("}")
    if f"{space}}}" not in {_X, _S, _M} or name in _NEVER:
        yield f"an element {element.tag}"
    if name == "style" and _LOADS.search(_plain_css(element.text or "")):
        yield f"a style sheet that loads: {element.text!r}"
    if name == "meta" and set(element.attrib) != {"charset"}:
        yield f"a meta element with {element.attrib}"
    if name == "link" and element.get("rel") != "stylesheet":
        yield f"a link to {element.get('rel')}"
    if name == "set" or name.startswith("animate"):
        aimed = element.get("attributeName", "").lower()
        if "href" in aimed or aimed.startswith("on") or aimed == "style":
            yield f"{name} of {aimed}"


def _unsafe_attribute(tag: str, key: str, value: str) -> Iterator[str]:
    local, name = key.rpartition("}")[2], tag.rpartition("}")[2]
    if local.lower().startswith("on") or local in _NEVER_ATTRIBUTES or key in _NEVER_ATTRIBUTES:
        yield f"an attribute {key} on {name}"
    said = local in _TEXTS or local.startswith(("aria-", "data-"))
    css = _plain_css(value)
    if local != "style":  # where only a value can stand, the names of properties and rules mean nothing
        css = re.sub(r"@import|behaviou?r|-moz-binding", "", css, flags=re.IGNORECASE)
    if (local == "style" or (not tag.startswith(_X) and not said)) and _LOADS.search(css):
        yield f"{key} on {name} loads: {value!r}"
    if local in {"href", "src", "data", "poster", "cite"}:
        url, scheme = _address(value)
        links = local == "cite" or (name == "a" and local == "href")
        picture = name in {"img", "image", "feImage"} and re.match(r"data:image/(png|jpeg|gif)[;,]", url, re.IGNORECASE)
        if scheme and not picture and not (links and scheme in _LINKS):
            yield f"{key} on {name} leads to {value!r}"


@functools.cache
def _folder() -> Path:
    """A folder with the files that a book may have."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-book-"))
    for name in ("picture.png", "a.png", "a.mp4", "x.css"):
        (folder / name).write_bytes(b"x")
    return folder


def check(text: str) -> list[str]:
    """Return what is wrong with the page of the book that holds a fragment."""
    marked = f"{source_mark('page.md:3')}{text}{source_mark('')}"
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>t</title></head><body><section><h1>T</h1>{marked}<p>x</p></section></body></html>"
    made = mended("page.xhtml", page, pagename="page", language="en", standfirst="S")
    told: list[str] = [fault.message for fault in made.faults]
    base = "https://example.org/" if len(text) % 2 else ""
    linker = Linker({"page.xhtml": made}, _folder(), base, lambda _page, message: told.append(message), str)
    linker.run()
    wrong = [f"a file outside the book: {path}" for path in linker.resources["page.xhtml"] if path.startswith(("/", ".."))]
    wrong += [f"a message of several lines: {message!r}" for message in told if len(message.splitlines()) != 1]
    written = made.text
    try:
        wrong += _unsafe(ET.fromstring(written.encode("utf-8")))
    except ET.ParseError as error:
        return [*wrong, f"not well-formed: {error}"]
    again, _faults = read(written)
    for element in again.iter():
        element.tag = element.tag if element.tag.startswith("{") else f"{_X}{element.tag}"
        for key in [key for key in element.attrib if key.startswith("xlink:")]:
            element.set(key.removeprefix("xlink:"), element.attrib.pop(key))
    return wrong + [f"read as HTML: {each}" for each in _unsafe(again)]
