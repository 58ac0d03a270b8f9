"""When the clock of a case stands (暂停计时) and how it runs on (procedures, part 1).

It stands while the applicants put something right (补正), while the deed tax is awaited (缴税),
while a public notice runs (公告), while a survey is made (权籍调查) and while the case is suspended
(中止).
A case that was accepted before the tax was paid stands from its acceptance, not from the moment
when nothing but the tax is open: from then on it rests with the applicants when it can end, they
see so from the first minute ("暂停计时，等缴税"), and a promise never runs out over what the office
cannot do. The examiner has it all the while and may look at it, return it or refuse it; once the
tax is noted the whole promise runs, and the statutory limit with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dengbu.casework.calendar import moved
from dengbu.casework.models import Case, TaxInquiry
from dengbu.casework.rules.lists import Pause
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.kernel.chinese import SHANGHAI

TAX = "P16"  # the deed tax is settled before entry
AWAITING_TAX = "等缴税"
FIRST_ASK = timedelta(seconds=30)  # after acceptance, when the tax office has just been asked
CLOCK = (
    "due_at",
    "statutory_due_at",
    "provisional",
    "paused_since",
    "paused_reason",
    "paused_for",
)
"""Columns of a case that its clock is made of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """What the clock of a case stands for."""

    kind: Pause  # which list the case is in meanwhile (``rules/lists.py``)
    reason: str  # in words


def awaits_tax(request: CaseRequest, service: ServiceView) -> bool:
    """Whether the deed tax of the request is still to be paid (受理后再缴)."""
    return TAX in service.pending and not request.tax_cleared


def await_tax(case: Case, *, now: datetime) -> None:
    """Have the tax office asked until it has an answer; the case is saved already."""
    row = TaxInquiry(office=case.office, case=case, ask_at=now + FIRST_ASK)
    TaxInquiry.objects.bulk_create([row], ignore_conflicts=True)


def pause(case: Case, reason: str, *, now: datetime, kind: Pause = Pause.OTHER) -> None:
    """Stop the clock; one that stands already goes on standing, for the new reason.

    ``kind`` says in which list the case waits meanwhile (``rules/lists.py``).
    """
    case.paused_since = case.paused_since or now
    case.paused_reason, case.paused_for = reason, kind.value


def run_free(case: Case) -> None:
    """The clock stands no more; when it ends is left as it is."""
    case.paused_since, case.paused_reason, case.paused_for = None, "", Pause.RUNS.value


def resume(case: Case, *, now: datetime) -> None:
    """Let the clock run: what was left when it stopped is left now, on the working calendar."""
    if case.paused_since is None:
        return
    times = moved(case, frozen_at=case.paused_since, now=now)
    case.due_at, case.statutory_due_at = times.due_at, times.statutory_due_at
    case.provisional = times.provisional
    run_free(case)


def notice_reason(ends_at: datetime, unsettled: int = 0) -> str:
    """Why the clock stands while a notice runs, with what came in against it."""
    last = ends_at.astimezone(SHANGHAI)
    said = f"公告到 {last.month}月{last.day}日"
    return f"{said}，有 {unsettled} 份异议" if unsettled else said


def run_on(
    case: Case,
    request: CaseRequest,
    service: ServiceView,
    *,
    waits: Wait | None = None,
    tax: str = "",
    now: datetime,
) -> None:
    """The clock runs, unless the case still ``waits`` for something, or for the tax.

    ``tax``: why that is open again.
    """
    if waits is not None:
        pause(case, waits.reason, now=now, kind=waits.kind)
    elif awaits_tax(request, service):
        said = f"{AWAITING_TAX}（{tax}）" if tax else AWAITING_TAX
        pause(case, said, now=now, kind=Pause.TAX)
        await_tax(case, now=now)
    else:
        resume(case, now=now)
