"""Dirty files: each unsound row is told with file, row, field and code; sound ones are taken."""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.models import Booking, Ownership
from tests.register.city import make_units
from tests.register.stock.files import holder, loan, national, put, quarantined, take, title

pytestmark = pytest.mark.django_db(transaction=True)
AT = "2019-06-03 10:00:00"
Row = dict[str, str]


def case(n: int) -> str:
    return f"4306022019060300{n:04d}"


def number(n: int) -> str:
    return f"湘(2019)岳阳市不动产权第{n:07d}号"


def proof(n: int) -> str:
    return f"湘(2019)岳阳市不动产证明第{n:07d}号"


def homes(folder: Path, *changes: Row) -> list[Row]:
    """A title with its holder for each change that is made to the title."""
    units = make_units(len(changes))
    rows = [
        title(unit, case(n), number(n), AT) | change
        for n, (unit, change) in enumerate(zip(units, changes, strict=True), 1)
    ]
    put(folder, "FDCQ2", rows)
    people = [holder(unit, number(n), n) for n, unit in enumerate(units, 1)]
    put(folder, "QLR", people)
    return rows


FIELDS: list[tuple[Row, str, str]] = [
    ({"BDCDYH": ""}, "BDCDYH", "REQUIRED"),
    ({"BDCDYH": "43060200301"}, "BDCDYH", "UNIT_CODE_FORMAT"),
    ({"BDCDYH": "430602003012GB00045F00019999"}, "BDCDYH", "UNIT_UNKNOWN"),
    ({"QXDM": "430603"}, "QXDM", "OFFICE"),
    ({"DJYY": "因" * 201}, "DJYY", "TOO_LONG"),
    ({"DJJG": "局" * 300}, "", ""),  # written by exports only: what stands here is not looked at
    ({"YWH": "4" * 21}, "YWH", "TOO_LONG"),
    ({"FDCJYJG": "12万"}, "FDCJYJG", "NUMBER_FORMAT"),
    ({"FDCJYJG": "1.001"}, "FDCJYJG", "DECIMALS"),
    ({"QLLX": "77"}, "QLLX", "CODE_LIST"),
    ({"QSZT": "0"}, "QSZT", "CODE_LIST"),
    ({"DJSJ": "2019-02-30 10:00:00"}, "DJSJ", "DATE_FORMAT"),
    ({"DJSJ": "1019-02-03"}, "DJSJ", "DATE_RANGE"),
    ({"DJSJ": "2036-01-01"}, "DJSJ", "DATE_RANGE"),
    ({"QSZT": "2"}, "QSZT", "END_UNKNOWN"),
    ({"BDCQZH": ""}, "BDCQZH", "REQUIRED"),
]


@pytest.mark.parametrize(
    ("change", "field", "code"), FIELDS, ids=[f"{f}-{c}" for _, f, c in FIELDS]
)
def test_a_wrong_value_keeps_its_row_out_and_no_other(
    tmp_path: Path, change: Row, field: str, code: str
) -> None:
    homes(tmp_path / "in", {}, change)
    report = take(tmp_path / "in")
    told = [(row, f, c) for file, row, f, c in quarantined(tmp_path / "in") if file == "FDCQ2.csv"]
    assert told == ([("2", field, code)] if code else [])
    assert Ownership.objects.count() == (1 if code else 2)
    assert report.total.read == report.total.taken + report.total.quarantined == 4
    assert list(register.audit()) == []


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    homes(tmp_path / "in", {"QLLX": "77", "FDCJYJG": "x", "DJYY": "因" * 300})
    take(tmp_path / "in")
    told = [(f, c) for file, _, f, c in quarantined(tmp_path / "in") if file == "FDCQ2.csv"]
    assert told == [("DJYY", "TOO_LONG"), ("FDCJYJG", "NUMBER_FORMAT"), ("QLLX", "CODE_LIST")]
    assert Booking.objects.count() == 0


def test_two_current_titles_of_one_unit_are_both_kept_out(tmp_path: Path) -> None:
    rows = homes(tmp_path / "in", {}, {})
    rows[1]["BDCDYH"] = rows[0]["BDCDYH"]
    put(tmp_path / "in", "FDCQ2", rows)
    unit = rows[0]["BDCDYH"]
    put(tmp_path / "in", "QLR", [holder(unit, number(1), 1), holder(unit, number(2), 2)])
    take(tmp_path / "in")
    codes = {(file, row, code) for file, row, _, code in quarantined(tmp_path / "in")}
    assert codes == {
        ("FDCQ2.csv", "1", "TWO_CURRENT"),
        ("FDCQ2.csv", "2", "TWO_CURRENT"),
        ("QLR.csv", "1", "DEPENDS"),
        ("QLR.csv", "2", "DEPENDS"),
    }


@pytest.mark.parametrize(
    ("shares", "code"),
    [(("1/3", "2/3"), ""), (("1/2", "1/3"), "SHARE_SUM"), (("50%", "一半"), "SHARE_FORMAT")],
)
def test_shares_sum_to_exactly_one(tmp_path: Path, shares: tuple[str, str], code: str) -> None:
    (row,) = homes(tmp_path / "in", {})
    people = [
        holder(row["BDCDYH"], number(1), n, GYFS="2", QLBL=share, SXH=str(n))
        for n, share in enumerate(shares, 1)
    ]
    put(tmp_path / "in", "QLR", people)
    take(tmp_path / "in")
    assert {c for *_, c in quarantined(tmp_path / "in")} - {"DEPENDS"} == (
        {code} if code else set()
    )
    assert Ownership.objects.count() == (0 if code else 1)


def test_what_rests_on_a_row_that_is_kept_out_is_kept_out_too(tmp_path: Path) -> None:
    rows = homes(tmp_path / "in", {"FDCJYJG": "x"}, {})
    loans = [
        loan(row["BDCDYH"], case(n + 10), proof(n), "2020-01-01 09:00:00", DYR=f"周{n}")
        for n, row in enumerate(rows, 1)
    ]
    put(tmp_path / "in", "DYAQ", loans)
    people = [holder(row["BDCDYH"], number(n), n) for n, row in enumerate(rows, 1)]
    banks = [holder(row["BDCDYH"], proof(n), 9) for n, row in enumerate(rows, 1)]
    put(tmp_path / "in", "QLR", people + banks)
    take(tmp_path / "in")
    assert ("DYAQ.csv", "1", "", "DEPENDS") in quarantined(tmp_path / "in")
    assert sorted(Booking.objects.values_list("case_no", flat=True)) == [case(2), case(12)]
    assert list(register.audit()) == []


def test_repaired_rows_come_in_later(tmp_path: Path) -> None:
    rows = homes(tmp_path / "in", {"FDCJYJG": "x"}, {})
    take(tmp_path / "in")
    rows[0]["FDCJYJG"] = "1000.00"
    put(tmp_path / "in", "FDCQ2", rows)
    report = take(tmp_path / "in")
    assert (report.total.taken, report.total.there) == (2, 2)
    assert quarantined(tmp_path / "in") == []
    assert list(register.audit()) == []


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    homes(tmp_path / "in", {}, {"QLLX": "77"})
    dry = take(tmp_path / "in", dry_run=True)
    told = quarantined(tmp_path / "in")
    assert Booking.objects.count() == 0
    wet = take(tmp_path / "in")
    assert (dry.counts, told) == (wet.counts, quarantined(tmp_path / "in"))


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def test_ragged_rows_and_control_characters_are_told_with_their_row(tmp_path: Path) -> None:
    homes(tmp_path / "in", {}, {"FJ": "x"}, {})
    path = tmp_path / "in" / "FDCQ2.csv"
    lines = path.read_bytes().split(b"\r\n")
    lines[1] += b",too,many"
    lines[2] = lines[2].replace(b",x,", b",\x00,")
    path.write_bytes(b"\r\n".join(lines))
    take(tmp_path / "in")
    told = [(r, c) for f, r, _, c in quarantined(tmp_path / "in") if f == "FDCQ2.csv"]
    assert told == [("1", "RAGGED"), ("2", "NUL")]
    assert Ownership.objects.count() == 1


def test_text_with_commas_quotation_marks_and_lines_comes_in_as_it_is(tmp_path: Path) -> None:
    homes(tmp_path / "in", {"FJ": '甲,"乙"\n丙'}, {})
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    notes = register.history(Booking.objects.order_by("case_no")[0].entries.get().page.unit_code)
    assert Booking.objects.count() == 2
    assert notes
    assert Booking.objects.order_by("case_no")[0].entries.get().note == '甲,"乙"\n丙'


def test_gbk_is_detected_told_and_taken_when_it_is_said(tmp_path: Path) -> None:
    homes(tmp_path / "in", {}, {})
    for name in ("FDCQ2.csv", "QLR.csv"):
        rewrite(tmp_path / "in" / name, lambda b: b.decode().encode("gb18030"))
    with pytest.raises(Faults) as told:
        take(tmp_path / "in")
    assert {f.field for f in told.value.faults} == {"FDCQ2.csv", "QLR.csv"}
    assert all("gb18030" in f.message and "第1行" in f.message for f in told.value.faults)
    assert Booking.objects.count() == 0
    report = take(tmp_path / "in", encoding="gb18030")
    assert report.total.taken == 4


def test_one_row_that_is_not_utf8_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    homes(tmp_path / "in", {}, {"FJ": "坏"})
    rewrite(tmp_path / "in" / "FDCQ2.csv", lambda b: b.replace("坏".encode(), b"\xff\xfe"))
    take(tmp_path / "in")
    told = [(r, c) for f, r, _, c in quarantined(tmp_path / "in") if f == "FDCQ2.csv"]
    assert told == [("2", "ENCODING")]
    assert Ownership.objects.count() == 1


def test_unknown_files_and_columns_and_missing_ones_are_told_together(tmp_path: Path) -> None:
    homes(tmp_path / "in", {})
    rewrite(tmp_path / "in" / "FDCQ2.csv", lambda b: b.replace(b"YSDM,BDCDYH", b"YSDM,DYH", 1))
    rewrite(tmp_path / "in" / "QLR.csv", lambda b: b.replace(b"QLRMC", b"QLRMC2", 1))
    with pytest.raises(Faults) as told:
        take(tmp_path / "in")
    assert {(f.code, f.field) for f in told.value.faults} == {
        (FaultCode.UNKNOWN_FIELD, "FDCQ2.csv.DYH"),
        (FaultCode.REQUIRED, "FDCQ2.csv.BDCDYH"),
        (FaultCode.UNKNOWN_FIELD, "QLR.csv.QLRMC2"),
        (FaultCode.REQUIRED, "QLR.csv.QLRMC"),
    }
    (tmp_path / "in" / "FDCQ9.csv").write_text("A\n1\n", encoding="utf-8")
    with pytest.raises(Faults) as unknown:
        take(tmp_path / "in")
    assert [(f.code, f.field) for f in unknown.value.faults] == [
        (FaultCode.UPLOAD_TYPE, "FDCQ9.csv")
    ]


def test_a_parquet_file_with_a_wrong_type_is_refused(tmp_path: Path) -> None:
    homes(tmp_path / "in", {})
    path = tmp_path / "in" / "QLR.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    made = ", ".join(f"{'1.5::DOUBLE' if n == 'QLRMC' else 'NULL::VARCHAR'} AS {n}" for n in names)
    duckdb.sql(f"COPY (SELECT {made}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
    path.unlink()
    assert len(names) == len(national("QLR"))
    with pytest.raises(Faults) as told:
        take(tmp_path / "in")
    assert [(f.code, f.field) for f in told.value.faults] == [
        (FaultCode.UPLOAD_TYPE, "QLR.parquet.QLRMC")
    ]
