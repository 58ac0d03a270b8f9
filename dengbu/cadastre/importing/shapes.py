"""From a layer's raw shapes to sound polygons in metres, row by row with the reason if not."""

import re

import numpy as np
import pyproj
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from dengbu.cadastre.geometry import Shapes, mend
from dengbu.cadastre.importing.findings import Reason, Row
from dengbu.cadastre.importing.mapping import ImportMapping
from dengbu.cadastre.rules import BoundaryFact, boundary_sound, judge
from dengbu.kernel.fault import Fault, FaultCode, Faults

MILLIMETRE = 3  # decimals kept: boundary points are surveyed to the millimetre (XZBZ N15,3)
_PLACED = re.compile(r"([^\[]*)(?:\[([-\d.]+) ([-\d.]+)\])?")
_FAULTS = {
    "Self-intersection": "界址线自相交",
    "Ring Self-intersection": "界址线自相接触",
    "Hole lies outside shell": "内环在外环以外",
    "Nested holes": "内环套内环",
    "Nested shells": "多个面互相包含",
    "Duplicate Rings": "同一条界址线出现两次",
    "Interior is disconnected": "界址线把面切断",
    "Too few points in geometry component": "界址点不足三个",
}
KINDS = {
    "Point": "点",
    "MultiPoint": "多点",
    "LineString": "线",
    "LinearRing": "线",
    "MultiLineString": "多线",
    "GeometryCollection": "混合图形",
}


def check_crs(declared: pyproj.CRS | None, mapping: ImportMapping, file_name: str) -> None:
    """`Faults` if the file says another coordinate system than the mapping."""
    if declared is None or declared.equals(mapping.crs, ignore_axis_order=True):
        return
    if declared.to_epsg() == 4326 and mapping.crs.equals("OGC:CRS84", ignore_axis_order=True):
        return  # GDAL reads CRS84, which differs in the order of axes only, as EPSG:4326
    message = (
        f"{file_name}的坐标系是“{declared.name}”，对照文件写的是“{mapping.crs.name}”，"
        "请改正其中之一"
    )
    raise Faults(Fault(code=FaultCode.GEOMETRY_INVALID, message=message, field="source.crs"))


def settle(rows: list[Row], shapes: Shapes, mapping: ImportMapping) -> Shapes:
    """Sound shapes in metres, `None` for rows that are refused for their shape.

    Rows that are refused for other reasons keep theirs: neighbours want to know of it.
    """
    shapes = _flat(rows, shapes)
    for number, (row, shape) in enumerate(zip(rows, shapes, strict=True)):
        if (shape is None and row.refused) or not _is_surface(row, shape):
            shapes[number] = None
    moved = _to_metres(rows, shapes, mapping)
    _mend_all(rows, moved, mapping.area_tolerance)
    rounded = _array(shapely.transform(moved, lambda points: np.round(points, MILLIMETRE)))
    _mend_all(rows, rounded, mapping.area_tolerance)  # rounding may close a gap of a millimetre
    return rounded


def _mend_all(rows: list[Row], shapes: Shapes, tolerance: float) -> None:
    for place in np.flatnonzero(~shapely.is_valid(shapes)):
        if shapes[place] is not None:
            shapes[place] = _mended(rows[place], shapes[place], tolerance)


def _array(shapes: Shapes) -> Shapes:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _flat(rows: list[Row], shapes: Shapes) -> Shapes:
    for place in np.flatnonzero(shapely.has_z(shapes)):
        rows[place].note(Reason.HEIGHT_DROPPED)
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _is_surface(row: Row, shape: BaseGeometry | None) -> bool:
    if shape is None or shape.is_empty:
        row.refuse(Reason.NO_SHAPE)
        return False
    if not isinstance(shape, Polygon | MultiPolygon):
        row.refuse(Reason.NOT_AN_AREA, kind=KINDS.get(shape.geom_type, shape.geom_type))
        return False
    return True


def _to_metres(rows: list[Row], shapes: Shapes, mapping: ImportMapping) -> Shapes:
    """Transform to the metric system; what lies where that system does not hold is refused."""
    target = pyproj.CRS.from_epsg(mapping.metric_crs)
    inside = _within(rows, shapes, mapping.crs, target)
    kept = shapes.copy()
    kept[~inside] = None
    same = mapping.crs.equals(target, ignore_axis_order=True)
    mover = pyproj.Transformer.from_crs(mapping.crs, target, always_xy=True)

    def move(points: Shapes) -> Shapes:
        if same:
            return points
        return np.column_stack(mover.transform(points[:, 0], points[:, 1]))

    return _array(shapely.transform(kept, move))


def _within(rows: list[Row], shapes: Shapes, source: pyproj.CRS, target: pyproj.CRS) -> Shapes:
    """Which shapes lie in the area of use of the target system, by their boxes in degrees."""
    bounds = shapely.bounds(shapes)
    area = target.area_of_use
    to_degrees = pyproj.Transformer.from_crs(source, "OGC:CRS84", always_xy=True)
    inside = np.zeros(len(shapes), dtype=bool)
    with np.errstate(invalid="ignore"):
        west, south = to_degrees.transform(bounds[:, 0], bounds[:, 1])
        east, north = to_degrees.transform(bounds[:, 2], bounds[:, 3])
        if area is not None:
            inside = (west >= area.west) & (east <= area.east)
            inside &= (south >= area.south) & (north <= area.north)
    for place in np.flatnonzero(~inside):
        if shapes[place] is not None:
            x, y = shapely.get_coordinates(shapes[place])[0]
            rows[place].refuse(Reason.OUT_OF_AREA, x=f"{x:.6g}", y=f"{y:.6g}")
    return inside


def _mended(row: Row, shape: BaseGeometry, tolerance: float) -> BaseGeometry | None:
    why = _why(shape)
    mended = mend(shape, tolerance=tolerance)
    if mended is None:
        row.add(judge(BoundaryFact(why=why), (boundary_sound,)))
        return None
    row.note(Reason.REPAIRED, why=why, change=f"{mended.change:.2f}")
    return mended.shape


def _why(shape: BaseGeometry) -> str:
    found = _PLACED.fullmatch(shapely.is_valid_reason(shape))
    if found is None:
        return "几何结构有误"
    fault = _FAULTS.get(found[1].strip(), "几何结构有误")
    if not found[2]:
        return fault
    return f"{fault}，在（{float(found[2]):.3f}, {float(found[3]):.3f}）附近"
