"""What every directive and role shares: the data, the formats, words from options and data files as nodes."""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_impact.components import internal_errors
from sphinx_impact.components.labels import Label
from sphinx_impact.components.nodes import impact_missing, paragraph
from sphinx_impact.components.values import sources_nodes
from sphinx_impact.domain import domain_of
from sphinx_impact.messages import _, warn, warn_problem
from sphinx_impact.model.focus import focus_classes, focus_problem
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.names import free, hint, latin
from sphinx_impact.model.numbers.parse import UNSAID, UNSAID_COMMA
from sphinx_impact.model.problems import Code, Origin, counted, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.util.typing import OptionSpec

    from sphinx_impact.domain import ImpactDomain
    from sphinx_impact.model.entities import Source, Text
    from sphinx_impact.model.numbers.format import Formats
    from sphinx_impact.model.problems import Problem
    from sphinx_impact.model.report import Report

_LONGEST = 255
"""Bytes that the name of a file may have."""

_PLAIN = re.compile(r"[^\W_]+(?:(?:, | \u2013 |[ \u00a0\u2013\u2019-])[^\W_]+)*")
"""Words in which no parser finds markup, smart signs or addresses, whatever extensions it has: words with single spaces and signs between."""

_OPTION_LINE = re.compile(r"^\s*:(?P<name>[a-z][a-z-]*):[ \t]*(?P<value>.*?)\s*$")


_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
"""A day or a month, as ISO 8601 has it."""


def is_plain(words: object) -> bool:
    """Whether no parser finds anything in some words but the words."""
    return _PLAIN.fullmatch(str(words)) is not None


def texts(names: str) -> OptionSpec:
    """Return options that take any text, by their names with spaces between."""
    return dict.fromkeys(names.split(), directives.unchanged)


def missing(text: str) -> impact_missing:
    """Return the visible mark where a value should stand."""
    return impact_missing("", f"⟨{text}⟩", classes=["impact-missing"])


def slug(text: str) -> str:
    """Return a text as part of an id; in any script."""
    return nodes.make_id(latin(text))


def without_raw(children: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Turn raw HTML, which Markdown lets through, back into the text it was: labels are words, never markup of one format."""
    holder = nodes.inline("", "", *children)
    for raw in list(holder.findall(nodes.raw)):
        raw.parent.replace(raw, nodes.Text(raw.astext()))
    return list(holder.children)


class _AnyOption(dict[str, "Callable[[str], object]"]):
    """Options that take what they do not know as well, so that a misspelt one is reported by its nearest name and nothing else is lost."""

    def __missing__(self, name: str) -> Callable[[str], object]:
        return directives.unchanged


class ImpactDirective(SphinxDirective):
    """A directive that knows the report."""

    has_content = True
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {}
    content_keys: ClassVar[frozenset[str]] = frozenset()
    """Options whose names may begin the content, where they mean something else."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.option_spec = _AnyOption(cls.option_spec)

    def run(self) -> list[nodes.Node]:
        """Return the nodes; where anything unforeseen happens, a note that something is missing."""
        with internal_errors.Guard(lambda: str(self.origin()), f"the directive {self.name}"):
            return self._run()
        return internal_errors.stand_in(self.name)

    def _run(self) -> list[nodes.Node]:
        """Mend what the markup did to the options, then build."""
        for name in [name for name in self.options if name not in self.option_spec]:
            del self.options[name]
            known = ", ".join(self.option_spec) or "none"
            self.warn(
                Code.KEY,
                f"{self.name} has no option “{name}”{hint(name, self.option_spec) or f'; it has {known}'}",
                line=self._option_line(name),
            )
        self._mend_options()
        self._look_for_options()
        return self.build()

    def build(self) -> list[nodes.Node]:
        """Return the nodes."""
        raise NotImplementedError

    # ---- what is known ----

    @functools.cached_property  # asked for at every cell
    def domain(self) -> ImpactDomain:
        """The domain ``impact``."""
        return domain_of(self.env)

    @functools.cached_property
    def report(self) -> Report:
        """The report's data. The page does not depend on them yet: see `depend`."""
        return self.domain.report

    @property
    def formats(self) -> Formats:
        """Formats of the document's language."""
        return self.domain.formats

    def depend(self, *files: str) -> None:
        """Have this page read again when one of these data files changes."""
        self.domain.depend(self.env.docname, files)

    # ---- places ----

    @property
    def _is_markdown(self) -> bool:
        return type(self.state).__module__.startswith("myst_parser")

    @property
    def content_line(self) -> int:
        """Row of the page where the content begins."""
        # MyST counts the offset from the directive, reStructuredText from the top of the page.
        return self.content_offset + 1 + (self.lineno if self._is_markdown else 0)

    def origin(self, line: int | None = None) -> Origin:
        """Return a row of this page; the directive's own row without one."""
        return Origin(self.get_source_info()[0], line or self.lineno)

    # ---- the voice ----

    def warn(self, code: Code, message: str, *, line: int | None = None) -> None:
        """Warn at a row of the page."""
        warn(message, code=code.value, location=str(self.origin(line)))

    def warn_all(self, problems: Iterable[Problem]) -> None:
        """Warn of what is wrong with content typed in this page."""
        for problem in counted(problems):
            warn_problem(problem, self.domain.root)

    # ---- words ----

    def words(self, text: Text | str) -> list[nodes.Node]:
        """Return words with their inline markup: of an option or the content, all that the page knows; of a data file, what is safe."""
        if is_plain(text):  # most labels of a statement: parsing them is a tenth of a build
            return [nodes.Text(str(text))]
        if not isinstance(text, str) and text.origin.path != self.origin().path:
            label = Label(self.env)
            made = label.parse(self.state, str(text), self.lineno)
            self.domain.note_refused(self.env.docname, text.origin, label.refused)
            return made
        children, messages = self.parse_inline(str(text), lineno=self.lineno)
        return [*without_raw(children), *messages]

    def text(self, cls: type[nodes.TextElement], words: Text | str, *, url: str = "", classes: Iterable[str] = ()) -> nodes.TextElement:
        """Return words with inline markup as an element that translators get, with the place it was written; all a link where `url` says so."""
        if url:
            # A translation takes the place of all that its element holds: so that it is the link's words alone.
            inside = self.text(nodes.inline, words)
            inside["translatable"] = True
            return cls("", "", nodes.reference("", "", inside, refuri=url), classes=list(classes))
        node = cls(str(words), "", *self.words(words), classes=list(classes))
        if isinstance(words, str):
            self.set_source_info(node)
        else:
            node.source, node.line = str(self.domain.root / words.origin.path), words.origin.line
        return node

    def source_line(self, sources: Iterable[Source]) -> nodes.paragraph | None:
        """Return where values come from: as the option ``source`` says, else as the data do; None where neither does."""
        given = self.option("source")
        line = [nodes.Text(_("Source: ")), *self.words(given)] if given else sources_nodes(self.report, sources)
        return paragraph(*line, classes="impact-source") if line else None

    def written_date(self, given: str) -> str:
        """Return a day, ``2024-05-03``, or a month, ``2024-05``, as the page's language writes it; nothing of other words."""
        digits = _DATE.fullmatch(given)
        try:
            day = dt.date(*(int(part or 1) for part in digits.groups())) if digits else None
        except ValueError:
            day = None
        if day is None or digits is None:
            return ""
        return self.formats.date(day) if digits[3] else self.formats.month(day)

    # ---- ids ----

    def target(self, anchor: str) -> nodes.target:
        """Return a target to put before a component; an id set on a container has no label in LaTeX.

        The id is unique on the page: the second use of ``anchor`` gets ``-2``.
        """
        node = nodes.target("", "", ids=[free(anchor, set(self.state.document.ids))])
        self.state.document.note_explicit_target(node)
        return node

    # ---- options ----

    def option(self, name: str) -> str:
        """Return an option as it was written, without blanks around it; nothing where it was not given."""
        return str(self.options.get(name) or "").strip()

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        """Return an option that is one of several words, with a warning and the default where it is none of them."""
        value = self.options.get(name, default).strip().lower() or default
        known = list(choices)
        if value not in known:
            self.warn(Code.VALUE, f"{quoted(value)} is no value of the option {name}; use {', '.join(known)}", line=self._option_line(name))
            return default
        return str(value)

    def picture(self, name: str) -> str:
        """Return the path of an option that is a picture, or nothing and a warning where there is none."""
        path = self.option(name)
        fault = ""
        if re.search(r"[\x00-\x1f\x7f]", path):
            fault = "has a sign in it that no file name has"
        elif any(len(part.encode("utf-8", "replace")) > _LONGEST for part in path.split("/")) or len(path) > _LONGEST * 8:
            fault = "is longer than the name of a file can be"
        elif "://" in path:
            fault = "is an address, and a picture is a file of the source directory, since nothing is fetched: keep a copy of it there"
        elif path and not path.endswith("*"):
            relative, full = self.env.relfn2path(path, self.env.docname)
            self.env.note_dependency(relative)
            fault = "" if os.path.isfile(full) else "is no file; paths begin at the page, or with / at the source directory"  # noqa: PTH113 - never raises
        if fault:
            self.warn(Code.FILE, f"the option {name}: {quoted(path)} {fault}", line=self._option_line(name))
            return ""
        return path

    def focus(self, name: str) -> list[str]:
        """Return the classes for an option that is the focal point of a picture; none and a warning where it is no such point."""
        text = self.option(name)
        if text and (fault := focus_problem(text)):
            self.warn(Code.VALUE, f"the option {name}: {fault}", line=self._option_line(name))
        return focus_classes(text) or []

    def without_effect(self, names: Iterable[str], reason: str) -> None:
        """Warn of options that were given and change nothing.

        Args:
            reason: Why, and what to do: ``is for values typed in place; …``.
        """
        for name in names:
            if name in self.options:
                self.warn(Code.DIRECTIVE, f"the option {name} has no effect: {reason}", line=self._option_line(name))

    def link(self, name: str) -> str:
        """Return an option that is a link, or nothing and a warning where it is none."""
        url = self.option(name)
        fault = link_problem(url) if url else ""
        if fault:
            self.warn(Code.URL, fault)
        return "" if fault else url

    @functools.cached_property
    def notation(self) -> str:
        """The decimal separator of numbers typed here, as `quantities` takes it: that of the option, or what the page's language makes likely."""
        said = str(self.options.get("decimal", "")).strip("\"' ")
        if said in {".", ","}:
            return said
        if said:
            self.warn(Code.VALUE, f"“{said}” is no value of the option decimal; use . or ,", line=self._option_line("decimal"))
        return UNSAID_COMMA if self.formats.decimal == "," else UNSAID

    def _option_line(self, name: str) -> int:
        """Return the row of the page on which an option stands."""
        rows = self.block_text.splitlines()
        return self.lineno + next((offset for offset, row in enumerate(rows) if row.strip().startswith((f":{name}:", f"{name}:"))), 0)

    def _look_for_options(self) -> None:
        """Warn of the first option that ended up in the content: written without its colons, as a list, or below an empty row."""
        words = "|".join(sorted(map(re.escape, self.option_spec.keys() - self.content_keys), key=len, reverse=True))
        first = next((at for at, line in enumerate(self.content) if line.strip()), None)
        if first is None or not words or self.option("kind") == "vega-lite":
            return  # a drawing of one's own is all keys
        found = re.match(rf"(?:[-*]\s+)?:?(?P<name>{words})\s?:(?!\S)", self.content[first].strip())
        if found:
            self.warn(
                Code.DIRECTIVE,
                f"“{self.content[first].strip()[:60]}” is content here, and no option: write :{found['name']}: in the row right below the "
                f"directive's name, or below another option",
                line=self.content_line + first,
            )

    def _mend_options(self) -> None:
        """Restore option values that MyST reads as YAML: `` #`` cuts them, a bare ``>`` makes it drop them all."""
        if not self._is_markdown:
            return
        for offset, line in enumerate(self.block_text.splitlines()[1:], 1):
            found = _OPTION_LINE.match(line)
            if found is None:
                break
            name, written = found["name"], found["value"]
            if name not in self.option_spec or not written or written[0] in "\"'|":
                continue
            read = self.options.get(name)
            if read is not None and str(read).strip() == written:
                continue
            reason = _cut_by(written, read)
            if reason:
                self.options[name] = written
                self.warn(
                    Code.DIRECTIVE,
                    f'the option {name} was {reason} by the markup; put its value in quotes: :{name}: "{written}"',
                    line=self.lineno + offset,
                )


def _cut_by(written: str, read: object) -> str:
    if written.startswith((">", "#", "@", "`", "%", "&", "*", "!")) and not read:
        return "lost"
    if " #" in written and isinstance(read, str) and written.startswith(read):
        return "cut at “#”"
    return "lost" if read is None else ""
