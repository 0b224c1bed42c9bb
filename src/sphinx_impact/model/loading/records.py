"""YAML as typed records: pydantic types a whole file in one go, and each of its errors becomes a problem at its row."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, TypeAlias, TypeVar, cast, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError, PydanticOmit, PydanticUndefined

from sphinx_impact.model.docstrings import describe
from sphinx_impact.model.entities import Profile, Text
from sphinx_impact.model.focus import focus_problem
from sphinx_impact.model.limits import DEPTH, NAMES, QUOTED_LENGTH
from sphinx_impact.model.loading.fields import link_problem, parse_date
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.yaml import Map, Node, Refused, Scalar, Seq, load_yaml
from sphinx_impact.model.names import choices, hint, slug, suggestion, undeclared
from sphinx_impact.model.numbers.parse import NumberError
from sphinx_impact.model.problems import Code, Origin, one_line, quoted

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

T = TypeVar("T")
_Place: TypeAlias = tuple[int | str, ...]
"""Keys and numbers that lead to a node."""

_OURS: Final = "impact."
"""What the types of our own errors begin with, as codes do where they are printed."""


class Record(BaseModel):
    """What a mapping may hold. Keys are written with hyphens; fields without a default are required; what is empty is as good as not given."""

    model_config = ConfigDict(
        alias_generator=lambda name: name.replace("_", "-"),
        defer_build=True,
        extra="forbid",
        frozen=True,
        json_schema_extra=describe,
    )

    called: ClassVar[str]
    """How messages call it; ``{0}`` is the key that it stands under, ``{2}`` that of the record around."""
    short: ClassVar[str] = ""
    """The key that is meant where a value stands alone."""
    alone: ClassVar[tuple[str, ...]] = ()
    """What may stand alone, by the names of JSON Schema: ``string``, ``number``, ``null``."""

    __slots__ = ("_findings", "_written")  # attributes of pydantic's own, fields or private ones, take several times as long to get
    if TYPE_CHECKING:
        _written: Map
        _findings: Findings

    @classmethod
    def from_text(cls, text: Scalar) -> Map | None:
        """Return the mapping that a text alone stands for, or None where none may."""
        allowed = ("string" if text else "null") in cls.alone
        return Map(text.row, {cls.short: text} if text else None) if allowed else None

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, node: object, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if isinstance(node, Refused):
            raise PydanticOmit
        written = cls.from_text(node) if isinstance(node, Scalar) else node
        if not isinstance(written, Map):
            raise PydanticCustomError("record", cls.called)
        written.record, findings = cls, cast("Findings", info.context)
        kept: dict[str, object] = {}
        for key, value in written.items():
            if isinstance(value, Map) and len(value) > NAMES:
                _shorten(value, key, findings)
            # What is not known is one of several halves of a text with a comma, where braces are around it.
            if (value != "" or key not in _known(cls)) and not isinstance(value, Refused):
                kept[key] = value
        record = handler(kept)
        object.__setattr__(record, "_written", written)
        object.__setattr__(record, "_findings", findings)
        return record

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core_schema)
        return {"anyOf": [{"type": list(cls.alone)}, schema]} if cls.alone else schema

    @property
    def written(self) -> Map:
        """The mapping, also with keys that are empty, or were refused."""
        return self._written

    @classmethod
    def of_nothing(cls, findings: Findings) -> Self:
        """Return the record of a file that is not there."""
        return cls.model_validate(Map(1), context=findings)

    @property
    def findings(self) -> Findings:
        """The problems of its file."""
        return self._findings

    @property
    def origin(self) -> Origin:
        """Where the record stands."""
        return self._findings.origin(self._written.row)

    def row(self, key: str) -> int:
        """Row on which `key` stands; row of the record where it is not given."""
        return self._written.get(key, self._written).row

    def rows(self, key: str) -> dict[str, int]:
        """Rows of the names under `key`: in a mapping, in a list, or of one alone."""
        node = self._written.get(key)
        if isinstance(node, Map):
            return {name: inside.row for name, inside in node.items()}
        return {str(name): name.row for name in (node if isinstance(node, Seq) else (node,)) if isinstance(name, Scalar)}

    def add(self, key: str, code: Code, message: str) -> None:
        """Put down a problem at a key."""
        self._findings.add(self.row(key), code, message)

    def as_written(self, key: str) -> str:
        """The text of a key, also where it was refused."""
        node = self._written.get(key)
        return node.text if isinstance(node, Refused) else node if isinstance(node, Scalar) else ""

    def text(self, key: str) -> Text | None:
        """The text of `key` as words with a place; None where there is none."""
        return self.words(key) if getattr(self, key.replace("-", "_")) else None

    def words(self, key: str) -> Text:
        """The text of a required `key`."""
        return Text(getattr(self, key.replace("-", "_")), self._findings.origin(self.row(key)))

    def own_id(self, what: str, *others: str) -> str:
        """The id that was given, or else the first of the other texts, as an id; empty where there is nothing of which to make one."""
        given: str = getattr(self, "id", "")
        slugged = slug(given)
        if given and slugged != given:
            cure = f"write {slugged}" if slugged else "use small letters, digits and hyphens"
            self.add("id", Code.VALUE, f"{quoted(given)} cannot be the id of {what}: {cure}")
        return next(filter(None, [slugged, *map(slug, others)]), "")

    def declared_period(self, key: str, profile: Profile, what: str = "") -> str:
        """The period that `key` names; empty where it names none that is declared.

        Args:
            what: What messages begin with, if not with the key.
        """
        period: str = getattr(self, key.replace("-", "_"))
        if period and period not in profile.periods:
            self.add(key, Code.PERIOD, f"{what or key}: {undeclared(period, profile.periods)}")
            return ""
        return period


@functools.cache
def _known(kind: type[Record]) -> frozenset[str]:
    """The keys of a record, as they are written."""
    return frozenset(field.alias or name for name, field in kind.model_fields.items())


# ---- types of fields ----


def fault(code: Code, message: str) -> PydanticCustomError:
    """Return what a validator raises: a problem at the key, or at the record, that it looks at."""
    return PydanticCustomError(f"{_OURS}{code}", message)


def parsed(parse: Callable[[str], Any], seen_as: Any = PydanticUndefined) -> BeforeValidator:
    """Let `parse` read a text; its ValueError is the message.

    Args:
        seen_as: The type that an editor takes it for, if it is not that of the field.
    """

    def read_text(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return parse(value)
        except ValueError as error:
            raise fault(Code.NUMBER if isinstance(error, NumberError) else Code.VALUE, str(error)) from None

    return BeforeValidator(read_text, json_schema_input_type=seen_as)


def checked(code: Code, problem_of: Callable[[str], str], pattern: str = "") -> BeforeValidator:
    """Refuse a text, or the key of a mapping, of which `problem_of` says what is wrong.

    Args:
        pattern: What it looks like, for editors.
    """

    def check(value: Any) -> Any:
        if isinstance(value, str) and (problem := problem_of(value)):
            raise fault(code, problem)
        return value

    seen_as = Annotated[str, Field(pattern=f"^(?:{pattern})$")] if pattern else PydanticUndefined
    return BeforeValidator(check, json_schema_input_type=seen_as)


def _parse_flag(text: str) -> bool:
    flags = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() not in flags:
        raise ValueError(f"{quoted(text)} is neither true nor false")
    return flags[text.lower()]


def one_of(kinds: type[enum.StrEnum]) -> BeforeValidator:
    """Read a member of an enum in any case, with a message that names all of them."""
    words = [kind.value for kind in kinds]

    def member(text: str) -> enum.StrEnum:
        if text.lower() not in words:
            raise ValueError(f"{quoted(text)} is none of {choices(words)}{hint(text, words)}")
        return kinds(text.lower())

    return parsed(member)


def choice(*words: str) -> BeforeValidator:
    """Read one of several words in any case."""

    def chosen(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"{quoted(text)} is none of {choices(quoted(word) for word in words)}")
        return text.lower()

    return parsed(chosen, Literal[words])


def _as_list(node: Any) -> Any:
    """A text alone as a list of one."""
    if not isinstance(node, Scalar):
        return node
    return Seq(node.row, [node])


def one_or_more(least: int = 0) -> BeforeValidator:
    """Read a text alone, or a list.

    Args:
        least: How many a list has at least, for editors.
    """
    return BeforeValidator(_as_list, json_schema_input_type=str | Annotated[list[str], Field(min_length=least or None)])


def _without_refused(node: Any) -> Any:
    if isinstance(node, Refused):
        raise PydanticOmit
    return node


UNLESS_REFUSED: Final = BeforeValidator(_without_refused)
"""Leaves out of a list or mapping what was refused; what that is, is said already."""

Item = Annotated[str, UNLESS_REFUSED]
"""A text in a list or mapping."""

Date = Annotated[dt.date, parsed(parse_date)]
Flag = Annotated[bool, parsed(_parse_flag)]
Focus = Annotated[str, checked(Code.VALUE, focus_problem)]
Link = Annotated[str, checked(Code.URL, link_problem)]
WebAddress = Annotated[str, checked(Code.URL, functools.partial(link_problem, relative=False))]


# ---- reading ----


_PORTION: Final = 50
"""Entries that are read at a time."""


def _in_portions(node: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Read a few entries at a time: pydantic keeps all errors to the end, and in a large file that is all wrong they take a gigabyte."""
    if not isinstance(node, Seq | Map) or len(node) <= _PORTION:
        return handler(node)
    findings = cast("Findings", info.context)
    found: Any = {} if isinstance(node, Map) else []
    named = list(node.items()) if isinstance(node, Map) else []
    for start in range(0, len(node), _PORTION):
        if isinstance(node, Map):
            part = Map(node.row, dict(named[start : start + _PORTION]))
            found |= _without_wrong(handler, part, findings) or {}
        else:
            items = Seq(node.row, node[start : start + _PORTION])
            found += _without_wrong(handler, items, findings) or []
            node[start : start + _PORTION] = items  # so that nothing is said again where what is around is read again
    return found


Many: Final = WrapValidator(_in_portions)
"""A list in a record that may be long."""


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[kind, Many] if get_origin(kind) else kind)


def read_file(kind: type[T], root: Path, findings: Findings) -> T | None:
    """Read a YAML file that may be left out; None where it is, or where there is nothing to be had from it."""
    return None if absent(root, findings.path, findings) else read(kind, load_yaml(root, findings.path, findings), findings)


def read(kind: type[T], node: Node | None, findings: Findings, what: str = "") -> T | None:
    """Type what was read from YAML.

    What is wrong is put down and left out: a key that may be left out alone, any other with its record.

    Args:
        kind: A record, or a list or mapping of them.
        what: How messages call the whole; else it is the name of the file.
    """
    if node is None or isinstance(node, Refused):
        return None
    adapter: TypeAdapter[T] = _adapter(cast("Any", kind))
    validate = functools.partial(adapter.validate_python, context=findings)
    return _without_wrong(validate, node, findings, what or posixpath.basename(findings.path))


def _without_wrong(validate: Callable[[Any], T], node: Node, findings: Findings, whole: str = "") -> T | None:
    """Type a node, without what is wrong in it; None where that is all."""
    file = Seq(node.row, [node])  # so that the whole is left out as its parts are
    for _ in range(DEPTH):  # what is wrong inside can make wrong what is around
        try:
            return validate(file[0])
        except ValidationError as error:
            _leave_out(file, error.errors(include_url=False, include_context=False, include_input=False), findings, whole)
        if isinstance(file[0], Refused):
            break
    return None


def _leave_out(file: Seq, errors: list[ErrorDetails], findings: Findings, whole: str) -> None:
    """Put down what is wrong, and leave it out."""
    wrong_names = {(0, *error["loc"][:-1]) for error in errors if error["loc"][-1:] == ("[key]",)}
    wrong: list[_Place] = []
    for error in errors:
        place: _Place = (0, *error["loc"])
        if place[-1] == "[key]":
            place = place[:-1]
        elif wrong_names and any(place[:length] in wrong_names for length in range(len(place) + 1)):
            continue  # that the name is none is enough
        if error["type"] == "missing" and isinstance(inside := _at(file, place[:-1]), Map) and inside.record:
            _say_missing(inside, place, findings)
            place = place[:-1]
        else:
            while (node := _at(file, place)) is None:
                place = place[:-1]  # inside what a text alone stands for
            findings.add(node.row, *_explain(error, place, _at(file, place[:-1]), node, whole))
        wrong.append(place)
    for place in wrong:
        inside, node = _at(file, place[:-1]), _at(file, place)
        if isinstance(inside, Map) and place in wrong_names:
            inside.pop(str(place[-1]), None)
        elif isinstance(inside, Seq | Map) and node is not None:
            inside[place[-1]] = Refused(node.row, node if isinstance(node, Scalar) else "")  # type: ignore[index]


def _at(file: Seq, place: _Place) -> Node | None:
    """Return the node at a place; None where there is none."""
    node: Node | None = file
    for key in place:
        node = node[key] if isinstance(node, Seq) and isinstance(key, int) else node.get(str(key)) if isinstance(node, Map) else None
    return node


def _say_missing(inside: Map, place: _Place, findings: Findings) -> None:
    key = str(place[-1])
    node = inside.get(key)
    if not isinstance(node, Refused) and not findings.cut_off:
        what = f"{_called(inside.record.called, place[:-1])} has no {key}: write {key}: and what it is"
        findings.add((inside if node is None else node).row, Code.MISSING, what)


def _explain(error: ErrorDetails, place: _Place, inside: Node | None, node: Node, whole: str) -> tuple[Code, str | Callable[[], str]]:
    """Return what is wrong with a value, in our words."""
    record, key = inside.record if isinstance(inside, Map) else None, str(place[-1])
    if error["type"] == "extra_forbidden" and record:
        return Code.KEY, functools.partial(_unknown, record, place)
    if error["type"].startswith(_OURS):
        return Code(error["type"].removeprefix(_OURS)), f"{key}: {error['msg']}" if record else error["msg"]
    kind, noun = _KINDS.get(error["type"], "a text"), _noun(node)
    if record:
        return Code.VALUE, f"{key}: {kind} is expected here, not {noun}"
    if kind == "a text":
        return Code.VALUE, f"{quoted(key)}: a text is expected here, not {noun}" if isinstance(
            inside, Map
        ) else f"a text is expected here, not {noun}"
    called = _called(error["msg"], place) if error["type"] == "record" and len(place) > 1 else whole
    how = "- before each item" if kind == "a list" else "key: value in each row"
    return Code.VALUE, f"{called} must be {kind}, with {how}, not {noun}"


_KINDS = {"list_type": "a list", "dict_type": "a mapping", "record": "a mapping"}


def _noun(node: Node) -> str:
    if isinstance(node, Seq | Map):
        return "a list" if isinstance(node, Seq) else "a mapping"
    return "a text" if node else "nothing"


def _called(called: str, place: _Place) -> str:
    return called.format(*(one_line(str(name), QUOTED_LENGTH) for name in reversed(place)))


def _unknown(record: type[Record], place: _Place) -> str:
    known = [field.alias or name for name, field in record.model_fields.items()]
    return f"{_called(record.called, place[:-1])} has no key {quoted(str(place[-1]))}{suggestion(str(place[-1]), known)}"


def _shorten(names: Map, what: str, findings: Findings) -> None:
    beyond = list(names)[NAMES:]
    message = f"there are more than {NAMES} {what}, and they are read to here: delete what is not used"
    findings.add(names[beyond[0]].row, Code.VALUE, message)
    for name in beyond:
        del names[name]
