"""Fuzzing target: whole folders of data files, from sound ones to rubbish.

An input is a JSON object of texts by path. Whatever they say, loading them raises nothing, gives no problem of the kind `internal`, and says each
problem in one line that names a row and a file that is there.
"""

from __future__ import annotations

import atexit
import csv
import functools
import io
import itertools
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_impact.model.limits import MESSAGE_LENGTH
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code, message_of
from tests.fuzz.parts import ODD, mistaken, pick, unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from sphinx_impact.model.report import Report

_PERIODS = ["2023", "2022", "2021", "fy24", "instant", "half", "2016-2023", "previous", "9999", "0001", "a b", ""]
_LINES = ["gifts", "dues", "grants", "total", "result", "cash", "opening", "change", "closing", "été", "share", "收入"]
_STATEMENTS = ["activities", "position", "cash-flows", "a b", "A", "2023"]
_KEYS = ["a.b", "pypi.downloads", "x.total", "money.a", "money.p", "activities.gifts", "grants.total", "A.b", "a", "decimal", "x.y.z"]
_WORDS = [
    "Gifts",
    "Larkspur",
    "report, page 24",
    "a: b",
    "# x",
    "*soft* {stat}`a.b`",
    "{{ 7 * 7 }}",
    "é",
    "",
    " ",
    "null",
    "yes",
    "- a",
    "1,2;3",
    "«»",
]
_NUMBERS = [
    "1",
    "2",
    "3",
    "5",
    "0",
    "-2",
    "(3)",
    "1,234",
    "1.234",
    "12,5",
    "45%",
    "about 5 million",
    "$5",
    "€ 7",
    "N/A",
    "-",
    "—",
    "",
    "x",
    "9" * 28,
    "0.001",
    "1e5",
]
_UNITS = ["", "books", "USD", "%", "percent", "PB", "members per visitor", "XYZ", "EUR"]
_DATES = ["2023-06-30", "2024-02-30", "9999-12-31", "0001-01-01", "2023", "30.6.2023", "2023-6-1", "x"]
_LINKS = [
    "https://example.org/",
    "javascript:x",
    "a.png",
    "../x",
    "/etc/passwd",
    "//x",
    "data:text/html,x",
    "mailto:a@b.example",
    "http://[",
    "",
]
_CHECKS = ["footing", "cross-footing", "result", "roll-forward", "tie-out", "contradiction", "foot"]


def _some(rng: Random, most: int) -> range:
    return range(rng.choice([0, 1, 1, 2, 2, 3, most]))


def _maybe(rng: Random, chance: float, **pairs: Any) -> dict[str, Any]:
    return {key.replace("_", "-").rstrip("-"): value for key, value in pairs.items() if rng.random() < chance}


def _address(rng: Random) -> str:
    key = rng.choice([*_KEYS, *(f"{statement}.{line}" for statement in _STATEMENTS[:3] for line in _LINES[:8]), "activities.*"])
    return key + pick(rng, (5, [""]), (2, [f"@{period}" for period in _PERIODS])) + pick(rng, (5, [""]), (1, ["/with", "/share", "/x"]))


def _report(rng: Random) -> dict[str, Any]:
    dates: list[Callable[[], Any]] = [
        lambda: None,
        lambda: None,
        lambda: {"start": "2023-07-01", "end": "2024-06-30"},
        lambda: {"date": rng.choice(_DATES)},
        lambda: {"start": rng.choice(_DATES), "end": rng.choice(_DATES), "label": rng.choice(_WORDS)},
    ]
    periods = {"2023": None, "2022": None} | {rng.choice(_PERIODS): rng.choice(dates)() for _ in _some(rng, 5)}
    sources = {"report": {"title": "Annual report"}} | {
        rng.choice(_WORDS): {"title": rng.choice(_WORDS), "url": rng.choice(_LINKS), "date": rng.choice(_DATES)} for _ in _some(rng, 3)
    }
    return {
        "organisation": rng.choice(_WORDS),
        "currency": rng.choice(["USD", "USD", "EUR", "KWD", "JPY", "XXX", "usd"]),
        "reporting-period": rng.choice(["2023", "2023", "2022", *_PERIODS]),
        "periods": periods,
        "sources": sources,
        **_maybe(rng, 0.2, standards=rng.choice([["bbb-16"], ["bbb-16", "none", ""], "itz-10", {"a": "b"}])),
        **_maybe(rng, 0.2, short_name=rng.choice(_WORDS), title=rng.choice(_WORDS), url=rng.choice(_LINKS)),
        **_maybe(
            rng, 0.4, previous=rng.choice(["data/previous.json"] * 6 + ["x", "../x", "a\x00b", "é" * 300, "data", "data/report.yaml"])
        ),
    }


def _value(rng: Random) -> dict[str, Any]:
    return {"value": rng.choice(_NUMBERS)} | _maybe(
        rng,
        0.15,
        qualifier=rng.choice(["at least", "about", "x"]),
        source=rng.choice(_WORDS),
        as_of=rng.choice(_DATES),
        status=rng.choice(["final", "draft", "restated", "x"]),
        as_printed=rng.choice(_NUMBERS),
        note=rng.choice(_WORDS),
    )


def _stats(rng: Random) -> dict[str, Any]:
    stats: dict[str, Any] = {}
    for _ in _some(rng, 8):
        stat: dict[str, Any] = {"label": rng.choice(_WORDS), "source": "report"} | _maybe(rng, 0.6, unit=rng.choice(_UNITS))
        if rng.random() < 0.5:
            stat |= _value(rng) | _maybe(rng, 0.4, period=rng.choice(_PERIODS))
        else:
            stat["values"] = {rng.choice(_PERIODS[:6]): rng.choice(_NUMBERS) if rng.random() < 0.5 else _value(rng) for _ in _some(rng, 4)}
        stat |= _maybe(
            rng, 0.1, good=rng.choice(["up", "down", "x"]), form=rng.choice(["words", "compact"]), unchanged_in=rng.choice(_PERIODS)
        )
        stats[rng.choice(_KEYS)] = stat
    if rng.random() < 0.4:  # enough of them for relations to be worked out
        for key in _KEYS[:6]:
            values = {
                period: rng.choice(["1", "2", "3", "6", "50", "at least 2", "45%", "$6", "1.5 million"]) for period in ("2023", "2022")
            }
            stats[key] = {"label": rng.choice(_WORDS[:3]), "source": "report", "unit": rng.choice(_UNITS), "values": values}
    return stats | _maybe(rng, 0.1, decimal=rng.choice([".", ",", ";"]))


def sheet(rng: Random, mark: str) -> str:
    """Return a statement as CSV."""
    header = ["section", "line", "kind"]
    header += [name for name in ("id", "indent", "note", "formula", "source") if rng.random() < 0.5]
    amounts = rng.sample(["2023", "2022", "with", "without", "2022/with", "share", "2021", "x", "2023 with", "fy24", ""], rng.randint(1, 4))
    header += amounts
    rows = [header]
    total = [0] * len(amounts)
    if rng.random() < 0.15:  # what rolls forward
        header[:] = ["line", "kind", *(amounts := ["2023", "2022"])]
        balances = [[line, "item", *(str(rng.choice([5, 6, 7])) for _ in amounts)] for line in ("opening", "change", "closing")]
        return "\n".join(mark.join(row) for row in [header, *balances])
    for number in range(rng.choice([0, 1, 2, 3, 4, 6, 9])):
        kind = pick(rng, (6, ["item"]), (3, ["total", "subtotal", "result"]), (1, ["heading", "", "items", "Total"]))
        cells = {"section": rng.choice(["Revenue", "Revenue", "Expenses", ""]), "line": rng.choice(_LINES), "kind": kind}
        cells |= {"id": rng.choice([*_LINES, ""]), "indent": rng.choice(["", "1", "x", "99"]), "note": rng.choice(["", "a", "a b", "1"])}
        cells |= {
            "formula": pick(rng, (4, [""]), (2, ["gifts + dues", "sum(gifts, dues)", "total - grants", "total-5", "total", "(", "x.y"]))
        }
        cells |= {"source": rng.choice(["", "report", "x"])}
        for place, column in enumerate(amounts):
            written = str(rng.randrange(-20, 200)) if rng.random() < 0.8 else rng.choice(_NUMBERS)
            if kind in {"item", ""} and re.fullmatch(r"-?\d{1,4}", written):
                total[place] += int(written)
            elif kind != "item" and rng.random() < 0.6:
                written, total[place] = str(total[place]), 0 if kind == "subtotal" else total[place]
            cells[column] = written
        rows.append([cells.get(name, "") for name in header])
        if number and rng.random() < 0.1:
            rows.append(rng.choice([rows[-1], rows[-1][:-1], [*rows[-1], "1"], [""] * len(header), []]))
    return "".join(mark.join(f'"{cell}"' if re.search(r'[,;\t\n"]', cell) else cell for cell in row) + "\n" for row in rows)


def _beside(rng: Random) -> dict[str, Any]:
    column: list[Callable[[], Any]] = [
        lambda: rng.choice(_WORDS),
        lambda: {"label": rng.choice(_WORDS), "formula": rng.choice(["with + without", "with", "2023 - 2022", "x", "with - x"])},
        lambda: {"unit": rng.choice(_UNITS), "period": rng.choice(_PERIODS)},
    ]
    names = ["with", "without", "share", "x", "2022/with", "2023"]
    if rng.random() < 0.2:
        return {"title": "T", "scale": "units", "source": "report", "roll-forward": {key: key for key in ("opening", "change", "closing")}}
    return {
        "title": rng.choice(_WORDS),
        "scale": rng.choice(["units", "thousands", "millions", "thousand", ""]),
        "source": "report",
    } | _maybe(
        rng,
        0.25,
        type=rng.choice(["activities", "position", "cash-flows", "schedule", "x"]),
        currency=rng.choice(["EUR", "USD", "x"]),
        period=rng.choice(_PERIODS),
        basis=rng.choice(["audited", "unaudited", "x"]),
        basis_url=rng.choice(_LINKS),
        rounding=rng.choice(["allow", "exact", "x"]),
        decimal=rng.choice([".", ",", ";"]),
        empty=rng.choice(["nil", "not reported", "x"]),
        columns={name: rng.choice(column)() for name in names[: rng.randrange(6)]},
        notes={"a": rng.choice(_WORDS), "1": rng.choice(_WORDS)},
        roll_forward={"opening": rng.choice(_LINES), "change": rng.choice(_LINES), "closing": rng.choice(_LINES)},
        status=rng.choice(["draft", "restated"]),
        unchanged_in=rng.choice(_PERIODS),
    )


PRIVATE = "Quillon Vexworth"
"""The name of the one individual of all grants."""


def grants(rng: Random) -> str:
    """Return grants as CSV."""
    header = ["id", "awarded", "amount", "recipient"]
    header += [name for name in ("currency", "recipient-id", "individual", "country", "program", "title", "x") if rng.random() < 0.7]
    rows = [header]
    for number in range(rng.choice([0, 1, 2, 3, 6])):
        named = rng.random() < 0.4
        cells = {
            "id": rng.choice([str(number), "1", "", "a-vexworth" if named else "b"]),
            "awarded": rng.choice(["2023-05-01", "2022-05-01", *_DATES, PRIVATE if named else ""]),
            "amount": rng.choice(["5", "1,200", *_NUMBERS, PRIVATE if named else ""]),
            "recipient": PRIVATE if named else rng.choice(_WORDS),
            "individual": rng.choice(["yes", "yes", "true", "perhaps"]) if named else rng.choice(["", "no", "yes", "x"]),
            "country": rng.choice(["KE", "Kenya", "XX", "", PRIVATE if named else ""]),
            "program": rng.choice(["Travel", "travel", "", PRIVATE if named else "a, b"]),
            "title": rng.choice([*_WORDS, f"for {PRIVATE}", PRIVATE.upper()]) if rng.random() < 0.3 else "",
            "currency": rng.choice(["", "EUR", "usd", "x"]),
        }
        rows.append([cells.get(name, "") for name in header])
    return "".join(",".join(f'"{cell}"' if re.search(r'[,;\t\n"]', cell) else cell for cell in row) + "\n" for row in rows)


def _sponsors(rng: Random) -> dict[str, Any]:
    def sponsor() -> Any:
        return rng.choice(
            [rng.choice(_WORDS), {"name": rng.choice(_WORDS), "url": rng.choice(_LINKS)}, {"name": "A", "logo": rng.choice(_LINKS)}]
        )

    tiers = [
        {"name": rng.choice(_WORDS), "sponsors": [sponsor() for _ in _some(rng, 5)]} | _maybe(rng, 0.2, id=rng.choice(_LINES))
        for _ in _some(rng, 4)
    ]
    return {"tiers": tiers} | _maybe(rng, 0.2, as_of=rng.choice(_DATES), disclaimer=rng.choice(_WORDS))


def _people(rng: Random) -> dict[str, Any]:
    def person() -> Any:
        more = _maybe(rng, 0.3, url=rng.choice(_LINKS), portrait=rng.choice(_LINKS), role=rng.choice(_WORDS))
        return rng.choice([rng.choice(_WORDS), {"name": rng.choice(_WORDS)} | more])

    return {
        "groups": [
            {"id": rng.choice(_LINES), "name": rng.choice(_WORDS), "people": [person() for _ in _some(rng, 4)]} for _ in _some(rng, 3)
        ]
    }


def _relation(rng: Random) -> str:
    calls = ["count(sponsors)", "count(people.gifts)", "count(list.csv)", "count(list.csv where a is b)", "total(list.csv of n)", "days()"]
    calls += [
        "seconds(fy24)",
        "count(activities)",
        "count(../x.csv)",
        "count(grants)",
        "sum(grants where program is travel)@2022",
        "count(grants where x is y and country is KE)",
        "total(grants.csv of recipient)",
        "sum(activities.*)",
        "total(list.csv of n where a is b)",
        "days(9999)",
    ]

    def side() -> str:
        near = [key + rng.choice(["", "", "@2022"]) for key in _KEYS[:6]]
        operands = [
            pick(rng, (3, [_address(rng)]), (3, near), (1, calls), (1, ["100%", "0", "5", "2 million", "1.5"]))
            for _ in range(rng.randint(1, 3))
        ]
        text = operands[0]
        for operand in operands[1:]:
            text += rng.choice([" + ", " - ", " * ", " / "]) + operand
        return text

    return side() + rng.choice([" = ", " = ", " = ", " <= ", " > ", " "]) + side()


def _tie_outs(rng: Random) -> list[Any]:
    return [
        {"that": _relation(rng)}
        | _maybe(
            rng,
            0.25,
            say=rng.choice(_WORDS),
            id=rng.choice(["x", "y", "A b"]),
            about=rng.choice(["1", "5%", "x", "-1", "2 million"]),
            rounding=rng.choice(["allow", "x"]),
            hint=rng.choice(["true", "x"]),
            for_=rng.choice(["each", "2022", ["2023", "2022"], ["x"], []]),
        )
        for _ in _some(rng, 5)
    ]


def _waivers(rng: Random) -> list[Any]:
    return [
        {
            "check": rng.choice(_CHECKS),
            "at": rng.choice([_address(rng), "x"]),
            "difference": rng.choice([*_NUMBERS, "1", "2"]),
            "reason": "R",
        }
        | _maybe(rng, 0.3, use=rng.choice(_NUMBERS), public=rng.choice(["true", "x"]))
        for _ in _some(rng, 4)
    ]


def _errata(rng: Random) -> list[Any]:
    return [
        {"at": _address(rng)}
        | _maybe(rng, 0.5, printed=rng.choice(_NUMBERS), date=rng.choice(_DATES), where=rng.choice(_WORDS), reason=rng.choice(_WORDS))
        for _ in _some(rng, 4)
    ]


def _standards(rng: Random) -> dict[str, Any]:
    places = ["index", "nowhere", _address(rng), "https://example.org/", "../x", "", ["index", "a.b"]]
    return {
        standard: {
            name: rng.choice([rng.choice(places), {"at": rng.choice(places)}, {"not-applicable": rng.choice(_WORDS)}, {}])
            for name in rng.sample(["mission", "board", "income", "expenses", "nothing"], 3)
        }
        for standard in rng.sample(["bbb-16", "candid-gold", "itz-10", "none"], 2)
    }


def _previous(rng: Random) -> dict[str, Any]:
    """What last year's build exported."""

    def figure() -> dict[str, Any]:
        address = rng.choice([_address(rng), f"{rng.choice(_STATEMENTS[:3])}.{rng.choice(['opening', 'closing', 'gifts'])}@2022"])
        key, _, period = address.partition("/")[0].partition("@")
        return {
            "address": address,
            "key": key,
            "period": period or "2022",
            "column": address.partition("/")[2] or None,
            "label": "L",
            "value": rng.choice([5, 1234, 0, -3, 1.5, None, 10**30, 1e300]),
            "kind": rng.choice(["number", "number", "nil"]),
            "display": "5",
            "text": rng.choice(_NUMBERS),
            "shown": None,
            "unit": rng.choice(["USD", "books", "", "percent"]),
            "money": rng.random() < 0.5,
            "scale": rng.choice(["units", "thousands"]),
            "qualifier": "exact",
            "form": "full",
            "good": "neither",
            "status": rng.choice(["final", "draft"]),
            "as_of": None,
            "as_printed": None,
            "note": None,
            "source": None,
            "statement": rng.choice([None, None, "activities"]),
            "file": "data/stats.yaml",
            "row": 3,
            "pages": [],
        }

    periods = [
        {"id": name, "start": f"{name}-01-01", "end": f"{name}-12-31", "label": None}
        for name in ("2022", "2021", "2023")[: rng.randint(1, 3)]
    ]
    waiver = {"check": "footing", "at": "activities.total@2022", "difference": 1, "use": None, "reason": "R"}
    erratum = {"figures": ["a.b@2022"], "printed": "5", "date": None, "where": None, "reason": None}
    return {
        "$schema": "report.schema.json",
        "format": rng.choice([1, 1, 1, 2]),
        "organisation": "X",
        "short_name": None,
        "title": None,
        "url": None,
        "site": None,
        "language": "en",
        "currency": "USD",
        "reporting_period": rng.choice(["2022", "2022", None, "x"]),
        "periods": periods,
        "sources": [],
        "figures": [figure() for _ in _some(rng, 8)],
        "statements": [],
        "sponsors": None,
        "people": [],
        "waivers": [waiver] * rng.randrange(2),
        "errata": [erratum] * rng.randrange(2),
        "problems": [],
    }


def _plain(rng: Random, text: str) -> str:
    sound = re.fullmatch(r"[^\W_][\w .,/()*€$%+@=-]*", text) is not None and not text.endswith(" ")
    return text if sound and rng.random() < 0.95 else json.dumps(text, ensure_ascii=rng.random() < 0.3)


def _flow(rng: Random, thing: Any) -> str:
    if isinstance(thing, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {_flow(rng, value)}" for key, value in thing.items()) + "}"
    if isinstance(thing, list):
        return "[" + ", ".join(_flow(rng, item) for item in thing) + "]"
    return "" if thing is None else json.dumps(str(thing), ensure_ascii=False)


def _yaml(rng: Random, thing: Any, indent: str = "") -> str:
    """Return lists, mappings and texts as YAML, in one of the ways in which it may be written."""
    if not isinstance(thing, dict | list) or not thing or rng.random() < 0.1:
        return " " + (_flow(rng, thing) if isinstance(thing, dict | list) else "" if thing is None else _plain(rng, str(thing))) + "\n"
    rows = ((f"{indent}{_plain(rng, str(key))}:", value) for key, value in thing.items()) if isinstance(thing, dict) else None
    rows = rows or ((f"{indent}-", item) for item in thing)
    return "\n" * bool(indent) + "".join(head + _yaml(rng, value, indent + "  ") for head, value in rows)


def _misshapen(rng: Random, thing: Any) -> Any:
    """Exchange some parts of lists and mappings for others."""
    if rng.random() < 0.02:
        return rng.choice([None, "", "x", [], {}, [[]], {"a": {}}, ["x", None], {"value": "5"}, [{"name": "x"}], rng.choice(_NUMBERS)])
    if isinstance(thing, dict):
        pairs = [(key, _misshapen(rng, value)) for key, value in thing.items() if rng.random() > 0.02]
        return {rng.choice([*_KEYS, *_PERIODS, key.upper(), key + "s"]) if rng.random() < 0.02 else key: value for key, value in pairs}
    return [_misshapen(rng, item) for item in thing] if isinstance(thing, list) else thing


_MAKERS: dict[str, tuple[float, Callable[[Random], Any]]] = {
    "data/report.yaml": (0.95, _report),
    "data/stats.yaml": (0.7, _stats),
    "data/sponsors.yaml": (0.2, _sponsors),
    "data/people.yaml": (0.2, _people),
    "data/tieouts.yaml": (0.5, _tie_outs),
    "data/waivers.yaml": (0.3, _waivers),
    "data/errata.yaml": (0.3, _errata),
    "data/standards.yaml": (0.2, _standards),
}

_TABLES: dict[str, Callable[[Random], str]] = {
    "data/list.csv": lambda rng: rng.choice(["a,n\nb,1\nb,x\nc,1.234\n", "a;n\nb;1,5\n", "a\n", "", "a,a,n\n1\n"]),
    "data/grants.csv": grants,
}


def _statements(rng: Random, *, shape: bool) -> dict[str, str]:
    """Return statements, some with what is in a line, some with a file beside them."""
    made: dict[str, str] = {}
    for name in rng.sample(_STATEMENTS, rng.choice([0, 1, 1, 1, 2, 3])):
        made[f"data/statements/{name}.csv"] = sheet(rng, pick(rng, (8, [","]), (2, [";", "\t"])))
        if rng.random() < 0.2:
            made[f"data/details/{name}.{rng.choice(['gifts', 'opening', 'total', 'x', ''])}.csv"] = sheet(rng, ",")
        if rng.random() < 0.8:
            made[f"data/statements/{name}.yaml"] = _yaml(rng, _misshapen(rng, _beside(rng)) if shape else _beside(rng)).lstrip()
    return made


def make(rng: Random) -> str:
    """Return a folder of data files."""
    shape = rng.random() < 0.4
    made: dict[str, str] = {}
    for path, (chance, maker) in _MAKERS.items():
        if rng.random() < chance:
            thing = maker(rng)
            made[path] = _yaml(rng, _misshapen(rng, thing) if shape else thing).lstrip()
    made |= _statements(rng, shape=shape)
    for path, maker in _TABLES.items():
        if rng.random() < 0.3:
            made[path] = maker(rng)
    if "previous: data/previous" in made.get("data/report.yaml", ""):
        previous = _previous(rng)
        made["data/previous.json"] = json.dumps(_misshapen(rng, previous) if shape else previous)
    if rng.random() < 0.1:
        made["data/" + rng.choice(["stat.yaml", "stats/a.yaml", "report.yml", "gifts.CSV", "stats/x.yml", "a\u2028b.yaml", "x/y.csv"])] = (
            "a.b: {}\n"
        )
    if made and rng.random() < 0.5:
        path = rng.choice(list(made))
        made[path] = mistaken(rng, made[path], [*ODD, *_NUMBERS, *_WORDS, "&a ", "*a", "<<: ", "!!x ", "---\n", "|\n", "? ", "%TAG"])
    return json.dumps(made)


# ---- what must be true of what is loaded ----

_written: dict[str, str] = {}


@functools.cache
def _folder() -> Path:
    """The one folder of this run, in memory where that can be."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it gets a name of its own
    folder = Path(tempfile.mkdtemp(prefix="fuzz-files-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _write(files: dict[str, str]) -> Path:
    """Make the folder hold these files and no others."""
    root = _folder()
    for path in _written.keys() - files.keys():
        (root / path).unlink()
        del _written[path]
    for path, text in files.items():
        if _written.get(path) != text:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode("utf-8", errors="surrogatepass"))
            _written[path] = text
    return root


def _files_of(text: str) -> dict[str, str] | None:
    """The files of an input; None where it is none, as parts of one are."""
    try:
        files = json.loads(text)
    except ValueError:
        return None
    if not isinstance(files, dict) or not all(isinstance(content, str) for content in files.values()):
        return None
    sound = all(re.fullmatch(r"data/(?:[^/\x00]{1,60}/)?[^/\x00]{1,60}", path) and "/." not in path for path in files)
    return files if sound else None


def check(text: str) -> list[str]:
    """Return what is wrong with what is made of a folder."""
    files = _files_of(text)
    if files is None:
        return []
    try:
        root = _write(files)
    except OSError:  # a file in place of a folder, as parts of an input have it
        _written.clear()
        shutil.rmtree(_folder() / "data", ignore_errors=True)
        return []
    report = load_report(root)
    wrong = list(_problems(report, files))
    if len(text) % 4 == 0 and report.problems != load_report(root).problems:
        wrong.append("other problems at the second time")
    if _is_private(files.get("data/grants.csv", "")):
        said = "\n".join([repr(report.grants), *map(str, report.problems)]).casefold()
        wrong += [f"{name} is named" for name in PRIVATE.casefold().split() if name in said]
    return wrong + list(_answers(report))


def _is_private(text: str) -> bool:
    """Whether every row with the name of the individual says that it is one's."""
    rows = list(csv.DictReader(io.StringIO(text.replace("\r", "\n"))))
    private = [row for row in rows if "vexworth" in repr(row).casefold()]
    return bool(private) and all(
        row.get("recipient") == PRIVATE and None not in row and row.get("individual", "yes") in {"yes", "true", "perhaps"}
        for row in private
    )


def _problems(report: Report, files: dict[str, str]) -> Iterator[str]:
    known = {*files, "data/report.yaml", *(path.rpartition("/")[0] for path in files)}
    named = report.profile.previous
    for problem in report.problems:
        if problem.code is Code.INTERNAL:
            yield f"{problem.message}\n{problem.trace}"
            continue
        yield from unfit(problem.message, MESSAGE_LENGTH)
        if re.fullmatch(r"\S.*:[1-9][0-9]*: .* \[impact\.[a-z-]+\]", str(problem)) is None:
            yield f"not one line with a place: {str(problem)!r}"
        path, row = problem.origin.path, problem.origin.line
        if path not in known and path not in named:
            yield f"{problem} is at a file that is not there"
        if path in files and row > max(1, len(re.split("\r\n|\r|\n|\x85|\u2028|\u2029", files[path]))):
            yield f"{problem} is below the end of its file"


def _answers(report: Report) -> Iterator[str]:
    """Ask for figures as pages do."""
    for figure in itertools.islice(report.figures(), 40):
        key = figure.address.key
        twice = key in report.stats and key in report.lines  # of which there is a problem
        if not twice and ((answer := report.figure(figure.address)) is None or answer.address != figure.address):
            yield f"at {figure.address} there is another figure, or none"
        report.previous(figure)
        report.series(key)
        report.errata_of(figure.address)
        report.files_of(figure.address)
    for address in (
        "a.c@2022",
        "activities.gift",
        "activities.total@previous/with",
        "x",
        "a.b@",
        "grants.program.x",
        "count(grants where a is b)",
    ):
        if report.figure(address) is None:
            yield from unfit(message_of(report.explain(address)), MESSAGE_LENGTH)
    yield from unfit(message_of(report.explain_statement("positions")), MESSAGE_LENGTH)
