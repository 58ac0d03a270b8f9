"""Two officers revoke a seal in browsers; whoever checks a file sealed later reads why."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.web.shared.sealed import FileForm, sealed_certificate
from tests.casework.desk import officer
from tests.e2e.conftest import Town
from tests.e2e.test_showing import shoot
from tests.e2e.visitor import Visitor
from tests.register.city import person
from tests.web.open.test_files import CHECK, seals

__all__ = ["seals"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def officer_at(town: Town, name: str, post: accounts.Post) -> Visitor:
    officer(name, (post, accounts.Department.TRANSFER))
    visitor = town.visitor()
    visitor.page.goto("/sign-in")
    visitor.page.get_by_label("账号", exact=True).fill(name)
    visitor.page.get_by_label("密码", exact=True).fill(visitor.password)
    visitor.page.get_by_role("button", name="登录").click()
    visitor.page.wait_for_url(lambda url: "/sign-in" not in url)
    return visitor


def test_one_asks_another_agrees(town: Town, seals: tuple[str, str], tmp_path: Path) -> None:
    who = person(1)
    (view, *_) = register.certificates_of_holder(who.id_type, who.id_no)
    made = sealed_certificate(view, check_url=CHECK, now=timezone.now(), form=FileForm.OFD)
    assert made is not None  # what seals a PDF wants an event loop, and the browser has one here
    chief = officer_at(town, "赵科长", accounts.Post.CHIEF)
    chief.page.goto("/office/seals")
    chief.look()
    shoot(chief, "seals")
    chief.page.get_by_label("哪一枚").select_option(seals[1])
    chief.page.get_by_role("button", name="申请作废").click()
    expect(chief.page.get_by_role("alert")).to_contain_text("请写明为什么要作废")
    chief.look()
    chief.page.get_by_label("为什么").fill("存印章的电脑丢了")
    chief.page.get_by_role("button", name="申请作废").click()
    expect(chief.page.get_by_text("您申请的，由另一个")).to_be_visible()
    chief.look()
    auditor = officer_at(town, "韩监督", accounts.Post.AUDITOR)
    auditor.page.get_by_role("link", name="印章").click()
    expect(auditor.page.get_by_text("存印章的电脑丢了")).to_be_visible()
    auditor.look()
    shoot(auditor, "asked")
    auditor.page.get_by_role("button", name="确认作废").click()
    expect(auditor.page.get_by_text("印章作废了")).to_be_visible()
    auditor.look()
    shoot(auditor, "revoked")
    chief.wrong = [w for w in chief.wrong if "422" not in w]  # the console tells of the answer
    revoked = {one.fingerprint: one.reason for one in evidence.seals_used() if one.reason}
    assert revoked == {seals[1]: "存印章的电脑丢了"}
    for visitor in (chief, auditor):
        visitor.leave()
