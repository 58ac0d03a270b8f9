"""The eight queries that read units: for the present, or for a past day.

``CURRENT`` serves bookings: rows not closed, by partial and plain indexes. ``as_of`` serves the
law's past (effective interval), ``as_known_at`` the register's (recorded interval); both may be
given. A closing that was recorded after ``as_known_at`` is not known yet.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

_PARTY = "p.id, p.name, p.id_type, p.id_no, p.party_type"

_QUERIES = {
    "ownership": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.right_type, r.co_ownership, r.right_nature,"
        " r.term_from, r.term_to, r.price, r.effective_from, r.recorded_from,"
        " (SELECT array_agg(c.number ORDER BY c.serial) FROM register_certificate c"
        "  WHERE c.ownership_id = r.id), r.share_denominator, h.numerator, {party}"
        " FROM register_ownership r JOIN register_ownershipholder h ON h.ownership_id = r.id"
        " JOIN register_party p ON p.id = h.party_id"
        " WHERE r.page_id = ANY(%s::bigint[]) AND {period} ORDER BY r.page_id, h.seq"
    ),
    "mortgage": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.rank_key, r.mode, r.amount, r.debt_from,"
        " r.debt_to, r.scope, r.transfer_restricted, r.effective_from, r.recorded_from, c.number"
        " FROM register_mortgage r LEFT JOIN register_certificate c ON c.mortgage_id = r.id"
        " WHERE r.page_id = ANY(%s::bigint[]) AND {period} ORDER BY r.page_id, r.rank_key"
    ),
    "mortgage_party": (
        "SELECT m.mortgage_id, m.role, {party} FROM register_mortgage r"
        " JOIN register_mortgageparty m ON m.mortgage_id = r.id"
        " JOIN register_party p ON p.id = m.party_id"
        " WHERE r.page_id = ANY(%s::bigint[]) AND {period} ORDER BY m.mortgage_id, m.role, m.seq"
    ),
    "rank": (
        "SELECT page_id, max(rank_key) FROM register_mortgage"
        " WHERE page_id = ANY(%s::bigint[]) GROUP BY page_id"
    ),
    "seizure": (
        "SELECT r.page_id, r.id, r.opened_by_id, r.kind, r.organ, r.document_no, r.delivered_at,"
        " r.place, r.term_days, r.recorded_from, {ended}, {party} FROM register_seizure r"
        " LEFT JOIN register_party p ON p.id = r.debtor_id"
        " WHERE r.page_id = ANY(%s::bigint[]) AND {known} ORDER BY r.delivered_at, r.place"
    ),
    "notice": (
        "SELECT r.page_id, r.id, r.kind, r.amount, r.recorded_from, c.number, n.role, {party}"
        " FROM register_notice r JOIN register_noticeparty n ON n.notice_id = r.id"
        " JOIN register_party p ON p.id = n.party_id"
        " LEFT JOIN register_certificate c ON c.notice_id = r.id"
        " WHERE r.page_id = ANY(%s::bigint[]) AND {period}"
        " ORDER BY r.page_id, r.id, n.role, n.seq"
    ),
    "objection": (
        "SELECT r.page_id, r.id, r.matter, r.sued_on, r.recorded_from, {party}"
        " FROM register_objection r JOIN register_party p ON p.id = r.objector_id"
        " WHERE r.page_id = ANY(%s::bigint[]) AND {period} ORDER BY r.page_id, r.id"
    ),
    "stop": (
        "SELECT r.page_id, r.id, r.organ, r.document_no, r.reason, r.from_day, r.to_day"
        " FROM register_stop r WHERE r.page_id = ANY(%s::bigint[]) AND {period}"
        " ORDER BY r.page_id, r.id"
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Which rows are in sight: queries and the values of their period conditions."""

    queries: dict[str, str]
    values: tuple[Any, ...] = ()  # of {period}
    known: tuple[Any, ...] = ()  # of {ended} and {known} in the seizure query

    def parameters(self, name: str) -> tuple[Any, ...]:
        """What follows the page ids in the query ``name``."""
        return {"rank": (), "seizure": self.known}.get(name, self.values)


def _filled(**parts: str) -> dict[str, str]:
    return {name: sql.format(party=_PARTY, **parts) for name, sql in _QUERIES.items()}


CURRENT = Period(
    queries=_filled(period="r.recorded_to IS NULL", ended="r.recorded_to", known="true")
)
_PAST = _filled(
    period=(
        "r.recorded_from <= %s::timestamptz AND r.effective_from <= %s::timestamptz AND"
        " (r.recorded_to IS NULL OR r.recorded_to > %s::timestamptz"
        " OR r.effective_to > %s::timestamptz)"
    ),
    # The seizure query computes its queue for the day itself; it needs every order known by then.
    ended="r.recorded_to",
    known="r.recorded_from <= %s::timestamptz",
)


def past(as_of: datetime, as_known_at: datetime) -> Period:
    """What the law's state was at ``as_of``, by what the register knew at ``as_known_at``."""
    return Period(
        queries=_PAST,
        values=(as_known_at, as_of, as_known_at, as_of),
        known=(as_known_at,),
    )
