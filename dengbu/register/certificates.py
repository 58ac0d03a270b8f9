"""Certificates and proofs as anybody may check them: validity follows the register."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import day_words
from dengbu.register.codes import CertificateKind
from dengbu.register.lapse import day_stands, objection_lapses_on, objection_stands
from dengbu.register.parties import PartyRef

_SELECT = (
    "SELECT c.id, c.kind, c.number, c.office, g.unit_code, c.issued_at, c.ownership_id,"
    " c.mortgage_id, c.notice_id, c.objection_id, b.case_no, b.registrar_name, b.id,"
    " coalesce(s.issued_at, o.recorded_to, m.recorded_to, n.recorded_to, j.recorded_to,"
    "  y.recorded_to, z.recorded_to, w.recorded_to),"
    " x.cause, x.registration_type, h.name, h.id_type, h.id_no, j.recorded_from,"
    " coalesce(u.sued_on, j.sued_on), c.habitation_id, c.easement_id,"
    " coalesce(y.term_to, z.term_to, w.term_to), j.last_day, c.operation_id,"
    " coalesce(x.booking_id = e.booking_id, false)"
    " FROM register_certificate c"
    " JOIN register_page g ON g.id = c.page_id"
    " JOIN register_entry e ON e.id = c.entry_id"
    " JOIN register_booking b ON b.id = e.booking_id"
    " LEFT JOIN register_ownership o ON o.id = c.ownership_id"
    " LEFT JOIN register_mortgage m ON m.id = c.mortgage_id"
    " LEFT JOIN register_notice n ON n.id = c.notice_id"
    " LEFT JOIN register_objection j ON j.id = c.objection_id"
    " LEFT JOIN register_certificate s ON s.replaces = c.number AND s.page_id = c.page_id"
    " LEFT JOIN register_habitation y ON y.id = c.habitation_id"
    " LEFT JOIN register_easement z ON z.id = c.easement_id"
    " LEFT JOIN register_operation w ON w.id = c.operation_id"
    " LEFT JOIN register_entry x ON x.id = coalesce(s.entry_id, o.closed_by_id, m.closed_by_id,"
    "  n.closed_by_id, j.closed_by_id, y.closed_by_id, z.closed_by_id,"
    "  w.closed_by_id)"
    " LEFT JOIN register_suit u ON u.objection_id = j.id"
    " LEFT JOIN register_party h ON h.id = c.holder_id"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateView:
    """A certificate with the state that the register gives it now."""

    id: int
    kind: CertificateKind
    number: str  # storage form
    office: str
    unit_code: str
    issued_at: datetime
    ownership_id: int | None
    mortgage_id: int | None
    notice_id: int | None
    objection_id: int | None
    habitation_id: int | None
    easement_id: int | None
    operation_id: int | None
    case_no: str
    booking_id: int  # that issued it
    registrar: str
    voided_at: datetime | None  # None: valid now
    void_cause: str  # cause of the entry that ended the right
    void_type: int | None  # its registration type
    never_stood: bool  # the booking that numbered it ended its right: it was never issued
    holder: PartyRef | None  # None: one certificate for all holders
    check_code: str  # 16 hex digits from the booking's leaf, its salt and the number; "": erased
    other_units: tuple[str, ...] = ()  # on the same paper of stock
    void_units: tuple[str, ...] = ()  # of those, where it stands no more
    lapsed: str = ""  # how the law ended it by date, in plain words; "" while it stands

    @property
    def valid(self) -> bool:
        """Whether its right is current: neither closed by an entry nor ended by date."""
        return self.voided_at is None and not self.lapsed


def _views(
    where: str, values: Sequence[Any], *, now: datetime | None = None, order: str = "c.id"
) -> list[CertificateView]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} WHERE {where} ORDER BY {order}", values)
        rows = cursor.fetchall()
    leaves = evidence.leaves_of([f"booking:{row[12]}" for row in rows])
    return [_view(row, leaves, now) for row in rows]


def _lapsed(row: Any, now: datetime) -> str:
    """Words for a right whose days have run out."""
    if row[19] is not None:
        return _objection_lapsed(row[19], row[20], row[24], now)
    if day_stands(row[23], now):
        return ""
    return f"{day_words(row[23])}期限届满"


def _objection_lapsed(
    recorded_from: datetime, sued_on: date | None, last_day: date | None, now: datetime
) -> str:
    """Of an objection: without suit within 15 days (Civil Code 220)."""
    last = objection_lapses_on(recorded_from, sued_on, last_day)
    if last is None or objection_stands(recorded_from, sued_on, now, last_day):
        return ""
    return f"登记以后 15 天没有起诉，{day_words(last)}以后失效"


def _check_code(leaf: evidence.LeafView | None, number: str) -> str:
    """Of this paper alone, though one booking may issue several; tied to the log by the leaf."""
    return "" if leaf is None else leaf.check_code(number, digits=16)


def _view(row: Any, leaves: dict[str, evidence.LeafView], now: datetime | None) -> CertificateView:
    leaf = leaves.get(f"booking:{row[12]}")
    holder = PartyRef(name=row[16], id_type=row[17], id_no=row[18]) if row[16] else None
    return CertificateView(
        id=row[0],
        kind=CertificateKind(row[1]),
        number=row[2],
        office=row[3],
        unit_code=row[4],
        issued_at=row[5],
        ownership_id=row[6],
        mortgage_id=row[7],
        notice_id=row[8],
        objection_id=row[9],
        habitation_id=row[21],
        easement_id=row[22],
        operation_id=row[25],
        case_no=row[10],
        booking_id=row[12],
        registrar=row[11],
        voided_at=row[13],
        void_cause=row[14] or "",
        void_type=row[15],
        never_stood=row[26],
        holder=holder,
        check_code=_check_code(leaf, row[2]),
        lapsed=_lapsed(row, now) if now is not None else "",
    )


def certificate(number: str, *, now: datetime | None = None) -> CertificateView | None:
    """The certificate of this number (storage form); None: the register knows no such.

    One paper of stock may be of several units: the first of those where it still stands is given,
    with the codes of the others. ``now``: the moment for which ``lapsed`` is worked out.
    """
    found = certificate_by_unit(number, now=now)
    return _paper(found) if found else None


def certificate_by_unit(number: str, *, now: datetime | None = None) -> list[CertificateView]:
    """A view for each unit of one paper, by unit code; of those of our own there is one.

    Empty: the register knows no such number.
    """
    return _views("c.number = %s", [number], now=now, order="g.unit_code, c.id")


def _paper(found: Sequence[CertificateView]) -> CertificateView:
    """One paper, from its views by unit."""
    first = next((view for view in found if view.valid), found[0])
    others = [view for view in found if view is not first]
    return replace(
        first,
        other_units=tuple(view.unit_code for view in others),
        void_units=tuple(view.unit_code for view in others if not view.valid),
    )


def _papers(found: Sequence[CertificateView]) -> list[CertificateView]:
    """Each paper once, in the order in which they come first."""
    by_number: dict[str, list[CertificateView]] = {}
    for view in found:
        by_number.setdefault(view.number, []).append(view)
    return [_paper(sorted(views, key=lambda v: v.unit_code)) for views in by_number.values()]


def certificates_of_case(case_no: str) -> list[CertificateView]:
    """What a case brought forth, in order, each paper once."""
    return _papers(_views("b.case_no = %s", [case_no]))


def certificates_of_holder(id_type: str, id_no: str) -> list[CertificateView]:
    """Valid certificates of title of a person, newest first, each with all its units."""
    mine = _views(
        "o.recorded_to IS NULL AND s.id IS NULL AND c.ownership_id IN (SELECT h.ownership_id"
        " FROM register_ownershipholder h JOIN register_party p ON p.id = h.party_id"
        " WHERE p.id_no = %s AND p.id_type = %s)"
        " AND (c.holder_id IS NULL OR (h.id_no = %s AND h.id_type = %s))",
        [id_no, id_type, id_no, id_type],
        order="c.issued_at DESC, c.id",
    )
    if not mine:
        return []
    void = _views(
        "c.number = ANY(%s::text[]) AND c.id <> ALL(%s::bigint[])",
        [[view.number for view in mine], [view.id for view in mine]],
    )
    return _papers([*mine, *void])


_PROVED = (  # what a person has beside title, by the kind of right
    "SELECT c.number FROM register_certificate c JOIN register_mortgageparty y"
    " ON y.mortgage_id = c.mortgage_id WHERE y.role = 'E' AND y.party_id = ANY(%(p)s::bigint[])"
    " UNION SELECT c.number FROM register_certificate c JOIN register_noticeparty y"
    " ON y.notice_id = c.notice_id WHERE y.role = 'H' AND y.party_id = ANY(%(p)s::bigint[])"
    " UNION SELECT c.number FROM register_certificate c JOIN register_habitationparty y"
    " ON y.habitation_id = c.habitation_id WHERE y.role = 'H' AND y.party_id = ANY(%(p)s::bigint[])"
    " UNION SELECT c.number FROM register_certificate c JOIN register_easementparty y"
    " ON y.easement_id = c.easement_id WHERE y.role = 'D' AND y.party_id = ANY(%(p)s::bigint[])"
    " UNION SELECT c.number FROM register_certificate c JOIN register_operationparty y"
    " ON y.operation_id = c.operation_id WHERE y.role = 'H' AND y.party_id = ANY(%(p)s::bigint[])"
    " UNION SELECT c.number FROM register_certificate c JOIN register_objection y"
    " ON y.id = c.objection_id WHERE y.objector_id = ANY(%(p)s::bigint[])"
)


def proofs_of_holder(id_type: str, id_no: str, *, now: datetime) -> list[CertificateView]:
    """What proves rights of a person beside title, newest first: of a mortgagee, of who has a
    notice, an objection, a right of habitation, an easement or an operation right.

    Those that are current alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM register_party WHERE id_no = %s AND id_type = %s", [id_no, id_type]
        )
        parties = [id for (id,) in cursor.fetchall()]
        if not parties:
            return []
        cursor.execute(_PROVED, {"p": parties})
        numbers = [number for (number,) in cursor.fetchall()]
    if not numbers:
        return []
    found = _views("c.number = ANY(%s::text[])", [numbers], now=now, order="c.issued_at DESC, c.id")
    return [view for view in _papers(found) if view.valid]


def standing_elsewhere(numbers: Sequence[str]) -> dict[str, int]:
    """Of papers over several units that an entry made void on one: on how many they still stand.

    Papers that stand nowhere, or were of one unit, are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM register_certificate WHERE number = ANY(%s::text[])"
            " GROUP BY number HAVING count(*) > 1",
            [list(numbers)],
        )
        shared = [number for (number,) in cursor.fetchall()]
    if not shared:
        return {}
    views = _views("c.number = ANY(%s::text[])", [shared])
    return dict(Counter(view.number for view in views if view.valid))
