"""Money of a sale under mortgage that lies in the account while no clock runs for anybody.

The database holds that money on its way has a clock, and every minute somebody looks at clocks that
have run out (`ending`). What is found here got past both: a minute's job that has stood still, an
account that never does what it has to, or rows that nobody of us wrote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from dengbu.casework.models import MortgagedTransfer
from dengbu.casework.mortgaged.records import Record, records_of
from dengbu.casework.rules.mortgaged import Phase
from dengbu.kernel.money import show_yuan

PATIENCE = timedelta(hours=1)  # that a clock may have run out unseen
BATCH = 500
OVER = [Phase.DONE.value, Phase.ENDED.value]


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleMoney:
    """A transfer with money that nobody is held to move."""

    number: str
    case_no: str
    office: str
    phase: Phase
    amount: Decimal  # yuan that lies there, as far as was said
    since: datetime | None  # when its clock ran out; None: it has none

    def __str__(self) -> str:
        when = f"its clock ran out at {self.since.isoformat()}" if self.since else "no clock runs"
        return f"{self.number} ({self.phase}): {show_yuan(self.amount)} is held and {when}"


def idle_money(*, now: datetime) -> tuple[IdleMoney, ...]:
    """Every transfer whose money is held with no clock running, by number.

    Also whose clock ran out unseen an hour ago or more, and whose account is late: the journal
    names that once, this names it until the money has moved.
    """
    late = now - PATIENCE
    looked = (
        Q(phase__in=OVER)
        | Q(due_at__lte=late)
        | Q(phase__in=[Phase.OPEN.value, Phase.READY.value], expires_at__lte=late)
        | Q(phase__in=[Phase.ENTERED.value, Phase.ENDING.value], due_at=None)
    )
    lies = Q(sums__held_at__isnull=False) | Q(sums__other_held__isnull=False)
    found = MortgagedTransfer.objects.filter(looked).filter(lies, sums__returned_at=None)
    ids = sorted(set(found.values_list("id", flat=True)))
    return tuple(sorted(_named(ids, late), key=lambda one: one.number))


def _named(ids: Sequence[int], late: datetime) -> Iterator[IdleMoney]:
    for start in range(0, len(ids), BATCH):
        rows = MortgagedTransfer.objects.select_related("case").filter(
            id__in=ids[start : start + BATCH]
        )
        yield from (one for r in records_of(list(rows)) if (one := _idle(r, late)) is not None)


def _idle(record: Record, late: datetime) -> IdleMoney | None:
    t, phase = record.transfer, Phase(record.transfer.phase)
    clock, amount = t.expires_at if phase.undecided else t.due_at, _there(record)
    if amount <= 0 or (clock is not None and clock > late):
        return None
    return IdleMoney(
        number=t.number,
        case_no=t.case.case_no,
        office=t.office,
        phase=phase,
        amount=amount,
        since=clock,
    )


def _there(record: Record) -> Decimal:
    """What came in and neither went back nor was paid out, in yuan."""
    balance = Decimal(0)
    for kept in record.sums:
        if kept.paid_at is not None:
            balance -= kept.amount
        elif kept.other_held is not None and kept.returned_at is None:
            balance += kept.other_held - (kept.other_returned or 0)
        elif kept.held_at is not None and kept.returned_at is None:
            balance += kept.amount - (kept.other_returned or 0)
    return balance
