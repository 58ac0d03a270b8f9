"""每日对账: a day's money against the treasury's statement, each difference kept with its name.

Comparing changes nothing of a case. Where the statement has a payment that was not heard of, the
engine asks for that order again, so that a lost notice mends itself; the difference stays told.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.models import (
    Payment,
    PaymentOrder,
    Reconciliation,
    ReconciliationDifference,
    Refund,
)
from dengbu.casework.payments.desk import treasury_connected
from dengbu.casework.rules.reconciling import (
    PAYMENT,
    REFUND,
    Difference,
    DifferenceKind,
    Movement,
    differences,
    total,
)
from dengbu.exchange import api as exchange
from dengbu.kernel.chinese import SHANGHAI, show_date
from dengbu.kernel.fault import Fault, FaultCode, Faults

log = logging.getLogger("dengbu.casework")
ROBOT = "系统"
MOST = 500  # differences kept of one comparison; how many there were is kept whole
DAYS_SHOWN = 31


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciliationView:
    """One comparison of a day."""

    office: str
    day: date
    at: datetime
    by_name: str
    ours: int  # movements here
    ours_sum: Decimal  # yuan in less yuan out
    theirs: int
    theirs_sum: Decimal
    differences: tuple[Difference, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the day was over when it was compared."""
        return self.at.astimezone(SHANGHAI).date() > self.day


def reconcile(
    office: str, day: date, *, now: datetime, actor: accounts.Actor | None = None
) -> ReconciliationView:
    """Compare a day of an office with the treasury's statement, and keep what differs.

    ``actor`` None: by command or at night. Raises `Faults` PERMISSION_MISSING, NOT_FOUND for
    another office's, DATE_RANGE for a day to come, STEP_NOT_ALLOWED where no treasury is connected,
    PARTNER_UNAVAILABLE where its statement could not be had whole: half a day is not compared.
    """
    if actor is not None:
        accounts.require(actor, accounts.Permission.LEDGER)
        if actor.office != office:
            raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这个登记机构的账"))
    if day > now.astimezone(SHANGHAI).date():
        said = f"{show_date(day)}还没有到，选今天或者以前的一天"
        raise Faults(Fault(code=FaultCode.DATE_RANGE, message=said, field="day"))
    theirs = _statement(office, day, now=now)
    ours = _movements(office, day)
    found = differences(ours, theirs)
    view = ReconciliationView(
        office=office,
        day=day,
        at=now,
        by_name=actor.name if actor else ROBOT,
        ours=len(ours),
        ours_sum=total(ours),
        theirs=len(theirs),
        theirs_sum=total(theirs),
        differences=found,
    )
    _keep(view)
    return view


def reconcile_yesterday(*, now: datetime) -> tuple[str, ...]:
    """Compare yesterday for every office that is connected; the codes of those that failed."""
    day = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    missed = []
    for office in accounts.offices():
        if not treasury_connected(office.code):
            continue
        try:
            view = reconcile(office.code, day, now=now)
        except Faults as faults:
            log.error("%s %s: %s", office.code, day, faults)
            missed.append(office.code)
        else:
            if view.differences:
                log.warning("%s %s: %d differences", office.code, day, len(view.differences))
    return tuple(missed)


def _statement(office: str, day: date, *, now: datetime) -> list[Movement]:
    if not treasury_connected(office):
        said = "本机构没有接通财政系统，没有对账单可对"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    lines = exchange.statement(office, day, now=now)
    if isinstance(lines, exchange.Trouble):
        said = f"{show_date(day)}的对账单没有取到（{lines}），没有对"
        remedy = "过一会儿再对一次；一直取不到，请和财政联系。"
        raise Faults(Fault(code=FaultCode.PARTNER_UNAVAILABLE, message=said, remedy=remedy))
    return [
        Movement(
            kind=line.kind,
            order_no=line.order_no,
            reference=line.reference,
            amount=Decimal(line.amount),
        )
        for line in lines
    ]


def _movements(office: str, day: date) -> list[Movement]:
    """What came and went here on a day of the treasury's clock, in Chinese time."""
    start = datetime.combine(day, datetime.min.time(), tzinfo=SHANGHAI)
    until = start + timedelta(days=1)
    paid = Payment.objects.filter(office=office, paid_at__gte=start, paid_at__lt=until)
    back = Refund.objects.filter(office=office, done_at__gte=start, done_at__lt=until)
    came = paid.values_list("order__number", "transaction_no", "amount")
    gone = back.values_list("order__number", "number", "amount")
    return [
        Movement(kind=kind, order_no=order, reference=reference, amount=amount)
        for kind, lines in ((PAYMENT, came), (REFUND, gone))
        for order, reference, amount in lines
    ]


@transaction.atomic
def _keep(view: ReconciliationView) -> None:
    row = Reconciliation.objects.create(
        office=view.office,
        day=view.day,
        at=view.at,
        by_name=view.by_name,
        ours=view.ours,
        ours_sum=view.ours_sum,
        theirs=view.theirs,
        theirs_sum=view.theirs_sum,
    )
    ReconciliationDifference.objects.bulk_create(
        ReconciliationDifference(
            office=view.office,
            reconciliation=row,
            seq=seq,
            kind=one.kind.value,
            order_no=one.order_no,
            reference=one.reference,
            ours=one.ours,
            theirs=one.theirs,
            said=one.said,
        )
        for seq, one in enumerate(view.differences[:MOST], start=1)
    )
    unheard = [d.order_no for d in view.differences if d.kind is DifferenceKind.MISSING_HERE]
    PaymentOrder.objects.filter(
        office=view.office, number__in=unheard, told_at__isnull=False
    ).update(ask_at=view.at, asks=0)


def reconciliations(
    actor: accounts.Actor, *, limit: int = DAYS_SHOWN
) -> tuple[ReconciliationView, ...]:
    """The last comparisons of the actor's office, the latest of each day, the last day first.

    Raises `Faults` PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.LEDGER)
    latest = (
        Reconciliation.objects.filter(office=actor.office)
        .order_by("-day", "-at", "-id")
        .distinct("day")
    )
    found = list(latest[:limit])
    of: dict[int, list[Difference]] = {row.id: [] for row in found}
    kept = ReconciliationDifference.objects.filter(reconciliation_id__in=of)
    for one in kept.order_by("reconciliation_id", "seq"):
        of[one.reconciliation_id].append(
            Difference(
                kind=DifferenceKind(one.kind),
                order_no=one.order_no,
                reference=one.reference,
                ours=one.ours,
                theirs=one.theirs,
                said=one.said,
            )
        )
    return tuple(_view(row, of[row.id]) for row in found)


def _view(row: Reconciliation, found: Iterable[Difference]) -> ReconciliationView:
    return ReconciliationView(
        office=row.office,
        day=row.day,
        at=row.at,
        by_name=row.by_name,
        ours=row.ours,
        ours_sum=row.ours_sum,
        theirs=row.theirs,
        theirs_sum=row.theirs_sum,
        differences=tuple(found),
    )
