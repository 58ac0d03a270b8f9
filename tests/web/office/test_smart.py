"""智能审批 of the office: a set in shadow of more cases than a page holds, and a finding anew."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, CaseStatus, ShadowFinding, ShadowRun, SmartDecision
from tests.casework.desk import Desk, officer, open_desk
from tests.casework.smart.many import multiply
from tests.casework.smart.released import release
from tests.casework.smart.test_shadows import file, name_rules
from tests.web.office.working import sign_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50
smart = casework.smart


@pytest.fixture
def desk() -> Desk:
    made = open_desk(2)
    release()
    return made


def in_shadow(desk: Desk, folder: Path, chief: accounts.Actor) -> str:
    """Address of a set that would newly approve `MANY` cases, its sample drawn."""
    now = timezone.now()
    before = now - timedelta(hours=1)
    file(desk, 0, now=before, mortgagor="别人")
    multiply(SmartDecision.objects.get(), MANY - 1)
    name_rules(folder, "A07", "0.01", before)
    run = smart.begin_shadow("G44", actor=chief, now=now)
    assert smart.draw_sample(run.id, actor=chief, now=now) == MANY
    return f"/office/smart/{run.id}"


def test_what_a_page_does_not_hold_is_told_and_reached(
    client: Client, desk: Desk, tmp_path: Path
) -> None:
    chief = officer("科长", (accounts.Post.CHIEF, accounts.Department.MORTGAGE))
    page = in_shadow(desk, tmp_path, chief)
    sign_in(client, chief.id)
    seen: list[str] = []
    place = page
    for lines in (20, 20, 10):
        text = text_of(client.get(place))
        assert f"还有 {MANY} 件要督查岗的人查" in text
        assert f"不一样的一共 {MANY} 件，一页 20 件" in text
        found = re.findall(r'<th scope="row"><a href="/office/cases/(\w+)">', text)
        assert len(found) == lines
        seen += found
        older = re.search(r'href="(\?before=\d+)#', text)
        place = f"{page}{older[1]}" if older else ""
    assert place == "" and len(set(seen)) == MANY


def test_a_finding_that_was_wrong_is_noted_once_more(
    client: Client, desk: Desk, tmp_path: Path
) -> None:
    chief = officer("科长", (accounts.Post.CHIEF, accounts.Department.MORTGAGE))
    auditor = officer("督查", (accounts.Post.AUDITOR, accounts.Department.LEGAL))
    page = in_shadow(desk, tmp_path, chief)
    sign_in(client, auditor.id)
    text = text_of(client.get(page))
    assert f"还有 {MANY} 件要查，下面先列 20 件" in text
    lines = re.findall(r'name="(line-\d+)" value="RIGHT"', text)
    assert len(lines) == 20
    client.post(page, {"do": "note", **dict.fromkeys(lines, "RIGHT")})
    text = text_of(client.get(page))
    assert "查过的 20 件" in text and f"还有 {MANY - 20} 件要查" in text
    assert lines[0] not in text
    again = lines[0].removeprefix("line-")
    assert f'href="?again={again}#sample-title"' in text
    assert f'name="{lines[0]}"' in text_of(client.get(f"{page}?again={again}"))
    refused = client.post(page, {"do": "note", lines[0]: "WRONG"})
    assert refused.status_code == 422 and f'name="{lines[0]}"' in text_of(refused)
    client.post(page, {"do": "note", lines[0]: "WRONG", f"note-{again}": "抵押人不是他"})
    text = text_of(client.get(page))
    assert "先前督查查成“放行得对”" in text and "抵押人不是他" in text
    assert ShadowFinding.objects.filter(line_id=again).count() == 2
    assert ShadowRun.objects.get(service="G44", state="SHADOW").drawn == MANY


def test_nothing_is_said_to_be_missing_of_what_was_approved_by_rule(
    client: Client, desk: Desk
) -> None:
    """A bank's signed data stand for the form, and nobody but the bank is asked to sign."""
    chief = officer("科长", (accounts.Post.CHIEF, accounts.Department.MORTGAGE))
    file(desk, 1, now=timezone.now() - timedelta(hours=1))
    case = Case.objects.get()
    assert case.status == CaseStatus.ENTERED
    sign_in(client, chief.id)
    text = text_of(client.get(f"/office/cases/{case.case_no}"))
    papers, _, _ = text[text.index('id="papers-title"') :].partition("</section>")
    assert "登记申请书" in papers
    assert "签名的电子数据" in papers
    assert "还没有" not in papers
    assert "没签字" not in text
    assert "随机派件" not in text  # no examiner was drawn
