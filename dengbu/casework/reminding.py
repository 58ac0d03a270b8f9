"""提醒: whoever holds a case is told before its time is over, and that it is; each thing once.

The holder is asked for when it is told and again when it is read: a case that was handed on reminds
the new holder, and the former one sees nothing of it any more. What nobody holds, chiefs are told
of. A clock that stands, or has ended, is never called late (暂停计时不算).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.calendar import work_calendar
from dengbu.casework.models import CaseStatus
from dengbu.casework.queries import LARGEST_PAGE, LINE, line_of
from dengbu.casework.rules.reminding import AHEAD, Kind, kind_of
from dengbu.casework.views import CaseLine
from dengbu.database.ids import next_ids

__all__ = [
    "Kind",
    "ReminderView",
    "Reminders",
    "remind",
    "reminders",
    "reminders_seen",
    "unseen_reminders",
]
SLICE = 2_000  # cases of one statement
_NEAR = (
    "SELECT c.id, c.examiner_id, c.status, c.due_at, c.statutory_due_at"
    " FROM casework_case c WHERE c.office = %(office)s AND c.closed_at IS NULL"
    " AND c.paused_for = '' AND (c.due_at <= %(until)s OR c.statutory_due_at < %(now)s)"
    " AND c.id > %(after)s ORDER BY c.id LIMIT %(most)s"
)
_TELL = (
    "INSERT INTO casework_reminder (id, office, case_id, kind, recipient_id, due_at, at)"
    " SELECT u.id, %s, u.case_id, u.kind, u.recipient, u.due, %s"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])"
    " AS u(id, case_id, kind, recipient, due)"
    " WHERE NOT EXISTS (SELECT 1 FROM casework_reminder r WHERE r.case_id = u.case_id"
    "  AND r.kind = u.kind AND r.recipient_id = u.recipient AND r.due_at = u.due)"
    " ON CONFLICT (case_id, kind, recipient_id, due_at) DO NOTHING"
)
_STANDS = (  # still true, and still this officer's to do
    "r.recipient_id = %(me)s AND c.office = %(office)s AND c.closed_at IS NULL"
    " AND c.paused_for = ''"
    " AND r.due_at = CASE r.kind WHEN 'BREACHED' THEN c.statutory_due_at ELSE c.due_at END"
    " AND ((c.status = 'EXAMINING' AND c.examiner_id = %(me)s)"
    "  OR (c.status <> 'EXAMINING' AND %(chief)s))"
)
_COUNT = (
    "SELECT count(DISTINCT c.id) FROM casework_reminder r"  # noqa: S608 - constants only
    f" JOIN casework_case c ON c.id = r.case_id WHERE {_STANDS} AND r.seen_at IS NULL"
)
_PAGE = (
    f"SELECT {LINE}, h.kind, h.at, h.unseen FROM (SELECT r.case_id,"  # noqa: S608 - constants
    " max(array_position(ARRAY['SOON', 'OVERDUE', 'BREACHED'], r.kind::text)) AS kind,"
    " max(r.at) AS at, bool_or(r.seen_at IS NULL) AS unseen"
    f" FROM casework_reminder r JOIN casework_case c ON c.id = r.case_id WHERE {_STANDS}"
    " GROUP BY r.case_id) h JOIN casework_case c ON c.id = h.case_id"
    " JOIN casework_serviceversion v ON v.id = c.service_id"
    " ORDER BY c.due_at, c.id LIMIT %(most)s"
)
_SEEN = (
    "UPDATE casework_reminder SET seen_at = %s"
    " WHERE recipient_id = %s AND seen_at IS NULL AND at <= %s"
)
_ORDER = tuple(Kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderView:
    """A case of which its holder was reminded."""

    line: CaseLine
    kind: Kind  # the gravest that was told
    at: datetime  # the last time
    unseen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminders:
    """What stands against an officer now, the first due first."""

    views: tuple[ReminderView, ...]
    unseen: int  # cases, of all


def remind(*, now: datetime) -> int:
    """The job: tell every holder what is new at offices that are open now; how many were told.

    All cases are gone through by their ids, so none waits behind another; what was told before is
    not told again, however often and in however many processes this runs.
    """
    return sum(
        _of_office(office.code, now=now)
        for office in accounts.offices()
        if work_calendar(office.code, since=now).is_open(now)
    )


def _of_office(office: str, *, now: datetime) -> int:
    chiefs = [one.id for one in accounts.chiefs(office)]
    told, after = 0, -(2**63)
    while True:
        asked = {"office": office, "now": now, "until": now + AHEAD}
        near = rows.fetch(_NEAR, {**asked, "after": after, "most": SLICE})
        told += _tell(office, near, chiefs, now=now)
        if len(near) < SLICE:
            return told
        after = near[-1][0]


def _tell(
    office: str, near: Sequence[tuple[Any, ...]], chiefs: Sequence[int], *, now: datetime
) -> int:
    lines = [
        (case, kind.value, recipient, statutory if kind is Kind.BREACHED else due)
        for case, examiner, status, due, statutory in near
        if (kind := kind_of(due, statutory, now)) is not None
        for recipient in ([examiner] if status == CaseStatus.EXAMINING else chiefs)
    ]
    if not lines:
        return 0
    columns = [list(column) for column in zip(*lines, strict=True)]
    return rows.execute(_TELL, [office, now, list(next_ids(len(lines))), *columns])


def reminders(actor: accounts.Actor, *, limit: int = LARGEST_PAGE) -> Reminders:
    """What the actor is reminded of, as it is true now. Raises `Faults` PERMISSION_MISSING."""
    accounts.require(actor, accounts.Permission.EXAMINE)
    found = rows.fetch(_PAGE, {**_who(actor), "most": limit})
    views = tuple(
        ReminderView(line=line_of(row), kind=_ORDER[row[-3] - 1], at=row[-2], unseen=row[-1])
        for row in found
    )
    return Reminders(views=views, unseen=unseen_reminders(actor))


def unseen_reminders(actor: accounts.Actor) -> int:
    """How many cases the actor was reminded of and has not looked at since."""
    ((count,),) = rows.fetch(_COUNT, _who(actor))
    return int(count)


def reminders_seen(actor: accounts.Actor, *, until: datetime, now: datetime) -> int:
    """Note that the actor has read all that was told up to a moment; how many."""
    accounts.require(actor, accounts.Permission.EXAMINE)
    return rows.execute(_SEEN, [now, actor.id, until])


def _who(actor: accounts.Actor) -> dict[str, object]:
    chief = accounts.may(actor, accounts.Permission.ASSIGN)
    return {"me": actor.id, "office": actor.office, "chief": chief}
