"""What must still be asked of a family, so that a person who knows no law can tell it.

Questions come from the state of the answer: only who may inherit is asked about. A question that
was answered stands in `family.told` under its key, also where the answer was "nobody".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from dengbu.casework.rules.inheritance.answer import Answer, Way
from dengbu.casework.rules.inheritance.attending import is_ward
from dengbu.casework.rules.inheritance.calling import calling
from dengbu.casework.rules.inheritance.checking import check
from dengbu.casework.rules.inheritance.family import Family, Life
from dengbu.casework.rules.inheritance.kin import Kin
from dengbu.casework.rules.inheritance.solving import solve
from dengbu.casework.rules.inheritance.wills import acceptance_of, legacies
from dengbu.kernel.fault import Faults


@unique
class Topic(StrEnum):
    """What is asked."""

    HOLDERS = "HOLDERS"  # who of the registered holders has died, and when
    SPOUSE = "SPOUSE"
    COMMON = "COMMON"  # whether the home was the couple's in common
    CHILDREN = "CHILDREN"
    PARENTS = "PARENTS"
    IN_LAWS = "IN_LAWS"
    SIBLINGS = "SIBLINGS"
    GRANDPARENTS = "GRANDPARENTS"
    WILL = "WILL"
    OTHER_WILL = "OTHER_WILL"  # besides the one that was told
    ACCEPTS = "ACCEPTS"  # whether a legatee accepted
    STANCE = "STANCE"  # whether an heir takes one estate
    SHARED = "SHARED"  # whether what a dead heir had inherited was the couple's in common
    GUARDIAN = "GUARDIAN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question to the person at the window."""

    topic: Topic
    who: str = ""  # key of the person that it is about
    estate: str = ""  # key of the deceased whose estate it is about

    @property
    def key(self) -> str:
        """Its name in `Family.told` and in forms."""
        return ":".join(part for part in (self.topic.value, self.who, self.estate) if part)

    @classmethod
    def of(cls, key: str) -> "Question":
        """The question of a key; `ValueError` for what is none."""
        topic, _, rest = key.partition(":")
        who, _, estate = rest.partition(":")
        return cls(topic=Topic(topic), who=who, estate=estate)


def next_questions(family: Family, *, on: date) -> tuple[Question, ...]:
    """Everything that is known to be still open, the next first; none: the answer is whole.

    `on` is the day of asking, for minors. Where the family cannot be true as told, the questions
    of its persons are not known: then only whether holders died is asked.
    """
    first = Question(topic=Topic.HOLDERS)
    if first.key not in family.told:
        return (first,)
    kin, _, faults = check(family)
    if faults:
        return ()
    try:
        answer = solve(family)
    except Faults:
        return ()
    found = dict.fromkeys(_all(kin, answer, on=on))
    return tuple(q for q in found if q.key not in family.told)


def _all(kin: Kin, answer: Answer, *, on: date) -> Iterator[Question]:
    """Every question that the answer rests on, in the order in which people tell a family."""
    seen: set[str] = set()
    for estate in answer.estates:
        for question in _estate(kin, estate.of):
            if question.key not in seen:
                seen.add(question.key)
                yield question
    yield from (
        Question(topic=Topic.ACCEPTS, who=who, estate=of)
        for who, of in legacies(kin)
        if of in answer.called and acceptance_of(kin, who, of) is None and kin.outlived(who, of)
    )
    for flow in answer.flows:
        if flow.way in _TAKEN and not flow.half and _speaks(kin, flow.to):
            yield Question(topic=Topic.STANCE, who=flow.to, estate=flow.estate)
    yield from _shared(kin, answer)
    for who in answer.shares:
        person = kin.people.get(who)
        if person is not None and is_ward(person, on) and not person.guardian:
            yield Question(topic=Topic.GUARDIAN, who=who)


_BY_KIN = (Way.FIRST, Way.SECOND, Way.REPRESENTS, Way.REPRESENTS_SIBLING, Way.IN_LAW)
_TAKEN = (*_BY_KIN, Way.WILL, Way.RESERVE)
"""Ways of heirs, who may give up (1124); a legatee is asked whether the legacy was accepted."""


def _speaks(kin: Kin, who: str) -> bool:
    """Whether an heir is asked; for who died since, nobody gives up what was not given up."""
    person = kin.people.get(who)
    return person is not None and person.life is Life.ALIVE and not person.organisation


def _estate(kin: Kin, of: str) -> Iterator[Question]:
    """Who may inherit after one person."""
    yield Question(topic=Topic.SPOUSE, who=of)
    if _may_be_common(kin, of):
        yield Question(topic=Topic.COMMON, who=of)
    yield Question(topic=Topic.CHILDREN, who=of)
    day = kin.moment[of][0]
    dead = [t.child for t in kin.children_of(of, day) if kin.died_before(t.child, of)]
    yield from _lines(kin, dead, of)
    yield Question(topic=Topic.PARENTS, who=of)
    if dead:
        yield Question(topic=Topic.IN_LAWS, who=of)
    yield Question(topic=Topic.WILL, who=of)
    if any(w.testator == of for w in kin.family.wills):
        yield Question(topic=Topic.OTHER_WILL, who=of)
    if calling(kin, of).order != 1:
        yield Question(topic=Topic.SIBLINGS, who=of)
        yield Question(topic=Topic.GRANDPARENTS, who=of)
        gone = [s for s in kin.siblings_of(of, day) if kin.died_before(s, of)]
        yield from (Question(topic=Topic.CHILDREN, who=s) for s in gone)


def _lines(kin: Kin, dead: list[str], of: str) -> Iterator[Question]:
    """Children of whoever is represented, down to those who live."""
    for child in dead:
        yield Question(topic=Topic.CHILDREN, who=child)
        below = kin.line_of(child, kin.moment[of][0])
        yield from _lines(kin, [c for c in below if kin.died_before(c, of)], of)


def _may_be_common(kin: Kin, of: str) -> bool:
    """Whether a holder alone in the register was ever married."""
    titles = kin.family.titles
    alone = any(t.holder == of and not t.common_with for t in titles)
    joint = any(t.common_with for t in titles if of in (t.holder, t.common_with))
    return alone and not joint and bool(kin.marriages.get(of))


def _shared(kin: Kin, answer: Answer) -> Iterator[Question]:
    """Heirs of whom the couple may have had the inheritance in common, one of them dead since.

    Neither the pages of the law that were checked nor this program decide it: an officer does.
    """
    for flow in answer.flows:
        if flow.way not in _BY_KIN or flow.to not in kin.people or flow.half:
            continue
        heir = kin.people[flow.to]
        spouse = kin.spouse_at(flow.to, flow.estate)
        gone = spouse and (flow.to in kin.moment or spouse in kin.moment)
        if gone and heir.in_common is None:
            yield Question(topic=Topic.SHARED, who=flow.to)
