"""One debt that several units secure: each in its rank, all of them together or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import BUYER, DAY, EVERYBODY, NOW, OTHER, OWNER, START, enter, state
from tests.register.acts.conftest import LAST
from tests.register.city import BANK, OTHER_BANK, book, booking, first, make_units, mortgage, sale
from tests.register.land import make_part

pytestmark = pytest.mark.django_db
HELD_BY = (OWNER, BUYER, OWNER)


@pytest.fixture
def units() -> Iterator[list[str]]:
    """Three homes, the second of another owner; afterwards the register must still be true."""
    codes = make_units(4)[:3]
    for code, owner in zip(codes, HELD_BY, strict=True):
        book(booking(first(code, owner)), at=START)
    yield codes
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def joint(units: list[str], **changes: object) -> register.CreateMortgage:
    """One debt on the units."""
    more = tuple(
        register.Collateral(unit_code=code, mortgagors=(owner,))
        for code, owner in zip(units[1:], HELD_BY[1:], strict=True)
    )
    act = replace(mortgage(units[0], (OWNER,)), collateral=more)
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def lent(units: list[str]) -> list[str]:
    """The proofs of one debt on the units, in their order."""
    return [c.number for c in enter(joint(units), at=START + DAY).certificates]


def charged(units: list[str], proofs: list[str]) -> tuple[register.Charged, ...]:
    pairs = zip(units, proofs, strict=True)
    return tuple(register.Charged(unit_code=code, proof_no=proof) for code, proof in pairs)


def repaid(units: list[str], proofs: list[str], **changes: object) -> register.CancelMortgage:
    act = register.CancelMortgage(
        unit_code=units[0],
        proof_no=proofs[0],
        applicants=(BANK, OTHER_BANK),
        others=charged(units[1:], proofs[1:]),
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def passed_on(units: list[str], proofs: list[str]) -> register.TransferMortgage:
    return register.TransferMortgage(
        unit_code=units[0],
        proof_no=proofs[0],
        mortgagees=(OTHER_BANK,),
        others=charged(units[1:], proofs[1:]),
    )


def listed(proof: str, **moments: object) -> list[str]:
    lines = register.collateral_list(proof, **moments)  # type: ignore[arg-type]  # moments
    return [line.unit_code for line in lines]


def refused(*acts: register.Act) -> list[tuple[str, str]]:
    (outcome,) = book(booking(*acts, applicants=EVERYBODY), at=NOW)
    assert not outcome.booked
    return [(r.code, r.unit_code) for r in outcome.blocks]


def test_each_unit_bears_the_whole_debt_in_a_rank_of_its_own(units: list[str]) -> None:
    enter(replace(mortgage(units[1], (BUYER,)), mortgagees=(OTHER_BANK,)), at=START)
    proofs = lent(units)
    held = [next(m for m in state(u).mortgages if m.mortgagees == (BANK,)) for u in units]
    assert [m.rank for m in held] == [1, 2, 1]
    assert [m.proof_no for m in held] == proofs
    assert [m.mortgagors for m in held] == [(OWNER,), (BUYER,), (OWNER,)]
    assert {m.amount for m in held} == {Decimal("680000.00")}
    assert {(m.debt_id, m.debt_units) for m in held} == {(held[0].id, 3)}
    assert listed(proofs[1]) == units
    assert [line.others for line in register.history(units[2])[-1].began] == [2]


def test_a_mortgage_of_one_unit_has_no_list(units: list[str]) -> None:
    proof = enter(mortgage(units[0], (OWNER,))).certificates[0].number
    (held,) = state(units[0]).mortgages
    assert (held.debt_id, held.debt_units) == (None, 1)
    assert listed(proof) == []


def test_one_unit_that_cannot_be_mortgaged_keeps_all_of_them_out(units: list[str]) -> None:
    enter(
        register.RestrictByGovernment(
            unit_code=units[2],
            organ="岳阳楼区人民政府",
            document_no="征1号",
            from_day=START.date(),
            to_day=None,
        ),
        at=START,
    )
    bare = register.Collateral(unit_code=units[0][:-4] + "0004", mortgagors=(OWNER,))
    act = joint(units)
    act = replace(act, amount=Decimal(0), collateral=(*act.collateral, bare))
    assert refused(act) == [("E03", units[0]), ("P23", units[2]), ("P01", bare.unit_code)]
    assert all(state(u).mortgages == () for u in units)


def test_a_list_with_mistakes_is_refused(units: list[str]) -> None:
    twice = joint([units[0], units[1], units[0]])
    assert ("E34", units[0]) in refused(twice)
    unnamed = replace(
        joint(units), collateral=(register.Collateral(unit_code=units[1], mortgagors=()),)
    )
    assert ("E34", units[0]) in refused(unnamed)


def test_a_unit_leaves_the_list_and_the_others_stay(units: list[str]) -> None:
    proofs = lent(units)
    alone = repaid(units[:1], proofs[:1])
    assert refused(alone) == [("E35", units[0])]
    enter(replace(alone, partial=True))
    assert state(units[0]).mortgages == ()
    assert [m.debt_units for u in units[1:] for m in state(u).mortgages] == [2, 2]
    assert listed(proofs[0]) == units[1:]
    assert listed(proofs[0], as_of=NOW - DAY) == units
    enter(repaid(units[1:], proofs[1:]), at=NOW + DAY)
    assert listed(proofs[0]) == []


def test_units_leave_and_the_rest_changes_in_one_booking(units: list[str]) -> None:
    proofs = lent(units)
    leaves = repaid(units[:1], proofs[:1], partial=True)
    more = register.ChangeMortgage(
        unit_code=units[1],
        proof_no=proofs[1],
        amount=Decimal("400000.00"),
        others=charged(units[2:], proofs[2:]),
    )
    enter(leaves, more)
    amounts = [m.amount for u in units for m in state(u).mortgages]
    assert amounts == [Decimal("400000.00")] * 2


def test_what_left_in_the_same_batch_is_not_asked_for(units: list[str]) -> None:
    proofs = lent(units)
    leaves = booking(repaid(units[:1], proofs[:1], partial=True), applicants=EVERYBODY)
    rest = booking(passed_on(units[1:], proofs[1:]), applicants=EVERYBODY)
    assert [o.booked for o in book(leaves, rest, at=NOW)] == [True, True]


def test_a_debt_passes_on_whole_and_keeps_its_list(units: list[str]) -> None:
    proofs = lent(units)
    assert refused(passed_on(units[:2], proofs[:2])) == [("E35", units[0])]
    done = enter(passed_on(units, proofs))
    held = [m for u in units for m in state(u).mortgages]
    assert [m.mortgagees for m in held] == [(OTHER_BANK,)] * 3
    assert {m.debt_units for m in held} == {3}
    assert set(done.voided) == set(proofs)
    assert listed(done.certificates[0].number) == units


def test_a_maximum_is_fixed_for_all_units_at_once(units: list[str]) -> None:
    most = joint(units, mode=register.MortgageMode.MAXIMUM_AMOUNT)
    proofs = [c.number for c in enter(most, at=START + DAY).certificates]
    act = register.FixClaim(
        unit_code=units[0], proof_no=proofs[0], amount=Decimal("1.00"), fact="期间届满"
    )
    assert refused(act) == [("E35", units[0])]
    enter(replace(act, others=charged(units[1:], proofs[1:])))
    assert [m.fixed_amount for u in units for m in state(u).mortgages] == [Decimal("1.00")] * 3


def test_mortgages_of_different_debts_are_not_one(units: list[str]) -> None:
    proofs = [
        enter(mortgage(u, (owner,)), at=START + DAY).certificates[0].number
        for u, owner in zip(units, HELD_BY, strict=True)
    ]
    assert refused(repaid(units, proofs)) == [("E35", units[0])]


def test_a_buyer_takes_the_place_of_the_mortgagor_on_his_unit_alone(units: list[str]) -> None:
    proofs = lent(units)
    enter(sale(units[0], (OWNER,), OTHER))
    enter(
        register.ChangeMortgage(unit_code=units[0], proof_no=proofs[0], mortgagors=(OTHER,)),
        at=NOW + DAY,
    )
    held = [m for u in units for m in state(u).mortgages]
    assert [m.mortgagors for m in held] == [(OTHER,), (BUYER,), (OWNER,)]
    assert {m.debt_units for m in held} == {3}


def test_a_notice_keeps_the_rank_of_its_unit(units: list[str]) -> None:
    notice = register.EnterNotice(
        unit_code=units[1],
        kind=register.NoticeKind.OTHER_MORTGAGE,
        holders=(BANK,),
        obligors=(BUYER,),
    )
    kept = enter(notice, at=START).certificates[0].number
    enter(replace(mortgage(units[1], (BUYER,)), mortgagees=(OTHER_BANK,)), at=START + DAY)
    line, last = joint(units).collateral
    enter(joint(units, collateral=(replace(line, from_notice=kept), last)))
    assert [m.mortgagees for m in state(units[1]).mortgages] == [(BANK,), (OTHER_BANK,)]
    assert state(units[1]).notices == ()


def test_the_parts_of_a_mortgaged_home_secure_one_debt(units: list[str]) -> None:
    proofs = lent(units)
    alone = enter(mortgage(units[0], (OWNER,), bank=OTHER_BANK)).certificates[0].number
    parts = [make_part(n, "59.21") for n in (11, 12)]
    enter(
        register.ReshapeUnits(
            sources=(units[0],),
            results=tuple(register.Piece(unit_code=p) for p in parts),
            basis="岳测1号",
        ),
        at=NOW + DAY,
    )
    held = [state(p).mortgages for p in parts]
    assert [[m.debt_units for m in one] for one in held] == [[4, 2], [4, 2]]
    assert listed(proofs[1]) == [*units[1:], *parts]
    assert listed(alone) == []  # it was of one unit, and its parts have a list of their own
    assert listed(held[0][1].proof_no) == parts
    merged = make_part(13, "118.42")
    again = register.ReshapeUnits(
        sources=(parts[0],),
        results=(register.Piece(unit_code=merged), register.Piece(unit_code=make_part(14, "1.00"))),
        basis="岳测2号",
    )
    assert refused(again)[0][0] == "E33"


def test_the_database_refuses_units_of_one_debt_that_differ(units: list[str]) -> None:
    lent(units)
    proof = enter(mortgage(units[0], (OWNER,), bank=OTHER_BANK)).certificates[0].number
    with connection.cursor() as cursor:
        cursor.execute("SELECT mortgage_id FROM register_certificate WHERE number = %s", [proof])
        (other,) = cursor.fetchone()
        cursor.execute("SELECT DISTINCT debt_id, page_id FROM register_collateral ORDER BY 2")
        (debt, page), (_, wrong_page), _ = cursor.fetchall()
    add = (
        "INSERT INTO register_collateral (id, office, mortgage_id, page_id, debt_id)"
        " VALUES (1, '430602', %s, %s, %s)"
    )
    less = "UPDATE register_mortgage SET amount = 1 WHERE id = %s"
    for sql, values in ((add, [other, wrong_page, debt]), (less, [other])):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute(add, [other, page, debt])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_collateral")


def test_more_units_than_one_booking_takes_are_refused(units: list[str]) -> None:
    line = register.Collateral(unit_code=units[0], mortgagors=(OWNER,))
    with pytest.raises(Faults) as raised:
        book(booking(replace(joint(units), collateral=(line,) * 10_000)))
    assert [f.code for f in raised.value.faults] == [FaultCode.TOO_MANY_ITEMS]
