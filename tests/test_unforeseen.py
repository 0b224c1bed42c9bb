"""What nobody foresaw is a warning with a place: the build goes on, and the page shows what it can."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_impact import domain
from sphinx_impact.components import html, internal_errors, publication_state
from sphinx_impact.components.publication_state import StateOnTop
from sphinx_impact.components.report_lists import FillSources
from sphinx_impact.components.values import in_card
from sphinx_impact.model import load as gathering
from sphinx_impact.model import lookup
from sphinx_impact.model.footing import foot as adding
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from tests.model.export.sample import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Build, MakeProject
    from tests.support import Result

PAGES = {name: text for name, text in FILES.items() if name != "sub/thanks.md"} | {
    "index.md": (
        "# Report\n\n```{toctree}\nmoney\nsources\n```\n\nWe lent {stat}`books.lent` books.\n\n```{stat-card} books.value\n```\n\nThe last words.\n"
    ),
    "money.md": "# Money\n\n```{financial-table} activities\n```\n\nThe last words.\n",
    "sources.md": "# Sources\n\n```{source-list}\n:figures:\n```\n\nThe last words.\n",
}


def broken(*_given: Any, **_named: Any) -> Any:
    raise ZeroDivisionError("planted")


def internal(result: Result) -> list[str]:
    """The places of what nobody foresaw: file and row."""
    found = [warning for warning in result.warnings if "[impact.internal]" in warning]
    assert all("ZeroDivisionError: planted" in warning and "\n" not in warning.strip() for warning in found)
    places = [re.match(r"(\S+?):(\d+): ", warning) for warning in found]
    assert all(place is not None for place in places), found
    return [f"{place[1].rpartition('/')[2]}:{place[2]}" for place in places if place is not None]


def build_both(build: Build, source: Path) -> tuple[Result, str]:
    """Build website and book; return the first and the text of both."""
    website, book = build(source), build(source, "epub")
    assert (website.status, book.status) == (0, 0)
    with zipfile.ZipFile(book.epub) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    text = "".join(page.read_text(encoding="utf-8") for page in website.outdir.glob("*.html"))
    assert text.count("The last words.") >= 3
    assert "".join(pages).count("The last words.") == 3
    return website, text


@pytest.mark.parametrize(
    ("target", "name", "place"),
    [
        (lookup.Lookup, "figure", "index.md:8"),
        (gathering, "load_stats", "books.yaml:1"),
        (adding.Adding, "run", "activities.csv:1"),
        (gathering, "audit", "report.yaml:1"),
        (gathering, "load_sponsors", "sponsors.yaml:1"),
        (gathering, "make_errata", "errata.yaml:1"),
        (gathering, "list_files", "report.yaml:1"),
        (html, "_piece", "index.md:8"),
        (StateOnTop, "run", "index.md:1"),
        (FillSources, "run", "sources.md:1"),
    ],
)
def test_the_build_goes_on(
    make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, target: object, name: str, place: str
) -> None:
    monkeypatch.setattr(target, name, broken)
    website, _text = build_both(build, make_project(PAGES))
    assert place in internal(website)


def test_a_directive_leaves_a_note_and_all_others(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_impact.components.stat.in_card", broken)
    website, text = build_both(build, make_project(PAGES))
    assert internal(website) == ["index.md:10"]
    assert "This part of the page could not be made: stat-card." in text
    assert "1,200" in text
    assert in_card is not broken


def test_a_page_that_cannot_be_made_ready_for_the_book(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_impact.epub.page.mended", broken)
    book = build(make_project(PAGES), "epub")
    assert book.status == 0
    assert {"index.md:1", "money.md:1", "sources.md:1"} <= set(internal(book))
    with zipfile.ZipFile(book.epub) as archive:
        page = archive.read(next(name for name in archive.namelist() if name.endswith("index.xhtml"))).decode()
    assert "The last words." in page
    assert "<script" not in page


def test_a_role_leaves_its_mark(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_impact.components.stat.in_prose", broken)
    page: dict[str, str | bytes] = {"other.rst": ":orphan:\n\nOther\n=====\n\nWe lent :stat:`books.lent` books.\n\nThe last words.\n"}
    result = build(make_project(PAGES | page))
    assert sorted(internal(result)) == ["index.md:8", "other.rst:6"]
    assert "⟨books.lent⟩" in result.read("index.html")
    assert "⟨books.lent⟩" in result.read("other.html")


@pytest.mark.parametrize("handler", ["report_problems", "outdated_by_files"])
def test_a_handler_of_an_event_ends_nothing(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, handler: str) -> None:
    monkeypatch.setattr(domain, handler, broken)
    result, _text = build_both(build, make_project(PAGES))
    assert internal(result) == ["conf.py:1"]


def test_a_handler_for_a_page_names_it(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication_state, "_state", broken)
    result = build(make_project(PAGES))
    assert {"index.md:1", "money.md:1", "sources.md:1", "conf.py:1"} <= set(internal(result))


def test_warnings_as_errors_still_fail(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_project(PAGES)
    assert build(source, "html", "-W").status == 0
    monkeypatch.setattr("sphinx_impact.components.stat.in_card", broken)
    assert build(source, "html", "-W", "-E").status == 1
    assert build(source, "html", "-W", "-E", "-D", "suppress_warnings=impact.internal").status == 0


def test_the_traceback_can_be_had(
    make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sphinx_impact.components.stat.in_card", broken)
    source = make_project(PAGES)
    build(source)
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setattr("tests.support._build_here", _aloud)
    build(source, "html", "-v", "-E")
    assert "Traceback (most recent call last)" in capsys.readouterr().out


def _aloud(_source: Path, arguments: list[str]) -> int:
    from sphinx.cmd.build import build_main

    return build_main([argument for argument in arguments if argument != "-q"])


def test_the_model_never_raises(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_project(PAGES)
    monkeypatch.setattr(gathering, "compare", broken)
    (source / "data" / "last.json").write_text('{"format": 1}')
    monkeypatch.setattr(gathering, "load_last_year", broken)
    (problem,) = load_report(source, previous="data/last.json").problems
    assert (problem.code, str(problem.origin)) == (Code.INTERNAL, "data/last.json:1")
    assert "test_unforeseen.py" in problem.trace
    assert "tests/test_unforeseen.py:" in problem.message


def test_everything_that_is_registered_is_guarded(make_project: MakeProject) -> None:
    source = make_project(PAGES)
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(source, source, source.parent / "out", source.parent / "doctrees", "epub", status=None, warning=None)
    listeners = [listener.handler for several in app.events.listeners.values() for listener in several]
    ours = [handler for handler in listeners if _is_ours(handler)]
    assert len(ours) > 20
    assert [handler for handler in ours if not getattr(handler, "guarded", False)] == []
    transforms = [transform for transform in app.registry.get_post_transforms() if _is_ours(transform)]
    assert {"FillSources", "StateOnTop", "DrawCharts", "MarkRawHtml"} <= {transform.__name__ for transform in transforms}
    assert [transform for transform in transforms if not getattr(transform, "guarded", False)] == []


def _is_ours(thing: Callable[..., object]) -> bool:
    return (getattr(thing, "__module__", "") or "").startswith("sphinx_impact") or internal_errors.__name__ in repr(thing)
