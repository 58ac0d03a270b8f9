"""The page of fairness and the declarations, as a chief and an auditor see them in a browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.dispatching import checking, days
from dengbu.casework.rules.verify_dispatch import Report
from tests.casework import asks
from tests.casework.desk import OFFICE, officer
from tests.e2e.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_draws_and_declarations_are_sound_pages(town: Town) -> None:
    now = timezone.now()
    days.prepare(now=now)
    casework.submit(asks.sale(town.desk, 0, buyer=977), actor=town.desk.windows[0], now=now)
    checking.keep(OFFICE, Report(draws=1, pending=1), now=now)
    officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))
    chief = town.visitor()
    chief.sign_in("科长")
    page = chief.page
    page.goto("/office/")
    page.get_by_role("link", name="派件公平").click()
    expect(page.get_by_role("heading", name="派件公平吗：公平，没有异常")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="E01").first).to_be_visible()
    chief.look()
    chief.fill({"source": "福彩3D 第1期", "outside": "3 7 1"})
    page.get_by_role("button", name="填上").click()
    expect(page.get_by_text("福彩3D 第1期：3 7 1")).to_be_visible()
    page.goto("/office/interests")
    chief.look()
    chief.fill({"relation": "OWN", "party_name": "科长", "id_no": "430602"})
    page.get_by_role("button", name="申报", exact=True).click()
    expect(page.get_by_text("申报记下了")).to_be_visible()
    chief.look()
    chief.leave()
