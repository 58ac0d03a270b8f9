"""What the open page may say of a certificate: by its number alone, and with its check code."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique

from dengbu.cadastre import api as cadastre
from dengbu.casework.api import uses
from dengbu.kernel.chinese import SHANGHAI, day_words, moment_words, normalise_code
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.open.places import estate
from dengbu.web.open.words import ended_for_good, proved, public_name, use_words, void_reason
from dengbu.web.shared.words import code_blocks

NOTICES = {
    register.NoticeKind.PRESALE: "新房买卖的预告",
    register.NoticeKind.OTHER_SALE: "房屋买卖的预告",
    register.NoticeKind.PRESALE_MORTGAGE: "新房抵押的预告",
    register.NoticeKind.OTHER_MORTGAGE: "房屋抵押的预告",
}
SEIZURE = "查封"
CODE_DASHES = str.maketrans("", "", "-－—·")


@unique
class Finding(StrEnum):
    """What was found of a number and, where one was given, its check code."""

    VALID = "valid"  # genuine, its right is current
    VOID = "void"  # genuine, its right was ended by an entry
    LAPSED = "lapsed"  # genuine, the law ended it by date
    UNKNOWN = "unknown"  # the register issued no such number
    MISMATCH = "mismatch"  # the number exists, the check code is not its own


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of the answer."""

    label: str
    value: str
    strong: bool = False
    signal: str = ""  # ok or warn: shown with icon


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the page says."""

    finding: Finding
    number: CertificateNumber
    lines: tuple[Line, ...]
    proven: bool  # the check code was given and is right
    office: str = ""  # code of the office that issued it, "" when not known
    ended: str = ""  # the right of a void proof that is gone for good: 抵押权
    seized: bool = False  # as told to whoever gave the check code


Tell = Callable[[register.CertificateView, bool, datetime], tuple[Line, ...]]


def check_certificate(number: CertificateNumber, code: str, *, now: datetime) -> Answer:
    """The answer for a number and an optional check code, as typed."""
    view = register.certificate(str(number), now=now)
    given = normalise_code(code).translate(CODE_DASHES)
    if view is None:
        return Answer(finding=Finding.UNKNOWN, number=number, lines=_unknown(), proven=False)
    proven = bool(view.check_code) and hmac.compare_digest(given.encode(), view.check_code.encode())
    if given and not proven:
        return Answer(
            finding=Finding.MISMATCH,
            number=number,
            lines=_mismatch(),
            proven=False,
            office=view.office,
        )
    finding, tell = _standing(view)
    lines = tell(view, proven, now)
    return Answer(
        finding=finding,
        number=number,
        lines=lines,
        proven=proven,
        office=view.office,
        ended=_ended(view),
        seized=any(one.label == SEIZURE and one.signal == "warn" for one in lines),
    )


def _ended(view: register.CertificateView) -> str:
    void = view.voided_at is not None
    proof = view.kind is register.CertificateKind.PROOF
    return proved(view) if void and proof and ended_for_good(view) else ""


def _unknown() -> tuple[Line, ...]:
    return (
        Line(label="查到什么", value="登记簿里没有这个证号", strong=True),
        Line(label="也许是", value="证号抄错了；证书是别的城市发的；证书是伪造的"),
    )


def _mismatch() -> tuple[Line, ...]:
    return (
        Line(label="查到什么", value="有这个证号，但防伪码不是它的", strong=True),
        Line(label="也许是", value="防伪码抄错了；码被裁剪或涂改；有人拿真证号印了假证"),
    )


def _standing(view: register.CertificateView) -> tuple[Finding, Tell]:
    """What is found of a certificate that exists, and what tells of it."""
    if view.valid:
        return Finding.VALID, _valid
    return (Finding.LAPSED, _lapsed) if view.lapsed else (Finding.VOID, _void)


def _void(view: register.CertificateView, proven: bool, now: datetime) -> tuple[Line, ...]:
    since = moment_words(view.voided_at) if view.voided_at else ""
    unit = cadastre.unit(view.unit_code)
    return (
        Line(label="什么时候", value=f"{since} 起不再有效", strong=True),
        Line(label="为什么", value=void_reason(view)),
        Line(label="坐落", value=_place(unit, proven)),
    )


def _lapsed(view: register.CertificateView, proven: bool, now: datetime) -> tuple[Line, ...]:
    """A proof that the law ended by date: whose it was is known from the day it was issued."""
    then = register.unit_state(view.unit_code, now=now, as_of=view.issued_at)
    return (
        Line(label="为什么", value=view.lapsed, strong=True),
        *_people(view, then, proven),
        Line(label="坐落", value=_place(cadastre.unit(view.unit_code), proven)),
    )


def _valid(view: register.CertificateView, proven: bool, now: datetime) -> tuple[Line, ...]:
    unit = cadastre.unit(view.unit_code)
    codes = [c for c in (view.unit_code, *view.other_units) if c not in view.void_units]
    states = register.unit_states(codes, now=now)
    state = states[view.unit_code]
    lines = [
        *_people(view, state, proven),
        Line(label="坐落", value=_place(unit, proven)),
    ]
    if view.other_units:
        others, void = len(view.other_units), len(view.void_units)
        gone = f"，其中{void}个已经作废，这本证不再证明" if void else ""
        told = "；下面说有的，是这些单元里至少有一个有" if proven and len(codes) > 1 else ""
        lines.append(Line(label="同一本证", value=f"还记着另外{others}个单元{gone}{told}"))
    if proven:
        lines += [
            Line(label="用途", value=use_words(unit)),
            Line(label="登簿", value=moment_words(view.issued_at)),
            *_burdens(view, list(states.values())),
        ]
    return tuple(lines)


def _people(
    view: register.CertificateView, state: register.UnitState, proven: bool
) -> tuple[Line, ...]:
    """Holders, and for a proof who owes."""
    if view.kind is register.CertificateKind.TITLE:
        return (_names("权利人", _owners(view, state), proven),)
    for mortgage in state.mortgages:
        if mortgage.id == view.mortgage_id:
            return (
                Line(label="证明什么", value="抵押权"),
                _names("抵押权人", mortgage.mortgagees, proven),
                _names("抵押人", mortgage.mortgagors, proven),
            )
    for notice in state.notices:
        if notice.id == view.notice_id:
            return (
                Line(label="证明什么", value="预告登记"),
                _names("权利人", notice.holders, proven),
                _names("义务人", notice.obligors, proven),
            )
    return _of_use(view, state, proven) or _of_objection(view, state, proven)


def _of_use(
    view: register.CertificateView, state: register.UnitState, proven: bool
) -> tuple[Line, ...]:
    for habitation in state.habitations:
        if habitation.id == view.habitation_id:
            return _habitation(habitation, proven)
    for easement in (*state.easements, *state.benefits):
        if easement.id == view.easement_id:
            return _easement(easement, proven)
    return ()


def _of_objection(
    view: register.CertificateView, state: register.UnitState, proven: bool
) -> tuple[Line, ...]:
    if view.objection_id is None:  # what it proves is known from its number all the same
        return (Line(label="证明什么", value=proved(view)),)
    objectors = tuple(o.objector for o in state.objections if o.id == view.objection_id)
    return (Line(label="证明什么", value="异议登记"), _names("申请人", objectors, proven))


def _habitation(right: register.HabitationState, proven: bool) -> tuple[Line, ...]:
    """How one may live there is told to whoever holds the paper, with its code."""
    return (
        Line(label="证明什么", value=uses.HABITATION),
        _names("居住权人", right.holders, proven),
        _names("设立人", right.grantors, proven),
        *_use((("居住的条件", right.scope),), uses.until(right), proven),
    )


def _easement(right: register.EasementState, proven: bool) -> tuple[Line, ...]:
    codes = (("供役地", right.servient_code), ("需役地", right.dominant_code))
    places = tuple((label, " ".join(code_blocks(code))) for label, code in codes)
    return (
        Line(label="证明什么", value=uses.EASEMENT),
        _names("权利人", right.dominant_holders, proven),
        _names("供役地权利人", right.servient_holders, proven),
        *_use((*places, ("内容", right.content)), uses.until(right), proven),
    )


def _use(said: Sequence[tuple[str, str]], term: str, proven: bool) -> tuple[Line, ...]:
    if not proven:
        return ()
    return (
        *(Line(label=label, value=value) for label, value in said),
        Line(label="期限", value=term),
    )


def _owners(
    view: register.CertificateView, state: register.UnitState
) -> tuple[register.PartyRef, ...]:
    if view.holder is not None:
        return (view.holder,)
    return tuple(h.party for h in state.ownership.holders) if state.ownership else ()


def _names(label: str, people: tuple[register.PartyRef, ...], proven: bool) -> Line:
    shown = "、".join(p.name if proven else public_name(p) for p in people)
    return Line(label=label, value=shown or "没有记载", strong=proven)


def _burdens(
    view: register.CertificateView, states: Sequence[register.UnitState]
) -> tuple[Line, ...]:
    """What rests on any unit of the paper: a buyer takes them all."""
    seizure = _yes_no(SEIZURE, any(s.seizures for s in states), "被法院查封，现在不能过户")
    stops = [(f"{one.organ}限制交易", one.from_day) for s in states for one in s.stops]
    stop = _dated("限制", stops)
    if view.kind is register.CertificateKind.PROOF:
        return (seizure, stop)
    bars = "不经预告登记的权利人同意不能过户"
    loans = {  # one debt may rest on several units, and one proof
        m.debt_id or m.proof_no or m.id: m for s in states for m in s.mortgages
    }
    notices = [(f"{NOTICES[n.kind]}，{bars}", _day(n)) for s in states for n in s.notices]
    doubts = [("有人说登记有错，买之前请先弄清楚", _day(o)) for s in states for o in s.objections]
    return (
        _yes_no("抵押", bool(loans), mortgaged(list(loans.values()))),
        seizure,
        _dated("预告", notices),
        _dated("异议", doubts),
        _dated(uses.HABITATION, [_living(h) for s in states for h in uses.habitations(s)]),
        _dated(uses.EASEMENT, [_serving(e) for s in states for e in uses.easements(s)]),
        stop,
    )


def mortgaged(mortgages: Sequence[register.MortgageState]) -> str:
    """How many, and whether a buyer needs the mortgagee's consent (Civil Code 406)."""
    banned = sum(m.transfer_restricted is True for m in mortgages)
    silent = sum(m.transfer_restricted is None for m in mortgages)
    count = len(mortgages)
    told = [f"{count} 笔，已抵押给银行或他人"]
    if banned:
        which = "" if banned == count else f"其中 {banned} 笔"
        told.append(f"{which}约定了禁止或者限制转让，要抵押权人同意才能过户")
    if silent:
        which = "" if silent == count else f"其中 {silent} 笔"
        told.append(f"{which}没有记载能不能转让，买之前请问清楚")
    if not banned and not silent:
        told.append("没有约定限制转让，过户以后抵押跟着房子走")
    return "；".join(told)


def _living(right: register.HabitationState) -> tuple[str, date]:
    return f"有人可以一直住，{uses.until(right)}，买了房子也不能让他搬走", uses.since(right)


def _serving(right: register.EasementState) -> tuple[str, date]:
    return f"{right.content}，{uses.until(right)}，买了房子也要照办", uses.since(right)


def _day(right: register.NoticeState | register.ObjectionState) -> date:
    return right.recorded_from.astimezone(SHANGHAI).date()


def _dated(label: str, found: Sequence[tuple[str, date]]) -> Line:
    """What there is of a kind and since when, without whose it is."""
    each = dict.fromkeys(f"{what}（{day_words(since)}起）" for what, since in found)
    told = "；".join(each)
    return _yes_no(label, bool(found), told)


def _yes_no(label: str, there: bool, said: str) -> Line:
    if there:
        return Line(label=label, value=f"有，{said}", signal="warn")
    return Line(label=label, value="没有", signal="ok")


def _place(unit: cadastre.UnitFacts | None, proven: bool) -> str:
    if unit is None:
        return "没有记载"
    return unit.address if proven else estate(unit)
