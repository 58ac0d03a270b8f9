"""The cards 停下来等 and 实地查看 on the page of a case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.models import Interruption, SitePhoto, SiteView
from dengbu.kernel.chinese import SHANGHAI
from tests.casework.desk import Desk, open_desk
from tests.web.office.working import case_of, decide, sign_in, text_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def place(case: casework.CaseView, end: str = "") -> str:
    return f"/office/cases/{case.case_no}{end}"


def fresh(desk: Desk, case: casework.CaseView) -> casework.CaseView:
    return casework.case(case.case_no, actor=desk.windows[0], now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_survey_from_order_to_result(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    assert "安排权籍调查" in text_of(client.get(place(case)))
    sent = {"revision": case.revision, "do": "interrupt", "kind": "SURVEY", "what": "重测面积"}
    wrong = client.post(place(case, "/interrupt"), sent)
    assert wrong.status_code == 422
    assert text_of(wrong).count("请写明由哪个测绘单位调查") == 2
    assert "重测面积" in text_of(wrong)
    done = client.post(place(case, "/interrupt"), {**sent, "surveyor": "岳阳测绘院"})
    assert done.status_code == 302
    page = text_of(client.get(place(case)))
    assert "还在等权籍调查" in page
    assert "由岳阳测绘院调查" in page
    assert decide(client, fresh(desk, case), do="approve").status_code == 422
    row = Interruption.objects.get()
    prefix = f"interruption-{row.id}"
    ending = place(case, f"/interruptions/{row.id}")
    sent = {"revision": fresh(desk, case).revision, f"{prefix}.result": "没有变"}
    wrong = client.post(ending, sent)
    assert wrong.status_code == 422
    assert text_of(wrong).count("请选是等到了，还是不用等了") == 2
    assert client.post(ending, {**sent, f"{prefix}.how": "done"}).status_code == 302
    page = text_of(client.get(place(case)))
    assert "还在等权籍调查" not in page
    assert "没有变" in page
    assert decide(client, fresh(desk, case), do="approve").status_code == 302


@pytest.mark.django_db
def test_a_suspension_names_a_law(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    sent = {"revision": case.revision, "do": "interrupt", "kind": "SUSPENSION", "what": ""}
    wrong = client.post(place(case, "/interrupt"), {**sent, "ground": "民法典220条"})
    assert wrong.status_code == 422
    for said in ("请写明为什么中止", "依据要写成“《民法典》第220条”的样子"):
        assert text_of(wrong).count(said) == 2
    sent |= {"what": "法院在审", "ground": "《民法典》第220条"}
    assert client.post(place(case, "/interrupt"), sent).status_code == 302
    sign_in(client, desk.windows[0].id)
    page = text_of(client.get(place(case)))
    assert "法院在审（《民法典》第220条）" in page
    assert "安排权籍调查，或者中止办理" not in page
    assert client.post(place(case, "/interrupt"), sent).status_code == 403


@pytest.mark.django_db
def test_a_visit_with_photographs(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    sign_in(client, case.examiner_id)
    today = timezone.now().astimezone(SHANGHAI).date()
    photos = [SimpleUploadedFile(f"{n}.png", PNG + bytes([n]), "image/png") for n in (1, 2)]
    sent = {
        "revision": case.revision,
        "do": "site_view",
        "seen_on": "昨天",
        "viewers": "周一，吴二",
        "as_told": "yes",
        "finding": "和图上一样",
    }
    wrong = client.post(place(case, "/site-views"), sent)
    assert wrong.status_code == 422
    for said in ("日期要写成", "请附上现场照片"):
        assert text_of(wrong).count(said) == 2
    assert not SiteView.objects.exists()
    sent |= {"seen_on": today.isoformat(), "photos": photos}
    assert client.post(place(case, "/site-views"), sent).status_code == 302
    row = SiteView.objects.get()
    assert row.viewers == "周一、吴二"
    page = text_of(client.get(place(case)))
    for n in (1, 2):
        photo = place(case, f"/site-views/{row.id}/{n}")
        assert photo in page
        assert client.get(photo)["Content-Type"] == "image/png"
    assert client.get(place(case, f"/site-views/{row.id}/3")).status_code == 404
    assert SitePhoto.objects.count() == 2
