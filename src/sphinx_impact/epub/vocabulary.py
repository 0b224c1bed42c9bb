"""Which elements and attributes a page of a book may have, and what stands in for the others."""

from __future__ import annotations

REPLACED = {
    "center": "div",
    "font": "span",
    "big": "span",
    "tt": "code",
    "strike": "s",
    "acronym": "abbr",
    "dir": "ul",
    "menu": "ul",
    "listing": "pre",
    "xmp": "pre",
    "plaintext": "pre",
    "basefont": "span",
    "blink": "span",
    "marquee": "div",
    "nobr": "span",
    "form": "div",
    "fieldset": "div",
    "legend": "p",
    "label": "span",
    "button": "span",
    "output": "span",
    "optgroup": "span",
    "details": "div",
    "summary": "p",
    "dialog": "div",
    "search": "div",
    "slot": "span",
    "hgroup": "div",
}
"""Elements that are obsolete, want a script, or hide what they hold, and the element that takes their place."""

DROPPED = frozenset(
    "script template base input select textarea datalist progress meter track source param frame frameset applet noframes "
    "keygen bgsound area map canvas portal fencedframe".split()
)
"""Elements that have no place on a page of a book, with all they hold."""

TRANSPARENT = frozenset({"noscript", "picture"})
"""Elements of which only the content stays."""

EMBEDDED = frozenset({"iframe", "video", "audio", "embed", "object"})

KNOWN = frozenset(
    "html head title meta link style body address article aside footer header h1 h2 h3 h4 h5 h6 main nav section blockquote dd div dl dt "
    "figcaption figure hr li ol p pre ul a abbr b bdi bdo br cite code data dfn em i kbd mark q rp rt ruby s samp small span strong sub "
    "sup time u var wbr img svg math iframe video audio embed object del ins caption col colgroup table tbody td tfoot th thead tr".split()
)

_GLOBAL = frozenset("class id lang xml:lang title dir style role translate tabindex hidden epub:type itemprop itemscope itemtype".split())

_OWN = {
    "a": "href rel hreflang type",
    "html": "",
    "meta": "charset name content property",
    "link": "href rel type media",
    "style": "type media",
    "blockquote": "cite",
    "q": "cite",
    "del": "cite datetime",
    "ins": "cite datetime",
    "li": "value",
    "ol": "start reversed type",
    "data": "value",
    "time": "datetime",
    "img": "src alt width height",
    "video": "src width height poster controls",
    "audio": "src controls",
    "object": "data type width height",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope abbr",
}
_OWN_SETS = {name: frozenset(text.split()) for name, text in _OWN.items()}

PHRASING = frozenset("a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u var p h1 h2 h3 h4 h5 h6".split())
"""Elements that hold words only."""

BLOCK = frozenset(
    "address article aside blockquote div dl figcaption figure footer h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul".split()
)


def allowed(element: str, attribute: str) -> bool:
    """Return whether an attribute may stand on an element of XHTML."""
    if attribute.startswith(("aria-", "data-")):
        return len(attribute) > len("data-") and attribute == attribute.lower()
    return attribute in _GLOBAL or attribute in _OWN_SETS.get(element, ())
