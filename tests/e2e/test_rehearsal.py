"""预演 in a browser: for anybody, and at the window beside the form."""

import os
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from dengbu.casework.models import Case
from tests.e2e.conftest import Town
from tests.e2e.sale import person_of
from tests.e2e.visitor import Visitor
from tests.register.city import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_before_filing_everybody_is_told_what_it_takes(town: Town) -> None:
    visitor = town.visitor()
    page = visitor.page
    page.goto("/guides/C09")
    page.get_by_role("link", name="先算一遍").click()
    visitor.fill({"price": "1060000", "area": "96.8", "held_years": "6"})
    page.get_by_role("button", name="再算一遍").click()
    expect(page.locator("#rehearsal-title")).to_contain_text("二手房买卖（带押过户）")
    expect(page.get_by_text("契税，家庭唯一住房")).to_be_visible()
    visitor.look()
    shoot(visitor, "open")
    visitor.sign_in(town.desk.windows[0].name)
    page.goto(f"/window/?{urlencode({'unit': town.desk.units[0], 'service': 'G10'})}")
    visitor.fill({"price": "1060000", **person_of(visitor, "BUYER", person(931))})
    page.get_by_role("button", name="预演，先不送").click()
    verdict = page.locator("#rehearsal .rehearsal-verdict").first
    expect(verdict).to_contain_text("能办，还差")
    expect(page.get_by_text("还差周931的签字")).to_be_visible()
    expect(visitor.named("price")).to_have_value("1060000")  # the form is as it was
    visitor.look()
    shoot(visitor, "window")
    assert not Case.objects.exists()
    visitor.leave()


def shoot(visitor: Visitor, name: str) -> None:
    """Pictures for whoever wants to look: into the folder that SHOTS names."""
    if folder := os.environ.get("SHOTS"):
        for width in (360, 1280, 1920):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/rehearsal-{name}-{width}.png", full_page=True)
