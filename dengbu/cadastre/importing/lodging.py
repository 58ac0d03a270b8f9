"""Where units lie: the parcels and buildings of this import, and those that are in already."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dengbu.cadastre.adding import building_of
from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.buildings import BuildingPlan
from dengbu.cadastre.importing.existing import Storeys
from dengbu.cadastre.importing.expressions import NOTHING
from dengbu.cadastre.importing.findings import Reason, Row, names
from dengbu.cadastre.importing.mapping import UnitRules
from dengbu.cadastre.importing.parcels import ParcelPlan
from dengbu.cadastre.importing.scene import Scene

UNKNOWN = Storeys(floors_above=None, floors_below=None)


@dataclass(slots=True)
class Lodging:
    """Finds the parcel and the building of a unit row, or says why there is none."""

    scene: Scene
    parcels: ParcelPlan
    buildings: BuildingPlan
    known_parcels: frozenset[str] = frozenset()  # codes in the cadastre before this import
    known_buildings: dict[str, Storeys] = field(default_factory=dict)
    _zones: dict[str, str] = field(default_factory=dict)
    _refused: dict[str, list[Row]] = field(default_factory=dict)  # by the code they claimed

    @classmethod
    def open(
        cls, scene: Scene, parcels: ParcelPlan, buildings: BuildingPlan, rows: Iterable[Row]
    ) -> "Lodging":
        """Look up, once, every parcel that the rows may name by code and that is not new."""
        rules = scene.mapping.units
        new = {draft.new.code: draft.new.zone for draft in parcels.drafts}
        claimed = {code for code in parcels.codes.values() if code not in new}
        if rules is not None and rules.code is not NOTHING:
            claimed |= {row.code[:19] for row in rows} - set(new)
        refused: dict[str, list[Row]] = {}
        for each in (row for listed in parcels.rows_of.values() for row in listed):
            if each.refused and not each.repeats and each.code:
                refused.setdefault(each.code, []).append(each)
        known = existing.parcels_among(claimed, scene.office, scene.mapping.metric_crs)
        return cls(
            scene=scene,
            parcels=parcels,
            buildings=buildings,
            known_parcels=frozenset(known),
            _zones=new,
            _refused=refused,
        )

    def parcel_of(self, row: Row, rules: UnitRules) -> str | None:
        """Code of the row's parcel; None if the row is refused for want of one."""
        if rules.parcel is NOTHING:
            return self._parcel_by_code(row, row.code[:19])
        key = rules.parcel.read(row.values)
        code = self.parcels.codes.get(key)
        if code is not None:
            return code
        if key in self.parcels.rows_of:
            row.refuse(Reason.PARCEL_REFUSED, others=names(self.parcels.rows_of[key]))
        else:
            row.refuse(Reason.NO_PARCEL, value=key)
        return None

    def _parcel_by_code(self, row: Row, code: str) -> str | None:
        if code in self._zones or code in self.known_parcels:
            return code
        if code in self._refused:
            row.refuse(Reason.PARCEL_REFUSED, others=names(self._refused[code]))
        else:
            row.refuse(Reason.NO_PARCEL, value=code)
        return None

    def zone_of(self, parcel: str) -> str:
        """Functional zone of a parcel of this import, which its units share."""
        return self._zones.get(parcel, "")

    def settle_buildings(self, units: list[tuple[Row, str]], rules: UnitRules) -> frozenset[str]:
        """Refuse units without a building; the codes of buildings to add where rules allow it."""
        wanted = {code for _, unit in units if (code := building_of(unit)) is not None}
        missing = wanted - set(self.buildings.storeys)
        self.known_buildings = existing.buildings_among(missing, self.scene.office)
        missing -= set(self.known_buildings)
        added = set()
        for row, unit in units:
            code = building_of(unit)
            if code is None or code not in missing:
                continue
            if code in self.buildings.rows_of:
                row.refuse(Reason.BUILDING_REFUSED, others=names(self.buildings.rows_of[code]))
            elif rules.add_buildings:
                added.add(code)
            else:
                row.refuse(Reason.NO_BUILDING, value=code)
        return frozenset(added)

    def storeys_of(self, building: str | None) -> Storeys:
        """Storeys of a building, unknown ones if there is none."""
        if building is None:
            return UNKNOWN
        found = self.buildings.storeys.get(building) or self.known_buildings.get(building)
        return found or UNKNOWN
