"""Parcels, buildings and units of the files, through the cadastre's door."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction

from dengbu.cadastre import api as cadastre
from dengbu.register.stock.view import View
from dengbu.register.stock.workspace import Workspace, one_file

STEP = Path(__file__).resolve().parent / "sql" / "0_ground.sql"
BATCH = 5_000  # rows a transaction
CRS = 4547  # CGCS2000, 3-degree zone of 114 E, where a file does not say
_SURVEYED = "x.office, x.status, x.zone, x.source_ref"
_PLACES = (
    "SELECT code, NULL FROM cadastre_parcel UNION ALL SELECT code, NULL FROM cadastre_building"
    " UNION ALL SELECT code, CASE WHEN status = 1 AND floor_no IS NOT NULL AND room_no <> ''"
    " THEN left(code, 24) || ':' || floor_no || ':' || room_no END FROM cadastre_unit"
)
_UNIT = (
    "x.code, x.address, x.room_no, x.floor_no, x.planned_use, x.floor_area, x.inner_area,"
    " x.shared_area, x.shared_land_area, x.house_type, x.house_nature, x.total_floors,"
    " x.structure, x.plan::text AS plan"
)
GROUND_VIEWS: dict[str, View] = {
    "ZDJBXX": View(
        sql=(
            "SELECT x.code, x.address, x.area, x.land_use, x.right_type, x.right_nature,"
            " x.bound_east, x.bound_south, x.bound_west, x.bound_north, u.code AS land_unit,"
            " encode(x.geometry, 'hex') AS geometry, x.land_from, x.land_to, x.crs,"
            f" x.bb::text AS bb, {_SURVEYED} FROM cadastre_parcel x LEFT JOIN cadastre_unit u"
            " ON u.code = x.code || 'W00000000' WHERE x.status = 1"
        ),
        order="v.code",
    ),
    "ZRZ": View(
        sql=(
            "SELECT x.code, x.name, x.completed_on, x.floor_area, x.floors_above, x.floors_below,"
            " x.planned_use, x.structure, encode(x.footprint, 'hex') AS footprint, x.crs,"
            " x.bb::text AS bb, x.office, x.status, NULL AS zone, x.source_ref"
            " FROM cadastre_building x WHERE x.status = 1"
        ),
        order="v.code",
    ),
    "H": View(
        sql=f"SELECT {_UNIT}, {_SURVEYED} FROM cadastre_unit x WHERE substr(x.code, 20, 1) <> 'Q'",
        order="v.code",
    ),
    "GZW": View(
        sql=f"SELECT {_UNIT}, {_SURVEYED} FROM cadastre_unit x WHERE substr(x.code, 20, 1) = 'Q'",
        order="v.code",
    ),
}
"""By national table."""


def decide(work: Workspace) -> None:
    """``g`` and what is wrong with its rows; shapes are read here, some thousands at a time."""
    connection.ensure_connection()
    path = work.folder / "pg_place.csv"
    with (
        path.open("wb") as file,
        connection.connection.cursor().copy(
            f"COPY ({_PLACES}) TO STDOUT (FORMAT csv)".encode()
        ) as lines,
    ):
        for data in lines:
            file.write(data)
    work.run(
        f"CREATE TABLE pg_place AS SELECT * FROM read_csv({one_file(path)}, header=false,"
        " auto_detect=false, quote='\"', escape='\"',"
        " columns={'code': 'VARCHAR', 'room': 'VARCHAR'})"
    )
    work.run(STEP.read_text(encoding="utf-8"))
    for name, column in (("ZDJBXX", "geometry"), ("ZRZ", "footprint")):
        wrong = [
            (name, n, "GEOMETRY", "SHAPE")
            for rows in _batches(work, name, f"t.n, t.{column}, t.bb", f"t.{column} IS NOT NULL")
            for n, text, box in rows
            if _footing(text, None, box) is None
        ]
        if wrong:
            work.duck.executemany("INSERT INTO bad VALUES (?, ?, ?, ?)", [list(w) for w in wrong])
    work.run("UPDATE g SET ok = false WHERE (tbl, n) IN (SELECT (tbl, n) FROM bad)")


def write(work: Workspace) -> None:
    """What is new, in batches that are each committed whole; parcels before what lies on them."""
    for name, columns, add in (
        ("ZDJBXX", _PARCEL, _add_parcels),
        ("ZRZ", _BUILDING, _add_buildings),
        ("H", _HOUSE, _add_units),
        ("GZW", _STRUCTURE, _add_units),
    ):
        for rows in _batches(work, name, columns, "true"):
            _by_office(rows, add)
    land = work.duck.cursor().execute("SELECT code, address, zone FROM fresh_land ORDER BY code")
    while rows := land.fetchmany(BATCH):
        _by_office(
            [(code, address, *(None,) * 11, "1", zone, None) for code, address, zone in rows],
            _add_units,
        )


def planned(work: Workspace) -> None:
    """For a dry run: new units with ids that stand for those to come."""
    work.run(
        "INSERT INTO pg_unit SELECT code, -row_number() OVER (), code[:6], NULL FROM (SELECT code"
        " FROM g WHERE ok AND NOT there AND tbl IN ('H', 'GZW')"
        " UNION ALL SELECT code FROM fresh_land)"
    )


def _batches(
    work: Workspace, name: str, columns: str, where: str
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """New rows of a table."""
    found = work.duck.cursor().execute(
        f"SELECT {columns} FROM t_{name} t JOIN g ON g.tbl = '{name}' AND g.n = t.n"
        f" WHERE g.ok AND NOT g.there AND {where} ORDER BY t.n"
    )
    while rows := found.fetchmany(BATCH):
        yield rows


_PARCEL = (
    "t.code, t.address, t.area, t.geometry, t.crs, t.bb, t.land_use, t.right_type, t.right_nature,"
    " t.land_from, t.land_to, t.bound_east, t.bound_south, t.bound_west, t.bound_north, t.zone,"
    " t.source_ref"
)
_BUILDING = (
    "t.code, t.name, t.floors_above, t.floors_below, t.structure, t.planned_use, t.completed_on,"
    " t.floor_area, t.footprint, t.crs, t.bb, t.source_ref"
)
_HOUSE = (
    "t.code, t.address, t.room_no, t.floor_no, t.total_floors, t.planned_use, t.house_nature,"
    " t.house_type, t.structure, t.floor_area, t.inner_area, t.shared_area, t.shared_land_area,"
    " t.status, t.zone, t.source_ref, t.plan"
)
_STRUCTURE = (
    "t.code, t.address, NULL, NULL, NULL, NULL, NULL, NULL, NULL, t.floor_area, NULL, NULL, NULL,"
    " t.status, t.zone, t.source_ref, NULL"
)


def _by_office(
    rows: Sequence[tuple[Any, ...]], add: Callable[[str, list[tuple[Any, ...]]], None]
) -> None:
    """One transaction for some rows of one or more offices."""
    with transaction.atomic():
        for office in sorted({row[0][:6] for row in rows}):
            add(office, [row for row in rows if row[0].startswith(office)])


def _footing(text: str | None, crs: int | None, box: str | None) -> cadastre.Footing | None:
    try:
        return cadastre.read_footing(text or "", crs=crs or CRS, box=box or "")
    except ValueError:
        return None


def _add_parcels(office: str, rows: list[tuple[Any, ...]]) -> None:
    made = []
    for code, address, area, shape, crs, box, use, right, nature, begins, ends, *rest in rows:
        footing = _footing(shape, crs, box)
        assert footing is not None, "decide has read it"
        made.append(
            cadastre.NewParcel(
                code=code,
                address=address or "",
                area=area,
                footing=footing,
                land_use=use or "",
                right_type=right or "",
                right_nature=nature or "",
                land_from=begins,
                land_to=ends,
                bounds=tuple(side or "" for side in rest[:4]),  # type: ignore[arg-type]  # four
                zone=rest[4] or "",
                source_ref=rest[5] or "",
            )
        )
    cadastre.add_parcels(made, office=office)


def _add_buildings(office: str, rows: list[tuple[Any, ...]]) -> None:
    made = [
        cadastre.NewBuilding(
            code=code,
            name=name or "",
            floors_above=above,
            floors_below=below,
            structure=structure or "",
            planned_use=use or "",
            completed_on=completed,
            floor_area=area,
            footing=_footing(shape, crs, box) if shape else None,
            source_ref=ref or "",
        )
        for code, name, above, below, structure, use, completed, area, shape, crs, box, ref in rows
    ]
    cadastre.add_buildings(made, office=office)


def _add_units(office: str, rows: list[tuple[Any, ...]]) -> None:
    made = [
        cadastre.NewUnit(
            code=row[0],
            address=row[1] or "",
            room_no=row[2] or "",
            floor_no=row[3],
            total_floors=row[4],
            planned_use=row[5] or "",
            house_nature=row[6] or "",
            house_type=row[7] or "",
            structure=row[8] or "",
            floor_area=row[9],
            inner_area=row[10],
            shared_area=row[11],
            shared_land_area=row[12],
            zone=row[14] or "",
            source_ref=row[15] or "",
            plan=cadastre.read_plan(orjson.loads(row[16])) if len(row) > 16 and row[16] else None,
        )
        for row in rows
    ]
    cadastre.add_units(made, office=office)
    if retired := [row[0] for row in rows if row[13] == "0"]:
        cadastre.retire_units(retired, office=office)
