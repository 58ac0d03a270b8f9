"""The way of one case: accepted at a window, approved by the drawn examiner, entered."""

from dataclasses import dataclass
from datetime import timedelta

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import CaseUnit
from dengbu.casework.review import approve_and_enter
from dengbu.register import api as register
from tests.casework.desk import NOW, Desk

LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """Where a case came to."""

    accepted: casework.CaseView
    entered: casework.CaseView
    outcome: register.Outcome
    state: register.UnitState  # of the unit after entry


def travel(desk: Desk, request: casework.CaseRequest) -> Journey:
    """From request to entry; every step is a verb of the house."""
    accepted = casework.submit(request, actor=desk.windows[0], now=NOW)
    assert accepted.examiner_id is not None
    examiner = accounts.actor(accepted.examiner_id)
    assert examiner is not None
    page = casework.queue(examiner, now=NOW)
    assert accepted.case_no in {line.case_no for line in page.lines}
    decided = approve_and_enter(
        accepted.case_no, actor=examiner, now=LATER, revision=accepted.revision
    )
    assert decided.outcome is not None
    assert decided.outcome.booked
    assert not CaseUnit.objects.filter(unit_code=accepted.unit_code, open=True).exists()
    entered = casework.case(accepted.case_no, actor=desk.windows[0], now=LATER)
    assert entered.status == casework.CaseStatus.ENTERED
    assert entered.booking_id == decided.outcome.booking_id
    assert all(step.state != "now" for step in entered.timeline)
    moment = decided.outcome.recorded_at
    assert moment is not None
    return Journey(
        accepted=accepted,
        entered=entered,
        outcome=decided.outcome,
        state=register.unit_state(accepted.unit_code, now=moment),
    )
