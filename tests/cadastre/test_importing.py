"""Whole imports of the committed dirty samples: every row ends where its EXPECT column says."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from dengbu.cadastre import api as cadastre
from dengbu.cadastre.importing import report as reports
from dengbu.cadastre.importing.findings import Row
from dengbu.cadastre.models import Building, Parcel, SpatialSource, Unit
from tests.cadastre.data import make
from tests.cadastre.surveys import DATA, NOW, OFFICE, ended, take_in

pytestmark = pytest.mark.django_db


def said(row: Row) -> str:
    """Outcome and reasons, as the EXPECT column writes them."""
    return " ".join([row.outcome.value, *sorted({finding.code for finding in row.findings})])


@pytest.mark.parametrize("name", ["dirty", "coded"])
def test_every_row_ends_where_it_should(name: str) -> None:
    report = take_in(name)
    wrong = [
        (row.table.value, row.name, row.values["EXPECT"], said(row), row.findings)
        for row in report.rows
        if said(row) not in row.values["EXPECT"].split(" / ")
    ]
    assert wrong == []
    faults = Counter(row.values["EXPECT"] for row in report.rows)
    assert all(count >= make.DOZEN / 4 for count in faults.values()), faults
    copies = [said(row) for row in report.rows if row.key.startswith("copy")]
    assert copies == ["taken", "refused KEY_REPEATED"] * (len(copies) // 2)


def test_the_samples_are_what_their_maker_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "HERE", tmp_path)
    make.main()
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (DATA / made.name).read_bytes(), made.name


@pytest.mark.parametrize("name", ["dirty", "coded"])
def test_counts_reconcile_with_the_database(name: str) -> None:
    report = take_in(name)
    source = SpatialSource.objects.get()
    for model, table in ((Parcel, "parcels"), (Building, "buildings"), (Unit, "units")):
        assert model.objects.count() == report.added[table]
        assert not model.objects.exclude(source=source).exists()
    for counts in report.counts.values():
        assert counts["read"] == counts["taken"] + counts["noted"] + counts["refused"]
    assert source.actor_name == "测绘科"
    assert source.taken_in_at == NOW


@pytest.mark.parametrize("name", ["dirty", "coded"])
def test_a_dry_run_makes_the_same_report_and_writes_nothing(name: str) -> None:
    dry = take_in(name, dry_run=True)
    assert not Parcel.objects.exists()
    assert not SpatialSource.objects.exists()
    assert ended(dry) == ended(take_in(name))


@pytest.mark.parametrize("name", ["dirty", "coded"])
def test_the_same_file_again_adds_nothing(name: str) -> None:
    first = take_in(name)
    again = take_in(name)
    assert set(again.added.values()) == {0}
    assert SpatialSource.objects.count() == 1
    codes = {row.code for row in first.rows if not row.refused}
    for row in again.rows:
        assert row.refused
    repeats = [row for row in again.rows if "ALREADY_IN" in {f.code for f in row.findings}]
    assert {row.code for row in repeats} == codes


def test_numbers_go_on_where_the_last_file_stopped(tmp_path: Path) -> None:
    take_in("dirty")
    last = Parcel.objects.filter(code__startswith="430602901002GB").order_by("-code").first()
    assert last is not None
    kept = json.loads((DATA / "dirty.geojson").read_text(encoding="utf-8"))
    one = kept["features"][0]
    one["properties"] |= {"MAP": "2", "LOT": "7000", "KEY": "2-7000", "STATED": "400"}
    one["geometry"] = make.polygon(make.square(430_000, 3_249_000))
    new_sheet = {**one, "properties": {**one["properties"], "MAP": "10", "KEY": "10-7000"}}
    new_sheet["geometry"] = make.polygon(make.square(430_100, 3_249_000))
    kept["features"] = [one, new_sheet]
    later = tmp_path / "later.geojson"
    later.write_text(json.dumps(kept), encoding="utf-8")
    (tmp_path / "dirty-units.csv").write_text(",".join(make.UNIT_COLUMNS) + "\n", encoding="utf-8")
    report = take_in("dirty", source=later)
    codes = [row.code for row in report.rows]
    assert codes == [f"430602901002GB{int(last.code[14:]) + 1:05d}", "430602901004GB00001"]


def test_ground_that_is_taken_is_not_given_again(tmp_path: Path) -> None:
    take_in("coded")
    kept = json.loads((DATA / "coded.geojson").read_text(encoding="utf-8"))
    first = kept["features"][0]
    columns = dict.fromkeys(("KEY", "QLXZ", "QSRQ", "ZZRQ"), "")
    first["properties"] |= columns | {"ZDDM": "430602003012GB09999"}
    kept["features"] = [first]
    file = tmp_path / "later.geojson"
    file.write_text(json.dumps(kept), encoding="utf-8")
    report = take_in("coded", source=file, change=without_buildings_and_units)
    (row,) = report.rows
    assert said(row) == "refused D15"
    assert "430602003012GB00001" in row.findings[0].message


def without_buildings_and_units(mapping: str) -> str:
    return mapping.split("[buildings]")[0]


def test_facts_of_a_unit_that_was_imported() -> None:
    take_in("dirty")
    unit = Unit.objects.get(source_ref="dirty:U1")
    facts = cadastre.unit(unit.code)
    assert facts is not None
    assert str(facts.floor_area) == "90.00"  # 968.75 square feet
    assert facts.building is not None
    assert facts.building.floors_above is None
    assert facts.parcel.address.startswith("地块 ")
    unknown = Unit.objects.filter(floor_area=None, code__contains="F").count()
    assert unknown == make.DOZEN  # kept as unknown, never as zero


def test_the_report_on_disk_keeps_what_was_refused(tmp_path: Path) -> None:
    report = take_in("dirty", dry_run=True)
    rows_file, summary_file = report.write(tmp_path / "report")
    with rows_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(report.rows)
    for line, row in zip(rows, report.rows, strict=True):
        assert line["outcome"] == row.outcome.value
        kept = json.loads(line["values"]) if line["values"] else None
        assert (kept is not None) == row.refused
        if kept is not None:
            assert kept["EXPECT"] == row.values["EXPECT"]
    bow_tie = next(line for line in rows if line["reasons"] == "D14")
    assert json.loads(bow_tie["values"])["geometry"].startswith("POLYGON")
    summary = json.loads(summary_file.read_text(encoding="utf-8"))
    assert summary["counts"] == report.counts


def test_a_spreadsheet_does_not_run_a_key() -> None:
    assert reports._plain("=1+1") == "'=1+1"
    assert reports._plain("-2+3|cmd") == "'-2+3|cmd"
    assert [reports._plain(text) for text in ("---", "7-18", "")] == ["---", "7-18", ""]


def test_progress_ends_at_the_true_totals() -> None:
    told: dict[str, tuple[int, int]] = {}

    def note(stage: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        told[stage] = (done, total)

    report = take_in("dirty", progress=note)
    assert told["read"] == (len(report.rows),) * 2
    assert told["write"] == (sum(report.added.values()),) * 2
    assert {stage for stage, (done, total) in told.items() if done == total} == set(told)


def test_rows_that_went_missing_stop_an_import() -> None:
    report = take_in("coded", dry_run=True)
    with pytest.raises(reports.Unreconciled):
        reports.reconcile(report, pieces=1, stand_ins=0, implied=0)


def test_a_failure_while_writing_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        take_in("coded", progress=fail_at_half_of_writing)
    assert not Parcel.objects.exists()
    assert not SpatialSource.objects.filter(office=OFFICE).exists()


def fail_at_half_of_writing(stage: str, done: int, total: int) -> None:
    if stage == "write" and done:
        raise ZeroDivisionError
