"""What cannot be true of a family, told all at once before anybody inherits."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from dengbu.casework.rules.inheritance.deaths import moments, near
from dengbu.casework.rules.inheritance.family import Family, Life, Marriage, Person, Tie, Will
from dengbu.casework.rules.inheritance.flaws import Flaw, fault
from dengbu.casework.rules.inheritance.kin import Kin
from dengbu.casework.rules.inheritance.said import check_papers
from dengbu.casework.rules.inheritance.wills import willed, wills_of
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault

MOST_PEOPLE = 200
"""A larger family is not entered on one screen; it bounds the work of one answer."""


def check(family: Family) -> tuple[Kin, dict[str, list[Will]], list[Fault]]:
    """The family indexed, its wills by testator, and every fault in it.

    Deaths are put in order only where nothing else is wrong, since the order rests on the ties.
    """
    found = list(_keys(family))
    if found:
        return Kin(Family(titles=(), people=())), {}, found
    kin = Kin(family)
    found += _people(kin)
    found += _ties(kin)
    found += _marriages(kin)
    found += _titles(kin)
    found += check_papers(kin)
    wills = wills_of(kin)
    if not found:
        found += _order(kin)
    if not found:
        found += _unclear(kin, wills)
    return kin, wills, found


def _keys(family: Family) -> Iterator[Fault]:
    """Names that stand for nobody, or for two."""
    if len(family.people) > MOST_PEOPLE:
        yield fault(Flaw.TOO_MANY, "people", most=str(MOST_PEOPLE))
        return
    count = Counter(p.key for p in family.people)
    for n, person in enumerate(family.people):
        if count[person.key] > 1:
            yield fault(Flaw.SAME_KEY, f"people.{n}.key", who=person.name)
    for path, key in _named(family):
        if key not in count:
            yield fault(Flaw.UNKNOWN_PERSON, ".".join(map(str, path)), who=key)


def _named(family: Family) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Every place that names a person: part, row, field."""
    fields: Mapping[str, tuple[str, ...]] = {
        "titles": ("holder", "common_with"),
        "marriages": ("one", "other"),
        "parentages": ("parent", "child"),
        "supports": ("who", "whom"),
        "wills": ("testator",),
        "pacts": ("giver",),
        "reserves": ("who", "estate"),
        "disclaimers": ("who", "estate"),
        "unworthy": ("who", "estate"),
        "acceptances": ("who", "estate"),
    }
    for part, names in fields.items():
        for n, row in enumerate(getattr(family, part)):
            for name in names:
                key = getattr(row, name)
                if key or name != "common_with":
                    yield (part, n, name), key
    for n, will in enumerate(family.wills):
        for m, gift in enumerate(will.gifts):
            yield ("wills", n, f"gifts.{m}.to"), gift.to
    for n, pact in enumerate(family.pacts):
        yield ("pacts", n, "gift.to"), pact.gift.to


def _people(kin: Kin) -> Iterator[Fault]:
    for n, p in enumerate(kin.family.people):
        at = f"people.{n}"
        if not p.name.strip():
            yield fault(Flaw.NAME_MISSING, f"{at}.name")
        if p.born_on and p.died_on and p.died_on < p.born_on:
            yield fault(Flaw.DEATH_BEFORE_BIRTH, f"{at}.died_on", who=p.name)
        if p.life is not Life.DEAD and (p.died_on or p.event):
            yield fault(Flaw.ALIVE_WITH_DEATH, f"{at}.life", who=p.name)
        if p.life is Life.UNBORN and p.born_on:
            yield fault(Flaw.UNBORN_WITH_BIRTH, f"{at}.born_on", who=p.name)
        if p.conceived_on and p.born_on and p.born_on < p.conceived_on:
            yield fault(Flaw.BORN_BEFORE_CONCEIVED, f"{at}.conceived_on", who=p.name)
        tied = kin.parents[p.key] or kin.children[p.key] or kin.marriages[p.key]
        if p.organisation and (tied or p.life is not Life.ALIVE):
            yield fault(Flaw.ORGANISATION_WITH_FAMILY, f"{at}.organisation", who=p.name)


def _ties(kin: Kin) -> Iterator[Fault]:
    pairs = Counter((t.parent, t.child) for t in kin.family.parentages)
    cyclic = _ancestors_of_themselves(kin)
    for n, t in enumerate(kin.family.parentages):
        at, parent, child = f"parentages.{n}", kin.people[t.parent], kin.people[t.child]
        if t.parent in cyclic and t.child in cyclic:
            yield fault(Flaw.OWN_ANCESTOR, at, who=parent.name, other=child.name)
        if pairs[t.parent, t.child] > 1:
            yield fault(Flaw.TIE_TWICE, at, who=parent.name, other=child.name)
        if parent.born_on and child.born_on and parent.born_on >= child.born_on:
            yield fault(Flaw.PARENT_YOUNGER, at, who=parent.name, other=child.name)
        if t.since and t.until and t.until < t.since:
            yield fault(Flaw.ADOPTION_DAYS, f"{at}.until", who=child.name)
        if t.since and parent.died_on and t.since > parent.died_on:
            yield fault(Flaw.ADOPTED_BY_DEAD, f"{at}.since", who=parent.name, other=child.name)
        if parent.life in (Life.UNBORN, Life.STILLBORN):
            yield fault(Flaw.UNBORN_PARENT, f"{at}.parent", who=parent.name)
    yield from _two_families(kin)


def _ancestors_of_themselves(kin: Kin) -> set[str]:
    """Everybody on a circle: whoever is left when those without parents or children are taken."""
    up = {k: {t.parent for t in kin.parents[k]} for k in kin.people}
    down = {k: {t.child for t in kin.children[k]} for k in kin.people}
    left = set(kin.people)
    waiting = [k for k in left if not up[k] or not down[k]]
    while waiting:
        key = waiting.pop()
        if key not in left:
            continue
        left.discard(key)
        for there, back in ((up, down), (down, up)):
            for other in there[key]:
                back[other].discard(key)
                if not back[other]:
                    waiting.append(other)
    return left


def _two_families(kin: Kin) -> Iterator[Fault]:
    """A child with three parents by blood, or adopted by two who are no couple."""
    for key, ties in list(kin.parents.items()):
        name = kin.people[key].name
        bloods = {t.parent for t in ties if t.tie is Tie.BLOOD}
        if len(bloods) > 2:
            yield fault(Flaw.CHILD_IN_TWO_FAMILIES, _place(kin, key), who=name)
            continue
        adopted = [t for t in ties if t.tie is Tie.ADOPTED]
        for n, one in enumerate(adopted):
            for other in adopted[n + 1 :]:
                couple = any(other.parent in (m.one, m.other) for m in kin.marriages[one.parent])
                if not couple and _meet((one.since, one.until), (other.since, other.until)):
                    yield fault(Flaw.CHILD_IN_TWO_FAMILIES, _place(kin, key), who=name)


def _place(kin: Kin, key: str) -> str:
    return f"people.{list(kin.people).index(key)}"


Span = tuple[date | None, date | None]


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans are known to share a day; an end is not of the span, None of ends is open.

    Of a span whose beginning nobody knows only its last day is known.
    """
    ends = [span[1] or date.max for span in (one, other)]
    begun = [span[0] or _before(end) for span, end in zip((one, other), ends, strict=True)]
    return max(begun) < min(ends)


def _before(day: date) -> date:
    return day - timedelta(days=1) if day > date.min else day


def _marriages(kin: Kin) -> Iterator[Fault]:
    all_ = list(enumerate(kin.family.marriages))
    spans = {n: _span(kin, m) for n, m in all_}
    for n, m in all_:
        at, one, other = f"marriages.{n}", kin.people[m.one], kin.people[m.other]
        if m.one == m.other:
            yield fault(Flaw.MARRIED_SELF, at, who=one.name)
            continue
        if any({t.parent, t.child} == {m.one, m.other} for t in kin.children[m.one]) or any(
            t.parent == m.other for t in kin.parents[m.one]
        ):
            yield fault(Flaw.MARRIED_CHILD, at, who=one.name, other=other.name)
        if m.since and m.until and m.until < m.since:
            yield fault(Flaw.MARRIAGE_DAYS, f"{at}.until", who=one.name, other=other.name)
        for person in (one, other):
            yield from _wed(person, m, at)
    for n, m in all_:
        for k, later in all_[n + 1 :]:
            both = {m.one, m.other} & {later.one, later.other}
            if both and m.one != m.other and _meet(spans[n], spans[k]):
                who = kin.people[sorted(both)[0]].name
                yield fault(Flaw.MARRIAGES_OVERLAP, f"marriages.{k}", who=who)


def _wed(person: Person, marriage: Marriage, at: str) -> Iterator[Fault]:
    if marriage.since and person.died_on and marriage.since > person.died_on:
        yield fault(Flaw.MARRIED_AFTER_DEATH, f"{at}.since", who=person.name)
    if marriage.since and person.born_on and marriage.since <= person.born_on:
        yield fault(Flaw.MARRIED_BEFORE_BIRTH, f"{at}.since", who=person.name)
    if person.life in (Life.UNBORN, Life.STILLBORN):
        yield fault(Flaw.UNBORN_PARENT, at, who=person.name)


def _span(kin: Kin, marriage: Marriage) -> Span:
    """The days of a marriage: until divorce, or until the first of the two died."""
    ends = [marriage.until]
    for key in (marriage.one, marriage.other):
        person = kin.people[key]
        if person.life is Life.DEAD:
            ends.append(person.died_on or date.min)
    known = [end for end in ends if end is not None]
    return marriage.since, min(known, default=None)


def _titles(kin: Kin) -> Iterator[Fault]:
    titles = kin.family.titles
    for n, title in enumerate(titles):
        at, holder = f"titles.{n}", kin.people[title.holder]
        if title.share <= 0:
            yield fault(Flaw.TITLE_SHARE, f"{at}.share", who=holder.name)
        married = any(title.common_with in (m.one, m.other) for m in kin.marriages[title.holder])
        if title.common_with and (not married or title.common_with == title.holder):
            who = kin.people[title.common_with].name
            yield fault(Flaw.NOT_MARRIED, f"{at}.common_with", who=holder.name, other=who)
        for key in {title.holder, title.common_with} - {""}:
            person = kin.people[key]
            if person.life is Life.DEAD and person.died_on is None:
                yield fault(Flaw.DEATH_DAY_MISSING, f"{_place(kin, key)}.died_on", who=person.name)
            if person.life in (Life.UNBORN, Life.STILLBORN):
                yield fault(Flaw.UNBORN_HOLDER, at, who=person.name)
    total = sum((t.share for t in titles), Fraction(0))
    if total != 1:
        yield fault(Flaw.TITLES_SUM, "titles", total=str(total))
    held = {key for t in titles for key in (t.holder, t.common_with) if key}
    if not any(kin.people[key].life is Life.DEAD for key in held):
        yield fault(Flaw.NOBODY_DIED, "titles")


def _order(kin: Kin) -> Iterator[Fault]:
    """Deaths of which nobody can say which came first, and it matters."""
    for event in moments(kin):
        names = "、".join(p.name for p in kin.family.people if p.event == event)
        yield fault(Flaw.EVENT_ORDER, "people", clause=CIVIL_CODE.of(1121), who=names)
    dated = [p for p in kin.family.people if p.life is Life.DEAD and p.died_on is not None]
    by_day: dict[date, list[Person]] = {}
    for person in dated:
        by_day.setdefault(person.died_on or date.min, []).append(person)
    for day, group in by_day.items():
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                if _open(one, other) and (
                    other.key in near(kin, one.key, day) or one.key in near(kin, other.key, day)
                ):
                    at = f"{_place(kin, other.key)}.died_at"
                    yield fault(Flaw.DEATH_ORDER, at, who=one.name, other=other.name)


def _open(one: Person, other: Person) -> bool:
    """Whether neither hours nor a common event say who died first."""
    if one.event and one.event == other.event:
        return False
    return one.died_at is None or other.died_at is None or one.died_at == other.died_at


def _unclear(kin: Kin, wills: dict[str, list[Will]]) -> Iterator[Fault]:
    """Wills of which an earlier one gives more than a later left, to several."""
    for testator in [*wills, *(p.giver for p in kin.family.pacts)]:
        if testator in kin.moment and willed(kin, testator, wills.get(testator, [])).unclear:
            who = kin.people[testator].name
            yield fault(Flaw.WILLS_UNCLEAR, "wills", clause=CIVIL_CODE.of(1142), who=who)
