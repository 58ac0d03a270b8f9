"""A family and its answer as JSON, as a case keeps them, and back."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Made = TypeVar("Made")


def to_json(thing: Any) -> Any:
    """Plain JSON: fractions and days as text, what is empty left out."""
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, Fraction):
        return str(thing)
    if isinstance(thing, date | time):
        return thing.isoformat()
    if isinstance(thing, tuple):
        return [to_json(part) for part in thing]
    if isinstance(thing, frozenset):
        return sorted(thing)
    if isinstance(thing, Mapping):
        return {key: to_json(value) for key, value in sorted(thing.items())}
    if is_dataclass(thing):
        named = ((f.name, getattr(thing, f.name)) for f in fields(thing))
        return {name: to_json(value) for name, value in named if value not in _EMPTY}
    return thing


_EMPTY: tuple[object, ...] = (None, "", (), frozenset())


def from_json(kind: type[Made], stored: Mapping[str, Any]) -> Made:
    """The value again; fields that the class no longer has are left out."""
    hints = _hints(kind)
    said = {name: _read(hints[name], value) for name, value in stored.items() if name in hints}
    empty = {name: value for name, value in _left_out(kind, hints).items() if name not in said}
    return kind(**empty, **said)


def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _left_out(kind: type, hints: Mapping[str, Any]) -> dict[str, Any]:
    """What must be there and was left out because it is empty: texts and lists."""
    bare = (f for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)
    return {f.name: "" if hints[f.name] is str else () for f in bare}


def _read(hint: Any, value: Any) -> Any:
    inner = [t for t in get_args(hint) if t not in (type(None), Ellipsis)]
    origin = get_origin(hint)
    if origin is tuple:
        return tuple(_read(inner[0], part) for part in value)
    if origin is frozenset:
        return frozenset(value)
    if origin is not None and isinstance(value, Mapping):
        return {key: _read(inner[-1], part) for key, part in value.items()}
    plain = inner[0] if inner else hint
    return _plain(plain, value)


def _plain(kind: Any, value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    if kind in (date, time):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and is_dataclass(kind):
        return from_json(kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value
