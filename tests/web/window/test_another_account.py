"""A form that one clerk opened is not sent in the name of another who signed in beside it."""

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case, CaseStatus
from tests.casework.desk import Desk, open_desk
from tests.web.window.test_cases import returned, text_of
from tests.web.window.test_offering import HIDDEN, sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def sign_in(client: Client, actor: accounts.Actor) -> Client:
    client.force_login(accounts.Account.objects.get(id=actor.id))
    return client


def test_a_request_is_refused_with_everything_kept_and_then_goes_on(
    client: Client, desk: Desk
) -> None:
    first, second = desk.windows
    address, fields = sale(sign_in(client, first), desk.units[0])
    assert fields["account"] == str(first.id)
    sign_in(client, second)
    answer = client.post(address, fields)
    shown = text_of(answer)
    assert answer.status_code == 409
    assert f"这一页是{first.name}打开的，现在登录的是{second.name}，没有交上去" in shown
    assert 'value="800000"' in shown
    assert not Case.objects.exists()
    own = dict(HIDDEN.findall(shown))
    assert own["account"] == str(second.id)
    assert client.post(address, {**fields, **own}).status_code == 302
    assert Case.objects.get().acceptor_id == second.id


def test_drawing_the_form_again_does_not_change_whose_it_is(client: Client, desk: Desk) -> None:
    first, second = desk.windows
    address, fields = sale(sign_in(client, first), desk.units[0])
    drawn = text_of(sign_in(client, second).post(address, {**fields, "redraw": "1"}))
    assert dict(HIDDEN.findall(drawn))["account"] == str(first.id)


def test_the_first_clerk_signs_in_again_and_sends_it(client: Client, desk: Desk) -> None:
    address, fields = sale(sign_in(client, desk.windows[0]), desk.units[0])
    assert sign_in(client, desk.windows[0]).post(address, fields).status_code == 302


def test_supplement_tax_and_withdrawal_refuse_too(client: Client, desk: Desk) -> None:
    first, second = desk.windows
    view = returned(desk)
    sign_in(client, second)
    sent = {"revision": str(view.revision), "account": str(first.id), "note": "第 3 页补上了"}
    for act, more in (
        ("supplement", {"price": "810000"}),
        ("tax", {"tax_note": "完税证明1"}),
        ("withdraw", {"reason": "不想办了", "sure": "1"}),
    ):
        answer = client.post(f"/window/cases/{view.case_no}/{act}", {**sent, **more})
        assert answer.status_code == 409, act
        shown = text_of(answer)
        assert f"现在登录的是{second.name}" in shown
        assert f'name="account" value="{second.id}"' in shown
    assert Case.objects.get().status == CaseStatus.SUPPLEMENT


def test_the_bill_names_who_pays_before_and_after_a_fault(client: Client, desk: Desk) -> None:
    address, fields = sale(sign_in(client, desk.windows[0]), desk.units[0])
    assert "买方付" in text_of(client.get(address))
    answer = client.post(address, {**fields, "price": ""})
    assert answer.status_code == 422
    buyer = fields["parties.1.name"]
    assert f"{buyer}付" in text_of(answer)
    assert "买方付" not in text_of(answer)
