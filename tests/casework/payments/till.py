"""A treasury over real HTTP, and cases with something to pay, for the tests of payments."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.conf import LazySettings

from dengbu.casework import api as casework
from dengbu.casework.api import CaseView, Heard, OrderView
from dengbu.casework.payments.messages import Said, TreasuryNotice
from dengbu.site.simulators.server import Simulators
from dengbu.site.simulators.treasury import Treasury
from tests.casework import asks
from tests.casework.desk import NOW, Desk


@contextmanager
def connected(settings: LazySettings, treasury: Treasury) -> Iterator[Simulators]:
    """The treasury answers, for as long as the block lasts, and is called with little patience."""
    running = Simulators(departments={"TREASURY": treasury.department}).start()
    settings.DEPARTMENTS = {"TREASURY": running.url("TREASURY")}
    settings.DEPARTMENT_PATIENCE = {"connect": 0.5, "read": 0.4, "deadline": 0.6}
    try:
        yield running
    finally:
        running.stop()


def sold(desk: Desk, n: int = 0, *, now: datetime = NOW) -> CaseView:
    """A sale that was accepted: its buyer has 80 yuan to pay."""
    return casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=now)


def seen(desk: Desk, case: CaseView, *, now: datetime = NOW) -> CaseView:
    """The case as it is now."""
    return casework.case(case.case_no, actor=desk.windows[0], now=now)


def order(desk: Desk, case: CaseView, place: int = 0) -> OrderView:
    """An order of the case as it is now."""
    return seen(desk, case).orders[place]


def withdrawn(desk: Desk, case: CaseView, *, now: datetime = NOW) -> None:
    """All parties took their application back."""
    casework.withdraw(
        case.case_no,
        actor=desk.windows[0],
        now=now,
        revision=seen(desk, case).revision,
        agreed=True,
        reason="不买了",
    )


NOTICE = TreasuryNotice(
    key="n-1",
    kind=Said.PAID,
    order_no="",
    reference="T1",
    amount=Decimal("80.00"),
    at=NOW,
    receipt_no="0000000001",
)


def told(number: str, **changes: object) -> TreasuryNotice:
    """What the treasury says of an order: that 80 yuan came."""
    return replace(NOTICE, order_no=number, **changes)  # type: ignore[arg-type]


def paid(number: str, **changes: object) -> Heard:
    """The treasury said so, and was heard."""
    return casework.hear(told(number, **changes), now=NOW)
