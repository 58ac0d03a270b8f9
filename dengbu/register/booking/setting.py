"""Where an act is applied: the unit's state, the ids at hand, and the rows written so far. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from dengbu.database.rows import Rows
from dengbu.register.acts import Act, grounds_of
from dengbu.register.codes import CertificateKind, RegistrationType
from dengbu.register.parties import PartyRef
from dengbu.register.state import UnitState
from dengbu.register.undone import Undone

NOTHING_RECORDED = "99"  # right type of an entry that concerns a restriction


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that an act brings forth, still without number."""

    id: int
    kind: CertificateKind
    unit_code: str
    act_no: int
    holder: PartyRef | None
    entry_id: int
    page_id: int
    right_id: int
    right_column: str  # which certificate column names the right
    replaces: str | None = None  # number that is void from now on


@dataclass(slots=True)
class Written:
    """What one booking writes. Parties stand as ``PartyRef`` until their ids are known."""

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    pages: dict[int, str] = field(default_factory=dict)  # unit code by id, of pages entered on
    opened: list[tuple[Rows, tuple[Any, ...]]] = field(default_factory=list)
    closed: list[tuple[str, int, int, datetime]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    voided: list[str] = field(default_factory=list)  # certificate numbers
    carries: bool = False  # opens a right anew for people whom its act does not name
    void: list[str] = field(default_factory=list)  # units whose division or merger it undoes
    again: list[str] = field(default_factory=list)  # units that are there again by that


class Debt(NamedTuple):
    """A debt that several units secure, while its mortgages are entered."""

    id: int  # of the mortgage entered first
    units: int
    first: bool  # this is that mortgage


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an act is applied."""

    state: UnitState
    act_no: int
    booking_id: int
    at: datetime
    fresh: Iterator[int]  # ids
    into: Written
    other: UnitState | None = None  # of an act on two units: the second
    units: Mapping[str, UnitState] = field(default_factory=dict)  # of an act on several: each
    undone: Undone | None = None  # of an act that annuls: the entry
    debt: Debt | None = None  # of a mortgage for a debt of several units

    @property
    def page_id(self) -> int:
        """The unit's page; rules have refused units without one."""
        return cast(int, self.state.page_id)

    def enter(
        self,
        act: Act,
        kind: RegistrationType,
        right: str,
        follows: int | None,
        effective: datetime | None = None,
        subclass: str = "",
    ) -> tuple[int, datetime]:
        """Write the entry itself; its id and when it takes effect.

        ``subclass``: 登记小类 of an act that leaves it to what it finds.
        """
        entry_id = next(self.fresh)
        effective_at = effective.astimezone(UTC) if effective else self.at
        self.into.pages[self.page_id] = self.state.unit_code
        self.into.entries.append(
            (
                entry_id,
                self.booking_id,
                len(self.into.entries),  # most acts bring one entry
                self.page_id,
                int(kind),
                act.subclass or subclass,
                right,
                act.cause,
                follows,
                effective_at,
                *grounds_of(act),
            )
        )
        return entry_id, effective_at

    def certify(
        self,
        kind: CertificateKind,
        entry_id: int,
        right_id: int,
        column: str,
        holder: PartyRef | None = None,
        replaces: str | None = None,
    ) -> None:
        """Ask for a certificate or proof of the right just opened."""
        self.into.drafts.append(
            Draft(
                next(self.fresh),
                kind,
                self.state.unit_code,
                self.act_no,
                holder,
                entry_id,
                self.page_id,
                right_id,
                column,
                replaces,
            )
        )

    def close(self, table: str, right_id: int, entry_id: int, ends: datetime) -> None:
        """End a right."""
        self.into.closed.append((f"register_{table}", right_id, entry_id, ends))

    def people(self, rows: Rows, right_id: int, role: str, parties: tuple[PartyRef, ...]) -> None:
        """Write the parties of a right in one role."""
        for seq, party in enumerate(parties):
            self.into.opened.append((rows, (next(self.fresh), right_id, party, role, seq)))
