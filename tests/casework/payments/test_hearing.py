"""What the treasury says moves an order, once, and never anybody else's."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.api import OrderState
from dengbu.casework.models import JournalLine, Payment, PaymentOrder, Refund, TreasuryMessage
from dengbu.casework.payments.messages import Said, read_notice
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.payments.till import order, paid, seen, sold, told, withdrawn

pytestmark = pytest.mark.django_db
EIGHTY = Decimal("80.00")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_a_case_has_an_order_for_each_payer_and_none_for_nothing(desk: Desk) -> None:
    both = casework.submit(asks.sale_with_loan(desk, 0), actor=desk.windows[0], now=NOW)
    buyer, bank = both.orders
    assert (buyer.number, bank.number) == (f"{both.case_no}-1", f"{both.case_no}-2")
    assert (buyer.amount, bank.amount) == (EIGHTY, EIGHTY)
    assert buyer.payer != bank.payer
    assert {o.state for o in both.orders} == {OrderState.ISSUED}
    free = casework.submit(asks.cancellation(desk, 1), actor=desk.windows[0], now=NOW)
    assert free.orders == ()


def test_the_very_amount_pays_and_keeps_its_receipt(desk: Desk) -> None:
    case = sold(desk)
    heard = paid(order(desk, case).number)
    now = order(desk, case)
    assert heard.outcome == "APPLIED"
    assert (now.state, now.paid_at, now.receipts) == (OrderState.PAID, NOW, ("0000000001",))
    line = JournalLine.objects.filter(case_id=case.id).latest("seq")
    assert (line.kind, line.who) == ("PAY", "财政非税系统")
    assert "80.00 元" in line.text
    assert seen(desk, case).revision == case.revision  # whoever has the case open is not disturbed


def test_too_small_is_not_paid_and_says_what_is_missing(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    heard = paid(number, amount=Decimal("70.00"))
    assert "还差 10.00 元" in heard.said
    assert (order(desk, case).state, order(desk, case).shortfall) == (
        OrderState.ISSUED,
        Decimal("10.00"),
    )
    paid(number, key="n-2", reference="T2", amount=Decimal("10.00"))
    assert order(desk, case).state is OrderState.PAID
    assert not Refund.objects.exists()


def test_too_large_pays_and_the_rest_goes_back(desk: Desk) -> None:
    case = sold(desk)
    paid(order(desk, case).number, amount=Decimal("100.00"))
    now = order(desk, case)
    assert (now.state, now.coming_back) == (OrderState.PAID, Decimal("20.00"))


def test_paid_twice_the_second_goes_back(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    paid(number)
    heard = paid(number, key="n-2", reference="T2", receipt_no="0000000002")
    assert "原来已经缴清" in heard.said
    (back,) = Refund.objects.all()
    assert (back.amount, back.payment.transaction_no) == (EIGHTY, "T2")
    done = {"kind": Said.REFUNDED, "reference": back.number, "receipt_no": ""}
    paid(number, key="n-3", **done)
    now = order(desk, case)
    assert (now.state, now.refunded, now.coming_back) == (OrderState.PAID, EIGHTY, 0)


def test_a_notice_again_is_answered_alike_and_changes_nothing(desk: Desk) -> None:
    number = order(desk, sold(desk)).number
    first = paid(number)
    assert paid(number) == first
    assert (Payment.objects.count(), TreasuryMessage.objects.count()) == (1, 1)
    with pytest.raises(Faults) as caught:
        paid(number, amount=Decimal("8.00"))
    assert caught.value.faults[0].code is FaultCode.IDEMPOTENCY_KEY_REUSED


def test_the_same_transaction_under_another_key_is_known(desk: Desk) -> None:
    number = order(desk, sold(desk)).number
    paid(number)
    assert paid(number, key="n-2").outcome == "KNOWN"
    assert paid(number, key="n-3", amount=Decimal("9.00")).outcome == "FINDING"
    assert Payment.objects.count() == 1


def test_money_for_another_case_or_of_another_office_is_a_finding(desk: Desk) -> None:
    case, other = sold(desk), sold(desk, 1)
    number = order(desk, case).number
    heard = paid(number, case_no=other.case_no)
    assert (heard.outcome, other.case_no in heard.said) == ("FINDING", True)
    assert paid(number, key="n-2", office="430603").outcome == "FINDING"
    assert {o.state for c in (case, other) for o in seen(desk, c).orders} == {OrderState.ISSUED}
    assert not Payment.objects.exists()


def test_an_unknown_order_is_a_finding_of_the_office_that_is_named(desk: Desk) -> None:
    assert paid("43060220241212009999-1", office="430602").outcome == "FINDING"
    assert paid("nonsense", key="n-2", office="999999").outcome == "FINDING"
    rows = TreasuryMessage.objects.order_by("id")
    assert [(r.office, r.order_id, r.outcome) for r in rows] == [
        ("430602", None, "FINDING"),
        ("", None, "FINDING"),
    ]


def test_after_a_withdrawal_what_was_paid_goes_back(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    paid(number)
    withdrawn(desk, case)
    due = order(desk, case)
    assert (due.state, due.coming_back) == (OrderState.REFUND_DUE, EIGHTY)
    assert due.refunds[0].reason == "没有登簿，不收费，退回登记费"
    paid(number, key="n-2", kind=Said.REFUNDED, reference=due.refunds[0].number)
    done = order(desk, case)
    assert (done.state, done.refunded) == (OrderState.REFUNDED, EIGHTY)
    kinds = JournalLine.objects.filter(case_id=case.id).order_by("seq").values_list("kind")
    assert [k for (k,) in kinds][-4:] == ["PAY", "WITHDRAW", "REFUND_DUE", "REFUNDED"]


def test_paid_too_late_goes_back(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    withdrawn(desk, case)
    assert order(desk, case).state is OrderState.CANCELLED
    heard = paid(number)
    assert "已经不用缴费" in heard.said
    assert (order(desk, case).state, order(desk, case).coming_back) == (
        OrderState.REFUND_DUE,
        EIGHTY,
    )


def test_a_part_that_was_paid_goes_back_with_a_withdrawal(desk: Desk) -> None:
    case = sold(desk)
    paid(order(desk, case).number, amount=Decimal("30.00"))
    withdrawn(desk, case)
    assert order(desk, case).coming_back == Decimal("30.00")


def test_an_attempt_that_failed_may_be_made_again(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    failed = {"kind": Said.FAILED, "amount": Decimal(0), "receipt_no": "", "reason": "余额不足"}
    assert "余额不足" in paid(number, **failed).said
    assert order(desk, case).state is OrderState.FAILED
    assert paid(number, key="n-2", **failed).outcome == "KNOWN"  # the same attempt once more
    paid(number, key="n-3", reference="T2")
    assert order(desk, case).state is OrderState.PAID
    late = {**failed, "reference": "T0"}
    assert paid(number, key="n-4", **late).outcome == "KNOWN"
    assert order(desk, case).state is OrderState.PAID


def test_a_refund_of_what_was_never_paid_is_a_finding(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    unasked = {"kind": Said.REFUNDED, "receipt_no": ""}
    assert paid(number, reference=f"{number}-R1", **unasked).outcome == "FINDING"
    paid(number, key="n-2")
    assert paid(number, key="n-3", reference=f"{number}-R1", **unasked).outcome == "FINDING"
    assert order(desk, case).state is OrderState.PAID


def test_a_refund_that_came_back_is_said_and_can_be_asked_again(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    paid(number)
    withdrawn(desk, case)
    refund = f"{number}-R1"
    paid(number, key="n-2", kind=Said.REFUND_FAILED, reference=refund, reason="账户已销户")
    assert order(desk, case).refunds[0].failure == "账户已销户"
    assert order(desk, case).state is OrderState.REFUND_DUE
    with pytest.raises(Faults) as caught:
        casework.refund_again(refund, actor=desk.windows[0], now=NOW)
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING


def test_a_supplement_that_changes_the_bill_opens_a_new_order(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    paid(number)
    examiner = next(e for e in desk.transfers if e.id == case.examiner_id)
    items = [casework.ReturnItem(kind="OTHER", name="买方", what="再加一位")]
    back = casework.return_for_supplement(
        case.case_no, actor=examiner, now=NOW, revision=seen(desk, case).revision, items=items
    )
    two = replace(asks.sale(desk, 0, buyer=905), submission_key="")
    casework.resubmit(case.case_no, two, actor=desk.windows[0], now=NOW, revision=back.revision)
    old, new = seen(desk, case).orders
    assert (old.state, old.coming_back) == (OrderState.REFUND_DUE, EIGHTY)
    assert (new.number, new.state) == (f"{case.case_no}-2", OrderState.ISSUED)
    assert new.payer != old.payer


def test_a_refusal_gives_back_as_a_withdrawal_does(desk: Desk) -> None:
    case = sold(desk)
    paid(order(desk, case).number)
    examiner = next(e for e in desk.transfers if e.id == case.examiner_id)
    casework.refuse(
        case.case_no,
        actor=examiner,
        now=NOW,
        revision=seen(desk, case).revision,
        reason="双方对权属有争议",
        clause=casework.DISPUTE,
    )
    assert order(desk, case).state is OrderState.REFUND_DUE


def test_the_database_refuses_to_rewrite_money_or_to_return_more_than_came(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    paid(number)
    row, came = PaymentOrder.objects.get(number=number), Payment.objects.get()
    too_much = Refund(
        office=row.office, order=row, payment=came, seq=1, number=f"{number}-R1",
        amount=Decimal("80.01"), reason="x", due_at=NOW,
    )  # fmt: skip
    for act in (
        too_much.save,
        came.delete,
        lambda: Payment.objects.update(amount=1),
        lambda: PaymentOrder.objects.update(amount=1),
        lambda: TreasuryMessage.objects.update(outcome="KNOWN"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_message_tells_everything_that_is_wrong_with_it() -> None:
    with pytest.raises(Faults) as caught:
        read_notice(
            {"kind": "GONE", "order_no": 7, "amount": "0.00", "at": "2024-12-12", "what": ""},
            key="",
        )
    found = {(f.field, f.code) for f in caught.value.faults}
    assert found == {
        ("what", FaultCode.UNKNOWN_FIELD),
        ("order_no", FaultCode.CODE_LIST),
        ("reference", FaultCode.REQUIRED),
        ("kind", FaultCode.CODE_LIST),
        ("at", FaultCode.DATE_FORMAT),
        ("amount", FaultCode.MONEY_FORMAT),
        ("Idempotency-Key", FaultCode.REQUIRED),
    }


def test_a_message_is_read_as_it_is_written() -> None:
    said = told("43060220241212000001-1", office="430602", case_no="43060220241212000001")
    assert read_notice(said.content, key=said.key) == said


def test_where_no_treasury_is_connected_the_desk_notes_the_receipt(desk: Desk) -> None:
    case = sold(desk)
    number = order(desk, case).number
    with pytest.raises(Faults):
        casework.note_paid(number, receipt_no=" ", actor=desk.windows[0], now=NOW)
    casework.note_paid(number, receipt_no="4306 0000 12", actor=desk.windows[0], now=NOW)
    assert order(desk, case).receipts == ("4306000012",)
    with pytest.raises(Faults) as caught:
        casework.note_paid(number, receipt_no="4306000012", actor=desk.windows[0], now=NOW)
    assert caught.value.faults[0].code is FaultCode.DUPLICATE_SUBMIT
    with pytest.raises(Faults, match="不用再缴") as caught:  # typed wrongly at another window
        casework.note_paid(number, receipt_no="4306000021", actor=desk.windows[0], now=NOW)
    assert caught.value.faults[0].code is FaultCode.STATE_CHANGED
    assert order(desk, case).receipts == ("4306000012",)
