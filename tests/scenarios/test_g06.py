"""G06: an organisation registers the house that it built."""

import pytest

from dengbu.accounts import api as accounts
from tests.casework import asks
from tests.casework.desk import ENTERED, open_desk
from tests.register.city import OFFICE, person
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)


def first_department() -> None:
    """An examiner of the department that first registrations go to."""
    accounts.create_account(
        accounts.NewAccount(
            username="首次1",
            name="首次1",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=OFFICE,
            posts=((accounts.Post.EXAMINER, accounts.Department.FIRST),),
        ),
        now=ENTERED,
    )


def test_a_new_house_is_registered_to_its_owner() -> None:
    desk = open_desk(1)
    first_department()
    spare = desk.units[0][:-4] + "0002"
    done = travel(desk, asks.first_registration(desk, spare, 801))
    assert done.state.ownership is not None
    assert [h.party.name for h in done.state.ownership.holders] == [person(801).name]
    (title,) = done.entered.certificates
    assert "不动产权第" in title
    assert [line.amount for line in done.accepted.fees] == [80]
