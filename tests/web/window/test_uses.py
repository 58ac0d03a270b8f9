"""Habitation and easement at the window, on the phones and at the examiner's desk."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.staying import stayed, stays_after
from dengbu.register import api as register
from dengbu.web.citizen.homes import burdens
from dengbu.web.office.desk import compare
from dengbu.web.shared.signals import Signal
from dengbu.web.window.offering import choices
from dengbu.web.window.strip import cells
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.register.city import BANK
from tests.web.citizen.test_citizen import citizen, text_of
from tests.web.uses import LIVING, UNTIL, burden, lapse

pytestmark = pytest.mark.django_db
LIVES_ON = f"{LIVING.name}的居住权，到居住权人去世，过户不影响他居住"
PASSES = f"别人的房子享有的地役权：从院子通行，{UNTIL}，过户以后跟着房子走"
GAINS = f"这套房子享有的地役权：从院子通行，{UNTIL}，过户以后跟着房子走"


@pytest.fixture
def desk() -> Desk:
    made = open_desk(2)
    burden(made)
    return made


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def state(desk: Desk, n: int = 0) -> register.UnitState:
    return register.unit_state(desk.units[n], now=timezone.now())


def test_the_strip_names_both_or_says_that_there_are_none(desk: Desk) -> None:
    cell = cells(state(desk), now=timezone.now())[3]
    assert cell.label == "预告、异议、居住权、地役权"
    assert cell.value == "居住权 1 项，地役权 1 项"
    assert cell.fact == f"{LIVING.name}到居住权人去世，从院子通行，{UNTIL}"
    assert cell.signal is Signal.WARN
    assert "别的房子为它" in cells(state(desk, 1), now=timezone.now())[3].fact
    free = cells(lapse(state(desk)), now=timezone.now())[3]
    assert (free.label, free.value) == ("预告、异议", "没有")
    assert free.fact.startswith("居住权、地役权也没有")


def test_what_can_be_done_says_who_stays(clerk: Client, desk: Desk) -> None:
    found = choices(
        casework.offered(desk.units[0], now=timezone.now()),
        unit_code=desk.units[0],
        chosen="",
        text="",
        cases=(),
    )
    looks = [bar for bar in found.hindrances if bar.look]
    assert any("居住权" in bar.reason and "二手房买卖" in bar.what for bar in looks)
    assert any("供役：从院子通行" in bar.reason for bar in looks)
    assert {t for bar in looks for t in bar.what.split("、")} <= {act.label for act in found.acts}
    shown = text_of(clerk.get("/window/", {"unit": desk.units[0], "service": "G10"}))
    assert "能办，但要先知道</h2>" in shown
    form = shown[shown.index('id="request"') :]
    assert f"{LIVING.name}在这套房子上有居住权" in form
    assert "地役权跟着不动产走" in form


def test_receipt_and_phones_say_the_same(clerk: Client, desk: Desk) -> None:
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())
    follows = f"{BANK.name}的抵押，过户以后跟着房子走"
    assert case.stays == (follows, LIVES_ON, PASSES)
    receipt = text_of(clerk.get(f"/window/receipts/{case.case_no}"))
    phone = text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    for said in case.stays:
        assert said in receipt
        assert said in phone
    owner, signal = burdens(state(desk))
    assert f"{LIVING.name}有居住权，到居住权人去世" in owner
    assert f"有地役权（从院子通行），{UNTIL}" in owner
    assert signal is Signal.WARN


def test_what_a_home_gains_goes_with_it_and_what_has_lapsed_does_not(desk: Desk) -> None:
    request, now = asks.sale(desk, 1), timezone.now()
    service = casework.service("G10", office=desk.units[0][:6], now=now)
    assert GAINS in stays_after(request, service, state(desk, 1))
    kept = stayed(state(desk), entered_at=now)
    assert {LIVES_ON, PASSES} <= set(kept)
    over = stays_after(request, service, lapse(replace(state(desk), mortgages=())))
    assert over == ()


def test_a_lender_learns_what_is_there_before_it(clerk: Client, desk: Desk) -> None:
    case = casework.submit(asks.mortgage(desk, 0), actor=desk.windows[0], now=timezone.now())
    receipt = text_of(clerk.get(f"/window/receipts/{case.case_no}"))
    assert f"{BANK.name}的抵押，在先，第 1 顺位" in receipt
    assert f"{LIVING.name}的居住权，到居住权人去世，抵押不影响他居住" in receipt


def test_the_examiner_reads_both_among_the_restrictions(desk: Desk) -> None:
    now = timezone.now()
    case = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=now)
    table = compare(case, now=now)
    rows = {row.label: row for row in table.rows}
    for fact, known in (
        ("居住权", f"{LIVING.name}，到居住权人去世"),
        ("地役权", f"从院子通行，{UNTIL}"),
    ):
        assert rows[fact].cells[-1].text == known
        assert (rows[fact].verdict, rows[fact].signal) == ("跟着房子走", Signal.WARN)
    assert "查封、预告、异议" in rows
