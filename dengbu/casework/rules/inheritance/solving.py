"""The solver: deaths in their order, each estate passed on, until only the living hold."""

from collections import defaultdict
from fractions import Fraction

from dengbu.casework.rules.inheritance.answer import (
    COLLECTIVE,
    STATE,
    Answer,
    Doubt,
    Estate,
    Exclusion,
    Flow,
    Out,
    Remark,
    Way,
)
from dengbu.casework.rules.inheritance.calling import Calling, calling
from dengbu.casework.rules.inheritance.checking import check
from dengbu.casework.rules.inheritance.family import Family, Life, Will
from dengbu.casework.rules.inheritance.grounds import (
    INHERITED_IN_MARRIAGE,
    ground,
    is_old,
)
from dengbu.casework.rules.inheritance.kin import Kin
from dengbu.casework.rules.inheritance.wills import WHOLE, Willed, willed
from dengbu.kernel.clause import CIVIL_CODE, Clause
from dengbu.kernel.fault import Faults
from dengbu.kernel.identity import ADULT_AGE, age

FOR_THE_WARD = CIVIL_CODE.of(35, confirmed=False)
"""Guardians dispose of what is a ward's for the ward's good alone; book 1 was not checked."""
NOTHING = Fraction(0)
_HALF = Fraction(1, 2)
_BEFORE = CIVIL_CODE.of(1122)
"""What is not an estate stays with whoever holds it: an estate is what the deceased left."""
_ARTICLES = {
    Way.FIRST: 1127,
    Way.IN_LAW: 1129,
    Way.SECOND: 1127,
    Way.REPRESENTS: 1128,
    Way.REPRESENTS_SIBLING: 1128,
    Way.PACT: 1158,
    Way.RESERVE: 1141,
    Way.WILL: 1133,
    Way.LEGACY: 1133,
    Way.NOBODY: 1160,
}


class _Solver:
    """One family. Amounts are fractions of the unit."""

    def __init__(self, kin: Kin, wills: dict[str, list[Will]]) -> None:
        self.kin, self.wills = kin, wills
        self.held: defaultdict[str, Fraction] = defaultdict(lambda: NOTHING)
        self.flows: list[Flow] = []
        self.heirs: set[str] = set()  # whoever inherited something so far
        self.estates: list[Estate] = []
        self.called: dict[str, tuple[str, ...]] = {}
        self.out: list[Exclusion] = []
        self.remarks: list[Remark] = []
        # Heirs of one branch mostly have the same part, so its product is taken once.
        self.last = (NOTHING, NOTHING, NOTHING)

    def answer(self) -> Answer:
        """Titles first, then every estate in the order of deaths."""
        self._titles()
        for key in sorted(self.kin.moment, key=lambda k: (self.kin.moment[k], k)):
            if self.held[key]:
                self._pass_on(key)
        shares = {k: self.held[k] for k in sorted(self.held) if self.held[k]}
        for key in shares:
            if key in self.kin.people and self.kin.people[key].life is Life.UNBORN:
                self._remark(Doubt.UNBORN, key, ground(1155))
        self._wards()
        return Answer(
            shares=shares,
            flows=tuple(self.flows),
            estates=tuple(self.estates),
            called=self.called,
            out=tuple(dict.fromkeys(self.out)),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )

    def _wards(self) -> None:
        """Whoever gave up while somebody else had to act for them (Civil Code 35)."""
        for said in self.kin.family.disclaimers:
            person = self.kin.people[said.who]
            minor = person.born_on is not None and age(person.born_on, said.on) < ADULT_AGE
            if (minor or person.incapable) and said.who in self.called.get(said.estate, ()):
                self._remark(Doubt.WARD_DISCLAIMED, said.who, FOR_THE_WARD)

    def _titles(self) -> None:
        """What each held, after the spouse's half of what was common (1153)."""
        for title in sorted(self.kin.family.titles, key=lambda t: t.holder):
            spouse = title.common_with
            part = title.share * _HALF if spouse else title.share
            of = _HALF if spouse else WHOLE
            own = Flow(
                estate=title.holder,
                to=title.holder,
                way=Way.OWN,
                share=part,
                of_estate=of,
                clause=ground(1153) if spouse else _BEFORE,
            )
            self._flow(own)
            if spouse:
                half = Flow(
                    estate=title.holder,
                    to=spouse,
                    way=Way.HALF,
                    share=part,
                    of_estate=of,
                    clause=ground(1153),
                )
                self._flow(half)

    def _flow(self, flow: Flow) -> None:
        self.flows.append(flow)
        self.held[flow.to] += flow.share
        if flow.way not in (Way.OWN, Way.HALF):
            self.heirs.add(flow.to)

    def _pass_on(self, key: str) -> None:
        """One estate: agreements and wills, then the statute, then nobody."""
        amount = self.held.pop(key)
        by_will = willed(self.kin, key, self.wills.get(key, []))
        by_law = calling(self.kin, key)
        by_law.calls.sort(key=lambda c: (c.who, c.via))
        by_law.named.sort()
        day = self.kin.moment[key][0]
        self.estates.append(Estate(of=key, died_on=day, share=amount, order=by_law.order))
        self.called[key] = tuple(dict.fromkeys(by_law.named))
        self.out += sorted((*by_will.out, *by_law.out), key=lambda e: (e.who, e.why))
        self.remarks += by_will.remarks
        for taken in by_will.taken:
            self._give(key, taken.to, taken.way, amount, taken.part)
        rest = by_will.rest
        if rest:
            for call in by_law.calls:
                part = call.part if rest is WHOLE else call.part * rest
                self._give(key, call.who, call.way, amount, part, call.via)
            if not by_law.calls:
                self._to_nobody(key, amount, rest)
        self._look(key, by_will, by_law)

    def _look(self, key: str, by_will: Willed, by_law: Calling) -> None:
        """What an examiner must look at."""
        old = is_old(self.kin.moment[key][0])
        if old:
            self._remark(Doubt.OLD_LAW, key, ground(1127, old=True))
        if by_law.all_gave_up and by_will.rest:
            self._remark(Doubt.ALL_DISCLAIMED, key, ground(1127, old=old))
        if self._together(key):
            self._remark(Doubt.PRESUMED, key, ground(1121))
        if not by_will.rest:
            got = {t.to for t in by_will.taken}
            self.out += [
                Exclusion(who=c.who, estate=key, why=Out.BY_WILL, clause=ground(1123, old=old))
                for c in by_law.calls
                if c.who not in got
            ]

    def _together(self, key: str) -> bool:
        """Whether somebody else died of the same event on the same day, nobody knows who first."""
        own = self.kin.people[key]
        return bool(own.event) and any(
            p.key != key
            and (p.event, p.died_on) == (own.event, own.died_on)
            and (None in (p.died_at, own.died_at) or p.died_at == own.died_at)
            for p in self.kin.family.people
        )

    def _to_nobody(self, key: str, amount: Fraction, part: Fraction) -> None:
        """To the State, or to the collective of which the deceased was a member (1160)."""
        to = COLLECTIVE if self.kin.people[key].collective else STATE
        self._give(key, to, Way.NOBODY, amount, part)
        self._remark(Doubt.NOBODY, key, ground(1160))

    def _give(
        self, key: str, to: str, way: Way, amount: Fraction, part: Fraction, via: str = ""
    ) -> None:
        """One part to one person; half of it to the spouse where what is inherited is common."""
        clause = ground(_ARTICLES[way], old=is_old(self.kin.moment[key][0]))
        spouse, again = self._sharer(to, key), key in self.heirs
        kept = part * _HALF if spouse else part
        if kept is not self.last[0] or amount is not self.last[1]:
            self.last = kept, amount, amount * kept
        share = self.last[2]
        self._flow(
            Flow(
                estate=key,
                to=to,
                way=way,
                share=share,
                of_estate=kept,
                clause=clause,
                via=via,
                half=bool(spouse),
                again=again,
            )
        )
        if spouse:
            self._flow(
                Flow(
                    estate=key,
                    to=spouse,
                    way=way,
                    share=share,
                    of_estate=kept,
                    clause=INHERITED_IN_MARRIAGE,
                    via=to,
                    half=True,
                    again=again,
                )
            )

    def _sharer(self, to: str, estate: str) -> str:
        """The spouse who has half of what somebody inherited, as the office found."""
        heir = self.kin.people.get(to)
        if heir is None or not heir.in_common:
            return ""
        return self.kin.spouse_at(to, estate)

    def _remark(self, doubt: Doubt, who: str, clause: Clause) -> None:
        self.remarks.append(Remark(doubt=doubt, who=who, clause=clause))


def solve(family: Family) -> Answer:
    """Who inherits, with shares that sum to exactly 1.

    The same family gives the same answer, in whatever order its parts are listed. `Faults` with
    everything that is wrong in the family, at once (`checking.Flaw`).
    """
    kin, wills, faults = check(family)
    if faults:
        raise Faults(faults)
    return _Solver(kin, wills).answer()
