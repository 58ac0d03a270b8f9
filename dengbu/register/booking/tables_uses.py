"""The columns of what stands beside the title: rights of use and common parts. See ``tables``."""

from dengbu.database.rows import Rows

OFFICE = (("office", "text"),)
OPENED = (("office", "text"), ("recorded_from", "timestamptz"))
RIGHT = (
    ("id", "bigint"),
    ("page_id", "bigint"),
    ("opened_by_id", "bigint"),
    ("effective_from", "timestamptz"),
)
HABITATION = Rows(
    table="register_habitation",
    shared=OPENED,
    each=(
        *RIGHT,
        ("source", "text"),
        ("scope", "text"),
        ("may_let", "boolean"),
        ("term_to", "date"),
        ("restores_id", "bigint"),
    ),
)
HABITATION_PARTY = Rows(
    table="register_habitationparty",
    shared=OFFICE,
    each=(
        ("id", "bigint"),
        ("habitation_id", "bigint"),
        ("party_id", "bigint"),
        ("role", "text"),
        ("seq", "smallint"),
    ),
)
EASEMENT = Rows(
    table="register_easement",
    shared=OPENED,
    each=(
        *RIGHT,
        ("dominant_id", "bigint"),
        ("content", "text"),
        ("term_from", "date"),
        ("term_to", "date"),
    ),
)
EASEMENT_PARTY = Rows(
    table="register_easementparty",
    shared=OFFICE,
    each=(
        ("id", "bigint"),
        ("easement_id", "bigint"),
        ("party_id", "bigint"),
        ("role", "text"),
        ("seq", "smallint"),
    ),
)
OPERATION = Rows(
    table="register_operation",
    shared=OPENED,
    each=(
        *RIGHT,
        ("mode", "text"),
        ("area", "numeric"),
        ("term_from", "date"),
        ("term_to", "date"),
        ("contract_no", "text"),
        ("previous_id", "bigint"),
    ),
)
OPERATION_PARTY = Rows(
    table="register_operationparty",
    shared=OFFICE,
    each=(
        ("id", "bigint"),
        ("operation_id", "bigint"),
        ("party_id", "bigint"),
        ("role", "text"),
        ("seq", "smallint"),
    ),
)
COMMON_PART = Rows(
    table="register_commonpart",
    shared=OPENED,
    each=(
        *RIGHT,
        ("number", "text"),
        ("name", "text"),
        ("count", "integer"),
        ("area", "numeric"),
        ("shared_land_area", "numeric"),
    ),
)
