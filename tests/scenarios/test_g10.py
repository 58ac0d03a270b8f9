"""G10: a second-hand home is sold; its unrestricted mortgage stays on it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.casework import asks
from tests.casework.desk import open_desk
from tests.register.city import person
from tests.scenarios.journey import travel

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_home_changes_hands_and_the_mortgage_follows() -> None:
    desk = open_desk(1)
    done = travel(desk, asks.sale(desk, 0, buyer=901))
    assert done.state.ownership is not None
    assert [h.party.name for h in done.state.ownership.holders] == [person(901).name]
    assert [m.proof_no for m in done.state.mortgages] == [desk.proofs[0]]
    assert len(done.outcome.voided) == 1
    assert {r.code for r in done.accepted.rules if r.effect == "warn"} == {"P05"}


def test_two_buyers_by_shares_each_with_a_certificate() -> None:
    desk = open_desk(1)
    plain = asks.sale(desk, 0)
    buyers = tuple(
        asks.party(asks.Role.BUYER, person(n), share=share)
        for n, share in ((911, Fraction(2, 3)), (912, Fraction(1, 3)))
    )
    ask = replace(
        plain,
        parties=(plain.parties[0], *buyers),
        co_ownership="2",
        separate_certificates=True,
    )
    done = travel(desk, ask)
    assert done.state.ownership is not None
    assert [h.share for h in done.state.ownership.holders] == [Fraction(2, 3), Fraction(1, 3)]
    assert len(done.entered.certificates) == 2
    assert [line.amount for line in done.accepted.fees] == [90]
