"""改派: a chief hands a case to another examiner, with a reason that everybody on it can read.

The draw stays the rule (双平行, 随机均分): what is handed over is no draw and leaves no row among
them, but one line in the case's journal, with who gave it to whom and why. Whoever accepted a case
neither gets it nor says who does; whoever gets it holds the post in the case's department.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits
from dengbu.casework.dispatch import department_of, loads
from dengbu.casework.dispatching.interests import kept_away
from dengbu.casework.holding import held, taken
from dengbu.casework.models import Case, CaseStatus
from dengbu.casework.queries_case import case_view
from dengbu.casework.views import CaseView
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

HELD = (CaseStatus.EXAMINING, CaseStatus.SUPPLEMENT)
"""Where an examiner has a case: at the desk, or coming back to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Examiner:
    """An examiner with what is on the desk now."""

    id: int
    name: str
    open: int  # cases to examine


def examiners_of(actor: accounts.Actor) -> tuple[Examiner, ...]:
    """Every examiner of the actor's office, by name. Raises `Faults` PERMISSION_MISSING."""
    accounts.require(actor, accounts.Permission.ASSIGN)
    return _loaded(accounts.examiners(actor.office, *accounts.Department))


def may_take(case_no: str, *, actor: accounts.Actor, now: datetime) -> tuple[Examiner, ...]:
    """Who else may examine a case and is at work today, the least loaded first.

    Nobody if the actor may not say so.
    """
    case = Case.objects.filter(case_no=normalise_code(case_no), status__in=HELD).first()
    if case is None or _barred(case, actor):
        return ()
    return _loaded(_takers(case, now.astimezone(SHANGHAI).date()))


def _loaded(refs: Sequence[accounts.ActorRef]) -> tuple[Examiner, ...]:
    burden = loads([e.id for e in refs])
    found = (Examiner(id=e.id, name=e.name, open=burden[e.id]) for e in refs)
    return tuple(sorted(found, key=lambda e: (e.open, e.name, e.id)))


def _takers(case: Case, today: date) -> list[accounts.ActorRef]:
    found = accounts.examiners(case.office, department_of(case), on=today)
    away = kept_away([case.id], [e.id for e in found]).get(case.id, {})
    return [e for e in found if e.id not in (case.acceptor_id, case.examiner_id, *away)]


def _barred(case: Case, actor: accounts.Actor) -> Fault | None:
    """Why the actor may not say who examines the case."""
    if not accounts.may(actor, accounts.Permission.ASSIGN) or case.office != actor.office:
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        return Fault(code=FaultCode.NOT_FOUND, message=said)
    if case.acceptor_id == actor.id:
        said = "这件是您受理的，由谁审不能由您定，请别的科长改派"
        return Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said)
    if kept_away([case.id], [actor.id]):
        said = "这件和您申报的回避事项有关，由谁审不能由您定，请别的科长改派"
        return Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said)
    return None


def hand_over(
    case_no: str,
    *,
    to: int | None,
    reason: str,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
) -> CaseView:
    """Give a case to another examiner (account ``to``); time and revision go on.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, STATE_CHANGED, LOCK_TIMEOUT, STEP_NOT_ALLOWED for
    the acceptor's own case and for one that the actor keeps away from, and REQUIRED, CODE_LIST or
    TOO_LONG at ``to`` and ``why``.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    with transaction.atomic():
        case = taken(normalise_code(case_no))
        barred = _barred(case, actor)
        if barred is not None:
            raise Faults(barred)
        held(case, CaseStatus(case.status) if case.status in HELD else HELD[0], revision)
        person, words = _asked(case, to, reason, today=now.astimezone(SHANGHAI).date())
        before, before_id = case.examiner_name, case.examiner_id
        case.examiner_id, case.examiner_name = person.id, person.name
        case.revision += 1
        case.save(update_fields=["examiner_id", "examiner_name", "revision"])
        line = journal.Line(
            office=case.office,
            case_id=case.id,
            kind="REASSIGN",
            who=actor.name,
            text=f"由{before}改派给{person.name}审核：{words}",
            data={"from": before_id, "to": person.id, "by": actor.id},
        )
        journal.write([line], at=now)
    return case_view(case, now=now)


def _asked(
    case: Case, to: int | None, reason: str, *, today: date
) -> tuple[accounts.ActorRef, str]:
    """The examiner and the reason, regular; `Faults` for both at once."""
    faults, words = FaultList(), " ".join(reason.split())
    person = next((e for e in _takers(case, today) if e.id == to), None)
    if to is None:
        faults.add(FaultCode.REQUIRED, "请选改派给谁", field="to")
    elif person is None:
        label = department_of(case).label
        said = (
            f"请选{label}的另一位审核员：不能是受理这件的人、要回避的人、还是现在这位，"
            "或者今天请假的人"
        )
        faults.add(FaultCode.CODE_LIST, said, field="to")
    if not words:
        said = "请写改派的原因，这件的各方都看得到"
        faults.add(FaultCode.REQUIRED, said, field="why")
    limits.within(words, limits.REASSIGNMENT, "改派的原因", faults, field="why")
    faults.raise_if_any()
    if person is None:
        raise LookupError("an examiner was neither found nor missed")
    return person, words
