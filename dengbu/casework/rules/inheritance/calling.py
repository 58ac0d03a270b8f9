"""Whom the statute calls after one person, and to which part (Civil Code 1127-1130, 1155, 1160)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from dengbu.casework.rules.inheritance.answer import Exclusion, Out, Way
from dengbu.casework.rules.inheritance.grounds import ADOPTION, ground, is_old
from dengbu.casework.rules.inheritance.kin import BY_BLOOD, LONG_AGO, Kin
from dengbu.kernel.clause import Clause

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Call:
    """One heir by statute with the part of what passes by statute."""

    who: str
    part: Fraction
    way: Way
    via: str = ""  # who is represented


@dataclass(slots=True)
class Calling:
    """What the statute says of one estate."""

    order: int = 0
    calls: list[Call] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  # called or would be, had they not given up
    out: list[Exclusion] = field(default_factory=list)
    all_gave_up: bool = False  # the first order was there and took nothing


class _Caller:
    """Calls the heirs of one estate."""

    def __init__(self, kin: Kin, of: str) -> None:
        self.kin, self.of = kin, of
        self.day: date = kin.moment[of][0]
        self.old = is_old(self.day)
        self.found = Calling()

    def calling(self) -> Calling:
        """First order; where nobody of it takes, the second; then nobody."""
        first = self._first()
        self.found.all_gave_up = not first and bool(self.found.named)
        if first:
            self._share(1, first)
            self._behind()
            return self.found
        second = self._second()
        if second:
            self._share(2, second)
        return self.found

    def _share(self, order: int, branches: list[list[Call]]) -> None:
        part = Fraction(1, len(branches))
        self.found.order = order
        self.found.calls = _each(branches, part)

    def _first(self) -> list[list[Call]]:
        """One branch a person of the first order or a line that represents a child."""
        kin, day, of = self.kin, self.day, self.of
        branches: list[list[Call]] = []
        seen: set[str] = {of}
        for spouse in kin.spouses_at(of, day):
            self._one(spouse, Way.FIRST, seen, branches)
        for tie in kin.children_of(of, day):
            if tie.child not in seen:
                seen.add(tie.child)
                branches.append(self._child(tie.child))
        for tie in kin.parents_of(of, day):
            self._one(tie.parent, Way.FIRST, seen, branches)
        for who in self._in_laws():
            self._one(who, Way.IN_LAW, seen, branches)
        self._severed()
        return [b for b in branches if b]

    def _one(self, who: str, way: Way, seen: set[str], branches: list[list[Call]]) -> None:
        if who in seen:
            return
        seen.add(who)
        branches.append([Call(who, WHOLE, way)] if self._takes(who) else [])

    def _takes(self, who: str) -> bool:
        """Whether somebody who is called takes; if not, why."""
        kin, of = self.kin, self.of
        if not kin.outlived(who, of):
            if who in kin.moment:
                before = kin.died_before(who, of)
                self._out(who, Out.DEAD_BEFORE if before else Out.DEAD_TOGETHER)
            return False
        if kin.unworthy(who, of):
            self._out(who, Out.UNWORTHY)
            return False
        self.found.named.append(who)
        if (who, of) in kin.given_up:
            self._out(who, Out.DISCLAIMED)
            return False
        return True

    def _child(self, child: str) -> list[Call]:
        if self.kin.died_before(child, self.of) and not self.kin.unworthy(child, self.of):
            self._out(child, Out.DEAD_BEFORE)
            return self._line(child, child)
        return [Call(child, WHOLE, Way.FIRST)] if self._takes(child) else []

    def _line(self, dead: str, child: str) -> list[Call]:
        """Whoever represents a dead child: its line, each branch alike (1128)."""
        branches: list[list[Call]] = []
        for down in self.kin.line_of(dead, self.day):
            if self.kin.died_before(down, self.of) and not self.kin.unworthy(down, self.of):
                branches.append(self._line(down, child))
            elif self._takes(down):
                branches.append([Call(down, WHOLE, Way.REPRESENTS, child)])
        return _alike(branches)

    def _in_laws(self) -> Iterator[str]:
        """Widowed children-in-law who gave the main support (1129), also when married again."""
        kin = self.kin
        for support in kin.family.supports:
            if support.whom == self.of and any(
                kin.died_before(tie.child, self.of) and self._widowed(support.who, tie.child)
                for tie in kin.children_of(self.of, self.day)
            ):
                yield support.who

    def _widowed(self, who: str, child: str) -> bool:
        day = self.kin.moment[child][0]
        if day == LONG_AGO:  # nobody knows the day: whoever was not divorced
            return any(
                who in (m.one, m.other) and m.until is None for m in self.kin.marriages[child]
            )
        return who in self.kin.spouses_at(child, day)

    def _second(self) -> list[list[Call]]:
        kin, day, of = self.kin, self.day, self.of
        branches: list[list[Call]] = []
        dead: list[str] = []
        seen: set[str] = {of}
        for sibling in kin.siblings_of(of, day):
            if kin.died_before(sibling, of) and not kin.unworthy(sibling, of):
                self._out(sibling, Out.DEAD_BEFORE)
                dead.append(sibling)
                seen.add(sibling)
            else:
                self._one(sibling, Way.SECOND, seen, branches)
        for grandparent in self._grandparents():
            self._one(grandparent, Way.SECOND, seen, branches)
        # Before 2021 siblings' children come only where nobody else inherits (法释〔2020〕15号).
        if not self.old or not any(branches):
            branches += [self._nieces(sibling, seen) for sibling in dead]
        return [b for b in branches if b]

    def _nieces(self, sibling: str, seen: set[str]) -> list[Call]:
        """Children of a sibling who died before, and nobody below them (1128)."""
        line = [c for c in self.kin.line_of(sibling, self.day) if c not in seen]
        return _alike(
            [
                [Call(child, WHOLE, Way.REPRESENTS_SIBLING, sibling)]
                for child in line
                if self._takes(child)
            ]
        )

    def _grandparents(self) -> list[str]:
        kin, day = self.kin, self.day
        return [
            up.parent
            for tie in kin.parents_of(self.of, day)
            if tie.tie in BY_BLOOD
            for up in kin.parents_of(tie.parent, day)
            if up.tie in BY_BLOOD
        ]

    def _severed(self) -> None:
        """Children and parents by name who are none by law: not raised, or adopted away."""
        for tie in (*self.kin.children[self.of], *self.kin.parents[self.of]):
            who = tie.parent if tie.child == self.of else tie.child
            if self.kin.holds(tie, self.day) or not self.kin.outlived(who, self.of):
                continue
            if tie.tie in BY_BLOOD:
                self._out(who, Out.ADOPTED_AWAY, ADOPTION)
            else:
                self._out(who, Out.NOT_RAISED, ground(1127, old=self.old))

    def _behind(self) -> None:
        """Siblings and grandparents who live, while the first order inherits."""
        near = (*self.kin.siblings_of(self.of, self.day), *self._grandparents())
        for who in dict.fromkeys(near):
            if self.kin.outlived(who, self.of):
                self._out(who, Out.LATER_ORDER)

    def _out(self, who: str, why: Out, clause: Clause | None = None) -> None:
        there = clause or ground(_ARTICLES[why], old=self.old and why is not Out.DEAD_TOGETHER)
        self.found.out.append(Exclusion(who=who, estate=self.of, why=why, clause=there))


_ARTICLES = {
    Out.DEAD_BEFORE: 1127,
    Out.DEAD_TOGETHER: 1121,
    Out.DISCLAIMED: 1124,
    Out.UNWORTHY: 1125,
    Out.LATER_ORDER: 1127,
}


def _alike(branches: list[list[Call]]) -> list[Call]:
    """Each branch in which somebody takes gets the same part."""
    there = [b for b in branches if b]
    if not there:
        return []
    return _each(there, Fraction(1, len(there)))


def _each(branches: list[list[Call]], part: Fraction) -> list[Call]:
    """The calls of branches that have the same part; whoever is a branch alone has it whole."""
    return [
        Call(c.who, part if c.part is WHOLE else c.part * part, c.way, c.via)
        for branch in branches
        for c in branch
    ]


def calling(kin: Kin, of: str) -> Calling:
    """Whom the statute calls to the estate of `of`, a person who has died.

    Parts sum to 1, or there are none. Equal in an order (1130); another division is the heirs' to
    agree. A foetus counts (1155). Where all of the first order gave up, the second is called.
    """
    return _Caller(kin, of).calling()
