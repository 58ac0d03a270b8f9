"""Whoever is turned away at the window has it in writing, with everything at once."""

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, Declined
from dengbu.evidence.models import Leaf
from dengbu.kernel.numbers import show_case_no
from dengbu.site.wiring import audit_evidence
from tests.casework import asks
from tests.casework.desk import Desk, officer, open_desk
from tests.web.window.test_window import address, sale_fields, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    sign_in(client, desk.windows[0])
    return client


def test_a_request_that_lacks_something_is_turned_away_in_writing(
    clerk: Client, desk: Desk
) -> None:
    lacking = sale_fields(clerk, desk.units[0], **{"materials.ct": "", "materials.m2": ""})
    place = address(desk.units[0], "G10")
    assert "开不予受理通知书" in text_of(clerk.post(place, lacking))
    answer = clerk.post(place, {**lacking, "decline": "judged"})
    assert answer.status_code == 302, text_of(answer)
    page = text_of(clerk.get(answer.headers["location"]))
    kept = Declined.objects.get()
    said = [ground["said"] for ground in kept.grounds]
    assert any("存量房买卖合同" in one for one in said)
    assert any("申请人身份证明" in one for one in said)
    for ground in kept.grounds:
        assert ground["said"] in page
    assert "第17条" in page
    assert "行政复议" in page
    assert kept.applicants in page
    assert Leaf.objects.filter(subject=f"declined:{kept.id}").count() == 1
    assert not [line for line in audit_evidence() if "declined" in line]
    assert not Case.objects.exists()
    listed = text_of(clerk.get("/window/declined/?q=" + kept.applicants[:3]))
    assert answer.headers["location"] in listed


def test_nobody_is_turned_away_for_a_half_filled_form(clerk: Client, desk: Desk) -> None:
    half = sale_fields(clerk, desk.units[0], price="很多", decline="judged", **{"materials.ct": ""})
    half["parties.1.id_no"] = ""
    answer = clerk.post(address(desk.units[0], "G10"), half)
    assert answer.status_code == 422
    fields = {fault.field for fault in answer.context["faults"]}
    assert {"price", "parties.1.id_no", "materials.ct"} <= fields
    assert not Declined.objects.exists()


def test_what_can_be_accepted_is_not_turned_away(clerk: Client, desk: Desk) -> None:
    fields = sale_fields(clerk, desk.units[0], decline="judged")
    answer = clerk.post(address(desk.units[0], "G10"), fields)
    assert "这件可以受理" in text_of(answer)
    assert not Declined.objects.exists()


def test_what_bars_a_service_is_written_down_and_numbered(clerk: Client, desk: Desk) -> None:
    barred = next(unit for unit in desk.units if not offer(desk, unit, "G05").possible)
    place = address(barred, "G05")
    nameless = clerk.post(place, {"decline": "barred", "applicants": " "})
    assert "请填写申请人" in text_of(nameless)
    held = address(desk.units[0], "G47-2")  # whom the register knows need not be who came
    assert "请填写申请人" in text_of(clerk.post(held, {"decline": "barred"}))
    assert not Declined.objects.exists()
    numbers = [
        clerk.post(place, {"decline": "barred", "applicants": name}).headers["location"]
        for name in ("岳阳建设有限公司", "周启明")
    ]
    assert [number[-6:] for number in numbers] == ["000001", "000002"]
    reasons = [r for r in offer(desk, barred, "G05").reasons if r.effect == "block"]
    page = text_of(clerk.get(numbers[0]))
    assert all(reason.message in page for reason in reasons)


def test_an_open_case_is_named_to_the_clerk_and_to_no_stranger(clerk: Client, desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[1], now=timezone.now())
    named, place = show_case_no(case.case_no), address(desk.units[0], "G47-2")
    assert f"编号 {named}" in text_of(clerk.get(place))
    handed = clerk.post(place, {"decline": "barred", "applicants": "过路人"}).headers["location"]
    page = text_of(clerk.get(handed))
    assert "这套房子已经有一件在办" in page
    assert named not in page
    assert case.case_no not in page
    assert case.title not in page


def test_another_office_reads_none_of_it(clerk: Client, desk: Desk) -> None:
    place = address(desk.units[0], "G05")
    number = clerk.post(place, {"decline": "barred", "applicants": "周启明"}).headers["location"]
    stranger = officer(
        "别所窗口", (accounts.Post.WINDOW, accounts.Department.INTAKE), office="430611"
    )
    assert casework.declining.declined(number[-16:], actor=stranger) is None
    assert casework.declining.declined_list(actor=stranger).lines == ()


def offer(desk: Desk, unit: str, service: str) -> casework.Offer:
    return next(o for o in casework.offered(unit, now=timezone.now()) if o.service == service)
