"""What wills and agreements take out of an estate before the statute (Civil Code 1123-1158).

An agreement for support comes first, then what a will must leave to those who cannot live without
it, then wills: the last first, and an earlier one where the later leaves something (1142). Parts
that nobody takes go back to the statute (1154).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from dengbu.casework.rules.inheritance.answer import Doubt, Exclusion, Out, Remark, Way
from dengbu.casework.rules.inheritance.family import Acceptance, Form, Gift, Will
from dengbu.casework.rules.inheritance.grounds import ground, is_old
from dengbu.casework.rules.inheritance.kin import BY_BLOOD, Kin

WHOLE = Fraction(1)
TIME_TO_ACCEPT = timedelta(days=60)
"""A legatee who says nothing for so long after knowing has refused (1124)."""
OLD_MONTHS_TO_ACCEPT = 2
"""The same before 2021, in calendar months (Succession Law, article 25; from memory)."""
WITNESSES = 2
"""So many disinterested witnesses needs a will that is not in the testator's hand (1135-1140)."""
_WITNESSED = frozenset({Form.WRITTEN_BY_ANOTHER, Form.PRINTED, Form.RECORDED, Form.ORAL})


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of an estate that somebody has by will, legacy or agreement."""

    to: str
    part: Fraction
    way: Way


@dataclass(slots=True)
class Willed:
    """What does not pass by statute."""

    taken: list[Taken] = field(default_factory=list)
    out: list[Exclusion] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    unclear: bool = False  # an earlier will with several names and less left than it gives

    @property
    def rest(self) -> Fraction:
        """What passes by statute."""
        return 1 - sum((t.part for t in self.taken), Fraction(0)) if self.taken else WHOLE


def wills_of(kin: Kin) -> dict[str, list[Will]]:
    """Wills by testator."""
    found: dict[str, list[Will]] = {}
    for will in kin.family.wills:
        found.setdefault(will.testator, []).append(will)
    return found


def has_form(will: Will) -> bool:
    """Whether a will has the form that the law asks of it (1134-1139)."""
    if will.form in _WITNESSED and will.witnesses < WITNESSES:
        return False
    if will.form is Form.PRINTED:
        return will.every_page
    return will.form is not Form.ORAL or not will.danger_over


def in_force(wills: list[Will], died_on: date) -> list[Will]:
    """Wills that stand, the strongest first: the last; before 2021 a notarised one (1142)."""
    standing = [w for w in wills if not w.revoked and has_form(w)]
    first = is_old(died_on)
    return sorted(
        standing,
        key=lambda w: (first and w.form is Form.NOTARISED, w.made_on),
        reverse=True,
    )


class _Reading:
    """Reads what was disposed of in one estate."""

    def __init__(self, kin: Kin, of: str, wills: list[Will]) -> None:
        self.kin, self.of, self.wills = kin, of, wills
        self.day = kin.moment[of][0]
        self.old = is_old(self.day)
        self.found = Willed()
        self.left = WHOLE
        self.base = WHOLE  # of which wills give parts: the estate without what is reserved
        self.named: set[str] = set()  # by a later will, which replaces what an earlier gave them

    def willed(self) -> Willed:
        for pact in self.kin.family.pacts:
            if pact.giver == self.of:
                self._layer((pact.gift,), pact=True)
        wills = in_force(self.wills, self.day)
        if wills:
            self._reserves()
        for will in wills:
            gifts = [g for g in will.gifts if g.to not in self.named]
            self._layer(tuple(sorted(gifts, key=lambda g: g.to)))
            self.named.update(g.to for g in gifts)
        for will in self.wills:
            if not will.revoked and not has_form(will):
                self._remark(Doubt.WILL_INVALID, 1134)
        return self.found

    def _reserves(self) -> None:
        for reserve in sorted(self.kin.family.reserves, key=lambda r: r.who):
            if reserve.estate == self.of and self.kin.able(reserve.who, self.of):
                part = min(reserve.share, self.left)
                self._take(reserve.who, part, Way.RESERVE)
                self.base -= part

    def _layer(self, gifts: tuple[Gift, ...], *, pact: bool = False) -> None:
        """One paper: all that it gives, or what stronger ones left to its only name."""
        base = WHOLE if pact else self.base
        total = sum((g.share for g in gifts), Fraction(0)) * base
        if total > self.left:
            if not self.left:
                return
            self._remark(Doubt.WILL_CUT, 1142)
            if len(gifts) > 1:
                self.found.unclear = True
                return
        for gift in gifts:
            part = min(gift.share * base, self.left)
            self.left -= part
            way = Way.PACT if pact else self._way(gift.to)
            if part and self._gets(gift.to, way):
                self.found.taken.append(Taken(gift.to, part, way))

    def _take(self, who: str, part: Fraction, way: Way) -> None:
        self.left -= part
        if part:
            self.found.taken.append(Taken(who, part, way))

    def _way(self, to: str) -> Way:
        """An heir by statute inherits by will, anybody else has a legacy (1133)."""
        return Way.WILL if to in circle(self.kin, self.of) else Way.LEGACY

    def _gets(self, to: str, way: Way) -> bool:
        """Whether the part stays with the one who is named (1124, 1125, 1154)."""
        kin = self.kin
        if not kin.outlived(to, self.of):
            before = kin.died_before(to, self.of) or to not in kin.moment
            return self._lost(to, Out.DEAD_BEFORE if before else Out.DEAD_TOGETHER, 1154)
        deed = kin.lost.get((to, self.of))
        # A pardon saves heirs; of legatees the article knows none.
        if kin.unworthy(to, self.of) or (deed is not None and way is Way.LEGACY):
            return self._lost(to, Out.UNWORTHY, 1125)
        if (to, self.of) in kin.given_up:
            return self._lost(to, Out.DISCLAIMED, 1124)
        if way is Way.LEGACY and not accepted(acceptance_of(kin, to, self.of), old=self.old):
            return self._lost(to, Out.REFUSED, 1124)
        return True

    def _lost(self, who: str, why: Out, article: int) -> bool:
        clause = ground(article, old=self.old)
        self.found.out.append(Exclusion(who=who, estate=self.of, why=why, clause=clause))
        return False

    def _remark(self, doubt: Doubt, article: int) -> None:
        remark = Remark(doubt=doubt, who=self.of, clause=ground(article, old=self.old))
        if remark not in self.found.remarks:
            self.found.remarks.append(remark)


def acceptance_of(kin: Kin, who: str, of: str) -> Acceptance | None:
    """What a legatee said of a legacy."""
    return next((a for a in kin.family.acceptances if (a.who, a.estate) == (who, of)), None)


def accepted(said: Acceptance | None, *, old: bool) -> bool:
    """Whether a legacy was accepted in time, by the law of a death before 2021 or after."""
    if said is None or said.accepted_on is None:
        return False
    last = _months_on(said.knew_on) if old else said.knew_on + TIME_TO_ACCEPT
    return said.accepted_on <= last


def _months_on(day: date) -> date:
    """The same day two months on, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + OLD_MONTHS_TO_ACCEPT, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def circle(kin: Kin, of: str) -> set[str]:
    """Heirs by statute of either order, whoever represents one among them (1127-1129, 1133)."""
    day = kin.moment[of][0]
    found = set(kin.spouses_at(of, day)) | {s.who for s in kin.family.supports if s.whom == of}
    for tie in kin.children_of(of, day):
        found |= _lineage(kin, tie.child, of, day)
    for sibling in kin.siblings_of(of, day):
        found.add(sibling)
        if kin.died_before(sibling, of):
            found.update(kin.line_of(sibling, day))
    for tie in kin.parents_of(of, day):
        found.add(tie.parent)
        if tie.tie in BY_BLOOD:
            found.update(up.parent for up in kin.parents_of(tie.parent, day))
    return found


def _lineage(kin: Kin, child: str, of: str, day: date) -> set[str]:
    """A child, and its line where it died before."""
    found = {child}
    if kin.died_before(child, of):
        for down in kin.line_of(child, day):
            found |= _lineage(kin, down, of, day)
    return found


def willed(kin: Kin, of: str, wills: list[Will]) -> Willed:
    """What wills and agreements take out of the estate of `of`."""
    return _Reading(kin, of, wills).willed()


def legacies(kin: Kin) -> Iterator[tuple[str, str]]:
    """Everybody to whom a will leaves a legacy, with the testator, each once."""
    seen: set[tuple[str, str]] = set()
    for testator, wills in wills_of(kin).items():
        if testator not in kin.moment:
            continue
        heirs = circle(kin, testator)
        for will in in_force(wills, kin.moment[testator][0]):
            for gift in will.gifts:
                at = (gift.to, testator)
                if at not in seen and gift.to not in heirs:
                    seen.add(at)
                    yield at
