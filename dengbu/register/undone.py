"""What an act that annuls an entry has to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dengbu.register.acts import Act, AnnulEntry
from dengbu.register.codes import RegistrationType
from dengbu.register.state import (
    EasementState,
    HabitationState,
    MortgageState,
    NoticeState,
    OperationState,
    OwnershipState,
    UnitState,
)

Restorable = (
    OwnershipState | MortgageState | NoticeState | HabitationState | EasementState | OperationState
)
Key = tuple[str, str, int]
"""Unit code, number of the case, place among the entries of its booking."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """An entry as it was made, and what it ended as that stood."""

    entry_id: int
    registration_type: RegistrationType
    right_type: str
    effective_at: datetime
    recorded_at: datetime
    ended: UnitState  # its rights alone
    ends: Mapping[int, datetime]  # by right: when the law let it end
    opened: frozenset[int]  # rights that it began
    annulled: bool  # already
    annuls: bool  # it annuls an entry itself
    reshapes: bool  # it divides or merges units
    begins: bool  # the unit itself: it came of a division or merger by this entry
    gave: bool  # it said what the right is about
    freed: tuple[tuple[str, str], ...]  # organs and documents of the seizures that a sale ended
    first: Mapping[int, tuple[datetime, int]]  # by row of the page: when it was entered first, how
    later: Mapping[int, Key]  # entries since, also on units that lean on this one, by id
    kept: frozenset[Key] = frozenset()  # what acts leave standing by name, as far as there is such


def key_of(act: Act) -> Key | None:
    """Which entry an act annuls."""
    return (act.unit_code, act.case_no, act.entry_no) if isinstance(act, AnnulEntry) else None


def first_entered(undone: Undone, right: Restorable) -> datetime:
    """When a right was entered first, whatever changed it or let it stand again."""
    known = _first_known(undone, right)
    return right.stands_since or (known[0] if known is not None else right.recorded_from)


def began(undone: Undone, right: Restorable) -> bool:
    """Whether the entry began this right: the row itself, or one that stands again in its place."""
    return right.id in undone.opened or right.restores in undone.opened


def is_later(undone: Undone, right: Restorable) -> bool:
    """Whether a right was entered after the entry, and not by it; whatever let it stand again."""
    if began(undone, right):
        return False
    known = _first_known(undone, right)
    if known is not None:
        return known > (undone.recorded_at, undone.entry_id)
    return (right.recorded_from, right.entry_id) > (undone.recorded_at, undone.entry_id)


def _first_known(undone: Undone, right: Restorable) -> tuple[datetime, int] | None:
    """Its own row's, or that of the row which this transaction changed or lets stand again."""
    rows: tuple[int | None, ...] = (right.id, right.restores, getattr(right, "came_of", None))
    found = (undone.first[row] for row in rows if row is not None and row in undone.first)
    return next(found, None)
