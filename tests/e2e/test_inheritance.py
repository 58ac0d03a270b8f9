"""A family of nine in three generations: from the first question to the certificate."""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.casework.models import Case, Notice, Succession
from dengbu.register import api as register
from tests.e2e.conftest import Town
from tests.e2e.sale import approve, check, facts
from tests.e2e.test_services import at_form, papers
from tests.e2e.visitor import Visitor
from tests.register.city import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEAD = person(1).name
NO = {"any": "no"}


def rows(*people: Mapping[str, str]) -> dict[str, str]:
    return {"any": "yes"} | {
        f"rows.{n}.{k}": v for n, one in enumerate(people) for k, v in one.items()
    }


def dead(name: str, day: str) -> dict[str, str]:
    return {"name": name, "life": "DEAD", "died_on": day}


ANSWERS: Mapping[str, Mapping[str, str]] = {
    "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2024-03-04"},
    f"{DEAD}去世时有没有配偶？": rows({"name": "唐秀兰", "since": "1994-01-01"}),
    f"房子是{DEAD}和配偶的共同财产吗？": {"common": "h0s0"},
    f"{DEAD}有哪些子女？": rows(
        {"name": "罗晓峰", "born_on": "1995-01-01"},
        {"name": "罗晓岚", "born_on": "1998-01-01"},
        dead("罗晓川", "2019-08-01"),
    ),
    "罗晓川有哪些子女？": rows({"name": "罗一诺", "born_on": "2017-05-01"}),
    f"{DEAD}去世时，父母还在吗？": rows(dead("罗德昌", "1998-04-01"), dead("吴桂英", "2024-10-10")),
    "吴桂英去世时有没有配偶？": rows(dead("罗德昌", "1998-04-01")),
    "吴桂英有哪些子女？": rows({"name": "罗国梁", "born_on": "1972-01-01"}),
    f"罗晓岚，{DEAD}的那一份，您要还是放弃？": {"stance": "notary", "on": "2024-09-01"},
    "罗一诺的监护人是谁？": {"guardian": "方琳"},
}
SHARES = {
    "唐秀兰": "5/8",
    "罗国梁": "1/16",
    "罗晓岚": "1/48",
    "罗晓峰": "7/48",
    "罗一诺": "7/48",
}
NUMBERS = {name: person(960 + n).id_no for n, name in enumerate(SHARES)}


def picture(who: Visitor, name: str) -> None:
    """A picture at each width where a folder for them is named."""
    folder = os.environ.get("DENGBU_PICTURES")
    if folder:
        for width in (360, 1920, 1280):
            who.page.set_viewport_size({"width": width, "height": 900})
            path = Path(folder) / f"{name}-{width}.png"
            who.page.screenshot(path=path, full_page=True)


def tell(clerk: Visitor) -> int:
    """Answer the next question until none is left; how many there were."""
    asked = 0
    while True:
        title = clerk.page.locator("#question .heirs-title").first
        expect(title).to_be_visible()
        text = title.inner_text()
        if text == "都问完了":
            return asked
        asked += 1
        assert asked < 50, text
        if asked in (1, 4, 12, 15):
            clerk.look()
            picture(clerk, f"question-{asked}")
        said = ANSWERS.get(text, {"stance": "takes"} if "要还是放弃" in text else NO)
        hidden = clerk.page.locator("details.heirs-row")
        hidden.evaluate_all("all => all.forEach(one => { one.open = true })")
        clerk.fill(dict(said))
        clerk.page.get_by_role("button", name="记下回答").click()
        expect(title).not_to_have_text(text)


def heirs(clerk: Visitor) -> dict[str, str]:
    """Paths of the heirs' rows by name."""
    found = {}
    for field in clerk.page.locator('input[name$=".name"][name^="parties."]').all():
        path = (field.get_attribute("name") or "").removesuffix(".name")
        if field.input_value() in SHARES:
            found[field.input_value()] = path
    return found


def test_from_the_first_question_to_the_certificate(town: Town) -> None:
    unit: cadastre.UnitFacts = facts(town.desk.units[0])
    clerk = at_form(town, unit, "G19")
    clerk.page.get_by_role("button", name="填家庭关系").click()
    asked = tell(clerk)
    assert asked > 15
    clerk.look()
    picture(clerk, "told")
    expect(clerk.page.get_by_text("合计正好是 1")).to_be_visible()

    clerk.page.get_by_role("link", name="填进申请").click()
    expect(clerk.page.locator("#request-title")).to_be_visible()
    clerk.look()
    picture(clerk, "request")
    paths = heirs(clerk)
    assert set(paths) == set(SHARES)
    for name, path in paths.items():
        expect(clerk.named(f"{path}.share")).to_have_value(SHARES[name])
        clerk.fill({f"{path}.id_no": NUMBERS[name]})
        clerk.named(f"{path}.agreed").check()
    ward = paths["罗一诺"]
    clerk.fill({f"{ward}.guardian_id_no": person(970).id_no, f"{ward}.guardian_promise": "1"})
    clerk.fill(papers(town, "G19"))
    clerk.fill({"tax_cleared": "yes", "tax_note": "法定继承免契税"})
    clerk.page.locator(".summary-foot").get_by_role("button", name="送审核员").click()
    said = clerk.page.get_by_role("heading", level=1)
    expect(said).to_contain_text("收到了，编号")
    number = re.search(r"/receipts/(\d{20})", clerk.page.url)
    assert number is not None
    clerk.leave()

    case = Case.objects.get(case_no=number[1])
    assert Succession.objects.get().case_id == case.id
    officer = town.visitor()
    officer.sign_in(town.usernames[case.examiner_name])
    officer.page.goto(f"/office/cases/{case.case_no}")
    expect(officer.page.get_by_text("重算一遍，和受理时一样")).to_be_visible()
    expect(officer.page.get_by_text("罗晓川先去世，由罗一诺代位").first).to_be_visible()
    officer.look()
    picture(officer, "examiner")
    officer.page.get_by_role("button", name="发布公告").click()
    expect(officer.page.get_by_text("还有 15 个工作日").first).to_be_visible()
    officer.look()
    officer.leave()
    casework.end_notices(now=Notice.objects.get().ends_at + timedelta(minutes=1))
    issued = approve(town, case.case_no, case.examiner_name, unit.address)
    inherited(unit, issued)
    for number in issued:
        assert "有效" in check(town, number)


def inherited(unit: cadastre.UnitFacts, issued: list[str]) -> None:
    """The register has every heir with the exact share, and a certificate for it."""
    held = register.unit_state(unit.code, now=timezone.now()).ownership
    assert held is not None
    assert {h.party.name: h.share for h in held.holders} == {
        name: Fraction(share) for name, share in SHARES.items()
    }
    assert {h.party.id_no for h in held.holders} == set(NUMBERS.values())
    assert sorted(held.certificate_nos) == sorted(issued)
    assert issued
