"""What single rules hold is audited too: each break is planted, and named by its rule."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from dengbu.register import api as register
from tests.register import making
from tests.register.acts.acting import BUYER, DAY, NOW, OTHER, OWNER, START, enter
from tests.register.acts.annulling import annulment
from tests.register.acts.test_construction import lent as lent_on
from tests.register.acts.test_operations import granted
from tests.register.acts.test_operations import lent as lent_farm
from tests.register.city import book, booking, first, make_units, mortgage
from tests.register.conditions import commons, divided
from tests.register.land import first_of, make_unit
from tests.register.test_audit import forge

pytestmark = pytest.mark.django_db
ENDED = "recorded_to = recorded_from, effective_to = effective_from, closed_by_id = opened_by_id"
R = register.RightType


def page(unit: str) -> int:
    return one("SELECT id FROM register_page WHERE unit_code = %s", unit)


def one(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        (found,) = cursor.fetchone()
    return int(found)


def planted(*statements: tuple[str, list[Any]]) -> list[str]:
    """What the audit says once the statements have been forged; it said nothing before."""
    assert list(register.audit(leaves=False)) == []
    forge(*statements)
    return list(register.audit(leaves=False))


def named(found: list[str], code: str) -> list[str]:
    return [line.removeprefix(f"{code}: ") for line in found if line.startswith(f"{code}: ")]


@pytest.fixture
def home() -> str:
    code = make_units(3)[0]
    book(booking(first(code, OWNER)), at=START)
    return code


@pytest.fixture
def farm() -> str:
    """Contracted land whose operation right is granted and mortgaged by who has it."""
    code = make_unit("JD", "W00000000")
    enter(first_of(R.LAND_CONTRACT, code, OWNER), at=START)
    enter(granted(code), at=START + DAY)
    enter(lent_farm(code, BUYER), at=START + 2 * DAY)
    return code


@pytest.fixture
def site() -> list[str]:
    """Land and two homes that are being built on it, mortgaged together."""
    homes = make_units(2)
    land = make_unit(homes[0][12:14], "W00000000", int(homes[0][14:19]))
    enter(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    enter(lent_on([land, *homes]), at=START + DAY)
    return [land, *homes]


def test_e39_a_mortgage_of_an_operation_right_has_one(farm: str) -> None:
    loan = one("SELECT id FROM register_mortgage WHERE page_id = %s", page(farm))
    found = planted((f"UPDATE register_operation SET {ENDED} WHERE page_id = %s", [page(farm)]))
    assert named(found, "E39-mortgage-of-an-operation-right-has-one") == [
        f"mortgage {loan} is of an operation right that does not stand"
    ]


def test_e39_a_household_may_mortgage_its_own(farm: str) -> None:
    """It needs nobody else's right (农村土地承包法 47)."""
    other = make_unit("JD", "W00000000", 8)
    enter(first_of(R.LAND_CONTRACT, other, OWNER), at=START)
    enter(lent_farm(other, OWNER), at=START + DAY)
    assert list(register.audit()) == []


def test_p20_operation_rights_are_of_contracted_land(farm: str) -> None:
    found = planted(
        ("UPDATE register_ownership SET right_type = '3' WHERE page_id = %s", [page(farm)])
    )
    told = named(found, "P20-operation-rights-are-of-contracted-land")
    assert [line.split()[0] for line in told] == ["operation", "mortgage"]


def test_e38_one_operation_right_stands(farm: str) -> None:
    copied = (
        "INSERT INTO register_operation (id, office, page_id, opened_by_id, effective_from,"
        " recorded_from, mode, area, term_from, term_to, contract_no) SELECT 1, office, page_id,"
        " (SELECT opened_by_id FROM register_mortgage m WHERE m.page_id = o.page_id),"
        " effective_from, recorded_from, mode, area, term_from, term_to, contract_no"
        " FROM register_operation o WHERE page_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = planted(("DROP INDEX register_operation_current", []), (copied, [page(farm)]))
    assert named(found, "E38-one-current-operation-right") == [
        f"page {page(farm)} has 2 operation rights"
    ]


def test_e36_what_is_finished_is_not_being_built(site: list[str]) -> None:
    enter(first(site[1], OWNER))
    sql = (
        "UPDATE register_mortgage SET mortgaged_kind = '4', construction_address = '86号',"
        " construction_scope = '1栋' WHERE page_id = %s AND recorded_to IS NULL"
    )
    found = planted((sql, [page(site[1])]))
    told = named(found, "E36-what-is-finished-is-not-being-built")
    assert [site[1] in line for line in told] == [True]


def test_e42_what_is_being_built_is_charged_with_its_land(site: list[str]) -> None:
    found = planted((f"UPDATE register_mortgage SET {ENDED} WHERE page_id = %s", [page(site[0])]))
    told = named(found, "E42-what-is-being-built-is-charged-with-its-land")
    assert sorted(site[1:]) == sorted(line.split()[3] for line in told)


def test_e34_a_unit_is_once_on_a_list(home: str) -> None:
    enter(making.of_two(home))
    other = page(f"{home[:-4]}0003")
    debt = one("SELECT min(debt_id) FROM register_collateral")
    found = planted(
        (
            "UPDATE register_mortgage SET page_id = %s, rank_key = 2 WHERE page_id = %s",
            [page(home), other],
        ),
        ("UPDATE register_collateral SET page_id = %s WHERE page_id = %s", [page(home), other]),
    )
    assert named(found, "E34-a-unit-is-once-on-a-list") == [
        f"debt {debt} is borne twice by page {page(home)}"
    ]


@pytest.mark.parametrize("role", ["E", "O"])
def test_every_mortgage_has_its_parties(home: str, role: str) -> None:
    enter(mortgage(home, (OWNER,)))
    loan = one("SELECT id FROM register_mortgage")
    found = planted(("DELETE FROM register_mortgageparty WHERE role = %s", [role]))
    assert named(found, "every-mortgage-has-its-parties") == [
        f"mortgage {loan} lacks its party {role}"
    ]


def test_e24_a_unit_is_sold_by_one_notice(home: str) -> None:
    sold = register.EnterNotice(
        unit_code=home, kind=register.NoticeKind.OTHER_SALE, holders=(BUYER,), obligors=(OWNER,)
    )
    enter(sold)
    enter(replace(sold, kind=register.NoticeKind.OTHER_MORTGAGE, holders=(OTHER,)))
    found = planted(("UPDATE register_notice SET kind = '2', rank_key = NULL", []))
    assert named(found, "E24-a-unit-is-sold-by-one-notice") == [
        f"page {page(home)} is sold by 2 notices"
    ]


def test_e11_a_restriction_is_entered_once(home: str) -> None:
    for number in ("征1号", "征2号"):
        enter(replace(making.stop(home), document_no=number))
    found = planted(("UPDATE register_stop SET document_no = '征1号'", []))
    assert len(named(found, "E11-a-restriction-is-entered-once")) == 1


def test_e37_common_parts_stand_on_land_by_number(home: str) -> None:
    enter(commons(home))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = planted(
        ("DROP INDEX register_commonpart_current", []),
        ("UPDATE register_commonpart SET page_id = %s, number = '1'", [page(home)]),
    )
    told = named(found, "E37-common-parts-stand-on-land-by-number")
    assert {line.split(" has ")[0].split(" is ")[-1] for line in told} >= {"not on land"}
    assert f"page {page(home)} has common part 1 twice" in told


def test_e29_one_thing_is_said_of_a_right(farm: str) -> None:
    added = (
        "INSERT INTO register_landused (id, office, page_id, opened_by_id, effective_from,"
        " recorded_from, use_right_area) SELECT 1, office, page_id, opened_by_id, effective_from,"
        " recorded_from, 5 FROM register_ownership WHERE page_id = %s"
    )
    found = planted((added, [page(farm)]))
    assert named(found, "E29-one-thing-is-said-of-a-right") == [
        f"page {page(farm)} says 2 things of its right"
    ]


def test_e52_an_annulment_is_not_annulled(home: str) -> None:
    enter(mortgage(home, (OWNER,)), at=START + DAY)
    enter(annulment(home, 1))
    kept = one("SELECT id FROM register_annulment")
    added = (
        "INSERT INTO register_annulment (id, office, annulled_id, opened_by_id, recorded_from)"
        " SELECT 1, office, opened_by_id, annulled_id, recorded_from FROM register_annulment"
    )
    found = planted((added, []))
    assert named(found, "E52-an-annulment-is-not-annulled") == [
        f"annulment {kept} is annulled",
        "annulment 1 is annulled",
    ]


def test_what_never_was_is_told_of_and_holds_nothing(home: str) -> None:
    enter(divided(home), at=START + DAY)
    part = register.lineage(home).descendants[0].result
    enter(annulment(home, 1))
    found = planted(
        ("UPDATE register_page SET seldom = 0 WHERE id = %s", [page(part)]),
        (
            "UPDATE register_ownership SET recorded_to = NULL, effective_to = NULL,"
            " closed_by_id = NULL WHERE page_id = %s",
            [page(part)],
        ),
    )
    told = named(found, "a-unit-that-never-was-holds-nothing")
    assert [line.split(" has ")[0] for line in told] == [f"page {page(part)} never was and"]
    assert len(named(found, "pages-tell-of-annulment")) == 1


def test_a_division_is_annulled_whole(home: str) -> None:
    enter(divided(home), at=START + DAY)
    parts = [step.result for step in register.lineage(home).descendants]
    enter(annulment(home, 1), at=NOW)
    gone = (
        "DELETE FROM register_annulment WHERE annulled_id IN"
        " (SELECT id FROM register_entry WHERE page_id = %s)"
    )
    found = planted((gone, [page(parts[0])]))
    assert len(named(found, "a-division-is-annulled-whole")) == 1
