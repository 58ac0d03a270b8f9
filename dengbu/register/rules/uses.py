"""Habitation and easement: E20 to E23 of their acts, P09 and P10 of acts on such a unit."""

from collections.abc import Iterable

from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.identity import IdType
from dengbu.register.acts import (
    CancelEasement,
    CancelHabitation,
    CreateEasement,
    CreateHabitation,
    CreateMortgage,
    Transfer,
)
from dengbu.register.codes import Effect, HabitationEnd, HabitationSource, PartyType
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import names
from dengbu.register.state import HabitationState, UnitState, by_proof


@rule(
    "E20",
    CIVIL_CODE.of("366-368"),
    on=(CreateHabitation,),
    holds="居住权的人、内容和期限填写正确",
    remedy="请对照居住权合同或者遗嘱改好",
)
def habitation_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, CreateHabitation):
        return None
    why = ""
    if not act.holders:
        why = "没有填居住权人"
    elif any(not _is_person(p) for p in act.holders):
        why = "居住权只能给自然人"
    elif both := _on_both_sides(act):
        why = f"{names(both)}不能既设立居住权又取得居住权：居住权设在别人的住宅上"
    elif not act.scope.strip():
        why = "没有写居住的条件和要求"
    elif act.source is not HabitationSource.CONTRACT and not act.document_no.strip():
        why = "没有写遗嘱或者判决书的编号"
    elif act.term_to is not None and act.term_to < ask.at.astimezone(SHANGHAI).date():
        why = "居住权的期限已经过了"
    return Found(words={"why": why}) if why else None


def _on_both_sides(act: CreateHabitation) -> tuple[PartyRef, ...]:
    """A right in the dwelling of another (366); a will may give it to one of several heirs."""
    giving = {p.key for p in act.grantors}
    both = tuple(p for p in act.holders if p.key in giving)
    by_contract = act.source is HabitationSource.CONTRACT
    return both if by_contract or len(both) == len(giving) else ()


def _is_person(party: PartyRef) -> bool:
    return party.party_type is PartyType.PERSON and party.id_type != IdType.CREDIT_CODE


@rule(
    "E21",
    CIVIL_CODE.of(370),
    on=(CancelHabitation,),
    holds="居住权证明和消灭的原因与登记簿一致",
    remedy="请核对登记证明号；放弃的由居住权人申请，死亡的请写死亡证明的编号",
)
def habitation_has_ended(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, CancelHabitation):
        return None
    held = by_proof(ask.state.habitations, act.proof_no)
    why = ""
    if held is None:
        why = f"没有登记证明 {act.proof_no} 的居住权，或者已经注销"
    elif act.ground is HabitationEnd.EXPIRED and not held.lapsed:
        until = "居住权人去世" if held.term_to is None else day_words(held.term_to)
        why = f"居住权到{until}才满"
    elif act.ground is HabitationEnd.DEATH:
        why = _death_fault(ask, act, held)
    elif act.ground is HabitationEnd.WAIVED and not _all_sign(ask, held.holders):
        why = f"放弃居住权要由{names(held.holders)}申请"
    return Found(words={"why": why}) if why else None


def _death_fault(ask: Ask, act: CancelHabitation, held: HabitationState) -> str:
    if not act.document_no.strip():
        return "没有写死亡证明的编号"
    if len(held.holders) > 1:
        return "居住权人不止一位，一位去世，居住权还在"
    owners = _owners(ask.state)
    return "" if owners & ask.facts.applicants else "要由房屋的权利人申请"


def _all_sign(ask: Ask, people: Iterable[PartyRef]) -> bool:
    return all(p.key in ask.facts.applicants for p in people)


@rule(
    "E22",
    CIVIL_CODE.of("372-377"),
    on=(CreateEasement,),
    holds="供役地、需役地和期限填写正确",
    remedy="请对照地役权合同改好",
)
def easement_is_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    if not isinstance(act, CreateEasement):
        return ()
    return tuple(Found(words={"why": why}) for why in _easement_faults(ask, act))


def _easement_faults(ask: Ask, act: CreateEasement) -> Iterable[str]:
    if act.unit_code == act.dominant_code:
        yield "供役地和需役地是同一个单元"
    elif ask.other is None or ask.other.ownership is None:
        yield f"需役地 {act.dominant_code} 还没有首次登记，或者不在本登记机构"
    elif _owners(ask.other) != {p.key for p in act.dominant_holders}:
        yield "需役地权利人和登记簿上的不一致"
    elif _owners(ask.other) == _owners(ask.state):
        yield "供役地和需役地是同一权利人的，不用设立地役权"
    elif not _all_sign(ask, act.dominant_holders):
        yield f"还差需役地权利人{names(act.dominant_holders)}的申请"
    if not act.content.strip():
        yield "没有写地役权的内容"
    if act.term_to < ask.at.astimezone(SHANGHAI).date():
        yield "地役权的期限已经过了"
    if act.term_to < act.term_from:
        yield "地役权期限的结束日早于开始日"
    land = ask.state.ownership.term_to if ask.state.ownership else None
    if land is not None and act.term_to > land:
        yield f"地役权的期限不能超过供役地使用权的剩余期限（到{day_words(land)}）"


def _owners(state: UnitState) -> set[tuple[str, str]]:
    return {h.party.key for h in state.ownership.holders} if state.ownership else set()


@rule(
    "E23",
    CIVIL_CODE.of("384-385"),
    on=(CancelEasement,),
    holds="地役权证明和登记簿一致，需役地权利人申请了",
    remedy="请核对登记证明号，由需役地权利人申请",
)
def easement_is_named(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, CancelEasement):
        return None
    borne = by_proof(ask.state.easements, act.proof_no)
    if borne is None or borne.dominant_code != act.dominant_code:
        return Found(words={"why": f"没有登记证明 {act.proof_no} 的地役权，或者已经注销"})
    gaining = ask.other.ownership if ask.other is not None else None
    owners = tuple(h.party for h in gaining.holders) if gaining is not None else ()
    if borne.lapsed or _all_sign(ask, owners):  # who holds it now: it has moved with the unit
        return None
    return Found(words={"why": f"需役地权利人是{names(owners)}，要由他申请注销"})


@rule(
    "P09",
    CIVIL_CODE.of("366-371"),
    on=(Transfer, CreateMortgage),
    holds="没有居住权",
    effect=Effect.WARN,
)
def habitation_stays(ask: Ask) -> tuple[Found, ...]:
    """{holder}在这套房子上有居住权（{proof}），{until}；房子转让、抵押不影响他居住{let}"""
    if not ask.state.habitations:
        return ()
    return tuple(
        Found(
            words={
                "holder": names(h.holders),
                "proof": h.proof_no,
                "until": f"到{day_words(h.term_to)}为止" if h.term_to else "到他去世为止",
                "let": "" if h.may_let else "，也不能出租",
            }
        )
        for h in ask.state.habitations
        if not h.lapsed
    )


@rule(
    "P10",
    CIVIL_CODE.of("380-383"),
    on=(Transfer, CreateMortgage),
    holds="没有地役权",
    effect=Effect.WARN,
)
def easement_follows(ask: Ask) -> tuple[Found, ...]:
    """{what}（{proof}），地役权跟着不动产走"""
    if not ask.state.easements and not ask.state.benefits:
        return ()
    borne = ((f"这个单元为{e.dominant_code}供役：{e.content}", e) for e in ask.state.easements)
    gained = ((f"{e.servient_code}为这个单元供役：{e.content}", e) for e in ask.state.benefits)
    return tuple(
        Found(words={"what": what, "proof": e.proof_no})
        for what, e in (*borne, *gained)
        if not e.lapsed
    )


USE_RULES: tuple[Rule, ...] = (
    habitation_is_sound,
    habitation_has_ended,
    easement_is_sound,
    easement_is_named,
    habitation_stays,
    easement_follows,
)
