"""In which order people died, and what is presumed of those who died in one event (1121).

The law presumes only where the times of death are hard to find out: hours that are known stand, and
whoever has none, or the same hour as another, is placed by presumption.
"""

from collections import defaultdict
from datetime import date, time
from itertools import pairwise

from dengbu.casework.rules.inheritance.family import Life, Person
from dengbu.casework.rules.inheritance.kin import LONG_AGO, Kin, Moment


def moments(kin: Kin) -> list[str]:
    """Fill `kin.moment`; events whose order the law does not presume and nobody has found.

    Whoever died of an event on another day than the rest died at a known time.
    """
    events: defaultdict[tuple[str, date | None], list[Person]] = defaultdict(list)
    for person in kin.people.values():
        if person.life is Life.DEAD:
            kin.moment[person.key] = _moment(person)
            if person.event:
                events[person.event, person.died_on].append(person)
    return [event for (event, _), group in events.items() if not _presume(kin, group)]


def _moment(person: Person) -> Moment:
    hour = person.died_at
    minute = -1 if hour is None else hour.hour * 60 + hour.minute
    return (person.died_on or LONG_AGO, minute, 0)


def _presume(kin: Kin, group: list[Person]) -> bool:
    """Order those of one event; False where neither hours, a court nor the law does it."""
    found = all(p.event_place is not None for p in group)
    if found or any(p.died_at is None for p in group):
        return _placed(kin, group)
    hours: defaultdict[time | None, list[Person]] = defaultdict(list)
    for person in group:
        hours[person.died_at].append(person)
    return all(_placed(kin, together) for together in hours.values())


def _placed(kin: Kin, group: list[Person]) -> bool:
    """Place whoever's hour is missing or the same: as found, else as the law presumes.

    Without other heirs first, then elders, equals together. False also where that order would
    contradict hours that are known.
    """
    if len(group) < 2:
        return True
    found = {p.key: p.event_place or 0 for p in group}
    known = all(p.event_place is not None for p in group)
    places = found if known else _by_law(kin, group)
    if places is None:
        return False
    order = sorted(group, key=lambda p: (places[p.key], kin.moment[p.key][1] < 0))
    hours = [(places[p.key], kin.moment[p.key][1]) for p in order if p.died_at is not None]
    if any(_against(one, other) for one, other in pairwise(hours)):
        return False
    minute = hours[0][1] if hours else -1
    for person in order:
        if person.died_at is not None:
            minute = kin.moment[person.key][1]
        kin.moment[person.key] = (kin.moment[person.key][0], minute, places[person.key])
    return True


def _against(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the hour of the one placed first, or along, is another than its place allows."""
    return one[1] > other[1] or (one[0] == other[0] and one[1] != other[1])


def _by_law(kin: Kin, group: list[Person]) -> dict[str, int] | None:
    """Places by 1121; None where nobody of several has other heirs, which it leaves open."""
    inside = {p.key for p in group}
    alone = {p.key for p in group if not _has_heirs(kin, p.key, inside)}
    if len(alone) == len(group):
        return None
    levels = generations(kin, group[0].key)
    return {key: 0 if key in alone else 1 + _level(levels, key) for key in inside}


def _level(levels: dict[str, int], key: str) -> int:
    """Place of a generation: whoever is not related comes with the first."""
    return levels.get(key, 0) - min(levels.values(), default=0)


def _has_heirs(kin: Kin, key: str, inside: set[str]) -> bool:
    """Whether somebody outside the event outlived it and could inherit."""
    then = kin.moment[key]
    return any(
        other not in inside and _lives_on(kin, other, then) and not kin.unworthy(other, key)
        for other in near(kin, key, then[0])
    )


def _lives_on(kin: Kin, key: str, then: Moment) -> bool:
    """Whether a person outlived a moment; within its day only where both hours are known."""
    if kin.people[key].life is Life.STILLBORN:
        return False
    own = kin.moment.get(key)
    return own is None or own[0] > then[0] or (then[1] >= 0 and own[:2] > then[:2])


def near(kin: Kin, key: str, day: date) -> set[str]:
    """Everybody whom the statute may call after a person, alive or not (1127, 1128)."""
    found = set(kin.spouses_at(key, day))
    found.update(_below(kin, key, day))
    siblings = kin.siblings_of(key, day)
    found.update(siblings)
    for sibling in siblings:
        found.update(kin.line_of(sibling, day))
    for tie in kin.parents_of(key, day):
        found.add(tie.parent)
        found.update(up.parent for up in kin.parents_of(tie.parent, day))
    found.discard(key)
    return found


def _below(kin: Kin, key: str, day: date) -> set[str]:
    found = {t.child for t in kin.children_of(key, day)}
    waiting = list(found)
    while waiting:
        for child in kin.line_of(waiting.pop(), day):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def generations(kin: Kin, start: str) -> dict[str, int]:
    """Generation of everybody related to a person: parents -1, spouses 0, children 1."""
    levels, waiting = {start: 0}, [start]
    while waiting:
        key = waiting.pop(0)
        for other, step in _neighbours(kin, key):
            if other not in levels:
                levels[other] = levels[key] + step
                waiting.append(other)
    return levels


def _neighbours(kin: Kin, key: str) -> list[tuple[str, int]]:
    found = [(t.parent, -1) for t in kin.parents[key]]
    found += [(t.child, 1) for t in kin.children[key]]
    found += [(m.other if m.one == key else m.one, 0) for m in kin.marriages[key]]
    return sorted(found)
