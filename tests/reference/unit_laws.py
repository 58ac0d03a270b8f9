"""Why a division or merger must be refused, and what is asked of every unit."""

from collections.abc import Iterator
from decimal import Decimal

from dengbu.register import api as register
from tests.reference.asked import Asked, agreed
from tests.reference.model import Sheet


def there(sheet: Sheet) -> Iterator[str]:
    """A unit that became others is no more; one whose division was annulled never was."""
    if sheet.became:
        yield "E31"
    if sheet.void:
        yield "E55"


def reshape(a: Asked, act: register.ReshapeUnits) -> Iterator[str]:
    results = [piece.unit_code for piece in act.results]
    codes = [*act.sources, *results]
    for code in codes:
        yield from there(a.sheets[code])
    sources = [a.sheets[code] for code in act.sources]
    if (
        len(codes) < 3
        or len(set(codes)) < len(codes)
        or not act.basis
        or len({(u[12:14], u[19]) for u in codes}) > 1
        or any(_used(a, code) for code in results)
        or not all(sheet.title(a.at) for sheet in sources)
        or len({_held(a, sheet) for sheet in sources}) > 1
    ):
        yield "E32"
    yield from _areas(a, act.sources, results)
    for n, code in enumerate(act.sources):
        if _burdened(a, code) or (n and _lent_twice(a, sources)):
            yield "P12"
    if not agreed(a):  # as much of the shares as may dispose of it
        yield "P14"


def _held(a: Asked, sheet: Sheet) -> object:
    title = sheet.title(a.at)
    return title and (title.kind, title.until, title.way, frozenset(title.holders))


def _used(a: Asked, code: str) -> bool:
    """Whether anything was ever held on a unit, or stands or may come back on it."""
    sheet = a.sheets[code]
    gained = any(w.for_unit == code for s in a.sheets.values() for w in s.ways_on(a.at))
    standing = (*sheet.loans_on(a.at), *sheet.notices_on(a.at), *sheet.dwellings_on(a.at))
    held = any(t.end > t.start for t in sheet.titles)
    ever = (*sheet.orders, *sheet.objections, *sheet.ways_on(a.at))
    stops = [s for s in sheet.stops if s.covers(a.at)]
    return held or gained or bool(standing or ever or stops or sheet.work(a.at))


def _areas(a: Asked, sources: tuple[str, ...], results: list[str]) -> Iterator[str]:
    if not {*sources, *results} <= set(a.areas):
        yield "E33"
        return
    before = sum((a.areas[u] for u in sources), Decimal(0))
    after = sum((a.areas[u] for u in results), Decimal(0))
    if abs(before - after) > max(Decimal("0.50"), before / 500):
        yield "E33"


def _burdened(a: Asked, code: str) -> bool:
    """What neither passes on to the parts nor may be left behind."""
    sheet = a.sheets[code]
    loans = sheet.loans_on(a.at)
    silent = [x for x in loans if x.building or not a.signed(*x.banks)]
    entered = [x for x in (*sheet.stops, *sheet.objections) if x.covers(a.at)]
    gained = any(w.for_unit == code for s in a.sheets.values() for w in s.ways_on(a.at))
    uses = (*sheet.dwellings_on(a.at), *sheet.ways_on(a.at), *sheet.notices_on(a.at))
    return bool(silent or entered or gained or uses or sheet.seizures(a.at) or sheet.work(a.at))


def _lent_twice(a: Asked, sources: list[Sheet]) -> bool:
    return sum(bool(sheet.loans_on(a.at)) for sheet in sources) > 1
