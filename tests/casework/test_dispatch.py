"""The draw: even, never the acceptor, and the same again for whoever knows the day's seed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dengbu.accounts.models import OfficerPost
from dengbu.casework.api import approve, misplaced, submit, verify_assignment
from dengbu.casework.dispatch import dispatch_waiting
from dengbu.casework.dispatching import days
from dengbu.casework.models import Assignment, Case, DailySeed, JournalLine, ServiceVersion
from dengbu.casework.rules.dispatch import (
    CATCH_UP,
    Standing,
    after_draw,
    arrive,
    draw,
    eligible,
    seed_of,
)
from tests.casework.desk import NOW, OFFICE, Desk, open_desk
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


@given(
    st.integers(2, 8),  # colleagues
    st.integers(1, 25),  # cases on each desk when somebody comes
    st.integers(0, 20),  # on the newcomer's
    st.lists(st.integers(0, 30), max_size=80),  # who finishes a case before each draw; nobody
)
def test_a_newcomer_is_caught_up_without_a_flood(
    colleagues: int, level: int, own: int, acts: list[int]
) -> None:
    """The newcomer's load with credit is never more than one above the least of the others.

    So of any draws since the coming the newcomer gets at most two, what the others' least load rose
    by, one for each `CATCH_UP` draws, and one for each case that was finished here.
    """
    desks = dict.fromkeys(range(colleagues), level) | {99: own}
    standing = arrive({p: Standing(present=True) for p in range(colleagues)}, list(desks), desks)
    begun = least = min(desks[p] for p in range(colleagues))
    assert desks[99] + standing[99].credit == max(own, level - 1)
    got = finished = draws = 0
    for n, act in enumerate(acts):
        who = 99 if act == colleagues else act
        if who in desks:
            finished += who == 99 and desks[who] > 0
            desks[who] = max(0, desks[who] - 1)
        least = max(least, min(desks[p] for p in range(colleagues)))
        loads = {p: desks[p] + standing[p].credit for p in desks}
        drawn = draw(list(desks), loads, seed_of(str(n), "day", 1)).drawn
        desks[drawn] += 1
        got, draws = got + (drawn == 99), draws + 1
        standing = after_draw(standing, list(desks))
        assert got <= 2 + (least - begun) + draws // CATCH_UP + finished
    if draws >= CATCH_UP * level:
        assert standing[99].credit == 0  # and even among all from here on


def test_whoever_goes_and_comes_back_wins_nothing_by_it() -> None:
    here = {1: Standing(present=True), 2: Standing(present=True, credit=4, waited=2)}
    gone = arrive(here, [1], {1: 9, 2: 3})
    assert gone[2] == Standing()
    back = arrive(gone, [1, 2], {1: 9, 2: 3})
    assert back[2] == Standing(present=True, credit=5)
    assert arrive({}, [1, 2], {1: 9}) == {p: Standing(present=True) for p in (1, 2)}


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
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        OfficerPost.objects.filter(post="EXAMINER").update(until=NOW)
        view = submit(request(desk), actor=desk.windows[0], now=NOW)
        assert (view.status, view.examiner_id) == ("ACCEPTED", None)
        assert dispatch_waiting(now=NOW) == 0
        said = "今天没有能审这件的审核员"
        assert "1 cases wait for an examiner" in caplog.text
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

    def test_one_examiner_alone_gets_it_and_it_is_said(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        alone = desk.mortgages[0]
        OfficerPost.objects.filter(post="EXAMINER").exclude(account_id=alone.id).update(until=NOW)
        view = submit(request(desk), actor=desk.windows[0], now=NOW)
        assert view.examiner_id == alone.id
        assert JournalLine.objects.filter(case_id=view.id, text__contains="只有抵押1一位").exists()
        assert "one examiner alone" in caplog.text
        assert verify_assignment(view.case_no)[0].holds

    def test_a_clock_that_goes_back_meets_no_seed_that_was_told(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        submit(request(desk, 0), actor=desk.windows[0], now=NOW + timedelta(days=1))
        submit(request(desk, 1), actor=desk.windows[0], now=NOW)  # yesterday's is sealed yet
        days.tell(OFFICE, now=NOW + timedelta(days=2))
        view = submit(request(desk, 2), actor=desk.windows[0], now=NOW)
        used = [
            str(day) for day in Assignment.objects.order_by("serial").values_list("day", flat=True)
        ]
        assert used == ["2024-12-13", "2024-12-12", "2024-12-14"]
        assert "has the clock gone back?" in caplog.text
        assert verify_assignment(view.case_no)[0].holds

    def test_a_seed_that_is_not_the_published_one_is_not_drawn_with(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        days.prepare(now=NOW)
        DailySeed.objects.filter(day="2024-12-12").update(seed="0" * 64)
        view = submit(request(desk), actor=desk.windows[0], now=NOW)
        assert (view.status, view.examiner_id) == ("ACCEPTED", None)
        said = "种子和事先公布的对不上"
        assert JournalLine.objects.filter(case_id=view.id, text__contains=said).count() == 1
        assert "is not the one that was published" in caplog.text
        assert dispatch_waiting(now=NOW + timedelta(days=1)) == 1

    def test_draws_at_once_see_each_other(self, desk: Desk) -> None:
        """Three clerks in the same second: nobody gets two, and the ledger has no gap."""
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda n: self._alone(desk, n), range(3)))
        assert Case.objects.values("examiner_id").distinct().count() == 3
        assert sorted(Assignment.objects.values_list("serial", flat=True)) == [1, 2, 3]

    @staticmethod
    def _alone(desk: Desk, n: int) -> None:
        try:
            submit(request(desk, n), actor=desk.windows[0], now=NOW)
        finally:
            connection.close()
