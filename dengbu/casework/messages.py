"""What parties are told: each thing once, however often the job runs."""

from collections.abc import Sequence
from datetime import datetime

from dengbu.casework import rows
from dengbu.casework.staying import stayed
from dengbu.database.ids import next_ids
from dengbu.kernel.numbers import show_case_no
from dengbu.register import api as register

ENTERED = "ENTERED"
LONGEST = 500  # characters of a message
PEOPLE = (
    "SELECT DISTINCT ON (c.id, p.id_no) c.id, c.office, p.id_no, p.name, c.title, c.address,"
    " c.case_no, c.entered_at, CASE WHEN EXISTS (SELECT 1 FROM casework_caseparty b"
    "  WHERE b.case_id = c.id AND b.id_no = p.id_no AND b.role = 'BUYER')"
    "  THEN c.request->>'unit_code' ELSE '' END"
    " FROM casework_case c JOIN casework_caseparty p ON p.case_id = c.id"
    " WHERE c.id = ANY(%s) AND c.status = 'ENTERED' AND p.id_no <> '' ORDER BY c.id, p.id_no, p.seq"
)


def tell_entered(case_ids: Sequence[int], *, at: datetime) -> int:
    """Tell every party of the entered cases; how many messages are new. Idempotent.

    A buyer is also told what stays on the home: one query for all of them.
    """
    people = rows.fetch(PEOPLE, [list(case_ids)])
    if not people:
        return 0
    bought = sorted({unit for *_, unit in people if unit})
    states = register.unit_states(bought, now=at) if bought else {}
    values = []
    for id, (case, office, id_no, name, title, address, number, entered, unit) in zip(
        next_ids(len(people)), people, strict=True
    ):
        done = f"{address}的{title}办好了，已经登簿，编号 {show_case_no(number)}。"
        left = stayed(states[unit], entered_at=entered) if unit else ()
        text = done + (f"房子上还有：{'；'.join(left)}。" if left else "")
        values.append((id, office, case, id_no, name, text[:LONGEST]))
    return rows.execute(rows.MESSAGES.sql, rows.MESSAGES.parameters((ENTERED, at), values))
