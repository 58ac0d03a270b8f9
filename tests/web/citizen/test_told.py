"""What citizens were told of their cases, and of the numbers and fees only their own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.clause import REGULATION
from dengbu.web.citizen.words import own_numbers
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
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
        ):
            assert said in shown, said
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
    seller, buyer = (text_of(citizen(n).get(place)) for n in (1, 903))
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
    assert own_numbers("张三在窗口交来申请", []) == "张三在窗口交来申请"
