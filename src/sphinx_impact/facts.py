"""What follows from the data files alone, kept from build to build: where they did not change, nothing needs to load and check them again."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx_impact.model.loading.files import answers_again
from sphinx_impact.stamp import code_stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_impact.model.loading.files import Answers
    from sphinx_impact.model.report import Report

T = TypeVar("T")

_DIGEST = hashlib.sha256().digest_size


class Facts:
    """Facts of one state of the data. What is kept counts only while the file system answers everything that was asked of it as it did then."""

    def __init__(self, path: Path, root: Path, *settings: str) -> None:
        """Prepare to keep facts.

        Args:
            path: The file that they are kept in.
            root: The source directory.
            settings: What is loaded.
        """
        self._path, self._root = path, root
        versions = [sys.version, *(metadata.version(name) for name in ("babel", "pydantic", "PyYAML"))]
        self._stamp = (code_stamp(), *versions, str(root), *settings)
        self._answers: Answers = {}
        self._known: dict[str, tuple[object, Any]] = {}
        self._changed = False

    def recall(self) -> None:
        """Take over what an earlier build kept, if it still holds; a file that cannot be read is as good as none."""
        with contextlib.suppress(Exception):  # an unpickler may raise anything
            kept = self._path.read_bytes()
            if hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]:
                stamp, answers, known = pickle.loads(kept[_DIGEST:])  # noqa: S301 - beside the environment, which Sphinx reads likewise
                if stamp == self._stamp and answers_again(self._root, answers):
                    self._answers, self._known = answers, known

    def take(self, report: Report) -> None:
        """Have facts be those of a report that was loaded now; what was known of another state of its files is forgotten."""
        if report.answers != self._answers:
            self._answers, self._known, self._changed = report.answers, {}, True

    def knows(self, name: str) -> bool:
        """Whether a fact is known."""
        return name in self._known

    def get(self, name: str, given: object, make: Callable[[], T]) -> T:
        """Return a fact, which is made where nobody knows it.

        Args:
            given: What it depends on beside the data; something that can be compared and kept.
        """
        if name not in self._known or self._known[name][0] != given:
            made = make()  # which may have what is known be forgotten
            self._known[name] = given, made
            self._changed = True
        fact: T = self._known[name][1]
        return fact

    def keep(self) -> None:
        """Keep what is known for the next build."""
        if self._changed and self._answers:
            kept = pickle.dumps((self._stamp, self._answers, self._known), pickle.HIGHEST_PROTOCOL)
            made = self._path.with_suffix(".new")
            made.write_bytes(hashlib.sha256(kept).digest() + kept)
            made.replace(self._path)
            self._changed = False
