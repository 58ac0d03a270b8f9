"""A notice from the examiner's page to the open list, an objection to it, and its decision."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.casework import api as casework
from dengbu.casework.models import Notice, NoticeObjection
from tests.casework.noticed import examiner_of, sale, with_notice
from tests.e2e.conftest import Town
from tests.register.city import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_published_objected_to_and_decided(town: Town, tmp_path: Path) -> None:
    with_notice(tmp_path, "G10")
    case = sale(town.desk, now=timezone.now())
    place = f"/office/cases/{case.case_no}"
    examiner = town.visitor()
    examiner.sign_in(examiner_of(town.desk, case).name)
    examiner.page.goto(place)
    examiner.look()  # the preview
    examiner.page.get_by_role("button", name="发布公告").click()
    expect(examiner.page.get_by_text("还有 15 个工作日").first).to_be_visible()
    examiner.look()
    notice = Notice.objects.get()

    anybody, who = town.visitor(), person(77)
    anybody.page.goto("/notices/")
    anybody.look()
    anybody.fill({"q": notice.address[-4:]})
    anybody.page.get_by_role("button", name="查", exact=True).click()
    anybody.page.locator("a.row-link").first.click()
    anybody.look()
    anybody.page.get_by_role("link", name="提异议", exact=True).click()
    anybody.look()
    anybody.page.get_by_role("button", name="交上去").click()
    expect(anybody.page.get_by_text("有 4 处要改，一次说全")).to_be_visible()
    anybody.look()
    anybody.wrong = [w for w in anybody.wrong if "422" not in w]  # the console tells of the answer
    anybody.fill(
        {
            "what": "房子有我一半，离婚协议写明的。\n可以找民政局核实。",
            "name": who.name,
            "id_no": who.id_no,
            "phone": "13873000077",
        }
    )
    anybody.page.get_by_role("button", name="交上去").click()
    expect(anybody.page.get_by_role("heading", name="您的异议收到了")).to_be_visible()
    anybody.look()
    receipt = anybody.page.url

    examiner.page.goto(place)
    examiner.look()
    row = NoticeObjection.objects.get()
    form = examiner.page.locator(".objection-form")
    form.get_by_text("不成立", exact=True).click()
    form.get_by_role("textbox").fill("离婚协议后来改过，房子归申请人")
    form.get_by_role("button", name="记下处理结果").click()
    expect(examiner.page.get_by_text("离婚协议后来改过").first).to_be_visible()
    examiner.page.get_by_text("撤下这份公告").click()
    examiner.look()
    row.refresh_from_db()
    assert row.decision == "UNFOUNDED"

    anybody.page.goto(receipt)
    expect(anybody.page.get_by_text("异议不成立")).to_be_visible()
    anybody.look()
    casework.end_notices(now=notice.ends_at + timedelta(minutes=1))
    for path in ("/notices/?show=ended", f"/notices/{notice.number}"):
        anybody.page.goto(path)
        anybody.look()
    anybody.leave()
    examiner.leave()
