"""Codes of showing (亮证) before the judge in Python and before the page: one word of both."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page, expect

from dengbu.inquiry.rules import showing as rules
from dengbu.inquiry.rules.showing import Found, Key
from dengbu.web.open import bundling
from dengbu.web.open.offline import offline_page
from tests.casework.desk import open_desk
from tests.inquiry.test_showing_codes import CODE, SEED
from tests.offline.shown import Shown, shown
from tests.offline.test_page import look
from tests.web.citizen.test_citizen import citizen, own_number

pytestmark = pytest.mark.browser
NOW = CODE.moment
ENDED, REVOKED, STRANGER = bytes([7] * 32), bytes([8] * 32), bytes([9] * 32)
KEYS = (
    Key(public=rules.public_of(SEED)),
    Key(public=rules.public_of(ENDED), until=NOW + timedelta(minutes=10)),
    Key(
        public=rules.public_of(REVOKED),
        until=NOW + timedelta(minutes=10),
        revoked_from=NOW + timedelta(minutes=5),
    ),
)
SECOND = timedelta(seconds=1)


def _told(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def block(site: str = "register.example") -> dict[str, Any]:
    showings = [
        {
            "office": "430602",
            "name": "岳阳楼区不动产登记中心",
            "public": key.public.hex(),
            "until": _told(key.until),
            "revoked": _told(key.revoked_from),
            "purposes": {"SCHOOL": "入学报名"},
        }
        for key in KEYS
    ]
    nothing: dict[str, Any] = {"kinds": [], "authorities": [], "logs": [], "seals": []}
    made = "2026-11-27T00:00:00.000Z"
    return {
        "format": "dengbu-trust@1",
        "made": made,
        "site": [site],
        **nothing,
        "showings": showings,
    }


def same(page: Shown, text: str, after: timedelta = timedelta()) -> str:
    """What both say; a difference is a fault of one of them."""
    now = NOW + after
    ours = rules.judge(text, KEYS, now=now)
    asked = [text, now.timestamp() * 1000]
    found = page.on(lambda p: p.evaluate("([text, now]) => window.dengbu.shown(text, now)", asked))
    assert found["outcome"] == ours.outcome, text
    words = rules.offline_words(ours.code) if ours.code else ()
    assert found["words"] == list(words)
    return str(found["outcome"])


def test_both_say_the_same_of_every_code(tmp_path: Path) -> None:
    code = rules.sign(CODE, SEED)
    long_ago, later = (replace(CODE, moment=NOW + timedelta(minutes=m)) for m in (-400, 11))
    with shown(bundling.page(block()), tmp_path) as page:
        for seconds, outcome in (
            (0, "TOLD"),
            (60, "TOLD"),
            (61, "EXPIRED"),
            (-5, "TOLD"),
            (-6, "FUTURE"),
            (86_400 * 400, "EXPIRED"),
        ):
            assert same(page, code, SECOND * seconds) == outcome
        assert same(page, code.lower()) == same(page, f" {code}\n") == "TOLD"
        assert same(page, rules.sign(CODE, STRANGER)) == "KEY_UNKNOWN"
        assert same(page, rules.sign(CODE, ENDED)) == "TOLD"
        assert same(page, rules.sign(later, ENDED), timedelta(minutes=11)) == "KEY_ENDED"
        assert same(page, rules.sign(CODE, REVOKED)) == "TOLD"
        assert same(page, rules.sign(later, REVOKED), timedelta(minutes=11)) == "KEY_REVOKED"
        assert same(page, rules.sign(long_ago, SEED)) == "EXPIRED"
        for bits in (0, 1, 3, 255):
            other = replace(CODE, found=Found(bits), told=Found(255 - bits) | rules.ALWAYS)
            assert same(page, rules.sign(other, SEED)) == "TOLD"


def test_no_changed_letter_is_believed_by_either(tmp_path: Path) -> None:
    code, dice = rules.sign(CODE, SEED), random.Random(6)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    with shown(bundling.page(block()), tmp_path) as page:
        for at in range(len(code)):
            changed = code[:at] + dice.choice(letters.replace(code[at], "")) + code[at + 1 :]
            assert same(page, changed) in {"UNREADABLE", "KEY_UNKNOWN", "FORGED"}
        for text in (
            *(code[:n] for n in (0, 1, 8, 40, 100, len(code) - 1)),
            code + "A",
            code + code,
            "A" * 999,
            "A" * 5_000,
            code.replace("I", "ı"),
            code[:-1] + "=",
            "湘(2019)",
            "\x00" * 200,
        ):
            assert same(page, text) in {"UNREADABLE", "KEY_UNKNOWN"}, text


@pytest.mark.django_db
def test_a_phones_code_is_judged_on_a_page_that_was_kept(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.LOG_KEYS = tmp_path
    open_desk()
    phone, number = citizen(1), own_number(1)
    sent = {"purpose": "SCHOOL", "people": "3", "minutes": "5"}
    begun = phone.post(f"/me/showing/of/{number}", sent).headers["Location"]
    (path,) = re.findall(r'href="(/check/show/[a-z2-7]+)"', phone.get(begun).content.decode())
    address = f"https://testserver{path}".upper()
    html = offline_page(["testserver"])
    assert Client().get("/check/offline").content.decode().count(key_of(html)) == 1

    def used(page: Page) -> None:
        page.fill("#code", address)
        page.click("#read")
        expect(page.get_by_role("heading", name="码是登记机构刚做的")).to_be_focused()
        expect(page.locator("#holds")).to_contain_text("入学报名")
        expect(page.locator("#holds")).to_contain_text("证有效，没有查封")
        expect(page.locator("#left")).to_contain_text("有没有抵押")
        expect(page.locator("#left")).to_contain_text("有没有变")
        expect(page.locator("#result")).not_to_contain_text("现在有效")
        look(page)
        page.fill("#code", address.replace("TESTSERVER", "EVIL.EXAMPLE"))
        page.click("#read")
        expect(page.locator("#breaks")).to_contain_text("可能是假网站")
        page.fill("#code", address.replace("HTTPS:", "HTTP:"))
        page.click("#read")
        expect(page.get_by_role("heading", name="可是网址没有加密")).to_be_focused()
        expect(page.locator("#breaks")).to_contain_text("请用 https 开头的网址")
        letter = "A" if address[-9] != "A" else "B"
        page.fill("#code", address[:-9] + letter + address[-8:])
        page.click("#read")
        expect(page.get_by_role("heading", name="这个码不能信")).to_be_visible()
        expect(page.locator("#holds-part")).to_be_hidden()
        look(page)

    with shown(html, tmp_path) as page:
        page.on(used)


def key_of(html: str) -> str:
    (found,) = re.findall(r'"showings":\[\{[^\]]*"public":"([0-9a-f]{64})"', html)
    return str(found)
