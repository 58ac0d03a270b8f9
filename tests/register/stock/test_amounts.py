"""Amounts of money: exact, in the unit that is said, and told where the unit is in doubt."""

from decimal import Decimal
from pathlib import Path

import pytest

from dengbu.register.models import Mortgage, Ownership
from dengbu.register.stock.mapping import WAN, YUAN
from tests.register.city import make_units
from tests.register.stock.files import holder, loan, put, quarantined, take, title
from tests.register.stock.test_import import BANK
from tests.register.stock.test_quarantine import AT, case, number, proof

pytestmark = pytest.mark.django_db(transaction=True)


def mortgaged(folder: Path, price: str, debt: str) -> None:
    (unit,) = make_units(1)
    put(folder, "FDCQ2", [title(unit, case(1), number(1), AT, FDCJYJG=price)])
    put(folder, "DYAQ", [loan(unit, case(2), proof(1), "2019-06-04 10:00:00", BDBZZQSE=debt)])
    put(folder, "QLR", [holder(unit, number(1), 1), holder(unit, proof(1), 1, **BANK)])


@pytest.mark.parametrize(
    ("amounts", "price", "debt"),
    [
        (WAN, "80.123456", "68"),
        (WAN, " 80.12345600", "68.0"),
        (YUAN, "801234.56", "680000"),
        (YUAN, "801234.5600", "680000.00"),
    ],
)
def test_it_is_the_same_sum_to_the_cent(
    tmp_path: Path, amounts: str, price: str, debt: str
) -> None:
    mortgaged(tmp_path / "in", price, debt)
    take(tmp_path / "in", amounts=amounts)
    assert quarantined(tmp_path / "in") == []
    assert Ownership.objects.get().price == Decimal("801234.56")
    assert Mortgage.objects.get().amount == Decimal("680000.00")


@pytest.mark.parametrize(
    ("amounts", "price", "code"),
    [
        (WAN, "80.1234561", "DECIMALS"),
        (YUAN, "801234.561", "DECIMALS"),
        (YUAN, "8.5e5", "NUMBER_FORMAT"),
        (WAN, "约80", "NUMBER_FORMAT"),
    ],
)
def test_a_part_of_a_cent_is_told_as_such(
    tmp_path: Path, amounts: str, price: str, code: str
) -> None:
    mortgaged(tmp_path / "in", price, "680000" if amounts == YUAN else "68")
    take(tmp_path / "in", amounts=amounts)
    told = {t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"}
    assert told == {("FDCQ2.csv", "1", "FDCJYJG", code)}


@pytest.mark.parametrize(("amounts", "debt"), [(YUAN, "68.00"), (WAN, "6800000")])
def test_a_debt_in_the_other_unit_is_told(tmp_path: Path, amounts: str, debt: str) -> None:
    mortgaged(tmp_path / "in", "80", debt)
    take(tmp_path / "in", amounts=amounts)
    told = {t for t in quarantined(tmp_path / "in") if t[3] != "DEPENDS"}
    assert told == {("DYAQ.csv", "1", "BDBZZQSE", "AMOUNT_UNIT")}
