"""An order comes with two officers, or the court stands for it: its answer, or its seal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from dengbu.casework import api as casework
from dengbu.casework.catalogue import services_of
from dengbu.casework.inputs import SLOTS
from dengbu.casework.materials import add_material
from dengbu.casework.ordering import ORDERS, check_officers, check_signature
from dengbu.casework.questions import wanted
from dengbu.casework.sharing import NOTHING, PaperAnswer, Shared
from dengbu.evidence import api as evidence
from dengbu.exchange import api as exchange
from dengbu.kernel.fault import FaultCode
from dengbu.site.seal_keys import authorities
from tests.casework import asks
from tests.casework.desk import OFFICE, ROOT
from tests.evidence.sealing.test_pdf import authority, page
from tests.register.city import person

SERVICES = {
    s.code: s
    for s in services_of(ROOT / "catalogue", city="430600", now=datetime(2026, 11, 26, tzinfo=UTC))
}
TWO = {
    "officer": "执行员甲",
    "officer_no": "湘F0101",
    "second_officer": "执行员乙",
    "second_officer_no": "湘F0102",
}


def order(code: str, channel: str = "W", **said: str) -> casework.CaseRequest:
    slot = ORDERS[SERVICES[code].items[0].act]
    given = replace(SLOTS[slot](), **said)
    return casework.CaseRequest(
        service=code, unit_code="", channel=channel, parties=(), inputs={slot: given}
    )


@pytest.mark.parametrize("code", ["G48", "G48-2", "G48-3", "G48-4"])
def test_two_officers_and_their_papers_come_to_the_window(code: str) -> None:
    slot, service = ORDERS[SERVICES[code].items[0].act], SERVICES[code]
    missing = check_officers(order(code), service)
    assert [f.field for f in missing] == [*(f"{slot}.{name}" for name in TWO), "materials.of"]
    shown = (casework.MaterialInput(code="of", source="ORIGINAL"),)
    whole = replace(order(code, **TWO), materials=shown)
    assert not list(check_officers(whole, service))
    assert {f"{slot}.{name}" for name in TWO} <= set(service.optional)
    assert not list(check_officers(order(code, channel="O"), service))  # its signature is asked


def test_one_officer_twice_is_not_two() -> None:
    same = order("G48", **{**TWO, "second_officer_no": TWO["officer_no"]})
    faults = [(f.code, f.field) for f in check_officers(same, SERVICES["G48"])]
    assert (FaultCode.CODE_LIST, "seizure.second_officer_no") in faults


def test_nobody_else_is_asked_for_officers() -> None:
    sale = casework.CaseRequest(service="G10", unit_code="", channel="W", parties=())
    assert not list(check_officers(sale, SERVICES["G10"]))


COURT = "岳阳楼区人民法院"
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def believed() -> Iterator[None]:
    """An office that believes the authority of the court's seal."""
    evidence.use_authorities(lambda: (authority().certificate.public_bytes(Encoding.DER),))
    yield
    evidence.use_authorities(authorities)


def sealed(name: str, root: evidence.Seal | None = None) -> bytes:
    own = evidence.new_seal(root or authority(), name, now=datetime.now(UTC))
    return evidence.seal_pdf(page(), own, reason="协助执行")


def unsigned(request: casework.CaseRequest) -> list[str]:
    service, now = SERVICES[request.service], datetime.now(UTC)
    return [f.field for f in check_signature(request, service, NOTHING, office=OFFICE, now=now)]


def uploaded(request: casework.CaseRequest, content: bytes) -> casework.CaseRequest:
    kept = add_material(
        content,
        office=OFFICE,
        media_type="application/pdf",
        name="执行裁定书.pdf",
        now=datetime.now(UTC),
    )
    paper = casework.MaterialInput(code="cp", source="UPLOAD", sha256=kept.sha256)
    return replace(request, materials=(paper,))


def auction(channel: str, **said: str) -> casework.CaseRequest:
    given = replace(SLOTS["order"](), organ=COURT, document_no="（2026）湘0602执9号", **said)
    return casework.CaseRequest(
        service="G21", unit_code="", channel=channel, parties=(), inputs={"order": given}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["O", "W"])
def test_an_order_that_is_brought_by_whoever_gains_bears_the_courts_seal(
    believed: None, channel: str
) -> None:
    asked = auction(channel)
    stranger = evidence.new_authority("演示根", now=datetime.now(UTC))
    assert unsigned(asked) == ["materials.cp"]
    assert unsigned(uploaded(asked, page())) == ["materials.cp"]
    assert unsigned(uploaded(asked, sealed("某某公司"))) == ["materials.cp"]
    assert unsigned(uploaded(asked, sealed(COURT, stranger))) == ["materials.cp"]
    changed = sealed(COURT).replace(b"/Reason", b"/Resaon", 1)
    assert unsigned(uploaded(asked, changed)) == ["materials.cp"]
    assert unsigned(uploaded(asked, sealed(COURT))) == []


@pytest.mark.django_db
def test_a_seizure_on_line_bears_the_courts_seal(believed: None) -> None:
    asked = order("G48", channel="O", organ=COURT)
    assert unsigned(asked) == ["materials.cp"]
    assert unsigned(uploaded(asked, sealed(COURT))) == []
    assert unsigned(order("G48", organ=COURT)) == []  # two officers come


def test_two_officers_bring_an_order_to_transfer() -> None:
    assert unsigned(auction("W", **{**TWO, "officer_no": ""})) == [
        "order.officer_no",
        "materials.of",
    ]
    shown = (casework.MaterialInput(code="of", source="ORIGINAL"),)
    assert unsigned(replace(auction("W", **TWO), materials=shown)) == []


UNIT = "430602003012GB00045F00010001"


def answered(outcome: exchange.Outcome, asked: casework.CaseRequest) -> Shared:
    """What the court said when it was asked about the very order."""
    (question,) = wanted(asked, SERVICES[asked.service], today=NOW.date())["cp"].questions
    fact = exchange.Fact(question=question, outcome=outcome, fetched_at=NOW, ask_id=1)
    return Shared(answers={"cp": PaperAnswer(code="cp", facts=(fact,), whole=True)})


def believed_by(asked: casework.CaseRequest, outcome: exchange.Outcome) -> bool:
    service, shared = SERVICES[asked.service], answered(outcome, asked)
    return not list(check_signature(asked, service, shared, office=OFFICE, now=NOW))


NUMBERS = {"seizure": "document_no", "renewal": "document_no", "release": "release_document_no"}
ORDERED = [
    *(
        order(code, "O", **{"organ": COURT, NUMBERS[slot]: "（2026）湘0602执9号"})
        for code in ("G48", "G48-2", "G48-3", "G48-4")
        for slot in (ORDERS[SERVICES[code].items[0].act],)
    ),
    auction("O"),
    auction("W"),
]


@pytest.mark.parametrize("asked", ORDERED, ids=lambda r: f"{r.service} {r.channel}")
def test_an_order_is_believed_if_the_court_answers_for_it(asked: casework.CaseRequest) -> None:
    asked = replace(asked, unit_code=UNIT)
    (question,) = wanted(asked, SERVICES[asked.service], today=NOW.date())["cp"].questions
    assert question.about()["document_no"].startswith("（2026）湘0602执")
    for outcome in exchange.Outcome:
        assert believed_by(asked, outcome) is (outcome is exchange.Outcome.MATCH), outcome


def ending(
    channel: str, ground: str = "BY_DECISION", *, signed: bool = False, **said: str
) -> casework.CaseRequest:
    given = replace(
        SLOTS["ending"](), ground=ground, organ=COURT, document_no="（2026）湘0602民初7号", **said
    )
    owner = asks.party(casework.Role.OWNER, person(1), agreed=signed)
    return casework.CaseRequest(
        service="G28",
        unit_code=UNIT,
        channel=channel,
        parties=(owner,),
        inputs={"ending": given},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["G04", "G28", "C20", "G49-4", "G50-4", "G51-4", "G52-6"])
def test_a_right_ends_by_a_decision_only_if_somebody_stands_for_it(
    believed: None, code: str
) -> None:
    asked = replace(ending("W"), service=code)
    assert unsigned(asked) == ["materials.cp"]
    assert unsigned(uploaded(asked, sealed("某某公司"))) == ["materials.cp"]
    assert unsigned(uploaded(asked, sealed(COURT))) == []
    assert believed_by(asked, exchange.Outcome.MATCH)
    assert not believed_by(asked, exchange.Outcome.DOWN)
    assert unsigned(replace(ending("W", **TWO), service=code)) == ["materials.of"]
    shown = (casework.MaterialInput(code="of", source="ORIGINAL"),)
    assert unsigned(replace(ending("W", **TWO), service=code, materials=shown)) == []


@pytest.mark.parametrize("ground", ["DESTROYED", "WAIVED", "EXPROPRIATED"])
def test_other_grounds_rest_on_other_papers(ground: str) -> None:
    assert unsigned(ending("W", ground)) == []
    assert "cp" not in wanted(ending("W", ground), SERVICES["G28"], today=NOW.date())


def test_who_holds_the_right_and_applies_needs_nobody_to_stand_for_the_decision() -> None:
    assert unsigned(ending("W", signed=True)) == []
