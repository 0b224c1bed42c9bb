"""``sphinx-impact new``: a report to start from, or next year's from that of this year."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sphinx_impact.cli.folders import TroubleError, add_data, data_folder, folder
from sphinx_impact.model.names import counted
from sphinx_impact.model.problems import one_line
from sphinx_impact.starter import answers as answered
from sphinx_impact.starter.answers import AnswerError, Answers, Year
from sphinx_impact.starter.next_year import RollError, write_next_year
from sphinx_impact.starter.project import translated, words_of, write_new

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

T = TypeVar("T")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "new",
        help="start a report, or next year's from last year's",
        description=(
            "Write a small complete report into a new folder. It asks for what no option says; without a terminal, or with --yes, it asks "
            "nothing. With --from, write next year's report instead: everything of the old one but its figures."
        ),
        epilog="The exit status is 0 where the folder was written, 2 where it was not. A folder that exists is never written to.",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the folder to make")
    about = parser.add_argument_group("what the report is about")
    about.add_argument("--organisation", metavar="NAME", help="whose report it is")
    about.add_argument("--short-name", metavar="NAME", help="what people call the organisation")
    year = about.add_mutually_exclusive_group()
    year.add_argument("--year", metavar="YEAR", help="the calendar year it covers, such as 2025")
    year.add_argument("--year-end", metavar="DATE", help="the last day of the fiscal year it covers, such as 2025-06-30")
    about.add_argument("--currency", metavar="CODE", help="such as EUR")
    about.add_argument("--language", metavar="CODE", help="such as de")
    about.add_argument("--brand", metavar="COLOUR", help="such as #0b6b62")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take what is usual for all that no option says")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--empty", action="store_true", help="write the smallest report, with no invented figures")
    kind.add_argument("--from", dest="old", metavar="OLD", help="the folder of last year's report, the one with conf.py")
    add_data(parser, "in the old report, for --from")
    parser.set_defaults(run=new)


def new(arguments: argparse.Namespace) -> int:
    """Write a report into a new folder; return the exit status."""
    target = Path(arguments.folder)
    try:
        _refuse_existing(target)
        return _next_year(target, arguments) if arguments.old else _start(target, arguments)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise TroubleError(f"{one_line(str(target), 100)} cannot be written: {why}") from None
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        raise TroubleError("nothing was written") from None


def _refuse_existing(target: Path) -> None:
    if not target.name:
        raise TroubleError("the folder exists already: name one that is to be made")
    if target.is_symlink() or target.exists():
        raise TroubleError(f"{one_line(str(target), 100)} exists already, and nothing is written over: name another folder")


# ---- a new report ----


def _start(target: Path, arguments: argparse.Namespace) -> int:
    asks = sys.stdin.isatty() and not arguments.yes
    answers = _answers(arguments, _ask if asks else _take)
    written = write_new(target, answers, empty=arguments.empty)
    print(f"{len(written)} files are in {target}.")
    if not translated(answers.language) and not arguments.empty:
        print(f"Nobody has translated the pages of the starter into {answers.language}: they are in English.")
    where = shlex.quote(str(target))
    print(f"\nBuild it:         sphinx-impact build {where}\nWrite, and watch: sphinx-impact serve {where}")
    if not arguments.empty:
        print(f"Its figures and names are invented; which are left says: sphinx-impact check {where}")
    return 0


def _answers(arguments: argparse.Namespace, answer: Callable[[str, str, str, str | None, Callable[[str], object]], object]) -> Answers:
    """Return what the options and the one who is asked say."""

    def get(option: str, question: str, usual: str, given: str | None, read: Callable[[str], T]) -> T:
        return answer(option, question, usual, given, read)  # type: ignore[return-value]

    # The language comes first: what is usual depends on it.
    language = get("--language", "Language of the report, as its code", "en", arguments.language, answered.language)
    invented = "" if arguments.organisation is None else None
    organisation = get("--organisation", "Whose report is it", words_of(language)["organisation"], arguments.organisation, answered.name)
    if invented == "" and organisation == words_of(language)["organisation"]:
        organisation = ""
    end = arguments.year_end
    usual_year = str(answered.last_year())
    year: Year = get(
        "--year-end" if end is not None else "--year",
        "Which year does it cover; of a fiscal year, its last day",
        usual_year,
        end if end is not None else arguments.year,
        answered.fiscal_year if end is not None else answered.calendar_year if arguments.year is not None else answered.year,
    )
    return Answers(
        organisation=organisation,
        short_name=get("--short-name", "What do people call it, if that is shorter", "", arguments.short_name, answered.short_name),
        year=year,
        currency=get("--currency", "Currency, as its code", answered.usual_currency(language), arguments.currency, answered.currency),
        language=language,
        brand=get("--brand", "Colour of the organisation", "#0b6b62", arguments.brand, answered.colour),
    )


def _take(option: str, _question: str, usual: str, given: str | None, read: Callable[[str], T]) -> T:
    """Return what an option says, or what is usual."""
    try:
        return read(usual if given is None else given)
    except AnswerError as error:
        raise TroubleError(f"{option}: {error}") from None


def _ask(option: str, question: str, usual: str, given: str | None, read: Callable[[str], T]) -> T:
    """Return what an option says, or what somebody answers; ask again where it cannot be taken."""
    if given is not None:
        return _take(option, question, usual, given, read)
    while True:
        try:
            return read(input(f"{question}{f' [{usual}]' if usual else ''}: ").strip() or usual)
        except AnswerError as error:
            print(error)


# ---- next year's ----


def _next_year(target: Path, arguments: argparse.Namespace) -> int:
    source = folder(arguments.old)
    given = [
        name for name in ("organisation", "short_name", "year", "year_end", "currency", "language", "brand") if getattr(arguments, name)
    ]
    if given:
        raise TroubleError(
            f"--from takes everything from the old report: leave out {', '.join('--' + name.replace('_', '-') for name in given)}"
        )
    try:
        made = write_next_year(source, target, data_folder(source, arguments.data))
    except RollError as error:
        raise TroubleError(str(error)) from None
    print(f"{target} is the report of {made.period}; what {made.before} said is in {made.previous}.")
    if made.removed:
        print(f"Left behind with the old year: {', '.join(made.removed)}.")
    if made.look_at:
        print("\nLook at these rows, which speak of the old year or cannot be edited by a program:")
        for row in made.look_at:
            print(f"  {row}")
    if made.left:
        print(f"\nTo fill in ({counted(len(made.left), 'row')}):")
        for path, number in Counter(problem.origin.path for problem in made.left).items():
            print(f"  {path}: {number}")
    print(f"\nWhat is left at any time: sphinx-impact check {shlex.quote(str(target))}")
    return 0
