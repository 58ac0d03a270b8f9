"""The rows of the large register, a statement a table: see ``large_facts``."""

from benchmarks.ground import BANK, OFFICE
from benchmarks.large_facts import (
    HELD,
    KINDS,
    LEND,
    LENT,
    PRICE,
    REPAID,
    SCOPE,
    SEIZURE,
    SHARED,
    SOLD,
    case_no,
    certificate_no,
    events,
    facts,
    instant,
    serials,
)
from benchmarks.large_leaves import SALT, payload

AT = {kind.code: instant(kind.at) for kind in KINDS}
BANK_SLOT = 1
TABLES = (
    "cadastre_parcel",
    "cadastre_building",
    "cadastre_unit",
    "register_party",
    "register_page",
    "register_booking",
    "register_entry",
    "register_ownership",
    "register_ownershipholder",
    "register_mortgage",
    "register_mortgageparty",
    "register_seizure",
    "register_certificate",
    "evidence_leaf",
    "evidence_leafsalt",
)


def bank(origin: int) -> str:
    """The one row that stands on every mortgage."""
    return (
        "INSERT INTO register_party (id, office, name, id_type, id_no, party_type) VALUES"
        f" ({origin + BANK_SLOT}, '{OFFICE}', '{BANK.name}', '8', '{BANK.id_no}', '2')"
    )


def _insert(table: str, columns: str, values: str, source: str, where: str = "true") -> str:
    return (
        f"INSERT INTO {table} ({columns}, office) SELECT {values}, '{OFFICE}' FROM {source}"
        f" WHERE {where}"
    )


def statements(origin: int, start: int, end: int) -> tuple[list[str], list[str]]:
    """Two halves of about the same work: places, rights and bookings; certificates and salts.

    The leaves, ``leaves``, belong to the second.
    """
    of_units = facts(origin, start, end)
    units, booked = f"{of_units} f", f"{of_units} f, {events()}"
    return (
        [
            *_cadastre(units),
            *_people(units),
            *_bookings(booked),
            *_ownerships(units),
            *_mortgages(origin, units),
        ],
        [*_certificates(units), *_evidence(booked)],
    )


def _cadastre(units: str) -> list[str]:
    return [
        _insert(
            "cadastre_parcel",
            "id, status, source_ref, code, feature, address, area, land_use, right_type,"
            " right_nature, bound_east, bound_south, bound_west, bound_north, zone, geometry, crs,"
            " bb",
            "b + 10, 1, '', parcel, 'GB', road, 18426.30, '0701', '4', '102', '', '', '', '', '',"
            " '', 4547, box(point(n / 5.0, 0), point(n / 5.0 + 150, 150))",
            units,
            "n % 1000 = 0",
        ),
        _insert(
            "cadastre_building",
            "id, status, source_ref, parcel_id, code, name, structure, planned_use",
            "b + 9, 1, '', b - n % 1000 * 40 + 10, building, '', '', ''",
            units,
            "n % 100 = 0",
        ),
        _insert(
            "cadastre_unit",
            "id, status, source_ref, parcel_id, building_id, code, address, search, room_no,"
            " floor_no, total_floors, planned_use, house_nature, house_type, structure,"
            " floor_area, inner_area, shared_area, zone",
            "b + 8, 1, '', b - n % 1000 * 40 + 10, b - n % 100 * 40 + 9, code,"
            " '岳阳楼区' || road || (n % 1000 / 100 + 1) || '栋'"
            " || (n % 100 / 4 + 1) * 100 + n % 4 + 1 || '室', '',"
            " (n % 100 / 4 + 1) * 100 + n % 4 + 1, n % 100 / 4 + 1, 25, '11', '0', '', '3',"
            " 118.42, 96.35, 22.07, ''",
            units,
        ),
        _insert(
            "register_page",
            "id, unit_id, unit_code, locked, seldom",
            f"b + 8, b + 8, code, 0, ({SEIZURE})::integer",
            units,
        ),
    ]


def _people(units: str) -> list[str]:
    return [
        _insert(
            "register_party",
            "id, name, id_type, id_no, party_type",
            "b + 7, h_name, '1', h_no, '1'",
            units,
            "h = k",  # each person once
        )
    ]


_OWNERSHIP = (
    "id, page_id, opened_by_id, effective_from, recorded_from, closed_by_id, effective_to,"
    " recorded_to, right_type, co_ownership, share_denominator, holder_count, right_nature,"
    " term_to, price, previous_id"
)
_HOLDER = "id, ownership_id, party_id, seq, numerator"


def _ownerships(units: str) -> list[str]:
    entered, sold = AT["F"], AT["T"]
    closed = ", ".join(f"CASE WHEN {SOLD} THEN {v} END" for v in ("b + 22", sold, sold))
    way = f"CASE WHEN {HELD} THEN '1' WHEN {SHARED} THEN '2' ELSE '0' END"
    count = f"1 + ({HELD} OR {SHARED})::integer"
    first = f"CASE WHEN {SOLD} THEN s ELSE h END"
    return [
        _insert(
            "register_ownership",
            _OWNERSHIP,
            "id, b + 8, entry, at, at, closed, ends, ends, '4', way, shares, holders, '102',"
            " date '2079-06-30', price, previous",
            f"{units}, LATERAL (VALUES (b + 2, true, b + 1, {entered}, {closed.split(', ')[0]},"
            f" CASE WHEN {SOLD} THEN {sold} END, {way}, CASE WHEN {SHARED} THEN 3 END, {count},"
            " NULL::numeric, NULL::bigint),"
            f" (b + 23, {SOLD}, b + 22, {sold}, NULL, NULL, '0', NULL, 1, {PRICE}, b + 2))"
            " AS r(id, stands, entry, at, closed, ends, way, shares, holders, price, previous)",
            "stands",
        ),
        _insert(
            "register_ownershipholder",
            _HOLDER,
            "id, ownership, z + person * 40 + 7, seq, numerator",
            f"{units}, LATERAL (VALUES"
            f" (b + 3, true, b + 2, {first}, 0, CASE WHEN {SHARED} THEN 2 END),"
            f" (b + 4, {HELD} OR {SHARED}, b + 2, o, 1, CASE WHEN {SHARED} THEN 1 END),"
            f" (b + 24, {SOLD}, b + 23, h, 0, NULL))"
            " AS r(id, stands, ownership, person, seq, numerator)",
            "stands",
        ),
    ]


_MORTGAGE = (
    "id, page_id, opened_by_id, effective_from, recorded_from, closed_by_id, effective_to,"
    " recorded_to, mode, amount, debt_from, debt_to, scope, contract_no, rank_key, revision"
)


def _mortgages(origin: int, units: str) -> list[str]:
    lender = origin + BANK_SLOT
    return [
        _insert(
            "register_mortgage",
            _MORTGAGE,
            f"b + slot + 2, b + 8, b + slot + 1, at, at, closed, ends, ends, '1', {LEND},"
            f" date '2016-01-01', date '2046-01-01', '{SCOPE}', '', rank, 0",
            f"{units}, LATERAL (VALUES (11, {REPAID}, {AT['L']}, b + 19, {AT['X']}, 1),"
            f" (28, {LENT}, {AT['M']}, NULL, NULL, 1 + ({REPAID})::integer))"
            " AS r(slot, stands, at, closed, ends, rank)",
            "stands",
        ),
        _insert(
            "register_mortgageparty",
            "id, mortgage_id, party_id, role, seq",
            "b + slot, b + mortgage, party, role, 0",
            f"{units}, LATERAL (VALUES (14, {REPAID}, 13, {lender}, 'E'),"
            f" (15, {REPAID}, 13, z + s * 40 + 7, 'O'), (31, {LENT}, 30, {lender}, 'E'),"
            f" (32, {LENT}, 30, z + h * 40 + 7, 'O')) AS r(slot, stands, mortgage, party, role)",
            "stands",
        ),
        _insert(
            "register_seizure",
            "id, page_id, opened_by_id, effective_from, recorded_from, kind, organ, document_no,"
            " delivered_at, place, term_days, scope, case_ref",
            f"b + 37, b + 8, b + 36, {AT['Z']}, {AT['Z']}, '1', '岳阳楼区人民法院', '执' || n,"
            f" {AT['Z']}, 0, 1095, '全部', ''",
            units,
            SEIZURE,
        ),
    ]


def _bookings(booked: str) -> list[str]:
    return [
        _insert(
            "register_booking",
            "id, case_no, recorded_at, seq, registrar_id, registrar_name, system",
            f"booking, {case_no()}, at, 0, 1, '段俊', false",
            booked,
            "stands",
        ),
        _insert(
            "register_entry",
            "id, booking_id, seq, page_id, registration_type, subclass, right_type, cause,"
            " follows_id, effective_at",
            "booking + 1, booking, 0, b + 8, registration, subclass, right_type, cause, follows,"
            " at",
            booked,
            "stands",
        ),
    ]


def _certificates(units: str) -> list[str]:
    right = {"T": "b + {}, NULL::bigint", "P": "NULL, b + {}"}
    rows = ", ".join(
        f"({kind.on}, b + {kind.slot + 5}, '{letter}', {year}, {serial},"
        f" {certificate_no(letter, year, serial)}, b + {kind.slot + 1},"
        f" {right[letter].format(kind.slot + 2)}, {instant(kind.at)})"
        for number, letter, year, serial in serials()
        for kind in [KINDS[number - 1]]
    )
    return [
        _insert(
            "register_certificate",
            "id, kind, year, serial, number, page_id, entry_id, ownership_id, mortgage_id,"
            " issued_at",
            "id, kind, year, serial, number, b + 8, entry, ownership, mortgage, at",
            f"{units}, LATERAL (VALUES {rows}) AS r(stands, id, kind, year, serial, number, entry,"
            " ownership, mortgage, at)",
            "stands",
        )
    ]


def leaves(origin: int, start: int, end: int) -> str:
    """The query of what leaves attest: id, booking, place, salt, canonical form."""
    booked = f"{facts(origin, start, end)} f, {events()}"
    return f"SELECT leaf, booking, place, {SALT}, {payload()} FROM {booked} WHERE stands"


def _evidence(booked: str) -> list[str]:
    return [
        _insert("evidence_leafsalt", "id, salt", f"leaf, {SALT}", booked, "stands"),
    ]
