"""What a showing tells: from the register as it stands now, no more than the purpose needs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dengbu.cadastre import api as cadastre
from dengbu.casework.api import printing, uses
from dengbu.casework.api import terms as casework_terms
from dengbu.inquiry import answering
from dengbu.inquiry.rules.showing import ALWAYS, Found
from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.identity import mask_name
from dengbu.register import api as register

Shown = casework_terms.Shown
TAIL = 4  # characters of an identity number
MOST_PLACES = 5  # of one paper, by address
BITS = {
    Shown.MORTGAGED: Found.MORTGAGED,
    Shown.NOTICED: Found.NOTICED,
    Shown.OBJECTED: Found.OBJECTED,
    Shown.LIVED_IN: Found.LIVED_IN,
    Shown.SERVING: Found.SERVING,
    Shown.STOPPED: Found.STOPPED,
}
RESTS: dict[Shown, tuple[str, str]] = {
    Shown.MORTGAGED: ("抵押", "有，已抵押"),
    Shown.NOTICED: ("预告登记", "有，不经预告登记的权利人同意不能过户"),
    Shown.OBJECTED: ("异议登记", "有人说登记有错，还没有结果"),
    Shown.LIVED_IN: (uses.HABITATION, "有人有居住权"),
    Shown.SERVING: (uses.EASEMENT, "有，要照约定让别人用"),
    Shown.STOPPED: ("限制交易", "有，现在不能过户"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing that is told."""

    label: str
    value: str
    signal: str = ""  # ok, warn, stop


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Everything that is told at a moment."""

    view: register.CertificateView
    lines: tuple[Line, ...]  # none of a paper that is not in force
    found: Found
    told: Found

    @property
    def digested(self) -> tuple[tuple[str, str], ...]:
        """What the digest in a code is taken of."""
        return tuple((line.label, line.value) for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Who shows it."""

    name: str
    id_type: str
    id_no: str


def told_bits(shows: Iterable[Shown]) -> Found:
    """Of which facts a purpose tells whether they are so."""
    bits = ALWAYS
    for one in shows:
        bits |= BITS.get(one, Found(0))
    return bits


def tell(number: str, holder: Holder, shows: Sequence[Shown], *, now: datetime) -> Told | None:
    """What is told of a paper now; None: the register has no such number."""
    view = register.certificate(number, now=now)
    if view is None:
        return None
    codes = [c for c in (view.unit_code, *view.other_units) if c not in view.void_units]
    states = register.unit_states(codes, now=now)
    found = _found(view, list(states.values()), now)
    told = told_bits(shows)
    lines: tuple[Line, ...] = ()
    if view.valid:
        units = cadastre.units(codes)
        known = replace(holder, name=_name(view, states.values(), holder))
        lines = tuple(_lines(view, known, shows, found, [units[c] for c in codes if c in units]))
    return Told(view=view, lines=lines, found=found & told, told=told)


def _name(
    view: register.CertificateView, states: Iterable[register.UnitState], holder: Holder
) -> str:
    """As the register has it, which is what the other side compares."""
    people = [view.holder] if view.holder is not None else []
    for state in states:
        people += [h.party for h in answering.holders(state)]
        people += [p for _, whose in answering.proved(state) for p in whose]
        people += [o.objector for o in state.objections]
    key = (holder.id_type, holder.id_no)
    return next((p.name for p in people if p.key == key), holder.name)


def _found(
    view: register.CertificateView, states: Sequence[register.UnitState], now: datetime
) -> Found:
    today = now.astimezone(SHANGHAI).date()
    objections = (o for s in states for o in s.objections if o.id != view.objection_id)
    rests: dict[Found, bool] = {
        Found.IN_FORCE: view.valid,
        Found.SEIZED: any(s.seizures for s in states),
        Found.MORTGAGED: any(m.id != view.mortgage_id for s in states for m in s.mortgages),
        Found.NOTICED: any(n.id != view.notice_id for s in states for n in s.notices),
        Found.OBJECTED: any(
            not o.closed and (o.lapses_on is None or o.lapses_on >= today) for o in objections
        ),
        Found.LIVED_IN: any(
            h.id != view.habitation_id for s in states for h in uses.habitations(s)
        ),
        Found.SERVING: any(e.id != view.easement_id for s in states for e in uses.easements(s)),
        Found.STOPPED: any(s.stops for s in states),
    }
    bits = Found(0)
    for bit, there in rests.items():
        bits |= bit if there else Found(0)
    return bits


def _lines(
    view: register.CertificateView,
    holder: Holder,
    shows: Sequence[Shown],
    found: Found,
    units: Sequence[cadastre.UnitFacts],
) -> Iterable[Line]:
    makers: dict[Shown, Callable[[], Line]] = {
        Shown.NAME: lambda: Line(label="持证人", value=holder.name),
        Shown.SURNAME: lambda: Line(label="持证人", value=mask_name(holder.name)),
        Shown.ID_TAIL: lambda: Line(label="证件号码后四位", value=holder.id_no[-TAIL:]),
        Shown.ADDRESS: lambda: Line(label="坐落", value=_places(units)),
        Shown.USE: lambda: Line(label="用途", value=_each(units, printing.words.use)),
        Shown.AREA: lambda: Line(label="面积", value=_each(units, printing.words.areas)),
        Shown.SINCE: lambda: Line(label="登簿", value=day_words(view.issued_at)),
    }
    for one in shows:
        if one in makers:
            yield makers[one]()
    yield _rest("查封", "被查封，现在不能过户", Found.SEIZED in found, "stop")
    for one in shows:
        if one in BITS:
            label, there = RESTS[one]
            yield _rest(label, there, BITS[one] in found, "warn")


def _rest(label: str, said: str, there: bool, signal: str) -> Line:
    if there:
        return Line(label=label, value=said, signal=signal)
    return Line(label=label, value="没有", signal="ok")


def _places(units: Sequence[cadastre.UnitFacts]) -> str:
    told = "；".join(unit.address for unit in units[:MOST_PLACES])
    more = len(units) - MOST_PLACES
    return f"{told}；还有 {more} 处" if more > 0 else told or "没有记载"


def _each(units: Sequence[cadastre.UnitFacts], said: Callable[[cadastre.UnitFacts], str]) -> str:
    """The same of all units is said once."""
    return "；".join(dict.fromkeys(said(unit) for unit in units[:MOST_PLACES])) or "没有记载"
