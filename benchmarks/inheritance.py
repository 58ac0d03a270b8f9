"""Families of 30 persons solved: four generations, half of them dead, a will, disclaimers.

Checking a family is part of solving it. No two families are alike, so nothing is solved twice.
"""

import statistics
import time
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from benchmarks.ground import report
from dengbu.casework.rules import inheritance as rules

FAMILIES = 1_000
PERSONS = 30
ROUNDS = 5


def main() -> None:
    """The median rate of several rounds; every answer sums to one.

    `cpu_rate` is that of the process's own time, for a machine that others keep busy.
    """
    families = [family(Random(20241214 + n)) for n in range(FAMILIES)]
    rates, alone, estates, holders = [], [], 0, 0
    for _ in range(ROUNDS):
        begun, spent = time.perf_counter(), time.process_time()
        answers = [rules.solve(one) for one in families]
        rates.append(FAMILIES / (time.perf_counter() - begun))
        alone.append(FAMILIES / (time.process_time() - spent))
        if any(sum(a.shares.values()) != 1 for a in answers):
            raise RuntimeError("shares that do not sum to one")
        estates = sum(len(a.estates) for a in answers)
        holders = sum(len(a.shares) for a in answers)
    report(
        "inheritance",
        rate=round(statistics.median(rates)),
        cpu_rate=round(statistics.median(alone)),
        families=FAMILIES,
        persons=PERSONS,
        estates=round(estates / FAMILIES, 1),
        holders=round(holders / FAMILIES, 1),
    )


def family(rng: Random) -> rules.Family:
    """Grandparents, the deceased couple with siblings, their children and grandchildren."""
    days = rng.sample(range(2000), PERSONS)
    people: list[rules.Person] = []
    marriages: list[rules.Marriage] = []
    ties: list[rules.Parentage] = []

    def add(year: int, dying: float) -> str:
        key = f"p{len(people)}"
        dead = rng.random() < dying
        people.append(
            rules.Person(
                key=key,
                name=key,
                born_on=date(year, 1, 1) + timedelta(days=rng.randrange(360)),
                life=rules.Life.DEAD if dead else rules.Life.ALIVE,
                died_on=date(2019, 1, 1) + timedelta(days=days[len(people)]) if dead else None,
            )
        )
        return key

    def wed(one: str, other: str, year: int) -> None:
        marriages.append(rules.Marriage(one=one, other=other, since=date(year, 1, 1)))

    def children(one: str, other: str, year: int, count: int, dying: float) -> list[str]:
        born = [add(year, dying) for _ in range(count)]
        ties.extend(rules.Parentage(parent=p, child=c) for c in born for p in (one, other))
        return born

    elders = add(1925, 0.6), add(1927, 0.6)
    wed(*elders, 1948)
    deceased, *siblings = children(*elders, 1950, 4, 1.0)
    spouse = add(1952, 0.5)
    wed(deceased, spouse, 1974)
    line = children(deceased, spouse, 1976, 4, 0.5)
    for child in (*line, *siblings):
        if len(people) + 3 > PERSONS:
            break
        partner = add(1955, 0.3)
        wed(child, partner, 1999)
        children(child, partner, 2000, 2, 0.1)
    while len(people) < PERSONS:
        children(deceased, spouse, 1980, 1, 0.3)
    alive = [p.key for p in people if p.life is rules.Life.ALIVE]
    return rules.Family(
        titles=(rules.Title(holder=deceased, share=Fraction(1), common_with=spouse),),
        people=tuple(people),
        marriages=tuple(marriages),
        parentages=tuple(ties),
        wills=(
            rules.Will(
                testator=deceased,
                made_on=date(2015, 1, 1),
                gifts=(rules.Gift(to=line[0], share=Fraction(1, 2)),),
            ),
        ),
        disclaimers=tuple(
            rules.Disclaimer(who=key, estate=deceased, on=date(2026, 1, 1), notarised=True)
            for key in rng.sample(alive, min(2, len(alive)))
        ),
    )
