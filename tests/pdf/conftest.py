"""PDF files that several tests look at, each built once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from filelock import FileLock
from PIL import Image

from tests import support

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Site

GERMAN = {
    "data/report.yaml": """\
organisation: Laternenstiftung
title: Jahresbericht 2024
currency: EUR
reporting-period: "2024"
sources:
  abschluss: {title: Abschluss 2024}
periods:
  "2020": {start: 2020-01-01, end: 2020-12-31}
  "2021": {start: 2021-01-01, end: 2021-12-31}
  "2022": {start: 2022-01-01, end: 2022-12-31}
  "2023": {start: 2023-01-01, end: 2023-12-31}
  "2024": {start: 2024-01-01, end: 2024-12-31}
""",
    "data/statements/activities.yaml": "title: Tätigkeitsrechnung\ntype: activities\nscale: thousands\nsource: abschluss\n",
    "data/statements/activities.csv": """\
section,line,kind,2020,2021,2022,2023,2024
Erträge,Spenden und Zuwendungen der öffentlichen Hand,item,1200,1300,1250,1400,1525
Erträge,Beiträge,item,300,310,305,320,333
Erträge,Summe der Erträge,total,1500,1610,1555,1720,1858
Aufwendungen,Programme,item,900,1100,1400,1500,1450
Aufwendungen,Summe der Aufwendungen,total,900,1100,1400,1500,1450
""",
    "index.md": "# Jahresbericht 2024\n\n```{report-cover}\n:picture: foto.jpg\n:alt: Ein Regal\n```\n\nEine Stiftung für Bibliotheken.\n\n```{toctree}\n:numbered:\n\nzahlen\nbilder\n```\n",
    "zahlen.md": """\
---
standfirst: Fünf Jahre nebeneinander.
---
# Zahlen

Siehe [](bilder.md), $a^2$ und {eq}`summe`.[^a] Noch einmal.[^a] <span lang="en">English words.</span>

```{financial-table} activities
:columns: 2020, 2021, 2022, 2023, 2024
```

```{math}
:label: summe
a + b
```

Begriff
: Eine Erklärung.

[^a]: Eine Anmerkung mit [Verweis](https://example.org/anmerkung).
""",
    "data/sponsors.yaml": "tiers: [{name: Gold, sponsors: [{name: Eine Firma, logo: logo.svg}]}]\n",
    "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" viewBox="0 0 200 60"><path d="M0 0h200v60H0z"/></svg>',
    "bilder.md": "# Bilder\n\n![Ein Verlauf](foto.jpg)\n\n![](foto.jpg)\n\n```{page-band} Ein Band\n:picture: foto.jpg\n\nWorte.\n```\n\n# Nachtrag\n\nAm Ende.\n\n```{sponsor-list}\n```\n",
}
GERMAN_CONF = """\
language = "de"
myst_enable_extensions = ["deflist", "dollarmath"]
html_theme = "alabaster"
numfig = True
impact_state = "draft"
impact_pdf_bleed = True
"""
ARABIC = {
    "index.rst": "تقرير الأثر السنوي\n==================\n\nهذه المؤسسة تعمل من أجل المكتبات. [#a]_\n\n.. toctree::\n\n   one\n\n.. [#a] ملاحظة.\n",
    "one.rst": "الفصل الأول\n===========\n\n- بند أول\n- `الموقع <https://example.org/>`_\n\n=====  =====\nالسنة  العدد\n=====  =====\n2023   120\n2024   150\n=====  =====\n\n"
    ".. financial-table:: قائمة\n   :currency: AED\n\n   section,line,kind,2024\n"
    + "".join(f"   أ,بند {row},item,{row}\n" for row in range(60))
    + "\n.. csv-table::\n\n   "
    + ",".join(str(each * 1234567) for each in range(1, 13))
    + "\n",
}


def photograph() -> bytes:
    """A photograph of 1200 by 800 pixels."""
    made = io.BytesIO()
    Image.radial_gradient("L").resize((1200, 800)).convert("RGB").save(made, "JPEG", quality=80)
    return made.getvalue()


def built(source: Path, folder: Path) -> support.Result:
    """Build a project as a PDF, apart, since WeasyPrint leaves a file of its own open, which Python tells of when it ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", support.EPOCH)
        return support.sphinx_build(source, "impactpdf", out=folder / "pdf", doctrees=folder / "doctrees", apart=True)


def built_once(shared_dir: Path, name: str, files: dict[str, str | bytes], conf: str) -> support.Result:
    """Build a project as a PDF, once for all workers."""
    folder = shared_dir / f"pdf-{name}"
    with FileLock(shared_dir / f"pdf-{name}.lock"):
        said = shared_dir / f"pdf-{name}.txt"
        if not said.exists():
            source = support.write_project(folder / "source", files, conf)
            made = built(source, folder)
            assert made.status == 0, made.log
            said.write_text("\n".join(made.warnings), encoding="utf-8")
        return support.Result(folder / "pdf", folder / "doctrees", said.read_text(encoding="utf-8").splitlines(), 0)


def file_of(result: support.Result) -> Path:
    """The one PDF of an output."""
    (path,) = (each for each in result.outdir.iterdir() if not each.name.startswith("."))
    assert path.suffix == ".pdf"
    return path


@pytest.fixture(scope="session")
def german(shared_dir: Path) -> support.Result:
    """Five columns, photographs, also as ground of cover and band, a formula, notes, bleed, a draft; under another theme."""
    return built_once(shared_dir, "german", {**GERMAN, "foto.jpg": photograph()}, GERMAN_CONF)


@pytest.fixture(scope="session")
def arabic(shared_dir: Path) -> support.Result:
    return built_once(shared_dir, "arabic", {**ARABIC}, 'language = "ar"\n')


@pytest.fixture(scope="session")
def report_pdf(report_site: Site) -> Path:
    """``report/`` as a PDF."""
    return file_of(report_site("impactpdf"))


@pytest.fixture(scope="session")
def report_tags(report_pdf: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(report_pdf) as pdf:
        yield pdf


@pytest.fixture(scope="session")
def report_pages(report_pdf: Path) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(report_pdf)
    yield document
    document.close()
