"""What counts as standing in the register already: the very right, not merely its case number."""

from pathlib import Path

import pytest

from dengbu.cadastre.models import Unit
from dengbu.register import api as register
from dengbu.register.models import Booking, Mortgage
from tests.register.stock.files import holder, loan, put, quarantined, take
from tests.register.stock.test_quarantine import AT, case, homes, number, proof
from tests.register.stock.whole import every_kind, forget_everything

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_right_that_comes_later_with_a_known_case_is_told(tmp_path: Path) -> None:
    (row,) = homes(tmp_path / "in", {})
    unit = row["BDCDYH"]
    take(tmp_path / "in")
    put(tmp_path / "in", "DYAQ", [loan(unit, case(1), proof(1), AT)])
    put(tmp_path / "in", "QLR", [holder(unit, number(1), 1), holder(unit, proof(1), 9)])
    report = take(tmp_path / "in")
    assert set(quarantined(tmp_path / "in")) == {
        ("QLR.csv", "2", "", "DEPENDS"),
        ("DYAQ.csv", "1", "YWH", "CASE_IN_REGISTER"),
    }
    assert (report.total.there, report.total.quarantined) == (2, 2)
    assert Mortgage.objects.count() == 0
    assert list(register.audit()) == []


def test_a_known_case_on_another_unit_is_told(tmp_path: Path) -> None:
    rows = homes(tmp_path / "in", {}, {})
    put(tmp_path / "in", "FDCQ2", rows[:1])
    put(tmp_path / "in", "QLR", [holder(rows[0]["BDCDYH"], number(1), 1)])
    take(tmp_path / "in")
    put(tmp_path / "in", "FDCQ2", [rows[0], rows[1] | {"YWH": case(1)}])
    put(tmp_path / "in", "QLR", [holder(r["BDCDYH"], number(n), n) for n, r in enumerate(rows, 1)])
    report = take(tmp_path / "in")
    assert [t[3] for t in quarantined(tmp_path / "in")] == ["CASE_IN_REGISTER", "DEPENDS"]
    assert (report.total.there, report.total.quarantined) == (2, 2)
    assert Booking.objects.count() == 1


def test_a_parcel_that_lacks_its_land_unit_is_made_whole(tmp_path: Path) -> None:
    every_kind()
    register.export_register(tmp_path / "all")
    forget_everything()
    (tmp_path / "in").mkdir()
    (tmp_path / "all" / "ZDJBXX.csv").rename(tmp_path / "in" / "ZDJBXX.csv")
    take(tmp_path / "in")
    land = Unit.objects.filter(code__endswith="W00000000")
    whole = set(land.values_list("code", flat=True))
    assert whole
    land.delete()  # as if it had been killed after the parcels
    take(tmp_path / "in")
    assert set(land.all().values_list("code", flat=True)) == whole
