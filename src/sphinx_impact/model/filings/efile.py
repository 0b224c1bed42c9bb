"""Returns as the IRS publishes them: XML, read as a stream, of which nothing is kept but amounts of known lines and who filed them.

No document type and no entity is allowed, so that nothing can be fetched or blown up. Names, addresses and numbers of persons are passed over
while reading and kept nowhere, and so are in no output.
"""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from sphinx_impact.model.filings.filing import Filed, Filing, Recipient, distinct
from sphinx_impact.model.filings.lines import FORMS, LISTED, LISTED_PUBLIC, RECIPIENT, Form
from sphinx_impact.model.limits import FILING_BYTES
from sphinx_impact.model.loading.fields import parse_date
from sphinx_impact.model.loading.files import Findings, ReadError, other_kind, read, size_of
from sphinx_impact.model.names import choices
from sphinx_impact.model.problems import Code, quoted
from sphinx_impact.model.registers import digits, ein_fault

FIRST_YEAR: Final = 2013
"""The first year whose returns have the names of elements that are read here."""

_KINDS: Final = {"990": "990", "990EZ": "990-EZ", "990PF": "990-PF"}
"""Forms by what returns call them."""

_HEADER: Final = {
    "ReturnHeader/TaxPeriodBeginDt": "start",
    "ReturnHeader/TaxPeriodEndDt": "end",
    "ReturnHeader/ReturnTypeCd": "kind",
    "ReturnHeader/Filer/EIN": "number",
    "ReturnHeader/Filer/BusinessName/BusinessNameLine1Txt": "name",
    "ReturnHeader/Filer/BusinessName/BusinessNameLine2Txt": "name",
    "ReturnHeader/Filer/BusinessName/BusinessNameLine1": "name",
    "ReturnHeader/Filer/BusinessName/BusinessNameLine2": "name",
}

_AMOUNT: Final = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,2})?")
_LONGEST: Final = 200
"""Characters of a text that is kept."""

_DEEPEST: Final = 50
_YES: Final = frozenset({"X", "1", "true"})


_CURE: Final = "take the file as the IRS gives it, or type its totals into a YAML file"


class _RefusedError(Exception):
    """The file is not read any further; the message says why."""


@dataclasses.dataclass
class _Found:
    """What stands at a path, all its rows added up.

    Attributes:
        row: The first of them, or the first that is wrong.
        fault: What is wrong there; empty where nothing is.
    """

    row: int
    value: Decimal = Decimal(0)
    fault: str = ""


class _Reader:
    """Walks over a return and keeps what is wanted."""

    def __init__(self) -> None:
        self.version = ""
        self.header: dict[str, str] = {}
        self.amended = False
        self.found: dict[str, _Found] = {}
        """By the path from the form on: one entry for each, however many rows a file has."""
        self.recipients: list[Recipient] = []
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._row = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def read(self, data: bytes) -> None:
        """Read a return.

        Raises:
            _RefusedError: It is none.
            expat.ExpatError: It is no XML.
        """
        other = other_kind(data) if data.strip() else "the file is empty"
        if other:
            raise _RefusedError(f"{other}; {_CURE}")
        self.parser.Parse(data, True)

    def _refuse(self, *_given: Any) -> None:
        raise _RefusedError(f"the file has a document type or entities, which no return has and which are not read: {_CURE}")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path:
            if local != "Return":
                raise _RefusedError(f"the file is no return: its first element is {quoted(local)}, and that of a return is Return")
            self.version = attributes.get("returnVersion", "")
        elif len(self._path) > _DEEPEST:
            raise _RefusedError("the file is no return: its elements are nested too deep")
        self._path.append(local)
        if self._inside() == RECIPIENT:
            self.recipients.append(Recipient())
        self._text = [] if self._is_wanted() else None
        self._row = self.parser.CurrentLineNumber

    def _is_wanted(self) -> bool:
        if "/".join(self._path[1:]) in _HEADER:
            return True
        inside = self._inside()
        return inside in _WANTED or inside in _OF_RECIPIENTS or inside.endswith("/AmendedReturnInd")

    def _inside(self) -> str:
        """Return where in the forms it is; nothing outside of them."""
        return "/".join(self._path[2:]) if self._path[1:2] == ["ReturnData"] else ""

    def _data(self, data: str) -> None:
        if self._text is not None and sum(map(len, self._text)) < _LONGEST:
            self._text.append(data[:_LONGEST])

    def _end(self, _name: str) -> None:
        if self._text is not None:
            self._keep("/".join(self._path[1:]), "".join(self._text).strip())
            self._text = None
        self._path.pop()

    def _keep(self, inside: str, text: str) -> None:
        if inside in _HEADER:
            what = _HEADER[inside]
            self.header[what] = f"{self.header[what]} {text}" if what in self.header else text
        elif inside.endswith("/AmendedReturnInd"):
            self.amended = text in _YES
        else:
            path = inside.partition("/")[2]
            if path in _OF_RECIPIENTS:
                self._receive(_OF_RECIPIENTS[path], text)
            if path in _WANTED:
                self._add(path, text)

    def _receive(self, what: str, text: str) -> None:
        recipient = self.recipients[-1]
        if what == "number":
            recipient.number = text if re.fullmatch("[0-9]{9}", text) else ""
        elif what == "section":
            recipient.public = _is_public(text)
        elif _AMOUNT.fullmatch(text):
            setattr(recipient, what, getattr(recipient, what) + Decimal(text))

    def _add(self, path: str, text: str) -> None:
        found = self.found.setdefault(path, _Found(self._row))
        if _AMOUNT.fullmatch(text):
            found.value += Decimal(text)
        elif not found.fault:
            found.row, found.fault = self._row, "is no number" if text else "is empty"


_OF_RECIPIENTS: Final = {
    f"{RECIPIENT}/RecipientEIN": "number",
    f"{RECIPIENT}/IRCSectionDesc": "section",
    f"{RECIPIENT}/CashGrantAmt": "cash",
    f"{RECIPIENT}/NonCashAssistanceAmt": "other",
}
_WANTED: Final = frozenset(path for form in FORMS.values() for path in form.paths)


def _is_public(section: str) -> bool | None:
    """Whether an organization is a government, or under section 501(c)(3), by what column c says of it; None where it cannot be told."""
    plain = re.sub("[^0-9a-z]", "", section.casefold())
    if re.search("501c0?3(?![0-9])|^gov", plain):
        return True
    return False if re.search("501c(?:[124-9]|[12][0-9])(?![0-9])|^527", plain) else None


def _written(root: Path, path: str) -> bytes:
    """Return what a file holds; one that is too large is not even opened."""
    size = size_of(root, path)
    if size is not None and size > FILING_BYTES:
        sizes = f"the file has {size // 2**20} MB, and {FILING_BYTES // 2**20} MB is the most that is read"
        raise ReadError(Code.FILE, f"{sizes}: see whether it is one return alone")
    return read(root, path, FILING_BYTES)


def load_return(root: Path, path: str, findings: Findings) -> Filing | None:
    """Read a return; None after putting down why that is not possible."""
    reader = _Reader()
    data = b""
    try:
        data = _written(root, path)
        reader.read(data)
    except ReadError as error:
        findings.add(1, error.code, str(error))
    except _RefusedError as error:
        findings.add(max(1, reader.parser.CurrentLineNumber), Code.FILING, str(error))
    except expat.ExpatError as error:
        utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        what = f"this is no well-formed XML ({expat.errors.messages[error.code]}): {_CURE}"
        findings.add(max(1, error.lineno), Code.FILING, "this is UTF-16 text: save it with the encoding UTF-8" if utf_16 else what)
    except (ValueError, LookupError):
        findings.add(1, Code.FILING, "the encoding that the file says it has is not known: save it as UTF-8")
    else:
        return _filing(reader, findings)
    return None


def _filing(reader: _Reader, findings: Findings) -> Filing | None:
    kind = reader.header.get("kind", "")
    form = FORMS.get(_KINDS.get(kind, ""))
    if form is None:
        what = f"{quoted(kind)} is no kind of return that is read here, which are {choices(_KINDS, 'and')}"
        findings.add(1, Code.FILING, what if kind else "the return does not say of which kind it is: its header has no ReturnTypeCd")
        return None
    year = int(reader.version[:4]) if re.match("[0-9]{4}", reader.version) else 0
    if year < FIRST_YEAR:
        version = f"the return has the version {quoted(reader.version)}" if year else "the return says no year in its returnVersion"
        findings.add(1, Code.FILING, f"{version}, and returns of {FIRST_YEAR} and later are read: type its totals into a YAML file")
        return None
    days = {}
    for what in ("start", "end"):
        with contextlib.suppress(ValueError):
            days[what] = parse_date(reader.header.get(what, ""))
    if len(days) < 2:
        findings.add(1, Code.FILING, "the return does not say its period: its header needs TaxPeriodBeginDt and TaxPeriodEndDt")
        return None
    number = reader.header.get("number", "")
    if number and (wrong := ein_fault(number)):
        findings.add(1, Code.VALUE, f"the number of who filed: {wrong}: see whether the file is the return as it was filed")
    amounts, unread = _amounts(reader, form, year, findings)
    return Filing(
        form=form,
        year=year,
        start=days["start"],
        end=days["end"],
        number=digits(number),
        name=reader.header.get("name", ""),
        amended=reader.amended,
        amounts=amounts,
        origin=findings.origin(1),
        unread=unread,
        recipients=tuple(reader.recipients),
    )


def _amounts(reader: _Reader, form: Form, year: int, findings: Findings) -> tuple[dict[str, Filed], frozenset[str]]:
    """The amounts by line, of a line with several rows their sum; and the lines that could not be read."""
    amounts: dict[str, Filed] = {}
    unread: set[str] = set()
    for path, found in reader.found.items():
        line = form.paths.get(path)
        if line is not None and found.fault:
            what = f"{form.place(line.id, year)}: the amount {found.fault}: see whether the file is the return as it was filed"
            findings.add(found.row, Code.NUMBER, what)
            unread.add(line.id)
        elif line is not None:
            amounts[line.id] = Filed(found.value, findings.origin(found.row))
    first = reader.found.get(f"{RECIPIENT}/CashGrantAmt")
    if reader.recipients:
        origin = findings.origin(first.row if first is not None else 1)
        filed = sum((amounts[line].value for line in ("SI.II.2", "SI.II.3") if line in amounts), Decimal(0))
        amounts[LISTED] = Filed(_counted(reader.recipients, filed), origin)
        if "SI.II.2" in amounts and all(recipient.public is not None for recipient in reader.recipients):
            public = [recipient for recipient in reader.recipients if recipient.public]
            amounts[LISTED_PUBLIC] = Filed(_counted(public, amounts["SI.II.2"].value), origin)
    return amounts, frozenset(unread)


def _counted(recipients: Sequence[Recipient], filed: Decimal) -> Decimal:
    """How many organizations are listed: rows, or those with different numbers, whichever was filed."""
    return filed if filed == len(recipients) else Decimal(distinct(recipients))
