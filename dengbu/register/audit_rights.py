"""Invariants that single rules hold, one check each: what may stand beside what on a page.

Each check selects a line of text for each row that breaks it, and names the rule in its code.
"""

from dataclasses import dataclass

from dengbu.register.codes import RightType
from dengbu.register.triggers import PARTICULARS


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: ``sql`` selects a line of text for each row that breaks it."""

    code: str
    sql: str


_CONTRACTS = ", ".join(
    f"'{right.value}'" for right in (RightType.LAND_CONTRACT, RightType.LAND_CONTRACT_AND_FOREST)
)
_STANDING_TITLE = (
    "SELECT 1 FROM register_ownership o WHERE o.page_id = r.page_id AND o.recorded_to IS NULL"
)
_IS_HOUSE = "substr(g.unit_code, 20, 1) IN ('F', 'Q')"

RIGHTS_CHECKS: tuple[Check, ...] = (
    Check(
        "E39-mortgage-of-an-operation-right-has-one",  # or was given by the household itself
        "SELECT 'mortgage ' || m.id || ' is of an operation right that does not stand'"
        " FROM register_mortgage m WHERE m.of_operation AND m.recorded_to IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM register_operation o"
        "  WHERE o.page_id = m.page_id AND o.recorded_to IS NULL)"
        " AND EXISTS (SELECT 1 FROM register_mortgageparty x JOIN register_party p"
        "  ON p.id = x.party_id WHERE x.mortgage_id = m.id AND x.role = 'O' AND NOT EXISTS"
        "  (SELECT 1 FROM register_ownership w JOIN register_ownershipholder h"
        "   ON h.ownership_id = w.id JOIN register_party q ON q.id = h.party_id"
        "   WHERE w.page_id = m.page_id AND (q.id_type, q.id_no) = (p.id_type, p.id_no)))",
    ),
    Check(
        "P20-operation-rights-are-of-contracted-land",
        " UNION ALL ".join(
            f"SELECT '{name} ' || r.id || ' is not on contracted land' FROM register_{name} r"  # noqa: S608 - constants only
            f" WHERE r.recorded_to IS NULL{also} AND NOT EXISTS"
            f" ({_STANDING_TITLE} AND o.right_type IN ({_CONTRACTS}))"
            for name, also in (("operation", ""), ("mortgage", " AND r.of_operation"))
        ),
    ),
    Check(
        "E38-one-current-operation-right",
        "SELECT 'page ' || page_id || ' has ' || count(*) || ' operation rights'"
        " FROM register_operation WHERE recorded_to IS NULL GROUP BY page_id HAVING count(*) > 1",
    ),
    Check(
        "E36-what-is-finished-is-not-being-built",
        "SELECT 'mortgage ' || r.id || ' of ' || g.unit_code || ' is on a finished house'"  # noqa: S608 - constants only
        " FROM register_mortgage r JOIN register_page g ON g.id = r.page_id"
        f" WHERE r.recorded_to IS NULL AND r.mortgaged_kind = '4' AND {_IS_HOUSE}"
        f" AND EXISTS ({_STANDING_TITLE})",
    ),
    Check(
        "E42-what-is-being-built-is-charged-with-its-land",
        "SELECT 'mortgage ' || r.id || ' of ' || g.unit_code || ' is of a debt without the land'"  # noqa: S608 - constants only
        " FROM register_mortgage r JOIN register_page g ON g.id = r.page_id"
        " LEFT JOIN register_collateral c ON c.mortgage_id = r.id"
        f" WHERE r.recorded_to IS NULL AND r.mortgaged_kind = '4' AND {_IS_HOUSE} AND NOT EXISTS"
        " (SELECT 1 FROM register_page l JOIN register_mortgage n ON n.page_id = l.id"
        "  AND n.recorded_to IS NULL JOIN register_collateral d ON d.mortgage_id = n.id"
        "  WHERE l.unit_code = left(g.unit_code, 19) || 'W00000000' AND d.debt_id = c.debt_id)",
    ),
    Check(
        "E34-a-unit-is-once-on-a-list",
        "SELECT 'debt ' || c.debt_id || ' is borne twice by page ' || c.page_id"
        " FROM register_collateral c JOIN register_mortgage m ON m.id = c.mortgage_id"
        " WHERE m.recorded_to IS NULL GROUP BY c.debt_id, c.page_id HAVING count(*) > 1",
    ),
    Check(
        "every-mortgage-has-its-parties",
        " UNION ALL ".join(
            f"SELECT 'mortgage ' || m.id || ' lacks its party {role}' FROM register_mortgage m"  # noqa: S608 - constants only
            " WHERE NOT EXISTS (SELECT 1 FROM register_mortgageparty x"
            f" WHERE x.mortgage_id = m.id AND x.role = '{role}')"
            for role in "EO"
        ),
    ),
    Check(
        "E24-a-unit-is-sold-by-one-notice",  # beside what a judgment let stand again
        "SELECT 'page ' || page_id || ' is sold by ' || count(*) || ' notices'"
        " FROM register_notice WHERE recorded_to IS NULL AND kind IN ('1', '2')"
        " AND restores_id IS NULL"
        " GROUP BY page_id HAVING count(*) > 1",
    ),
    Check(
        "E11-a-restriction-is-entered-once",
        "SELECT 'page ' || page_id || ' is restricted twice by ' || organ || ' ' || document_no"
        " FROM register_stop WHERE recorded_to IS NULL GROUP BY page_id, organ, document_no"
        " HAVING count(*) > 1",
    ),
    Check(
        "E37-common-parts-stand-on-land-by-number",
        "SELECT 'common part ' || r.id || ' is not on land' FROM register_commonpart r"
        " JOIN register_page g ON g.id = r.page_id"
        " WHERE r.recorded_to IS NULL AND substr(g.unit_code, 20) <> 'W00000000' UNION ALL"
        " SELECT 'page ' || page_id || ' has common part ' || number || ' twice'"
        " FROM register_commonpart WHERE recorded_to IS NULL GROUP BY page_id, number"
        " HAVING count(*) > 1",
    ),
    Check(
        "E29-one-thing-is-said-of-a-right",
        "SELECT 'page ' || page_id || ' says ' || count(*) || ' things of its right' FROM ("  # noqa: S608 - constants only
        + " UNION ALL ".join(
            f"SELECT page_id FROM register_{name} WHERE recorded_to IS NULL"  # noqa: S608 - constants only
            for name in PARTICULARS
        )
        + ") said GROUP BY page_id HAVING count(*) > 1",
    ),
    Check(
        "E52-an-annulment-is-not-annulled",
        "SELECT 'annulment ' || n.id || ' is annulled' FROM register_annulment n"
        " JOIN register_annulment a ON a.annulled_id = n.opened_by_id",
    ),
)
