"""Formulas: read as TeX reads them, set without a script, and loading nothing from elsewhere unless an author wants it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.components.formulas import mathml
from tests.saying import says
from tests.support import sphinx_build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

PAGE = "# F\n\nGrowth is $\\frac12 x < y$.\n\n$$\na = b + c + d + e + f + g\n$$ (sum)\n\nSee {eq}`sum`, not $\\nosuchthing$.\n"
CONF = 'html_theme = "sphinx_impact"\nmyst_enable_extensions = ["dollarmath"]\n'


@pytest.mark.parametrize(
    ("tex", "made"),
    [
        (r"\frac12 x", "<mfrac><mn>1</mn><mn>2</mn></mfrac><mi>x</mi>"),
        (r"\frac 1{20}", "<mfrac><mn>1</mn><mn>20</mn></mfrac>"),
        (r"\frac{\frac34}2 5", "<mfrac><mfrac><mn>3</mn><mn>4</mn></mfrac><mn>2</mn></mfrac><mn>5</mn>"),
        (r"\dfrac a12", "<mi>a</mi><mn>1</mn></mfrac><mn>2</mn>"),
        (r"x^12", "<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>"),
        (r"x_{12}", "<msub><mi>x</mi><mn>12</mn></msub>"),
        (r"\sqrt23", "<msqrt><mn>2</mn></msqrt><mn>3</mn>"),
        ("a=b\n\nc=d", "<mtr><mtd><mi>c</mi>"),
    ],
)
def test_tex_takes_one_digit_where_none_are_in_braces(tex: str, made: str) -> None:
    assert made in re.sub(r"\s*\n\s*", "", mathml(tex, block=True))


def test_pages_set_formulas_without_a_script(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": PAGE}, CONF))
    assert result.warnings == [says("index.md:9 markup: the formula stays as typed: Unknown LaTeX command … mathjax_path")]
    page = result.soup()
    first, second = page.select("math")
    assert (first["alttext"], second["display"]) == (r"\frac12 x < y", "block")
    assert [each["tabindex"] for each in page.select(".impact-formula")] == ["0"]
    assert page.select_one("#equation-sum .eqno a.headerlink") is not None
    assert page.select_one('a[href="#equation-sum"]') is not None
    assert "athjax" not in result.read("index.html").replace("mathjax_ignore", "")


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ('html_math_renderer = "mathjax"\n', "pages with formulas load https://cdn"),
        ('mathjax_path = "mathjax/tex-mml-chtml.js"\n', ""),
        ('extensions += ["sphinx.ext.imgmath"]\n', ""),
        ('html_theme = "alabaster"\n', ""),
    ],
)
def test_what_an_author_chooses_is_kept_and_what_comes_from_elsewhere_is_said(
    make_project: MakeProject, tmp_path: Path, conf: str, said: str
) -> None:
    page = "F\n=\n\nA :math:`x` formula.\n" if "imgmath" not in conf else "F\n=\n"  # which needs LaTeX
    source = make_project({"index.rst": page}, CONF + conf)
    result = sphinx_build(source, "html", out=tmp_path / "out", doctrees=tmp_path / "doctrees", apart=True)
    assert (result.status, result.warnings) == (0, [])
    assert result.log.count("hint: pages with formulas load") == bool(said)
    assert said in result.log
    assert "<math" not in result.read("index.html")
