"""What is read at most, and only from inside the source directory: whatever lies there, reading ends, and says so in one line."""

from __future__ import annotations

import itertools
import os
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_impact.model.limits import COLUMNS, DEPTH, DIGITS, FILE_BYTES, FORMULA_LENGTH, NAMES, NODES, PICTURE_BYTES, PROBLEMS, ROWS
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading import records
from sphinx_impact.model.loading.checks import WaiverRecord
from sphinx_impact.model.loading.csv import parse_csv
from sphinx_impact.model.loading.files import Findings, ReadError, read
from sphinx_impact.model.loading.people import FileRecord
from sphinx_impact.model.loading.sponsors import RollRecord
from sphinx_impact.model.loading.stats import STATS
from sphinx_impact.model.loading.yaml import parse_yaml
from sphinx_impact.model.problems import Code, Origin, Problem, counted
from tests.model.loading.filing import HEAD, REPORT, SHEET, rows, statements, write

if TYPE_CHECKING:
    from pathlib import Path


def said(root: Path, *, previous: str = "") -> list[str]:
    """What is wrong, without what every test here would have to repeat."""
    problems = load_report(root, previous=previous).problems
    assert all(len(str(problem).splitlines()) == 1 and str(problem).isprintable() for problem in problems)
    return rows(problems)


# ---- only regular files inside ----


@pytest.mark.parametrize("name", ["report.yaml", "stats.yaml", "waivers.yaml", "statements/a.csv", "statements/a.yaml"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"statements/a.csv": "section,line,kind,source,2023\nA,B,item,x,1\n", "statements/a.yaml": SHEET})
    (tmp_path / "data" / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / "data" / name)
    assert f"{name}:1 file" in said(tmp_path)


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/hostname"])
@pytest.mark.parametrize("name", ["report.yaml", "sponsors.yaml", "stats/a.yaml", "statements/a.csv"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, name: str, target: str) -> None:
    write(tmp_path, {"stats/b.yaml": "a.b: {label: x, value: 5, source: y}\n", "statements/b.yaml": SHEET})
    (tmp_path / "data" / name).unlink(missing_ok=True)
    (tmp_path / "data" / name).symlink_to(target)
    assert f"{name}:1 path" in said(tmp_path)


def test_a_link_inside_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"shared.txt": "a.b: {label: x, value: 5, source: y}\n"})
    (tmp_path / "data" / "stats.yaml").symlink_to("shared.txt")
    assert load_report(tmp_path).figure("a.b") is not None


def test_a_data_folder_that_leads_out(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"stats.yaml": "a.b: 5\n"})
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "data").symlink_to(tmp_path / "elsewhere" / "data")
    (problem,) = load_report(tmp_path / "source").problems
    assert (problem.origin, problem.code) == (Origin("data", 1), Code.PATH)


def test_a_folder_of_statements_that_leads_out(tmp_path: Path) -> None:
    write(tmp_path / "source", {})
    write(tmp_path / "elsewhere", {"a.csv": HEAD})
    (tmp_path / "source" / "data" / "statements").symlink_to(tmp_path / "elsewhere" / "data")
    assert said(tmp_path / "source") == ["statements:1 path"]


@pytest.mark.parametrize("path", ["../a", "/etc/hostname", "a\0b", "a" * 300, "a/" * 3000, "data", "missing"])
def test_what_cannot_be_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(ReadError) as caught:
        read(tmp_path, path)
    assert caught.value.code in {Code.FILE, Code.PATH}


@pytest.mark.parametrize("path", ["a" * 300, "a\0b", "../../etc/hostname", "/dev/zero", "pipe"])
def test_pictures_and_last_year_s_report(tmp_path: Path, path: str) -> None:
    written = path.replace("\0", "\\0")
    sponsors = f'tiers:\n  - {{name: Gold, sponsors: [{{name: A, logo: "{written}"}}]}}\n'
    report = REPORT + f'previous: "{written}"\n'
    write(tmp_path, {"report.yaml": report, "sponsors.yaml": sponsors, "tieouts.yaml": f'- that: "1 = count({written}.csv)"\n'})
    os.mkfifo(tmp_path / "pipe")
    assert {row.partition(" ")[2] for row in said(tmp_path)} <= {"file", "path", "formula", "value", "yaml"}
    assert any(row.startswith("sponsors.yaml:2 ") for row in said(tmp_path))
    assert said(tmp_path, previous=path)


# ---- names ----


def test_file_names_stay_on_one_line(tmp_path: Path) -> None:
    write(tmp_path, {})
    for name in (b"two\nlines.yaml", b"\xff.yaml", b"\x1b[31mred.yaml"):
        (tmp_path / "data" / os.fsdecode(name)).touch()
    assert said(tmp_path) == ["\\x1b[31mred.yaml:1 file", "two\\x0alines.yaml:1 file", "\\xff.yaml:1 file"]


def test_a_message_is_one_line() -> None:
    problem = Problem(Origin("a\nb", 1), Code.FILE, "one\ntwo\u2028three\udcff\u202efour")
    assert str(problem) == "a\\x0ab:1: one\\x0atwo\\u2028three\\xff\\u202efour [impact.file]"


@pytest.mark.parametrize("name", ["my statement", "a@b", "a/b@c".replace("/", "."), "été", "収益", "two\nlines", "-"])
def test_a_statement_s_name_that_is_no_id(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"statements/{name}.csv": "section,line,kind,source,2023\nA,One,item,words,5\n", f"statements/{name}.yaml": SHEET})
    report = load_report(tmp_path)
    (problem,) = report.problems
    assert problem.code is Code.VALUE
    assert "rename it to" in problem.message
    (id_,) = report.statements
    assert report.figure(f"{id_}.one") is not None


def test_two_names_that_come_to_one_id(tmp_path: Path) -> None:
    table = "section,line,kind,source,2023\nA,One,item,words,5\n"
    write(tmp_path, {"statements/a b.csv": table, "statements/a-b.csv": table, "statements/a b.yaml": SHEET, "statements/a-b.yaml": SHEET})
    assert said(tmp_path) == ["statements/a b.csv:1 value", "statements/a-b.csv:1 duplicate"]


# ---- size ----


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    write(tmp_path, {"stats.yaml": b"#" * (FILE_BYTES + 1), "statements/a.csv": b"," * (FILE_BYTES + 1), "statements/a.yaml": SHEET})
    assert said(tmp_path) == ["statements/a.csv:1 file", "stats.yaml:1 file"]


def test_a_picture_that_is_too_large(tmp_path: Path) -> None:
    write(tmp_path, {"sponsors.yaml": "tiers:\n  - {name: Gold, sponsors: [{name: A, logo: a.png}]}\n"})
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(PICTURE_BYTES + 1)
    assert said(tmp_path) == ["sponsors.yaml:2 file"]


def test_too_many_rows(tmp_path: Path) -> None:
    body = "".join(f"A,L{row},item,l{row},x,1\n" for row in range(ROWS + 5))
    write(tmp_path, {"statements/a.csv": "section,line,kind,id,source,2023\n" + body, "statements/a.yaml": SHEET})
    found, problems = statements(tmp_path)
    assert rows(problems) == [f"statements/a.csv:{ROWS + 2} csv"]
    assert len(found["a"].lines) == ROWS


def test_too_many_columns(tmp_path: Path) -> None:
    write(
        tmp_path, {"statements/a.csv": ",".join(["section", "line", "kind", *map(str, range(COLUMNS))]) + "\n", "statements/a.yaml": SHEET}
    )
    assert said(tmp_path) == ["statements/a.csv:1 csv"]


def test_trailing_commas_are_no_columns(tmp_path: Path) -> None:
    tail = "," * 2 * COLUMNS
    write(tmp_path, {"statements/a.csv": f"section,line,kind,source,2023{tail}\nA,One,item,words,5{tail}\n", "statements/a.yaml": SHEET})
    assert said(tmp_path) == []


def test_too_many_names(tmp_path: Path) -> None:
    names = "".join(f"  s{number}: {{title: x}}\n" for number in range(NAMES + 3))
    write(tmp_path, {"report.yaml": f'organisation: A\nperiods:\n  "2023":\nreporting-period: "2023"\nsources:\n{names}'})
    assert said(tmp_path) == [f"report.yaml:{NAMES + 6} value"]


def test_too_many_nodes() -> None:
    findings = Findings("x.yaml")
    parse_yaml("[" + "a," * (NODES + 5) + "]", findings)
    assert rows(findings.problems) == ["x.yaml:1 yaml"]


def test_too_deep() -> None:
    findings = Findings("x.yaml")
    parse_yaml("[" * (DEPTH + 1), findings)
    assert rows(findings.problems) == ["x.yaml:1 yaml"]


@pytest.mark.parametrize("value", ["9" * (DIGITS + 1), "9" * 100_000, "1" + "0" * 30, "9" * DIGITS + " trillion"])
def test_too_many_digits(tmp_path: Path, value: str) -> None:
    write(tmp_path, {"stats.yaml": f"a.b: {{label: x, source: y, value: {value}}}\n"})
    assert said(tmp_path) == ["stats.yaml:1 number"]


def test_too_long_a_formula(tmp_path: Path) -> None:
    formula = " + ".join(["one"] * FORMULA_LENGTH)
    write(
        tmp_path,
        {
            "statements/a.csv": f"section,line,kind,formula,source,2023\nA,One,item,,x,5\nA,Two,total,{formula},x,5\n",
            "statements/a.yaml": SHEET,
        },
    )
    assert said(tmp_path) == ["statements/a.csv:3 formula"]


# ---- many problems ----


def test_problems_of_one_kind_are_counted(tmp_path: Path) -> None:
    body = "".join(f"A,Line {row},item,x,wrong\n" for row in range(PROBLEMS + 213))
    write(tmp_path, {"statements/a.csv": "section,line,kind,source,2023\n" + body, "statements/a.yaml": SHEET})
    problems = load_report(tmp_path).problems
    assert len(problems) == PROBLEMS + 1
    assert [(problem.more, problem.message.startswith("and 213 more problems")) for problem in problems if problem.more] == [(213, True)]


@pytest.mark.parametrize(
    ("name", "head", "entry", "code"),
    [
        ("stats", "", "a.b{}: x\n", "value"),
        ("stats", "", "b{}: x\n", "key"),
        ("waivers", "", "- [{}]\n", "value"),
        ("sponsors", "tiers:\n- name: A\n  sponsors:\n", "  - nam: {}\n", "missing"),
        ("people", "groups:\n- name: A\n  people:\n", "  - nam: {}\n", "missing"),
    ],
)
def test_a_file_that_is_all_wrong_takes_little_memory(name: str, head: str, entry: str, code: str) -> None:
    many = 2_000
    node = parse_yaml(head + "".join(entry.format(number) for number in range(many)), findings := Findings(f"data/{name}.yaml"))
    kind: Any = {"stats": STATS, "waivers": list[WaiverRecord], "sponsors": RollRecord, "people": FileRecord}[name]
    tracemalloc.start()
    records.read(kind, node, findings)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 600_000
    assert [problem.more for problem in findings.problems if problem.code == code and problem.more] == [many - PROBLEMS]


def test_what_was_counted_can_be_counted_again() -> None:
    many = [Problem(Origin("a", row), Code.NUMBER, "x") for row in range(1, PROBLEMS + 11)]
    other = Problem(Origin("b", 1), Code.NUMBER, "x")
    once = counted([*many, other])
    assert counted(once) == once
    assert [problem.more for problem in counted([*once, Problem(Origin("a", 1), Code.NUMBER, "y")]) if problem.more] == [11]
    assert counted([*many[:PROBLEMS], other, other]) == [*many[:PROBLEMS], other]


def test_a_message_that_nobody_reads_is_not_made() -> None:
    findings = Findings("a")
    made = itertools.count()
    for row in range(1, 2 * PROBLEMS + 1):
        findings.add(row, Code.KEY, lambda: f"message {next(made)}")
    assert next(made) == PROBLEMS
    assert findings.problems[-1].more == PROBLEMS


def test_thousands_of_lines_of_one_label() -> None:
    table = parse_csv("line,2023\n" + "Gifts,5\n" * ROWS, Findings("a"))
    assert table is not None
    assert len(table.rows) == ROWS


# ---- characters that no text has ----


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\a", "\\uFFFE"])
def test_characters_that_are_written_as_escapes(tmp_path: Path, escape: str) -> None:
    write(
        tmp_path,
        {
            "stats.yaml": f'a.b: {{label: "x{escape}y", source: z, value: 5}}\n',
            "people.yaml": f'groups: [{{name: A, people: ["B{escape}"]}}]\n',
        },
    )
    assert {row for row in said(tmp_path) if row.endswith(" yaml")} == {"people.yaml:1 yaml", "stats.yaml:1 yaml"}


@pytest.mark.parametrize("mark", ["\x1b", "\x07", "\x0b", "\ufffe"])
def test_characters_in_a_table(tmp_path: Path, mark: str) -> None:
    write(tmp_path, {"statements/a.csv": f"section,line,kind,source,2023\nA,One{mark},item,words,5\n"})
    assert said(tmp_path) == ["statements/a.csv:2 csv"]


@pytest.mark.parametrize(
    "value",
    ["1e999999999", "-1e-999999999", "9" * 4000, "1" * 200 + ".5", "1e5000000000000000000000", '"\\u0000"', '"\\ud800"', "[" * 100_000],
)
def test_numbers_and_texts_of_last_year_s_report(tmp_path: Path, value: str) -> None:
    write(tmp_path, {"last.json": f'{{"format": 1, "x": {value}'.ljust(20) + ("}" if value[0] != "[" else "")})
    assert said(tmp_path, previous="data/last.json") == ["last.json:1 file"]


def test_periods_at_both_ends_of_the_calendar(tmp_path: Path) -> None:
    report = (
        'organisation: A\ncurrency: USD\nreporting-period: "9999"\nperiods:\n  "9999":\n  "9998":\n  "0001":\n  last: {date: 9999-12-31}\n'
    )
    table = "section,line,kind,id,source,9999,9998,0001\nA,Opening,item,o,x,5,4,1\nA,Change,item,c,x,1,1,3\nA,Closing,result,e,x,6,5,4\n"
    sheet = SHEET + "roll-forward: {opening: o, change: c, closing: e}\n"
    write(tmp_path, {"report.yaml": report, "statements/a.csv": table, "statements/a.yaml": sheet})
    assert said(tmp_path) == []


@pytest.mark.parametrize("about", ["[1]", "{a: b}", "[]", "5 apples", '"\\n5 x"'])
def test_how_near(tmp_path: Path, about: str) -> None:
    write(tmp_path, {"tieouts.yaml": f"- {{that: 1 = 1, about: {about}}}\n"})
    assert [row for row in said(tmp_path) if row.startswith("tieouts.yaml:1 ")]
