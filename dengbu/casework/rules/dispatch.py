"""Random and even dispatch that nobody can steer and anybody can recompute.

Each draw is uniform among the least-loaded eligible examiners; the acceptor is never among them
(双平行: any window accepts, the system assigns). Its randomness is a hash of the day's seed, which
was committed to before and is told afterwards, of a public value that came after the commitment,
and of the case number. So no one can choose a case's examiner by choosing when to submit, and
whoever is told the seed repeats the draw (`verify_dispatch`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

CATCH_UP = 3
"""Of how many draws in which a newcomer could have been drawn one lowers the credit by a case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """One draw with all that it was made from."""

    candidates: tuple[int, ...]  # officers eligible, ascending
    loads: tuple[int, ...]  # open cases and credit of each candidate, same order
    seed: str  # 64 hexadecimal digits
    drawn: int  # officer


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How somebody stands in the draws of a department."""

    present: bool = False  # can be drawn at all: holds the post, is at work
    credit: int = 0  # cases that are counted to a newcomer and are not on the desk
    waited: int = 0  # draws since the credit fell


def commitment_of(office: str, day: str, seed: str) -> str:
    """What is published of a day's seed before the day: SHA-256, hexadecimal."""
    return hashlib.sha256(f"dengbu seed 1:{office}:{day}:{seed}".encode()).hexdigest()


def case_mark(office: str, case_no: str, salt: str) -> str:
    """By what a case is named in what is published: SHA-256 of its number and salt, hexadecimal.

    Numbers run on and could be tried one by one, so only whoever was given the salt can tell which
    mark is a case's. "": a case of before there were salts, as its draws are in the log already.
    """
    if not salt:
        return hashlib.sha256(f"dengbu case 1:{office}:{case_no}".encode()).hexdigest()
    return hashlib.sha256(f"dengbu case 2:{office}:{case_no}:{salt}".encode()).hexdigest()


def seed_of(case: str, daily: str, turn: int) -> str:
    """The seed of the ``turn``-th draw for a case: SHA-256, hexadecimal.

    ``daily``: the day's seed and the digest of its public value, with a colon between.
    Nothing else goes into it: whatever can be varied could be varied until the result pleases.
    """
    return hashlib.sha256(f"{daily}:{case}:{turn}".encode()).hexdigest()


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


def arrive(
    standings: Mapping[int, Standing], present: Sequence[int], opened: Mapping[int, int]
) -> dict[int, Standing]:
    """Who stands how once exactly ``present`` can be drawn; ``opened``: cases on each desk.

    Whoever comes (new, or back from leave) is credited with what is missing to one case less than
    the least-loaded of those who were there and still are: so the next case comes to that desk,
    and not all that follow. Whoever goes loses the credit. Where nobody was there before, nobody
    is credited.
    """
    now = set(present)
    stayed = [p for p in now if standings.get(p, Standing()).present]
    level = min((opened.get(p, 0) + standings[p].credit for p in stayed), default=0)
    made = {}
    for person in now | set(standings):
        was = standings.get(person, Standing())
        if person in now and not was.present:
            made[person] = Standing(present=True, credit=max(0, level - 1 - opened.get(person, 0)))
        elif person not in now and was.present:
            made[person] = Standing()
        else:
            made[person] = was
    return made


def after_draw(standings: Mapping[int, Standing], candidates: Sequence[int]) -> dict[int, Standing]:
    """Standings after a draw among ``candidates``, whoever was drawn.

    The credit of each candidate falls by one with every `CATCH_UP`-th draw, until it is used up.
    """
    made = dict(standings)
    for person in candidates:
        was = made[person]
        if was.credit and was.waited + 1 == CATCH_UP:
            made[person] = replace(was, credit=was.credit - 1, waited=0)
        elif was.credit:
            made[person] = replace(was, waited=was.waited + 1)
    return made


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
