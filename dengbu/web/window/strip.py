"""How a unit stands, in five cells: for window and office alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dengbu.casework.api import uses
from dengbu.kernel.chinese import SHANGHAI, show_date
from dengbu.kernel.money import show_yuan
from dengbu.kernel.numbers import show_case_no
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register
from dengbu.web.shared.parts import StateCell
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words, time_words

CO_OWNERSHIP = {
    register.CoOwnership.SOLE: "单独所有",
    register.CoOwnership.JOINT: "共同共有",
    register.CoOwnership.BY_SHARES: "按份共有",
    register.CoOwnership.OTHER: "其他共有",
}
_NAMES_SHOWN = 3
_MORTGAGES_NAMED = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCase:
    """A case that is open on the unit."""

    case_no: str
    title: str  # 存量房买卖
    accepted_at: datetime
    href: str = ""  # where it can be looked at, empty for nowhere


def names(people: Sequence[register.PartyRef]) -> str:
    """`周启明、何雅琴`, `周启明等 5 人`."""
    if len(people) > _NAMES_SHOWN:
        return f"{people[0].name}等 {len(people)} 人"
    return "、".join(person.name for person in people)


def cells(
    state: register.UnitState, *, now: datetime, cases: Sequence[OpenCase] | None = ()
) -> tuple[StateCell, ...]:
    """Holder, mortgage, seizure, notice and objection, and open case (left out for None)."""
    checked = f"{time_words(now)} 查登记簿"
    five = (
        _holder(state),
        _mortgage(state, checked),
        _seizure(state, checked),
        _notice(state, checked),
    )
    return five if cases is None else (*five, _case(cases, now, checked))


def _holder(state: register.UnitState) -> StateCell:
    ownership = state.ownership
    if ownership is None:
        said = "还没有登记" if state.page_id is None else "现在没有权利人"
        became = "、".join(UnitCode(code).display() for code in state.succeeded_by[:3])
        return StateCell(
            label="权利人",
            icon="users",
            value="已经分割、合并" if became else said,
            fact=f"成为 {became}" if became else "要先办首次登记",
            signal=Signal.WARN,
        )
    how = CO_OWNERSHIP[ownership.co_ownership]
    return StateCell(
        label="权利人",
        icon="users",
        value=names([holder.party for holder in ownership.holders]),
        fact=f"{how}，{show_date(ownership.recorded_from.astimezone(SHANGHAI).date())}登簿",
    )


def _mortgage(state: register.UnitState, checked: str) -> StateCell:
    if not state.mortgages:
        return StateCell(label="抵押", icon="bank", value="没有", fact=checked, signal=Signal.OK)
    each = [
        f"{names(m.mortgagees)} {show_yuan(m.amount)}，第 {m.rank} 顺位" for m in state.mortgages
    ]
    more = f"；等 {len(each)} 笔" if len(each) > _MORTGAGES_NAMED else ""
    bound = any(m.transfer_restricted for m in state.mortgages)
    return StateCell(
        label="抵押",
        icon="bank",
        value=f"{len(state.mortgages)} 笔{'，限制转让' if bound else ''}",
        fact=f"{'；'.join(each[:_MORTGAGES_NAMED])}{more}",
        signal=Signal.WARN,
    )


def _seizure(state: register.UnitState, checked: str) -> StateCell:
    in_force = [s for s in state.seizures if s.in_force]
    waiting = len(state.seizures) - len(in_force)
    if in_force:
        order = in_force[0]
        until = f"到 {show_date(_last_day(order.ends_at))}" if order.ends_at else ""
        queue = f"，轮候 {waiting} 家" if waiting else ""
        return StateCell(
            label="查封",
            icon="gavel",
            value="查封中",
            fact=f"{order.organ}{until}{queue}",
            signal=Signal.STOP,
        )
    if state.stops:
        stop = state.stops[0]
        return StateCell(
            label="查封",
            icon="gavel",
            value="政府限制中",
            fact=f"{stop.organ}，{stop.reason}",
            signal=Signal.STOP,
        )
    return StateCell(label="查封", icon="gavel", value="没有", fact=checked, signal=Signal.OK)


def _last_day(ends_at: datetime) -> date:
    """The last day of a term that ends with a midnight."""
    return (ends_at - timedelta(seconds=1)).astimezone(SHANGHAI).date()


def _notice(state: register.UnitState, checked: str) -> StateCell:
    said = []
    facts = []
    if state.notices:
        said.append(f"预告 {len(state.notices)} 笔")
        facts.append(names(state.notices[0].holders))
    if state.objections:
        said.append(f"异议 {len(state.objections)} 件")
        facts.append(state.objections[0].objector.name)
    used = _used(state)
    kinds = "、".join(("预告、异议", *used))
    said += [f"{kind} {len(each)} 项" for kind, each in used.items()]
    facts += [told for each in used.values() for told in each]
    return StateCell(
        label=kinds,
        icon="bell",
        value="，".join(said) or "没有",
        fact="，".join(facts) or f"居住权、地役权也没有，{checked}",
        signal=Signal.WARN if said else Signal.OK,
    )


def _used(state: register.UnitState) -> dict[str, list[str]]:
    """Habitation and easement by kind, each with whose it is and until when."""
    living = [f"{names(h.holders)}{uses.until(h)}" for h in uses.habitations(state)]
    serving = [f"{e.content}，{uses.until(e)}" for e in uses.easements(state)]
    serving += [f"别的房子为它：{e.content}，{uses.until(e)}" for e in uses.benefits(state)]
    found = ((uses.HABITATION, living), (uses.EASEMENT, serving))
    return {kind: each for kind, each in found if each}


def _case(cases: Sequence[OpenCase], now: datetime, checked: str) -> StateCell:
    if not cases:
        return StateCell(label="在办", icon="clock", value="没有", fact=checked, signal=Signal.OK)
    first = cases[0]
    return StateCell(
        label="在办",
        icon="clock",
        value=f"{len(cases)} 件，{first.title}",
        fact=f"{show_case_no(first.case_no)}，{near_words(first.accepted_at, now)} 受理",
        signal=Signal.ACCENT,
        href=first.href,
    )
