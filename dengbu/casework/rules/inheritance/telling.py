"""From answers to a family: what is typed under a question becomes persons, ties and papers.

A family is told as a list of steps, each a question's key and what stood in its fields; telling
them again makes the same family, so a step can be put right at any time. Whoever is
named as somebody already is in the family is that person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from dengbu.casework.rules.inheritance.asking import Question, Topic
from dengbu.casework.rules.inheritance.family import (
    GROUNDS,
    Acceptance,
    Disclaimer,
    Family,
    Form,
    Gift,
    Life,
    Marriage,
    Pact,
    Person,
    Reserve,
    Support,
    Title,
    Unworthiness,
    Will,
)
from dengbu.casework.rules.inheritance.fields import Said
from dengbu.casework.rules.inheritance.teller import Incomplete, Teller
from dengbu.kernel.fault import FaultList


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One question that was answered."""

    key: str  # of the question
    said: Mapping[str, str]  # by field


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Who stands in the register, before anything is told."""

    name: str
    share: Fraction | None = None  # None: jointly, without shares
    born_on: date | None = None  # as the identity number says
    organisation: bool = False


def begin(holders: Sequence[Holder]) -> Family:
    """The family of which nothing is known but the register.

    Joint holders have no shares: equal ones stand in their place until `HOLDERS` is answered.
    """
    equal = Fraction(1, len(holders)) if holders else Fraction(1)
    return Family(
        titles=tuple(
            Title(holder=f"h{n}", share=equal if h.share is None else h.share)
            for n, h in enumerate(holders)
        ),
        joint=len(holders) > 1 and any(h.share is None for h in holders),
        people=tuple(
            Person(key=f"h{n}", name=h.name, born_on=h.born_on, organisation=h.organisation)
            for n, h in enumerate(holders)
        ),
    )


def tell(holders: Sequence[Holder], steps: Iterable[Step]) -> Family:
    """The family that the steps make; a step about somebody who is no longer named is left out."""
    family = begin(holders)
    for step in steps:
        question = Question.of(step.key)
        there = {p.key for p in family.people}
        if {question.who, question.estate} - {""} <= there:
            family = answered(family, question, step.said)
    return family


def answered(family: Family, question: Question, said: Mapping[str, str]) -> Family:
    """The family with one more question answered; `Faults` with every field that cannot be read.

    An heir who has not decided yet leaves the question open.
    """
    faults = FaultList()
    teller = Teller(family, question, Said(said, faults))
    try:
        done = _TELLERS[question.topic](teller)
    except Incomplete:
        done = False
    faults.raise_if_any()
    told = family.told | {question.key} if done else family.told
    return replace(teller.family, told=told)


def _holders(t: Teller) -> bool:
    people = []
    for person in t.family.people:
        life = Life(t.said.code(f"{person.key}.life", (Life.ALIVE, Life.DEAD), Life.ALIVE))
        if life is Life.DEAD:
            died_on = t.said.day(f"{person.key}.died_on")
            if died_on is None:
                t.said.missing(f"{person.key}.died_on", "请填写去世的日期")
            person = replace(
                person,
                life=life,
                died_on=died_on,
                died_at=t.said.hour(f"{person.key}.died_at"),
                event=t.said.text(f"{person.key}.event"),
            )
        people.append(person)
    t.family = replace(t.family, people=tuple(people))
    beside = bool(t.said.text("spouse.name"))
    if all(p.life is not Life.DEAD for p in people) and not beside:
        words = "请选是哪一位去世了；去世的是没有登记的配偶，请填写是谁"
        t.said.missing("h0.life", words)
    couple = not beside and len(people) == 2 and t.said.text("couple") == "yes"
    if t.family.joint and not couple:
        titles = (
            replace(title, share=t.said.share(f"{title.holder}.share")) for title in t.family.titles
        )
        t.family = replace(t.family, titles=tuple(titles))
    if couple:
        since = t.said.day("since")
        marriage = Marriage(one=people[0].key, other=people[1].key, since=since)
        whole = sum((title.share for title in t.family.titles), Fraction(0))
        title = Title(holder=people[0].key, share=whole, common_with=people[1].key)
        t.family = replace(t.family, marriages=(marriage,), titles=(title,))
    t.family = replace(t.family, joint=False)
    if beside:
        _spouse_beside(t)
    return True


def _spouse_beside(t: Teller) -> None:
    """A spouse who died and stands in no title, though the home was the couple's in common."""
    living = [p.key for p in t.family.people if p.life is Life.ALIVE and not p.organisation]
    holder = t.said.code("spouse.of", ("", *living), "") or (living[0] if len(living) == 1 else "")
    if not holder:
        t.said.missing("spouse.of", "请选是哪一位权利人的配偶")
    died_on = t.said.day("spouse.died_on")
    if died_on is None:
        t.said.missing("spouse.died_on", "请填写去世的日期")
    if not holder or died_on is None:
        raise Incomplete
    gone = Person(
        key=f"{holder}d",
        name=t.said.name("spouse.name"),
        life=Life.DEAD,
        died_on=died_on,
        died_at=t.said.hour("spouse.died_at"),
        event=t.said.text("spouse.event"),
    )
    married = Marriage(one=holder, other=gone.key, since=t.said.day("spouse.since"))
    titles = (
        replace(title, common_with=gone.key) if title.holder == holder else title
        for title in t.family.titles
    )
    t.family = replace(
        t.family,
        people=(*t.family.people, gone),
        marriages=(*t.family.marriages, married),
        titles=tuple(titles),
    )


def _spouse(t: Teller) -> bool:
    for n, at in t.rows():
        other = t.named(at, "s", n)
        if any({m.one, m.other} == {t.who, other} for m in t.family.marriages):
            continue
        since, until = t.said.day(f"{at}.since"), t.said.day(f"{at}.until")
        made = Marriage(one=t.who, other=other, since=since, until=until)
        t.family = replace(t.family, marriages=(*t.family.marriages, made))
    return True


def _common(t: Teller) -> bool:
    spouse = t.said.code("common", ("no", *(p.key for p in t.family.people)), "")
    if not spouse:
        t.said.missing("common", "请选房子是不是夫妻共同财产")
    if spouse not in ("", "no"):
        titles = (
            replace(title, common_with=spouse) if title.holder == t.who else title
            for title in t.family.titles
        )
        t.family = replace(t.family, titles=tuple(titles))
    return True


def _children(t: Teller) -> bool:
    for n, at in t.rows():
        child = t.named(at, "c", n)
        kind = t.said.code(f"{at}.tie", ("BLOOD", "ADOPTED", "RAISED", "NOT_RAISED"), "BLOOD")
        t.tie(t.who, child, kind)
        other = t.said.code(f"{at}.other", [p.key for p in t.family.people], "")
        if other and other not in (t.who, child) and kind in ("BLOOD", "ADOPTED"):
            t.tie(other, child, kind)
    return True


def _parents(t: Teller) -> bool:
    for n, at in t.rows():
        parent = t.named(at, "p", n)
        kinds = ("BLOOD", "ADOPTED", "RAISED", "NOT_RAISED")
        t.tie(parent, t.who, t.said.code(f"{at}.tie", kinds, "BLOOD"))
    return True


def _in_laws(t: Teller) -> bool:
    for n, at in t.rows():
        who = t.named(at, "i", n)
        child = t.said.code(f"{at}.of", [p.key for p in t.family.people], "")
        if not child:
            t.said.missing(f"{at}.of", "请选是谁的配偶")
            continue
        if not any({m.one, m.other} == {who, child} for m in t.family.marriages):
            made = Marriage(one=child, other=who)
            t.family = replace(t.family, marriages=(*t.family.marriages, made))
        support = Support(who=who, whom=t.who)
        t.family = replace(t.family, supports=(*t.family.supports, support))
    return True


def _siblings(t: Teller) -> bool:
    rows = t.rows()
    parents = t.parents() if rows else []
    for n, at in rows:
        sibling = t.named(at, "b", n)
        through = t.said.code(f"{at}.through", ("", *parents), "")
        for parent in [through] if through else parents:
            t.tie(parent, sibling, "BLOOD")
    return True


def _grandparents(t: Teller) -> bool:
    rows = t.rows()
    parents = t.parents() if rows else []
    for n, at in rows:
        elder = t.named(at, "g", n)
        of = t.said.code(f"{at}.of", parents, parents[0])
        t.tie(elder, of, "BLOOD")
    return True


def _will(t: Teller) -> bool:
    rows = t.rows()
    sign = "v" if t.question.topic is Topic.OTHER_WILL else "w"
    gifts = [Gift(to=t.named(at, sign, n), share=t.said.share(f"{at}.share")) for n, at in rows]
    if not gifts:
        return True
    made_on = t.said.day("made_on")
    if t.said.text("any") == "pact":
        pacts = tuple(Pact(giver=t.who, gift=gift, made_on=made_on) for gift in gifts)
        t.family = replace(t.family, pacts=(*t.family.pacts, *pacts))
        return True
    if made_on is None:
        t.said.missing("made_on", "请填写立遗嘱的日期")
        raise Incomplete
    will = Will(
        testator=t.who,
        made_on=made_on,
        gifts=tuple(gifts),
        form=Form(t.said.code("form", Form, Form.OWN_HAND)),
        witnesses=t.said.count("witnesses"),
        every_page=t.said.text("loose") != "1",
        danger_over=t.said.text("danger_over") == "1",
    )
    t.family = replace(t.family, wills=(*t.family.wills, will))
    _reserved(t)
    return True


def _reserved(t: Teller) -> None:
    """What the will must leave to an heir without work or means (1141), as the officer sets it."""
    name = t.said.text("reserve.name")
    if not name:
        return
    who = next((p.key for p in t.family.people if p.name == name), "")
    if not who:
        t.said.missing("reserve.name", f"家庭里还没有写{name}，请写前面写过的名字")
        return
    made = Reserve(who=who, estate=t.who, share=t.said.share("reserve.share"))
    others = (r for r in t.family.reserves if (r.who, r.estate) != (who, t.who))
    t.family = replace(t.family, reserves=(*others, made))


def _accepts(t: Teller) -> bool:
    knew, accepted = t.said.day("knew_on"), t.said.day("accepted_on")
    if knew is None:
        t.said.missing("knew_on", "请填写哪天知道受遗赠的")
        raise Incomplete
    said = Acceptance(who=t.who, estate=t.estate, knew_on=knew, accepted_on=accepted)
    t.family = replace(t.family, acceptances=(*t.family.acceptances, said))
    return True


def _stance(t: Teller) -> bool:
    stance = t.said.code("stance", ("takes", "notary", "here", "lost", "waits"), "")
    if not stance:
        t.said.missing("stance", "请选一项")
    if stance in ("notary", "here"):
        on = t.said.day("on")
        if on is None:
            t.said.missing("on", "请填写放弃的日期")
            raise Incomplete
        made = Disclaimer(who=t.who, estate=t.estate, on=on, notarised=stance == "notary")
        t.family = replace(t.family, disclaimers=(*t.family.disclaimers, made))
    if stance == "lost":
        pardoned = t.said.text("pardoned") == "1"
        ground = t.said.count("ground")
        if ground not in GROUNDS:
            t.said.missing("ground", "请选丧失继承权的原因")
        deed = Unworthiness(who=t.who, estate=t.estate, ground=ground, pardoned=pardoned)
        t.family = replace(t.family, unworthy=(*t.family.unworthy, deed))
    return stance != "waits"


def _shared(t: Teller) -> bool:
    said = t.said.code("shared", ("yes", "no"), "")
    if not said:
        t.said.missing("shared", "请选是还是不是")
    _person(t, in_common=said == "yes")
    return True


def _guardian(t: Teller) -> bool:
    _person(t, guardian=t.said.name("guardian"))
    return True


def _person(t: Teller, **facts: bool | str) -> None:
    people = (replace(p, **facts) if p.key == t.who else p for p in t.family.people)  # type: ignore[arg-type]
    t.family = replace(t.family, people=tuple(people))


_TELLERS: Mapping[Topic, Callable[[Teller], bool]] = {
    Topic.HOLDERS: _holders,
    Topic.SPOUSE: _spouse,
    Topic.COMMON: _common,
    Topic.CHILDREN: _children,
    Topic.PARENTS: _parents,
    Topic.IN_LAWS: _in_laws,
    Topic.SIBLINGS: _siblings,
    Topic.GRANDPARENTS: _grandparents,
    Topic.WILL: _will,
    Topic.OTHER_WILL: _will,
    Topic.ACCEPTS: _accepts,
    Topic.STANCE: _stance,
    Topic.SHARED: _shared,
    Topic.GUARDIAN: _guardian,
}
