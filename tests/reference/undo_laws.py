"""Why an annulment must be refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dengbu.register import api as register
from tests.reference.asked import Asked
from tests.reference.entering import began, concerned
from tests.reference.model import Line, Sheet
from tests.reference.rights import (
    FOR_EVER,
    About,
    Dwelling,
    Key,
    Loan,
    Right,
    Title,
    Way,
    Work,
)

Names = Mapping[tuple[str, Key, int], tuple[str, int]]
"""Case and place of an entry, by its unit, what it was entered by, and which of its entries."""
NEVER = (
    register.AnnulEntry,
    *(register.Seize, register.RenewSeizure, register.ReleaseSeizure),
    *(register.EnterObjection, register.RecordSuit, register.CancelObjection),
    *(register.ReissueCertificate, register.RestrictByGovernment, register.LiftRestriction),
)
"""Undone by acts of their own."""


@dataclass(frozen=True)
class Undo:
    """One line that is to be undone on one unit."""

    a: Asked
    act: register.AnnulEntry
    one: Line
    units: frozenset[str]  # of all that is undone with it
    names: Names

    @property
    def sheet(self) -> Sheet:
        return self.a.sheet

    def standing(self) -> list[Right]:
        """Rights on the unit that no entry has ended."""
        kinds = self.sheet.restorable()
        return [r for kind in kinds for r in kind if r.end == FOR_EVER and not isinstance(r, About)]

    def ended(self) -> list[Right]:
        """What it ended, that would stand again."""
        kinds = self.sheet.restorable()
        rights = [r for kind in kinds for r in kind if not isinstance(r, About)]
        return [r for r in rights if r.ended_by == self.one.key and not began(self.one, r)]

    def title(self) -> Title | None:
        return next((r for r in self.standing() if isinstance(r, Title)), None)

    def later(self, right: Right) -> bool:
        assert right.first is not None
        return not began(self.one, right) and right.first > (self.one.at, self.one.order)

    @property
    def reshapes(self) -> bool:
        return isinstance(self.one.act, register.ReshapeUnits)

    @property
    def is_part(self) -> bool:
        act = self.one.act
        return isinstance(act, register.ReshapeUnits) and self.a.unit not in act.sources


def annulled(
    a: Asked, act: register.AnnulEntry, undoes: tuple[Line, ...], names: Names
) -> set[str]:
    """The codes of all rules that block, on all units that it concerns."""
    found = set() if act.organ and act.document_no else {"E51"}
    if not undoes:
        return found | {"E52"} | set(_guarded(a, act)) | ({"E31"} if a.sheet.became else set())
    units = frozenset(u for one in undoes for u in concerned(one))
    for one in undoes:
        # Of an annulment nothing is undone anywhere: only the unit that is named is looked at.
        never = isinstance(one.act, register.AnnulEntry)
        for unit in (act.unit_code,) if never else concerned(one):
            here = replace(a, unit=unit, sheet=a.sheets[unit])
            found |= set(_laws(Undo(here, act, one, units, names)))
    return found


def _guarded(a: Asked, act: register.AnnulEntry) -> Iterator[str]:
    front = a.sheet.queue(a.at).front
    if a.sheet.seizures(a.at) and not (front and front.organ == act.organ):
        yield "P03"


def _laws(u: Undo) -> Iterator[str]:
    yield from _guarded(u.a, u.act)
    if u.sheet.became and not u.reshapes:
        yield "E31"
    if _hopeless(u):
        yield "E52"
        return
    if _gone(u) or _cannot_stand(u):
        yield "E52"
    if any(not named for named in _resting(u)):
        yield "E53"
    if u.is_part and _taken(u):
        yield "E54"


def _hopeless(u: Undo) -> bool:
    """Undone before, or never undone: then nothing else is said of it."""
    return u.one.key in u.sheet.undone or isinstance(u.one.act, NEVER)


def _gone(u: Undo) -> bool:
    """Changed since, or nothing that could be undone."""
    rights = [r for kind in u.sheet.restorable() for r in kind if not isinstance(r, About)]
    begun = [r for r in rights if r.by == u.one.key]
    again = {r.instead for r in u.standing()}
    changed = [r for r in begun if r.end < FOR_EVER and (r.by, r.no) not in again]
    return bool(changed) or not (begun or u.ended())


def _cannot_stand(u: Undo) -> bool:
    """What it ended would not find what it rests on, or find another in its place."""
    ended, title = u.ended(), u.title()
    mine = title is not None and began(u.one, title)
    titles = [r for r in ended if isinstance(r, Title)]
    if u.a.houses and not u.is_part and (titles or mine):
        return True
    if titles and title and not mine:
        return True
    if u.sheet.became and (u.is_part or not u.reshapes):
        return True
    if not titles and (title is None or mine) and any(_needs_title(r) for r in ended):
        return True
    return (
        _on_others(u, ended, title) or _work_fault(u, ended) or _debt_fault(u, ended)
    ) or _ground_fault(u, ended)


def _needs_title(right: Right) -> bool:
    if isinstance(right, Loan):
        return not right.building
    return isinstance(right, Dwelling | Way | Work)


def _on_others(u: Undo, ended: list[Right], title: Title | None) -> bool:
    """It would burden who acquired the unit later without it."""
    if title is None or not u.later(title):
        return False
    now = {p.key for p, _ in title.holders}
    loans = [x for x in ended if isinstance(x, Loan) and not x.of_operation]
    ways = [x for x in ended if isinstance(x, Way)]
    givers = [x.owners for x in loans] + [x.bearers for x in ways]
    return any({p.key for p in people} != now for people in givers)


def _work_fault(u: Undo, ended: list[Right]) -> bool:
    works = [r for r in ended if isinstance(r, Work)]
    others = [r for r in u.standing() if isinstance(r, Work) and not began(u.one, r)]
    if works:
        return bool(others)
    loans = [x for x in ended if isinstance(x, Loan) and x.of_operation]
    if not loans:
        return False
    if not others:
        return True
    farms = {p.key for p in others[0].people}
    return u.later(others[0]) and any({p.key for p in x.owners} != farms for x in loans)


def _debt_fault(u: Undo, ended: list[Right]) -> bool:
    """Other units bear the same debt, and what they bear was changed."""
    others = [
        x
        for unit, sheet in u.a.sheets.items()
        if unit not in u.units
        for x in sheet.loans
        if x.end == FOR_EVER and x.debt is not None
    ]
    loans = [x for x in ended if isinstance(x, Loan)]
    return any(x.debt == y.debt and _claim(x) != _claim(y) for x in loans for y in others)


def _claim(x: Loan) -> object:
    banks = frozenset(b.key for b in x.banks)
    return (x.maximum, x.amount, x.until, x.scope, x.banned, x.fixed, banks)


def _ground_fault(u: Undo, ended: list[Right]) -> bool:
    """What is being built needs its land in the debt; an easement a unit that gains by it."""
    built = {x.debt for x in ended if isinstance(x, Loan) and x.building}
    if built and u.a.is_house and u.a.land not in u.units:
        below = u.a.sheets.get(u.a.land, Sheet()).loans
        if not built <= {x.debt for x in below if x.end == FOR_EVER}:
            return True
    ways = [x for x in ended if isinstance(x, Way)]
    return any(u.a.sheets[x.for_unit].title(u.a.at) is None for x in ways)


def _resting(u: Undo) -> Iterator[bool]:
    """Of each later right, whether the judgment leaves it standing and it can go on."""
    ended, title = u.ended(), u.title()
    void = title is not None and began(u.one, title)
    bare = void and not any(isinstance(r, Title) for r in ended)
    idle = any(isinstance(r, Work) and began(u.one, r) for r in u.standing())
    idle = idle and not any(isinstance(r, Work) for r in ended)
    for right in u.standing():
        if u.later(right):
            rests = isinstance(right, Loan) and right.of_operation and idle
            yield _left(u, u.a.unit, right) and not bare and not rests
    for unit, sheet in u.a.sheets.items():
        for way in sheet.ways:
            if way.end == FOR_EVER and way.for_unit == u.a.unit and u.later(way):
                yield _left(u, unit, way) and not bare
    if u.a.is_house and title is None and any(isinstance(r, Title) for r in ended):
        ground = u.a.ground
        if ground and ground.entered > u.one.at:
            yield _left(u, u.a.land, ground)


def _left(u: Undo, unit: str, right: Right) -> bool:
    assert right.by is not None
    name = u.names.get((unit, right.by, right.nth))
    stays = {(e.unit_code, (e.case_no, e.entry_no)) for e in u.act.stays}
    return name is not None and (unit, name) in stays


def _taken(u: Undo) -> bool:
    """What would stand on a unit that never was, beside rights."""
    sheet, at = u.sheet, u.a.at
    entered = [x for x in (*sheet.stops, *sheet.objections) if x.covers(at)]
    return bool(sheet.seizures(at) or entered or sheet.commons_on(at) or u.a.houses)
