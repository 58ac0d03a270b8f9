"""``dengbu import``, ``dengbu export``: exit status, report and progress; rules are elsewhere."""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path

import duckdb
import pytest
from django.db import Error, connection, transaction

from dengbu.cadastre import api as cadastre
from dengbu.site.commands import exports, imports
from tests.register.city import make_units
from tests.register.stock.files import holder, put, title

SOUND, BROKEN = "430602001001GB00001", "43060200100"
MAPPING = """
name = "two-parcels"
districts = ["430602"]
[source]
crs = "EPSG:4547"
metric_crs = 4547
[parcels]
key = "ZDDM"
code = "ZDDM"
[parcels.values]
address = "ZL"
land_use = "TDYT"
"""


def parcel(code: str, east: float) -> dict[str, object]:
    """A square of 20 m, as a GeoJSON feature."""
    x, y = 530_000 + east, 3_250_000
    ring = [[x, y], [x + 20, y], [x + 20, y + 20], [x, y + 20], [x, y]]
    return {
        "type": "Feature",
        "properties": {"ZDDM": code, "ZL": f"岳阳楼区演示路{east:.0f}号", "TDYT": "0701"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def survey(tmp_path: Path, offices: None) -> list[str]:
    """Command line for a file of one sound and one broken parcel."""
    file, mapping = tmp_path / "survey.geojson", tmp_path / "map.toml"
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    features = [parcel(SOUND, 0), parcel(BROKEN, 40)]
    file.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}),
        encoding="utf-8",
    )
    mapping.write_text(MAPPING, encoding="utf-8")
    report = str(tmp_path / "report")
    return ["cadastre", str(file), "--mapping", str(mapping), "--report", report]


def dengbu_import(*arguments: str) -> int:
    parser = ArgumentParser()
    imports.add_arguments(parser)
    return imports.run(parser.parse_args(arguments))


def outcomes(folder: Path) -> list[str]:
    with (folder / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row[3] for row in list(csv.reader(file))[1:]]


def test_a_dry_run_reports_every_row_and_writes_none(
    survey: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dengbu_import(*survey, "--dry-run") == 0
    assert len(outcomes(tmp_path / "report")) == 2
    assert "什么都没有写入" in capsys.readouterr().out
    assert cadastre.parcel(SOUND) is None


def test_sound_rows_go_in_and_unsound_ones_are_named(
    survey: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dengbu_import(*survey) == 0
    assert cadastre.parcel(SOUND) is not None
    assert "refused" in outcomes(tmp_path / "report")
    assert "已入库" in capsys.readouterr().out


def test_what_cannot_be_read_as_a_whole_is_refused_with_the_reason(
    survey: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dengbu_import(*survey, "--office", "110101") == 1
    assert "110101" in capsys.readouterr().err
    assert dengbu_import("cadastre", "none.gpkg", *survey[2:]) == 1
    assert capsys.readouterr().err
    Path(survey[3]).write_text("name = ", encoding="utf-8")
    assert dengbu_import(*survey) == 1
    assert capsys.readouterr().err


def test_progress_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    for done in range(1, 1001):
        imports.show("rows", done, 1000)
    assert len(capsys.readouterr().err.splitlines()) == imports.STEPS


def test_stock_data_is_imported_and_exported_by_command(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = make_units(1)[0]
    put(
        tmp_path / "in",
        "FDCQ2",
        [title(unit, "43060220180105000001", "岳房权证第1号", "2018-01-05")],
    )
    put(tmp_path / "in", "QLR", [holder(unit, "岳房权证第1号", 1)])
    parser = ArgumentParser()
    imports.add_arguments(parser)
    told = ["--report", str(tmp_path / "out")]
    asked = ["register", str(tmp_path / "in"), *told]
    assert imports.run(parser.parse_args([*asked, "--dry-run"])) == 0
    assert "可入库1行" in capsys.readouterr().out
    assert imports.run(parser.parse_args(asked)) == 0
    said = capsys.readouterr()
    assert "合计：读到2 = 已入库2 + 原已在簿0 + 隔离0 + 只核对0" in said.out
    assert "现势权利 ownership：导入前0，导入后1" in said.out
    assert "登簿: 1/1" in said.err
    made = [tmp_path / "out", *(tmp_path / "out").iterdir()]
    assert len(made) == 3
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []  # names people
    assert imports.run(parser.parse_args(["register", str(tmp_path / "nowhere"), *told])) == 1
    assert "没有文件夹nowhere" in capsys.readouterr().err
    outer = ArgumentParser()
    exports.add_arguments(outer)
    into = str(tmp_path / "export")
    assert exports.run(outer.parse_args(["register", into, "--format", "parquet"])) == 0
    assert "FDCQ2.parquet：1行" in capsys.readouterr().out
    assert exports.run(outer.parse_args(["register", into])) == 1
    assert "不是空的" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_a_database_refuses_is_one_line_without_a_person(offices: None) -> None:
    insert = (
        "INSERT INTO register_party (id, office, name, id_type, id_no, party_type)"
        " VALUES (1, '430602', '段俊', '1', '430602198503120031', %s)"
    )
    with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [None])
    said = imports.stopped(refused.value)
    assert "段俊" in str(refused.value)
    assert said.startswith("导入中断（登记库 23502，register_party）")
    assert said.count("\n") == 1
    assert "段俊" not in said
    assert "4306021985" not in said
    with pytest.raises(duckdb.Error) as broken:
        duckdb.sql("SELECT '段俊'::INTEGER").fetchall()
    assert imports.stopped(broken.value).startswith("导入中断（临时库 ConversionException）")
