"""G39: an owner borrows; the bank gets the second rank behind the first."""

import pytest

from tests.casework import asks
from tests.casework.desk import open_desk
from tests.register.city import OTHER_BANK
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_mortgage_gets_the_next_rank() -> None:
    desk = open_desk(1)
    done = travel(desk, asks.mortgage(desk, 0))
    ranks = [(m.rank, m.mortgagees[0].name) for m in done.state.mortgages]
    assert ranks[1] == (2, OTHER_BANK.name)
    assert done.state.mortgages[1].transfer_restricted is True
    assert "不动产证明第" in done.entered.certificates[0]
    (line,) = done.accepted.fees
    assert (line.payer, line.amount) == (OTHER_BANK.name, 80)
