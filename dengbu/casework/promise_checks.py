"""后续核查: promises are checked with the departments, whatever became of the case meanwhile.

An engine of the worker: it claims what is due by putting the next check off, so that a kill loses
nothing and two workers never ask the same, asks outside of any transaction, and then writes with
the case locked. Ground: 国办发〔2020〕42号.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from dengbu.accounts import api as accounts
from dengbu.casework import limits, promising
from dengbu.casework.catalogue import service_version
from dengbu.casework.holding import taken
from dengbu.casework.models import Case, CaseStatus, Material, Promise, PromiseState
from dengbu.casework.questions import wanted
from dengbu.casework.sharing import PaperAnswer, answers_to
from dengbu.casework.values import from_json
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

CHECKING = "承诺核查"
SOON = timedelta(minutes=10)  # after a department that did not answer; also how long a claim lasts
LATER = timedelta(days=1)  # after one that knows nothing yet, or is not connected
GONE = "没有这样一件要核实的承诺，或者同事已经处理了"
MOST = 20  # rows a step: one to each person of a paper


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Promises in place of one paper that were found untrue: somebody has to act."""

    case_no: str
    unit_code: str
    title: str
    address: str
    entered: bool  # the registration stands, and may have to be revoked
    material: str
    paper: str
    names: str
    reason: str
    since: datetime


def check_promises(*, now: datetime) -> int:
    """Check what is due; for how many papers."""
    due = _claimed(now)
    for case_id, material in due:
        _check(Case.objects.get(id=case_id), material, now=now)
    return len(due)


@transaction.atomic
def _claimed(now: datetime) -> list[tuple[int, str]]:
    rows = Promise.objects.filter(state=PromiseState.OPEN, next_check_at__lte=now)
    found = list(rows.select_for_update(skip_locked=True).order_by("next_check_at", "id")[:MOST])
    Promise.objects.filter(id__in=[p.id for p in found]).update(next_check_at=now + SOON)
    return list(dict.fromkeys((p.case_id, p.material) for p in found))


def _check(case: Case, material: str, *, now: datetime) -> None:
    """Ask again about one paper of one case, and write what came of it."""
    if case.status in (CaseStatus.WITHDRAWN, CaseStatus.REFUSED):  # it stood in for nothing
        Promise.objects.filter(case=case, state=PromiseState.OPEN).update(next_check_at=None)
        return
    service = service_version(case.service_id)
    asked = wanted(from_json(case.request), service, today=now.astimezone(SHANGHAI).date())
    if material not in asked:
        Promise.objects.filter(case=case, material=material, state=PromiseState.OPEN).update(
            next_check_at=now + LATER
        )
        return
    reason = exchange.Reason(
        purpose=CHECKING, reference=case.case_no, actor=accounts.system_actor(case.office)
    )
    only = {material: asked[material]}
    found = answers_to(only, office=case.office, reason=reason, now=now, fresh=True)
    _write(case.case_no, material, found.answers[material], now=now)


@transaction.atomic
def _write(case_no: str, material: str, answer: PaperAnswer, *, now: datetime) -> None:
    case = taken(case_no)
    rows = Promise.objects.filter(case=case, material=material, state=PromiseState.OPEN)
    settled = {"checked_at": now, "ask_id": answer.facts[0].ask_id, "next_check_at": None}
    if answer.shared:
        if rows.update(state=PromiseState.KEPT, **settled):
            promising.note(case, CHECKING, f"承诺核查属实：{_paper(case, material)}", now=now)
    elif answer.outcome is Outcome.NO_MATCH:
        said = "；".join(answer.words)[:300]
        if rows.update(state=PromiseState.BROKEN, reason=said, **settled):
            _untrue(case, material, said, now=now)
    else:
        unknown = (Outcome.UNKNOWN, Outcome.NOT_CONNECTED)
        pause = LATER if answer.outcome in unknown else SOON
        rows.update(next_check_at=now + pause)


def _paper(case: Case, material: str) -> str:
    return Material.objects.values_list("name", flat=True).get(case=case, code=material)


def _untrue(case: Case, material: str, said: str, *, now: datetime) -> None:
    """An open case lacks its paper; what was entered already is for an examiner to look into."""
    status = CaseStatus(case.status)
    if status is CaseStatus.APPROVED:
        case.status = CaseStatus.EXAMINING
        case.save(update_fields=["status"])
    if status.open:
        name = promising.ask_for_paper(case, material)
        promising.note(case, CHECKING, f"承诺核查不实：{said}；{name}要补交", now=now)
    else:
        told = f"承诺核查不实：{said}；请审核员核实，该撤销的依法撤销"
        promising.note(case, CHECKING, told, now=now)


def findings(office: str, *, limit: int = 50) -> tuple[Finding, ...]:
    """Untrue promises that nobody has dealt with, oldest first; people of one paper together."""
    return _findings(_unsettled(office)[:limit])


def finding(case_no: str, material: str, *, actor: accounts.Actor) -> Finding:
    """The one of this paper. Raises `Faults` NOT_FOUND where there is none or it is settled."""
    rows = _unsettled(actor.office).filter(case__case_no=normalise_code(case_no), material=material)
    found = _findings(rows)
    if not found:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=GONE))
    return found[0]


def _unsettled(office: str) -> QuerySet[Promise]:
    rows = Promise.objects.filter(office=office, state=PromiseState.BROKEN, settled_at=None)
    return rows.select_related("case").order_by("checked_at", "id")


def _findings(rows: Iterable[Promise]) -> tuple[Finding, ...]:
    found: dict[tuple[int, str], list[Promise]] = {}
    for row in rows:
        found.setdefault((row.case_id, row.material), []).append(row)
    return tuple(_finding(group) for group in found.values())


def _finding(rows: list[Promise]) -> Finding:
    case, row = rows[0].case, rows[0]
    return Finding(
        case_no=case.case_no,
        unit_code=case.request["unit_code"],
        title=case.title,
        address=case.address,
        entered=case.status == CaseStatus.ENTERED,
        material=row.material,
        paper=_paper(case, row.material),
        names="、".join(p.name for p in rows),
        reason=row.reason,
        since=row.checked_at or row.signed_at,
    )


@transaction.atomic
def settle_promise(
    case_no: str,
    material: str,
    *,
    untrue: bool,
    words: str,
    actor: accounts.Actor,
    now: datetime,
) -> None:
    """An examiner looked into it: ``untrue`` stays on the people, an error is taken off them.

    Raises `Faults` REQUIRED, TOO_LONG, NOT_FOUND (also when a colleague was quicker), LOCK_TIMEOUT
    or PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.EXAMINE)
    said, faults = " ".join(words.split()), FaultList()
    if not said:
        faults.add(FaultCode.REQUIRED, "请写明核实的结果", field="words")
    limits.within(said, limits.RULING, "核实的结果", faults, field="words")
    faults.raise_if_any()
    case = taken(normalise_code(case_no))
    rows = Promise.objects.filter(
        case=case, material=material, state=PromiseState.BROKEN, settled_at=None
    )
    if case.office != actor.office or not rows.update(
        state=PromiseState.BROKEN if untrue else PromiseState.KEPT,
        settled_at=now,
        settled_by_id=actor.id,
        settled_by_name=actor.name[:50],
        ruling=said,
    ):
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=GONE))
    if not untrue and CaseStatus(case.status) in promising.BEFORE_ENTRY:
        promising.put_back(case, material, now=now)
    verdict = "确实不实，以后不再接受他的承诺" if untrue else "查错了，记号已经去掉"
    promising.note(case, actor.name, f"核实了承诺：{verdict}。{said}", now=now)
