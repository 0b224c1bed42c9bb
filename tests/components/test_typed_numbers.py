"""Numbers typed by hand on pages: reported at their rows, in every build, as the setting says."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

pytestmark = pytest.mark.matrix

DATA: dict[str, str | bytes] = {
    "data/report.yaml": "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\n",
    "data/stats.yaml": (
        "grants.total: {label: grants, unit: USD, value: 697K, source: x}\n"
        "visits.all: {label: visits, unit: visits, source: x, values: {'2023': '12,345', '2022': '11,111'}}\n"
    ),
}
PAGE = """\
# Report of 12,345 visits

We gave $697K
to others, and
12,345 visits were paid.

> We gave $697K to others, somebody said.

`12,345 visits`, {literal-number}`12,345` visits, [12,345 visits](https://example.org/), {stat}`visits.all` visits, https://example.org/12345

```text
12,345 visits
```

- Before that, 11,111 visits.

| what | how many |
|---|---|
| visits | 12,345 |

```{stat-card} 12,345
:label: visits

It was 12,345 visits.
```

```{figure} dot.svg
Picture of 12,345 visits.
```

:::{note}
As many as 12,345 visits[^a].
:::

[^a]: Of 12,345 visits.
"""
RST = """\
Report
======

We gave $697K
to others, and
12,345 visits were paid.

   We gave $697K to others, somebody said.

``12,345 visits``, :literal-number:`12,345` visits, `12,345 visits <https://example.org/>`_, :stat:`visits.all` visits.
"""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
CONF = 'myst_enable_extensions = ["colon_fence"]\n'


def told(warnings: list[str]) -> list[tuple[str, str]]:
    """Return row and number of each warning."""
    found = []
    for warning in warnings:
        match = re.search(r"([\w-]+\.\w+):(\d+): WARNING: “([^”]*)” is typed by hand and is (near )?(\S+?)[:, ]", warning)
        assert match is not None, warning
        assert warning.endswith("[impact.loose-number]")
        found.append((f"{match[1]}:{match[2]}", match[3]))
    return found


def test_numbers_in_sentences_are_reported_at_their_rows(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, "index.md": PAGE, "dot.svg": DOT}, CONF)
    assert told(build(project).warnings) == [
        ("index.md:3", "$697K"),
        ("index.md:5", "12,345"),
        ("index.md:15", "11,111"),
        ("index.md:19", "12,345"),
        ("index.md:24", "12,345"),
        ("index.md:32", "12,345"),
        ("index.md:35", "12,345"),
    ]


def test_strict_looks_into_titles_and_captions(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, "index.md": PAGE, "dot.svg": DOT}, CONF + 'impact_loose_numbers = "strict"\n')
    found = told(build(project).warnings)
    assert ("index.md:1", "12,345") in found
    assert ("index.md:28", "12,345") in found
    assert len(found) == 9


def test_restructuredtext_is_read_alike_and_told_its_own_roles(make_project: MakeProject, build: Build) -> None:
    warnings = build(make_project({**DATA, "index.rst": RST})).warnings
    assert told(warnings) == [("index.rst:4", "$697K"), ("index.rst:6", "12,345")]
    assert warnings[0] == says("index.rst:4 loose-number: :stat:`grants.total` … :literal-number:`$697K`")


def test_the_message_says_what_to_write(make_project: MakeProject, build: Build) -> None:
    page = "# Report\n\nWe gave $697K, or $697,000, or $697 thousand in grants. In 2022 it was 11,111 visits.\n"
    warnings = build(make_project({**DATA, "index.md": page})).warnings
    written = [re.search(r"write \{stat\}`([^`]*)`, or \{literal-number\}`([^`]*)`", warning).groups() for warning in warnings]  # type: ignore[union-attr]
    assert written == [
        ("grants.total", "$697K"),
        ("grants.total full", "$697,000"),
        ("grants.total words", "$697 thousand"),
        ("visits.all@2022", "11,111"),
    ]


def test_what_it_says_to_write_is_clean_and_prints_the_same(make_project: MakeProject, build: Build) -> None:
    page = "# Report\n\nWe gave {stat}`grants.total`, or {stat}`grants.total full`, or {literal-number}`$697 thousand`.\n"
    for name in ("index.md", "index.rst"):
        text = page if name == "index.md" else re.sub(r"\{([\w-]+)\}`", r":\1:`", page.replace("# Report\n", "Report\n======\n"))
        result = build(make_project({**DATA, name: text}, 'impact_loose_numbers = "strict"\n'), "text", "-W")
        assert (result.status, result.warnings) == (0, [])
        assert "We gave $697K, or $697,000, or $697 thousand." in result.read("index.txt").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("index.md", "---\nimpact-lint: off\n---\n\n# Report\n\nWe gave $697K.\n"),
        ("index.md", '---\nimpact-lint: "off"\n---\n\n# Report\n\nWe gave $697K.\n'),
        ("index.rst", ":impact-lint: off\n\nReport\n======\n\nWe gave $697K.\n"),
    ],
)
def test_a_page_can_be_left_out(make_project: MakeProject, build: Build, name: str, page: str) -> None:
    assert build(make_project({**DATA, name: page})).warnings == []
    assert len(build(make_project({**DATA, name: page.replace("off", "on")})).warnings) == 1


def test_off_is_off_and_no_data_are_no_warnings(make_project: MakeProject, build: Build) -> None:
    page = "# Report\n\nWe gave $697K.\n"
    assert build(make_project({**DATA, "index.md": page}, 'impact_loose_numbers = "off"\n')).warnings == []
    assert build(make_project({"index.md": page}, 'impact_loose_numbers = "strict"\n')).warnings == []


def test_a_wrong_setting_is_said(make_project: MakeProject, build: Build) -> None:
    (warning,) = build(make_project({"index.md": "# Report\n"}, 'impact_loose_numbers = "loud"\n')).warnings
    assert "impact_loose_numbers" in warning
    assert "'strict'" in warning
    assert "[impact.config]" in warning


def test_it_is_said_again_in_each_build_and_follows_the_data(make_project: MakeProject, build: Build) -> None:
    project = make_project(
        {
            **DATA,
            "index.md": "# Report\n\nWe gave $697K, and then $712K.\n\n```{toctree}\nother\n```\n",
            "other.md": "# Other\n\nNo number.\n",
        }
    )
    first, second = build(project), build(project)
    read = (first.doctrees / "index.doctree").stat().st_mtime_ns
    assert [number for _, number in told(first.warnings)] == [number for _, number in told(second.warnings)] == ["$697K"]
    stats = project / "data/stats.yaml"
    stats.write_text(stats.read_text(encoding="utf-8").replace("697K", "712K"), encoding="utf-8")
    third = build(project)
    assert [number for _, number in told(third.warnings)] == ["$712K"]
    assert (third.doctrees / "index.doctree").stat().st_mtime_ns == read  # the page was not read again


def test_a_page_that_is_mended_is_forgotten(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, "index.md": "# Report\n\nWe gave $697K.\n"})
    assert len(build(project).warnings) == 1
    (project / "index.md").write_text("# Report\n\nWe gave {stat}`grants.total`.\n", encoding="utf-8")
    assert build(project).warnings == []


def test_many_processes_find_what_one_finds(make_project: MakeProject, build: Build) -> None:
    pages: dict[str, str | bytes] = {f"page{number}.md": f"# Page {number}\n\nWe gave $697K.\n" for number in range(12)}
    toctree = "# Report\n\n```{toctree}\n" + "\n".join(sorted(name.removesuffix(".md") for name in pages)) + "\n```\n"
    project = make_project({**DATA, **pages, "index.md": toctree})
    one = build(project, "html", out=project.parent / "one", doctrees=project.parent / "one-trees")
    two = build(project, "html", "-j2", out=project.parent / "two", doctrees=project.parent / "two-trees")
    assert told(one.warnings) == told(two.warnings)
    assert len(one.warnings) == 12


def test_a_file_that_two_pages_include_is_told_once(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        **DATA,
        "index.rst": "Report\n======\n\n.. include:: part.txt\n\n.. toctree::\n\n   other\n",
        "other.rst": "Other\n=====\n\n.. include:: part.txt\n",
        "part.txt": "Some words.\n\nWe gave $697K.\n",
    }
    assert told(build(make_project(files)).warnings) == [("part.txt:3", "$697K")]


def test_numbers_are_those_of_the_language(make_project: MakeProject, build: Build) -> None:
    page = "# Bericht\n\nEs waren 12.345 Besuche, und 697.000 $ haben wir vergeben, am 3. Mai 2023.\n"
    assert [number for _, number in told(build(make_project({**DATA, "index.md": page}, 'language = "de"\n')).warnings)] == [
        "12.345",
        "697.000 $",
    ]


def test_all_numbers_are_a_list_on_request(make_project: MakeProject, build: Build) -> None:
    project = make_project({**DATA, "index.md": "# Report\n\nIn 2023 we gave $697K and\nmet 31 friends of ours.\n"})
    result = build(project, "html", "-D", "impact_loose_numbers=list", "-j1")
    assert result.warnings == []
    rows = [line.partition("source/")[2] for line in result.log.splitlines() if "index.md:" in line]
    assert rows == ["index.md:3: $697K and met 31 friends: is grants.total@2023, $697K", "index.md:4: 31 friends of ours"]
    assert "numbers typed by hand: 2" in result.log


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sample report in a place where it may be spoilt."""
    return shutil.copytree(ROOT / "report", tmp_path / "source", ignore=shutil.ignore_patterns("_build"))


def test_the_sample_report_is_strict_and_clean_until_somebody_types_numbers(copy: Path, build: Build) -> None:
    assert 'impact_loose_numbers = "strict"' in (copy / "conf.py").read_text(encoding="utf-8")
    assert build(copy, "text").warnings == []
    grants, pycon, index = copy / "grants.md", copy / "pycon-us.md", copy / "index.md"
    rows = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (grants, pycon, index)}
    grants.write_text(
        grants.read_text(encoding="utf-8")
        + "\nGrants around the world came to $697K.\n\nThe grants came to $679K, on page 374, in 2023.\n",
        encoding="utf-8",
    )
    pycon.write_text(
        pycon.read_text(encoding="utf-8")
        + "\nOf 2,650 people, 1,706 people at their first PyCon US came.\n\nThere were 2,650 chairs, 11 halls and 3.12 talks.\n",
        encoding="utf-8",
    )
    index.write_text(index.read_text(encoding="utf-8") + "\n## Over 284 billion downloads\n", encoding="utf-8")
    assert told(build(copy, "text").warnings) == [
        (f"grants.md:{rows['grants.md'] + 2}", "$697K"),
        (f"grants.md:{rows['grants.md'] + 4}", "$679K"),
        (f"index.md:{rows['index.md'] + 2}", "284 billion"),
        (f"pycon-us.md:{rows['pycon-us.md'] + 2}", "2,650"),
        (f"pycon-us.md:{rows['pycon-us.md'] + 2}", "1,706"),
        (f"pycon-us.md:{rows['pycon-us.md'] + 4}", "2,650"),
    ]
