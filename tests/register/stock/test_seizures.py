"""Seizures of stock: their terms, and the renewals that go on with them."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dengbu.kernel.chinese import SHANGHAI
from dengbu.register import api as register
from dengbu.register.models import Seizure, SeizureRenewal
from tests.register.city import make_units
from tests.register.stock.files import COMMON, NOW, national, put, quarantined, take

pytestmark = pytest.mark.django_db(transaction=True)
COURT = "岳阳楼区人民法院"


def seizure(unit: str, n: int, at: str, **more: str) -> dict[str, str]:
    """A row of CFDJ."""
    return {
        **{k: v for k, v in COMMON.items() if k in national("CFDJ")},
        "BDCDYH": unit,
        "YWH": f"43060220230601{n:06d}",
        "CFJG": COURT,
        "CFLX": "1",
        "CFWH": f"(2023)湘0602执{n}号",
        "CFFW": "全部",
        "DJSJ": at,
        **more,
    }


@pytest.mark.parametrize(
    ("days", "term"),
    [
        ({}, 1096),  # nothing is said: three years, over 29 February 2024
        ({"CFJSSJ": "2024-06-01"}, 366),  # from the delivery on, 1 June in China
        ({"CFQSSJ": "2023-05-01", "CFJSSJ": "2024-06-01"}, 366),
        ({"CFQSSJ": "2023-05-01", "CFJSSJ": "2023-05-20"}, 1096),  # over before it was delivered
    ],
)
def test_a_term_ends_on_the_day_of_the_file(
    tmp_path: Path, days: dict[str, str], term: int
) -> None:
    (unit,) = make_units(1)
    put(tmp_path / "in", "CFDJ", [seizure(unit, 1, "2023-06-01 06:00:00", CFLX="2", **days)])
    take(tmp_path / "in")
    kept = Seizure.objects.get()
    assert kept.term_days == term
    assert kept.delivered_at == datetime(2023, 5, 31, 22, tzinfo=UTC)
    assert list(register.audit()) == []


def test_a_renewal_goes_on_with_the_seizure_that_runs(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    ended = {"JFYWH": "43060220230801000009", "JFDJSJ": "2023-08-01 09:00:00", "QSZT": "2"}
    rows = [
        seizure(unit, 3, "2023-07-01 09:00:00", **ended),
        seizure(unit, 2, "2023-06-02 09:00:00"),
        seizure(unit, 1, "2023-06-01 09:00:00"),
        seizure(unit, 4, "2023-09-01 09:00:00", CFLX="5", CFJSSJ="2027-09-01"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    renewal = SeizureRenewal.objects.get()
    assert renewal.seizure.document_no == "(2023)湘0602执1号"  # the second one waits
    assert renewal.term_days == 457  # from 1 June 2026 on
    assert list(register.audit()) == []


def test_a_renewal_goes_on_with_a_seizure_of_the_register(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2023-06-01 09:00:00"),
        seizure(unit, 2, "2023-09-01 09:00:00", CFLX="5"),
    ]
    put(tmp_path / "in", "CFDJ", rows[:1])
    take(tmp_path / "in")
    put(tmp_path / "in", "CFDJ", rows)
    report = take(tmp_path / "in")
    assert (report.total.taken, report.total.there) == (1, 1)
    assert SeizureRenewal.objects.get().seizure == Seizure.objects.get()
    assert list(register.audit()) == []


def _last_day(unit: str) -> str:
    (running,) = register.unit_state(unit, now=NOW).seizures
    assert running.ends_at is not None
    return f"{running.ends_at.astimezone(SHANGHAI) - timedelta(days=1):%Y-%m-%d}"


@pytest.mark.parametrize("together", [True, False])
def test_a_renewed_seizure_ends_on_the_day_of_the_file(tmp_path: Path, together: bool) -> None:
    """Each renewal comes some days before the last one that runs: 1 June 2025, 31 May 2026."""
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2023-06-01 09:00:00", CFJSSJ="2025-06-01"),
        seizure(unit, 2, "2025-05-20 09:00:00", CFLX="5", CFJSSJ="2026-05-31"),
        seizure(unit, 3, "2026-05-20 09:00:00", CFLX="5", CFJSSJ="2029-05-31"),
    ]
    for end in [len(rows)] if together else range(1, len(rows) + 1):
        put(tmp_path / "in", "CFDJ", rows[:end])
        take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    assert [r.term_days for r in SeizureRenewal.objects.order_by("delivered_at")] == [364, 1096]
    assert _last_day(unit) == "2029-05-31"
    assert list(register.audit()) == []


def test_a_renewal_without_a_last_day_runs_three_years_from_the_end(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2024-01-10 09:00:00", CFJSSJ="2026-02-28"),
        seizure(unit, 2, "2026-01-20 09:00:00", CFLX="5"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    assert _last_day(unit) == "2029-02-28"


def test_a_renewal_that_would_end_before_what_it_renews_is_kept_out(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2024-01-10 09:00:00", CFJSSJ="2026-12-31"),
        seizure(unit, 2, "2026-01-20 09:00:00", CFLX="5", CFJSSJ="2026-12-31"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [("CFDJ.csv", "2", "CFJSSJ", "DATE_RANGE")]
    assert SeizureRenewal.objects.count() == 0


def test_a_renewal_keeps_the_place_before_another_court(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2023-06-01 09:00:00", CFJSSJ="2026-06-01"),
        seizure(unit, 3, "2023-06-01 15:00:00", CFJG="平江县人民法院", CFLX="2"),
        seizure(unit, 2, "2023-06-02 09:00:00", CFLX="2"),
        seizure(unit, 4, "2026-05-20 09:00:00", CFLX="5", CFJSSJ="2029-06-01"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    first, *waiting = register.unit_state(unit, now=NOW).seizures
    assert first.document_no == "(2023)湘0602执1号"
    assert first.ends_at == datetime(2029, 6, 2, tzinfo=SHANGHAI)
    assert [w.document_no for w in waiting] == ["(2023)湘0602执3号", "(2023)湘0602执2号"]


def test_a_renewal_of_a_term_that_has_run_out_is_kept_out_with_those_after_it(
    tmp_path: Path,
) -> None:
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2023-06-01 09:00:00", CFJSSJ="2025-06-01"),
        seizure(unit, 2, "2025-05-20 09:00:00", CFLX="5", CFJSSJ="2026-05-31", CFWH=""),
        seizure(unit, 3, "2026-05-20 09:00:00", CFLX="5", CFJSSJ="2029-05-31"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [
        ("CFDJ.csv", "2", "CFWH", "REQUIRED"),
        ("CFDJ.csv", "3", "CFLX", "CHAIN_BROKEN"),
    ]


def test_a_release_in_the_row_of_a_renewal_releases_the_seizure(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    gone = {"JFYWH": "43060220260301000009", "JFDJSJ": "2026-03-01 09:00:00", "QSZT": "2"}
    rows = [
        seizure(unit, 1, "2023-06-01 09:00:00", CFJSSJ="2025-06-01"),
        seizure(unit, 2, "2025-05-20 09:00:00", CFLX="5", CFJSSJ="2028-05-31", **gone),
        seizure(unit, 3, "2025-07-01 09:00:00", CFJG="平江县人民法院", CFLX="2"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    (other,) = register.unit_state(unit, now=NOW).seizures
    assert (other.organ, other.in_force) == ("平江县人民法院", True)
    assert list(register.audit()) == []


def test_what_is_historic_and_was_never_released_is_kept_out(tmp_path: Path) -> None:
    """Its days still run; one whose days have run needs nobody to end it."""
    first, second, third = make_units(3)
    other = "平江县人民法院"
    rows = [
        seizure(first, 1, "2023-06-01 09:00:00", CFJSSJ="2028-06-01", QSZT="3"),
        seizure(second, 2, "2022-06-01 09:00:00", CFJSSJ="2025-06-01", QSZT="3"),
        seizure(second, 3, "2025-05-20 09:00:00", CFLX="5", CFJSSJ="2028-06-01", QSZT="3"),
        seizure(third, 4, "2023-06-01 09:00:00", CFJSSJ="2029-06-01"),
        seizure(third, 5, "2023-07-01 09:00:00", CFJSSJ="2025-07-01", CFJG=other, QSZT="3"),
        seizure(third, 6, "2019-07-01 09:00:00", CFJSSJ="2022-07-01", QSZT="3"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    faults = {row: code for _, row, _, code in quarantined(tmp_path / "in")}
    assert (faults["1"], faults["2"], faults["5"]) == ("END_UNKNOWN",) * 3
    assert set(faults) == {"1", "2", "3", "5"}  # and what renews the second
    numbers = Seizure.objects.order_by("delivered_at").values_list("document_no", flat=True)
    assert list(numbers) == ["(2023)湘0602执6号", "(2023)湘0602执4号"]


@pytest.mark.parametrize("together", [True, False])
def test_what_one_moment_brings_waits_in_the_order_of_the_cases(
    tmp_path: Path, together: bool
) -> None:
    """Stock often tells the day alone; the renewal is of the one that the order puts first."""
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2023-06-01 00:00:00", CFJSSJ="2026-05-31", CFJG="平江县人民法院"),
        seizure(unit, 2, "2023-06-01 00:00:00", CFJSSJ="2026-05-31"),
        seizure(unit, 3, "2026-05-20 00:00:00", CFLX="5", CFJG="平江县人民法院"),
    ]
    put(tmp_path / "in", "CFDJ", rows[:1] if not together else [rows[1], rows[0], rows[2]])
    take(tmp_path / "in")
    if not together:
        put(tmp_path / "in", "CFDJ", rows)
        take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    first, second = register.unit_state(unit, now=NOW).seizures
    assert (first.organ, second.organ) == ("平江县人民法院", COURT)
    assert first.ends_at == datetime(2029, 6, 1, tzinfo=SHANGHAI)
    assert sorted(Seizure.objects.values_list("place", flat=True)) == [0, 1]


def test_a_renewal_of_nothing_is_kept_out(tmp_path: Path) -> None:
    (unit,) = make_units(1)
    rows = [
        seizure(unit, 1, "2023-06-01 09:00:00", CFJG="平江县人民法院"),
        seizure(unit, 2, "2023-09-01 09:00:00", CFLX="5"),
    ]
    put(tmp_path / "in", "CFDJ", rows)
    take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == [("CFDJ.csv", "2", "CFLX", "CHAIN_BROKEN")]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("X_DELIVERED_AT", "2030-01-01 09:00:00", "DATE_RANGE"),
        ("X_TERM_DAYS", "99999999", "NUMBER_FORMAT"),
    ],
)
def test_what_no_calendar_holds_is_kept_out(
    tmp_path: Path, field: str, value: str, reason: str
) -> None:
    (unit,) = make_units(1)
    rows = [
        {**seizure(unit, 1, "2023-06-01 09:00:00"), field: value},
        seizure(unit, 2, "2023-09-01 09:00:00", CFLX="5"),
    ]
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "CFDJ.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [*national("CFDJ"), field], restval="")
        out.writeheader()
        out.writerows(rows)
    take(tmp_path / "in")
    found = quarantined(tmp_path / "in")
    assert ("CFDJ.csv", "1", field, reason) in found
    assert {row for _, row, _, _ in found} == {"1", "2"}  # and what renews it
    assert Seizure.objects.count() == 0
