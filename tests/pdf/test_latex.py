"""What LaTeX is given: the second way to a PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Site


def test_statements_are_ruled_and_amounts_stand_to_the_right(report_site: Site) -> None:
    folder = report_site("latex").outdir
    style = (folder / "sphinx_impact.sty").read_text(encoding="utf-8")
    tex = (folder / "report.tex").read_text(encoding="utf-8")
    assert "\\usepackage{sphinx_impact}" in tex
    wanted = set(re.findall(r"\\DUrole\{(impact-(?:label|ruled|double))\}", tex))
    assert wanted == {"impact-label", "impact-ruled", "impact-double"}
    assert all(f"\\csname DUrole{name}\\endcsname" in style for name in wanted)
    assert re.search(r"\\DUrole\{impact-double\}\{\\DUrole\{impact-figure\}\{\\\$\(152\)", tex)
    assert re.search(r"\\DUrole\{impact-ruled\}\{\\DUrole\{impact-figure\}\{4,356", tex)
    assert "\\impactindent{1}Program service revenue" in tex
    tables = re.findall(r"\\begin\{tabular[y]?\}.*?\{(.*)\}\n", tex)
    assert len(tables) > 5
    assert all(columns.endswith("r") for columns in tables)
