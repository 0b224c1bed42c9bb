"""Totals that somebody typed from a return whose file cannot be had: a YAML file that names the form, and each amount by its name."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, WithJsonSchema

from sphinx_impact.model.entities import Profile
from sphinx_impact.model.filings.filing import YEAR_UNKNOWN, Filed, Filing
from sphinx_impact.model.filings.lines import FORMS, Form
from sphinx_impact.model.loading.fields import read_source
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Date, Flag, Record, choice, read
from sphinx_impact.model.loading.yaml import load_yaml
from sphinx_impact.model.names import suggestion
from sphinx_impact.model.numbers.parse import NumberError, code_of, parse_number, read_money
from sphinx_impact.model.problems import Code, quoted
from sphinx_impact.model.registers import digits, ein_fault

_NAMES: Final = {name.casefold(): name for name in FORMS}


class TypedRecord(Record):
    """What ``filings/NAME.yaml`` holds."""

    called = "the filing"

    form: Annotated[str, choice(*_NAMES), WithJsonSchema({"enum": [990, *FORMS]})]
    """The form: 990, 990-EZ, 990-PF, charity-register, which is that of England and Wales alone, or annual-return for any other."""
    source: str
    """Where the amounts were read: a declared source and a place in it, a link, or words."""
    registration: str = ""
    """The number that the authority knows the organisation by: 04-3594598."""
    start: Date | None = None
    """The first day of its period, if it is to be compared with that of report.yaml."""
    end: Date | None = None
    """The last day."""
    amended: Flag = False
    """It takes the place of an earlier return."""
    amounts: dict[str, Annotated[str, WithJsonSchema({"type": ["number", "string"]})]] = Field(default_factory=dict)
    """The amounts in full units, by the names that their addresses have behind filed."""


def load_typed(root: Path, path: str, profile: Profile, findings: Findings) -> Filing | None:
    """Read typed totals; None after putting down why that is not possible."""
    record = read(TypedRecord, load_yaml(root, path, findings), findings)
    if record is None:
        return None
    form = FORMS[_NAMES[record.form]]
    if not form.currency:
        form = dataclasses.replace(form, currency=profile.currency)
    if record.registration and form.lead == FORMS["990"].lead and (wrong := ein_fault(record.registration)):
        record.add("registration", Code.VALUE, f"registration: {wrong}")
    keys = {key.name: key for key in form.keys}
    rows = record.rows("amounts")
    amounts: dict[str, Filed] = {}
    unread = set()
    for name, written in record.amounts.items():
        row = rows.get(name, 1)
        if name not in keys:
            findings.add(row, Code.KEY, f"{form.name or record.form} has no amount of the name {quoted(name)}{suggestion(name, keys)}")
            continue
        line = keys[name].lines[0]
        try:
            amounts[line] = Filed(_amount(written, form), findings.origin(row))
        except NumberError as error:
            findings.add(row, Code.NUMBER, str(error))
            unread.add(line)
    if not record.written.get("amounts"):
        record.add(
            "amounts",
            Code.MISSING,
            "the filing has no amounts: write amounts: and below it names with numbers, as in total-revenue: 4,173,023",
        )
    return Filing(
        form=form,
        year=YEAR_UNKNOWN,
        start=record.start,
        end=record.end,
        number=digits(record.registration),
        name="",
        amended=record.amended,
        amounts=amounts,
        origin=record.origin,
        source=read_source(record.source, record.row("source"), profile, findings),
        unread=frozenset(unread),
    )


def _amount(text: str, form: Form) -> Decimal:
    """Return an amount.

    Raises:
        NumberError: It is none, or one in another currency than that of the form.
    """
    sign = read_money(text)[1]
    if sign and form.currency and code_of(sign, form.currency) != form.currency:
        raise NumberError(f"{quoted(text)} is in {code_of(sign)}, and {form.name or 'the report'} in {form.currency}: see what was filed")
    return parse_number(text)
