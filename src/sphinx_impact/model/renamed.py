"""Figures that had other keys: what their old addresses lead to, earlier reports under the new ones, and old keys that are not free."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.entities import Address, AmountKind, Figure, Qualifier
from sphinx_impact.model.history.last_year import LastYear
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import counted, hint
from sphinx_impact.model.numbers.exact import plain, total
from sphinx_impact.model.old_keys import keys_now, keys_of_old_names, old_keys, old_names, statements_now
from sphinx_impact.model.problems import Code, Problem, quoted

_ALIKE: Final = 0.6
"""How much two labels have in common, from 0 to 1, that may be those of one figure."""
_PLACE: Final = 0.5
"""What it counts for that two lines stand between the same others."""
_MANY: Final = 2
"""Lines of one statement under the same ids in another one, from which on it is the statement that looks renamed."""
_COMMON: Final = 50
"""A value that more new keys than these have says nothing about what one of them was called."""
_LABEL: Final = 200
"""Characters of a label that are looked at."""
_MADE: Final = ("grants.", "filed.")
"""Beginnings of keys that nobody gives to figures."""


def collisions(lookup: Lookup) -> Iterator[Problem]:
    """Find old keys and names of statements that something has now, or that two had before: where would they lead?"""
    taken: dict[str, str] = {}
    for old, key, origin in old_keys(lookup):
        if old in lookup.stats or old in lookup.lines:
            what = (
                f"formerly: {quoted(old)} is the key of another figure: its address leads there; take it out, or give that one another key"
            )
            yield Problem(origin, Code.DUPLICATE, what)
        elif taken.setdefault(old, key) != key:
            yield Problem(
                origin, Code.DUPLICATE, f"formerly: {quoted(old)} was also the key of {taken[old]}: it can lead to one of them only"
            )
    stats = {old.rpartition(".")[0] for old, _key, _origin in keys_of_old_names(lookup) if old in lookup.stats}
    names: dict[str, str] = {}
    for footed in lookup.statements.values():
        statement = footed.statement
        for name in statement.formerly:
            if name in lookup.statements or name in stats:
                what = (
                    f"formerly: {quoted(name)} is the name of another statement, or the group of a stat: addresses lead there; take it out"
                )
                yield Problem(statement.origin, Code.DUPLICATE, what)
            elif names.setdefault(name, statement.id) != statement.id:
                what = f"formerly: {quoted(name)} is also what {names[name]} was called: addresses can lead to one of them only"
                yield Problem(statement.origin, Code.DUPLICATE, what)


def misspelt(lookup: Lookup, earlier: Iterable[Address], statements: Iterable[str]) -> Iterator[Problem]:
    """Find old keys and names that no earlier report has, where one has nearly the same: the addresses that readers have would lead nowhere.

    Args:
        earlier: Addresses of the figures of earlier reports, as these have them.
        statements: Names of their statements.
    """
    keys, names = {address.key for address in earlier}, set(statements)
    gone = sorted(keys - lookup.stats.keys() - lookup.lines.keys()), sorted(names - lookup.statements.keys())
    of = {name: id_ for id_, known in old_names(lookup).items() for name in known}
    under = {of[key[: dot.start()]] + key[dot.start() :] for key in keys for dot in re.finditer(r"\.", key) if key[: dot.start()] in of}
    olds = [(old, origin, keys | under, gone[0]) for old, _key, origin in old_keys(lookup)]
    olds += [(old, footed.statement.origin, names, gone[1]) for footed in lookup.statements.values() for old in footed.statement.formerly]
    for old, origin, known, candidates in olds:
        if old not in known and (near := hint(old, candidates)):
            yield Problem(origin, Code.ADDRESS, f"formerly: no earlier report has {quoted(old)}{near}", hint=True)


def moved(lookup: Lookup) -> dict[Address, Address]:
    """Return where the address of each figure that had another key leads to."""
    return {
        dataclasses.replace(figure.address, key=old): figure.address
        for old, key in keys_now(lookup).items()
        for figure in lookup.of_key(key)
    }


def under_new_names(last: LastYear, lookup: Lookup) -> LastYear:
    """Return an earlier report with its figures at the addresses that they have now; where it has something there itself, that stays."""
    keys = keys_now(lookup)
    names = statements_now(lookup)
    for address, figure in last.figures.items():
        if figure.statement in names and address.key.startswith(
            f"{figure.statement}."
        ):  # a line that is gone is one of the statement as it is called now
            keys.setdefault(address.key, names[figure.statement] + address.key.removeprefix(figure.statement))

    def now(address: Address) -> Address:
        new = dataclasses.replace(address, key=keys.get(address.key, address.key))
        return address if new in last.figures else new

    moved: dict[Address, list[Figure]] = {}
    for old, figure in last.figures.items():
        address = now(old)
        line = lookup.lines.get(address.key)
        statement = line[0].statement.id if line is not None else names.get(figure.statement, "")
        found = figure if address == old else dataclasses.replace(figure, address=address, statement=statement)
        moved.setdefault(address, []).append(found)
    figures = {address: whole for address, parts in moved.items() if (whole := put_together(parts)) is not None}
    return dataclasses.replace(last, figures=figures, printed={now(address): words for address, words in last.printed.items()})


def not_added_up(last: LastYear, renamed: LastYear, lookup: Lookup) -> Iterator[Problem]:
    """Say of each figure that was several in an earlier report why that has nothing of it under the new key.

    Args:
        last: The report as it was.
        renamed: The same under the new keys.
    """
    keys = keys_now(lookup)
    lost = dict.fromkeys(
        keys[address.key]
        for address in last.figures
        if address.key in keys
        and address not in renamed.figures
        and dataclasses.replace(address, key=keys[address.key]) not in renamed.figures
    )
    for key in lost:
        origin = lookup.lines[key][1].origin if key in lookup.lines else lookup.stats[key].origin
        what = (
            f"formerly: {last.name} has several of the keys that {key} had, and only exact amounts of money are added up: "
            "its years before are left out; keep the one that it was"
        )
        yield Problem(origin, Code.ADDRESS, what, hint=True)


def put_together(parts: list[Figure]) -> Figure | None:
    """Return the figure that several of one report became: of amounts of money the sum; None where what they come to is not known.

    Args:
        parts: All at the address of the one, which takes its other properties from the first.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    numbers = [part.value if part.kind is AmountKind.NUMBER else Decimal(0) if part.kind is AmountKind.NIL else None for part in parts]
    shown = [number if part.shown is None else part.shown for part, number in zip(parts, numbers, strict=True)]
    exact = all(part.money and part.unit == first.unit and part.qualifier is Qualifier.EXACT for part in parts)
    if not exact or None in numbers:
        return None
    value, seen = (total((1, number) for number in some if number is not None) for some in (numbers, shown))
    printed = None if value == seen else seen
    return dataclasses.replace(first, value=value, kind=AmountKind.NUMBER, text="", shown=printed)


# ---- what may have been renamed without a word ----


@dataclasses.dataclass(frozen=True, slots=True)
class Renaming:
    """A key, or the name of a statement, that is gone, and a new one that may be the same.

    Attributes:
        figure: The first figure that says so, under the new key.
        lines: How many lines say so, where it is a statement; else 0.
    """

    old: str
    new: str
    figure: Figure
    lines: int = 0

    @property
    def cure(self) -> str:
        """What to write, and where."""
        statement = self.figure.statement
        if self.lines or not statement:
            return f"formerly: {self.old} {f'in {self.new}.yaml' if self.lines else f'under {self.new}'}"
        return f"{self.old.removeprefix(f'{statement}.')} in a column formerly of its row"


def looks_renamed(then: Mapping[Address, Figure], after: Mapping[Address, Figure]) -> list[Renaming]:
    """Find keys that are gone, and new ones with the same values in all periods that both have, and with a similar label or the same place.

    Args:
        then: The figures of the earlier state, in the periods of the later one.
        after: Those of the later state.
    """
    was, now = _by_key(then), _by_key(after)
    gone = {key: found for key, found in was.items() if key not in now and not key.startswith(_MADE)}
    new = {key: found for key, found in now.items() if key not in was and not key.startswith(_MADE)}
    with_value: dict[object, list[str]] = {}
    for key, figures in new.items():
        for figure in figures.values():
            if figure.value:
                with_value.setdefault(_said(figure), []).append(key)
    likely = _likely(was, now, gone, {said: keys for said, keys in with_value.items() if len(keys) <= _COMMON})
    rivals: dict[tuple[int, str], list[float]] = {}  # of each gone key, and of each new one
    for pair, likeness in likely.items():
        for name in enumerate(pair):
            rivals.setdefault(name, []).append(likeness)
    found = []
    for (old, key), likeness in likely.items():
        if sum(rival >= likeness for name in enumerate((old, key)) for rival in rivals[name]) == 2:  # it is in both itself
            shared = next(figure for at, figure in new[key].items() if at in gone[old] and figure.value)
            found.append(Renaming(old, key, shared))
    return _by_statement(found)


def _likely(
    was: Mapping[str, Found], now: Mapping[str, Found], gone: Mapping[str, Found], with_value: Mapping[object, Sequence[str]]
) -> dict[tuple[str, str], float]:
    """Return by each gone key and each new one that may be the same how much says so.

    Args:
        with_value: The new keys by what is said of one of their figures.
    """
    likely: dict[tuple[str, str], float] = {}
    places = _places(was), _places(now)
    for old, figures in gone.items():
        for key in dict.fromkeys(key for figure in figures.values() if figure.value for key in with_value.get(_said(figure), ())):
            likeness = _likeness(figures, now[key])
            if _is_between(places[0].get(old), places[1].get(key)):
                likeness += _PLACE
            if likeness >= _ALIKE:
                likely[old, key] = likeness
    return likely


def renamed_hints(renamings: Iterable[Renaming]) -> Iterator[Problem]:
    """Say of each figure that may be one of an earlier report under another key what to write, so that it is known as that."""
    for found in renamings:
        figure = found.figure
        period = figure.address.period
        same = f"{counted(found.lines, 'line')} of {found.new} say" if found.lines else f"{found.new}, which is new, says"
        number = "" if found.lines else f" ({plain(figure.value or Decimal(0))})"
        what = f"{found.old} was in last year's report and is gone, and {same} the same of {period}{number}: if it was renamed, write {found.cure}"
        yield Problem(figure.origin, Code.ADDRESS, what, hint=True)


Found = Mapping[tuple[str, str], Figure]
"""The figures of a key, by period and column."""


def _by_key(figures: Mapping[Address, Figure]) -> dict[str, dict[tuple[str, str], Figure]]:
    found: dict[str, dict[tuple[str, str], Figure]] = {}
    for address, figure in figures.items():
        of_key = found.setdefault(address.key, {})
        if figure.kind is AmountKind.NUMBER:
            of_key[address.period, address.column] = figure
    return found


def _said(figure: Figure) -> object:
    return figure.address.period, figure.address.column, figure.value, figure.unit, figure.money


def _likeness(old: Found, new: Found) -> float:
    """Return how much two labels have in common; nothing where any period has two values."""
    shared = old.keys() & new.keys()
    if any(_said(old[at]) != _said(new[at]) for at in shared):
        return -1
    was, now = (" ".join(str(next(iter(found.values())).label).casefold().split()) for found in (old, new))
    return difflib.SequenceMatcher(None, was[:_LABEL], now[:_LABEL]).ratio()


def _places(figures: Mapping[str, Found]) -> dict[str, tuple[str, str, str]]:
    """Return the statement of each line, and the ids of the lines before and after it."""
    lines: dict[str, list[str]] = {}
    for key, found in figures.items():
        statement = next(iter(found.values())).statement if found else ""
        if statement:
            lines.setdefault(statement, []).append(key)
    places: dict[str, tuple[str, str, str]] = {}
    for statement, keys in lines.items():
        ids = ["", *(key.removeprefix(f"{statement}.") for key in keys), ""]
        places |= {key: (statement, ids[at], ids[at + 2]) for at, key in enumerate(keys)}
    return places


def _is_between(old: tuple[str, str, str] | None, new: tuple[str, str, str] | None) -> bool:
    """Whether two lines stand in one statement between the same others."""
    return old is not None and old == new


def _by_statement(found: list[Renaming]) -> list[Renaming]:
    """Return renamings, those of one statement's lines that kept their ids as one of the statement."""
    moved: dict[tuple[str, str], list[Renaming]] = {}
    for each in found:
        statement = each.figure.statement
        id_ = each.new.removeprefix(f"{statement}.")
        if statement and each.old.endswith(f".{id_}") and not each.old.startswith(f"{statement}."):
            moved.setdefault((each.old.removesuffix(f".{id_}"), statement), []).append(each)
    whole = {names: lines for names, lines in moved.items() if len(lines) >= _MANY}
    inside = {each.old for lines in whole.values() for each in lines}
    return [
        *(Renaming(old, new, lines[0].figure, len(lines)) for (old, new), lines in whole.items()),
        *(
            each
            for each in found
            if each.old not in inside and each.old.startswith(f"{each.figure.statement}." if each.figure.statement else "")
        ),
    ]
