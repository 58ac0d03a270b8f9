"""P01 to P23: the preconditions that this register knows so far.

Asked when a case is accepted, when it is reviewed and once more inside the transaction of entry,
after locking: a seizure may have arrived a minute ago. ``[mem]`` articles are cited by law only.
"""

from datetime import date, timedelta
from fractions import Fraction

from dengbu.kernel.chinese import SHANGHAI as CHINA
from dengbu.kernel.chinese import day_words
from dengbu.kernel.clause import CIVIL_CODE, DEED_TAX_LAW, REGULATION, RULES
from dengbu.kernel.identity import IdType, is_minor
from dengbu.register.acts import (
    CancelMortgage,
    CreateMortgage,
    EnterNotice,
    FirstRegistration,
    ReleaseSeizure,
    Seize,
    Transfer,
)
from dengbu.register.codes import CoOwnership, Effect, SeizureKind
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import CIVIL_CODE_IN_FORCE, Ask, Found, Rule, rule
from dengbu.register.state import MortgageState, SeizureState
from dengbu.register.values import GuardianPromise

DISPOSALS = (Transfer, CreateMortgage)
TWO_THIRDS = Fraction(2, 3)


def names(parties: tuple[PartyRef, ...]) -> str:
    """Names as they are read out."""
    return "、".join(p.name for p in parties)


def sellers(ask: Ask) -> tuple[PartyRef, ...]:
    """Who disposes: the transferors or the mortgagors."""
    if isinstance(ask.act, Transfer):
        return ask.act.transferors
    if isinstance(ask.act, CreateMortgage):
        return ask.act.mortgagors
    return ()


@rule(
    "P01",
    RULES.of("24", confirmed=False),
    on=(Transfer, CreateMortgage, CancelMortgage, ReleaseSeizure, EnterNotice, Seize),
    holds="已经首次登记",
    remedy="请先办首次登记，或者一起申请",
)
def registered_first(ask: Ask) -> Found | None:
    """这个单元还没有首次登记，别的登记办不了"""
    if ask.state.ownership is not None:
        return None
    unregistered_allowed = isinstance(ask.act, EnterNotice) or (
        isinstance(ask.act, Seize) and ask.act.kind is SeizureKind.PRE_SEIZURE
    )
    return None if unregistered_allowed else Found()


@rule(
    "P02",
    REGULATION.of(18),
    on=DISPOSALS,
    holds="转让方、抵押人就是登记簿上的权利人",
    remedy="请权利人本人申请；如果已经继承或者判决给了现在的人，请先办转移登记",
)
def disposer_is_holder(ask: Ask) -> Found | None:
    """登记簿上的权利人是{holders}，申请里写的是{stated}，对不上"""
    ownership = ask.state.ownership
    if ownership is None:
        return None
    registered = tuple(h.party for h in ownership.holders)
    stated = sellers(ask)
    if {(p.key, p.name) for p in registered} == {(p.key, p.name) for p in stated}:
        return None
    return Found(words={"holders": names(registered), "stated": names(stated) or "空白"})


@rule(
    "P03",
    CIVIL_CODE.of("399"),
    on=(FirstRegistration, *DISPOSALS, EnterNotice),
    holds="没有查封",
    remedy="请向{organ}申请解封，全部解封后马上能办",
)
def not_seized(ask: Ask) -> tuple[Found, ...]:
    """房子被{organ}{seized}（{document}），这期间不能处分"""
    barring = [s for s in ask.state.seizures if not _brings_to_debtor(ask, s)]
    if not barring:
        return ()
    return tuple(
        Found(words={"organ": s.organ, "seized": _seized(s), "document": s.document_no})
        for s in barring
    )


def _brings_to_debtor(ask: Ask, seizure: SeizureState) -> bool:
    """Whether the act gives the home to the very debtor of a 预查封: it then becomes a 查封."""
    if seizure.kind is not SeizureKind.PRE_SEIZURE or seizure.debtor is None:
        return False
    return [p.key for p in _acquirers(ask)] == [seizure.debtor.key]


def _seized(seizure: SeizureState) -> str:
    """How a seizure stands; one that waits takes hold when those before it end."""
    word = "预查封" if seizure.kind is SeizureKind.PRE_SEIZURE else "查封"
    if seizure.in_force and seizure.ends_at is not None:
        last_day = seizure.ends_at - timedelta(seconds=1)
        return f"{word}到{day_words(last_day.astimezone(CHINA).date())}"
    return f"轮候{word}，排第{seizure.place}位"


def _bank_absent(ask: Ask, mortgage: MortgageState) -> bool:
    return not all(m.key in ask.facts.applicants for m in mortgage.mortgagees)


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
    """房子上还有{bank}的抵押，过户以后抵押权不变，跟着房子走；请转让方通知抵押权人"""
    staying = (m for m in ask.state.mortgages if _follows(m) or not _bank_absent(ask, m))
    banks = (names(m.mortgagees) for m in staying)
    return tuple(Found(words={"bank": bank}) for bank in dict.fromkeys(banks))


def _follows(mortgage: MortgageState) -> bool:
    """Nothing agreed against a transfer, under the law that allows it (Civil Code 406)."""
    silent = mortgage.transfer_restricted is None
    return mortgage.transfer_restricted is False or (silent and not _of_old_law(mortgage))


def _of_old_law(mortgage: MortgageState) -> bool:
    return mortgage.recorded_from < CIVIL_CODE_IN_FORCE


@rule(
    "P06",
    CIVIL_CODE.of(406),
    on=(Transfer,),
    holds="没有2021年以前设立、没写能不能转让的抵押，或者抵押权人同意了",
    remedy="请{bank}一起申请，或者先补记能不能转让、再过户",
)
def old_mortgage_restricts(ask: Ask) -> tuple[Found, ...]:
    """{bank}的抵押是{since}登记的，那时的法律不许抵押期间转让，登记簿也没有另外约定"""
    return tuple(
        Found(
            words={
                "bank": names(m.mortgagees),
                "since": day_words(m.recorded_from.astimezone(CHINA).date()),
            }
        )
        for m in ask.state.mortgages
        if m.transfer_restricted is None and _of_old_law(m) and _bank_absent(ask, m)
    )


@rule(
    "P07",
    CIVIL_CODE.of(221),
    on=DISPOSALS,
    holds="没有预告登记，或者权利人同意了",
    remedy="请{holder}到场同意，或者先注销预告登记",
)
def notice_holder_consents(ask: Ask) -> tuple[Found, ...]:
    """{holder}办了预告登记（{proof}），没有他同意，处分不发生物权效力"""
    return tuple(
        Found(words={"holder": names(n.holders), "proof": n.proof_no})
        for n in ask.state.notices
        if not all(p.key in ask.facts.applicants for p in n.holders)
    )


@rule(
    "P08",
    RULES.of("84", confirmed=False),
    on=DISPOSALS,
    holds="没有异议登记",
    remedy="看过异议内容、愿意自己承担风险的，签《知悉异议承诺书》就能接着办",
)
def objection_is_known(ask: Ask) -> tuple[Found, ...]:
    """{objector}对这套房子提出了异议：{matter}"""
    effect = Effect.WARN if ask.facts.objection_risk_accepted else None
    return tuple(
        Found(words={"objector": o.objector.name, "matter": o.matter}, effect=effect)
        for o in ask.state.objections
    )


@rule(
    "P11",
    REGULATION.of(18),
    on=(FirstRegistration, Transfer, CreateMortgage, CancelMortgage, EnterNotice),
    holds="没有别的在办件",
    remedy="等它办完再办；如果是同一家人的事，可以合在一起办",
)
def no_other_case(ask: Ask) -> Found | None:
    """这个单元另有一件在办：{cases}"""
    other = ask.facts.other_open_cases.get(ask.act.unit_code, ())
    return Found(words={"cases": "、".join(other)}) if other else None


@rule(
    "P14",
    CIVIL_CODE.of(301),
    on=DISPOSALS,
    holds="共有人都同意",
    remedy="请{absent}到场，或者远程签字",
)
def co_owners_agree(ask: Ask) -> Found | None:
    """{need}，还差{absent}"""
    ownership = ask.state.ownership
    if ownership is None:
        return None
    absent = [h for h in ownership.holders if h.party.key not in ask.facts.applicants]
    if not absent:
        return None
    words = {"absent": names(tuple(h.party for h in absent))}
    if ownership.co_ownership is CoOwnership.BY_SHARES:
        agreed = 1 - sum((h.share or Fraction(0) for h in absent), Fraction(0))
        if agreed >= TWO_THIRDS:
            return None
        return Found(words={**words, "need": "按份共有的房子，占三分之二以上份额的人同意才能处分"})
    if ownership.co_ownership is CoOwnership.SOLE:
        return Found(words={**words, "need": "权利人要自己申请"})
    return Found(words={**words, "need": "共同共有的房子，全体共有人同意才能处分"})


@rule(
    "P15",
    CIVIL_CODE.of(35),
    on=(FirstRegistration, *DISPOSALS),
    holds="没有未成年人，或者监护人已经到场并承诺",
    remedy="请{ward}的监护人一起来，带关系证明，签《为被监护人利益承诺书》",
)
def guardian_promises(ask: Ask) -> tuple[Found, ...]:
    """{ward}不能自己办，要由监护人代办，并书面保证是为了他的利益"""
    today = ask.at.astimezone(CHINA).date()
    promised = {p.ward_id_no for p in ask.facts.guardian_promises if _may_guard(ask, p, today)}
    wards = {
        person.key: person
        for person in (*sellers(ask), *_acquirers(ask))
        if person.id_type == IdType.RESIDENT_ID
        and person.id_no not in promised
        and _needs_guardian(ask, person.id_no, today)
    }
    return tuple(Found(words={"ward": ward.name}) for ward in wards.values())


def _needs_guardian(ask: Ask, id_no: str, today: date) -> bool:
    return id_no in ask.facts.incapable or is_minor(id_no, today)


def _may_guard(ask: Ask, promise: GuardianPromise, today: date) -> bool:
    """Of full capacity, and not the other side of the deal (Civil Code 27, 168)."""
    taking = ask.act.mortgagees if isinstance(ask.act, CreateMortgage) else _acquirers(ask)
    giving_nos, taking_nos = {p.id_no for p in sellers(ask)}, {p.id_no for p in taking}
    guardian, ward = promise.guardian_id_no, promise.ward_id_no
    across = (guardian in giving_nos and ward in taking_nos) or (
        guardian in taking_nos and ward in giving_nos
    )
    return guardian != ward and not across and not _needs_guardian(ask, guardian, today)


def _acquirers(ask: Ask) -> tuple[PartyRef, ...]:
    if isinstance(ask.act, FirstRegistration | Transfer):
        return tuple(h.party for h in ask.act.holders)
    return ()


@rule(
    "P16",
    DEED_TAX_LAW.of("11", confirmed=False),
    on=(Transfer,),
    holds="契税已缴或者免缴",
    remedy="缴完契税，请把完税凭证号或者免税依据告诉窗口或者审核员，补记以后就能登簿",
)
def tax_cleared(ask: Ask) -> Found | None:
    """契税还没有缴清"""
    return None if ask.facts.tax_cleared else Found()


@rule(
    "P23",
    REGULATION.of(22),
    on=(FirstRegistration, *DISPOSALS, EnterNotice),
    holds="没有政府的限制",
    remedy="请向{organ}了解补偿安排，或者等限制解除",
)
def not_stopped(ask: Ask) -> tuple[Found, ...]:
    """{organ}作出{reason}（{document}），从{since}起限制交易"""
    return tuple(
        Found(
            words={
                "organ": stop.organ,
                "reason": stop.reason,
                "document": stop.document_no,
                "since": day_words(stop.from_day),
            }
        )
        for stop in ask.state.stops
    )


PRECONDITIONS: tuple[Rule, ...] = (
    registered_first,
    disposer_is_holder,
    not_seized,
    no_agreed_ban,
    mortgage_follows,
    old_mortgage_restricts,
    notice_holder_consents,
    objection_is_known,
    no_other_case,
    co_owners_agree,
    guardian_promises,
    tax_cleared,
    not_stopped,
)
