"""Sponsors out of what GitHub Sponsors, Open Collective, python.org and sponsorkit export."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

import yaml

from sphinx_impact.importing.cells import RefusedError
from sphinx_impact.importing.files import Provenance, scalar, with_comment
from sphinx_impact.importing.sheets import decoded
from sphinx_impact.importing.yaml_edit import Editing, entries, items, words
from sphinx_impact.model.json_text import JsonError, read_json
from sphinx_impact.model.limits import FILES, NODES
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.loading.files import entries as listed
from sphinx_impact.model.names import slug
from sphinx_impact.model.numbers.parse import NumberError, read_money
from sphinx_impact.model.problems import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

_HIDDEN_NAMES: Final = frozenset({"incognito", "guest", "anonymous"})
_PICTURES: Final = (".svg", ".png", ".webp", ".jpg", ".jpeg")
_PAYOUT: Final = "github sponsors"


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """A sponsor as an export tells it.

    Attributes:
        login: What the platform calls it.
        amount: What the export says of money: all that was received (GitHub, Open Collective), or what comes in a month (sponsorkit).
        person: Whether it is a person; None where the export does not say.
        left: Why it is no sponsor of this report; empty where it is one.
        order: Of its tier, where the export has one.
        currency: Of the amount, where the export says it.
    """

    name: str
    login: str
    url: str
    tier: str
    amount: Decimal | None
    person: bool | None
    private: bool
    left: str = ""
    order: int = 0
    currency: str = ""

    def kept(self, wanted: Wanted) -> bool:
        """Whether this one is taken whatever it is."""
        return bool({self.name.casefold(), self.login.casefold()} & wanted.keep)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    Attributes:
        tiers: Names of tiers by the least amount; empty where the export's own names count.
        keep: Names or logins that are taken whatever they are.
        logos: The folder of logos, relative to that with conf.py.
        currency: That of the report, and so of the least amounts.
    """

    tiers: Mapping[str, Decimal]
    individuals: bool = False
    private: bool = False
    keep: frozenset[str] = frozenset()
    logos: str = ""
    currency: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Roll:
    """What is written: sponsors by tier, in order; and how many were left out, why.

    Attributes:
        unknown: Who may be a person.
        foreign: Whose amount no tier's can be compared with.
    """

    tiers: Mapping[str, Sequence[Given]]
    left: Mapping[str, int]
    unknown: Sequence[Given]
    foreign: Sequence[Given]
    notes: Sequence[str]


def looks_like_sponsors(data: bytes) -> bool:
    """Whether a file is an export of sponsors."""
    return data.lstrip(b"\xef\xbb\xbf \r\n")[:1] in {b"[", b"{"} or b"Sponsor Handle" in data[:500]


def read_sponsors(data: bytes) -> list[Given]:
    """Read an export, whichever it is.

    Raises:
        RefusedError: It is none.
    """
    text = decoded(data)[0]
    if "Sponsor Handle" in text[:500]:
        return _github(text)
    try:
        loaded = read_json(text)
    except JsonError as error:
        raise RefusedError(f"row {error.row}: {error}") from None
    if isinstance(loaded, dict):
        loaded = next((value for value in loaded.values() if isinstance(value, list)), None)
    if not isinstance(loaded, list) or not loaded or len(loaded) > NODES or not all(isinstance(each, dict) for each in loaded):
        raise RefusedError("the file holds no list of sponsors")
    for field, read in _READERS.items():
        if field in loaded[0]:
            return read(loaded)
    raise RefusedError(
        "this is no export that is known: members.json of Open Collective, GitHub Sponsors' CSV, python.org's logo placement, sponsorkit's JSON"
    )


def _text(value: Any) -> str:
    return one_line(value.strip()) if isinstance(value, str) else ""


def _money(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return Decimal(str(value)) if isinstance(value, int | Decimal) else read_money(str(value).strip(), ".")[0]
    except (NumberError, InvalidOperation):
        return None


def _github(text: str) -> list[Given]:
    """All settled payments of each sponsor; the newest says its tier. The export does not say who is a person."""
    payments: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        plain = {key: _text(value) for key, value in row.items() if key is not None}
        payments.setdefault(plain.get("Sponsor Handle", ""), []).append(plain)
    found = []
    for login, rows in payments.items():
        settled = [row for row in rows if row.get("Status", "settled").casefold() == "settled"]
        newest = max(settled or rows, key=lambda row: row.get("Transaction Date", ""))
        amount = sum((_money(row.get("Processed Amount")) or Decimal(0) for row in settled), Decimal(0))
        left = "" if settled else "paid nothing that was not given back"
        private = newest.get("Is Public?", "").casefold() != "true"
        name = newest.get("Sponsor Profile Name") or login
        found.append(
            Given(name, login, f"https://github.com/{login}", newest.get("Tier Name", ""), amount, None, private, left, currency="USD")
        )
    return found


def _collective(members: list[dict[str, Any]]) -> list[Given]:
    found: dict[str, Given] = {}
    for member in members:
        name, profile = _text(member.get("name")), _text(member.get("profile"))
        left = "" if _text(member.get("role")).upper() in {"BACKER", "SPONSOR", ""} else "runs the collective"
        if name.casefold() == _PAYOUT or profile.endswith("/github-sponsors"):
            left = "is the payout of GitHub Sponsors: import GitHub's own export for those behind it"
        person = _text(member.get("type")).upper() in {"USER", "INDIVIDUAL"}
        private = not name or name.casefold() in _HIDDEN_NAMES or "/guest-" in profile
        given = Given(name, profile.rpartition("/")[2], _text(member.get("website")) or profile, _text(member.get("tier")) or "Backers",
                      _money(member.get("totalAmountDonated")), person, private, left, currency=_text(member.get("currency")).upper())  # fmt: skip
        known = found.get(profile or name)
        if known is None or (known.left and not left) or (not left and (given.amount or 0) > (known.amount or 0)):
            found[profile or name] = given
    return list(found.values())


def _placements(placed: list[dict[str, Any]]) -> list[Given]:
    found: dict[str, Given] = {}
    for each in placed:
        order = each.get("level_order")
        given = Given(_text(each.get("sponsor")), _text(each.get("sponsor_slug")), _text(each.get("sponsor_url")),
                      _text(each.get("level_name")), None, False, False, "", order if isinstance(order, int) else 0)  # fmt: skip
        found.setdefault(given.login or given.name, given)
    return list(found.values())


def _sponsorkit(sponsorships: list[dict[str, Any]]) -> list[Given]:
    found = []
    for each in sponsorships:
        about = each.get("sponsor")
        sponsor = about if isinstance(about, dict) else {}
        amount = _money(each.get("monthlyDollars"))
        left = "is a sponsor of the past" if amount is not None and amount < 0 else ""
        name = _text(sponsor.get("name")) or _text(sponsor.get("login"))
        if name.casefold() == _PAYOUT:
            left = "is the payout of GitHub Sponsors: import GitHub's own export for those behind it"
        kind = _text(sponsor.get("type")).casefold()
        found.append(Given(name, _text(sponsor.get("login")), _text(sponsor.get("websiteUrl")) or _text(sponsor.get("linkUrl")),
                           _text(each.get("tierName")) or "Sponsors", amount, kind != "organization" if kind else None,
                           _text(each.get("privacyLevel")).upper() not in {"PUBLIC", ""}, left, currency="USD"))  # fmt: skip
    return found


_READERS: Final[dict[str, Callable[[list[dict[str, Any]]], list[Given]]]] = {
    "MemberId": _collective,
    "totalAmountDonated": _collective,
    "sponsor_slug": _placements,
    "level_name": _placements,
    "sponsor": _sponsorkit,
}
"""What reads a list in which the first item has a field."""


def sort_into_tiers(given: Iterable[Given], wanted: Wanted) -> Roll:
    """Put sponsors into tiers, and leave out whom nobody asked for."""
    left: Counter[str] = Counter()
    unknown: list[Given] = []
    notes: list[str] = []
    best: dict[str, Given] = {}
    for one in given:
        why = _why_left(one, wanted)
        if one.person is None and why:
            unknown += [one] if why == _UNKNOWN else []
        if ":" in why:
            notes.append(f"{quoted(one.name)} {why}")
        known = best.get(one.name.casefold())
        if not why and known is not None:
            why = "stands there twice"
            best[one.name.casefold()] = max(known, one, key=lambda each: each.amount or 0)
        if why:
            left[why.partition(":")[0]] += 1
        else:
            best[one.name.casefold()] = one
    tiers: dict[str, list[Given]] = {name: [] for name in sorted(wanted.tiers, key=lambda name: -wanted.tiers[name])}
    foreign: list[Given] = []
    for one in sorted(best.values(), key=lambda each: (each.order, -(each.amount or 0), each.name.casefold())):
        tier, why = _tier_of(one, wanted, list(tiers))
        if tier:
            tiers.setdefault(tier, []).append(one)
        else:
            left[why] += 1
            foreign += [one] if _is_foreign(one, wanted) else []
    return Roll({name: ones for name, ones in tiers.items() if ones}, left, unknown, foreign, notes)


def _is_foreign(one: Given, wanted: Wanted) -> bool:
    """Whether an amount is in another currency than the least amounts of tiers."""
    return bool(wanted.tiers and wanted.currency and one.amount is not None) and one.currency not in {"", wanted.currency}


def _tier_of(one: Given, wanted: Wanted, tiers: Sequence[str]) -> tuple[str, str]:
    """The tier of a sponsor; empty where it has none, and why."""
    if not wanted.tiers:
        return one.tier, "has no tier"
    if _is_foreign(one, wanted):
        return tiers[-1] if one.kept(wanted) else "", f"gave in another currency than {wanted.currency}"
    tier = next((name for name in tiers if one.amount is not None and one.amount >= wanted.tiers[name]), "")
    return tier, "gave less than the lowest tier asks, or nobody knows how much"


_UNKNOWN: Final = "may be a person"


def _why_left(one: Given, wanted: Wanted) -> str:
    """Why a sponsor is left out; empty where it is not."""
    if one.left or one.kept(wanted):
        return one.left
    if not one.name:
        return "has no name"
    if one.amount is not None and one.amount <= 0:
        return "gave nothing"
    if one.private and not wanted.private:
        return "wants no publicity"
    if one.person is not False and not wanted.individuals:
        return "is a person" if one.person else _UNKNOWN
    return ""


def find_logos(root: Path, folder: str) -> dict[str, str]:
    """Pictures in a folder by their names without suffix: the paths that sponsors.yaml takes."""
    found: dict[str, str] = {}
    for entry in listed(root, folder.strip("/"))[:FILES]:
        stem, dot, suffix = entry.name.rpartition(".")
        if dot and f".{suffix.lower()}" in _PICTURES:
            found.setdefault(slug(stem), f"/{folder.strip('/')}/{entry.name}")
    return found


def entry(one: Given, logos: Mapping[str, str]) -> str:
    """A sponsor as sponsors.yaml has it."""
    fields = [f"name: {json.dumps(one.name, ensure_ascii=False)}"]
    if one.url and not link_problem(one.url, relative=False):
        fields.append(f"url: {json.dumps(one.url, ensure_ascii=False)}")
    for stem in (slug(one.name), slug(one.login)):
        if stem in logos:
            fields.append(f"logo: {json.dumps(logos[stem], ensure_ascii=False)}")
            if dark := logos.get(f"{stem}-dark"):
                fields.append(f"logo-dark: {json.dumps(dark, ensure_ascii=False)}")
            break
    return f"{{{', '.join(fields)}}}"


def to_yaml(roll: Roll, origin: Provenance, logos: Mapping[str, str]) -> str:
    """All of sponsors.yaml."""
    rows = ["tiers:"]
    for name, ones in roll.tiers.items():
        rows += _tier(name, ones, logos, "  ")
    return origin.comment() + "\n".join(rows) + "\n"


def _tier(name: str, ones: Sequence[Given], logos: Mapping[str, str], margin: str) -> list[str]:
    return [f"{margin}- name: {scalar(name)}", f"{margin}  sponsors:", *(f"{margin}    - {entry(one, logos)}" for one in ones)]


def merge(text: str, roll: Roll, origin: Provenance, logos: Mapping[str, str]) -> tuple[str, list[str]]:
    """Add new sponsors to a file that may have been edited, and list what else changed.

    Raises:
        RefusedError: The file cannot be read.
    """
    editing = Editing(text)
    tiers = entries(editing.root()).get("tiers")
    known = [
        (words(fields.get("name")) or words(one), words(fields.get("url")), words(entries(tier).get("name")))
        for tier in items(tiers)
        for one in items(entries(tier).get("sponsors"))
        for fields in (entries(one),)
    ]
    changes: list[str] = []
    seen: set[str] = set()
    for name, ones in roll.tiers.items():
        fresh = []
        for given in ones:
            same = [old for old in known if old[0].casefold() == given.name.casefold()]
            before = next((old for old in same or known if same or (old[1] and old[1] == given.url)), None)
            if before is None:
                fresh.append(given)
                changes.append(f"new sponsor {quoted(given.name)} in {quoted(name)}")
                continue
            seen.add(before[0])
            if not same:
                changes.append(
                    f"{quoted(before[0])} is called {quoted(given.name)} in the export, and keeps its name here: correct it if it changed"
                )
            if before[2] != name:
                changes.append(
                    f"{quoted(before[0])} is in {quoted(name)} now, and stays in {quoted(before[2])} here: move it if that is right"
                )
        _put(editing, tiers, name, [entry(given, logos) for given in fresh])
    gone = [who for who, _, _ in known if who not in seen]
    changes += [f"{quoted(who)} is not in the export, or was left out: delete it if it is gone" for who in gone]
    return with_comment(editing.done(), origin), changes


def _put(editing: Editing, tiers: yaml.Node | None, name: str, new: Sequence[str]) -> None:
    """Add sponsors to a tier, or a tier with them."""
    if not new or not isinstance(tiers, yaml.SequenceNode):
        return
    for tier in tiers.value:
        place = entries(tier).get("sponsors")
        if words(entries(tier).get("name")) == name and isinstance(place, yaml.SequenceNode):
            for one in new:
                editing.append(place, one)
            return
    if tiers.flow_style:
        editing.append(tiers, f"{{name: {scalar(name)}, sponsors: [{', '.join(new)}]}}")
    else:
        editing.append(tiers, "\n".join([f"name: {scalar(name)}", "sponsors:", *(f"  - {one}" for one in new)]))
