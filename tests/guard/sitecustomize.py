"""Let no Python process of a build speak to the network: what it asks for is noted in a file and refused.

Python imports this at its start from the folder that PYTHONPATH names; see ``support.sphinx_build``.
"""

from __future__ import annotations

import os
import sys
from typing import Any

_EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or (asked := os.environ.get("SPHINX_IMPACT_ASKED")) is None:
        return
    place = arguments[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else arguments[:2]
    if isinstance(place, str | bytes) or place is None:  # between processes of this machine
        return
    with open(asked, "a", encoding="utf-8") as file:  # noqa: PTH123 - loads nothing that a build would not
        file.write(f"{event} {place}\n")
    raise OSError(f"a build asks the network: {event} {place}")


sys.addaudithook(_refuse)
