"""What every act must satisfy to be entered, and the holders of a right: E01, E02, E06 to E08, E12.

The codes are the project's own; the clauses are those that the checks of the office rest on.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import get_args

from dengbu.kernel.clause import CIVIL_CODE, REGULATION
from dengbu.register.acts import (
    Act,
    CancelOwnership,
    ChangeOwnership,
    CorrectOwnership,
    CreateEasement,
    CreateOperation,
    FirstRegistration,
    Transfer,
)
from dengbu.register.codes import CoOwnership
from dengbu.register.parties import HolderShare
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.lengths import too_long

ALL: tuple[type, ...] = get_args(Act)


@rule(
    "E01",
    REGULATION.of(7),
    on=ALL,
    holds="单元在本登记机构辖区",
    remedy="请核对不动产单元代码；外地的房子可以走跨区通办",
)
def unit_of_office(ask: Ask) -> Found | None:
    """本登记机构没有这个不动产单元"""
    return None if ask.known else Found()


@rule(
    "E02",
    CIVIL_CODE.of(298),
    on=(FirstRegistration, Transfer, ChangeOwnership, CorrectOwnership),
    holds="权利人和份额填写正确",
    remedy="请改好权利人和份额：按份共有的份额加起来正好等于1",
)
def holders_are_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    why = ""
    if isinstance(act, FirstRegistration | Transfer | CorrectOwnership):
        why = _holders_fault(act.holders, act.co_ownership)
    elif isinstance(act, ChangeOwnership) and ask.state.ownership is not None:
        base = ask.state.ownership
        why = _holders_fault(
            act.holders if act.holders is not None else base.holders,
            act.co_ownership or base.co_ownership,
        )
    return Found(words={"why": why}) if why else None


def _holders_fault(holders: Sequence[HolderShare], co_ownership: CoOwnership) -> str:
    shares = [h.share for h in holders]
    if not holders:
        return "没有填权利人"
    if len({h.party.key for h in holders}) != len(holders):
        return "同一个人填了两次"
    if co_ownership is CoOwnership.BY_SHARES:
        if any(s is None or s <= 0 for s in shares):
            return "按份共有要写明每个人的份额"
        total = sum((s for s in shares if s), Fraction(0))
        return "" if total == 1 else f"份额加起来是{total}，不等于1"
    if any(s is not None for s in shares):
        return "只有按份共有才写份额"
    if (co_ownership is CoOwnership.SOLE) != (len(holders) == 1):
        return "单独所有是一个人，共同共有至少两个人"
    return ""


@rule(
    "E06",
    REGULATION.of(21),
    on=(FirstRegistration,),
    holds="还没有登记过",
    remedy="已经登记的房子，请办转移或者变更登记",
)
def not_yet_registered(ask: Ask) -> Found | None:
    """这个单元已经首次登记过了，不能重复登记"""
    return Found() if ask.state.ownership is not None else None


@rule(
    "E07",
    REGULATION.of(22),
    on=(Transfer,),
    holds="转让方和受让方不是同一批人",
    remedy="只改份额或者共有方式的，请办变更登记",
)
def sides_differ(ask: Ask) -> Found | None:
    """转让方和受让方是同一批人，不用办转移登记"""
    act = ask.act
    if not isinstance(act, Transfer):
        return None
    giving = {p.key for p in act.transferors}
    return Found() if giving == {h.party.key for h in act.holders} else None


@rule(
    "E08",
    REGULATION.of(8),
    on=ALL,
    holds="每一栏都写得下",
    remedy="请把这一栏改短，再提交",
    once=True,
)
def texts_fit(ask: Ask) -> tuple[Found, ...]:
    """{column}最多{most}个字，现在有{given}个字"""
    return tuple(
        Found(words={"column": column, "most": str(most), "given": str(given)})
        for column, most, given in too_long(ask.whole or ask.act)
    )


@rule(
    "E12",
    CIVIL_CODE.of("229-231"),
    on=(FirstRegistration, Transfer, CancelOwnership, CreateEasement, CreateOperation),
    holds="生效时间说得通",
    remedy="请对照判决书、征收决定或者死亡证明改好",
)
def effect_is_in_time(ask: Ask) -> Found | None:
    """{why}"""
    effective: datetime | None = getattr(ask.act, "effective_at", None)
    if effective is None:
        return None
    if effective > ask.at:
        return Found(words={"why": "权利生效的时间在现在以后"})
    base, last = ask.state.ownership, ask.state.last_ended
    since = last if isinstance(ask.act, FirstRegistration) else None  # others need a title (P01)
    before = base.effective_from if base is not None else since
    if before is not None and effective < before:
        return Found(words={"why": "权利生效的时间早于登记簿上前一个权利的生效时间"})
    return None


ENTRY_RULES: tuple[Rule, ...] = (
    unit_of_office,
    holders_are_sound,
    not_yet_registered,
    sides_differ,
    texts_fit,
    effect_is_in_time,
)
