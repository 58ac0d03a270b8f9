"""The clerk's one screen: search, state, request, errors, receipt, as a browser without script."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.register.city import BANK, OTHER_BANK, book, booking, person

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PDF = b"%PDF-1.7\n" + b"x" * 200


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    sign_in(client, desk.windows[0])
    return client


def sign_in(client: Client, actor: accounts.Actor) -> None:
    client.force_login(accounts.Account.objects.get(id=actor.id))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def address(unit: str, service: str) -> str:
    return "/window/?" + urlencode({"unit": unit, "service": service})


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the form carries unseen: keys, roles, people who are known."""
    return dict(HIDDEN.findall(text_of(answer)))


def sale_fields(clerk: Client, unit: str, **changes: str) -> dict[str, str]:
    """G10 as a clerk fills it in: only what is new."""
    buyer = person(901)
    return {
        **hidden(clerk.get(address(unit, "G10"))),
        "parties.0.agreed": "1",
        "parties.1.name": buyer.name,
        "parties.1.id_type": "1",
        "parties.1.id_no": buyer.id_no,
        "parties.1.agreed": "1",
        "price": "800,000.00",
        "tax_cleared": "yes",
        "tax_note": "完税证明43240612",
        "materials.m1": "ORIGINAL",
        "materials.m2": "ORIGINAL",
        "materials.ct": "ORIGINAL",
        "delivery": "ELECTRONIC",
        **changes,
    }


@pytest.mark.parametrize("text", ["金鹗东路 0002", "430602003012GB00045F00010002", "周2"])
def test_one_hit_opens_the_unit_at_once(clerk: Client, desk: Desk, text: str) -> None:
    answer = clerk.get("/window/", {"q": text})
    assert answer.status_code == 302
    assert desk.units[1] in answer["Location"]


def test_a_certificate_and_an_identity_number_find_the_unit(clerk: Client, desk: Desk) -> None:
    for typed in (desk.proofs[2], person(3).id_no):
        hits = text_of(clerk.get("/window/search", {"q": typed}))
        assert desk.units[2] in hits.replace("</span><span>", "")
        assert person(3).id_no not in hits


def test_several_hits_are_listed_and_none_says_what_to_try(clerk: Client, desk: Desk) -> None:
    assert "找到 5 个单元" in text_of(clerk.get("/window/", {"q": "金鹗东路"}))
    assert "没有找到" in text_of(clerk.get("/window/", {"q": "没有这条路"}))
    assert "先找到房子" in text_of(clerk.get("/window/"))


def test_the_strip_is_never_blank_and_reasons_are_given(clerk: Client, desk: Desk) -> None:
    shown = text_of(clerk.get("/window/", {"unit": desk.units[0]}))
    for said in ("权利人", "周1", "1 笔", "湘北银行", "没有", "现在能办"):
        assert said in shown
    assert "已经首次登记过" not in shown  # what is simply done hinders nothing
    spare = text_of(clerk.get("/window/", {"unit": unregistered(desk)}))
    assert "还没有登记" in spare
    assert "暂时不能办" in spare
    assert "自建房屋首次登记" in spare


@pytest.mark.parametrize(("service", "taxed"), [("G10", True), ("G39", False)])
def test_the_promise_says_that_it_waits_for_the_tax(
    clerk: Client, desk: Desk, service: str, *, taxed: bool
) -> None:
    shown = text_of(clerk.get("/window/", {"unit": desk.units[0], "service": service}))
    assert "送审核员" in shown
    assert ("受理后再缴的，缴清了才起算" in shown) is taxed


def unregistered(desk: Desk) -> str:
    return desk.units[-1][:-4] + f"{len(desk.units) + 1:04d}"


def test_an_unknown_unit_is_said_plainly(clerk: Client, desk: Desk) -> None:
    answer = clerk.get("/window/", {"unit": "430602003012GB00045F00019999"})
    assert answer.status_code == 404
    assert "请核对代码" in text_of(answer)


def test_the_request_is_prefilled_and_carries_no_identity_number(clerk: Client, desk: Desk) -> None:
    shown = text_of(clerk.get(address(desk.units[0], "C09")))
    assert "周1" in shown
    assert BANK.name in shown
    assert desk.proofs[0] in shown
    assert person(1).id_no not in shown
    assert shown.count("还没有</option>") >= 3
    assert "240.00" in shown or "登记费" in shown


def test_a_sale_is_received_and_its_receipt_says_number_and_deadline(
    clerk: Client, desk: Desk
) -> None:
    sent = clerk.post(address(desk.units[0], "G10"), sale_fields(clerk, desk.units[0]))
    assert sent.status_code == 302, text_of(sent)
    case = Case.objects.get()
    assert sent["Location"] == f"/window/receipts/{case.case_no}"
    receipt = text_of(clerk.get(sent["Location"]))
    assert "收到了，编号" in receipt
    assert "前办结" in receipt
    assert "<svg" in receipt
    assert person(901).id_no not in receipt
    view = casework.case(case.case_no, actor=desk.windows[0], now=timezone.now())
    assert [p.id_no for p in view.parties] == [person(1).id_no, person(901).id_no]
    assert str(view.request.price) == "800000.00"


def test_the_bank_is_only_chosen_in_a_sale_under_mortgage(clerk: Client, desk: Desk) -> None:
    fields = hidden(clerk.get(address(desk.units[1], "C09")))
    roles = {role: path[:-5] for path, role in fields.items() if path.endswith(".role")}
    buyer, bank = roles["BUYER"], roles["NEW_MORTGAGEE"]
    fields |= {f"{path}.agreed": "1" for path in roles.values()}
    fields |= {
        f"{buyer}.name": person(905).name,
        f"{buyer}.id_type": "1",
        f"{buyer}.id_no": person(905).id_no,
        f"{bank}.bank": OTHER_BANK.id_no,
        "price": "1060000",
        "cancel.proof_no": desk.proofs[1],
        "mortgage.amount": "740000",
        "mortgage.debt_from": "2026-12-01",
        "mortgage.debt_to": "2056-11-30",
        "mortgage.restricted": "no",
    }
    fields |= {f"materials.{code}": "ORIGINAL" for code in asks.PAPERS["C09"]}
    sent = clerk.post(address(desk.units[1], "C09"), fields)
    assert sent.status_code == 302, text_of(sent)
    view = casework.case(Case.objects.get().case_no, actor=desk.windows[0], now=timezone.now())
    assert OTHER_BANK.id_no in {p.id_no for p in view.parties}


def test_all_errors_come_at_once_and_nothing_typed_is_lost(clerk: Client, desk: Desk) -> None:
    wrong = {
        "parties.1.id_no": "430602198503129019",
        "price": "一百万",
        "materials.ct": "",
        "parties.1.agreed": "",
        "tax_note": "契字 2026-001",
    }
    answer = clerk.post(address(desk.units[0], "G10"), sale_fields(clerk, desk.units[0], **wrong))
    assert answer.status_code == 422
    shown = text_of(answer)
    for field in ("parties-1-id_no", "price", "materials-ct", "parties-1-agreed"):
        assert f'href="#f-{field}"' in shown, field
        assert f'id="f-{field}"' in shown, field
    for typed in ("一百万", "430602198503129019", "契字 2026-001", person(901).name):
        assert f'value="{typed}"' in shown
    assert "请填写成交价格" not in shown
    assert not Case.objects.exists()


def test_the_bill_follows_what_is_typed(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[2], price="not yet")
    place = f"/window/fees?unit={desk.units[2]}&service=G10"
    assert "80.00" in text_of(clerk.post(place, fields))
    fields |= {"small_enterprise": "1"}
    asked = text_of(clerk.post(place, fields))
    assert "80.00" in asked  # a person is no enterprise
    assert "周901是个人" in asked
    firm = {"parties.1.name": "小店", "parties.1.id_type": "8", "parties.1.id_no": BANK.id_no}
    free = text_of(clerk.post(place, {**fields, **firm}))
    assert "80.00" not in free
    assert "小微企业" in free
    assert clerk.get(place).status_code == 405
    assert clerk.post(f"/window/fees?unit={desk.units[2]}&service=X99", fields).status_code == 422
    assert not Case.objects.exists()


def test_unreadable_fields_alone_keep_nothing(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0], **{"parties.1.share": "一半"})
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_the_same_form_sent_twice_is_one_case(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0])
    first = clerk.post(address(desk.units[0], "G10"), fields)
    second = clerk.post(address(desk.units[0], "G10"), fields)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_sent_form_that_is_changed_and_sent_again_is_refused(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0])
    clerk.post(address(desk.units[0], "G10"), fields)
    answer = clerk.post(address(desk.units[0], "G10"), {**fields, "price": "1"})
    assert answer.status_code == 422
    assert "这张申请表已经交过" in text_of(answer)
    assert Case.objects.count() == 1


def test_a_settled_tax_without_its_voucher_leads_to_the_field(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0], tax_note="")
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert answer.status_code == 422
    assert 'href="#f-tax_note"' in text_of(answer)
    assert 'id="f-tax_note"' in text_of(answer)


@pytest.mark.parametrize(
    ("service", "who"), [("G10", "买方"), ("G39", "抵押权人"), ("C07", "买方")]
)
def test_an_objection_is_asked_about_once_wherever_it_hinders(
    clerk: Client, desk: Desk, service: str, who: str
) -> None:
    objection = register.EnterObjection(
        unit_code=desk.units[0], objector=person(7), matter="份额有争议"
    )
    assert book(booking(objection, applicants=(person(7),)))[0].booked
    shown = text_of(clerk.get(address(desk.units[0], service)))
    assert shown.count('name="objection_risk_accepted"') == 1
    assert f"{who}知道房子有异议登记" in shown


def test_a_mortgage_on_a_home_with_an_objection_can_be_received(clerk: Client, desk: Desk) -> None:
    objection = register.EnterObjection(
        unit_code=desk.units[0], objector=person(7), matter="份额有争议"
    )
    assert book(booking(objection, applicants=(person(7),)))[0].booked
    fields = {
        **hidden(clerk.get(address(desk.units[0], "G39"))),
        "parties.0.agreed": "1",
        "parties.1.agreed": "1",
        "parties.1.bank": OTHER_BANK.id_no,
        "mortgage.amount": "500000",
        "mortgage.debt_from": "2026-12-01",
        "mortgage.debt_to": "2056-11-30",
        "mortgage.restricted": "no",
        **{f"materials.{code}": "ORIGINAL" for code in asks.PAPERS["G39"]},
    }
    answer = clerk.post(address(desk.units[0], "G39"), fields)
    assert answer.status_code == 422
    assert 'href="#f-objection_risk_accepted"' in text_of(answer)
    sent = clerk.post(address(desk.units[0], "G39"), {**fields, "objection_risk_accepted": "1"})
    assert sent.status_code == 302, text_of(sent)


def test_another_window_is_told_of_the_open_case(clerk: Client, desk: Desk, client: Client) -> None:
    fields = sale_fields(clerk, desk.units[0])
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[1], now=timezone.now())
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert answer.status_code in (409, 422)
    assert "已经有一件在办" in text_of(answer)
    assert 'value="800,000.00"' in text_of(answer)
    strip = text_of(clerk.get("/window/", {"unit": desk.units[0]}))
    assert "1 件，" in strip
    assert f"/window/receipts/{case.case_no}" in strip


def test_a_seized_unit_says_who_until_when_and_what_helps(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0])
    seize(desk.units[0])
    shown = text_of(clerk.get(address(desk.units[0], "G10")))
    assert "查封中" in shown
    assert "现在办不了" in shown
    until = re.search("查封到([0-9年月]+日)", shown)
    assert until is not None
    assert f"岳阳楼区人民法院到 {until[1]}" in shown  # the strip names the same last day
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert answer.status_code == 422
    assert "岳阳楼区人民法院" in text_of(answer)
    assert not Case.objects.exists()


def seize(unit: str) -> None:
    outcome = book(
        booking(
            register.Seize(
                unit_code=unit,
                kind=register.SeizureKind.SEIZURE,
                organ="岳阳楼区人民法院",
                document_no="（2026）湘0602执保317号",
                delivered_at=timezone.now(),
                term_days=1095,
            )
        )
    )[0]
    assert outcome.booked


def test_people_are_added_and_left_out_without_losing_the_rest(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0], add="BUYER")
    shown = text_of(clerk.post(address(desk.units[0], "G10"), fields))
    assert 'name="parties.2.name"' in shown
    assert 'value="800,000.00"' in shown
    fields = {**fields, "parties.2.role": "BUYER", "parties.2.name": "林书远", "leave": "1"}
    del fields["add"]
    shown = text_of(clerk.post(address(desk.units[0], "G10"), fields))
    assert 'name="parties.1.name" value="林书远"' in shown
    assert 'name="parties.2.name"' not in shown
    alone = {**sale_fields(clerk, desk.units[0]), "leave": "1"}
    assert 'name="parties.1.role" value="BUYER"' in text_of(
        clerk.post(address(desk.units[0], "G10"), alone)
    )


def test_an_upload_is_judged_by_content_and_survives_other_errors(
    clerk: Client, desk: Desk
) -> None:
    good = SimpleUploadedFile("合同.pdf", PDF, content_type="application/pdf")
    bad = SimpleUploadedFile("照片.jpg", b"MZ not a picture", content_type="image/jpeg")
    fields = sale_fields(clerk, desk.units[0], price="")
    files = {"materials.ct.file": good, "materials.m2.file": bad}
    answer = clerk.post(address(desk.units[0], "G10"), {**fields, **files})
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "照片.jpg”不是 PDF、JPG 或 PNG" in shown
    assert "合同.pdf，已收好" in shown
    again = {**hidden(answer), **fields, "price": "800000", "materials.ct": "UPLOAD"}
    sent = clerk.post(address(desk.units[0], "G10"), again)
    assert sent.status_code == 302, text_of(sent)
    view = casework.case(Case.objects.get().case_no, actor=desk.windows[0], now=timezone.now())
    assert next(m for m in view.materials if m.code == "ct").media_type == "application/pdf"


def test_a_key_of_somebody_else_does_not_stand_for_anyone(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0], **{"parties.0.known": "0" * 24})
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert "登记簿上的人刚刚变了" in text_of(answer)


def test_revealing_a_number_needs_a_purpose_and_leaves_a_trace(clerk: Client, desk: Desk) -> None:
    shown = text_of(clerk.get(address(desk.units[0], "G10")))
    place = re.search(r'formaction="([^"]+reveal[^"]+)"', shown)
    assert place is not None
    href = place[1].replace("&amp;", "&")
    assert clerk.get(href).status_code == 405
    assert 'name="purpose"' in shown
    assert person(1).id_no in text_of(clerk.post(href, {"purpose": "IDENTITY"}))
    (look,) = accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)
    assert (look.place, look.purpose) == (desk.units[0], "受理二手房买卖，核对身份")
    for purpose in ({}, {"purpose": "x"}, {"purpose": "OTHER", "words": "x"}):
        refused = clerk.post(href, purpose)
        assert refused.status_code == 422
        assert "这一步要有相应的岗位" not in text_of(refused)
        assert "用途" in text_of(refused)
    assert len(accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)) == 1
