"""The columns that a booking writes, table by table.

The order of columns is part of the canonical form of a leaf (``VERSION``). A new column goes to the
end of its table and is null in older rows: the form leaves empty columns at a row's end out, so
what was attested before stays provable. Any other change needs a new version.
"""

from collections.abc import Mapping

from dengbu.database.rows import Rows
from dengbu.register.booking import particulars

VERSION = 3

_OFFICE = (("office", "text"),)
_OPENED = (("office", "text"), ("recorded_from", "timestamptz"))
_RIGHT = (
    ("id", "bigint"),
    ("page_id", "bigint"),
    ("opened_by_id", "bigint"),
    ("effective_from", "timestamptz"),
)

BOOKING = Rows(
    table="register_booking",
    shared=(("office", "text"), ("recorded_at", "timestamptz")),
    each=(
        ("id", "bigint"),
        ("case_no", "text"),
        ("seq", "integer"),
        ("registrar_id", "bigint"),
        ("registrar_name", "text"),
        ("system", "boolean"),
    ),
)
ENTRY = Rows(
    table="register_entry",
    shared=_OFFICE,
    each=(
        ("id", "bigint"),
        ("booking_id", "bigint"),
        ("seq", "smallint"),
        ("page_id", "bigint"),
        ("registration_type", "smallint"),
        ("subclass", "text"),
        ("right_type", "text"),
        ("cause", "text"),
        ("follows_id", "bigint"),
        ("effective_at", "timestamptz"),
        ("organ", "text"),
        ("document_no", "text"),
        ("note", "text"),
    ),
)
PARTY = Rows(
    table="register_party",
    shared=_OFFICE,
    each=(
        ("id", "bigint"),
        ("name", "text"),
        ("id_type", "text"),
        ("id_no", "text"),
        ("party_type", "text"),
    ),
    tail="ON CONFLICT (id_no, id_type, name, office) DO NOTHING",
)


def _parties(right: str) -> Rows:
    """Who has a part in a right, by role."""
    return Rows(
        table=f"register_{right}party",
        shared=_OFFICE,
        each=(
            ("id", "bigint"),
            (f"{right}_id", "bigint"),
            ("party_id", "bigint"),
            ("role", "text"),
            ("seq", "smallint"),
        ),
    )


OWNERSHIP = Rows(
    table="register_ownership",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("right_type", "text"),
        ("co_ownership", "text"),
        ("share_denominator", "bigint"),
        ("holder_count", "smallint"),
        ("right_nature", "text"),
        ("term_from", "date"),
        ("term_to", "date"),
        ("price", "numeric"),
        ("previous_id", "bigint"),
        ("restores_id", "bigint"),
    ),
)
OWNERSHIP_HOLDER = Rows(
    table="register_ownershipholder",
    shared=_OFFICE,
    each=(
        ("id", "bigint"),
        ("ownership_id", "bigint"),
        ("party_id", "bigint"),
        ("seq", "smallint"),
        ("numerator", "bigint"),
    ),
)
MORTGAGE = Rows(
    table="register_mortgage",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("mode", "text"),
        ("amount", "numeric"),
        ("debt_from", "date"),
        ("debt_to", "date"),
        ("scope", "text"),
        ("transfer_restricted", "boolean"),
        ("contract_no", "text"),
        ("rank_key", "integer"),
        ("revision", "smallint"),
        ("previous_id", "bigint"),
        ("stands_since", "timestamptz"),
        ("fixed_amount", "numeric"),
        ("fixing_fact", "text"),
        ("mortgaged_kind", "text"),
        ("construction_address", "text"),
        ("construction_scope", "text"),
        ("of_operation", "boolean"),
        ("restores_id", "bigint"),
    ),
)
MORTGAGE_PARTY = _parties("mortgage")
COLLATERAL = Rows(
    table="register_collateral",
    shared=_OFFICE,
    each=(
        ("id", "bigint"),
        ("mortgage_id", "bigint"),
        ("page_id", "bigint"),
        ("debt_id", "bigint"),
    ),
)
SEIZURE = Rows(
    table="register_seizure",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("kind", "text"),
        ("organ", "text"),
        ("document_no", "text"),
        ("delivered_at", "timestamptz"),
        ("place", "smallint"),
        ("term_days", "integer"),
        ("scope", "text"),
        ("case_ref", "text"),
        ("debtor_id", "bigint"),
    ),
)
RENEWAL = Rows(
    table="register_seizurerenewal",
    shared=_OPENED,
    each=(
        ("id", "bigint"),
        ("seizure_id", "bigint"),
        ("opened_by_id", "bigint"),
        ("document_no", "text"),
        ("delivered_at", "timestamptz"),
        ("term_days", "integer"),
    ),
)
NOTICE = Rows(
    table="register_notice",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("kind", "text"),
        ("amount", "numeric"),
        ("rank_key", "integer"),
        ("restores_id", "bigint"),
    ),
)
NOTICE_PARTY = _parties("notice")
HABITATION = Rows(
    table="register_habitation",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("source", "text"),
        ("scope", "text"),
        ("may_let", "boolean"),
        ("term_to", "date"),
        ("restores_id", "bigint"),
    ),
)
HABITATION_PARTY = _parties("habitation")
EASEMENT = Rows(
    table="register_easement",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("dominant_id", "bigint"),
        ("content", "text"),
        ("term_from", "date"),
        ("term_to", "date"),
        ("restores_id", "bigint"),
    ),
)
EASEMENT_PARTY = _parties("easement")
OBJECTION = Rows(
    table="register_objection",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("objector_id", "bigint"),
        ("matter", "text"),
        ("sued_on", "date"),
        ("last_day", "date"),
    ),
)
SUIT = Rows(
    table="register_suit",
    shared=_OPENED,
    each=(
        ("id", "bigint"),
        ("objection_id", "bigint"),
        ("opened_by_id", "bigint"),
        ("sued_on", "date"),
        ("court", "text"),
        ("suit_no", "text"),
    ),
)
STOP = Rows(
    table="register_stop",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("organ", "text"),
        ("document_no", "text"),
        ("reason", "text"),
        ("from_day", "date"),
        ("to_day", "date"),
    ),
)
ANNULMENT = Rows(
    table="register_annulment",
    shared=_OPENED,
    each=(("id", "bigint"), ("annulled_id", "bigint"), ("opened_by_id", "bigint")),
)
OPERATION = Rows(
    table="register_operation",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("mode", "text"),
        ("area", "numeric"),
        ("term_from", "date"),
        ("term_to", "date"),
        ("contract_no", "text"),
        ("previous_id", "bigint"),
        ("restores_id", "bigint"),
    ),
)
OPERATION_PARTY = _parties("operation")
COMMON_PART = Rows(
    table="register_commonpart",
    shared=_OPENED,
    each=(
        *_RIGHT,
        ("number", "text"),
        ("name", "text"),
        ("count", "integer"),
        ("area", "numeric"),
        ("shared_land_area", "numeric"),
    ),
)
SUCCESSION = Rows(
    table="register_succession",
    shared=_OPENED,
    each=(
        ("id", "bigint"),
        ("page_id", "bigint"),
        ("opened_by_id", "bigint"),
        ("source_id", "bigint"),
    ),
)
CERTIFICATE = Rows(
    table="register_certificate",
    shared=(("office", "text"), ("issued_at", "timestamptz")),
    each=(
        ("id", "bigint"),
        ("kind", "text"),
        ("year", "smallint"),
        ("serial", "integer"),
        ("number", "text"),
        ("page_id", "bigint"),
        ("entry_id", "bigint"),
        ("ownership_id", "bigint"),
        ("mortgage_id", "bigint"),
        ("notice_id", "bigint"),
        ("objection_id", "bigint"),
        ("holder_id", "bigint"),
        ("replaces", "text"),
        ("habitation_id", "bigint"),
        ("easement_id", "bigint"),
        ("operation_id", "bigint"),
    ),
)

PARTS: Mapping[str, tuple[str, str]] = {
    OWNERSHIP_HOLDER.table: (OWNERSHIP.table, "ownership_id"),
    MORTGAGE_PARTY.table: (MORTGAGE.table, "mortgage_id"),
    COLLATERAL.table: (MORTGAGE.table, "mortgage_id"),
    NOTICE_PARTY.table: (NOTICE.table, "notice_id"),
    HABITATION_PARTY.table: (HABITATION.table, "habitation_id"),
    EASEMENT_PARTY.table: (EASEMENT.table, "easement_id"),
    OPERATION_PARTY.table: (OPERATION.table, "operation_id"),
    **{r.table: (particulars.table_of(k), "owner_id") for k, r in particulars.PART_ROWS.items()},
}
"""Rows that belong to a right: its table, and the column (their second) that names it."""

# In the order of writing: whatever is referred to comes first; closings come before openings.
OPENINGS: tuple[Rows, ...] = (
    ANNULMENT,  # a mortgage that stands again follows by it
    OWNERSHIP,
    OWNERSHIP_HOLDER,
    MORTGAGE,
    MORTGAGE_PARTY,
    COLLATERAL,
    SEIZURE,
    RENEWAL,
    NOTICE,
    NOTICE_PARTY,
    HABITATION,
    HABITATION_PARTY,
    EASEMENT,
    EASEMENT_PARTY,
    OPERATION,
    OPERATION_PARTY,
    OBJECTION,
    SUIT,
    STOP,
    *particulars.OPENINGS,
    COMMON_PART,
    SUCCESSION,
)
CLOSABLE = (
    "register_ownership",
    "register_mortgage",
    "register_seizure",
    "register_notice",
    "register_objection",
    "register_stop",
    "register_habitation",
    "register_easement",
    "register_commonpart",
    "register_operation",
    *(rows.table for rows in particulars.ROWS.values()),
)


def closing_sql(table: str) -> str:
    """Close rows of ``table``: arrays of row ids, closing entries and effective ends.

    `IS TRUE` keeps the index of what is in force out of it, which PostgreSQL would walk from end
    to end while there are no statistics.
    """
    return (
        f"UPDATE {table} AS r SET closed_by_id = u.entry, effective_to = u.ends, "  # noqa: S608
        "recorded_to = %s::timestamptz "
        "FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS u(id, entry, ends) "
        "WHERE r.id = u.id AND (r.recorded_to IS NULL) IS TRUE"
    )


CLOSING_SQL = {table: closing_sql(table) for table in CLOSABLE}
