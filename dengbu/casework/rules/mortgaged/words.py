"""What became of a side's word, in plain Chinese, for whoever said it and for the journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dengbu.casework.rules.mortgaged.moves import Act, Event, Happening, Phase, Standing
from dengbu.casework.rules.mortgaged.plan import Leg, Plan
from dengbu.kernel.money import show_yuan

ANEW = "约定变了的，请到窗口中止这一次，按新的金额重新发起"
AGAIN = "这一步已经记过了，不用再说"
_ENDED = "这一次已经中止了"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A happening with what it is told by."""

    happening: Happening
    who: str  # name of who said it
    amount: Decimal | None = None  # yuan, as said
    agreed: Decimal | None = None  # yuan, as agreed
    reason: str = ""


def told(plan: Plan, before: Standing, act: Act | None, after: Standing, said: Said) -> str:
    """One sentence: what was said and what follows from it."""
    if act is None:
        return _impossible(plan, before, said)
    if act is Act.STILL:
        return _nothing_new(before, said)
    if said.happening.event in _OTHERWISE:
        return _OTHERWISE[said.happening.event](before, said)
    return _moved(before, after, said)


def _moved(before: Standing, after: Standing, said: Said) -> str:
    match said.happening.event:
        case Event.CONFIRM:
            words = f"{said.who}确认了{_sum(said.amount)}"
        case Event.WITHDRAW:
            return _withdrawn(said, after)
        case Event.SETTLED:
            return f"{said.who}收到了{_sum(said.amount)}，可以注销旧抵押"
        case _:
            words = _money(said, before)
    if after.phase is Phase.READY and before.phase is Phase.OPEN:
        words += "；各方都确认了，钱到齐了，可以登簿"
    if after.phase is Phase.DONE:
        words += "；都办好了"
    return words


def _sum(amount: Decimal | None) -> str:
    return f"（{show_yuan(amount)}）" if amount is not None else ""


def _leg(said: Said) -> str:
    leg = said.happening.leg
    return (leg.label if leg is not None else "") + _sum(said.amount)


def _differs(_: Standing, said: Said) -> str:
    other, agreed = _both(said)
    if other == agreed:
        return (
            f"{said.who}确认的不是现在约定的这一份，不算确认，原来确认过的也不算了；"
            f"请看过现在的内容再确认，{ANEW}"
        )
    return (
        f"{said.who}说的是{other}，和约定的{agreed}不一样，不算确认，"
        f"原来确认过的也不算了；说错的请按{agreed}再确认，{ANEW}"
    )


def _withdrawn(said: Said, after: Standing) -> str:
    why = f"（{said.reason}）" if said.reason else ""
    money = "，已到监管账户的钱原路退回" if after.held - after.returned else ""
    return f"{said.who}退出了{why}，带押过户的网上确认中止{money}"


def _held_otherwise(before: Standing, said: Said) -> str:
    leg, other, agreed = said.happening.leg, *_both(said)
    name = leg.label if leg is not None else ""
    if not before.phase.undecided:
        return f"监管账户里的{name}是{other}，约定的是{agreed}，按{other}原路退回"
    doubt = "，先前到齐的不算了" if before.phase is Phase.READY else ""
    return (
        f"{name}约定{agreed}，监管账户说的是{other}，不算数{doubt}；对上以前不能登簿，"
        "请监管机构和付款人核对，补齐或者退掉多的，再报一次"
    )


def _returned_otherwise(before: Standing, said: Said) -> str:
    leg, other, agreed = said.happening.leg, *_both(said)
    name = leg.label if leg is not None else ""
    early = "没有等登记机构的话，带押过户的网上确认中止；" if before.phase.undecided else ""
    return (
        f"{name}应退{agreed}，监管账户说退了{other}，{early}"
        "退款还不算完，请监管机构和付款人核对，退够以后再报一次"
    )


def _both(said: Said) -> tuple[str, str]:
    return show_yuan(said.amount or Decimal(0)), show_yuan(said.agreed or Decimal(0))


def _money(said: Said, before: Standing) -> str:
    match said.happening.event:
        case Event.HELD:
            late = "" if before.phase.undecided else f"，{_ENDED}，原路退回"
            return f"{_leg(said)}到了监管账户{late}"
        case Event.PAID:
            return f"监管账户付出了{_leg(said)}"
        case _:
            early = "，没有等登记机构的话，带押过户的网上确认中止" if before.phase.undecided else ""
            return f"监管账户退回了{_leg(said)}{early}"


def _nothing_new(before: Standing, said: Said) -> str:
    if before.phase.entered:
        return "已经登簿，这一步早就办过了"
    if before.phase.undecided:
        return AGAIN
    return f"{_ENDED}，钱按退款办"


def _impossible(plan: Plan, before: Standing, said: Said) -> str:
    """A finding: what was said cannot be, and moved nothing."""
    leg, side = said.happening.leg, said.happening.side
    if leg is not None and leg not in plan.legs:
        return f"这一次没有“{leg.label}”这笔钱，请核对"
    if side is not None and side not in plan.sides:
        return f"这一次没有“{side.label}”这一方，请核对"
    match said.happening.event:
        case Event.WITHDRAW:
            return "已经登簿，不能退出了；钱由监管账户按约定付，有争议的请和对方协商或者起诉"
        case Event.DIFFER:
            return f"已经登簿，金额不能再改，按约定的{show_yuan(said.agreed or Decimal(0))}付"
        case Event.SETTLED:
            return "还没有登簿，卖方的银行不会在这时候收到钱，请核对"
        case Event.PAID:
            return f"没有到付款的时候，监管账户就说付了{_leg(said)}，请马上核对"
        case Event.HELD_OTHER:
            return f"已经登簿，监管账户却说只有{_leg(said)}，和约定的不一样，请马上核对"
        case Event.RETURNED | Event.RETURNED_OTHER:
            return f"已经登簿，监管账户却说退回了{_leg(said)}，请马上核对"
        case _:
            return "这时候不会有这一步，请核对"


_OTHERWISE: Mapping[Event, Callable[[Standing, Said], str]] = {
    Event.DIFFER: _differs,
    Event.HELD_OTHER: _held_otherwise,
    Event.RETURNED_OTHER: _returned_otherwise,
}


def wrong_sum(leg: Leg, amount: Decimal, agreed: Decimal) -> str:
    """A sum of money that is not the agreed one: it counts for nothing until it is."""
    return (
        f"{leg.label}约定{show_yuan(agreed)}，监管账户说的是{show_yuan(amount)}，不算数，"
        "请监管机构和付款人核对，补齐以后再报"
    )
