"""The clock stands while the deed tax is awaited, and runs on by the working calendar."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import CaseView, ReturnItem
from dengbu.casework.models import Case, CaseStatus, JournalLine
from tests.casework import asks
from tests.casework.desk import NOW, Desk, by_the_day, open_desk

pytestmark = pytest.mark.django_db
NEXT_DAY = datetime(2024, 12, 13, 7, 0, tzinfo=UTC)  # Friday 15:00
ITEM = ReturnItem(kind="OTHER", name="婚姻状况", what="请当面说明")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    opened = open_desk()
    by_the_day(tmp_path)
    return opened


def unpaid(desk: Desk, n: int = 0, *, now: datetime = NOW) -> CaseView:
    asked = replace(asks.sale(desk, n), tax_cleared=None, tax_note="")
    return casework.submit(asked, actor=desk.windows[0], now=now)


def paid(desk: Desk, view: CaseView, *, now: datetime) -> CaseView:
    found = casework.case(view.case_no, actor=desk.windows[0], now=now)
    return casework.record_tax(
        view.case_no, note="完税1", actor=desk.windows[0], now=now, revision=found.revision
    )


def test_it_stands_from_acceptance_until_the_tax_is_noted(desk: Desk) -> None:
    view = unpaid(desk)
    assert view.clock.paused_since == NOW
    assert view.clock.words == "时间停着：等缴税"
    assert "缴清契税以后1个工作日内办结" in JournalLine.objects.get(kind="ACCEPT").text
    assert any("等缴税" in s.text for s in view.timeline if s.state == "now")
    view = paid(desk, view, now=NEXT_DAY)
    assert view.clock.paused_since is None
    # One working day from Friday 15:00 is Monday 15:00: 2 hours on Friday, 4.5 on Monday.
    assert view.clock.due_at == datetime(2024, 12, 16, 7, 0, tzinfo=UTC)
    other = casework.submit(asks.sale(desk, 1), actor=desk.windows[0], now=NEXT_DAY)
    assert view.clock.due_at == other.clock.due_at
    assert view.clock.statutory_due_at == other.clock.statutory_due_at
    assert "接着计时" in JournalLine.objects.get(kind="TAX").text


def test_a_tax_that_is_paid_lets_it_run_from_acceptance(desk: Desk) -> None:
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    assert view.clock.paused_since is None


@pytest.mark.parametrize("tax_first", [True, False])
def test_a_supplement_and_the_tax_both_have_to_come(desk: Desk, tax_first: bool) -> None:
    view = unpaid(desk)
    examiner = next(e for e in desk.transfers if e.id == view.examiner_id)
    casework.return_for_supplement(
        view.case_no, actor=examiner, now=NOW, revision=view.revision, items=[ITEM]
    )

    def supply(now: datetime) -> None:
        found = casework.case(view.case_no, actor=desk.windows[0], now=now)
        casework.resubmit(
            view.case_no, found.request, actor=desk.windows[0], now=now, revision=found.revision
        )

    def pay(now: datetime) -> None:
        paid(desk, view, now=now)

    steps: list[Callable[[datetime], None]] = [pay, supply] if tax_first else [supply, pay]
    steps[0](NOW + timedelta(hours=1))
    case = Case.objects.get()
    assert case.paused_since == NOW
    assert case.paused_reason == ("等申请人补正 1 项" if tax_first else "等缴税")
    assert case.status == (CaseStatus.SUPPLEMENT if tax_first else CaseStatus.EXAMINING)
    steps[1](NEXT_DAY)
    case.refresh_from_db()
    assert case.paused_since is None
    assert case.due_at == datetime(2024, 12, 16, 7, 0, tzinfo=UTC)


def test_the_queue_has_what_waits_for_the_tax_last_and_never_late(desk: Desk) -> None:
    views = [unpaid(desk, 0), casework.submit(asks.sale(desk, 1), actor=desk.windows[0], now=NOW)]
    views.append(unpaid(desk, 2))
    examiner = desk.transfers[0]
    Case.objects.update(examiner_id=examiner.id)
    later = NOW + timedelta(days=9)
    seen, after = [], None
    while True:
        page = casework.queue(examiner, now=later, after=after, limit=1)
        seen += [(line.case_no, line.paused_reason) for line in page.lines]
        assert (page.waiting, page.overdue) == (3, 1)
        if (after := page.after) is None:
            break
    assert seen == [
        (views[1].case_no, ""),
        (views[0].case_no, "等缴税"),
        (views[2].case_no, "等缴税"),
    ]
    (found,) = casework.queue(examiner, now=later, text=views[2].case_no[-6:]).lines
    assert found.paused


def test_a_deadline_across_the_spring_festival(desk: Desk) -> None:
    # 2025: 28 January to 4 February off, Sunday 26 January and Saturday 8 February worked.
    before = datetime(2025, 1, 27, 7, 0, tzinfo=UTC)  # Monday 15:00, the last working day
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=before)
    assert view.clock.due_at == datetime(2025, 2, 5, 7, 0, tzinfo=UTC)
    waiting = unpaid(desk, 1, now=before)
    festival = datetime(2025, 1, 31, 3, 0, tzinfo=UTC)  # the tax office's counter on line
    after = paid(desk, waiting, now=festival)
    # Paid while the office is closed: the whole day begins on 5 February at 9:00.
    assert after.clock.due_at == datetime(2025, 2, 5, 9, 0, tzinfo=UTC)
    # No working day went by meanwhile, so the statutory limit of both is the same.
    assert after.clock.statutory_due_at == view.clock.statutory_due_at
