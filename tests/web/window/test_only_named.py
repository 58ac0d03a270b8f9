"""Who is only named in a request, and signs nothing: no box at the window, nothing asked later."""

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import Desk, open_desk
from tests.casework.noticed import ITEM
from tests.scenarios.test_office_ends import asked
from tests.web.citizen.test_citizen import citizen, text_of
from tests.web.window.test_cases import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.windows[0])


@pytest.mark.parametrize("code", ["G48", "G30", "G28-2"])
def test_the_form_has_no_box_for_their_signature(clerk: Client, desk: Desk, code: str) -> None:
    page = text_of(clerk.get(f"/window/?unit={desk.units[0]}&service={code}"))
    assert "不用签字" in page
    assert "已签字" not in page


def test_the_only_holder_of_an_inheritance_is_the_dead(clerk: Client, desk: Desk) -> None:
    """Before the name is typed: the one box that there is stands beside the heir."""
    page = text_of(clerk.get(f"/window/?unit={desk.units[0]}&service=G18"))
    assert "已经去世" in page
    assert page.count(">已签字<") == 1


def test_the_form_of_a_sale_has_it(clerk: Client, desk: Desk) -> None:
    page = text_of(clerk.get(f"/window/?unit={desk.units[0]}&service=G10"))
    assert "已签字" in page
    assert "不用签字" not in page


@pytest.fixture
def returned(desk: Desk) -> casework.CaseView:
    """The office itself cancels what a decision has ended, and lacks something for it."""
    case = casework.submit(asked(desk), actor=desk.windows[0], now=timezone.now())
    examiner = accounts.actor(case.examiner_id or 0)
    assert examiner is not None
    casework.return_for_supplement(
        case.case_no,
        actor=examiner,
        now=timezone.now(),
        revision=case.revision,
        items=[ITEM],
    )
    return casework.case(case.case_no, actor=desk.windows[0], now=timezone.now())


def test_the_supplement_asks_nobody_to_sign(clerk: Client, returned: casework.CaseView) -> None:
    page = text_of(clerk.get(f"/window/cases/{returned.case_no}"))
    assert "不用签字" in page
    assert "没签字" not in page
    assert "在申请书上签了字" not in page


def test_the_holder_is_not_asked_to_supply(desk: Desk, returned: casework.CaseView) -> None:
    phone = citizen(1)
    page = text_of(phone.get(f"/me/cases/{returned.case_no}"))
    for wrong in ("补 1 样", "等您补正", "补正通知书", "撤回申请", "我交的材料", ITEM.what):
        assert wrong not in page, wrong
    assert "在等别人补正" in page
    home = text_of(phone.get("/me/"))
    assert "现在没有要您办的事" in home
    assert "在等别人补正" in home


def test_nor_lets_them_hand_in(desk: Desk, returned: casework.CaseView) -> None:
    citizen(1)  # who has an account
    account = accounts.Account.objects.get(username="c1")
    me = accounts.actor(account.id)
    assert me is not None
    with pytest.raises(Faults) as error:
        casework.resubmit(
            returned.case_no,
            returned.request,
            actor=me,
            now=timezone.now(),
            revision=returned.revision,
        )
    assert [f.code for f in error.value.faults] == [FaultCode.NOT_FOUND]


def test_the_office_takes_it_back_for_reasons_of_its_own(
    clerk: Client, returned: casework.CaseView
) -> None:
    place = f"/window/cases/{returned.case_no}/withdraw"
    page = text_of(clerk.get(place))
    assert "发起错了" in page
    assert "买卖没谈成" not in page
    assert "向申请人讲清楚" not in page
    assert "不用谁签字" in page
    assert "退还申请人" not in page
    sent = {
        "revision": str(returned.revision),
        "account": str(clerk.session["_auth_user_id"]),
        "sure": "1",
    }
    refused = clerk.post(place, {**sent, "reason": "买卖没谈成"})
    assert refused.status_code == 422
    assert "请选一个原因" in text_of(refused)
    assert clerk.post(place, {**sent, "reason": "发起错了"}).status_code == 302
