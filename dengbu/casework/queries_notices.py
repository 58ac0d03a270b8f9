"""Public notices as they are read: the open list, one notice, a receipt, and the office's view."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from dengbu.accounts import api as accounts
from dengbu.casework import noticing
from dengbu.casework.calendar import work_calendar
from dengbu.casework.models import Case, CaseStatus, Notice, NoticeObjection
from dengbu.casework.notice_views import (
    CaseNotice,
    NoticeList,
    NoticeView,
    ObjectionReceipt,
    ObjectionView,
)
from dengbu.casework.notices import may_act, prepared, wanted
from dengbu.casework.queries_case import may_see
from dengbu.casework.rules.notices import NoticeKind, Outcome, Ruling, working_days_left
from dengbu.casework.service_views import ServiceView
from dengbu.kernel.calendar import WorkCalendar
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import IdType, mask

RUNS = "正在公告"
CLOSING = "公告期满，正在核对"
LARGEST_PAGE = 100
SHOWN = 50  # objections on the office's page
HELD = (CaseStatus.EXAMINING, CaseStatus.SUPPLEMENT)


def receipt_no(number: str, seq: int) -> str:
    """The number of an objection: that of its notice and its place."""
    return f"{number}-{seq}"


def notices(
    *,
    now: datetime,
    text: str = "",
    office: str = "",
    running: bool | None = None,
    after: str | None = None,
    limit: int = 20,
) -> NoticeList:
    """A page of the open list, the newest first: what runs, and what ended not long ago.

    ``text`` finds a part of the address or title, or the beginning of the number; ``running`` those
    that take objections, or those that do not. ``after`` is the cursor of the page before. Raises
    `Faults` CODE_LIST for a cursor that is none.
    """
    found = _open(now)
    if office:
        found = found.filter(office=office)
    if running is not None:
        takes = Q(ended_at=None, ends_at__gte=now)
        found = found.filter(takes if running else ~takes)
    found = _matching(found, text.strip())
    if after:
        at, pk = _cursor(after)
        found = found.filter(Q(published_at__lt=at) | Q(published_at=at, id__lt=pk))
    size = max(1, min(limit, LARGEST_PAGE))
    rows = list(found.order_by("-published_at", "-id")[: size + 1])
    page = rows[:size]
    more = len(rows) > size
    return NoticeList(
        lines=_views(page, now=now),
        after=f"{page[-1].published_at.isoformat()}~{page[-1].id}" if more else None,
    )


def _open(now: datetime) -> QuerySet[Notice]:
    """What the open page shows: an ended notice for the time that its office set."""
    kept = Q(shown_until=None) | Q(shown_until__gt=now)
    return Notice.objects.filter(kept).select_related("case")


def _matching(found: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    number = normalise_code(text)
    if number.isascii() and number.isdigit():
        return found.filter(Q(number__startswith=number) | Q(address__contains=text))
    return found.filter(Q(address__contains=text) | Q(title__contains=text)) if text else found


def _cursor(after: str) -> tuple[datetime, int]:
    try:
        at, pk = after.split("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(at)
        return moment, int(pk)
    except ValueError:
        said = "翻页的位置不对，请从第一页重新看"
        raise Faults(Fault(code=FaultCode.CODE_LIST, message=said, field="after")) from None


def shown(number: str, *, now: datetime) -> Notice:
    """A notice that the open page shows. Raises `Faults` NOT_FOUND."""
    found = _open(now).filter(number=normalise_code(number)[:40]).first()
    if found is None:
        said = "没有这份公告，或者已经过了公开的时间，请核对编号"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    return found


def public_notice(number: str, *, now: datetime) -> NoticeView:
    """A notice as anybody may read it. Raises `Faults` NOT_FOUND."""
    return _views([shown(number, now=now)], now=now)[0]


def _views(found: Iterable[Notice], *, now: datetime) -> tuple[NoticeView, ...]:
    calendars: dict[str, WorkCalendar] = {}
    views = []
    for row in found:
        if row.office not in calendars:
            calendars[row.office] = work_calendar(row.office, since=now)
        views.append(notice_view(row, calendars[row.office], now=now))
    return tuple(views)


def notice_view(row: Notice, calendar: WorkCalendar, *, now: datetime) -> NoticeView:
    """A notice as a value, with the working days that are left."""
    takes = row.ended_at is None and now <= row.ends_at
    closing = RUNS if takes else CLOSING
    return NoticeView(
        number=row.number,
        office=row.office,
        case_no=row.case.case_no,
        kind=row.kind,
        kind_label=NoticeKind(row.kind).label,
        title=row.title,
        text=row.text,
        address=row.address,
        days=row.days,
        published_at=row.published_at,
        published_end=row.published_end,
        ends_at=row.ends_at,
        days_left=working_days_left(row.ends_at, now, calendar) if takes else 0,
        runs=takes,
        state=_ended(row) if row.outcome else closing,
        ended_at=row.ended_at,
        outcome=row.outcome,
        end_reason=row.end_reason,
        published_by=row.published_by_name,
    )


def _ended(row: Notice) -> str:
    return Outcome(row.outcome).label if row.days else "声明已经发布"


def objection_receipt(number: str, *, now: datetime) -> ObjectionReceipt:
    """What became of an objection, by the number of its receipt; also of an old notice.

    Whoever calls this has seen that the asker holds the receipt. Raises `Faults` NOT_FOUND.
    """
    row = _objection(number)
    if row is None:
        said = "没有这份异议的回执，请核对编号"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    notice = _views([row.notice], now=now)[0]
    ended = not CaseStatus(row.notice.case.status).open
    return ObjectionReceipt(
        number=receipt_no(notice.number, row.seq),
        notice=notice,
        name=row.name,
        id_no=mask(row.id_no),
        what=row.what,
        received_at=row.received_at,
        decision=row.decision,
        decision_label=Ruling(row.decision).label if row.decision else "",
        decided_at=row.decided_at,
        reason=row.reason,
        moot=ended and not row.decision,
    )


def _objection(number: str) -> NoticeObjection | None:
    notice, _, seq = number.partition("-")
    if not (seq.isascii() and seq.isdigit() and len(seq) <= 9):
        return None
    found = NoticeObjection.objects.filter(notice__number=notice, seq=int(seq))
    return found.select_related("notice__case").first()


def case_notice(case_no: str, *, actor: accounts.Actor, now: datetime) -> CaseNotice | None:
    """What the office sees of the notice of a case; None where its service wants none.

    Raises `Faults` NOT_FOUND for cases that the actor may not see.
    """
    case = Case.objects.filter(case_no=normalise_code(case_no)).first()
    if case is None or not may_see(case, actor):
        said = "没有查到这个业务号，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))
    if noticing.rule_of(case) is None:
        return None
    service, rule = wanted(case)
    standing, status = noticing.standing(case), CaseStatus(case.status)
    mine = status.open and may_act(case, actor)
    renewable = standing is None or standing.renewable(noticing.content_of(case))
    publishing = status is CaseStatus.EXAMINING and renewable
    bar = noticing.hindrance_of(case, now=now) if status.open else None
    found = _objections(case)
    return CaseNotice(
        notice=_last(case, service, now=now) if standing else None,
        objections=found,
        unsettled=standing.unsettled if standing else 0,
        founded=_reason(found) if standing and standing.founded else "",
        hindrance=bar.message if bar else "",
        remedy=bar.remedy if bar else "",
        preview=prepared(case, service, rule, now=now) if publishing else None,
        may_publish=mine and publishing,
        may_take_back=mine and standing is not None and standing.runs,
        may_settle=case.examiner_id == actor.id and status in HELD,
    )


def _reason(objections: Iterable[ObjectionView]) -> str:
    return next(o.reason for o in objections if o.decision == Ruling.FOUNDED)


def _last(case: Case, service: ServiceView, *, now: datetime) -> NoticeView:
    row = Notice.objects.filter(case=case).select_related("case").latest("published_at", "id")
    return notice_view(row, work_calendar(service.office, since=now), now=now)


def _objections(case: Case) -> tuple[ObjectionView, ...]:
    """Those to all notices of a case, open ones first, then the newest."""
    found = NoticeObjection.objects.filter(notice__case=case).select_related("notice")
    return tuple(_objection_view(row) for row in found.order_by("decision", "-id")[:SHOWN])


def _objection_view(row: NoticeObjection) -> ObjectionView:
    return ObjectionView(
        id=row.id,
        number=receipt_no(row.notice.number, row.seq),
        name=row.name,
        id_type=row.id_type,
        id_type_label=IdType(row.id_type).label,
        id_no=row.id_no,
        phone=row.phone,
        what=row.what,
        received_at=row.received_at,
        decision=row.decision,
        decision_label=Ruling(row.decision).label if row.decision else "",
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        reason=row.reason,
    )
