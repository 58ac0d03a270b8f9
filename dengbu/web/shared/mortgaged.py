"""带押过户 on a page: where each side stands and what it waits for, in the reader's own words."""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.casework.api import mortgaged
from dengbu.kernel.money import show_yuan
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words

Phase, Task = mortgaged.Phase, mortgaged.Task
ONLY_WHERE_ONE_STAYS = "C07"
access_log = logging.getLogger("dengbu.access")
_PHASES = {
    Phase.OPEN: Signal.WARN,
    Phase.READY: Signal.OK,
    Phase.ENTERED: Signal.OK,
    Phase.DONE: Signal.OK,
    Phase.ENDING: Signal.STOP,
    Phase.ENDED: Signal.QUIET,
}
_DEEDS = {
    Task.ENTER: "登记机构审核、登簿",
    Task.SETTLE: "卖方的银行说收到了钱，来注销旧抵押",
    Task.CANCEL: "登记机构注销旧抵押",
}
_HELP = {
    Phase.OPEN: "谁都还可以退出，退出就中止，钱原路退回。登簿以前，卖方的产权和旧抵押都不动。",
    Phase.READY: "登簿和付款的条件都齐了。登簿以前退出，钱原路退回。",
    Phase.ENTERED: "登记已经变了，不能再退出。钱由监管账户按约定付。",
    Phase.DONE: "产权、抵押和钱都到位了。",
    Phase.ENDING: "登记没有变，监管账户把钱原路退回。",
    Phase.ENDED: "登记没有变，监管账户里没有这次的钱了。",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One side, or one sum, with how it stands."""

    label: str
    name: str
    amount: Decimal
    said: str
    signal: Signal
    mine: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """Everything that the page shows."""

    view: mortgaged.TransferView
    signal: Signal
    help: str
    mine: tuple[str, ...]  # what the reader has to do now
    others: tuple[str, ...]  # what the reader waits for
    sides: tuple[Line, ...]
    sums: tuple[Line, ...]
    tally: str  # how many have confirmed, and how much is there
    terms: tuple[tuple[str, str], ...]  # all that is agreed on
    until: str  # until when it ends by itself; "" once it is decided
    due: str  # until when the account moves money; "" where it has none to move


def board(view: mortgaged.TransferView, reader: str, *, now: datetime) -> Board:
    """A transfer for its reader, by identity number or credit code; "": the office, no side of it.

    Of several sellers or buyers each confirms alone: only the money is theirs together.
    """
    sides = view.sides_of(reader)
    own = [order for order in view.orders if order.side in sides or (not sides and not order.side)]
    rest = [order for order in view.orders if order not in own]
    others = [p for p in view.parties if p.side in sides and p.id_no != reader]
    return Board(
        view=view,
        signal=_PHASES[view.phase],
        help=_HELP[view.phase],
        mine=tuple(dict.fromkeys(_order_words(view, own, without=others))),
        others=tuple(dict.fromkeys((*_confirming(view, own, others), *_order_words(view, rest)))),
        sides=tuple(_side(view, p, reader, now=now) for p in view.parties),
        sums=tuple(_sum(view, s, sides, now=now) for s in view.sums),
        tally=_tally(view),
        terms=mortgaged.terms(view.content, people=True),
        until=near_words(view.expires_at, now) if view.phase.undecided else "",
        due=near_words(view.due_at, now) if view.due_at else "",
    )


def _tally(view: mortgaged.TransferView) -> str:
    confirmed = sum(p.confirmed_at is not None for p in view.parties)
    sums = [s for s in view.sums if s.comes_in]
    there = sum(s.held_at is not None for s in sums)
    words = f"{len(view.parties)} 家里 {confirmed} 家确认了"
    return f"{words}，{len(sums)} 笔钱到了 {there} 笔"


def reading(view: mortgaged.TransferView, actor: Actor) -> None:
    """Who looked at whose sale."""
    access_log.info("transfer read: account=%s transfer=%s", actor.id, view.number)


def fits(case: casework.CaseView, actor: Actor, *, now: datetime) -> bool:
    """Whether a case may have a transfer: of such a service, with a mortgage on the home.

    A sale with a loan has one on it only where that stays; its bank comes to the case only where
    its consent is wanted.
    """
    if case.service != ONLY_WHERE_ONE_STAYS:
        return case.service in mortgaged.MODES
    if casework.Role.PRIOR_MORTGAGEE in {p.role for p in case.parties}:
        return True
    begun = mortgaged.latest_of(case.case_no, actor=actor)
    return bool(begun) or bool(mortgaged.proposed(case.case_no, actor=actor, now=now))


def of_case(case: casework.CaseView, actor: Actor, *, now: datetime) -> Board | None:
    """The last transfer of a case for whoever sees the case; None where there is none."""
    if case.service not in mortgaged.MODES:
        return None
    found = mortgaged.latest_of(case.case_no, actor=actor)
    return board(found, actor.id_no or "", now=now) if found else None


def _confirming(
    view: mortgaged.TransferView,
    found: Iterable[mortgaged.Order],
    people: Collection[mortgaged.Participant],
) -> Iterator[str]:
    """Who of these people has still to confirm, where that is asked."""
    asked = {order.side for order in found if order.task is Task.CONFIRM}
    silent = [p for p in view.parties if p in people and p.side in asked and not p.confirmed_at]
    yield from (f"{p.name}确认 {show_yuan(p.amount)}" for p in silent)


def _order_words(
    view: mortgaged.TransferView,
    found: list[mortgaged.Order],
    *,
    without: Collection[mortgaged.Participant] = (),
) -> Iterator[str]:
    """What is to be done; confirming not by those whom somebody else's list names."""
    asked = [p for p in view.parties if p not in without]
    sums = {s.leg: s for s in view.sums}
    for order in found:
        money = sums.get(order.leg) if order.leg is not None else None
        if money is not None:
            yield from _money_words(view, order, money)
        elif order.task is Task.CONFIRM:
            yield from _confirming(view, [order], asked)
        else:
            yield _DEEDS[order.task]


def _money_words(
    view: mortgaged.TransferView, order: mortgaged.Order, money: mortgaged.SumView
) -> Iterator[str]:
    name, agreed, there = money.leg.label, show_yuan(money.amount), show_yuan(money.there)
    match order.task:
        case Task.DEPOSIT:
            yield f"{name} {agreed} 打进监管账户"
        case Task.AGREE:
            told = f"约定 {agreed}，账户说有 {there}"
            yield f"{name}要对上：{told}；补齐或者退掉多的，由监管账户再报"
        case Task.PAY:
            yield f"监管账户付{name} {agreed}"
        case Task.RETURN if _is_there(money):
            yield f"监管账户把{name} {there} 退给{_names_of(view, money.leg.side)}"


def _is_there(money: mortgaged.SumView) -> bool:
    there = money.held_at is not None or money.other_held is not None
    return there and money.returned_at is None


def _names_of(view: mortgaged.TransferView, side: mortgaged.Side) -> str:
    return "、".join(p.name for p in view.parties if p.side is side)


def _side(
    view: mortgaged.TransferView,
    party: mortgaged.Participant,
    reader: str,
    *,
    now: datetime,
) -> Line:
    if party.confirmed_at:
        said, signal = f"{near_words(party.confirmed_at, now)} {party.way}", Signal.OK
    elif view.phase.undecided:
        said, signal = "还没有确认", Signal.WARN
    else:
        said, signal = "没有确认", Signal.QUIET
    return Line(
        label=party.side.label,
        name=party.name,
        amount=party.amount,
        said=said,
        signal=signal,
        mine=bool(reader) and party.id_no == reader,
    )


def _sum(
    view: mortgaged.TransferView,
    one: mortgaged.SumView,
    sides: frozenset[mortgaged.Side],
    *,
    now: datetime,
) -> Line:
    if one.returned_at:
        said, signal = f"{near_words(one.returned_at, now)} 退回了", Signal.QUIET
    elif one.paid_at:
        said, signal = f"{near_words(one.paid_at, now)} 付出去了", Signal.OK
    elif one.other_returned is not None:
        said, signal = f"说退了 {show_yuan(one.other_returned)}，和应退的对不上", Signal.STOP
    elif one.other_held is not None and view.phase.undecided:
        said, signal = f"账户说是 {show_yuan(one.other_held)}，和约定的对不上", Signal.STOP
    elif _is_there(one):
        back = view.ended_at is not None
        said = "正在退回" if back else f"{near_words(one.held_at or now, now)} 到了监管账户"
        signal = Signal.WARN if back else Signal.OK
    elif view.ended_at is not None:
        said, signal = "没有到账，不用付了", Signal.QUIET
    elif one.comes_in:
        said, signal = "还没有到账", Signal.WARN
    else:
        said = "等监管账户付" if view.entered_at else "登簿以后付"
        signal = Signal.WARN if view.entered_at else Signal.QUIET
    return Line(
        label=one.leg.label,
        name="",
        amount=one.amount,
        said=said,
        signal=signal,
        mine=one.leg.side in sides,
    )
