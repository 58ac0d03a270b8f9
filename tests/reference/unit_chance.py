"""Random divisions, mergers and annulments, and which act is drawn on which kind of unit."""

from decimal import Decimal

from dengbu.register import api as register
from tests.reference import chance, land_chance
from tests.reference.asked import LAND
from tests.reference.dice import COURTS, Dice
from tests.reference.land_chance import drawn


def divide(d: Dice) -> register.Act:
    """Into two of half the size, or one with another of the same people; now and then unsound."""
    area = d.areas.get(d.unit, Decimal(60))
    alike = [u for u in d.beside() if d.areas.get(u) == area and d.is_like(u)]
    if alike and d.chance(5):
        sources = (d.unit, d.one_of(*alike))
        return _reshaped(d, sources, 1, area * 2)
    return _reshaped(d, (d.unit,), 2, area / 2)


def _reshaped(d: Dice, sources: tuple[str, ...], parts: int, area: Decimal) -> register.Act:
    blank = [u for u in d.areas if d.areas[u] == area and d.is_blank(u)]
    if len(blank) < parts or d.chance(1):
        blank = [u for u in d.areas if u not in sources]
    codes = [blank[0], blank[-1]][:parts] if d.chance(9) else [d.one_of(*blank)] * parts
    pieces = tuple(register.Piece(unit_code=code) for code in codes)
    basis = "岳测1号" if d.chance(9) else ""
    return register.ReshapeUnits(sources=sources, results=pieces, basis=basis)


def annul(d: Dice) -> register.Act:
    """One of the last entries on the unit, mostly; a judgment may leave all later ones standing."""
    own = [e for e in d.entries if e.unit_code == d.unit]
    chosen = d.one_of(*(own[-3:] if d.chance(8) else own)) if own else None
    unknown = register.EntryName(unit_code=d.unit, case_no="43060220200101000001", entry_no=0)
    named = chosen or unknown
    since = d.entries.index(named) if chosen else 0
    return register.AnnulEntry(
        unit_code=d.unit,
        case_no=named.case_no,
        entry_no=named.entry_no,
        organ=d.one_of(*COURTS) if d.chance(9) else "",
        document_no="行初1号",
        stays=tuple(d.entries[since + 1 :]) if d.chance(5) else (),
    )


def act(d: Dice) -> register.Act:
    """Any act; on a unit that nobody holds, mostly its first registration."""
    if any(e.unit_code == d.unit for e in d.entries) and d.chance(2):
        return annul(d)
    if d.unit[12:14] == "JD":
        return land_chance.on_farm(d)
    if d.unit.endswith(LAND):
        return land_chance.on_land(d)
    if d.sheet.title(d.at) is None and d.chance(8):
        return chance.first(d)
    if len(d.sheet.loans_on(d.at)) < 2 and d.chance(2):
        return chance.lend(d)
    return drawn(d, (*chance.ACTS, divide, divide, divide, divide))
