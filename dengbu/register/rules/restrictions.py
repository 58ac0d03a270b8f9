"""What acts on seizures, notices, objections and stop orders must satisfy: E05, E09 to E11."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.clause import CIVIL_CODE, CPL_INTERPRETATION, REGULATION
from dengbu.register.acts import (
    CancelNotice,
    CancelObjection,
    EnterNotice,
    EnterObjection,
    LiftRestriction,
    RecordSuit,
    ReleaseSeizure,
    RenewSeizure,
    RestrictByGovernment,
    Seize,
)
from dengbu.register.codes import MORTGAGE_NOTICES, NoticeKind, SeizureKind
from dengbu.register.lapse import (
    HOLIDAYS,
    OBJECTION_DAYS,
    Ordered,
    objection_lapses_on,
    objection_last_day,
    seizure_queue,
)
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.state import NoticeState, ObjectionState, SeizureState, UnitState, by_proof

YEARS, MOST_DAYS = 3, 1096  # with one leap day


class Recorded(Protocol):
    """What was entered at a moment."""

    @property
    def recorded_from(self) -> datetime: ...


@rule(
    "E05",
    CPL_INTERPRETATION.of(485),
    on=(Seize, RenewSeizure, ReleaseSeizure),
    holds="查封、续封、解封文书填写正确",
    remedy="请对照协助执行通知书核对；不能补记的，不要改送达时间",
)
def seizure_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    why = ""
    if isinstance(act, Seize):
        why = _order_fault(ask, act) or _pre_seizure_fault(ask, act) or _twice_fault(ask, act)
        why = why or _revived_fault(ask, act)
    elif isinstance(act, RenewSeizure | ReleaseSeizure):
        named = _named_seizure(ask, act)
        if named is None:
            why = f"没有{act.organ}文号为{act.seizure_document_no}的查封，或者已经失效"
        elif isinstance(act, RenewSeizure):
            why = _order_fault(ask, act) or _renewal_fault(act, named) or _late_fault(ask, named)
    return Found(words={"why": why}) if why else None


def _named_seizure(ask: Ask, act: RenewSeizure | ReleaseSeizure) -> SeizureState | None:
    if isinstance(act, ReleaseSeizure):
        return ask.state.seizure_of(act.organ, act.seizure_document_no)
    return ask.state.seizure_to_renew(act.organ, act.seizure_document_no, act.delivered_at)


def _order_fault(ask: Ask, act: Seize | RenewSeizure) -> str:
    most = _most_days(_begins(ask, act))
    if not 0 < act.term_days <= most:
        return f"查封期限不超过三年，这里最多 {most} 天"
    return "送达时间在现在以后" if act.delivered_at > ask.at else ""


def _begins(ask: Ask, act: Seize | RenewSeizure) -> date | None:
    """The day from which a term counts; None: it may have to wait for others before it."""
    if isinstance(act, Seize):
        return None if ask.state.orders else act.delivered_at.astimezone(SHANGHAI).date()
    named = _named_seizure(ask, act)
    if named is None or named.ends_at is None:
        return None
    return (named.ends_at - timedelta(seconds=1)).astimezone(SHANGHAI).date()


def _most_days(begins: date | None) -> int:
    """Until the same day three years on, or the last of February (Civil Code 202)."""
    if begins is None or begins.year + YEARS > date.max.year:
        return MOST_DAYS
    leaps = (begins.month, begins.day) == (2, 29)
    return (begins.replace(year=begins.year + YEARS, day=28 if leaps else begins.day) - begins).days


def _renewal_fault(act: RenewSeizure, seizure: SeizureState) -> str:
    """Only a running term goes on, and only before it ends; a waiting order has none."""
    if seizure.starts_at is None or seizure.ends_at is None:
        return "轮候查封还没有生效，没有期限可以续"
    if not seizure.starts_at <= act.delivered_at < seizure.ends_at:
        return "续封通知不是在查封期限内送达的"
    return ""


def _late_fault(ask: Ask, seizure: SeizureState) -> str:
    """What came in time and is entered late binds from its delivery, but nobody who relied on the
    register meanwhile: then only the court can say what is to become of it."""
    if seizure.place > 0 or seizure.ends_at is None:
        return ""
    last = day_words(seizure.ends_at - timedelta(seconds=1))
    state, kind = ask.state, seizure.kind
    if state.ownership is None and kind is not SeizureKind.PRE_SEIZURE:
        why = "权利已经注销"
    elif since := _entered_since(state, seizure.ends_at):
        why = f"又登记或者变更过{since}"
    elif any(_went_on(order, seizure.ends_at, ask.at) for order in state.orders):
        why = "轮候的查封已经生效并且续封"
    else:
        return ""
    return f"查封期限到{last}为止，到期以后{why}，不能补记续封，请书面告知{seizure.organ}"


def _revived_fault(ask: Ask, act: Seize) -> str:
    """An order that was delivered before one that has run out puts that one back behind it."""
    order = Ordered(
        id=0,
        delivered_at=act.delivered_at.replace(microsecond=0).astimezone(UTC),
        place=len(ask.state.orders),
        term_days=act.term_days,
        released_at=None,
    )
    standing = {each.id for each in seizure_queue((*ask.state.orders, order), ask.at)}
    revived = [s for s in ask.state.past_seizures if s.id in standing and s.ends_at is not None]
    for gone in revived:
        since = _entered_since(ask.state, gone.ends_at or ask.at)
        if since:
            back = f"{gone.organ}{gone.document_no}的查封会因此重新排上"
            return f"{back}，可它到期以后又登记或者变更过{since}，请书面告知{act.organ}"
    return ""


def _went_on(order: Ordered, end: datetime, at: datetime) -> bool:
    """Whether an order that still stands was renewed after ``end``."""
    stands = order.released_at is None or order.released_at > at
    return stands and any(r.delivered_at >= end for r in order.renewals)


def _entered_since(state: UnitState, end: datetime) -> str:
    """What kind of right was entered or changed on the unit after ``end``; "" for none.

    Any row: of a changed one the state does not tell whether somebody acquired before the change,
    and the court can order anew what is refused here.
    """
    rights: tuple[tuple[str, Sequence[Recorded]], ...] = (
        ("所有权或者使用权", (state.ownership,) if state.ownership is not None else ()),
        ("抵押权", state.mortgages),
        ("预告", state.notices),
        ("居住权", state.habitations),
        ("地役权", state.easements),
        ("土地经营权", state.operations),
    )
    return next((n for n, held in rights if any(r.recorded_from >= end for r in held)), "")


def _twice_fault(ask: Ask, act: Seize) -> str:
    known = (s for s in ask.state.seizures if s.organ == act.organ)
    if any(s.document_no == act.document_no for s in known):
        return f"{act.organ}的{act.document_no}已经登记过"
    return ""


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
    "E09",
    CIVIL_CODE.of(221),
    on=(CancelNotice,),
    holds="预告登记证明和权利人与登记簿一致",
    remedy="请核对登记证明号，由预告登记的权利人申请",
)
def notice_is_named(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, CancelNotice):
        return None
    notice = by_proof(ask.state.notices, act.proof_no)
    if notice is None:
        return Found(words={"why": f"没有登记证明 {act.proof_no} 的预告登记，或者已经注销"})
    absent = [p.name for p in notice.holders if p.key not in ask.facts.applicants]
    if absent:
        return Found(words={"why": f"预告登记的权利人是{'、'.join(absent)}，要由他申请注销"})
    if any(_rests_on(loan, notice) for loan in ask.state.notices):
        return Found(words={"why": "买方的抵押预告是依据它办的，还没有注销，请先注销或者一起注销"})
    return None


def _rests_on(loan: NoticeState, sale: NoticeState) -> bool:
    """Whether a buyer gave notice of his mortgage by the notice of what he bought (P02)."""
    kinds = (NoticeKind.OTHER_MORTGAGE, NoticeKind.OTHER_SALE)
    same = {p.key for p in loan.obligors} == {p.key for p in sale.holders}
    return (loan.kind, sale.kind) == kinds and same


@rule(
    "E10",
    CIVIL_CODE.of(220),
    on=(EnterObjection, RecordSuit, CancelObjection),
    holds="异议登记的人、事项和时间说得通",
    remedy="请核对异议登记证明；要起诉的，请带法院的受理通知书",
)
def objection_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    why = ""
    if isinstance(act, EnterObjection):
        why = _objection_fault(ask, act)
    elif isinstance(act, RecordSuit | CancelObjection):
        named = _named_objection(ask, act.proof_no)
        if named is None:
            why = f"没有登记证明 {act.proof_no} 的异议登记，或者已经注销"
        elif isinstance(act, RecordSuit):
            why = _suit_fault(ask, act, named)
        elif named.objector.key not in ask.facts.applicants:
            why = f"提出异议的是{named.objector.name}，要由他申请注销"
    return Found(words={"why": why}) if why else None


def _objection_fault(ask: Ask, act: EnterObjection) -> str:
    """The same claim on the same ground cannot be entered a second time (实施细则 83)."""
    known = (*ask.state.objections, *ask.state.past_objections)
    if any(o.objector.key == act.objector.key and o.matter == act.matter for o in known):
        return "同一个人就同一件事登记过异议，不能再登记一次"
    if act.objector.key not in ask.facts.applicants:
        return f"要由提出异议的{act.objector.name}申请"
    late = act.sued_on is not None and act.sued_on > ask.at.astimezone(SHANGHAI).date()
    if late:
        return "起诉的日子在今天以后"
    fifteenth = ask.at.astimezone(SHANGHAI).date() + timedelta(days=OBJECTION_DAYS)
    if act.last_day is not None and not 0 <= (act.last_day - fifteenth).days <= HOLIDAYS:
        last = day_words(objection_last_day(ask.at))  # a Saturday that is worked is not put off
        return f"起诉的最后一天应当是{last}，遇法定节假日顺延到节后第一个工作日"
    return ""


def _named_objection(ask: Ask, proof_no: str) -> ObjectionState | None:
    """In force, or lapsed: a suit brought in time may be proved later."""
    known = (*ask.state.objections, *ask.state.past_objections)
    return by_proof((o for o in known if not o.closed), proof_no)


def _suit_fault(ask: Ask, act: RecordSuit, objection: ObjectionState) -> str:
    if objection.lapses_on is None:
        return "这件异议已经补记过起诉"
    last = objection_lapses_on(objection.recorded_from, None, objection.last_day)
    if act.sued_on > ask.at.astimezone(SHANGHAI).date():
        return "起诉的日子在今天以后"
    if last is not None and act.sued_on > last:
        return f"要在异议登记以后 15 天内起诉，也就是{day_words(last)}以前"
    return ""


@rule(
    "E11",
    REGULATION.of(14),
    on=(RestrictByGovernment, LiftRestriction),
    holds="限制决定的机关、文号和日期说得通",
    remedy="请对照政府的决定改好",
)
def restriction_is_sound(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    known = {(x.organ, x.document_no) for x in (*ask.state.stops, *ask.state.other_stops)}
    why = ""
    if isinstance(act, RestrictByGovernment):
        if act.to_day is not None and act.to_day < act.from_day:
            why = "限制的结束日早于开始日"
        elif (act.organ, act.document_no) in known:
            why = f"{act.organ}的{act.document_no}已经登记过"
    elif isinstance(act, LiftRestriction) and (act.organ, act.restriction_document_no) not in known:
        why = f"没有{act.organ}文号为{act.restriction_document_no}的限制，或者已经解除"
    return Found(words={"why": why}) if why else None


@rule(
    "E24",
    CIVIL_CODE.of(221),
    on=(EnterNotice,),
    holds="预告登记的双方和种类说得通",
    remedy="请双方一起申请；合同约定可以单方申请的，请带合同",
)
def notice_is_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    if not isinstance(act, EnterNotice):
        return ()
    return tuple(Found(words={"why": why}) for why in _notice_faults(ask, act))


def _notice_faults(ask: Ask, act: EnterNotice) -> Iterator[str]:
    if not act.holders or not act.obligors:
        yield "没有填权利人或者义务人"
    elif {p.key for p in act.holders} & {p.key for p in act.obligors}:
        yield "权利人和义务人不能是同一个人"
    signing = act.holders if act.agreed_alone else (*act.holders, *act.obligors)
    absent = [p.name for p in signing if p.key not in ask.facts.applicants]
    if absent:
        yield f"还差{'、'.join(dict.fromkeys(absent))}的申请"
    if act.kind in _OF_REGISTERED and ask.state.ownership is None:
        yield "还没有首次登记的，只能办预购商品房的预告登记"
    if _is_late_presale(ask, act):
        yield "已经首次登记，不再是预购商品房，请办其他不动产预告登记，或者直接办转移、抵押登记"
    sold = [n for n in ask.state.notices if n.kind not in MORTGAGE_NOTICES]
    if act.kind not in MORTGAGE_NOTICES and sold:
        yield f"已经有买卖预告登记（{sold[0].proof_no}），不能再办一个"


def _is_late_presale(ask: Ask, act: EnterNotice) -> bool:
    """A home that somebody owns is built; only a bank still follows its buyer's notice."""
    if act.kind in _OF_REGISTERED or ask.state.ownership is None:
        return False
    buying = {p.key for p in act.obligors}
    sold = (n for n in ask.state.notices if n.kind is NoticeKind.PRESALE)
    followed = any({p.key for p in n.holders} == buying for n in sold)
    return act.kind is NoticeKind.PRESALE or not followed


_OF_REGISTERED = (NoticeKind.OTHER_SALE, NoticeKind.OTHER_MORTGAGE)


RESTRICTION_RULES: tuple[Rule, ...] = (
    seizure_is_sound,
    notice_is_named,
    objection_is_sound,
    restriction_is_sound,
    notice_is_sound,
)
