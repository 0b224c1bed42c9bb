"""Fixtures: the report of the invented library trust, and a copy of its folder to change."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from tests.model.lantern import LANTERN

if TYPE_CHECKING:
    from sphinx_impact.model.report import Report


@pytest.fixture(scope="session")
def lantern() -> Report:
    return load_report(LANTERN)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LANTERN, tmp_path / "lantern"))
