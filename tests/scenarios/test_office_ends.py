"""依职权注销: what a decision in force has ended, cancelled by the office after a public notice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Notice
from dengbu.casework.review import approve_and_enter
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.noticed import against
from tests.register.city import person

pytestmark = pytest.mark.django_db(transaction=True)
ORGAN, DOCUMENT = "岳阳市岳阳楼区人民政府", "岳楼政征〔2024〕7号"


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


def asked(desk: Desk, *, organ: str = ORGAN, document: str = DOCUMENT) -> casework.CaseRequest:
    """The office writes down who stands in the register; none of them has signed."""
    draft = casework.blank_request("G28-2", desk.units[0], now=NOW)
    owner = replace(asks.party(casework.Role.OWNER, person(1)), agreed=False)
    return replace(
        draft.request,
        submission_key=f"by-office-{organ}-{document}",
        parties=(owner,),
        materials=(casework.MaterialInput(code="pf", source="ORIGINAL"),),
        inputs={"ending": replace(casework.SLOTS["ending"](), organ=organ, document_no=document)},
    )


def published(desk: Desk) -> tuple[casework.CaseView, accounts.Actor, Notice]:
    accepted = casework.submit(asked(desk), actor=desk.windows[0], now=NOW)
    examiner = accounts.actor(accepted.examiner_id or 0)
    assert examiner is not None
    number = casework.publish_notice(
        accepted.case_no, actor=examiner, now=NOW, revision=accepted.revision
    )
    return accepted, examiner, Notice.objects.get(number=number)


def test_it_is_cancelled_when_the_notice_has_run_and_not_before(desk: Desk) -> None:
    accepted, examiner, notice = published(desk)
    assert ORGAN not in notice.text, "the notice tells the matter, as its form says"
    early = casework.case(accepted.case_no, actor=examiner, now=NOW)
    with pytest.raises(Faults):
        casework.approve(accepted.case_no, actor=examiner, now=NOW, revision=early.revision)
    later = notice.ends_at + timedelta(minutes=1)
    casework.end_notices(now=later)
    fresh = casework.case(accepted.case_no, actor=examiner, now=later)
    decided = approve_and_enter(
        accepted.case_no, actor=examiner, now=later, revision=fresh.revision
    )
    assert decided.outcome is not None
    assert decided.outcome.recorded_at is not None
    state = register.unit_state(desk.units[0], now=decided.outcome.recorded_at)
    assert state.ownership is None
    assert state.mortgages == (), "what rested on it ends with it"
    (ended,) = (e for e in register.history(desk.units[0]) if e.subclass == "4004")
    assert (ended.cause, ended.organ, ended.document_no) == ("依职权注销", ORGAN, DOCUMENT)


def test_an_objection_that_is_upheld_keeps_the_right(desk: Desk) -> None:
    accepted, examiner, notice = published(desk)
    receipt = casework.object_to_notice(notice.number, against(), now=notice.ends_at)
    assert receipt
    later = notice.ends_at + timedelta(minutes=1)
    casework.end_notices(now=later)
    fresh = casework.case(accepted.case_no, actor=examiner, now=later)
    with pytest.raises(Faults):
        casework.approve(accepted.case_no, actor=examiner, now=later, revision=fresh.revision)
    assert register.unit_state(desk.units[0], now=later).ownership is not None


def test_without_a_decision_that_is_named_nothing_is_begun(desk: Desk) -> None:
    with pytest.raises(Faults) as caught:
        casework.submit(asked(desk, organ="", document=""), actor=desk.windows[0], now=NOW)
    wrong = {f.field: f.code for f in caught.value.faults}
    assert wrong == {
        "ending.organ": FaultCode.REQUIRED,
        "ending.document_no": FaultCode.REQUIRED,
        "unit_code": FaultCode.PRECONDITION,
    }
