"""When our handlers run among those of Sphinx and of other extensions: the lower number first, 500 where nothing is said."""

from __future__ import annotations

from typing import Final

BEFORE_OTHERS: Final = 400
"""At ``doctree-resolved``, photographs stand in the tree, and downloads on covers, before the theme adds to them; at ``html-page-context``, a page names its share card
before sphinxext.opengraph looks for one."""

BEFORE_READING: Final = 900
"""At ``env-before-read-docs``, directives are registered when others have said what is read."""

BEFORE_EPUB_SETTINGS: Final = 600
"""At ``config-inited``, our defaults are set before Sphinx converts ``epub_css_files``, at 800."""

PAGE_FILES: Final = 900
"""At ``html-page-context``, style sheets and scripts are chosen when other extensions have added theirs."""

PAGE_THEME: Final = 910
"""Then the theme chooses among what is left, and writes the head of the page."""

PAGE_DATA: Final = 920
"""Then the page tells of its data: of the report itself only where the theme has not."""

AFTER_OTHERS: Final = 900
"""At ``build-finished``, the sitemap is told of the pages of figures when whatever writes it has."""

PAGE_CARD: Final = 930
"""Last, the page gets the tags of its share card that nobody has written."""

MANIFEST: Final = 10_000
"""At ``build-finished``, fingerprints are taken when everybody else has written what they write."""

AT_LAST: Final = 10_001
"""At ``build-finished``, Python collects garbage as it did before."""
