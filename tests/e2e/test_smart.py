"""智能审批 in a browser: why a case was handed over, a switch, and other rules put in force."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, ShadowFinding, ShadowRun, SmartDecision, SmartSwitch
from dengbu.web.office.smart import PAGE
from tests.casework.desk import OFFICE, officer
from tests.casework.smart.many import multiply
from tests.casework.smart.released import release
from tests.casework.smart.test_shadows import file, name_rules
from tests.e2e.conftest import Town
from tests.e2e.test_departments import shoot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_P, _D = accounts.Post, accounts.Department
LONG = 30_000  # milliseconds: a hundred findings are written, with a leaf each
SAMPLE = 299  # of the city's own settings: 299 without a mistake rule out 1 % at 95 %


@pytest.fixture
def handed(town: Town, tmp_path: Path) -> Case:
    """A case whose mortgagor is written otherwise; the city's file asks about it no more."""
    release()
    before = timezone.now() - timedelta(minutes=20)
    file(town.desk, 0, now=before, mortgagor="周一一")
    case = Case.objects.get()
    multiply(SmartDecision.objects.get(), SAMPLE + 50)
    name_rules(tmp_path, "A07", "0.01", before + timedelta(minutes=5))
    officer("科长", (_P.CHIEF, _D.MORTGAGE))
    officer("督查", (_P.AUDITOR, _D.LEGAL))
    return case


def at(town: Town, name: str, path: str) -> tuple[Visitor, Page]:
    """Somebody signed in, at a page; the auditor has no desk of their own."""
    who = town.visitor()
    page = who.page
    page.goto("/sign-in")
    page.get_by_label("账号", exact=True).fill(name)
    page.get_by_label("密码", exact=True).fill(who.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(path)
    return who, page


def check_everything(desk: Page) -> None:
    """Page after page, each case of the sample, as somebody at the desk does."""
    for left in range(SAMPLE, 0, -PAGE):
        rights = desk.get_by_label("放行得对")
        expect(rights).to_have_count(min(left, PAGE))
        for one in rights.all():
            one.check()
        desk.get_by_role("button", name="记下查的结果").click()
        said = f"抽了 {SAMPLE} 件，查了 {min(SAMPLE, SAMPLE - left + PAGE)} 件"
        expect(desk.get_by_text(said).first).to_be_visible(timeout=LONG)


def test_why_a_switch_and_rules_put_in_force(town: Town, handed: Case) -> None:
    chief, page = at(town, "科长", f"/office/cases/{handed.case_no}")
    expect(page.locator("#why-title")).to_have_text("智能审批为什么没放行")
    expect(page.get_by_text("抵押人写成登记簿的 周1（写的是 周一一）")).to_be_visible()
    chief.look()
    shoot(chief, "why")

    page.goto("/office/smart")
    chief.fill({"what": "SERVICE:G44", "reason": "月底对账"})
    chief.look()
    page.get_by_role("button", name="马上停").click()
    expect(page.get_by_text("月底对账")).to_be_visible()
    chief.fill({"back": "对完了"})
    shoot(chief, "switched-off")
    page.get_by_role("button", name="开", exact=True).click()
    expect(page.get_by_text("现在停着的")).to_be_visible()
    expect(page.get_by_text("都开着")).to_be_visible()
    assert SmartSwitch.objects.get().on_reason == "对完了"

    page.locator(".smart-switch", has_text="G44").get_by_role("button", name="开始陪跑").click()
    expect(page.get_by_text("开始陪跑，不影响任何一件")).to_be_visible()
    assert casework.smart.count_shadows(now=timezone.now()) == SAMPLE + 51
    page.reload()
    expect(page.get_by_text("新的放行，现在的转人工").first).to_be_visible()
    page.get_by_role("button", name="抽样").click()
    expect(page.get_by_text(f"会放行的 {SAMPLE + 51} 件里抽了 {SAMPLE} 件")).to_be_visible()
    chief.look()

    auditor, desk = at(town, "督查", page.url)
    desk.get_by_label("不该放行").first.check()
    desk.get_by_role("button", name="记下查的结果").click()
    expect(desk.get_by_role("alert")).to_contain_text("写明为什么")
    auditor.look()
    shoot(auditor, "checking")
    auditor.wrong = [w for w in auditor.wrong if "422" not in w]  # the console tells of the answer
    expect(desk.get_by_label("不该放行").first).to_be_checked()
    check_everything(desk)
    expect(desk.get_by_text("放错的最多可能占 1 %").first).to_be_visible()
    auditor.look()
    shoot(auditor, "checked")

    page.reload()
    page.get_by_label("为什么换").fill("姓名由银行核过")
    page.get_by_role("button", name="提出启用").click()
    expect(page.get_by_text("要另一个人同意")).to_be_visible()
    chief.look()
    desk.reload()
    desk.get_by_role("button", name="同意，马上启用").click()
    expect(desk.get_by_text("启用了，从下一件起按新规则")).to_be_visible()
    auditor.look()
    shoot(auditor, "in-force")
    assert ShadowRun.objects.latest("id").state == "IN_FORCE"
    assert ShadowFinding.objects.count() == SAMPLE
    assert list(casework.smart.audit_leaves()) == []
    today = timezone.localdate()
    day = timedelta(days=1)
    replayed = casework.smart.replay(first=today - day, last=today + day, office=OFFICE)
    assert (replayed.decisions, replayed.differences) == (SAMPLE + 51, ())
    left = {one.service for one in casework.smart.candidates(OFFICE, now=timezone.now())}
    assert "G44" not in left  # others' first lists wait here, too
    chief.leave()
    auditor.leave()
