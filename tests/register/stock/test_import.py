"""Stock data: sound rows are taken, every other one is told with all its reasons."""

from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.models import Booking, Certificate, Counter, Mortgage, Ownership
from tests.register.city import make_units
from tests.register.stock.files import holder, loan, put, quarantined, take, title

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW, PROOF = (
    "岳房权证岳阳楼区字第123号",
    "湘(2019)岳阳市不动产权第0000045号",
    "湘(2019)岳阳市不动产证明第0000007号",
)
ONE, TWO, THREE = "43060220180105000001", "43060220190603000001", "43060220190604000001"
BANK = {"QLRMC": "湘北银行岳阳分行", "ZJZL": "8", "ZJH": "91430600722541386Q", "QLRLX": "2"}


def chain(folder: Path) -> str:
    """A home registered, sold and mortgaged."""
    (unit,) = make_units(1)
    put(
        folder,
        "FDCQ2",
        [
            title(unit, ONE, OLD, "2018-01-05 09:30:00", QSZT="2"),
            title(unit, TWO, NEW, "2019-06-03 10:00:00", DJLX="200", DJYY="买卖"),
        ],
    )
    put(
        folder,
        "QLR",
        [holder(unit, OLD, 1), holder(unit, NEW, 2), holder(unit, PROOF, 1, **BANK)],
    )
    put(folder, "DYAQ", [loan(unit, THREE, PROOF, "2019-06-04 10:00:00", DYR="周2")])
    return unit


def test_a_home_with_its_past_comes_in_as_it_was(tmp_path: Path) -> None:
    chain(tmp_path / "in")
    report = take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    assert (report.total.read, report.total.taken) == (6, 6)
    first, second = Ownership.objects.order_by("recorded_from")
    assert second.previous_id == first.id
    assert first.recorded_to == second.recorded_from
    assert [o.holders.get().party.name for o in (first, second)] == ["周1", "周2"]
    assert Mortgage.objects.get().parties.get(role="O").party.name == "周2"
    assert list(register.audit()) == []


def test_twice_adds_nothing(tmp_path: Path) -> None:
    chain(tmp_path / "in")
    take(tmp_path / "in")
    report = take(tmp_path / "in")
    assert (report.total.there, report.total.taken) == (6, 0)
    assert Booking.objects.count() == 3
    assert report.before == report.after


def test_numbers_of_stock_keep_their_text_and_our_counter_goes_on_after_them(
    tmp_path: Path,
) -> None:
    chain(tmp_path / "in")
    take(tmp_path / "in")
    assert set(Certificate.objects.values_list("number", "serial")) == {
        (OLD, None),
        (NEW, None),
        (PROOF, None),
    }
    counted = Counter.objects.order_by("kind").values_list("kind", "year", "start", "last")
    assert list(counted) == [("P", 2019, 7, 7), ("T", 2019, 45, 45)]
