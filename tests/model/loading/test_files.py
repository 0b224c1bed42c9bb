"""What can be wrong with any data file: one problem each, at its own row, and the rest is read."""

from __future__ import annotations

import codecs
import csv
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.loading import yaml as yamlfile
from sphinx_impact.model.loading.checks import load_waivers
from sphinx_impact.model.loading.files import Findings, has_many
from sphinx_impact.model.loading.people import load_people
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.sponsors import load_sponsors
from sphinx_impact.model.loading.stats import load_stats, stat_files
from sphinx_impact.model.loading.yaml import Map, Scalar, Seq, parse_yaml
from sphinx_impact.model.names import slug
from tests.model.loading.filing import everything, only, rows, statements, stats, write
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

STAT = """\
a.first:
  label: first
  source: report, page 1
  value: 1
"""
CSV = "section,line,kind,2023\nRevenue,Gifts,item,5\n"
SHEET = "title: Activities\nsource: report, page 2\n"
SPONSORS = "tiers:\n  - name: Gold\n    sponsors: [Acme]\n"
PEOPLE = "groups:\n  - name: Staff\n    people: [Ada]\n"
WAIVERS = "- {check: footing, at: activities.total, difference: 1, reason: misprint}\n"
FILES = {
    "report.yaml": "organisation: X\n",
    "stats.yaml": STAT,
    "stats/more.yaml": STAT.replace("first", "second"),
    "statements/activities.csv": CSV,
    "statements/activities.yaml": SHEET,
    "sponsors.yaml": SPONSORS,
    "people.yaml": PEOPLE,
    "waivers.yaml": WAIVERS,
}
SOUND = {name: text for name, text in FILES.items() if name != "report.yaml"}


def test_sound_files_have_no_problem(tmp_path: Path) -> None:
    assert everything(write(tmp_path, SOUND)) == []


@pytest.fixture(params=FILES)
def name(request: pytest.FixtureRequest) -> str:
    """Each kind of file in turn."""
    return str(request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a sound file of each kind."""
    return write(tmp_path, SOUND)


def of(name: str, root: Path) -> str:
    """The one problem of one file."""
    return only(problem for problem in everything(root) if problem.origin.path == f"data/{name}")


def test_empty(root: Path, name: str) -> None:
    (root / "data" / name).write_bytes(b"")
    assert of(name, root) == says(f"{name}:1 file: empty: write into it what it is for, or delete it")


def test_blank(root: Path, name: str) -> None:
    (root / "data" / name).write_bytes(codecs.BOM_UTF8 + b"\r\n  \r\n")
    assert of(name, root) == says(f"{name}:1 file: empty")


def test_not_utf8(root: Path, name: str) -> None:
    (root / "data" / name).write_bytes(b"# one\n# two\n# caf\xe9\n")
    assert of(name, root) == says(f"{name}:3 file: file")


def test_utf16(root: Path, name: str) -> None:
    (root / "data" / name).write_bytes("title: x\n".encode("utf-16"))
    assert of(name, root) == says(f"{name}:1 file: UTF-16 text: save it with the encoding UTF-8")


def test_binary(root: Path, name: str) -> None:
    (root / "data" / name).write_bytes(b"PK\n\0\0")
    assert of(name, root) == says(f"{name}:2 file: file")


@pytest.mark.parametrize(
    ("lead", "what"), [(b"PK\x03\x04\xff", "a ZIP file"), (b"%PDF-1.7\n", "a PDF"), (b"<!DOCTYPE html>", "a web page")]
)
def test_another_kind_of_file(root: Path, name: str, lead: bytes, what: str) -> None:
    (root / "data" / name).write_bytes(lead)
    assert of(name, root) == says(f"{name}:1 file: this is {what}")


def test_a_folder_in_place_of_a_file(root: Path, name: str) -> None:
    (root / "data" / name).unlink()
    (root / "data" / name).mkdir()
    assert of(name, root) == says(f"{name}:1 file: folder")


def test_a_link_that_leads_nowhere(root: Path, name: str) -> None:
    (root / "data" / name).unlink()
    (root / "data" / name).symlink_to("nowhere")
    assert of(name, root) == says(f"{name}:1 file: exist")


def test_a_link_to_itself(root: Path, name: str) -> None:
    (root / "data" / name).unlink()
    (root / "data" / name).symlink_to(root / "data" / name)
    assert of(name, root).startswith(f"{name}:1: the file cannot be read: ")


def test_byte_order_mark_and_crlf(root: Path, name: str) -> None:
    path = root / "data" / name
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))
    assert everything(root) == []


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert everything(tmp_path) == []
    found, problems = load_profile(tmp_path, "data")
    assert (found.organisation, found.periods, found.reporting_period, problems) == ("", {}, None, [])
    assert load_sponsors(tmp_path, "data") == (None, [])
    assert load_people(tmp_path, "data") == ({}, [])
    assert load_waivers(tmp_path, "data") == ([], [])


def test_a_file_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    found, _ = load_profile(tmp_path, "data")
    assert only(load_stats(tmp_path, "data/none.yaml", found)[1]) == says("none.yaml:1 file: exist")


def test_data_files_stay_in_the_source_directory(tmp_path: Path) -> None:
    (tmp_path / "stats.yaml").write_text(STAT)
    (tmp_path / "docs").mkdir()
    found, _ = load_profile(tmp_path / "docs", "data")
    for path in ("../stats.yaml", "data/../../stats.yaml", str(tmp_path / "stats.yaml")):
        loaded, problems = load_stats(tmp_path / "docs", path, found)
        assert loaded == {}
        assert [problem.code for problem in problems] == ["path"]


def test_a_file_with_the_other_suffix_is_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"stats/a.yml": STAT, "stats/.hidden.yaml": "", "stats/notes.txt": ""})
    assert stat_files(tmp_path, "data") == ["data/stats/a.yml"]
    found, problems = stats(tmp_path)
    assert list(found) == ["a.first"]
    assert only(problems) == says("stats/a.yml:1 file: files")


# ---- YAML ----

BROKEN = {
    "an unclosed quotation mark": ('a.x:\n  label: "open\n  value: 1\n', 2, "never closed"),
    "an unclosed bracket": ("a.x:\n  label: y\n  values: {a: 1\na.y: 2\n", 3, "the bracket that opens here"),
    "a tab": ("a.x:\n\tlabel: y\n", 2, "indent with spaces"),
    "a colon in a text": ("a.x:\n  label: y\n  note: so: what\n", 3, "quotation marks"),
    "a missing colon": ("a.x:\n  label: y\n  value 1\n  source: z\n", 3, "a colon is missing"),
    "a wrong indentation": ("a.x:\n  label: y\n value: 1\n", 3, "indentation"),
    "a lone hyphen": ("a.x:\n  label: y\n  value: -\n", 3, "put a lone hyphen into quotation marks"),
    "an at sign": ("a.x:\n  label: @y\n", 2, "quotation marks"),
    "a character of control": ("a.x:\n  label: y\n  note: \x07\n", 3, "U+0007"),
}


@pytest.fixture(params=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers that PyYAML may come with."""
    if request.param == "pure":
        monkeypatch.setattr(yamlfile, "LOADER", yaml.SafeLoader)
    else:
        assert yamlfile.LOADER is yaml.CSafeLoader
    return str(request.param)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("text", "row", "cure"), BROKEN.values(), ids=BROKEN)
def test_broken_yaml(tmp_path: Path, text: str, row: int, cure: str) -> None:
    found, problems = stats(write(tmp_path, {"stats.yaml": STAT + text}))
    assert [problem for problem in problems if problem.code == "yaml"]
    problem = next(problem for problem in problems if problem.code == "yaml")
    assert str(problem.origin) == f"data/stats.yaml:{row + 4}"
    assert cure in problem.message
    assert list(found)[:1] == (["a.first"] if "U+" not in cure else [])
    assert len([problem for problem in problems if problem.code == "yaml"]) == 1


@pytest.mark.usefixtures("loader")
def test_anchors_aliases_merge_keys_and_tags(tmp_path: Path) -> None:
    found, problems = stats(
        write(
            tmp_path,
            {
                "stats.yaml": """\
                a.one: &one
                  label: one
                  source: &s report, page 1
                  value: 1
                a.two:
                  <<: *one
                  label: two
                  source: *s
                  value: 2
                a.three:
                  <<: {label: three}
                  label: !!str three
                  source: report
                  value: *gone
                a.four: *one
                """
            },
        )
    )
    assert rows(problems) == [
        "stats.yaml:1 yaml",
        "stats.yaml:3 yaml",
        "stats.yaml:5 source",
        "stats.yaml:6 yaml",
        "stats.yaml:8 yaml",
        "stats.yaml:11 yaml",
        "stats.yaml:12 yaml",
        "stats.yaml:14 yaml",
        "stats.yaml:15 yaml",
    ]
    assert [stat.label.text for stat in found.values()] == ["one", "two", "three"]
    assert found["a.three"].values[0].value is None


@pytest.mark.usefixtures("loader")
def test_duplicate_keys(tmp_path: Path) -> None:
    found, problems = stats(
        write(
            tmp_path, {"stats.yaml": STAT + "a.first:\n  label: again\n  value: 2\na.b:\n  label: x\n  source: y\n  label: z\n  value: 3\n"}
        )
    )
    assert [str(problem) for problem in problems] == [
        says("data/stats.yaml:5 duplicate: “a.first”"),
        says("data/stats.yaml:11 duplicate: “label”"),
    ]
    assert [stat.label.text for stat in found.values()] == ["first", "x"]


@pytest.mark.usefixtures("loader")
def test_a_second_document(tmp_path: Path) -> None:
    found, problems = stats(write(tmp_path, {"stats.yaml": STAT + "---\na.b: 5\n---\n"}))
    assert only(problems) == says("stats.yaml:5 yaml: second document")
    assert list(found) == ["a.first"]


@pytest.mark.usefixtures("loader")
def test_keys_that_are_no_text(tmp_path: Path) -> None:
    found, problems = stats(write(tmp_path, {"stats.yaml": STAT + "? [a, b]\n: 5\n"}))
    assert only(problems) == says("stats.yaml:5 yaml: text")
    assert list(found) == ["a.first"]


def test_comments_alone(tmp_path: Path) -> None:
    write(tmp_path, {"stats.yaml": "# nothing yet\n"})
    assert only(stats(tmp_path)[1]) == says("stats.yaml:1 file: comments")


def test_scalars_stay_text() -> None:
    findings = Findings("x.yaml")
    node = parse_yaml("country: NO\nyear: 2023\nzip: 007\nyes: on\ndate: 2023-01-01\nempty:\nnull: ~\nquoted: ''\n", findings)
    assert isinstance(node, Map)
    assert findings.problems == []
    assert all(isinstance(value, Scalar) for value in node.values())
    assert {key: (value, value.row) for key, value in node.items()} == {
        "country": ("NO", 1),
        "year": ("2023", 2),
        "zip": ("007", 3),
        "yes": ("on", 4),
        "date": ("2023-01-01", 5),
        "empty": ("", 6),
        "null": ("", 7),
        "quoted": ("", 8),
    }


@pytest.mark.usefixtures("loader")
def test_what_is_nested_too_deeply_is_not_read_to_its_end() -> None:
    findings = Findings("x.yaml")
    node = parse_yaml("- a\n- " + "[" * 1000 + "]" * 1000, findings)
    assert isinstance(node, Seq)
    assert [(item, item.row) for item in node] == [("a", 1)]
    assert only(findings.problems) == says("x.yaml:2 yaml: nested too deeply")


@given(st.text(alphabet="ab:-[]{}\"'#&*!|> \n\t%@,?~<", max_size=40))
def test_nothing_is_raised_whatever_the_yaml(text: str) -> None:
    findings = Findings("x.yaml")
    node = parse_yaml(text, findings)
    assert node is not None or findings.problems
    assert all(1 <= problem.origin.line <= text.count("\n") + 1 for problem in findings.problems)


# ---- CSV ----


def test_broken_csv_goes_on_with_the_next_row(tmp_path: Path) -> None:
    found, problems = statements(
        write(
            tmp_path,
            {"statements/a.yaml": SHEET, "statements/a.csv": CSV + 'Revenue,"Fees"x,item,1\nRevenue,Dues,item,2\nRevenue,"Lost,item,3\n'},
        )
    )
    assert [str(problem) for problem in problems] == [
        says("data/statements/a.csv:3 csv: quotation"),
        says("data/statements/a.csv:5 csv: quotation"),
    ]
    assert [line.id for line in found["a"].lines] == ["gifts", "dues"]


def test_rows_are_those_of_the_file(tmp_path: Path) -> None:
    found, problems = statements(
        write(
            tmp_path,
            {"statements/a.yaml": SHEET, "statements/a.csv": '\nsection,line,kind,2023\n\nA,"Long\nlabel",item,x\n,,,\nA,Short,item,y\n'},
        )
    )
    assert rows(problems) == ["statements/a.csv:4 number", "statements/a.csv:7 number"]
    assert [line.origin.line for line in found["a"].lines] == [4, 7]


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])
def test_a_cell_of_a_whole_book(tmp_path: Path, limit: int) -> None:
    """Whatever limit other packages have set for the whole process."""
    before = csv.field_size_limit(limit)
    found, problems = statements(
        write(tmp_path, {"statements/a.yaml": SHEET, "statements/a.csv": CSV + f"Revenue,{'x' * 200_000},item,1\nRevenue,Dues,item,2\n"})
    )
    csv.field_size_limit(before)
    assert only(problems) == says("statements/a.csv:3 csv: cannot be read … 100,000")
    assert [line.id for line in found["a"].lines] == ["gifts", "dues"]


# ---- words ----


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Total Revenue", "total-revenue"),
        ("Contributions, Membership Dues, & Grants", "contributions-membership-dues-grants"),
        ("Débora’s Gebühren", "deboras-gebuhren"),
        ("Łódź / Straße", "lodz-strasse"),
        ("  (2FA)  ", "2fa"),
        ("収益", "u53ceu76ca"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_word_is_said_of_much_data_only(tmp_path: Path) -> None:
    assert not has_many(write(tmp_path, FILES), "data")
    assert not has_many(tmp_path, "elsewhere")
    write(tmp_path, {f"stats/s{number}.yaml": STAT for number in range(100)})
    assert has_many(tmp_path, "data")
