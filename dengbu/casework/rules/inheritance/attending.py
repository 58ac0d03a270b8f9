"""Who must come, who may stay away and why, and which papers each brings (操作规范, 实施细则 14).

By statute all heirs come together and look at the papers; by will all heirs by statute confirm that
it is valid and the last; a legatee comes with them. Whoever gave up before a notary need not come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from dengbu.casework.rules.inheritance.answer import Answer, Out, Way
from dengbu.casework.rules.inheritance.family import Family, Form, Life, Person, Tie
from dengbu.kernel.clause import RULES, Clause
from dengbu.kernel.identity import ADULT_AGE, age

TOGETHER = RULES.of(14)
"""All heirs come together; papers of inheritance."""


@unique
class Coming(StrEnum):
    """How somebody takes part."""

    SELF = "SELF"  # in person, or by somebody empowered
    GUARDIAN = "GUARDIAN"  # the guardian comes
    NOT_NEEDED = "NOT_NEEDED"
    WAITS = "WAITS"  # a foetus: the share waits for the birth


@unique
class Reason(StrEnum):
    """Why somebody must come or may stay away."""

    HOLDS = "HOLDS"  # gets a share
    CONFIRMS = "CONFIRMS"  # an heir by statute who gets nothing by the will
    GIVES_UP_HERE = "GIVES_UP_HERE"  # gives up in writing before the office
    NOTARISED = "NOTARISED"  # gave up before a notary
    DEAD = "DEAD"
    UNWORTHY = "UNWORTHY"
    NOT_CALLED = "NOT_CALLED"  # is no heir here
    UNBORN = "UNBORN"
    ORGANISATION = "ORGANISATION"  # comes by its representative


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
    """One person of the family, each exactly once."""

    who: str
    coming: Coming
    why: Reason
    clause: Clause = TOGETHER

    @property
    def must(self) -> bool:
        """Whether the case waits for this person."""
        return self.coming in (Coming.SELF, Coming.GUARDIAN)


@unique
class Proof(StrEnum):
    """Papers of inheritance, by what they show."""

    DEATH = "DEATH"
    IDENTITY = "IDENTITY"
    KINSHIP = "KINSHIP"
    MARRIAGE = "MARRIAGE"
    DIVORCE = "DIVORCE"
    ADOPTION = "ADOPTION"
    UPBRINGING = "UPBRINGING"
    SUPPORT = "SUPPORT"
    WILL = "WILL"
    NOTARISED_WILL = "NOTARISED_WILL"
    PACT = "PACT"
    DISCLAIMER = "DISCLAIMER"
    NOTARISED_DISCLAIMER = "NOTARISED_DISCLAIMER"
    ACCEPTANCE = "ACCEPTANCE"
    JUDGMENT = "JUDGMENT"
    GUARDIANSHIP = "GUARDIANSHIP"
    PREGNANCY = "PREGNANCY"
    DEATH_ORDER = "DEATH_ORDER"


def is_ward(person: Person, on: date) -> bool:
    """Whether somebody acts for the person: a minor on that day, or an incapable adult."""
    minor = person.born_on is not None and age(person.born_on, on) < ADULT_AGE
    return person.incapable or minor


def attendance(family: Family, answer: Answer, *, on: date) -> tuple[Attendance, ...]:
    """Everybody of the family once, in its order; `on` is the day that decides who is a minor."""
    given_up = {d.who: d.notarised for d in family.disclaimers if d.estate in answer.called}
    named = {who for heirs in answer.called.values() for who in heirs}
    unworthy = {e.who for e in answer.out if e.why is Out.UNWORTHY}
    return tuple(_of(person, answer, given_up, named, unworthy, on=on) for person in family.people)


def _of(
    person: Person,
    answer: Answer,
    given_up: dict[str, bool],
    named: set[str],
    unworthy: set[str],
    *,
    on: date,
) -> Attendance:
    key = person.key
    comes = Coming.GUARDIAN if is_ward(person, on) else Coming.SELF
    if person.life in (Life.DEAD, Life.STILLBORN):
        return Attendance(who=key, coming=Coming.NOT_NEEDED, why=Reason.DEAD)
    if person.life is Life.UNBORN:
        called = key in answer.shares
        coming, why = (
            (Coming.WAITS, Reason.UNBORN) if called else (Coming.NOT_NEEDED, Reason.NOT_CALLED)
        )
        return Attendance(who=key, coming=coming, why=why)
    if key in answer.shares:
        why = Reason.ORGANISATION if person.organisation else Reason.HOLDS
        return Attendance(who=key, coming=comes, why=why)
    if key in given_up and key in named:
        if given_up[key]:
            return Attendance(who=key, coming=Coming.NOT_NEEDED, why=Reason.NOTARISED)
        return Attendance(who=key, coming=comes, why=Reason.GIVES_UP_HERE)
    if key in named:
        return Attendance(who=key, coming=comes, why=Reason.CONFIRMS)
    if key in unworthy:
        return Attendance(who=key, coming=Coming.NOT_NEEDED, why=Reason.UNWORTHY)
    return Attendance(who=key, coming=Coming.NOT_NEEDED, why=Reason.NOT_CALLED)


def proofs(family: Family, answer: Answer, *, on: date) -> dict[str, tuple[Proof, ...]]:
    """Papers wanted for each person who matters to the answer, by key; none for others."""
    near = {e.of for e in answer.estates} | set(answer.shares)
    near |= {who for heirs in answer.called.values() for who in heirs}
    near |= {e.who for e in answer.out if e.why is not Out.LATER_ORDER}
    found: dict[str, tuple[Proof, ...]] = {}
    for person in family.people:
        if person.key in near:
            wanted = dict.fromkeys(_proofs(family, answer, person, on=on))
            found[person.key] = tuple(wanted)
    return found


def _proofs(family: Family, answer: Answer, person: Person, *, on: date) -> Iterator[Proof]:
    key = person.key
    if person.life is Life.DEAD:
        yield Proof.DEATH
        if person.event:
            yield Proof.DEATH_ORDER
    elif person.life is Life.UNBORN:
        yield Proof.PREGNANCY
    else:
        yield Proof.IDENTITY
        if is_ward(person, on):
            yield Proof.GUARDIANSHIP
    yield from _ties(family, key)
    yield from _papers(family, answer, key)


def _papers(family: Family, answer: Answer, key: str) -> Iterator[Proof]:
    """What shows what somebody wrote or said."""
    for will in family.wills:
        if will.testator == key and not will.revoked:
            yield Proof.NOTARISED_WILL if will.form is Form.NOTARISED else Proof.WILL
    if any(p.giver == key for p in family.pacts):
        yield Proof.PACT
    for said in family.disclaimers:
        if said.who == key and said.estate in answer.called:
            yield Proof.NOTARISED_DISCLAIMER if said.notarised else Proof.DISCLAIMER
    if any(f.to == key and f.way is Way.LEGACY for f in answer.flows):
        yield Proof.ACCEPTANCE
    if any(u.who == key for u in family.unworthy):
        yield Proof.JUDGMENT


def _ties(family: Family, key: str) -> Iterator[Proof]:
    """What shows how somebody is related: a child to its parents, a couple to each other."""
    for tie in family.parentages:
        if tie.child == key:
            yield {
                Tie.BLOOD: Proof.KINSHIP,
                Tie.ADOPTED: Proof.ADOPTION,
                Tie.STEP: Proof.UPBRINGING,
            }[tie.tie]
    for marriage in family.marriages:
        if key in (marriage.one, marriage.other):
            yield Proof.DIVORCE if marriage.until else Proof.MARRIAGE
    if any(s.who == key for s in family.supports):
        yield Proof.SUPPORT
