"""``sphinx-impact adopt``: typed numbers become roles, and pages say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

DATA = {
    "data/report.yaml": 'organisation: Example\ncurrency: USD\nreporting-period: "2024"\nperiods: {"2024": , "2023": }\nsources: {a: {title: A}}\n',
    "data/stats.yaml": """\
people.all: {label: people in courses, unit: people, source: a, values: {"2024": 1240, "2023": 1085}}
gifts.all: {label: gifts, unit: USD, source: a, value: 84200, period: "2024"}
gifts.new: {label: new gifts, unit: USD, source: a, value: 12345, period: "2024"}
gifts.old: {label: old gifts, unit: USD, source: a, value: 12345, period: "2024"}
share.happy: {label: happy people, unit: percent, source: a, value: 94, period: "2024"}
hours.given: {label: hours, unit: hours, source: a, value: 9800, qualifier: about, period: "2024"}
""",
}
MARKDOWN = """\
# Page

This year 1,240 people came, and `1,240` is code; see [1,240 people](page.rst), after 1,085 people in 2023.
Gifts were $84,200, of which **$84,200** came late. A gift was $12,345. 94% are happy, and gave 9,800 hours or ~9,800 hours.

| what | how many |
|---|---|
| people in courses | 1,240 |

```text
1,240 people
```

```{toctree}
page
```
"""
WRITTEN = """\
# Page

This year {stat}`people.all` people came, and `1,240` is code; see [1,240 people](page.rst), after {stat}`people.all@2023` people in 2023.
Gifts were {stat}`gifts.all`, of which **{stat}`gifts.all`** came late. A gift was $12,345. {stat}`share.happy` are happy, and gave 9,800 hours or ~9,800 hours.

| what | how many |
|---|---|
| people in courses | {stat}`people.all` |

```text
1,240 people
```

```{toctree}
page
```
"""
RST = """\
Page two
========

This year 1,240 people came, and ``1,240`` is code. Gifts were *$84,200* in all: ($84,200).
"""
RST_WRITTEN = RST.replace("year 1,240", "year :stat:`people.all`")


@pytest.mark.matrix
def test_pages_say_the_same_before_and_after(
    make_project: MakeProject, build: Build, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = make_project({"index.md": MARKDOWN, "page.rst": RST, **DATA}, 'impact_loose_numbers = "off"\n')
    before = build(source)
    assert main(["adopt", str(source)]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert (source / "index.md").read_text(encoding="utf-8") == MARKDOWN
    assert main(["adopt", str(source), "--write"]) == 1
    written = capsys.readouterr().out.splitlines()
    assert (source / "index.md").read_text(encoding="utf-8") == WRITTEN
    assert (source / "page.rst").read_text(encoding="utf-8") == RST_WRITTEN
    after = build(source, out=tmp_path / "after", doctrees=tmp_path / "after-doctrees")
    for page in ("index.html", "page.html"):
        assert after.soup(page).get_text() == before.soup(page).get_text()
    assert written[:-1] == shown[:-1]
    assert [line.partition("index.md:")[2] for line in shown if "12,345" in line] == [
        "4: “$12,345” is one of gifts.new@2024, gifts.old@2024: choose by hand"
    ]
    assert any(line.endswith("index.md:3: “1,085” is people.all@2023: {stat}`people.all@2023`") for line in shown)


def test_what_a_role_would_print_otherwise_is_put_back(make_project: MakeProject, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that shows its own source says something else as soon as that changes."""
    page = "# Page\n\nThis year 1,240 people came.\n\n```{literalinclude} index.md\n```\n"
    source = make_project({"index.md": page, **DATA})
    assert main(["adopt", str(source), "--write"]) == 1
    assert (source / "index.md").read_text(encoding="utf-8") == page
    assert "(by hand: it would change what its page says)" in capsys.readouterr().out


def test_windows_line_ends_stay(make_project: MakeProject, capsys: pytest.CaptureFixture[str]) -> None:
    source = make_project({"index.md": b"# Page\r\n\r\nThis year 1,240 people came.\r\n", **DATA})
    assert main(["adopt", str(source), "--write"]) == 0
    assert (source / "index.md").read_bytes() == b"# Page\r\n\r\nThis year {stat}`people.all` people came.\r\n"
    assert main(["adopt", str(source)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 numbers can be written as roles with --write, 0 by hand only"


@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}"])
def test_a_plain_space_before_a_currency_is_one_that_does_not_break(make_project: MakeProject, space: str) -> None:
    page = "# Seite\n\nEs waren 154.600{}€, und 154.600{}€ im Text.\n"
    stats = 'gifts.all: {label: Spenden, unit: EUR, source: a, value: 154600, period: "2024"}\n'
    data = {"data/report.yaml": DATA["data/report.yaml"].replace("USD", "EUR"), "data/stats.yaml": stats}
    source = make_project({"index.md": page.format(space, space), **data}, 'language = "de"\n')
    assert main(["adopt", str(source), "--write"]) == 0
    assert (source / "index.md").read_text(encoding="utf-8") == "# Seite\n\nEs waren {stat}`gifts.all`, und {stat}`gifts.all` im Text.\n"
