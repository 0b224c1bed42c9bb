"""What an import writes: our own files, with where they come from said above, and never over what somebody wrote by hand."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from sphinx_impact import __version__
from sphinx_impact.importing.cells import RefusedError
from sphinx_impact.importing.yaml_edit import Editing, entries
from sphinx_impact.model.history.publication import today
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.statements import KNOWN
from sphinx_impact.model.names import free, slug
from sphinx_impact.model.numbers.parse import NumberError, parse_amount, separator_of
from sphinx_impact.model.problems import Problem, one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from sphinx_impact.importing.statement import Understood

_MADE: Final = "# Imported by sphinx-impact"
_PLAIN: Final = re.compile(r"[A-Za-z][\w .,'()&/%+-]*[\w.)%]|[A-Za-z]")
_NAME: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_RESERVED: Final = frozenset("yes no true false null on off y n".split())


@dataclasses.dataclass(frozen=True, slots=True)
class Provenance:
    """Where an import comes from.

    Attributes:
        name: Of the file, and of the sheet in it, as a source says it.
        digest: Its SHA-256.
    """

    name: str
    digest: str

    @classmethod
    def of(cls, path: Path, data: bytes, sheet: str = "") -> Provenance:
        """The origin of a file that was read."""
        return cls(one_line(path.name + (f", sheet “{sheet}”" if sheet else "")), hashlib.sha256(data).hexdigest())

    def comment(self) -> str:
        """Two lines of comment for a YAML file."""
        return f"{_MADE} {__version__} from {self.name}, on {today()}\n# SHA-256 of that file: {self.digest}\n"


def imported_from(text: str) -> str:
    """The name of the file that a YAML file was imported from; empty where no import wrote it."""
    found = re.match(rf"{re.escape(_MADE)} \S+ from (.*), on [0-9-]+\n", text.lstrip("\ufeff"))
    return found[1].partition(", sheet “")[0] if found else ""


def with_comment(text: str, origin: Provenance) -> str:
    """A YAML file with the comment of the newest import above it."""
    rest = re.sub(rf"\A{re.escape(_MADE)}.*\n(?:# SHA-256.*\n)?", "", text.lstrip("\ufeff"))
    return origin.comment() + rest


def scalar(text: str) -> str:
    """A text as a YAML scalar, in quotation marks where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED and ", " not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


# ---- statements ----


def to_yaml(understood: Understood, origin: Provenance) -> str:
    """The YAML beside the CSV."""
    lines = [
        f"title: {scalar(understood.title)}",
        f"type: {understood.type}",
        f"scale: {understood.scale}",
        f"source: {scalar(origin.name)}",
        'decimal: "."',
    ]
    if understood.rounding:
        lines.append("rounding: allow")
    if _has_blanks(understood):
        lines.append("empty: nil")
    if understood.roll_forward:
        opening, change, closing = understood.roll_forward
        lines.append(f"roll-forward: {{opening: {opening}, change: {change}, closing: {closing}}}")
    columns = column_lines(understood)
    if columns:
        lines += ["columns:", *(f"  {name}: {about}" for name, about in columns.items())]
    return origin.comment() + "\n".join(lines) + "\n"


def column_lines(understood: Understood) -> dict[str, str]:
    """What is declared of the columns that are not just periods."""
    found: dict[str, str] = {}
    for column in understood.columns:
        if column.name and (column.name not in found or column.formula):
            label = json.dumps(column.label or column.name, ensure_ascii=False)
            found[column.name] = f"{{label: {label}{f', formula: {column.formula}' if column.formula else ''}}}"
    return found


def with_settings(text: str, understood: Understood) -> tuple[str, list[str]]:
    """A YAML file with what new columns and empty cells need, and what was added to it.

    Raises:
        RefusedError: It cannot be read.
    """
    editing = Editing(text)
    known = entries(editing.root())
    declared = entries(known.get("columns"))
    new = {name: about for name, about in column_lines(understood).items() if name not in declared}
    more = ""
    if new and isinstance(columns := known.get("columns"), yaml.MappingNode):
        for name, about in new.items():
            editing.append(columns, f"{name}: {about}")
    elif new:
        more = "".join(["columns:\n", *(f"  {name}: {about}\n" for name, about in new.items())])
    changes = [f"new in the YAML: {name}: {about}" for name, about in new.items()]
    if _has_blanks(understood) and "empty" not in known:
        more += "empty: nil\n"
        changes.append("new in the YAML: empty: nil")
    return editing.done().rstrip("\n") + "\n" + more, changes


def _has_blanks(understood: Understood) -> bool:
    return any(amount is None for line in understood.lines if line.kind == "item" for amount in line.amounts)


def to_csv(understood: Understood) -> str:
    """The CSV of a first import."""
    return _table(*_rows(understood))


def _rows(understood: Understood) -> tuple[list[str], list[dict[str, str]]]:
    lines, columns = understood.lines, understood.columns
    optional = {
        "id": True,  # so that a label can be changed, and every address stays
        "indent": any(line.indent for line in lines),
        "formula": any(line.formula for line in lines),
    }
    header = ["section", "line", "kind", *(name for name, used in optional.items() if used), *(column.header for column in columns)]
    digits = max((-int(a.as_tuple().exponent) for line in lines for a in line.amounts if a is not None), default=0)
    rows = []
    for line in lines:
        row = {
            "section": line.section,
            "line": line.label,
            "kind": line.kind,
            "id": line.id,
            "indent": str(line.indent or ""),
            "formula": line.formula,
        }
        for column, amount in zip(columns, line.amounts, strict=True):
            row[column.header] = "" if amount is None else f"{amount + 0:.{max(digits, 0)}f}"  # no minus before nil
        rows.append(row)
    return header, rows


def _table(header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return out.getvalue()


@dataclasses.dataclass(slots=True)
class Merged:
    """A second import.

    Attributes:
        changes: What is different now, one line each.
        source_rows: The row of the source for each row of the CSV, in order; 0 for one that is not in the source.
    """

    csv: str
    changes: list[str]
    source_rows: list[int]


def merge(old: str, understood: Understood, shown: str) -> Merged:
    """Bring amounts up to date in a CSV that somebody may have edited; words, ids, kinds, notes and columns of one's own stay.

    Args:
        shown: The CSV as a message names it.

    Raises:
        RefusedError: It is no table that an import wrote, or another statement.
    """
    reader = csv.reader(io.StringIO(old.removeprefix("\ufeff"), newline=""))
    table = [cells for cells in reader if any(cells)]
    if not table or not {"section", "line", "kind"} <= set(table[0]):
        raise RefusedError(
            "the CSV that is there does not begin section,line,kind with commas between its cells: mend it, or take another name with --as"
        )
    header = table[0]
    before = [dict(zip(header, cells, strict=False)) for cells in table[1:]]
    now = _rows(understood)[1]
    amounts = [column.header for column in understood.columns]
    pairs = _matched(before, now, amounts)
    lines = [at for at, row in enumerate(before) if row.get("kind") != "heading"]
    found = sum(at in pairs for at in lines)
    if 2 * found < len(lines):
        raise RefusedError(
            f"of the {len(lines)} lines of {shown}, {found} are in this table, so that it is another statement: "
            f"take another name with --as, or delete {shown} and the .yaml beside it first"
        )
    changes = [f"new column {name}" for name in amounts if name not in header]
    names = _names(before, now, pairs)
    ids = {_id(row): names[at] for at, row in enumerate(now)}
    sections = {now[there]["section"]: before[here].get("section", "") for here, there in pairs.items()}
    fresh = {names[there] for there in range(len(now)) if there not in pairs.values()}
    for here, there in pairs.items():
        changes += _update(before[here], now[there], amounts)
        _reformulate(before[here], _renamed(now[there]["formula"], ids), fresh)
    rows: list[tuple[dict[str, str], int]] = []
    for here, there in _in_order(len(before), len(now), pairs):
        if here >= 0:
            rows.append((before[here], understood.lines[there].row if there >= 0 else 0))
            if there < 0 and before[here].get("kind") != "heading":
                what = "is not in the export: delete the row if it is gone; it was kept as it is"
                changes.append(f"{quoted(before[here].get('line', ''))} {what}")
        else:
            row = {**now[there], "formula": _renamed(now[there]["formula"], ids), "id": names[there]}
            row["section"] = sections.get(row["section"], row["section"])
            rows.append((row, understood.lines[there].row))
            changes.append(f"new line {quoted(row['line'])}")
    wanted = [*header]
    place = next((header.index(name) for name in header if name not in KNOWN), len(header))
    for name in ("id", "indent", "formula"):
        if name not in wanted and any(row.get(name) for row, _ in rows):
            wanted.insert(place, name)
            place += 1
    wanted += [name for name in amounts if name not in wanted]
    return Merged(_table(wanted, [row for row, _ in rows]), changes, [row for _, row in rows])


def _in_order(before: int, now: int, pairs: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """All rows, each with its places before and now, -1 where it has none: what is new stands behind what it stands behind now."""
    backwards = {there: here for here, there in pairs.items()}
    after: dict[int, list[int]] = {}
    last = -1
    for there in range(now):
        if there in backwards:
            last = backwards[there]
        else:
            after.setdefault(last, []).append(there)
    for here in range(-1, before):
        if here >= 0:
            yield here, pairs.get(here, -1)
        yield from ((-1, there) for there in after.get(here, ()))


def _id(row: Mapping[str, str]) -> str:
    return row.get("id", "") or slug(row.get("line", ""))


def _matched(before: Sequence[Mapping[str, str]], now: Sequence[Mapping[str, str]], amounts: Sequence[str]) -> dict[int, int]:
    """Which row of before is which row of now: by id, by words, by amounts, and by standing between rows that are known."""
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[Mapping[str, str]], tuple[object, ...]], ...] = (
        lambda row: (_id(row), row.get("kind") == "heading"),
        lambda row: (row.get("section", ""), row.get("line", "")),
        lambda row: tuple(_value(row.get(name, "")) for name in amounts),
    )
    for number, key in enumerate(keys):
        here: dict[object, list[int]] = {}
        there: dict[object, list[int]] = {}
        for rows, found, taken in ((before, here, set(pairs)), (now, there, set(pairs.values()))):
            for at, row in enumerate(rows):
                if at not in taken and (number < 2 or any(key(row))):
                    found.setdefault(key(row), []).append(at)
        pairs.update({ats[0]: there[value][0] for value, ats in here.items() if len(ats) == 1 == len(there.get(value, ()))})
    left_here = [at for at in range(len(before)) if at not in pairs]
    known = set(pairs.values())
    for at in left_here:  # a row between the same neighbours is the same row
        above, below = pairs.get(at - 1, -1 if at == 0 else None), pairs.get(at + 1, len(now) if at == len(before) - 1 else None)
        if above is not None and below is not None and below - above == 2 and above + 1 not in known:
            pairs[at] = above + 1
    return pairs


def _value(text: str) -> Decimal | None:
    try:
        return parse_amount(text, separator_of(text, ".")).value
    except NumberError:
        return None


def _update(row: dict[str, str], now: Mapping[str, str], amounts: Sequence[str]) -> list[str]:
    changes = []
    for name in amounts:
        was, new = row.get(name, ""), now.get(name, "")
        if _value(was) != _value(new):
            changes.append(f"{quoted(row.get('line', ''))}, {name}: {was or 'empty'} is now {new or 'empty'}")
            row[name] = new
    return changes


def _names(before: Sequence[Mapping[str, str]], now: Sequence[Mapping[str, str]], pairs: Mapping[int, int]) -> dict[int, str]:
    """The id of each row of now: that of the row that it was before, or one that is free."""
    backwards = {there: here for here, there in pairs.items()}
    taken = {_id(row) for row in before}
    return {at: _id(before[backwards[at]]) if at in backwards else free(_id(row), taken) for at, row in enumerate(now)}


def _renamed(formula: str, ids: Mapping[str, str]) -> str:
    """A formula of now in the ids of before."""
    return _NAME.sub(lambda found: found[0] if found[0] == "sum" else ids.get(found[0], found[0]), formula)


def _reformulate(row: dict[str, str], new: str, fresh: set[str]) -> None:
    """Take lines that are new into the formula of a sum; whatever else somebody changed in it stays."""
    had, has = (set(_NAME.findall(formula)) for formula in (row.get("formula", ""), new))
    if had and had < has and has - had <= fresh | {"sum"}:
        row["formula"] = new


# ---- the check ----


def checked(root: Path, data: str, name: str, csv_text: str, yaml_text: str) -> list[Problem]:
    """What ``sphinx-impact check`` says of a statement, before it is written."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / data / "statements"
        folder.mkdir(parents=True)
        profile = root / data / "report.yaml"
        if profile.is_file():
            shutil.copyfile(profile, folder.parent / "report.yaml")
        (folder / f"{name}.csv").write_text(csv_text, encoding="utf-8", newline="")
        (folder / f"{name}.yaml").write_text(yaml_text, encoding="utf-8")
        report = load_report(Path(scratch), data)
    return [problem for problem in report.problems if f"/statements/{name}." in f"/{problem.origin.path}"]
