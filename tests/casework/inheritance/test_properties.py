"""What holds of every family, shown on families at random."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dengbu.casework.rules import inheritance as rules
from dengbu.kernel.fault import Faults
from tests.casework.inheritance.oracle import final_shares
from tests.casework.inheritance.randomly import family as at_random
from tests.casework.inheritance.told import told

SEEDS = st.integers(min_value=0, max_value=2**32)
MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def solved(seed: int) -> tuple[rules.Family, rules.Answer]:
    """A family that can be true, with its answer."""
    family = at_random(Random(seed))
    try:
        return family, rules.solve(family)
    except Faults:
        assume(False)
        raise


def test_most_families_at_random_can_be_true() -> None:
    sound = inherited = 0
    for seed in range(300):
        family = at_random(Random(seed))
        try:
            answer = rules.solve(family)
        except Faults:
            continue
        sound += 1
        inherited += len(answer.estates) > 1
    assert sound > 200
    assert inherited > 60


@MANY
@given(SEEDS)
def test_the_oracle_says_the_same(seed: int) -> None:
    family, answer = solved(seed)
    assert final_shares(family) == dict(answer.shares)


@MANY
@given(SEEDS)
def test_shares_sum_to_one_and_nobody_dead_holds(seed: int) -> None:
    family, answer = solved(seed)
    assert sum(answer.shares.values()) == 1
    assert all(share > 0 for share in answer.shares.values())
    people = {p.key: p for p in family.people}
    for key in answer.shares:
        if key not in (rules.STATE, rules.COLLECTIVE):
            assert people[key].life in (rules.Life.ALIVE, rules.Life.UNBORN)


@MANY
@given(SEEDS)
def test_every_estate_passes_whole(seed: int) -> None:
    _, answer = solved(seed)
    for estate in answer.estates:
        out = [f for f in answer.flows if f.estate == estate.of and f.way not in _TITLES]
        assert sum(f.share for f in out) == estate.share
        assert sum(f.of_estate for f in out) == 1
        into = [f for f in answer.flows if f.to == estate.of]
        assert sum(f.share for f in into) == estate.share


_TITLES = (rules.Way.OWN, rules.Way.HALF)


@MANY
@given(SEEDS, st.randoms())
def test_the_order_of_input_changes_nothing(seed: int, rng: Random) -> None:
    family, answer = solved(seed)
    mixed: dict[str, Any] = {}
    for field in fields(family):
        part = getattr(family, field.name)
        if isinstance(part, tuple):
            mixed[field.name] = tuple(rng.sample(part, len(part)))
    assert rules.solve(replace(family, **mixed)) == answer


@MANY
@given(SEEDS)
def test_renaming_changes_nothing(seed: int) -> None:
    family, answer = solved(seed)
    new = {p.key: f"x{len(family.people) - n}" for n, p in enumerate(family.people)}
    new |= {rules.STATE: rules.STATE, rules.COLLECTIVE: rules.COLLECTIVE}
    found = rules.solve(renamed(family, new))
    assert found.shares == {new[k]: share for k, share in answer.shares.items()}


@MANY
@given(SEEDS)
def test_a_stranger_changes_nothing(seed: int) -> None:
    family, answer = solved(seed)
    strangers = (
        rules.Person(key="s1", name="路人"),
        rules.Person(key="s2", name="已故的路人", life=rules.Life.DEAD, died_on=date(2020, 2, 2)),
        rules.Person(key="s3", name="路人之子"),
    )
    more = replace(
        family,
        people=family.people + strangers,
        parentages=(*family.parentages, rules.Parentage(parent="s2", child="s3")),
        marriages=(*family.marriages, rules.Marriage(one="s1", other="s2", since=date(2000, 1, 1))),
    )
    assert rules.solve(more) == answer


def renamed(thing: Any, new: dict[str, str]) -> Any:
    """The same facts with other keys."""
    if isinstance(thing, tuple):
        return tuple(renamed(t, new) for t in thing)
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    changed = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, str) and field.name in _KEYS and value:
            changed[field.name] = new[value]
        elif isinstance(value, tuple) or hasattr(value, "__dataclass_fields__"):
            changed[field.name] = renamed(value, new)
    return replace(thing, **changed)


_KEYS = frozenset(
    {"key", "parent", "child", "one", "other", "who", "whom", "to", "testator", "giver", "estate"}
    | {"holder", "common_with"}
)


def test_a_large_estate_is_split_exactly() -> None:
    """A denominator of many primes stays exact."""
    children = tuple(rules.Person(key=f"c{n}", name=f"子{n}") for n in range(23))
    family = rules.Family(
        titles=(rules.Title(holder="x", share=Fraction(1)),),
        people=(
            rules.Person(key="x", name="甲", life=rules.Life.DEAD, died_on=date(2022, 1, 1)),
            *children,
        ),
        parentages=tuple(rules.Parentage(parent="x", child=c.key) for c in children),
    )
    assert set(rules.solve(family).shares.values()) == {Fraction(1, 23)}


@pytest.mark.parametrize(
    ("knew_on", "said_on", "died_on", "in_time"),
    [
        ("2022-01-01", "2022-03-02", "2021-12-01", True),  # the 60th day
        ("2022-01-01", "2022-03-03", "2021-12-01", False),
        ("2019-07-01", "2019-08-30", "2019-06-01", True),  # 60 days
        ("2019-07-01", "2019-08-31", "2019-06-01", True),  # 61, within two months
        ("2019-07-01", "2019-09-01", "2019-06-01", True),  # two months
        ("2019-07-01", "2019-09-02", "2019-06-01", False),
        ("2019-12-31", "2020-02-29", "2019-06-01", True),  # no 31st
        ("2019-12-31", "2020-03-01", "2019-06-01", False),
    ],
)
def test_a_legacy_is_accepted_in_the_time_of_its_law(
    knew_on: str, said_on: str, died_on: str, *, in_time: bool
) -> None:
    row = {
        "people": f"甲 d{died_on}; 子; 友",
        "children": "甲 > 子",
        "wills": "甲 2015-01-01: 友 1/2",
        "accepted": f"友 甲 {knew_on} {said_on}",
    }
    assert ("友" in rules.solve(told(row)).shares) is in_time
