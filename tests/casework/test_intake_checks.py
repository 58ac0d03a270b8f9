"""What a request must say by itself, and that all of it is told at one time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import CancelInput, MortgageInput, PartyInput, Role
from dengbu.casework.models import Case
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.register.city import BANK, book, booking, first, mortgage, person

pytestmark = pytest.mark.django_db
CHILD = person(501, born="20150101")
SISTER = person(502, born="20120101")
PARENT = person(503)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def refusals(request: casework.CaseRequest, desk: Desk) -> tuple[Fault, ...]:
    """Everything that is said against a request; nothing was kept."""
    with pytest.raises(Faults) as caught:
        casework.submit(request, actor=desk.windows[0], now=NOW)
    assert not Case.objects.exists()
    return caught.value.faults


def ward(role: Role, who: register.PartyRef, guardian: register.PartyRef) -> PartyInput:
    """A minor for whom somebody signed the promise."""
    return asks.party(
        role,
        who,
        guardian_name=guardian.name,
        guardian_id_no=guardian.id_no,
        guardian_promise=True,
    )


def bought_for(desk: Desk, guardian: register.PartyRef) -> casework.CaseRequest:
    good = asks.sale(desk, 0)
    return replace(good, parties=(good.parties[0], ward(Role.BUYER, CHILD, guardian)))


def test_a_parent_may_buy_for_a_child(desk: Desk) -> None:
    assert casework.submit(bought_for(desk, PARENT), actor=desk.windows[0], now=NOW).case_no


@pytest.mark.parametrize(
    ("guardian", "said"),
    [
        (CHILD, "不能是周501自己"),
        (SISTER, "还没有满18周岁"),
        (person(1), "站在对方"),  # the seller
    ],
)
def test_a_guardian_is_another_grown_up_and_not_the_other_side(
    desk: Desk, guardian: register.PartyRef, said: str
) -> None:
    found = {f.field: f for f in refusals(bought_for(desk, guardian), desk)}
    fault = found["parties.1.guardian_id_no"]
    assert said in fault.message
    assert fault.remedy


def test_one_guardian_cannot_act_for_both_sides(desk: Desk) -> None:
    unit = desk.units[-1][:-4] + f"{len(desk.units) + 1:04d}"
    promise = register.GuardianPromise(
        ward_id_no=SISTER.id_no, guardian_name=PARENT.name, guardian_id_no=PARENT.id_no
    )
    (owned,) = book(
        booking(first(unit, SISTER), applicants=(SISTER,), guardian_promises=(promise,)),
        at=ENTERED,
    )
    assert owned.booked
    parties = (ward(Role.SELLER, SISTER, PARENT), ward(Role.BUYER, CHILD, PARENT))
    found = refusals(replace(asks.sale(desk, 0), unit_code=unit, parties=parties), desk)
    assert {"parties.0.guardian_id_no", "parties.1.guardian_id_no"} <= {f.field for f in found}


def test_tax_that_is_settled_names_its_voucher(desk: Desk) -> None:
    (fault,) = refusals(replace(asks.sale(desk, 0), tax_note=" "), desk)
    assert (fault.field, fault.code) == ("tax_note", FaultCode.REQUIRED)
    (fault,) = refusals(replace(asks.sale(desk, 0), tax_note="税" * 101), desk)
    assert (fault.field, fault.code) == ("tax_note", FaultCode.TOO_LONG)
    loan = replace(asks.mortgage(desk, 0), tax_note="")  # no deed tax on a mortgage
    assert casework.submit(loan, actor=desk.windows[0], now=NOW).case_no


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(1900, 1, 1), date(1900, 1, 2)),
        (date(2024, 1, 1), date(2024, 12, 11)),
        (date(2044, 12, 20), date(2024, 12, 20)),
    ],
)
def test_an_odd_term_of_a_loan_is_refused_at_its_field(
    desk: Desk, begins: date, ends: date
) -> None:
    loan: MortgageInput = replace(asks.LOAN, debt_from=begins, debt_to=ends)
    (fault,) = refusals(asks.mortgage(desk, 0).saying(mortgage=loan), desk)
    assert (fault.field, fault.code) == ("mortgage.debt_to", FaultCode.DATE_RANGE)


def test_a_term_that_ends_today_still_runs(desk: Desk) -> None:
    loan = replace(asks.LOAN, debt_from=date(2024, 1, 1), debt_to=date(2024, 12, 12))
    ask = asks.mortgage(desk, 0).saying(mortgage=loan)
    assert casework.submit(ask, actor=desk.windows[0], now=NOW).case_no


def test_every_missing_signature_is_named_once(desk: Desk) -> None:
    good = asks.sale_under_mortgage(desk, 0)
    unsigned = {Role.SELLER, Role.OLD_MORTGAGEE}
    parties = tuple(replace(p, agreed=p.role not in unsigned) for p in good.parties)
    found = refusals(replace(good, parties=parties), desk)
    assert sorted(f.field for f in found) == ["parties.0.agreed", "parties.3.agreed"]
    for name in ("周1", BANK.name):
        assert sum(name in f.message for f in found) == 1


def test_a_wrong_proof_does_not_hide_a_wrong_seller(desk: Desk) -> None:
    good = asks.sale_under_mortgage(desk, 0)
    bad = replace(
        good,
        parties=(asks.party(Role.SELLER, person(77)), *good.parties[1:]),
        inputs={**good.inputs, "cancel": CancelInput(proof_no=desk.proofs[1])},
    )
    assert [f.data["rule"] for f in refusals(bad, desk)] == ["E04", "P02", "P14"]


def test_every_mortgage_that_hinders_is_named(desk: Desk) -> None:
    unit, owner = desk.units[0], person(1)
    loans = [
        booking(mortgage(unit, (owner,), restricted=True), applicants=(owner, BANK))
        for _ in range(2)
    ]
    assert all(o.booked for o in book(*loans, at=datetime(2024, 2, 1, tzinfo=UTC)))
    found = refusals(asks.sale(desk, 0), desk)
    assert [f.data["rule"] for f in found] == ["P04", "P04"]
    assert len({f.message for f in found}) == 2


def test_the_same_buyer_twice_does_not_hide_an_unsigned_seller(desk: Desk) -> None:
    good = asks.sale(desk, 0)
    seller, buyer = good.parties
    bad = replace(good, parties=(replace(seller, agreed=False), buyer, buyer))
    found = refusals(bad, desk)
    assert sorted(f.field for f in found) == ["parties.0.agreed", "parties.2.id_no"]
    assert "P14" in {f.data.get("rule") for f in found}


def test_values_outside_their_lists_hide_nothing(desk: Desk) -> None:
    good = asks.sale_with_loan(desk, 0)
    seller, buyer, bank = good.parties
    bad = replace(
        good,
        parties=(replace(seller, agreed=False), replace(buyer, party_type="77"), bank),
        co_ownership="9",
        inputs={"mortgage": replace(asks.LOAN, mode="8")},
        delivery="PIGEON",
    )
    found = refusals(bad, desk)
    fields = {f.field for f in found}
    assert {"parties.1.party_type", "co_ownership", "mortgage.mode", "delivery"} <= fields
    assert "P14" in {f.data.get("rule") for f in found}
