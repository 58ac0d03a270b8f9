"""The draw: even, never the acceptor, and the same again for whoever knows the day's seed."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.accounts.models import OfficerPost
from dengbu.casework.api import approve, misplaced, submit, verify_assignment
from dengbu.casework.dispatch import dispatch_waiting
from dengbu.casework.models import Assignment, Case, DailySeed, JournalLine, ServiceVersion
from dengbu.casework.rules.dispatch import draw, eligible, seed_of
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.test_review import request

people = st.lists(st.integers(1, 99), min_size=1, max_size=8, unique=True)


@given(people, st.dictionaries(st.integers(1, 99), st.integers(0, 9)), st.text("abc", min_size=1))
def test_one_of_the_least_loaded_is_drawn(
    candidates: list[int], loads: dict[int, int], number: str
) -> None:
    drawn = draw(candidates, loads, seed_of(number, "day", 1))
    assert loads.get(drawn.drawn, 0) == min(loads.get(c, 0) for c in candidates)
    assert draw(list(reversed(candidates)), loads, drawn.seed) == drawn


@given(people)
def test_the_acceptor_is_never_eligible(candidates: list[int]) -> None:
    assert candidates[0] not in eligible(candidates, excluded=frozenset({candidates[0]}))


def test_draws_are_spread_evenly() -> None:
    candidates, loads = [11, 12, 13, 14], Counter[int]()
    for n in range(4000):
        loads[draw(candidates, loads, seed_of(str(n), "day", 1)).drawn] += 1
    assert set(loads.values()) == {1000}
    free = Counter(draw(candidates, {}, seed_of(str(n), "day", 1)).drawn for n in range(4000))
    assert all(850 < count < 1150 for count in free.values())


def test_nobody_eligible() -> None:
    with pytest.raises(ValueError, match="no eligible"):
        draw([], {}, "00")


@pytest.mark.django_db(transaction=True)
class TestLogged:
    """Draws as the house logs them."""

    @pytest.fixture
    def desk(self) -> Desk:
        return open_desk()

    def test_even_and_verifiable(self, desk: Desk) -> None:
        views = [submit(request(desk, n), actor=desk.windows[0], now=NOW) for n in range(3)]
        assert {v.examiner_id for v in views} == {e.id for e in desk.mortgages}
        for view in views:
            (check,) = verify_assignment(view.case_no)
            assert check.holds

    def test_a_steered_draw_is_found(self, desk: Desk) -> None:
        view = submit(request(desk), actor=desk.windows[0], now=NOW)
        logged = Assignment.objects.get()
        other = next(e.id for e in desk.mortgages if e.id != logged.drawn_id)
        Assignment.objects.update(drawn_id=other)
        assert not verify_assignment(view.case_no)[0].draw_holds
        Assignment.objects.update(drawn_id=logged.drawn_id, seed="0" * 64)
        assert not verify_assignment(view.case_no)[0].seed_holds
        DailySeed.objects.update(seed="1" * 64)
        assert not verify_assignment(view.case_no)[0].holds

    def test_load_counts_what_is_still_to_examine(self, desk: Desk) -> None:
        first = submit(request(desk, 0), actor=desk.windows[0], now=NOW)
        me = next(e for e in desk.mortgages if e.id == first.examiner_id)
        approve(first.case_no, actor=me, now=NOW, revision=first.revision)
        submit(request(desk, 1), actor=desk.windows[0], now=NOW)
        last = Assignment.objects.order_by("-id")[0]
        assert last.loads == [0, 0, 0]

    def test_who_accepts_does_not_examine(self, desk: Desk) -> None:
        window = desk.windows[0]
        OfficerPost.objects.create(
            account_id=window.id,
            office=window.office,
            post="EXAMINER",
            department="MORTGAGE",
            since=NOW,
        )
        for n in range(3):
            submit(request(desk, n), actor=window, now=NOW)
        assert window.id not in set(Case.objects.values_list("examiner_id", flat=True))

    def test_the_department_is_the_one_that_the_service_names(self, desk: Desk) -> None:
        version = ServiceVersion.objects.get(code="G44", valid_to=None)
        again = {**version.content, "department": "TRANSFER"}
        version.valid_to = NOW
        version.save(update_fields=["valid_to"])
        ServiceVersion.objects.create(
            office=version.office,
            code="G44",
            version=version.version + 1,
            content=again,
            digest="0" * 64,
            valid_from=NOW,
        )
        view = submit(request(desk), actor=desk.windows[0], now=NOW)
        assert view.examiner_id in {e.id for e in desk.transfers}

    def test_where_nobody_can_examine_it_waits_and_is_drawn_when_somebody_can(
        self, desk: Desk
    ) -> None:
        OfficerPost.objects.filter(post="EXAMINER").update(until=NOW)
        view = submit(request(desk), actor=desk.windows[0], now=NOW)
        assert (view.status, view.examiner_id) == ("ACCEPTED", None)
        assert dispatch_waiting(now=NOW) == 0
        said = "今天没有能审这件的审核员"
        told = JournalLine.objects.filter(case_id=view.id, kind="WAIT", text__contains=said)
        assert told.count() == 1  # however often it is tried
        assert misplaced(now=NOW) == ()
        OfficerPost.objects.filter(post="EXAMINER").update(until=None)
        assert dispatch_waiting(now=NOW + timedelta(minutes=5)) == 1
        assert dispatch_waiting(now=NOW + timedelta(minutes=6)) == 0
        case = Case.objects.get(id=view.id)
        assert case.status == "EXAMINING"
        assert case.examiner_id in {e.id for e in (*desk.mortgages, *desk.transfers)}
        assert verify_assignment(view.case_no)[0].holds
