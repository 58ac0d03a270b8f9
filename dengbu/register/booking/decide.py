"""Deciding bookings in memory, in order, each seeing the effects of those before it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from dengbu.register.acts import (
    Act,
    AnnulEntry,
    CreateMortgage,
    FirstRegistration,
    ReshapeUnits,
    singles,
    units_of,
)
from dengbu.register.booking.effects import apply
from dengbu.register.booking.setting import Debt, Setting, Written
from dengbu.register.codes import Effect
from dengbu.register.rules import GUARDS, Ask, judge
from dengbu.register.state import UnitState
from dengbu.register.titles import is_house, land_below
from dengbu.register.undone import Key, Undone, key_of
from dengbu.register.values import Booking, RuleOutcome

NO_OTHERS: Mapping[str, UnitState] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decided:
    """A booking after its rules: what it writes, or why it does not."""

    booking: Booking
    booking_id: int
    outcomes: tuple[RuleOutcome, ...]
    written: Written | None  # None: refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Deciding:
    """What holds for a whole batch."""

    at: datetime  # instant of entry
    fresh: Iterator[int]  # ids
    explain: bool = False  # tell what passes too
    areas: Mapping[str, Decimal] = field(default_factory=dict)  # m2 by unit, where they matter
    undone: Mapping[Key, Undone] = field(default_factory=dict)  # entries that acts annul
    moved: dict[int, int] = field(default_factory=dict)  # by debt: units won by this batch so far


def decide(
    bookings: Sequence[Booking], current: dict[str, UnitState], deciding: Deciding
) -> list[Decided]:
    """Each booking against the states that the accepted ones before it left in ``current``.

    A refused booking leaves nothing behind: it works beside the map.
    """
    decided = []
    for booking in bookings:
        touched: dict[str, UnitState] = {}
        one = _decide_one(booking, current, touched, deciding)
        if one.written is not None:
            current.update(touched)
        decided.append(one)
    return decided


def _build_on(code: str, current: Mapping[str, UnitState], touched: dict[str, UnitState]) -> None:
    """The land below a house that has its first title now has one more house on it (P13)."""
    land = land_below(code)
    state = touched.get(land) or current.get(land)
    if state is not None and is_house(code):
        touched[land] = replace(state, houses_on_land=state.houses_on_land + 1)


def _decide_one(
    booking: Booking,
    current: Mapping[str, UnitState],
    touched: dict[str, UnitState],
    deciding: Deciding,
) -> Decided:
    booking_id = next(deciding.fresh)
    written = Written()
    outcomes: list[RuleOutcome] = []
    blocked = False
    moved = dict(deciding.moved)
    for act_no, whole in enumerate(booking.acts):
        asks = _asks(booking, whole, act_no, current, touched, replace(deciding, moved=moved))
        found = [
            one
            for ask in asks
            for one in judge(ask, GUARDS[type(ask.act)], explain=deciding.explain)
        ]
        outcomes.extend(found)
        if any(o.effect is Effect.BLOCK for o in found):
            blocked = True
            continue
        debt = next(deciding.fresh) if _makes_debt(whole) else None
        for ask in asks:
            setting = Setting(
                ask.state,
                act_no,
                booking_id,
                deciding.at,
                deciding.fresh,
                written,
                ask.other,
                ask.units,
                ask.undone,
                Debt(debt, len(asks), ask.part == 0) if debt is not None else None,
            )
            after = apply(setting, ask.act)
            _move(moved, after, current, touched)
            touched.update(after)
            if isinstance(ask.act, FirstRegistration):
                _build_on(ask.act.unit_code, current, touched)
    if blocked:
        return Decided(booking, booking_id, tuple(outcomes), None)
    deciding.moved.update(moved)
    return Decided(booking, booking_id, tuple(outcomes), written)


def _asks(
    booking: Booking,
    whole: Act,
    act_no: int,
    current: Mapping[str, UnitState],
    touched: Mapping[str, UnitState],
    deciding: Deciding,
) -> list[Ask]:
    """What the rules see of an act, unit by unit: all of it is entered or nothing."""
    several = singles(whole)
    asks = [_ask(booking, act, act_no, current, touched, deciding) for act in several]
    if len(asks) == 1 and not deciding.moved:
        return asks
    units = _concerned(whole, current, touched) if len(asks) > 1 else NO_OTHERS
    moved = dict(deciding.moved)
    return [
        replace(ask, units=units or ask.units, whole=whole, part=part, moved=moved)
        for part, ask in enumerate(asks)
    ]


def leans_on_land(act: Act) -> bool:
    """Whether a house gets a title, its first or again: it needs its land (P13, E41, E53)."""
    return isinstance(act, FirstRegistration | AnnulEntry) and is_house(act.unit_code)


def _makes_debt(act: Act) -> bool:
    return isinstance(act, CreateMortgage) and bool(act.collateral)


def _concerned(
    act: Act, current: Mapping[str, UnitState], touched: Mapping[str, UnitState]
) -> dict[str, UnitState]:
    """The units of an act as they stand before it; those that are not known are left out."""
    found = ((code, touched.get(code) or current.get(code)) for code in units_of(act))
    return {code: state for code, state in found if state is not None}


def _ask(
    booking: Booking,
    act: Act,
    act_no: int,
    current: Mapping[str, UnitState],
    touched: Mapping[str, UnitState],
    deciding: Deciding,
) -> Ask:
    """What the rules see of one act on one unit, or on those that it is about."""
    states = [touched.get(code) or current.get(code) for code in units_of(act)]
    state = states[0] if states else None
    units = {s.unit_code: s for s in states if s is not None} if len(states) > 1 else NO_OTHERS
    must = states if isinstance(act, ReshapeUnits) else states[:1]  # stand in the cadastre
    land = land_below(act.unit_code) if leans_on_land(act) else ""
    return Ask(
        act=act,
        act_no=act_no,
        state=state or UnitState(unit_code=act.unit_code, page_id=None, at=deciding.at),
        other=states[1] if len(states) == 2 else None,
        units=units,
        areas=deciding.areas,
        facts=booking.facts,
        at=deciding.at,
        office=booking.office,
        land=touched.get(land) or current.get(land),
        known=bool(must) and None not in must,
        undone=deciding.undone.get(key) if (key := key_of(act)) else None,
    )


def _move(
    moved: dict[int, int],
    after: Mapping[str, UnitState],
    current: Mapping[str, UnitState],
    touched: Mapping[str, UnitState],
) -> None:
    """Count units that left the debts they secured, or came to them."""
    for code, state in after.items():
        before = touched.get(code) or current.get(code)
        for sign, held in ((1, state), (-1, before)):
            for mortgage in held.mortgages if held is not None else ():
                if mortgage.debt_id is not None:
                    moved[mortgage.debt_id] = moved.get(mortgage.debt_id, 0) + sign
