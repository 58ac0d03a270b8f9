"""Where a register that was rebuilt in part goes on, and whether it is a part of ours at all."""

from django.db import connection, transaction

from dengbu.database.carrying import Raw
from dengbu.database.digest import taken
from dengbu.evidence import api as evidence
from dengbu.kernel.fault import Fault, FaultCode, Faults

_SIZES = (
    "SELECT office, count(log_index), count(*), max(log_index) FROM evidence_leaf"
    " GROUP BY office ORDER BY office"
)
_UNATTESTED = (
    "SELECT count(*) FROM register_booking b WHERE NOT EXISTS"
    " (SELECT 1 FROM evidence_leaf l WHERE l.subject = 'booking:' || b.id)"
)


def places(into: Raw) -> dict[str, int]:
    """How many changes of each office another database holds: ``after`` of the next to write.

    In the caller's transaction. Raises Faults STATE_CHANGED when it holds what our register does
    not: leaves that are not the first of ours, leaves that wait there, bookings without a leaf.
    """
    found = into.execute(_SIZES).fetchall()
    for office, placed, all_leaves, last in found:
        if all_leaves != placed or last != placed - 1:
            raise _foreign(office, "有还没排进日志或缺了位置的登簿")
        ours, theirs = _beginnings(into, office, placed)
        if ours != theirs:
            raise _foreign(office, f"前 {placed} 条日志和源库的不一样")
    ((bookings,),) = into.execute(_UNATTESTED).fetchall()
    if bookings:
        raise _foreign("", f"有 {bookings} 件登簿不在日志里")
    return {office: placed for office, placed, _, _ in found}


def _beginnings(into: Raw, office: str, size: int) -> tuple[object, object]:
    sql = evidence.beginning_digest()
    with transaction.atomic(), connection.cursor() as cursor:
        ours = taken(cursor, sql, [office, size])
    return ours, taken(into.cursor(), sql, [office, size])


def _foreign(office: str, what: str) -> Faults:
    whose = f"机构 {office} " if office else ""
    message = f"目标库里有源库没有的内容：{whose}{what}。请换一个空库，或源库以前重放过的库。"
    return Faults(Fault(code=FaultCode.STATE_CHANGED, message=message, field=office))
