"""Whether the papers of a family can be true: wills, agreements, disclaimers, acceptances."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dengbu.casework.rules.inheritance.family import GROUNDS, Form, Gift, Life, Person, Will
from dengbu.casework.rules.inheritance.flaws import Flaw, fault
from dengbu.casework.rules.inheritance.grounds import is_old
from dengbu.casework.rules.inheritance.kin import Kin
from dengbu.casework.rules.inheritance.wills import has_form
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault
from dengbu.kernel.identity import ADULT_AGE, age


def check_papers(kin: Kin) -> Iterator[Fault]:
    """Every fault of every paper."""
    yield from _wills(kin)
    yield from _pacts(kin)
    yield from _disclaimers(kin)
    yield from _unworthy(kin)
    yield from _acceptances(kin)
    for n, reserve in enumerate(kin.family.reserves):
        if not 0 < reserve.share <= 1:
            who = kin.people[reserve.who].name
            yield fault(Flaw.GIFT_SHARE, f"reserves.{n}.share", who=who)
        yield from _of_dead(kin, reserve.estate, f"reserves.{n}.estate")


def _wills(kin: Kin) -> Iterator[Fault]:
    wills = kin.family.wills
    for n, will in enumerate(wills):
        at, testator = f"wills.{n}", kin.people[will.testator]
        yield from _gifts(kin, will.gifts, testator, f"{at}.gifts")
        if testator.born_on and age(testator.born_on, will.made_on) < ADULT_AGE:
            yield fault(
                Flaw.WILL_BY_MINOR, f"{at}.made_on", clause=CIVIL_CODE.of(1143), who=testator.name
            )
        if testator.died_on and will.made_on > testator.died_on:
            yield fault(Flaw.WILL_AFTER_DEATH, f"{at}.made_on", who=testator.name)
        for k, other in enumerate(wills[:n]):
            same_day = (will.testator, will.made_on) == (other.testator, other.made_on)
            if same_day and _contradict(will, other, testator):
                yield fault(
                    Flaw.WILLS_OF_ONE_DAY,
                    f"{at}.made_on",
                    clause=CIVIL_CODE.of(1142),
                    who=testator.name,
                    other=f"wills.{k}",
                )


def _contradict(one: Will, other: Will, testator: Person) -> bool:
    """Whether nobody can say which of two wills of a day stands (1142).

    One that was withdrawn or lacks its form is none; before 2021 a notarised one prevails anyhow.
    """
    if set(one.gifts) == set(other.gifts):
        return False
    if any(w.revoked or not has_form(w) for w in (one, other)):
        return False
    notarised = {w.form is Form.NOTARISED for w in (one, other)}
    old = testator.died_on is not None and is_old(testator.died_on)
    return not (old and len(notarised) > 1)


def _gifts(kin: Kin, gifts: Sequence[Gift], giver: Person, at: str) -> Iterator[Fault]:
    count = Counter(g.to for g in gifts)
    for n, gift in enumerate(gifts):
        name = kin.people[gift.to].name
        if not 0 < gift.share <= 1:
            yield fault(Flaw.GIFT_SHARE, f"{at}.{n}.share", who=name)
        if count[gift.to] > 1:
            yield fault(Flaw.GIFT_TWICE, f"{at}.{n}.to", who=name)
        if gift.to == giver.key:
            yield fault(Flaw.GIFT_TO_SELF, f"{at}.{n}.to", who=name)
    total = sum((g.share for g in gifts), Fraction(0))
    if total > 1:
        yield fault(Flaw.GIFTS_ABOVE_ESTATE, at, who=giver.name, total=str(total))


def _pacts(kin: Kin) -> Iterator[Fault]:
    for giver in dict.fromkeys(p.giver for p in kin.family.pacts):
        gifts = [p.gift for p in kin.family.pacts if p.giver == giver]
        yield from _gifts(kin, gifts, kin.people[giver], "pacts")


def _disclaimers(kin: Kin) -> Iterator[Fault]:
    for n, said in enumerate(kin.family.disclaimers):
        at, who, of = f"disclaimers.{n}", kin.people[said.who], kin.people[said.estate]
        yield from _of_dead(kin, said.estate, f"{at}.estate")
        if of.died_on and said.on < of.died_on:
            yield fault(
                Flaw.DISCLAIMED_TOO_EARLY,
                f"{at}.on",
                clause=CIVIL_CODE.of(1124),
                who=who.name,
                other=of.name,
            )
        if who.died_on and said.on > who.died_on:
            yield fault(Flaw.DISCLAIMED_AFTER_DEATH, f"{at}.on", who=who.name)


def _unworthy(kin: Kin) -> Iterator[Fault]:
    for n, deed in enumerate(kin.family.unworthy):
        at, who = f"unworthy.{n}", kin.people[deed.who].name
        if deed.ground not in GROUNDS:
            yield fault(Flaw.GROUND_UNKNOWN, f"{at}.ground", who=who)
        elif deed.pardoned and deed.ground < 3:
            yield fault(
                Flaw.PARDON_IMPOSSIBLE, f"{at}.pardoned", clause=CIVIL_CODE.of(1125), who=who
            )


def _acceptances(kin: Kin) -> Iterator[Fault]:
    for n, said in enumerate(kin.family.acceptances):
        at, who, of = f"acceptances.{n}", kin.people[said.who], kin.people[said.estate]
        yield from _of_dead(kin, said.estate, f"{at}.estate")
        if of.died_on and said.knew_on < of.died_on:
            yield fault(Flaw.KNEW_TOO_EARLY, f"{at}.knew_on", who=who.name, other=of.name)
        if said.accepted_on and said.accepted_on < said.knew_on:
            yield fault(Flaw.ACCEPTED_TOO_EARLY, f"{at}.accepted_on", who=who.name)


def _of_dead(kin: Kin, key: str, at: str) -> Iterator[Fault]:
    if kin.people[key].life is not Life.DEAD:
        yield fault(Flaw.ESTATE_OF_LIVING, at, who=kin.people[key].name)
