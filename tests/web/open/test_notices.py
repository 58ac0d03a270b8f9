"""The open list of notices, one of them, the form of an objection and its receipt."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import limits
from dengbu.casework.models import Notice, NoticeObjection
from dengbu.web.open.noticeboard import PAGE
from tests.casework.desk import OFFICE, Desk, open_desk
from tests.casework.noticed import examiner_of, objected, published, sale, settled, with_notice
from tests.register.city import person

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=60)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    opened = open_desk(3)
    with_notice(tmp_path, "G10")
    return opened


def standing(desk: Desk, n: int = 0, *, ago: timedelta = timedelta(0)) -> tuple[Notice, datetime]:
    at = timezone.now() - ago
    return published(desk, sale(desk, n, now=at), now=at), at


def typed(n: int = 77, **more: str) -> dict[str, str]:
    who = person(n)
    return {
        "name": who.name,
        "id_type": who.id_type,
        "id_no": who.id_no,
        "phone": "13873000077",
        "what": "房子有我一半，离婚协议写明的",
        **more,
    }


def test_anybody_finds_it_by_address_or_number(client: Client, desk: Desk) -> None:
    notice, _ = standing(desk)
    standing(desk, 1)
    for asked in (notice.address, notice.address[-6:], notice.number, notice.number[:12]):
        page = text_of(client.get("/notices/", {"q": asked, "show": "running"}))
        assert f"/notices/{notice.number}" in page
        assert "个工作日" in page
    assert notice.number not in text_of(client.get("/notices/", {"q": "没有这个地方"}))
    page = text_of(client.get("/notices/", {"show": "ended"}))
    assert notice.number not in page
    other = next(o.code for o in accounts.offices() if o.code != OFFICE)
    assert notice.number not in text_of(client.get("/notices/", {"office": other}))
    assert notice.number in text_of(client.get("/notices/", {"office": OFFICE}))


def test_one_is_read_without_sign_in_and_without_a_number_of_a_paper(
    client: Client, desk: Desk
) -> None:
    notice, _ = standing(desk)
    answer = client.get(f"/notices/{notice.number}")
    page = text_of(answer)
    owner, buyer = person(1), person(901)
    assert owner.name in page
    assert "提异议" in page
    assert '<meta name="robots" content="noindex">' in page
    for hidden in (owner.id_no, buyer.id_no, notice.case.case_no):
        assert hidden not in page
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_pages_go_on_by_place_and_keep_what_was_asked(client: Client, desk: Desk) -> None:
    notice, at = standing(desk)
    fields = {f.attname: getattr(notice, f.attname) for f in Notice._meta.concrete_fields}
    ended = at + timedelta(minutes=1)
    Notice.objects.bulk_create(
        Notice(
            **{
                **fields,
                "id": notice.id + n,
                "number": f"{OFFICE}2023{n:06d}",
                "published_at": at - timedelta(hours=n // 2),
                "ended_at": ended,
                "outcome": "WITHDRAWN",
                "shown_until": ended + timedelta(days=9),
            }
        )
        for n in range(1, 2 * PAGE + 4)
    )
    seen: list[str] = []
    place, pages = "/notices/?show=all&q=" + notice.address, 0
    while place:
        page = text_of(client.get(place))
        pages += 1
        here = [part.split('"')[0] for part in page.split('class="row-link" href="/notices/')[1:]]
        assert len(here) <= PAGE
        seen += here
        link = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        place = link.replace("&amp;", "&") if 'rel="next"' in page else ""
    assert pages == 3
    assert len(seen) == len(set(seen)) == Notice.objects.count()
    assert client.get("/notices/", {"after": "nonsense"}).status_code == 422


def test_old_ones_are_kept_for_the_time_that_the_office_set(client: Client, desk: Desk) -> None:
    kept, _ = standing(desk, 0, ago=LONG_AGO)
    gone, _ = standing(desk, 1, ago=timedelta(days=500))
    assert casework.end_notices(now=timezone.now()) == 2
    page = text_of(client.get("/notices/", {"show": "ended"}))
    assert kept.number in page
    assert gone.number not in page
    assert "公告期满" in text_of(client.get(f"/notices/{kept.number}"))
    answer = client.get(f"/notices/{gone.number}")
    assert answer.status_code == 404
    assert "过了公开的时间" in text_of(answer)
    assert client.get(f"/notices/{gone.number}/objection").status_code == 404


def test_an_objection_is_received_with_a_number_and_a_page_of_its_own(
    client: Client, desk: Desk
) -> None:
    notice, _ = standing(desk)
    form = text_of(client.get(f"/notices/{notice.number}/objection"))
    assert 'name="what"' in form
    answer = client.post(f"/notices/{notice.number}/objection", typed())
    assert answer.status_code == 302
    page = text_of(client.get(answer.url))
    assert f"编号 <strong>{notice.number}-1</strong>" in page
    assert person(77).id_no not in page
    row = NoticeObjection.objects.get()
    assert (row.name, row.what) == (person(77).name, "房子有我一半，离婚协议写明的")
    wrong = answer.url[:-3] + "abc"
    assert client.get(wrong).status_code == 404
    open_page = text_of(client.get(f"/notices/{notice.number}"))
    assert row.name not in open_page


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(
    client: Client, desk: Desk
) -> None:
    notice, _ = standing(desk)
    sent = typed(name="", id_no="430602198001011239", phone="12", what="多" * 1001)
    answer = client.post(f"/notices/{notice.number}/objection", sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "有 4 处要改，一次说全" in page
    for said in ("请填写您的姓名", "最后一位与前17位不符", "电话号码不对", "最多1000个字"):
        assert page.count(said) == 2  # in the summary and at its field
    assert sent["what"] in page
    assert 'value="430602198001011239"' in page
    assert not NoticeObjection.objects.exists()


def test_the_same_again_leads_to_the_first_receipt(client: Client, desk: Desk) -> None:
    notice, _ = standing(desk)
    place = f"/notices/{notice.number}/objection"
    first = client.post(place, typed())
    again = client.post(place, typed())
    assert again.status_code == 409
    assert "不用再交" in text_of(again)
    assert first.url in text_of(again)
    assert NoticeObjection.objects.count() == 1


def test_who_comes_late_keeps_the_words_and_is_told_where_to_go(client: Client, desk: Desk) -> None:
    notice, _ = standing(desk, ago=LONG_AGO)
    answer = client.post(f"/notices/{notice.number}/objection", typed())
    page = text_of(answer)
    assert answer.status_code == 409
    assert "这里不再收异议" in page
    assert "异议登记" in page
    assert "房子有我一半" in page
    assert 'name="phone"' not in page
    assert "提异议</a>" not in text_of(client.get(f"/notices/{notice.number}"))


def test_the_receipt_tells_what_became_of_it(client: Client, desk: Desk) -> None:
    view = sale(desk, now=timezone.now())
    notice = published(desk, view, now=timezone.now())
    place = client.post(f"/notices/{notice.number}/objection", typed()).url
    assert "这项登记不会登簿" in text_of(client.get(place))
    row = NoticeObjection.objects.get()
    settled(desk, view, row, "UNFOUNDED", now=timezone.now())
    page = text_of(client.get(place))
    assert "异议不成立" in page
    assert row.notice.case.examiner_name not in page
    assert "登记簿和公证书都写明" in page


def test_a_notice_taken_back_says_why(client: Client, desk: Desk) -> None:
    notice, at = standing(desk)
    view = casework.case(notice.case.case_no, actor=desk.windows[0], now=at)
    casework.end_notice(
        view.case_no,
        actor=examiner_of(desk, view),
        now=timezone.now(),
        revision=view.revision,
        reason="坐落写错了，另行公告",
    )
    page = text_of(client.get(f"/notices/{notice.number}"))
    assert "已撤下" in page
    assert "坐落写错了，另行公告" in page


def test_one_address_sends_only_so_many(desk: Desk, settings: LazySettings) -> None:
    notice, _ = standing(desk)
    most = settings.RATE_LIMITS["POST", "/notices/"]
    client = Client(REMOTE_ADDR="198.51.100.7")
    place = f"/notices/{notice.number}/objection"
    for n in range(most):
        assert client.post(place, typed(100 + n)).status_code == 302
        client.get(f"/notices/{notice.number}")  # reading costs none of them
    refused = client.post(place, typed(200))
    assert refused.status_code == 429
    assert NoticeObjection.objects.count() == most
    assert Client(REMOTE_ADDR="198.51.100.8").post(place, typed(200)).status_code == 302


def test_other_sites_cannot_send_the_form(desk: Desk) -> None:
    notice, _ = standing(desk)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/notices/{notice.number}/objection", typed())
    assert answer.status_code == 409
    assert "浏览器要允许本网站的 Cookie" in text_of(answer)  # nobody is asked to sign in
    assert not NoticeObjection.objects.exists()


def test_the_limits_of_the_form_are_those_of_the_office(client: Client, desk: Desk) -> None:
    notice, _ = standing(desk)
    objected(notice, now=timezone.now())
    form = text_of(client.get(f"/notices/{notice.number}/objection"))
    assert f'maxlength="{limits.OBJECTION}"' in form
