"""No ground given twice (D15): parcels of one layer, in the file and against those that are in."""

from collections.abc import Callable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dengbu.cadastre.geometry import Box, Overlap, Shapes, overlaps, overlaps_between
from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.findings import Finding, Reason, Row
from dengbu.cadastre.importing.scene import Scene
from dengbu.cadastre.rules import Meeting, layer_of, no_overlap

TOLD_FROM = 0.05  # m2 above which D15 speaks, even if the source's precision explains it

Parcel = tuple[Row, BaseGeometry, str]
"""A sound row, its shape in metres and its code (or the front of it)."""


def apart(parcels: list[Parcel], rows: list[Row], shapes: Shapes, scene: Scene) -> None:
    """Refuse both of two parcels that share more ground than the source's precision explains.

    Nobody can know which of the two has the wrong boundary, and a right entered on either could
    take ground from the other. Smaller overlaps are told on both; one with a row that was refused
    for another reason is told only, since that row claims nothing.
    """
    if not parcels:
        return
    tolerance = scene.mapping.overlap_tolerance
    told = min(tolerance, TOLD_FROM)
    ours = _array([shape for _, shape, _ in parcels])
    clashes = [
        (parcels[found.first], parcels[found.second], found.area)
        for found in overlaps(ours, above=told)
        if layer_of(parcels[found.first][2]) == layer_of(parcels[found.second][2])
    ]
    for (first, _, _), (second, _, _), area in clashes:
        _say(first, second.name, area, tolerance)
        _say(second, first.name, area, tolerance)
    _against_refused(parcels, ours, rows, shapes, told)
    _against_known(parcels, ours, scene, told)


def _say(row: Row, other: str, area: float, tolerance: float) -> None:
    violation = no_overlap(Meeting(other=other, area=area, tolerance=tolerance))
    refuses = violation is not None
    if violation is None:
        violation = no_overlap(Meeting(other=other, area=area, tolerance=TOLD_FROM))
    if violation is not None:
        row.tell(Finding.of(violation, refuses=refuses))


def _against_refused(
    parcels: list[Parcel], ours: Shapes, rows: list[Row], shapes: Shapes, told: float
) -> None:
    merged = {id(row) for row, _, _ in parcels}
    places = [
        place
        for place, (row, shape) in enumerate(zip(rows, shapes, strict=True))
        if shape is not None and id(row) not in merged and row.refused and not row.repeats
        if not any(finding.code in ("D15", Reason.SAME_SHAPE) for finding in row.findings)
    ]
    others = _array([shapes[place] for place in places])
    _tell(overlaps_between(ours, others, above=told), parcels, lambda k: rows[places[k]].name)


def _tell(found: list[Overlap], parcels: list[Parcel], name: Callable[[int], str]) -> None:
    for each in found:
        area = f"{each.area:.2f}"
        parcels[each.first][0].note(Reason.NEIGHBOUR_REFUSED, other=name(each.second), area=area)


def _against_known(parcels: list[Parcel], ours: Shapes, scene: Scene, told: float) -> None:
    boxes = [Box(*bounds) for bounds in shapely.bounds(ours).tolist()]
    codes, known = existing.parcels_near(boxes, scene.mapping.metric_crs)
    for found in overlaps_between(ours, known, above=told):
        row, _, code = parcels[found.first]
        if layer_of(code) == layer_of(codes[found.second]):
            other = f"此前入库的宗地{codes[found.second]}"
            _say(row, other, found.area, scene.mapping.overlap_tolerance)


def _array(shapes: list[BaseGeometry]) -> Shapes:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
