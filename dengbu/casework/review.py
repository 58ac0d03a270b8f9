"""审核: an examiner approves, returns with one complete list of what is missing, or refuses.

Each act locks the case, checks that it is still what the examiner saw (``revision``), asks the
register's rules again, and writes decision, status and journal in one transaction. Of two people
who act at once one wins; the other is told. Ground: 《不动产登记暂行条例》第17、22条.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import (
    attesting,
    checks,
    interruptions,
    journal,
    limits,
    noticing,
    pausing,
    promising,
    registration,
    site_views,
    waiting,
)
from dengbu.casework.applicants import signed
from dengbu.casework.believing import as_far_as_believed
from dengbu.casework.bookings import build_booking
from dengbu.casework.catalogue import service_version
from dengbu.casework.consents import is_applicant
from dengbu.casework.dispatching.interests import raise_if_kept_away
from dengbu.casework.examination import as_fault
from dengbu.casework.fees import billed_anew, in_short
from dengbu.casework.grounds import check_ground
from dengbu.casework.holding import held, taken
from dengbu.casework.intake import confirmations, replace_request
from dengbu.casework.judging import check_request
from dengbu.casework.models import (
    Case,
    CaseStatus,
    CaseUnit,
    CheckPhase,
    Decision,
    DecisionKind,
)
from dengbu.casework.mortgaged import agreeing, ending, entering
from dengbu.casework.payments import issuing
from dengbu.casework.rules.lists import Pause
from dengbu.casework.serving import serves
from dengbu.casework.sharing import NOTHING, Shared, with_shared
from dengbu.casework.succession_checks import family_digest
from dengbu.casework.tax_stale import retaxed, untaxed
from dengbu.casework.values import CaseRequest, ReturnItem, from_json
from dengbu.kernel.clause import REGULATION, Clause
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.register import api as register

APPEAL = "不服的，可以在收到决定 60 日内申请行政复议，或者 6 个月内向人民法院起诉"
"""行政复议法 and 行政诉讼法: what every refusal names as the way out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What a decision made of a case."""

    case_no: str
    status: CaseStatus
    revision: int
    outcome: register.Outcome | None = None  # of the entry, where one was made


def _examined_by(case_no: str, actor: accounts.Actor, revision: int, *, now: datetime) -> Case:
    accounts.require(actor, accounts.Permission.EXAMINE)
    case = taken(case_no)
    if case.acceptor_id == actor.id:
        raise Faults(
            Fault(
                code=FaultCode.STEP_NOT_ALLOWED,
                message="这件是您受理的，要由别人审核",
            )
        )
    if case.examiner_id != actor.id or case.office != actor.office:
        said = f"这件派给了{case.examiner_name or '别人'}，只能由承办的审核员决定"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    raise_if_kept_away(case.id, actor)
    held(case, CaseStatus.EXAMINING, revision)
    noticing.close_if_run(case, now=now)
    return case


def examine(
    case: Case, actor: accounts.Actor, *, now: datetime
) -> tuple[register.RuleOutcome, ...]:
    """What the register's rules say of a case now."""
    booking = build_booking(
        case,
        registrar=register.Registrar(id=actor.id, name=actor.name),
        other_open_cases=registration.open_cases([case])[case.id],
        notice_over=case.id in noticing.over([case.id]),
        now=now,
    )
    return register.examine([booking], now=now)[0]


@transaction.atomic
def approve(
    case_no: str, *, actor: accounts.Actor, now: datetime, revision: int, opinion: str = ""
) -> Decided:
    """核定: the case then waits for entry.

    Raises `Faults` PRECONDITION for every rule that blocks now and for a public notice that has not
    run or has objections, FEE_UNPAID where the office enters nothing that is not paid,
    STATE_CHANGED, STEP_NOT_ALLOWED, PERMISSION_MISSING, NOT_FOUND, and LOCK_TIMEOUT while somebody
    else holds the case.
    """
    case = _examined_by(case_no, actor, revision, now=now)
    _short_enough(opinion, limits.OPINION, "审核意见", field="opinion")
    found = examine(case, actor, now=now)
    faults = [as_fault(o) for o in found if o.effect is register.Effect.BLOCK]
    unnoticed = noticing.hindrance_of(case, now=now)
    if unnoticed is not None:
        faults.append(unnoticed)
    faults.extend(issuing.unpaid([case.id]).values())
    faults.extend(entering.hindrances([case], now=now).values())
    faults += promising.hindrances(case)
    faults += waiting.hindrances_of(case)
    unseen = site_views.hindrance_of(case)
    if unseen is not None:
        faults.append(unseen)
    if faults:
        raise Faults(faults)
    checks.write(case.office, CheckPhase.REVIEW, [(case.id, found)], at=now)
    _decide(case, DecisionKind.APPROVE, actor, now, reason=opinion.strip())
    return _moved(case, CaseStatus.APPROVED, actor, now, "APPROVE", "审核通过，等登簿")


def _short_enough(text: str, longest: int, what: str, *, field: str) -> None:
    faults = FaultList()
    limits.within(text.strip(), longest, what, faults, field=field)
    faults.raise_if_any()


def approve_and_enter(
    case_no: str, *, actor: accounts.Actor, now: datetime, revision: int, opinion: str = ""
) -> Decided:
    """核定 and 登簿 in one go. Raises as ``approve``.

    The two are two transactions: should the second not come, the worker enters the case. If the
    register's rules stop it meanwhile, the case is back with the examiner and ``outcome`` says why.
    While others hold the unit or the counter the case stays approved, without an outcome. Who may
    not enter it leaves it unapproved too: half of what was asked is not what was asked.
    """
    accounts.require(actor, accounts.Permission.EXAMINE)
    accounts.require(actor, accounts.Permission.REGISTER)
    decided = approve(case_no, actor=actor, now=now, revision=revision, opinion=opinion)
    outcome = _entry(case_no)
    if outcome is None:
        return decided
    status = CaseStatus.ENTERED if outcome.booked else CaseStatus.EXAMINING
    return Decided(case_no=case_no, status=status, revision=decided.revision + 1, outcome=outcome)


def _entry(case_no: str) -> register.Outcome | None:
    """The entry, by whoever makes it; None while it has to wait for others."""
    try:
        return registration.register_now(case_no)
    except Faults as error:
        done = registration.entered_already(case_no)  # the worker may have been quicker
        if done is None and not registration.passes_by_itself(error):
            raise
        return done


@transaction.atomic
def return_for_supplement(
    case_no: str,
    *,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
    items: Sequence[ReturnItem],
    note: str = "",
) -> Decided:
    """补正: everything that is to be put right, told at one time; the clock stands meanwhile.

    Raises `Faults` REQUIRED for an empty list or item, and as ``approve``.
    """
    case = _examined_by(case_no, actor, revision, now=now)
    _check_items(items, note)
    _decide(
        case,
        DecisionKind.RETURN,
        actor,
        now,
        reason=note.strip(),
        items=[asdict(item) for item in items],
        clause=REGULATION.of(17),
    )
    why = f"等申请人补正 {len(items)} 项"
    pausing.pause(case, why, now=now, kind=Pause.SUPPLEMENT)
    names = "、".join(item.name for item in items)
    said = f"退回补正 {len(items)} 项：{names}"
    return _moved(case, CaseStatus.SUPPLEMENT, actor, now, "RETURN", said)


def _check_items(items: Sequence[ReturnItem], note: str) -> None:
    faults = FaultList()
    limits.within(note.strip(), limits.OPINION, "补充说明", faults, field="note")
    if not items:
        faults.add(FaultCode.REQUIRED, "请列出要补正的内容，一次写全", field="items")
    for place, item in enumerate(items):
        if not item.name.strip():
            faults.add(FaultCode.REQUIRED, "请写明要补什么", field=f"items.{place}.name")
        if not item.what.strip():
            faults.add(FaultCode.REQUIRED, "请写明怎么补", field=f"items.{place}.what")
        limits.within(item.name, limits.ITEM_NAME, "名称", faults, field=f"items.{place}.name")
        limits.within(item.what, limits.ITEM_WHAT, "怎么补", faults, field=f"items.{place}.what")
    faults.raise_if_any()


@transaction.atomic
def resubmit(
    case_no: str,
    request: CaseRequest,
    *,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
    note: str = "",
    shared: Shared = NOTHING,
) -> Decided:
    """The applicant has put things right: the case goes back to its examiner, the clock runs on.

    ``request`` is the whole request as it is now, and is billed anew; service and unit stay those
    of the case; ``shared`` as for `submit`. Raises `Faults` with everything that is wrong with it,
    STATE_CHANGED, NOT_FOUND, PERMISSION_MISSING.
    """
    case = taken(case_no)
    _may_supply(case, actor)
    held(case, CaseStatus.SUPPLEMENT, revision)
    noticing.close_if_run(case, now=now)
    _short_enough(note, limits.NOTE, "给审核员的话", field="note")
    unit = cadastre.unit(case.request["unit_code"])
    if unit is None:
        raise LookupError(f"case {case_no} stands on a unit that is gone")
    service = service_version(case.service_id)
    same = replace(request, service=service.code, channel=case.channel)
    before_it = from_json(case.request)
    same = as_far_as_believed(same, actor, before=before_it)
    if again := retaxed(before_it, same, service):
        same = untaxed(before_it, same)
    same = with_shared(same, service, shared, before=before_it)
    noticing.require_unchanged(case, same)
    checked = check_request(same, unit, service, now=now, own_case=case, shared=shared, to=actor)
    before, after = replace_request(case, checked, now=now)
    agreeing.restate(case, checked.request, now=now)
    waits = noticing.wait_of(case)
    pausing.run_on(case, checked.request, service, waits=waits, tax=again, now=now)
    words = note.strip()
    parts = [f"补正交回来了{'：' + words if words else ''}", *billed_anew(before, after)]
    if again and not checked.request.tax_cleared:
        parts.append(f"契税要按现在的缴：{again}")
    parts.append(f"时间还停着，{case.paused_reason}" if case.paused_since else "时限接着算")
    bills = {"before": in_short(before), "after": in_short(after)} if len(parts) > 2 else {}
    said = "，".join(parts)
    told = {**bills, **confirmations(checked.request), **family_digest(checked.request)}
    return _moved(case, CaseStatus.EXAMINING, actor, now, "RESUBMIT", said, data=told)


def _may_supply(case: Case, actor: accounts.Actor) -> None:
    """The window of the office, or whoever applies."""
    if actor.kind is accounts.AccountKind.OFFICER:
        accounts.require(actor, accounts.Permission.ACCEPT)
        own = serves(case, actor)
    else:
        own = applies(case, actor)
    if not own:
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))


def applies(case: Case, actor: accounts.Actor) -> bool:
    """Whether the actor signed the application, or their organisation filed it."""
    if actor.organisation_id is not None:
        return case.organisation_id == actor.organisation_id
    return is_applicant(signed(case.parties.all()), actor)


@transaction.atomic
def refuse(
    case_no: str,
    *,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
    reason: str,
    clause: Clause,
    remedy: str = APPEAL,
) -> Decided:
    """不予登记, with the reason, the legal ground and the way out (《条例》第22条).

    Raises `Faults` REQUIRED without reason or ground, and as ``approve``.
    """
    case = _examined_by(case_no, actor, revision, now=now)
    faults = FaultList()
    if not reason.strip():
        faults.add(FaultCode.REQUIRED, "请写明不予登记的理由", field="reason")
    limits.within(reason.strip(), limits.REASON, "理由", faults, field="reason")
    limits.within(remedy.strip(), limits.REMEDY, "“申请人可以怎么办”", faults, field="remedy")
    check_ground(clause, faults, field="clause")
    if not remedy.strip():
        faults.add(FaultCode.REQUIRED, "请写明申请人可以怎么办", field="remedy")
    faults.raise_if_any()
    ground, way_out = reason.strip(), remedy.strip()
    _decide(case, DecisionKind.REFUSE, actor, now, reason=ground, clause=clause, remedy=way_out)
    said = f"不予登记：{ground}（{clause}）"
    return closed(case, CaseStatus.REFUSED, actor, now, "REFUSE", said)


def _decide(
    case: Case,
    kind: DecisionKind,
    actor: accounts.Actor,
    now: datetime,
    *,
    reason: str = "",
    items: Sequence[Mapping[str, object]] = (),
    clause: Clause | None = None,
    remedy: str = "",
) -> None:
    made = Decision.objects.create(
        office=case.office,
        case=case,
        round=Decision.objects.filter(case=case).count() + 1,
        kind=kind,
        by_id=actor.id,
        by_name=actor.name,
        reason=reason,
        items=list(items),
        clause=str(clause) if clause else "",
        remedy=remedy,
        at=now,
    )
    attesting.decisions([made.id])
    case.decided_at = now


def closed(
    case: Case, status: CaseStatus, actor: accounts.Actor, now: datetime, kind: str, said: str
) -> Decided:
    """End a locked case without entry: its units are free again, its notice ends with it, and what
    was paid goes back."""
    noticing.end_with_case(case, status, by=actor.name, now=now)
    interruptions.end_with_case(case, actor=actor, now=now)
    case.closed_at = now
    pausing.run_free(case)
    CaseUnit.objects.filter(case=case, open=True).update(open=False)
    decided = _moved(case, status, actor, now, kind, said)
    issuing.close(case, now=now)
    ending.end_with_case(case, now=now)
    return decided


def _moved(
    case: Case,
    status: CaseStatus,
    actor: accounts.Actor,
    now: datetime,
    kind: str,
    said: str,
    *,
    data: Mapping[str, object] | None = None,
) -> Decided:
    case.status, case.revision = status.value, case.revision + 1
    case.save(update_fields=CHANGING)
    line = journal.Line(
        office=case.office,
        case_id=case.id,
        kind=kind,
        who=actor.name,
        text=said,
        data=data or {},
    )
    journal.write([line], at=now)
    return Decided(case_no=case.case_no, status=status, revision=case.revision)


CHANGING = (
    "status",
    "request",
    "search",
    *pausing.CLOCK,
    "decided_at",
    "closed_at",
    "revision",
)
