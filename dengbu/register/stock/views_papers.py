"""Entries, certificates, cancellations and parts as rows of national tables."""

from dengbu.register.stock.view import NATIONAL, View, number_of

_BOOKED = "JOIN register_entry e ON e.id = {} JOIN register_booking b ON b.id = e.booking_id"
_OFFICE = "JOIN accounts_office f ON f.code = b.office"


def _entries() -> View:
    return View(
        sql=(
            "SELECT g.unit_code, b.case_no, e.registration_type, e.subclass, e.right_type, e.cause,"
            " b.office, f.name AS office_name, b.registrar_name, b.recorded_at, e.note,"
            " e.seq AS entry, b.seq AS seq, e.effective_at, b.registrar_id, b.system, e.organ,"
            " e.document_no, pb.case_no AS prev_case, pe.seq AS prev_entry,"
            " ab.case_no AS annuls_case, ae.seq AS annuls_entry FROM register_entry e"
            " JOIN register_booking b ON b.id = e.booking_id"
            f" JOIN register_page g ON g.id = e.page_id {_OFFICE}"
            " LEFT JOIN register_entry pe ON pe.id = e.follows_id"
            " LEFT JOIN register_booking pb ON pb.id = pe.booking_id"
            " LEFT JOIN register_annulment a ON a.opened_by_id = e.id"
            " LEFT JOIN register_entry ae ON ae.id = a.annulled_id"
            " LEFT JOIN register_booking ab ON ab.id = ae.booking_id"
        ),
        order="v.office, v.recorded_at, v.seq, v.case_no, v.entry",
    )


def _certificates() -> View:
    rights = ("ownership", "mortgage", "notice", "objection", "habitation", "easement", "operation")
    joins = "".join(
        f" LEFT JOIN register_{right} r{n} ON r{n}.id = c.{right}_id"
        for n, right in enumerate(rights)
    )
    opened = ", ".join(f"r{n}.opened_by_id" for n, _ in enumerate(rights))
    table = {right: f"'{name}'" for right, name in NATIONAL.items()} | {"ownership": "t.tbl"}
    named = " ".join(
        f"WHEN r{n}.id IS NOT NULL THEN {table[right]}" for n, right in enumerate(rights)
    )
    return View(
        sql=(
            "SELECT b.case_no, CASE c.kind WHEN 'T' THEN '不动产权证书' ELSE '不动产登记证明' END"
            " AS paper_name, c.number, b.registrar_name, c.issued_at, g.unit_code, e.seq AS entry,"
            f" c.kind, c.year, c.serial, CASE {named} END AS right_table,"
            " ob.case_no AS right_case, oe.seq AS right_entry,"
            f" CASE WHEN r1.id IS NOT NULL THEN {number_of('mortgage', 'r1')} ELSE 1 END"
            " AS right_no,"
            " p.name AS holder_name, p.id_type AS holder_id_type, p.id_no AS holder_id_no,"
            " p.party_type AS holder_type, c.replaces, c.office"
            f" FROM register_certificate c {_BOOKED.format('c.entry_id')}"
            f" JOIN register_page g ON g.id = c.page_id{joins}"
            f" JOIN register_entry oe ON oe.id = coalesce({opened})"
            " JOIN register_booking ob ON ob.id = oe.booking_id"
            " LEFT JOIN exported_title t ON t.id = c.ownership_id"
            " LEFT JOIN register_party p ON p.id = c.holder_id"
        ),
        order="v.office, v.issued_at, v.case_no, v.entry, v.number",
    )


def _cancellations() -> View:
    parts = " UNION ALL ".join(
        "SELECT g.unit_code, cb.case_no AS end_case, b.case_no, r.effective_to AS end_at,"
        " r.office, f.name AS office_name, cb.registrar_name, cb.recorded_at, ce.cause,"
        f" '{right}' AS kind, {number_of(right, 'r')} AS no, ce.seq AS entry, "
        + (
            f"(SELECT c.number FROM register_certificate c WHERE c.{right}_id = r.id"
            " AND c.entry_id = r.opened_by_id ORDER BY c.id LIMIT 1)"
            if right not in {"seizure", "stop", "commonpart"}
            else "NULL"
        )
        + f" AS certificate FROM register_{right} r {_BOOKED.format('r.opened_by_id')}"
        f" JOIN register_page g ON g.id = r.page_id {_OFFICE}"
        " JOIN register_entry ce ON ce.id = r.closed_by_id AND ce.registration_type = 400"
        " JOIN register_booking cb ON cb.id = ce.booking_id"
        for right in ("ownership", *NATIONAL)
    )
    return View(
        sql=parts,
        order="v.unit_code, v.recorded_at, v.end_case, v.entry, v.kind, v.case_no, v.no",
    )


def _parts(part: str, name: str, columns: str) -> str:
    return (
        f"SELECT g.unit_code, b.case_no, e.seq AS entry, x.seq + 1 AS seq, {columns}, o.office,"
        f" b.recorded_at FROM register_{part} x JOIN exported_title t ON t.about_id = x.owner_id"
        f" AND t.tbl = '{name}' AND t.flag = '1' JOIN register_ownership o ON o.id = t.id"
        f" {_BOOKED.format('o.opened_by_id')} JOIN register_page g ON g.id = o.page_id"
    )


_BY_RIGHT = "v.unit_code, v.recorded_at, v.case_no, v.entry, v.seq"
_MEMBER = "x.name, x.id_type, x.id_no, x.relation"
PAPERS = {
    "FDCQXM": View(
        sql=_parts(
            "projecthouse",
            "FDCQ1",
            "x.project_name, x.building_no, x.total_floors, x.planned_use, x.structure,"
            " x.floor_area, x.completed_on, x.unit_count",
        ),
        order=_BY_RIGHT,
    ),
    "ZTT_GY_JTCY": View(
        sql=f"{_parts('forestmember', 'LQ', _MEMBER)} UNION ALL"
        f" {_parts('farmlandmember', 'NYDSYQ', _MEMBER)}",
        order=_BY_RIGHT,
    ),
    "DB": _entries(),
    "SZ": _certificates(),
    "ZXDJ": _cancellations(),
    "SLSQ": View(
        sql=(
            "SELECT DISTINCT ON (b.id) b.case_no, e.registration_type, e.subclass, b.office,"
            " u.address, '2' AS case_state, b.recorded_at FROM register_booking b"
            " JOIN register_entry e ON e.booking_id = b.id JOIN cadastre_unit u ON u.id = e.page_id"
            " ORDER BY b.id, e.seq"
        ),
        order="v.office, v.recorded_at, v.case_no",
    ),
    "DYBH": View(
        sql=(
            "SELECT g.unit_code, s.unit_code AS source_code, b.case_no, e.seq AS entry, b.office"
            f" FROM register_succession r {_BOOKED.format('r.opened_by_id')}"
            " JOIN register_page g ON g.id = r.page_id JOIN register_page s ON s.id = r.source_id"
        ),
        order="v.unit_code, v.source_code, v.case_no, v.entry",
    ),
}
"""By national table."""
