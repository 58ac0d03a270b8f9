"""What of the money waits for people: messages that cannot be, refunds that failed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dengbu.accounts import api as accounts
from dengbu.casework.models import Refund, TreasuryMessage
from dengbu.casework.payments.desk import treasury_connected

SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class TroubleLine:
    """One message of the treasury that could not be, or one refund that failed."""

    at: datetime
    order_no: str
    case_no: str  # "" where the order is none of ours
    reference: str
    amount: Decimal  # yuan
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyTroubles:
    """All that waits, the newest first."""

    refunds: tuple[TroubleLine, ...]  # by ``reference`` they are asked for again, or noted as done
    findings: tuple[TroubleLine, ...]


def troubles(actor: accounts.Actor, *, limit: int = SHOWN) -> MoneyTroubles:
    """What waits at the actor's office: where no treasury is connected, every refund.

    Raises `Faults` PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.LEDGER)
    due = Refund.objects.select_related("order__case").filter(office=actor.office, done_at=None)
    failed = due.filter(ask_at=None) if treasury_connected(actor.office) else due
    found = TreasuryMessage.objects.select_related("order__case").filter(
        office=actor.office, outcome="FINDING"
    )
    return MoneyTroubles(
        refunds=tuple(_refund(r) for r in failed.order_by("-due_at", "-id")[:limit]),
        findings=tuple(_finding(m) for m in found.order_by("-received_at")[:limit]),
    )


def _refund(row: Refund) -> TroubleLine:
    return TroubleLine(
        at=row.due_at,
        order_no=row.order.number,
        case_no=row.order.case.case_no,
        reference=row.number,
        amount=row.amount,
        said=row.failure or "还没有退",
    )


def _finding(row: TreasuryMessage) -> TroubleLine:
    return TroubleLine(
        at=row.received_at,
        order_no=row.content["order_no"],
        case_no=row.order.case.case_no if row.order else "",
        reference=row.content["reference"],
        amount=Decimal(row.content["amount"]),
        said=row.said,
    )
