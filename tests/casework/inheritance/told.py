"""Families in a few lines of text, as the worked examples write them.

people    甲 b1950 d2023-03-04      also: unborn stillborn dead org common in:村 event:车祸
                                    place:1 c2023-01-01 (conceived) ward:监护人
titles    甲+乙 1                   the couple's in common; left out: the first person, whole
couples   甲 乙 1975 1990           married, divorced
children  甲 乙 > 丙 丁             also `adopt 1990 2000: 甲 > 丙`, `step yes: 乙 > 丙`
support   丙 甲
wills     甲 2020-01-01 form:PRINTED w2: 丙 1/2, 丁 1/4       flags: loose over revoked
pacts     甲: 丙 1/2
gave_up   丙 甲 2023-09-01 n        n: before a notary
unworthy  丙 甲 3 pardoned
accepted  丁 甲 2023-03-10 2023-04-01
reserves  丙 甲 1/4
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from fractions import Fraction
from typing import Any

from dengbu.casework.rules import inheritance as rules


def told(row: Mapping[str, Any]) -> rules.Family:
    """The family of one row; a person's key is the name."""
    people = tuple(_person(line) for line in _lines(row, "people"))
    titles = tuple(_title(line) for line in _lines(row, "titles"))
    return rules.Family(
        titles=titles or (rules.Title(holder=people[0].key, share=Fraction(1)),),
        people=people,
        marriages=tuple(_marriage(line) for line in _lines(row, "couples")),
        parentages=tuple(t for line in _lines(row, "children") for t in _children(line)),
        supports=tuple(_support(line) for line in _lines(row, "support")),
        wills=tuple(_will(line) for line in _lines(row, "wills")),
        pacts=tuple(_pact(line) for line in _lines(row, "pacts")),
        reserves=tuple(_reserve(line) for line in _lines(row, "reserves")),
        disclaimers=tuple(_gave_up(line) for line in _lines(row, "gave_up")),
        unworthy=tuple(_unworthy(line) for line in _lines(row, "unworthy")),
        acceptances=tuple(_accepted(line) for line in _lines(row, "accepted")),
    )


def day(text: str) -> date:
    """`1975` is its first day."""
    return date.fromisoformat(text if "-" in text else f"{text}-01-01")


def _lines(row: Mapping[str, Any], name: str) -> list[str]:
    parts = str(row.get(name, "")).replace("\n", ";").split(";")
    return [part.strip() for part in parts if part.strip()]


_WORDS: Mapping[str, dict[str, Any]] = {
    "unborn": {"life": rules.Life.UNBORN},
    "stillborn": {"life": rules.Life.STILLBORN},
    "dead": {"life": rules.Life.DEAD},
    "org": {"organisation": True},
    "common": {"in_common": True},
    "apart": {"in_common": False},
}
_PREFIXES: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "event:": lambda text: {"event": text},
    "place:": lambda text: {"event_place": int(text)},
    "in:": lambda text: {"collective": text},
    "ward:": lambda text: {"guardian": text},
    "b": lambda text: {"born_on": day(text)},
    "c": lambda text: {"conceived_on": day(text)},
    "d": lambda text: _died(text),
}


def _died(text: str) -> dict[str, Any]:
    on, _, at = text.partition("T")
    hour = {"died_at": time.fromisoformat(at)} if at else {}
    return {"life": rules.Life.DEAD, "died_on": day(on), **hour}


def _person(line: str) -> rules.Person:
    name, *words = line.split()
    facts: dict[str, Any] = {}
    for word in words:
        if word in _WORDS:
            facts |= _WORDS[word]
        else:
            prefix = next(p for p in _PREFIXES if word.startswith(p))
            facts |= _PREFIXES[prefix](word.removeprefix(prefix))
    return rules.Person(key=name, name=name, **facts)


def _title(line: str) -> rules.Title:
    who, share = line.split()
    holder, _, spouse = who.partition("+")
    return rules.Title(holder=holder, share=Fraction(share), common_with=spouse)


def _marriage(line: str) -> rules.Marriage:
    one, other, *days = line.split()
    since, until = [*(day(d) if d != "-" else None for d in days), None, None][:2]
    return rules.Marriage(one=one, other=other, since=since, until=until)


def _children(line: str) -> list[rules.Parentage]:
    head, colon, rest = line.partition(":")
    words = head.split() if colon else []
    parents, _, children = (rest if colon else line).partition(">")
    tie, facts = rules.Tie.BLOOD, {}
    if words[:1] == ["adopt"]:
        since, until = [*(day(d) for d in words[1:]), None, None][:2]
        tie, facts = rules.Tie.ADOPTED, {"since": since, "until": until}
    elif words[:1] == ["step"]:
        tie, facts = rules.Tie.STEP, {"raised": {"yes": True, "no": False}.get(words[-1])}
    return [
        rules.Parentage(parent=p, child=c, tie=tie, **facts)
        for p in parents.split()
        for c in children.split()
    ]


def _support(line: str) -> rules.Support:
    who, whom = line.split()
    return rules.Support(who=who, whom=whom)


def _gift(text: str) -> rules.Gift:
    to, share = text.split()
    return rules.Gift(to=to, share=Fraction(share))


def _will(line: str) -> rules.Will:
    head, _, gifts = line.partition(": ")
    testator, made_on, *words = head.split()
    facts: dict[str, Any] = {}
    for word in words:
        if word.startswith("form:"):
            facts["form"] = rules.Form(word.removeprefix("form:"))
        elif word.startswith("w"):
            facts["witnesses"] = int(word.removeprefix("w"))
        else:
            facts |= {
                "loose": {"every_page": False},
                "over": {"danger_over": True},
                "revoked": {"revoked": True},
            }[word]
    given = tuple(_gift(g) for g in gifts.split(","))
    return rules.Will(testator=testator, made_on=day(made_on), gifts=given, **facts)


def _pact(line: str) -> rules.Pact:
    giver, _, gift = line.partition(":")
    return rules.Pact(giver=giver, gift=_gift(gift))


def _reserve(line: str) -> rules.Reserve:
    who, estate, share = line.split()
    return rules.Reserve(who=who, estate=estate, share=Fraction(share))


def _gave_up(line: str) -> rules.Disclaimer:
    who, estate, on, *words = line.split()
    return rules.Disclaimer(who=who, estate=estate, on=day(on), notarised="n" in words)


def _unworthy(line: str) -> rules.Unworthiness:
    who, estate, ground, *words = line.split()
    return rules.Unworthiness(
        who=who, estate=estate, ground=int(ground), pardoned="pardoned" in words
    )


def _accepted(line: str) -> rules.Acceptance:
    who, estate, *days = line.split()
    knew, accepted = [*(day(d) for d in days), None][:2]
    assert knew is not None
    return rules.Acceptance(who=who, estate=estate, knew_on=knew, accepted_on=accepted)
