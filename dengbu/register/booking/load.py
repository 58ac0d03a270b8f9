"""Locking the pages of all touched units, then loading their state in a fixed number of queries."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from dengbu.cadastre import api as cadastre
from dengbu.database.rows import array
from dengbu.database.wire import Wire, pipeline
from dengbu.register.booking import selects
from dengbu.register.booking.reading import People, states
from dengbu.register.state import UnitState

LOCK_TIMEOUT = "5s"
ON_DEMAND = (selects.RANK, selects.CERTIFICATE, selects.ENDED)
ADD_PAGES = (
    'INSERT INTO "register_page" (id, office, unit_id, unit_code, locked) '
    "SELECT u.id, %s, u.id, u.code, 0 FROM unnest(%s::bigint[], %s::text[]) AS u(id, code) "
    "ORDER BY u.id ON CONFLICT DO NOTHING"
)
LOCK = (
    "SELECT id, unit_code FROM register_page WHERE office = %s AND unit_code = ANY(%s::text[]) "
    "ORDER BY id FOR NO KEY UPDATE"
)


@dataclass(frozen=True, slots=True)
class Locked:
    """What the lock gave: the instant after it and the pages by unit code."""

    at: datetime
    pages: Mapping[str, int]
    blank: tuple[str, ...]  # in the cadastre, but nothing was ever entered


def lock(office: str, unit_codes: Iterable[str], opening: Iterable[str]) -> Locked:
    """Lock the pages in one order; units in ``opening`` get a page if they have none.

    The instant is read after all locks are held, so that recorded time follows the order of
    acts on a unit.
    """
    wanted = sorted(set(unit_codes))
    to_open = sorted(set(opening))
    units = cadastre.unit_ids(to_open, office=office) if to_open else {}
    with pipeline() as wire:
        wire.send(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        if units:
            codes, ids = list(units), list(units.values())
            wire.send(ADD_PAGES, [office, array("bigint", ids), array("text", codes)])
        locked = wire.send(LOCK, [office, array("text", wanted)])
        clock = wire.send("SELECT clock_timestamp()")
        pages = {code: pk for pk, code in locked.fetchall()}
        at = clock.fetchall()[0][0]
    return Locked(at=at, pages=pages, blank=blank_units(office, wanted, pages))


def blank_units(office: str, wanted: Iterable[str], pages: Mapping[str, int]) -> tuple[str, ...]:
    """Units of the office that stand in the cadastre without a page."""
    pageless = [code for code in wanted if code not in pages]
    return tuple(cadastre.unit_ids(pageless, office=office)) if pageless else ()


def load(
    pages: Mapping[str, int], at: datetime, period: selects.Period, *, only: Collection[str] = ()
) -> dict[str, UnitState]:
    """The state of each page at ``at``: one query a table, sent together, however many units."""
    if not pages:
        return {}
    (read,) = load_parts([pages], at, period, only=only)
    return read()


def load_parts(
    parts: Sequence[Mapping[str, int]],
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
            answers = {name: answer.fetchall() for name, answer in asked.items()}
            if number < len(parts):
                asked = _ask(wire, parts[number], period, only=only)
            yield partial(states, part, answers, people, at, period)


def _ask(
    wire: Wire, pages: Mapping[str, int], period: selects.Period, *, only: Collection[str]
) -> dict[str, Any]:
    parameters = period.parameters(array("bigint", pages.values()))
    return {
        name: wire.ask(sql, parameters)
        for name, sql in period.queries.items()
        if name not in ON_DEMAND or name in only
    }
