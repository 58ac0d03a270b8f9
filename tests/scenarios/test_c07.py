"""C07: a home is sold and the buyer's loan is secured by it, in one go."""

import pytest

from tests.casework import asks
from tests.casework.desk import open_desk
from tests.register.city import OTHER_BANK, person
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)


def test_sale_and_loan_are_entered_together() -> None:
    desk = open_desk(1)
    done = travel(desk, asks.sale_with_loan(desk, 0, buyer=902))
    assert done.state.ownership is not None
    assert [h.party.name for h in done.state.ownership.holders] == [person(902).name]
    new = done.state.mortgages[-1]
    assert (new.rank, new.mortgagees[0].name) == (2, OTHER_BANK.name)
    assert [m.name for m in new.mortgagors] == [person(902).name]
    assert [line.amount for line in done.accepted.fees] == [80, 80]
