"""The theme for everybody: axe-core on every page, keyboard, narrow windows, no script, forced colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page


def test_axe_finds_nothing(axe_on_pages: Callable[..., list[str]], sink_url: str, sink_pages: list[str]) -> None:
    found = axe_on_pages(sink_url, sink_pages)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_the_open_menu(page: Page, axe: Callable[[Page], list[str]], sink_url: str) -> None:
    page.goto(f"{sink_url}deep/three/bottom.html")
    page.locator(".impact-menu summary").click()
    assert page.locator(".impact-menu nav").is_visible()
    assert axe(page) == []


def test_nothing_scrolls_sideways_in_an_enlarged_window(browser: Browser, sink_url: str, sink_pages: list[str]) -> None:
    """320 by 256 pixels are a window of 1280 by 1024 enlarged four times."""
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    wide = {}
    for name in sink_pages:
        page.goto(sink_url + name)
        page.evaluate("scrollTo(999, 0)")
        if page.evaluate("Math.max(scrollX, document.documentElement.scrollWidth - 320)"):
            wide[name] = page.evaluate(
                "[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 321 && !e.closest('.impact-scroll, svg'))"
                ".map(e => e.outerHTML.slice(0, 90))"
            )
        # What is too wide for its card is cut off, and scrolls nothing.
        cut = page.evaluate("[...document.querySelectorAll('.impact-number')].filter(e => e.getBoundingClientRect().right > 320).length")
        if cut:
            wide[f"{name}, numbers"] = cut
    context.close()
    assert wide == {}


def test_the_bar_leaves_a_low_window_to_the_text(browser: Browser, sink_url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(f"{sink_url}markup.html")
    page.evaluate("scrollTo(0, 2000)")
    assert page.locator(".impact-bar").bounding_box()["y"] < -100  # type: ignore[index]
    context.close()


def test_the_keyboard_reaches_everything_in_order(page: Page, sink_url: str) -> None:
    page.goto(f"{sink_url}money.html")
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("(e => e.className.split(' ')[0] || e.tagName + ':' + e.textContent.trim())(document.activeElement)"),
        )
        assert page.evaluate(
            "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)(getComputedStyle(document.activeElement))"
        ), f"{stops[-1]} does not show that it has the focus"
    assert stops[0] == "impact-skip"
    assert stops[2:6] == ["impact-home", "SUMMARY:Contents", "impact-tool", "impact-tool"]


def test_the_skip_link_leads_to_the_text(page: Page, sink_url: str) -> None:
    page.goto(f"{sink_url}letter.html")
    page.keyboard.press("Tab")
    assert page.locator(".impact-skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_wide_table_scrolls_by_keyboard(browser: Browser, sink_url: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{sink_url}markup.html")
    box = page.locator(".impact-scroll[aria-label='A wide table']")
    box.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 40", arg=box.element_handle())
    context.close()


def test_the_menu_opens_and_closes_by_keyboard(page: Page, sink_url: str) -> None:
    page.goto(f"{sink_url}letter.html")
    menu = page.locator(".impact-menu")
    page.locator(".impact-menu summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "01A letter to our neighbours"
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_everything_is_there_without_script(browser: Browser, sink_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{sink_url}letter.html")
    assert page.locator("h1").is_visible()
    assert not page.locator(".impact-scheme").is_visible()  # a button that could do nothing
    page.locator(".impact-menu summary").click()
    page.locator(".impact-menu a", has_text="The year in numbers").click()
    assert page.url.endswith("numbers.html")
    context.close()


def test_forced_colours_keep_every_word(browser: Browser, sink_url: str) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{sink_url}index.html")
    assert not page.locator(".impact-cover-art").is_visible()
    ground, words = page.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.querySelector('.impact-cover h1')))")
    assert ground != words
    assert page.locator(".impact-cover h1").is_visible()
    context.close()


def test_motion_only_for_those_who_want_it(browser: Browser, sink_url: str) -> None:
    behaviour = {}
    for wish in ("reduce", "no-preference"):
        context = browser.new_context(reduced_motion="reduce" if wish == "reduce" else "no-preference")
        page = context.new_page()
        page.goto(f"{sink_url}letter.html")
        behaviour[wish] = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
        context.close()
    assert behaviour == {"reduce": "auto", "no-preference": "smooth"}
