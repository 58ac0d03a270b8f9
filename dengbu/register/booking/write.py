"""Writing what was decided: one statement a table, closings before openings, numbers last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dengbu.database.rows import Rows, array
from dengbu.database.wire import Wire, pipeline
from dengbu.evidence import api as evidence
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register.booking import tables
from dengbu.register.booking.decide import Decided
from dengbu.register.booking.leaf import PartyKey, Plain, body_of, plain_with, whole
from dengbu.register.booking.setting import Draft, Written
from dengbu.register.booking.waves import Closing, Opening, waves
from dengbu.register.codes import CertificateKind
from dengbu.register.parties import PartyRef
from dengbu.register.values import IssuedCertificate

CHINA = ZoneInfo("Asia/Shanghai")
# OFFSET 0 keeps the planner from turning the look-ups into one scan of everybody.
FIND_PARTIES = (
    "SELECT p.id, p.party_type, u.name, u.id_type, u.id_no"
    " FROM unnest(%s::text[], %s::text[], %s::text[]) AS u(name, id_type, id_no)"
    " CROSS JOIN LATERAL (SELECT id, party_type FROM register_party WHERE id_no = u.id_no"
    " AND id_type = u.id_type AND name = u.name AND office = %s OFFSET 0) AS p"
)
PARTY_ADDED = f"{tables.PARTY.sql} RETURNING id"
COUNT_ON = (
    'INSERT INTO "register_counter" (id, office, kind, year, last) VALUES (%s, %s, %s, %s, %s)'
    " ON CONFLICT (office, kind, year)"
    ' DO UPDATE SET last = "register_counter".last + EXCLUDED.last RETURNING last'
)
RIGHT_COLUMNS = ("ownership_id", "mortgage_id", "notice_id", "objection_id")
_NUMBER = [name for name, _ in tables.CERTIFICATE.each].index("number")


@dataclass(frozen=True, slots=True)
class Settled:
    """A party as its row has it."""

    id: int
    party_type: str  # may differ from what the booking says of a party known before


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """How certificate numbers of an office begin."""

    province: str  # 湘
    name: str  # 岳阳市


def _key(party: PartyRef) -> PartyKey:
    return party.name, party.id_type, party.id_no


def _parties(written: Iterable[Written]) -> dict[PartyKey, PartyRef]:
    found: dict[PartyKey, PartyRef] = {}
    for one in written:
        for _, row in one.opened:
            for value in row:
                if type(value) is PartyRef:
                    found[_key(value)] = value
    return found


def _send_find(wire: Wire, office: str, keys: Iterable[PartyKey]) -> Any:
    names, types, numbers = zip(*keys, strict=True)
    arrays = [array("text", names), array("text", types), array("text", numbers)]
    return wire.send(FIND_PARTIES, [*arrays, office])


def _found(answer: Any) -> dict[PartyKey, Settled]:
    return {
        (name, id_type, id_no): Settled(pk, party_type)
        for pk, party_type, name, id_type, id_no in answer.fetchall()
    }


def _settle_parties(
    wire: Wire,
    office: str,
    wanted: Mapping[PartyKey, PartyRef],
    found: Any,
    fresh: Iterator[int],
) -> dict[PartyKey, Settled]:
    """The rows of all parties named, those not yet known added.

    Another transaction may add the same person between look and write: whoever comes second
    reads the other's row.
    """
    known = _found(found)
    new = [wanted[k] for k in sorted(wanted.keys() - known.keys())]
    if not new:
        return known
    rows = [(next(fresh), p.name, p.id_type, p.id_no, p.party_type.value) for p in new]
    added = wire.send(PARTY_ADDED, tables.PARTY.parameters((office,), rows)).fetchall()
    if len(added) == len(rows):
        return known | {(name, t, no): Settled(pk, kind) for pk, name, t, no, kind in rows}
    return known | _found(_send_find(wire, office, [_key(p) for p in new]))


def _resolved(row: tuple[Any, ...], known: Mapping[PartyKey, Settled]) -> tuple[Any, ...]:
    return tuple([known[_key(v)].id if type(v) is PartyRef else v for v in row])


def write(
    office: str,
    accepted: Sequence[tuple[Decided, Written]],
    *,
    at: datetime,
    issuer: Issuer,
    fresh: Iterator[int],
) -> dict[int, tuple[IssuedCertificate, ...]]:
    """Write all accepted bookings; the certificates by booking id."""
    wanted = _parties(w for _, w in accepted)
    rounds = waves([w for _, w in accepted])
    with pipeline() as wire:
        found = _send_find(wire, office, wanted) if wanted else None
        _send_bookings(wire, office, accepted, at)
        closed = _send_closings(wire, rounds[0].closed, at)
        known = _settle_parties(wire, office, wanted, found, fresh) if wanted else {}
        _send_openings(wire, office, rounds[0].opened, at, known)
        for wave in rounds[1:]:
            closed += _send_closings(wire, wave.closed, at)
            _send_openings(wire, office, wave.opened, at, known)
        drafts = [d for _, w in accepted for d in w.drafts]
        counted = _send_counts(wire, office, drafts, at, fresh)
        # PostgreSQL is still writing: render what needs no number meanwhile.
        spelled = plain_with({key: party.party_type for key, party in known.items()})
        bodies = [
            body_of(office, at, seq, d.booking_id, d.booking, w, spelled)
            for seq, (d, w) in enumerate(accepted)
        ]
        issued = _send_certificates(wire, office, counted, at, issuer, known)
        _send_leaves(wire, office, accepted, bodies, issued, spelled, fresh)
    for answer, expected in closed:
        if answer.rowcount != expected:  # the lock prevents it
            raise RuntimeError("a right to be closed was closed already")
    return {
        decided.booking_id: tuple(_issued(d, issued[d.id][_NUMBER]) for d in written.drafts)
        for decided, written in accepted
    }


def _send_bookings(
    wire: Wire, office: str, accepted: Sequence[tuple[Decided, Written]], at: datetime
) -> None:
    bookings = [
        (
            d.booking_id,
            d.booking.case_no,
            seq,
            d.booking.registrar.id,
            d.booking.registrar.name,
            d.booking.registrar.system,
        )
        for seq, (d, _) in enumerate(accepted)
    ]
    wire.send(tables.BOOKING.sql, tables.BOOKING.parameters((office, at), bookings))
    entries = [e for _, w in accepted for e in w.entries]
    wire.send(tables.ENTRY.sql, tables.ENTRY.parameters((office,), entries))


def _send_closings(wire: Wire, closed: Iterable[Closing], at: datetime) -> list[tuple[Any, int]]:
    grouped: dict[str, list[tuple[int, int, datetime]]] = defaultdict(list)
    for table, pk, entry, ends in closed:
        grouped[table].append((pk, entry, ends))
    answers = []
    for table in tables.CLOSABLE:
        rows = grouped.get(table)
        if rows:
            ordered = sorted(rows)
            parameters = [
                at,
                array("bigint", [pk for pk, _, _ in ordered]),
                array("bigint", [entry for _, entry, _ in ordered]),
                array("timestamptz", [ends for _, _, ends in ordered]),
            ]
            answers.append((wire.send(tables.CLOSING_SQL[table], parameters), len(rows)))
    return answers


def _send_openings(
    wire: Wire,
    office: str,
    opened: Iterable[Opening],
    at: datetime,
    known: Mapping[PartyKey, Settled],
) -> None:
    grouped: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for rows, row in opened:
        grouped[rows.table].append(_resolved(row, known))
    for rows in tables.OPENINGS:
        if batch := grouped.get(rows.table):
            wire.send(rows.sql, rows.parameters(_shared(rows, office, at), batch))


def _shared(rows: Rows, office: str, at: datetime) -> tuple[Any, ...]:
    return (office, at) if len(rows.shared) > 1 else (office,)


def _send_counts(
    wire: Wire, office: str, drafts: Sequence[Draft], at: datetime, fresh: Iterator[int]
) -> list[tuple[CertificateKind, list[Draft], Any]]:
    """Take the numbers that each kind of certificate needs: kind, drafts and the awaited answer.

    The counter rows are taken last and in one order, so their locks are short and cannot cross.
    """
    year = at.astimezone(CHINA).year
    counted = []
    for kind in CertificateKind:
        if batch := [d for d in drafts if d.kind is kind]:
            answer = wire.send(COUNT_ON, [next(fresh), office, kind.value, year, len(batch)])
            counted.append((kind, batch, answer))
    return counted


def _send_certificates(
    wire: Wire,
    office: str,
    counted: Sequence[tuple[CertificateKind, list[Draft], Any]],
    at: datetime,
    issuer: Issuer,
    known: Mapping[PartyKey, Settled],
) -> dict[int, tuple[Any, ...]]:
    """Number the drafts without gap and write them; the rows by certificate id.

    In the rows given back the holder stands as ``PartyRef``.
    """
    year = at.astimezone(CHINA).year
    issued: dict[int, tuple[Any, ...]] = {}
    for kind, batch, answer in counted:
        last = answer.fetchall()[0][0]
        for serial, draft in enumerate(batch, last - len(batch) + 1):
            number = certificate_number(issuer, kind, year, serial)
            rights = [draft.right_id if c == draft.right_column else None for c in RIGHT_COLUMNS]
            where = (draft.page_id, draft.entry_id, *rights)
            row = (draft.id, kind.value, year, serial, number, *where, draft.holder)
            issued[draft.id] = row
    if issued:
        rows = [_resolved(row, known) for row in issued.values()]
        wire.send(tables.CERTIFICATE.sql, tables.CERTIFICATE.parameters((office, at), rows))
    return issued


def certificate_number(issuer: Issuer, kind: CertificateKind, year: int, serial: int) -> str:
    """Storage form of the number of a certificate or proof (国土资发〔2015〕25号)."""
    title = kind is CertificateKind.TITLE
    number = CertificateNumber(
        province=issuer.province, year=year, issuer=issuer.name, title=title, serial=serial
    )
    return str(number)


def _send_leaves(
    wire: Wire,
    office: str,
    accepted: Sequence[tuple[Decided, Written]],
    bodies: Sequence[bytes],
    issued: Mapping[int, Sequence[Any]],
    spelled: Plain,
    fresh: Iterator[int],
) -> None:
    leaves = [
        evidence.NewLeaf(
            id=next(fresh),
            subject=f"booking:{decided.booking_id}",
            payload=whole(body, (issued[d.id] for d in written.drafts), spelled),
        )
        for (decided, written), body in zip(accepted, bodies, strict=True)
    ]
    _, statements = evidence.leaf_statements(office, tables.VERSION, leaves)
    for sql, parameters in statements:
        wire.send(sql, parameters)


def _issued(draft: Draft, number: str) -> IssuedCertificate:
    return IssuedCertificate(
        id=draft.id,
        kind=draft.kind,
        number=number,
        unit_code=draft.unit_code,
        act_no=draft.act_no,
        holder=draft.holder,
    )
