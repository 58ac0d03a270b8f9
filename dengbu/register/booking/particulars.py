"""What a right is about: writing it, reading it, and keeping it while the right passes. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dengbu.database.rows import Rows
from dengbu.register.booking.setting import Setting
from dengbu.register.particulars import (
    KINDS,
    FarmlandHeld,
    ForestHeld,
    HousesOfProject,
    Particulars,
    columns_of,
    parts_in,
    parts_of,
    values_of,
)
from dengbu.register.state import ParticularsState, UnitState

_TYPES = {str: "text", Decimal: "numeric", date: "date", int: "integer"}
_PART_TABLES: dict[type, str] = {
    HousesOfProject: "register_projecthouse",
    ForestHeld: "register_forestmember",
    FarmlandHeld: "register_farmlandmember",
}


def table_of(kind: type) -> str:
    """The table of a class."""
    return f"register_{kind.__name__.lower()}"


def _columns(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((name, _TYPES[plain]) for name, (_, plain, _) in columns_of(kind).items())


ROWS: Mapping[type, Rows] = {
    kind: Rows(
        table=table_of(kind),
        shared=(("office", "text"), ("recorded_from", "timestamptz")),
        each=(
            ("id", "bigint"),
            ("page_id", "bigint"),
            ("opened_by_id", "bigint"),
            ("effective_from", "timestamptz"),
            *_columns(kind),
        ),
    )
    for kind in KINDS
}
PART_ROWS: Mapping[type, Rows] = {
    kind: Rows(
        table=table,
        shared=(("office", "text"),),
        each=(("id", "bigint"), ("owner_id", "bigint"), ("seq", "smallint"), *_columns(part[1])),
    )
    for kind, table in _PART_TABLES.items()
    if (part := parts_of(kind))
}
OPENINGS: tuple[Rows, ...] = (*ROWS.values(), *PART_ROWS.values())


def opened(
    s: Setting, state: UnitState, entry_id: int, effective: datetime, given: Particulars | None
) -> UnitState:
    """Write what the right is about from now on; None: as before, or nothing."""
    if given is None:
        return state
    ended = closed(s, state, entry_id, effective)
    kind = type(given)
    made = ParticularsState(id=next(s.fresh), entry_id=entry_id, content=given)
    row = (made.id, s.page_id, entry_id, effective, *values_of(given))
    s.into.opened.append((ROWS[kind], row))
    for seq, part in enumerate(parts_in(given)):
        line = (next(s.fresh), made.id, seq, *values_of(part))
        s.into.opened.append((PART_ROWS[kind], line))
    return replace(ended, particulars=made)


def closed(s: Setting, state: UnitState, entry_id: int, effective: datetime) -> UnitState:
    """End what stood."""
    old = state.particulars
    if old is None:
        return state
    s.close(type(old.content).__name__.lower(), old.id, entry_id, effective)
    return replace(state, particulars=None)


def queries() -> dict[str, str]:
    """By table: the query that reads it, in the terms of ``selects``."""
    found = {}
    for kind, rows in ROWS.items():
        columns = ", ".join(f"r.{name}" for name in columns_of(kind))
        found[kind.__name__.lower()] = (
            f"SELECT r.page_id, r.id, r.opened_by_id, {columns} FROM {rows.table} r"  # noqa: S608 - constants only
            " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
        )
        if kind in PART_ROWS:
            parts = PART_ROWS[kind]
            names = ", ".join(f"p.{name}" for name, _ in parts.each[3:])
            found[parts.table.removeprefix("register_")] = (
                f"SELECT p.owner_id, {names} FROM {rows.table} r"  # noqa: S608 - constants only
                f" JOIN {parts.table} p ON p.owner_id = r.id"
                " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
                " ORDER BY p.owner_id, p.seq"
            )
    return found


def particulars(answers: Mapping[str, Iterable[Any]]) -> dict[int, ParticularsState]:
    """By page, from the answers to ``queries``."""
    found: dict[int, ParticularsState] = {}
    for kind in KINDS:
        rows = list(answers[kind.__name__.lower()])
        if not rows:
            continue
        parts = _parts(kind, answers)
        for page, pk, entry, *values in rows:
            content: Any = kind(**dict(zip(columns_of(kind), values, strict=True)), **parts[pk])
            found[page] = ParticularsState(id=pk, entry_id=entry, content=content)
    return found


def _parts(kind: type, answers: Mapping[str, Iterable[Any]]) -> Mapping[int, dict[str, Any]]:
    """By right: the field that holds its parts."""
    held = parts_of(kind)
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    if held is None:
        return found
    name, part = held
    columns: Sequence[str] = tuple(columns_of(part))
    for owner, *values in answers[PART_ROWS[kind].table.removeprefix("register_")]:
        made: Any = part(**dict(zip(columns, values, strict=True)))
        found[owner][name] = (*found[owner].get(name, ()), made)
    return found
