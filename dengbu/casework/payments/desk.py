"""What people do about payments: note what was paid or given back, ask for a refund once more."""

from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal
from dengbu.casework.holding import taken
from dengbu.casework.models import Case, Payment, PaymentOrder, Refund
from dengbu.casework.payments.hearing import DESK, Heard, hear
from dengbu.casework.payments.messages import LONGEST, Said, TreasuryNotice
from dengbu.casework.payments.standing import locked_orders
from dengbu.casework.rules.payments import OrderState
from dengbu.exchange import api as exchange
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.money import show_yuan


@transaction.atomic
def note_paid(order_no: str, *, receipt_no: str, actor: accounts.Actor, now: datetime) -> Heard:
    """An order was paid at the desk, in full, with this receipt of the treasury (票据).

    For offices whose treasury is not connected; where it is, only its own word counts. The day's
    reconciliation compares what was noted too. Raises `Faults` PERMISSION_MISSING, NOT_FOUND,
    REQUIRED or TOO_LONG at `receipt_no`, DUPLICATE_SUBMIT for a receipt that was noted before,
    STEP_NOT_ALLOWED, STATE_CHANGED where it was paid already, LOCK_TIMEOUT.
    """
    accounts.require(actor, accounts.Permission.ACCEPT)
    order = _own(order_no, actor)
    receipt = _number(receipt_no, "财政票据号", field="receipt_no")
    if treasury_connected(order.office):
        said = "本机构已经接通财政系统，缴没缴费以财政的通知为准，一般一两分钟就到"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    taken(order.case.case_no)
    known = Payment.objects.select_related("order").filter(transaction_no=receipt).first()
    if known is not None:
        said = f"票据号 {receipt} 登记过了，是缴款单 {known.order.number} 的"
        code = FaultCode.DUPLICATE_SUBMIT
        raise Faults(Fault(code=code, message=said, field="receipt_no"))
    order.refresh_from_db()
    state = OrderState(order.state)
    if state in (OrderState.PAID, OrderState.REFUNDED):  # what is void gives back what came late
        said = f"这张缴款单现在是“{state.label}”，不用再缴；真收了两笔，请财务核对"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    notice = TreasuryNotice(
        key=f"desk:{receipt}",
        kind=Said.PAID,
        order_no=order.number,
        reference=receipt,
        amount=order.amount,
        at=now,
        receipt_no=receipt,
        reason=f"{actor.name}登记",
    )
    return hear(notice, now=now, way=DESK)


def _number(typed: str, what: str, *, field: str) -> str:
    number = normalise_code(typed)
    if not number or len(number) > LONGEST or not number.isascii():
        code = FaultCode.TOO_LONG if len(number) > LONGEST else FaultCode.REQUIRED
        said = f"请填写{what}（字母和数字，最多{LONGEST}个）"
        raise Faults(Fault(code=code, message=said, field=field))
    return number


def treasury_connected(office: str) -> bool:
    """Whether the treasury itself tells an office what was paid; else the desk notes it."""
    return exchange.address_of(exchange.Partner.TREASURY, office=office) is not None


def _own(order_no: str, actor: accounts.Actor) -> PaymentOrder:
    found = PaymentOrder.objects.filter(number=order_no.strip()[:24], office=actor.office).first()
    if found is None:
        said = "没有查到这张缴款单，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="order_no"))
    return found


@transaction.atomic
def note_refunded(
    refund_no: str, *, voucher_no: str, actor: accounts.Actor, now: datetime
) -> Heard:
    """Money was given back, in full, with this voucher of the office (退费凭证).

    For offices whose treasury is not connected; where it is, only its own word counts. Raises
    `Faults` PERMISSION_MISSING, NOT_FOUND, REQUIRED or TOO_LONG at `voucher_no`, STEP_NOT_ALLOWED,
    STATE_CHANGED where it was noted before, LOCK_TIMEOUT.
    """
    accounts.require(actor, accounts.Permission.LEDGER)
    refund = _due(refund_no, actor)
    voucher = _number(voucher_no, "退费凭证号", field="voucher_no")
    if treasury_connected(refund.office):
        said = "本机构已经接通财政系统，退没退到以财政的通知为准"
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
    taken(refund.order.case.case_no)
    refund.refresh_from_db()
    if refund.done_at is not None:
        said = "这笔退费已经登记过了，不用再登记"
        raise Faults(Fault(code=FaultCode.STATE_CHANGED, message=said))
    notice = TreasuryNotice(
        key=f"desk:{refund.number}",
        kind=Said.REFUNDED,
        order_no=refund.order.number,
        reference=refund.number,
        amount=refund.amount,
        at=now,
        receipt_no=voucher,
        reason=f"{actor.name}登记",
    )
    return hear(notice, now=now, way=DESK)


def _due(refund_no: str, actor: accounts.Actor) -> Refund:
    named = Refund.objects.select_related("order__case").filter(
        number=refund_no.strip()[:30], office=actor.office
    )
    refund = named.first()
    if refund is None:
        said = "没有查到这笔退费，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="refund_no"))
    return refund


def refund_again(refund_no: str, *, actor: accounts.Actor, now: datetime) -> None:
    """Ask the treasury once more for a refund that came back or that it would not take.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, STEP_NOT_ALLOWED where nothing failed,
    LOCK_TIMEOUT.
    """
    accounts.require(actor, accounts.Permission.LEDGER)
    refund = _due(refund_no, actor)
    with transaction.atomic():
        case: Case = taken(refund.order.case.case_no)
        locked_orders(case.id)
        refund.refresh_from_db()
        if refund.done_at is not None or not refund.failure:
            said = "这笔退费没有出错，不用再退一次"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        refund.ask_at, refund.asks, refund.failure = now, 0, ""
        refund.save(update_fields=["ask_at", "asks", "failure"])
        line = journal.Line(
            office=case.office,
            case_id=case.id,
            kind="REFUND_DUE",
            who=actor.name,
            text=f"再次退 {show_yuan(refund.amount)}（{refund.number}）",
        )
        journal.write([line], at=now)
