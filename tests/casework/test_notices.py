"""公告: published once, runs to the last moment of its last day, and only then is there entry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus
from dengbu.casework.models import Case, JournalLine, Notice
from dengbu.casework.rules.notices import GRACE
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, OFFICE, Desk
from tests.casework.noticed import (
    AFTER,
    BEFORE,
    END,
    ITEM,
    SECOND,
    examiner_of,
    noticed_desk,
    objected,
    published,
    sale,
    seen,
)
from tests.register.city import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return noticed_desk(tmp_path)


def codes(error: pytest.ExceptionInfo[Faults]) -> list[tuple[FaultCode, str]]:
    return [(f.code, f.field) for f in error.value.faults]


def approve(desk: Desk, view: casework.CaseView, *, now: datetime) -> casework.Decided:
    fresh = seen(desk, view, now=now)
    return casework.approve(
        view.case_no, actor=examiner_of(desk, view), now=now, revision=fresh.revision
    )


def test_what_is_said_of_the_time_counts_the_notice(desk: Desk) -> None:
    """Never `today 17:00`: on no face, before the notice has run."""
    view = sale(desk)
    earliest = "公告15个工作日，最早2025年1月3日公告满，之后1个工作日办结"
    assert view.clock.outlook == earliest
    assert view.timeline[0].text == f"窗口受理，{earliest}"
    assert any(step.state == "now" and earliest in step.text for step in view.timeline)
    draft = casework.blank_request("G10", desk.units[1], now=NOW)
    assert draft.outlook.startswith(earliest)
    later = seen(desk, view, now=NOW + timedelta(days=1))
    assert "最早2025年1月6日公告满" in later.clock.outlook
    published(desk, view, now=NOW)
    assert seen(desk, view, now=BEFORE).clock.outlook == earliest.replace(
        "公告15个工作日，最早2025年1月3日公告满", "公告到2025年1月3日满"
    )
    assert casework.end_notices(now=AFTER) == 1
    assert seen(desk, view, now=AFTER).clock.outlook == ""


def test_the_clock_stands_and_runs_on_exactly_from_the_end(desk: Desk) -> None:
    view = sale(desk)
    published(desk, view, now=NOW + timedelta(hours=1))
    shown = seen(desk, view, now=NOW + timedelta(hours=2))
    assert shown.clock.paused_since == NOW + timedelta(hours=1)
    assert shown.clock.words == "时间停着：公告到 1月3日"
    assert any("正在公告，到 2025年1月3日 17:00 截止" in s.text for s in shown.timeline)
    assert casework.end_notices(now=END + GRACE) == 0
    assert casework.end_notices(now=END + timedelta(days=2)) == 1  # a Sunday; nobody was here
    case = Case.objects.get()
    assert case.paused_since is None
    # An hour of 6.5 was used, so 5.5 are left of Monday: 9:00-12:00 and 13:30-16:00.
    assert case.due_at == datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
    line = JournalLine.objects.get(kind="NOTICE_END")
    assert "没有要处理的异议，接着计时，最晚2025年1月6日 16:00办结" in line.text
    assert casework.end_notices(now=END + timedelta(days=2)) == 0


def test_without_a_notice_that_ran_nothing_is_approved(desk: Desk) -> None:
    view = sale(desk)
    with pytest.raises(Faults, match="要先公告 15 个工作日") as error:
        approve(desk, view, now=NOW)
    assert codes(error) == [(FaultCode.PRECONDITION, "")]
    assert str(error.value.faults[0].clause) == "《不动产登记操作规范（试行）》"
    published(desk, view)
    assert casework.over([view.id]) == set()
    for moment, said in (
        (END, "公告到 2025年1月3日 17:00 才满"),
        (END + SECOND, "正在核对有没有赶在最后一刻的异议"),
    ):
        with pytest.raises(Faults, match=said):
            approve(desk, view, now=moment)
    assert approve(desk, view, now=AFTER).status is CaseStatus.APPROVED  # closed by the way
    assert casework.over([view.id]) == {view.id}
    assert Notice.objects.get().outcome == "RAN"


def test_a_service_without_a_notice_is_approved_as_before(desk: Desk) -> None:
    view = casework.submit(asks.mortgage(desk, 1), actor=desk.windows[0], now=NOW)
    me = next(e for e in desk.mortgages if e.id == view.examiner_id)
    with pytest.raises(Faults, match="不用公告") as error:
        casework.publish_notice(view.case_no, actor=me, now=NOW, revision=view.revision)
    assert codes(error) == [(FaultCode.NOT_SUPPORTED, "")]
    done = casework.approve(view.case_no, actor=me, now=NOW, revision=view.revision)
    assert done.status is CaseStatus.APPROVED


def test_examiner_or_acceptor_publish_and_nobody_else(desk: Desk) -> None:
    view = sale(desk)
    others = [desk.windows[1], *(e for e in desk.transfers if e.id != view.examiner_id), desk.bank]
    for other in others:
        with pytest.raises(Faults) as error:
            casework.publish_notice(view.case_no, actor=other, now=NOW, revision=view.revision)
        assert codes(error)[0][0] in (FaultCode.STEP_NOT_ALLOWED, FaultCode.NOT_FOUND)
    casework.publish_notice(view.case_no, actor=desk.windows[0], now=NOW, revision=view.revision)
    fresh = seen(desk, view, now=NOW)
    with pytest.raises(Faults, match="还算数，不用再发一份"):
        casework.publish_notice(
            view.case_no, actor=examiner_of(desk, view), now=NOW, revision=fresh.revision
        )
    with pytest.raises(Faults) as error:  # the page of before
        casework.publish_notice(
            view.case_no, actor=desk.windows[0], now=NOW, revision=view.revision
        )
    assert codes(error) == [(FaultCode.STATE_CHANGED, "")]


def test_taken_back_with_a_reason_and_published_again(desk: Desk) -> None:
    view = sale(desk)
    first, me = published(desk, view), examiner_of(desk, view)
    fresh = seen(desk, view, now=NOW)
    with pytest.raises(Faults) as error:
        casework.end_notice(
            view.case_no, actor=me, now=NOW, revision=fresh.revision, reason="多" * 201
        )
    assert codes(error) == [(FaultCode.TOO_LONG, "end_reason")]
    with pytest.raises(Faults) as error:
        casework.end_notice(view.case_no, actor=me, now=NOW, revision=fresh.revision, reason=" ")
    assert codes(error) == [(FaultCode.REQUIRED, "end_reason")]
    later = NOW + timedelta(hours=1)
    casework.end_notice(
        view.case_no, actor=me, now=later, revision=fresh.revision, reason="坐落写错了"
    )
    first.refresh_from_db()
    assert (first.outcome, first.ended_at, first.end_reason) == ("TAKEN_BACK", later, "坐落写错了")
    assert Case.objects.get().paused_since is None
    with pytest.raises(Faults, match="上一份公告撤下了"):
        approve(desk, view, now=AFTER)
    second = published(desk, seen(desk, view, now=later), now=later)
    assert second.number.endswith("000002")
    assert second.ends_at == END


@pytest.mark.parametrize("way", ["withdraw", "refuse"])
def test_it_ends_with_its_case(desk: Desk, way: str) -> None:
    view = sale(desk)
    published(desk, view)
    fresh, me = seen(desk, view, now=NOW), examiner_of(desk, view)
    if way == "withdraw":
        casework.withdraw(
            view.case_no,
            actor=desk.windows[0],
            now=BEFORE,
            revision=fresh.revision,
            agreed=True,
            reason="不办了",
        )
    else:
        casework.refuse(
            view.case_no,
            actor=me,
            now=BEFORE,
            revision=fresh.revision,
            reason="权属有争议",
            clause=REGULATION.of(22),
        )
    notice = Notice.objects.get()
    assert notice.outcome == ("WITHDRAWN" if way == "withdraw" else "REFUSED")
    assert notice.ended_at == BEFORE
    assert notice.shown_until == BEFORE + timedelta(days=365)
    with pytest.raises(Faults, match="已经结束") as error:
        objected(notice, now=BEFORE + SECOND)
    assert codes(error) == [(FaultCode.STATE_CHANGED, "")]


def test_a_supplement_and_the_notice_both_have_to_come(desk: Desk) -> None:
    view = sale(desk)
    published(desk, view)
    fresh, me = seen(desk, view, now=NOW), examiner_of(desk, view)
    casework.return_for_supplement(
        view.case_no, actor=me, now=NOW, revision=fresh.revision, items=[ITEM]
    )

    def supply(now: datetime) -> Case:
        found = seen(desk, view, now=now)
        casework.resubmit(
            view.case_no, found.request, actor=desk.windows[0], now=now, revision=found.revision
        )
        return Case.objects.get()

    case = supply(NOW + timedelta(days=1))
    assert (case.paused_since, case.paused_reason) == (NOW, "公告到 1月3日")
    fresh = seen(desk, view, now=BEFORE)
    casework.return_for_supplement(
        view.case_no, actor=me, now=BEFORE, revision=fresh.revision, items=[ITEM]
    )
    assert casework.end_notices(now=AFTER) == 1
    case.refresh_from_db()
    assert (case.paused_since, case.paused_reason) == (NOW, "等申请人补正 1 项")
    monday = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)
    case = supply(monday)
    assert case.paused_since is None
    assert case.due_at == datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


def test_what_was_published_is_not_changed_by_a_supplement(desk: Desk) -> None:
    """Others, or other shares, would be entered than those who stood on the open page."""
    view = sale(desk)
    published(desk, view)
    fresh, me = seen(desk, view, now=NOW), examiner_of(desk, view)
    casework.return_for_supplement(
        view.case_no, actor=me, now=NOW, revision=fresh.revision, items=[ITEM]
    )
    found = seen(desk, view, now=NOW)
    seller, _ = found.request.parties
    other = asks.party(casework.Role.BUYER, person(988))
    with pytest.raises(Faults, match="已经公告过") as error:
        casework.resubmit(
            view.case_no,
            replace(found.request, parties=(seller, other)),
            actor=desk.windows[0],
            now=NOW,
            revision=found.revision,
        )
    assert codes(error) == [(FaultCode.STEP_NOT_ALLOWED, "")]


def test_what_was_wrong_is_put_right_once_the_notice_is_taken_back(desk: Desk) -> None:
    view = sale(desk)
    published(desk, view)
    fresh, me = seen(desk, view, now=NOW), examiner_of(desk, view)
    casework.end_notice(
        view.case_no, actor=me, now=NOW, revision=fresh.revision, reason="份额写错了"
    )
    fresh = seen(desk, view, now=NOW)
    casework.return_for_supplement(
        view.case_no, actor=me, now=NOW, revision=fresh.revision, items=[ITEM]
    )
    found = seen(desk, view, now=NOW)
    clerk, right = desk.windows[0], replace(found.request, price=Decimal("810000.00"))
    casework.resubmit(view.case_no, right, actor=clerk, now=NOW, revision=found.revision)
    with pytest.raises(Faults, match="上一份公告撤下了"):
        approve(desk, view, now=AFTER)


def test_a_return_after_the_end_stands_from_the_return_only(desk: Desk) -> None:
    """The engine was not there: the notice is closed on the way, at its own end."""
    view = sale(desk)
    published(desk, view)
    fresh, monday = seen(desk, view, now=AFTER), datetime(2025, 1, 6, 3, 0, tzinfo=UTC)
    casework.return_for_supplement(
        view.case_no,
        actor=examiner_of(desk, view),
        now=monday,
        revision=fresh.revision,
        items=[ITEM],
    )
    case = Case.objects.get()
    assert case.paused_since == monday
    assert case.due_at == datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
    assert Notice.objects.get().outcome == "RAN"


def test_the_tax_paid_meanwhile_does_not_start_the_clock(desk: Desk) -> None:
    asked = replace(asks.sale(desk, 2), tax_cleared=None, tax_note="")
    view = casework.submit(asked, actor=desk.windows[0], now=NOW)
    published(desk, view)
    fresh = seen(desk, view, now=NOW)
    casework.record_tax(
        view.case_no, note="完税1", actor=desk.windows[0], now=BEFORE, revision=fresh.revision
    )
    case = Case.objects.get()
    assert (case.paused_since, case.paused_reason) == (NOW, "公告到 1月3日")
    casework.end_notices(now=AFTER)
    case.refresh_from_db()
    assert case.paused_since is None


def test_the_tax_not_paid_keeps_it_standing_after_the_end(desk: Desk) -> None:
    asked = replace(asks.sale(desk, 2), tax_cleared=None, tax_note="")
    view = casework.submit(asked, actor=desk.windows[0], now=NOW)
    published(desk, view)
    casework.end_notices(now=AFTER)
    case = Case.objects.get()
    assert (case.paused_since, case.paused_reason) == (NOW, "等缴税")


def test_holidays_announced_meanwhile_put_the_end_off(desk: Desk) -> None:
    late = datetime(2026, 12, 25, 2, 0, tzinfo=UTC)
    view = sale(desk, now=late)
    notice = published(desk, view, now=late)
    assert notice.ends_at == datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
    days = {date(2027, 1, 1): False, date(2027, 1, 4): False, date(2027, 1, 3): True}
    days |= {date(2027, 1, n): False for n in (14, 15)}
    casework.announce_year(2027, days, office=OFFICE, source="国办发明电", now=late)
    notice.refresh_from_db()
    # 1 January was counted as worked before it was announced; 3 January was not.
    assert notice.ends_at == datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    assert notice.published_end == datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
    assert casework.public_notice(notice.number, now=late).put_off
    assert Case.objects.get().paused_reason == "公告到 1月20日"


def test_the_database_keeps_what_was_published(desk: Desk) -> None:
    view = sale(desk)
    notice = published(desk, view)
    wrong = {
        "rewritten": {"text": "别的"},
        "cut": {"ends_at": END - SECOND},
        "half closed": {"ended_at": BEFORE},
        "closed before its end as if it had run": {
            "ended_at": BEFORE,
            "outcome": "RAN",
            "shown_until": AFTER,
        },
    }
    for said, changes in wrong.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(id=notice.id).update(**changes)
            pytest.fail(said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(id=notice.id).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        values = {f.attname: getattr(notice, f.attname) for f in Notice._meta.concrete_fields}
        Notice.objects.create(**{**values, "id": notice.id + 1, "number": "9"})  # a second runs
    casework.end_notices(now=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(id=notice.id).update(outcome="REFUSED")
