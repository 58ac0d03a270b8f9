"""Where a transfer with a mortgage stands after each thing that can happen: one exhaustive table.

The point of no return is the entry in the register, which is one transaction with the move to
ENTERED. Before it anybody may step back and all money goes back to who paid it in; after it nobody
may, and the account pays out. The two never meet: from ENTERED no way leads to ENDING, and back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from dengbu.casework.rules.mortgaged.plan import DEPOSITS, PAYOUTS, Leg, Mode, Plan, Side


@unique
class Phase(StrEnum):
    """Where it stands."""

    OPEN = "OPEN"  # words and money are still to come
    READY = "READY"  # all have confirmed, all money is held: it may be entered
    ENTERED = "ENTERED"  # the register has decided: the account pays out
    DONE = "DONE"
    ENDING = "ENDING"  # ended without entry, money goes back
    ENDED = "ENDED"  # ended without entry, no money is held

    @property
    def label(self) -> str:
        """Name on screens."""
        return _PHASES[self]

    @property
    def undecided(self) -> bool:
        """Whether it can still be entered."""
        return self in (Phase.OPEN, Phase.READY)

    @property
    def entered(self) -> bool:
        """Whether the register has decided for it."""
        return self in (Phase.ENTERED, Phase.DONE)


_PHASES = {
    Phase.OPEN: "等各方确认、资金到账",
    Phase.READY: "各方都确认了，钱到齐了，可以登簿",
    Phase.ENTERED: "已登簿，正在付款",
    Phase.DONE: "办好了",
    Phase.ENDING: "中止了，正在退款",
    Phase.ENDED: "中止了",
}


@unique
class Event(StrEnum):
    """What can happen."""

    CONFIRM = "CONFIRM"  # a side confirms the very sum
    DIFFER = "DIFFER"  # a side names another sum
    AMEND = "AMEND"  # other terms are agreed on, the money stays: all confirm anew
    WITHDRAW = "WITHDRAW"  # a side steps back
    HELD = "HELD"  # the account has the money of a leg
    HELD_OTHER = "HELD_OTHER"  # the account has another sum of a leg than agreed
    PAID = "PAID"  # the account has paid a leg out
    RETURNED = "RETURNED"  # the account has given a leg back
    RETURNED_OTHER = "RETURNED_OTHER"  # the account gave back another sum than it held
    SETTLED = "SETTLED"  # the old bank says that it has its money
    ENTER = "ENTER"  # the register enters the case
    CANCELLED = "CANCELLED"  # the register ends the old mortgage by another entry
    EXPIRE = "EXPIRE"  # the time for words and money is over
    CLOSE = "CLOSE"  # the case ends without entry


@unique
class Act(StrEnum):
    """What it does."""

    NOTE = "NOTE"  # is kept, and may complete what was awaited
    UNSAY = "UNSAY"  # takes the side's confirmation back, or all of them
    DOUBT = "DOUBT"  # a sum is in doubt: nothing is entered, nothing is over, until it agrees
    END = "END"  # ends the transfer: money goes back
    ENTER = "ENTER"  # the entry
    STILL = "STILL"  # so already, or of no weight any more


_P, _E, _A = Phase, Event, Act
MOVES: Mapping[Phase, Mapping[Event, Act | None]] = {
    _P.OPEN: {
        _E.CONFIRM: _A.NOTE,
        _E.DIFFER: _A.UNSAY,
        _E.AMEND: _A.UNSAY,
        _E.WITHDRAW: _A.END,
        _E.HELD: _A.NOTE,
        _E.HELD_OTHER: _A.DOUBT,
        _E.PAID: None,
        _E.RETURNED: _A.END,  # the account broke its hold: nobody relies on it
        _E.RETURNED_OTHER: _A.END,
        _E.SETTLED: None,
        _E.ENTER: None,
        _E.CANCELLED: _A.END,  # the old mortgage is gone: this is another deal
        _E.EXPIRE: _A.END,
        _E.CLOSE: _A.END,
    },
    _P.READY: {
        _E.CONFIRM: _A.STILL,
        _E.DIFFER: _A.UNSAY,
        _E.AMEND: _A.UNSAY,
        _E.WITHDRAW: _A.END,
        _E.HELD: _A.STILL,
        _E.HELD_OTHER: _A.DOUBT,
        _E.PAID: None,
        _E.RETURNED: _A.END,
        _E.RETURNED_OTHER: _A.END,
        _E.SETTLED: None,
        _E.ENTER: _A.ENTER,
        _E.CANCELLED: _A.END,
        _E.EXPIRE: _A.END,
        _E.CLOSE: _A.END,
    },
    _P.ENTERED: {
        _E.CONFIRM: _A.STILL,
        _E.DIFFER: None,
        _E.AMEND: None,
        _E.WITHDRAW: None,  # too late: the register has decided
        _E.HELD: _A.STILL,
        _E.HELD_OTHER: None,
        _E.PAID: _A.NOTE,
        _E.RETURNED: None,
        _E.RETURNED_OTHER: None,
        _E.SETTLED: _A.NOTE,
        _E.ENTER: None,
        _E.CANCELLED: _A.NOTE,
        _E.EXPIRE: _A.STILL,
        _E.CLOSE: None,
    },
    _P.DONE: {
        _E.CONFIRM: _A.STILL,
        _E.DIFFER: None,
        _E.AMEND: None,
        _E.WITHDRAW: None,
        _E.HELD: _A.STILL,
        _E.HELD_OTHER: None,
        _E.PAID: _A.STILL,
        _E.RETURNED: None,
        _E.RETURNED_OTHER: None,
        _E.SETTLED: _A.STILL,
        _E.ENTER: None,
        _E.CANCELLED: _A.STILL,
        _E.EXPIRE: _A.STILL,
        _E.CLOSE: None,
    },
    _P.ENDING: {
        _E.CONFIRM: _A.STILL,
        _E.DIFFER: _A.STILL,
        _E.AMEND: _A.STILL,
        _E.WITHDRAW: _A.STILL,
        _E.HELD: _A.NOTE,
        _E.HELD_OTHER: _A.DOUBT,
        _E.PAID: None,
        _E.RETURNED: _A.NOTE,
        _E.RETURNED_OTHER: _A.DOUBT,
        _E.SETTLED: None,
        _E.ENTER: None,
        _E.CANCELLED: _A.STILL,
        _E.EXPIRE: _A.STILL,
        _E.CLOSE: _A.STILL,
    },
    _P.ENDED: {
        _E.CONFIRM: _A.STILL,
        _E.DIFFER: _A.STILL,
        _E.AMEND: _A.STILL,
        _E.WITHDRAW: _A.STILL,
        _E.HELD: _A.NOTE,  # it comes too late, and goes back
        _E.HELD_OTHER: _A.DOUBT,
        _E.PAID: None,
        _E.RETURNED: _A.NOTE,
        _E.RETURNED_OTHER: _A.DOUBT,
        _E.SETTLED: None,
        _E.ENTER: None,
        _E.CANCELLED: _A.STILL,
        _E.EXPIRE: _A.STILL,
        _E.CLOSE: _A.STILL,
    },
}
"""Phase and event -> act. None: this cannot be; it is kept as a finding, nothing moves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One event, with whom or which sum it is about."""

    event: Event
    side: Side | None = None  # CONFIRM, DIFFER, WITHDRAW, SETTLED
    leg: Leg | None = None  # HELD, PAID, RETURNED, and the same of another sum


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a transfer stands: its phase, and all that was heard."""

    phase: Phase = Phase.OPEN
    confirmed: frozenset[Side] = frozenset()
    held: frozenset[Leg] = frozenset()  # were in the account at some time, whole
    held_other: frozenset[Leg] = frozenset()  # are there in another sum, as was last said
    paid: frozenset[Leg] = frozenset()
    returned: frozenset[Leg] = frozenset()
    returned_other: frozenset[Leg] = frozenset()  # gone back, in another sum than was held
    settled: bool = False  # the old bank has said so
    cancelled: bool = False  # the old mortgage ended after the entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What a happening did: ``act`` None where it cannot be, and ``standing`` is as before."""

    act: Act | None
    standing: Standing


def begun() -> Standing:
    """Where every transfer begins."""
    return Standing()


def step(plan: Plan, standing: Standing, happening: Happening) -> Step:
    """Where a transfer stands after a happening. Total: every happening at every standing."""
    act = MOVES[standing.phase][happening.event] if _concerns(plan, happening) else None
    match act:
        case Act.NOTE:
            after = _moved_on(plan, _noted(standing, happening))
        case Act.UNSAY:
            all_anew = happening.side is None
            left = frozenset() if all_anew else standing.confirmed - {happening.side}
            after = replace(standing, phase=Phase.OPEN, confirmed=left)
        case Act.DOUBT:
            after = _doubted(plan, _noted(standing, happening))
        case Act.END:
            after = _moved_on(plan, replace(_noted(standing, happening), phase=Phase.ENDING))
        case Act.ENTER:
            after = _moved_on(plan, replace(standing, phase=Phase.ENTERED))
        case _:
            after = standing
    return Step(act=act, standing=after)


def _concerns(plan: Plan, happening: Happening) -> bool:
    """Whether this plan has such a side and such a sum, and the sum goes that way."""
    if happening.side is not None and happening.side not in plan.sides:
        return False
    if happening.event is Event.SETTLED:
        return happening.side is Side.OLD_BANK and Leg.TO_OLD_BANK in plan.legs
    if happening.leg is None:
        return True
    way = PAYOUTS if happening.event is Event.PAID else DEPOSITS
    return happening.leg in plan.legs and happening.leg in way


def _noted(standing: Standing, happening: Happening) -> Standing:
    if happening.leg is not None:
        return _money(standing, happening.event, frozenset({happening.leg}))
    match happening.event:
        case Event.CONFIRM if happening.side is not None:
            return replace(standing, confirmed=standing.confirmed | {happening.side})
        case Event.SETTLED:
            return replace(standing, settled=True)
        case Event.CANCELLED:
            return replace(standing, cancelled=standing.phase is Phase.ENTERED)
        case _:
            return standing


def _money(standing: Standing, event: Event, legs: frozenset[Leg]) -> Standing:
    """What the account last said of a sum counts; what it gave back is measured by what it held."""
    held, other, back = standing.held, standing.held_other, standing.returned
    match event:
        case Event.HELD:
            back = back - (legs & other)
            return replace(standing, held=held | legs, held_other=other - legs, returned=back)
        case Event.HELD_OTHER:
            back, held = back - legs, held - legs
            return replace(standing, held=held, held_other=other | legs, returned=back)
        case Event.RETURNED:  # may be heard before the money was ever told of
            held, wrong = held | (legs - other), standing.returned_other - legs
            return replace(standing, held=held, returned=back | legs, returned_other=wrong)
        case Event.RETURNED_OTHER:
            held, wrong = held | (legs - other), standing.returned_other | legs
            return replace(standing, held=held, returned=back - legs, returned_other=wrong)
        case _:
            return replace(standing, paid=standing.paid | legs)


def _doubted(plan: Plan, standing: Standing) -> Standing:
    """Undecided it is open again, ended its money is still to go back."""
    if standing.phase.undecided:
        return replace(standing, phase=Phase.OPEN)
    return _moved_on(plan, standing)


def _moved_on(plan: Plan, standing: Standing) -> Standing:
    """The phase that follows from what has been heard."""
    match standing.phase:
        case Phase.OPEN:
            whole = standing.confirmed >= plan.sides and standing.held >= plan.deposits
            return replace(standing, phase=Phase.READY) if whole else standing
        case Phase.ENTERED:
            ended = standing.cancelled or plan.mode is not Mode.SEGMENTED
            whole = standing.paid >= plan.payouts and ended
            return replace(standing, phase=Phase.DONE) if whole else standing
        case Phase.ENDING | Phase.ENDED:
            back = standing.returned >= standing.held | standing.held_other
            return replace(standing, phase=Phase.ENDED if back else Phase.ENDING)
        case _:
            return standing
