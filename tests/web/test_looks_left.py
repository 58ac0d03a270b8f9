"""Every page and operation that is declared as reading is opened, and leaves its look and leaf."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.accounts.models import Disclosure
from dengbu.casework import api as casework
from dengbu.casework.models import Case, Interruption, Notice, Reminder, SiteView
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from dengbu.web.shared import looks
from tests.casework import asks
from tests.casework.conftest import departments, simulators
from tests.casework.desk import Desk, officer, open_desk
from tests.casework.mortgaged.sale import begin
from tests.casework.noticed import objected, with_notice
from tests.casework.payments.till import paid
from tests.register.city import person
from tests.web.agent.signed import REHEARSALS, Program, filed_key
from tests.web.agent.test_applications import APPLICATIONS, kept, mortgage
from tests.web.agent.test_rehearsals import sale_under_mortgage
from tests.web.citizen.test_citizen import own_number
from tests.web.open.test_files import seals
from tests.web.window.test_departments import couple
from tests.web.window.test_inquiring import SENT
from tests.web.window.test_window import PDF, address, sale_fields

__all__ = ["departments", "seals", "simulators"]
Calls = Mapping[str, Callable[[], HttpResponse]]
ME, BUYER = person(1), person(901)
GROUND = "《不动产登记暂行条例》第22条"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


@dataclass(kw_only=True)
class Opened:
    """An office at work, and who opens its pages."""

    desk: Desk
    reader: accounts.Actor | None = None  # who opened the last page
    clients: dict[int, Client] = field(default_factory=dict)

    def by(self, actor: accounts.Actor) -> Client:
        """A browser in which somebody is signed in."""
        if actor.id not in self.clients:
            self.clients[actor.id] = Client()
            self.clients[actor.id].force_login(accounts.Account.objects.get(id=actor.id))
        self.reader = actor
        return self.clients[actor.id]

    @property
    def window(self) -> Client:
        return self.by(self.desk.windows[0])

    def examiner(self, case_no: str) -> Client:
        found = accounts.actor(Case.objects.get(case_no=case_no).examiner_id or 0)
        assert found is not None
        return self.by(found)


@pytest.fixture
def opened(db: None) -> Opened:
    return Opened(desk=open_desk())


def left(opened: Opened, calls: Calls, *, of: tuple[str, str] = ME.key) -> None:
    """Open each page; what it left names who, in which post, what, why, where and whose."""
    missing = []
    for name, call in calls.items():
        Disclosure.objects.all().delete()
        before = timezone.now()
        answer = call()
        assert answer.status_code < 400 or answer.status_code in looks.WITH_DATA, name
        rows = list(Disclosure.objects.filter(kind=looks.READS[name], read__isnull=False))
        reader = opened.reader
        assert reader is not None
        if of not in {(row.id_type, row.id_no) for row in rows}:
            missing.append((name, answer.status_code))
            continue
        (read,) = {row.read for row in rows}
        for row in rows:
            assert (row.account_id, row.actor_name) == (reader.id, reader.name), name
            assert row.post and row.purpose and row.place, name
            assert row.at >= before, name
        subject = f"read:{read}"
        content = accounts.content_of(subject)
        leaf = evidence.leaves_of([subject])[subject]
        assert content is not None and leaf.attests(content, evidence.Kind.DISCLOSURE), name
        (look, *_) = accounts.looks_of(*of)
        assert (look.who, look.kind) == (reader.name, looks.READS[name]), name
    assert missing == []


def case_of(desk: Desk) -> casework.CaseView:
    """A sale with a paper as a file."""
    asked, now = asks.sale(desk, 0), timezone.now()
    kept = casework.add_material(
        PDF, office=desk.units[0][:6], media_type="application/pdf", name="a.pdf", now=now
    )
    first, *others = asked.materials
    papers = (replace(first, sha256=kept.sha256, media_type=kept.media_type), *others)
    return casework.submit(replace(asked, materials=papers), actor=desk.windows[0], now=now)


def at_the_window(opened: Opened) -> Calls:
    """The window, in one sale that waits for its examiner."""
    desk, unit = opened.desk, opened.desk.units[0]
    spare = sale_fields(opened.window, unit)
    case = case_of(desk).case_no
    place = f"/window/cases/{case}"
    return {
        "window:desk": lambda: opened.window.get("/window/", {"unit": unit}),
        "window:search": lambda: opened.window.get("/window/search", {"q": ME.id_no}),
        "window:rehearsal": lambda: opened.window.post(
            address(unit, "G10").replace("/window/", "/window/rehearsal"), spare
        ),
        "window:receipt": lambda: opened.window.get(f"/window/receipts/{case}"),
        "window:cases": lambda: opened.window.get("/window/cases/"),
        "window:case": lambda: opened.window.get(place),
        "window:supplement": lambda: opened.window.post(f"{place}/supplement"),
        "window:tax": lambda: opened.window.post(f"{place}/tax"),
        "window:paid": lambda: opened.window.post(f"{place}/paid"),
        "window:take_back": lambda: opened.window.post(f"{place}/promise"),
        "window:withdraw": lambda: opened.window.get(f"{place}/withdraw"),
    }


def in_the_office(opened: Opened) -> Calls:
    """The office, in one sale that is examined."""
    desk, unit = opened.desk, opened.desk.units[0]
    case = case_of(desk)
    number, place = case.case_no, f"/office/cases/{case.case_no}"
    chief = officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))
    line = register.history(unit)[0]
    Reminder.objects.create(
        office=case.office,
        case=Case.objects.get(),
        kind="OVERDUE",
        recipient_id=case.examiner_id,
        due_at=Case.objects.get().due_at,
        at=timezone.now(),
    )
    mine = opened.examiner
    sheet = {"purpose": "核对本周超期的件"}
    title = own_number(1)
    return {
        "office:queue": lambda: mine(number).get("/office/"),
        "office:lists": lambda: mine(number).get("/office/lists"),
        "office:list": lambda: mine(number).get("/office/lists/examine"),
        "office:list_sheet": lambda: mine(number).post("/office/lists/all/sheet", sheet),
        "office:hand_on": lambda: opened.by(chief).get("/office/hand-on", {"of": case.examiner_id}),
        "office:reminders": lambda: mine(number).get("/office/reminders"),
        "office:orders": lambda: opened.by(chief).get("/office/ledger/orders"),
        "office:case": lambda: mine(number).get(place),
        "office:decide": lambda: mine(number).post(f"{place}/decide"),
        "office:hand_over": lambda: opened.by(chief).post(f"{place}/hand-over"),
        "office:mark": lambda: opened.window.post(f"{place}/marks"),
        "office:interrupt": lambda: mine(number).post(f"{place}/interrupt"),
        "office:record_site_view": lambda: mine(number).post(f"{place}/site-views"),
        "office:paper": lambda: mine(number).get(f"{place}/papers/m1"),
        "office:certificate": lambda: mine(number).get(f"/office/certificates/{title}.pdf"),
        "office:certificate_ofd": lambda: mine(number).get(f"/office/certificates/{title}.ofd"),
        "office:unit": lambda: mine(number).get(f"/office/units/{unit}"),
        "office:entry": lambda: mine(number).get(
            f"/office/units/{unit}/entries/{line.case_no}/{line.seq + 1}"
        ),
    }


def beside_the_case(opened: Opened) -> Calls:
    """What an examiner arranges and looks at outside."""
    desk = opened.desk
    case = case_of(desk)
    number, place = case.case_no, f"/office/cases/{case.case_no}"
    sent = {"revision": case.revision, "do": "interrupt", "kind": "SURVEY", "what": "重测面积"}
    opened.examiner(number).post(f"{place}/interrupt", {**sent, "surveyor": "岳阳测绘院"})
    (survey,) = Interruption.objects.all()
    visit = {
        "revision": Case.objects.get().revision,
        "do": "site_view",
        "seen_on": timezone.localdate().isoformat(),
        "viewers": "周一，吴二",
        "as_told": "yes",
        "finding": "和图上一样",
        "photos": [SimpleUploadedFile("1.png", PNG, "image/png")],
    }
    opened.examiner(number).post(f"{place}/site-views", visit)
    (seen,) = SiteView.objects.all()
    mine = opened.examiner
    return {
        "office:end_interruption": lambda: mine(number).post(f"{place}/interruptions/{survey.id}"),
        "office:site_photo": lambda: mine(number).get(f"{place}/site-views/{seen.id}/1"),
    }


def returned_and_refused(opened: Opened) -> Calls:
    """The notices that are handed over."""
    desk, now = opened.desk, timezone.now()
    back = case_of(desk)
    other = casework.submit(asks.sale(desk, 1), actor=desk.windows[0], now=now)
    refusal = {"reason": "权属有争议", "clause": GROUND, "remedy": "可以申请行政复议"}
    items = {"items": "买卖合同：面积写成 118.24，请更正"}
    for case, sent in ((back, {"do": "return", **items}), (other, {"do": "refuse", **refusal})):
        place = f"/office/cases/{case.case_no}/decide"
        answer = opened.examiner(case.case_no).post(place, {"revision": case.revision, **sent})
        assert answer.status_code == 302, answer.content.decode()
    mine, place = opened.examiner, f"/office/cases/{back.case_no}/supplement-notice"
    refused = f"/office/cases/{other.case_no}/refusal"
    letter = f"/office/cases/{other.case_no}/letters/refusal.pdf"
    return {
        "office:supplement": lambda: mine(back.case_no).get(place),
        "office:refusal": lambda: mine(other.case_no).get(refused),
        "office:letter": lambda: mine(other.case_no).get(letter),
    }


def asked_about(opened: Opened) -> Calls:
    """A question at the window, answered."""
    place = opened.window.post("/window/inquiry/?kind=N57&as=HOLDER", SENT)["Location"]
    other = opened.by(officer("督查", (accounts.Post.AUDITOR, accounts.Department.INTAKE)))
    auditor = opened.reader
    assert auditor is not None and other is not None
    return {
        "window:answer": lambda: opened.by(auditor).get(place),
        "window:answer_pdf": lambda: opened.by(auditor).get(f"{place}/pdf"),
        "window:answer_ofd": lambda: opened.by(auditor).get(f"{place}/ofd"),
    }


def under_mortgage(opened: Opened) -> Calls:
    """A sale under mortgage: the window, the office, both faces of a bank."""
    sale = begin(opened.desk)
    bank, program = opened.desk.bank, Program(*filed_key(opened.desk.bank))
    case, place = sale.case.case_no, f"/agent/v1/mortgaged-transfers/{sale.number}"
    word = {"side": "OLD_BANK", "kind": "CONFIRM", "amount": "1.00", "agreed": "0" * 64}

    def sent(call: Callable[[], HttpResponse]) -> HttpResponse:
        opened.reader = bank
        return call()

    return {
        "window:mortgaged": lambda: opened.window.get(f"/window/cases/{case}/mortgaged"),
        "office:mortgaged": lambda: opened.examiner(case).get(f"/office/cases/{case}/mortgaged"),
        "agent:transfers": lambda: opened.by(bank).get("/agent/transfers/"),
        "agent:transfer": lambda: opened.by(bank).get(f"/agent/transfers/{sale.number}"),
        "agent-api:list_transfers": lambda: sent(
            lambda: program.get("/agent/v1/mortgaged-transfers")
        ),
        "agent-api:get_transfer": lambda: sent(lambda: program.get(place)),
        "agent-api:post_word": lambda: sent(lambda: program.post(word, f"{place}/words")),
    }


def by_program(opened: Opened) -> Calls:
    """A bank's program: what it asks, files and follows."""
    desk, bank = opened.desk, opened.desk.other_bank
    program = Program(*filed_key(bank))
    asked = mortgage(desk, kept(desk, program))

    def sent(who: accounts.Actor, call: Callable[[], HttpResponse]) -> HttpResponse:
        opened.reader = who
        return call()

    def followed() -> HttpResponse:
        case = Case.objects.get(service__code="G39").case_no
        return sent(bank, lambda: program.get(f"{APPLICATIONS}/{case}"))

    return {
        "agent-api:post_rehearsal": lambda: sent(
            bank, lambda: program.post(sale_under_mortgage(desk), REHEARSALS)
        ),
        "agent-api:post_application": lambda: sent(bank, lambda: program.post(asked, APPLICATIONS)),
        "agent-api:get_application": followed,
    }


def by_batch(opened: Opened) -> Calls:
    """What a bank asks of a case that it has filed among others."""
    desk, opened.reader = opened.desk, opened.desk.bank
    program = Program(*filed_key(desk.bank))
    line = {"unit_code": desk.units[0], "proof_no": desk.proofs[0]}
    assert program.post({"service": "G44", "items": [line]}).status_code == 201
    case = Case.objects.get().case_no
    return {"agent-api:get_case": lambda: program.get(f"/agent/v1/cases/{case}")}


PAGES = (
    (at_the_window, ME),
    (in_the_office, ME),
    (beside_the_case, ME),
    (returned_and_refused, BUYER),
    (asked_about, ME),
    (under_mortgage, ME),
    (by_program, ME),
    (by_batch, ME),
)


@pytest.mark.usefixtures("seals")
@pytest.mark.parametrize(("pages", "of"), PAGES, ids=[pages.__name__ for pages, _ in PAGES])
def test_pages_leave_their_looks(
    opened: Opened, pages: Callable[[Opened], Calls], of: register.PartyRef
) -> None:
    left(opened, pages(opened), of=of.key)


def test_a_notice_and_an_objection_leave_theirs(opened: Opened, tmp_path: Path) -> None:
    with_notice(tmp_path, "G10")
    number = casework.submit(
        asks.sale(opened.desk, 0), actor=opened.desk.windows[0], now=timezone.now()
    ).case_no
    place, mine = f"/office/cases/{number}", opened.examiner
    sent = {"revision": Case.objects.get().revision, "do": "publish"}
    assert mine(number).post(f"{place}/notice", sent).status_code == 302
    row = objected(Notice.objects.get(), now=timezone.now())
    calls = {
        "office:notice": lambda: mine(number).post(f"{place}/notice"),
        "office:ruling": lambda: mine(number).post(f"{place}/objections/{row.id}"),
    }
    left(opened, calls)


def test_promises_leave_theirs(opened: Opened, departments: Simulators) -> None:
    desk = opened.desk
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.DOWN
    signed = couple(opened.window, desk, **{"materials.ma.signed": "1"})
    assert opened.window.post(address(desk.units[0], "G17"), signed).status_code == 302
    case, place = Case.objects.get().case_no, "/window/cases"
    sheets = {"window:promise_sheets": lambda: opened.window.get(f"{place}/{case}/promises")}
    left(opened, sheets)
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.NO_MATCH
    assert casework.check_promises(now=timezone.now()) == 1
    calls = {
        "office:tasks": lambda: opened.examiner(case).get("/office/tasks"),
        "office:broken_promise": lambda: opened.examiner(case).get(f"/office/promises/{case}/ma"),
    }
    left(opened, calls)


@pytest.mark.django_db(transaction=True)  # the entry commits
def test_a_copy_of_a_paper_leaves_its_look() -> None:
    opened = Opened(desk=open_desk())
    case = case_of(opened.desk)
    examiner = accounts.actor(case.examiner_id or 0)
    assert examiner is not None
    casework.approve_and_enter(
        case.case_no,
        actor=examiner,
        now=timezone.now() + timedelta(minutes=1),
        revision=case.revision,
    )
    paid(f"{case.case_no}-1")
    asker = {"asker.name": BUYER.name, "asker.id_no": BUYER.id_no, "place": own_number(901)}
    answer = opened.window.post("/window/inquiry/?kind=N63&as=HOLDER", {**SENT, **asker})
    assert answer.status_code == 302
    place = f"{answer['Location']}/papers/{hashlib.sha256(PDF).hexdigest()}"
    left(opened, {"window:answer_copy": lambda: opened.window.get(place)}, of=BUYER.key)


def test_nothing_that_is_declared_is_left_out() -> None:
    """Whatever reads and is not opened above is missing here."""
    written = re.findall(r'"([a-z-]+:[a-z_]+)": ', Path(__file__).read_text())
    assert sorted(written) == sorted(looks.READS)
