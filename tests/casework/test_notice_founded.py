"""A founded objection: the same is never made public again; what was put right is."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus
from dengbu.casework.models import Notice
from dengbu.casework.rules.notices import Standing
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import NOW, Desk
from tests.casework.noticed import (
    AFTER,
    BEFORE,
    ITEM,
    examiner_of,
    noticed_desk,
    objected,
    published,
    sale,
    seen,
    settled,
)

pytestmark = pytest.mark.django_db
RIGHT = Decimal("810000.00")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return noticed_desk(tmp_path)


@pytest.fixture
def view(desk: Desk) -> casework.CaseView:
    """A case whose notice ran; who objected to it was right."""
    found = sale(desk)
    settled(desk, found, objected(published(desk, found), now=BEFORE), "FOUNDED", now=BEFORE)
    casework.end_notices(now=AFTER)
    return found


def approve(desk: Desk, view: casework.CaseView, *, now: datetime) -> casework.Decided:
    fresh = seen(desk, view, now=now)
    return casework.approve(
        view.case_no, actor=examiner_of(desk, view), now=now, revision=fresh.revision
    )


def put_right(desk: Desk, view: casework.CaseView, price: Decimal, *, now: datetime) -> None:
    """Returned for a supplement, and handed in with another price."""
    me, fresh = examiner_of(desk, view), seen(desk, view, now=now)
    casework.return_for_supplement(
        view.case_no, actor=me, now=now, revision=fresh.revision, items=[ITEM]
    )
    found = seen(desk, view, now=now)
    right = replace(found.request, price=price)
    casework.resubmit(view.case_no, right, actor=desk.windows[0], now=now, revision=found.revision)


def shown(desk: Desk, view: casework.CaseView, *, now: datetime) -> casework.CaseNotice:
    found = casework.case_notice(view.case_no, actor=examiner_of(desk, view), now=now)
    assert found is not None
    return found


def test_the_same_is_not_made_public_again(desk: Desk, view: casework.CaseView) -> None:
    card = shown(desk, view, now=AFTER)
    assert (card.preview, card.may_publish) == (None, False)
    assert "不予登记，或者请申请人撤回；能改正的，退回补正" in card.remedy
    with pytest.raises(Faults, match="不能原样再公告") as error:
        published(desk, seen(desk, view, now=AFTER), now=AFTER)
    assert [f.code for f in error.value.faults] == [FaultCode.STEP_NOT_ALLOWED]
    assert "退回补正" in error.value.faults[0].remedy
    with pytest.raises(Faults, match="1 份异议成立，不能登簿") as barred:
        approve(desk, view, now=AFTER)
    assert str(barred.value.faults[0].clause) == "《不动产登记暂行条例》第22条第2项"
    assert casework.over([view.id]) == set()


def test_what_was_put_right_is_made_public_and_entered(desk: Desk, view: casework.CaseView) -> None:
    put_right(desk, view, RIGHT, now=AFTER)
    clerk, revision = desk.windows[0], seen(desk, view, now=AFTER).revision
    casework.record_tax(view.case_no, note="完税2", actor=clerk, now=AFTER, revision=revision)
    with pytest.raises(Faults, match="申请的内容改过了，要重新公告 15 个工作日"):
        approve(desk, view, now=AFTER)
    card = shown(desk, view, now=AFTER)
    assert card.preview is not None
    assert card.may_publish
    again = published(desk, seen(desk, view, now=AFTER), now=AFTER)
    card = shown(desk, view, now=AFTER)
    assert card.founded == "", "it is no bar any more"
    end = again.ends_at + timedelta(minutes=1)
    casework.end_notices(now=end)
    assert approve(desk, view, now=end).status is CaseStatus.APPROVED


def test_nobody_goes_back_to_what_was_in_the_wrong(desk: Desk, view: casework.CaseView) -> None:
    """By way of something else that was taken back."""
    put_right(desk, view, RIGHT, now=AFTER)
    published(desk, seen(desk, view, now=AFTER), now=AFTER)
    fresh = seen(desk, view, now=AFTER)
    casework.end_notice(
        view.case_no,
        actor=examiner_of(desk, view),
        now=AFTER,
        revision=fresh.revision,
        reason="价格又改",
    )
    before = view.request.price
    assert before is not None
    put_right(desk, view, before, now=AFTER)
    with pytest.raises(Faults, match="不能原样再公告"):
        published(desk, seen(desk, view, now=AFTER), now=AFTER)


def test_while_it_runs_it_is_taken_back_first(desk: Desk) -> None:
    found = sale(desk)
    settled(desk, found, objected(published(desk, found), now=NOW), "FOUNDED", now=NOW)
    assert "能改正的，撤下公告，退回补正" in shown(desk, found, now=NOW).remedy
    with pytest.raises(Faults, match="请审核员先撤下公告"), transaction.atomic():
        put_right(desk, found, RIGHT, now=NOW)


def test_what_a_notice_was_about_is_not_rewritten(desk: Desk, view: casework.CaseView) -> None:
    notice = Notice.objects.get()
    assert len(notice.content) == 64
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(ended_at=None).update(content="")
        Notice.objects.update(content="")


def test_without_a_digest_the_same_is_taken_for_granted(
    desk: Desk, view: casework.CaseView
) -> None:
    """Of a notice that an earlier release published nobody knows what it was about."""
    standing = Standing(
        number="4306022024000001",
        ends_at=AFTER,
        ended_at=AFTER,
        outcome="RAN",
        founded=1,
        barred=frozenset({""}),
    )
    assert not standing.renewable("0" * 64)
    assert not replace(standing, barred=frozenset({"0" * 64})).renewable("0" * 64)
    assert replace(standing, barred=frozenset({"0" * 64})).renewable("1" * 64)
