"""Proofs that the law ended by date, and check codes that belong to one paper alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.open.checking import Finding, check_certificate
from tests.casework.desk import open_desk
from tests.register.city import BANK, book, booking, person, sale

pytestmark = pytest.mark.django_db


def test_a_lapsed_objection_names_its_applicant_and_says_why() -> None:
    desk = open_desk(1)
    objector = person(55)
    act = register.EnterObjection(unit_code=desk.units[0], objector=objector, matter="少记了共有人")
    (outcome,) = book(booking(act, applicants=(objector,)))
    number = CertificateNumber.parse(outcome.certificates[0].number)
    view = register.certificate(str(number))
    assert view is not None
    fresh = check_certificate(number, view.check_code, now=view.issued_at + timedelta(days=1))
    ended = check_certificate(number, view.check_code, now=view.issued_at + timedelta(days=30))
    assert (fresh.finding, ended.finding) == (Finding.VALID, Finding.LAPSED)
    for answer in (fresh, ended):
        assert ("申请人", objector.name) in {(line.label, line.value) for line in answer.lines}
    assert any("没有起诉" in line.value for line in ended.lines)


def test_every_paper_has_a_check_code_of_its_own() -> None:
    desk = open_desk(2)
    state = register.unit_state(desk.units[0], now=timezone.now())
    assert state.ownership is not None
    numbers = [*state.ownership.certificate_nos, *desk.proofs]
    codes = [view.check_code for n in numbers if (view := register.certificate(n))]
    assert len(set(codes)) == len(numbers)


def page_of(number: str) -> str:
    return Client().get("/check/", {"no": number}).content.decode()


def test_a_cancelled_proof_says_which_right_ended_and_asks_for_the_title() -> None:
    desk = open_desk(1)
    act = register.CancelMortgage(
        unit_code=desk.units[0], proof_no=desk.proofs[0], applicants=(BANK,)
    )
    assert book(booking(act, applicants=(BANK,)))[0].booked
    page = page_of(desk.proofs[0])
    assert "是真的，但已作废" in page
    assert "抵押权已经注销" in page
    assert "这份证明上的抵押权已经没有了，不会再有新的证明" in page
    assert "请产权人出示不动产权证书" in page
    assert "请对方出示新的证书" not in page


def test_the_proof_of_a_notice_that_became_a_title_sends_to_the_title() -> None:
    desk = open_desk(1)
    unit, owner, buyer = desk.units[0], person(1), person(955)
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(buyer,),
        obligors=(owner,),
    )
    (entered,) = book(booking(notice, applicants=(owner, buyer)))
    (sold,) = book(booking(sale(unit, (owner,), buyer), applicants=(owner, buyer, BANK)))
    assert sold.booked, sold.blocks
    page = page_of(entered.certificates[0].number)
    assert "预告登记转成了产权" in page
    assert "请产权人出示不动产权证书" in page
    assert "查新的证明" not in page


def test_everything_that_rests_on_a_home_is_said_without_names() -> None:
    desk = open_desk(1)
    unit, owner, other = desk.units[0], person(1), person(955)
    state = register.unit_state(unit, now=timezone.now())
    assert state.ownership is not None
    number = state.ownership.certificate_nos[0]
    view = register.certificate(number)
    assert view is not None

    def told() -> dict[str, str]:
        found = check_certificate(
            CertificateNumber.parse(number), view.check_code, now=timezone.now()
        )
        return {line.label: line.value for line in found.lines}

    assert [told()[label] for label in ("预告", "异议", "限制")] == ["没有"] * 3
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(other,),
        obligors=(owner,),
    )
    objection = register.EnterObjection(unit_code=unit, objector=other, matter="少记了共有人")
    stop = register.RestrictByGovernment(
        unit_code=unit,
        organ="岳阳楼区政府",
        document_no="征1号",
        from_day=date(2024, 12, 1),
        to_day=None,
    )
    asked = [booking(notice, applicants=(owner, other)), booking(objection, applicants=(other,))]
    assert all(outcome.booked for outcome in book(*asked, booking(stop)))
    today = day_words(timezone.now().astimezone(SHANGHAI).date())
    after = told()
    assert "房屋买卖的预告" in after["预告"]
    assert f"（{today}起）" in after["预告"]
    assert f"（{today}起）" in after["异议"]
    assert after["限制"] == "有，岳阳楼区政府限制交易（2024年12月1日起）"
    assert other.name not in str(after)


def test_a_proof_that_was_numbered_and_never_issued_says_so() -> None:
    desk = open_desk(1)
    unit, owner = desk.units[0], person(1)
    acts = (
        register.ChangeMortgage(unit_code=unit, proof_no=desk.proofs[0], amount=Decimal(amount))
        for amount in (400_000, 300_000)
    )
    (outcome,) = book(booking(*acts, applicants=(owner, BANK)))
    assert outcome.booked, outcome.blocks
    never, issued = (page_of(c.number) for c in outcome.certificates)
    assert "这个号编了以后没有发出：同一次登簿里，它的权利又变了" in never
    assert "没有发出" not in issued
