"""公告异议: to the very last moment, once for the same matter, and decided by the examiner."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus, limits
from dengbu.casework.models import Case, JournalLine, NoticeObjection
from dengbu.casework.rules.notices import GRACE
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import NOW, Desk
from tests.casework.noticed import (
    AFTER,
    BEFORE,
    END,
    SECOND,
    against,
    examiner_of,
    noticed_desk,
    objected,
    published,
    sale,
    seen,
    settled,
)
from tests.register.city import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return noticed_desk(tmp_path)


def codes(error: pytest.ExceptionInfo[Faults]) -> list[tuple[FaultCode, str]]:
    return [(f.code, f.field) for f in error.value.faults]


@pytest.mark.parametrize("before", [timedelta(0), timedelta(microseconds=1), SECOND])
def test_the_last_moment_of_the_last_day_counts(desk: Desk, before: timedelta) -> None:
    notice = published(desk, sale(desk))
    objection = objected(notice, now=END - before)
    assert objection.received_at == END - before
    assert casework.end_notices(now=END + GRACE + SECOND) == 1
    assert casework.over([notice.case_id]) == set()


@pytest.mark.parametrize("after", [timedelta(microseconds=1), SECOND, GRACE, timedelta(days=1)])
@pytest.mark.parametrize("closed", [True, False])
def test_a_second_later_does_not(desk: Desk, after: timedelta, closed: bool) -> None:
    """Whether the engine was there or not."""
    notice = published(desk, sale(desk))
    if closed:
        casework.end_notices(now=END + timedelta(days=2))
    with pytest.raises(Faults, match="2025年1月3日 17:00 已经结束") as error:
        objected(notice, now=END + after)
    assert codes(error) == [(FaultCode.STATE_CHANGED, "")]
    assert "异议登记" in error.value.faults[0].remedy
    assert not NoticeObjection.objects.exists()


@pytest.mark.parametrize("late", [SECOND, timedelta(days=3)])
def test_the_database_takes_none_that_is_late(desk: Desk, late: timedelta) -> None:
    notice = published(desk, sale(desk))
    row = objected(notice, now=END)
    values = {f.attname: getattr(row, f.attname) for f in NoticeObjection._meta.concrete_fields}
    more = {"id": row.id + 1, "seq": 2, "matter": "b" * 64}
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeObjection.objects.create(**{**values, **more, "received_at": END + late})
    casework.end_notices(now=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeObjection.objects.create(**{**values, **more, "received_at": END})
    for changes in ({"what": "别的"}, {"received_at": BEFORE}, {"decision": "FOUNDED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NoticeObjection.objects.filter(id=row.id).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeObjection.objects.filter(id=row.id).delete()


def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    notice = published(desk, sale(desk))
    with pytest.raises(Faults) as error:
        casework.object_to_notice(
            notice.number, against(name=" ", id_no="", phone="", what="\n"), now=NOW
        )
    required = [(FaultCode.REQUIRED, field) for field in ("what", "name", "id_no", "phone")]
    assert codes(error) == required
    long = against(name="名" * 101, id_no="430602198001011239", phone="不告诉", what="多" * 1001)
    with pytest.raises(Faults) as error:
        casework.object_to_notice(notice.number, long, now=NOW)
    assert codes(error) == [
        (FaultCode.TOO_LONG, "what"),
        (FaultCode.TOO_LONG, "name"),
        (FaultCode.IDENTITY_CHECK_DIGIT, "id_no"),
        (FaultCode.PHONE_FORMAT, "phone"),
    ]
    for changes, field in (({"id_type": "66"}, "id_no"), ({"phone": "1" * 21}, "phone")):
        with pytest.raises(Faults) as error:
            casework.object_to_notice(notice.number, against(**changes), now=NOW)
        assert [f for _, f in codes(error)] == [field]
    with pytest.raises(Faults, match="没有这份公告"):
        casework.object_to_notice("4306022024999999", against(), now=NOW)
    assert not NoticeObjection.objects.exists()
    assert Case.objects.get().paused_reason == "公告到 1月3日"


def test_the_same_person_with_the_same_matter_is_told_so(desk: Desk) -> None:
    notice = published(desk, sale(desk))
    first = objected(notice, now=NOW, what="房子有我一半")
    who = person(77)
    typed = against(id_no=f" {who.id_no.lower()} ", what=" 房子 有我　一半\n")
    with pytest.raises(Faults, match=f"已经收到了，编号 {notice.number}-1") as error:
        casework.object_to_notice(notice.number, typed, now=BEFORE)
    assert codes(error) == [(FaultCode.DUPLICATE_SUBMIT, "")]
    assert error.value.faults[0].data == {"receipt": f"{notice.number}-1"}
    objected(notice, now=BEFORE, what="公证书是假的")
    objected(notice, now=BEFORE, n=78, what="房子有我一半")
    assert list(notice.objections.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    for n in range(limits.OBJECTIONS - 2):
        objected(notice, now=BEFORE, what=f"另外的理由{n}")
    with pytest.raises(Faults, match="已经提了 5 份异议") as error:
        objected(notice, now=BEFORE, what="再一个理由")
    assert codes(error) == [(FaultCode.TOO_MANY_ITEMS, "")]
    assert first.matter == NoticeObjection.objects.get(seq=3).matter


def test_its_people_read_of_it_without_its_name(desk: Desk) -> None:
    view = sale(desk)
    notice = published(desk, view)
    row = objected(notice, now=BEFORE)
    story = seen(desk, view, now=BEFORE)
    said = next(s for s in story.timeline if "收到一份对公告的异议" in s.text)
    assert said.who == "公众"
    assert not any(x in s.text for s in story.timeline for x in (row.name, row.id_no, row.phone))
    assert story.clock.words == "时间停着：公告到 1月3日，有 1 份异议"
    receipt = casework.objection_receipt(f"{notice.number}-1", now=BEFORE)
    assert (receipt.name, receipt.decision, receipt.moot) == (row.name, "", False)
    assert receipt.id_no != row.id_no


def test_unfounded_with_a_ground_and_the_case_goes_on(desk: Desk) -> None:
    view = sale(desk)
    notice, me = published(desk, view), examiner_of(desk, view)
    row = objected(notice, now=END)
    casework.end_notices(now=AFTER)
    fresh = seen(desk, view, now=AFTER)
    with pytest.raises(Faults, match="还有 1 份异议没有处理"):
        casework.approve(view.case_no, actor=me, now=AFTER, revision=fresh.revision)
    with pytest.raises(Faults) as error:
        casework.settle_objection(view.case_no, row.id, ruling="?", reason="", actor=me, now=AFTER)
    assert codes(error) == [(FaultCode.CODE_LIST, "ruling"), (FaultCode.REQUIRED, "ruling_reason")]
    settled(desk, view, row, "UNFOUNDED", now=AFTER)
    row.refresh_from_db()
    assert (row.decision, row.decided_by_name, row.decided_at) == ("UNFOUNDED", me.name, AFTER)
    assert "不成立：登记簿和公证书" in JournalLine.objects.get(kind="RULING").text
    assert casework.over([view.id]) == {view.id}
    with pytest.raises(Faults, match="已经认定“不成立”，不能再改"):
        settled(desk, view, row, "FOUNDED", now=AFTER)
    receipt = casework.objection_receipt(f"{notice.number}-1", now=AFTER)
    assert (receipt.decision_label, receipt.reason) == ("不成立", row.reason)
    done = casework.approve(view.case_no, actor=me, now=AFTER, revision=fresh.revision)
    assert done.status is CaseStatus.APPROVED


def test_only_the_examiner_of_the_case_decides(desk: Desk) -> None:
    view, other = sale(desk), sale(desk, 1)
    row = objected(published(desk, view), now=NOW)
    published(desk, other)
    for actor in desk.transfers:
        if actor.id != view.examiner_id:
            with pytest.raises(Faults, match="由承办的审核员"):
                casework.settle_objection(
                    view.case_no, row.id, ruling="FOUNDED", reason="有理", actor=actor, now=NOW
                )
    with pytest.raises(Faults) as error:
        casework.settle_objection(
            view.case_no, row.id, ruling="FOUNDED", reason="有理", actor=desk.windows[0], now=NOW
        )
    assert codes(error) == [(FaultCode.PERMISSION_MISSING, "")]
    with pytest.raises(Faults, match="这件没有这份异议"):
        settled(desk, other, row, "FOUNDED", now=NOW)
    assert NoticeObjection.objects.get().decision == ""


def test_who_must_keep_away_decides_on_no_objection(desk: Desk) -> None:
    view = sale(desk)
    row, me = objected(published(desk, view), now=NOW), examiner_of(desk, view)
    buyer = view.parties[-1]
    given = {"name": buyer.name, "id_no": buyer.id_no, "unit_code": "", "note": ""}
    casework.dispatching.declare(me, relation="FAMILY", now=NOW, **given)
    with pytest.raises(Faults, match="回避事项有关"):
        settled(desk, view, row, "UNFOUNDED", now=NOW)
    assert NoticeObjection.objects.get().decision == ""


@pytest.mark.parametrize("ruling", ["UNFOUNDED", "FOUNDED"])
def test_an_objection_is_not_lost_when_the_notice_is_taken_back(desk: Desk, ruling: str) -> None:
    view = sale(desk)
    row, me = objected(published(desk, view), now=NOW), examiner_of(desk, view)
    fresh, later = seen(desk, view, now=NOW), NOW + timedelta(minutes=5)
    casework.end_notice(
        view.case_no, actor=me, now=later, revision=fresh.revision, reason="坐落写错了"
    )
    published(desk, seen(desk, view, now=later), now=later)
    casework.end_notices(now=AFTER)
    fresh = seen(desk, view, now=AFTER)
    with pytest.raises(Faults, match="还有 1 份异议没有处理"):
        casework.approve(view.case_no, actor=me, now=AFTER, revision=fresh.revision)
    assert casework.over([view.id]) == set()
    settled(desk, view, row, ruling, now=AFTER)
    assert casework.over([view.id]) == ({view.id} if ruling == "UNFOUNDED" else set())


def test_nothing_is_left_to_decide_once_the_case_is_withdrawn(desk: Desk) -> None:
    view = sale(desk)
    notice = published(desk, view)
    row, fresh = objected(notice, now=NOW), seen(desk, view, now=NOW)
    casework.withdraw(
        view.case_no,
        actor=desk.windows[0],
        now=BEFORE,
        revision=fresh.revision,
        agreed=True,
        reason="",
    )
    with pytest.raises(Faults, match="异议不用再处理"):
        settled(desk, view, row, "FOUNDED", now=BEFORE)
    assert casework.objection_receipt(f"{notice.number}-1", now=BEFORE).moot
