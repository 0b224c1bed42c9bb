"""The table of contents follows the order of reading."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from sphinx_impact.epub.navigation import Entry, contents
from sphinx_impact.epub.page import Page

pytestmark = pytest.mark.matrix


def page(href: str, *ids: str) -> Page:
    places = "".join(f'<p id="{each}"/>' for each in ids)
    return Page(href, ET.fromstring(f"<html><body>{places}</body></html>"))


def test_pages_below_a_section_stand_behind_all_sections_of_their_page() -> None:
    files = {each.href: each for each in (page("part.xhtml", "a", "deep", "b"), page("child.xhtml", "c"), page("end.xhtml"))}
    listed = [
        (1, "part.xhtml"),
        (2, "part.xhtml#a"),
        (3, "child.xhtml"),
        (4, "child.xhtml#c"),
        (3, "part.xhtml#deep"),
        (2, "part.xhtml#b"),
        (1, "end.xhtml"),
    ]
    found = contents([{"level": level, "refuri": uri, "text": uri} for level, uri in listed], files, 9)

    def tree(entries: list[Entry]) -> list[object]:
        return [each if not below else [each, *below] for each, below in ((entry.text, tree(entry.children)) for entry in entries)]

    assert tree(found) == [
        ["part.xhtml", ["part.xhtml#a", "part.xhtml#deep"], "part.xhtml#b", ["child.xhtml", "child.xhtml#c"]],
        "end.xhtml",
    ]
