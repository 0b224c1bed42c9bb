"""The process that converts, started as ``python -m sphinx_impact.drawing.convert_worker``.

It reads one request a line, as JSON, and answers each with a line: ``{"svg": …}`` for a Vega-Lite specification, ``{"bytes": …}`` in
Base64 for a picture, or ``{"error": …}``. vl-convert starts threads that would not survive a fork, so it is loaded here and nowhere else.
It may not open any address.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FONTS = Path(__file__).parent.parent / "epub" / "fonts"
"""What covers and share cards are set in."""


_INSIDE = ("#", "data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")
"""How an address begins that leads to no other file."""

ET.register_namespace("", "http://www.w3.org/2000/svg")


def answer(request: dict[str, Any]) -> dict[str, str]:
    """Draw or convert one picture."""
    if "spec" in request:
        import vl_convert

        return {"svg": vl_convert.vegalite_to_svg(request["spec"], allowed_base_urls=[])}
    make = {"pdf": _pdf, "png": _png, "jpeg": _jpeg}[request["to"]]
    return {"bytes": base64.b64encode(make(_closed(request["svg"]), request["zoom"])).decode("ascii")}


def _closed(svg: str) -> str:
    """Return a drawing without what asks for another file: vl-convert fetches pictures from any address, and an author's SVG may name some."""
    root = ET.fromstring(svg)  # noqa: S314 - entities are not resolved from elsewhere, and what they expand to is limited
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name.rpartition("}")[2] == "href" and not value.strip().startswith(_INSIDE):
                del element.attrib[name]
    return ET.tostring(root, encoding="unicode")


def _pdf(svg: str, _zoom: float) -> bytes:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    made: bytes = vl_convert.svg_to_pdf(svg)
    return made


def _drawn(svg: str, zoom: float) -> bytes:
    """Return a drawing as PNG in all its colours."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, font_dirs=[str(FONTS)]))


def _png(svg: str, zoom: float) -> bytes:
    """Return a drawing as PNG in 256 colours: a third of the bytes."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(_drawn(svg, zoom))) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG")
    return out.getvalue()


def _jpeg(svg: str, zoom: float) -> bytes:
    """Return a drawing as JPEG: of light and mist, PNG makes four times as many bytes."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(_drawn(svg, zoom))) as picture:
        picture.convert("RGB").save(out, "JPEG", quality=76, optimize=True)
    return out.getvalue()


def main() -> None:
    """Answer until there are no more requests."""
    # What a library prints must not come between the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            said = answer(json.loads(line))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with one picture must not end the others
            said = {"error": str(error) or type(error).__name__}
        print(json.dumps(said), file=out, flush=True)


if __name__ == "__main__":
    main()
