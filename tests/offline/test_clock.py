"""A device whose clock is behind the page itself: no yes that rests on such a clock."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dengbu.evidence import api as evidence
from dengbu.inquiry.rules import showing as rules
from dengbu.web.open import bundling
from dengbu.web.open.offline import offline_page
from tests.evidence.sealing.office import Sealing
from tests.evidence.sealing.test_receipts import receipt, revoked, witnessed
from tests.inquiry.test_showing_codes import CODE, SEED
from tests.offline.shown import shown
from tests.offline.test_codes import block
from tests.offline.test_page import look

pytestmark = pytest.mark.browser
BEHIND = timedelta(minutes=5)
SHOWN = "([text, now]) => window.dengbu.shown(text, now)"


@pytest.mark.django_db
def test_no_file_is_good_by_a_clock_before_the_page(sealing: Sealing, tmp_path: Path) -> None:
    papers = {form: witnessed(sealing, form) for form in evidence.Form}
    with shown(offline_page([]), tmp_path) as page:
        early = (timezone.now() - BEHIND).timestamp()
        for content in papers.values():
            found = page.judge(content, now=early)
            assert (found["grade"], found["doubts"]) == ("unclocked", ["clock"])
            # witnesses said when it was sealed: nothing rests on this clock
            assert page.judge(content, now=early, receipt=receipt(content))["grade"] == "good"
        (tmp_path / "a.pdf").write_bytes(papers[evidence.Form.PDF])

        def used(page: Page) -> None:
            page.clock.set_fixed_time(early)
            page.set_input_files("#file", tmp_path / "a.pdf")
            expect(page.get_by_role("heading", name="这台设备的时间不对")).to_be_focused()
            expect(page.locator("#mark")).to_have_text("！")
            told = page.locator("#breaks")
            expect(told).to_contain_text("这台设备的时间比这一页做出来的时间还早")
            expect(told).to_contain_text("日期和时间改成自动")
            look(page)

        page.on(used)


@pytest.mark.django_db
def test_a_clock_put_back_does_not_bring_back_a_revoked_seal(
    sealing: Sealing, tmp_path: Path
) -> None:
    papers = [sealing.paper(form) for form in evidence.Form]
    revoked(timezone.now())
    with shown(offline_page([]), tmp_path) as page:
        early = (timezone.now() - BEHIND).timestamp()
        for content in papers:
            found = page.judge(content, now=early)
            assert (found["grade"], "revoked" in found["doubts"]) == ("wrong", True), found


def test_of_a_code_nothing_is_said_by_a_clock_before_the_page(tmp_path: Path) -> None:
    made = CODE.moment + timedelta(seconds=50)
    code = rules.sign(CODE, SEED)
    told = {**block(), "made": made.isoformat()}
    with shown(bundling.page(told), tmp_path) as page:

        def outcome(text: str, at: datetime) -> str:
            found = page.on(lambda p: p.evaluate(SHOWN, [text, at.timestamp() * 1000]))
            return str(found["outcome"])

        assert outcome(code, made) == "TOLD"
        for early in (timedelta(seconds=1), timedelta(seconds=50), timedelta(days=400)):
            assert outcome(code, made - early) == "CLOCK"
        # what rests on no clock is told all the same
        assert outcome(rules.sign(CODE, bytes([9] * 32)), made - BEHIND) == "KEY_UNKNOWN"

        def used(page: Page) -> None:
            page.clock.set_fixed_time(made - timedelta(seconds=20))
            page.fill("#code", f"https://register.example/check/show/{code}")
            page.click("#read")
            expect(page.get_by_role("heading", name="码是真是假说不了")).to_be_focused()
            expect(page.locator("#mark")).to_have_text("！")
            expect(page.locator("#holds-part")).to_be_hidden()
            expect(page.locator("#breaks")).to_contain_text("比这一页做出来的时间还早")
            expect(page.locator("#left")).to_contain_text("日期和时间改成自动")
            look(page)

        page.on(used)
