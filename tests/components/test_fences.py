"""Markup that would print a directive as text is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

pytestmark = pytest.mark.matrix

PAGE = "# Year\n\n:::{stat-card} 45%\n:label: more\n:::\n"


def test_a_fence_of_colons_is_named_at_its_row_where_it_is_not_switched_on(make_project: MakeProject, build: Build) -> None:
    (warning,) = build(make_project({"index.md": PAGE})).warnings
    assert "index.md:3: " in warning
    assert 'myst_enable_extensions = ["colon_fence"]' in warning
    assert "[impact.markup]" in warning


@pytest.mark.parametrize(
    ("conf", "page"),
    [
        ('myst_enable_extensions = ["colon_fence"]', PAGE),
        ("", "---\nmyst:\n  enable_extensions: [colon_fence]\n---\n\n" + PAGE),
    ],
)
def test_one_that_is_switched_on_is_a_directive(make_project: MakeProject, build: Build, conf: str, page: str) -> None:
    result = build(make_project({"index.md": page}, conf))
    assert result.warnings == []
    assert result.soup().select_one(".impact-stat-label") is not None


@pytest.mark.parametrize("page", ["# Year\n\n```text\n:::{stat-card} 45%\n:::\n```\n", "# Year\n\n:::{someone-elses}\n:::\n"])
def test_code_and_other_names_are_left_alone(make_project: MakeProject, build: Build, page: str) -> None:
    assert build(make_project({"index.md": page})).warnings == []
