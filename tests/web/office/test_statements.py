"""A statement of loss that nothing waits for: said so by its case and on the open page."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Notice
from tests.casework.desk import ENTERED, OFFICE, open_desk
from tests.casework.test_statements import NO_DAYS, TEXT, catalogue, lost
from tests.web.citizen.test_citizen import citizen
from tests.web.office.test_notices import act, page_of
from tests.web.office.working import sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(tmp_path: Path) -> casework.CaseView:
    desk = open_desk()
    load_catalogue(catalogue(tmp_path, 0, TEXT), office=OFFICE, now=ENTERED)
    return casework.submit(lost(desk), actor=desk.windows[0], now=timezone.now())


def test_published_by_the_examiner_and_entered(client: Client, case: casework.CaseView) -> None:
    sign_in(client, case.examiner_id)
    before = page_of(client, case)
    assert "还没有发布" in before
    assert "发布声明" in before
    assert "发布公告" not in before
    phone = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    assert "在网上发布遗失声明" in phone
    assert act(client, case, do="publish")[0] == 302
    after = page_of(client, case)
    assert "声明已经发布" in after
    assert "发布了就可以登簿" in after
    page = text_of(client.get(f"/notices/{Notice.objects.get().number}"))
    assert "声明已经发布" in page
    assert "申请异议登记" in page
    assert "提异议</a>" not in page
    for text in (before, after, phone, page, text_of(client.get("/notices/?show=all"))):
        assert not NO_DAYS.search(text)
        assert "公告期" not in text
