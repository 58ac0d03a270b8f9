"""The folders of an import and an export: our own, private, and never half a result."""

import csv
from pathlib import Path

import duckdb
import pytest

from dengbu.cadastre.models import Unit
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from dengbu.register.models import Booking
from dengbu.register.stock.workspace import Workspace
from tests.register.stock.files import quarantined, take
from tests.register.stock.test_quarantine import homes
from tests.register.stock.whole import every_kind

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_work_folder_is_private_and_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    mine = tmp_path / "work" / "mine.txt"
    mine.write_text("甲", encoding="utf-8")
    killed = Workspace(tmp_path / "work")
    assert killed.folder.stat().st_mode & 0o077 == 0
    killed.duck.close()
    work = Workspace(tmp_path / "work")
    assert not killed.folder.exists()
    work.close()
    assert list((tmp_path / "work").iterdir()) == [mine]


def test_a_folder_may_have_an_apostrophe(tmp_path: Path) -> None:
    folder = tmp_path / "o'brien" / "in"
    homes(folder, {})
    qlr = folder / "QLR.csv"
    duckdb.read_csv(str(qlr), all_varchar=True).write_parquet(str(qlr.with_suffix(".parquet")))
    qlr.unlink()
    assert take(folder).total.taken == 2
    written = register.export_register(tmp_path / "o'brien" / "out2", parquet=True)
    assert "FDCQ2.parquet" in written
    assert Booking.objects.count() == 1


def test_an_export_that_was_killed_is_made_again(tmp_path: Path) -> None:
    homes(tmp_path / "in", {})
    take(tmp_path / "in")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "FDCQ2.csv.part").write_bytes(b"half")
    written = register.export_register(tmp_path / "one")
    assert {p.name for p in (tmp_path / "one").iterdir()} == set(written)
    with pytest.raises(Faults):
        register.export_register(tmp_path / "one")


def test_no_cell_of_the_quarantine_is_a_formula(tmp_path: Path) -> None:
    homes(tmp_path / "in", {"FDCJYJG": '=HYPERLINK("x")', "YWH": "@1"})
    take(tmp_path / "in")
    with (tmp_path / "out" / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["field"] == "FDCJYJG"]
    assert [(r["value"], r["case_no"]) for r in rows] == [('\'=HYPERLINK("x")', "'@1")]


def test_a_house_in_a_room_that_is_taken_is_told_and_the_others_come_in(tmp_path: Path) -> None:
    every_kind()
    register.export_register(tmp_path / "all")
    with (tmp_path / "all" / "H.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stands = rows[0] | {"SJCS": "3", "SHBW": "301"}
    Unit.objects.filter(code=stands["BDCDYH"]).update(floor_no=3, room_no="301")
    taken = stands | {"BDCDYH": stands["BDCDYH"][:24] + "0901"}
    free = taken | {"BDCDYH": stands["BDCDYH"][:24] + "0902", "SHBW": "302"}
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "H.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows([taken, free])
    report = take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [("H.csv", "1", "SHBW", "ROOM_TAKEN")]
    assert report.total.taken == 1
    assert not Unit.objects.filter(code=taken["BDCDYH"]).exists()
    assert Unit.objects.filter(code=free["BDCDYH"]).exists()
