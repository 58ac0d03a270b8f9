"""A service's first list of rules is a candidate: nothing is approved by rule until two agree."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.models import Case, CaseStatus, JournalLine, ShadowRun, SmartDecision
from dengbu.kernel.fault import Faults
from dengbu.site.demonstration import trial
from tests.casework.desk import NOW, OFFICE, Desk, officer, open_desk
from tests.casework.smart.many import multiply
from tests.casework.smart.released import EVERY, SAMPLE
from tests.casework.smart.test_shadows import file

pytestmark = pytest.mark.django_db(transaction=True)
_P, _D = accounts.Post, accounts.Department
RULES = [f"A0{n}" for n in range(1, 10)]
STANDING = import_module("dengbu.casework.migrations.0035_first_lists").STANDING


@pytest.fixture
def desk() -> Desk:
    return open_desk(3)


def stand() -> None:
    """What bringing an office up to date does with the lists that were in force by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)


def test_a_first_list_approves_nothing_until_two_people_put_it_in_force(desk: Desk) -> None:
    file(desk, 0)
    case = Case.objects.get()
    assert case.status == CaseStatus.EXAMINING
    line = JournalLine.objects.get(kind="HAND_OVER")
    assert line.text == "智能审批没放行，转由审核员办理：这个事项的规则还没有启用"
    kept = SmartDecision.objects.get()
    assert (kept.rules, kept.failed, kept.approved) == ([], [], False)
    why = casework.smart.why([case.id])[case.id]
    assert (why.words, why.flip, why.replays) == ("这个事项的规则还没有启用", (), True)
    offered = {one.service: one for one in casework.smart.candidates(OFFICE, now=NOW)}
    assert set(offered) == set(EVERY)
    assert offered["G44"].first

    multiply(kept, SAMPLE)  # the office has some hundred of them by and by
    chief = officer("科长", (_P.CHIEF, _D.MORTGAGE))
    auditor = officer("督查", (_P.AUDITOR, _D.LEGAL))
    later = NOW + timedelta(hours=2)
    assert trial.put_in_force("G44", chief=chief, auditor=auditor, now=later) == SAMPLE
    run = casework.smart.runs(chief, now=later)[0]
    assert (run.first, run.state, run.forced_by) == (True, "IN_FORCE", "督查")
    assert {n: c for n, _, c in run.counts}["NEWLY"] == SAMPLE + 1
    assert "G44" not in {one.service for one in casework.smart.candidates(OFFICE, now=later)}
    file(desk, 1, now=later)
    assert Case.objects.latest("accepted_at").status == CaseStatus.ENTERED
    assert list(casework.smart.audit_leaves()) == []


def test_a_list_with_too_few_cases_stays_a_candidate(desk: Desk) -> None:
    file(desk, 0)
    chief = officer("科长", (_P.CHIEF, _D.MORTGAGE))
    auditor = officer("督查", (_P.AUDITOR, _D.LEGAL))
    with pytest.raises(Faults) as caught:
        trial.put_in_force("G44", chief=chief, auditor=auditor, now=NOW + timedelta(hours=1))
    assert "放错的最多可能占 95.00%" in str(caught.value)
    file(desk, 1, now=NOW + timedelta(hours=2))
    assert set(Case.objects.values_list("status", flat=True)) == {CaseStatus.EXAMINING}


def test_an_office_that_is_brought_up_to_date_keeps_what_was_in_force(desk: Desk) -> None:
    stand()
    stand()  # once is enough
    assert {r.service: r.state for r in ShadowRun.objects.all()} == dict.fromkeys(EVERY, "IN_FORCE")
    assert casework.smart.candidates(OFFICE, now=NOW) == ()
    file(desk, 0)
    assert Case.objects.get().status == CaseStatus.ENTERED
    chief = officer("科长", (_P.CHIEF, _D.MORTGAGE))
    assert all(run.kept for run in casework.smart.runs(chief, now=NOW))
    assert list(casework.smart.audit_leaves()) == []
    ShadowRun.objects.filter(service="G44").update(rules=RULES[:3])
    (said,) = casework.smart.audit_leaves()
    assert said == f"smart-leaves: the rules of G44 at {OFFICE} were agreed by nobody"


def test_the_database_knows_no_rules_in_force_that_nobody_agreed_to(desk: Desk) -> None:
    with pytest.raises(IntegrityError, match="casework_shadow_forced"), transaction.atomic():
        ShadowRun.objects.create(
            office=OFFICE,
            service="G44",
            rules=RULES,
            against=[],
            state="IN_FORCE",
            begun_at=NOW,
            begun_by_id=7,
        )
    assert autopilot_step(now=NOW) == 0
