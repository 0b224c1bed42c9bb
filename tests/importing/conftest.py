"""A report to import into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.importing.books import Desk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)
