"""The process that draws, started as ``python -m sphinx_impact.charting.worker``.

It reads one request a line, as JSON, and answers each with a line: ``{"svg": …}``, ``{"pdf": …}`` in Base64, or ``{"error": …}``. The
library that draws starts threads that would not survive a fork, so it is loaded here and nowhere else. It may not open any address.
"""

from __future__ import annotations

import base64
import json
import sys
from importlib import metadata
from typing import Any


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Draw one picture."""
    import vl_convert

    if "svg" in request:
        return {"pdf": base64.b64encode(vl_convert.svg_to_pdf(request["svg"])).decode("ascii")}
    return {"svg": vl_convert.vegalite_to_svg(request["spec"], allowed_base_urls=[])}


def main() -> int:
    """Answer until there are no more requests."""
    try:
        version = metadata.version("vl-convert-python")
        import vl_convert  # noqa: F401 - to know at once whether it works here
    except ImportError:
        return 3
    # What a library prints must not come between the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"version": version}), file=out, flush=True)
    for line in sys.stdin:
        try:
            said = answer(json.loads(line))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with one picture must not end the others
            said = {"error": str(error)}
        print(json.dumps(said), file=out, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
