"""The 13,159 real parcels and 27,424 units of Cambridge, found by `DENGBU_SAMPLE_CADASTRE`.

What is unsound is found here a second time, by plain shapely and the CSV reader, so that the
importer is not judged by itself.
"""

import csv
import gzip
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry import shape

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.cadastre.importing.findings import Row
from dengbu.cadastre.models import Building, Parcel, Unit
from tests.cadastre.surveys import NOW, OFFICE, OFFICER, ended

FOLDER = Path(os.environ.get("DENGBU_SAMPLE_CADASTRE", "/nowhere"))
PARCELS, UNITS = FOLDER / "parcels_fy2013.geojson.gz", FOLDER / "units_fy2013.csv.gz"
MAPPING = Path(cadastre.__file__).parent / "mappings" / "cambridge.toml"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PARCELS.exists(), reason="DENGBU_SAMPLE_CADASTRE names no data"),
]


def take_in(actor: accounts.Actor = OFFICER, *, dry_run: bool) -> cadastre.ImportReport:
    return cadastre.import_cadastre(
        PARCELS,
        cadastre.read_mapping(MAPPING),
        office=OFFICE,
        actor=actor,
        dry_run=dry_run,
        now=NOW,
    )


def reasons(row: Row) -> set[str]:
    return {finding.code for finding in row.findings}


def test_what_is_sound_goes_in_and_what_is_not_is_named() -> None:
    report = take_in(dry_run=True)
    assert report.counts["parcels"]["read"] == 13_159
    assert report.counts["units"]["read"] == 27_424
    check_parcels(report)
    check_units(report)
    check_loading(report)


def check_parcels(report: cadastre.ImportReport) -> None:
    features = json.loads(gzip.decompress(PARCELS.read_bytes()))["features"]
    rows = report.of(cadastre.Table.PARCELS)
    keys = [feature["properties"].get("ML") for feature in features]
    invalid, overlapping = faults_of_shapes([shape(feature["geometry"]) for feature in features])
    carried = Counter(keys)
    assert len(invalid) == 22
    for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
        assert row.values["id"] == features[place]["properties"]["id"]
        suspect = place in invalid or place in overlapping or carried[key] > 1
        is_number = bool(key) and key[0].isdigit() and key[-1].isalnum() and key[-2:] != "XL"
        if not is_number or key == "9-MD" or key == "269.5-000":
            assert reasons(row) >= {"NO_KEY"}, row.name
        elif suspect:
            assert row.findings, row.name  # named, with the reason
        else:
            assert not row.refused, (row.name, row.findings)  # none refused wrongly
        if place in invalid and is_number:
            assert reasons(row) & {"REPAIRED", "D14"}, row.name
        if row.refused:
            assert row.values["GlobalID"] == features[place]["properties"]["GlobalID"]
            assert row.values["geometry"].startswith(("POLYGON", "MULTIPOLYGON"))
    # Without a number, in too much of an overlap, a number for two lots, one row twice.
    assert report.counts["parcels"]["refused"] == 92 + 39 + 2 + 1
    by_key = {row.key: row for row in rows if not row.refused}
    assert "合为一宗" in by_key["171-1"].findings[0].message


def faults_of_shapes(shapes: list[shapely.Geometry]) -> tuple[set[int], set[int]]:
    """Places of invalid shapes, and of valid ones that overlap another by more than 0.05 m2.

    What an invalid shape overlaps is the loop that makes it invalid; mending takes it away.
    """
    move = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:26986", always_xy=True)
    raw = np.array(shapes, dtype=object)
    metres = shapely.transform(raw, lambda p: np.column_stack(move.transform(p[:, 0], p[:, 1])))
    invalid = set(np.flatnonzero(~shapely.is_valid(metres)).tolist())
    valid = shapely.make_valid(metres, method="structure", keep_collapsed=False)
    first, second = shapely.STRtree(valid).query(valid, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    areas = shapely.area(shapely.intersection(valid[first], valid[second]))
    pairs = zip(first[areas > 0.05].tolist(), second[areas > 0.05].tolist(), strict=True)
    return invalid, {place for pair in pairs if not invalid & set(pair) for place in pair}


def check_units(report: cadastre.ImportReport) -> None:
    with gzip.open(UNITS, "rt", encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file))
    parcels = {row.key for row in report.of(cadastre.Table.PARCELS) if not row.refused}
    rooms = Counter((s["ML"], s["Location"]) for s in source if "#" in s["Location"])
    land: dict[str, list[str]] = defaultdict(list)
    for row, record in zip(report.of(cadastre.Table.UNITS), source, strict=True):
        assert row.values["ID"] == record["ID"]
        if row.code.endswith("W00000000"):
            land[record["ML"]].append(record["ID"])
        area = float(record["GrossArea"] or 0)
        if record["ML"] not in parcels:
            assert reasons(row) <= {"NO_PARCEL", "PARCEL_REFUSED", "AREA_UNKNOWN"}, row.name
            assert row.refused
        elif area < 0 or rooms[record["ML"], record["Location"]] > 1:
            assert row.refused, row.name
        elif record["ML"] != "68-70":  # two land rows on one lot
            assert not row.refused, (row.name, row.findings)
    assert all(len(rows) == 1 for rows in land.values())
    assert report.counts["units"]["refused"] == 58 + 48 + 1 + 2 + 2


def check_loading(dry: cadastre.ImportReport) -> None:
    report = take_in(dry_run=False)
    assert ended(report) == ended(dry)
    assert Parcel.objects.count() == report.added["parcels"]
    assert Building.objects.count() == report.added["buildings"]
    assert Unit.objects.count() == report.added["units"]
    codes = Unit.objects.values_list("code", flat=True)
    assert len(set(codes)) == len(codes)
    hits = cadastre.search_units("219 obrien hwy")
    assert [hit.address for hit in hits] == ["219 MONSIGNOR OBRIEN HWY"]
    facts = cadastre.unit(hits[0].code)
    assert facts is not None
    assert facts.is_land  # a parking lot
    again = take_in(dry_run=False)
    assert set(again.added.values()) == {0}
    assert all(row.refused for row in again.rows)
