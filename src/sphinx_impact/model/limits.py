"""What is read at most. No real report comes near; what goes beyond is refused by name, so that no file can stop a build."""

from __future__ import annotations

from typing import Final

FILE_BYTES: Final = 16 * 2**20
"""Bytes of a data file."""

FILING_BYTES: Final = 64 * 2**20
"""Bytes of a return: those of the largest grantmakers list every grant."""

PICTURE_BYTES: Final = 64 * 2**20
"""Bytes of a picture that a data file or a page names."""

ROWS: Final = 20_000
"""Rows of a CSV file below its header."""

GRANTS: Final = 100_000
"""Rows of ``grants.csv`` below its header."""

COLUMNS: Final = 200
"""Columns of a CSV file."""

CELL_LENGTH: Final = 100_000
"""Characters of a cell of a CSV file."""

NODES: Final = 500_000
"""Keys, texts, lists and mappings of a YAML file."""

DEPTH: Final = 50
"""How deep lists and mappings are nested; what is read needs five levels."""

NAMES: Final = 500
"""Periods, sources, notes, or columns that one file declares."""

FILES: Final = 5_000
"""Files below the data folder."""

DIGITS: Final = 28
"""Digits of a number: more cannot be added up exactly by everything that reads the numbers."""

NUMBER_LENGTH: Final = 1_000
"""Characters of a text that is read as a number."""

FORMULA_LENGTH: Final = 4_000
"""Characters of a formula or a relation."""

PROBLEMS: Final = 50
"""Problems of one kind in one file that are written out; the others are counted."""

MESSAGE_LENGTH: Final = 1_000
"""Characters of a message; what is longer is cut in its middle."""

QUOTED_LENGTH: Final = 60
"""Characters of what was typed that a message repeats."""

WORD_LENGTH: Final = 200
"""Characters of a word in a message, such as the name of a figure; likewise."""

UNPACKED_BYTES: Final = 128 * 2**20
"""Bytes of a spreadsheet that is imported, unpacked: it is a ZIP archive, which can hold a thousand times its size."""

IMPORTED_ROWS: Final = 2_000
"""Rows with something in them of a statement that is imported."""

ARCHIVE_FILES: Final = 100_000
"""Files of a published report that is verified."""

ARCHIVE_BYTES: Final = 4 * 2**30
"""Bytes of all of them, unpacked: an archive can hold a thousand times its size."""
