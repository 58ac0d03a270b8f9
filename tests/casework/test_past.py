"""Finished cases of before, taken over beside their bookings: seen, attested, foretold from."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework import past
from dengbu.casework.dispatching import check_all
from dengbu.casework.models import Case, DeskEvent, JournalLine, SmartDecision
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.site.demonstration.trial import SOUND
from dengbu.site.wiring import audit_evidence
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, OFFICE, Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db
ORIGIN = "从旧系统带来"


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


def finished(desk: Desk, n: int, **changes: object) -> past.FinishedCase:
    """The loan by which the home of the desk was mortgaged, as the bank's officer filed it."""
    examiner = desk.mortgages[0]
    state = register.unit_state(desk.units[n], now=NOW)
    assert state.ownership is not None
    values = {
        "case_no": f"43060220240108{n:06d}",
        "request": replace(asks.sale(desk, n), submission_key=""),
        "address": "枫桥苑1栋",
        "origin": ORIGIN,
        "acceptor": desk.windows[0],
        "examiner": (examiner.id, examiner.name),
        "accepted_at": ENTERED - timedelta(hours=20),
        "ended_at": ENTERED,
        "booking_id": 1 + n,
        **changes,
    }
    return past.FinishedCase(**values)  # type: ignore[arg-type]  # keywords of one test


def test_it_is_a_case_as_any_other_and_says_where_it_comes_from(desk: Desk) -> None:
    paid = ENTERED - timedelta(hours=2)
    made = [finished(desk, 0), finished(desk, 1, tax_paid_at=paid, acceptor=None)]
    assert past.keep_finished(made, office=OFFICE, now=NOW) == 2
    view = casework.case(made[0].case_no, actor=desk.windows[0], now=NOW)
    assert (view.status, view.entered_at, view.examiner) == (
        "ENTERED",
        ENTERED,
        desk.mortgages[0].name,
    )
    assert person(1).name in {p.name for p in view.parties}
    lines = JournalLine.objects.filter(case__case_no=made[1].case_no).order_by("seq")
    assert list(lines.values_list("kind", flat=True)) == ["ACCEPT", "TAX", "APPROVE", "ENTER"]
    assert lines[0].text == f"窗口受理（{ORIGIN}）"
    assert casework.misplaced(now=NOW) == ()
    assert not DeskEvent.objects.exists()  # it never lay on a desk of ours
    assert list(audit_evidence()) == []
    Case.objects.filter(case_no=made[0].case_no).update(decided_at=NOW)
    JournalLine.objects.filter(case__case_no=made[0].case_no, seq=1).update(text="别的")
    assert "do not give its leaf" in next(iter(audit_evidence()))


def test_the_statements_do_not_grow_with_the_cases(desk: Desk) -> None:
    counts = []
    for places in (range(1), range(1, 3)):
        made = [finished(desk, n) for n in places]
        with CaptureQueriesContext(connection) as caught:
            past.keep_finished(made, office=OFFICE, now=NOW)
        counts.append(len([q for q in caught if "dengbu_id_block" not in q["sql"]]))
    assert counts[1] <= counts[0]  # the first reads the service, too


def test_a_number_is_taken_once_and_a_service_is_known(desk: Desk) -> None:
    one = finished(desk, 0)
    past.keep_finished([one], office=OFFICE, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        past.keep_finished([one], office=OFFICE, now=NOW)
    other = replace(one, case_no="1" * 20, request=replace(one.request, service="G99"))
    with pytest.raises(Faults) as caught:
        past.keep_finished([other], office=OFFICE, now=NOW)
    assert caught.value.faults[0].code is FaultCode.NOT_SUPPORTED
    assert past.keep_finished([], office=OFFICE, now=NOW) == 0


def test_what_was_withdrawn_and_what_rules_would_have_read(desk: Desk) -> None:
    one = finished(desk, 0, booking_id=None, facts=replace(SOUND, at=ENTERED))
    past.keep_finished([one], office=OFFICE, now=NOW)
    assert Case.objects.get().status == "WITHDRAWN"
    kept = SmartDecision.objects.get()
    assert (kept.rules, kept.approved, kept.switched_off) == (
        [],
        False,
        ["这个事项的规则还没有启用"],
    )
    why = casework.smart.why([kept.case_id])[kept.case_id]
    assert why.replays
    assert list(audit_evidence()) == []


def test_draws_are_verified_beside_them(desk: Desk) -> None:
    past.keep_finished([finished(desk, n) for n in range(3)], office=OFFICE, now=NOW)
    assert check_all(now=datetime.now(tz=NOW.tzinfo)) == 0
    assert accounts.offices()
