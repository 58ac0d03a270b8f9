"""The whole way of one import: read, decide on every row, write what is sound, all or nothing.

An import of some ten thousand rows takes seconds, so it is one transaction: whoever looks sees all
of it or none. A dry run goes the same way and stops before writing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import shapely
from django.db import transaction

from dengbu.accounts.api import Actor
from dengbu.cadastre.adding import add_buildings, add_parcels, add_units
from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.buildings import NO_BUILDINGS, BuildingPlan, plan_buildings
from dengbu.cadastre.importing.expressions import columns_of
from dengbu.cadastre.importing.findings import Row, Table
from dengbu.cadastre.importing.lodging import Lodging
from dengbu.cadastre.importing.mapping import (
    ImportMapping,
    building_expressions,
    parcel_expressions,
    unit_expressions,
)
from dengbu.cadastre.importing.parcels import ParcelPlan, plan_parcels
from dengbu.cadastre.importing.report import ImportReport, reconcile
from dengbu.cadastre.importing.scene import Progress, Scene, silent
from dengbu.cadastre.importing.shapes import check_crs
from dengbu.cadastre.importing.sources import Features, read_features, read_table, sha256_of
from dengbu.cadastre.importing.twins import settle_keys
from dengbu.cadastre.importing.units import UnitsPlan, first_rows, plan_units
from dengbu.cadastre.models import SpatialSource
from dengbu.kernel.fault import FaultCode, FaultList

NO_UNITS = UnitsPlan(drafts=(), buildings=(), stand_ins=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Everything that was read, before anything is decided."""

    files: Mapping[str, str]  # name to SHA-256
    parcels: Features
    buildings: Features | None
    units: list[Row]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of the report."""
        buildings = [] if self.buildings is None else self.buildings.rows
        return (*self.parcels.rows, *buildings, *self.units)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What becomes of everything that was read."""

    parcels: ParcelPlan
    buildings: BuildingPlan
    units: UnitsPlan

    @property
    def added(self) -> dict[str, int]:
        """How many rows of each kind are added."""
        return {
            "parcels": len(self.parcels.drafts),
            "buildings": len(self.buildings.drafts) + len(self.units.buildings),
            "units": len(self.units.drafts) + len(self.units.stand_ins),
        }


def import_cadastre(
    source: Path,
    mapping: ImportMapping,
    *,
    office: str,
    actor: Actor,
    dry_run: bool,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Take a survey file into an office's cadastre; the report tells what became of every row.

    `Faults` if a file cannot be read as a whole, lies in another coordinate system than the
    mapping says, or lacks a column that the mapping names; then nothing is written. Rows that are
    not sound are no fault: they are refused in the report, with all their values.
    """
    told = silent if progress is None else progress
    told("read", 0, 1)
    read = _read(source, mapping)
    told("read", len(read.rows), len(read.rows))
    scene = Scene(
        mapping=mapping,
        office=office,
        districts=mapping.districts or frozenset({office}),
        aside={} if mapping.units is None else first_rows(read.units, mapping.units),
        progress=told,
    )
    with transaction.atomic():
        if not dry_run:
            existing.lock_office(office)
        plan = _decide(read, scene)
        report = _report(read, plan, scene, dry_run=dry_run, now=now)
        reconcile(
            report,
            pieces=sum(len(draft.lot.others) for draft in plan.parcels.drafts),
            stand_ins=len(plan.units.stand_ins),
            implied=len(plan.units.buildings),
        )
        if not dry_run:
            _write(plan, scene, report, actor.name)
    return report


def _read(source: Path, mapping: ImportMapping) -> Source:
    """Read all files; every fault of the files and of the mapping's columns is told at once."""
    faults = FaultList()
    files = {source.name: sha256_of(source)}
    parcels = read_features(source, mapping.parcels.layer, Table.PARCELS)
    with faults.catch("source"):
        check_crs(parcels.crs, mapping, source.name)
    said = parcel_expressions(mapping.parcels)
    order = () if mapping.parcels.numbering is None else mapping.parcels.numbering.order
    _check_columns(
        columns_of(said, from_units=False) | set(order), parcels.columns, "parcels", faults
    )
    buildings = None
    if mapping.buildings is not None:
        path = source.parent / mapping.buildings.file if mapping.buildings.file else source
        files[path.name] = sha256_of(path)
        buildings = read_features(path, mapping.buildings.layer, Table.BUILDINGS)
        with faults.catch("buildings"):
            check_crs(buildings.crs, mapping, path.name)
        named = columns_of(building_expressions(mapping.buildings), from_units=False)
        _check_columns(named, buildings.columns, "buildings", faults)
    units: list[Row] = []
    if mapping.units is not None:
        path = source.parent / mapping.units.file
        files[path.name] = sha256_of(path)
        units, header = read_table(path, mapping.units.encoding, Table.UNITS)
        named = columns_of(unit_expressions(mapping.units), from_units=False)
        named |= columns_of(said, from_units=True) | set(mapping.units.order)
        _check_columns(named, header, "units", faults)
    faults.raise_if_any()
    return Source(files=files, parcels=parcels, buildings=buildings, units=units)


def _check_columns(
    named: Iterable[str], columns: tuple[str, ...], table: str, faults: FaultList
) -> None:
    for column in sorted(set(named) - set(columns)):
        message = f"{table} 没有对照文件所写的列“{column}”，现有的列：{'、'.join(columns)}"
        faults.add(FaultCode.UNKNOWN_FIELD, message, field=f"{table}.{column}")


def _decide(read: Source, scene: Scene) -> Plan:
    parcels = plan_parcels(read.parcels, scene)
    buildings, units = NO_BUILDINGS, NO_UNITS
    if scene.mapping.buildings is not None and read.buildings is not None:
        buildings = plan_buildings(read.buildings, scene.mapping.buildings, scene, parcels)
    if scene.mapping.units is not None:
        settle_keys(read.units, scene.mapping.units, scene)
        lodging = Lodging.open(scene, parcels, buildings, read.units)
        units = plan_units(read.units, scene.mapping.units, scene, parcels, lodging)
    return Plan(parcels=parcels, buildings=buildings, units=units)


def _report(
    read: Source, plan: Plan, scene: Scene, *, dry_run: bool, now: datetime
) -> ImportReport:
    for features in (read.parcels, read.buildings):
        if features is not None:
            _keep_shapes(features)
    remarks = [*read.parcels.remarks]
    if read.buildings is not None:
        remarks += read.buildings.remarks
    if plan.units.buildings:
        remarks.append(f"来源没有幢的图形，按单元的幢号建了{len(plan.units.buildings)}幢，图形不明")
    return ImportReport(
        name=scene.mapping.name,
        office=scene.office,
        files=read.files,
        dry_run=dry_run,
        taken_at=now,
        rows=read.rows,
        added=plan.added,
        remarks=tuple(remarks),
    )


def _keep_shapes(features: Features) -> None:
    """What is refused keeps its shape in the report too, as well-known text of the source."""
    for row, shape in zip(features.rows, features.shapes, strict=True):
        if row.refused and not row.repeats and shape is not None:
            text = shapely.to_wkt(shape, rounding_precision=-1)
            row.values = {**row.values, "geometry": text}


def _write(plan: Plan, scene: Scene, report: ImportReport, actor_name: str) -> None:
    added = plan.added
    total, done = sum(added.values()), 0
    if not total:
        return
    scene.progress("write", 0, total)
    main, digest = next(iter(report.files.items()))
    source = SpatialSource.objects.create(
        office=scene.office,
        name=report.name,
        file_name=main,
        sha256=digest,
        mapping=scene.mapping.text,
        actor_name=actor_name,
        taken_in_at=report.taken_at,
        counts=report.summary(),
        numbering={part: dict(given) for part, given in plan.parcels.kept.items()},
    )
    add_parcels(
        [draft.new for draft in plan.parcels.drafts], office=scene.office, source_id=source.id
    )
    scene.progress("write", done := done + added["parcels"], total)
    buildings = [*(draft.new for draft in plan.buildings.drafts), *plan.units.buildings]
    add_buildings(buildings, office=scene.office, source_id=source.id)
    scene.progress("write", done + added["buildings"], total)
    units = [*(draft.new for draft in plan.units.drafts), *plan.units.stand_ins]
    add_units(units, office=scene.office, source_id=source.id)
    scene.progress("write", total, total)
