"""Nobody stands on both sides, and shares that cannot be written are refused with a word."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from dengbu.register import api as register
from tests.register.city import book, booking, by_shares, first, make_units, person, sale
from tests.register.land import first_of, make_unit
from tests.register.making import BUYER, LATER, OTHER, OWNER, dwelling, lent, pre_seize, way

pytestmark = pytest.mark.django_db
START = datetime(2022, 3, 2, tzinfo=UTC)


@pytest.fixture
def unit() -> str:
    code = make_units(3)[0]
    for home in (code, f"{code[:-4]}0003"):
        book(booking(first(home, OWNER)), at=START)
    return code


def said(act: register.Act, code: str, *people: register.PartyRef) -> list[str]:
    """What a rule says against an act that nothing else stands against."""
    (outcome,) = book(booking(act, applicants=(OWNER, *people)), at=LATER)
    assert {r.code for r in outcome.blocks} <= {code}
    return [r.message for r in outcome.blocks]


def test_nobody_lends_on_what_is_his(unit: str) -> None:
    own = "周1不能既是抵押权人又是抵押人"
    assert said(replace(lent(unit), mortgagees=(OWNER,)), "E03") == [own]
    beside = f"{unit[:-4]}0002"
    book(booking(first(beside, BUYER)), at=START)
    listed = register.Collateral(unit_code=beside, mortgagors=(BUYER,))
    joint = replace(lent(unit), mortgagees=(BUYER,), collateral=(listed,))
    assert said(joint, "E03", BUYER) == [own.replace(OWNER.name, BUYER.name)]


def test_nobody_has_a_right_to_live_in_what_is_his(unit: str) -> None:
    alone = dwelling(unit, holders=(OWNER,))
    assert "周1不能既设立居住权又取得居住权" in said(alone, "E20")[0]
    willed = replace(alone, source=register.HabitationSource.WILL, document_no="遗嘱1号")
    assert said(willed, "E20") != []


def test_a_will_may_let_one_of_the_heirs_live_there() -> None:
    code = make_units(1)[0]
    book(booking(first(code, OWNER, BUYER)), at=START)
    will = dwelling(
        code,
        holders=(BUYER,),
        grantors=(OWNER, BUYER),
        source=register.HabitationSource.WILL,
        document_no="遗嘱1号",
    )
    contract = replace(will, source=register.HabitationSource.CONTRACT)
    assert "周2不能既设立居住权" in said(contract, "E20", BUYER)[0]
    assert said(will, "E20", BUYER) == []


def test_nobody_has_a_way_over_what_is_his(unit: str) -> None:
    (why,) = said(way(unit, dominant_holders=(OWNER,)), "E22")
    assert why == "供役地和需役地是同一权利人的，不用设立地役权"


def test_shares_without_a_denominator_that_can_be_kept_are_refused(unit: str) -> None:
    """Each fits by itself and they sum to 1; together they need more than 64 bits."""
    p, q, r = 999999937, 999999929, 999999893
    z = 12345
    x = -z * q * pow(r, -1, p) % p
    y = (p * q * r - x * r - z * q) // p
    shares = (Fraction(x, p * q), Fraction(y, q * r), Fraction(z, p * r))
    assert sum(shares) == 1
    people = (person(5), person(6), person(7))
    act = replace(
        sale(unit, (OWNER,), *people),
        holders=by_shares(*zip(people, shares, strict=True)),
        co_ownership=register.CoOwnership.BY_SHARES,
    )
    assert said(act, "E27", *people) == ["份额通分以后分母太大，请用简单的分数写份额"]


def presold(home: str) -> register.EnterNotice:
    kind = register.NoticeKind.PRESALE
    return register.EnterNotice(unit_code=home, kind=kind, holders=(BUYER,), obligors=(OWNER,))


def test_a_buyers_pre_seizure_does_not_bar_the_first_title_of_who_sold_to_him() -> None:
    """It is one home of a house that the builder registers whole; then it is a 查封."""
    home = make_units(1)[0]
    assert said(presold(home), "E24", BUYER) == []
    assert said(pre_seize(home, BUYER), "E05") == []
    assert "预查封到" in said(first(home, OTHER), "P03", OTHER)[0]
    assert said(first(home, OWNER), "P03") == []
    assert said(sale(home, (OWNER,), BUYER), "P03", BUYER) == []
    (barred,) = said(sale(home, (BUYER,), OTHER), "P03", BUYER, OTHER)
    assert "查封到" in barred
    assert "预查封" not in barred


def test_a_pre_seizure_does_not_bar_the_first_title_of_who_holds_the_land() -> None:
    """A filed contract of sale may be all that ties the debtor to the home: no notice."""
    home = make_units(1)[0]
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    ground = first_of(register.RightType.STATE_CONSTRUCTION_LAND_USE, land, OWNER)
    book(booking(ground), booking(pre_seize(home, BUYER)), at=LATER)
    assert said(first(home, OWNER), "P03") == []
    assert "预查封到" in said(sale(home, (OWNER,), OTHER), "P03", OTHER)[0]
