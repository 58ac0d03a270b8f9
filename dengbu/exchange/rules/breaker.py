"""The circuit breaker: who does not answer is left alone for a while, then tried by one caller.

Its state is a value; `exchange.breakers` keeps it where all processes see it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

TRIPS_AT = 5  # failures in a row
FIRST_REST = timedelta(seconds=10)  # doubling with each failed trial
LONGEST_REST = timedelta(minutes=5)
TRIAL = timedelta(seconds=15)  # for which one caller has the trial to itself: longer than any call


class Permit(StrEnum):
    """Whether a department may be called now."""

    CALL = "CALL"
    TRIAL = "TRIAL"  # by whoever claims it first
    REST = "REST"


@dataclass(frozen=True, kw_only=True, slots=True)
class Breaker:
    """What is known of one department at one office."""

    failures: int = 0  # in a row
    down_since: datetime | None = None  # the first of them
    rests_until: datetime | None = None  # None: closed, calls go through
    answered_at: datetime | None = None  # last good answer
    failed_at: datetime | None = None
    reason: str = ""  # of the last failure


def permit(breaker: Breaker, *, now: datetime) -> Permit:
    """Whether to call: at rest until the time is over, then one trial."""
    if breaker.rests_until is None:
        return Permit.CALL
    return Permit.REST if now < breaker.rests_until else Permit.TRIAL


def on_trial(breaker: Breaker, *, now: datetime) -> Breaker:
    """While one caller tries, the others leave it alone."""
    return replace(breaker, rests_until=now + TRIAL)


def after_answer(breaker: Breaker, *, now: datetime) -> Breaker:
    """A good answer closes it at once."""
    return Breaker(answered_at=now, failed_at=breaker.failed_at)


def after_failure(breaker: Breaker, *, reason: str, now: datetime) -> Breaker:
    """One more failure; at `TRIPS_AT` it rests, and longer after each trial that fails."""
    failures = breaker.failures + 1
    rests_until = None
    if failures >= TRIPS_AT:
        doubled = min(failures - TRIPS_AT, 10)
        rests_until = now + min(FIRST_REST * 2**doubled, LONGEST_REST)
    return Breaker(
        failures=failures,
        down_since=breaker.down_since or now,
        rests_until=rests_until,
        answered_at=breaker.answered_at,
        failed_at=now,
        reason=reason,
    )
