"""Anybody checks a certificate: three answers, and nothing personal without the check code."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from tests.register.city import (
    BANK,
    book,
    booking,
    first,
    make_units,
    mortgage,
    person,
    sale,
)

pytestmark = pytest.mark.django_db


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def unit() -> str:
    return make_units(1)[0]


@pytest.fixture
def title(unit: str) -> register.CertificateView:
    """The certificate of person 1."""
    return issued(book(booking(first(unit, person(1))))[0])


def issued(outcome: register.Outcome) -> register.CertificateView:
    assert outcome.booked
    found = register.certificate(outcome.certificates[0].number)
    assert found is not None
    return found


def check(client: Client, no: str, code: str = "") -> str:
    answer = client.get("/check/", {"no": no, "code": code} if code else {"no": no})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    return text_of(answer)


def test_the_code_opens_name_place_and_burdens(
    client: Client, title: register.CertificateView
) -> None:
    page = check(client, title.number, title.check_code)
    assert "是真的，现在有效" in page
    for said in ("<strong>周1</strong>", "金鹗东路86号0001", "登簿", "没有"):
        assert said in page
    assert "防伪码</label>" not in page


@pytest.mark.parametrize("change", [str.lower, lambda c: f"{c[:4]} {c[4:8]}-{c[8:]}"])
def test_the_code_as_people_type_it(
    client: Client, title: register.CertificateView, change: object
) -> None:
    assert callable(change)
    assert "<strong>周1</strong>" in check(client, title.number, change(title.check_code))


def test_either_brackets_and_blanks_find_the_same(
    client: Client, title: register.CertificateView
) -> None:
    number = CertificateNumber.parse(title.number)
    bare = f"{number.province}{number.year}{number.issuer}不动产权第{number.serial}号"
    blanks = f" {number.display()} ".replace("第", "第 ")
    for typed in (str(number), number.display(), blanks, bare):
        assert "是真的，现在有效" in check(client, typed)


def test_without_the_code_nothing_personal_is_said(
    client: Client, title: register.CertificateView
) -> None:
    page = check(client, title.number)
    assert "周*" in page
    for secret in ("周1", person(1).id_no, "86号0001", title.check_code):
        assert secret not in page
    assert "金鹗东路" in page
    assert "抵押</dt>" not in page


def test_a_wrong_code_is_an_alarm_and_tells_nothing(
    client: Client, title: register.CertificateView
) -> None:
    page = check(client, title.number, "0" * 16)
    assert "对不上，可能是假的" in page
    for secret in ("周", "金鹗", title.check_code):
        assert secret not in page


def test_a_sold_home_voids_the_certificate(
    client: Client, unit: str, title: register.CertificateView
) -> None:
    book(booking(sale(unit, (person(1),), person(2)), applicants=(person(1), person(2))))
    for code in ("", title.check_code):
        page = check(client, title.number, code)
        assert "是真的，但已作废" in page
        assert "房屋已转移给新的权利人" in page
        assert "不再有效" in page
        assert "周1" not in page


def test_a_mortgage_shows_on_the_title_and_the_proof(
    client: Client, unit: str, title: register.CertificateView
) -> None:
    loan = mortgage(unit, (person(1),))
    proof = issued(book(booking(loan, applicants=(person(1), BANK)))[0])
    assert "有，1 笔，已抵押" in check(client, title.number, title.check_code)
    page = check(client, proof.number, proof.check_code)
    assert "抵押权" in page
    assert BANK.name in page
    assert "周1" in page
    masked = check(client, proof.number)
    assert BANK.name in masked
    assert "周1" not in masked


def test_a_number_that_nobody_issued(client: Client, title: register.CertificateView) -> None:
    page = check(client, title.number.replace("第0", "第9"))
    assert "查不到，可能是假的" in page
    assert "先别付款" in page
    assert "tel:" in page


@pytest.mark.parametrize("typed", ["", "湘2024第1号", "湘(2999)岳阳市不动产权第0000001号", "<b>x"])
def test_what_is_no_number_comes_back_with_what_to_do(
    client: Client, unit: str, typed: str
) -> None:
    answer = client.get("/check/", {"no": typed})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'href="#f-no"' in page
    assert "<b>x" not in page


def test_the_form_and_the_signs_of_the_genuine_page(client: Client, unit: str) -> None:
    form = client.get("/check/")
    assert form.status_code == 200
    assert not form.cookies
    assert 'method="get"' in text_of(form)
    signs = text_of(client.get("/check/genuine"))
    assert "http://testserver/check/" in signs
    assert client.post("/check/").status_code == 405


def test_no_script_is_needed_and_none_is_inline(
    client: Client, title: register.CertificateView
) -> None:
    page = check(client, title.number, title.check_code)
    assert "csrf" not in page
    assert re.search(r"<script(?![^>]*src=)", page) is None


def test_no_page_claims_to_see_the_paper(client: Client, title: register.CertificateView) -> None:
    pages = [text_of(client.get(place)) for place in ("/check/", "/check/genuine")] + [
        check(client, title.number),
        check(client, title.number, title.check_code),
    ]
    for page in pages:
        assert "证上的字改了" not in page
        assert "二维码旁边" not in page
    for page in pages[:3]:
        assert "存证" in page  # the words beside the code on the paper
    for page in (pages[1], pages[3]):
        assert "一项一项对" in page
