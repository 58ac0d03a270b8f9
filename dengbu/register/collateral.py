"""The list of collateral (抵押物清单): which units secure one debt, on any day."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from dengbu.register.booking import selects


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One unit of the list."""

    unit_code: str
    proof_no: str  # of the mortgage on this unit
    recorded_from: datetime


_LIST = (
    "SELECT g.unit_code, {mortgage_proof}, r.recorded_from FROM register_certificate f"
    " JOIN register_collateral k ON k.mortgage_id = f.mortgage_id"
    " JOIN register_collateral l ON l.debt_id = k.debt_id"
    " JOIN register_mortgage r ON r.id = l.mortgage_id AND {period}"
    " JOIN register_page g ON g.id = r.page_id"
    " WHERE f.number = %(proof_no)s ORDER BY g.unit_code"
)
_NOW, _PAST = selects.filled_now(_LIST), selects.filled_past(_LIST)


def collateral_list(
    proof_no: str, *, as_of: datetime | None = None, as_known_at: datetime | None = None
) -> tuple[Listed, ...]:
    """The units that secure the debt of this proof, by code; none of a debt of one unit.

    ``proof_no``: of any unit that is or was on the list. ``as_of``: by the law's state at that
    moment, by what the register knew at ``as_known_at``; with neither, what stands now. One moment
    given alone is taken for both.
    """
    moment = as_of or as_known_at
    values = {"proof_no": proof_no, "as_of": moment, "known_at": as_known_at or as_of}
    with connection.cursor() as cursor:
        cursor.execute(_NOW if moment is None else _PAST, values)
        return tuple(
            Listed(unit_code=code, proof_no=number or "", recorded_from=since)
            for code, number, since in cursor.fetchall()
        )
