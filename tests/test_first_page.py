"""The first ten minutes: one page, three directives typed in place, no data, clean in every builder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

BUILDERS = ["html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "xml", "pseudoxml", "gettext"]
SNIPPETS = ROOT / "docs" / "snippets"
PAGE = SNIPPETS / "three-directives"

pytestmark = pytest.mark.matrix


@pytest.mark.parametrize("suffix", [".md", ".rst"])
def test_every_builder_takes_the_page_without_a_warning(make_project: MakeProject, build: Build, suffix: str) -> None:
    project = make_project({f"index{suffix}": PAGE.with_suffix(suffix).read_text(encoding="utf-8")})
    for builder in BUILDERS:
        own = {"doctrees": project.parent / "gettext-doctrees"} if builder == "gettext" else {}  # Sphinx asks for that
        result = build(project, builder, "-W", "--keep-going", **own)
        assert (result.status, result.warnings) == (0, []), builder


def test_the_page_opens_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.search(r"^(?P<fence>`{5,})markdown\n(?P<page>.*?)^(?P=fence)$", readme, re.MULTILINE | re.DOTALL)
    assert first is not None, "the README shows its first page in a block of five backticks"
    assert first["page"].strip() == PAGE.with_suffix(".md").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("name", sorted({path.stem for path in SNIPPETS.iterdir()}))
def test_markdown_and_restructuredtext_give_one_tree(make_project: MakeProject, build: Build, name: str) -> None:
    trees = []
    for suffix in (".md", ".rst"):
        page = (SNIPPETS / name).with_suffix(suffix).read_text(encoding="utf-8")
        pictures = {path: (ROOT / "docs" / path).read_bytes() for path in re.findall(r"images/[\w/-]+\.\w+", page)}
        result = build(make_project({f"index{suffix}": page, **pictures}), "pseudoxml", "-W", "--keep-going")
        assert result.warnings == []
        trees.append(re.sub(r' source="[^"]*"| xml:space="preserve"', "", result.read("index.pseudoxml")))
    assert trees[0] == trees[1]


def test_the_text_says_everything(make_project: MakeProject, build: Build) -> None:
    project = make_project({"index.md": PAGE.with_suffix(".md").read_text(encoding="utf-8")})
    text = build(project, "text").read("index.txt")
    for words in (
        "607+\N{NO-BREAK SPACE}PB",
        "of packages served",
        "~36K",
        "$697K",
        "Annual report, page 27",
        "Visionary",
        "Fastly",
        "$213",
        "$936",
    ):
        assert words in text


def test_a_table_is_added_up_and_a_wrong_sum_is_reported_at_its_row(make_project: MakeProject, build: Build) -> None:
    page = PAGE.with_suffix(".md").read_text(encoding="utf-8").replace("subtotal,,4208,4071", "subtotal,,4218,4071")
    result = build(make_project({"index.md": page}))
    row = next(number for number, line in enumerate(page.splitlines(), 1) if "4218" in line)
    assert len(result.warnings) == 1
    assert f"index.md:{row}: " in result.warnings[0]
    assert "[impact.footing]" in result.warnings[0]
