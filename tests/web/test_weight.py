"""What the sample report weighs, and what Lighthouse says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tools.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Site

PAGES = ["index.html", "financials.html"]
BUDGET = 16_000
"""Bytes over the wire of everything a page loads."""

SCRIPT = 2_000
REQUESTS = 5


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_stays_within_its_budget(browser: Browser, report_site: Site, name: str, width: int) -> None:
    weight = weigh(browser, report_site().outdir, name, width=width)
    assert (weight.elsewhere, weight.missing) == ([], [])
    assert len(weight.files) <= REQUESTS, weight.files
    assert weight.of(".js") <= SCRIPT
    assert weight.total <= BUDGET, weight.files
    assert weight.shift < 0.02


def test_changes_have_no_more_digits_than_machines_need(report_site: Site) -> None:
    changes = [str(cell["value"]) for cell in report_site().soup("financials.html").select(".impact-change data")]
    assert {len(change.partition(".")[2]) for change in changes} >= {6}
    assert max(len(change.partition(".")[2]) for change in changes) == 6


def test_every_request_and_byte_is_counted(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><title>T</title><link rel="icon" href="i.svg"><link rel="stylesheet" href="http://other.example/a.css">'
        '<script src="s.js"></script><img src="gone.png" alt=""><p style="margin-top:3000px"><img src="late.svg" loading="lazy" alt="">',
        encoding="utf-8",
    )
    for name in ("i.svg", "late.svg"):
        (tmp_path / name).write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (tmp_path / "s.js").write_text("//" + "x" * 5000, encoding="utf-8")
    weight = weigh(browser, tmp_path, "index.html")
    assert set(weight.files) == {"index.html", "s.js", "i.svg", "late.svg"}
    assert weight.elsewhere == ["http://other.example/a.css"]
    assert weight.missing == ["gone.png"]
    assert 0 < weight.of(".js") < 200


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("device", ["mobile", "desktop"])
def test_lighthouse_has_nothing_to_add(
    report_site: Site, serve: Callable[[Path], str], lighthouse: Callable[[str, str], dict[str, Any]], name: str, device: str
) -> None:
    found = lighthouse(serve(report_site().outdir) + name, device)
    scores = {name: category["score"] for name, category in found["categories"].items()}
    lost = [
        f"{audit['id']}: {audit['title']} {audit.get('details', {}).get('items', [])}"
        for audit in found["audits"].values()
        if audit["score"] is not None and audit["score"] < 1
    ]
    assert scores == {"accessibility": 1, "best-practices": 1, "seo": 1}, "\n".join(lost)
