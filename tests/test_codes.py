"""Every kind of problem is raised by a test, and explained in the manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.problems import Code
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Site

BEYOND = {"config", "theme", "epub"}
"""Kinds of warnings that concern the output, not the data."""

TESTS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path.name != "test_codes.py"]


def _raised(code: Code, path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return bool(re.search(rf"\bCode\.{code.name}\b|impact\.{re.escape(code.value)}(?![\w-])", text))


@pytest.mark.parametrize("code", Code)
def test_a_test_raises_it(code: Code) -> None:
    assert any(_raised(code, path) for path in TESTS), f"no test names impact.{code} or Code.{code.name}"


def test_the_manual_explains_all(docs_site: Site) -> None:
    rows = docs_site().soup("checks.html").select("tbody tr")
    explained = {row.select("td")[0].get_text(strip=True): row.select("td")[1].get_text(strip=True) for row in rows}
    codes = {name.removeprefix("impact."): words for name, words in explained.items() if name.startswith("impact.")}
    assert set(codes) == {code.value for code in Code} | BEYOND
    assert all(codes.values())


def test_no_warning_has_a_code_that_is_not_listed() -> None:
    given: set[str] = set()
    for path in sorted((ROOT / "src").rglob("*.py")):
        given |= set(re.findall(r'\bcode="([\w-]+)"', path.read_text(encoding="utf-8")))
    assert given <= {code.value for code in Code} | BEYOND
