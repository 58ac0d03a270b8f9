"""What an act is built from: the request, the unit, the item of the service that asks for it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

from dengbu.cadastre import api as cadastre
from dengbu.casework.inputs import Input
from dengbu.casework.service_views import ItemRule
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.kernel.chinese import SHANGHAI
from dengbu.register import api as register

UNSTATED_AMOUNT = Decimal("0.01")  # stands for an amount that intake has already found missing
UNSTATED_DAY = date(2000, 1, 1)
UNSTATED_MOMENT = datetime(2000, 1, 1, tzinfo=SHANGHAI)
Given = TypeVar("Given", bound=Input)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One act of one request on one unit."""

    request: CaseRequest
    item: ItemRule
    unit_code: str
    unit: cadastre.UnitFacts | None  # needed for first registration only
    last: bool = True  # of the acts that bring holders: theirs is the co-ownership that is stated

    def given(self, kind: type[Given], slot: str = "") -> Given:
        """What a slot of the item says, its own if none is named; nothing of others' slots."""
        slots = self.item.slots
        if slot and slot not in slots:
            return kind()
        return self.request.given(kind, slot or slots[0])

    def people(self, *roles: Role) -> tuple[PartyInput, ...]:
        """Those in the first of the roles that anybody has, as far as they stand for this unit.

        An item may cast others for a role of its act: the heirs sell.
        """
        for role in (Role(self.item.cast.get(role, role)) for role in roles):
            found = tuple(p for p in self.request.of(role) if p.unit_code in ("", self.unit_code))
            if found:
                return found
        return ()

    def refs(self, *roles: Role) -> tuple[register.PartyRef, ...]:
        """The same as the register names them."""
        return tuple(party_ref(p) for p in self.people(*roles))

    def all_of(self, *roles: Role) -> tuple[register.PartyRef, ...]:
        """Everybody in any of the roles, as the register names them."""
        return tuple(party_ref(p) for p in self.request.of(*roles))


@dataclass(frozen=True, kw_only=True, slots=True)
class Building:
    """How an act is built, and which slots it reads."""

    build: Callable[[Ask], register.Act]
    slots: tuple[str, ...] = ()  # as they are called unless the item says otherwise
    reads: tuple[str, ...] = ()  # further slots, where the item says so
    roles: tuple[Role, ...] = field(default=())  # that it reads, any of them


def party_ref(party: PartyInput) -> register.PartyRef:
    """The register's name of a party."""
    return register.PartyRef(
        name=party.name,
        id_type=party.id_type,
        id_no=party.id_no,
        party_type=register.PartyType(party.party_type),
    )


def co_ownership(request: CaseRequest, count: int) -> register.CoOwnership:
    """As stated; unstated it is sole for one holder and joint for several (Civil Code 308).

    A value outside its list says nothing; ``check_fields`` refuses it.
    """
    if request.co_ownership in {way.value for way in register.CoOwnership}:
        return register.CoOwnership(request.co_ownership)
    return register.CoOwnership.SOLE if count <= 1 else register.CoOwnership.JOINT


def way_of(ask: Ask, count: int) -> register.CoOwnership:
    """How so many hold after this act: as stated for the last, else as if it were unstated."""
    return co_ownership(ask.request if ask.last else replace(ask.request, co_ownership=""), count)


def holders(ask: Ask, role: Role) -> tuple[register.HolderShare, ...]:
    """Those in a role with their shares, where the right is held by shares."""
    acquirers = ask.people(role)
    by_shares = way_of(ask, len(acquirers)) is register.CoOwnership.BY_SHARES
    return tuple(
        register.HolderShare(party=party_ref(p), share=p.share if by_shares else None)
        for p in acquirers
    )


def as_stated(ask: Ask, role: Role) -> tuple[register.HolderShare, ...]:
    """Those in a role, each with the share that is stated; how they hold stays as it is."""
    return tuple(register.HolderShare(party=party_ref(p), share=p.share) for p in ask.people(role))


def at_start_of(day: date | None) -> datetime | None:
    """The first instant of a day in China; None for none."""
    return datetime.combine(day, time(), SHANGHAI) if day is not None else None
