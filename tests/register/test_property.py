"""P13 and P17 to P22: what other departments know lifts or raises each, and nothing else does."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from dengbu.register import api as register
from tests.register.city import BANK, book, booking, first, make_units, mortgage, person, sale
from tests.register.land import first_of, make_unit

OWNER, BUYER, OTHER = person(1), person(2), person(3)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
START = datetime(2020, 3, 2, tzinfo=UTC)
R = register.RightType
Known = register.PropertyFacts


@pytest.fixture
def unit(db: None) -> str:
    code = make_units(2)[0]
    book(booking(first(code, OWNER)), at=START)
    return code


def codes(act: register.Act, **known: Any) -> set[str]:
    """Rules that block an act for which everybody came."""
    came = (OWNER, BUYER, OTHER, BANK)
    (outcome,) = register.examine([booking(act, applicants=came, property=Known(**known))], now=NOW)
    return {r.code for r in outcome if r.effect is register.Effect.BLOCK}


def told(act: register.Act, **known: Any) -> set[str]:
    (outcome,) = register.examine(
        [booking(act, applicants=(OWNER, BUYER, BANK), property=Known(**known))], now=NOW
    )
    return {r.code for r in outcome if r.effect is register.Effect.WARN}


def new_home(unit: str) -> register.Transfer:
    return replace(sale(unit, (OWNER,), BUYER), subclass="2001")


def test_a_new_home_is_sold_with_contract_and_fund(unit: str) -> None:
    assert codes(new_home(unit)) == {"P17"}
    assert codes(new_home(unit), contract_filed=True) == {"P17"}
    assert codes(new_home(unit), contract_filed=True, fund_paid=True) == set()
    assert codes(sale(unit, (OWNER,), BUYER)) == set()


@pytest.mark.parametrize(
    ("subclass", "blocked"), [("2002", True), ("2005", True), ("2003", False), ("2007", False)]
)
def test_allocated_land_is_sold_with_approval_and_inherited_without(
    unit: str, subclass: str, *, blocked: bool
) -> None:
    act = replace(sale(unit, (OWNER,), BUYER), subclass=subclass)
    book(booking(register.ChangeOwnership(unit_code=unit, right_nature="101"), applicants=(OWNER,)))
    assert codes(act) == ({"P18"} if blocked else set())
    assert codes(act, disposal_approval="岳自然资批1号") == set()


def test_policy_housing_is_sold_with_approval(unit: str) -> None:
    act = sale(unit, (OWNER,), BUYER)
    assert codes(act, policy_housing=True) == {"P18"}
    assert codes(act, policy_housing=True, disposal_approval="回购权放弃证明") == set()


def test_a_court_asks_nobody_for_approval(unit: str) -> None:
    act = replace(sale(unit, (OWNER,), BUYER), ordered_by="岳阳楼区人民法院", order_no="执1号")
    assert "P18" not in codes(act, policy_housing=True)


def test_a_homestead_goes_to_members_and_heirs(db: None) -> None:
    make_units(1)
    land = make_unit("JC", "W00000000")
    act = first_of(R.HOMESTEAD_USE, land, OWNER)
    assert codes(act) == {"P19"}
    assert codes(act, members=frozenset({BUYER.key})) == {"P19"}
    members = frozenset({OWNER.key})
    book(booking(act, property=Known(members=members)), at=START)
    sold = sale(land, (OWNER,), BUYER)
    assert codes(sold, members=members) == {"P19"}
    assert codes(sold, members=frozenset({BUYER.key})) == set()
    assert codes(replace(sold, subclass="2003")) == set()


@pytest.mark.parametrize(
    ("right", "feature", "blocked"),
    [
        (R.COLLECTIVE_LAND_OWNERSHIP, "JA", True),
        (R.HOMESTEAD_USE, "JC", True),
        (R.LAND_CONTRACT, "JD", True),
        (R.COLLECTIVE_CONSTRUCTION_LAND_USE, "JB", True),
        (R.STATE_CONSTRUCTION_LAND_USE, "GB", False),
        (R.SEA_USE, "GH", False),
    ],
)
def test_some_rights_are_never_mortgaged(
    db: None, right: register.RightType, feature: str, *, blocked: bool
) -> None:
    make_units(1)
    land = make_unit(feature, "W00000000")
    known = Known(members=frozenset({OWNER.key}))
    (outcome,) = book(booking(first_of(right, land, OWNER), property=known), at=START)
    assert outcome.booked, outcome.blocks
    assert codes(mortgage(land, (OWNER,))) == ({"P20"} if blocked else set())


def test_public_facilities_are_not_mortgaged(unit: str) -> None:
    loan = mortgage(unit, (OWNER,))
    assert codes(loan, public_facility=True) == {"P20"}
    school = replace(OWNER, party_type=register.PartyType.INSTITUTION)
    assert "P20" in told(replace(loan, mortgagors=(school,)))
    assert "P20" not in told(replace(loan, mortgagors=(school,)), public_facility=False)


def test_an_expired_term_stops_a_mortgage_unless_it_renews_by_itself(unit: str) -> None:
    over = register.ChangeOwnership(unit_code=unit, term_to=date(2024, 1, 1))
    book(booking(over, applicants=(OWNER,)))
    loan = mortgage(unit, (OWNER,))
    assert codes(loan, dwelling=False) == {"P21"}
    assert "P21" in told(loan, dwelling=True)
    assert "P21" in told(loan)


@pytest.mark.parametrize("known", [{"dispute": "邻居起诉"}, {"illegal_building": "加建"}])
def test_disputes_and_illegal_buildings_stop_everything(unit: str, known: dict[str, str]) -> None:
    for act in (sale(unit, (OWNER,), BUYER), mortgage(unit, (OWNER,))):
        assert codes(act, **known) == {"P22"}


class TestLandBelowHouses:
    """P13: what stands on the land is disposed of together with it."""

    def land(self, unit: str) -> str:
        code = make_unit(unit[12:14], "W00000000", int(unit[14:19]))
        book(booking(first_of(R.STATE_CONSTRUCTION_LAND_USE, code, OWNER)), at=START)
        return code

    def test_it_is_neither_sold_nor_mortgaged_alone(self, unit: str) -> None:
        land = self.land(unit)
        assert codes(sale(land, (OWNER,), BUYER)) == {"P13"}
        assert codes(mortgage(land, (OWNER,))) == {"P13"}
        assert codes(sale(unit, (OWNER,), BUYER)) == set()

    def test_it_is_free_before_the_first_house_and_after_the_last(self, unit: str) -> None:
        land = self.land(unit)
        gone = register.CancelOwnership(unit_code=unit, ground=register.CancelGround.DESTROYED)
        book(booking(gone, applicants=(OWNER,)))
        assert codes(sale(land, (OWNER,), BUYER)) == set()

    def test_a_house_of_the_same_batch_counts(self, unit: str) -> None:
        """In one booking, and in a booking before it however large the batch."""
        other = unit[:-4] + "0002"
        gone = register.CancelOwnership(unit_code=unit, ground=register.CancelGround.DESTROYED)
        book(booking(gone, applicants=(OWNER,)))
        land = self.land(unit)
        loan = mortgage(land, (OWNER,))
        (both,) = book(booking(first(other, OWNER), loan, applicants=(OWNER, BANK)))
        assert [r.code for r in both.blocks] == ["P13"]
        many = [booking(loan) for _ in range(150)]
        outcomes = book(
            booking(first(other, OWNER)), *many, booking(loan, applicants=(OWNER, BANK))
        )
        assert outcomes[0].booked
        assert [r.code for r in outcomes[-1].blocks] == ["P13"]


@pytest.mark.django_db(transaction=True)
def test_the_first_title_of_a_house_waits_for_the_sale_of_its_land() -> None:
    """Whoever comes second sees what the first did: land and house never go different ways."""
    home, _ = make_units(2)
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    book(booking(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, OWNER)), at=START)
    outcomes: list[register.Outcome] = []

    def enter_house() -> None:
        outcomes.extend(book(booking(first(home, OWNER)), booking(first(home, BUYER))))
        connection.close()

    with transaction.atomic():
        (sold,) = register.book([booking(sale(land, (OWNER,), BUYER), applicants=(OWNER, BUYER))])
        other = threading.Thread(target=enter_house)
        other.start()
        other.join(0.5)
        assert other.is_alive()  # waits for the land's page
    other.join()
    assert sold.booked
    assert [r.code for r in outcomes[0].blocks] == ["E41"]  # the land is the buyer's by now
    assert outcomes[1].booked
    assert outcomes[1].recorded_at is not None
    assert sold.recorded_at is not None
    assert outcomes[1].recorded_at > sold.recorded_at


@pytest.mark.django_db
def test_a_house_is_registered_to_who_holds_the_land_or_gets_it_in_the_same_booking() -> None:
    home, other = make_units(2)
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    book(booking(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, OWNER)), at=START)
    both = (OWNER, BUYER)
    (alone,) = book(booking(first(home, BUYER), applicants=both))
    assert [r.code for r in alone.blocks] == ["E41"]
    asked = booking(first(home, BUYER), applicants=both)
    (examined,) = register.examine([asked], now=START + timedelta(days=9))
    assert [r.code for r in examined if r.effect is register.Effect.BLOCK] == ["E41"]
    (along,) = book(booking(sale(land, (OWNER,), BUYER), first(home, BUYER), applicants=both))
    assert along.booked
    (late,) = book(booking(first(other, OWNER)))
    assert [r.code for r in late.blocks] == ["E41"]
