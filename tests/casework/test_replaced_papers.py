"""换证、补证 of whatever paper: the title's, and a proof by those to whom it was given."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.casework.inputs.titles import PaperInput
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.casework.noticed import examiner_of
from tests.register.city import BANK, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def asked(desk: Desk, service: str, who: register.PartyRef, number: str) -> casework.CaseRequest:
    made = asks.request(service, desk.units[0], asks.party(Role.OWNER, who))
    return made.saying(paper=PaperInput(number=number))


def test_a_bank_has_its_damaged_proof_replaced(desk: Desk) -> None:
    now = timezone.now()
    request = asked(desk, "G53", BANK, desk.proofs[0])
    case = casework.submit(request, actor=desk.windows[0], now=now)
    casework.approve_and_enter(
        case.case_no, actor=examiner_of(desk, case), now=now, revision=case.revision
    )
    (loan,) = register.unit_state(desk.units[0], now=timezone.now()).mortgages
    assert loan.proof_no not in ("", desk.proofs[0])
    old = register.certificate(desk.proofs[0], now=timezone.now())
    assert old is not None and not old.valid


def test_the_form_offers_every_paper_with_its_people(desk: Desk) -> None:
    now = timezone.now()
    state = register.unit_state(desk.units[0], now=now)
    title, proof = [number for number, _ in casework.numbers_on(state, "paper")]
    assert proof == desk.proofs[0]
    for number, who in ((title, person(1)), (proof, BANK)):
        draft = casework.blank_request("G53", desk.units[0], now=now, named=[number])
        assert [p.name for p in draft.parties] == [who.name]


def test_a_lost_proof_is_declared_in_the_name_of_the_bank(desk: Desk) -> None:
    now = timezone.now()
    case = casework.submit(asked(desk, "G54", BANK, desk.proofs[0]), actor=desk.windows[0], now=now)
    examiner = examiner_of(desk, case)
    notice = casework.case_notice(case.case_no, actor=examiner, now=now + timedelta(minutes=1))
    assert notice is not None and notice.preview is not None
    assert notice.preview.text.startswith(f"{BANK.name}因保管不善")
    assert desk.proofs[0] in notice.preview.text
    assert person(1).name not in notice.preview.text


def test_nobody_has_the_paper_of_another_replaced(desk: Desk) -> None:
    with pytest.raises(Faults, match=BANK.name):
        casework.submit(
            asked(desk, "G53", person(1), desk.proofs[0]),
            actor=desk.windows[0],
            now=timezone.now(),
        )
