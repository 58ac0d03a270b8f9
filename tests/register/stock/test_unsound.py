"""Values that no single column shows to be wrong: told row by row, never an error of a database."""

import csv
from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.models import Booking, Ownership
from tests.register.city import make_units
from tests.register.stock.files import COMMON, holder, put, quarantined, take, title
from tests.register.stock.test_quarantine import AT, case, homes, number
from tests.register.stock.test_seizures import seizure

pytestmark = pytest.mark.django_db(transaction=True)


def cancellation(unit: str, of: str, end: str, **days: str) -> dict[str, str]:
    """A row of ZXDJ."""
    return {
        "BDCDYH": unit,
        "ZXYWH": end,
        "YWH": of,
        "QXDM": COMMON["QXDM"],
        "DBR": COMMON["DBR"],
        **days,
    }


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            {"ZXSJ": "2020-01-01 09:00:00", "DJSJ": "2019-01-01 09:00:00"},
            {("FDCQ2.csv", "1", "DJSJ", "END_DISAGREES")},
        ),
        (
            {"ZXSJ": "2020-01-01 09:00:00", "DJSJ": "2036-01-01 09:00:00"},
            {("ZXDJ.csv", "1", "DJSJ", "DATE_RANGE")},
        ),
        (
            {"ZXSJ": "2036-01-01 09:00:00", "DJSJ": "2036-01-01 09:00:00"},
            {
                ("ZXDJ.csv", "1", "DJSJ", "DATE_RANGE"),
                ("ZXDJ.csv", "1", "ZXSJ", "DATE_RANGE"),
            },
        ),
    ],
)
def test_a_cancellation_out_of_time_keeps_its_right_out(
    tmp_path: Path, days: dict[str, str], told: set[tuple[str, str, str, str]]
) -> None:
    rows = homes(tmp_path / "in", {"QSZT": "2"}, {})
    put(tmp_path / "in", "ZXDJ", [cancellation(rows[0]["BDCDYH"], case(1), case(9), **days)])
    take(tmp_path / "in")
    assert {t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"} == told
    assert list(Booking.objects.values_list("case_no", flat=True)) == [case(2)]
    assert list(register.audit()) == []


def test_a_seizure_lifted_in_the_future_is_kept_out(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    ended = {"JFYWH": case(9), "JFDJSJ": "2036-08-01 09:00:00", "QSZT": "2"}
    put(tmp_path / "in", "CFDJ", [seizure(unit, 1, "2023-07-01 09:00:00", **ended)])
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [("CFDJ.csv", "1", "JFDJSJ", "DATE_RANGE")]
    assert Booking.objects.count() == 0


def test_a_common_part_needs_its_type_of_right(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    common = {k: COMMON[k] for k in ("QXDM", "DBR", "QSZT")}
    part = {"JGZWBH": "1", "JGZWMC": "门卫", "JGZWSL": "1", "JGZWMJ": "12.00", "DJSJ": AT}
    put(tmp_path / "in", "FDCQ3", [{**common, **part, "BDCDYH": unit, "YWH": case(1)}])
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [("FDCQ3.csv", "1", "QLLX", "REQUIRED")]


def append_columns(path: Path, **more: str) -> None:
    """Columns of our own, the same value in each row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [*rows[0], *more])
        out.writeheader()
        out.writerows({**row, **more} for row in rows)


def test_a_debtor_needs_an_identity(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    path = put(tmp_path / "in", "CFDJ", [seizure(unit, 1, "2023-07-01 09:00:00")])
    append_columns(path, X_DEBTOR="周1")
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [
        ("CFDJ.csv", "1", "X_DEBTOR_ID_NO", "REQUIRED"),
        ("CFDJ.csv", "1", "X_DEBTOR_ID_TYPE", "REQUIRED"),
    ]
    assert Booking.objects.count() == 0


def test_shares_whose_common_denominator_is_beyond_reckoning_are_no_shares(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    put(tmp_path / "in", "FDCQ2", [title(unit, case(1), number(1), AT)])
    primes = (999999999999999989, 999999999999999967, 999999999999999877)
    people = [
        holder(unit, number(1), n, GYFS="2", QLBL=f"1/{prime}", SXH=str(n))
        for n, prime in enumerate(primes, 1)
    ]
    put(tmp_path / "in", "QLR", people)
    take(tmp_path / "in")
    assert {t[3] for t in quarantined(tmp_path / "in")} == {"SHARE_SUM", "DEPENDS"}
    assert Ownership.objects.count() == 0
