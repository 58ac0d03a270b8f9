"""Families at random: three or four generations with everything that may befall them."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import TypeVar

from dengbu.casework.rules import inheritance as rules
from dengbu.casework.rules.inheritance import Life, Tie

Thing = TypeVar("Thing")
_FIRST_DEATH = date(2015, 1, 1)
_QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(1))


def family(rng: Random, most: int = 12) -> rules.Family:
    """A family of 2 to `most` persons, most of them related; deaths on different days."""
    count = rng.randint(2, most)
    level = sorted(rng.randrange(4) for _ in range(count))
    keys = [f"p{n}" for n in range(count)]
    days = rng.sample(range(4000), count)
    people = [_person(rng, key, level[n], days[n]) for n, key in enumerate(keys)]
    marriages = _marriages(rng, people, level)
    ties = _ties(rng, keys, level, marriages)
    made = _Told(rng, people, marriages, ties)
    return made.family()


def _person(rng: Random, key: str, level: int, day: int) -> rules.Person:
    born = date(1925 + 25 * level, 1, 1) + timedelta(days=rng.randrange(3000))
    dead = rng.random() < (0.75, 0.6, 0.35, 0.15)[level]
    if not dead:
        if level == 3 and rng.random() < 0.2:
            life = rng.choice((Life.UNBORN, Life.STILLBORN))
            return rules.Person(key=key, name=key, life=life)
        return rules.Person(
            key=key, name=key, born_on=born, in_common=rng.choice((None, True, False))
        )
    died = max(_FIRST_DEATH + timedelta(days=day), born) if rng.random() < 0.9 else None
    return rules.Person(
        key=key,
        name=key,
        born_on=born,
        life=Life.DEAD,
        died_on=died,
        in_common=rng.choice((None, True, False)),
        collective=rng.choice(("", "村")),
    )


def _marriages(
    rng: Random, people: Sequence[rules.Person], level: Sequence[int]
) -> list[rules.Marriage]:
    made = []
    free = [n for n, p in enumerate(people) if p.life in (Life.ALIVE, Life.DEAD)]
    while len(free) > 1:
        one = free.pop(rng.randrange(len(free)))
        near = [n for n in free if level[n] == level[one]]
        if not near or rng.random() < 0.3:
            continue
        other = rng.choice(near)
        free.remove(other)
        since = date(1950 + 25 * level[one], 1, 1)
        until = date(2014, 1, 1) if rng.random() < 0.15 else None
        if level[one] < 3:
            made.append(
                rules.Marriage(
                    one=people[one].key, other=people[other].key, since=since, until=until
                )
            )
    return made


def _ties(
    rng: Random, keys: Sequence[str], level: Sequence[int], marriages: Sequence[rules.Marriage]
) -> list[rules.Parentage]:
    spouse = {m.one: m.other for m in marriages} | {m.other: m.one for m in marriages}
    ties: dict[tuple[str, str], rules.Parentage] = {}
    for n, child in enumerate(keys):
        above = [k for m, k in enumerate(keys) if level[m] == level[n] - 1]
        if not above or rng.random() < 0.15:
            continue
        parent = rng.choice(above)
        ties[parent, child] = rules.Parentage(parent=parent, child=child)
        second = spouse.get(parent) if rng.random() < 0.8 else None
        if second:
            ties[second, child] = rules.Parentage(parent=second, child=child)
        other = rng.choice(above)
        if (other, child) not in ties and rng.random() < 0.35:
            ties[other, child] = _second_tie(rng, other, child)
    return list(ties.values())


def _second_tie(rng: Random, parent: str, child: str) -> rules.Parentage:
    if rng.random() < 0.5:
        raised = rng.choice((True, False, None))
        return rules.Parentage(parent=parent, child=child, tie=Tie.STEP, raised=raised)
    until = rng.choice((None, None, date(2018, 1, 1)))
    return rules.Parentage(parent=parent, child=child, tie=Tie.ADOPTED, until=until)


class _Told:
    """What is said of the persons and their papers."""

    def __init__(
        self,
        rng: Random,
        people: list[rules.Person],
        marriages: list[rules.Marriage],
        ties: list[rules.Parentage],
    ) -> None:
        self.rng, self.people, self.marriages, self.ties = rng, people, marriages, ties
        self.dead = [p for p in people if p.life is Life.DEAD and p.died_on]
        self.keys = [p.key for p in people]

    def family(self) -> rules.Family:
        """All of it; a title of a dead person, so that somebody inherits."""
        rng, pairs = self.rng, [(a, d.key) for a in self.keys for d in self.dead if a != d.key]
        return rules.Family(
            titles=self._titles(),
            people=tuple(self.people),
            marriages=tuple(self.marriages),
            parentages=tuple(self.ties),
            supports=tuple(rules.Support(who=a, whom=b) for a, b in _some(rng, pairs, 0.4)),
            wills=tuple(self._wills()),
            pacts=tuple(
                rules.Pact(giver=b, gift=rules.Gift(to=a, share=Fraction(1, 4)))
                for a, b in _some(rng, pairs, 0.15)[:1]
            ),
            disclaimers=tuple(
                rules.Disclaimer(who=a, estate=b, on=date(2027, 1, 1))
                for a, b in _some(rng, pairs, 0.6)
                if next(p for p in self.people if p.key == a).life is Life.ALIVE
            ),
            unworthy=tuple(
                rules.Unworthiness(who=a, estate=b, ground=g, pardoned=g > 2 and rng.random() < 0.5)
                for a, b in _some(rng, pairs, 0.3)
                for g in (rng.randint(1, 5),)
            ),
            acceptances=tuple(
                rules.Acceptance(
                    who=a,
                    estate=b,
                    knew_on=date(2027, 1, 1),
                    accepted_on=date(2027, 1, 1) + timedelta(days=rng.choice((0, 60, 61))),
                )
                for a, b in pairs
            ),
        )

    def _titles(self) -> tuple[rules.Title, ...]:
        if not self.dead:
            return (rules.Title(holder=self.keys[0], share=Fraction(1)),)
        holder = self.rng.choice(self.dead).key
        spouses = [m.other if m.one == holder else m.one for m in self.marriages]
        near = [
            s for s, m in zip(spouses, self.marriages, strict=True) if holder in (m.one, m.other)
        ]
        common = self.rng.choice([*near, ""])
        return (rules.Title(holder=holder, share=Fraction(1), common_with=common),)

    def _wills(self) -> list[rules.Will]:
        made = []
        for person in self.dead:
            for year in (2012, 2013):
                if self.rng.random() > 0.2:
                    continue
                names = [k for k in self.keys if k != person.key]
                to = self.rng.sample(names, min(len(names), self.rng.randint(1, 2)))
                share = self.rng.choice(_QUARTERS) / len(to)
                form = self.rng.choice(tuple(rules.Form))
                made.append(
                    rules.Will(
                        testator=person.key,
                        made_on=date(year, 1, 1),
                        gifts=tuple(rules.Gift(to=k, share=share) for k in to),
                        form=form,
                        witnesses=self.rng.randint(1, 3),
                        every_page=self.rng.random() < 0.8,
                        danger_over=self.rng.random() < 0.2,
                        revoked=self.rng.random() < 0.1,
                    )
                )
        return made


def _some(rng: Random, things: Sequence[Thing], mean: float) -> list[Thing]:
    """A few of many: about `mean` a person."""
    if not things:
        return []
    count = min(len(things), sum(rng.random() < mean for _ in range(3)))
    return rng.sample(things, count)
