"""The grants as a package in the 360Giving Data Standard, version 1.4: https://standard.threesixtygiving.org/."""

from __future__ import annotations

from typing import Any, Final

from sphinx_impact.model.entities import Grant
from sphinx_impact.model.json_text import write_json
from sphinx_impact.model.loading.grants import LISTED_NOWHERE
from sphinx_impact.model.names import slug
from sphinx_impact.model.report import Report

_VERSION: Final = "1.4"
_PREFIX: Final = "360G-"
_INDIVIDUAL: Final = "Individual"
_RECORDS: Final = 2


def to_package(report: Report) -> str:
    """Return the package; empty where nothing says who the funder is, or no grant has all that the standard asks for."""
    roll, profile = report.grants, report.profile
    if roll is None or not profile.org_id:
        return ""
    name = profile.organisation or profile.short_name
    funder = {"id": profile.org_id, "name": name}
    grants = [_grant(grant, funder) for grant in roll.grants if grant.currency not in LISTED_NOWHERE]
    if not grants:
        return ""
    publisher = {"identifier": profile.org_id, "name": name}
    if profile.url.startswith(("http://", "https://")):
        publisher["website"] = profile.url
    package = {"version": _VERSION, "title": f"{name}: grants", "publisher": publisher, "grants": grants}
    return write_json(package, depth=_RECORDS)


def _grant(grant: Grant, funder: dict[str, str]) -> dict[str, Any]:
    title = grant.title or grant.program or f"Grant to {grant.recipient or 'an individual'}"
    made: dict[str, Any] = {
        "id": grant.id if grant.id.startswith(_PREFIX) else f"{funder['id']}-{grant.id}",
        "title": title,
        "description": grant.description or title,
        "currency": grant.currency,
        "amountAwarded": grant.amount,
        "awardDate": grant.awarded,
        "fundingOrganization": [funder],
    }
    if grant.individual:
        made["recipientIndividual"] = {"id": f"{funder['id']}-IND:{grant.id}", "name": _INDIVIDUAL}
    else:
        own = grant.recipient_id or f"{funder['id']}-ORG:{slug(grant.recipient) or 'unnamed'}"
        made["recipientOrganization"] = [{"id": own, "name": grant.recipient or "Unnamed"}]
    if grant.country and grant.country not in LISTED_NOWHERE:
        made["beneficiaryLocation"] = [{"countryCode": grant.country}]
    if grant.program:
        made["grantProgramme"] = [{"title": grant.program}]
    return made
