"""Puts a list of problems on every page of a preview; ``serve`` runs it after each build.

It changes files of the preview's own folder, after Sphinx has written them: nothing of it is in the theme, or in any other build.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import Final

from sphinx_impact.cli.build import problems_in

ID: Final = "impact-preview-problems"
_STYLE: Final = (
    "position:fixed;z-index:9999;inset:auto 1rem 1rem;max-height:40vh;overflow:auto;padding:.75rem 1rem;border:2px solid #b3261e;border-radius:6px;"
    "background:#fff8f7;color:#1f1a19;font:14px/1.5 system-ui,sans-serif"
)
_SCRIPT: Final = (
    "(function(b){var k='impact-preview',t=b.textContent;if(sessionStorage.getItem(k)===t)b.remove();"
    "b.querySelector('button').onclick=function(){sessionStorage.setItem(k,t);b.remove()}})"
    f"(document.getElementById('{ID}'))"
)


def put_on_pages(pages: Path, warnings: str, source: Path) -> int:
    """Put what is wrong on every page; return how many problems there are.

    Args:
        pages: Folder of the preview, written anew by the build before.
        warnings: What Sphinx warned of.
        source: Folder of the report.
    """
    problems = list(dict.fromkeys(problems_in(warnings, source)))
    if problems:
        items = "".join(f'<li style="margin:.25rem 0">{html.escape(problem)}</li>' for problem in problems)
        box = (
            f'<section id="{ID}" aria-label="Problems" style="{_STYLE}"><button type="button" style="float:right;font:inherit">Hide</button>'
            f'<strong>To be mended: {len(problems)}</strong><ul style="margin:.25rem 0 0;padding-left:1.25rem">{items}</ul></section>'
            f"<script>{_SCRIPT}</script>"
        )
        for path in pages.rglob("*.html"):
            head, end, tail = path.read_text(encoding="utf-8").rpartition("</body>")
            if end and ID not in head:
                path.write_text(f"{head}{box}{end}{tail}", encoding="utf-8")
    return len(problems)


if __name__ == "__main__":
    _pages, _warnings, _source = map(Path, sys.argv[1:])
    put_on_pages(_pages, _warnings.read_text(encoding="utf-8") if _warnings.exists() else "", _source)
