"""What an act on a mortgage must satisfy to be entered: E03, E04, E17 to E19."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.register.acts import (
    Act,
    CancelMortgage,
    ChangeMortgage,
    CreateMortgage,
    ExchangeRanks,
    FixClaim,
    TransferMortgage,
    changes,
)
from dengbu.register.codes import MORTGAGE_NOTICES, MortgageMode
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import CIVIL_CODE_IN_FORCE, Ask, Found, Rule, rule
from dengbu.register.rules.people import holding, names, operating, same_person, secures_more
from dengbu.register.state import MortgageState, by_proof

NAMING = (CancelMortgage, TransferMortgage, ChangeMortgage, FixClaim, ExchangeRanks)
"""Acts that name a mortgage by its proof."""


@rule(
    "E03",
    CIVIL_CODE.of(400),
    on=(CreateMortgage, ChangeMortgage, TransferMortgage),
    holds="抵押金额和期限填写正确",
    remedy="请对照抵押合同改好",
    once=True,  # all units of a debt bear the same
)
def mortgage_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    why = ""
    if isinstance(act, CreateMortgage):
        why = _terms_fault(act.amount, act.debt_from, act.debt_to) or _people_fault(act.mortgagees)
        why = why or _sides_fault(ask.whole or act)
        if not why and act.transfer_restricted is None and ask.at >= CIVIL_CODE_IN_FORCE:
            why = "没有写明抵押期间是不是禁止或者限制转让"
    elif isinstance(act, TransferMortgage):
        why = _people_fault(act.mortgagees)
    elif isinstance(act, ChangeMortgage) and (old := named_mortgage(ask, act.proof_no)):
        amount = old.amount if act.amount is None else act.amount
        why = _terms_fault(amount, act.debt_from or old.debt_from, act.debt_to or old.debt_to)
        if not why and act.mortgagees is not None:
            why = _people_fault(act.mortgagees)
    return Found(words={"why": why}) if why else None


def _terms_fault(amount: Decimal, debt_from: date, debt_to: date) -> str:
    if not amount.is_finite() or amount <= 0:
        return "担保的债权数额要大于0"
    return "债务履行期限的结束日早于开始日" if debt_to < debt_from else ""


def _sides_fault(act: Act) -> str:
    """Nobody lends on what he gives himself, whichever of the units it is."""
    if not isinstance(act, CreateMortgage):
        return ""
    giving = {p.key for p in (*act.mortgagors, *(p for c in act.collateral for p in c.mortgagors))}
    both = tuple(p for p in act.mortgagees if p.key in giving)
    return f"{names(both)}不能既是抵押权人又是抵押人" if both else ""


def _people_fault(mortgagees: tuple[PartyRef, ...]) -> str:
    return "" if mortgagees else "没有填抵押权人"


def named_mortgage(ask: Ask, proof_no: str) -> MortgageState | None:
    """The mortgage on the unit whose proof bears this number."""
    return by_proof(ask.state.mortgages, proof_no)


def _proofs(ask: Ask) -> tuple[str, ...]:
    """The proofs that an act names."""
    act = ask.act
    if isinstance(act, ExchangeRanks):
        return act.proof_no, act.other_proof_no
    return (act.proof_no,) if isinstance(act, NAMING) else ()


@rule(
    "E04",
    CIVIL_CODE.of(393),
    on=NAMING,
    holds="登记证明、抵押权人和金额与登记簿一致",
    remedy="请核对登记证明号、抵押权人和债权数额",
)
def mortgage_is_named(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    faults = (_naming_fault(ask, proof_no) for proof_no in _proofs(ask))
    return tuple(Found(words={"why": why}) for why in faults if why)


def _naming_fault(ask: Ask, proof_no: str) -> str:
    act = ask.act
    mortgage = named_mortgage(ask, proof_no)
    if mortgage is None:
        return f"这个单元上没有登记证明 {proof_no} 的抵押，或者已经注销"
    asking, what = ask.facts.applicants, "办理"
    if isinstance(act, CancelMortgage):
        asking, what = frozenset(a.key for a in act.applicants), "注销"
    if not {m.key for m in mortgage.mortgagees} <= asking:
        return "抵押权人是" + "、".join(m.name for m in mortgage.mortgagees) + f"，要由它申请{what}"
    stated = act.amount if isinstance(act, CancelMortgage) else None
    if stated is not None and stated != mortgage.amount:
        return f"您填的债权数额是 {stated:,.2f} 元，登记簿上是 {mortgage.amount:,.2f} 元"
    return ""


@rule(
    "E17",
    CIVIL_CODE.of("421-423"),
    on=(FixClaim, TransferMortgage),
    holds="符合最高额抵押的规定",
    remedy="请对照最高额抵押合同和债权确定的证明材料",
)
def maximum_is_respected(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, FixClaim | TransferMortgage):
        return None
    old = named_mortgage(ask, act.proof_no)
    if old is None:
        return None
    maximum = old.mode is MortgageMode.MAXIMUM_AMOUNT
    why = ""
    if isinstance(act, TransferMortgage):
        if maximum and old.fixed_amount is None and not act.agreed_before_fixing:
            why = "最高额抵押的债权确定以前，部分债权转让的，抵押权不跟着转让，另有约定的除外"
    elif not maximum:
        why = "这是一般抵押，没有债权确定的事"
    elif old.fixed_amount is not None:
        why = f"债权已经确定为 {old.fixed_amount:,.2f} 元"
    elif not 0 <= act.amount <= old.amount:
        why = f"确定的债权要在 0 到最高债权额 {old.amount:,.2f} 元之间"
    return Found(words={"why": why}) if why else None


@rule(
    "E18",
    CIVIL_CODE.of(409),
    on=(ChangeMortgage, ExchangeRanks),
    holds="没有损害别的抵押权人，或者它们书面同意了",
    remedy="请{banks}出具书面同意，或者一起申请",
)
def other_mortgagees_agree(ask: Ask) -> Found | None:
    """这样改会影响{banks}的抵押权，还没有它的书面同意"""
    absent = {m.name: m for m in _harmed(ask) if m.key not in ask.facts.applicants}
    return Found(words={"banks": "、".join(absent)}) if absent else None


def _harmed(ask: Ask) -> Iterable[PartyRef]:
    """The mortgagees behind, when more is secured before them; of an exchange of ranks also whose
    mortgage is given notice of between the two (担保制度解释 52)."""
    act = ask.act
    if isinstance(act, ChangeMortgage):
        old = named_mortgage(ask, act.proof_no)
        if old is None or not secures_more(act, old):
            return ()
        return [p for m in ask.state.mortgages if m.rank > old.rank for p in m.mortgagees]
    if isinstance(act, ExchangeRanks):
        found = (named_mortgage(ask, proof_no) for proof_no in _proofs(ask))
        places = sorted(m.rank_key for m in found if m is not None)
        between = range(places[0] + 1, places[-1]) if places else range(0)
        banks = [p for m in ask.state.mortgages if m.rank_key in between for p in m.mortgagees]
        given = [p for n in ask.state.notices if n.rank_key in between for p in n.holders]
        return [*banks, *given]
    return ()


@rule(
    "E19",
    CIVIL_CODE.of(400),
    on=(ChangeMortgage, ExchangeRanks, CreateMortgage),
    holds="改的内容和登记簿接得上",
    remedy="请对照登记证明改好",
)
def change_fits(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    why = ""
    if isinstance(act, ExchangeRanks):
        why = "两个登记证明是同一个" if act.proof_no == act.other_proof_no else ""
    elif isinstance(act, CreateMortgage):
        why = _notice_fault(ask, act)
    elif isinstance(act, ChangeMortgage) and (old := named_mortgage(ask, act.proof_no)):
        why = _change_fault(ask, act, old)
    return Found(words={"why": why}) if why else None


def _notice_fault(ask: Ask, act: CreateMortgage) -> str:
    """A mortgage that takes the place of its notice is of the same people for the same bank."""
    if not act.from_notice:
        return ""
    notice = by_proof(ask.state.notices, act.from_notice)
    if notice is None or notice.kind not in MORTGAGE_NOTICES:
        return f"没有登记证明 {act.from_notice} 的抵押预告，或者已经注销"
    if {p.key for p in notice.holders} != {p.key for p in act.mortgagees}:
        return "抵押权人和抵押预告的权利人不是同一家"
    same = {p.key for p in notice.obligors} == {p.key for p in act.mortgagors}
    return "" if same else "抵押人和抵押预告的义务人不是同一人，不能用它的顺位"


def _same_people(old: tuple[PartyRef, ...], new: tuple[PartyRef, ...]) -> bool:
    return len(old) == len(new) and all(map(same_person, old, new))


def _change_fault(ask: Ask, act: ChangeMortgage, old: MortgageState) -> str:
    if act.mortgagees is not None and not _same_people(old.mortgagees, act.mortgagees):
        return "抵押权人换了，请办抵押权转移登记"
    owners = {p.key for p in (operating(ask) if old.of_operation else holding(ask))}
    if act.mortgagors is not None and {p.key for p in act.mortgagors} != owners:
        return "抵押人要和登记簿上的权利人一致"
    if act.amount is not None and old.fixed_amount is not None and act.amount != old.amount:
        return "债权已经确定，最高债权额不能再改"
    if act.construction_scope is not None and not old.construction_scope:
        return "这不是在建建筑物抵押，没有抵押范围可改"
    return "" if changes(act) else "没有写要改什么"


MORTGAGE_RULES: tuple[Rule, ...] = (
    mortgage_is_sound,
    mortgage_is_named,
    maximum_is_respected,
    other_mortgagees_agree,
    change_fits,
)
