"""交接 and 请假: evenly to whoever may, with a reason; all or nothing; away means passed over."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.accounts import api as accounts
from dengbu.accounts.models import OfficerPost
from dengbu.casework import api as casework
from dengbu.casework.models import Case, JournalLine
from dengbu.casework.rules.dispatch import spread
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, Desk, officer, open_desk

TODAY = date(2024, 12, 12)
WHY = "调到登记一部，手上的件交给同事"


@given(
    st.lists(st.frozensets(st.integers(1, 5)), max_size=30),
    st.dictionaries(st.integers(1, 5), st.integers(0, 9)),
)
def test_the_least_loaded_who_may_gets_the_next(
    wanted: list[frozenset[int]], loads: dict[int, int]
) -> None:
    given = spread(list(enumerate(wanted)), loads)
    burden = Counter(loads)
    for n, people in enumerate(wanted):
        taker = given[n]
        if taker is None:
            assert not people
            continue
        assert taker in people
        assert burden[taker] == min(burden[p] for p in people)
        burden[taker] += 1


def test_a_desk_of_many_is_spread_evenly() -> None:
    people = frozenset({1, 2, 3})
    given = spread([(n, people) for n in range(300)], {})
    assert set(Counter(given.values()).values()) == {100}


@pytest.fixture
def desk() -> Desk:
    return open_desk(6)


@pytest.fixture
def chief(desk: Desk) -> accounts.Actor:
    return officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))


def piled(desk: Desk, count: int = 4) -> list[Case]:
    """All cases on the desk of the first examiner."""
    one = desk.transfers[0]
    for n in range(count):
        casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=NOW)
    Case.objects.update(examiner_id=one.id, examiner_name=one.name)
    return list(Case.objects.order_by("due_at", "id"))


def told(caught: pytest.ExceptionInfo[Faults]) -> list[tuple[FaultCode, str]]:
    return [(fault.code, fault.field) for fault in caught.value.faults]


@pytest.mark.django_db
def test_a_leaving_officer_hands_everything_on_evenly(desk: Desk) -> None:
    cases, leaving = piled(desk), desk.transfers[0]
    handed = casework.hand_on(
        leaving.id, cases=None, to=(), reason=f" {WHY} ", actor=leaving, now=NOW
    )
    assert Counter(h.to for h in handed) == {desk.transfers[1].id: 2, desk.transfers[2].id: 2}
    for case in Case.objects.all():
        assert (case.revision, case.acceptor_id) == (2, desk.windows[0].id)
        assert case.due_at == cases[0].due_at
        line = JournalLine.objects.get(case=case, kind="HAND_ON")
        assert line.text == f"{leaving.name}的件交接给{case.examiner_name}审核：{WHY}"
        assert line.data == {"from": leaving.id, "to": case.examiner_id, "by": leaving.id}
    assert casework.desk_of(leaving.id, actor=leaving) == ()


@pytest.mark.django_db
def test_a_chief_hands_some_on_to_the_one_who_is_named(desk: Desk, chief: accounts.Actor) -> None:
    cases = piled(desk)
    to = desk.transfers[2]
    handed = casework.hand_on(
        desk.transfers[0].id,
        cases={cases[1].case_no: 1, cases[3].case_no: 1},
        to=[to.id],
        reason=WHY,
        actor=chief,
        now=NOW,
    )
    assert {h.case_no for h in handed} == {cases[1].case_no, cases[3].case_no}
    assert Case.objects.filter(examiner_id=to.id).count() == 2


@pytest.mark.django_db
def test_nothing_is_half_handed_over(desk: Desk, chief: accounts.Actor) -> None:
    cases, of = piled(desk), desk.transfers[0].id

    def refused(**more: object) -> list[tuple[FaultCode, str]]:
        asked = {"cases": None, "to": (), "reason": WHY, "actor": chief, "now": NOW, **more}
        with pytest.raises(Faults) as caught:
            casework.hand_on(of, **asked)  # type: ignore[arg-type]  # keywords of one test
        return told(caught)

    assert refused(reason=" ", to=[desk.mortgages[0].id]) == [
        (FaultCode.REQUIRED, "why"),
        (FaultCode.CODE_LIST, "to"),
    ]
    assert refused(cases={}) == [(FaultCode.REQUIRED, "cases")]
    stale = {cases[0].case_no: 1, cases[1].case_no: 7, "43060220241212999999": 1}
    assert refused(cases=stale) == [(FaultCode.STATE_CHANGED, "cases")] * 2
    assert refused(actor=desk.transfers[1]) == [(FaultCode.PERMISSION_MISSING, "")]
    Case.objects.filter(id=cases[2].id).update(acceptor_id=chief.id)
    assert refused() == [(FaultCode.STEP_NOT_ALLOWED, "cases")]
    Case.objects.filter(id=cases[2].id).update(acceptor_id=desk.transfers[1].id)
    assert refused(to=[desk.transfers[1].id]) == [(FaultCode.NOT_SUPPORTED, "cases")]
    assert not JournalLine.objects.filter(kind="HAND_ON").exists()
    assert Case.objects.filter(examiner_id=of, revision=1).count() == 4
    casework.hand_on(of, cases=None, to=(), reason=WHY, actor=chief, now=NOW)
    assert Case.objects.get(id=cases[2].id).examiner_id == desk.transfers[2].id  # four eyes


@pytest.mark.django_db
def test_who_is_away_is_passed_over(desk: Desk, chief: accounts.Actor) -> None:
    one, two, three = desk.transfers
    taken = accounts.take_leave(one, account=one.id, first=TODAY, last=TODAY, now=NOW)
    accounts.take_leave(chief, account=two.id, first=TODAY, last=TODAY + timedelta(days=4), now=NOW)
    for n in range(3):
        casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=NOW)
    assert set(Case.objects.values_list("examiner_id", flat=True)) == {three.id}
    assert casework.may_take(Case.objects.first().case_no, actor=chief, now=NOW) == ()  # type: ignore[union-attr]
    assert casework.colleagues_of(three.id, actor=chief, now=NOW) == ()
    tomorrow = NOW + timedelta(days=1)
    assert [c.id for c in casework.colleagues_of(three.id, actor=chief, now=tomorrow)] == [one.id]
    accounts.end_leave(one, taken.id, now=NOW)
    assert accounts.away(one.office, on=TODAY) == {two.id}
    casework.submit(asks.sale(desk, 4), actor=desk.windows[0], now=NOW)
    assert Case.objects.filter(examiner_id=one.id).count() == 1
    assert all(
        check.holds
        for number in Case.objects.values_list("case_no", flat=True)
        for check in casework.verify_assignment(number)
    )


@pytest.mark.django_db
def test_leave_that_cannot_be(desk: Desk, chief: accounts.Actor) -> None:
    one, two = desk.transfers[:2]

    def refused(actor: accounts.Actor, account: int, *days: date | None) -> list[FaultCode]:
        with pytest.raises(Faults) as caught:
            accounts.take_leave(actor, account=account, first=days[0], last=days[1], now=NOW)
        return [fault.code for fault in caught.value.faults]

    yesterday = TODAY - timedelta(days=1)
    assert refused(one, one.id, None, None) == [FaultCode.REQUIRED] * 2
    assert refused(one, one.id, yesterday, yesterday - timedelta(days=1)) == [
        FaultCode.CODE_LIST,
        FaultCode.CODE_LIST,
    ]
    assert refused(one, one.id, TODAY, TODAY + timedelta(days=400)) == [FaultCode.CODE_LIST]
    assert refused(one, two.id, TODAY, TODAY) == [FaultCode.PERMISSION_MISSING]
    assert refused(chief, desk.bank.id, TODAY, TODAY) == [FaultCode.NOT_FOUND]
    taken = accounts.take_leave(one, account=one.id, first=TODAY, last=TODAY, now=NOW)
    assert refused(one, one.id, TODAY, TODAY) == [FaultCode.CODE_LIST]
    with pytest.raises(Faults) as caught:
        accounts.end_leave(two, taken.id, now=NOW)
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING
    assert [one.name for one in accounts.leaves(one.office, on=TODAY)] == [desk.transfers[0].name]


@pytest.mark.django_db
def test_the_desk_of_whoever_left_is_not_forgotten(desk: Desk, chief: accounts.Actor) -> None:
    piled(desk, 2)
    one = desk.transfers[0]
    OfficerPost.objects.filter(account_id=one.id).update(until=NOW)
    held = {e.id: e.open for e in casework.desks(chief)}
    assert held[one.id] == 2
    assert set(held) >= {e.id for e in (*desk.transfers, *desk.mortgages)}
    casework.hand_on(one.id, cases=None, to=(), reason=WHY, actor=chief, now=NOW)
    assert one.id not in {e.id for e in casework.desks(chief)}
    with pytest.raises(Faults) as caught:
        casework.desks(desk.transfers[1])
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING
