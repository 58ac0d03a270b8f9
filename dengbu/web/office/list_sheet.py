"""A work list as a sheet (CSV): the present filter, for a purpose that is kept in the access log.

Names stand in it for those alone whose post lets them see whole identities; for anybody else the
column is left out. At most `MOST` cases, so that no office leaves the house in one file.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dengbu.accounts.api import Actor, Permission, may, said_purpose
from dengbu.casework import api as casework
from dengbu.kernel.chinese import show_datetime
from dengbu.kernel.numbers import show_case_no
from dengbu.web.office.list_filters import filters_of, kept, order_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.looks import showed
from dengbu.web.shared.sheets import sheet_of

access_log = logging.getLogger("dengbu.access")
MOST, PAGE = 5_000, 100  # cases of a sheet, of one look
HEADS = (
    "业务号",
    "业务",
    "坐落",
    "办到哪里",
    "审核员",
    "受理时间",
    "承诺时限",
    "法定时限",
    "办结时间",
)
NAMES = "谁来办"


@never_cache
@require_POST
@acting()
def list_sheet(request: HttpRequest, actor: Actor, which: str) -> HttpResponse:
    """The cases of a list under the filters of the address. Raises as `casework.work_list` does.

    And `Faults` PURPOSE_MISSING or TOO_LONG for a purpose that says nothing.
    """
    purpose = said_purpose(request.POST.get("purpose", ""))
    named = may(actor, Permission.VIEW_IDENTITY)
    rows: list[tuple[str, ...]] = [(*HEADS, *((NAMES,) if named else ()))]
    for line in _lines(request, actor, which.upper()):
        if named:
            showed(request, cases=[line.case_no], purpose=purpose)
        rows.append((*_cells(line), *((line.people,) if named else ())))
    count = len(rows) - 1
    if count == MOST:
        rows.append((f"只列前 {MOST} 件，请把条件收窄",))
    access_log.info(
        "list taken: officer=%s list=%s cases=%s names=%s filter=%s purpose=%s",
        actor.id,
        which,
        count,
        named,
        kept(request.GET),
        purpose,
    )
    response = HttpResponse(sheet_of(rows), content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(True, f"工作列表-{which.lower()}.csv")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _lines(request: HttpRequest, actor: Actor, code: str) -> Iterator[casework.CaseLine]:
    """The cases in the order of the list, page by page."""
    filters, now, after, left = filters_of(request.GET), timezone.now(), None, MOST
    order = order_of(request.GET, archive=code == casework.ARCHIVE)
    while left:
        page = casework.work_list(
            actor,
            code,
            filters=filters,
            order=order,
            now=now,
            after=after,
            limit=min(PAGE, left),
        )
        yield from page.lines
        left -= len(page.lines)
        after = page.after
        if after is None or not page.lines:
            return


def _cells(line: casework.CaseLine) -> tuple[str, ...]:
    accepted, closed = _moment(line.accepted_at), _moment(line.closed_at)
    standing = f"暂停计时：{line.paused_reason}" if line.paused and not closed else ""
    times = (standing or _moment(line.due_at), standing or _moment(line.statutory_due_at))
    return (
        show_case_no(line.case_no),
        line.title,
        line.address,
        line.status_label,
        line.examiner,
        accepted,
        *times,
        closed,
    )


def _moment(at: datetime | None) -> str:
    return show_datetime(at) if at else ""
