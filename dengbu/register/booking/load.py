"""Locking the pages of all touched units, then loading their state in a fixed number of queries."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from dengbu.cadastre import api as cadastre
from dengbu.database.rows import array
from dengbu.database.wire import Answer, Wire, pipeline, reading
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.booking import selects
from dengbu.register.booking.people import People
from dengbu.register.booking.reading import states
from dengbu.register.booking.selects import SELDOM, Sheet
from dengbu.register.state import UnitState
from dengbu.register.titles import LAND

LOCK_TIMEOUT = "5s"
ON_DEMAND = (selects.RANK, selects.CERTIFICATE, selects.ENDED, selects.BUILT)

ADD_PAGES = (
    'INSERT INTO "register_page" (id, office, unit_id, unit_code, locked) '
    "SELECT u.id, %s, u.id, u.code, 0 FROM unnest(%s::bigint[], %s::text[]) AS u(id, code) "
    "ORDER BY u.id ON CONFLICT DO NOTHING"
)
MAY_BOOK = "SELECT has_table_privilege('register_booking', 'INSERT')"
"""Not while a first load has put aside keys that refuse what may not be (``stock.shelf``)."""
LOCK = (
    "SELECT unit_code, id, seldom FROM register_page"
    " WHERE unit_code = ANY(%s::text[]) AND (office = %s) IS TRUE"
    " ORDER BY id + 0 FOR NO KEY UPDATE"
)
"""Found by code, then judged and sorted: no index leads to `IS TRUE` and `id + 0`. Before there are
statistics (a first load) PostgreSQL would rather walk all pages of the office, in the order of ids:
125 ms a batch at 20,000 pages."""


SHEETS = (
    "SELECT unit_code, id, seldom FROM register_page"
    " WHERE unit_code = ANY(%s::text[]) AND (%s::text IS NULL OR office = %s)"
)


@dataclass(frozen=True, slots=True)
class Locked:
    """What the lock gave: the instant after it and the pages by unit code."""

    at: datetime
    pages: Mapping[str, Sheet]
    blank: tuple[str, ...]  # in the cadastre, but nothing was ever entered


def lock(
    office: str, unit_codes: Iterable[str], opening: Iterable[str], *, beside: Iterable[str] = ()
) -> Locked:
    """Lock the pages in one order; units in ``opening`` get a page if they have none.

    ``beside``: units whose pages, if there are any, are locked and not read.

    The instant is read after all locks are held, so that recorded time follows the order of
    acts on a unit. Raises `Faults` REGISTER_LOADING while stock data is loaded for the first time.
    """
    wanted = sorted(set(unit_codes))
    held = sorted({*wanted, *beside})
    to_open = sorted(set(opening))
    units = cadastre.unit_ids(to_open, office=office) if to_open else {}
    with pipeline() as wire:
        wire.send(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        may_book = wire.send(MAY_BOOK)
        if units:
            codes, ids = list(units), list(units.values())
            wire.send(ADD_PAGES, [office, array("bigint", ids), array("text", codes)])
        locked = wire.send(LOCK, [array("text", held), office])
        clock = wire.send("SELECT clock_timestamp()")
        if not may_book.fetchall()[0][0]:
            raise _loading()
        pages = {code: Sheet(*sheet) for code, *sheet in locked.fetchall()}
        at = clock.fetchall()[0][0]
    return Locked(at=at, pages=pages, blank=tuple(blank_units(office, wanted, pages)))


def _loading() -> Faults:
    message = "登记簿正在装入存量数据，装完以前谁也不能登簿"
    remedy = "不用再做什么：审核通过的件，装完以后自动登簿"
    return Faults(Fault(code=FaultCode.REGISTER_LOADING, message=message, remedy=remedy))


def sheets(unit_codes: Iterable[str], *, office: str | None = None) -> dict[str, Sheet]:
    """The pages of the units that have one, unlocked, by unit code; of one office or of any."""
    with reading() as wire:
        found = wire.send(SHEETS, [array("text", unit_codes), office, office])
    return {code: Sheet(*sheet) for code, *sheet in found.fetchall()}


def blank_units(office: str, wanted: Iterable[str], pages: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """Units of the office that stand in the cadastre without a page: the page each would have."""
    pageless = [code for code in wanted if code not in pages]
    units = cadastre.unit_ids(pageless, office=office) if pageless else {}
    return {code: Sheet(id, 0) for code, id in units.items()}


def load(
    pages: Mapping[str, Sheet], at: datetime, period: selects.Period, *, only: Collection[str] = ()
) -> dict[str, UnitState]:
    """The state of each page at ``at``: at most one query a table, sent together."""
    if not pages:
        return {}
    (read,) = load_parts([pages], at, period, only=only)
    return read()


def load_parts(
    parts: Sequence[Mapping[str, Sheet]],
    at: datetime,
    period: selects.Period,
    *,
    only: Collection[str] = (),
) -> Iterator[Callable[[], dict[str, UnitState]]]:
    """For each part in order, what reads its states from the answers, which are in.

    While the caller works on one part, PostgreSQL reads the next: its queries are sent when the
    answers of the part before are in, since a pipeline waits for everything that was sent. What
    the caller sends itself before reading does not hold the next part up either.
    ``only``: what of ``ON_DEMAND`` is read too.
    """
    people = People()
    with pipeline() as wire:
        asked = _ask(wire, parts[0], period, only=only)
        for number, part in enumerate(parts, start=1):
            answers = {name: answer.fetchall() if answer else [] for name, answer in asked.items()}
            if number < len(parts):
                asked = _ask(wire, parts[number], period, only=only)
            yield partial(states, part, answers, people, at, period)


def _ask(
    wire: Wire, pages: Mapping[str, Sheet], period: selects.Period, *, only: Collection[str]
) -> dict[str, Answer | None]:
    """The answers to come by query; None where no page ever had what is asked for."""
    asked: dict[str, Answer | None] = {}
    for name, sql in period.queries.items():
        asked_for = name not in ON_DEMAND or name in only
        if not asked_for and name != selects.RANK:
            continue
        if name == selects.BUILT:
            ids = [s.id for code, s in pages.items() if code.endswith(LAND)]
        else:
            # Whatever is asked of it, a house may be under construction and mortgaged with others.
            bit = SELDOM.get(name if asked_for else "collateral")
            ids = [s.id for s in pages.values() if bit is None or s.seldom & bit]
        asked[name] = wire.ask(sql, period.parameters(array("bigint", ids))) if ids else None
    return asked
