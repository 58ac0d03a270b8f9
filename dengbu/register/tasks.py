"""What the day alone does not settle: somebody has to find a fact out (要核实的事).

Nothing is stored and nobody ticks anything off: a task follows from what stands in the register on
a day, and is gone when the entry that settles it is made.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection

from dengbu.register.lapse import CHINA

NOTICE_DAYS = 90  # Civil Code 221


class TaskKind(StrEnum):
    """Which fact is wanted."""

    NOTICE_RUN_OUT = "notice"  # could registration be applied for, and did nobody (221)?
    CLAIM_SEIZED = "seized"  # does the mortgagee know of the seizure: the claim is fixed (423 (4))
    CLAIM_PERIOD_OVER = "period"  # the period has run out: what is the claim (423 (1))?


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One fact to find out, about one right."""

    kind: TaskKind
    unit_code: str
    right_id: int
    proof_no: str
    since: date  # first day on which it is asked


# Registration is possible from the unit's first registration on, at the earliest from the notice.
_TASKS = (
    "WITH found (kind, page_id, id, since, number) AS ("
    "SELECT 'notice', n.page_id, n.id, ((greatest(coalesce((SELECT q.recorded_from FROM"
    "  register_notice q WHERE q.id = n.restores_id), n.recorded_from), o.first)"
    "  AT TIME ZONE 'Asia/Shanghai')::date + %(days)s::int + 1),"
    "  (SELECT c.number FROM register_certificate c WHERE c.notice_id = n.id AND NOT EXISTS"
    "   (SELECT 1 FROM register_certificate x WHERE x.replaces = c.number"
    "    AND x.page_id = c.page_id))"
    " FROM register_notice n, LATERAL (SELECT min(recorded_from) AS first FROM register_ownership"
    "  w WHERE page_id = n.page_id AND NOT EXISTS (SELECT 1 FROM register_annulment a"
    "   WHERE a.annulled_id = w.opened_by_id)) o"
    " WHERE n.office = %(office)s AND n.recorded_to IS NULL AND o.first IS NOT NULL"
    " UNION ALL "
    "SELECT CASE WHEN s.first <= m.debt_to THEN 'seized' ELSE 'period' END, m.page_id, m.id,"
    "  least(s.first, greatest(m.debt_to + 1,"  # nobody is asked about what is not entered yet
    "   (coalesce(m.stands_since, m.recorded_from) AT TIME ZONE 'Asia/Shanghai')::date)),"
    "  (SELECT c.number FROM register_certificate c WHERE c.mortgage_id = m.id AND NOT EXISTS"
    "   (SELECT 1 FROM register_certificate x WHERE x.replaces = c.number"
    "    AND x.page_id = c.page_id))"
    " FROM register_mortgage m, LATERAL (SELECT min((recorded_from"
    "  AT TIME ZONE 'Asia/Shanghai')::date) AS first FROM register_seizure x"
    "  WHERE x.page_id = m.page_id AND x.recorded_to IS NULL"
    "  AND x.recorded_from >= coalesce(m.stands_since, m.recorded_from)) s"
    " WHERE m.office = %(office)s AND m.mode = '2' AND m.recorded_to IS NULL"
    "  AND m.fixed_amount IS NULL)"
    " SELECT f.kind, g.unit_code, f.id, f.number, f.since FROM found f"
    " JOIN register_page g ON g.id = f.page_id"
    " WHERE f.since <= %(today)s AND (f.since, f.id) > (%(day)s, %(right)s)"
    " ORDER BY f.since, f.id LIMIT %(limit)s"
)
_FIRST = (date.min, 0)


def tasks(
    office: str, *, now: datetime, after: tuple[date, int] = _FIRST, limit: int = 50
) -> tuple[Task, ...]:
    """What an office has to find out on the day of ``now``, oldest first.

    ``after``: ``since`` and ``right_id`` of the last one that was told before.
    """
    values: dict[str, str | int | date] = {
        "office": office,
        "days": NOTICE_DAYS,
        "today": now.astimezone(CHINA).date(),
        "day": after[0],
        "right": after[1],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, values)
        return tuple(
            Task(
                kind=TaskKind(kind),
                unit_code=unit_code,
                right_id=right_id,
                proof_no=number or "",
                since=since,
            )
            for kind, unit_code, right_id, number, since in cursor.fetchall()
        )
