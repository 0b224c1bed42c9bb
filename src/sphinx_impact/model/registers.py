"""What numbers of registers look like, as far as that is certain: how many digits or signs there are, never whether a number was given out."""

from __future__ import annotations

import re
from typing import Final

from sphinx_impact.model.problems import quoted

_LOOKS: Final = {
    "US-EIN": ("[0-9]{2}-?[0-9]{7}", "an EIN has nine digits, as in US-EIN-123456789"),
    "GB-CHC": ("[0-9]{6,7}(?:-[0-9]+)?", "charities in England and Wales have numbers of six or seven digits, as in GB-CHC-1129409"),
    "GB-SC": ("SC[0-9]{6}", "charities in Scotland have SC and six digits, as in GB-SC-SC012345"),
    "GB-NIC": ("(?:NIC?)?[0-9]{6}", "charities in Northern Ireland have numbers of six digits, as in GB-NIC-100012"),
    "GB-COH": (
        "[A-Z0-9]{8}",
        "companies in the United Kingdom have eight digits or capitals, with the noughts they begin with, as in GB-COH-01234567",
    ),
}
"""By the code that org-id.guide has for a register: how its numbers look, and how to say it."""


def digits(number: str) -> str:
    """Return the digits of a number that authorities write with other signs between them: ``04-3594598``."""
    return re.sub("[^0-9]", "", number)


def id_fault(org_id: str) -> str:
    """Return what is wrong with the number in an identifier as org-id.guide has them; empty where nothing is known to be."""
    for register, (pattern, said) in _LOOKS.items():
        if org_id.startswith(f"{register}-"):
            return "" if re.fullmatch(pattern, org_id.removeprefix(f"{register}-")) else said
    return ""


def ein_fault(number: str) -> str:
    """Return what is wrong with a number that must be an EIN, whatever stands between its digits; empty where it has nine."""
    return "" if len(digits(number)) == 9 else f"{quoted(number)} is no EIN, which has nine digits, as in 12-3456789"
