"""The table of states, each cell; refunds never exceed what is held, nor leave any of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.casework.rules.payments import (
    MOVES,
    NOTHING,
    Happening,
    OrderState,
    Owed,
    Received,
    by_payer,
    closing,
    moved,
    paid_in,
    shortfall,
    to_refund,
)

# Rows are states, columns happenings in the order of `Happening`; "-" is what cannot be.
GRID = """
ISSUED ISSUED PAID FAILED CANCELLED REFUND_DUE - - - -
PAID - PAID PAID - REFUND_DUE PAID PAID PAID -
FAILED ISSUED PAID FAILED CANCELLED REFUND_DUE - - - -
CANCELLED REFUND_DUE REFUND_DUE CANCELLED CANCELLED - - - - -
REFUND_DUE REFUND_DUE REFUND_DUE REFUND_DUE - REFUND_DUE REFUND_DUE REFUNDED REFUND_DUE -
REFUNDED REFUND_DUE REFUND_DUE REFUNDED REFUNDED - - - REFUND_DUE -
"""
CELLS = [
    (OrderState(row[0]), happening, None if said == "-" else OrderState(said))
    for row in (line.split() for line in GRID.strip().splitlines())
    for happening, said in zip(Happening, row[1:], strict=True)
]


@pytest.mark.parametrize(("state", "happening", "then"), CELLS)
def test_each_cell(state: OrderState, happening: Happening, then: OrderState | None) -> None:
    assert moved(state, happening) is then


def test_the_table_is_whole() -> None:
    assert set(MOVES) == set(OrderState)
    assert all(set(row) == set(Happening) for row in MOVES.values())
    assert len(CELLS) == len(OrderState) * len(Happening)


def test_only_money_makes_an_order_paid_and_only_a_refund_makes_it_refunded() -> None:
    for _, happening, then in CELLS:
        if then is OrderState.REFUNDED:
            assert happening in (
                Happening.REFUND_ALL,
                Happening.ATTEMPT_FAILED,
                Happening.CLOSED_EMPTY,
            )
    came = {h for s, h, t in CELLS if t is OrderState.PAID and s.owed}
    assert came == {Happening.PAYMENT_FULL}


def test_money_below_the_amount_is_short_and_the_amount_is_enough() -> None:
    due = Decimal("80.00")
    assert paid_in(due, Decimal("79.99")) is Happening.PAYMENT_SHORT
    assert paid_in(due, due) is Happening.PAYMENT_FULL
    assert paid_in(due, Decimal("80.01")) is Happening.PAYMENT_FULL
    assert closing(NOTHING) is Happening.CLOSED_EMPTY
    assert closing(Decimal("0.01")) is Happening.CLOSED_HOLDING


CENTS = st.integers(1, 100_000).map(lambda n: Decimal(n) / 100)


@st.composite
def payments(draw: st.DrawFn) -> list[Received]:
    amounts = draw(st.lists(CENTS, max_size=6))
    quarter = Decimal("0.25")
    cent = Decimal("0.01")
    return [
        Received(id=n, amount=a, returned=(a * quarter * draw(st.integers(0, 4))).quantize(cent))
        for n, a in enumerate(amounts)
    ]


@given(payments(), st.one_of(st.just(NOTHING), CENTS))
def test_what_goes_back_is_what_is_held_beyond_what_is_owed(
    came: list[Received], owed: Decimal
) -> None:
    back = to_refund(owed, came)
    held = sum((p.amount - p.returned for p in came), NOTHING)
    assert sum((amount for _, amount in back), NOTHING) == max(held - owed, NOTHING)
    by_id = {p.id: p for p in came}
    for id, amount in back:
        assert NOTHING < amount <= by_id[id].amount - by_id[id].returned
    assert len({id for id, _ in back}) == len(back)
    missing = shortfall(owed, came)
    assert missing == max(owed - held, NOTHING)
    assert not (missing and back)


def test_the_last_that_came_goes_back_first() -> None:
    twice = [Received(id=1, amount=Decimal("80.00")), Received(id=2, amount=Decimal("80.00"))]
    assert to_refund(Decimal("80.00"), twice) == ((2, Decimal("80.00")),)
    assert to_refund(NOTHING, twice) == ((2, Decimal("80.00")), (1, Decimal("80.00")))


def test_one_sum_a_payer_and_none_for_nothing() -> None:
    lines = [
        Owed(payer="周某", role="BUYER", amount=Decimal("80.00")),
        Owed(payer="某银行", role="NEW_MORTGAGEE", amount=Decimal("80.00")),
        Owed(payer="周某", role="OWNER", amount=Decimal("10.00")),
        Owed(payer="原银行", role="OLD_MORTGAGEE", amount=NOTHING),
    ]
    assert [(o.payer, o.role, o.amount) for o in by_payer(lines)] == [
        ("周某", "BUYER", Decimal("90.00")),
        ("某银行", "NEW_MORTGAGEE", Decimal("80.00")),
    ]
