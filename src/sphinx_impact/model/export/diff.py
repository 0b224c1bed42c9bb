"""Differences between two states of a report: which figures changed, by how much, and on which pages they stand."""

from __future__ import annotations

import dataclasses
import decimal
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sphinx_impact.model.addresses import KEY
from sphinx_impact.model.entities import AmountKind, Figure, Qualifier
from sphinx_impact.model.export.year_diff import notes_on, renamed_keys, renamings
from sphinx_impact.model.json_document import Document, FigureEntry, PageEntry, ProblemEntry
from sphinx_impact.model.json_text import grouped
from sphinx_impact.model.loading.files import Findings, is_file, read_text
from sphinx_impact.model.names import counted, slug
from sphinx_impact.model.numbers.exact import WIDE
from sphinx_impact.model.renamed import Renaming
from sphinx_impact.model.report import Report
from sphinx_impact.model.settings import is_excluded

_ROW = re.compile(r"(?<=[\w/]):\d+")
_MARKS = re.compile(r"([\\`*_\[\]<>|#~&])")

_MANY = 200
"""Figures that are printed without being asked for all."""

_TOLD = ("label", "unit", "qualifier", "status", "as_of", "as_printed", "shown", "source", "note")
"""What else a reader is told of a figure."""


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is not what it was.

    Attributes:
        old: None where it is new.
        new: None where it is gone.
        told: What else is said of it differently: ``source``, ``as_of``.
    """

    old: FigureEntry | None
    new: FigureEntry | None
    told: tuple[str, ...] = ()

    @property
    def known(self) -> FigureEntry:
        """The figure as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def counts(self) -> bool:
        """Whether the figure itself changed, not only its address or what is told of it."""
        return self.old is None or self.new is None or _amount(self.old) != _amount(self.new)

    @property
    def was(self) -> str:
        """The address that it had, where it has another one now."""
        return self.old.address if self.old is not None and self.new is not None and self.old.address != self.new.address else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """All that changed.

    Attributes:
        figures: In the order of the newer state, those that are gone at the end.
        broken: Problems that the newer state has and the older had not.
        mended: The other way round.
        notes: What is to be known before anything is compared.
        renamed: What is gone and what is new that may be the same under another key.
    """

    figures: tuple[Changed, ...]
    broken: tuple[ProblemEntry, ...]
    mended: tuple[ProblemEntry, ...]
    notes: tuple[str, ...] = ()
    renamed: tuple[Renaming, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.figures or self.broken or self.mended)


def find_difference(old: Document, new: Document) -> Changes:
    """Compare two states of a report."""
    before = {figure.address: figure for figure in old.figures}
    after = {figure.address: figure for figure in new.figures}
    for was, now in _renamed(old, new):
        if was in before and was not in after and now in after and now not in before:
            before[now] = before.pop(was)
    figures = [changed for address, figure in after.items() if (changed := _changed(before.get(address), figure)) is not None]
    figures += [Changed(figure, None) for address, figure in before.items() if address not in after]
    return Changes(
        tuple(figures),
        tuple(_only(new.problems, old.problems)),
        tuple(_only(old.problems, new.problems)),
        tuple(notes_on(old, new)),
        tuple(renamings(old, new)),
    )


def _renamed(old: Document, new: Document) -> Iterator[tuple[str, str]]:
    """Give each address of the older state that may be another one in the newer, since either says that the key was renamed, and that one."""
    keys = renamed_keys(old, new)
    for figure in old.figures:
        for key in keys.get(figure.key, ()):
            yield figure.address, key + figure.address.removeprefix(figure.key)


def _changed(old: FigureEntry | None, new: FigureEntry) -> Changed | None:
    if old is None:
        return Changed(None, new)
    told = tuple(field for field in _TOLD if getattr(old, field) != getattr(new, field))
    found = Changed(old, new, told)
    return found if told or found.counts or found.was else None


def _amount(figure: FigureEntry) -> tuple[Decimal | None, AmountKind, str]:
    return figure.value, figure.kind, figure.text if figure.kind is AmountKind.UNREADABLE else ""


def _only(these: Iterable[ProblemEntry], others: Iterable[ProblemEntry]) -> Iterator[ProblemEntry]:
    """Return problems that the others have not; rows do not matter, since every line above moves them."""
    known = Counter(_problem_key(problem) for problem in others)
    for problem in these:
        key = _problem_key(problem)
        if known[key]:
            known[key] -= 1
        else:
            yield problem


def _problem_key(problem: ProblemEntry) -> tuple[str, str, str, bool]:
    return problem.file, problem.code, _ROW.sub("", problem.message), problem.hint


# ---- in words ----


def summary(difference: Changes) -> str:
    """Return how much changed, in one sentence."""
    values = [found for found in difference.figures if found.old and found.new and found.counts]
    told = [found for found in difference.figures if not found.counts and found.told]
    renamed = [found for found in difference.figures if found.was]
    new = [found for found in difference.figures if found.old is None]
    gone = [found for found in difference.figures if found.new is None]
    parts = [f"{counted(len(values), 'figure')} changed"] if values else []
    parts += [f"{len(new)} new"] if new else []
    parts += [f"{len(gone)} gone"] if gone else []
    parts += [f"{len(renamed)} renamed"] if renamed else []
    parts += [f"{len(told)} described otherwise"] if told else []
    parts += [f"{counted(_warnings(difference.broken), 'problem')} more"] if _warnings(difference.broken) else []
    parts += [f"{counted(_warnings(difference.mended), 'problem')} fewer"] if _warnings(difference.mended) else []
    return ", ".join(parts) or ("only hints changed" if difference else "no figure changed")


def _first(figures: Sequence[Changed], *, every: bool) -> tuple[Sequence[Changed], int]:
    """Return the figures to print, of many those that changed before those that are gone, new, or only described otherwise; and how many are left."""
    if every or len(figures) <= _MANY:
        return figures, 0
    first = sorted(figures, key=lambda found: (not found.counts, found.old is None, found.new is None))
    return first[:_MANY], len(figures) - _MANY


def to_text(difference: Changes, *, every: bool = False) -> str:
    """Return what changed, for a terminal.

    Args:
        every: Whether all figures are printed, be they very many.
    """
    figures, more = _first(difference.figures, every=every)
    lines = [summary(difference), *(f"Note: {note}" for note in difference.notes)]
    lines += ["", "Looks renamed:", *(f"  {said}" for said in said_renamed(difference.renamed))] if difference.renamed else []
    for found in figures:
        figure = found.known
        sign = "+" if found.old is None else "-" if found.new is None else "~"
        was = f" (formerly {found.was})" if found.was else ""
        lines += ["", f"{sign} {figure.address}{was}  {figure.label}", f"    {_movement(found, ' -> ')}"]
        lines += [f"    otherwise: {', '.join(_detail(found, name) for name in found.told)}"] if found.told else []
        lines += [f"    on {', '.join(page.page for page in figure.pages)}"] if figure.pages else []
        lines.append(f"    {figure.file}:{figure.row}")
    lines += ["", f"and {counted(more, 'more figure')}: sphinx-impact diff --all prints all"] if more else []
    for title, problems in (("New problems", difference.broken), ("Problems that are gone", difference.mended)):
        if problems:
            lines += ["", f"{title}:", *(f"  {_problem(problem)}" for problem in problems)]
    return "\n".join(lines) + "\n"


def to_markdown(difference: Changes, *, every: bool = False) -> str:
    """Return what changed, for a comment on a pull request, which takes no more than some hundred rows.

    Args:
        every: Whether all figures are printed, be they very many.
    """
    figures, more = _first(difference.figures, every=every)
    lines = [f"**Figures:** {escaped(summary(difference))}."]
    lines += ["", *(f"- Note: {escaped(note)}" for note in difference.notes)] if difference.notes else []
    lines += (
        ["", "**Looks renamed**", "", *(f"- {escaped(said)}" for said in said_renamed(difference.renamed))] if difference.renamed else []
    )
    if difference.figures:
        lines += ["", "| Figure | Before | After | Change | Pages |", "|---|--:|--:|--:|---|"]
        lines += [_row(found) for found in figures]
        lines += ["", f"And {counted(more, 'more figure')}: `sphinx-impact diff --all` prints all."] if more else []
    for title, problems in (("New problems", difference.broken), ("Problems that are gone", difference.mended)):
        if problems:
            lines += ["", f"**{title}**", "", *(f"- {escaped(_problem(problem))}" for problem in problems)]
    return "\n".join(lines) + "\n"


def to_data(difference: Changes) -> dict[str, Any]:
    """Return what changed, for a program."""
    return {
        "notes": list(difference.notes),
        "figures": [
            {
                "address": found.known.address,
                "formerly": found.was or None,
                "label": found.known.label,
                "old": found.old.value if found.old is not None else None,
                "new": found.new.value if found.new is not None else None,
                "oldText": value_of(found.old) if found.old is not None else None,
                "newText": value_of(found.new) if found.new is not None else None,
                "otherwise": list(found.told),
                "pages": [page.page for page in found.known.pages],
                "file": f"{found.known.file}:{found.known.row}",
            }
            for found in difference.figures
        ],
        "renamed": [{"old": found.old, "new": found.new, "lines": found.lines or None} for found in difference.renamed],
        "newProblems": [_problem(problem) for problem in difference.broken],
        "problemsGone": [_problem(problem) for problem in difference.mended],
    }


def said_renamed(renamed: Iterable[Renaming]) -> Iterator[str]:
    """Say of each key that may have been renamed what to write."""
    for found in renamed:
        same = f"{counted(found.lines, 'line')} the same" if found.lines else f"{value_of(found.figure)} in both"
        yield f"{found.old} -> {found.new} ({same}): write {found.cure}"


def escaped(text: str) -> str:
    """Return a text that Markdown prints as it is, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _row(found: Changed) -> str:
    figure = found.known
    told = f" (otherwise: {', '.join(_detail(found, name) for name in found.told)})" if found.told else ""
    cells = (
        f"`{figure.address}`{f' (formerly `{found.was}`)' if found.was else ''}<br>{escaped(figure.label + told)}",
        escaped(value_of(found.old)) if found.old else "new",
        escaped(value_of(found.new)) if found.new else "gone",
        escaped(_step(found)),
        ", ".join(_page(page) for page in figure.pages),
    )
    return f"| {' | '.join(cells)} |"


def _page(page: PageEntry) -> str:
    return f"[{escaped(page.title)}]({page.url})" if page.url else escaped(page.title)


def _movement(found: Changed, arrow: str) -> str:
    if found.old is None or found.new is None:
        return value_of(found.known)
    if not found.counts:
        return value_of(found.new)
    step = _step(found)
    return f"{value_of(found.old)}{arrow}{value_of(found.new)}" + (f"  ({step})" if step else "")


def _step(found: Changed) -> str:
    """Return by how much a figure changed: the amount, and the percentage where there is one."""
    if found.old is None or found.new is None or not found.counts:
        return ""
    old, new = found.old.value, found.new.value
    if old is None or new is None or found.old.unit != found.new.unit:
        return ""
    with decimal.localcontext(WIDE):
        step = new - old
        parts = [("+" if step >= 0 else "") + grouped(step)]
        if old > 0 and new > 0 and found.new.unit != "percent":
            parts.append(f"{(step / old * 100).quantize(Decimal('0.1')):+,f}%")
    return ", ".join(parts)


def value_of(figure: FigureEntry | Figure) -> str:
    """Return a figure as a message has it."""
    if figure.value is None:
        return figure.text or figure.kind.value
    qualifier = "" if figure.qualifier is Qualifier.EXACT else f"{figure.qualifier.value} "
    return f"{qualifier}{grouped(figure.value)} {figure.unit}".strip()


def _detail(found: Changed, field: str) -> str:
    old, new = getattr(found.old, field), getattr(found.new, field)
    if field in {"source", "note"}:
        return field
    return f"{field.replace('_', ' ')} {'nothing' if old is None else old} -> {'nothing' if new is None else new}"


def _problem(problem: ProblemEntry) -> str:
    return f"{problem.file}:{problem.row}: {'hint: ' if problem.hint else ''}{problem.message} [impact.{problem.code}]"


def _warnings(problems: Iterable[ProblemEntry]) -> int:
    return sum(not problem.hint for problem in problems)


_ADDRESS = re.compile(rf"(?<!\w){KEY}(?:@\w[\w.-]*(?<=\w))?(?:/\w[\w-]*)?")
_EXHIBIT = re.compile(r"\b(?:financial-table|data-chart|data-map)(?:\}|::)[ \t]+([\w.-]+)")
_TITLE = re.compile(r"^# +(.+?) *$|^([^\n]+)\n(?:=+|-+|\*+|#+)$", re.MULTILINE)
_SUFFIXES = {".md", ".rst"}


def find_mentions(report: Report) -> tuple[dict[str, tuple[PageEntry, ...]], dict[str, tuple[PageEntry, ...]]]:
    """Return the pages that name a figure, by its address, and those that show a statement, by its id."""
    figures: dict[str, dict[str, PageEntry]] = {}
    statements: dict[str, dict[str, PageEntry]] = {}
    for path in _pages(report.root, report.data):
        text = read_text(report.root, path, Findings(path))
        if text is None:
            continue
        entry = _entry(path, text)
        for written in set(_ADDRESS.findall(text)):
            figure = report.figure(written)
            if figure is not None:
                figures.setdefault(str(figure.address), {})[path] = entry
        for written in _EXHIBIT.findall(text):
            if written in report.statements:
                statements.setdefault(written, {})[path] = entry
    return {at: tuple(pages.values()) for at, pages in figures.items()}, {at: tuple(pages.values()) for at, pages in statements.items()}


def _pages(root: Path, data: str) -> Iterator[str]:
    """Return the pages below a folder; not those that ``conf.py`` leaves out, or a build has left there, nor hidden ones, nor notes among the data."""
    excluded = is_excluded(root)
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        hidden = any(part.startswith((".", "_")) for part in inside.parts) or inside.is_relative_to(data)
        if path.suffix in _SUFFIXES and not hidden and is_file(root, inside.as_posix()) and not excluded(inside.as_posix()):
            yield inside.as_posix()


def _entry(path: str, text: str) -> PageEntry:
    name = path.rpartition(".")[0]
    found = _TITLE.search(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL))
    title = next((group.strip() for group in found.groups() if group), "") if found else ""
    return PageEntry(page=name, title=title if slug(title) and "{" not in title and "`" not in title else name, path=path, url=None)
