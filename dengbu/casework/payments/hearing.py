"""What the treasury tells moves the orders: each message once, kept word by word.

A message is heard under the lock of its case and order, so that two of them, or a message and a
withdrawal, follow each other. What cannot be (another case's money, a refund nobody asked for) is
kept as a finding for the officers of the ledger and moves nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal
from dengbu.casework.holding import taken
from dengbu.casework.models import Case, Payment, PaymentOrder, Refund, TreasuryMessage
from dengbu.casework.payments.messages import LONGEST_KEY, Said, TreasuryNotice
from dengbu.casework.payments.standing import Account, give_back, locked_orders, move
from dengbu.casework.rules.payments import (
    NOTHING,
    Happening,
    OrderState,
    moved,
    paid_in,
    shortfall,
)
from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.money import show_yuan

APPLIED, KNOWN, FINDING = "APPLIED", "KNOWN", "FINDING"
NOTICE, ASKED, DESK = "NOTICE", "ASKED", "DESK"
UNHANDLED = "UNHANDLED"  # kind of what is no message, but our failure over one
ENGINE = "财政非税系统"
BEYOND = "多缴的退回"
TOO_LATE = "这件已经不用缴费，退回"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What became of a message: APPLIED, KNOWN before, or kept as a FINDING; in words."""

    outcome: str
    said: str

    @property
    def applied(self) -> bool:
        """Whether it changed something."""
        return self.outcome == APPLIED


def hear(notice: TreasuryNotice, *, now: datetime, way: str = NOTICE) -> Heard:
    """Take a message of the treasury into account, once for its key.

    The same key answers the same again. Raises `Faults` IDEMPOTENCY_KEY_REUSED where it comes with
    another content, LOCK_TIMEOUT while somebody holds the case.
    """
    before = _heard(notice)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return _hear(notice, now=now, way=way)
    except IntegrityError:
        again = _heard(notice)  # the same message came twice in the same moment
        if again is None:
            raise
        return again


def _heard(notice: TreasuryNotice) -> Heard | None:
    row = TreasuryMessage.objects.filter(key=notice.key).first()
    if row is None:
        return None
    if row.digest != notice.digest:
        said = "这个幂等键用过了，内容和那一次不同；新的通知请换一个键"
        raise Faults(Fault(code=FaultCode.IDEMPOTENCY_KEY_REUSED, message=said))
    return Heard(outcome=row.outcome, said=row.said)


def _hear(notice: TreasuryNotice, *, now: datetime, way: str) -> Heard:
    named = PaymentOrder.objects.select_related("case").filter(number=notice.order_no).first()
    if named is None:
        heard = Heard(outcome=FINDING, said="没有这张缴款单")
        office = notice.office if notice.office in {o.code for o in accounts.offices()} else ""
        return _keep(notice, heard, office=office, order=None, now=now, way=way)
    case = taken(named.case.case_no)
    account = next(a for a in locked_orders(case.id) if a.order.id == named.id)
    before = _heard(notice)  # by whoever held the case until now
    if before is not None:
        return before
    heard = _misdirected(notice, case) or _ACTS[notice.kind](notice, account, case, now)
    return _keep(notice, heard, office=case.office, order=account.order, now=now, way=way)


def _keep(
    notice: TreasuryNotice,
    heard: Heard,
    *,
    office: str,
    order: PaymentOrder | None,
    now: datetime,
    way: str,
) -> Heard:
    TreasuryMessage.objects.create(
        office=office,
        order=order,
        key=notice.key,
        way=way,
        kind=notice.kind.value,
        digest=notice.digest,
        content=notice.content,
        outcome=heard.outcome,
        said=heard.said[:200],
        received_at=now,
    )
    return heard


def note_failure(order: PaymentOrder, error: Exception, *, now: datetime) -> None:
    """An order whose messages we could not take in: told once for each kind of ``error``."""
    kind = error.faults[0].code if isinstance(error, Faults) else type(error).__name__
    content = {"order_no": order.number, "reference": order.number, "amount": str(order.amount)}
    row = TreasuryMessage(
        office=order.office,
        order=order,
        key=f"unhandled:{order.number}:{kind}"[:LONGEST_KEY],
        way=ASKED,
        kind=UNHANDLED,
        digest=hashlib.sha256(canonical_json(content)).hexdigest(),
        content=content,
        outcome=FINDING,
        said="财政的回答记不进去，系统会再试；一直这样请找系统管理员，并和财政核对这张缴款单",
        received_at=now,
    )
    TreasuryMessage.objects.bulk_create([row], ignore_conflicts=True)


def _misdirected(notice: TreasuryNotice, case: Case) -> Heard | None:
    """A message that names an order of ours for another case or another office."""
    if notice.case_no and notice.case_no != case.case_no:
        said = f"缴款单是业务 {case.case_no} 的，通知写的是 {notice.case_no}"
        return Heard(outcome=FINDING, said=said)
    if notice.office and notice.office != case.office:
        return Heard(outcome=FINDING, said=f"缴款单是 {case.office} 的，通知写的是 {notice.office}")
    return None


def _paid(notice: TreasuryNotice, account: Account, case: Case, now: datetime) -> Heard:
    known = Payment.objects.filter(transaction_no=notice.reference).first()
    if known is not None:
        return _known(known, notice, account)
    order, was = account.order, account.state
    happening = paid_in(order.amount, account.received + notice.amount)
    state = moved(was, happening)
    if state is None:
        return _impossible(account, notice)
    account.payments.append(
        Payment.objects.create(
            office=order.office,
            order=order,
            transaction_no=notice.reference,
            amount=notice.amount,
            receipt_no=notice.receipt_no,
            paid_at=notice.at,
            heard_at=now,
        )
    )
    move(account, state, now=now)
    owed = order.amount if state.live else NOTHING
    back = NOTHING
    if state is not OrderState.ISSUED:
        back = give_back(account, owed, BEYOND if state.live else TOO_LATE, now=now)
    said = _paid_words(account, was, notice.amount, back)
    _tell(case, "PAY", said, now=now)
    return Heard(outcome=APPLIED, said=said)


def _known(known: Payment, notice: TreasuryNotice, account: Account) -> Heard:
    """A transaction that was told before, under another key."""
    if known.order_id == account.order.id and known.amount == notice.amount:
        return Heard(outcome=KNOWN, said="这笔缴费已经记过了")
    said = f"交易 {known.transaction_no} 记过了，是 {known.order.number} 的 {known.amount} 元"
    return Heard(outcome=FINDING, said=said)


def _paid_words(account: Account, was: OrderState, amount: Decimal, back: Decimal) -> str:
    said = [f"缴款单 {account.order.number} 到账 {show_yuan(amount)}"]
    missing = shortfall(account.order.amount, account.lines)
    if account.state.owed and missing:
        said.append(f"还差 {show_yuan(missing)}")
    elif account.state is OrderState.PAID:
        said.append("缴清了" if was is not OrderState.PAID else "原来已经缴清")
    if back:
        why = "多出的" if account.state.live else "这件已经不用缴费，"
        said.append(f"{why}{show_yuan(back)}按原路退回")
    return "，".join(said)


def _attempt_failed(notice: TreasuryNotice, account: Account, case: Case, now: datetime) -> Heard:
    state = moved(account.state, Happening.ATTEMPT_FAILED)
    if state is None:
        return _impossible(account, notice)
    if TreasuryMessage.objects.filter(
        order=account.order, kind=Said.FAILED, content__reference=notice.reference
    ).exists():
        return Heard(outcome=KNOWN, said="这次没有缴成，已经记过了")
    if not account.state.owed:
        return Heard(outcome=KNOWN, said=f"缴款单是“{account.state.label}”，这次失败不影响它")
    move(account, state, now=now)
    why = f"（{notice.reason[:60]}）" if notice.reason else ""
    said = f"缴款单 {account.order.number} 没有缴成{why}，可以再缴"
    _tell(case, "PAY_FAILED", said, now=now)
    return Heard(outcome=APPLIED, said=said)


def _refund(account: Account, notice: TreasuryNotice) -> Refund | None:
    """The refund that a message is about, if it is one of this order and of this amount."""
    return next(
        (r for r in account.refunds if (r.number, r.amount) == (notice.reference, notice.amount)),
        None,
    )


def _refunded(notice: TreasuryNotice, account: Account, case: Case, now: datetime) -> Heard:
    refund = _refund(account, notice)
    if refund is not None and refund.done_at is not None:
        return Heard(outcome=KNOWN, said="这笔退费已经记过了")
    waiting = [r for r in account.refunds if r.done_at is None and r is not refund]
    happening = Happening.REFUND_PART if waiting else Happening.REFUND_ALL
    state = moved(account.state, happening if refund else Happening.REFUND_UNASKED)
    if refund is None or state is None:
        return _impossible(account, notice)
    refund.done_at, refund.ask_at, refund.failure = notice.at, None, ""
    refund.told_at = refund.told_at or now
    refund.save(update_fields=["done_at", "ask_at", "failure", "told_at"])
    move(account, state, now=now)
    said = f"缴款单 {account.order.number} 的 {show_yuan(refund.amount)}退回到账了"
    _tell(case, "REFUNDED", said, now=now)
    return Heard(outcome=APPLIED, said=said)


def _refund_failed(notice: TreasuryNotice, account: Account, case: Case, now: datetime) -> Heard:
    refund = _refund(account, notice)
    asked = Happening.REFUND_FAILED if refund else Happening.REFUND_UNASKED
    state = moved(account.state, asked)
    if refund is None or state is None:
        return _impossible(account, notice)
    refund.done_at, refund.ask_at, refund.failure = None, None, notice.reason or "付款方银行退回"
    refund.save(update_fields=["done_at", "ask_at", "failure"])
    move(account, state, now=now)
    said = f"缴款单 {account.order.number} 的退费没有到账：{refund.failure[:80]}，登记机构会联系您"
    _tell(case, "REFUND_FAILED", said, now=now)
    return Heard(outcome=APPLIED, said=said)


def _impossible(account: Account, notice: TreasuryNotice) -> Heard:
    label = account.state.label
    words = {
        Said.PAID: "这时候不会再来缴费",
        Said.FAILED: "这时候不会有缴费失败",
        Said.REFUNDED: "没有要退的这一笔",
        Said.REFUND_FAILED: "没有要退的这一笔",
    }[notice.kind]
    return Heard(outcome=FINDING, said=f"缴款单是“{label}”，{words}（{notice.reference}）")


def _tell(case: Case, kind: str, said: str, *, now: datetime) -> None:
    line = journal.Line(office=case.office, case_id=case.id, kind=kind, who=ENGINE, text=said)
    journal.write([line], at=now)


_ACTS = {
    Said.PAID: _paid,
    Said.FAILED: _attempt_failed,
    Said.REFUNDED: _refunded,
    Said.REFUND_FAILED: _refund_failed,
}
