"""What an act that annuls an entry has to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dengbu.register.acts import Act, AnnulEntry
from dengbu.register.codes import RegistrationType
from dengbu.register.state import (
    HabitationState,
    MortgageState,
    NoticeState,
    OwnershipState,
    UnitState,
)

Restorable = OwnershipState | MortgageState | NoticeState | HabitationState
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
    gave: bool  # it said what the right is about
    ended_operation: bool  # it ended a land operation right, which does not stand again
    since: Mapping[int, datetime]  # by right that stands again: when it was first entered


def key_of(act: Act) -> Key | None:
    """Which entry an act annuls."""
    return (act.unit_code, act.case_no, act.entry_no) if isinstance(act, AnnulEntry) else None


def first_entered(undone: Undone, right: Restorable) -> datetime:
    """When a right was entered first, whatever changed it or let it stand again."""
    return right.stands_since or undone.since.get(right.id) or right.recorded_from


def began(undone: Undone, right: Restorable) -> bool:
    """Whether the entry began this right: the row itself, or one that stands again in its place."""
    return right.id in undone.opened or right.restores in undone.opened
