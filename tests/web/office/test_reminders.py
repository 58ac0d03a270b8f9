"""The page of reminders: what it shows, the count in the head, and who may look."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.casework.models import Case, Reminder
from tests.casework.desk import Desk, open_desk
from tests.web.office.working import case_of, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


def test_what_is_late_is_shown_counted_and_read(client: Client, desk: Desk) -> None:
    late, done = case_of(desk), case_of(desk, 1)
    now, me = timezone.now(), desk.transfers[0]
    Case.objects.update(
        examiner_id=me.id, examiner_name=me.name, due_at=now - timedelta(minutes=18)
    )
    for case in Case.objects.all():
        Reminder.objects.create(
            office=case.office,
            case=case,
            kind="OVERDUE",
            recipient_id=me.id,
            due_at=case.due_at,
            at=now,
        )
    Case.objects.filter(case_no=done.case_no).update(status="WITHDRAWN", closed_at=now)
    sign_in(client, me.id)
    for place in ("/office/", "/office/lists"):
        assert "提醒 <strong>1</strong>" in text_of(client.get(place)), place
    shown = client.get("/office/reminders")
    assert [one.view.line.case_no for one in shown.context["lines"]] == [late.case_no]
    assert "超时 18 分" in text_of(shown)
    assert "提醒 1 件没看过" in text_of(shown)
    for until in ("", "never", "2026-99-99T00:00", now.isoformat()):
        assert client.post("/office/reminders", {"until": until}).status_code == 302
    assert "没看过" not in text_of(client.get("/office/reminders"))
    assert "提醒</a>" in text_of(client.get("/office/"))
    sign_in(client, desk.transfers[1].id)
    assert "没有要提醒的" in text_of(client.get("/office/reminders"))
    sign_in(client, desk.windows[0].id)
    assert client.get("/office/reminders").status_code == 403
    assert "/office/reminders" not in text_of(client.get("/office/lists"))
