"""The circuit breaker as a value."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dengbu.exchange.rules.breaker import (
    FIRST_REST,
    LONGEST_REST,
    TRIPS_AT,
    Breaker,
    Permit,
    after_answer,
    after_failure,
    on_trial,
    permit,
)
from dengbu.kernel.chinese import SHANGHAI

NOW = datetime(2026, 11, 26, 9, tzinfo=SHANGHAI)


def failed(times: int, *, since: Breaker | None = None) -> Breaker:
    breaker = since or Breaker()
    for _ in range(times):
        breaker = after_failure(breaker, reason="TIMEOUT", now=NOW)
    return breaker


def test_it_trips_after_so_many_failures_in_a_row() -> None:
    assert permit(failed(TRIPS_AT - 1), now=NOW) is Permit.CALL
    assert permit(failed(TRIPS_AT), now=NOW) is Permit.REST


def test_after_its_rest_one_may_try() -> None:
    resting = failed(TRIPS_AT)
    later = NOW + FIRST_REST
    assert permit(resting, now=later) is Permit.TRIAL
    assert permit(on_trial(resting, now=later), now=later) is Permit.REST


def test_a_failed_trial_doubles_the_rest() -> None:
    assert failed(TRIPS_AT + 1).rests_until == NOW + 2 * FIRST_REST


def test_an_answer_closes_it_and_ends_the_time_down() -> None:
    breaker = after_answer(failed(TRIPS_AT), now=NOW)
    assert permit(breaker, now=NOW) is Permit.CALL
    assert (breaker.failures, breaker.down_since, breaker.answered_at) == (0, None, NOW)


def test_down_since_is_the_first_failure() -> None:
    first = failed(1)
    second = after_failure(first, reason="CONNECT", now=NOW + timedelta(minutes=1))
    assert second.down_since == NOW
    assert second.reason == "CONNECT"


@given(st.integers(min_value=TRIPS_AT, max_value=2000))
def test_no_rest_is_longer_than_the_longest(times: int) -> None:
    breaker = after_failure(Breaker(failures=times), reason="TIMEOUT", now=NOW)
    assert breaker.rests_until is not None
    assert FIRST_REST <= breaker.rests_until - NOW <= LONGEST_REST
