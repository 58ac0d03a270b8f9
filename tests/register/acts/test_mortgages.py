"""What acts on mortgages do to a unit, to its proofs and to past days."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import (
    BUYER,
    DAY,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    owners,
    state,
    two_mortgages,
    valid,
)
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    mortgage,
    sale,
)

pytestmark = pytest.mark.django_db


def test_a_transferred_mortgage_keeps_its_rank(unit: str) -> None:
    first_proof, second_proof = two_mortgages(unit)
    act = register.TransferMortgage(unit_code=unit, proof_no=first_proof, mortgagees=(OTHER_BANK,))
    done = enter(act)
    held = state(unit).mortgages
    assert [m.mortgagees for m in held] == [(OTHER_BANK,), (OTHER_BANK,)]
    assert [m.proof_no for m in held] == [done.certificates[0].number, second_proof]
    assert held[0].mortgagors == (OWNER,)
    assert held[0].stands_since == START + DAY
    assert done.voided == (first_proof,)
    assert not valid(first_proof)
    before = state(unit, as_of=NOW - DAY).mortgages
    assert before[0].mortgagees == (BANK,)


def test_a_change_names_what_changes_and_keeps_the_rest(unit: str) -> None:
    first_proof, _ = two_mortgages(unit)
    less = register.ChangeMortgage(
        unit_code=unit, proof_no=first_proof, amount=Decimal("10.00"), transfer_restricted=True
    )
    enter(less)
    changed = state(unit).mortgages[0]
    assert (changed.amount, changed.transfer_restricted) == (Decimal("10.00"), True)
    old = mortgage(unit, (OWNER,))
    assert (changed.debt_to, changed.mortgagees) == (old.debt_to, (BANK,))
    assert changed.rank == 1


def test_a_silent_mortgage_of_the_old_law_stays_one_when_it_is_changed(unit: str) -> None:
    code = unit
    then = datetime(2020, 5, 1, tzinfo=UTC)
    old = mortgage(code, (OWNER,), restricted=None)
    enter(old, at=then)
    proof = state(code).mortgages[0].proof_no
    enter(register.ChangeMortgage(unit_code=code, proof_no=proof, debtor=OTHER))
    (refused,) = book(booking(sale(code, (OWNER,), BUYER), applicants=(OWNER, BUYER)), at=NOW)
    assert [r.code for r in refused.blocks] == ["P06"]
    proof = state(code).mortgages[0].proof_no
    free = register.ChangeMortgage(unit_code=code, proof_no=proof, transfer_restricted=False)
    enter(free, at=NOW + DAY)
    (sold,) = book(
        booking(sale(code, (OWNER,), BUYER), applicants=(OWNER, BUYER)), at=NOW + 2 * DAY
    )
    assert sold.booked


def test_a_claim_is_fixed_once_below_its_ceiling(unit: str) -> None:
    most = replace(mortgage(unit, (OWNER,)), mode=register.MortgageMode.MAXIMUM_AMOUNT)
    proof = enter(most, at=START + DAY).certificates[0].number
    fixing = register.FixClaim(
        unit_code=unit, proof_no=proof, amount=Decimal("420000.00"), fact="债权确定期间届满"
    )
    proof = enter(fixing).certificates[0].number
    held = state(unit).mortgages[0]
    assert held.fixed_amount == Decimal("420000.00")
    assert held.fixing_fact == "债权确定期间届满"
    assert held.amount == most.amount
    passed = register.TransferMortgage(unit_code=unit, proof_no=proof, mortgagees=(OTHER_BANK,))
    enter(passed, at=NOW + DAY)
    assert state(unit).mortgages[0].fixed_amount == Decimal("420000.00")


def test_two_mortgages_exchange_their_places(unit: str) -> None:
    first_proof, second_proof = two_mortgages(unit)
    act = register.ExchangeRanks(unit_code=unit, proof_no=first_proof, other_proof_no=second_proof)
    done = enter(act)
    assert len(done.certificates) == 2
    assert set(done.voided) == {first_proof, second_proof}
    assert [m.mortgagees for m in state(unit).mortgages] == [(OTHER_BANK,), (BANK,)]
    assert [m.mortgagees for m in state(unit, as_of=NOW - DAY).mortgages] == [
        (BANK,),
        (OTHER_BANK,),
    ]
    again = [m.proof_no for m in state(unit).mortgages]
    back = register.ExchangeRanks(unit_code=unit, proof_no=again[0], other_proof_no=again[1])
    enter(back, at=NOW + DAY)
    assert [m.mortgagees for m in state(unit).mortgages] == [(BANK,), (OTHER_BANK,)]


def test_one_between_two_that_exchange_must_agree(unit: str) -> None:
    first_proof, _ = two_mortgages(unit)
    third = replace(mortgage(unit, (OWNER,)), mortgagees=(BANK,))
    last = enter(third, at=START + 3 * DAY).certificates[0].number
    act = register.ExchangeRanks(unit_code=unit, proof_no=first_proof, other_proof_no=last)
    (refused,) = book(booking(act, applicants=(OWNER, BANK)), at=NOW)
    assert [r.code for r in refused.blocks] == ["E18"]
    enter(act)


def test_whose_mortgage_is_given_notice_of_between_two_that_exchange_must_agree(unit: str) -> None:
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_MORTGAGE,
        holders=(OTHER_BANK,),
        obligors=(OWNER,),
    )
    of_bank = replace(mortgage(unit, (OWNER,)), mortgagees=(BANK,))
    one = enter(of_bank, at=START + DAY).certificates[0].number
    enter(notice, at=START + 2 * DAY)
    other = enter(of_bank, at=START + 3 * DAY).certificates[0].number
    act = register.ExchangeRanks(unit_code=unit, proof_no=one, other_proof_no=other)
    (refused,) = book(booking(act, applicants=(OWNER, BANK)), at=NOW)
    assert [r.code for r in refused.blocks] == ["E18"]
    assert OTHER_BANK.name in refused.blocks[0].message
    enter(act)


def test_a_mortgage_notice_keeps_the_rank(unit: str) -> None:
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_MORTGAGE,
        holders=(BANK,),
        obligors=(OWNER,),
    )
    kept = enter(notice, at=START + DAY).certificates[0].number
    enter(replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,)), at=START + 2 * DAY)
    turned = enter(replace(mortgage(unit, (OWNER,)), from_notice=kept))
    assert turned.voided == (kept,)
    now = state(unit)
    assert [m.mortgagees for m in now.mortgages] == [(BANK,), (OTHER_BANK,)]
    assert now.notices == ()
    assert not valid(kept)


def test_what_changes_twice_in_one_booking_ends_with_the_last(unit: str) -> None:
    first_proof, second_proof = two_mortgages(unit)
    less = register.ChangeMortgage(unit_code=unit, proof_no=first_proof, amount=Decimal("9.00"))
    gone = register.CancelMortgage(unit_code=unit, proof_no=second_proof, applicants=(OTHER_BANK,))
    enter(less, gone, sale(unit, (OWNER,), BUYER))
    now = state(unit)
    assert [m.amount for m in now.mortgages] == [Decimal("9.00")]
    assert owners(unit) == [BUYER.name]


def test_what_an_act_changed_the_next_of_its_booking_names_by_the_number_that_it_had(
    unit: str,
) -> None:
    first_proof, _ = two_mortgages(unit)
    less = register.ChangeMortgage(unit_code=unit, proof_no=first_proof, amount=Decimal("9.00"))
    on = register.TransferMortgage(unit_code=unit, proof_no=first_proof, mortgagees=(OTHER_BANK,))
    done = enter(less, on)
    held = state(unit).mortgages[0]
    assert (held.amount, held.mortgagees, held.rank) == (Decimal("9.00"), (OTHER_BANK,), 1)
    assert done.voided == (first_proof,)
    between, last = (c.number for c in done.certificates)
    assert held.proof_no == last
    assert [valid(number) for number in (first_proof, between, last)] == [False, False, True]
    assert list(register.audit()) == []


def test_another_booking_names_it_by_its_own_number_alone(unit: str) -> None:
    first_proof, _ = two_mortgages(unit)
    less = register.ChangeMortgage(unit_code=unit, proof_no=first_proof, amount=Decimal("9.00"))
    on = register.TransferMortgage(unit_code=unit, proof_no=first_proof, mortgagees=(OTHER_BANK,))
    everybody = (OWNER, BANK, OTHER_BANK)
    entered, refused = book(
        booking(less, applicants=everybody), booking(on, applicants=everybody), at=NOW
    )
    assert entered.booked
    assert [b.code for b in refused.blocks] == ["E04"]


@pytest.mark.parametrize(
    ("mode", "opened", "ended"),
    [
        (register.MortgageMode.ORDINARY, "1051", "4051"),
        (register.MortgageMode.MAXIMUM_AMOUNT, "1052", "4052"),
    ],
)
def test_the_subclass_of_a_mortgage_follows_its_mode(
    unit: str, mode: register.MortgageMode, opened: str, ended: str
) -> None:
    proof = enter(replace(mortgage(unit, (OWNER,)), mode=mode)).certificates[0].number
    enter(register.CancelMortgage(unit_code=unit, proof_no=proof, applicants=(BANK,)))
    assert [line.subclass for line in register.history(unit)[1:]] == [opened, ended]
