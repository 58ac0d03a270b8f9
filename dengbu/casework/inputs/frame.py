"""What a request says of one act beside who takes part: frozen values whose fields say how they
are asked.

Each `Input` stands in a *slot* of the request (`slots.SLOTS`). From one declaration of a field come
the question on every screen, the reading of what was typed, the check, the guide and the JSON form.
Every field may be empty (None or ""): which of them a service wants is said in its file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints


class Kind(StrEnum):
    """How a field is asked and read."""

    TEXT = "TEXT"
    CODE = "CODE"  # one value of a list
    MONEY = "MONEY"  # yuan
    FIGURE = "FIGURE"  # a measure with its unit
    COUNT = "COUNT"  # a whole number
    DAY = "DAY"
    MOMENT = "MOMENT"  # to the second, with its zone
    YES_NO = "YES_NO"
    NUMBER = "NUMBER"  # of a certificate or proof of the register
    UNIT = "UNIT"  # code of another unit
    UNITS = "UNITS"  # several
    ROWS = "ROWS"  # a list, each a value of its own with columns


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """How a field is called and what it takes."""

    label: str
    hint: str = ""
    missing: str = ""  # what is said where it must be given; "": 请填写 and the label
    most: int = 100  # characters of a text
    codes: Mapping[str, str] | None = None  # the only values, with their names
    right: str = ""  # of which right the number is: see `numbers.NUMBERS_OF`
    unit: str = ""  # of a figure: 平方米, 天
    places: int = 2  # decimals of a figure
    zero: bool = False  # an amount or figure of 0 is meant
    after: str = ""  # field of the same input that may not be later than this day
    ahead: bool = False  # a day that must not have passed
    behind: bool = False  # a day or moment that must not be to come
    reference: bool = False  # names a record of the office, which is shown itself instead
    rows: type | None = None  # class of what a list holds, with columns of its own


@dataclass(frozen=True, slots=True)
class Input:
    """What one act is asked with; the fields are those of the class."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of an input class."""

    name: str
    kind: Kind
    asked: Asked


_KINDS: Mapping[type, Kind] = {
    str: Kind.TEXT,
    Decimal: Kind.MONEY,
    int: Kind.COUNT,
    date: Kind.DAY,
    datetime: Kind.MOMENT,
    bool: Kind.YES_NO,
}


def fields_of(kind: type[Input]) -> Mapping[str, Field]:
    """The fields of an input class by name, in order."""
    if kind not in _FIELDS:
        _FIELDS[kind] = _read(kind)
    return _FIELDS[kind]


_FIELDS: dict[type[Input], Mapping[str, Field]] = {}  # the classes never change


def _read(kind: type[Input]) -> Mapping[str, Field]:
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in fields(kind):
        annotated, asked = get_args(hints[field.name])[:2]
        found[field.name] = Field(name=field.name, kind=_kind(annotated, asked), asked=asked)
    return MappingProxyType(found)


def _kind(annotated: Any, asked: Asked) -> Kind:
    several = get_origin(annotated) is tuple
    plain = next((t for t in get_args(annotated) if t is not type(None)), annotated)
    if asked.rows is not None:
        return Kind.ROWS
    if several:
        return Kind.UNITS
    if asked.codes is not None:
        return Kind.CODE
    if asked.right:
        return Kind.NUMBER
    if asked.unit and plain is Decimal:
        return Kind.FIGURE
    if plain is str and asked.unit:
        return Kind.UNIT
    return _KINDS[plain]


def is_empty(value: object) -> bool:
    """Whether a field was left open."""
    return value is None or value in ("", ())


def said_of(given: Input) -> dict[str, Any]:
    """What an input says, without what was left open."""
    return {n: v for n in fields_of(type(given)) if not is_empty(v := getattr(given, n))}
