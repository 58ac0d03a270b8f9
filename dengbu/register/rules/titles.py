"""Changing, correcting and ending the right itself, and replacing its paper: E13 to E16, E56."""

from collections.abc import Iterable
from datetime import datetime

from dengbu.kernel.clause import CIVIL_CODE, REGULATION, RULES
from dengbu.kernel.identity import mask
from dengbu.register.acts import (
    CancelOwnership,
    ChangeOwnership,
    CorrectOwnership,
    ReissueCertificate,
    Transfer,
)
from dengbu.register.codes import CancelGround, Effect
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import same_person
from dengbu.register.state import (
    CertificateState,
    MortgageState,
    OwnershipState,
    UnitState,
)
from dengbu.register.titles import HOUSES


def _names(parties: Iterable[PartyRef]) -> str:
    return "、".join(dict.fromkeys(p.name for p in parties))


def _absent(ask: Ask, parties: Iterable[PartyRef]) -> list[PartyRef]:
    return [p for p in parties if p.key not in ask.facts.applicants]


@rule(
    "E13",
    REGULATION.of(14),
    on=(ChangeOwnership,),
    holds="权利人还是原来的人",
    remedy="换人的，请办转移登记",
)
def change_keeps_holders(ask: Ask) -> Found | None:
    """{why}"""
    act, base = ask.act, ask.state.ownership
    if not isinstance(act, ChangeOwnership) or base is None:
        return None
    why = ""
    if act.holders is not None and act.renamed:
        why = _renaming_fault(act, base)
    elif act.holders is not None:
        if {h.party.key for h in act.holders} != {h.party.key for h in base.holders}:
            why = "变更前后不是同一批权利人"
    elif not _changes_something(act):
        why = "没有写要改什么"
    return Found(words={"why": why}) if why else None


def _renaming_fault(act: ChangeOwnership, base: OwnershipState) -> str:
    new = act.holders or ()
    if len(new) != len(base.holders):
        return "改姓名、证件的，人数和登记簿上一样"
    if not all(same_person(o.party, n.party) for o, n in zip(base.holders, new, strict=True)):
        return "姓名和证件号码同时变了，认不出是同一个人，请办转移登记或者更正登记"
    if any(o.share != n.share for o, n in zip(base.holders, new, strict=True)):
        return "改姓名、证件的，份额不能一起改"
    if all(o.party == n.party for o, n in zip(base.holders, new, strict=True)):
        return "姓名和证件号码都和登记簿上一样，没有写要改什么"
    return "" if act.basis.strip() else "没有写证明姓名、证件变更的文书编号"


def _changes_something(act: ChangeOwnership) -> bool:
    """Facts of the land or the house are the survey's: their change issues a new certificate."""
    if act.subclass in ("3002", "3003", "3004", "3009"):
        return True
    given = (act.co_ownership, act.right_nature, act.term_from, act.term_to, act.price)
    return any(value is not None for value in (*given, act.particulars))


@rule(
    "E14",
    RULES.of("22"),
    on=(ReissueCertificate,),
    holds="换的、补的是有效的证书",
    remedy="请核对证书号；遗失的，先在网站上发布遗失声明再补",
)
def certificate_is_valid(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, ReissueCertificate):
        return None
    old = next((c for c in ask.state.certificates if c.number == act.number), None)
    why = ""
    if old is None or act.number not in set(_numbers_in_force(ask)):
        why = f"{act.number}不是这个单元上有效的证书或者证明"
    elif absent := _absent(ask, _keepers(ask, old)):
        why = f"证书是{_names(absent)}的，要由他申请"
    elif act.lost and not ask.facts.notice_over:
        why = "遗失声明还没有发布，或者还没有满期"
    return Found(words={"why": why}) if why else None


def _numbers_in_force(ask: Ask) -> Iterable[str]:
    """As earlier acts of the booking left them."""
    state = ask.state
    if state.ownership is not None:
        yield from state.ownership.certificate_nos
    yield from (m.proof_no for m in state.mortgages)
    yield from (n.proof_no for n in state.notices)
    yield from (h.proof_no for h in state.habitations)
    yield from (e.proof_no for e in state.easements)
    yield from (o.proof_no for o in state.operations)
    yield from (o.proof_no for o in (*state.objections, *state.past_objections) if not o.closed)


def _keepers(ask: Ask, paper: CertificateState) -> tuple[PartyRef, ...]:
    """To whom a certificate or proof was given."""
    state = ask.state
    if paper.holder is not None:
        return (paper.holder,)
    if paper.right_column == "ownership_id":
        return tuple(h.party for h in state.ownership.holders) if state.ownership else ()
    known = (*state.objections, *state.past_objections)
    of_right = {m.id: m.mortgagees for m in state.mortgages}
    of_right |= {n.id: n.holders for n in state.notices}
    of_right |= {o.id: (o.objector,) for o in known}
    of_right |= {o.id: o.holders for o in state.operations}
    of_right |= {h.id: h.holders for h in state.habitations}
    of_right |= {e.id: e.dominant_holders for e in state.easements}
    return of_right.get(paper.right_id, ())


@rule(
    "E15",
    RULES.of("28", confirmed=False),
    on=(CancelOwnership,),
    holds="注销的原因和材料说得通，有关的人同意了",
    remedy="放弃权利的，请抵押权人、预告登记权利人、居住权人一起同意，地役权先注销；征收、判决的，请写明机关和文号",
)
def cancellation_is_grounded(ask: Ask) -> Found | None:
    """{why}"""
    act, base = ask.act, ask.state.ownership
    if not isinstance(act, CancelOwnership) or base is None:
        return None
    why = ""
    if act.ground in (CancelGround.EXPROPRIATED, CancelGround.BY_DECISION):
        why = "" if act.organ and act.document_no else "没有写作出决定的机关和文号"
    elif absent := _absent(ask, _concerned(ask, act, base)):
        why = f"还差{_names(absent)}的申请或者书面同意"
    elif ask.state.easements or ask.state.benefits:
        why = "这个单元上还有地役权，请先注销地役权"
    if not why and any(_is_below_buildings(ask, m) for m in ask.state.mortgages):
        why = "土地上还有在建建筑物抵押，请先注销"
    return Found(words={"why": why}) if why else None


def _is_below_buildings(ask: Ask, mortgage: MortgageState) -> bool:
    """Whether the debt is also one on what is being built here: that rests on this land (397).

    A finished house bears its mortgage on a title of its own.
    """
    key = mortgage.building_key(ask.state.unit_code)
    if key is None:
        return False
    debt, code = key
    return any(ask.building.get((debt, code[:-1] + letter)) for letter in HOUSES)


def _concerned(ask: Ask, act: CancelOwnership, base: OwnershipState) -> Iterable[PartyRef]:
    """The holders; when they give the right up, also those whose rights rest on it."""
    yield from (h.party for h in base.holders)
    if act.ground is CancelGround.WAIVED:
        for mortgage in ask.state.mortgages:
            yield from mortgage.mortgagees
        for notice in ask.state.notices:
            yield from notice.holders
        for habitation in ask.state.habitations:
            yield from () if habitation.lapsed else habitation.holders
        for operation in ask.state.operations:
            yield from () if operation.lapsed else operation.holders


@rule(
    "E16",
    CIVIL_CODE.of(220),
    on=(CorrectOwnership,),
    holds="更正有依据，该同意的同意了",
    remedy="请权利人书面同意，或者提供登记确有错误的证明；依职权更正的，先通知、公告",
)
def correction_is_grounded(ask: Ask) -> Found | None:
    """{why}"""
    act, base = ask.act, ask.state.ownership
    if not isinstance(act, CorrectOwnership) or base is None:
        return None
    return Found(words={"why": why}) if (why := _correction_fault(ask, act, base)) else None


def _correction_fault(ask: Ask, act: CorrectOwnership, base: OwnershipState) -> str:
    if not act.basis.strip():
        return "没有写登记有误的依据"
    if act.by_office:
        known = _error_is_dated(act, base)
        if since := _relying(ask.state, base.recorded_from if known else None):
            how = "写错以后登记了" if known else "登记簿上看不出是哪天写错的，房子上又有"
            rights = "、".join(since)
            return f"{how}{rights}，不能依职权更正，请告知当事人申请更正或者走诉讼"
        return "" if ask.facts.notice_over else "依职权更正要先公告 15 个工作日"
    absent = _absent(ask, (h.party for h in base.holders))
    if absent and not ask.facts.error_proved:
        return f"{_names(absent)}没有书面同意，也没有证据证明登记确有错误；可以先办异议登记"
    return ""


def _error_is_dated(act: CorrectOwnership, base: OwnershipState) -> bool:
    """Whether what is put right came with the entry by which the holders acquired.

    A row that only changes one before may carry its error on, and so may land, terms and
    particulars, which pass from hand to hand.
    """
    carried = (act.right_nature, act.term_from, act.term_to, act.particulars)
    return base.acquired and all(value is None for value in carried)


def _relying(state: UnitState, error_at: datetime | None) -> tuple[str, ...]:
    """Kinds of rights that may have been entered in trust of an error (实施细则第81条).

    What rests there unchanged since before the error is older; ``error_at`` None: the register
    cannot date it, and every right counts.
    """
    entered = {
        "抵押": [x.recorded_from for x in state.mortgages],
        "预告": [x.recorded_from for x in state.notices],
        "查封": [x.recorded_from for x in state.seizures],
        "居住权": [x.recorded_from for x in state.habitations],
        "土地经营权": [x.recorded_from for x in state.operations],
        "地役权": [x.recorded_from for x in (*state.easements, *state.benefits)],
    }
    return tuple(
        kind
        for kind, moments in entered.items()
        if any(error_at is None or at >= error_at for at in moments)
    )


@rule(
    "E56",
    REGULATION.of(18),
    on=(Transfer, CorrectOwnership),
    holds="取得的人里，没有和现在的权利人同名、号码却不一样的",
    remedy="核对证件：是同一个人的，改正号码，换过证件的先办证件变更；只是同名的，照常办",
    effect=Effect.WARN,
)
def acquirer_bears_a_holders_name(ask: Ask) -> tuple[Found, ...]:
    """取得的{name}（{new}）和登记簿上的权利人{name}（{old}）同名，证件号码不一样"""
    act, base = ask.act, ask.state.ownership
    if not isinstance(act, Transfer | CorrectOwnership) or base is None:
        return ()
    return tuple(
        Found(words={"name": new.name, "new": mask(new.id_no), "old": mask(old.id_no)})
        for new in (h.party for h in act.holders or ())
        for old in (h.party for h in base.holders)
        if new.name == old.name and new.key != old.key
    )


TITLE_RULES: tuple[Rule, ...] = (
    change_keeps_holders,
    certificate_is_valid,
    cancellation_is_grounded,
    correction_is_grounded,
    acquirer_bears_a_holders_name,
)
