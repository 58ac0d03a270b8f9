"""E01 to E08: what an act itself must satisfy to be entered, whatever the unit's history.

The codes are the project's own; the clauses are those that the checks of the office rest on.
"""

from fractions import Fraction

from dengbu.kernel.clause import CIVIL_CODE, CPL_INTERPRETATION, REGULATION
from dengbu.register.acts import (
    CancelMortgage,
    CreateMortgage,
    EnterNotice,
    EnterObjection,
    FirstRegistration,
    ReleaseSeizure,
    RestrictByGovernment,
    Seize,
    Transfer,
)
from dengbu.register.codes import CoOwnership, SeizureKind
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import CIVIL_CODE_IN_FORCE, Ask, Found, Rule, rule
from dengbu.register.rules.lengths import too_long
from dengbu.register.state import MortgageState

ALL = (
    FirstRegistration,
    Transfer,
    CreateMortgage,
    CancelMortgage,
    Seize,
    ReleaseSeizure,
    EnterNotice,
    EnterObjection,
    RestrictByGovernment,
)
THREE_YEARS_DAYS = 1096  # with one leap day


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
    on=(FirstRegistration, Transfer),
    holds="权利人和份额填写正确",
    remedy="请改好权利人和份额：按份共有的份额加起来正好等于1",
)
def holders_are_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, FirstRegistration | Transfer):
        return None
    holders = act.holders
    shares = [h.share for h in holders]
    why = ""
    if not holders:
        why = "没有填权利人"
    elif len({h.party.key for h in holders}) != len(holders):
        why = "同一个人填了两次"
    elif act.co_ownership is CoOwnership.BY_SHARES:
        if any(s is None or s <= 0 for s in shares):
            why = "按份共有要写明每个人的份额"
        elif (total := sum((s for s in shares if s), Fraction(0))) != 1:
            why = f"份额加起来是{total}，不等于1"
    elif any(s is not None for s in shares):
        why = "只有按份共有才写份额"
    elif (act.co_ownership is CoOwnership.SOLE) != (len(holders) == 1):
        why = "单独所有是一个人，共同共有至少两个人"
    return Found(words={"why": why}) if why else None


@rule(
    "E03",
    CIVIL_CODE.of(400),
    on=(CreateMortgage,),
    holds="抵押金额和期限填写正确",
    remedy="请对照抵押合同改好",
)
def mortgage_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, CreateMortgage):
        return None
    why = ""
    if act.amount <= 0:
        why = "担保的债权数额要大于0"
    elif act.debt_to < act.debt_from:
        why = "债务履行期限的结束日早于开始日"
    elif not act.mortgagees:
        why = "没有填抵押权人"
    elif act.transfer_restricted is None and ask.at >= CIVIL_CODE_IN_FORCE:
        why = "没有写明抵押期间是不是禁止或者限制转让"
    return Found(words={"why": why}) if why else None


def named_mortgage(ask: Ask, proof_no: str) -> MortgageState | None:
    """The mortgage on the unit whose proof bears this number."""
    return next((m for m in ask.state.mortgages if m.proof_no == proof_no), None)


@rule(
    "E04",
    CIVIL_CODE.of(393),
    on=(CancelMortgage,),
    holds="登记证明、抵押权人和金额与登记簿一致",
    remedy="请核对登记证明号、抵押权人和债权数额",
)
def cancellation_matches(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, CancelMortgage):
        return None
    mortgage = named_mortgage(ask, act.proof_no)
    why = ""
    if mortgage is None:
        why = f"这个单元上没有登记证明 {act.proof_no} 的抵押，或者已经注销"
    elif not {m.key for m in mortgage.mortgagees} <= {a.key for a in act.applicants}:
        why = "抵押权人是" + "、".join(m.name for m in mortgage.mortgagees) + "，要由它申请注销"
    elif act.amount is not None and act.amount != mortgage.amount:
        why = f"您填的债权数额是 {act.amount:,.2f} 元，登记簿上是 {mortgage.amount:,.2f} 元"
    return Found(words={"why": why}) if why else None


@rule(
    "E05",
    CPL_INTERPRETATION.of(485),
    on=(Seize, ReleaseSeizure),
    holds="查封、解封文书填写正确",
    remedy="请对照协助执行通知书改好",
)
def seizure_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    why = ""
    if isinstance(act, Seize):
        if not 0 < act.term_days <= THREE_YEARS_DAYS:
            why = "查封期限不超过三年"
        elif act.delivered_at > ask.at:
            why = "送达时间在现在以后"
        elif pre_seizure := _pre_seizure_fault(ask, act):
            why = pre_seizure
        elif any(
            s.document_no == act.document_no and s.organ == act.organ for s in ask.state.seizures
        ):
            why = f"{act.organ}的{act.document_no}已经登记过"
    elif isinstance(act, ReleaseSeizure) and not any(
        s.document_no == act.seizure_document_no and s.organ == act.organ
        for s in ask.state.seizures
    ):
        why = f"没有{act.organ}文号为{act.seizure_document_no}的查封，或者已经失效"
    return Found(words={"why": why}) if why else None


def _pre_seizure_fault(ask: Ask, act: Seize) -> str:
    """预查封 takes hold of what the debtor is yet to get: a home that is not his so far."""
    if act.kind is not SeizureKind.PRE_SEIZURE:
        return ""
    if act.debtor is None:
        return "预查封要写明被执行人"
    if _holds(ask, act.debtor):
        return "这个单元已经登记在被执行人名下，应当办查封，不是预查封"
    return ""


def _holds(ask: Ask, person: PartyRef) -> bool:
    """Whether the person is a registered owner of the unit."""
    ownership = ask.state.ownership
    return ownership is not None and any(h.party.key == person.key for h in ownership.holders)


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
)
def texts_fit(ask: Ask) -> tuple[Found, ...]:
    """{column}最多{most}个字，现在有{given}个字"""
    return tuple(
        Found(words={"column": column, "most": str(most), "given": str(given)})
        for column, most, given in too_long(ask.act)
    )


ENTRY_RULES: tuple[Rule, ...] = (
    unit_of_office,
    holders_are_sound,
    mortgage_is_sound,
    cancellation_matches,
    seizure_is_sound,
    not_yet_registered,
    sides_differ,
    texts_fit,
)
