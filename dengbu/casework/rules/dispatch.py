"""Random and even dispatch that nobody can steer and anybody can recompute.

Each draw is uniform among the least-loaded eligible examiners; the acceptor is never among them
(双平行: any window accepts, the system assigns). The seed is a hash of the case number and of a
value drawn from the operating system once a day, so no one can choose a case's examiner by choosing
when to submit, and an auditor who knows the day's value repeats the draw.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """One draw with all that it was made from."""

    candidates: tuple[int, ...]  # officers eligible, ascending
    loads: tuple[int, ...]  # open cases of each candidate, same order
    seed: str  # 64 hexadecimal digits
    drawn: int  # officer


def seed_of(case_no: str, daily: str, turn: int) -> str:
    """The seed of the ``turn``-th draw for a case: SHA-256, hexadecimal."""
    return hashlib.sha256(f"{daily}:{case_no}:{turn}".encode()).hexdigest()


def eligible(examiners: Sequence[int], *, excluded: frozenset[int]) -> tuple[int, ...]:
    """Examiners who may take the case, ascending."""
    return tuple(sorted(set(examiners) - excluded))


def draw(candidates: Sequence[int], loads: Mapping[int, int], seed: str) -> Draw:
    """Draw uniformly among the least-loaded of ``candidates``; ValueError if there is none."""
    people = tuple(sorted(candidates))
    if not people:
        raise ValueError("no eligible examiner")
    burden = tuple(loads.get(p, 0) for p in people)
    least = min(burden)
    pool = [p for p, load in zip(people, burden, strict=True) if load == least]
    drawn = pool[int(seed, 16) % len(pool)]
    return Draw(candidates=people, loads=burden, seed=seed, drawn=drawn)


def spread(
    cases: Sequence[tuple[int, frozenset[int]]], loads: Mapping[int, int]
) -> dict[int, int | None]:
    """Who gets each case when a desk is handed over: always the least loaded who may have it.

    ``cases``: id and who may have it, in their order; ``loads``: open cases of each before. Of
    several with the same load the first by id. No draw: it is asked for, and its reason is told.
    None for a case that nobody may have.
    """
    burden = dict(loads)
    given: dict[int, int | None] = {}
    for case, people in cases:
        taker = min(people, key=lambda p: (burden.get(p, 0), p), default=None)
        given[case] = taker
        if taker is not None:
            burden[taker] = burden.get(taker, 0) + 1
    return given
