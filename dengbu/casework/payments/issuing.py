"""开缴款单: with the acceptance of a case, anew after a supplement, closed with a case that ends.

All is done in the caller's transaction, which holds the case: a bill and its orders are one.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dengbu.casework import journal, rows
from dengbu.casework.models import Case, PaymentOrder
from dengbu.casework.payments.standing import Account, give_back, locked_orders, move
from dengbu.casework.rules.payments import (
    NOTHING,
    Owed,
    by_payer,
    closing,
    moved,
)
from dengbu.casework.views import FeeView
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.kernel.money import show_yuan

ENDED = "没有登簿，不收费，退回登记费"
BILLED_ANEW = "补正以后登记费重算，原来缴的退回"
UNPAID = (
    "SELECT case_id, amount FROM casework_paymentorder"
    " WHERE case_id = ANY(%s) AND state IN ('ISSUED', 'FAILED') AND before_entry"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reissued:
    """What a new bill did to the orders of a case."""

    closed: int = 0
    issued: int = 0


def issue(case: Case, bill: Sequence[FeeView], *, before_entry: bool, now: datetime) -> int:
    """Open an order for each payer of a new case; how many. Nothing to pay makes no order."""
    return _open(case, owed_of(bill), first=1, before_entry=before_entry, now=now)


def owed_of(bill: Sequence[FeeView]) -> tuple[Owed, ...]:
    """Who has to pay how much for a bill."""
    return by_payer(
        [Owed(payer=line.payer, role=line.payer_role, amount=line.amount) for line in bill]
    )


def _open(
    case: Case, owed: Sequence[Owed], *, first: int, before_entry: bool, now: datetime
) -> int:
    PaymentOrder.objects.bulk_create(
        PaymentOrder(
            office=case.office,
            case=case,
            seq=seq,
            number=f"{case.case_no}-{seq}",
            payer=one.payer,
            payer_role=one.role,
            amount=one.amount,
            before_entry=before_entry,
            issued_at=now,
            ask_at=now,
        )
        for seq, one in enumerate(owed, start=first)
    )
    return len(owed)


def reissue(case: Case, bill: Sequence[FeeView], *, before_entry: bool, now: datetime) -> Reissued:
    """Orders of a bill that a supplement changed.

    An order of the same payer and amount stays as it is. Any other is closed, and what was paid
    on it goes back: a receipt is for one amount and one payer, and cannot be rewritten.
    """
    standing = locked_orders(case.id)
    live = [account for account in standing if account.state.live]
    wanted = {(one.payer, one.amount): one for one in owed_of(bill)}
    closed = 0
    for account in live:
        if wanted.pop((account.order.payer, account.order.amount), None) is None:
            close_order(account, BILLED_ANEW, now=now)
            closed += 1
    first = len(standing) + 1
    rest = tuple(wanted.values())
    issued = _open(case, rest, first=first, before_entry=before_entry, now=now)
    return Reissued(closed=closed, issued=issued)


def close(case: Case, *, now: datetime) -> None:
    """End the orders of a case that ends without entry: what was paid goes back, and is said."""
    for account in locked_orders(case.id):
        if account.state.live:
            back = close_order(account, ENDED, now=now)
            if back:
                _tell(case, account, back, now=now)


def close_order(account: Account, reason: str, *, now: datetime) -> Decimal:
    """Nothing is owed on a locked order any more; what goes back, in yuan."""
    happening = closing(account.held)
    state = moved(account.state, happening)
    if state is None:
        raise ValueError(f"order {account.order.number} is {account.state} and cannot be closed")
    move(account, state, now=now)
    return give_back(account, NOTHING, reason, now=now)


def _tell(case: Case, account: Account, back: Decimal, *, now: datetime) -> None:
    said = f"缴款单 {account.order.number}：{show_yuan(back)}按原路退回，到账以后再告诉您"
    line = journal.Line(
        office=case.office, case_id=case.id, kind="REFUND_DUE", who="系统", text=said
    )
    journal.write([line], at=now)


def unpaid(case_ids: Collection[int]) -> dict[int, Fault]:
    """Of cases at offices that enter nothing unpaid those with an order that is not paid, and why
    they cannot be entered. One query for all."""
    owed: dict[int, list[Decimal]] = defaultdict(list)
    for case, amount in rows.fetch(UNPAID, [list(case_ids)]) if case_ids else []:
        owed[case].append(amount)
    faults = {case: unpaid_fault(amounts, "登簿") for case, amounts in owed.items()}
    return {case: fault for case, fault in faults.items() if fault is not None}


def unpaid_fault(amounts: Sequence[Decimal], step: str) -> Fault | None:
    """Why a step waits for orders of these amounts; None: there are none."""
    if not amounts:
        return None
    total = sum(amounts, NOTHING)
    return Fault(
        code=FaultCode.FEE_UNPAID,
        message=f"登记费还有 {show_yuan(total)}没缴，缴清以后才能{step}",
        remedy="按缴款码在手机上或者到银行缴；刚缴过的，等一两分钟再看",
        data={"amount": str(total)},
    )


__all__ = [
    "Reissued",
    "close",
    "close_order",
    "issue",
    "owed_of",
    "reissue",
    "unpaid",
    "unpaid_fault",
]
