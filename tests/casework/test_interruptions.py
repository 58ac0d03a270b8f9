"""权籍调查, 中止 and 实地查看: the clock stands, nothing is entered, and all is told."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Case, Interruption, JournalLine, SitePhoto, SiteView
from dengbu.kernel.clause import CIVIL_CODE, REGULATION, Clause
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, OFFICE, ROOT, Desk, open_desk
from tests.casework.noticed import examiner_of, seen

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PHOTO = casework.PhotoInput(content=PNG, media_type="image/png", name="门口.png")
GROUND = CIVIL_CODE.of(220)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def accepted(desk: Desk, n: int = 0) -> casework.CaseView:
    return casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=NOW)


def surveyed(desk: Desk, view: casework.CaseView, *, now: datetime, **more: object) -> None:
    asked = {"what": "房屋面积重新测量", "surveyor": "岳阳测绘院", **more}
    revision = seen(desk, view, now=now).revision
    actor = examiner_of(desk, view)
    casework.order_survey(view.case_no, actor=actor, now=now, revision=revision, **asked)


def suspended(desk: Desk, view: casework.CaseView, *, ground: Clause, now: datetime) -> None:
    casework.suspend(
        view.case_no,
        reason="法院在审这套房子归谁",
        ground=ground,
        actor=examiner_of(desk, view),
        now=now,
        revision=seen(desk, view, now=now).revision,
    )


def ended(desk: Desk, view: casework.CaseView, *, now: datetime, kind: str = "SURVEY") -> None:
    row = Interruption.objects.get(ended_at=None, kind=kind)
    casework.end_interruption(
        view.case_no,
        row.id,
        done=True,
        result="面积没有变",
        actor=examiner_of(desk, view),
        now=now,
        revision=seen(desk, view, now=now).revision,
    )


def approve(desk: Desk, view: casework.CaseView, *, now: datetime) -> casework.Decided:
    revision = seen(desk, view, now=now).revision
    actor = examiner_of(desk, view)
    return casework.approve(view.case_no, actor=actor, now=now, revision=revision)


def test_the_clock_stands_while_a_survey_is_made(desk: Desk) -> None:
    view = accepted(desk)
    surveyed(desk, view, now=NOW)
    standing = seen(desk, view, now=NOW + HOUR)
    assert standing.clock.paused_reason == "等权籍调查：房屋面积重新测量"
    assert "这段时间不计时" in standing.timeline[-3].text + standing.timeline[-2].text
    with pytest.raises(Faults) as barred:
        approve(desk, view, now=NOW + HOUR)
    assert [f.code for f in barred.value.faults] == [FaultCode.PRECONDITION]
    assert "等权籍调查" in barred.value.faults[0].message
    later = NOW + timedelta(days=7)
    ended(desk, view, now=later)
    runs = seen(desk, view, now=later)
    assert runs.clock.paused_since is None
    assert runs.clock.due_at - later >= view.clock.due_at - NOW
    assert approve(desk, view, now=later).status is CaseStatus.APPROVED
    kinds = list(JournalLine.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == ["SURVEY", "SURVEY_END", "APPROVE"]


def test_it_runs_on_only_when_nothing_is_waited_for(desk: Desk) -> None:
    view = accepted(desk)
    surveyed(desk, view, now=NOW)
    suspended(desk, view, ground=GROUND, now=NOW)
    with pytest.raises(Faults) as barred:
        approve(desk, view, now=NOW)
    assert len(barred.value.faults) == 2
    ended(desk, view, now=NOW + HOUR)
    left = seen(desk, view, now=NOW + HOUR)
    assert left.clock.paused_since == NOW
    assert left.clock.paused_reason.startswith("中止办理")
    ended(desk, view, now=NOW + 2 * HOUR, kind="SUSPENSION")
    assert seen(desk, view, now=NOW + 2 * HOUR).clock.paused_since is None


def test_a_supplement_that_comes_back_meanwhile_leaves_it_standing(desk: Desk) -> None:
    view = accepted(desk)
    surveyed(desk, view, now=NOW)
    fresh = seen(desk, view, now=NOW)
    item = casework.ReturnItem(kind="OTHER", name="婚姻状况", what="请当面说明")
    casework.return_for_supplement(
        view.case_no,
        actor=examiner_of(desk, view),
        now=NOW,
        revision=fresh.revision,
        items=[item],
    )
    back = seen(desk, view, now=NOW)
    casework.resubmit(
        view.case_no, back.request, actor=desk.windows[0], now=NOW, revision=back.revision
    )
    assert seen(desk, view, now=NOW).clock.paused_reason.startswith("等权籍调查")


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(desk: Desk) -> None:
    view = accepted(desk)
    with pytest.raises(Faults) as wrong:
        surveyed(desk, view, now=NOW, what=" ", surveyor="")
    assert [f.field for f in wrong.value.faults] == ["what", "surveyor"]
    with pytest.raises(Faults) as wrong:
        surveyed(desk, view, now=NOW, what="量" * 161)
    assert [f.code for f in wrong.value.faults] == [FaultCode.TOO_LONG]
    for ground, code in ((REGULATION.of(), "REQUIRED"), (REGULATION.of(99), "CODE_LIST")):
        with pytest.raises(Faults) as wrong:
            suspended(desk, view, ground=ground, now=NOW)
        assert [(f.code, f.field) for f in wrong.value.faults] == [(code, "ground")]
    assert not Interruption.objects.exists()


def test_only_its_examiner_and_only_once(desk: Desk) -> None:
    view = accepted(desk)
    other = next(e for e in desk.transfers if e.id != view.examiner_id)
    asked = {"what": "量一下", "surveyor": "岳阳测绘院", "now": NOW, "revision": view.revision}
    for actor, code in ((other, "STEP_NOT_ALLOWED"), (desk.windows[0], "PERMISSION_MISSING")):
        with pytest.raises(Faults) as refused:
            casework.order_survey(view.case_no, actor=actor, **asked)
        assert refused.value.faults[0].code == code
    surveyed(desk, view, now=NOW)
    with pytest.raises(Faults) as again:
        surveyed(desk, view, now=NOW)
    assert again.value.faults[0].code == FaultCode.STEP_NOT_ALLOWED
    with pytest.raises(Faults) as stale:
        casework.order_survey(view.case_no, actor=examiner_of(desk, view), **asked)
    assert stale.value.faults[0].code == FaultCode.STATE_CHANGED


def test_what_ends_with_the_case_is_not_waited_for(desk: Desk) -> None:
    view = accepted(desk)
    surveyed(desk, view, now=NOW)
    casework.withdraw(
        view.case_no,
        actor=desk.windows[0],
        now=NOW,
        revision=seen(desk, view, now=NOW).revision,
        agreed=True,
        reason="不卖了",
    )
    assert Interruption.objects.get().outcome == "CLOSED"


def test_the_database_keeps_what_was_said(desk: Desk) -> None:
    view = accepted(desk)
    surveyed(desk, view, now=NOW)
    ended(desk, view, now=NOW)
    for change in ({"reason": "别的"}, {"outcome": "LIFTED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Interruption.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_interruption")


def looked(desk: Desk, view: casework.CaseView, *, now: datetime = NOW, **more: object) -> None:
    asked = {
        "seen_on": date(2024, 12, 13),
        "viewers": ["周一", "吴二"],
        "as_told": True,
        "finding": "房子和图上一样",
        "photos": [PHOTO],
        "actor": examiner_of(desk, view),
        "now": now,
        "revision": seen(desk, view, now=now).revision,
        **more,
    }
    casework.record_site_view(view.case_no, **asked)


@pytest.fixture
def wanting(desk: Desk, tmp_path: Path) -> Desk:
    """The desk of a city that goes and looks before it enters a sale."""
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    settings = copy / "cities" / "430600" / "settings.toml"
    settings.write_text(settings.read_text().replace("site_view = []", 'site_view = ["G10"]'))
    load_catalogue(copy, office=OFFICE, now=ENTERED)
    return desk


def test_where_the_city_wants_it_nothing_is_entered_unseen(wanting: Desk) -> None:
    view = accepted(wanting)
    today = NOW.date()
    with pytest.raises(Faults) as barred:
        approve(wanting, view, now=NOW)
    assert "还没有实地查看" in barred.value.faults[0].message
    looked(wanting, view, seen_on=today, as_told=False, finding="墙拆了一半")
    with pytest.raises(Faults) as barred:
        approve(wanting, view, now=NOW)
    assert "不一致" in barred.value.faults[0].message
    looked(wanting, view, seen_on=today)
    assert approve(wanting, view, now=NOW).status is CaseStatus.APPROVED
    told = seen(wanting, view, now=NOW)
    assert [v.matches for v in told.site_views] == [False, True]
    assert told.site_views[0].viewers == "周一、吴二"


def test_a_visit_is_refused_with_everything_that_is_wrong(desk: Desk) -> None:
    view = accepted(desk)
    pdf = casework.PhotoInput(content=b"%PDF-1.7", media_type="", name="图.pdf")
    text = casework.PhotoInput(content=b"hello", media_type="", name="字.txt")
    with pytest.raises(Faults) as wrong:
        looked(
            desk,
            view,
            seen_on=NOW.date() + timedelta(days=2),
            viewers=["周一", " 周一 "],
            as_told=None,
            finding="",
            photos=[pdf, text],
        )
    told = [(f.code, f.field) for f in wrong.value.faults]
    assert told == [
        (FaultCode.UPLOAD_TYPE, "photos"),
        (FaultCode.UPLOAD_TYPE, "photos"),
        (FaultCode.DATE_RANGE, "seen_on"),
        (FaultCode.REQUIRED, "viewers"),
        (FaultCode.REQUIRED, "as_told"),
        (FaultCode.REQUIRED, "finding"),
    ]
    with pytest.raises(Faults) as wrong:
        looked(desk, view, seen_on=NOW.date(), photos=[PHOTO] * 21)
    assert wrong.value.faults[0].code == FaultCode.TOO_MANY_ITEMS
    assert not SiteView.objects.exists()


def test_what_was_seen_is_never_changed(desk: Desk) -> None:
    view = accepted(desk)
    looked(desk, view, seen_on=NOW.date(), photos=[PHOTO, PHOTO])
    assert SitePhoto.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteView.objects.update(finding="别的")
    with pytest.raises(IntegrityError), transaction.atomic():
        SitePhoto.objects.update(name="别的")


def test_an_hour_at_the_window_is_an_hour_of_real_time(desk: Desk) -> None:
    noon = datetime(2024, 12, 13, 3, 50, tzinfo=UTC)  # 11:50; the office closes at 12:00
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=noon)
    assert view.clock.due_at == noon + HOUR
    surveyed(desk, view, now=noon + timedelta(minutes=20))  # over lunch
    later = noon + timedelta(days=3)
    ended(desk, view, now=later)
    runs = seen(desk, view, now=later)
    assert runs.clock.due_at == later + timedelta(minutes=40)
    assert Case.objects.get(case_no=view.case_no).due_at == runs.clock.due_at
