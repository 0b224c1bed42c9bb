"""From the report's data to a data package: exact, stable, safe, and valid by the tools of others."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.export.csv_tables import defused
from sphinx_impact.model.json_text import plain, read_json, write_json
from sphinx_impact.model.names import table_names
from tests.model.export.sample import FILES, REPORT, document, export, faults, figure, put
from tests.support import ROOT, write_project

if TYPE_CHECKING:
    from pathlib import Path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("source", [ROOT / "report", ROOT / "docs", ROOT / "tests" / "data" / "lantern"], ids=lambda path: path.name)
def test_the_export_is_valid(source: Path, tmp_path: Path) -> None:
    assert faults(put(export(source), tmp_path)) == []


def test_an_invalid_export_is_found(tmp_path: Path) -> None:
    """The checks of the other tests can fail."""
    folder = put(export(ROOT / "report"), tmp_path)
    stats = folder / "stats.csv"
    stats.write_text(stats.read_text(encoding="utf-8").replace(",697000,", ",many,"), encoding="utf-8")
    report = folder / "report.json"
    report.write_text(report.read_text(encoding="utf-8").replace('"value": 697000,', '"value": "many",', 1), encoding="utf-8")
    found = faults(folder)
    assert any('"many"' in fault for fault in found)
    assert any("'many' is not" in fault for fault in found)


def test_amounts_are_exact(tmp_path: Path) -> None:
    folder = put(export(write_project(tmp_path / "source", FILES)), tmp_path / "out")
    assert figure(document(folder), "books.value@2023")["value"] == Decimal("12345678901234567890.1234567")
    assert '"value": 12345678901234567890.1234567,' in (folder / "report.json").read_text(encoding="utf-8")
    values = {row["address"]: row["value"] for row in rows((folder / "stats.csv").read_text(encoding="utf-8"))}
    assert values["books.value@2023"] == "12345678901234567890.1234567"
    assert figure(document(folder), "activities.gifts@2023")["value"] == 10500


def test_a_statement_has_full_units_beside_what_is_printed() -> None:
    files = export(ROOT / "report")
    activities = {row["id"]: row for row in rows(files["statements/activities.csv"])}
    assert (activities["net-income"]["2023"], activities["net-income"]["2023 as printed"]) == ("-152000", "(152)")
    assert activities["total-revenue"]["2022 as printed"] == "4,083"
    # Where a difference is accepted, the number is what sums use, and the print what was printed; the note says why.
    total = {row["id"]: row for row in rows(files["statements/position.csv"])}["total-net-assets"]
    assert (total["2022"], total["2022 as printed"]) == ("4797000", "4,769")
    assert total["note"].startswith("Only the sum of the parts")
    shares = {row["id"]: row for row in rows(files["statements/program-expenses.csv"])}
    assert (shares["pycon-us"]["share"], shares["pycon-us"]["share as printed"]) == ("60.5", "60.5%")
    assert (shares["awards"]["share"], shares["awards"]["share as printed"]) == ("", "N/A")


def test_the_fields_have_types_and_units() -> None:
    package = json.loads(export(ROOT / "report")["datapackage.json"])
    resources = {resource["name"]: resource for resource in package["resources"]}
    fields = {field["name"]: field for field in resources["statement-program-expenses"]["schema"]["fields"]}
    assert (fields["2023"]["type"], fields["2023"]["unit"]) == ("number", "USD")
    assert (fields["share"]["type"], fields["share"]["unit"]) == ("number", "percent")
    assert fields["share as printed"]["type"] == "string"
    assert resources["statement-activities"]["schema"]["primaryKey"] == ["id"]
    assert resources["stats"]["schema"]["primaryKey"] == ["address"]
    assert {"sponsors", "people", "periods", "sources", "report", "report-schema"} < set(resources)


def test_all_of_the_data_is_there() -> None:
    files = export(ROOT / "report")
    assert [row["sponsor"] for row in rows(files["sponsors.csv"])][:2] == ["Google", "Fastly"]
    assert len(rows(files["sponsors.csv"])) == 24
    assert "Deb Nicholson" in {row["name"] for row in rows(files["people.csv"])}
    assert {row["id"] for row in rows(files["sources.csv"])} >= {"report", "html"}
    read = json.loads(files["report.json"])
    assert {tier["name"] for tier in read["sponsors"]["tiers"]} == {"Visionary", "Sustainability", "Maintaining", "Contributing"}
    assert any(erratum["figures"] == ["position.total-net-assets@2022"] and erratum["printed"] for erratum in read["errata"])
    about = figure(read, "pypi.downloads@2023")
    assert about["qualifier"] == "at least"
    assert about["display"] == "at least 284 billion"
    assert about["source"]["place"] == "page 16"


def test_two_exports_are_the_same_byte_by_byte(tmp_path: Path) -> None:
    copy = shutil.copytree(ROOT / "report" / "data", tmp_path / "elsewhere" / "data").parent
    first, second = export(ROOT / "report"), export(copy)
    assert first == second
    assert list(first) == list(second)
    assert all(text.endswith("\n") and "\r" not in text for text in first.values())


# ---- safe in a spreadsheet ----


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1+cmd", "'+1+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-", "'-"),
        ("＝1", "'＝1"),
        ("-152", "-152"),
        ("+0.5", "+0.5"),
        ("(152)", "(152)"),
        ("–", "–"),
        ("Ada = Grace", "Ada = Grace"),
        ("", ""),
    ],
)
def test_formulas_are_defused(text: str, written: str) -> None:
    assert defused(text) == written


@given(st.text())
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    written = defused(text)
    assert written in {text, f"'{text}"}
    if written.startswith(("=", "+", "-", "@", "\t", "\r")):
        Decimal(written)  # what may begin so is a number


def test_formulas_in_names_are_defused_in_every_table(tmp_path: Path) -> None:
    evil = "=cmd|' /C calc'!A0"
    source = write_project(
        tmp_path / "source",
        {
            "data/report.yaml": REPORT,
            "data/sponsors.yaml": f'tiers:\n  - {{name: "{evil}", sponsors: ["{evil}"]}}\n',
            "data/people.yaml": f'groups:\n  - {{id: staff, name: "{evil}", people: [{{name: "{evil}", role: "@x"}}]}}\n',
            "data/stats.yaml": f'a.b: {{label: "{evil}", unit: "+x", value: -5, source: "{evil}", note: "-x"}}\n',
            "data/statements/a.csv": f"section,line,kind,2023\n{evil},{evil},item,-1\n",
            "data/statements/a.yaml": "title: A\nsource: audit\n",
        },
    )
    files = export(source)
    cells = [cell for name, text in files.items() if name.endswith(".csv") for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells.count(f"'{evil}") >= 7
    assert {cell for cell in cells if cell.startswith(("=", "+", "-", "@"))} == {"-5", "-1"}
    assert faults(put(files, tmp_path / "out")) == []


# ---- whatever the data are ----


def test_mistakes_in_the_data_never_break_the_export(tmp_path: Path) -> None:
    source = write_project(
        tmp_path / "source",
        {
            "data/report.yaml": "organisation: X\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': }\nsources: {bad: {}}\n",
            "data/stats.yaml": "a.b: {label: L, unit: u, value: 12,5}\na.c: {label: L, unit: u, value: many, period: '1999'}\na.d: 5\n",
            "data/statements/twice.csv": "section,line,kind,2023\nA,Gifts,item,x\nA,Gifts,item,2\nA,Total,total,9\n",
            "data/statements/id.csv": "section,line,kind,2023,id/x\nA,B,item,1,2\n",
            "data/statements/Größe 1.csv": "section,line,kind,2023\nA,B,item,1\n",
            "data/sponsors.yaml": "tiers: 5\n",
        },
    )
    files = export(source)
    assert faults(put(files, tmp_path / "out")) == []
    codes = {problem["code"] for problem in json.loads(files["report.json"])["problems"]}
    assert {"number", "duplicate"} <= codes


def test_statements_never_share_a_table() -> None:
    assert table_names(["a b", "a-b", "日本", "中国"]) == {
        "a b": "statements/a-b.csv",
        "a-b": "statements/a-b-2.csv",
        "日本": "statements/u65e5u672c.csv",
        "中国": "statements/u4e2du56fd.csv",
    }


# ---- JSON ----


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_as_they_were(number: Decimal) -> None:
    text = write_json([number], depth=0)
    (back,) = read_json(text)
    assert Decimal(back) == number
    assert "e" not in plain(number).lower()


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_json_is_json(value: object) -> None:
    for depth in (0, 1, 9):
        assert json.loads(write_json(value, depth=depth)) == value


def test_each_record_stands_in_one_line() -> None:
    lines = export(ROOT / "report")["report.json"].splitlines()
    assert sum('"address": "pypi.downloads@2023"' in line for line in lines) == 1
    assert all(json.loads(line.strip().rstrip(",")) for line in lines if line.startswith("    {"))


def test_the_schema_forbids_what_it_does_not_know() -> None:
    schema = json.loads(export(ROOT / "report")["report.schema.json"])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert all(entry.get("additionalProperties") is False for entry in schema["$defs"].values() if entry["type"] == "object")
    assert schema["$defs"]["FigureEntry"]["properties"]["value"]["anyOf"] == [{"type": "number"}, {"type": "null"}]
    assert set(schema["required"]) == set(schema["properties"])
