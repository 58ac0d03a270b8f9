"""财政非税系统: payment orders, their state, refunds, and the statement of a day.

Non-tax revenue is received by the treasury, not by the office (政府非税收入管理办法): it gives the
code by which people pay, writes the electronic receipt, and sends money back. What writes there
bears the number of the order or refund as its idempotency key, so that a repetition after a crash
is the same deed. Amounts are yuan as text with two decimals.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, StringConstraints

from dengbu.exchange.calling import Answer, Call, Shape, call, call_all
from dengbu.exchange.partners import Partner
from dengbu.exchange.wire import Trouble

Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,13}\.[0-9]{2}$")]
Number = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[!-~]+$")]
Words = Annotated[str, StringConstraints(max_length=200)]
PAGES = 200  # of a statement, 500 lines each: a city has not so many payments a day
LATE = 15.0  # seconds for a page of a statement


@dataclass(frozen=True, kw_only=True, slots=True)
class TreasuryOrder:
    """A payment order as the treasury is told of it."""

    order_no: str
    case_no: str
    office: str  # 执收单位
    payer: str
    amount: Decimal  # yuan
    title: str  # what it is for


@dataclass(frozen=True, kw_only=True, slots=True)
class TreasuryRefund:
    """A refund as the treasury is asked for it."""

    refund_no: str
    order_no: str
    transaction_no: str  # of the payment that goes back, whole or in part
    amount: Decimal  # yuan
    reason: str


class OpenedOrder(Shape):
    """The treasury has the order."""

    order_no: Number
    amount: Amount
    code: Number  # 缴款码


class TreasuryPayment(Shape):
    """Money that came for an order."""

    transaction_no: Number
    amount: Amount
    receipt_no: Annotated[str, StringConstraints(max_length=40)] = ""
    at: AwareDatetime


class TreasuryFailure(Shape):
    """An attempt to pay that failed."""

    attempt_no: Number
    reason: Words = ""
    at: AwareDatetime


class RefundState(Shape):
    """Where a refund stands: ACCEPTED, DONE, FAILED."""

    refund_no: Number
    amount: Amount
    status: Annotated[str, StringConstraints(pattern=r"^(ACCEPTED|DONE|FAILED)$")]
    at: AwareDatetime
    reason: Words = ""


class OrderStanding(Shape):
    """All that the treasury knows of an order."""

    order_no: Number
    payments: list[TreasuryPayment] = []
    failures: list[TreasuryFailure] = []
    refunds: list[RefundState] = []


class AskedRefund(RefundState):
    """What came of a refund that was asked for."""

    order_no: Number


class StatementLine(Shape):
    """One movement of a day: money in (PAYMENT) or out (REFUND)."""

    kind: Annotated[str, StringConstraints(pattern=r"^(PAYMENT|REFUND)$")]
    order_no: Number
    reference: Number  # transaction, or our number of the refund
    amount: Amount
    at: AwareDatetime


class StatementPage(Shape):
    """A page of a day's statement."""

    office: Number
    day: Number  # 2024-11-12
    lines: list[StatementLine]
    following: Annotated[str, StringConstraints(max_length=40)] = ""  # of the next page


def open_orders(
    orders: Sequence[TreasuryOrder], *, office: str, now: datetime
) -> list[Answer[OpenedOrder]]:
    """Tell the treasury of orders of one office, at the same time; the same one is the same."""
    wanted = [
        Call(
            partner=Partner.TREASURY,
            path="/orders",
            body={**_plain(order), "amount": f"{order.amount:.2f}"},
            shape=OpenedOrder,
            key=order.order_no,
            writes=True,
        )
        for order in orders
    ]
    return _echoed(call_all(wanted, office=office, now=now), [o.order_no for o in orders])


def ask_orders(
    order_nos: Sequence[str], *, office: str, now: datetime
) -> list[Answer[OrderStanding]]:
    """What the treasury knows of orders, at the same time."""
    wanted = [
        Call(
            partner=Partner.TREASURY,
            path="/orders/state",
            body={"order_no": number},
            shape=OrderStanding,
        )
        for number in order_nos
    ]
    return _echoed(call_all(wanted, office=office, now=now), order_nos)


def ask_refunds(
    refunds: Sequence[TreasuryRefund], *, office: str, now: datetime
) -> list[Answer[AskedRefund]]:
    """Ask the treasury to send money back; asking again is the same deed, and tells how it is."""
    wanted = [
        Call(
            partner=Partner.TREASURY,
            path="/refunds",
            body={**_plain(refund), "amount": f"{refund.amount:.2f}"},
            shape=AskedRefund,
            key=refund.refund_no,
            writes=True,
        )
        for refund in refunds
    ]
    return _echoed(call_all(wanted, office=office, now=now), [r.order_no for r in refunds])


def statement(office: str, day: date, *, now: datetime) -> tuple[StatementLine, ...] | Trouble:
    """All movements of a day as the treasury has them, or why they could not be had.

    A page that is about another office or day is trouble: nothing is compared with half a day.
    """
    lines: list[StatementLine] = []
    after = ""
    for _ in range(PAGES):
        page = call(_page(office, day, after), office=office, now=now)
        if page.value is None:
            return page.trouble or Trouble.SHAPE
        if (page.value.office, page.value.day) != (office, day.isoformat()):
            return Trouble.SHAPE
        lines += page.value.lines
        after = page.value.following
        if not after:
            return tuple(lines)
    return Trouble.TOO_LARGE


def _page(office: str, day: date, after: str) -> Call[StatementPage]:
    return Call(
        partner=Partner.TREASURY,
        path="/statements",
        body={"office": office, "day": day.isoformat(), "after": after},
        shape=StatementPage,
        deadline=LATE,
    )


def _echoed(answers: Iterable[Answer[Any]], numbers: Sequence[str]) -> list[Answer[Any]]:
    """Answers about the very orders that were asked; one about another is none."""
    return [
        answer
        if answer.value is None or answer.value.order_no == number
        else replace(answer, value=None, trouble=Trouble.SHAPE)
        for answer, number in zip(answers, numbers, strict=True)
    ]


def _plain(value: Any) -> dict[str, str]:
    return {name: str(getattr(value, name)) for name in value.__dataclass_fields__}
