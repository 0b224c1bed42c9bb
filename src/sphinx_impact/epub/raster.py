"""Turns the SVG on its standard input into a picture on its standard output.

A program of its own, since vl-convert starts threads: used in a process that Sphinx forks later, it would hang there.
"""

from __future__ import annotations

import sys
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def main() -> None:
    """Convert."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    svg = sys.stdin.buffer.read().decode("utf-8")
    # JPEG, for the art is light and mist, of which PNG makes four times as many bytes.
    sys.stdout.buffer.write(vl_convert.svg_to_jpeg(svg, scale=1, quality=76))


if __name__ == "__main__":
    main()
