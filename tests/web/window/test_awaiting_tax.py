"""A case whose deed tax is still to be paid: its clock stands on every face, and runs on after."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.casework import api as casework
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.web.citizen.test_citizen import citizen
from tests.web.office.working import sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def unpaid(desk: Desk) -> casework.CaseView:
    asked = replace(asks.sale(desk, 0), tax_cleared=None, tax_note="")
    return casework.submit(asked, actor=desk.windows[0], now=timezone.now())


def test_the_window_says_what_the_clock_waits_for(client: Client, desk: Desk) -> None:
    view = unpaid(desk)
    sign_in(client, desk.windows[0].id)
    place = f"/window/cases/{view.case_no}"
    for page in ("/window/cases/", place):
        shown = text_of(client.get(page))
        assert "暂停计时" in shown
        assert "等缴税" in shown
    answer = client.post(f"{place}/tax", {"revision": view.revision, "tax_note": "完税1"})
    shown = text_of(client.get(answer["Location"]))
    assert "暂停计时" not in shown
    assert "出结果" in shown


def test_the_office_sees_it_stand(client: Client, desk: Desk) -> None:
    view = unpaid(desk)
    answer = sign_in(client, view.examiner_id).get("/office/")
    shown = text_of(answer)
    assert "暂停计时" in shown
    assert shown.count("等缴税") >= 2  # in the queue and beside the case
    assert "到期，" not in shown


def test_the_buyer_reads_that_waiting_for_him_does_not_count(desk: Desk) -> None:
    view = unpaid(desk)
    buyer, seller = citizen(901), citizen(1)
    shown = text_of(buyer.get(f"/me/cases/{view.case_no}"))
    assert "缴契税" in shown
    assert "等您缴税的时间不算在办理时间里" in shown
    assert "等缴税，停着的时间不算" in text_of(seller.get("/me/cases/"))
    assert "时间停着：等缴税" in text_of(seller.get(f"/me/cases/{view.case_no}"))
