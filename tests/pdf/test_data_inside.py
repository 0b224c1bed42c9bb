"""The data inside a PDF, and the command that compares them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pikepdf

from sphinx_impact.__main__ import main
from sphinx_impact.cli.verify import attached
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Site


def test_the_website_has_the_same_data(report_pdf: Path, report_site: Site) -> None:
    inside = attached(report_pdf)
    folder = report_site().outdir / "data"
    there = {str(path.relative_to(folder)).replace("/", "-"): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert set(inside) == set(there)
    assert {name for name, data in inside.items() if data != there[name]} <= {"datapackage.json"}
    assert {each["path"] for each in json.loads(inside["datapackage.json"])["resources"]} == set(inside) - {"datapackage.json"}


def test_the_files_belong_to_the_document(report_tags: pikepdf.Pdf) -> None:
    files = list(report_tags.Root.AF)
    assert len(files) == len(report_tags.attachments) == len({each.objgen for each in files})
    assert {str(each.AFRelationship) for each in files} == {"/Data"}


def test_verify_finds_that_they_agree(report_pdf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(report_pdf), str(ROOT / "report")]) == 0
    assert "166 figures" in capsys.readouterr().out


def test_verify_finds_what_was_changed(report_pdf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "report"
    shutil.copytree(ROOT / "report", source, ignore=shutil.ignore_patterns("_build"))
    stats = source / "data" / "statements" / "activities.csv"
    stats.write_text(stats.read_text(encoding="utf-8").replace("2859", "2860"), encoding="utf-8")
    assert main(["verify", str(report_pdf), str(source)]) == 1
    assert "2,860" in capsys.readouterr().out
    changed = tmp_path / "changed.pdf"
    with pikepdf.open(report_pdf) as pdf:
        del pdf.attachments["stats.csv"]
        pdf.attachments["stats.csv"] = b"key,value\n"
        pdf.save(changed)
    assert main(["verify", str(changed), str(ROOT / "report")]) == 1
    assert "stats.csv inside is not the file" in capsys.readouterr().out


def test_verify_says_what_it_cannot_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty, text = tmp_path / "empty.pdf", tmp_path / "text.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(empty)
    text.write_text("no PDF", encoding="utf-8")
    for path, said in (
        (empty, "has no report.json inside"),
        (text, "cannot be read as a PDF"),
        (tmp_path / "none.pdf", "there is no file"),
    ):
        assert main(["verify", str(path), str(ROOT / "report")]) == 2
        assert said in capsys.readouterr().err
