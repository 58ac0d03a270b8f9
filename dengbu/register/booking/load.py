"""Locking the pages of all touched units, then loading their state in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any

from dengbu.cadastre import api as cadastre
from dengbu.database.rows import array
from dengbu.database.wire import Wire, pipeline
from dengbu.register.booking import selects
from dengbu.register.booking.seizures import stand
from dengbu.register.codes import (
    CoOwnership,
    MortgageMode,
    NoticeKind,
    PartyType,
    RightType,
    SeizureKind,
)
from dengbu.register.lapse import Ordered, objection_lapses_on, objection_stands, stop_stands
from dengbu.register.parties import HolderShare, PartyRef
from dengbu.register.state import (
    MortgageState,
    NoticeState,
    ObjectionState,
    OwnershipState,
    SeizureState,
    StopState,
    UnitState,
)

LOCK_TIMEOUT = "5s"
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


class _People:
    """Parties met while loading, each made once: a bank stands on thousands of mortgages."""

    def __init__(self) -> None:
        self._known: dict[int, PartyRef] = {}

    def get(self, pk: int, name: str, id_type: str, id_no: str, party_type: str) -> PartyRef:
        party = self._known.get(pk)
        if party is None:
            party = self._known[pk] = PartyRef(
                name=name, id_type=id_type, id_no=id_no, party_type=PartyType(party_type)
            )
        return party


def load(
    pages: Mapping[str, int], at: datetime, period: selects.Period, *, ranks: bool = False
) -> dict[str, UnitState]:
    """The state of each page at ``at``: seven queries, sent together, however many units."""
    if not pages:
        return {}
    (read,) = load_parts([pages], at, period, ranks=ranks)
    return read()


def load_parts(
    parts: Sequence[Mapping[str, int]],
    at: datetime,
    period: selects.Period,
    *,
    ranks: bool = False,
) -> Iterator[Callable[[], dict[str, UnitState]]]:
    """For each part in order, what reads its states from the answers, which are in.

    While the caller works on one part, PostgreSQL reads the next: its queries are sent when the
    answers of the part before are in, since a pipeline waits for everything that was sent. What
    the caller sends itself before reading does not hold the next part up either.
    ``ranks``: also the next free rank key, which only the entry of a mortgage needs.
    """
    people = _People()
    with pipeline() as wire:
        asked = _ask(wire, parts[0], period, ranks=ranks)
        for number, part in enumerate(parts, start=1):
            answers = {name: answer.fetchall() for name, answer in asked.items()}
            if number < len(parts):
                asked = _ask(wire, parts[number], period, ranks=ranks)
            yield partial(_states, part, answers, people, at)


def _states(
    pages: Mapping[str, int],
    answers: Mapping[str, list[Any]],
    people: _People,
    at: datetime,
) -> dict[str, UnitState]:
    ownerships = _ownerships(answers["ownership"], people)
    mortgages = _mortgages(answers["mortgage"], answers["mortgage_party"], people)
    rank_keys = dict(answers.get("rank", ()))
    orders, seizures = _seizures(answers["seizure"], people)
    notices = _notices(answers["notice"], people)
    objections = _objections(answers["objection"], people, at)
    stops = _stops(answers["stop"], at)
    return {
        code: UnitState(
            unit_code=code,
            page_id=page,
            at=at,
            ownership=ownerships.get(page),
            mortgages=tuple(mortgages.get(page, ())),
            seizures=stand(tuple(seizures[page]), tuple(orders[page]), at)
            if page in orders
            else (),
            notices=tuple(notices.get(page, ())),
            objections=tuple(objections.get(page, ())),
            stops=tuple(stops.get(page, ())),
            orders=tuple(orders.get(page, ())),
            next_rank_key=rank_keys.get(page, 0) + 1,
        )
        for code, page in pages.items()
    }


def _ask(
    wire: Wire, pages: Mapping[str, int], period: selects.Period, *, ranks: bool
) -> dict[str, Any]:
    ids = array("bigint", pages.values())
    return {
        name: wire.ask(sql, [ids, *period.parameters(name)])
        for name, sql in period.queries.items()
        if ranks or name != "rank"
    }


def _ownerships(rows: Sequence[Any], people: _People) -> dict[int, OwnershipState]:
    """Rows are one a holder, in order of page and holder."""
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    return {page: _ownership(holders, people) for page, holders in grouped.items()}


def _ownership(rows: Sequence[Any], people: _People) -> OwnershipState:
    first = rows[0]
    denominator = first[12]
    holders = tuple(
        HolderShare(
            party=people.get(*row[14:19]),
            share=Fraction(row[13], denominator) if denominator else None,
        )
        for row in rows
    )
    return OwnershipState(
        id=first[1],
        entry_id=first[2],
        right_type=RightType(first[3]),
        co_ownership=CoOwnership(first[4]),
        holders=holders,
        right_nature=first[5],
        term_from=first[6],
        term_to=first[7],
        price=first[8],
        effective_from=first[9],
        recorded_from=first[10],
        certificate_nos=tuple(first[11] or ()),
    )


def _mortgages(
    rows: Sequence[Any], parties: Sequence[Any], people: _People
) -> dict[int, list[MortgageState]]:
    roles: dict[tuple[int, str], list[PartyRef]] = defaultdict(list)
    for mortgage_id, role, *party in parties:
        roles[mortgage_id, role].append(people.get(*party))
    found: dict[int, list[MortgageState]] = defaultdict(list)
    for row in rows:
        pk = row[1]
        debtors = roles.get((pk, "D"))
        found[row[0]].append(
            MortgageState(
                id=pk,
                entry_id=row[2],
                rank=len(found[row[0]]) + 1,
                rank_key=row[3],
                mode=MortgageMode(row[4]),
                mortgagees=tuple(roles.get((pk, "E"), ())),
                mortgagors=tuple(roles.get((pk, "O"), ())),
                debtor=debtors[0] if debtors else None,
                amount=row[5],
                debt_from=row[6],
                debt_to=row[7],
                scope=row[8],
                transfer_restricted=row[9],
                proof_no=row[12] or "",
                effective_from=row[10],
                recorded_from=row[11],
            )
        )
    return found


def _seizures(
    rows: Sequence[Any], people: _People
) -> tuple[dict[int, list[Ordered]], dict[int, list[SeizureState]]]:
    orders: dict[int, list[Ordered]] = defaultdict(list)
    states: dict[int, list[SeizureState]] = defaultdict(list)
    for row in rows:
        page, pk, entry, kind, organ, document, delivered, place, term, known, ended = row[:11]
        orders[page].append(
            Ordered(id=pk, delivered_at=delivered, place=place, term_days=term, released_at=ended)
        )
        states[page].append(
            SeizureState(
                id=pk,
                entry_id=entry,
                kind=SeizureKind(kind),
                organ=organ,
                document_no=document,
                delivered_at=delivered,
                in_force=False,
                place=0,
                starts_at=None,
                ends_at=None,
                recorded_from=known,
                debtor=people.get(*row[11:]) if row[11] is not None else None,
            )
        )
    return orders, states


def _notices(rows: Sequence[Any], people: _People) -> dict[int, list[NoticeState]]:
    """Rows are one a party, in order of page, notice, role and place."""
    grouped: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[0], row[1]].append(row)
    found: dict[int, list[NoticeState]] = defaultdict(list)
    for (page, pk), parties in grouped.items():
        first = parties[0]
        found[page].append(
            NoticeState(
                id=pk,
                kind=NoticeKind(first[2]),
                holders=tuple(people.get(*r[7:12]) for r in parties if r[6] == "H"),
                obligors=tuple(people.get(*r[7:12]) for r in parties if r[6] == "O"),
                amount=first[3],
                proof_no=first[5] or "",
                recorded_from=first[4],
            )
        )
    return found


def _objections(
    rows: Sequence[Any], people: _People, at: datetime
) -> dict[int, list[ObjectionState]]:
    found: dict[int, list[ObjectionState]] = defaultdict(list)
    for page, pk, matter, sued_on, known, *party in rows:
        if objection_stands(known, sued_on, at):
            found[page].append(
                ObjectionState(
                    id=pk,
                    objector=people.get(*party),
                    matter=matter,
                    lapses_on=objection_lapses_on(known, sued_on),
                    recorded_from=known,
                )
            )
    return found


def _stops(rows: Sequence[Any], at: datetime) -> dict[int, list[StopState]]:
    found: dict[int, list[StopState]] = defaultdict(list)
    for page, pk, organ, document, reason, from_day, to_day in rows:
        if stop_stands(from_day, to_day, at):
            found[page].append(
                StopState(
                    id=pk,
                    organ=organ,
                    document_no=document,
                    reason=reason,
                    from_day=from_day,
                    to_day=to_day,
                )
            )
    return found
