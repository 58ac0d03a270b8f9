"""What a sale under mortgage says of the cancellation that its paid bank asked for by its word."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from dengbu.casework import rows

SALES = (
    "SELECT b.id, t.number, t.old_proof, t.payoff,"
    " (SELECT (w.content->>'amount') FROM casework_mortgagedword w WHERE w.transfer_id = t.id"
    "   AND w.kind = 'PAID' AND w.outcome = 'APPLIED' AND w.content->>'leg' = 'TO_OLD_BANK'"
    "   ORDER BY w.id DESC LIMIT 1),"
    " (SELECT (w.content->>'amount') FROM casework_mortgagedword w WHERE w.transfer_id = t.id"
    "   AND w.kind = 'SETTLED' AND w.outcome = 'APPLIED' AND w.body = b.body"
    "   ORDER BY w.id DESC LIMIT 1)"
    " FROM casework_batch b JOIN casework_mortgagedtransfer t"
    "  ON b.idempotency_key = t.number || ':settled' AND t.mode = 'SEGMENTED'"
    " WHERE b.id = ANY(%s)"
)


def sales_of(batches: Collection[int]) -> dict[int, dict[str, Any]]:
    """By batch what its sale says, from the words of the account and the bank; one query."""
    return {
        batch: {
            "sale": number,
            "sale_proof": proof,
            "sale_agreed": payoff,
            "sale_paid": _amount(paid),
            "sale_settled": _amount(settled),
        }
        for batch, number, proof, payoff, paid, settled in rows.fetch(SALES, [list(batches)])
    }


def _amount(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)
