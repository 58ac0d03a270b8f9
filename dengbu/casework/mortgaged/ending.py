"""What ends without anybody's word: the time runs out, the case ends, the office breaks it off.

And who is late after the entry is found, once, for the people who have to call them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.holding import taken
from dengbu.casework.models import Case, MortgagedTransfer
from dengbu.casework.models.mortgaged import MOVING
from dengbu.casework.mortgaged.hearing import LATE
from dengbu.casework.mortgaged.records import (
    LONGEST_REASON,
    Record,
    end,
    locked,
    locked_of,
    log,
    returning,
    tell,
)
from dengbu.casework.rules.mortgaged import Event, Phase, Side, Task, orders
from dengbu.casework.serving import serves
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

WHO = "系统"
BATCH = 100


def end_expired(*, now: datetime, limit: int = BATCH) -> int:
    """End what is undecided though its time is over, up to ``limit``; how many were looked at.

    Each in a transaction of its own, so that one whose case is held waits for the next turn.
    """
    undecided = [Phase.OPEN.value, Phase.READY.value]
    due = MortgagedTransfer.objects.filter(phase__in=undecided, expires_at__lte=now)
    found = list(due.select_related("case").order_by("expires_at", "id")[:limit])
    for transfer in found:
        with _patiently(transfer):
            taken(transfer.case.case_no)
            (record,) = locked([transfer.id])
            end(record, Event.EXPIRE, LATE, who=WHO, now=now)
    return len(found)


def note_late(*, now: datetime, limit: int = BATCH) -> int:
    """Tell once of each transfer whose money or cancellation is late; how many.

    After the entry it is to be paid out, after an end without entry to be given back.
    """
    late = MortgagedTransfer.objects.filter(phase__in=MOVING, late_at=None, due_at__lte=now)
    found = list(late.select_related("case").order_by("due_at", "id")[:limit])
    for transfer in found:
        with _patiently(transfer):
            taken(transfer.case.case_no)
            (record,) = locked([transfer.id])
            due = record.transfer.due_at
            if due is None or due > now or record.transfer.late_at is not None:
                continue
            record.transfer.late_at = now
            record.transfer.save(update_fields=["late_at"])
            tell(record, "MORTGAGED_LATE", WHO, _late(record), now=now)
            log.warning("transfer %s is late", transfer.number)
    return len(found)


def _late(record: Record) -> str:
    who = "、".join(p.name for p in record.people_of(Side.ACCOUNT))
    if record.transfer.phase == Phase.ENDING:
        told = returning(record) or "监管账户有没有这次的钱还没有说清"
        return f"退款过了时间，{told}；请联系{who}"
    said = "，".join(_unpaid(record))
    return f"付款的时间过了，{said}，请联系他们"


def _unpaid(record: Record) -> Iterator[str]:
    for order in orders(record.plan, record.standing):
        match order.task:
            case Task.PAY if order.leg is not None:
                yield f"监管账户还没有付{order.leg.label}"
            case Task.SETTLE:
                yield "卖方的银行收了钱还没有来注销旧抵押"
            case Task.CANCEL:
                yield "旧抵押的注销还没有办完"


@contextmanager
def _patiently(transfer: MortgagedTransfer) -> Iterator[None]:
    """A transaction of its own; a case that somebody holds is left for the next turn."""
    try:
        with transaction.atomic():
            yield
    except Faults as error:
        if any(fault.code is not FaultCode.LOCK_TIMEOUT for fault in error.faults):
            raise
        log.info("transfer %s is held: it is looked at again", transfer.number)


def end_with_case(case: Case, *, now: datetime) -> None:
    """A case that ends without entry ends its transfer; the caller holds the case."""
    for record in locked_of(case, Phase.OPEN, Phase.READY):
        end(record, Event.CLOSE, "这件业务不办了", who=WHO, now=now)


@transaction.atomic
def break_off(number: str, *, reason: str, actor: accounts.Actor, now: datetime) -> None:
    """The window ends a transfer, say since another sum was agreed; it may begin anew.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, REQUIRED or TOO_LONG at `reason`,
    STEP_NOT_ALLOWED once it is entered or ended, LOCK_TIMEOUT.
    """
    accounts.require(actor, accounts.Permission.ACCEPT)
    named = MortgagedTransfer.objects.select_related("case").filter(number=number).first()
    if named is None or not serves(named.case, actor):
        said = "没有这一次带押过户的网上确认"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    faults, words = FaultList(), " ".join(reason.split())
    if not words:
        faults.add(FaultCode.REQUIRED, "请写明为什么中止", field="reason")
    if len(words) > LONGEST_REASON // 2:
        said = f"最多写{LONGEST_REASON // 2}个字"
        faults.add(FaultCode.TOO_LONG, said, field="reason")
    faults.raise_if_any()
    taken(named.case.case_no)
    (record,) = locked([named.id])
    if not end(record, Event.CLOSE, words, who=actor.name, now=now):
        said = f"现在是“{Phase(record.transfer.phase).label}”，不能中止了"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
