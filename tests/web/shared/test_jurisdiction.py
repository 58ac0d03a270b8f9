"""Each office sees its own units; of another's it is said where they belong."""

from dataclasses import replace

import pytest

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.web.shared.jurisdiction import require_own, require_served
from tests.register.city import OFFICE, unit_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]


@pytest.fixture
def officer() -> accounts.Actor:
    return accounts.system_actor(OFFICE)


def test_units_of_ones_own_office_and_people_of_no_office_pass(officer: accounts.Actor) -> None:
    require_own(unit_code(1), officer)
    require_own(OFFICE, officer)
    require_own("430681", replace(officer, office=""))


@pytest.mark.parametrize("named", ["430681", "430681" + unit_code(1)[6:]])
def test_it_is_said_which_office_a_unit_belongs_to(officer: accounts.Actor, named: str) -> None:
    there = accounts.office("430681")
    with pytest.raises(Faults) as raised:
        require_own(named, officer)
    (fault,) = raised.value.faults
    assert fault.code is FaultCode.NOT_FOUND
    assert f"归{there.name}登记" in fault.message
    assert there.phone in fault.remedy


def test_a_place_outside_the_city_is_said_to_be_outside(officer: accounts.Actor) -> None:
    with pytest.raises(Faults, match="不归本市登记"):
        require_own("110101", officer)


def test_a_window_serves_the_whole_city_and_no_other(officer: accounts.Actor) -> None:
    for named in (OFFICE, "430681", "430681" + unit_code(1)[6:]):
        require_served(named, officer)
    for named in ("430702", "430602"[:4] + "99"):
        with pytest.raises(Faults, match="不归本市登记"):
            require_served(named, officer)
