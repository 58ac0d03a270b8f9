"""Who is whose: a family indexed, so that each tie is looked up and never searched."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from dengbu.casework.rules.inheritance.family import Family, Life, Marriage, Parentage, Person, Tie

BY_BLOOD = frozenset({Tie.BLOOD, Tie.ADOPTED})
"""Ties along which a line descends (直系血亲, also by adoption); a step-child begins none."""

LONG_AGO = date.min
"""Day of those of whom only is known that they died before the others."""

Moment = tuple[date, int, int]
"""When somebody died: day, minute of the day, place among those who died together."""


class Kin:
    """The ties of a family. Keys must be known and no one their own ancestor."""

    __slots__ = (
        "children",
        "family",
        "given_up",
        "lost",
        "known",
        "marriages",
        "moment",
        "parents",
        "people",
    )

    def __init__(self, family: Family) -> None:
        """Index the family; `moment` is filled by `deaths.moments`."""
        self.family = family
        self.people: dict[str, Person] = {p.key: p for p in family.people}
        self.parents: defaultdict[str, list[Parentage]] = defaultdict(list)
        self.children: defaultdict[str, list[Parentage]] = defaultdict(list)
        self.marriages: defaultdict[str, list[Marriage]] = defaultdict(list)
        self.moment: dict[str, Moment] = {}
        for tie in family.parentages:
            self.parents[tie.child].append(tie)
            self.children[tie.parent].append(tie)
        for marriage in family.marriages:
            self.marriages[marriage.one].append(marriage)
            self.marriages[marriage.other].append(marriage)
        self.known: dict[tuple[str, str, date], list[Parentage]] = {}
        self.given_up = {(d.who, d.estate) for d in family.disclaimers}
        self.lost = {(u.who, u.estate): u for u in family.unworthy}

    def holds(self, tie: Parentage, day: date) -> bool:
        """Whether the tie makes heirs on that day (Civil Code 1127, 1111)."""
        if tie.tie is Tie.STEP:
            return tie.raised is True
        if tie.tie is Tie.ADOPTED:
            begun = tie.since is None or tie.since <= day
            return begun and (tie.until is None or tie.until > day)
        return not self.adopted_away(tie, day)

    def adopted_away(self, tie: Parentage, day: date) -> bool:
        """Whether an adoption has ended the tie by blood; a step-parent's keeps the spouse's."""
        for other in self.parents[tie.child]:
            if other.tie is not Tie.ADOPTED or other.parent == tie.parent:
                continue
            if self.holds(other, day) and not self._couple(other.parent, tie.parent):
                return True
        return False

    def _couple(self, one: str, other: str) -> bool:
        return any(other in (m.one, m.other) for m in self.marriages[one])

    def children_of(self, key: str, day: date) -> list[Parentage]:
        """Ties to children that make heirs, one a child."""
        at = ("children", key, day)
        if at not in self.known:
            there = (t for t in self.children.get(key, ()) if self.holds(t, day))
            self.known[at] = list({t.child: t for t in there}.values())
        return self.known[at]

    def parents_of(self, key: str, day: date) -> list[Parentage]:
        """Ties to parents that make heirs, one a parent."""
        at = ("parents", key, day)
        if at not in self.known:
            there = (t for t in self.parents.get(key, ()) if self.holds(t, day))
            self.known[at] = list({t.parent: t for t in there}.values())
        return self.known[at]

    def line_of(self, key: str, day: date) -> list[str]:
        """Children by blood and adoption, who may represent (1128)."""
        return [t.child for t in self.children_of(key, day) if t.tie in BY_BLOOD]

    def spouses_at(self, key: str, day: date) -> Iterator[str]:
        """Whoever the person was married to on that day, alive or not; at most one is alive."""
        for m in self.marriages[key]:
            if (m.since is None or m.since <= day) and (m.until is None or m.until > day):
                yield m.other if m.one == key else m.one

    def spouse_at(self, key: str, of: str) -> str:
        """The spouse of a person at somebody's death, who outlived it; "" for none."""
        day = self.moment[of][0]
        return next((s for s in self.spouses_at(key, day) if self.outlived(s, of)), "")

    def siblings_of(self, key: str, day: date) -> list[str]:
        """Siblings: whole and half, adopted, and step-siblings who supported each other (1127)."""
        found: dict[str, None] = {}
        for up in self.parents_of(key, day):
            for down in self.children_of(up.parent, day):
                other = down.child
                near = up.tie in BY_BLOOD and down.tie in BY_BLOOD
                if other != key and (near or self.supported(key, other)):
                    found[other] = None
        return list(found)

    def supported(self, one: str, other: str) -> bool:
        """Whether either supported the other."""
        return any({s.who, s.whom} == {one, other} for s in self.family.supports)

    def outlived(self, key: str, of: str) -> bool:
        """Whether a person existed at somebody's death and lived on (Civil Code 1121, 1155)."""
        person = self.people[key]
        if person.life is Life.STILLBORN:
            return False
        own, then = self.moment.get(key), self.moment[of]
        if own is not None and own <= then:
            return False
        return self._begun(person, then)

    def _begun(self, person: Person, then: Moment) -> bool:
        """Born or conceived by then. A father who died before shows that it was conceived."""
        if person.life is not Life.UNBORN and (person.born_on is None or person.born_on <= then[0]):
            return True
        if person.conceived_on is not None:
            return person.conceived_on <= then[0]
        bloods = (t.parent for t in self.parents[person.key] if t.tie is Tie.BLOOD)
        return any(p in self.moment and self.moment[p] <= then for p in bloods)

    def died_before(self, key: str, of: str) -> bool:
        """Whether a person died before another; dying together is not before."""
        own = self.moment.get(key)
        return own is not None and own < self.moment[of]

    def unworthy(self, key: str, of: str) -> bool:
        """Whether the person lost the right in that estate and was not pardoned (1125)."""
        found = self.lost.get((key, of))
        return found is not None and not (found.pardoned and found.ground >= 3)

    def able(self, key: str, of: str) -> bool:
        """Whether the person takes from that estate when called."""
        return (
            self.outlived(key, of) and (key, of) not in self.given_up and not self.unworthy(key, of)
        )
