"""遗失声明: 15 working days unless a city says less; with none, entry follows at once (G54)."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus, Role
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.guides import sections
from dengbu.casework.inputs.titles import PaperInput
from dengbu.casework.models import Case, Notice
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, OFFICE, ROOT, Desk, open_desk
from tests.casework.noticed import against, examiner_of
from tests.register.city import person

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "{holders}遗失{address}的{certificates}，声明作废。"
NO_DAYS = re.compile(r"(?<!\d)0 ?个工作日")
TIMED = TEXT + "有异议的，请在{until}前提出。"


def catalogue(folder: Path, days: int, text: str, *, service: str = "G54") -> Path:
    """The catalogue with what the city says of a notice in a file of its own."""
    copy = Path(shutil.copytree(ROOT / "catalogue", folder / "catalogue"))
    own = copy / "cities" / "430600" / "services"
    own.mkdir(exist_ok=True)
    (own / f"{service}.toml").write_text(f'[notice]\ndays = {days}\ntext = "{text}"\n')
    return copy


@pytest.mark.parametrize("days", [1, 14])
def test_a_city_may_say_fewer_days_of_a_statement(tmp_path: Path, days: int) -> None:
    assert casework.check_catalogue(catalogue(tmp_path, days, TIMED)) == ()


def test_and_none_at_all(tmp_path: Path) -> None:
    assert casework.check_catalogue(catalogue(tmp_path, 0, TEXT)) == ()


@pytest.mark.parametrize(
    ("days", "text", "service", "key"),
    [
        (-1, TIMED, "G54", "notice.days"),
        (0, TIMED, "G54", "notice.days"),
        (5, TEXT, "G54", "notice.text"),
        (14, TIMED, "G30", "notice.days"),
        (0, TEXT, "G19", "notice.days"),
    ],
)
def test_what_a_city_may_not_say(
    tmp_path: Path, days: int, text: str, service: str, key: str
) -> None:
    """A time that nobody has; no end for those who object; less than 实施细则 17 asks for."""
    found = casework.check_catalogue(catalogue(tmp_path, days, text, service=service))
    assert key in {gap.key for gap in found}
    assert {gap.file for gap in found} == {f"cities/430600/services/{service}.toml"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    opened = open_desk()
    load_catalogue(catalogue(tmp_path, 0, TEXT), office=OFFICE, now=ENTERED)
    return opened


def lost(desk: Desk) -> casework.CaseRequest:
    """Somebody has lost the certificate of their home."""
    made = asks.request("G54", desk.units[0], asks.party(Role.OWNER, person(1)))
    state = register.unit_state(desk.units[0], now=timezone.now())
    assert state.ownership is not None
    (number,) = state.ownership.certificate_nos
    return made.saying(paper=PaperInput(number=number))


@pytest.fixture
def case(desk: Desk) -> casework.CaseView:
    return casework.submit(lost(desk), actor=desk.windows[0], now=timezone.now())


def read(case: casework.CaseView, actor: accounts.Actor) -> casework.CaseView:
    return casework.case(case.case_no, actor=actor, now=timezone.now())


def test_once_it_is_published_the_new_certificate_is_issued(
    desk: Desk, case: casework.CaseView
) -> None:
    me, now = examiner_of(desk, case), timezone.now()
    with pytest.raises(Faults, match="要先发布遗失声明，才能登簿") as error:
        casework.approve_and_enter(case.case_no, actor=me, now=now, revision=case.revision)
    assert any("在这件里发布声明" in fault.remedy for fault in error.value.faults)
    number = casework.publish_notice(case.case_no, actor=me, now=now, revision=case.revision)
    fresh = read(case, me)
    assert fresh.clock.paused_since is None
    assert fresh.clock.due_at == case.clock.due_at, "its clock has not stood"
    done = casework.approve_and_enter(
        case.case_no, actor=me, now=timezone.now(), revision=fresh.revision
    )
    assert done.status is CaseStatus.ENTERED
    (new,) = read(case, me).certificates
    old = register.certificate(case.request.given(PaperInput, "paper").number, now=timezone.now())
    assert old is not None and not old.valid and new != old.number
    notice = casework.public_notice(number, now=timezone.now())
    assert (notice.runs, notice.ran, notice.state) == (False, True, "声明已经发布")


def test_nothing_speaks_of_days_that_there_are_not(desk: Desk, case: casework.CaseView) -> None:
    service = casework.service("G54", office=OFFICE, now=timezone.now())
    said = str(sections(service, today=timezone.now().date()))
    assert "发布遗失声明，发布了就可以补发，不用等" in said
    assert service.promised_whole == service.promised
    told = [step.text for step in case.timeline]
    assert "在网上发布遗失声明，发布了就接着办" in told
    me = examiner_of(desk, case)
    line = casework.awaited(casework.queue(me, now=timezone.now()).lines)
    assert line == {case.id: "等发布遗失声明，发布了就能登簿"}
    card = casework.case_notice(case.case_no, actor=me, now=timezone.now())
    assert card is not None and card.preview is not None
    for text in (said, str(told), case.clock.outlook, card.preview.text, card.hindrance):
        assert not NO_DAYS.search(text)
        assert "公告" not in text


def test_it_is_published_once_and_takes_no_objections(desk: Desk, case: casework.CaseView) -> None:
    me, now = examiner_of(desk, case), timezone.now()
    number = casework.publish_notice(case.case_no, actor=me, now=now, revision=case.revision)
    with pytest.raises(Faults, match="不用再发一份"):
        casework.publish_notice(
            case.case_no, actor=me, now=timezone.now(), revision=case.revision + 1
        )
    with pytest.raises(Faults) as error:
        casework.object_to_notice(number, against(), now=now)
    assert [f.code for f in error.value.faults] == [FaultCode.STATE_CHANGED]
    notice = Notice.objects.get()
    assert notice.shown_until == now + timedelta(days=notice.kept_days)


def test_the_database_knows_no_other_notice_without_days(
    desk: Desk, case: casework.CaseView
) -> None:
    me, now = examiner_of(desk, case), timezone.now()
    casework.publish_notice(case.case_no, actor=me, now=now, revision=case.revision)
    kept = Notice.objects.values().get()
    for wrong in (
        {"kind": "FIRST"},
        {"ended_at": None, "outcome": "", "shown_until": None},
        {"published_end": now + timedelta(days=1), "ends_at": now + timedelta(days=1)},
    ):
        more = {"id": kept["id"] + 1, "number": "4306022026999999", **wrong}
        with pytest.raises(IntegrityError, match="casework_notice"), transaction.atomic():
            Notice.objects.create(**{**kept, **more})
    assert Case.objects.get(id=case.id).paused_since is None
