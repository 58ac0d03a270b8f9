"""Contracts of farmland and forest pass on with their households: what is asked and what stays."""

from dataclasses import replace

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.register.city import book, booking, person
from tests.register.land import FARM, FOREST, MEMBERS, first_of, make_unit
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = person(2), person(3)
HOUSEHOLD = (
    register.HouseholdMember(name=NEW.name, id_type="1", id_no=NEW.id_no, relation="户主"),
)
CONTRACTS = [
    ("G52-4", register.RightType.LAND_CONTRACT, "JD", "W00000000", FARM),
    ("G51-9", register.RightType.LAND_CONTRACT_AND_FOREST, "JE", "L00000001", FOREST),
]


def held(desk: Desk, right: register.RightType, feature: str, fixture: str) -> str:
    """A plot that OLD's household has by contract."""
    unit = make_unit(feature, fixture)
    act = first_of(right, unit, OLD)
    (done,) = book(booking(act, applicants=(OLD,)), at=ENTERED)
    assert done.booked, done.blocks
    return unit


def passing(service: str, unit: str, **said: object) -> casework.CaseRequest:
    """The window's form as it begins, with both sides, and more said of the right."""
    known = casework.blank_request(service, unit, now=NOW).request
    (slot, given) = next(iter(known.inputs.items()))
    papers = tuple(casework.MaterialInput(code=c, source="ORIGINAL") for c in ("m1", "m2", "ct"))
    return replace(
        known,
        submission_key="rural",
        parties=(asks.party(Role.SELLER, OLD), asks.party(Role.BUYER, NEW)),
        materials=papers,
        tax_cleared=True,
        tax_note="免税",
        inputs={slot: replace(given, **said)},
    )


@pytest.mark.parametrize(("service", "right", "feature", "fixture", "given"), CONTRACTS)
def test_a_household_hands_its_contract_on(
    service: str,
    right: register.RightType,
    feature: str,
    fixture: str,
    given: register.FarmlandHeld | register.ForestHeld,
) -> None:
    desk = open_desk(0)
    unit = held(desk, right, feature, fixture)
    trees = {"tree_owner": NEW.name, "tree_user": NEW.name} if right == "10" else {}
    asked = passing(service, unit, **trees)
    with pytest.raises(Faults) as refused:
        casework.submit(asked, actor=desk.windows[0], now=NOW)
    assert [f.data.get("rule") for f in refused.value.faults] == ["E29"]
    done = travel(desk, passing(service, unit, members=HOUSEHOLD, **trees))
    standing = done.state.particulars
    assert standing is not None
    assert standing.content == replace(given, members=HOUSEHOLD, **trees)  # the rest stays


def test_a_change_begins_with_what_is_registered() -> None:
    desk = open_desk(0)
    unit = held(desk, register.RightType.LAND_CONTRACT, "JD", "W00000000")
    draft = casework.blank_request("G52-5", unit, now=NOW).request
    said = draft.inputs["FarmlandHeld"]
    assert said.members == MEMBERS  # type: ignore[attr-defined]  # class by slot
    assert said.contract_area == FARM.contract_area  # type: ignore[attr-defined]  # likewise


def test_every_right_of_the_countryside_has_its_four_services() -> None:
    """First, transfer, change and cancellation, for each right that guides G49 to G52 name."""
    open_desk(0)
    acts = ("FirstRegistration", "Transfer", "ChangeOwnership", "CancelOwnership")
    found: dict[str, set[str]] = {}
    for service in casework.services(office="430602", now=NOW):
        for item in service.items:
            if item.guide in ("G49", "G50", "G51", "G52"):
                for right in service.rights:
                    found.setdefault(right, set()).add(item.act)
    for right in ("5", "6", "7", "8", "9", "10", "11", "12"):
        assert set(acts) <= found[right], right
    operation = {"CreateOperation", "TransferOperation", "ChangeOperation", "CancelOperation"}
    assert operation <= found["9"]
