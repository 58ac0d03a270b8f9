"""Files that cannot be read as a whole, or lie elsewhere than the mapping says, are one fault."""

import gzip
import shutil
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from dengbu.cadastre import api as cadastre
from dengbu.kernel.fault import FaultCode, Faults
from tests.cadastre.surveys import DATA, ended, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The dirty sample in a folder of its own."""
    for file in DATA.glob("dirty*"):
        shutil.copy(file, tmp_path)
    return tmp_path


def codes_of(caught: pytest.ExceptionInfo[Faults]) -> set[FaultCode]:
    return {fault.code for fault in caught.value.faults}


def test_packed_files_are_read_like_plain_ones(folder: Path) -> None:
    packed = folder / "dirty.geojson.gz"
    packed.write_bytes(gzip.compress((folder / "dirty.geojson").read_bytes()))
    table = folder / "dirty-units.csv.gz"
    table.write_bytes(gzip.compress((folder / "dirty-units.csv").read_bytes()))
    report = take_in(
        "dirty",
        source=packed,
        dry_run=True,
        change=lambda text: text.replace("dirty-units.csv", table.name),
    )
    assert ended(report) == ended(take_in("dirty", dry_run=True))


def test_a_geopackage_is_read_like_geojson(folder: Path) -> None:
    package = folder / "dirty.gpkg"
    meta, _, wkb, columns = pyogrio.raw.read(folder / "dirty.geojson", force_2d=True)
    kept = np.array([shape is not None for shape in shapely.from_wkb(wkb)])
    pyogrio.raw.write(
        package,
        geometry=wkb[kept],
        field_data=[np.asarray(column[kept], dtype=object) for column in columns],
        fields=list(meta["fields"]),
        layer="lots",
        driver="GPKG",
        geometry_type="Unknown",
        crs="EPSG:4490",
    )
    report = take_in(
        "dirty",
        source=package,
        dry_run=True,
        change=lambda text: text.replace("[parcels]", '[parcels]\nlayer = "lots"'),
    )
    assert report.added == take_in("dirty", dry_run=True).added
    with pytest.raises(Faults) as caught:
        take_in(
            "dirty",
            source=package,
            change=lambda text: text.replace("[parcels]", '[parcels]\nlayer = "none"'),
        )
    assert codes_of(caught) == {FaultCode.UPLOAD_DAMAGED}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gone.geojson", None, FaultCode.NOT_FOUND),
        ("lots.shp", b"x", FaultCode.UPLOAD_TYPE),
        ("lots.geojson", b"{ not json", FaultCode.UPLOAD_DAMAGED),
        ("lots.gpkg", b"not a database", FaultCode.UPLOAD_DAMAGED),
        ("lots.geojson.gz", b"not packed", FaultCode.UPLOAD_DAMAGED),
        ("lots.geojson.gz", gzip.compress(b"{}" * 9000, mtime=0)[:-40], FaultCode.UPLOAD_DAMAGED),
        ("lots.geojson", '{"a": "洞庭"}'.encode("gb18030"), FaultCode.UPLOAD_DAMAGED),
    ],
)
def test_a_file_that_cannot_be_read(
    folder: Path, name: str, content: bytes | None, code: FaultCode
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(Faults) as caught:
        take_in("dirty", source=folder / name)
    assert codes_of(caught) == {code}


def test_the_line_that_is_not_utf8_is_named(folder: Path) -> None:
    source = folder / "dirty.geojson"
    lines = source.read_bytes().split(b"\n")
    lines[6] = lines[6].replace(b'"LOT"', b'"L\xb6T"')
    source.write_bytes(b"\n".join(lines))
    with pytest.raises(Faults, match="第7行"):
        take_in("dirty", source=source)


def test_another_coordinate_system_than_the_mapping_says() -> None:
    with pytest.raises(Faults, match="CGCS2000") as caught:
        take_in("dirty", change=lambda text: text.replace("EPSG:4490", "EPSG:4547"))
    assert codes_of(caught) == {FaultCode.GEOMETRY_INVALID}


def test_all_missing_columns_are_told_at_once() -> None:
    def change(text: str) -> str:
        text = text.replace('key = "UID"', 'key = "NO"').replace('"ADDRESS"', '"PLACE"')
        return text.replace('stated_area = "STATED"', 'stated_area = "SIZE"')

    with pytest.raises(Faults) as caught:
        take_in("dirty", change=change)
    assert {fault.field for fault in caught.value.faults} == {
        "parcels.SIZE",
        "units.NO",
        "units.PLACE",
    }


@pytest.mark.parametrize(
    ("table", "code"), [(b"", FaultCode.UPLOAD_SIZE), (b"UID,UID\n1,2\n", FaultCode.UPLOAD_DAMAGED)]
)
def test_a_table_without_a_usable_header(folder: Path, table: bytes, code: FaultCode) -> None:
    (folder / "dirty-units.csv").write_bytes(table)
    with pytest.raises(Faults) as caught:
        take_in("dirty", source=folder / "dirty.geojson")
    assert codes_of(caught) == {code}


def test_a_table_in_gb18030(folder: Path) -> None:
    """Old systems write GB 18030; the mapping says so, and only damaged rows are refused."""
    table = folder / "dirty-units.csv"
    lines = table.read_bytes().split(b"\n")
    sound = [line for line in lines if b"ENCODING" not in line]
    table.write_bytes(b"\n".join(sound).decode().encode("gb18030"))
    report = take_in(
        "dirty",
        source=folder / "dirty.geojson",
        dry_run=True,
        change=lambda text: text.replace("[units]", '[units]\nencoding = "gb18030"'),
    )
    units = report.of(cadastre.Table.UNITS)
    assert all(row.outcome.value in row.values["EXPECT"] for row in units)
    assert units[0].values["ADDRESS"] == "洞庭路1号"
