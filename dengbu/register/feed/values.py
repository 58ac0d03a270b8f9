"""What a change of the register consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dengbu.evidence import api as evidence

Values = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingLine:
    """The booking itself: one case, entered at one instant."""

    id: int
    case_no: str
    seq: int  # among the bookings of the same transaction
    registrar_id: int
    registrar_name: str
    system: bool
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLine:
    """A page that the booking touches; its id is also that of the unit in the cadastre."""

    id: int
    unit_code: str  # 28 characters


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyLine:
    """A person or organisation that rows of the booking name by id."""

    id: int
    name: str
    id_type: str
    id_no: str
    party_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """A right or restriction that the booking closed."""

    table: str
    id: int
    closed_by_id: int  # entry of this booking
    effective_to: datetime
    recorded_to: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One booking whole: everything that it wrote, as it wrote it.

    Rows are tuples in the columns of ``COLUMNS``; what was opened says nothing of a later closing.
    ``booking`` is None where a leaf attests none, as that of an erased salt: nothing else is then
    carried but the leaf.
    """

    office: str
    place: int  # in the office's log, from 0, without gap
    leaf: evidence.LeafView
    booking: BookingLine | None
    entries: tuple[Values, ...] = ()  # in their order
    pages: tuple[PageLine, ...] = ()
    parties: tuple[PartyLine, ...] = ()
    opened: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)  # by table
    closed: tuple[Closed, ...] = ()
    certificates: tuple[Values, ...] = ()
