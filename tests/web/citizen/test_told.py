"""What citizens were told of their cases, and of the numbers and fees only their own."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.jobs import run_follow_ups
from dengbu.casework.models import CaseParty, PaymentOrder
from dengbu.kernel.clause import REGULATION
from dengbu.register import api as register
from dengbu.web.citizen.words import own_numbers
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.casework.payments.till import paid
from tests.register.city import OTHER_BANK, book, booking, mortgage, person
from tests.web.citizen.test_citizen import citizen, examiner_of, own_number, sell, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def refused(desk: Desk) -> casework.CaseView:
    case = sell(desk)
    casework.refuse(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now(),
        revision=case.revision,
        reason="双方对房屋权属有争议",
        clause=REGULATION.of(22),
        remedy="可以先向法院起诉确认权属",
    )
    return case


def test_a_refusal_is_a_notice_for_everybody_in_the_case(desk: Desk) -> None:
    case = refused(desk)
    clerk = Client()
    clerk.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    pages = [citizen(n).get(f"/me/cases/{case.case_no}/refusal") for n in (1, 901)]
    pages.append(clerk.get(f"/office/cases/{case.case_no}/refusal"))
    for answer in pages:
        shown = text_of(answer)
        assert answer.status_code == 200
        for said in (
            "不予登记告知书",
            "双方对房屋权属有争议",
            str(REGULATION.of(22)),
            "可以先向法院起诉确认权属",
            "行政复议",
            "打印告知书",
            "（盖章处）",
            "dengbu/notice.css",
        ):
            assert said in shown, said
        assert "你们" not in shown
    assert "/refusal" in text_of(clerk.get(f"/window/cases/{case.case_no}"))
    assert citizen(777).get(f"/me/cases/{case.case_no}/refusal").status_code == 404


def test_no_notice_without_a_refusal(desk: Desk) -> None:
    case = sell(desk)
    assert citizen(1).get(f"/me/cases/{case.case_no}/refusal").status_code == 404
    assert casework.refusal_notice(case.case_no, actor=desk.windows[0]) is None


def test_decisions_are_told_in_order_and_to_nobody_else(desk: Desk) -> None:
    case = sell(desk)
    casework.return_for_supplement(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now(),
        revision=case.revision,
        items=[casework.ReturnItem(kind="MATERIAL", name="买卖合同", what="请补交第2页")],
    )
    shown = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    assert "告诉过您的" in shown
    assert "买卖合同：请补交第2页" in shown.split("告诉过您的")[1]
    assert casework.told(case.case_no, actor=desk.other_bank) == ()


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_everybody_sees_the_own_fees_and_numbers(desk: Desk) -> None:
    request = asks.sale_under_mortgage(desk, 0)
    case = casework.submit(request, actor=desk.windows[0], now=timezone.now())
    casework.approve_and_enter(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now() + timedelta(minutes=1),
        revision=case.revision,
    )
    number, place = own_number(903), f"/me/cases/{case.case_no}"
    selling, buying = citizen(1), citizen(903)
    owing = text_of(buying.get(place))
    assert number not in owing
    assert "登记费" in owing, "the certificate waits for its fee"
    for order in PaymentOrder.objects.filter(case__case_no=case.case_no):
        paid(order.number, key=order.number, reference=order.number, amount=order.amount)
    seller, buyer = (text_of(browser.get(place)) for browser in (selling, buying))
    assert number in buyer
    assert number not in seller
    assert "您的登记费" in buyer
    assert "您的登记费" not in seller
    assert "付</span>" in buyer


def test_only_own_numbers_stay_in_a_sentence() -> None:
    a, b = "湘(2026)岳阳市不动产权第0000001号", "湘(2026)岳阳市不动产证明第0000002号"
    text = f"登簿了；发{a}、{b}；{b}作废"
    assert own_numbers(text, [a]) == f"登簿了；发{a}；原来的证作废"
    assert own_numbers(text, []) == "登簿了；原来的证作废"
    on = f"{a}在另外1个单元上仍然有效，只在这个单元上作废"
    assert own_numbers(f"登簿了；发{b}；{on}", [a, b]) == f"登簿了；发{b}；{on}"
    assert own_numbers(f"登簿了；发{b}；{on}", []) == "登簿了；原来的证作废"
    assert own_numbers("张三在窗口交来申请", []) == "张三在窗口交来申请"


def test_a_refusal_is_told_once_beside_its_story(desk: Desk) -> None:
    case = refused(desk)
    shown = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    assert shown.count("双方对房屋权属有争议") == 2  # at the head, and in the story
    assert "告诉过您的" not in shown


def test_nothing_is_due_for_what_was_not_entered(desk: Desk) -> None:
    case = refused(desk)
    now = casework.case(case.case_no, actor=desk.windows[0], now=timezone.now())
    assert case.fee_total == Decimal("80.00")
    assert (now.fee_total, {f.reason for f in now.fees}) == (Decimal(0), {"没有登簿，不收费"})
    clerk = Client()
    clerk.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    for place in ("window", "office"):
        shown = text_of(clerk.get(f"/{place}/cases/{case.case_no}"))
        assert "没有登簿，不收费" in shown
        assert "80.00" not in shown


def test_the_bill_goes_by_what_one_is_in_the_case_and_not_by_the_name(desk: Desk) -> None:
    request = asks.sale(desk, 0)
    seller, buyer = request.parties
    buyers = [
        replace(buyer, name="很长的名字" * 18 + str(n), id_no=person(n).id_no)
        for n in (901, 904, 905)
    ]
    case = casework.submit(
        replace(request, parties=(seller, *buyers)),
        actor=desk.windows[0],
        now=timezone.now(),
    )
    assert "等3个" in case.fees[0].payer
    for n in (901, 904, 905):
        assert "您的登记费" in text_of(citizen(n).get(f"/me/cases/{case.case_no}"))
    CaseParty.objects.filter(case__case_no=case.case_no, role="SELLER").update(name=buyers[0].name)
    assert "您的登记费" not in text_of(citizen(1).get(f"/me/cases/{case.case_no}"))


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_the_buyer_is_told_what_stays_on_the_home(desk: Desk) -> None:
    follows = "湘北银行岳阳分行的抵押，过户以后跟着房子走"
    case = sell(desk)
    place = f"/me/cases/{case.case_no}"
    buyer, seller = citizen(901), citizen(1)
    assert follows in text_of(buyer.get(place))
    assert follows not in text_of(seller.get(place))
    casework.approve_and_enter(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now() + timedelta(minutes=1),
        revision=case.revision,
    )
    run_follow_ups([case.id], [])
    after = text_of(buyer.get(place))
    assert "登簿时房子上还有" in after
    assert f"房子上还有：{follows}。" in after.split("告诉过您的")[1]
    assert follows not in text_of(seller.get(place))


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_a_mortgage_that_ends_with_the_sale_does_not_stay(desk: Desk) -> None:
    request = asks.sale_under_mortgage(desk, 0)
    case = casework.submit(request, actor=desk.windows[0], now=timezone.now())
    assert case.stays == ()
    casework.approve_and_enter(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now() + timedelta(minutes=1),
        revision=case.revision,
    )
    run_follow_ups([case.id], [])
    shown = text_of(citizen(903).get(f"/me/cases/{case.case_no}"))
    assert "登簿通知" in shown
    assert "房子上还有" not in shown


def test_every_mortgage_and_whatever_else_rests_on_a_home_is_named(desk: Desk) -> None:
    owner, unit = person(1), desk.units[0]
    second = mortgage(unit, (owner,), bank=OTHER_BANK)
    assert book(booking(second, applicants=(owner, OTHER_BANK)))[0].booked
    phone = citizen(1)
    both = "抵押给湘北银行岳阳分行、" + OTHER_BANK.name
    assert f"{both}，没有查封" in text_of(phone.get("/me/"))
    again = mortgage(unit, (owner,), bank=OTHER_BANK)
    objection = register.EnterObjection(unit_code=unit, objector=person(77), matter="争议")
    book(
        booking(again, applicants=(owner, OTHER_BANK)), booking(objection, applicants=(person(77),))
    )
    stop = register.RestrictByGovernment(
        unit_code=unit,
        organ="岳阳楼区政府",
        document_no="征1号",
        from_day=date(2024, 12, 1),
        to_day=None,
    )
    assert book(booking(stop))[0].booked
    said = f"{both}（2 笔），没有查封，岳阳楼区政府限制了交易，有异议登记"
    assert said in text_of(phone.get("/me/"))
