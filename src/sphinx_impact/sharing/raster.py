"""Turns drawings into PNG files, started as ``python -m sphinx_impact.sharing.raster``.

A program of its own, since vl-convert starts threads: used in a process that Sphinx forks later, it would hang there. It reads one JSON
object: where the fonts lie, what is behind all pictures, and by path of the picture the drawing that it is made from. All pictures are
made by one such process, and what is behind them is drawn once.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from pathlib import Path

from sphinx_impact.sharing.card import GROUND


def main() -> None:
    """Convert them all."""
    import vl_convert

    wanted = json.load(sys.stdin)
    vl_convert.register_font_directory(wanted["fonts"])
    behind = vl_convert.svg_to_png(wanted["ground"], scale=1)
    address = f"data:image/png;base64,{base64.b64encode(behind).decode('ascii')}"
    for name, svg in wanted["pictures"].items():
        path = Path(name)
        unfinished = path.with_name(f".{path.name}")
        unfinished.write_bytes(_smaller(vl_convert.svg_to_png(svg.replace(GROUND, address, 1), scale=1)))
        unfinished.replace(path)  # at once, so that a build beside this one never sees half a file


def _smaller(png: bytes) -> bytes:
    """Return a picture in 256 colours, a third of the bytes, where Pillow is installed."""
    try:
        from PIL import Image
    except ImportError:
        return png
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    main()
