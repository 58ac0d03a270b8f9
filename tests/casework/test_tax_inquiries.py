"""The tax office is asked until it has an answer: the engine over the real simulators."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import MaterialInput
from dengbu.casework.models import Case, JournalLine, Material, SharedFact, TaxInquiry
from dengbu.exchange.models import Ask, BreakerState
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk

pytestmark = pytest.mark.django_db
LATER = [NOW + timedelta(hours=n) for n in range(1, 9)]
FORM = (MaterialInput(code="m1", source="ORIGINAL"),)


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


@pytest.fixture
def unpaid(departments: Simulators) -> Simulators:
    """At acceptance the tax is still to be paid."""
    departments.behaviour.scenarios["TAX"] = Scenario.NO_MATCH
    return departments


def accepted(desk: Desk, n: int = 0) -> casework.CaseView:
    clerk = desk.windows[0]
    request = replace(
        asks.sale(desk, n, 901 + n),
        submission_key=f"sale-{n}",
        materials=FORM,
        tax_cleared=None,
        tax_note="",
    )
    shared = casework.ask_departments(request, actor=clerk, now=NOW)
    return casework.submit(request, actor=clerk, now=NOW, shared=shared)


def answers(departments: Simulators, scenario: Scenario) -> None:
    BreakerState.objects.all().delete()
    departments.behaviour.scenarios["TAX"] = scenario


def row(case: casework.CaseView) -> Case:
    return Case.objects.get(case_no=case.case_no)


def taxed(case: casework.CaseView) -> int:
    return JournalLine.objects.filter(case__case_no=case.case_no, kind="TAX").count()


def told(desk: Desk, case: casework.CaseView, now: datetime) -> tuple[str, ...]:
    view = casework.case(case.case_no, actor=desk.windows[0], now=now)
    (said,) = (m.told for m in view.materials if m.code == "tx")
    return said


def test_a_clear_answer_settles_the_tax_and_the_clock_runs_on(
    desk: Desk, unpaid: Simulators
) -> None:
    case = accepted(desk)
    assert row(case).paused_for == "TAX"
    answers(unpaid, Scenario.MATCH)
    assert casework.ask_taxes(now=LATER[0]) == 1
    found = row(case)
    assert (found.paused_for, found.paused_since, found.revision) == ("", None, 2)
    assert found.request["tax_cleared"] is True
    fact = SharedFact.objects.filter(case=found, material="tx").latest("id")
    assert found.request["tax_note"] == fact.facts["凭证号"]
    paper = Material.objects.get(case=found, code="tx")
    assert (paper.source, paper.status) == ("SHARED", "NOT_NEEDED")
    line = JournalLine.objects.get(case=found, kind="TAX")
    assert line.who == "税务部门" and "接着计时" in line.text
    assert told(desk, case, LATER[0])[0].startswith("税务部门共享")
    view = casework.case(case.case_no, actor=desk.windows[0], now=LATER[0])
    (others,) = (m.told for m in view.materials if m.code == "m2")
    assert others[0].startswith("公安部门共享")  # what was kept at acceptance still stands
    kept = Ask.objects.get(id=fact.ask_id)
    assert (kept.purpose, kept.reference) == ("缴税核验", case.case_no)
    assert not TaxInquiry.objects.exists()
    assert casework.ask_taxes(now=LATER[1]) == 0


def test_while_it_is_unpaid_nothing_changes_and_it_is_asked_less_and_less_often(
    desk: Desk, unpaid: Simulators
) -> None:
    case = accepted(desk)
    facts = SharedFact.objects.count()
    assert casework.ask_taxes(now=NOW) == 0  # it has just been asked
    waits = []
    now = NOW
    for _ in range(9):
        now = TaxInquiry.objects.get().ask_at
        assert casework.ask_taxes(now=now) == 1
        waits.append(TaxInquiry.objects.get().ask_at - now)
    assert waits[:3] == [timedelta(seconds=s) for s in (30, 60, 120)]
    assert waits[-1] == timedelta(minutes=30)
    assert (row(case).revision, row(case).paused_for) == (1, "TAX")
    assert SharedFact.objects.count() == facts
    assert told(desk, case, now) == ("税务部门答：契税还没有缴",)
    assert taxed(case) == 0


SAID = {
    Scenario.UNKNOWN: "税务部门没有查到契税",
    Scenario.DOWN: "税务部门现在没有回答，请交材料",
    Scenario.GARBAGE: "税务部门的回答看不懂，没有采用，请交材料",
    Scenario.OTHER: "税务部门答的不是这件事，没有采用，请看材料",
}


@pytest.mark.parametrize("scenario", SAID)
def test_any_other_answer_leaves_the_case_and_is_seen(
    desk: Desk, unpaid: Simulators, scenario: Scenario
) -> None:
    case = accepted(desk)
    before = SharedFact.objects.count()
    answers(unpaid, scenario)
    for later in LATER[:2]:
        casework.ask_taxes(now=later)
    assert told(desk, case, LATER[1]) == (SAID[scenario],)
    assert SharedFact.objects.count() == before + 1  # the second time it is no news
    assert row(case).paused_for == "TAX"
    answers(unpaid, Scenario.MATCH)
    casework.ask_taxes(now=LATER[2])
    assert row(case).paused_for == ""


def test_killed_after_asking_it_is_asked_again(desk: Desk, unpaid: Simulators) -> None:
    case = accepted(desk)
    answers(unpaid, Scenario.MATCH)
    # What a process leaves that was killed between the answer and its writing: the claim alone.
    TaxInquiry.objects.update(ask_at=LATER[1], asks=1)
    assert casework.ask_taxes(now=LATER[0]) == 0
    assert "tax_cleared" not in row(case).request
    assert casework.ask_taxes(now=LATER[1]) == 1
    assert row(case).request["tax_cleared"] is True
    assert taxed(case) == 1


def test_what_somebody_noted_meanwhile_stands(desk: Desk, unpaid: Simulators) -> None:
    case = accepted(desk)
    clerk: accounts.Actor = desk.windows[0]
    casework.record_tax(case.case_no, note="完税证明1", actor=clerk, now=LATER[0], revision=1)
    answers(unpaid, Scenario.MATCH)
    casework.ask_taxes(now=LATER[1])
    assert row(case).request["tax_note"] == "完税证明1"
    assert taxed(case) == 1
    assert not TaxInquiry.objects.exists()


def test_several_cases_are_asked_together_each_for_itself(desk: Desk, unpaid: Simulators) -> None:
    cases = [accepted(desk, n) for n in range(2)]
    answers(unpaid, Scenario.MATCH)
    assert casework.ask_taxes(now=LATER[0], limit=1) == 1  # a batch is bounded
    assert casework.ask_taxes(now=LATER[0]) == 1
    numbers = {Ask.objects.get(id=f.ask_id).reference for f in settled()}
    assert numbers == {case.case_no for case in cases}


def settled() -> list[SharedFact]:
    return list(SharedFact.objects.filter(material="tx", outcome="MATCH"))


def test_a_case_that_is_closed_is_asked_about_no_more(desk: Desk, unpaid: Simulators) -> None:
    case = accepted(desk)
    casework.withdraw(
        case.case_no,
        actor=desk.windows[0],
        now=LATER[0],
        revision=1,
        agreed=True,
        reason="不买了",
    )
    asked = unpaid.behaviour.asked["TAX"]
    casework.ask_taxes(now=LATER[1])
    assert unpaid.behaviour.asked["TAX"] == asked
    assert not TaxInquiry.objects.exists()
