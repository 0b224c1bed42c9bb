"""Any CSV file below the data folder whose rows are counted, or whose numbers are added up."""

from __future__ import annotations

import posixpath
from pathlib import Path

from sphinx_impact.model.loading.csvfile import parse_csv
from sphinx_impact.model.loading.files import Findings, exists, leads_out, listing, read_text
from sphinx_impact.model.nearest import hint
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.quantities import quoted
from sphinx_impact.model.relations import Listed


def load_list(root: Path, data: str, name: str, origin: Origin) -> tuple[Listed | None, list[Problem]]:
    """Load a CSV file.

    Args:
        name: Its path below the folder `data`.
        origin: Where it is named.
    """
    path = posixpath.normpath(posixpath.join(data, name))
    findings = Findings(path)
    if leads_out(name):
        return None, [Problem(origin, Code.PATH, f"{quoted(name)} leads out of {data}: keep data files inside it")]
    if not exists(root, path):
        beside = [posixpath.relpath(other, data) for other in listing(root, posixpath.dirname(path), ".csv")]
        return None, [Problem(origin, Code.FILE, f"there is no file {path} to count rows of{hint(name, beside)}")]
    text = read_text(root, path, findings)
    table = parse_csv(text, findings) if text is not None else None
    if table is None:
        return None, findings.sorted()
    rows = tuple((row.cells, findings.origin(row.row)) for row in table.rows)
    return Listed(table.header, rows, findings.origin(table.row), table.mark), findings.sorted()
