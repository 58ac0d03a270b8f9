"""Two officers, the public and the engine at one notice in the same moment; and a kill between."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from dengbu.casework import api as casework
from dengbu.casework import noticing
from dengbu.casework.models import Case, JournalLine, Notice, NoticeObjection
from dengbu.casework.rules.notices import GRACE
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.noticed import END, against, examiner_of, published, sale, with_notice
from tests.casework.test_concurrency import codes, together, unexpected

pytestmark = pytest.mark.django_db(transaction=True)
CLOSING = END + GRACE + timedelta(seconds=1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    opened = open_desk(6)
    with_notice(tmp_path, "G10")
    return opened


def test_two_officers_publish_at_once_and_one_notice_stands(desk: Desk) -> None:
    for n in range(3):
        view = sale(desk, n)
        results = together(
            *(
                lambda actor=actor, view=view: casework.publish_notice(
                    view.case_no, actor=actor, now=NOW, revision=view.revision
                )
                for actor in (examiner_of(desk, view), desk.windows[0])
            )
        )
        assert unexpected(results) == []
        assert codes(results) == [FaultCode.STATE_CHANGED]
        assert Notice.objects.filter(case_id=view.id, ended_at=None).count() == 1
    numbers = sorted(Notice.objects.values_list("number", flat=True))
    assert [int(n[-6:]) for n in numbers] == [1, 2, 3]  # who lost took no number


def test_numbers_of_an_office_have_no_gap_and_no_repeat(desk: Desk) -> None:
    views = [sale(desk, n) for n in range(6)]
    results = together(
        *(
            lambda view=view: casework.publish_notice(
                view.case_no, actor=examiner_of(desk, view), now=NOW, revision=view.revision
            )
            for view in views
        )
    )
    assert unexpected(results) == []
    assert sorted(int(n[-6:]) for n in results) == [1, 2, 3, 4, 5, 6]


def test_an_objection_of_the_last_moment_against_the_end(desk: Desk) -> None:
    """In either order: what is received is heard, and who is told that it is over left nothing."""
    for n in range(5):
        notice = published(desk, sale(desk, n))
        results = together(
            lambda notice=notice: casework.object_to_notice(notice.number, against(), now=END),
            lambda: casework.end_notices(now=CLOSING),
        )
        assert unexpected(results) == []
        casework.end_notices(now=CLOSING)  # it left alone what the other held
        notice.refresh_from_db()
        assert (notice.outcome, notice.ended_at) == ("RAN", END)
        received = NoticeObjection.objects.filter(notice=notice).exists()
        assert received == (codes(results) == [])
        assert received == (noticing.over([notice.case_id]) == set())


def test_the_same_objection_sent_twice_at_once_is_received_once(desk: Desk) -> None:
    notice = published(desk, sale(desk))
    send = lambda: casework.object_to_notice(notice.number, against(), now=NOW)  # noqa: E731
    results = together(send, send, send)
    assert unexpected(results) == []
    assert codes(results) == [FaultCode.DUPLICATE_SUBMIT] * 2
    assert NoticeObjection.objects.get().seq == 1


def test_two_engines_close_once(desk: Desk) -> None:
    for n in range(3):
        published(desk, sale(desk, n))
    close = lambda: casework.end_notices(now=CLOSING)  # noqa: E731
    results = together(close, close)
    assert unexpected(results) == []
    assert sum(results) + casework.end_notices(now=CLOSING) == 3
    assert JournalLine.objects.filter(kind="NOTICE_END").count() == 3


def test_a_kill_between_end_and_clock_leaves_neither(desk: Desk) -> None:
    """The connection of the engine is cut after its last statement, before the commit."""
    view = sale(desk)
    notice = published(desk, view)
    before = Case.objects.values("due_at", "paused_since", "paused_reason").get()

    def cut() -> None:
        with transaction.atomic():
            case = Case.objects.select_for_update(no_key=True).get()
            assert noticing.close_if_run(case, now=CLOSING)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    (result,) = together(cut)
    assert isinstance(result, Exception)
    notice.refresh_from_db()
    assert notice.ended_at is None
    assert Case.objects.values("due_at", "paused_since", "paused_reason").get() == before
    assert not JournalLine.objects.filter(kind="NOTICE_END").exists()
    assert casework.end_notices(now=CLOSING + timedelta(days=1)) == 1
    assert Case.objects.get().paused_since is None
    assert JournalLine.objects.filter(kind="NOTICE_END").count() == 1


def test_a_case_that_somebody_holds_is_left_to_the_next_call(desk: Desk) -> None:
    held, free = sale(desk), sale(desk, 1)
    for view in (held, free):
        published(desk, view)
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(id=held.id)
        (closed,) = together(lambda: casework.end_notices(now=CLOSING))
    assert closed == 1
    assert casework.over([held.id, free.id]) == {free.id}
    assert casework.end_notices(now=CLOSING) == 1


def test_a_withdrawal_against_an_objection(desk: Desk) -> None:
    for n in range(3):
        view = sale(desk, n)
        notice = published(desk, view)
        fresh = casework.case(view.case_no, actor=desk.windows[0], now=NOW)
        results = together(
            lambda notice=notice: casework.object_to_notice(notice.number, against(), now=NOW),
            lambda fresh=fresh: casework.withdraw(
                fresh.case_no,
                actor=desk.windows[0],
                now=NOW,
                revision=fresh.revision,
                agreed=True,
                reason="",
            ),
        )
        assert unexpected(results) == []
        assert not isinstance(results[1], Faults)
        notice.refresh_from_db()
        assert notice.outcome == "WITHDRAWN"
        received = NoticeObjection.objects.filter(notice=notice).exists()
        assert received == (codes(results) == [])
