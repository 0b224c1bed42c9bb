"""Directives and roles of ours that were printed as text are named at their row; code that is shown on purpose is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

COLONS = 'myst_enable_extensions = ["colon_fence"]\nsuppress_warnings = ["misc.highlighting_failure"]\n'
STATS = "lending.loans:\n  label: books\n  unit: books\n  value: 5\n  source: x\n"
REPORT = 'organisation: X\nreporting-period: "2023"\nperiods:\n  "2023":\n'

WRONG = {
    # Suffix and text of a page; row and keyword of each message.
    "as many backticks": (
        "md",
        "```{stat-grid}\n```{stat-card} 1\n:label: a\n```\n```{stat-card} 2\n:label: b\n```\n```\n",
        [(4, "row 3")],
    ),
    "as many backticks around a statement": (
        "md",
        "```{signed-letter}\n:author: A\n\nDear\n\n```{financial-table} T\nline,2023\nA,5\n```\n\nBye\n```\n",
        [(8, "row 3")],
    ),
    "more inside than outside": ("md", "```{stat-grid}\n````{stat-card} 1\n:label: a\n````\n```\n", [(4, "row 3")]),
    "as many tildes": ("md", "~~~{stat-grid}\n~~~{stat-card} 1\n:label: a\n~~~\n~~~\n", [(4, "tilde")]),
    "as many colons": ("md", ":::{stat-grid}\n:::{stat-card} 1\n:label: a\n:::\n:::{stat-card} 2\n:label: b\n:::\n:::\n", [(4, "colon")]),
    "too few deeper": ("md", "`````{admonition} X\n```{stat-grid}\n```{stat-card} 1\n:label: a\n```\n```\n`````\n", [(5, "row 4")]),
    "in a list": ("md", "- a\n\n  ```{stat-grid}\n  ```{stat-card} 1\n  :label: a\n  ```\n  ```\n", [(6, "row 5")]),
    "never closed": ("md", "Words\n\n```{stat-card} 1\n:label: a\n\nMore words\n", [(5, "never closed")]),
    "closed with too few": ("md", "````{stat-card} 1\n:label: a\n```\n\nMore words\n", [(3, "too short")]),
    "code that swallows a card": ("md", "```text\na\n\n## More\n\n~~~{stat-card} 1\n:label: a\n~~~\n", [(3, "never closed")]),
    "no braces": ("md", "```stat-card 45%\n:label: a\n```\n", [(3, "{stat-card}")]),
    "half a brace": ("md", "```{stat-card 45%\n:label: a\n```\n", [(3, "{stat-card}")]),
    "blanks in braces": ("md", "```{ stat-card } 45%\n:label: a\n```\n", [(3, "{stat-card}")]),
    "set in": ("md", "Words\n\n    ```{stat-card} 45%\n    :label: a\n    ```\n", [(5, "four spaces")]),
    "a role with a blank": ("md", "We lent {stat} `lending.loans` books.\n", [(3, "no space")]),
    "a role of reST": ("md", "We lent :stat:`lending.loans` books.\n", [(3, "{stat}")]),
    "a role in the second row": ("md", "We lent\nmany {stat} `lending.loans` books.\n", [(4, "{stat}")]),
    "a role in a heading": ("md", "## We lent {stat} `lending.loans`\n", [(3, "{stat}")]),
    "a directive of reST": ("md", ".. stat-card:: 45%\n", [(3, "```{stat-card}")]),
    "another role": ("md", "We lent {literal-number} `500` books.\n", [(3, "literal-number")]),
    "one colon": ("rst", ".. stat-card: 45%\n   :label: a\n", [(4, "two colons")]),
    "no colon": ("rst", ".. stat-card 45%\n   :label: a\n", [(4, "two colons")]),
    "braces": ("rst", ".. {stat-card} 45%\n", [(4, "no braces")]),
    "no blank": ("rst", "..stat-card:: 45%\n", [(4, ".. stat-card::")]),
    "one dot": ("rst", ". stat-card:: 45%\n", [(4, ".. stat-card::")]),
    "no dots": ("rst", "stat-card:: 45%\n", [(4, ".. stat-card::")]),
    "a fence of colons": ("rst", ":::{stat-card} 45%\n:::\n", [(4, "Markdown")]),
    "a fence of backticks": ("rst", "```{stat-card} 45%\n```\n", [(4, "Markdown")]),
    "a role of Markdown": ("rst", "We lent {stat}`lending.loans` books.\n", [(4, ":stat:`address`")]),
    "a reST role with a blank": ("rst", "We lent :stat: `lending.loans` books.\n", [(4, "no space")]),
}

SHOWN = {
    "a longer fence": ("md", "````\n```{stat-card} 1\n```\n````\n"),
    "a language": ("md", "````markdown\n:::{stat-card} 1\n:::\n\n```{stat-grid}\n```{stat-card} 1\n```\n```\n````\n"),
    "a code block": ("md", "````{code-block} markdown\n```{stat-grid}\n```{stat-card} 1\n```\n```\n````\n"),
    "another fence": ("md", "~~~\n```{stat-card} 1\n```\n~~~\n"),
    "colons in backticks": ("md", "```text\n:::{stat-card} 1\n:::\n```\n"),
    "words about it": ("md", "Write `{stat}` or ``:stat:`x` ``, a `stat-card`, a stat-card: it is a card. See stat-grid.\n"),
    "a comment": ("md", "% ```{stat-card}\n\n<!-- ```{stat-card} 1 -->\n"),
    "nested well": ("md", "````{stat-grid}\n```{stat-card} 1\n:label: a\n```\n```{stat-card} 2\n:label: b\n```\n````\n"),
    "nested with colons": ("md", "::::{stat-grid}\n:::{stat-card} 1\n:label: a\n:::\n::::\n"),
    "mixed": ("md", ":::{stat-grid}\n```{stat-card} 1\n:label: a\n```\n:::\n"),
    "at the end of the page": ("md", "```{stat-card} 1\n:label: a\n```"),
    "in a quote": ("md", "> ```{stat-card} 1\n> :label: a\n> ```\n"),
    "in a list": ("md", "1. x\n\n   ```{stat-card} 1\n   :label: a\n   ```\n"),
    "a block of reST": ("rst", "Write::\n\n   .. stat-card: 45%\n\n   :stat: `x`\n\n.. code-block:: rst\n\n   .. stat-card: 45%\n"),
    "words in reST": ("rst", "Write ``{stat}`` or ``:stat:``, a stat-card: it is a card.\n\n.. a comment on stat-card that says nothing\n"),
}


def _page(suffix: str, text: str) -> str:
    return f"# Year\n\n{text}" if suffix == "md" else f"Year\n====\n\n{text}"


@pytest.fixture
def files() -> dict[str, str | bytes]:
    return {"data/stats.yaml": STATS, "data/report.yaml": REPORT}


def test_each_is_named_at_its_row(make_project: MakeProject, build: Build, files: dict[str, str | bytes]) -> None:
    pages = {f"page{number}": case for number, case in enumerate(WRONG.values())}
    toc = "# Report\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n"
    result = build(
        make_project({"index.md": toc, **files, **{f"{name}.{case[0]}": _page(*case[:2]) for name, case in pages.items()}}, COLONS)
    )
    for (title, (suffix, _text, expected)), name in zip(WRONG.items(), pages, strict=True):
        said = [line for line in result.warnings if f"{name}.{suffix}:" in line and "[impact.markup]" in line]
        rows = [int(found[1]) for line in said if (found := re.search(rf"{name}\.{suffix}:(\d+): ", line))]
        assert rows == [row for row, _keyword in expected], (title, said)
        assert all(keyword in line for line, (_row, keyword) in zip(said, expected, strict=True)), (title, said)


def test_what_is_shown_on_purpose_is_left_alone(make_project: MakeProject, build: Build, files: dict[str, str | bytes]) -> None:
    pages = {f"page{number}.{suffix}": _page(suffix, text) for number, (suffix, text) in enumerate(SHOWN.values())}
    toc = "# Report\n\n```{toctree}\n" + "\n".join(name.partition(".")[0] for name in pages) + "\n```\n"
    result = build(make_project({"index.md": toc, **files, **pages}, COLONS))
    assert [line for line in result.warnings if "[impact." in line] == []


def test_a_project_that_takes_names_without_braces_for_directives_may(make_project: MakeProject, build: Build) -> None:
    page = "# Year\n\n```stat-card 45%\n:label: a\n```\n"
    result = build(make_project({"index.md": page}, 'myst_fence_as_directive = ["stat-card"]\n'))
    assert [line for line in result.warnings if "[impact.markup]" in line] == []
