"""Whether those who are asked about are who they are said to be: asked of the police first.

An official answer that somebody has no home is true of a name and a number only if the two belong
together (《不动产登记资料查询暂行办法》: who asks proves who that is). Asked outside of any
transaction; where the police do not answer, the paper that the clerk looked at stands, and the
answer says so. Online the person signed in with the face checked, so nobody is asked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from dengbu.accounts import api as accounts
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome
from dengbu.inquiry.intake import ONLINE, Read
from dengbu.inquiry.terms import About, Standing
from dengbu.inquiry.values import Person
from dengbu.kernel.identity import IdType, mask

PURPOSE = "查询"
AT_ONCE = 1.5  # seconds: people wait at the window
DIED = "状态"  # what the police tell of somebody who has died


@unique
class Known(StrEnum):
    """By what a person is known."""

    POLICE = "POLICE"  # name and number belong together
    FACE = "FACE"  # signed in with the face checked
    PAPER = "PAPER"  # the police gave no answer; the clerk looked at the paper
    NOBODY = "NOBODY"  # the police know no such person


@dataclass(frozen=True, kw_only=True, slots=True)
class Identified:
    """A person who is asked about, and by what it is known who that is."""

    person: Person
    by: Known
    words: str  # as the answer says it

    @property
    def sure(self) -> bool:
        """Whether an answer about name and number may be given."""
        return self.by is not Known.NOBODY


def to_identify(found: Read) -> tuple[Person, ...]:
    """Those about whom something is certified by name and number alone; none for one home."""
    if found.kind.about not in (About.PERSON, About.HOUSING):
        return ()
    return found.question.people


def identify(
    found: Read, *, office: str, actor: accounts.Actor, now: datetime
) -> tuple[Identified, ...]:
    """Each of those who are asked about. Raises RuntimeError inside a transaction."""
    people = to_identify(found)
    if found.question.channel in ONLINE:
        return tuple(_by_face(person) for person in people)
    asked = [p for p in people if p.id_type == IdType.RESIDENT_ID]
    facts = _facts(asked, office=office, actor=actor, now=now)
    return tuple(known(person, facts.get(person.key), found, actor) for person in people)


def on_paper(found: Read, *, actor: accounts.Actor) -> tuple[Identified, ...]:
    """The same where no department is asked, as in a rehearsal of the catalogue."""
    return tuple(known(person, None, found, actor) for person in to_identify(found))


def _facts(
    people: Sequence[Person], *, office: str, actor: accounts.Actor, now: datetime
) -> Mapping[tuple[str, str], exchange.Fact]:
    questions = [exchange.Identity(name=p.name, id_no=p.id_no) for p in people]
    if not questions:
        return {}
    reason = exchange.Reason(purpose=PURPOSE, reference="", actor=actor)
    facts = exchange.ask_all(questions, office=office, reason=reason, now=now, deadline=AT_ONCE)
    return {person.key: fact for person, fact in zip(people, facts, strict=True)}


def _by_face(person: Person) -> Identified:
    return Identified(person=person, by=Known.FACE, words=f"{_named(person)}：本人刷脸实名登录")


def known(
    person: Person, fact: exchange.Fact | None, found: Read, actor: accounts.Actor
) -> Identified:
    """A person, by what the police answered; ``fact`` None: they were not asked."""
    outcome = fact.outcome if fact is not None else Outcome.NOT_CONNECTED
    died = fact is not None and DIED in fact.facts
    if outcome is Outcome.MATCH or (died and _may_be_dead(found)):
        dead = "，已经去世" if died else ""
        said = f"{_named(person)}：公安部门比对一致{dead}"
        return Identified(person=person, by=Known.POLICE, words=said)
    if outcome.answered:
        why = "已经去世，不能由本人查询" if died else "姓名和身份证号对不上"
        said = f"{_named(person)}：公安部门答，{why}"
        return Identified(person=person, by=Known.NOBODY, words=said)
    why = {Outcome.NOT_CONNECTED: ""}.get(outcome, "公安部门没有答上来，")
    paper = "身份证件原件" if found.capacity.stands is Standing.REGISTERED else "材料原件"
    said = f"{_named(person)}：{why}以{actor.name}在窗口看过的{paper}为准"
    return Identified(person=person, by=Known.PAPER, words=said)


def _may_be_dead(found: Read) -> bool:
    """Heirs and public bodies ask about people who have died; nobody asks so about himself."""
    return found.capacity.stands is not Standing.REGISTERED


def _named(person: Person) -> str:
    return f"{person.name}（{mask(person.id_no)}）"
