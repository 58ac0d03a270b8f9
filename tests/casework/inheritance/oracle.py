"""A slow, independent way to the shares: the last death first, every path tried.

Nothing of the solver is used but the facts. Who is whose is asked of the plain lists each time; a
person's estate is known as "who holds it in the end" before any earlier estate needs it, so amounts
never move: fractions are multiplied along paths. It knows no presumption of simultaneous death.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from dengbu.casework.rules import inheritance as rules
from dengbu.casework.rules.inheritance import Family, Form, Life, Tie

Holders = dict[str, Fraction]
NEW_LAW = date(2021, 1, 1)


def final_shares(family: Family) -> Holders:
    """Who holds the unit in the end."""
    return _Oracle(family).shares()


class _Oracle:
    def __init__(self, family: Family) -> None:
        self.f = family
        self.p = {p.key: p for p in family.people}
        self.keys = sorted(self.p)
        self.ends: dict[str, Holders] = {}

    def shares(self) -> Holders:
        dead = [k for k in self.keys if self.p[k].life is Life.DEAD]
        for key in sorted(dead, key=self.when, reverse=True):
            self.ends[key] = self.end_of(key)
        found: Holders = defaultdict(Fraction)
        for title in self.f.titles:
            owners = [title.holder, *([title.common_with] if title.common_with else [])]
            for owner in owners:
                for who, part in self.ends.get(owner, {owner: Fraction(1)}).items():
                    found[who] += title.share / len(owners) * part
        return {k: v for k, v in found.items() if v}

    # Facts, asked anew each time

    def when(self, key: str) -> tuple[date, int]:
        person = self.p[key]
        at = person.died_at
        return person.died_on or date.min, at.hour * 60 + at.minute if at else -1

    def gone(self, key: str, x: str) -> bool:
        return self.p[key].life is Life.DEAD and self.when(key) < self.when(x)

    def there(self, key: str, x: str) -> bool:
        """Living, or a child on its way, when `x` died."""
        person, day = self.p[key], self.when(x)[0]
        if person.life is Life.STILLBORN or key == x:
            return False
        if person.life is Life.DEAD and self.when(key) <= self.when(x):
            return False
        if person.life is not Life.UNBORN and (person.born_on or day) <= day:
            return True
        if person.conceived_on:
            return person.conceived_on <= day
        return any(
            t.child == key and t.tie is Tie.BLOOD and (t.parent == x or self.gone(t.parent, x))
            for t in self.f.parentages
        )

    def tie(self, parent: str, child: str, day: date, *, steps: bool) -> bool:
        """Parent and child by law on a day."""
        for t in self.f.parentages:
            if (t.parent, t.child) != (parent, child):
                continue
            if t.tie is Tie.STEP and steps and t.raised:
                return True
            if t.tie is Tie.ADOPTED and self.adopted(t, day):
                return True
            if t.tie is Tie.BLOOD and not any(
                o.child == child
                and o.tie is Tie.ADOPTED
                and self.adopted(o, day)
                and o.parent != parent
                and not any({m.one, m.other} == {o.parent, parent} for m in self.f.marriages)
                for o in self.f.parentages
            ):
                return True
        return False

    def adopted(self, t: rules.Parentage, day: date) -> bool:
        return (t.since or date.min) <= day < (t.until or date.max)

    def wed(self, one: str, other: str, day: date) -> bool:
        return any(
            {m.one, m.other} == {one, other}
            and (m.since or date.min) <= day < (m.until or date.max)
            for m in self.f.marriages
        )

    def widowed(self, key: str, dead: str) -> bool:
        """Married when the other died; of a day that nobody knows: not divorced."""
        if self.p[dead].died_on is None:
            return any({m.one, m.other} == {key, dead} and not m.until for m in self.f.marriages)
        return self.wed(key, dead, self.when(dead)[0])

    def lost(self, key: str, x: str) -> bool:
        return any(
            (u.who, u.estate) == (key, x) and not (u.pardoned and u.ground > 2)
            for u in self.f.unworthy
        )

    def takes(self, key: str, x: str) -> bool:
        waived = any((d.who, d.estate) == (key, x) for d in self.f.disclaimers)
        return self.there(key, x) and not waived and not self.lost(key, x)

    def supports(self, one: str, other: str) -> bool:
        return any({s.who, s.whom} == {one, other} for s in self.f.supports)

    def siblings(self, x: str, day: date) -> set[str]:
        found = set()
        for parent, other in product(self.keys, self.keys):
            if other == x:
                continue
            if self.tie(parent, x, day, steps=False) and self.tie(parent, other, day, steps=False):
                found.add(other)
            loose = self.tie(parent, x, day, steps=True) and self.tie(
                parent, other, day, steps=True
            )
            if loose and self.supports(x, other):
                found.add(other)
        return found

    # One estate

    def line(self, dead: str, x: str, day: date) -> Holders:
        """Fractions of a dead child's branch, by those who represent it."""
        there: list[Holders] = []
        for down in self.keys:
            if not self.tie(dead, down, day, steps=False):
                continue
            if self.gone(down, x):
                below = {} if self.lost(down, x) else self.line(down, x, day)
                there += [below] if below else []
            elif self.takes(down, x):
                there.append({down: Fraction(1)})
        return _mixed(there)

    def by_statute(self, x: str) -> Holders:
        day = self.when(x)[0]
        groups: dict[str, Holders] = {}
        for key in self.keys:
            child = self.tie(x, key, day, steps=True)
            if child and not self.wed(x, key, day) and self.gone(key, x):
                below = {} if self.lost(key, x) else self.line(key, x, day)
                if below:
                    groups[key] = below
                continue
            widowed = any(
                self.tie(x, c, day, steps=True) and self.gone(c, x) and self.widowed(key, c)
                for c in self.keys
            ) and any((s.who, s.whom) == (key, x) for s in self.f.supports)
            first = child or self.wed(x, key, day) or self.tie(key, x, day, steps=True) or widowed
            if first and self.takes(key, x):
                groups[key] = {key: Fraction(1)}
        return _mixed(list(groups.values())) if groups else self.second(x, day)

    def second(self, x: str, day: date) -> Holders:
        groups: list[Holders] = []
        late: list[Holders] = []
        siblings = self.siblings(x, day)
        elders = {
            g
            for p, g in product(self.keys, self.keys)
            if self.tie(p, x, day, steps=False) and self.tie(g, p, day, steps=False)
        }
        for key in sorted(siblings | elders):
            if key in siblings and self.gone(key, x):
                kids = [
                    {c: Fraction(1)}
                    for c in self.keys
                    if self.tie(key, c, day, steps=False)
                    and c not in siblings | elders
                    and self.takes(c, x)
                ]
                late += [_mixed(kids)] if kids and not self.lost(key, x) else []
            elif self.takes(key, x):
                groups.append({key: Fraction(1)})
        if day >= NEW_LAW or not groups:
            groups += late
        return _mixed(groups)

    def statutory(self, key: str, x: str) -> bool:
        """Whether somebody is an heir by statute of either order, so that a will makes an heir."""
        day = self.when(x)[0]
        if self.wed(x, key, day) or any((s.who, s.whom) == (key, x) for s in self.f.supports):
            return True
        if self.tie(x, key, day, steps=True) or self.tie(key, x, day, steps=True):
            return True
        siblings = self.siblings(x, day)
        if key in siblings or any(
            self.gone(s, x) and self.tie(s, key, day, steps=False) for s in siblings
        ):
            return True
        if any(
            self.tie(p, x, day, steps=False) and self.tie(key, p, day, steps=True)
            for p in self.keys
        ):
            return True
        return self.descends(key, x, day)

    def descends(self, key: str, x: str, day: date) -> bool:
        """Through dead children only."""
        reached = {c for c in self.keys if self.tie(x, c, day, steps=True)}
        while True:
            more = {
                c
                for d, c in product(reached, self.keys)
                if self.gone(d, x) and self.tie(d, c, day, steps=False)
            }
            if more <= reached:
                return key in reached
            reached |= more

    def disposed(self, x: str) -> Holders:
        """What wills and agreements take; what they give in vain falls to the statute."""
        day, left, found = self.when(x)[0], Fraction(1), defaultdict(Fraction)
        for pact in self.f.pacts:
            if pact.giver == x:
                left -= pact.gift.share
                if self.takes(pact.gift.to, x):
                    found[pact.gift.to] += pact.gift.share
        wills = [w for w in self.f.wills if w.testator == x and self.stands(w)]
        wills.sort(key=lambda w: w.made_on)
        if day < NEW_LAW:
            wills.sort(key=lambda w: w.form is Form.NOTARISED)
        base = Fraction(1)
        for r in self.f.reserves if wills else ():
            if r.estate == x and self.takes(r.who, x):
                found[r.who] += r.share
                left -= r.share
                base -= r.share
        named: set[str] = set()
        for will in reversed(wills):
            fresh = [g for g in will.gifts if g.to not in named]
            for gift in fresh:
                part = min(gift.share * base, left)
                left -= part
                named.add(gift.to)
                if self.receives(gift.to, x):
                    found[gift.to] += part
        return dict(found)

    def stands(self, will: rules.Will) -> bool:
        if will.revoked or (will.form is Form.PRINTED and not will.every_page):
            return False
        if will.form is Form.ORAL and will.danger_over:
            return False
        return will.form in (Form.OWN_HAND, Form.NOTARISED) or will.witnesses >= 2

    def receives(self, key: str, x: str) -> bool:
        if not self.takes(key, x):
            return False
        if self.statutory(key, x):
            return True
        if any((u.who, u.estate) == (key, x) for u in self.f.unworthy):
            return False
        return any(
            (a.who, a.estate) == (key, x)
            and a.accepted_on is not None
            and a.accepted_on <= self.last_day(a.knew_on, x)
            for a in self.f.acceptances
        )

    def last_day(self, knew_on: date, x: str) -> date:
        """To accept a legacy; before 2021 the last day that is within two months."""
        if (self.p[x].died_on or date.min) >= NEW_LAW:
            return knew_on + timedelta(days=60)
        days = (knew_on + timedelta(days=n) for n in range(63))
        return max(d for d in days if (_months(d) - _months(knew_on), d.day) <= (2, knew_on.day))

    def end_of(self, x: str) -> Holders:
        """Who holds in the end what `x` left; later deaths are known already."""
        first: Holders = defaultdict(Fraction, self.disposed(x))
        rest = 1 - sum(first.values(), Fraction(0))
        law = self.by_statute(x) if rest else {}
        if rest and not law:
            law = {rules.COLLECTIVE if self.p[x].collective else rules.STATE: Fraction(1)}
        for who, part in law.items():
            first[who] += part * rest
        found: Holders = defaultdict(Fraction)
        for who, part in first.items():
            for owner, half in self.couple(who, x):
                for final, inner in self.ends.get(owner, {owner: Fraction(1)}).items():
                    found[final] += part * half * inner
        return dict(found)

    def couple(self, who: str, x: str) -> list[tuple[str, Fraction]]:
        """An heir, with the spouse where what is inherited is common."""
        if who in self.p and self.p[who].in_common:
            day = self.when(x)[0]
            for other in self.keys:
                if self.wed(who, other, day) and self.there(other, x):
                    return [(who, Fraction(1, 2)), (other, Fraction(1, 2))]
        return [(who, Fraction(1))]


def _mixed(groups: list[Holders]) -> Holders:
    """Each group an equal part."""
    found: Holders = defaultdict(Fraction)
    for group in groups:
        for who, part in group.items():
            found[who] += part / len(groups)
    return dict(found)


def _months(day: date) -> int:
    return day.year * 12 + day.month
