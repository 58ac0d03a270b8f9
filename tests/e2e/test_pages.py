"""Every face's pages as their readers see them: nothing for axe, nothing to scroll sideways."""

from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.inquiry import api as inquiry
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import item, officer, sign
from tests.e2e.conftest import PASSWORD, Town
from tests.e2e.visitor import Visitor
from tests.inquiry.asked import question
from tests.register.city import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tour(town: Town, username: str, *places: str) -> None:
    """Somebody opens page after page."""
    visitor = town.visitor()
    visitor.sign_in(username)
    walk(visitor, *places)


def walk(visitor: Visitor, *places: str) -> None:
    for place in places:
        answer = visitor.page.goto(place)
        assert answer is not None
        assert answer.ok, place
        visitor.look()
    visitor.leave()


def taken_in(town: Town, **more: object) -> casework.CaseView:
    """A sale with the old mortgage on it, as families come: the tax is paid later."""
    request = replace(asks.sale_under_mortgage(town.desk, 0), tax_cleared=None, tax_note="", **more)  # type: ignore[arg-type]  # fields of one test
    return casework.submit(request, actor=town.desk.windows[0], now=timezone.now())


def examiner_of(case: casework.CaseView) -> accounts.Actor:
    assert case.examiner_id is not None
    found = accounts.actor(case.examiner_id)
    assert found is not None
    return found


def sent_back(case: casework.CaseView) -> None:
    casework.return_for_supplement(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now(),
        revision=case.revision,
        items=[casework.ReturnItem(kind="MATERIAL", name="买卖合同", what="请补交第2页")],
    )


def answered(town: Town) -> str:
    """The number of a query with everything in its answer."""
    asked = question("N60", "PUBLIC", person(903), place=town.desk.units[0])
    return inquiry.ask(asked, actor=town.desk.windows[0], now=timezone.now()).number


def citizens(*numbers: int) -> None:
    for n in numbers:
        who = person(n)
        accounts.create_account(
            accounts.NewAccount(
                username=f"市民{n}",
                name=who.name,
                kind=accounts.AccountKind.CITIZEN,
                password=PASSWORD,
                id_type=who.id_type,
                id_no=who.id_no,
            ),
            now=timezone.now(),
        )


def test_an_examiner_and_a_clerk_with_an_open_case(town: Town) -> None:
    case, unit = taken_in(town), town.desk.units[0]
    place = f"/office/cases/{case.case_no}"
    pages = ("/office/", place, f"{place}?refuse=1", f"/office/units/{unit}")
    tour(town, examiner_of(case).name, *pages)
    clerk = f"/window/cases/{case.case_no}"
    tour(
        town,
        town.desk.windows[0].name,
        f"/window/?unit={unit}",
        f"/window/?unit={unit}&service=C09",
        f"/window/receipts/{case.case_no}",
        "/window/cases/",
        "/window/inquiry/",
        "/window/inquiry/?kind=N58&as=HOLDER",
        "/window/inquiry/?kind=N57&as=AUTHORITY",
        f"/window/inquiry/{answered(town)}",
        "/office/inquiries",
        clerk,
        f"{clerk}/withdraw",
    )


def test_a_returned_case_for_the_window_and_its_people(town: Town, settings: LazySettings) -> None:
    settings.DEMO = True
    citizens(1, 903)
    case = taken_in(town)
    sent_back(case)
    notice = f"/office/cases/{case.case_no}/supplement-notice"
    tour(town, town.desk.windows[0].name, f"/window/cases/{case.case_no}", notice)
    who = person(1)
    number = register.certificates_of_holder(who.id_type, who.id_no)[0].number
    place = f"/me/cases/{case.case_no}"
    pages = (
        "/me/",
        "/me/inquiry/",
        "/me/rehearsal/",
        "/me/inquiry/?kind=N59",
        "/me/cases/",
        place,
        f"{place}/withdraw",
    )
    home = f"/me/rehearsal/?unit={town.desk.units[0]}"
    mine = (f"/me/certificates/{number}", home, f"{home}&service=C09&price=1060000")
    for name in (who.name, person(903).name):
        visitor = town.visitor()
        visitor.page.goto("/sign-in/citizen")
        visitor.look()
        visitor.page.get_by_label(name).check()
        visitor.page.locator("main form[method=post] [type=submit]").first.click()
        visitor.page.wait_for_url("**/me/**")
        walk(visitor, *pages, *(mine if name == who.name else ()))


def test_a_bank_and_strangers(town: Town) -> None:
    items = [item(town.desk, 0), item(town.desk, 0, proof_no="湘(2024)岳阳市不动产证明第0999999号")]
    body = b"{}"
    view = casework.file_batch(
        items,
        actor=town.desk.bank,
        idempotency_key="pages",
        body=body,
        signed=sign(body),
        now=timezone.now(),
    )
    place = f"/agent/batches/{view.id}"
    shown = (f"{place}?show={tab}" for tab in ("mine", "examiner", "done"))
    tour(town, "xbb", "/agent/", place, *shown, "/agent/docs")
    number = town.desk.proofs[0]
    code = next(c.check_code for c in [register.certificate(number)] if c)
    walk(
        town.visitor(),
        "/agent/docs",
        "/sign-in",
        "/sign-in/citizen",
        "/check/",
        f"/check/?no={number}",
        f"/check/?no={number}&code={code}",
        "/check/?no=湘(2024)岳阳市不动产权第0999999号",
        "/check/genuine",
    )


def test_a_chief_hands_a_case_over_and_an_examiner_looks_at_a_number(town: Town) -> None:
    case, number = taken_in(town), person(1).id_no
    officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))
    chief, place = town.visitor(), f"/office/?of={case.examiner_id}"
    chief.sign_in("科长")
    chief.page.goto(place)
    chief.page.get_by_role("link", name="改派给别人").click()
    chief.page.locator("#handing summary").click()
    chief.look()
    taker = next(e for e in town.desk.transfers if e.id != case.examiner_id)
    chief.fill({"to": str(taker.id), "why": "原审核员休假"})
    chief.page.get_by_role("button", name="改派", exact=True).click()
    expect(chief.page.get_by_text(f"改派给{taker.name}审核").first).to_be_visible()
    chief.leave()

    examiner = town.visitor()
    examiner.sign_in(taker.name)
    examiner.page.goto(f"/office/cases/{case.case_no}")
    examiner.page.get_by_text("看证件号码的用途").click()
    examiner.look()
    examiner.fill({"purpose": "OTHER", "words": "和户口簿上的号码核对"})
    examiner.page.locator(".masked button").first.click()
    expect(examiner.page.get_by_text(number)).to_be_visible()
    examiner.leave()
    told = [look.purpose for look in accounts.looks_of("1", number)]
    assert sum(purpose.endswith("其他：和户口簿上的号码核对") for purpose in told) == 1
