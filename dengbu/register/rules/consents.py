"""Whose consent an act needs: P04 to P08, P14, P15.

``[mem]`` articles are cited by law only.
"""

from datetime import date, datetime
from fractions import Fraction

from dengbu.kernel.chinese import SHANGHAI as CHINA
from dengbu.kernel.chinese import day_words
from dengbu.kernel.clause import CIVIL_CODE, RULES
from dengbu.kernel.identity import IdType, is_minor
from dengbu.register.acts import (
    CancelOwnership,
    ChangeMortgage,
    ChangeOwnership,
    CorrectOwnership,
    CreateHabitation,
    CreateMortgage,
    EnterNotice,
    ExchangeRanks,
    FirstRegistration,
    FixClaim,
    ReshapeUnits,
    Transfer,
)
from dengbu.register.codes import MORTGAGE_NOTICES, CoOwnership, Effect, HabitationSource
from dengbu.register.parties import HolderShare
from dengbu.register.rules.frame import CIVIL_CODE_IN_FORCE, Ask, Found, Rule, rule
from dengbu.register.rules.people import (
    DISPOSALS,
    acquirers,
    alters_the_right,
    burdens_anew,
    granted,
    names,
    of_operation,
    operating,
    ordered_by,
    sellers,
)
from dengbu.register.state import MortgageState, NoticeState
from dengbu.register.values import GuardianPromise

TWO_THIRDS = Fraction(2, 3)
TWO_THIRDS_NEEDED = "按份共有的房子，占三分之二以上份额的人同意才能处分、改用途、分割合并"
OF_THE_THING = frozenset({"3003", "3009"})  # 登记小类: use; use or structure of a house
INHERITED = frozenset({"2003", "2004"})  # 登记小类: inheritance, legacy
MERGED = "2010"  # merger or division of an enterprise: what was is no more


def _bank_absent(ask: Ask, mortgage: MortgageState) -> bool:
    """A court sells without asking the bank; its mortgage stays unless it is cancelled too."""
    return not ordered_by(ask) and not all(
        m.key in ask.facts.applicants for m in mortgage.mortgagees
    )


@rule(
    "P04",
    CIVIL_CODE.of(406),
    on=(Transfer,),
    holds="没有限制转让的抵押，或者抵押权人同意了",
    remedy="改办带押过户，请{bank}一起申请；或者先注销抵押",
)
def no_agreed_ban(ask: Ask) -> tuple[Found, ...]:
    """抵押合同约定了限制转让（{bank}，{proof}），抵押权人没有一起申请"""
    return tuple(
        Found(words={"bank": names(m.mortgagees), "proof": m.proof_no})
        for m in ask.state.mortgages
        if m.transfer_restricted and _bank_absent(ask, m)
    )


@rule(
    "P05",
    CIVIL_CODE.of(406),
    on=(Transfer,),
    holds="没有跟着房子走的抵押",
    effect=Effect.WARN,
)
def mortgage_follows(ask: Ask) -> tuple[Found, ...]:
    """房子上还有{bank}的抵押，过户以后抵押权不变，跟着房子走；{then}"""
    staying = [m for m in ask.state.mortgages if _follows(m) or not _bank_absent(ask, m)]
    signed = {
        names(m.mortgagees): all(p.key in ask.facts.applicants for p in m.mortgagees)
        for m in staying
    }
    return tuple(
        Found(
            words={
                "bank": bank,
                "then": f"{bank}同意了，不用再通知" if agreed else f"请{_teller(ask)}通知抵押权人",
            }
        )
        for bank, agreed in signed.items()
    )


def _teller(ask: Ask) -> str:
    """Who tells the bank: the transferor, or who comes in place of one that is there no more."""
    if not isinstance(ask.act, Transfer):
        return "转让方"
    if ask.act.ordered_by:
        return "取得房子的人"
    return {"2003": "继承人", "2004": "受遗赠人", MERGED: "承继的企业"}.get(
        ask.act.subclass, "转让方"
    )


def _follows(mortgage: MortgageState) -> bool:
    """Nothing agreed against a transfer, under the law that allows it (Civil Code 406)."""
    silent = mortgage.transfer_restricted is None
    return mortgage.transfer_restricted is False or (silent and not _of_old_law(mortgage))


def _of_old_law(mortgage: MortgageState) -> bool:
    return _since(mortgage) < CIVIL_CODE_IN_FORCE


def _since(mortgage: MortgageState) -> datetime:
    """When it was first entered: a change does not make an old mortgage new."""
    return mortgage.stands_since or mortgage.recorded_from


@rule(
    "P06",
    CIVIL_CODE.of(406),
    on=(Transfer,),
    holds="没有2021年以前设立、没写能不能转让的抵押，或者抵押权人同意了",
    remedy="请{bank}一起来签字同意，或者先注销这笔抵押",
)
def old_mortgage_restricts(ask: Ask) -> tuple[Found, ...]:
    """{bank}的抵押（{proof}）是{since}登记的，那时的法律不许抵押期间转让，登记簿也没有另外约定"""
    return tuple(
        Found(
            words={
                "bank": names(m.mortgagees),
                "proof": m.proof_no,
                "since": day_words(_since(m).astimezone(CHINA).date()),
            }
        )
        for m in ask.state.mortgages
        if m.transfer_restricted is None and _of_old_law(m) and _bank_absent(ask, m)
    )


@rule(
    "P07",
    CIVIL_CODE.of(221),
    on=(*DISPOSALS, ChangeMortgage),
    holds="没有预告登记，或者权利人同意了",
    remedy="请{holder}到场同意，或者先注销预告登记",
)
def notice_holder_consents(ask: Ask) -> tuple[Found, ...]:
    """{holder}办了预告登记（{proof}），{so}"""
    if not burdens_anew(ask):
        return ()
    return tuple(
        _notice_found(ask, notice) for notice in ask.state.notices if not _is_fulfilled(ask, notice)
    )


def _notice_found(ask: Ask, notice: NoticeState) -> Found:
    """Without its holder a disposal has no effect in rem; with him the notice still stays."""
    words = {"holder": names(notice.holders), "proof": notice.proof_no}
    to_obligor = {p.key for p in notice.obligors} == {p.key for p in acquirers(ask)}
    if notice.kind in MORTGAGE_NOTICES and to_obligor:  # the buyer's own 预抵押
        so = "房子正是转给它的义务人，预告登记还在"
        return Found(words={**words, "so": so}, effect=Effect.WARN)
    if all(p.key in ask.facts.applicants for p in notice.holders):
        so = "他同意了这件事，预告登记还在"
        return Found(words={**words, "so": so}, effect=Effect.WARN)
    return Found(words={**words, "so": "没有他同意，处分不发生物权效力"})


def _is_fulfilled(ask: Ask, notice: NoticeState) -> bool:
    """The very act that the notice was entered for: the sale to its holder, its bank's mortgage."""
    act = ask.act
    if isinstance(act, CreateMortgage):
        return notice.kind in MORTGAGE_NOTICES and act.from_notice == notice.proof_no != ""
    return isinstance(act, Transfer) and notice.fulfilled_by_sale_to(acquirers(ask))


@rule(
    "P08",
    RULES.of("84", confirmed=False),
    on=(*DISPOSALS, ChangeMortgage),
    holds="没有异议登记",
    remedy="看过异议内容、愿意自己承担风险的，签《知悉异议承诺书》就能接着办",
)
def objection_is_known(ask: Ask) -> tuple[Found, ...]:
    """{objector}对这套房子提出了异议：{matter}"""
    if not burdens_anew(ask):
        return ()
    effect = Effect.WARN if ask.facts.objection_risk_accepted else None
    return tuple(
        Found(words={"objector": o.objector.name, "matter": o.matter}, effect=effect)
        for o in ask.state.objections
    )


@rule(
    "P14",
    CIVIL_CODE.of(301),
    on=(*DISPOSALS, ChangeOwnership, ReshapeUnits, ChangeMortgage, FixClaim, ExchangeRanks),
    holds="共有人都同意",
    remedy="请{absent}到场签字",
)
def co_owners_agree(ask: Ask) -> Found | None:
    """{need}，还差{absent}"""
    ownership = ask.state.ownership
    if ownership is None or ordered_by(ask) or _by_judgment(ask):
        return None
    if of_operation(ask) and granted(ask):
        absent_operators = [p for p in operating(ask) if p.key not in ask.facts.applicants]
        said = {"absent": names(tuple(absent_operators)), "need": "土地经营权人要自己申请"}
        return Found(words=said) if absent_operators else None
    absent = [h for h in ownership.holders if not (_applies(ask, h) or _is_no_more(ask, h))]
    if not absent:
        return None
    words = {"absent": names(tuple(h.party for h in absent))}
    if isinstance(ask.act, ChangeOwnership | ReshapeUnits) and not _of_the_thing(ask):
        return Found(words={**words, "need": "变更登记要全体权利人申请"})
    if ownership.co_ownership is CoOwnership.BY_SHARES:
        agreed = 1 - sum((h.share or Fraction(0) for h in absent), Fraction(0))
        if agreed >= TWO_THIRDS:
            return None
        return Found(words={**words, "need": TWO_THIRDS_NEEDED})
    if ownership.co_ownership is CoOwnership.SOLE:
        return Found(words={**words, "need": "权利人要自己申请"})
    return Found(words={**words, "need": "共同共有的房子，全体共有人同意才能处分"})


def _of_the_thing(ask: Ask) -> bool:
    """A change of use, nature or shape of what stays held as it is: two thirds decide (301)."""
    act, base = ask.act, ask.state.ownership
    by_shares = base is not None and base.co_ownership is CoOwnership.BY_SHARES
    if isinstance(act, ChangeOwnership):
        return by_shares and act.subclass in OF_THE_THING and not alters_the_right(ask)
    return by_shares


def _is_no_more(ask: Ask, holder: HolderShare) -> bool:
    """Whose right passes by law, by death or merger, asks for nothing (Civil Code 230, 67)."""
    act = ask.act
    if not isinstance(act, Transfer):
        return False
    dead = act.subclass in INHERITED and holder.party.key in ask.facts.deceased
    return dead or act.subclass == MERGED


def _by_judgment(ask: Ask) -> bool:
    act = ask.act
    return isinstance(act, CreateHabitation) and act.source is HabitationSource.JUDGMENT


def _applies(ask: Ask, holder: HolderShare) -> bool:
    """In person; one whose papers changed signs with the new ones."""
    if holder.party.key in ask.facts.applicants:
        return True
    act, base = ask.act, ask.state.ownership
    if not isinstance(act, ChangeOwnership) or not act.renamed or base is None:
        return False
    pairs = zip(base.holders, act.holders or (), strict=False)
    return any(old == holder and new.party.key in ask.facts.applicants for old, new in pairs)


@rule(
    "P15",
    CIVIL_CODE.of(35),
    on=(
        FirstRegistration,
        *DISPOSALS,
        EnterNotice,
        ChangeOwnership,
        CorrectOwnership,
        CancelOwnership,
        ReshapeUnits,
        ChangeMortgage,
        FixClaim,
        ExchangeRanks,
    ),
    holds="没有未成年人，或者监护人已经到场并承诺",
    remedy="请{ward}的监护人一起来，带关系证明，签《为被监护人利益承诺书》",
)
def guardian_promises(ask: Ask) -> tuple[Found, ...]:
    """{ward}不能自己办，要由监护人代办，并书面保证是为了他的利益"""
    today = ask.at.astimezone(CHINA).date()
    promised = {p.ward_id_no for p in ask.facts.guardian_promises if _may_guard(ask, p, today)}
    wards = {
        person.key: person
        for person in (*sellers(ask), *acquirers(ask))
        if person.id_type == IdType.RESIDENT_ID
        and person.id_no not in promised
        and _needs_guardian(ask, person.id_no, today)
    }
    return tuple(Found(words={"ward": ward.name}) for ward in wards.values())


def _needs_guardian(ask: Ask, id_no: str, today: date) -> bool:
    return id_no in ask.facts.incapable or is_minor(id_no, today)


def _may_guard(ask: Ask, promise: GuardianPromise, today: date) -> bool:
    """Of full capacity, and not the other side of the deal (Civil Code 27, 168)."""
    taking = ask.act.mortgagees if isinstance(ask.act, CreateMortgage) else acquirers(ask)
    giving_nos, taking_nos = {p.id_no for p in sellers(ask)}, {p.id_no for p in taking}
    guardian, ward = promise.guardian_id_no, promise.ward_id_no
    across = (guardian in giving_nos and ward in taking_nos) or (
        guardian in taking_nos and ward in giving_nos
    )
    return guardian != ward and not across and not _needs_guardian(ask, guardian, today)


CONSENTS: tuple[Rule, ...] = (
    no_agreed_ban,
    mortgage_follows,
    old_mortgage_restricts,
    notice_holder_consents,
    objection_is_known,
    co_owners_agree,
    guardian_promises,
)
