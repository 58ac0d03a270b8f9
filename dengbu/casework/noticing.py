"""Where the notice of a case stands, and its end: what other verbs on the case ask and do.

All that writes here is called with the case locked by the caller's transaction.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from dengbu.casework import journal, pausing, rows, waiting
from dengbu.casework.believing import substance
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import Case, CaseStatus, Notice, NoticeObjection
from dengbu.casework.mortgaged import clock
from dengbu.casework.rules.lists import Pause
from dengbu.casework.rules.notices import NoticeKind, Outcome, Standing, has_run, hindrance
from dengbu.casework.service_views import NoticeRule
from dengbu.casework.submission import content_digest
from dengbu.casework.values import CaseRequest, from_json
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.fault import Fault, FaultCode, Faults

ENGINE = "系统"
_STANDINGS = (
    "SELECT DISTINCT ON (n.case_id) n.case_id, n.number, n.ends_at, n.ended_at, n.outcome,"
    " (SELECT count(*) FROM casework_noticeobjection o"
    "   JOIN casework_notice x ON x.id = o.notice_id"
    "   WHERE x.case_id = n.case_id AND o.decision = ''),"
    " (SELECT count(*) FROM casework_noticeobjection o"
    "   JOIN casework_notice x ON x.id = o.notice_id"
    "   WHERE x.case_id = n.case_id AND o.decision = 'FOUNDED'"
    "    AND (o.notice_id = n.id OR o.decided_at > n.published_at)),"
    " ARRAY(SELECT b.content FROM casework_notice b WHERE b.case_id = n.case_id AND EXISTS("
    "   SELECT 1 FROM casework_noticeobjection o JOIN casework_notice x ON x.id = o.notice_id"
    "   WHERE x.case_id = n.case_id AND o.decision = 'FOUNDED'"
    "    AND (o.notice_id = b.id"
    "     OR (b.published_at > x.published_at AND o.decided_at > b.published_at))))"
    " FROM casework_notice n WHERE n.case_id = ANY(%s)"
    " ORDER BY n.case_id, n.published_at DESC, n.id DESC"
)


def rule_of(case: Case) -> NoticeRule | None:
    """What the case has to make public, in the version under which it was accepted."""
    return service_version(case.service_id).notice


def standings(case_ids: Collection[int]) -> dict[int, Standing]:
    """The last notice of each case that has one; one query for all.

    Objections to an earlier one that was taken back are still to be decided on: whoever objected is
    heard (实施细则 17), and one that is founded bars what is made public now.
    """
    found = rows.fetch(_STANDINGS, [list(case_ids)]) if case_ids else []
    return {
        case: Standing(
            number=number,
            ends_at=ends,
            ended_at=ended,
            outcome=outcome,
            unsettled=unsettled,
            founded=founded,
            barred=frozenset(barred),
        )
        for case, number, ends, ended, outcome, unsettled, founded, barred in found
    }


def standing(case: Case) -> Standing | None:
    """The last notice of a case."""
    return standings([case.id]).get(case.id)


def over(case_ids: Collection[int]) -> set[int]:
    """Of the cases those whose notice ran to its end with every objection settled as unfounded.

    What `dengbu.register.api.CaseFacts` knows as ``notice_over``; one query for all.
    """
    return {case for case, found in standings(case_ids).items() if found.over}


def hindrance_of(case: Case, *, now: datetime) -> Fault | None:
    """Why a case whose service wants a notice cannot be approved yet; None: it can."""
    rule = rule_of(case)
    if rule is None:
        return None
    return hindrance(
        standing(case),
        kind=NoticeKind(rule.kind),
        days=rule.days,
        now=now,
        content=content_of(case),
    )


def content_of(case: Case) -> str:
    """Digest of what a case asks for and its applicants signed, so of what its notice is about."""
    return content_digest(substance(from_json(case.request)))


def running(case: Case) -> Notice | None:
    """The notice of the case that runs, its row locked; none is asked for that needs none."""
    if rule_of(case) is None:
        return None
    return Notice.objects.select_for_update(no_key=True).filter(case=case, ended_at=None).first()


def close_if_run(case: Case, *, now: datetime) -> bool:
    """Close the notice of a locked case if it has run; whether it was this call that did.

    The clock runs on from the very end of the notice, however late this is called, unless the case
    waits for something else. Whoever stops or moves the clock of a case calls this first.
    """
    notice = running(case)
    if notice is None or not has_run(notice.ends_at, now):
        return False
    _close(notice, Outcome.RAN, at=notice.ends_at, by=ENGINE)
    run_on(case, now=notice.ends_at)
    case.save(update_fields=pausing.CLOCK)
    _tell(case, notice, now=now)
    return True


def _tell(case: Case, notice: Notice, *, now: datetime) -> None:
    open_ones = NoticeObjection.objects.filter(notice__case=case, decision="").count()
    said = [f"公告期满（编号 {notice.number}）"]
    said.append(f"还有 {open_ones} 份异议要先处理" if open_ones else "没有要处理的异议")
    if case.paused_since is None:
        said.append(f"接着计时，最晚{moment_words(case.due_at)}办结")
    line = journal.Line(
        office=case.office, case_id=case.id, kind="NOTICE_END", who=ENGINE, text="，".join(said)
    )
    journal.write([line], at=now)


def end_with_case(case: Case, status: CaseStatus, *, by: str, now: datetime) -> None:
    """What becomes of the notice of a case that ends without entry: it ends too."""
    if close_if_run(case, now=now):
        return
    notice = running(case)
    if notice is not None:
        outcome = Outcome.REFUSED if status is CaseStatus.REFUSED else Outcome.WITHDRAWN
        _close(notice, outcome, at=now, by=by)


def take_back(notice: Notice, *, by: str, reason: str, now: datetime) -> None:
    """End a notice before its time, by the office."""
    _close(notice, Outcome.TAKEN_BACK, at=now, by=by, reason=reason)


def close_at_once(notice: Notice) -> None:
    """A statement that nothing waits for, before it is written: it has run when it is published."""
    notice.ended_at, notice.outcome = notice.published_at, Outcome.RAN.value
    notice.ended_by_name = ENGINE
    notice.shown_until = notice.published_at + timedelta(days=notice.kept_days)


def _close(notice: Notice, outcome: Outcome, *, at: datetime, by: str, reason: str = "") -> None:
    notice.ended_at, notice.outcome = at, outcome.value
    notice.ended_by_name, notice.end_reason = by, reason
    notice.shown_until = at + timedelta(days=notice.kept_days)
    notice.save(update_fields=["ended_at", "outcome", "ended_by_name", "end_reason", "shown_until"])


def run_on(case: Case, *, now: datetime) -> None:
    """Let the clock of a locked case run, or stand for what it still waits for.

    A case that is out for a supplement waits for that.
    """
    if case.status == CaseStatus.SUPPLEMENT:
        return
    request, service = from_json(case.request), service_version(case.service_id)
    pausing.run_on(case, request, service, waits=wait_of(case), now=now)


def wait_of(case: Case) -> pausing.Wait | None:
    """Why the clock stands: for what is waited for, for a notice that runs, or for the sides of a
    sale under mortgage; None for none of them."""
    return waiting.wait_of(case) or _notice_wait(case) or clock.wait_of(case)


def _notice_wait(case: Case) -> pausing.Wait | None:
    found = standing(case) if rule_of(case) is not None else None
    if found is None or not found.runs:
        return None
    reason = pausing.notice_reason(found.ends_at, found.unsettled)
    return pausing.Wait(kind=Pause.NOTICE, reason=reason)


def require_unchanged(case: Case, request: CaseRequest) -> None:
    """What was made public is what is entered: raises `Faults` where a supplement changes it.

    Who holds what after entry, and in what shares, stood on the open page; another application
    needs another notice, and so does what was put right after one was taken back, or after an
    objection was founded.
    """
    shown = standing(case)
    if shown is None or shown.changeable:
        return
    if substance(from_json(case.request)) == substance(request):
        return
    said = "这件已经公告过，申请的人和内容不能再改；要改，请撤回以后重新申请、重新公告"
    if shown.runs:
        said = "这件已经公告过，还在公告，申请的人和内容不能改；要改，请审核员先撤下公告，改好再发"
    raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
