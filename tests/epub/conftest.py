"""The book with everything in it, built once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests import support
from tests.epub.book import Book

if TYPE_CHECKING:
    from pathlib import Path

KITCHEN = support.ROOT / "tests" / "epub" / "roots" / "kitchen"


@pytest.fixture(scope="session")
def kitchen_source() -> Path:
    return KITCHEN


@pytest.fixture(scope="session")
def kitchen(shared_dir: Path) -> support.Result:
    """The kitchen sink as a book; read, never write into it."""
    folder = shared_dir / "kitchen"
    with FileLock(shared_dir / "kitchen.lock"):
        log = shared_dir / "kitchen.txt"
        if not log.exists():
            shutil.copytree(KITCHEN, folder / "source")
            made = support.sphinx_build(folder / "source", "epub", out=folder / "epub", doctrees=folder / "doctrees")
            assert made.status == 0
            log.write_text("\n".join(made.warnings), encoding="utf-8")
        warnings = log.read_text(encoding="utf-8").splitlines()
    return support.Result(folder / "epub", folder / "doctrees", warnings, 0)


@pytest.fixture(scope="session")
def kitchen_book(kitchen: support.Result) -> Book:
    return Book(kitchen.epub)
