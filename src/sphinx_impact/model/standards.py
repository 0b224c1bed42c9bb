"""Standards of openness: what each asks a report for, where that stands in this one, and what is missing."""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

import yaml

from sphinx_impact.model.addresses import is_address
from sphinx_impact.model.entities import Figure, Text
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.loading.files import is_file, leads_out
from sphinx_impact.model.loading.standards import Standing
from sphinx_impact.model.loading.yaml import LOADER
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_PAGES = (".md", ".rst", ".txt")


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """A standard, in the words of this package.

    Attributes:
        titles: By language; always in English.
        of: The year that the text is of.
        text: Which text was read, and when.
        asks: What it asks for, in the languages there are, by the id of the requirement.
    """

    id: str
    titles: Mapping[str, str]
    publisher: str
    url: str
    of: str
    text: str
    asks: Mapping[str, Mapping[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a standard asks for, and where it stands in this report.

    Attributes:
        pages: Names of pages.
        reason: Why it is not applicable; None where it is.
    """

    id: str
    asks: Mapping[str, str]
    pages: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    links: tuple[str, ...] = ()
    reason: Text | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nothing is said of it."""
        return not (self.pages or self.figures or self.links) and self.reason is None


@dataclasses.dataclass(frozen=True, slots=True)
class Indexed:
    """A standard that this report says it follows, requirement by requirement."""

    standard: Standard
    requirements: tuple[Requirement, ...]


@functools.cache
def catalogue() -> Mapping[str, Standard]:
    """Return all standards that are known, by id."""
    text = resources.files(__package__).joinpath("standards.yaml").read_text(encoding="utf-8")
    read = yaml.load(text, LOADER)  # noqa: S506 - it is safe
    return {
        id_: Standard(id_, each["title"], each["publisher"], each["url"], str(each["of"]), each["text"], each["asks"])
        for id_, each in read.items()
    }


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return words in a language, ``de`` or ``pt_BR``, or else in English."""
    return words.get(language.replace("-", "_").partition("_")[0], words["en"])


def index_standards(
    root: Path, lookup: Lookup, standings: Mapping[str, Mapping[str, Standing]], path: str
) -> tuple[tuple[Indexed, ...], list[Problem]]:
    """Return the standards that the report names, with where each requirement stands; and what is wrong or missing.

    Args:
        standings: By the ids of standards and of requirements, as ``standards.yaml`` has them.
        path: Of that file.
    """
    problems: list[Problem] = []
    named = lookup.profile.standards
    known = catalogue() if named else {}
    found = []
    for id_, origin in named.items():
        if id_ not in known:
            what = f"standards: nothing is known of {quoted(id_)}{hint(id_, known) or '; known are ' + ', '.join(known)}"
            problems.append(Problem(origin, Code.VALUE, what))
            continue
        standard, said = known[id_], standings.get(id_, {})
        for unknown in said.keys() - standard.asks.keys():
            near = hint(unknown, standard.asks) or f"; it has {', '.join(standard.asks)}"
            problems.append(Problem(said[unknown].origin, Code.KEY, f"{id_} has no requirement {quoted(unknown)}{near}"))
        requirements = tuple(
            _requirement(root, lookup, each, asks, standing=said.get(each), problems=problems) for each, asks in standard.asks.items()
        )
        problems += _missing(standard, requirements, said, origin, path)
        found.append(Indexed(standard, requirements))
    for id_ in standings.keys() - named.keys():
        first = min(standing.origin for standing in standings[id_].values()) if standings[id_] else Origin(path, 1)
        what = f"{quoted(id_)} is not among the standards in report.yaml: name it there, or delete it here"
        problems.append(Problem(first, Code.KEY, what))
    return tuple(found), problems


def _requirement(
    root: Path, lookup: Lookup, id_: str, asks: Mapping[str, str], *, standing: Standing | None, problems: list[Problem]
) -> Requirement:
    """Sort out where a requirement stands: at figures, on pages, elsewhere in the web."""
    if standing is None:
        return Requirement(id_, asks)
    pages, figures, links = [], [], []
    for place in standing.places:
        figure = lookup.figure(place)
        page = posixpath.normpath(posixpath.splitext(place)[0] if place.endswith(_PAGES) else place)
        if "://" in place:
            fault = link_problem(place)
            if fault:
                problems.append(Problem(standing.origin, Code.URL, f"{id_}: {fault}"))
            else:
                links.append(place)
        elif figure is not None and figure.value is None:
            why = f"{figure.address} has no number: {quoted(figure.text or 'not reported')} at {figure.origin}"
            problems.append(Problem(standing.origin, Code.NUMBER, f"{id_}: {why}"))
        elif figure is not None:
            figures.append(figure)
            reporting = lookup.profile.reporting
            if reporting is not None and reporting.start is not None and figure.period is not None and figure.period.end < reporting.start:
                what = f"{id_}: {figure.address} is a figure of {figure.period.id}, and the report is of {reporting.id}: see whether that is meant"
                problems.append(Problem(standing.origin, Code.PERIOD, what, hint=True))
        elif not leads_out(place) and any(is_file(root, page + suffix) for suffix in _PAGES):
            pages.append(page)
        else:
            why = (
                lookup.explain(place)
                if is_address(place)
                else f"{quoted(place)} is neither a page, such as people, nor the address of a figure"
            )
            problems.append(Problem(standing.origin, Code.ADDRESS, f"{id_}: {why}"))
    return Requirement(id_, asks, tuple(pages), tuple(figures), tuple(links), standing.reason)


def _missing(
    standard: Standard, requirements: Sequence[Requirement], said: Mapping[str, Standing], origin: Origin, path: str
) -> Iterator[Problem]:
    """Say what a standard asks for of which nothing is said; what is said wrongly has a problem of its own."""
    missing = [each for each in requirements if each.is_missing and each.id not in said]
    if missing:
        names = ", ".join(each.id for each in missing)
        example = f"{missing[0].id}: PAGE, or an address"
        what = (
            f"{standard.id}: of {len(requirements)} requirements, nothing is said of {len(missing)}: {names}. "
            f"Write where they stand into {path} ({example}), or not-applicable: and why"
        )
        yield Problem(origin, Code.MISSING, what, hint=True)
