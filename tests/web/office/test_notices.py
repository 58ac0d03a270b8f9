"""公告 on the page of a case: preview, publication, objections and their decision, taking back."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, Notice, NoticeObjection
from tests.casework.desk import Desk, open_desk
from tests.casework.noticed import objected, sale, with_notice
from tests.register.city import person
from tests.web.citizen.test_citizen import citizen
from tests.web.office.working import decide, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    opened = open_desk()
    with_notice(tmp_path, "G10")
    return opened


@pytest.fixture
def case(desk: Desk) -> casework.CaseView:
    return sale(desk, now=timezone.now())


def page_of(client: Client, case: casework.CaseView) -> str:
    answer = client.get(f"/office/cases/{case.case_no}")
    assert answer.status_code == 200
    return text_of(answer)


def act(client: Client, case: casework.CaseView, **sent: str) -> tuple[int, str]:
    revision = Case.objects.get(id=case.id).revision
    answer = client.post(
        f"/office/cases/{case.case_no}/notice", {"revision": str(revision), **sent}
    )
    return answer.status_code, text_of(answer)


def test_preview_then_publication_then_days_left(
    client: Client, desk: Desk, case: casework.CaseView
) -> None:
    sign_in(client, case.examiner_id)
    before = page_of(client, case)
    assert "还没有公告" in before
    assert f"{person(1).name}名下坐落于{case.address}" in before
    assert "先公告 15 个工作日" in before
    assert act(client, case, do="publish")[0] == 302
    notice = Notice.objects.get()
    assert notice.text in before  # what was seen is what was published
    after = page_of(client, case)
    assert "还有 15 个工作日" in after
    assert f"/notices/{notice.number}" in after
    assert "期满以前不能登簿" in after
    assert "公告到" in text_of(client.get("/office/"))
    assert (
        decide(
            client,
            casework.case(case.case_no, actor=desk.windows[0], now=timezone.now()),
            do="approve",
        ).status_code
        == 422
    )


def test_the_acceptor_publishes_from_the_page_to_read(
    client: Client, desk: Desk, case: casework.CaseView
) -> None:
    sign_in(client, desk.windows[0].id)
    assert "发布公告" in page_of(client, case)
    status, said = act(client, case, do="nothing")
    assert status == 422
    assert "请选发布公告或者撤下公告" in said
    assert act(client, case, do="publish")[0] == 302
    sign_in(client, desk.windows[1].id)
    assert "发布公告" not in page_of(client, case)
    status, said = act(client, case, do="take_back", end_reason="写错了")
    assert status == 409
    assert "由承办的审核员" in said
    assert Notice.objects.get().ended_at is None


def test_an_objection_is_decided_on_the_page(
    client: Client, desk: Desk, case: casework.CaseView
) -> None:
    sign_in(client, case.examiner_id)
    act(client, case, do="publish")
    rows = [objected(Notice.objects.get(), now=timezone.now(), n=n) for n in (77, 78)]
    page = page_of(client, case)
    assert "2 份异议要处理" in page
    assert rows[0].name in page
    assert rows[0].phone in page
    assert rows[0].id_no not in page
    place = f"/office/cases/{case.case_no}/objections/{rows[0].id}"
    prefix = f"objection-{rows[0].id}"
    wrong = client.post(place, {f"{prefix}.ruling": "", f"{prefix}.ruling_reason": " "})
    assert wrong.status_code == 422
    for said in ("请选异议成立还是不成立", "请写理由"):
        assert text_of(wrong).count(said) == 2
    assert f'id="f-objection-{rows[0].id}-ruling_reason"' in text_of(wrong)
    done = client.post(
        place, {f"{prefix}.ruling": "UNFOUNDED", f"{prefix}.ruling_reason": "公证书写明放弃了"}
    )
    assert done.status_code == 302
    page = page_of(client, case)
    assert "公证书写明放弃了" in page
    assert "1 份异议要处理" in page
    again = client.post(
        place, {f"{prefix}.ruling": "FOUNDED", f"{prefix}.ruling_reason": "又改主意"}
    )
    assert again.status_code == 409
    assert NoticeObjection.objects.get(id=rows[0].id).decision == "UNFOUNDED"


def test_a_founded_one_is_the_ground_of_the_refusal(
    client: Client, desk: Desk, case: casework.CaseView
) -> None:
    sign_in(client, case.examiner_id)
    act(client, case, do="publish")
    row = objected(Notice.objects.get(), now=timezone.now())
    prefix = f"objection-{row.id}"
    client.post(
        f"/office/cases/{case.case_no}/objections/{row.id}",
        {f"{prefix}.ruling": "FOUNDED", f"{prefix}.ruling_reason": "离婚判决分给了他"},
    )
    page = page_of(client, case)
    assert "不予登记，或者请申请人撤回；能改正的，撤下公告，退回补正" in page
    form = text_of(client.get(f"/office/cases/{case.case_no}?refuse=1"))
    reason = "公告期间有人提出异议，经核实成立：离婚判决分给了他"
    ground = "《不动产登记暂行条例》第22条第2项"
    assert reason in form
    assert f'<option value="{ground}" selected>' in form
    fresh = casework.case(case.case_no, actor=desk.windows[0], now=timezone.now())
    sent = {"reason": reason, "clause": ground, "remedy": casework.APPEAL}
    assert decide(client, fresh, do="refuse", **sent).status_code == 302
    assert Notice.objects.get().outcome == "REFUSED"
    assert "不予登记，公告终止" in page_of(client, case)


def test_the_number_of_who_objected_is_shown_on_asking_and_that_is_kept(
    client: Client, desk: Desk, case: casework.CaseView
) -> None:
    sign_in(client, case.examiner_id)
    act(client, case, do="publish")
    row = objected(Notice.objects.get(), now=timezone.now())
    place = f"/office/cases/{case.case_no}/objections/{row.id}/reveal"
    assert client.post(place).status_code == 422  # without a purpose
    shown = client.post(place, {"purpose": accounts.Purpose.IDENTITY.value})
    assert row.id_no in text_of(shown)
    (kept,) = accounts.looks_of(row.id_type, row.id_no)
    assert "处理公告异议" in kept.purpose
    other = f"/office/cases/{case.case_no}/objections/{row.id + 1}/reveal"
    assert client.post(other, {"purpose": "IDENTITY"}).status_code == 404


def test_taken_back_with_a_reason(client: Client, desk: Desk, case: casework.CaseView) -> None:
    sign_in(client, case.examiner_id)
    act(client, case, do="publish")
    status, said = act(client, case, do="take_back", end_reason="")
    assert status == 422
    assert "请写为什么撤下" in said
    assert act(client, case, do="take_back", end_reason="坐落写错了")[0] == 302
    page = page_of(client, case)
    assert "坐落写错了" in page
    assert "重新公告" in page


def test_its_people_and_the_window_read_of_it(
    client: Client, desk: Desk, case: casework.CaseView
) -> None:
    before = text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    assert "公告 15 个工作日" in before
    sign_in(client, case.examiner_id)
    act(client, case, do="publish")
    end = Notice.objects.get().ends_at
    for reader, place in (
        (citizen(1), f"/me/cases/{case.case_no}"),
        (sign_in(Client(), desk.windows[0].id), f"/window/cases/{case.case_no}"),
    ):
        page = text_of(reader.get(place))
        assert "公告发布了" in page
        assert "正在公告" in page
        assert f"{end.day}日" in page
