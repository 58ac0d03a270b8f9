"""What the register says, as far as it may be told: the content of an answer.

The content is a tree of plain values (`kernel.canonical`), so that it can be kept, hashed and
compared with what the register says later.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.casework.api import printing, uses
from dengbu.inquiry.drawing import drawings
from dengbu.inquiry.terms import Facet
from dengbu.inquiry.values import Person
from dengbu.kernel.chinese import moment_words
from dengbu.kernel.identity import mask
from dengbu.kernel.money import show_yuan
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

Content = dict[str, Any]
Key = tuple[str, str]
LINE = tuple[str, str, str]
"""Label, value, signal."""


@dataclass(kw_only=True, slots=True)
class Told:
    """An answer in the making, and whose data are in it."""

    conclusion: str = ""
    parts: list[Content] = field(default_factory=list)
    copies: list[Content] = field(default_factory=list)
    drawings: list[Content] = field(default_factory=list)
    people: set[Key] = field(default_factory=set)

    def content(self) -> Content:
        """As kept."""
        return {
            "conclusion": self.conclusion,
            "parts": self.parts,
            "copies": self.copies,
            "drawings": self.drawings,
        }


def of_unit(unit_code: str, facets: Sequence[Facet], *, now: datetime) -> Told:
    """What may be told of one unit."""
    told = Told()
    unit = cadastre.unit(unit_code)
    if unit is None:
        told.conclusion = "没有这个不动产单元"
        return told
    state = register.unit_state(unit_code, now=now)
    told.parts.append(_part(unit, state, facets))
    if Facet.PLAN in facets:
        told.drawings += drawings(unit)
    told.people |= {h.party.key for h in holders(state)}
    told.conclusion = _conclusion(unit, state, facets)
    return told


def of_people(
    people: Sequence[Person],
    facets: Sequence[Facet],
    *,
    office: str,
    now: datetime,
    homes: bool,
) -> Told:
    """What people hold in the city of an office; with ``homes`` only homes."""
    told = Told(people={p.key for p in people})
    for person in people:
        found = register.holdings(person.id_type, person.id_no)
        codes = [h.unit_code for h in found if accounts.same_city(office, h.unit_code)]
        units = cadastre.units(codes)
        own = [code for code in codes if not homes or is_home(units[code])]
        states = register.unit_states(own, now=now) if own else {}
        whose = f"{person.name}（{mask(person.id_no)}）"
        told.parts += [
            _part(units[code], states[code], facets, whose=whose, of=person.key) for code in own
        ]
    told.conclusion = _held(people, told.parts, homes=homes)
    return told


def misnamed(people: Sequence[Person], *, now: datetime) -> tuple[int, ...]:
    """Places of those under whose number the register has another name."""
    found = []
    for place, person in enumerate(people):
        codes = [h.unit_code for h in register.holdings(person.id_type, person.id_no)]
        states = register.unit_states(codes, now=now).values() if codes else ()
        names = {
            h.party.name for state in states for h in holders(state) if h.party.key == person.key
        }
        if names and person.name not in names:
            found.append(place)
    return tuple(found)


def of_papers(number: str, facets: Sequence[Facet], *, now: datetime) -> Told:
    """The papers of the registrations behind a certificate."""
    told = Told()
    view = register.certificate(number, now=now)
    unit = cadastre.unit(view.unit_code) if view else None
    if view is None or unit is None:
        told.conclusion = "没有这本证书"
        return told
    state = register.unit_state(view.unit_code, now=now)
    told.parts.append(_part(unit, state, facets))
    told.people |= {h.party.key for h in holders(state)}
    told.copies += [
        {
            "name": paper.name,
            "how": paper.source_label,
            "sha256": paper.sha256,
            "media_type": paper.media_type,
            "case_no": view.case_no,
        }
        for paper in casework.papers_of(view.case_no)
        if paper.source
    ]
    kept = sum(1 for copy in told.copies if copy["sha256"])
    told.conclusion = (
        f"登记时的材料共{len(told.copies)}样，其中{kept}样有电子件"
        if told.copies
        else "这次登记的材料不在系统里，请到档案室查阅"
    )
    return told


def holders(state: register.UnitState) -> tuple[register.HolderShare, ...]:
    """Those who hold the unit now."""
    return state.ownership.holders if state.ownership is not None else ()


def entered(state: register.UnitState) -> frozenset[Key]:
    """Everybody who has a right in the unit: holders, mortgagees, those of notices and the rest."""
    found = {h.party.key for h in holders(state)}
    return frozenset(found | {p.key for _, people in proved(state) for p in people})


def proved(state: register.UnitState) -> Iterator[tuple[str, tuple[register.PartyRef, ...]]]:
    """Each right beside the title: number of its proof, and whose it is."""
    yield from ((m.proof_no, m.mortgagees) for m in state.mortgages)
    yield from ((n.proof_no, n.holders) for n in state.notices)
    yield from ((h.proof_no, h.holders) for h in state.habitations)
    yield from ((e.proof_no, e.dominant_holders) for e in state.easements)
    yield from ((o.proof_no, o.holders) for o in state.operations)


def keepers(state: register.UnitState, number: str, people: Iterable[Person]) -> frozenset[Key]:
    """To whom a certificate or proof was given, as far as it is valid: those of the title among
    ``people``, and everybody of a proof.

    Whoever holds the home after them, or has a loan on it, has no claim to their papers.
    """
    given = {p.key for no, whose in proved(state) if no == number for p in whose}
    titled = {
        person.key
        for person in people
        if any(c.number == number for c in register.certificates_of_holder(*person.key))
    }
    return frozenset(given | titled)


def is_home(unit: cadastre.UnitFacts) -> bool:
    """Whether people live there, by its planned use."""
    return unit.planned_use in cadastre.RESIDENTIAL_USES


def _part(
    unit: cadastre.UnitFacts,
    state: register.UnitState,
    facets: Sequence[Facet],
    *,
    whose: str = "",
    of: Key | None = None,
) -> Content:
    rows: list[LINE] = [("登记在", whose, "")] if whose else []
    for facet in facets:
        if facet in _LINES:
            rows += _LINES[facet](unit, state, of)
    return {
        "unit_code": unit.code,
        "title": unit.address,
        "rows": [{"label": a, "value": b, "signal": c} for a, b, c in rows],
    }


def _nature(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    return [
        ("不动产单元号", UnitCode.parse(unit.code).display(), ""),
        ("坐落", unit.address, ""),
        ("用途", printing.words.use(unit), ""),
        ("面积", printing.words.areas(unit), ""),
    ]


def _co_owned(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    if state.ownership is None:
        return [("共有情况", "没有登记所有权", "")]
    return [("共有情况", printing.words.CO_OWNERSHIP[state.ownership.co_ownership], "")]


def _yes(label: str, found: Sequence[object], unit: str, signal: str) -> LINE:
    return (label, f"有，{len(found)}{unit}", signal) if found else (label, "没有", "ok")


def _mortgaged(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    return [_yes("抵押登记", state.mortgages, "笔", "warn")]


def _noticed(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    return [
        _yes("预告登记", state.notices, "项", "warn"),
        _yes("异议登记", state.objections, "项", "warn"),
        _yes("居住权、地役权", [*uses.habitations(state), *uses.easements(state)], "项", "warn"),
    ]


def _seized(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    return [
        _yes("查封登记", state.seizures, "项", "stop"),
        _yes("其他限制", state.stops, "项", "stop"),
    ]


def _holders(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    return [("权利人", "、".join(h.party.name for h in holders(state)) or "没有登记", "")]


def _title(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    ownership = state.ownership
    if ownership is None:
        return []
    rows = [
        ("权利类型", printing.words.right_type(ownership.right_type), ""),
        ("使用期限", printing.words.term(ownership), ""),
        ("证号", "、".join(ownership.certificate_nos) or "没有发证", ""),
        ("登簿时间", moment_words(ownership.recorded_from), ""),
    ]
    share = next((h.share for h in ownership.holders if h.party.key == of and h.share), None)
    return [*rows, ("份额", f"{share.numerator}/{share.denominator}", "")] if share else rows


def _burdens(unit: cadastre.UnitFacts, state: register.UnitState, of: Key | None) -> list[LINE]:
    rows = [
        (f"第{m.rank}顺位抵押", f"{_names(m.mortgagees)}，{show_yuan(m.amount)}", "warn")
        for m in state.mortgages
    ]
    rows += [
        (f"第{s.place}位查封" if s.in_force else "轮候查封", f"{s.organ}，{s.document_no}", "stop")
        for s in state.seizures
    ]
    rows += [("限制", f"{s.organ}，{s.reason}", "stop") for s in state.stops]
    rows += [("预告权利人", _names(n.holders), "warn") for n in state.notices]
    rows += [("异议申请人", o.objector.name, "warn") for o in state.objections]
    rows += [("居住权人", _names(h.holders), "warn") for h in uses.habitations(state)]
    rows += [("地役权", e.content, "warn") for e in uses.easements(state)]
    return rows


def _names(people: Iterable[register.PartyRef]) -> str:
    return "、".join(p.name for p in people)


_Lines = Callable[[cadastre.UnitFacts, register.UnitState, Key | None], list[LINE]]
_LINES: Mapping[Facet, _Lines] = {
    Facet.NATURE: _nature,
    Facet.CO_OWNED: _co_owned,
    Facet.MORTGAGED: _mortgaged,
    Facet.NOTICED: _noticed,
    Facet.SEIZED: _seized,
    Facet.HOLDERS: _holders,
    Facet.TITLE: _title,
    Facet.BURDENS: _burdens,
}


def _conclusion(
    unit: cadastre.UnitFacts, state: register.UnitState, facets: Sequence[Facet]
) -> str:
    """How the unit stands in one sentence, which tells no more than the facets do."""
    asked = [(word, there(state)) for facet, word, there in _BURDENS if facet in facets]
    if not asked:
        return f"{unit.address}，{printing.words.use(unit)}"
    if state.ownership is None:
        return "这个单元没有登记所有权"
    found = [word for word, there in asked if there]
    if found:
        return f"现在有{'、'.join(found)}"
    return f"现在没有{'、'.join(word for word, _ in asked)}"


_BURDENS: tuple[tuple[Facet, str, Callable[[register.UnitState], Sequence[object]]], ...] = (
    (Facet.SEIZED, "查封", lambda state: state.seizures),
    (Facet.SEIZED, "别的限制", lambda state: state.stops),
    (Facet.MORTGAGED, "抵押", lambda state: state.mortgages),
    (Facet.NOTICED, "预告", lambda state: state.notices),
    (Facet.NOTICED, "异议", lambda state: state.objections),
    (Facet.NOTICED, "居住权", uses.habitations),
    (Facet.NOTICED, "地役权", uses.easements),
)


def _held(people: Sequence[Person], parts: Sequence[Content], *, homes: bool) -> str:
    who = "、".join(p.name for p in people)
    places = len({part["unit_code"] for part in parts})
    what = "住宅" if homes else "不动产"
    return f"{who}名下有{places}处{what}登记" if places else f"{who}名下没有{what}登记"
