"""Bad input typed in a page: one clear warning at its own row, a page that still builds, a mark where something is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

CARD = "```{{stat-card}} {value}\n:label: figure\n```\n"
TABLE = "```{{financial-table}} Statement\n:currency: USD\n\n{rows}\n```\n"
HEAD = "section,line,kind,formula,2023,2022"

CASES: dict[str, tuple[str, int, str, str]] = {
    # name: (page after its title, row counted in the page, code, what the page still shows)
    "text for a number": (CARD.format(value="many"), 3, "number", "many"),
    "two digits in a group": (CARD.format(value="12,5"), 3, "number", "12,5"),
    "the other notation": (CARD.format(value="$1.349"), 3, "number", "$1.349"),
    "not a number": (CARD.format(value="NaN"), 3, "number", "NaN"),
    "forty digits": (CARD.format(value="1" * 40), 3, "number", "1" * 40),
    "no label": ("```{stat-card} 5\n```\n", 3, "missing", "5"),
    "no value": ("```{stat-card}\n:label: figure\n```\n", 3, "directive", "figure"),
    "unknown address": ("```{stat-card} books.lent\n```\n", 3, "address", "books.lent"),
    "unknown address in prose": ("Some {stat}`books.lent` books.\n", 3, "address", "books.lent"),
    "empty role": ("Some {stat}` ` books.\n", 3, "address", "books."),
    "unknown option": ("```{stat-card} 5\n:lable: figure\n:label: five\n```\n", 4, "key", "five"),
    "no cards": ("```{stat-grid}\n```\n", 3, "directive", "Title"),
    "no statement": ("```{financial-table} activities\n```\n", 3, "address", "activities"),
    "text in a cell": (TABLE.format(rows=f"{HEAD}\nA,Gifts,item,,ten,8"), 7, "number", "ten"),
    "group in a cell": (TABLE.format(rows=f'{HEAD}\nA,Gifts,item,,"12,5",8'), 7, "number", "12,5"),
    "ragged row": (TABLE.format(rows=f"{HEAD}\nA,Gifts,item,,10,8,7\nA,Fees,item,,1,2"), 7, "csv", "Fees"),
    "line twice": (TABLE.format(rows=f"{HEAD}\nA,Gifts,item,,10,8\nA,Gifts,item,,1,2"), 8, "duplicate", "Gifts"),
    "formula naming an unknown line": (TABLE.format(rows=f"{HEAD}\nA,Gifts,item,,10,8\nB,Net,result,gift,1,2"), 8, "formula", "Net"),
    "formula naming itself": (TABLE.format(rows=f"{HEAD}\nA,Gifts,item,,10,8\nB,Net,result,net + gifts,1,2"), 8, "formula", "Net"),
    "unknown kind": (TABLE.format(rows=f"{HEAD}\nA,Gifts,itm,,10,8"), 7, "value", "Title"),
    "wrong sum": (TABLE.format(rows=f"{HEAD}\nA,Gifts,item,,10,8\nA,All,total,,11,8"), 8, "footing", "11"),
    "no rows": ("```{financial-table} Statement\n\n```\n", 3, "address", "Title"),
    "tier without sponsors": ("```{sponsor-list}\nGold: Ada\nSilver:\n```\n", 5, "tier", "Ada"),
    "sponsor twice": ("```{sponsor-list}\nGold: Ada\nSilver: Grace, ada\n```\n", 5, "duplicate", "Grace"),
    "script for a link": ("```{sponsor-list}\n- name: Gold\n  sponsors:\n  - {name: Ada, url: 'javascript:x()'}\n```\n", 6, "url", "Ada"),
    "link with a space": ("```{call-to-action} Give\n:url: https://example.org/a b\n```\n", 3, "url", "Give"),
    "broken YAML": ("```{sponsor-list}\n- {name: Gold\n```\n", 0, "yaml", "Title"),
    "no data for sponsors": ("```{sponsor-list}\n```\n", 3, "missing", "sponsor-list"),
    "no group": ("```{people-grid} staff\n```\n", 3, "key", "staff"),
    "form of a figure": ("```{stat-card} 5\n:label: a\n:form: huge\n```\n", 5, "value", "5"),
    "cut at a hash": ("```{stat-card} 5\n:label: growth #1 of all\n```\n", 4, "directive", "growth #1 of all"),
    "colons without the extension": (":::{stat-card} 5\n:label: five\n:::\n", 3, "markup", "five"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_warning_at_its_row(make_project: MakeProject, build: Build, name: str) -> None:
    page, row, code, shown = CASES[name]
    result = build(make_project({"index.md": f"# Title\n\n{page}\nAfter.\n"}))
    assert result.status == 0
    ours = [warning for warning in result.warnings if "[impact." in warning]
    assert len(ours) == 1, ours
    assert (f"index.md:{row}: " if row else "index.md:") in ours[0], ours
    assert ours[0].endswith(f"[impact.{code}]")
    words = re.sub(r"\s+", " ", result.soup().get_text())
    assert shown in words
    assert "After." in words


def test_markup_in_labels_is_escaped_and_inline_markup_is_kept(make_project: MakeProject, build: Build) -> None:
    page = (
        '# T\n\n```{stat-card} 5\n:label: "*few* <script>alert(1)</script> <b>books</b>"\n```\n\n```{sponsor-list}\nGold: <i>Ada</i>\n```\n'
    )
    html = build(make_project({"index.md": page})).read("index.html")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<em>few</em>" in html
    assert "<b>books" not in html
    assert "&lt;i&gt;Ada&lt;/i&gt;" in html


def test_a_bare_angle_bracket_in_an_option_keeps_the_other_options(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": "# T\n\n```{stat-card} 5\n:label: books\n:source: > 5 reports\n```\n"}))
    assert "books" in result.soup().get_text()
    assert "> 5 reports" in result.soup().get_text()
    assert any("[impact.directive]" in warning and "in quotes" in warning for warning in result.warnings)


def test_every_code_can_be_silenced(make_project: MakeProject, build: Build) -> None:
    project = make_project({"index.md": f"# T\n\n{CARD.format(value='many')}"}, conf='suppress_warnings = ["impact.number"]\n')
    assert build(project).warnings == []


def test_an_unknown_option_names_the_nearest_and_loses_nothing_in_restructuredtext(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.rst": "T\n=\n\n.. stat-card:: 5\n   :label: books\n   :sorce: Report\n"}))
    (warning,) = result.warnings
    assert "index.rst:6: " in warning
    assert "did you mean “source”?" in warning
    assert "books" in result.soup().get_text()
