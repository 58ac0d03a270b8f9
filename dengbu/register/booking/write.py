"""Writing what was decided: one statement a table, closings before openings, numbers last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from dengbu.database.rows import Rows, array
from dengbu.database.wire import Wire
from dengbu.evidence import api as evidence
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register.acts import CARRYING, people_of
from dengbu.register.booking import tables
from dengbu.register.booking.decide import Decided
from dengbu.register.booking.leaf import body_of, whole
from dengbu.register.booking.parties import Parties
from dengbu.register.booking.reading import LATER_RIGHT_COLUMNS, RIGHT_COLUMNS
from dengbu.register.booking.setting import Draft, Written
from dengbu.register.booking.waves import Closing, Opening, waves
from dengbu.register.codes import CertificateKind
from dengbu.register.parties import PartyRef
from dengbu.register.values import IssuedCertificate

CHINA = ZoneInfo("Asia/Shanghai")
COUNT_ON = (
    'INSERT INTO "register_counter" (id, office, kind, year, last) VALUES (%s, %s, %s, %s, %s)'
    " ON CONFLICT (office, kind, year)"
    ' DO UPDATE SET last = "register_counter".last + EXCLUDED.last RETURNING last'
)
_NUMBER = [name for name, _ in tables.CERTIFICATE.each].index("number")
Accepted = tuple[Decided, Written]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """How certificate numbers of an office begin."""

    province: str  # 湘
    name: str  # 岳阳市


class Writing:
    """The rows of one batch on their way into the database.

    ``begin`` takes what was decided, part by part, so that PostgreSQL writes while the next part
    is decided; ``finish`` sends the rest; ``check`` looks at the answers once all are in. A
    pipeline answers in the order of asking, so each answer is awaited as late as possible, with
    work of our own before it.
    """

    def __init__(self, wire: Wire, office: str, *, at: datetime, fresh: Iterator[int]) -> None:
        """Nothing is sent yet. ``fresh``: ids."""
        self._wire = wire
        self._office = office
        self._at = at
        self._fresh = fresh
        self._accepted: list[Accepted] = []
        self._opened: set[int] = set()  # ids of rights that the batch opens
        self._closed: list[tuple[Any, int]] = []  # answers, and how many rows each should touch
        self.parties = Parties(wire, office, fresh)

    def begin(self, decided: Iterable[Decided]) -> None:
        """Send the bookings and entries of those that were accepted, and close what they close.

        What this very batch opens cannot be closed yet: see ``waves``.
        """
        accepted = [(d, d.written) for d in decided if d.written is not None]
        if not accepted:
            return
        _send_bookings(self._wire, self._office, accepted, self._at, len(self._accepted))
        self._accepted += accepted
        self._opened.update(row[0] for _, w in accepted for _, row in w.opened)
        stood = [c for _, w in accepted for c in w.closed if c[1] not in self._opened]
        self._closed += _send_closings(self._wire, stood, self._at)
        acts = (act for d, _ in accepted for act in d.booking.acts)
        self.parties.want(party for act in acts for party in people_of(act))
        self.parties.carry(_carried(accepted))

    def finish(self, issuer: Issuer) -> dict[int, tuple[IssuedCertificate, ...]]:
        """Send everything else; the certificates by booking id."""
        if not self._accepted:
            return {}
        wire, at = self._wire, self._at
        rounds = waves([w for _, w in self._accepted])
        self.parties.add()
        bodies = self._bodies()  # while PostgreSQL closes
        if not self.parties.settled():
            bodies = self._bodies()
        _send_openings(wire, self._office, rounds[0].opened, at, self.parties)
        for wave in rounds[1:]:
            self._closed += _send_closings(wire, wave.closed, at)
            _send_openings(wire, self._office, wave.opened, at, self.parties)
        issued = self._certify(issuer, bodies)
        return {
            decided.booking_id: tuple(_issued(written, issued))
            for decided, written in self._accepted
        }

    def check(self) -> None:
        """Raise RuntimeError if a right had been closed before: the lock prevents it."""
        if any(answer.rowcount != expected for answer, expected in self._closed):
            raise RuntimeError("a right to be closed was closed already")

    def _bodies(self) -> list[bytes]:
        spelled = self.parties.spelled()
        return [
            body_of(self._office, self._at, seq, d.booking_id, d.booking, w, spelled)
            for seq, (d, w) in enumerate(self._accepted)
        ]

    def _certify(self, issuer: Issuer, bodies: Sequence[bytes]) -> dict[int, tuple[Any, ...]]:
        """Number and write the certificates, and the leaves; the rows by certificate id.

        Leaves that name no certificate go first: PostgreSQL is still opening rights meanwhile.
        """
        leaves = [(d, w, body) for (d, w), body in zip(self._accepted, bodies, strict=True)]
        self._send_leaves([leaf for leaf in leaves if not leaf[1].drafts], {})
        drafts = [d for _, w in self._accepted for d in w.drafts]
        counted = _send_counts(self._wire, self._office, drafts, self._at, self._fresh)
        issued = _send_certificates(
            self._wire, self._office, counted, self._at, issuer, self.parties
        )
        self._send_leaves([leaf for leaf in leaves if leaf[1].drafts], issued)
        return issued

    def _send_leaves(
        self,
        about: Iterable[tuple[Decided, Written, bytes]],
        issued: Mapping[int, Sequence[Any]],
    ) -> None:
        spelled = self.parties.spelled()
        leaves = [
            evidence.NewLeaf(
                id=next(self._fresh),
                subject=f"booking:{decided.booking_id}",
                payload=whole(body, [issued[d.id] for d in written.drafts], spelled),
            )
            for decided, written, body in about
        ]
        if not leaves:
            return
        self._wire.send(*evidence.attest_statement(self._office, tables.VERSION, leaves))


def _carried(accepted: Iterable[Accepted]) -> list[PartyRef]:
    """Parties of rights that are opened anew for people whom the act does not name."""
    changing = [
        w for d, w in accepted if w.carries or any(isinstance(a, CARRYING) for a in d.booking.acts)
    ]
    opened = (v for w in changing for _, row in w.opened for v in row)
    holders = (draft.holder for w in changing for draft in w.drafts)
    return [v for v in chain(opened, holders) if type(v) is PartyRef]


def _send_bookings(
    wire: Wire, office: str, accepted: Sequence[Accepted], at: datetime, first: int
) -> None:
    """``first``: place in the batch of the first of these."""
    bookings = [
        (
            d.booking_id,
            d.booking.case_no,
            seq,
            d.booking.registrar.id,
            d.booking.registrar.name,
            d.booking.registrar.system,
        )
        for seq, (d, _) in enumerate(accepted, start=first)
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
    parties: Parties,
) -> None:
    grouped: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for rows, row in opened:
        grouped[rows.table].append(parties.resolved(row))
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
    parties: Parties,
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
            where = (draft.page_id, draft.entry_id, *_named(draft, RIGHT_COLUMNS))
            whose = (draft.holder, draft.replaces, *_named(draft, LATER_RIGHT_COLUMNS))
            row = (draft.id, kind.value, year, serial, number, *where, *whose)
            issued[draft.id] = row
    if issued:
        rows = [parties.resolved(row) for row in issued.values()]
        wire.send(tables.CERTIFICATE.sql, tables.CERTIFICATE.parameters((office, at), rows))
    return issued


def _named(draft: Draft, columns: tuple[str, ...]) -> list[int | None]:
    return [draft.right_id if column == draft.right_column else None for column in columns]


def certificate_number(issuer: Issuer, kind: CertificateKind, year: int, serial: int) -> str:
    """Storage form of the number of a certificate or proof (国土资发〔2015〕25号)."""
    title = kind is CertificateKind.TITLE
    number = CertificateNumber(
        province=issuer.province, year=year, issuer=issuer.name, title=title, serial=serial
    )
    return str(number)


def _issued(written: Written, rows: Mapping[int, Sequence[Any]]) -> Iterator[IssuedCertificate]:
    """What a booking numbered, in order."""
    ended = {right_id for _, right_id, _, _ in written.closed}
    for draft in written.drafts:
        yield IssuedCertificate(
            id=draft.id,
            kind=draft.kind,
            number=rows[draft.id][_NUMBER],
            unit_code=draft.unit_code,
            act_no=draft.act_no,
            holder=draft.holder,
            stands=draft.right_id not in ended,
        )
