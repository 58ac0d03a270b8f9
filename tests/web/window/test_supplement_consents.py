"""Who must consent comes in at the supplement, when an examiner asks for them."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import CaseStatus
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.register.city import BANK, book, booking, person

pytestmark = pytest.mark.django_db
HOLDER = person(7)
ASKED = casework.ReturnItem(
    kind="OTHER", name="预告登记", what=f"请{HOLDER.name}到场同意，在申请书上签字"
)


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def view_of(case_no: str, desk: Desk) -> casework.CaseView:
    return casework.case(case_no, actor=desk.windows[0], now=timezone.now())


def returned(
    desk: Desk, item: casework.ReturnItem = ASKED, asked: casework.CaseRequest | None = None
) -> casework.CaseView:
    """A sale that was accepted before somebody's notice was entered on the home."""
    now = timezone.now()
    view = casework.submit(asked or asks.sale(desk, 0), actor=desk.windows[0], now=now)
    notice = register.EnterNotice(
        unit_code=desk.units[0],
        kind=register.NoticeKind.OTHER_SALE,
        holders=(HOLDER,),
        obligors=(person(1),),
    )
    assert book(booking(notice, applicants=(HOLDER, person(1))))[0].booked
    casework.return_for_supplement(
        view.case_no,
        actor=next(e for e in desk.transfers if e.id == view.examiner_id),
        now=now,
        revision=view.revision,
        items=[item],
    )
    return view_of(view.case_no, desk)


def tick(clerk: Client, view: casework.CaseView) -> str:
    shown = clerk.get(f"/window/cases/{view.case_no}").content.decode()
    assert HOLDER.id_no not in shown
    found = re.findall(r'name="(consents\.NOTICE_HOLDER\.\w+)"', shown)
    assert len(found) == 1
    return found[0]


def test_a_bank_whose_mortgage_stays_joins_when_the_examiner_wants_it(
    clerk: Client, desk: Desk
) -> None:
    view = returned(desk, replace(ASKED, name="抵押", what=f"请{BANK.name}来签字"))
    shown = clerk.get(f"/window/cases/{view.case_no}").content.decode()
    (name,) = re.findall(r'name="(consents\.PRIOR_MORTGAGEE\.\w+)"', shown)
    assert shown.index(name) < shown.index("申请里别的内容")
    sent = {"revision": view.revision, name: "1", tick(clerk, view): "1", "signed": "1"}
    answer = clerk.post(f"/window/cases/{view.case_no}/supplement", sent)
    assert answer.status_code == 302, [str(f) for f in answer.context["faults"].faults]
    joined = {p.role: p.name for p in view_of(view.case_no, desk).parties}
    assert joined[casework.Role.PRIOR_MORTGAGEE] == BANK.name


def test_who_is_asked_for_stands_at_the_item_and_joins(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    assert any(rule.code == "P07" for rule in view.blocks)
    name, place = tick(clerk, view), f"/window/cases/{view.case_no}/supplement"
    sent = {"revision": view.revision, "signed": "1"}
    without = clerk.post(place, sent)
    assert "这一样补好了" in without.content.decode()
    assert without.status_code == 422
    assert "items.0.done" in [f.field for f in without.context["faults"].faults]
    answer = clerk.post(place, {**sent, name: "1"})
    assert answer.status_code == 302, [str(f) for f in answer.context["faults"].faults]
    after = view_of(view.case_no, desk)
    assert after.status == CaseStatus.EXAMINING
    joined = after.parties[-1]
    assert (joined.name, joined.role) == (HOLDER.name, casework.Role.NOTICE_HOLDER)
    assert joined.agreed_at
    assert not any(rule.code == "P07" for rule in after.blocks)


def test_a_consent_alone_changes_nothing_that_the_others_signed(clerk: Client, desk: Desk) -> None:
    view = returned(desk)
    sent = {"revision": view.revision, tick(clerk, view): "1"}
    place = f"/window/cases/{view.case_no}/supplement"
    changed = clerk.post(place, {**sent, "price": "790000"})
    assert [f.field for f in changed.context["faults"].faults] == ["signed"]
    assert re.search(r'name="consents\.[^>]+ checked', changed.content.decode())
    answer = clerk.post(place, sent)
    assert answer.status_code == 302, [str(f) for f in answer.context["faults"].faults]
    assert view_of(view.case_no, desk).status == CaseStatus.EXAMINING


def test_without_a_name_in_the_list_the_tick_stands_below(clerk: Client, desk: Desk) -> None:
    view = returned(desk, replace(ASKED, what="请权利人来同意"))
    sent = {"revision": view.revision, tick(clerk, view): "1", "signed": "1", "items.0.done": "1"}
    answer = clerk.post(f"/window/cases/{view.case_no}/supplement", sent)
    assert answer.status_code == 302
    assert len(view_of(view.case_no, desk).parties) == 3


@pytest.mark.parametrize(("service", "names"), [("G10", "买方 卖方"), ("G14", "受赠人 赠与人")])
def test_every_role_that_may_be_added_by_hand_is_called_as_its_service_calls_it(
    clerk: Client, desk: Desk, service: str, names: str
) -> None:
    sides = ((casework.Role.SELLER, person(1)), (casework.Role.BUYER, person(905)))
    parties = (asks.party(role, who) for role, who in sides)
    papers = tuple(casework.MaterialInput(code=c, source="ORIGINAL") for c in ("m1", "m2", "ct"))
    sale = asks.request("G10", desk.units[0], *parties, price=Decimal(1))
    view = returned(desk, asked=replace(sale, service=service, materials=papers))
    sent = {"revision": view.revision, "add": "1"}
    answer = clerk.post(f"/window/cases/{view.case_no}/supplement", sent)
    shown = answer.content.decode()
    select = shown[shown.index('name="parties.2.role"') :].partition("</select>")[0]
    found = re.findall(r'<option value="(\w+)"[^>]*>([^<]+)</option>', select)
    assert found == list(zip(("BUYER", "SELLER"), names.split(), strict=True))
