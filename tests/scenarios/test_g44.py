"""G44: a bank cancels its mortgage at the window."""

import pytest

from tests.casework import asks
from tests.casework.desk import open_desk
from tests.register.city import BANK
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mortgage_ends_and_its_proof_is_void() -> None:
    desk = open_desk(1)
    done = travel(desk, asks.cancellation(desk, 0))
    assert done.state.mortgages == ()
    assert done.outcome.voided == (desk.proofs[0],)
    assert done.entered.certificates == ()
    (line,) = done.accepted.fees
    assert (line.payer, line.amount) == (BANK.name, 0)
