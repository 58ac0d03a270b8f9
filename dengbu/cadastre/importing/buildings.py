"""Building rows: codes given by the source, footprints inside their parcels."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from dengbu.cadastre.codes import PLANNED_USES, STRUCTURES
from dengbu.cadastre.geometry import Footing, outside, overlaps
from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.existing import Storeys
from dengbu.cadastre.importing.findings import Reason, Row, names
from dengbu.cadastre.importing.mapping import BuildingRules
from dengbu.cadastre.importing.parcels import ParcelPlan
from dengbu.cadastre.importing.scene import Scene
from dengbu.cadastre.importing.shapes import settle
from dengbu.cadastre.importing.sources import Features
from dengbu.cadastre.importing.values import Reader
from dengbu.cadastre.models import Building
from dengbu.cadastre.rules import (
    BUILDING_RULES,
    BuildingFact,
    Meeting,
    Twin,
    buildings_apart,
    code_once,
    judge,
)
from dengbu.cadastre.values import NewBuilding
from dengbu.kernel.chinese import normalise_code


@dataclass(slots=True)
class BuildingDraft:
    """A building on its way; sound while its row is not refused."""

    row: Row
    shape: BaseGeometry
    new: NewBuilding
    total_floors: int | None  # as the source adds them up


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """What becomes of the buildings layer."""

    drafts: tuple[BuildingDraft, ...]  # sound ones
    rows_of: Mapping[str, list[Row]]  # all rows by code
    storeys: Mapping[str, Storeys]  # by code, of sound ones


NO_BUILDINGS = BuildingPlan(drafts=(), rows_of={}, storeys={})


def plan_buildings(
    features: Features, rules: BuildingRules, scene: Scene, parcels: ParcelPlan
) -> BuildingPlan:
    """Decide on every building row."""
    rows = features.rows
    shapes = settle(rows, features.shapes, scene.mapping)
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        row.key = rules.key.read(row.values)
        row.code = normalise_code(rules.code.read(row.values))
        rows_of[row.code].append(row)
        if not row.key:
            row.refuse(Reason.NO_KEY, value="")
    _say_twins(rows_of, scene)
    drafts = [
        _draft(row, shape, rules, scene)
        for row, shape in zip(rows, shapes, strict=True)
        if shape is not None and not row.refused
    ]
    _judge(_sound(drafts), scene, parcels)
    _say_meetings(_sound(drafts), scene)
    sound = tuple(_sound(drafts))
    storeys = {
        draft.new.code: Storeys(
            floors_above=draft.new.floors_above, floors_below=draft.new.floors_below
        )
        for draft in sound
    }
    return BuildingPlan(drafts=sound, rows_of=rows_of, storeys=storeys)


def _sound(drafts: list[BuildingDraft]) -> list[BuildingDraft]:
    return [draft for draft in drafts if not draft.row.refused]


def _say_twins(rows_of: Mapping[str, list[Row]], scene: Scene) -> None:
    refs = {scene.ref(row.key) for rows in rows_of.values() for row in rows}
    known = existing.Known.of(Building, office=scene.office, refs=refs, codes=rows_of)
    for code, rows in rows_of.items():
        for row in rows:
            earlier = known.by_ref.get(scene.ref(row.key))
            others = names(each for each in rows if each is not row)
            if earlier is not None:
                row.repeats = True
                row.refuse(Reason.ALREADY_IN, code=earlier)
            elif not code:
                row.refuse(Reason.REQUIRED, name="自然幢号")
            elif others or code in known.codes:
                row.add(judge(Twin(what=code, others=others or "此前入库的幢"), (code_once,)))


def _draft(row: Row, shape: BaseGeometry, rules: BuildingRules, scene: Scene) -> BuildingDraft:
    read = Reader(row, rules.values, {})
    new = NewBuilding(
        code=row.code,
        name=read.text("name", 100),
        floors_above=read.storeys("floors_above"),
        floors_below=read.storeys("floors_below"),
        structure=read.coded("structure", STRUCTURES),
        planned_use=read.coded("planned_use", PLANNED_USES),
        completed_on=read.day("completed_on"),
        floor_area=read.area("floor_area"),
        footing=Footing.of(shape, crs=scene.mapping.metric_crs),
        source_ref=scene.ref(row.key),
    )
    if len(new.source_ref) > 120:
        row.refuse(Reason.TOO_LONG, name="编号", longest=120)
    return BuildingDraft(row, shape, new, read.storeys("total_floors"))


def _judge(drafts: list[BuildingDraft], scene: Scene, parcels: ParcelPlan) -> None:
    """Rules of each building by itself, on its parcel."""
    grounds = {draft.new.code: draft.lot.shape for draft in parcels.drafts}
    needed = {draft.new.code[:19] for draft in drafts} - set(grounds)
    grounds |= existing.parcels_among(needed, scene.office, scene.mapping.metric_crs)
    placed = [draft for draft in drafts if draft.new.code[:19] in grounds]
    inner = np.array([draft.shape for draft in placed], dtype=object)
    outer = np.array([grounds[draft.new.code[:19]] for draft in placed], dtype=object)
    out = dict(zip((id(draft) for draft in placed), outside(inner, outer), strict=True))
    refused = {row.code: row for rows in parcels.rows_of.values() for row in rows if row.code}
    for draft in drafts:
        draft.row.add(judge(_fact(draft, scene, float(out.get(id(draft), 0.0))), BUILDING_RULES))
        if id(draft) in out or draft.row.refused:
            continue
        parcel = draft.new.code[:19]
        if parcel in refused:
            draft.row.refuse(Reason.PARCEL_REFUSED, others=refused[parcel].name)
        else:
            draft.row.refuse(Reason.NO_PARCEL, value=parcel)


def _fact(draft: BuildingDraft, scene: Scene, out: float) -> BuildingFact:
    return BuildingFact(
        code=draft.new.code,
        districts=scene.districts,
        outside=out,
        tolerance=scene.mapping.overlap_tolerance,
        floors_above=draft.new.floors_above,
        floors_below=draft.new.floors_below,
        total_floors=draft.total_floors,
    )


def _say_meetings(drafts: list[BuildingDraft], scene: Scene) -> None:
    """D23 among the buildings of each parcel."""
    shapes = np.array([draft.shape for draft in drafts], dtype=object)
    tolerance = scene.mapping.overlap_tolerance
    for found in overlaps(shapes, above=tolerance):
        first, second = drafts[found.first], drafts[found.second]
        if first.new.code[:19] != second.new.code[:19]:
            continue
        for mine, other in ((first.row, second.row), (second.row, first.row)):
            meeting = Meeting(other=other.name, area=found.area, tolerance=tolerance)
            mine.add(judge(meeting, (buildings_apart,)))
