"""What is still being built, of the debts that it secures: one statement, and seldom any."""

from collections.abc import Iterable

from django.db import connection

from dengbu.register.acts import Act, CancelMortgage, CancelOwnership, ChangeMortgage, units_of
from dengbu.register.codes import MortgagedKind
from dengbu.register.state import BuildingKey
from dengbu.register.titles import is_house

# Hardly any mortgage is of this kind, so that the planner would look for them in the whole table;
# each step is fenced to go from the few that it has.
_COUNTED = (
    "WITH named AS MATERIALIZED (SELECT DISTINCT c.debt_id FROM register_page g,"
    " LATERAL (SELECT m.id FROM register_mortgage m WHERE m.page_id = g.id"
    "  AND m.recorded_to IS NULL AND m.mortgaged_kind = %(kind)s OFFSET 0) m"
    " JOIN register_collateral c ON c.mortgage_id = m.id WHERE g.unit_code = ANY(%(codes)s)),"
    " listed AS MATERIALIZED (SELECT n.debt_id, c.mortgage_id FROM named n"
    " JOIN register_collateral c ON c.debt_id = n.debt_id)"
    " SELECT l.debt_id, left(g.unit_code, 20), count(*) FROM listed l,"
    " LATERAL (SELECT m.page_id FROM register_mortgage m WHERE m.id = l.mortgage_id"
    "  AND m.recorded_to IS NULL AND m.mortgaged_kind = %(kind)s OFFSET 0) m"
    " JOIN register_page g ON g.id = m.page_id GROUP BY l.debt_id, left(g.unit_code, 20)"
)


def _asks(act: Act) -> bool:
    """Whether its rules look at units of the debt that the act does not name (E15, E35, E42)."""
    if isinstance(act, CancelMortgage):
        return act.partial
    if isinstance(act, CancelOwnership):
        return not is_house(act.unit_code)
    return isinstance(act, ChangeMortgage) and act.construction_scope is not None


def being_built(acts: Iterable[Act]) -> dict[BuildingKey, int]:
    """Units under mortgages of kind 4, counted by debt and kind of unit on a parcel.

    Without a lock on the units that no act names: what comes to such a debt again, by an annulment,
    locks its land and the units that still secure it, so that otherwise somebody else can only
    make the count smaller meanwhile.
    """
    codes = sorted({code for act in acts if _asks(act) for code in units_of(act)})
    if not codes:
        return {}
    kind = MortgagedKind.UNDER_CONSTRUCTION.value
    values: dict[str, str | list[str]] = {"kind": kind, "codes": codes}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, values)
        return {(debt, units): count for debt, units, count in cursor.fetchall()}
