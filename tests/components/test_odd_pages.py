"""Whatever an author types in a directive or a role of ours: no exception, every message with file and row on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.components.vocabulary import DIRECTIVES

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

TRIED = {name: late.get() for name, late in DIRECTIVES.items() if not name.startswith("data-")}
"""Charts and maps have tests of their own."""

ODD = [
    "",
    " ",
    "0",
    "-",
    "–",
    ";",
    ":",
    "::",
    "%",
    "$",
    "NaN",
    "-Infinity",
    "1e999",
    "1e-999",
    "٣٤",
    "½",
    "9" * 400,
    "1,2,3",
    "12,5",
    "1.2.3",
    "(152",
    "$€5",
    "5 %",
    "-5%",
    "a" * 300,
    "a/" * 700,
    "../../../../etc/passwd",
    "/etc/passwd",
    "//host/x",
    "https://[::1",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:",
    "file:///etc/passwd",
    "a\u202eb",
    "\u200b",
    "\ufeff",
    "\ud7ff\ue000",
    "日本語",
    "مرحبا",
    "é" * 200,
    "'",
    '"',
    "\\",
    "{{ 7*7 }}",
    "{stat}`",
    "`x",
    "*x",
    "|x|",
    "x_",
    "[x](y",
    "<script>",
    "&amp;",
    "a.b",
    "a.b@2032",
    "a.b@",
    "a.b/x",
    "a.b@2023/x/y",
    "@previous",
    "money.total",
    "money.*",
    "true",
    "null",
    "[1, 2]",
    "{a: b}",
    "- x",
    "!!python/object:os.system x",
    "&a *a",
    "2023-13-45",
    "9999-12-31",
    "0000",
    "%s %d {0} {x}",
    "title: x",
    "units",
    "thousands",
    "percent",
    "both",
    "yes",
    "auto",
    "full",
]
"""What somebody may type as an argument, an option, or a row of content."""

CONTENTS = [
    "- a: b",
    "- - - a",
    "a: b: c",
    "{",
    "line,2023\nA",
    "line,2023\nA,5\nA,5",
    "section,line,kind,2023\n,A,item,9" + "9" * 100,
    'line,2023\n"A,5',
    ",,,\n,,,",
    "2023: x\n2023-05: y\n99999: z",
    "Name, role\n,,\n",
    "- name: x\n  portrait: " + "a" * 300,
    "- name: x\n  logo: ../../x.png",
    "- image: " + "b" * 400 + "\n  alt: x",
    "Gold: a, b,, c\n: x",
    "```{stat-card}\n```",
    "from,to,value\na,a,5",
    "label,value\nx,5\ny,abc",
]


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _markdown() -> str:
    rows = ["# Odd", ""]
    for at, (name, directive) in enumerate(TRIED.items()):
        for odd in ODD[at % 3 :: 3]:
            if directive.optional_arguments or directive.required_arguments:
                rows += [f"```{{{name}}} {odd}", "```", ""]
            options = [f":{option}: {_quoted(odd)}" for option in directive.option_spec or ()]
            rows += [f"```{{{name}}} T" if directive.optional_arguments else f"```{{{name}}}", *options, "", odd, "```", ""]
        if directive.has_content:
            for content in CONTENTS:
                rows += [f"````{{{name}}}", content, "````", ""]
    rows += [f"Words {{stat}}`{odd}` and {{literal-number}}`{odd}`\n" for odd in ODD if odd.strip() and "`" not in odd]
    return "\n".join(rows)


def _rest() -> str:
    rows = ["Odd", "===", ""]
    for at, (name, directive) in enumerate(TRIED.items()):
        for odd in ODD[at % 3 :: 3]:
            head = f".. {name}:: {odd}" if directive.optional_arguments else f".. {name}::"
            rows += [head, *(f"   :{option}: {odd}" for option in directive.option_spec or ()), "", f"   {odd}", ""]
        if directive.has_content:
            for content in CONTENTS:
                rows += [f".. {name}::", "", *(f"   {row}" for row in content.split("\n")), ""]
    rows += [f"Words :stat:`{odd}` and :literal-number:`{odd}`\n" for odd in ODD if odd.strip() and "`" not in odd]
    return "\n".join(rows)


def test_nothing_that_is_typed_ends_the_build(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Report\n\n```{toctree}\nodd\nrest\n```\n",
        "odd.md": _markdown(),
        "rest.rst": _rest(),
        "data/report.yaml": 'organisation: X\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\n',
        "data/stats.yaml": "a.b:\n  label: books\n  unit: books\n  source: x\n  value: 5\n",
        "data/statements/money.csv": "section,line,kind,id,2023,2022\n,Gifts,item,gifts,5,6\n,Total,total,total,5,6\n",
        "data/statements/money.yaml": "title: Money\nscale: units\nsource: x\n",
    }
    result = build(make_project(files))
    assert result.status == 0
    assert "Traceback" not in result.log
    ours = [line for line in result.warnings if "[impact." in line]
    assert len(ours) > 500
    assert [
        line for line in ours if not re.match(r"[^\n]*\.(md|rst|yaml|csv|py):[1-9]\d*: (WARNING|ERROR): [^\n]+ \[impact\.[a-z-]+\]$", line)
    ] == []
    assert [line for line in result.warnings if "impact.internal" in line] == []


@pytest.mark.parametrize(
    ("page", "row", "code", "keyword"),
    [
        ("```{call-to-action} Give\n```\n", 3, "missing", ":url:"),
        ("```{call-to-action} Give\n:link: Now\n```\n", 3, "missing", ":url:"),
        ("```{stat-card} 5\n:label: x\n:period: 2032\n```\n", 5, "period", "2032"),
        ('```{stat-card} 5\n:label: x\n:decimal: ";"\n```\n', 5, "value", "decimal"),
        ("```{stat-card} $45\n:label: x\n:unit: books\n```\n", 5, "directive", "unit"),
        ("```{stat-card} 45\n:label: x\n:sparkline: yes\n```\n", 5, "directive", "sparkline"),
        ("```{stat-card} many\n:label: x\n:previous: 3\n```\n", 5, "directive", "previous"),
        ("```{stat-card} a.b\n:period: 2023\n```\n", 4, "directive", "KEY@PERIOD"),
        ("```{stat-card} a.b\n:previous: 4\n```\n", 4, "directive", "previous"),
        ("```{stat-card} 5\n:label: x\n:form: copmact\n```\n", 5, "value", "compact"),
        ("```{report-cover}\n:alt: A quay\n```\n", 4, "directive", "picture"),
        ("```{report-cover}\n:alt: A quay\n:picture: https://example.org/quay.jpg\n```\n", 5, "file", "address"),
        ("```{signed-letter}\n:author: A\n:alt: A\n\nDear\n```\n", 5, "directive", "portrait"),
        ("```{signed-letter}\n:author: A\n:original: https://example.org/\n:portrait: x.png\n\nDear\n```\n", 6, "directive", "portrait"),
        ("```{people-grid} board\nAda, chair\n```\n", 3, "directive", "board"),
        ("```{sponsor-list}\n:tiers: gald\n\nGold: A\n```\n", 4, "key", "gold"),
        ("```{financial-table} money\n:scale: thousands\n```\n", 4, "directive", "units"),
        ("```{financial-table} money\n:currency: EUR\n```\n", 4, "directive", "USD"),
        ("```{financial-table} money\n:basis: audited\n```\n", 4, "directive", "basis"),
        ("```{stat-card} 5\n:label: >\n```\n", 4, "directive", "quotes"),
        ("```{stat-card} 5\n:label: a #b\n```\n", 4, "directive", "quotes"),
        ("```{stat-card} 5\n:label: a\n:lable: b\n```\n", 5, "key", "label"),
    ],
)
def test_no_option_is_passed_over(make_project: MakeProject, build: Build, page: str, row: int, code: str, keyword: str) -> None:
    files: dict[str, str | bytes] = {
        "index.md": f"# Year\n\n{page}",
        "data/report.yaml": 'organisation: X\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n',
        "data/stats.yaml": "a.b:\n  label: books\n  unit: books\n  source: x\n  value: 5\n",
        "data/statements/money.csv": "section,line,kind,id,2023\n,Gifts,item,gifts,5\n,Total,total,total,5\n",
        "data/statements/money.yaml": "title: Money\nscale: units\nsource: x\n",
    }
    said = [line for line in build(make_project(files), "dummy").warnings if f"[impact.{code}]" in line]
    assert len(said) == 1, said
    assert f"index.md:{row}: " in said[0]
    assert keyword in said[0]


def test_an_option_that_says_what_the_data_say_is_no_mistake(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Year\n\n```{financial-table} money\n:scale: thousands\n:currency: USD\n:change: none\n```\n",
        "data/report.yaml": 'organisation: X\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n',
        "data/statements/money.csv": "section,line,kind,id,2023\n,Gifts,item,gifts,5\n,Total,total,total,5\n",
        "data/statements/money.yaml": "title: Money\nscale: thousands\nsource: x\n",
    }
    assert build(make_project(files)).warnings == []


def test_a_scale_that_nobody_gave_is_said_in_the_build_and_on_the_page(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Year\n\n```{financial-table} money\n:scale: thousands\n```\n",
        "data/report.yaml": 'organisation: X\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n',
        "data/statements/money.csv": "section,line,kind,id,2023,source\n,Gifts,item,gifts,2859,x\n,Total,total,total,2859,x\n",
    }
    source = make_project(files)
    result = build(source)
    assert [bool(re.search(r"money\.csv:1: .*scale: .*money\.yaml.*\[impact\.missing\]", line)) for line in result.warnings].count(
        True
    ) == 1
    assert [bool(re.search(r"index\.md:4: .*scale.*\[impact\.directive\]", line)) for line in result.warnings].count(True) == 1
    mark = result.soup().select_one("caption .impact-missing")
    assert mark is not None
    (source / "data/statements/money.yaml").write_text("title: Money\nscale: thousands\nsource: x\n", encoding="utf-8")
    again = build(source)
    assert again.warnings == []
    assert (
        "In thousands of US dollars" in again.soup().select("caption")[0].get_text()
        or "in thousands" in again.soup().select("caption")[0].get_text()
    )


def test_a_pictures_name_that_no_file_can_have(make_project: MakeProject, build: Build) -> None:
    name = "a" * 300 + ".png"
    page = (
        f"# Year\n\n```{{report-cover}}\n:picture: {name}\n:alt: x\n```\n\n"
        f'```{{signed-letter}}\n:author: A\n:portrait: {name}\n:signature: "b\\0c.png"\n\nDear\n```\n\n```{{sponsor-list}}\n```\n'
    )
    sponsors = (
        f'tiers:\n  - id: gold\n    name: Gold\n    sponsors:\n      - {{name: A, logo: {name}}}\n      - {{name: B, logo: "b\\0c.png"}}\n'
    )
    result = build(make_project({"index.md": page, "data/sponsors.yaml": sponsors}))
    assert result.status == 0
    found = [re.search(r"((?:index\.md|sponsors\.yaml):\d+): .*\[impact\.(?:file|path|yaml)\]$", line) for line in result.warnings]
    assert sorted(each[1] for each in found if each) == ["index.md:10", "index.md:11", "index.md:4", "sponsors.yaml:5", "sponsors.yaml:6"]


def test_a_picture_that_is_not_there_is_told_once_at_its_directive(make_project: MakeProject, build: Build) -> None:
    page = "# Year\n\n```{report-cover}\n:picture: quay.png\n:alt: x\n```\n\n```{signed-letter}\n:author: A\n:signature: ada.png\n\nDear\n```\n"
    result = build(make_project({"index.md": page}))
    assert [re.sub(r".*index\.md:", "", line)[:12] for line in result.warnings] == ["4: WARNING: ", "10: WARNING:"]


def test_misspelt_settings_are_named_with_the_nearest(make_project: MakeProject, build: Build) -> None:
    conf = 'html_theme = "sphinx_impact"\nimpact_dta = "x"\nhtml_theme_options = {"brnd": "#123456", "footer_links": {}}\n'
    result = build(make_project({"index.md": "# Year\n"}, conf))
    assert [re.sub(r".*conf\.py:", "", line) for line in result.warnings] == [
        "6: WARNING: there is no setting impact_dta; did you mean “impact_data”? [impact.config]",
        '7: WARNING: html_theme_options: the theme has no option "brnd"; did you mean “brand”? [impact.theme]',
    ]


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_an_address_that_only_the_host_knows(make_project: MakeProject, build: Build, builder: str) -> None:
    page = "# Year\n\n```{data-chart} column\n:title: Members\n:description: auto\n\nyear,members\n2022,1\n2023,2\n```\n"
    conf = 'html_theme = "sphinx_impact"\nimport os\nhtml_baseurl = os.environ.get("NOBODY_SETS_THIS")\n'
    assert build(make_project({"index.md": page}, conf), builder).warnings == []


def test_a_page_of_markdown_without_its_parser_is_one_message(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": "# Year\n", "conf.py": 'extensions = ["sphinx_impact"]\n'}))
    (warning,) = result.warnings
    assert "conf.py:1: " in warning
    assert "myst_parser" in warning
    assert "[impact.config]" in warning
    assert result.soup().select("h1") != []


def test_a_place_without_a_row_has_one(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Year\n\n| a | b |\n|---|---|\n| ![](x.png) | c |\n", "x.png": b"not one"}
    result = build(make_project(files, "impact_alt = True\n"))
    assert result.warnings != []
    assert [line for line in result.warnings if "index.md::" in line] == []
