"""When Python looks for garbage: seldom, while a report is read and built."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for circles of garbage seldom.

    Figures, trees and pages are millions of objects that stay. Looking through them again and again takes a fifth of a build, and finds
    next to nothing.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 10, 10)
    try:
        yield
    finally:
        # What is there counts as old from here on. Otherwise all of it would be looked through at once: in a build with two processes a
        # tenth of what the first one does.
        gc.freeze()
        gc.unfreeze()
        gc.set_threshold(*usual)
