"""What the work lists are asked, and what they answer: frozen values for screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from dengbu.casework.rules.lists import ListCode
from dengbu.casework.views import CaseLine

SOON = timedelta(minutes=60)
"""So long before its end a running clock is called soon due, as its colour on screens."""
CEILING = 5_000
"""Closed cases are counted so far and no further: an archive only grows."""


class Scope(StrEnum):
    """Whose cases."""

    MINE = "MINE"  # those that the actor examines
    ACCEPTED = "ACCEPTED"  # those that the actor accepted
    OFFICE = "OFFICE"  # all of the office


class Due(StrEnum):
    """How near the promised time is, or that the statutory one is over; where the clock runs."""

    ANY = ""
    BREACHED = "BREACHED"  # 法定超期: the statutory time is over too
    OVERDUE = "OVERDUE"  # 超期
    SOON = "SOON"  # within `SOON`
    TODAY = "TODAY"  # before midnight, and not over


ALL = "ALL"  # all open cases
ARCHIVE = "CLOSED"  # all closed ones
TABS = (ALL, *(code.value for code in ListCode), ARCHIVE)
"""What can be looked at: one list, all of them, or the archive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What narrows a list. Every one that is given must hold."""

    scope: Scope = Scope.OFFICE
    text: str = ""  # as typed
    service: str = ""  # code
    department: str = ""  # accounts Department value
    examiner: int | None = None
    channel: str = ""  # Channel value
    mark: str = ""  # letter
    due: Due = Due.ANY  # of open cases
    accepted_from: date | None = None
    accepted_to: date | None = None  # the day itself is in it


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkListPage:
    """A page of a list with the counts of all lists under the same filters, in one snapshot."""

    lines: tuple[CaseLine, ...]
    before: str | None  # cursor of the page before; None: this is the first
    after: str | None  # cursor of the next page; None: this is the last
    counts: Mapping[ListCode, int]  # of each list, exact
    total: int  # of what is looked at; of the archive at most `CEILING`
    many: bool = False  # of the archive: there are more than `total`
    due: Mapping[Due, int] = field(default_factory=dict)  # over all lists, whatever ``due`` asks

    @property
    def open(self) -> int:
        """All open cases under the filters."""
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Misplaced:
    """An open case that is not in exactly one list, or is shown wrongly."""

    case_no: str
    office: str
    status: str
    paused_for: str
    lists: tuple[str, ...]  # that claim it: none, or two and more
    at: datetime
