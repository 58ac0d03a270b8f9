"""The form of a query: what it asks for, and what was typed as a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dengbu.accounts.api import Actor
from dengbu.casework.api import terms as askable
from dengbu.inquiry import api as inquiry
from dengbu.kernel.identity import IdType

LONGEST_TYPED = 200
PLACE_HINTS = {
    True: "证上印的编号，空格随便打",
    False: "坐落打一段就行，如“小区名 3栋 1201”；也可以写证上印的编号、28位单元号",
}
RESIDENT = IdType.RESIDENT_ID.value


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonFields:
    """The fields of one person."""

    path: str  # asker, agent, people.0
    legend: str
    name: str
    id_type: str
    id_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A paper that must have been shown."""

    name: str
    shown: str  # "1" or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What the form shows for a kind and a capacity."""

    kind: askable.KindRule
    capacity: askable.CapacityRule
    persons: tuple[PersonFields, ...]
    more: bool  # another person can be added
    place: bool  # a certificate or a unit is asked for
    place_label: str
    place_hint: str
    papers: tuple[Paper, ...]
    by_agent: bool
    typed: Mapping[str, str]


def form_of(
    wanted: askable.InquiryTerms,
    kind_code: str,
    capacity_code: str,
    typed: Mapping[str, str],
    *,
    online: bool,
    by_agent: bool = False,
) -> Form | None:
    """The form, None until a kind is chosen; with the first capacity unless one is named."""
    kind = wanted.kind(kind_code)
    if kind is None or (online and "O" not in kind.channels):
        return None
    able = [c for c in wanted.capacities_of(kind) if c.online or not online]
    if not able:
        return None
    capacity = next((c for c in able if c.code == capacity_code), able[0])
    by_agent = kind.agent or by_agent
    of_unit = kind.about in (askable.About.UNIT, askable.About.PAPERS)
    of_papers = kind.about is askable.About.PAPERS
    label = "不动产权证书号" if of_papers else "坐落、证书号，或者不动产单元号"
    names = [] if online else [*capacity.papers, *(inquiry.AGENT_PAPERS if by_agent else ())]
    return Form(
        kind=kind,
        capacity=capacity,
        persons=_persons(kind, capacity, typed, by_agent=by_agent, online=online),
        more=not online and _named(kind, capacity) and _rows(typed) < inquiry.MOST_PEOPLE,
        place=of_unit,
        place_label=label,
        place_hint=PLACE_HINTS[of_papers],
        papers=tuple(Paper(name=n, shown=typed.get(f"papers.{n}", "")) for n in names),
        by_agent=by_agent,
        typed=typed,
    )


def _named(kind: askable.KindRule, capacity: askable.CapacityRule) -> bool:
    """Whether others than the asker are, or may be, asked about."""
    if capacity.stands is askable.Standing.REGISTERED:
        return kind.about is askable.About.HOUSING
    of_people = kind.about in (askable.About.PERSON, askable.About.HOUSING)
    return of_people or capacity.stands is askable.Standing.INSTEAD


def _rows(typed: Mapping[str, str]) -> int:
    """How many people are asked about beside the asker: as many rows as the form has."""
    said = typed.get("rows", "")
    asked = int(said) if said.isdecimal() else 0
    return min(asked + (typed.get("add") == "1"), inquiry.MOST_PEOPLE)


def _persons(
    kind: askable.KindRule,
    capacity: askable.CapacityRule,
    typed: Mapping[str, str],
    *,
    by_agent: bool,
    online: bool,
) -> tuple[PersonFields, ...]:
    found = [] if online else [_fields("asker", _asker_legend(capacity), typed)]
    if by_agent:
        found.append(_fields("agent", "受托人（凭委托书来查）", typed))
    if online or not _named(kind, capacity):
        return tuple(found)
    own = capacity.stands is askable.Standing.REGISTERED
    legend = "家里人，出示了证件的" if own else _legend(capacity)
    rows = _rows(typed) if own else max(_rows(typed), 1)
    return (*found, *(_fields(f"people.{n}", legend, typed) for n in range(rows)))


def _asker_legend(capacity: askable.CapacityRule) -> str:
    return "来查的执行人员" if capacity.organ else "查询人"


def _legend(capacity: askable.CapacityRule) -> str:
    instead = capacity.stands is askable.Standing.INSTEAD
    return "登记簿上的权利人（被继承人、遗赠人）" if instead else "查的是谁"


def _fields(path: str, legend: str, typed: Mapping[str, str]) -> PersonFields:
    return PersonFields(
        path=path,
        legend=legend,
        name=typed.get(f"{path}.name", ""),
        id_type=typed.get(f"{path}.id_type", RESIDENT),
        id_no=typed.get(f"{path}.id_no", ""),
    )


def typed_of(sent: Mapping[str, str]) -> dict[str, str]:
    """What was sent, cut to what any field can hold."""
    return {name: value[: LONGEST_TYPED + 1] for name, value in sent.items()}


def question_of(form: Form, *, channel: str, actor: Actor | None = None) -> inquiry.Question:
    """The question as typed; ``actor``: the person who asks online, about whom nothing is typed."""
    typed = form.typed
    persons = {one.path: _person(one) for one in form.persons}
    asker = (
        inquiry.Person(name=actor.name, id_type=actor.id_type, id_no=actor.id_no)
        if actor is not None
        else persons["asker"]
    )
    return inquiry.Question(
        kind=form.kind.code,
        capacity=form.capacity.code,
        channel=channel,
        asker=asker,
        agent=persons.get("agent"),
        people=_people(form.persons),
        place=typed.get("place", ""),
        organ=typed.get("organ", ""),
        document_no=typed.get("document_no", ""),
        purpose=typed.get("purpose", ""),
        papers=tuple(paper.name for paper in form.papers if paper.shown),
    )


def _people(persons: Sequence[PersonFields]) -> tuple[inquiry.Person, ...]:
    """Rows of people that were left empty at the end do not count, unless it is the first."""
    rows = [one for one in persons if one.path.startswith("people.")]
    while len(rows) > 1 and not (rows[-1].name or rows[-1].id_no):
        rows.pop()
    if len(rows) == 1 and not (rows[0].name or rows[0].id_no):
        return ()
    return tuple(_person(one) for one in rows)


def _person(one: PersonFields) -> inquiry.Person:
    return inquiry.Person(name=one.name, id_type=one.id_type, id_no=one.id_no)
