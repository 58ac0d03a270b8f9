"""Holding one case: its row is locked, its caller waits no longer than people would.

Every verb on a case takes it here, so that two people who act at once are told so.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from dengbu.casework import rows
from dengbu.casework.models import Case, CaseStatus
from dengbu.database.waits import is_lock_wait
from dengbu.kernel.fault import Fault, FaultCode, Faults

PATIENCE = 5  # seconds; as long as the register waits for a unit
WAIT = "SELECT set_config('lock_timeout', %s, true)"  # to the end of the transaction


@contextmanager
def patience() -> Iterator[None]:
    """Locks on cases are waited for so long and no longer; then `Faults` LOCK_TIMEOUT.

    In a transaction. What is locked after it waits as before.
    """
    ((before,),) = rows.fetch("SELECT current_setting('lock_timeout')")
    rows.fetch(WAIT, [f"{PATIENCE}s"])
    try:
        yield
    except OperationalError as error:
        if not is_lock_wait(error):
            raise
        said = f"别人正在办这件，等了 {PATIENCE} 秒还没办完，所以这一次没有办成"
        remedy = "您填的都在，过几秒再点一次就行"
        raise Faults(Fault(code=FaultCode.LOCK_TIMEOUT, message=said, remedy=remedy)) from error
    rows.fetch(WAIT, [before])


def taken(case_no: str) -> Case:
    """The case, locked by the caller's transaction. Raises `Faults` NOT_FOUND or LOCK_TIMEOUT."""
    with patience():
        found = Case.objects.select_for_update(no_key=True).filter(case_no=case_no).first()
    if found is None:
        said = f"没有业务号为 {case_no[:20]} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))
    return found


def held(case: Case, status: CaseStatus, revision: int | None) -> None:
    """Raise `Faults` STATE_CHANGED unless the case is still as the person saw it."""
    if case.status == status and revision in (None, case.revision):
        return
    now_is = CaseStatus(case.status).label
    raise Faults(
        Fault(
            code=FaultCode.STATE_CHANGED,
            message=f"您打开以后这件变了，现在是“{now_is}”，这一次没有办成。请看过现在的样子再办",
            data={"status": case.status, "revision": str(case.revision)},
        )
    )
