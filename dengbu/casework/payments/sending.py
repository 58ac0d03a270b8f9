"""The engine of payments: tells the treasury what it does not know, asks what we do not know.

A turn claims orders and refunds whose time has come, by moving that time on, and commits; only then
is the treasury called, outside of every transaction; what it says is heard under the lock of the
case as any message is. A process that is killed anywhere has lost nothing: the time comes again,
and what writes bears the same idempotency key.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from django.db import transaction

from dengbu.casework import rows
from dengbu.casework.models import PaymentOrder, Refund
from dengbu.casework.payments.hearing import ASKED, hear, note_failure
from dengbu.casework.payments.messages import Said, TreasuryNotice
from dengbu.casework.rules.payments import OrderState
from dengbu.database.waits import is_gone
from dengbu.exchange import api as exchange
from dengbu.kernel.fault import FaultCode, Faults

log = logging.getLogger(__name__)
BATCH = 20  # orders of one turn, asked at the same time
FIRST_WAIT = timedelta(seconds=10)  # between looks at an order, doubling
LONGEST_WAIT = timedelta(minutes=30)
GIVEN_UP = 400  # looks after which an order that nobody pays is looked at no more: about a week
LOOKS_AFTER_END = 50  # at an order that was closed, for money that comes too late: about a day
CLAIM_ORDERS = (
    "UPDATE casework_paymentorder o SET ask_at = %s + least(%s * power(2, least(asks, 12)), %s),"
    " asks = asks + 1 FROM (SELECT id FROM casework_paymentorder WHERE ask_at <= %s"
    " ORDER BY ask_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED) mine"
    " WHERE o.id = mine.id RETURNING o.id"
)
CLAIM_REFUNDS = CLAIM_ORDERS.replace("casework_paymentorder", "casework_refund")
Row = TypeVar("Row", PaymentOrder, Refund)


def settle_payments(*, now: datetime, limit: int = BATCH) -> int:
    """One turn: orders told and asked, refunds asked for; how many were looked at.

    Where the treasury is not connected nothing is asked; the desk notes what was paid.
    """
    orders = [
        *PaymentOrder.objects.select_related("case").filter(
            id__in=_claimed(CLAIM_ORDERS, now, limit)
        )
    ]
    refunds = [
        *Refund.objects.select_related("order", "payment").filter(
            id__in=_claimed(CLAIM_REFUNDS, now, limit)
        )
    ]
    for office, theirs in _by_office(orders):
        fresh = [o for o in theirs if o.told_at is None]
        known = [o for o in theirs if o.told_at is not None]
        _tell_orders(fresh, office, now=now)
        _ask_orders(known, office, now=now)
    for office, back in _by_office(refunds):
        _ask_refunds(back, office, now=now)
    return len(orders) + len(refunds)


@contextmanager
def _apart(order: PaymentOrder, *, now: datetime) -> Iterator[None]:
    """One order in a transaction of its own: what fails there stops no other, and is told.

    Raises only what says that the database is gone.
    """
    try:
        with transaction.atomic():
            yield
    except Exception as error:
        if is_gone(error):
            raise
        log.exception("order %s could not be handled", order.number)
        note_failure(order, error, now=now)


def _claimed(sql: str, now: datetime, limit: int) -> list[int]:
    with transaction.atomic():
        found = rows.fetch(sql, [now, FIRST_WAIT, LONGEST_WAIT, now, limit])
    return [id for (id,) in found]


def _by_office(found: Iterable[Row]) -> Iterable[tuple[str, list[Row]]]:
    for office, theirs in groupby(sorted(found, key=lambda row: row.office), lambda r: r.office):
        yield office, list(theirs)


def _tell_orders(orders: Sequence[PaymentOrder], office: str, *, now: datetime) -> None:
    """The treasury gets the orders, and gives the code by which each is paid."""
    if not orders:
        return
    asked = [
        exchange.TreasuryOrder(
            order_no=o.number,
            case_no=o.case.case_no,
            office=office,
            payer=o.payer,
            amount=o.amount,
            title=f"不动产登记费（{o.case.title}）",
        )
        for o in orders
    ]
    answers = exchange.open_orders(asked, office=office, now=now)
    for order, answer in zip(orders, answers, strict=True):
        with _apart(order, now=now):
            _opened(order, answer.value, now=now)


def _opened(order: PaymentOrder, opened: exchange.OpenedOrder | None, *, now: datetime) -> None:
    if opened is not None and Decimal(opened.amount) == order.amount:
        PaymentOrder.objects.filter(id=order.id, told_at=None).update(
            told_at=now, code=opened.code, asks=0
        )
        PaymentOrder.objects.filter(id=order.id, ask_at__isnull=False).update(
            ask_at=now + FIRST_WAIT
        )


def _ask_orders(orders: Sequence[PaymentOrder], office: str, *, now: datetime) -> None:
    """What the treasury knows of orders that nobody has paid as far as we know."""
    if not orders:
        return
    answers = exchange.ask_orders([o.number for o in orders], office=office, now=now)
    for order, answer in zip(orders, answers, strict=True):
        if answer.trouble is exchange.Trouble.REFUSED:  # it lost the order: it is told again
            PaymentOrder.objects.filter(id=order.id).update(told_at=None)
        if answer.value is not None:
            with _apart(order, now=now):
                for notice in _notices(order.number, answer.value):
                    _hear(notice, now=now)
        enough = GIVEN_UP if OrderState(order.state).owed else LOOKS_AFTER_END
        PaymentOrder.objects.filter(id=order.id, asks__gte=enough).update(ask_at=None)


def _notices(order_no: str, found: exchange.OrderStanding) -> list[TreasuryNotice]:
    """What an order's standing says, as messages; each has the key of what it is about."""
    failed = [
        TreasuryNotice(
            key=f"asked:{order_no}:{f.attempt_no}",
            kind=Said.FAILED,
            order_no=order_no,
            reference=f.attempt_no,
            amount=Decimal("0.00"),
            at=f.at,
            reason=f.reason,
        )
        for f in found.failures
    ]
    paid = [
        TreasuryNotice(
            key=f"asked:{order_no}:{p.transaction_no}",
            kind=Said.PAID,
            order_no=order_no,
            reference=p.transaction_no,
            amount=Decimal(p.amount),
            at=p.at,
            receipt_no=p.receipt_no,
        )
        for p in found.payments
    ]
    return sorted([*failed, *paid], key=lambda notice: notice.at)


def _hear(notice: TreasuryNotice, *, now: datetime) -> None:
    """A case that somebody holds is heard of at the next look."""
    try:
        hear(notice, now=now, way=ASKED)
    except Faults as faults:
        if any(f.code is not FaultCode.LOCK_TIMEOUT for f in faults.faults):
            raise


def _ask_refunds(refunds: Sequence[Refund], office: str, *, now: datetime) -> None:
    """Refunds on their way: the same question asks for it and tells how it is."""
    asked = [
        exchange.TreasuryRefund(
            refund_no=r.number,
            order_no=r.order.number,
            transaction_no=r.payment.transaction_no,
            amount=r.amount,
            reason=r.reason,
        )
        for r in refunds
    ]
    answers = exchange.ask_refunds(asked, office=office, now=now)
    for refund, answer in zip(refunds, answers, strict=True):
        if answer.value is not None:
            with _apart(refund.order, now=now):
                Refund.objects.filter(id=refund.id, told_at=None).update(told_at=now, asks=0)
                _hear_refund(refund, answer.value, now=now)
        elif answer.trouble is exchange.Trouble.REFUSED:
            said = f"财政不受理这笔退费（HTTP {answer.status}），请和财政核对"
            Refund.objects.filter(id=refund.id, done_at=None).update(ask_at=None, failure=said)


def _hear_refund(refund: Refund, found: exchange.AskedRefund, *, now: datetime) -> None:
    if found.status == "ACCEPTED":
        return
    kind = Said.REFUNDED if found.status == "DONE" else Said.REFUND_FAILED
    notice = TreasuryNotice(
        key=f"asked:{found.refund_no}:{found.status}:{found.at.isoformat()}"[:120],
        kind=kind,
        order_no=refund.order.number,
        reference=found.refund_no,
        amount=Decimal(found.amount),
        at=found.at,
        reason=found.reason,
    )
    _hear(notice, now=now)
