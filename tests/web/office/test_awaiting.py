"""What a case waits for stands in the lists: a notice to be published, one that runs."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dengbu.casework import api as casework
from tests.casework.desk import Desk
from tests.casework.noticed import examiner_of, noticed_desk, published
from tests.web.office.working import case_of, sign_in, text_of

pytestmark = pytest.mark.django_db
UNPUBLISHED = "等发布公告，公告15个工作日，之后1个工作日办结"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return noticed_desk(tmp_path)


def test_before_its_notice_a_case_promises_what_begins_after_it(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    me = examiner_of(desk, case)
    sign_in(client, me.id)
    for place in ("/office/lists", "/office/"):
        assert UNPUBLISHED in text_of(client.get(place)), place
    shown = text_of(client.get(f"/office/cases/{case.case_no}"))
    assert "等发布公告，公告15个工作日，最早" in shown
    notice = published(desk, case, now=timezone.now())
    for place in ("/office/lists", "/office/"):
        shown = text_of(client.get(place))
        assert UNPUBLISHED not in shown
        assert "暂停计时" in shown
        assert "公告到" in shown
    listed = client.get("/office/lists")
    assert "一起停着" in text_of(listed)  # of the statutory time, which moves as well
    taken = client.post("/office/lists/all/sheet", {"purpose": "核对公告中的件"})
    row = taken.content.decode("utf-8-sig").splitlines()[1]
    assert row.count("暂停计时：公告到") == 2
    fresh = casework.case(case.case_no, actor=me, now=timezone.now())
    casework.end_notice(
        case.case_no, actor=me, now=timezone.now(), revision=fresh.revision, reason="写错了坐落"
    )
    assert notice.number
    assert UNPUBLISHED in text_of(client.get("/office/lists"))


def test_where_nothing_is_made_public_nothing_more_is_asked(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = case_of(desk)
    published(desk, case, now=timezone.now())
    filters, now = casework.Filters(), timezone.now()
    lines = casework.work_list(desk.windows[0], casework.ALL, filters=filters, now=now).lines
    assert len(lines) == 1
    with django_assert_num_queries(0):
        assert casework.awaited(lines) == {}
