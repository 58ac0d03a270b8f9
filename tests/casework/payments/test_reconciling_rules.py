"""Two accounts of a day: every way to differ has its name, and equal ones do not differ."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dengbu.casework.rules.reconciling import (
    PAYMENT,
    REFUND,
    DifferenceKind,
    Movement,
    differences,
    total,
)

PAID = Movement(kind=PAYMENT, order_no="N-1", reference="T1", amount=Decimal("80.00"))
BACK = Movement(kind=REFUND, order_no="N-1", reference="N-1-R1", amount=Decimal("80.00"))
_MOVEMENTS = st.lists(
    st.builds(
        Movement,
        kind=st.sampled_from([PAYMENT, REFUND]),
        order_no=st.sampled_from(["N-1", "N-2"]),
        reference=st.sampled_from(["T1", "T2", "T3", "T4"]),
        amount=st.decimals(min_value="0.01", max_value="999.99", places=2),
    ),
    max_size=8,
    unique_by=lambda m: (m.kind, m.reference),
)


def kinds(ours: list[Movement], theirs: list[Movement]) -> list[DifferenceKind]:
    return [d.kind for d in differences(ours, theirs)]


def test_each_way_to_differ_has_its_name() -> None:
    assert kinds([PAID, BACK], [BACK, PAID]) == []
    assert kinds([PAID], []) == [DifferenceKind.MISSING_THERE]
    assert kinds([], [PAID]) == [DifferenceKind.MISSING_HERE]
    assert kinds([PAID], [replace(PAID, amount=Decimal("8.00"))]) == [DifferenceKind.AMOUNT]
    assert kinds([PAID], [replace(PAID, order_no="N-2")]) == [DifferenceKind.ORDER]
    assert kinds([PAID], [PAID, PAID]) == [DifferenceKind.TWICE]
    assert kinds([BACK], []) == [DifferenceKind.REFUND_THERE]
    assert kinds([], [BACK]) == [DifferenceKind.REFUND_HERE]


def test_a_movement_may_differ_in_more_than_one_way() -> None:
    other = replace(PAID, order_no="N-2", amount=Decimal("8.00"))
    assert kinds([PAID], [other, other]) == [
        DifferenceKind.AMOUNT,
        DifferenceKind.ORDER,
        DifferenceKind.TWICE,
    ]


@given(_MOVEMENTS, _MOVEMENTS)
def test_accounts_without_a_difference_have_the_same_sum(
    ours: list[Movement], theirs: list[Movement]
) -> None:
    assert differences(ours, ours) == ()
    found = differences(ours, theirs)
    if not found:
        assert (len(ours), total(ours)) == (len(theirs), total(theirs))
    told = {(d.reference, d.order_no) for d in found}
    for movement in ours:
        if movement not in theirs:
            assert (movement.reference, movement.order_no) in told


def test_every_kind_has_words() -> None:
    assert len({kind.label for kind in DifferenceKind}) == len(DifferenceKind)
