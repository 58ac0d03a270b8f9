"""Services that make something public before entry, and a case with its notice, for the tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import CaseView, ObjectionInput, ReturnItem
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Notice, NoticeObjection
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, OFFICE, Desk, by_the_day, open_desk
from tests.register.city import person

TEXT = (
    "{registered}名下坐落于{address}（不动产单元号{unit}，不动产权证号{certificates}）的房屋，"
    "{holders}申请继承，{applicants}签了字。对此有异议的，请在{until}前向{office}提出。"
)
END = datetime(2025, 1, 3, 9, 0, tzinfo=UTC)
"""17:00 of the fifteenth working day after NOW: New Year's Day lies between."""
BEFORE = datetime(2025, 1, 3, 1, 0, tzinfo=UTC)  # on the morning of the last day
AFTER = END + timedelta(hours=1)
SECOND = timedelta(seconds=1)
ITEM = ReturnItem(kind="OTHER", name="婚姻状况", what="请当面说明")


def noticed_desk(folder: Path) -> Desk:
    """An office whose sales want a notice."""
    opened = open_desk()
    with_notice(folder, "G10")
    return opened


def with_notice(folder: Path, *services: str, kind: str = "INHERITANCE", days: int = 15) -> Path:
    """A copy of the catalogue in which the services want a notice; in force since the beginning."""
    copy = by_the_day(folder)
    for service in services:
        file = copy / "services" / f"{service}.toml"
        table = f'\n[notice]\nkind = "{kind}"\ndays = {days}\ntitle = "公告"\ntext = "{TEXT}"\n'
        file.write_text(file.read_text() + table)
    load_catalogue(copy, office=OFFICE, now=ENTERED)
    return copy


def sale(desk: Desk, n: int = 0, *, now: datetime = NOW, **more: object) -> CaseView:
    """A case with its examiner, whose service wants a notice."""
    request = asks.sale(desk, n)
    return casework.submit(request, actor=desk.windows[0], now=now)


def examiner_of(desk: Desk, view: CaseView) -> accounts.Actor:
    """Who examines a case."""
    return next(e for e in desk.transfers if e.id == view.examiner_id)


def published(desk: Desk, view: CaseView, *, now: datetime = NOW) -> Notice:
    """The notice of a case, published by its examiner."""
    number = casework.publish_notice(
        view.case_no, actor=examiner_of(desk, view), now=now, revision=view.revision
    )
    return Notice.objects.get(number=number)


def seen(desk: Desk, view: CaseView, *, now: datetime) -> CaseView:
    """The case as it is now."""
    return casework.case(view.case_no, actor=desk.windows[0], now=now)


def against(
    n: int = 77, what: str = "这套房子有我的份，没有人告诉过我", **more: str
) -> ObjectionInput:
    """What somebody fills in."""
    who = person(n)
    values = {
        "name": who.name,
        "id_type": who.id_type,
        "id_no": who.id_no,
        "phone": "13873000077",
        "what": what,
        **more,
    }
    return ObjectionInput(**values)


def objected(notice: Notice, *, now: datetime, n: int = 77, **more: str) -> NoticeObjection:
    """An objection that was received."""
    receipt = casework.object_to_notice(notice.number, against(n, **more), now=now)
    return NoticeObjection.objects.get(notice=notice, seq=int(receipt.rpartition("-")[2]))


def settled(
    desk: Desk, view: CaseView, objection: NoticeObjection, ruling: str, *, now: datetime
) -> None:
    """Decided by the examiner of the case."""
    casework.settle_objection(
        view.case_no,
        objection.id,
        ruling=ruling,
        reason="登记簿和公证书都写明他已经放弃继承",
        actor=examiner_of(desk, view),
        now=now,
    )
