"""The queries that read units: for the present, or for a past day.

``CURRENT`` serves bookings: rows not closed, by partial and plain indexes. ``as_of`` serves the
law's past (effective interval), ``as_known_at`` the register's (recorded interval); both may be
given. A closing that was recorded after ``as_known_at`` is not known yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from dengbu.register import triggers
from dengbu.register.booking import particulars


class Sheet(NamedTuple):
    """A page as it is looked up: its id, and what it ever had (bits of ``SELDOM``)."""

    id: int
    seldom: int


# A proof that was replaced by a new one is void; hardly any is, so this probes a tiny index.
_VALID = (
    " AND NOT EXISTS (SELECT 1 FROM register_certificate n WHERE n.replaces = c.number"
    " AND n.page_id = c.page_id{later})"
)
_PROOF = "(SELECT c.number FROM register_certificate c WHERE c.{right}_id = r.id{valid})"
_PARTY = "p.id, p.name, p.id_type, p.id_no, p.party_type"

_QUERIES = {
    "ownership": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.right_type, r.co_ownership, r.right_nature,"
        " r.term_from, r.term_to, r.price, r.effective_from, r.recorded_from,"
        " (SELECT array_agg(c.number ORDER BY c.serial, c.id) FROM register_certificate c"
        "  WHERE c.ownership_id = r.id{valid}), r.share_denominator, h.numerator, {party},"
        " r.restores_id,"
        " (SELECT e.registration_type FROM register_entry e WHERE e.id = r.opened_by_id)"
        " FROM register_ownership r JOIN register_ownershipholder h ON h.ownership_id = r.id"
        " JOIN register_party p ON p.id = h.party_id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period} ORDER BY r.page_id, h.seq"
    ),
    "mortgage": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.rank_key, r.mode, r.amount, r.debt_from,"
        " r.debt_to, r.scope, r.transfer_restricted, r.effective_from, r.recorded_from,"
        " {mortgage_proof}, r.contract_no, r.revision, r.fixed_amount, r.fixing_fact,"
        " r.stands_since, r.mortgaged_kind, r.construction_address, r.construction_scope,"
        " r.of_operation, r.restores_id"
        " FROM register_mortgage r"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period} ORDER BY r.page_id, r.rank_key"
    ),
    "mortgage_party": (
        "SELECT m.mortgage_id, m.role, {party} FROM register_mortgage r"
        " JOIN register_mortgageparty m ON m.mortgage_id = r.id"
        " JOIN register_party p ON p.id = m.party_id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
        " ORDER BY m.mortgage_id, m.role, m.seq"
    ),
    "collateral": (
        "WITH listed AS MATERIALIZED (SELECT c.mortgage_id, c.debt_id FROM register_mortgage r"
        " JOIN register_collateral c ON c.mortgage_id = r.id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period})"
        " SELECT l.mortgage_id, l.debt_id, s.units FROM listed l JOIN ("
        "SELECT d.debt_id, count(*) AS units FROM (SELECT DISTINCT debt_id FROM listed) d"
        " JOIN register_collateral c ON c.debt_id = d.debt_id"
        " JOIN register_mortgage r ON r.id = c.mortgage_id AND {period}"
        " GROUP BY d.debt_id) s ON s.debt_id = l.debt_id"
    ),
    "operation": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.mode, r.area, r.term_from, r.term_to,"
        " r.contract_no, r.recorded_from, {operation_proof}, n.role, {party},"
        " r.effective_from, r.restores_id"
        " FROM register_operation r JOIN register_operationparty n ON n.operation_id = r.id"
        " JOIN register_party p ON p.id = n.party_id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
        " ORDER BY r.page_id, r.id, n.role, n.seq"
    ),
    "commonpart": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.recorded_from, r.number, r.name, r.count,"
        " r.area, r.shared_land_area FROM register_commonpart r"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period} ORDER BY r.page_id, r.number"
    ),
    "rank": (
        "SELECT g.id, max(k.rank_key), max(k.revision)"
        " FROM unnest(%(pages)s::bigint[]) AS g(id), LATERAL ("
        " SELECT rank_key, revision FROM register_mortgage WHERE page_id = g.id UNION ALL"
        " SELECT rank_key, 0 FROM register_notice WHERE page_id = g.id AND rank_key IS NOT NULL"
        ") k GROUP BY g.id"
    ),
    "certificate": (
        "SELECT c.page_id, c.number, c.kind, c.entry_id, c.ownership_id, c.mortgage_id,"
        " c.notice_id, c.objection_id, c.habitation_id, c.easement_id, c.operation_id,"
        " {party}"
        " FROM unnest(%(pages)s::bigint[]) AS g(id) CROSS JOIN LATERAL ({standing}) AS r"
        " JOIN register_certificate c ON {of_right}{valid}"
        " LEFT JOIN register_party p ON p.id = c.holder_id ORDER BY c.page_id, c.id"
    ),
    "ended": (
        "SELECT r.page_id, max(r.effective_to) FROM register_ownership r"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND r.recorded_to IS NOT NULL"
        " AND r.effective_to > r.effective_from AND NOT EXISTS (SELECT 1 FROM register_annulment a"
        "  WHERE a.annulled_id = r.opened_by_id) GROUP BY r.page_id"
    ),
    "succession": (
        "SELECT r.source_id, g.unit_code, r.recorded_from FROM register_succession r"
        " JOIN register_page g ON g.id = r.page_id"
        " WHERE r.source_id = ANY(%(pages)s::bigint[]) AND {known}"
        " AND NOT {annulled} ORDER BY g.unit_code"
    ),
    "void": (
        "SELECT DISTINCT r.page_id FROM register_succession r"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {annulled}"
    ),
    "built": (
        "SELECT u.id, count(*) FROM cadastre_unit u JOIN cadastre_unit h"
        " ON h.parcel_id = u.parcel_id AND substr(h.code, 20, 1) IN ('F', 'Q')"
        " JOIN register_ownership r ON r.page_id = h.id AND {period}"
        " WHERE u.id = ANY(%(pages)s::bigint[]) GROUP BY u.id"
    ),
    "seizure": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.kind, r.organ, r.document_no, r.delivered_at,"
        " r.place, r.term_days, r.recorded_from, r.recorded_to, {party} FROM register_seizure r"
        " LEFT JOIN register_party p ON p.id = r.debtor_id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {known} ORDER BY r.delivered_at, r.place"
    ),
    "renewal": (
        "SELECT n.seizure_id, n.delivered_at, n.term_days FROM register_seizure r"
        " JOIN register_seizurerenewal n ON n.seizure_id = r.id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {learned} ORDER BY n.delivered_at, n.id"
    ),
    "notice": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.kind, r.amount, r.recorded_from, r.rank_key,"
        " {notice_proof}, n.role, {party}, r.effective_from, r.restores_id"
        " FROM register_notice r JOIN register_noticeparty n ON n.notice_id = r.id"
        " JOIN register_party p ON p.id = n.party_id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
        " ORDER BY r.page_id, r.id, n.role, n.seq"
    ),
    "habitation": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.source, r.scope, r.may_let, r.term_to,"
        " r.recorded_from, {habitation_proof}, n.role, {party}, r.effective_from, r.restores_id"
        " FROM register_habitation r"
        " JOIN register_habitationparty n ON n.habitation_id = r.id"
        " JOIN register_party p ON p.id = n.party_id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
        " ORDER BY r.page_id, r.id, n.role, n.seq"
    ),
    "easement": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.dominant_id, s.unit_code, d.unit_code,"
        " r.content, r.term_from, r.term_to, r.recorded_from,"
        " {easement_proof}, n.role, {party}, r.effective_from, r.restores_id"
        " FROM register_easement r JOIN register_page s ON s.id = r.page_id"
        " JOIN register_page d ON d.id = r.dominant_id"
        " JOIN register_easementparty n ON n.easement_id = r.id"
        " JOIN register_party p ON p.id = n.party_id"
        " WHERE (r.page_id = ANY(%(pages)s::bigint[]) OR r.dominant_id = ANY(%(pages)s::bigint[]))"
        " AND {period} ORDER BY r.page_id, r.id, n.role, n.seq"
    ),
    "objection": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.matter, r.sued_on, r.recorded_from,"
        " r.recorded_to, {objection_proof}, s.sued_on, s.recorded_from, r.last_day, {party}"
        " FROM register_objection r JOIN register_party p ON p.id = r.objector_id"
        " LEFT JOIN register_suit s ON s.objection_id = r.id"
        " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {known} ORDER BY r.page_id, r.id"
    ),
    "stop": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.organ, r.document_no, r.reason, r.from_day,"
        " r.to_day FROM register_stop r WHERE r.page_id = ANY(%(pages)s::bigint[]) AND {period}"
        " ORDER BY r.page_id, r.id"
    ),
}


SELDOM = {
    **triggers.SELDOM,
    "renewal": triggers.SELDOM["seizure"],
    "void": triggers.SELDOM["annulment"],
    "projecthouse": triggers.SELDOM["housesofproject"],
    "forestmember": triggers.SELDOM["forestheld"],
    "farmlandmember": triggers.SELDOM["farmlandheld"],
}
"""Queries that are asked of those pages alone that ever had such a row: the bit that says so."""

RANK, CERTIFICATE, ENDED, BUILT = "rank", "certificate", "ended", "built"
"""What only some acts need: the next free rank key and revision; the certificates one by one; when
the last right ended; how many houses on the land have a title of their own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Which rows are in sight: the queries, and the moments that their conditions name."""

    queries: dict[str, str]
    as_of: datetime | None = None  # None: now
    known_at: datetime | None = None  # None: all that is known now
    closers: tuple[int, ...] = ()  # entries: what they ended, and nothing else

    def parameters(self, pages: str) -> dict[str, Any]:
        """Of every query. ``pages``: an array literal of page ids."""
        moments = {"as_of": self.as_of, "known_at": self.known_at}
        return {"pages": pages, "closers": list(self.closers), **moments}

    def knows(self, instant: datetime | None) -> bool:
        """Whether what was recorded at ``instant`` is in sight."""
        return instant is not None and (self.known_at is None or instant <= self.known_at)


RIGHTS = ("ownership", "mortgage", "notice", "objection", "habitation", "easement", "operation")
_ANNULLED = (
    "EXISTS (SELECT 1 FROM register_annulment n WHERE n.annulled_id = r.opened_by_id AND {learned})"
)
_STANDING = " UNION ALL ".join(
    f"SELECT '{right}' AS kind, id FROM register_{right}"  # noqa: S608 - constants only
    " WHERE page_id = g.id AND recorded_to IS NULL"
    for right in RIGHTS
)
_OF_RIGHT = " OR ".join(f"(r.kind = '{right}' AND c.{right}_id = r.id)" for right in RIGHTS)


def _filled(
    queries: Mapping[str, str], *, period: str, known: str, learned: str, later: str, issued: str
) -> dict[str, str]:
    valid = issued + _VALID.format(later=later)
    proofs = {f"{right}_proof": _PROOF.format(right=right, valid=valid) for right in RIGHTS[1:]}
    parts = {"party": _PARTY, "valid": valid, "standing": _STANDING, "of_right": _OF_RIGHT}
    parts["annulled"] = _ANNULLED.format(learned=learned)
    return {
        name: sql.format(period=period, known=known, learned=learned, **parts, **proofs)
        for name, sql in queries.items()
    }


_NOW_TERMS = {
    "period": "r.recorded_to IS NULL",
    "known": "true",
    "learned": "true",
    "later": "",
    "issued": "",
}
_PAST_TERMS = {
    "period": (
        "r.recorded_from <= %(known_at)s::timestamptz"
        " AND r.effective_from <= %(as_of)s::timestamptz"
        " AND (r.recorded_to IS NULL OR r.recorded_to > %(known_at)s::timestamptz"
        " OR r.effective_to > %(as_of)s::timestamptz)"
        " AND NOT EXISTS (SELECT 1 FROM register_annulment a WHERE a.annulled_id = r.opened_by_id"
        " AND a.recorded_from <= %(known_at)s::timestamptz)"
    ),
    "known": "r.recorded_from <= %(known_at)s::timestamptz",
    "learned": "n.recorded_from <= %(known_at)s::timestamptz",
    "later": " AND n.issued_at <= %(known_at)s::timestamptz",
    "issued": " AND c.issued_at <= %(known_at)s::timestamptz",
}
_ALL = _QUERIES | particulars.queries()
CURRENT = Period(queries=_filled(_ALL, **_NOW_TERMS))
RESTORED = ("ownership", "mortgage", "notice", "habitation", "easement", "operation")
"""Rights that stand again when the entry that ended them is annulled."""
_ENDED = {
    name: sql
    for name, sql in _ALL.items()
    if name in (*RESTORED, "mortgage_party", "collateral", *particulars.queries())
}
_ENDED_TERMS = _NOW_TERMS | {"period": "r.closed_by_id = ANY(%(closers)s::bigint[])"}
_ENDED_BY = _filled(_ENDED, **_ENDED_TERMS)
_PAST = _filled(_ALL, **_PAST_TERMS)


def filled_now(sql: str) -> str:
    """A query in the terms of this module, of what stands now."""
    return _filled({"": sql}, **_NOW_TERMS)[""]


def filled_past(sql: str) -> str:
    """The same by its parameters ``as_of`` and ``known_at``."""
    return _filled({"": sql}, **_PAST_TERMS)[""]


def ended_by(entries: Iterable[int]) -> Period:
    """What these entries ended, as it stood: of a page one of them at most."""
    return Period(queries=_ENDED_BY, closers=tuple(entries))


def past(as_of: datetime, as_known_at: datetime) -> Period:
    """What the law's state was at ``as_of``, by what the register knew at ``as_known_at``."""
    return Period(queries=_PAST, as_of=as_of, known_at=as_known_at)
