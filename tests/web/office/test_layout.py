"""What only a browser can tell: the comparison on a phone, the notice of a refusal on paper."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.clause import REGULATION
from tests.casework.desk import open_desk
from tests.web.citizen.test_citizen import examiner_of
from tests.web.office.test_compare import noticed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(live_server: object, settings: LazySettings) -> str:
    settings.SECOND_FACTOR = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return str(live_server)


def opened(browser: Browser, address: str, path: str, account_id: int, width: int) -> Page:
    """A page as this officer sees it."""
    client = Client()
    client.force_login(accounts.Account.objects.get(id=account_id))
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    cookies: list[Any] = [
        {"name": name, "value": kept.value, "url": address} for name, kept in client.cookies.items()
    ]
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{address}{path}")
    return page


def test_on_a_phone_a_verdict_is_as_wide_as_its_card(browser: Browser, address: str) -> None:
    case = noticed(open_desk(1))
    page = opened(browser, address, f"/office/cases/{case.case_no}", case.examiner_id or 0, 360)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.compare tbody tr')].map(row => {
            const verdict = row.querySelector('.compare-verdict');
            return [row.clientWidth, verdict.getBoundingClientRect().width]; })"""
    )
    assert wide
    assert all(abs(row - verdict) <= 1 for row, verdict in wide), wide
    page.context.close()


def test_a_refusal_is_printed_as_offices_write(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    case = noticed(open_desk(1))
    casework.refuse(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now(),
        revision=case.revision,
        reason="双方对房屋权属有争议",
        clause=REGULATION.of(22),
    )
    place = f"/office/cases/{case.case_no}/refusal"
    page = opened(browser, address, place, case.examiner_id or 0, 1280)
    tops = page.evaluate(
        """() => [...document.querySelectorAll('.official .card-foot .button')].map(b => {
            const at = b.getBoundingClientRect(); return (at.top + at.bottom) / 2; })"""
    )
    assert len(tops) == 3  # print, the sealed file, back
    assert max(tops) - min(tops) < 1
    page.emulate_media(media="print")
    style = page.evaluate(
        """() => {
            const of = s => getComputedStyle(document.querySelector(s));
            const box = s => document.querySelector(s).getBoundingClientRect();
            return {title: of('.official h1').textAlign, border: of('.official').borderTopWidth,
                indent: parseFloat(of('.official-to + p').textIndent),
                right: box('.official-sign').right - box('.official .card-body').right,
                seal: box('.official-sign').height, foot: of('.official .card-foot').display};
        }"""
    )
    assert (style["title"], style["border"], style["foot"]) == ("center", "0px", "none")
    assert style["indent"] > 0
    assert abs(style["right"]) < 1
    assert style["seal"] >= 45 / 25.4 * 96 - 1  # 45 mm
    if kept := os.environ.get("SHOTS"):
        page.screenshot(path=f"{kept}/notice-print.png", full_page=True)
        page.emulate_media(media="screen")
        page.screenshot(path=f"{kept}/notice.png", full_page=True)
    page.context.close()
