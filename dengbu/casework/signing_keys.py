"""A bank's key counts when its request comes and when it is entered.

Automatic approval asks both in one transaction (rule A02). Where an examiner approves, time passes
between: a key that ended since sends the case back once, told why; whoever approves it again has
read that.
"""

from collections.abc import Collection
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.models import Case
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode

_SIGNED = (  # whoever was told of the end of the key, and approved, has decided that
    "SELECT i.case_id, b.key_id FROM casework_batchitem i"
    " JOIN casework_batch b ON b.id = i.batch_id"
    " WHERE i.case_id = ANY(%s) AND b.key_id <> '' AND NOT EXISTS (SELECT 1"
    "  FROM casework_journalline j WHERE j.case_id = i.case_id AND j.kind = 'BLOCK'"
    "  AND j.text LIKE %s)"
    " AND NOT EXISTS (SELECT 1 FROM casework_smartdecision d WHERE d.case_id = i.case_id"
    "  AND d.failed @> '[\"A02\"]')"
)
_ENDED = "公钥停用或者过期了"


def hindrances(cases: Collection[Case], *, now: datetime | None = None) -> dict[int, Fault]:
    """Of cases that a program filed those whose key does not count any more.

    ``now``: None for the instant at which the database is asked. One query where none was filed.
    """
    signed = rows.fetch(_SIGNED, [[case.id for case in cases], f"%{_ENDED}%"])
    if not signed:
        return {}
    standing = accounts.keys_in_force({key for _, key in signed}, now=now or rows.clock())
    return {
        case: Fault(
            code=FaultCode.PRECONDITION,
            message=f"受理以后，这份申请签名用的{_ENDED}（{key}）",
            clause=REGULATION.of(18),
            remedy="请和申请的银行核实这份申请还算不算数；核实过的可以再核定一次",
            data={"key_id": key},
        )
        for case, key in signed
        if key not in standing
    }
