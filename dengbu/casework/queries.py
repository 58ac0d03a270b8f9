"""Lists of cases: an examiner's queue, a person's cases, a window's own.

The queue reads partial indexes by key, so its cost does not grow with the cases that are open;
counts stop at ``MANY`` for the same reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.list_sql import KEY, matching
from dengbu.casework.models import CaseStatus
from dengbu.casework.views import CaseLine, QueuePage
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.cursor import read_cursor, written_cursor
from dengbu.kernel.fault import Fault, FaultCode, Faults

MANY = 1000
LARGEST_PAGE = 200
PEOPLE = 3  # names shown in a line
LINE = (
    "c.id, c.case_no, v.code AS service, c.title, c.address, c.status, c.accepted_at, c.due_at,"
    " c.provisional, c.paused_since IS NOT NULL AS paused, c.entered_at, c.paused_reason,"
    " c.paused_for, c.precedence, c.marks, c.examiner_name, c.statutory_due_at, c.closed_at,"
    " (SELECT array_agg(p.name ORDER BY p.seq) FROM casework_caseparty p WHERE p.case_id = c.id)"
    " AS names, c.service_id"
)
"""What is read of a case for a line, in the order of ``line_of``: c is the case, v its service."""
_COLUMNS = (
    f"SELECT {LINE} FROM casework_case c"  # noqa: S608 - constants only
    " JOIN casework_serviceversion v ON v.id = c.service_id"
)
_QUEUE = f"{_COLUMNS} WHERE c.examiner_id = %s AND c.status = 'EXAMINING'"
_RUNNING, _STANDING = " AND c.paused_since IS NULL", " AND c.paused_since IS NOT NULL"
_COUNTS = (
    "SELECT"
    " (SELECT count(*) FROM (SELECT 1 FROM casework_case WHERE examiner_id = %s"
    "   AND status = 'EXAMINING' LIMIT %s) a),"
    " (SELECT count(*) FROM (SELECT 1 FROM casework_case WHERE examiner_id = %s"
    "   AND status = 'EXAMINING' AND paused_since IS NULL AND due_at < %s LIMIT %s) b),"
    " (SELECT count(*) FROM (SELECT 1 FROM casework_case WHERE examiner_id = %s"
    "   AND status = 'EXAMINING' AND paused_since IS NULL AND due_at >= %s AND due_at < %s"
    "   LIMIT %s) c),"
    " (SELECT count(*) FROM (SELECT 1 FROM casework_case WHERE examiner_id = %s"
    "   AND status = 'SUPPLEMENT' LIMIT %s) d)"
)
_MINE = (
    " WHERE c.id IN (SELECT case_id FROM casework_caseparty WHERE id_no = %s AND id_type = %s)"
    " AND NOT (c.entered_at IS NULL AND EXISTS (SELECT 1 FROM casework_caseparty d"
    "  WHERE d.case_id = c.id AND d.id_no = %s AND d.id_type = %s AND d.role = 'DEBTOR'))"
    " ORDER BY c.accepted_at DESC, c.id DESC LIMIT %s"
)

_UNTOLD = (
    "SELECT c.case_no FROM casework_caseparty d JOIN casework_case c ON c.id = d.case_id"
    " WHERE d.id_no = %s AND d.id_type = %s AND d.role = 'DEBTOR' AND c.entered_at IS NULL"
)


def queue(
    actor: accounts.Actor,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = 50,
    text: str = "",
    of: int | None = None,
) -> QueuePage:
    """Cases to examine, by due day, urgent ones first; those whose clock stands come last.

    The actor's own, or those ``of`` another examiner of the office for who may hand them over.
    ``after`` is the cursor of the page before.
    ``text`` finds case number, unit code, address or a party's name (``rules/searching.py``).
    Counts of ``MANY`` mean so many or more. Raises `Faults` PERMISSION_MISSING or CODE_LIST.
    """
    accounts.require(actor, accounts.Permission.EXAMINE)
    size = max(1, min(limit, LARGEST_PAGE))
    examiner = actor.id if of is None else _another(of, actor)
    lines = _head(examiner, _cursor(after) if after else None, text, most=size + 1)
    page = lines[:size]
    last = page[-1] if len(lines) > size else None
    waiting, overdue, today, returned = _counts(examiner, now)
    return QueuePage(
        lines=tuple(page),
        after=_place(last) if last else None,
        waiting=waiting,
        overdue=overdue,
        due_today=today,
        returned=returned,
    )


def _another(examiner: int, actor: accounts.Actor) -> int:
    accounts.require(actor, accounts.Permission.ASSIGN)
    found = accounts.actor(examiner)
    if found is None or found.office != actor.office:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="本单位没有这位审核员"))
    return found.id


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Behind which case a page begins."""

    due: datetime
    precedence: int
    id: int
    standing: bool  # among those whose clock stands


def _head(examiner: int, after: _Cursor | None, text: str, *, most: int) -> list[CaseLine]:
    """The next lines of a queue: those that run, then those whose clock stands."""
    found = matching(text)
    lines: list[CaseLine] = []
    for standing, which in ((False, _RUNNING), (True, _STANDING)):
        if len(lines) >= most or (after and after.standing and not standing):
            continue
        sql = _QUEUE + which
        values: list[Any] = [examiner]
        if after and after.standing is standing:
            sql += f" AND ({KEY}) > (%s, %s, %s, %s)"
            day = after.due.astimezone(SHANGHAI).date()
            values += [day, after.precedence, after.due, after.id]
        sql += f" AND {found.sql} ORDER BY {KEY} LIMIT %s"
        lines += _lines(rows.fetch(sql, [*values, *found.values, most - len(lines)]))
    return lines


def _place(line: CaseLine) -> str:
    return written_cursor(line.due_at, line.precedence, line.id, int(line.paused))


def _cursor(after: str) -> _Cursor:
    due, (precedence, pk, standing) = read_cursor(after, 3)
    return _Cursor(due, precedence, pk, bool(standing))


def _counts(examiner: int, now: datetime) -> tuple[int, int, int, int]:
    local = now.astimezone(SHANGHAI)
    midnight = datetime.combine(local.date(), time(), tzinfo=SHANGHAI) + timedelta(days=1)
    values = [examiner, MANY, examiner, now, MANY, examiner, now, midnight, MANY, examiner, MANY]
    ((waiting, overdue, today, returned),) = rows.fetch(_COUNTS, values)
    return waiting, overdue, today, returned


def _lines(found: Sequence[Sequence[Any]]) -> list[CaseLine]:
    return [line_of(row) for row in found]


def line_of(row: Sequence[Any]) -> CaseLine:
    """A row of ``LINE`` as the value that screens show."""
    names = row[18] or ()
    people = "、".join(names[:PEOPLE])
    if len(names) > PEOPLE:
        people += f"等{len(names)}方"
    return CaseLine(
        id=row[0],
        case_no=row[1],
        service=row[2],
        title=row[3],
        address=row[4],
        status=row[5],
        status_label=CaseStatus(row[5]).label,
        accepted_at=row[6],
        due_at=row[7],
        provisional=row[8],
        paused=row[9],
        people=people,
        entered_at=row[10],
        paused_reason=row[11],
        paused_for=row[12],
        precedence=row[13],
        marks=row[14],
        examiner=row[15],
        statutory_due_at=row[16],
        closed_at=row[17],
        service_id=row[19],
    )


def untold_seizures(id_type: str, id_no: str) -> frozenset[str]:
    """Numbers of cases that seize a person's property and are not entered: not to be told yet."""
    found = rows.fetch(_UNTOLD, [id_no, id_type])
    return frozenset(number for (number,) in found)


def my_cases(id_type: str, id_no: str, *, limit: int = 100) -> tuple[CaseLine, ...]:
    """Cases in which a person is a party, the newest first."""
    return tuple(_lines(rows.fetch(_COLUMNS + _MINE, [id_no, id_type, id_no, id_type, limit])))


def accepted_by(actor: accounts.Actor, *, limit: int = 50) -> tuple[CaseLine, ...]:
    """What an officer accepted, the newest first."""
    sql = f"{_COLUMNS} WHERE c.acceptor_id = %s ORDER BY c.accepted_at DESC, c.id DESC LIMIT %s"
    return tuple(_lines(rows.fetch(sql, [actor.id, limit])))


def open_cases_of(unit_code: str) -> tuple[CaseLine, ...]:
    """All that is open on a unit, those included that keep nobody waiting, the oldest first."""
    sql = (
        f"{_COLUMNS} JOIN casework_caseunit u ON u.case_id = c.id"
        " WHERE u.unit_code = %s AND c.closed_at IS NULL ORDER BY c.accepted_at, c.id"
    )
    return tuple(_lines(rows.fetch(sql, [unit_code])))


def open_case_of(unit_code: str) -> CaseLine | None:
    """The case that keeps others from a unit (P11), None if there is none."""
    sql = (
        f"{_COLUMNS} JOIN casework_caseunit u ON u.case_id = c.id WHERE u.unit_code = %s AND u.open"
    )
    found = _lines(rows.fetch(sql, [unit_code]))
    return found[0] if found else None
