"""Recomputing every invariant of the register in SQL, and every leaf from the rows as they are.

Each check is one set-wise query that finds breaks; ``audit`` yields one line a break.
"""

from collections.abc import Iterator

from django.db import connection

from dengbu.evidence import api as evidence
from dengbu.register.audit_indexes import missing_indexes
from dengbu.register.audit_leaves import audit_leaves
from dengbu.register.audit_rights import RIGHTS_CHECKS, Check
from dengbu.register.booking import tables
from dengbu.register.booking.selects import RESTORED
from dengbu.register.triggers import MARKED, PARTICULARS, SELDOM

_INTERESTS = tuple(table.removeprefix("register_") for table in tables.CLOSABLE)

_STANDS_AGAIN = (
    "EXISTS (SELECT 1 FROM register_annulment a JOIN register_entry x ON x.id = a.opened_by_id"
    " JOIN register_entry y ON y.booking_id = x.booking_id"
    " WHERE a.annulled_id = p.closed_by_id AND y.id = m.opened_by_id)"
)

CHECKS: tuple[Check, ...] = (
    Check(
        "one-current-ownership",
        "SELECT 'page ' || page_id || ' has ' || count(*) || ' current ownerships'"
        " FROM register_ownership WHERE recorded_to IS NULL GROUP BY page_id HAVING count(*) > 1",
    ),
    Check(
        "shares-sum-to-one",
        "SELECT 'ownership ' || o.id || ' shares ' || coalesce(sum(h.numerator), 0) || '/' ||"
        " coalesce(o.share_denominator, 0) FROM register_ownership o"
        " LEFT JOIN register_ownershipholder h ON h.ownership_id = o.id GROUP BY o.id"
        " HAVING count(h.id) <> o.holder_count"
        " OR coalesce(sum(h.numerator), 0) <> coalesce(o.share_denominator, 0)",
    ),
    Check(
        "chain-of-title",
        "SELECT 'ownership ' || o.id || ' does not follow its predecessor'"
        " FROM register_ownership o LEFT JOIN register_ownership p ON p.id = o.previous_id"
        " WHERE o.previous_id IS NOT NULL AND (p.page_id <> o.page_id"
        " OR p.closed_by_id IS DISTINCT FROM o.opened_by_id"
        " OR (o.restores_id IS NULL AND p.effective_to IS DISTINCT FROM o.effective_from)"
        " OR (o.restores_id IS NOT NULL AND p.effective_to IS DISTINCT FROM p.effective_from))",
    ),
    Check(
        "rank-keys-unique",
        "SELECT 'page ' || page_id || ' rank ' || rank_key FROM register_mortgage"
        " WHERE recorded_to IS NULL GROUP BY page_id, rank_key HAVING count(*) > 1",
    ),
    Check(
        "rank-kept-by-one-notice",
        "SELECT 'page ' || page_id || ' rank ' || rank_key || ' is kept by a notice and taken'"
        " FROM (SELECT page_id, rank_key FROM register_notice WHERE recorded_to IS NULL"
        "  UNION ALL SELECT page_id, rank_key FROM register_mortgage WHERE recorded_to IS NULL) k"
        " WHERE rank_key IS NOT NULL GROUP BY page_id, rank_key HAVING count(*) > 1",
    ),
    Check(
        "mortgage-follows-its-predecessor",
        "SELECT 'mortgage ' || m.id || ' does not follow its predecessor'"  # noqa: S608 - constants only
        " FROM register_mortgage m LEFT JOIN register_mortgage p ON p.id = m.previous_id"
        " WHERE m.previous_id IS NOT NULL AND (p.page_id IS DISTINCT FROM m.page_id"
        " OR coalesce(p.stands_since, p.recorded_from) IS DISTINCT FROM m.stands_since"
        " OR (p.closed_by_id IS DISTINCT FROM m.opened_by_id AND NOT " + _STANDS_AGAIN + "))",
    ),
    Check(
        "units-of-one-debt-bear-the-same",
        "SELECT 'debt ' || d.debt_id || ' is borne in ' || count(DISTINCT d.claim) || ' ways'"
        " FROM ("
        " SELECT c.debt_id, (m.mode, m.amount, m.debt_from, m.debt_to, m.scope,"
        "  m.transfer_restricted, m.contract_no, m.fixed_amount, m.fixing_fact,"
        "  (SELECT array_agg(x.role || x.party_id ORDER BY x.role, x.party_id)"
        "   FROM register_mortgageparty x WHERE x.mortgage_id = m.id AND x.role <> 'O')) AS claim"
        " FROM register_collateral c JOIN register_mortgage m ON m.id = c.mortgage_id"
        " WHERE m.recorded_to IS NULL) d GROUP BY d.debt_id HAVING count(DISTINCT d.claim) > 1",
    ),
    Check(
        "collateral-is-of-its-mortgage-and-debt",
        "SELECT 'collateral ' || c.id || ' is not of its mortgage, or of another debt'"
        " FROM register_collateral c LEFT JOIN register_mortgage m ON m.id = c.mortgage_id"
        " LEFT JOIN register_collateral d ON d.mortgage_id = c.debt_id"
        " LEFT JOIN register_collateral p ON p.mortgage_id = m.previous_id"
        " WHERE m.page_id IS DISTINCT FROM c.page_id OR d.debt_id IS DISTINCT FROM c.debt_id"
        " OR (m.previous_id IS NOT NULL AND p.debt_id IS DISTINCT FROM c.debt_id) UNION ALL"
        " SELECT 'mortgage ' || m.id || ' left the list of debt ' || p.debt_id"
        " FROM register_collateral p JOIN register_mortgage m ON m.previous_id = p.mortgage_id"
        " WHERE NOT EXISTS (SELECT 1 FROM register_collateral c WHERE c.mortgage_id = m.id)",
    ),
    Check(
        "operation-right-follows-its-predecessor",
        "SELECT 'operation ' || m.id || ' does not follow its predecessor'"  # noqa: S608 - constants only
        " FROM register_operation m JOIN register_operation p ON p.id = m.previous_id"
        " WHERE p.page_id <> m.page_id"
        " OR (p.closed_by_id IS DISTINCT FROM m.opened_by_id AND NOT " + _STANDS_AGAIN + ")",
    ),
    Check(
        "later-facts-are-of-their-entry",
        "SELECT 'renewal ' || n.id || ' of seizure ' || n.seizure_id || ' is not of its entry'"
        " FROM register_seizurerenewal n JOIN register_seizure r ON r.id = n.seizure_id"
        " LEFT JOIN register_entry e ON e.id = n.opened_by_id"
        " LEFT JOIN register_booking b ON b.id = e.booking_id"
        " WHERE e.page_id IS DISTINCT FROM r.page_id"
        " OR b.recorded_at IS DISTINCT FROM n.recorded_from"
        " UNION ALL"
        " SELECT 'suit ' || n.id || ' of objection ' || n.objection_id || ' is not of its entry'"
        " FROM register_suit n JOIN register_objection r ON r.id = n.objection_id"
        " LEFT JOIN register_entry e ON e.id = n.opened_by_id"
        " LEFT JOIN register_booking b ON b.id = e.booking_id"
        " WHERE e.page_id IS DISTINCT FROM r.page_id"
        " OR b.recorded_at IS DISTINCT FROM n.recorded_from",
    ),
    Check(
        "a-replaced-certificate-was-of-the-same-right",
        "SELECT 'certificate ' || c.number || ' replaces ' || c.replaces || ' of another right'"
        " FROM register_certificate c LEFT JOIN register_certificate o ON o.number = c.replaces"
        " AND o.page_id = c.page_id"
        " WHERE c.replaces IS NOT NULL AND ((o.ownership_id, o.mortgage_id, o.notice_id,"
        " o.objection_id, o.habitation_id, o.easement_id, o.operation_id) IS DISTINCT FROM"
        " (c.ownership_id, c.mortgage_id, c.notice_id, c.objection_id, c.habitation_id,"
        " c.easement_id, c.operation_id)"
        " OR o.kind <> c.kind OR o.office <> c.office)",
    ),
    Check(
        "a-shared-number-is-one-paper-of-stock",
        "SELECT 'certificate ' || c.id || ' has the number of ' || o.id || ': ' || c.number"
        " FROM register_certificate c JOIN register_certificate o"
        " ON o.number = c.number AND o.id <> c.id WHERE c.serial IS NULL"
        " AND (o.serial IS NOT NULL OR (o.office, o.kind, o.issued_at) <>"
        " (c.office, c.kind, c.issued_at) OR o.page_id = c.page_id)",
    ),
    Check(
        "seizure-places-unique",
        "SELECT 'page ' || page_id || ' delivered ' || delivered_at FROM register_seizure"
        " GROUP BY page_id, delivered_at, place HAVING count(*) > 1",
    ),
    Check(
        "certificate-numbers-without-gap",  # numbers of stock are others' and have no serial
        "SELECT c.kind || ' ' || c.year || ': ' || count(*) || ' numbers up to ' ||"
        " max(c.serial) || ', counter at ' || coalesce(max(n.last), 0)"
        " FROM register_certificate c LEFT JOIN register_counter n"
        " ON (n.office, n.kind, n.year) = (c.office, c.kind, c.year)"
        " WHERE c.serial IS NOT NULL GROUP BY c.office, c.kind, c.year"
        " HAVING count(*) <> max(c.serial) - coalesce(max(n.start), 0)"
        " OR max(c.serial) <> coalesce(max(n.last), 0)"
        " OR min(c.serial) <> coalesce(max(n.start), 0) + 1"
        " OR count(DISTINCT c.serial) <> count(*)",
    ),
    Check(
        "every-title-has-a-certificate",
        "SELECT 'ownership ' || o.id || ' has no certificate' FROM register_ownership o"
        " WHERE NOT EXISTS (SELECT 1 FROM register_certificate c WHERE c.ownership_id = o.id)",
    ),
    Check(
        "rights-do-not-overlap",
        "SELECT 'page ' || page_id || ' had two holders from ' || effective_from FROM ("
        " SELECT page_id, effective_from, lag(coalesce(effective_to, 'infinity')) OVER"
        "  (PARTITION BY page_id ORDER BY effective_from, effective_to NULLS LAST) AS before"
        " FROM register_ownership WHERE effective_to IS DISTINCT FROM effective_from"
        "  AND opened_by_id NOT IN (SELECT annulled_id FROM register_annulment)) o"
        " WHERE before > effective_from",
    ),
    Check(
        "what-rests-on-a-right-ends-with-it",
        " UNION ALL ".join(
            f"SELECT '{name} ' || r.id || ' stands on page ' || r.page_id || ' without a right'"  # noqa: S608 - constants only
            f" FROM register_{name} r WHERE r.recorded_to IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM register_ownership o"
            "  WHERE o.page_id = r.page_id AND o.recorded_to IS NULL)"
            + (" AND r.mortgaged_kind IS DISTINCT FROM '4'" if name == "mortgage" else "")
            for name in ("mortgage", "habitation", "easement", "operation", *PARTICULARS)
        ),
    ),
    Check(
        "every-right-has-its-parties-and-proof",
        " UNION ALL ".join(
            f"SELECT '{name} ' || r.id || ' lacks its {what}' FROM register_{name} r"  # noqa: S608 - constants only
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} x WHERE x.{name}_id = r.id{also})"
            for name, roles in (
                *(("notice", "HO"), ("habitation", "HG")),
                *(("easement", "SD"), ("operation", "HG")),
            )
            for what, table, also in (
                ("proof", "register_certificate", ""),
                *(
                    (f"party {role}", f"register_{name}party", f" AND x.role = '{role}'")
                    for role in roles
                ),
            )
        ),
    ),
    Check(
        "every-mortgage-has-a-proof",
        "SELECT 'mortgage ' || m.id || ' has no proof' FROM register_mortgage m"
        " WHERE NOT EXISTS (SELECT 1 FROM register_certificate c WHERE c.mortgage_id = m.id)",
    ),
    Check(
        "every-booking-has-an-entry-and-a-leaf",
        "SELECT 'booking ' || b.id || ' case ' || b.case_no FROM register_booking b"
        " WHERE NOT EXISTS (SELECT 1 FROM register_entry e WHERE e.booking_id = b.id)"
        " OR NOT EXISTS (SELECT 1 FROM evidence_leaf l WHERE l.subject = 'booking:' || b.id)",
    ),
    Check(
        "every-leaf-has-its-booking",
        # By the kind in the entry, which the tree holds: another name does not hide a leaf.
        "SELECT 'leaf ' || l.id || ' attests ' || l.subject || ', which is not there'"  # noqa: S608 - constants of evidence only
        " FROM evidence_leaf l LEFT JOIN register_booking b ON l.subject = 'booking:' || b.id"
        f" WHERE b.id IS NULL AND NOT starts_with(l.subject, '{evidence.ERASURE}')"
        f" AND get_byte(l.entry, 1) = {evidence.Kind.BOOKING:d}",
    ),
    Check(
        "every-entry-has-its-booking",
        "SELECT 'entry ' || e.id || ' belongs to no booking or page of its office'"
        " FROM register_entry e LEFT JOIN register_booking b ON b.id = e.booking_id"
        " LEFT JOIN register_page g ON g.id = e.page_id"
        " WHERE b.office IS DISTINCT FROM e.office OR g.office IS DISTINCT FROM e.office",
    ),
    Check(
        "every-page-is-of-its-unit",
        "SELECT 'page ' || g.id || ' says ' || g.unit_code || ', the cadastre ' ||"
        " coalesce(u.code, 'nothing') FROM register_page g"
        " LEFT JOIN cadastre_unit u ON u.id = g.unit_id"
        " WHERE u.code IS DISTINCT FROM g.unit_code OR u.office IS DISTINCT FROM g.office"
        " OR g.id <> g.unit_id",
    ),
    *(
        Check(
            f"pages-tell-of-{name}-by-{column}",
            f"SELECT 'page ' || r.{column} || ' does not tell of {name} ' || r.id"  # noqa: S608 - constants only
            f" FROM register_{name} r JOIN register_page g ON g.id = r.{column}"
            f" WHERE g.seldom & {bit} = 0",
        )
        for name, column, bit in MARKED
    ),
    Check(
        "a-unit-that-became-others-holds-nothing",
        " UNION ALL ".join(
            f"SELECT 'page ' || s.source_id || ' became others and still has {name} ' || r.id"  # noqa: S608 - constants only
            f" FROM register_succession s JOIN register_{name} r ON r.page_id = s.source_id"
            " WHERE r.recorded_to IS NULL AND NOT EXISTS (SELECT 1 FROM register_annulment n"
            "  WHERE n.annulled_id = s.opened_by_id)"
            # A seizure whose days have run is over without an entry.
            + (" AND r.recorded_from >= s.recorded_from" if name == "seizure" else "")
            for name in _INTERESTS
        ),
    ),
    Check(
        "a-unit-that-never-was-holds-nothing",
        " UNION ALL ".join(
            f"SELECT 'page ' || s.page_id || ' never was and has {name} ' || r.id"  # noqa: S608 - constants only
            " FROM register_annulment n"
            " JOIN register_succession s ON s.opened_by_id = n.annulled_id"
            f" JOIN register_{name} r ON r.page_id = s.page_id AND r.recorded_to IS NULL"
            + (" AND r.recorded_from >= n.recorded_from" if name == "seizure" else "")
            for name in _INTERESTS
        ),
    ),
    Check(
        "a-division-is-annulled-whole",
        "SELECT DISTINCT 'succession ' || o.id || ' stands of a division that was annulled'"
        " FROM register_annulment n JOIN register_succession s ON s.opened_by_id = n.annulled_id"
        " JOIN register_entry e ON e.id = s.opened_by_id"
        " JOIN register_succession o ON o.source_id = s.source_id"
        " JOIN register_entry x ON x.id = o.opened_by_id AND x.booking_id = e.booking_id"
        " WHERE NOT EXISTS (SELECT 1 FROM register_annulment m WHERE m.annulled_id = x.id)",
    ),
    Check(
        "pages-tell-of-annulment",
        "SELECT 'page ' || e.page_id || ' does not tell of annulment ' || n.id"  # noqa: S608 - constants only
        " FROM register_annulment n JOIN register_entry e ON e.id = n.annulled_id"
        f" JOIN register_page g ON g.id = e.page_id WHERE g.seldom & {SELDOM['annulment']} = 0",
    ),
    Check(
        "succession-is-of-its-entry",
        "SELECT 'succession ' || s.id || ' is not of its entry' FROM register_succession s"
        " LEFT JOIN register_entry e ON e.id = s.opened_by_id"
        " LEFT JOIN register_booking b ON b.id = e.booking_id"
        " WHERE e.page_id IS DISTINCT FROM s.page_id"
        " OR b.recorded_at IS DISTINCT FROM s.recorded_from"
        " OR NOT EXISTS (SELECT 1 FROM register_entry x WHERE x.booking_id = e.booking_id"
        "  AND x.page_id = s.source_id)",
    ),
    Check(
        "annulment-is-of-its-entry",
        "SELECT 'annulment ' || n.id || ' is not of its entry' FROM register_annulment n"
        " LEFT JOIN register_entry e ON e.id = n.opened_by_id"
        " LEFT JOIN register_booking b ON b.id = e.booking_id"
        " LEFT JOIN register_entry x ON x.id = n.annulled_id"
        " WHERE e.page_id IS DISTINCT FROM x.page_id OR e.follows_id IS DISTINCT FROM x.id"
        " OR b.recorded_at IS DISTINCT FROM n.recorded_from",
    ),
    Check(
        "nothing-stands-by-an-annulled-entry",
        " UNION ALL ".join(
            f"SELECT '{name} ' || r.id || ' stands by an annulled entry' FROM register_{name} r"  # noqa: S608 - constants only
            " JOIN register_annulment n ON n.annulled_id = r.opened_by_id"
            " WHERE r.recorded_to IS NULL"
            for name in RESTORED
        ),
    ),
    Check(
        "what-stands-again-stood-before",
        " UNION ALL ".join(
            f"SELECT '{name} ' || r.id || ' restores what was not ended by an annulled entry'"  # noqa: S608 - constants only
            f" FROM register_{name} r LEFT JOIN register_{name} o ON o.id = r.restores_id"
            " WHERE r.restores_id IS NOT NULL AND (o.page_id IS DISTINCT FROM r.page_id"
            " OR o.recorded_to IS NULL OR o.restores_id IS NOT NULL)"
            for name in RESTORED
        ),
    ),
    Check(
        "every-certificate-is-of-its-entry",
        "SELECT 'certificate ' || c.id || ' ' || c.number || ' is not of its entry'"
        " FROM register_certificate c LEFT JOIN register_entry e ON e.id = c.entry_id"
        " LEFT JOIN register_booking b ON b.id = e.booking_id"
        " WHERE e.page_id IS DISTINCT FROM c.page_id OR e.office IS DISTINCT FROM c.office"
        " OR b.recorded_at IS DISTINCT FROM c.issued_at",
    ),
    Check(
        "rights-rest-on-first-registration",
        "SELECT 'mortgage ' || m.id || ' on page ' || m.page_id || ' without ownership'"
        " FROM register_mortgage m WHERE m.mortgaged_kind IS DISTINCT FROM '4' AND NOT EXISTS"
        " (SELECT 1 FROM register_ownership o WHERE o.page_id = m.page_id)",
    ),
    Check(
        "what-is-being-built-rests-on-its-land",
        "SELECT 'mortgage ' || m.id || ' of ' || g.unit_code || ' has no land below'"
        " FROM register_mortgage m JOIN register_page g ON g.id = m.page_id"
        " WHERE m.recorded_to IS NULL AND m.mortgaged_kind = '4' AND NOT EXISTS"
        " (SELECT 1 FROM register_ownership o JOIN register_page l ON l.id = o.page_id"
        "  WHERE o.recorded_to IS NULL AND l.unit_code = left(g.unit_code, 19) || 'W00000000')",
    ),
    *(
        # What is closed is asked for apart: joined to all rows, those that stand would meet in one
        # bucket of the hash, and at a million the check would not end.
        Check(
            f"{name}-intervals",
            f"SELECT '{name} ' || id || ' was not opened and closed by entries of its page' FROM ("  # noqa: S608 - constants only
            f"SELECT r.id FROM register_{name} r"
            " LEFT JOIN register_entry e ON e.id = r.opened_by_id"
            " LEFT JOIN register_booking b ON b.id = e.booking_id"
            " WHERE e.page_id IS DISTINCT FROM r.page_id OR e.office <> r.office"
            " OR b.recorded_at IS DISTINCT FROM r.recorded_from"
            " OR e.effective_at <> r.effective_from OR r.recorded_to < r.recorded_from"
            " OR (r.closed_by_id IS NULL AND r.recorded_to IS NOT NULL) UNION"
            f" SELECT r.id FROM register_{name} r LEFT JOIN register_entry x"
            " ON x.id = r.closed_by_id LEFT JOIN register_booking y ON y.id = x.booking_id"
            " WHERE r.closed_by_id IS NOT NULL AND (x.page_id IS DISTINCT FROM r.page_id"
            " OR y.recorded_at IS DISTINCT FROM r.recorded_to)) broken",
        )
        for name in _INTERESTS
    ),
    *RIGHTS_CHECKS,
)


def audit(*, leaves: bool = True) -> Iterator[str]:
    """One line a break, with the check's name first; nothing when the register is true."""
    with connection.cursor() as cursor:
        for check in CHECKS:
            cursor.execute(check.sql)
            for (line,) in cursor.fetchall():
                yield f"{check.code}: {line}"
    yield from (f"every-index-is-there: {line}" for line in missing_indexes())
    if leaves:
        yield from evidence.audit_salts()
        yield from audit_leaves()
