"""What parties are told: each thing once, however often the job runs."""

from collections.abc import Sequence
from datetime import datetime

from dengbu.casework import rows
from dengbu.database.ids import next_ids
from dengbu.kernel.numbers import show_case_no

ENTERED = "ENTERED"
PEOPLE = (
    "SELECT DISTINCT ON (c.id, p.id_no) c.id, c.office, p.id_no, p.name, c.title, c.address,"
    " c.case_no FROM casework_case c JOIN casework_caseparty p ON p.case_id = c.id"
    " WHERE c.id = ANY(%s) AND c.status = 'ENTERED' AND p.id_no <> '' ORDER BY c.id, p.id_no, p.seq"
)


def tell_entered(case_ids: Sequence[int], *, at: datetime) -> int:
    """Tell every party of the entered cases; how many messages are new. Idempotent."""
    people = rows.fetch(PEOPLE, [list(case_ids)])
    if not people:
        return 0
    values = [
        (
            id,
            office,
            case,
            id_no,
            name,
            f"{address}的{title}办好了，已经登簿，编号 {show_case_no(number)}。",
        )
        for id, (case, office, id_no, name, title, address, number) in zip(
            next_ids(len(people)), people, strict=True
        )
    ]
    return rows.execute(rows.MESSAGES.sql, rows.MESSAGES.parameters((ENTERED, at), values))
