"""The sample report as readers meet it: accessible, valid, narrow, in both schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Site


def test_readers_find_no_fault(axe_on_pages: Callable[..., list[str]], report_site: Site, serve: Callable[[Path], str]) -> None:
    found = axe_on_pages(serve(report_site().outdir), report_site().pages(), alike=True)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_pages_are_valid(report_site: Site, faults_of_html: Callable[[list[Path]], list[str]], builder: str) -> None:
    site = report_site(builder)
    faults = faults_of_html([site.outdir / name for name in site.pages()])
    assert not faults, "\n".join(faults)


def test_a_wide_statement_can_be_reached_and_scrolled_by_keyboard(
    browser: Browser, report_site: Site, serve: Callable[[Path], str]
) -> None:
    context = browser.new_context(viewport={"width": 280, "height": 640})
    page = context.new_page()
    page.goto(f"{serve(report_site().outdir)}financials.html")
    box = page.locator(".impact-scroll:has(> table.impact-statement)").first
    box.focus()
    assert page.evaluate("box => document.activeElement === box", box.element_handle())
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 10", arg=box.element_handle())
    context.close()


def test_a_statements_head_stays_in_sight_and_hides_no_target(page: Page, report_site: Site, serve: Callable[[Path], str]) -> None:
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto(f"{serve(report_site().outdir)}financials.html")
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    table = page.locator("table.impact-statement").first
    table.locator("tbody tr").nth(8).evaluate("row => scrollTo(0, row.getBoundingClientRect().top + scrollY - 300)")
    head, bar = table.locator("thead th").first.bounding_box(), page.locator(".impact-bar").bounding_box()
    assert head is not None
    assert bar is not None
    assert abs(head["y"] - (bar["y"] + bar["height"])) < 2  # below the bar, not under it
    row = table.locator("tbody tr").nth(8)
    row.evaluate("row => { row.id = 'target'; location.hash = 'target'; }")
    place = row.bounding_box()
    head = table.locator("thead th").first.bounding_box()
    assert place is not None
    assert head is not None
    assert place["y"] >= head["y"] + head["height"] - 1
