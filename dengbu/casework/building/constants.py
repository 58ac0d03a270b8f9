"""What a service's file fixes of its acts: `set` of an item, given as plain text and numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

from dengbu.register import api as register

NEVER = frozenset({"unit_code", "sources"})


@cache
def _types(act: type) -> Mapping[str, tuple[type, ...]]:
    hints = get_type_hints(act)
    return {
        name: tuple(t for t in (get_args(hint) or (hint,)) if isinstance(t, type))
        for name, hint in hints.items()
        if name not in NEVER
    }


def convert(act: type, name: str, value: Any) -> Any:
    """A value of a file as the act's field takes it. ValueError when it does not fit."""
    for kind in _types(act).get(name, ()):
        if issubclass(kind, Enum):
            return kind(value)
        if kind is bool and isinstance(value, bool):
            return value
        if kind is str and isinstance(value, str):
            return value
        if kind is int and isinstance(value, int):
            return value
        if kind is date and isinstance(value, date):
            return value
        if kind is Decimal and isinstance(value, str):
            return Decimal(value)
    raise ValueError(f"{value!r} does not fit {name} of {act.__name__}")


def fixed(act: register.Act, constants: Mapping[str, Any]) -> register.Act:
    """The act with what the file fixes."""
    if not constants:
        return act
    values = {name: convert(type(act), name, value) for name, value in constants.items()}
    return replace(act, **values)
