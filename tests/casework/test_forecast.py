"""Forecasts: the guarantee of ranks, shown on histories of many shapes, out of sample."""

import random
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from math import sqrt

import pytest

from dengbu.casework.rules.forecast import LATEST, LEAST, LEVEL, interval, ranks, record

Draw = Callable[[random.Random], float]
SIGMAS = 4  # one run in 16,000 would fail by chance; the seeds are fixed
SHAPES: dict[str, Draw] = {
    "even": lambda dice: dice.uniform(10, 60),
    "heavy tail": lambda dice: dice.paretovariate(1.1),
    "log-normal": lambda dice: dice.lognormvariate(3, 1),
    "two humps": lambda dice: dice.gauss(20, 3) if dice.random() < 0.7 else dice.gauss(400, 50),
    "exponential": lambda dice: dice.expovariate(1 / 45),
}


def minutes(draw: Draw, dice: random.Random, count: int) -> list[timedelta]:
    return [timedelta(minutes=draw(dice)) for _ in range(count)]


def tolerance(tried: int, level: float = float(LEVEL)) -> float:
    return SIGMAS * sqrt(level * (1 - level) / tried)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [LEAST, 39, 150])
def test_the_next_case_ends_within_the_interval_as_often_as_is_said(shape: str, count: int) -> None:
    """Fresh histories each time, so that the tries are independent: exactly binomial."""
    dice, held, tried = random.Random(f"{shape} {count}"), 0, 1500
    said = Fraction(0)
    for _ in range(tried):
        *past, coming = minutes(SHAPES[shape], dice, count + 1)
        found = interval(past)
        assert found is not None
        said = found.level
        held += found.low <= coming <= found.high
    assert said >= LEVEL
    assert said - LEVEL <= Fraction(2, count + 1)
    assert abs(held / tried - float(said)) <= tolerance(tried, float(said))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_record_of_a_history_is_that_of_its_level(shape: str) -> None:
    """In order of time each case is foretold by those before it, as the office would have."""
    dice = random.Random(f"record {shape}")
    found = record(minutes(SHAPES[shape], dice, 3000))
    assert found.tried == 3000 - LEAST
    assert abs(found.held / found.tried - float(LEVEL)) <= tolerance(found.tried) + 2 / LATEST


def test_equal_times_are_within_never_without() -> None:
    """At an office that always takes an hour the interval is that hour, and always holds."""
    found = interval([timedelta(hours=1)] * 30)
    assert found is not None
    assert found.low == found.high == found.middle == timedelta(hours=1)
    assert record([timedelta(hours=1)] * 100).held == 100 - LEAST


def test_too_few_cases_foretell_nothing() -> None:
    assert interval([timedelta(hours=1)] * (LEAST - 1)) is None
    assert interval([]) is None
    assert record([timedelta(hours=1)] * LEAST).tried == 0


def test_what_has_not_ended_counts_as_longer_than_all() -> None:
    """Of forty the slowest four are left out above: three open ones move the upper end up."""
    past = [timedelta(minutes=n) for n in range(1, 38)]
    without, with_open = interval(past), interval(past, still_open=3)
    assert without is not None
    assert with_open is not None
    assert with_open.high > without.high
    assert with_open.cases == 40
    assert interval(past, still_open=30) is None  # the upper end is among those still open


def test_an_office_that_changed_is_foretold_by_its_latest_cases() -> None:
    """Twice as slow from one day on: once the latest are all of after it, the level holds again."""
    dice = random.Random("change")
    before = minutes(SHAPES["log-normal"], dice, 500)
    after = [2 * one for one in minutes(SHAPES["log-normal"], dice, 1000 + LATEST)]
    whole, first = record([*before, *after]), record([*before, *after[:LATEST]])
    held, tried = whole.held - first.held, whole.tried - first.tried
    assert abs(held / tried - float(LEVEL)) <= tolerance(tried) + 2 / LATEST


def test_the_ranks_guarantee_the_level() -> None:
    for count in range(1, 400):
        low, high = ranks(count, LEVEL)
        assert Fraction(high - low, count + 1) >= LEVEL
        assert low + high == count + 1  # as much below as above
