"""What a rehearsal answers: frozen values for all faces, no framework."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, unique

from dengbu.casework.estimates import TaxView
from dengbu.casework.rules.forecast import Record
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import CheckView, FeeView
from dengbu.kernel.fault import Fault, FaultCode

PAPER_CODES = frozenset({FaultCode.MATERIAL_MISSING, FaultCode.UPLOAD_DAMAGED})
STANDS = frozenset(
    {
        FaultCode.PRECONDITION,
        FaultCode.NOT_HOLDER,
        FaultCode.UNIT_SEIZED,
        FaultCode.UNIT_BUSY,
        FaultCode.NOT_SUPPORTED,
        FaultCode.PERMISSION_MISSING,
        FaultCode.FAMILY,
    }
)
"""Codes of what stands in the way; all others say what is still to be filled in or put right."""


@unique
class Need(StrEnum):
    """What is to be done about a paper."""

    BRING = "BRING"  # it must come
    PROMISE = "PROMISE"  # a signed promise may stand in its place
    GIVEN = "GIVEN"  # the request says how it comes
    IF_ANY = "IF_ANY"  # only where there is one
    NOT_NEEDED = "NOT_NEEDED"  # the register or a department has it

    @property
    def label(self) -> str:
        """Words on screens."""
        return _NEEDS[self]


_NEEDS = {
    Need.BRING: "要带",
    Need.PROMISE: "带，或者签承诺书",
    Need.GIVEN: "有了",
    Need.IF_ANY: "有的才要",
    Need.NOT_NEEDED: "不用交",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperAsked:
    """A paper, and what is to be done about it."""

    code: str
    name: str
    need: Need
    note: str = ""  # why not, or how it comes
    promise: str = ""  # text of the promise that may stand in its place


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """When it will be done if it is sent now: promised, and as the last cases went."""

    promised: str  # in words, by the channel of the request
    due_at: datetime  # by the promise
    provisional: bool  # promise, or notice before it, reaches into a year not yet announced
    low_at: datetime | None = None  # None: too few cases to foretell from
    high_at: datetime | None = None
    level: int = 0  # of a hundred cases so many end between the two, at least
    cases: int = 0  # that were looked at
    record: Record = Record(held=0, tried=0)  # how such intervals held, case after case
    waits_tax: bool = False  # the clock begins only when the deed tax is settled
    notice_days: int = 0  # working days of a public notice, not in the promise
    outlook: str = ""  # when it will be done with that notice, in words; "": it wants none

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return self.high_at is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsal:
    """All that is said of a request before it is sent."""

    service: ServiceView
    request: CaseRequest
    address: str  # of the unit; "": none was named
    faults: tuple[Fault, ...]  # all for which it would be refused acceptance
    looks: tuple[CheckView, ...]  # what hinders nobody and should be known
    papers: tuple[PaperAsked, ...]
    fees: tuple[FeeView, ...]
    fee_total: Decimal
    taxes: TaxView
    forecast: Forecast
    at: datetime  # of what moment all this is said
    concerned: frozenset[tuple[str, str]] = frozenset()  # whose data was read: type, number
    conditions: tuple[str, ...] = ()  # what must hold, where no unit was named to try it on

    @property
    def possible(self) -> bool:
        """Whether it would be accepted as it stands."""
        return not self.faults

    @property
    def blocks(self) -> tuple[Fault, ...]:
        """What stands in the way, whatever is filled in."""
        return tuple(f for f in self.faults if _stands(f))

    @property
    def unsigned(self) -> tuple[Fault, ...]:
        """Who has still to sign."""
        return tuple(f for f in self.faults if _signs(f))

    @property
    def unfilled(self) -> tuple[Fault, ...]:
        """What is still to be filled in or put right."""
        said = (*self.blocks, *self.unsigned)
        return tuple(f for f in self.faults if f not in said and f.code not in PAPER_CODES)


def _signs(fault: Fault) -> bool:
    return fault.field.endswith((".agreed", ".signed"))


def _stands(fault: Fault) -> bool:
    return not _signs(fault) and ("rule" in fault.data or fault.code in STANDS)
