"""Whether the units of a slice are as they were when it was planned; they are held until its end.

The office goes on working while stock data comes in. Who books a unit that is being imported makes
its plan void: the slice is left out, and what is left is planned anew over what stands then.
"""

from typing import Any

from dengbu.register.stock.runs import PlanChangedError, Run

_HELD = "SELECT id FROM register_page WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE"
_ENTERED = (
    "SELECT count(*) FROM register_entry WHERE page_id = ANY(%s::bigint[])"
    " AND NOT (id >= %s AND id < %s)"
)


def hold(duck: Any, raw: Any, run: Run, slice_no: int) -> None:
    """Lock the pages of a slice that stand, in the order in which bookings do.

    `PlanChangedError` where something was entered on one since; rows of the register are only
    added, so their number tells. A page that did not stand is refused by its key when it is made.
    """
    standing = [
        page
        for (page,) in duck.execute(
            f"SELECT id FROM o_register_page WHERE slice = {slice_no}"
            " AND id IN (SELECT id FROM pg_page)"
        ).fetchall()
    ]
    if not standing:
        return
    (known,) = duck.execute(
        "SELECT count(*) FROM pg_entry e JOIN o_register_page p USING (unit_code)"
        f" WHERE p.slice = {slice_no} AND p.id IN (SELECT id FROM pg_page)"
    ).fetchone()
    raw.execute(_HELD, [standing])
    (now,) = raw.execute(_ENTERED, [standing, run.origin, run.origin + run.ids]).fetchone()
    if now != known:
        raise PlanChangedError
