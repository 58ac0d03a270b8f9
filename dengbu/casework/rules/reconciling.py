"""对账: what a day's movements here and on the treasury's statement have in common, and what not.

政府非税收入管理办法 (财税〔2016〕33号): collecting offices and the treasury compare their accounts.
Movements are matched by their reference: of a payment the treasury's transaction, of a refund our
own number of it. Both sides are dated by the treasury's clock, so a day is the same day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique

from dengbu.kernel.money import show_yuan

PAYMENT, REFUND = "PAYMENT", "REFUND"


@unique
class DifferenceKind(StrEnum):
    """How two accounts of a day can differ: every way has its name."""

    MISSING_THERE = "MISSING_THERE"  # a payment that the treasury's statement does not have
    MISSING_HERE = "MISSING_HERE"  # a payment that was never heard of here
    AMOUNT = "AMOUNT"  # the same movement with another sum
    ORDER = "ORDER"  # the same movement for another order
    TWICE = "TWICE"  # the same reference more than once on the statement
    REFUND_THERE = "REFUND_THERE"  # a refund that arrived by our account, not by theirs
    REFUND_HERE = "REFUND_HERE"  # a refund on the statement that is none here

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LABELS[self]


_LABELS = {
    DifferenceKind.MISSING_THERE: "财政没有这笔缴费",
    DifferenceKind.MISSING_HERE: "本机构没有这笔缴费",
    DifferenceKind.AMOUNT: "金额不一样",
    DifferenceKind.ORDER: "不是同一张缴款单",
    DifferenceKind.TWICE: "财政记了不止一次",
    DifferenceKind.REFUND_THERE: "财政没有这笔退费",
    DifferenceKind.REFUND_HERE: "本机构没有这笔退费",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """Money in (PAYMENT) or out (REFUND)."""

    kind: str
    order_no: str
    reference: str
    amount: Decimal  # yuan, above 0

    @property
    def signed(self) -> Decimal:
        """What it adds to the day's sum."""
        return self.amount if self.kind == PAYMENT else -self.amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing in which the accounts differ."""

    kind: DifferenceKind
    order_no: str
    reference: str
    ours: Decimal | None  # yuan; None: not here
    theirs: Decimal | None
    said: str


def differences(ours: Sequence[Movement], theirs: Sequence[Movement]) -> tuple[Difference, ...]:
    """Everything in which two accounts of one day differ, by reference.

    Of a movement that the statement has several times the first is compared, and the others are
    told as TWICE; each difference is told once.
    """
    here = {(m.kind, m.reference): m for m in ours}
    there: dict[tuple[str, str], list[Movement]] = defaultdict(list)
    for movement in theirs:
        there[movement.kind, movement.reference].append(movement)
    found: list[Difference] = []
    for key in sorted({*here, *there}):
        own, stated = here.get(key), there.get(key, [])
        found += _of_one(own, stated[0] if stated else None)
        found += [_twice(again) for again in stated[1:]]
    return tuple(found)


def total(movements: Iterable[Movement]) -> Decimal:
    """Money in less money out."""
    return sum((m.signed for m in movements), Decimal("0.00"))


def _of_one(own: Movement | None, stated: Movement | None) -> Iterable[Difference]:
    if own is None and stated is not None:
        kind = DifferenceKind.MISSING_HERE
        if stated.kind == REFUND:
            kind = DifferenceKind.REFUND_HERE
        said = f"财政有 {show_yuan(stated.amount)}，本机构没有收到过通知"
        yield _difference(kind, stated, None, stated.amount, said)
    elif own is not None and stated is None:
        kind = DifferenceKind.MISSING_THERE
        if own.kind == REFUND:
            kind = DifferenceKind.REFUND_THERE
        said = f"本机构记了 {show_yuan(own.amount)}，财政的对账单上没有"
        yield _difference(kind, own, own.amount, None, said)
    elif own is not None and stated is not None:
        if own.amount != stated.amount:
            said = f"本机构 {show_yuan(own.amount)}，财政 {show_yuan(stated.amount)}"
            yield _difference(DifferenceKind.AMOUNT, own, own.amount, stated.amount, said)
        if own.order_no != stated.order_no:
            said = f"本机构记在 {own.order_no}，财政记在 {stated.order_no}"
            yield _difference(DifferenceKind.ORDER, own, own.amount, stated.amount, said)


def _twice(again: Movement) -> Difference:
    said = f"财政的对账单上又有一次，{show_yuan(again.amount)}"
    return _difference(DifferenceKind.TWICE, again, None, again.amount, said)


def _difference(
    kind: DifferenceKind,
    movement: Movement,
    ours: Decimal | None,
    theirs: Decimal | None,
    said: str,
) -> Difference:
    return Difference(
        kind=kind,
        order_no=movement.order_no,
        reference=movement.reference,
        ours=ours,
        theirs=theirs,
        said=said,
    )
