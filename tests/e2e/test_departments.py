"""Departments beside the clerk's form, in a browser: answers come by themselves, nothing waits."""

import os
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.casework import api as casework
from dengbu.casework.models import Case
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework.conftest import departments, simulators
from tests.e2e.conftest import Town
from tests.e2e.sale import person_of
from tests.e2e.visitor import Visitor
from tests.register.city import person

__all__ = ["departments", "simulators"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clerk(town: Town, departments: Simulators) -> Iterator[Visitor]:
    """At the form of a couple; civil affairs are down."""
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.DOWN
    visitor = town.visitor()
    visitor.sign_in(town.desk.windows[0].name)
    visitor.page.goto(f"/window/?unit={town.desk.units[0]}&service=G17")
    expect(visitor.page.locator("#request-title")).to_be_visible()
    yield visitor
    visitor.leave()


def test_answers_come_while_the_form_is_filled_in(clerk: Visitor, town: Town) -> None:
    page = clerk.page
    told = page.locator("#told-materials-m2")
    clerk.fill(person_of(clerk, "BUYER", person(931)))
    page.keyboard.press("Tab")
    expect(told).to_contain_text("不用交：公安部门共享")
    marriage = page.locator("#told-materials-ma")
    expect(marriage).to_contain_text("民政部门现在没有回答，请交材料")
    expect(page.locator("#departments")).to_contain_text("1 样没有问到，照常交")
    expect(page.locator("#f-materials-m2")).to_be_hidden()  # nothing to hand in
    promise = page.get_by_text("本人承诺：申请书上填写的婚姻状况真实")
    expect(promise).to_be_hidden()
    clerk.fill({"materials.ma": "PROMISE"})
    expect(promise).to_be_visible()
    clerk.look()
    shoot(clerk, "form")
    assert not Case.objects.exists()


def shoot(visitor: Visitor, name: str) -> None:
    """Pictures for whoever wants to look: into the folder that SHOTS names."""
    if folder := os.environ.get("SHOTS"):
        for width in (360, 1280, 1920):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def promised(clerk: Visitor) -> Case:
    """The couple apply; a promise stands in for the marriage certificate."""
    owner = person(1)
    page = clerk.page
    clerk.fill(person_of(clerk, "BUYER", person(931)))
    page.get_by_role("button", name="以后登记的人").click()
    rows = page.locator('input[name$=".role"][value="BUYER"]')
    expect(rows).to_have_count(2)
    path = (rows.nth(1).get_attribute("name") or "").removesuffix(".role")
    clerk.fill(
        {
            f"{path}.name": owner.name,
            f"{path}.id_no": owner.id_no,
            "tax_cleared": "yes",
            "tax_note": "夫妻间免征",
            "materials.m1": "ORIGINAL",
            "materials.ma": "PROMISE",
            "materials.ma.signed": "1",
            "materials.dv": "ORIGINAL",
        }
    )
    for box in page.locator('input[name$=".agreed"]').all():
        box.check()
    page.locator(".summary-foot").get_by_role("button", name="送审核员").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("收到了，编号")
    clerk.look()
    return Case.objects.get()


def test_a_promise_is_signed_and_taken_back(clerk: Visitor, town: Town) -> None:
    page, case = clerk.page, promised(clerk)
    page.goto(f"/window/cases/{case.case_no}")
    page.get_by_text("撤回一份承诺").click()
    clerk.look()
    shoot(clerk, "case")
    clerk.fill({"reason": "结婚证找到了"})
    page.get_by_role("button", name="撤回承诺").click()
    expect(page.get_by_role("status").first).to_contain_text("承诺撤回了")


def test_an_untrue_promise_comes_to_the_examiner(
    clerk: Visitor, town: Town, departments: Simulators
) -> None:
    view = promised(clerk)
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.NO_MATCH
    casework.check_promises(now=timezone.now())
    officer = town.visitor()
    officer.sign_in(town.usernames[view.examiner_name])
    expect(officer.page.get_by_text("先解决这些，才能登簿")).to_be_visible()
    officer.look()
    shoot(officer, "examined")
    officer.page.goto("/office/tasks")
    officer.look()
    shoot(officer, "tasks")
    officer.page.get_by_role("link", name="去核实").click()
    officer.look()
    shoot(officer, "ruling")
    officer.page.get_by_text("确实不实", exact=True).click()
    officer.fill({"words": "民政部门书面答复没有登记"})
    officer.page.get_by_role("button", name="记下结果").click()
    expect(officer.page.get_by_text("没有要核实的事")).to_be_visible()
    officer.page.goto("/office/departments")
    expect(officer.page.get_by_role("heading", name="部门状态")).to_be_visible()
    officer.look()
    shoot(officer, "departments")
    officer.leave()
