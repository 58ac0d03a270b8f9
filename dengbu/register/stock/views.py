"""Our tables as the rows of national tables: columns by what we call them, in SQL of PostgreSQL."""

from collections.abc import Mapping
from functools import cache

from dengbu.register.booking import tables as ours
from dengbu.register.booking.particulars import table_of
from dengbu.register.particulars import columns_of
from dengbu.register.stock.ground import GROUND_VIEWS
from dengbu.register.stock.mapping import TITLES
from dengbu.register.stock.view import ABOUT, NATIONAL, View, number_of
from dengbu.register.stock.views_papers import PAPERS

_PLAIN = (  # the table of a title of which nothing more is known
    "CASE WHEN o.right_type = '1' THEN 'TDSYQ' WHEN o.right_type IN ('3', '5', '7') THEN 'JSYDSYQ'"
    " WHEN o.right_type IN ('9', '13', '14', '24') THEN 'NYDSYQ' WHEN o.right_type IN ('10', '11',"
    " '12', '36') THEN 'LQ' WHEN o.right_type IN ('15', '17') THEN 'HYSYQ'"
    " WHEN o.right_type IN ('16', '18') THEN 'GJZWSYQ' ELSE 'FDCQ2' END"
)
_OPENED = (
    "JOIN register_entry e ON e.id = r.opened_by_id JOIN register_booking b ON b.id = e.booking_id"
    " JOIN register_page g ON g.id = r.page_id JOIN cadastre_unit u ON u.id = g.unit_id"
    " JOIN accounts_office f ON f.code = r.office"
)
_CLOSED = (
    " LEFT JOIN register_entry ce ON ce.id = r.closed_by_id"
    " LEFT JOIN register_booking cb ON cb.id = ce.booking_id"
)
_ENTRY = (
    "g.unit_code, b.case_no, e.registration_type, e.cause, r.office, f.name AS office_name,"
    " b.registrar_name, b.recorded_at, e.note, e.seq AS entry"
)
_ENDED = (
    "cb.case_no AS end_case, ce.seq AS end_entry, r.effective_to AS end_at,"
    " CASE WHEN r.closed_by_id IS NULL THEN '1' WHEN ce.registration_type = 400 THEN '3'"
    " ELSE '2' END AS status"
)
_CANCELLED = (
    "CASE WHEN ce.registration_type = 400 THEN cb.case_no END AS cancel_case,"
    " CASE WHEN ce.registration_type = 400 THEN ce.cause END AS cancel_cause,"
    " CASE WHEN ce.registration_type = 400 THEN cb.registrar_name END AS cancel_registrar,"
    " CASE WHEN ce.registration_type = 400 THEN cb.recorded_at END AS cancel_at,"
    " CASE WHEN ce.registration_type = 400 THEN ce.organ END AS cancel_organ,"
    " CASE WHEN ce.registration_type = 400 THEN ce.document_no END AS cancel_document_no"
)
_RESTORED = "zb.case_no AS restores_case, ze.seq AS restores_entry, {number} AS restores_no"
_BY_UNIT = "v.unit_code, v.recorded_at, v.case_no, v.entry"


def restored(right: str) -> str:
    """The row that a right restores."""
    number = f"CASE WHEN z.id IS NOT NULL THEN {number_of(right, 'z')} END"
    return _RESTORED.format(number=number)


def _again(right: str) -> str:
    return (
        f" LEFT JOIN register_{right} z ON z.id = r.restores_id"
        " LEFT JOIN register_entry ze ON ze.id = z.opened_by_id"
        " LEFT JOIN register_booking zb ON zb.id = ze.booking_id"
    )


def _numbers(right: str) -> str:
    return (
        "(SELECT string_agg(c.number, '、' ORDER BY c.id) FROM register_certificate c"
        f" WHERE c.{right}_id = r.id AND c.entry_id = r.opened_by_id)"
    )


def _names(right: str, role: str) -> str:
    return (
        f"(SELECT string_agg(p.name, '、' ORDER BY x.seq) FROM register_{right}party x"
        f" JOIN register_party p ON p.id = x.party_id WHERE x.{right}_id = r.id"
        f" AND x.role = '{role}')"
    )


def _first(right: str, role: str, alias: str) -> str:
    return (
        f" LEFT JOIN register_{right}party {alias}x ON {alias}x.{right}_id = r.id"
        f" AND {alias}x.role = '{role}' AND {alias}x.seq = 0"
        f" LEFT JOIN register_party {alias} ON {alias}.id = {alias}x.party_id"
    )


def _titles_of(kind: type, name: str) -> str:
    """Which titles had particulars of a kind, told from the order of entries."""
    key = "({0}b.recorded_at, {0}b.seq, {0}e.seq)"
    return (
        f"SELECT o.id, '{name}', p.id, CASE WHEN p.opened_by_id = o.opened_by_id THEN '1'"
        f" ELSE '0' END FROM {table_of(kind)} p JOIN register_ownership o ON o.page_id = p.page_id"
        " JOIN register_entry oe ON oe.id = o.opened_by_id"
        " JOIN register_booking ob ON ob.id = oe.booking_id"
        " JOIN register_entry pe ON pe.id = p.opened_by_id"
        " JOIN register_booking pb ON pb.id = pe.booking_id"
        " LEFT JOIN register_entry ce ON ce.id = p.closed_by_id"
        " LEFT JOIN register_booking cb ON cb.id = ce.booking_id"
        f" WHERE {key.format('p')} <= {key.format('o')}"
        f" AND (p.closed_by_id IS NULL OR {key.format('o')} < {key.format('c')})"
    )


TITLES_TABLE = (
    "CREATE TEMP TABLE exported_title"
    " (id bigint PRIMARY KEY, tbl text, about_id bigint, flag text);"
    + "".join(
        f" INSERT INTO exported_title {_titles_of(kind, name)};" for name, kind in ABOUT.items()
    )
    + f" INSERT INTO exported_title SELECT o.id, {_PLAIN}, NULL, 'N' FROM register_ownership o"
    " WHERE NOT EXISTS (SELECT 1 FROM exported_title x WHERE x.id = o.id)"
)
"""A table of the session: for each title, the national table that it stands in."""


def _title(name: str) -> View:
    about, joined = "", ""
    if name in ABOUT:
        about = ", " + ", ".join(f"a.{c}" for c in columns_of(ABOUT[name]))
        joined = f" LEFT JOIN {table_of(ABOUT[name])} a ON a.id = t.about_id"
    return View(
        sql=(
            f"SELECT {_ENTRY}, {_ENDED}, {_numbers('ownership')} AS certificates, 1 AS no,"
            " r.right_type, r.co_ownership, r.share_denominator, r.right_nature, r.term_from,"
            " r.term_to, r.price, t.flag AS particulars, pb.case_no AS prev_case,"
            " pe.seq AS prev_entry, CASE WHEN pe.id IS NOT NULL THEN 1 END AS prev_no,"
            f" {restored('ownership')},"
            + (
                " u.address AS address, u.planned_use, u.house_nature, u.structure, u.floor_no,"
                " u.total_floors, u.floor_area, u.inner_area, u.shared_area,"
                " u.shared_land_area AS unit_shared_land_area, NULL::date AS completed_on,"
                " (SELECT string_agg(p.name, '、' ORDER BY h.seq) FROM register_ownershipholder h"
                " JOIN register_party p ON p.id = h.party_id WHERE h.ownership_id = r.id)"
                " AS holder_names"
                if name == "FDCQ2"
                else about.removeprefix(",")
            )
            + f" FROM register_ownership r {_OPENED}{_CLOSED} JOIN exported_title t"
            f" ON t.id = r.id AND t.tbl = '{name}'{joined}"
            f" LEFT JOIN register_ownership q ON q.id = r.previous_id{_again('ownership')}"
            " LEFT JOIN register_entry pe ON pe.id = q.opened_by_id"
            " LEFT JOIN register_booking pb ON pb.id = pe.booking_id"
        ),
        order=_BY_UNIT,
    )


def _right(right: str, values: str, joined: str = "", numbers: bool = True) -> View:
    proof = _numbers(right) if numbers else "NULL"
    return View(
        sql=(
            f"SELECT {_ENTRY}, {_ENDED}, {_CANCELLED}, {proof} AS certificates,"
            f" {number_of(right, 'r')} AS no, {values} FROM register_{right} r {_OPENED}{_CLOSED}"
            f"{joined}"
        ),
        order=f"{_BY_UNIT}, v.no",
    )


def _unit() -> str:
    return (
        "u.address, u.planned_use, u.house_nature, u.structure, u.floor_no, u.total_floors,"
        " u.floor_area"
    )


def _seizures() -> View:
    none = "NULL"
    entry = _ENTRY
    released = _CANCELLED.replace("= 400", "IN (400, 800)")  # by a clerk, or of stock
    seizure = (
        f"SELECT {entry}, {_ENDED}, {released}, 1 AS no, r.kind, r.organ, r.document_no,"
        " (r.delivered_at AT TIME ZONE INTERVAL '8 hours')::date AS from_day,"
        " (r.delivered_at AT TIME ZONE INTERVAL '8 hours')::date + r.term_days AS to_day,"
        " r.scope, r.delivered_at, r.place, r.term_days, r.case_ref, d.name AS debtor_name,"
        " d.id_type AS debtor_id_type, d.id_no AS debtor_id_no, d.party_type AS debtor_type,"
        " NULL AS renews_case, NULL::smallint AS renews_entry"
        f" FROM register_seizure r {_OPENED}{_CLOSED}"
        " LEFT JOIN register_party d ON d.id = r.debtor_id"
    )
    opened = _OPENED.replace("r.page_id", "s.page_id")
    renewal = (
        f"SELECT {entry}, NULL, NULL::smallint, NULL::timestamptz, '1', {none}, {none}, {none},"
        f" NULL::timestamptz, {none}, {none}, 1, '5', s.organ, r.document_no,"
        " (r.delivered_at AT TIME ZONE INTERVAL '8 hours')::date,"
        " CASE WHEN NOT EXISTS (SELECT FROM register_seizure q WHERE q.page_id = s.page_id"
        " AND (q.delivered_at, q.place) < (s.delivered_at, s.place)) THEN"  # of a waiting one: none
        " (s.delivered_at AT TIME ZONE INTERVAL '8 hours')::date + s.term_days + (SELECT"
        " sum(o.term_days)::int FROM register_seizurerenewal o WHERE o.seizure_id = s.id"
        " AND (o.delivered_at, o.id) <= (r.delivered_at, r.id)) END, s.scope,"
        f" r.delivered_at, NULL::smallint, r.term_days, {none}, {none}, {none}, {none}, {none},"
        " sb.case_no, se.seq FROM register_seizurerenewal r"
        " JOIN register_seizure s ON s.id = r.seizure_id"
        f" {opened} JOIN register_entry se ON se.id = s.opened_by_id"
        " JOIN register_booking sb ON sb.id = se.booking_id"
    )
    return View(sql=f"{seizure} UNION ALL {renewal}", order=_BY_UNIT)


def _mortgages() -> View:
    return _right(
        "mortgage",
        "r.mortgaged_kind, r.construction_address, r.construction_scope, db.case_no AS debt_case,"
        f" de.seq AS debt_entry, CASE WHEN d.id IS NOT NULL THEN {number_of('mortgage', 'd')} END"
        f" AS debt_no, {restored('mortgage')},"
        f" {_names('mortgage', 'O')} AS mortgagor_names, r.mode,"
        " CASE WHEN r.mode = '1' THEN r.amount END AS amount_of_debt,"
        " CASE WHEN r.mode <> '1' THEN r.amount END AS amount_of_ceiling, r.debt_from,"
        " r.debt_to, r.fixing_fact, r.scope, r.contract_no, r.transfer_restricted, r.rank_key,"
        " r.revision, r.stands_since, r.fixed_amount, r.of_operation, pb.case_no AS prev_case,"
        " pe.seq AS prev_entry,"
        f" CASE WHEN q.id IS NOT NULL THEN {number_of('mortgage', 'q')} END AS prev_no",
        f" LEFT JOIN register_mortgage q ON q.id = r.previous_id{_again('mortgage')}"
        " LEFT JOIN register_collateral k ON k.mortgage_id = r.id"
        " LEFT JOIN register_mortgage d ON d.id = k.debt_id"
        " LEFT JOIN register_entry de ON de.id = d.opened_by_id"
        " LEFT JOIN register_booking db ON db.id = de.booking_id"
        " LEFT JOIN register_entry pe ON pe.id = q.opened_by_id"
        " LEFT JOIN register_booking pb ON pb.id = pe.booking_id",
    )


def _easements() -> View:
    return _right(
        "easement",
        "dg.unit_code AS dominant_code, du.address AS dominant_address, r.content,"
        f" r.term_from, r.term_to, left({_names('easement', 'S')}, 50) AS servient_name,"
        " s.id_type AS servient_id_type, s.id_no AS servient_id_no,"
        f" left({_names('easement', 'D')}, 50) AS dominant_name,"
        f" d.id_type AS dominant_id_type, d.id_no AS dominant_id_no, {restored('easement')}",
        " JOIN register_page dg ON dg.id = r.dominant_id"
        " JOIN cadastre_unit du ON du.id = dg.unit_id"
        + _first("easement", "S", "s")
        + _first("easement", "D", "d")
        + _again("easement"),
    )


def _operations() -> View:
    return _right(
        "operation",
        "r.mode, r.area, r.term_from, r.term_to, r.contract_no, pb.case_no AS prev_case,"
        " pe.seq AS prev_entry, CASE WHEN pe.id IS NOT NULL THEN 1 END AS prev_no,"
        f" {restored('operation')}",
        " LEFT JOIN register_operation q ON q.id = r.previous_id"
        " LEFT JOIN register_entry pe ON pe.id = q.opened_by_id"
        " LEFT JOIN register_booking pb ON pb.id = pe.booking_id" + _again("operation"),
    )


def _people_of(part: str, table: str, column: str) -> str:
    """The holders of a kind of title, or the parties of another right."""
    right = table.removeprefix("register_")
    held = right == "ownership"
    kind, role = ("t.tbl", "'H'") if held else (f"'{NATIONAL[right]}'", "x.role")
    ways = (
        "r.co_ownership, CASE WHEN r.co_ownership = '2' THEN"
        " x.numerator || '/' || r.share_denominator END"
        if held
        else "NULL, NULL"
    )
    own = (
        f"coalesce((SELECT c.number FROM register_certificate c WHERE c.{right}_id = r.id"
        f" AND c.entry_id = r.opened_by_id AND c.holder_id = x.party_id ORDER BY c.id LIMIT 1),"
        f" (SELECT c.number FROM register_certificate c WHERE c.{right}_id = r.id"
        " AND c.entry_id = r.opened_by_id ORDER BY c.id LIMIT 1))"
    )
    return (
        "SELECT g.unit_code, x.seq + 1 AS seq, p.name, p.id_type, p.id_no, p.party_type,"
        f" {own} AS certificate, {ways}, {kind} AS right_table, b.case_no, e.seq AS entry,"
        f" {number_of(right, 'r')} AS no, {role} AS role, r.office, b.recorded_at"
        f" FROM {part} x JOIN {table} r ON r.id = x.{column} {_OPENED}"
        " JOIN register_party p ON p.id = x.party_id"
        + (" JOIN exported_title t ON t.id = r.id" if held else "")
    )


def _people() -> View:
    rights = {"register_ownership", *(f"register_{right}" for right in NATIONAL)}
    parts = [
        _people_of(part, table, column)
        for part, (table, column) in ours.PARTS.items()
        if table in rights and part.endswith(("holder", "party"))
    ]
    objectors = (
        "SELECT g.unit_code, 1, p.name, p.id_type, p.id_no, p.party_type, (SELECT c.number"
        " FROM register_certificate c WHERE c.objection_id = r.id ORDER BY c.id LIMIT 1), NULL,"
        " NULL, 'YYDJ', b.case_no, e.seq, 1, 'H', r.office, b.recorded_at"
        f" FROM register_objection r {_OPENED} JOIN register_party p ON p.id = r.objector_id"
    )
    names = (
        "unit_code, seq, name, id_type, id_no, party_type, certificate, co_ownership, share,"
        " right_table, case_no, entry, no, role, office, recorded_at"
    )
    return View(
        sql=f"SELECT * FROM ({' UNION ALL '.join([*parts, objectors])}) x({names})",
        order=f"{_BY_UNIT}, v.right_table, v.no, v.role, v.seq",
    )


@cache
def views() -> Mapping[str, View]:
    """Every national table that the register fills."""
    return {
        **GROUND_VIEWS,
        **{name: _title(name) for name in TITLES},
        "DYAQ": _mortgages(),
        "YGDJ": _right(
            "notice",
            f"{_unit()}, left({_names('notice', 'O')}, 50) AS obligor_name,"
            " o.id_type AS obligor_id_type, o.id_no AS obligor_id_no, r.kind, r.amount, r.rank_key,"
            f" {restored('notice')}",
            _first("notice", "O", "o") + _again("notice"),
        ),
        "YYDJ": _right(
            "objection",
            "r.matter, r.sued_on, r.last_day, sb.case_no AS suit_case, se.seq AS suit_entry,"
            " s.sued_on AS suit_on, s.court AS suit_court, s.suit_no",
            " LEFT JOIN register_suit s ON s.objection_id = r.id"
            " LEFT JOIN register_entry se ON se.id = s.opened_by_id"
            " LEFT JOIN register_booking sb ON sb.id = se.booking_id",
        ),
        "CFDJ": _seizures(),
        "JZQ": _right(
            "habitation",
            f"r.source, r.scope, r.may_let, r.term_to, {restored('habitation')}",
            _again("habitation"),
        ),
        "FDCQ3": _right(
            "commonpart",
            "e.right_type, r.number, r.name, r.count, r.area, r.shared_land_area",
            numbers=False,
        ),
        "DYIQ": _easements(),
        "TDJYQ": _operations(),
        "ZFXZ": _right(
            "stop", "r.organ, r.document_no, r.reason, r.from_day, r.to_day", numbers=False
        ),
        "QLR": _people(),
        **PAPERS,
    }
