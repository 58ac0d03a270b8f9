"""改派: who may hand a case over, to whom, and what everybody reads of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Assignment, Case, JournalLine
from tests.casework.desk import Desk, officer, open_desk
from tests.web.citizen.test_citizen import citizen
from tests.web.office.working import case_of, decide, sign_in, text_of

pytestmark = pytest.mark.django_db
WHY = "原审核员休假，家里等着办"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))


def other(desk: Desk, case: casework.CaseView) -> accounts.Actor:
    return next(e for e in desk.transfers if e.id != case.examiner_id)


def hand(client: Client, case: casework.CaseView, **fields: object) -> tuple[int, str]:
    sent = {"revision": case.revision, "why": WHY, **fields}
    answer = client.post(f"/office/cases/{case.case_no}/hand-over", sent)
    return answer.status_code, text_of(answer)


def test_a_chief_hands_it_over_and_everybody_reads_why(
    client: Client, desk: Desk, chief: accounts.Actor
) -> None:
    case, drawn = case_of(desk), Assignment.objects.get().drawn_id
    taker = other(desk, case)
    sign_in(client, chief.id)
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "改派给别的审核员" in shown
    assert f"{taker.name}，手上 0 件" in shown
    assert hand(client, case, to=taker.id)[0] == 302
    now = Case.objects.get()
    assert (now.examiner_id, now.examiner_name) == (taker.id, taker.name)
    line = JournalLine.objects.get(kind="REASSIGN")
    assert line.who == "科长"
    assert line.text == f"由{case.examiner}改派给{taker.name}审核：{WHY}"
    assert line.data == {"from": case.examiner_id, "to": taker.id, "by": chief.id}
    assert Assignment.objects.get().drawn_id == drawn  # the draw is as it was
    assert all(check.holds for check in casework.verify_assignment(case.case_no))
    assert WHY in text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    sign_in(client, case.examiner_id)
    refused = decide(client, case, do="approve")
    assert refused.status_code == 409
    assert f"这件派给了{taker.name}" in text_of(refused)
    assert case.case_no in text_of(sign_in(client, taker.id).get("/office/"))


def test_only_to_one_who_may_do_it_and_only_with_a_reason(
    client: Client, desk: Desk, chief: accounts.Actor
) -> None:
    case = case_of(desk)
    sign_in(client, chief.id)
    both = hand(client, case, to="", why=" ")
    assert both[0] == 422
    assert "请选改派给谁" in both[1]
    assert "请写改派的原因" in both[1]
    for to in (desk.mortgages[0].id, desk.windows[0].id, case.examiner_id, 1, chief.id):
        status, said = hand(client, case, to=to)
        assert status == 422
        assert "另一位审核员" in said
        assert WHY in said  # what was written stays
    assert hand(client, case, to=other(desk, case).id, revision=99)[0] == 409
    assert not JournalLine.objects.filter(kind="REASSIGN").exists()


def test_an_acceptor_neither_gets_it_nor_says_who_does(client: Client, desk: Desk) -> None:
    examiner, chief = accounts.Post.EXAMINER, accounts.Post.CHIEF
    transfer = accounts.Department.TRANSFER
    for n, post in enumerate((examiner, chief)):
        Case.objects.all().update(acceptor_id=None)
        case = case_of(desk, n)  # before the other is there, who could be drawn
        actor = officer(
            f"兼{n}", (accounts.Post.WINDOW, accounts.Department.INTAKE), (post, transfer)
        )
        Case.objects.filter(case_no=case.case_no).update(acceptor_id=actor.id)
        if post is chief:
            sign_in(client, actor.id)
            status, said = hand(client, case, to=other(desk, case).id)
            assert status == 409
            assert "不能由您定" in said
        else:
            boss = officer("别的科长", (chief, transfer))
            sign_in(client, boss.id)
            assert hand(client, case, to=actor.id)[0] == 422


def test_without_the_post_there_is_neither_form_nor_way(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    assert "改派" not in text_of(client.get("/office/"))
    assert hand(client, case, to=other(desk, case).id)[0] == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(accounts.Account.objects.get(id=case.examiner_id))
    assert strict.post(f"/office/cases/{case.case_no}/hand-over", {}).status_code in (401, 409)


def test_a_chief_looks_at_the_queues_of_the_office(
    client: Client, desk: Desk, chief: accounts.Actor
) -> None:
    case = case_of(desk)
    Case.objects.update(due_at=timezone.now() - timedelta(hours=1))
    sign_in(client, chief.id)
    assert "都审完了" in text_of(client.get("/office/"))
    answer = client.get(f"/office/?of={case.examiner_id}")
    shown = text_of(answer)
    assert f"待{case.examiner}审核 1 件" in shown
    assert [line.case_no for line in answer.context["lines"]] == [case.case_no]
    assert f"of={case.examiner_id}" in answer.context["lines"][0].href
    assert client.get("/office/?of=1").status_code == 404
    sign_in(client, other(desk, case).id)  # without the post it is the own queue
    assert client.get(f"/office/?of={case.examiner_id}").context["page"].waiting == 0


def test_a_chief_who_looks_at_the_own_desk_reads_so(client: Client, chief: accounts.Actor) -> None:
    sign_in(client, chief.id)
    page = text_of(client.get("/office/hand-on"))
    assert f'<option value="{chief.id}" selected>我自己</option>' in page


def test_a_closed_case_is_not_handed_over(
    client: Client, desk: Desk, chief: accounts.Actor
) -> None:
    case = case_of(desk)
    Case.objects.update(status="REFUSED", closed_at=timezone.now())
    sign_in(client, chief.id)
    assert "改派给别的审核员" not in text_of(client.get(f"/office/cases/{case.case_no}"))
    assert hand(client, case, to=other(desk, case).id)[0] == 409
