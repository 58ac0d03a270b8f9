"""Whether every open case is in exactly one list: what the nightly job and the command ask.

The conditions of the lists are asked of the rows as they are, so that a case which a fault, a
restored copy or a later list has put in none or in two is found by its number.
"""

from collections.abc import Sequence
from datetime import datetime

from dengbu.casework import rows
from dengbu.casework.list_sql import belongs
from dengbu.casework.list_views import Misplaced
from dengbu.casework.rules.lists import CLOSED, LISTS, WorkList

_MOST = 1_000  # named in one answer


def misplaced(
    *, now: datetime, office: str | None = None, lists: Sequence[WorkList] = LISTS
) -> tuple[Misplaced, ...]:
    """Every case that is open and not in exactly one list, or closed and in any; the first 1,000.

    A case is open by its status; one whose status and closing time disagree is shown nowhere, so
    it counts as in none.
    """
    claims = ", ".join(f"CASE WHEN {belongs(one)} THEN '{one.code.value}' END" for one in lists)
    closed = ", ".join(f"'{status}'" for status in CLOSED)
    sql = (
        "SELECT * "  # noqa: S608 - no text of people
        "FROM (SELECT c.case_no, c.office, c.status, c.paused_for,"
        f" array_remove(ARRAY[{claims}]::text[], NULL) AS lists, c.closed_at,"
        f" c.status IN ({closed}) AS closed FROM casework_case c"
        f" WHERE (c.closed_at IS NULL OR c.status NOT IN ({closed}))"
        " AND (%s::text IS NULL OR c.office = %s)) f"
        " WHERE cardinality(f.lists) <> 1 OR f.closed OR f.closed_at IS NOT NULL"
        " ORDER BY f.office, f.case_no LIMIT %s"
    )
    return tuple(
        Misplaced(
            case_no=number,
            office=of,
            status=status,
            paused_for=paused,
            lists=tuple(found) if len(found) != 1 else (),
            at=now,
        )
        for number, of, status, paused, found, _, _ in rows.fetch(sql, [office, office, _MOST])
    )
