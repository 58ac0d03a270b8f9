"""Estimates of taxes by the tables of their day: examples, borders, and what always holds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.casework.rules.taxes import (
    HALVINGS,
    HOMES,
    SALES,
    Estimate,
    Place,
    SaleFacts,
    price_without_vat,
    sale_taxes,
    years_held,
)

YUEYANG = Place(deed=Decimal("0.04"), construction=Decimal("0.07"), assessed_income=Decimal("0.01"))
FLAT = SaleFacts(
    price=Decimal("800000.00"),
    area=Decimal(100),
    home=True,
    seller_is_person=True,
    held_since=date(2019, 3, 1),
    sellers_only_home=True,
    on=date(2025, 3, 5),
)


def deed(**changes: object) -> Decimal:
    return sale_taxes(replace(FLAT, **changes), YUEYANG).deed.amount  # type: ignore[arg-type]


def test_the_example_of_the_tariff_page() -> None:
    """A flat of 100 m2 for 800,000, the buyer's only home, held six years, the seller's only."""
    taxes = sale_taxes(FLAT, YUEYANG)
    assert taxes.deed.amount == Decimal("8000.00")
    assert taxes.vat is not None
    assert taxes.income is not None
    assert (taxes.vat.amount, taxes.income.amount) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({"area": Decimal(140)}, "8000.00"),
        ({"area": Decimal("140.01")}, "12000.00"),
        ({"homes": 2, "area": Decimal(140)}, "8000.00"),
        ({"homes": 2, "area": Decimal("140.01")}, "16000.00"),
        ({"homes": 3}, "32000.00"),
        ({"home": False}, "32000.00"),
        ({"buyers_are_people": False}, "32000.00"),
        ({"area": None}, "12000.00"),
        ({"on": date(2024, 11, 30)}, "12000.00"),  # the border was 90 m2 until then
        ({"on": date(2024, 12, 1)}, "8000.00"),
        ({"on": date(2024, 11, 30), "area": Decimal(90)}, "8000.00"),
    ],
)
def test_deed_tax_by_home_area_and_day(changes: dict[str, object], amount: str) -> None:
    assert deed(**changes) == Decimal(amount)


@pytest.mark.parametrize(
    ("since", "on", "rate"),
    [
        (date(2023, 3, 6), date(2025, 3, 5), "0.05"),  # a day short of two years
        (date(2023, 3, 5), date(2025, 3, 5), None),
        (date(2024, 6, 1), date(2025, 12, 31), "0.05"),
        (date(2024, 6, 1), date(2026, 1, 1), "0.03"),
        (None, date(2026, 1, 1), "0.03"),
    ],
)
def test_vat_by_years_held_and_day(since: date | None, on: date, rate: str | None) -> None:
    taxes = sale_taxes(replace(FLAT, held_since=since, on=on), YUEYANG)
    assert taxes.vat is not None
    if rate is None:
        assert taxes.vat.amount == 0
        return
    vat = dict(taxes.vat.parts)["增值税"]
    assert vat == (FLAT.price - FLAT.price / (1 + Decimal(rate))).quantize(Decimal("0.01"))
    assert dict(taxes.vat.parts)["城市维护建设税"] == (vat * Decimal("0.035")).quantize(
        Decimal("0.01")
    )


def test_surcharges_are_whole_again_after_2027() -> None:
    facts = replace(FLAT, held_since=None, on=date(2028, 1, 1))
    taxes = sale_taxes(facts, YUEYANG)
    assert taxes.vat is not None
    vat, construction, _ = (amount for _, amount in taxes.vat.parts)
    assert construction == (vat * Decimal("0.07")).quantize(Decimal("0.01"))
    assert "不减" in taxes.vat.reason


def income(**changes: object) -> Estimate:
    found = sale_taxes(replace(FLAT, **changes), YUEYANG).income  # type: ignore[arg-type]
    assert found is not None
    return found


def test_income_tax_is_exempt_only_for_five_years_and_the_only_home() -> None:
    assert income().amount == 0
    assert income(sellers_only_home=False).amount == Decimal("8000.00")
    assert income(held_since=date(2020, 3, 6)).amount == Decimal("8000.00")
    assert income(held_since=date(2020, 3, 5)).amount == 0
    proved = {"sellers_only_home": False, "bought_for": Decimal("700000.00")}
    assert income(**proved).amount == Decimal("20000.00")
    assert income(sellers_only_home=False, bought_for=Decimal("900000.00")).amount == 0


def test_what_a_firm_or_a_shop_pays_is_for_the_tax_office_to_say() -> None:
    for changes in ({"seller_is_person": False}, {"home": False}):
        taxes = sale_taxes(replace(FLAT, **changes), YUEYANG)
        assert (taxes.vat, taxes.income) == (None, None)
        assert taxes.total == taxes.deed.amount


def test_a_day_before_the_tables_has_no_estimate() -> None:
    with pytest.raises(LookupError):
        sale_taxes(replace(FLAT, on=date(2016, 2, 21)), YUEYANG)


def test_the_tables_follow_each_other_without_a_gap() -> None:
    for table in (HOMES, SALES):
        for before, after in zip(table, table[1:], strict=False):
            assert before.valid_to is not None
            assert (after.valid_from - before.valid_to).days == 1
        assert table[-1].valid_to is None
    assert all(line.source for line in (*HOMES, *SALES, *HALVINGS))


def test_years_are_whole_years() -> None:
    assert years_held(date(2024, 2, 29), date(2026, 2, 28)) == 1
    assert years_held(date(2024, 2, 29), date(2026, 3, 1)) == 2


_FACTS = st.builds(
    SaleFacts,
    price=st.decimals(min_value="0.01", max_value="99999999.99", places=2),
    area=st.none() | st.decimals(min_value="1", max_value="2000", places=2),
    home=st.booleans(),
    buyers_are_people=st.booleans(),
    homes=st.integers(1, 5),
    seller_is_person=st.booleans(),
    held_since=st.none() | st.dates(date(1990, 1, 1), date(2035, 1, 1)),
    sellers_only_home=st.booleans(),
    bought_for=st.none() | st.decimals(min_value="0", max_value="99999999.99", places=2),
    on=st.dates(date(2016, 5, 1), date(2035, 12, 31)),
)


@given(_FACTS)
def test_estimates_are_never_negative_and_are_the_sum_of_their_parts(facts: SaleFacts) -> None:
    taxes = sale_taxes(facts, YUEYANG)
    found = [e for e in (taxes.deed, taxes.vat, taxes.income) if e is not None]
    for one in found:
        assert one.amount >= 0
        assert one.amount == sum((part for _, part in one.parts), Decimal(0))
        assert one.amount.as_tuple().exponent == -2
        assert one.reason
        assert one.source
    assert taxes.total == sum((one.amount for one in found), Decimal(0))
    assert 0 < price_without_vat(facts) <= facts.price or facts.price < Decimal("0.03")


@given(_FACTS, st.integers(1, 10**9))
def test_a_higher_price_never_costs_less_deed_tax(facts: SaleFacts, cents: int) -> None:
    more = replace(facts, price=facts.price + Decimal(cents) / 100)
    assert sale_taxes(more, YUEYANG).deed.amount >= sale_taxes(facts, YUEYANG).deed.amount
