"""Fuzzing target: addresses of figures. What is read can be printed and read again, and what is refused is refused in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.model.addresses import AddressError, is_address, parse_address
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.loading.statements import ID, id_of
from sphinx_impact.model.names import slug
from sphinx_impact.model.paths import is_path
from sphinx_impact.model.problems import Origin, one_line
from tests.fuzz.parts import ODD, mistaken, pick, unfit

if TYPE_CHECKING:
    from random import Random

_KEYS = [
    "a.b",
    "pypi.downloads",
    "position.total-net-assets",
    "cash_flows.net-cash",
    "a.b.c",
    "my statement.total",
    "36.000",
    "1.2bn",
    "a",
    "x.*",
    "count(grants)",
    "sum( grants where program is a b and country is KE )",
]
_PERIODS = ["", "@2023", "@previous", "@fy-24", "@2016-2023", "@", "@@", "@a b", "@été"]
_COLUMNS = ["", "/with", "/share", "/", "//", "/a/b", "/a@2023"]
_LINKS = [
    "https://example.org/",
    "mailto:a@b.example",
    "//x",
    "javascript:x",
    "http://[::1",
    "data/a.csv",
    "../a",
    "http://a:b@c:99999/",
    "x" * 300,
]


def make(rng: Random) -> str:
    """Return what might be an address, or a link."""
    text = rng.choice(_LINKS) if rng.random() < 0.2 else pick(rng, (1, _KEYS)) + rng.choice(_PERIODS) + rng.choice(_COLUMNS)
    return mistaken(rng, text, [*ODD, *_PERIODS, *_COLUMNS]) if rng.random() < 0.8 else text


def check(text: str) -> list[str]:
    """Return what is wrong with how an address is read."""
    wrong: list[str] = []
    try:
        address = parse_address(text)
    except AddressError as error:
        wrong += unfit(str(error))
        if is_address(text):
            wrong.append("it has the form of an address, and is refused")
    else:
        if parse_address(str(address)) != address or "".join(str(address).split()) != "".join(text.split()):
            wrong.append(f"{address!r} is another one when it is printed")
    for relative in (True, False):
        if problem := link_problem(text, relative=relative):
            wrong += unfit(problem)
    is_path(text)
    made = slug(text)
    if slug(made) != made:
        wrong.append(f"the slug {made!r} has another slug, {slug(made)!r}")
    if not ID.fullmatch(id_of(f"data/statements/{text}.csv")):
        wrong.append(f"the file's name gives the id {id_of(text)!r}")
    place = f"{Origin(text, 1)}"
    wrong += unfit(place, 10 * len(text) + 10)
    wrong += unfit(f"x{one_line(text, 50)}", 51)
    return wrong
