"""Linked data: what search engines are told of the report and its data, in the words of schema.org. Only what is known is said."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sphinx_impact.model.export.datapackage import DOCUMENT, PACKAGE
from sphinx_impact.model.json_text import plain

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Grant, Period, Profile
    from sphinx_impact.model.footing.foot import Footed

CONTEXT = "https://schema.org"

_MOST_GRANTS = 30

Node = dict[str, Any]


def organisation(profile: Profile) -> Node | None:
    """Return the organisation, or None where it has no name."""
    if not profile.organisation:
        return None
    known = {"name": profile.organisation, "alternateName": profile.short_name, "url": profile.url}
    return {"@type": "Organization"} | {name: text for name, text in known.items() if text}


def report(profile: Profile, *, name: str, url: str, language: str) -> Node:
    """Return the report itself, for pages whose theme does not tell of it.

    Args:
        name: Title of the first page, where the data give the report none.
        url: Address of the first page; empty where it is not known.
    """
    node: Node = {"@type": "Report", "name": profile.title or name}
    node |= {key: text for key, text in (("url", url), ("inLanguage", language), ("temporalCoverage", covered(profile))) if text}
    publisher = organisation(profile)
    return node | ({"publisher": publisher} if publisher else {})


def dataset(profile: Profile, *, name: str, folder: str, language: str) -> Node:
    """Return the data of the report as a whole.

    Args:
        name: Title of the report, where its data give none.
        folder: Address of the export's folder, with a slash at its end.
    """
    title = profile.title or name
    node: Node = {
        "@type": "Dataset",
        "name": f"{title}: data",
        "description": f"The figures of {title} as tables and as one document: statements, single figures with unit, period and source, and lists.",
        "isAccessibleForFree": True,
        "distribution": [
            _download(folder + PACKAGE, "application/json", "Data package with CSV tables"),
            _download(folder + DOCUMENT, "application/json", "Everything in one document"),
        ],
    }
    return _of(node, profile, covered(profile), language)


def statement_dataset(profile: Profile, footed: Footed, *, table: str, folder: str, language: str) -> Node:
    """Return one statement as data.

    Args:
        table: Path of its CSV in the export's folder.
    """
    statement = footed.statement
    node: Node = {
        "@type": "Dataset",
        "name": str(statement.title),
        "description": f"{statement.title} of {profile.organisation or 'the organisation'}, line by line, with amounts in full units.",
        "isAccessibleForFree": True,
        "distribution": [_download(folder + table, "text/csv", str(statement.title))],
    }
    if statement.basis_url:
        node["isBasedOn"] = statement.basis_url
    periods = [period for column in statement.columns if (period := profile.periods.get(column.period or "")) is not None]
    if statement.type.is_dated:  # it is dated, whatever periods its columns are named by
        periods = [dataclasses.replace(period, start=None) for period in periods]
    return _of(node, profile, _span(periods), language)


def given(profile: Profile, grants: Iterable[Grant]) -> list[Node]:
    """Return grants to organisations, so many of them as a page stays light with; those to individuals are not told of at all."""
    funder = organisation(profile)
    nodes = []
    for grant in itertools.islice((grant for grant in grants if grant.recipient and not grant.individual), _MOST_GRANTS):
        to: Node = {"@type": "Organization", "name": grant.recipient} | ({"identifier": grant.recipient_id} if grant.recipient_id else {})
        about = {
            "name": grant.title or grant.program or grant.recipient,
            "description": grant.description,
            "identifier": grant.id,
            "funder": funder,
        }
        amount = {"@type": "MonetaryAmount", "currency": grant.currency, "value": plain(grant.amount)}
        node: Node = {"@type": "MonetaryGrant"} | {name: known for name, known in about.items() if known}
        nodes.append(node | {"amount": amount, "fundedItem": to})
    return nodes


def covered(profile: Profile | None, year: str = "") -> str:
    """Return the reporting period as an interval of ISO 8601: ``2023-01-01/2023-12-31``; empty where none is known.

    Args:
        year: What is said of a report whose data declare no period; nothing comes of what is no year.
    """
    period = profile.reporting if profile is not None else None
    return _span([period]) if period else year if re.fullmatch("[0-9]{4}", year) else ""


def to_script(nodes: Sequence[Node]) -> str:
    """Return the element for a page's head. It is data, not a script: a policy against inline scripts lets it pass."""
    body: Node = {"@context": CONTEXT}
    body |= nodes[0] if len(nodes) == 1 else {"@graph": list(nodes)}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.replace("<", chr(92) + "u003c")}</script>\n'


def _of(node: Node, profile: Profile, coverage: str, language: str) -> Node:
    creator = organisation(profile)
    more = {"creator": creator, "temporalCoverage": coverage, "inLanguage": language}
    return node | {name: value for name, value in more.items() if value}


def _download(url: str, kind: str, name: str) -> Node:
    return {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": url}


def _span(periods: Sequence[Period]) -> str:
    """Return the days from the first to the last of some periods; one day for instants of one date."""
    if not periods:
        return ""
    start = min(period.start or period.end for period in periods)
    end = max(period.end for period in periods)
    return f"{start}/{end}" if start != end else str(start)
