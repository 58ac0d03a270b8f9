"""What of the cadastre a register stands on, for a register that is rebuilt elsewhere."""

from collections.abc import Iterable

from dengbu.cadastre.models import RETIRED, VALID, Building, Parcel, SpatialSource, Unit
from dengbu.database.carrying import Raw, Slice, among
from dengbu.database.digest import columns


def ground_of(unit_ids: Iterable[int]) -> tuple[Slice, ...]:
    """The rows that units with these ids need to stand: sources, parcels, buildings, units.

    In the order in which they can be added; each slice is of a few hundred rows a thousand units.
    """
    units = f"SELECT * FROM cadastre_unit WHERE id = ANY({among(unit_ids)})"  # noqa: S608 - numbers only
    buildings = f"SELECT building_id FROM ({units}) u"  # noqa: S608 - as above
    parcels = (
        f"SELECT parcel_id FROM ({units}) u UNION"  # noqa: S608 - as above
        f" SELECT parcel_id FROM cadastre_building WHERE id IN ({buildings})"
    )
    sources = (
        f"SELECT source_id FROM ({units}) u"  # noqa: S608 - as above
        f" UNION SELECT source_id FROM cadastre_building WHERE id IN ({buildings})"
        f" UNION SELECT source_id FROM cadastre_parcel WHERE id IN ({parcels})"
    )
    chosen = (
        (SpatialSource, f"id IN ({sources})"),
        (Parcel, f"id IN ({parcels})"),
        (Building, f"id IN ({buildings})"),
        (Unit, f"id = ANY({among(unit_ids)})"),
    )
    return tuple(
        Slice(table=model._meta.db_table, columns=columns(model), where=where)
        for model, where in chosen
    )


def retire_there(into: Raw, unit_ids: Iterable[int]) -> None:
    """Units that were divided or merged end in the other cadastre too, where it has them.

    With them the parcels whose land they were, as by ``retire_units``.
    """
    ended = list(unit_ids)
    into.execute("UPDATE cadastre_unit SET status = %s WHERE id = ANY(%s)", [RETIRED, ended])
    into.execute(
        "UPDATE cadastre_parcel p SET status = %s FROM cadastre_unit u WHERE u.parcel_id = p.id"
        " AND u.id = ANY(%s) AND substr(u.code, 20, 1) = 'W' AND NOT EXISTS (SELECT 1"
        " FROM cadastre_unit s WHERE s.parcel_id = p.id AND s.status = %s)",
        [RETIRED, ended, VALID],
    )


def revive_there(into: Raw, unit_ids: Iterable[int], *, instead_of: Iterable[int]) -> None:
    """Units whose division or merger was annulled are there again in the other cadastre too.

    ``instead_of``: those that they had become. Parcels follow their land, as by ``revive_units``.
    """
    retire_there(into, instead_of)
    again = list(unit_ids)
    into.execute("UPDATE cadastre_unit SET status = %s WHERE id = ANY(%s)", [VALID, again])
    into.execute(
        "UPDATE cadastre_parcel p SET status = %s FROM cadastre_unit u"
        " WHERE u.parcel_id = p.id AND u.id = ANY(%s)",
        [VALID, again],
    )
