"""Deciding bookings in memory, in order, each seeing the effects of those before it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dengbu.register.acts import units_of
from dengbu.register.booking.effects import apply
from dengbu.register.booking.setting import Setting, Written
from dengbu.register.booking.uses import gained
from dengbu.register.codes import Effect
from dengbu.register.rules import GUARDS, Ask, judge
from dengbu.register.state import UnitState
from dengbu.register.values import Booking, RuleOutcome


@dataclass(frozen=True, slots=True)
class Decided:
    """A booking after its rules: what it writes, or why it does not."""

    booking: Booking
    booking_id: int
    outcomes: tuple[RuleOutcome, ...]
    written: Written | None  # None: refused


def decide(
    bookings: Sequence[Booking],
    current: dict[str, UnitState],
    *,
    at: datetime,
    fresh: Iterator[int],
    explain: bool = False,
) -> list[Decided]:
    """Each booking against the states that the accepted ones before it left in ``current``.

    A refused booking leaves nothing behind: it works beside the map.
    """
    decided = []
    for booking in bookings:
        touched: dict[str, UnitState] = {}
        one = _decide_one(booking, current, touched, at=at, fresh=fresh, explain=explain)
        if one.written is not None:
            current.update(touched)
        decided.append(one)
    return decided


def _decide_one(
    booking: Booking,
    current: Mapping[str, UnitState],
    touched: dict[str, UnitState],
    *,
    at: datetime,
    fresh: Iterator[int],
    explain: bool,
) -> Decided:
    booking_id = next(fresh)
    written = Written()
    outcomes: list[RuleOutcome] = []
    blocked = False
    for act_no, act in enumerate(booking.acts):
        states = [touched.get(code) or current.get(code) for code in units_of(act)]
        state = states[0] or UnitState(unit_code=act.unit_code, page_id=None, at=at)
        other = states[1] if len(states) > 1 else None
        ask = Ask(
            act=act,
            act_no=act_no,
            state=state,
            other=other,
            facts=booking.facts,
            at=at,
            office=booking.office,
            known=states[0] is not None,
        )
        found = judge(ask, GUARDS[type(act)], explain=explain)
        outcomes.extend(found)
        if any(o.effect is Effect.BLOCK for o in found):
            blocked = True
            continue
        setting = Setting(state, act_no, booking_id, at, fresh, written, other)
        touched[act.unit_code] = apply(setting, act)
        if other is not None:
            touched[other.unit_code] = gained(touched[act.unit_code], other)
    return Decided(booking, booking_id, tuple(outcomes), None if blocked else written)
