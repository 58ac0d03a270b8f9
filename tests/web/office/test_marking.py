"""Marks, hand-over and leave on screen: who sees which form, and what comes of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case
from dengbu.kernel.chinese import SHANGHAI
from tests.casework.desk import Desk, officer, open_desk
from tests.web.citizen.test_citizen import citizen
from tests.web.office.working import case_of, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))


def test_a_clerk_marks_a_case_and_all_its_people_read_of_it(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    place = f"/office/cases/{case.case_no}"
    sign_in(client, desk.windows[0].id)
    shown = text_of(client.get(place))
    assert "加急：等钱治病" in shown
    assert "科长带办：" not in shown  # is for chiefs to set
    sent = {"revision": case.revision, "do": "mark"}
    wrong = client.post(f"{place}/marks", {**sent, "mark": "U:SOLDIER", "mark_reason": " "})
    assert wrong.status_code == 422
    assert {f.field for f in wrong.context["faults"].faults} == {"mark", "mark_reason"}
    bare = client.post(f"{place}/marks", {**sent, "mark": "", "mark_reason": ""})
    assert {f.field for f in bare.context["faults"].faults} == {"mark", "mark_reason"}
    assert "open><summary>加标记" in text_of(bare)
    kept = client.post(f"{place}/marks", {**sent, "mark": "", "mark_reason": "等房款手术"})
    assert [f.field for f in kept.context["faults"].faults] == ["mark"]
    assert 'value="等房款手术"' in text_of(kept)
    right = {**sent, "mark": "U:MEDICAL", "mark_reason": "等房款手术"}
    assert client.post(f"{place}/marks", right).status_code == 302
    seen = text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    assert "标了加急" in seen
    assert "等房款手术" in seen
    listed = client.get("/office/lists?mark=U")
    assert [one.line.case_no for one in listed.context["lines"]] == [case.case_no]
    off = {"revision": 2, "do": "unmark", "unmark": "", "unmark_reason": " "}
    wrong = client.post(f"{place}/marks", off)
    assert {f.field for f in wrong.context["faults"].faults} == {"unmark", "unmark_reason"}
    assert "open><summary>去掉标记" in text_of(wrong)
    off = {"revision": 2, "do": "unmark", "unmark": "U", "unmark_reason": "款到了"}
    assert client.post(f"{place}/marks", off).status_code == 302
    assert client.get("/office/lists?mark=U").context["lines"] == []


def test_an_examiner_sees_marks_and_sets_none(
    client: Client, desk: Desk, chief: accounts.Actor
) -> None:
    case = case_of(desk)
    place = f"/office/cases/{case.case_no}"
    sign_in(client, chief.id)
    sent = {
        "revision": case.revision,
        "do": "mark",
        "mark": "C:COMPLEX",
        "chief": chief.id,
        "mark_reason": "三代人没分家",
    }
    assert client.post(f"{place}/marks", sent).status_code == 302
    sign_in(client, case.examiner_id)
    shown = text_of(client.get(place))
    assert "由科长带办" in shown
    assert "加标记" not in shown
    assert "通过并登簿" in shown  # whose decision it is has not changed
    refused = client.post(f"{place}/marks", {**sent, "revision": 2, "mark": "U:SCHOOL"})
    assert refused.status_code == 403


def test_a_desk_is_handed_on_and_what_is_wrong_is_told(
    client: Client, desk: Desk, chief: accounts.Actor
) -> None:
    cases = [case_of(desk, n) for n in range(3)]
    one, two = desk.transfers[:2]
    Case.objects.update(examiner_id=one.id, examiner_name=one.name)
    sign_in(client, one.id)
    shown = client.get("/office/hand-on")
    assert len(shown.context["rows"]) == 3
    assert not shown.context["desks"]
    picked = [f"{case.case_no}:1" for case in cases[:2]]
    wrong = client.post(
        "/office/hand-on", {"case": [*picked, f"{cases[2].case_no}:8"], "why": "调岗"}
    )
    assert wrong.status_code == 409
    assert "在您打开以后变了" in text_of(wrong)
    assert "调岗" in text_of(wrong)
    done = client.post(
        "/office/hand-on", {"case": picked, "to": [two.id], "why": "调岗"}, follow=True
    )
    assert "交接了 2 件" in text_of(done)
    assert Case.objects.filter(examiner_id=two.id).count() == 2
    client.post(f"/office/hand-on?of={two.id}", {"all": "1", "why": "不是我的"})  # falls on the own
    assert (
        Case.objects.filter(examiner_id=two.id).count()
        == 3 - Case.objects.filter(examiner_id=desk.transfers[2].id).count()
    )
    sign_in(client, chief.id)
    client.post(f"/office/hand-on?of={two.id}", {"all": "1", "why": "休假"})
    assert not Case.objects.filter(examiner_id=two.id).exists()
    assert "休假" in text_of(citizen(901).get(f"/me/cases/{cases[0].case_no}"))
    sign_in(client, desk.windows[0].id)
    assert client.get("/office/hand-on").status_code == 403


def test_leave_is_noted_and_taken_back(client: Client, desk: Desk, chief: accounts.Actor) -> None:
    one = desk.transfers[0]
    today = timezone.now().astimezone(SHANGHAI).date()
    sign_in(client, one.id)
    wrong = client.post("/office/leave", {"first": "2024-13-40", "last": ""})
    assert wrong.status_code == 422
    late = {"first": today.isoformat(), "last": (today - timedelta(days=1)).isoformat()}
    assert client.post("/office/leave", late).status_code == 422
    right = {"first": today.isoformat(), "last": (today + timedelta(days=2)).isoformat()}
    assert client.post("/office/leave", right).status_code == 302
    assert f"{one.name}" in text_of(client.get("/office/hand-on"))
    assert case_of(desk).examiner_id != one.id
    (view,) = accounts.leaves(one.office, on=today)
    sign_in(client, desk.transfers[1].id)
    assert client.post("/office/leave", {"end": view.id}).status_code == 403
    sign_in(client, chief.id)
    assert client.post("/office/leave", {"end": view.id}).status_code == 302
    assert accounts.leaves(one.office, on=today) == ()
    assert casework.desk_of(one.id, actor=chief) == ()
