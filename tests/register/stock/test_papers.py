"""One paper of stock over several units: tied to each of them; only a true doubt is quarantined."""

from pathlib import Path

import pytest

from dengbu.register import api as register
from dengbu.register.models import Certificate, Mortgage, Ownership
from tests.register import making
from tests.register.city import make_units
from tests.register.stock.files import holder, loan, put, quarantined, take, title
from tests.register.stock.test_import import BANK
from tests.register.stock.test_quarantine import AT, case, number, proof
from tests.register.stock.whole import enter, forget_register

pytestmark = pytest.mark.django_db(transaction=True)


def home_and_garage(folder: Path, *, other_case: int = 1, other_holder: int = 11) -> list[str]:
    """Two units with one certificate, and one proof over both."""
    units = make_units(2)
    put(
        folder,
        "FDCQ2",
        [title(units[0], case(1), number(1), AT), title(units[1], case(other_case), number(1), AT)],
    )
    later = "2019-06-04 10:00:00"
    owners = zip(units, (11, other_holder), strict=True)
    loans = [loan(unit, case(9), proof(1), later, DYR=f"周{n}") for unit, n in owners]
    put(folder, "DYAQ", loans)
    people = [holder(units[0], number(1), 11), holder(units[1], number(1), other_holder)]
    put(folder, "QLR", people + [holder(unit, proof(1), 1, **BANK) for unit in units])
    return units


def numbers_of(unit: str) -> tuple[str, ...]:
    """Of the certificates that stand."""
    held = register.unit_state(unit, now=making.LATER).ownership
    assert held is not None
    return held.certificate_nos


def test_one_certificate_and_one_proof_over_two_units_come_in(tmp_path: Path) -> None:
    units = home_and_garage(tmp_path / "in")
    report = take(tmp_path / "in")
    assert quarantined(tmp_path / "in") == []
    assert report.total.taken == 8
    papers = Certificate.objects.values_list("number", "page__unit_code")
    assert sorted(papers) == sorted((n, u) for n in (number(1), proof(1)) for u in units)
    found = register.certificate(number(1))
    assert found is not None
    assert (found.unit_code, found.other_units) == (units[0], (units[1],))
    assert list(register.audit()) == []


def test_a_new_certificate_for_one_unit_leaves_the_other_as_it_is(tmp_path: Path) -> None:
    units = home_and_garage(tmp_path / "in")
    take(tmp_path / "in")
    enter(making.reissued(units[0], number=number(1)))
    first, second = (numbers_of(unit) for unit in units)
    assert number(1) not in first
    assert second == (number(1),)
    enter(making.reissued(units[1], number=number(1)))
    assert len({*first, *numbers_of(units[1]), number(1)}) == 3
    assert list(register.audit()) == []


def test_it_goes_out_and_comes_in_again(tmp_path: Path) -> None:
    home_and_garage(tmp_path / "in")
    take(tmp_path / "in")
    register.export_register(tmp_path / "one")
    forget_register()
    take(tmp_path / "one")
    register.export_register(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("unlike", [{"other_case": 2}, {"other_holder": 12}])
def test_a_number_of_other_bookings_or_people_is_told(
    tmp_path: Path, unlike: dict[str, int]
) -> None:
    home_and_garage(tmp_path / "in", **unlike)
    take(tmp_path / "in")
    told = {t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"}
    assert told == {("FDCQ2.csv", "2", "", "CERTIFICATE_TAKEN")}
    assert Ownership.objects.count() == (1 if "other_case" in unlike else 0)
    assert Mortgage.objects.count() == 0
    assert list(register.audit()) == []
