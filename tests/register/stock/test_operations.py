"""Land operation rights, in the table that is ours: on the contract right of its land."""

from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.models import Certificate, Operation
from tests.register import land
from tests.register.stock.files import COMMON, holder, put, quarantined, take
from tests.register.stock.test_quarantine import AT, case, number

pytestmark = pytest.mark.django_db(transaction=True)
CONTRACT = {
    "QLLX": "9",
    "ZL": "君山区广兴洲镇",
    "FBFMC": "合兴村村民委员会",
    "FBFDM": "430611100201",
    "CBMJ": "2400.00",
    "CBQSSJ": "2018-01-01",
    "CBJSSJ": "2047-12-31",
    "TDSYQXZ": "2",
}


def farm(folder: Path, *farmed: dict[str, str]) -> str:
    """Land under contract, and who farms it."""
    unit = land.make_unit("JD", "W00000000")
    row = {**COMMON, **CONTRACT, "BDCDYH": unit, "YWH": case(1), "DJSJ": AT, "BDCQZH": number(1)}
    put(folder, "NYDSYQ", [row])
    granted = {**COMMON, "BDCDYH": unit, "DJSJ": "2020-01-06 09:00:00", "LZFS": "L"} | {
        "JYMJ": "2000.00",
        "JYQSSJ": "2020-01-01",
        "JYJSSJ": "2029-12-31",
    }
    rows = [
        {**granted, "YWH": case(n), "BDCQZH": number(n)} | more for n, more in enumerate(farmed, 2)
    ]
    put(folder, "TDJYQ", rows)
    people = [holder(unit, number(n), n) for n in range(1, len(rows) + 2)]
    put(folder, "QLR", people)
    return unit


def test_it_comes_in_with_its_holder_and_the_household_that_granted_it(tmp_path: Path) -> None:
    unit = farm(tmp_path / "in", {})
    report = take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    assert report.total.taken == 4
    right = Operation.objects.get()
    who = {(p.role, p.party.name) for p in right.parties.select_related("party")}
    assert who == {("H", "周2"), ("G", "周1")}
    assert Certificate.objects.get(operation=right).kind == "T"
    assert register.certificate(number(2)).unit_code == unit  # type: ignore[union-attr]
    assert list(register.audit()) == []


def test_two_that_stand_are_told(tmp_path: Path) -> None:
    farm(tmp_path / "in", {}, {})
    take(tmp_path / "in")
    told = {t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"}
    assert told == {("TDJYQ.csv", str(n), "QSZT", "TWO_CURRENT") for n in (1, 2)}
    assert Operation.objects.count() == 0
    assert list(register.audit()) == []


def test_a_term_that_ends_before_it_begins_is_told(tmp_path: Path) -> None:
    farm(tmp_path / "in", {"JYJSSJ": "2019-12-31"})
    take(tmp_path / "in")
    told = {t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"}
    assert told == {("TDJYQ.csv", "1", "JYJSSJ", "DATE_RANGE")}
