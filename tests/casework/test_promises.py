"""告知承诺: taken, kept, broken, withdrawn, ruled on; departments are the simulators over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import MaterialInput, Role
from dengbu.casework.models import Case, JournalLine, Material, Promise
from dengbu.exchange.models import BreakerState
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PROMISED = MaterialInput(code="ma", source="PROMISE", signed=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


@pytest.fixture
def down(departments: Simulators) -> Simulators:
    """Civil affairs do not answer."""
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.DOWN
    return departments


def couple(
    desk: Desk, n: int = 0, *papers: MaterialInput, spouse: int = 931
) -> casework.CaseRequest:
    """G17: an owner and the spouse become owners together."""
    owner = person(n + 1)
    return casework.CaseRequest(
        service="G17",
        unit_code=desk.units[n],
        parties=(
            asks.party(Role.SELLER, owner),
            asks.party(Role.BUYER, owner),
            asks.party(Role.BUYER, person(spouse)),
        ),
        submission_key=f"couple-{n}-{spouse}",
        materials=(
            MaterialInput(code="m1", source="ORIGINAL"),
            *papers,
            MaterialInput(code="dv", source="ORIGINAL"),
        ),
        co_ownership="1",
        tax_cleared=True,
        tax_note="夫妻间免征",
    )


def accepted(request: casework.CaseRequest, actor: accounts.Actor) -> casework.CaseView:
    shared = casework.ask_departments(request, actor=actor, now=NOW)
    return casework.submit(request, actor=actor, now=NOW, shared=shared)


def refused(request: casework.CaseRequest, actor: accounts.Actor) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        accepted(request, actor)
    return list(caught.value.faults)


def answered(departments: Simulators, scenario: Scenario) -> None:
    """Civil affairs are back, and say so."""
    BreakerState.objects.all().delete()
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = scenario


def states() -> set[str]:
    return set(Promise.objects.values_list("state", flat=True))


def paper() -> Material:
    return Material.objects.get(code="ma")


def test_a_promise_stands_in_while_the_department_is_down(desk: Desk, down: Simulators) -> None:
    view = accepted(couple(desk, 0, PROMISED), desk.windows[0])
    assert (paper().source, paper().status) == ("PROMISE", "RECEIVED")
    rows = Promise.objects.order_by("id")
    assert [p.name for p in rows] == ["周1", "周931"]  # each of those who apply, once
    assert all(p.text.startswith("本人承诺") and p.signed_at == NOW for p in rows)
    said = [rule.message for rule in view.rules if rule.code == "告知承诺"]
    assert said[0] == "周1承诺代替结婚证，待核查"
    assert view.promised == (("ma", paper().name),)
    (told,) = (m.told for m in view.materials if m.code == "ma")
    assert told == ("民政部门当时没有答上来，用承诺代替，恢复以后再核实",)


def test_an_unsigned_promise_is_none(desk: Desk, down: Simulators) -> None:
    unsigned = replace(PROMISED, signed=False)
    (fault,) = refused(couple(desk, 0, unsigned), desk.windows[0])
    assert (fault.code, fault.field) == (FaultCode.REQUIRED, "materials.1.signed")


def test_nobody_promises_against_what_a_department_says(
    desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["CIVIL_AFFAIRS"] = Scenario.NO_MATCH
    (fault,) = refused(couple(desk, 0, PROMISED), desk.windows[0])
    assert (fault.code, fault.field) == (FaultCode.PRECONDITION, "materials.1.source")
    assert "不能用承诺代替" in fault.message


def test_a_match_makes_the_promise_needless(desk: Desk, departments: Simulators) -> None:
    accepted(couple(desk, 0, PROMISED), desk.windows[0])
    assert paper().source == "SHARED"
    assert not Promise.objects.exists()


def test_it_is_checked_once_the_department_is_back(desk: Desk, down: Simulators) -> None:
    accepted(couple(desk, 0, PROMISED), desk.windows[0])
    assert casework.check_promises(now=NOW) == 1
    assert states() == {"OPEN"}
    assert casework.check_promises(now=NOW) == 0  # not at every turn
    answered(down, Scenario.MATCH)
    assert casework.check_promises(now=LATER) == 1
    assert states() == {"KEPT"}
    assert casework.check_promises(now=LATER + timedelta(days=2)) == 0


@pytest.fixture
def broken(desk: Desk, down: Simulators) -> Case:
    """An open case whose promise turned out untrue."""
    accepted(couple(desk, 0, PROMISED), desk.windows[0])
    answered(down, Scenario.NO_MATCH)
    casework.check_promises(now=LATER)
    return Case.objects.get()


def examiner(desk: Desk, case: Case) -> accounts.Actor:
    return next(a for a in desk.transfers if a.id == case.examiner_id)


def test_an_untrue_one_asks_for_the_paper_and_stops_the_entry(desk: Desk, broken: Case) -> None:
    assert states() == {"BROKEN"}
    assert (paper().source, paper().status) == ("", "MISSING")
    by = examiner(desk, broken)
    with pytest.raises(Faults) as caught:
        casework.approve(broken.case_no, actor=by, now=LATER, revision=broken.revision)
    assert [f.code for f in caught.value.faults] == [FaultCode.MATERIAL_MISSING]
    (found,) = casework.findings("430602")
    assert (found.names, found.entered) == ("周1、周931", False)
    assert found.reason.startswith("民政部门答：")
    assert JournalLine.objects.filter(kind="PROMISE", text__contains="不实").count() == 1


def test_no_promise_of_these_people_is_taken_again(
    desk: Desk, broken: Case, down: Simulators
) -> None:
    answered(down, Scenario.DOWN)
    (fault,) = refused(couple(desk, 1, PROMISED, spouse=931), desk.windows[0])
    assert fault.code is FaultCode.PRECONDITION
    assert fault.message.startswith("周931以前的承诺查下来不实")
    accepted(couple(desk, 1, PROMISED, spouse=932), desk.windows[0])  # others are not marked


def test_a_paper_that_came_after_all_ends_the_promise_and_is_never_taken_away(
    desk: Desk, down: Simulators
) -> None:
    view = accepted(couple(desk, 0, PROMISED), desk.windows[0])
    case = Case.objects.get()
    judge = examiner(desk, case)
    item = casework.ReturnItem(kind="MATERIAL", name="婚姻证明", what="请交", field="materials.ma")
    casework.return_for_supplement(
        case.case_no, actor=judge, now=NOW, revision=view.revision, items=[item]
    )
    case.refresh_from_db()
    papers = [MaterialInput(code=code, source="ORIGINAL") for code in ("m2", "ma")]
    came = couple(desk, 0, *papers)
    casework.resubmit(case.case_no, came, actor=desk.windows[0], now=NOW, revision=case.revision)
    assert states() == {"REPLACED"}
    answered(down, Scenario.NO_MATCH)
    assert casework.check_promises(now=LATER) == 0
    assert (paper().source, paper().status) == ("ORIGINAL", "RECEIVED")
    assert casework.findings(case.office) == ()
    shown = casework.case(case.case_no, actor=judge, now=LATER)
    assert shown.promised == ()


def test_a_ruling_that_it_was_an_error_puts_it_back(desk: Desk, broken: Case) -> None:
    by = examiner(desk, broken)
    casework.settle_promise(
        broken.case_no, "ma", untrue=False, words="民政部门更正了", actor=by, now=LATER
    )
    assert states() == {"KEPT"}
    assert paper().source == "PROMISE"
    broken.refresh_from_db()
    casework.approve(broken.case_no, actor=by, now=LATER, revision=broken.revision)
    assert casework.findings("430602") == ()


def test_a_ruling_that_it_is_untrue_stays_on_the_people(desk: Desk, broken: Case) -> None:
    by = examiner(desk, broken)
    casework.settle_promise(broken.case_no, "ma", untrue=True, words="核实了", actor=by, now=LATER)
    assert states() == {"BROKEN"}
    assert casework.findings("430602") == ()
    with pytest.raises(Faults) as caught:
        casework.settle_promise(
            broken.case_no, "ma", untrue=False, words="再来", actor=by, now=LATER
        )
    assert caught.value.faults[0].code is FaultCode.NOT_FOUND


def test_only_an_examiner_rules(desk: Desk, broken: Case) -> None:
    with pytest.raises(Faults) as caught:
        casework.settle_promise(
            broken.case_no, "ma", untrue=False, words="放过", actor=desk.windows[0], now=LATER
        )
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING
    assert states() == {"BROKEN"}


def test_a_promise_is_taken_back_before_entry_without_a_mark(desk: Desk, down: Simulators) -> None:
    view = accepted(couple(desk, 0, PROMISED), desk.windows[0])

    def back(revision: int, reason: str = "结婚证找到了", code: str = "ma") -> None:
        casework.withdraw_promise(
            view.case_no,
            code,
            actor=desk.windows[0],
            now=LATER,
            revision=revision,
            reason=reason,
        )

    for revision, reason, code, wrong in (
        (view.revision, " ", "ma", FaultCode.REQUIRED),
        (view.revision, "x" * 300, "ma", FaultCode.TOO_LONG),
        (view.revision, "不要了", "m2", FaultCode.NOT_FOUND),
        (view.revision - 1, "不要了", "ma", FaultCode.STATE_CHANGED),
    ):
        with pytest.raises(Faults) as caught:
            back(revision, reason, code)
        assert [f.code for f in caught.value.faults] == [wrong]
    assert states() == {"OPEN"}
    back(view.revision)
    assert states() == {"WITHDRAWN"}
    assert paper().status == "MISSING"
    answered(down, Scenario.NO_MATCH)
    assert casework.check_promises(now=LATER) == 0  # nothing stands that could be checked
    case = Case.objects.get()
    with pytest.raises(Faults) as stopped:
        casework.approve(
            case.case_no, actor=examiner(desk, case), now=LATER, revision=case.revision
        )
    assert "已撤回" in stopped.value.faults[0].message
    answered(down, Scenario.DOWN)
    accepted(couple(desk, 1, PROMISED, spouse=931), desk.windows[0])  # no mark is left


@pytest.mark.django_db(transaction=True)
def test_what_was_entered_on_an_untrue_promise_becomes_a_finding(
    desk: Desk, down: Simulators
) -> None:
    view = accepted(couple(desk, 0, PROMISED), desk.windows[0])
    by = examiner(desk, Case.objects.get())
    casework.approve_and_enter(view.case_no, actor=by, now=NOW, revision=view.revision)
    assert Case.objects.get().status == "ENTERED"
    answered(down, Scenario.NO_MATCH)
    casework.check_promises(now=LATER)
    (found,) = casework.findings("430602")
    assert found.entered
    assert Case.objects.get().status == "ENTERED"  # revoking is for people to decide
    assert paper().source == "PROMISE"  # what it was entered on stays as it was
