"""A small world around the rules of 带押过户, in which everything that can go wrong may go wrong.

The office's record, the register, the account's own book, what the account has read, and words on
their way. Words come in any order, late, again, or never; the account may fall over between
reading an order, moving money and telling of it; the time may run out at any moment. Each move is
one atomic deed of one of them, so a crash is a move that did not happen, or whose news is still to
come.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from dengbu.casework.rules.mortgaged import (
    DEPOSITS,
    PAYOUTS,
    Event,
    Happening,
    Leg,
    Mode,
    Order,
    Phase,
    Plan,
    Side,
    Standing,
    Step,
    Task,
    begun,
    orders,
    plan_of,
    step,
)

PRICE, PAYOFF, LOAN = Decimal("1000.00"), Decimal("400.00"), Decimal("700.00")
BANKS = (Side.OLD_BANK, Side.NEW_BANK)
Legs = frozenset[Leg]


def plan(mode: Mode) -> Plan:
    loan = PAYOFF if mode is Mode.ASSIGNED else LOAN
    return plan_of(mode, price=PRICE, payoff=PAYOFF, loan=loan)


@dataclass(frozen=True, slots=True)
class Register:
    """What the public register says."""

    sold: bool = False  # the title is the buyer's
    old: bool = True  # the old bank's mortgage rests on the home
    new: bool = False  # the new bank's does


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is so at one moment, in every house."""

    office: Standing = field(default_factory=begun)
    register: Register = Register()
    came: Legs = frozenset()  # the account's book: was paid in, whole
    short: Legs = frozenset()  # was paid in, and not whole
    part: Legs = frozenset()  # was given back in part
    back: Legs = frozenset()  # was given back
    out: Legs = frozenset()  # was paid out
    read: frozenset[tuple[Task, Leg]] = frozenset()  # orders that the account has ever seen
    words: frozenset[tuple[str, Side]] = frozenset()  # heard of banks that changed their mind
    doubt: frozenset[tuple[Event, Leg]] = frozenset()  # the account's last word is another sum


@dataclass(frozen=True)
class Laws:
    """By which rules the office goes: the real ones, or broken ones that must be found out."""

    step: Callable[[Plan, Standing, Happening], Step] = step
    orders: Callable[[Plan, Standing], tuple[Order, ...]] = orders
    torn: bool = False  # the entry and the record of it are two deeds


Move = tuple[str, World]


class Explored:
    """All that can be reached from the beginning, and how."""

    def __init__(self, mode: Mode, laws: Laws | None = None) -> None:
        self.plan, self.laws = plan(mode), laws or Laws()
        self.shorts = frozenset({max(self.plan.deposits)})  # of one sum: each goes its own way
        self.wrong: tuple[str, World] | None = None  # the first that was met; nothing after it
        self._step = lru_cache(maxsize=None)(lambda s, h: self.laws.step(self.plan, s, h).standing)
        self._orders = lru_cache(maxsize=None)(lambda s: self.laws.orders(self.plan, s))
        self.moves: dict[World, tuple[Move, ...]] = {}
        waiting = deque([World()])
        while waiting:
            world = waiting.popleft()
            if world in self.moves:
                continue
            self.wrong = next(((said, world) for said in wrongs(self, world)), None)
            if self.wrong:
                return
            after = ((name, _forgetting(then)) for name, then in self._moves(world))
            self.moves[world] = tuple(dict.fromkeys(after))
            waiting.extend(then for _, then in self.moves[world] if then not in self.moves)

    def heard(
        self, world: World, event: Event, *, side: Side | None = None, leg: Leg | None = None
    ) -> World:
        happening = Happening(event=event, side=side, leg=leg)
        return replace(world, office=self._step(world.office, happening))

    def told(self, world: World, event: Event, leg: Leg) -> World:
        """The account's word on a sum; that it was another one is remembered here too."""
        if world.office.phase.entered:
            return self.heard(world, event, leg=leg)
        whole = {Event.HELD_OTHER: Event.HELD, Event.RETURNED_OTHER: Event.RETURNED}
        other = event in whole
        about = (whole.get(event, event), leg)
        doubt = world.doubt | {about} if other else world.doubt - {about}
        return replace(self.heard(world, event, leg=leg), doubt=doubt)

    def _moves(self, world: World) -> Iterator[Move]:
        yield from self._words(world)
        yield from self._money(world)
        yield from self._news(world)
        if world.office.phase.undecided and world.office.confirmed:
            yield "amended", replace(self.heard(world, Event.AMEND), words=frozenset())
        yield "time", self.heard(world, Event.EXPIRE)
        yield "case ended", self.heard(world, Event.CLOSE)
        yield from self._entry(world)
        yield from self._cancellation(world)

    def _words(self, world: World) -> Iterator[Move]:
        """Everybody may confirm, and step back, at any time and as often as they like.

        A bank may name another sum once; what it had confirmed before that is not heard again,
        since each word is heard once.
        """
        for side in self.plan.sides:
            yield "withdraw", self.heard(world, Event.WITHDRAW, side=side)
            if side not in BANKS:
                yield "confirm", self.heard(world, Event.CONFIRM, side=side)
                continue
            for word, event in (("1", Event.CONFIRM), ("2", Event.DIFFER), ("3", Event.CONFIRM)):
                if word == "3" and ("2", side) not in world.words:
                    continue
                if (word, side) not in world.words:
                    after = self.heard(world, event, side=side)
                    yield event, replace(after, words=world.words | {(word, side)})

    def _money(self, world: World) -> Iterator[Move]:
        """The account reads orders, and acts on any that it ever read; a crash makes it forget."""
        for leg in self.plan.deposits - world.came - world.back - world.part:
            yield "pays in", replace(world, came=world.came | {leg}, short=world.short - {leg})
            if leg in self.shorts:
                yield "pays in short", replace(world, short=world.short | {leg})
        standing = frozenset(
            (o.task, o.leg)
            for o in self._orders(world.office)
            if o.side is Side.ACCOUNT and o.leg is not None
        )
        yield "account reads", replace(world, read=world.read | standing)
        yield "account falls over", replace(world, read=frozenset())
        for task, leg in world.read:
            if (
                task is Task.PAY
                and leg not in world.out
                and self.cash(world) >= self.plan.legs[leg]
            ):
                yield "account pays", replace(world, out=world.out | {leg})
            if task is Task.RETURN and leg in (world.came | world.short) - world.back:
                after = replace(world, back=world.back | {leg}, part=world.part - {leg})
                yield "account gives back", after
                if leg in self.shorts - world.part:
                    yield "account gives back in part", replace(world, part=world.part | {leg})

    def _news(self, world: World) -> Iterator[Move]:
        """What the account did is told, in any order, as often as it likes."""
        for event, legs in (
            (Event.HELD, world.came),
            (Event.HELD_OTHER, world.short | (world.came & self.shorts)),
            (Event.RETURNED, world.back),
            (Event.RETURNED_OTHER, world.part),
            (Event.PAID, world.out),
        ):
            for leg in legs:
                yield f"account tells {event}", self.told(world, event, leg)
        if Leg.TO_OLD_BANK in world.out:
            yield "settled", self.heard(world, Event.SETTLED, side=Side.OLD_BANK)

    def _entry(self, world: World) -> Iterator[Move]:
        """The register enters, and the office's record with it, as one deed."""
        after = self.heard(world, Event.ENTER)
        if after.office.phase is not Phase.ENTERED or world.office.phase is Phase.ENTERED:
            return
        mode = self.plan.mode
        entered = Register(
            sold=True, old=mode in (Mode.SEGMENTED, Mode.CHANGED), new=mode is not Mode.CHANGED
        )
        if self.laws.torn:
            yield "register enters, the office does not know", replace(world, register=entered)
        yield "entry", replace(after, register=entered)

    def _cancellation(self, world: World) -> Iterator[Move]:
        """The old bank's mortgage ends once it has said that it is paid; its record with it."""
        if world.register.old and world.office.settled and self.plan.mode is Mode.SEGMENTED:
            ended = replace(world.register, old=False)
            yield "cancellation", replace(self.heard(world, Event.CANCELLED), register=ended)

    def cash(self, world: World) -> Decimal:
        """What lies in the account."""
        into = sum((self.plan.legs[leg] for leg in world.came - world.back), Decimal(0))
        return into - sum((self.plan.legs[leg] for leg in world.out), Decimal(0))

    def reaching(self, wanted: Callable[[World], bool], only: Callable[[str], bool]) -> set[World]:
        """All from which some wanted state can be reached by these moves."""
        before: dict[World, list[World]] = {}
        for world, moves in self.moves.items():
            for name, after in moves:
                if only(name):
                    before.setdefault(after, []).append(world)
        found = {world for world in self.moves if wanted(world)}
        waiting = list(found)
        while waiting:
            for world in before.get(waiting.pop(), ()):
                if world not in found:
                    found.add(world)
                    waiting.append(world)
        return found


def _forgetting(world: World) -> World:
    """The same world without who confirmed, once that is decided: nothing reads it any more
    (`test_once_decided_it_does_not_matter_who_had_confirmed`)."""
    if world.office.phase.undecided:
        return world
    office = replace(world.office, confirmed=frozenset())
    return replace(world, office=office, words=frozenset())


def wrongs(explored: Explored, world: World) -> Iterator[str]:
    """What must never be so, and is."""
    yield from _without_security(explored, world)
    yield from _disagreeing(explored, world)


def _without_security(explored: Explored, world: World) -> Iterator[str]:
    """Each has its right or its money, or the money lies for it and for nobody else."""
    sold, legs = world.register.sold, explored.plan.legs

    def lies_for(leg: Leg) -> bool:  # to be paid out: the register has decided
        return sold and leg not in world.out and explored.cash(world) >= legs[leg]

    def own(leg: Leg) -> bool:  # never left, is back, or lies there to come back
        return leg not in world.came - world.back or not sold

    mode = explored.plan.mode
    secured: Mapping[Side, bool] = {
        Side.SELLER: not sold or Leg.TO_SELLER in world.out or lies_for(Leg.TO_SELLER),
        Side.BUYER: sold or own(Leg.FROM_BUYER),
        Side.OLD_BANK: world.register.old
        or Leg.TO_OLD_BANK in world.out
        or lies_for(Leg.TO_OLD_BANK),
        Side.NEW_BANK: mode is Mode.CHANGED or world.register.new or own(Leg.FROM_NEW_BANK),
    }
    yield from (f"{side} is left without security" for side, is_so in secured.items() if not is_so)


def _disagreeing(explored: Explored, world: World) -> Iterator[str]:
    """Money, old mortgage, new mortgage, title and the office's record say the same."""
    register, mode = world.register, explored.plan.mode
    if register.sold and (world.back or world.part or world.came < explored.plan.deposits):
        yield "sold, and not all money was held"
    if register.sold and world.doubt:
        yield "sold, though the account had last named another sum"
    if world.out and not register.sold:
        yield "paid out, and not sold"
    if register.new is not (register.sold and mode is not Mode.CHANGED):
        yield "the new mortgage does not follow the title"
    if (mode is Mode.CHANGED or not register.sold) and not register.old:
        yield "the old mortgage is gone before its time"
    if register.sold and mode in (Mode.COMBINED, Mode.ASSIGNED) and register.old:
        yield "the old mortgage rests on the buyer's home"
    if mode is Mode.SEGMENTED and not register.old and Leg.TO_OLD_BANK not in world.out:
        yield "the old mortgage is gone, its debt is not paid"
    yield from _wrong_records(explored, world)


def _wrong_records(explored: Explored, world: World) -> Iterator[str]:
    """What the office has kept is so, in the register and in the account."""
    office, cash = world.office, explored.cash(world)
    if cash < 0 or world.back & world.out:
        yield "money that is not there was paid"
    if world.register.sold is not office.phase.entered:
        yield "the record says otherwise than the register"
    came = world.came if office.phase.undecided else world.came | world.short
    if not (office.held <= came & DEPOSITS and office.returned <= world.back):
        yield "the record knows of money that never came or went back"
    if not office.paid <= world.out & PAYOUTS:
        yield "the record knows of money that was never paid"
    if office.phase is Phase.DONE and (world.out < explored.plan.payouts or cash):
        yield "done, and money is still to be paid"
    if office.phase is Phase.ENDED:
        if not office.held | office.held_other <= world.back:
            yield "ended, and money that was told of is still there"
        if any(event is Event.RETURNED for event, _ in world.doubt):
            yield "ended, though the account had last given back another sum"
