"""What a person holds: now, on a past day, and by what the register said then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """A unit that a person holds on the day asked about."""

    unit_code: str
    share: Fraction | None
    certificate_nos: tuple[str, ...]
    recorded_from: datetime


_HOLDING = (
    "SELECT g.unit_code, h.numerator, r.share_denominator, r.recorded_from,"
    " (SELECT array_agg(c.number ORDER BY c.serial, c.id) FROM register_certificate c"
    "  WHERE c.ownership_id = r.id AND (c.holder_id IS NULL OR c.holder_id = p.id){issued}"
    "  AND NOT EXISTS (SELECT 1 FROM register_certificate n"
    "   WHERE n.replaces = c.number AND n.page_id = c.page_id{replaced}))"
    " FROM register_party p JOIN register_ownershipholder h ON h.party_id = p.id"
    " JOIN register_ownership r ON r.id = h.ownership_id"
    " JOIN register_page g ON g.id = r.page_id"
    " WHERE p.id_no = %(id_no)s AND p.id_type = %(id_type)s AND {period}{annulled}"
    " ORDER BY g.unit_code, r.id"
)
_ANNULLED = (
    " AND NOT EXISTS (SELECT 1 FROM register_annulment a"
    " WHERE a.annulled_id = r.opened_by_id{known})"
)
_NOW = "r.recorded_to IS NULL"
_LAWS = "r.effective_from <= %(as_of)s AND (r.effective_to IS NULL OR r.effective_to > %(as_of)s)"
_KNOWN = "r.recorded_from <= %(known_at)s"
_STOOD = f"{_KNOWN} AND (r.recorded_to IS NULL OR r.recorded_to > %(known_at)s)"
_LAWS_AS_KNOWN = (  # an end that was recorded later is not known yet
    f"{_KNOWN} AND r.effective_from <= %(as_of)s AND (r.recorded_to IS NULL"
    " OR r.recorded_to > %(known_at)s OR r.effective_to > %(as_of)s)"
)


def holdings(
    id_type: str,
    id_no: str,
    *,
    as_of: datetime | None = None,
    as_known_at: datetime | None = None,
) -> tuple[Holding, ...]:
    """What a person holds, by whatever name it was entered, in the order of unit codes.

    ``as_of``: by the law's state at that moment; ``as_known_at``: by what the register said then,
    without ``as_of`` of its present. With neither, what stands now. Certificate numbers are those
    valid for what is known: none that was issued or replaced after ``as_known_at``.
    """
    values = {"id_type": id_type, "id_no": id_no, "as_of": as_of, "known_at": as_known_at}
    with connection.cursor() as cursor:
        cursor.execute(_sql(values), values)
        return tuple(
            Holding(
                unit_code=code,
                share=Fraction(numerator, denominator) if denominator else None,
                certificate_nos=tuple(numbers or ()),
                recorded_from=known,
            )
            for code, numerator, denominator, known, numbers in cursor.fetchall()
        )


def _sql(values: Mapping[str, Any]) -> str:
    known = values["known_at"] is not None
    if values["as_of"] is None:
        period = _STOOD if known else _NOW
    else:
        period = _LAWS_AS_KNOWN if known else _LAWS
    lawful = _ANNULLED.format(known=" AND a.recorded_from <= %(known_at)s" if known else "")
    return _HOLDING.format(
        period=period,
        annulled=lawful if values["as_of"] is not None else "",
        issued=" AND c.issued_at <= %(known_at)s" if known else "",
        replaced=" AND n.issued_at <= %(known_at)s" if known else "",
    )


_HOLDERS = (
    "SELECT g.unit_code, p.id_no, r.recorded_from, r.recorded_to FROM register_page g"
    " JOIN register_ownership r ON r.page_id = g.id AND (%s OR r.recorded_to IS NULL)"
    " JOIN register_ownershipholder h ON h.ownership_id = r.id"
    " JOIN register_party p ON p.id = h.party_id WHERE g.unit_code = ANY(%s)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Somebody held a unit for a time, by what the register said."""

    id_no: str
    since: datetime
    until: datetime | None

    def stood(self, moment: datetime) -> bool:
        """Whether at that moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


def holder_periods(codes: Sequence[str], *, past: bool) -> dict[str, tuple[Held, ...]]:
    """By unit code, who holds the unit, with ``past`` also who held it: one statement for all."""
    found: dict[str, list[Held]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [past, list(codes)])
        for code, number, since, until in cursor.fetchall():
            found.setdefault(code, []).append(Held(id_no=number, since=since, until=until))
    return {code: tuple(held) for code, held in found.items()}
