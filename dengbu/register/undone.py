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


def key_of(act: Act) -> Key | None:
    """Which entry an act annuls."""
    return (act.unit_code, act.case_no, act.entry_no) if isinstance(act, AnnulEntry) else None


def began(undone: Undone, right: Restorable) -> bool:
    """Whether the entry began this right: the row itself, or one that stands again in its place."""
    return right.id in undone.opened or right.restores in undone.opened
