"""Which elements and attributes a page of a book may have, and what stands in for the others."""

from __future__ import annotations

import re

from sphinx_impact.epub.xhtml import SVG


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


REPLACED = dict(
    pair.split(":")
    for pair in """center:div font:span big:span tt:code strike:s acronym:abbr dir:ul menu:ul listing:pre xmp:pre plaintext:pre
    basefont:span blink:span marquee:div nobr:span form:div fieldset:div legend:p label:span button:span output:span optgroup:span
    details:div summary:p dialog:div search:div slot:span hgroup:div""".split()
)
"""Elements that are obsolete, want a script, or hide what they hold, and the element that takes their place."""

DROPPED = _names(
    """script template base input select textarea datalist track source param frame frameset applet noframes noembed keygen bgsound
    area portal fencedframe"""
)
"""Elements that have no place on a page of a book, with all they hold."""

TRANSPARENT = _names("noscript picture map canvas progress meter")
"""Elements of which only the content stays: what is for readers without the element."""

EMBEDDED = _names("iframe video audio embed object")

KNOWN = (
    _names(
        """html head title meta link style body address article aside footer header h1 h2 h3 h4 h5 h6 main nav section blockquote dd div
        dl dt figcaption figure hr li ol p pre ul a abbr b bdi bdo br cite code data dfn em i kbd mark q rp rt ruby s samp small span
        strong sub sup time u var wbr img del ins caption col colgroup table tbody td tfoot th thead tr"""
    )
    | EMBEDDED
)

PHRASING = _names("""a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u var p h1 h2 h3 h4 h5 h6""")
"""Elements that hold words only."""

BLOCK = _names(
    """address article aside blockquote div dl figcaption figure footer h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul"""
)

_GLOBAL = _names("class id lang xml:lang title dir style role translate tabindex hidden epub:type itemprop itemscope itemtype")
_OWN = {
    "a": "href rel hreflang type",
    "meta": "charset",
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
_OWN_SETS = {name: _names(text) for name, text in _OWN.items()}

_MORE = re.compile(r"(data|aria)-[a-z0-9][a-z0-9._-]*\Z")


def allowed(element: str, attribute: str) -> bool:
    """Return whether an attribute may stand on an element of HTML, or on one of drawings or formulas."""
    if element.startswith("{"):
        known = SVG_ATTRIBUTES if element.startswith(SVG) else MATH_ATTRIBUTES
        return attribute in known or bool(_MORE.match(attribute))
    return attribute in _GLOBAL or attribute in _OWN_SETS.get(element, ()) or bool(_MORE.match(attribute))


# ---- drawings and formulas ----

SVG_ELEMENTS = _names(
    """svg g defs symbol use image switch a view title desc path rect circle ellipse line polyline polygon text tspan textPath
    linearGradient radialGradient stop pattern clipPath mask marker style animate animateMotion animateTransform set mpath filter
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence"""
)
SVG_ATTRIBUTES = _names(
    """accumulate additive alignment-baseline amplitude attributeName attributeType azimuth baseFrequency baseline-shift begin bias by
    calcMode class clip clip-path clip-rule clipPathUnits color color-interpolation color-interpolation-filters color-rendering cx cy d
    diffuseConstant direction display divisor dominant-baseline dur dx dy edgeMode elevation end epub:type exponent fill fill-opacity
    fill-rule filter filterUnits flood-color flood-opacity focusable font-family font-feature-settings font-kerning font-size
    font-size-adjust font-stretch font-style font-variant font-variant-numeric font-weight fr from fx fy gradientTransform gradientUnits
    height href id image-rendering in in2 intercept isolation k1 k2 k3 k4 kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lang
    lengthAdjust letter-spacing lighting-color limitingConeAngle marker-end marker-mid marker-start markerHeight markerUnits markerWidth
    mask mask-type maskContentUnits maskUnits max media method min mix-blend-mode mode numOctaves offset opacity operator order orient
    origin overflow paint-order path pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ
    preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY repeatCount repeatDur requiredExtensions requiredFeatures restart
    result role rotate rx ry scale seed shape-rendering side spacing specularConstant specularExponent spreadMethod startOffset
    stdDeviation stitchTiles stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width style surfaceScale systemLanguage tabindex tableValues targetX targetY
    text-anchor text-decoration text-orientation text-rendering textLength title to transform transform-origin type unicode-bidi values
    vector-effect viewBox visibility white-space width word-spacing writing-mode x x1 x2 xChannelSelector xlink:href xlink:title xml:lang
    xml:space y y1 y2 yChannelSelector z"""
)

MATH_ELEMENTS = _names(
    """math annotation maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms
    mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"""
)
MATH_ATTRIBUTES = _names(
    """accent accentunder align alttext bevelled class close columnalign columnlines columnspacing columnspan denomalign depth dir display
    displaystyle encoding fence form frame height id lang largeop linethickness lquote lspace mathbackground mathcolor mathsize
    mathvariant maxsize minsize movablelimits notation numalign open role rowalign rowlines rowspacing rowspan rquote rspace scriptlevel
    selection separator separators stretchy style subscriptshift superscriptshift symmetric voffset width xml:lang"""
)

# ---- addresses ----

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKABLE = _names("http https mailto tel ftp news irc sms geo urn doi")
_PICTURE_DATA = re.compile(r"data:image/(png|jpeg|gif)[;,]", re.IGNORECASE)


def plain_url(url: str) -> str:
    """Return an address as browsers take it: without blanks around it and line breaks in it."""
    return re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(33)))))


def is_remote(url: str) -> bool:
    """Return whether an address leads out of the book."""
    url = plain_url(url)
    return bool(re.match(r"[\\/]{2}|[\\/]\\", url) or _SCHEME.match(url))


def is_linkable(url: str) -> bool:
    """Return whether a link may have an address: inside the book, or one that reading systems know what to do with."""
    scheme = _SCHEME.match(plain_url(url))
    return scheme is None or scheme.group(1).lower() in _LINKABLE


def is_picture_data(url: str) -> bool:
    """Return whether an address is a picture itself. A drawing is not taken, since it may hold anything."""
    return bool(_PICTURE_DATA.match(plain_url(url)))


def whole_url(url: str) -> str:
    """Write an address so that it is one: a scheme before what leads to another host, no blanks, no stray signs."""
    url = plain_url(url)
    if not _SCHEME.match(url) and is_remote(url):
        url = "https://" + url.lstrip("\\/")
    return re.sub(r"[\s<>\"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})", lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
