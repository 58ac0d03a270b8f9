"""中止办理 and 权籍调查 of a case: begun and ended by its examiner, each with its words.

All that is written here stands in the journal, which the applicants read.
"""

from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits, noticing, pausing
from dengbu.casework.dispatching.interests import raise_if_kept_away
from dengbu.casework.grounds import check_ground
from dengbu.casework.holding import held, taken
from dengbu.casework.models import Case, CaseStatus, Interruption
from dengbu.casework.rules.interruptions import (
    InterruptionEnd,
    InterruptionKind,
)
from dengbu.casework.waiting import waiting_of
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.clause import Clause
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

_MISSING = {
    InterruptionKind.SURVEY: "请写明要调查什么",
    InterruptionKind.SUSPENSION: "请写明为什么中止",
}


@transaction.atomic
def order_survey(
    case_no: str,
    *,
    what: str,
    surveyor: str,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> None:
    """权籍调查: order a survey for a case; its clock stands until the result is noted.

    ``what`` is to be measured or checked, ``surveyor`` the unit that does it. For the case's
    examiner. Raises `Faults` REQUIRED, TOO_LONG, STATE_CHANGED, STEP_NOT_ALLOWED, NOT_FOUND,
    LOCK_TIMEOUT or PERMISSION_MISSING. Ground: 《不动产登记暂行条例实施细则》 on the survey of
    ownership and boundaries before registration; its time does not count.
    """
    case = _examined_by(case_no, actor, revision)
    faults, by = FaultList(), " ".join(surveyor.split())
    reason = _words(what, _MISSING[InterruptionKind.SURVEY], "调查的内容", faults, field="what")
    if not by:
        faults.add(FaultCode.REQUIRED, "请写明由哪个测绘单位调查", field="surveyor")
    limits.within(by, limits.NAME, "测绘单位的名称", faults, field="surveyor")
    faults.raise_if_any()
    _begin(case, InterruptionKind.SURVEY, actor, reason=reason, surveyor=by, now=now)


@transaction.atomic
def suspend(
    case_no: str,
    *,
    reason: str,
    ground: Clause,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> None:
    """中止办理: stop a case until somebody else has decided, with the reason and the legal ground.

    For the case's examiner. Raises as ``order_survey``, and CODE_LIST for an article that the law
    does not have.
    """
    case = _examined_by(case_no, actor, revision)
    faults = FaultList()
    said = _words(reason, _MISSING[InterruptionKind.SUSPENSION], "中止的原因", faults, field="what")
    check_ground(ground, faults, field="ground")
    faults.raise_if_any()
    _begin(case, InterruptionKind.SUSPENSION, actor, reason=said, ground=str(ground), now=now)


@transaction.atomic
def end_interruption(
    case_no: str,
    interruption: int,
    *,
    done: bool,
    result: str,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> None:
    """Note what came of a survey, or that a suspended case goes on; the clock runs on from now.

    ``done``: what was waited for is there; otherwise it is not waited for any more. Where the case
    waits for something else too it goes on standing. Raises as ``order_survey``.
    """
    case = _examined_by(case_no, actor, revision)
    open_ones = Interruption.objects.select_for_update(no_key=True)
    row = open_ones.filter(id=interruption, case=case, ended_at=None).first()
    if row is None:
        said = "这一项已经结束了，请看过现在的样子再办"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    faults = FaultList()
    words = _words(result, "请写明结果怎样", "结果", faults, field="result")
    faults.raise_if_any()
    outcome = InterruptionEnd.DONE if done else InterruptionEnd.LIFTED
    _end(row, outcome, result=words, actor=actor, now=now)
    noticing.close_if_run(case, now=now)
    noticing.run_on(case, now=now)
    _saved(case)
    kind = InterruptionKind(row.kind)
    due = f"；接着计时，最晚{moment_words(case.due_at)}办结" if case.paused_since is None else ""
    text = f"{kind.label}{outcome.label}：{words}{due}"
    _tell(case, actor, f"{kind.value}_END", text, now=now)


def end_with_case(case: Case, *, actor: accounts.Actor, now: datetime) -> None:
    """What a case that ends without entry still waited for is not waited for any more."""
    label = CaseStatus(case.status).label
    for row in Interruption.objects.select_for_update(no_key=True).filter(case=case, ended_at=None):
        said = f"这件办结了，不再等（办结前是“{label}”）"
        _end(row, InterruptionEnd.CLOSED, result=said, actor=actor, now=now)


def _examined_by(case_no: str, actor: accounts.Actor, revision: int) -> Case:
    accounts.require(actor, accounts.Permission.EXAMINE)
    case = taken(case_no)
    if case.examiner_id != actor.id or case.office != actor.office:
        said = f"这件派给了{case.examiner_name or '别人'}，由承办的审核员来办"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    raise_if_kept_away(case.id, actor)
    held(case, CaseStatus.EXAMINING, revision)
    return case


def _words(text: str, missing: str, what: str, faults: FaultList, *, field: str) -> str:
    said = " ".join(text.split())
    if not said:
        faults.add(FaultCode.REQUIRED, missing, field=field)
    limits.within(said, limits.WAITING, what, faults, field=field)
    return said


def _begin(
    case: Case,
    kind: InterruptionKind,
    actor: accounts.Actor,
    *,
    reason: str,
    now: datetime,
    ground: str = "",
    surveyor: str = "",
) -> None:
    if any(w.kind is kind for w in waiting_of(case)):
        said = f"这件已经在{kind.waits}，不用再来一次"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    noticing.close_if_run(case, now=now)
    Interruption.objects.create(
        office=case.office,
        case=case,
        kind=kind.value,
        reason=reason,
        ground=ground,
        surveyor=surveyor,
        began_at=now,
        began_by_id=actor.id,
        began_by_name=actor.name,
    )
    noticing.run_on(case, now=now)
    _saved(case)
    by = f"，由{surveyor}调查" if surveyor else f"（{ground}）"
    text = f"{kind.label}：{reason}{by}；这段时间不计时"
    _tell(case, actor, kind.value, text, now=now)


def _end(
    row: Interruption,
    outcome: InterruptionEnd,
    *,
    result: str,
    actor: accounts.Actor,
    now: datetime,
) -> None:
    row.ended_at, row.outcome, row.result = now, outcome.value, result
    row.ended_by_id, row.ended_by_name = actor.id, actor.name
    row.save(update_fields=["ended_at", "outcome", "result", "ended_by_id", "ended_by_name"])


def _saved(case: Case) -> None:
    case.revision += 1
    case.save(update_fields=["revision", *pausing.CLOCK])


def _tell(case: Case, actor: accounts.Actor, kind: str, text: str, *, now: datetime) -> None:
    line = journal.Line(office=case.office, case_id=case.id, kind=kind, who=actor.name, text=text)
    journal.write([line], at=now)
