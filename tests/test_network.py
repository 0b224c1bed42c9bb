"""No build asks the network: every build of the tests is guarded, and the guard sees it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.support import Server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject, Site

FETCHES = """
import contextlib, urllib.request
with contextlib.suppress(OSError):
    urllib.request.urlopen({!r})
"""
STARTS = """
import subprocess, sys
subprocess.run([sys.executable, "-c", {!r}])
"""
NAMED = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.create_connection(("fonts.example", 443))
"""


@pytest.mark.parametrize("jobs", [(), ("-j2",)], ids=["in this process", "in its own"])
@pytest.mark.parametrize("by", ["itself", "another"])
def test_a_build_that_asks_is_caught(make_project: MakeProject, build: Build, tmp_path: Path, jobs: tuple[str, ...], by: str) -> None:
    """Also where it goes on as if nothing were, and where a process that it starts does it."""
    with contextlib.closing(Server(tmp_path)) as server:
        asks = FETCHES.format(server.url)
        project = make_project({"index.md": "# Page\n"}, asks if by == "itself" else STARTS.format(asks))
        with pytest.raises(AssertionError, match=r"127\.0\.0\.1"):
            build(project, "html", *jobs)
        assert server.asked == []


def test_a_name_that_is_looked_up_is_caught(make_project: MakeProject, build: Build) -> None:
    with pytest.raises(AssertionError, match=r"fonts\.example"):
        build(make_project({"index.md": "# Page\n"}, NAMED))


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_the_sample_report_asks_for_nothing(report_site: Site, builder: str) -> None:
    assert report_site(builder).status == 0
