"""The first rules of a service on their way into force, as an office goes it, with made-up cases.

A sample of past cases is checked and two people agree: by the very functions that the office's own
pages call. What is made up is the past alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework import past
from dengbu.casework.rules.autopilot import SmartFacts
from dengbu.kernel.chinese import SHANGHAI

ORIGIN = "演示数据，不是真的件"
REASON = "样本全部查过，没有不该放行的"
SOUND = SmartFacts(
    signature_valid=True,
    key_id="before",
    key_in_force=True,
    bank_credit_code="91430600722541380",
    agent_authorised=True,
    proof_no="演示",
    stated_amount=Decimal("680000.00"),
    stated_mortgagor="周启明",
    registered_proof=True,
    registered_mortgagees=("91430600722541380",),
    registered_amount=Decimal("680000.00"),
    registered_mortgagors=("周启明",),
    at=datetime(2024, 1, 2, tzinfo=SHANGHAI),
    agreed_alone=True,
    numbers_match=True,
    owners=("周启明",),
    owned_by_obligors=True,
    contract_filed="MATCH",
    tax_cleared="MATCH",
    fund_paid="MATCH",
)
"""Of a request that every rule of the smart four lets pass."""


def put_in_force(
    service: str, *, chief: accounts.Actor, auditor: accounts.Actor, now: datetime
) -> int:
    """Let the rules of a service run along, have the sample checked, propose, agree; how many were
    checked."""
    run = casework.smart.begin_shadow(service, actor=chief, now=now)
    drawn = casework.smart.draw_sample(run.id, actor=chief, now=now)
    while lines := casework.smart.drawn_lines(run.id, actor=auditor, only_open=True):
        found = [casework.smart.Finding(line=x.id, finding=casework.smart.RIGHT) for x in lines]
        casework.smart.note_findings(run.id, found, actor=auditor, now=now)
    casework.smart.propose(run.id, reason=REASON, actor=chief, now=now)
    casework.smart.put_in_force(run.id, actor=auditor, now=now)
    return drawn


def make_past(
    services: Sequence[str],
    *,
    office: str,
    examiner: tuple[int, str],
    unit_code: str,
    now: datetime,
    many: int,
) -> None:
    """``many`` withdrawn cases of each service that its rules would have let pass.

    For offices without a history of their own: those of tests and measurements.
    """
    cases = [
        past.FinishedCase(
            case_no=f"B{at:%Y%m%d}{place:02d}{n:09d}",
            request=casework.CaseRequest(service=service, unit_code=unit_code, channel="A"),
            address="演示",
            origin=ORIGIN,
            acceptor=None,
            examiner=examiner,
            accepted_at=at,
            ended_at=at + timedelta(minutes=1),
            booking_id=None,
            facts=replace(SOUND, at=at, answers_until=at + timedelta(minutes=30)),
        )
        for place, service in enumerate(services)
        for n in range(many)
        for at in [now - timedelta(days=1, seconds=n)]
    ]
    past.keep_finished(cases, office=office, now=now)
