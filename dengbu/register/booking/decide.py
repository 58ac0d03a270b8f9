"""Deciding bookings in memory, in order, each seeing the effects of those before it. Pure."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

from dengbu.register.acts import (
    Act,
    AnnulEntry,
    ChangeMortgage,
    CreateMortgage,
    FirstRegistration,
    ReshapeUnits,
    changes,
    singles,
    units_of,
)
from dengbu.register.booking.effects import apply
from dengbu.register.booking.setting import Debt, Setting, Written
from dengbu.register.codes import Effect
from dengbu.register.rules import GUARDS, Ask, judge
from dengbu.register.state import BuildingKey, UnitState, by_proof
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
    building: dict[BuildingKey, int] = field(default_factory=dict)  # as the batch leaves it so far


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
            current.update((code, _by_own_number(state)) for code, state in touched.items())
        decided.append(one)
    return decided


def _by_own_number(state: UnitState) -> UnitState:
    """After a booking nobody names a mortgage by the number that it had before."""
    if not any(m.replaced for m in state.mortgages):
        return state
    return replace(state, mortgages=tuple(replace(m, replaced="") for m in state.mortgages))


def _build_on(
    after: Mapping[str, UnitState],
    current: Mapping[str, UnitState],
    touched: dict[str, UnitState],
) -> None:
    """The land below a house that comes to have a title, or loses it, counts its houses (P13)."""
    for code, state in after.items():
        land = land_below(code)
        below = touched.get(land) or current.get(land)
        if below is None or not is_house(code):
            continue
        before = touched.get(code) or current.get(code)
        stood = before is not None and before.ownership is not None
        more = (state.ownership is not None) - stood
        if more:
            touched[land] = replace(below, houses_on_land=max(below.houses_on_land + more, 0))


def _steps(act: Act) -> tuple[Act, ...]:
    """An annulment undoes entry by entry, each as those undone before it left the units."""
    return singles(act) if isinstance(act, AnnulEntry) else (act,)


def _decide_one(
    booking: Booking,
    current: Mapping[str, UnitState],
    touched: dict[str, UnitState],
    deciding: Deciding,
) -> Decided:
    moved, building = dict(deciding.moved), dict(deciding.building)
    now = replace(deciding, moved=moved, building=building)
    course = _Course(booking, next(deciding.fresh), current, touched, now)
    passed = [course.enter(act_no, whole) for act_no, whole in enumerate(booking.acts)]
    outcomes = tuple(course.outcomes)
    if not all(passed):
        return Decided(booking, course.booking_id, outcomes, None)
    deciding.moved.update(moved)
    deciding.building.update(building)
    return Decided(booking, course.booking_id, outcomes, course.written)


@dataclass(slots=True)
class _Course:
    """A booking while its acts are decided one after another."""

    booking: Booking
    booking_id: int
    current: Mapping[str, UnitState]
    touched: dict[str, UnitState]
    now: Deciding
    written: Written = field(default_factory=Written)
    outcomes: list[RuleOutcome] = field(default_factory=list)

    def enter(self, act_no: int, whole: Act) -> bool:
        """An act, whole or not at all; whether it passed its rules."""
        steps = _steps(whole)
        if len(steps) == 1:
            return self._step(act_no, whole, 0, steps[0])
        maps: tuple[dict[Any, Any], ...] = (self.touched, self.now.moved, self.now.building)
        kept = [dict(one) for one in maps]
        passed = [self._step(act_no, whole, part, step) for part, step in enumerate(steps)]
        if not all(passed):
            for one, before in zip(maps, kept, strict=True):
                one.clear()
                one.update(before)
        return all(passed)

    def _step(self, act_no: int, whole: Act, part: int, step: Act) -> bool:
        """What is judged before anything of it is applied."""
        current, touched, now = self.current, self.touched, self.now
        asks = _asks(self.booking, step, act_no, current, touched, now)
        if isinstance(whole, AnnulEntry):
            asks = [replace(asks[0], units=_known(current, touched), whole=whole, part=part)]
        rules = (judge(ask, GUARDS[type(ask.act)], explain=now.explain) for ask in asks)
        found = [one for outcomes in rules for one in outcomes]
        self.outcomes.extend(found)
        if any(o.effect is Effect.BLOCK for o in found):
            return False
        debt = next(now.fresh) if _makes_debt(step) else None
        for ask in asks:
            whose = Debt(debt, len(asks), ask.part == 0) if debt is not None else None
            setting = _setting(ask, self.booking_id, self.written, now, whose)
            after = apply(setting, ask.act)
            _move(now, after, current, touched)
            _build_on(after, current, touched)
            touched.update(after)
        return True


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
    if len(asks) == 1 and not deciding.moved and not deciding.building:
        return asks
    units = _concerned(whole, current, touched) if len(asks) > 1 else NO_OTHERS
    moved, building = dict(deciding.moved), dict(deciding.building)
    fitted = _without_scope(asks)
    return [
        replace(
            ask,
            act=fitted.get(part, ask.act),
            units=units or ask.units,
            whole=whole,
            part=part,
            moved=moved,
            building=building,
        )
        for part, ask in enumerate(asks)
    ]


def _without_scope(asks: Sequence[Ask]) -> dict[int, Act]:
    """A change of the whole debt as it reaches its finished houses, by their places.

    A change of the scope alone does not pass them by: a house has no place in it (E19). Nor does
    one of a debt for which nothing is being built.
    """
    acts = [a.act for a in asks if isinstance(a.act, ChangeMortgage)]
    if len(acts) < len(asks) or acts[0].construction_scope is None:
        return {}
    pairs = zip(asks, acts, strict=True)
    held = [by_proof(ask.state.mortgages, act.proof_no) for ask, act in pairs]
    if not any(m is not None and m.construction_scope for m in held):
        return {}
    houses = [n for n, m in enumerate(held) if m is not None and not m.construction_scope]
    rest = {n: replace(acts[n], construction_scope=None) for n in houses}
    return {n: act for n, act in rest.items() if changes(act)}


def leans_on_land(act: Act) -> bool:
    """Whether a house gets a title, its first or again: it needs its land (P13, E41, E53)."""
    return isinstance(act, FirstRegistration | AnnulEntry) and is_house(act.unit_code)


def _setting(
    ask: Ask, booking_id: int, written: Written, deciding: Deciding, debt: Debt | None
) -> Setting:
    """Where the act is applied that the rules have let pass."""
    return Setting(
        ask.state,
        ask.act_no,
        booking_id,
        deciding.at,
        deciding.fresh,
        written,
        ask.other,
        ask.units,
        ask.undone,
        debt,
    )


def _makes_debt(act: Act) -> bool:
    return isinstance(act, CreateMortgage) and bool(act.collateral)


def _known(
    current: Mapping[str, UnitState], touched: Mapping[str, UnitState]
) -> Mapping[str, UnitState]:
    """All units of the batch as they stand, without a copy."""
    return ChainMap(cast(dict[str, UnitState], touched), cast(dict[str, UnitState], current))


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
        other=states[1] if len(states) == 2 and not isinstance(act, AnnulEntry) else None,
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
    now: Deciding,
    after: Mapping[str, UnitState],
    current: Mapping[str, UnitState],
    touched: Mapping[str, UnitState],
) -> None:
    """Count units that left the debts they secured, came to them, or were finished."""
    for code, state in after.items():
        before = touched.get(code) or current.get(code)
        for sign, held in ((1, state), (-1, before)):
            for mortgage in held.mortgages if held is not None else ():
                if mortgage.debt_id is not None:
                    now.moved[mortgage.debt_id] = now.moved.get(mortgage.debt_id, 0) + sign
                if (key := mortgage.building_key(code)) is not None:
                    now.building[key] = now.building.get(key, 0) + sign
