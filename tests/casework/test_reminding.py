"""提醒: before a time is over and when it is, once, to whoever holds the case at that moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework import reminding
from dengbu.casework.models import Case, CaseStatus, Reminder
from dengbu.casework.rules.lists import Pause
from dengbu.casework.rules.reminding import AHEAD, Kind, kind_of
from dengbu.kernel.fault import Faults
from tests.casework import asks
from tests.casework.desk import NOW, Desk, officer, open_desk

MINUTE = timedelta(minutes=1)
NIGHT = datetime(2024, 12, 12, 14, 0, tzinfo=UTC)  # 22:00
SUNDAY = datetime(2024, 12, 15, 2, 0, tzinfo=UTC)


@given(st.integers(-600, 600), st.integers(0, 600))
def test_the_gravest_is_told_and_only_near_the_end(left: int, more: int) -> None:
    due = NOW + left * MINUTE
    found = kind_of(due, due + more * MINUTE, NOW)
    if left + more < 0:
        assert found is Kind.BREACHED
    elif left < 0:
        assert found is Kind.OVERDUE
    else:
        assert (found is Kind.SOON) == (left * MINUTE <= AHEAD)


@pytest.fixture
def desk() -> Desk:
    return open_desk(5)


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))


@pytest.fixture
def cases(desk: Desk) -> list[Case]:
    """All on the desk of the first examiner, with an hour left."""
    for n in range(5):
        casework.submit(asks.sale(desk, n, buyer=920 + n), actor=desk.windows[0], now=NOW)
    one = desk.transfers[0]
    Case.objects.update(examiner_id=one.id, examiner_name=one.name, due_at=NOW + timedelta(hours=1))
    return list(Case.objects.order_by("id"))


def told(actor: accounts.Actor) -> list[tuple[int, Kind]]:
    return [(view.line.id, view.kind) for view in reminding.reminders(actor).views]


@pytest.mark.django_db
def test_each_thing_is_told_once_and_the_gravest_is_shown(desk: Desk, cases: list[Case]) -> None:
    one = desk.transfers[0]
    assert reminding.remind(now=NOW) == 5
    assert reminding.remind(now=NOW + MINUTE) == 0
    assert told(one) == [(case.id, Kind.SOON) for case in cases]
    assert reminding.unseen_reminders(one) == 5
    assert reminding.reminders_seen(one, until=NOW, now=NOW) == 5
    assert reminding.unseen_reminders(one) == 0
    late = NOW + timedelta(minutes=61)
    assert reminding.remind(now=late) == 5
    assert told(one) == [(case.id, Kind.OVERDUE) for case in cases]
    assert reminding.unseen_reminders(one) == 5
    Case.objects.filter(id=cases[0].id).update(statutory_due_at=late - MINUTE)
    assert reminding.remind(now=late) == 1
    assert told(one)[0] == (cases[0].id, Kind.BREACHED)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 5])  # however few cases one statement goes through
def test_nobody_waits_behind_another(
    desk: Desk, cases: list[Case], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(reminding, "SLICE", size)
    assert reminding.remind(now=NOW) == 5
    assert set(Reminder.objects.values_list("case_id", flat=True)) == {c.id for c in cases}


@pytest.mark.django_db
def test_nothing_is_called_late_that_stands_or_is_done(desk: Desk, cases: list[Case]) -> None:
    one, late = desk.transfers[0], NOW + timedelta(minutes=80)
    standing, ended, moved, *rest = cases
    reminding.remind(now=late)
    assert len(told(one)) == 5
    Case.objects.filter(id=standing.id).update(
        paused_since=late, paused_for=Pause.TAX.value, paused_reason="等缴税"
    )
    Case.objects.filter(id=ended.id).update(status=CaseStatus.WITHDRAWN.value, closed_at=late)
    Case.objects.filter(id=moved.id).update(due_at=late + timedelta(days=2))
    assert [case for case, _ in told(one)] == [case.id for case in rest]
    assert reminding.unseen_reminders(one) == len(rest)
    assert reminding.remind(now=late + MINUTE) == 0
    Case.objects.filter(id=standing.id).update(
        paused_since=None, paused_for="", paused_reason="", due_at=late + timedelta(hours=1)
    )
    assert reminding.remind(now=late + MINUTE) == 1  # another deadline
    assert (standing.id, Kind.SOON) in told(one)


@pytest.mark.django_db
def test_a_reminder_follows_the_case_to_its_new_holder(
    desk: Desk, cases: list[Case], chief: accounts.Actor
) -> None:
    one, two = desk.transfers[:2]
    reminding.remind(now=NOW)
    casework.hand_over(
        cases[0].case_no, to=two.id, actor=chief, now=NOW, revision=1, reason="手上太多"
    )
    assert len(told(one)) == 4
    assert reminding.remind(now=NOW + MINUTE) == 1
    assert told(two) == [(cases[0].id, Kind.SOON)]
    assert told(chief) == []


@pytest.mark.django_db
def test_of_a_case_with_nobody_the_chiefs_are_told(
    desk: Desk, cases: list[Case], chief: accounts.Actor
) -> None:
    Case.objects.filter(id=cases[0].id).update(
        status=CaseStatus.ACCEPTED.value, examiner_id=None, examiner_name=""
    )
    assert reminding.remind(now=NOW) == 5
    assert told(chief) == [(cases[0].id, Kind.SOON)]
    assert len(told(desk.transfers[0])) == 4
    with pytest.raises(Faults):
        reminding.reminders(desk.windows[0])


@pytest.mark.django_db
@pytest.mark.parametrize("now", [NIGHT, SUNDAY])
def test_nobody_is_told_out_of_hours(desk: Desk, cases: list[Case], now: datetime) -> None:
    assert reminding.remind(now=now) == 0
    assert not Reminder.objects.exists()
