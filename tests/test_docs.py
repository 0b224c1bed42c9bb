"""The manual: clean in every builder, its links lead somewhere, and what it says of the code is so."""

from __future__ import annotations

import copy
import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from sphinx.cmd.build import get_parser

from sphinx_impact.components.vocabulary import DIRECTIVES
from tests.support import ROOT
from tools import reference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bs4 import BeautifulSoup

    from tests.conftest import Build, MakeProject, Site
    from tests.support import Result

BUILDERS = ["html", "dirhtml", "singlehtml", "epub", "latex", "text"]
"""Man pages and XML are made of the sample report."""
DOCS = ROOT / "docs"


@pytest.mark.parametrize("builder", BUILDERS)
def test_it_builds_without_a_warning(docs_site: Site, builder: str) -> None:
    assert docs_site(builder).warnings == []


def test_its_catalogues_are_written_without_a_warning(build: Build, tmp_path: Path) -> None:
    result = build(DOCS, "gettext", "-W", "--keep-going", "-j", "1", out=tmp_path / "out", doctrees=tmp_path / "doctrees")
    assert (result.status, result.warnings) == (0, [])


def test_its_book_is_sound(docs_site: Site, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(docs_site("epub").epub) == []


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_links_lead_to_pages_and_anchors(docs_site: Site, builder: str) -> None:
    site = docs_site(builder)
    pages = {site.outdir / name: site.soup(name) for name in site.pages() if not name.startswith("_static/")}
    anchors = {path: {str(tag["id"]) for tag in soup.select("[id]")} for path, soup in pages.items()}
    assert pages
    astray = [
        f"{path.relative_to(site.outdir)}: {link}"
        for path, soup in pages.items()
        for link in _links(soup)
        if not _leads_somewhere(link, path, anchors)
    ]
    assert astray == []


def _links(soup: BeautifulSoup) -> list[str]:
    tags = [(tag, name) for name in ("href", "src") for tag in soup.select(f"[{name}]")]
    links = {str(tag[name]) for tag, name in tags}
    return sorted(link for link in links if not urlsplit(link).scheme and not link.startswith("//"))


def _names(site: Result) -> list[str]:
    """The pages of the manual; those of single figures are looked at in the sample."""
    return [name for name in site.pages() if not name.startswith(("_", "figures/"))]


def _leads_somewhere(link: str, page: Path, anchors: dict[Path, set[str]]) -> bool:
    parts = urlsplit(link)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return False
    return not parts.fragment or target not in anchors or unquote(parts.fragment) in anchors[target]


@pytest.mark.parametrize("part", range(3))
def test_readers_find_no_fault(axe_on_pages: Callable[..., list[str]], docs_site: Site, serve: Callable[[Path], str], part: int) -> None:
    site = docs_site()
    found = axe_on_pages(serve(site.outdir), _names(site)[part::3], alike=True)
    assert not found, "\n".join(found)


def test_the_reference_is_what_the_code_says() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in reference.FOLDER.iterdir()}
    assert there == reference.pages(), "docs/reference/ is stale: run python tools/reference.py"


@pytest.mark.parametrize("name", sorted(DIRECTIVES))
def test_every_directive_is_explained(name: str) -> None:
    said = reference.directive(name)
    assert set(re.findall(r"^\| `([\w-]+)` \|", said, re.MULTILINE)) == set(DIRECTIVES[name].get().option_spec or {})
    assert "Examples: [" in said, f"give a page in docs/ a heading that names `{name}`"


def test_every_row_of_the_reference_says_what_it_is() -> None:
    rows = [line for text in reference.pages().values() for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) > 200
    assert [row for row in rows if re.search(r"\|\s*\|", row)] == []


def test_every_snippet_is_shown_in_both_languages() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    snippets = {path.stem for path in (DOCS / "snippets").iterdir()}
    shown = set(re.findall(r"^`{3,}\{example\} ([\w-]+)$", pages, re.MULTILINE))
    assert snippets - shown == {"three-directives"}  # of the first page, which is Markdown
    assert shown <= snippets


def test_the_first_page_needs_no_script(docs_site: Site) -> None:
    """A reader without scripts sees every word: nothing of the text is written by one, and nothing is hidden until one runs."""
    page = copy.copy(docs_site().soup())
    for tag in page.select("script"):
        tag.decompose()
    assert page.h1 is not None
    assert page.h1.get_text().startswith("Reports that add up")
    assert page.select("button:not([hidden], [hidden] *)") == []


def test_the_waived_difference_is_shown_and_marked(docs_site: Site) -> None:
    statement = docs_site().soup("statements.html").select_one("#statement-position")
    assert statement is not None
    table = statement if statement.name == "table" else statement.find_next("table")
    assert table is not None
    (marked,) = table.select("td.impact-as-printed data")
    assert marked.get_text() == "1,345"


def test_the_wrong_sum_of_the_first_page_is_reported_as_it_says(make_project: MakeProject, build: Build) -> None:
    text = (DOCS / "first-page.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"^index\.md:(.*)$", text, re.MULTILINE)
    page = (DOCS / "snippets" / "three-directives.md").read_text(encoding="utf-8")
    assert page.count("4208") == 1
    project = make_project({"index.md": page.replace("4208", "4218")})
    (warning,) = build(project).warnings
    assert warning.endswith(f"index.md:{said}")


def test_the_page_for_the_board_can_be_copied(make_project: MakeProject, build: Build) -> None:
    (page,) = re.findall(r"^`{4}myst\n(.*?)^`{4}$", (DOCS / "board.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    project = make_project({"index.md": "# Report\n", "board.md": page})
    shutil.copytree(DOCS / "data", project / "data", ignore=shutil.ignore_patterns("standards.yaml"))  # it names pages of the manual
    shutil.copytree(DOCS / "images", project / "images")
    assert build(project).warnings == []


def test_the_files_to_paste_are_sound() -> None:
    text = (DOCS / "hosting.md").read_text(encoding="utf-8")
    read_the_docs, paper, github, gitlab = (
        yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    )
    ours = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text(encoding="utf-8"))
    with_paper = read_the_docs | {"build": read_the_docs["build"] | paper["build"], "formats": [*read_the_docs["formats"], "pdf"]}
    assert with_paper == ours | {
        "build": ours["build"] | {"jobs": paper["build"]["jobs"]},
        "python": {"install": [{"requirements": "requirements.txt"}]},
        "sphinx": {"configuration": "conf.py", "fail_on_warning": True},
    }
    commands = [step["run"] for step in github["jobs"]["report"]["steps"] if "run" in step] + gitlab["report"]["script"]
    assert "pip install -r requirements.txt" in commands
    builds = [command.split()[1:] for command in commands if command.startswith("sphinx-build ")]
    builds += [command.split()[3:] for command in paper["build"]["jobs"]["build"]["pdf"]]
    assert [get_parser().parse_args(build).sourcedir for build in builds] == ["."] * 5


def test_columns_of_one_name_say_which_period_they_are_of(docs_site: Site) -> None:
    statement = docs_site().soup("statements.html").select_one("#statement-branches")
    assert statement is not None
    table = statement if statement.name == "table" else statement.find_next("table")
    assert table is not None
    heads = [[cell.get_text(strip=True) for cell in row.select("th")] for row in table.select("thead tr")]
    assert heads == [["Fiscal year 2024", "Fiscal year 2023"], ["Share", "Share"]]
