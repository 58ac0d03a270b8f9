"""``book``: whole or not at all, in order, with certificates, leaf and two intervals."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.database.wire import Wire
from dengbu.register import api as register
from dengbu.register.models import Ownership
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    by_shares,
    first,
    make_units,
    mortgage,
    person,
    sale,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
OWNER, BUYER, OTHER = person(1), person(2), person(3)


@pytest.fixture
def unit() -> str:
    """One unit, registered to OWNER at NOW."""
    code = make_units(40)[0]
    (outcome,) = book(booking(first(code, OWNER)), at=NOW)
    assert outcome.booked
    return code


def state(code: str, **when: datetime) -> register.UnitState:
    return register.unit_state(code, now=datetime.now(UTC), **when)


def codes_of(outcome: register.Outcome) -> set[str]:
    return {rule.code for rule in outcome.blocks}


def test_first_registration_gives_right_certificate_and_leaf(unit: str) -> None:
    now = state(unit)
    assert now.ownership is not None
    assert [h.party for h in now.ownership.holders] == [OWNER]
    assert now.ownership.certificate_nos == ("湘(2024)岳阳市不动产权第0000001号",)
    view = register.certificate("湘(2024)岳阳市不动产权第0000001号")
    assert view is not None
    assert view.valid
    assert len(view.check_code) == 16
    assert list(register.audit()) == []


def test_sale_with_the_old_mortgage_on_it_is_entered_together(unit: str) -> None:
    book(booking(mortgage(unit, (OWNER,), restricted=True), applicants=(OWNER, BANK)))
    proof = state(unit).mortgages[0].proof_no
    cancel = register.CancelMortgage(unit_code=unit, proof_no=proof, applicants=(BANK,))
    (outcome,) = book(
        booking(
            cancel,
            sale(unit, (OWNER,), BUYER),
            mortgage(unit, (BUYER,), bank=OTHER_BANK),
            applicants=(OWNER, BUYER, BANK, OTHER_BANK),
        )
    )
    assert outcome.booked
    assert [c.kind for c in outcome.certificates] == ["T", "P"]
    assert set(outcome.voided) == {proof, "湘(2024)岳阳市不动产权第0000001号"}
    now = state(unit)
    assert now.ownership is not None
    assert [h.party for h in now.ownership.holders] == [BUYER]
    assert [m.mortgagees for m in now.mortgages] == [(OTHER_BANK,)]
    assert [m.rank for m in now.mortgages] == [1]
    old = register.certificate(proof)
    assert old is not None
    assert not old.valid
    assert list(register.audit()) == []


def test_a_restricted_mortgage_blocks_a_plain_sale(unit: str) -> None:
    book(booking(mortgage(unit, (OWNER,), restricted=True), applicants=(OWNER, BANK)))
    (outcome,) = book(booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)))
    assert not outcome.booked
    assert codes_of(outcome) == {"P04"}
    assert "湘北银行" in outcome.blocks[0].message
    assert "带押过户" in outcome.blocks[0].remedy


def test_an_unrestricted_mortgage_follows_the_home(unit: str) -> None:
    book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)))
    (outcome,) = book(booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)))
    assert outcome.booked
    assert [r.code for r in outcome.rules] == ["P05"]
    assert len(state(unit).mortgages) == 1


def test_an_unflagged_mortgage_from_before_2021_restricts(unit: str) -> None:
    code = unit[:-4] + "0002"
    then = datetime(2020, 5, 1, tzinfo=UTC)
    book(booking(first(code, OWNER)), at=then)
    old = mortgage(code, (OWNER,), restricted=None)
    book(booking(old, applicants=(OWNER, BANK)), at=then + timedelta(days=1))
    (outcome,) = book(booking(sale(code, (OWNER,), BUYER), applicants=(OWNER, BUYER)))
    assert codes_of(outcome) == {"P06"}


def test_a_refused_member_keeps_the_whole_case_out_and_its_neighbours_in(unit: str) -> None:
    other = unit[:-4] + "0002"
    outcomes = book(
        booking(mortgage(unit, (OWNER,)), sale(unit, (BUYER,), OTHER), applicants=(OWNER, BANK)),
        booking(first(other, OTHER)),
    )
    assert [o.booked for o in outcomes] == [False, True]
    assert "P02" in codes_of(outcomes[0])
    assert state(unit).mortgages == ()
    assert list(register.audit()) == []


def test_bookings_of_a_batch_see_the_effects_of_those_before(unit: str) -> None:
    outcomes = book(
        booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)),
        booking(sale(unit, (BUYER,), OTHER), applicants=(BUYER, OTHER)),
        booking(sale(unit, (OWNER,), OTHER), applicants=(OWNER, OTHER)),
    )
    assert [o.booked for o in outcomes] == [True, True, False]
    lines = register.history(unit)
    assert [line.registration_type for line in lines] == [100, 200, 200]


def test_statements_do_not_grow_with_cases(monkeypatch: pytest.MonkeyPatch, unit: str) -> None:
    sent: list[str] = []
    plain = Wire.send

    def counted(wire: Wire, sql: str, parameters: Sequence[Any] = ()) -> Any:
        sent.append(sql)
        return plain(wire, sql, parameters)

    monkeypatch.setattr(Wire, "send", counted)
    stem = unit[:-4]
    book(booking(first(stem + "0002", OTHER)))
    one = len(sent)
    sent.clear()
    more = [booking(first(f"{stem}{n:04d}", person(n))) for n in range(3, 40)]
    assert all(o.booked for o in book(*more))
    assert len(sent) == one


def test_shares_sum_to_exactly_one(unit: str) -> None:
    code = unit[:-4] + "0002"
    thirds = by_shares((OWNER, Fraction(1, 3)), (BUYER, Fraction(1, 3)), (OTHER, Fraction(1, 3)))
    act = register.FirstRegistration(
        unit_code=code, holders=thirds, co_ownership=register.CoOwnership.BY_SHARES
    )
    (outcome,) = book(booking(act))
    assert outcome.booked
    ownership = state(code).ownership
    assert ownership is not None
    assert sum(h.share or 0 for h in ownership.holders) == 1
    bad = by_shares((OWNER, Fraction(1, 3)), (BUYER, Fraction(1, 3)))
    wrong = register.FirstRegistration(
        unit_code=unit[:-4] + "0003", holders=bad, co_ownership=register.CoOwnership.BY_SHARES
    )
    (refused,) = book(booking(wrong))
    assert codes_of(refused) == {"E02"}


def test_two_thirds_of_the_shares_may_sell(unit: str) -> None:
    code = unit[:-4] + "0002"
    held = by_shares((OWNER, Fraction(2, 3)), (BUYER, Fraction(1, 3)))
    act = register.FirstRegistration(
        unit_code=code, holders=held, co_ownership=register.CoOwnership.BY_SHARES
    )
    book(booking(act))
    (less,) = book(booking(sale(code, (OWNER, BUYER), OTHER), applicants=(BUYER, OTHER)))
    assert codes_of(less) == {"P14"}
    (enough,) = book(booking(sale(code, (OWNER, BUYER), OTHER), applicants=(OWNER, OTHER)))
    assert enough.booked


def test_each_co_owner_may_have_a_certificate(unit: str) -> None:
    code = unit[:-4] + "0002"
    (outcome,) = book(booking(first(code, OWNER, BUYER, separate_certificates=True)))
    assert len(outcome.certificates) == 2
    assert [c.holder for c in outcome.certificates] == [OWNER, BUYER]
    mine = register.certificates_of_holder(BUYER.id_type, BUYER.id_no)
    assert [c.number for c in mine] == [outcome.certificates[1].number]


def test_a_minor_needs_a_guardian(unit: str) -> None:
    child = person(5, born="20150101")
    (alone,) = book(booking(sale(unit, (OWNER,), child), applicants=(OWNER, child)))
    assert codes_of(alone) == {"P15"}
    promise = register.GuardianPromise(
        ward_id_no=child.id_no, guardian_name=OTHER.name, guardian_id_no=OTHER.id_no
    )
    (guarded,) = book(
        booking(
            sale(unit, (OWNER,), child), applicants=(OWNER, child), guardian_promises=(promise,)
        )
    )
    assert guarded.booked


def test_tax_and_open_cases_and_unknown_units(unit: str) -> None:
    act = sale(unit, (OWNER,), BUYER)
    (untaxed,) = book(booking(act, applicants=(OWNER, BUYER), tax_cleared=None))
    assert codes_of(untaxed) == {"P16"}
    (busy,) = book(
        booking(act, applicants=(OWNER, BUYER), other_open_cases={unit: ("43060220241212000001",)})
    )
    assert codes_of(busy) == {"P11"}
    (unknown,) = book(booking(sale(unit[:-4] + "0999", (OWNER,), BUYER), applicants=(OWNER,)))
    assert "E01" in codes_of(unknown)


def test_as_of_reads_the_law_and_as_known_at_the_register(unit: str) -> None:
    judged = NOW + timedelta(days=10)
    entered = NOW + timedelta(days=30)
    act = sale(unit, (OWNER,), BUYER)
    decided = register.Transfer(
        unit_code=unit,
        transferors=act.transferors,
        holders=act.holders,
        co_ownership=act.co_ownership,
        cause="法院判决",
        effective_at=judged,
    )
    book(booking(decided, applicants=(OWNER, BUYER)), at=entered)

    def holder(as_of: datetime, as_known_at: datetime) -> str:
        found = state(unit, as_of=as_of, as_known_at=as_known_at).ownership
        return found.holders[0].party.name if found else ""

    between = NOW + timedelta(days=20)
    assert holder(between, entered) == BUYER.name  # the law, as we know now
    assert holder(between, between) == OWNER.name  # what the register said then
    assert holder(NOW + timedelta(days=5), entered) == OWNER.name
    assert state(unit, as_of=NOW - timedelta(days=1)).ownership is None
    assert [h.unit_code for h in register.holdings("1", OWNER.id_no, as_of=NOW)] == [unit]
    assert register.holdings("1", OWNER.id_no) == ()


def test_one_case_is_entered_once(unit: str) -> None:
    one = booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER))
    book(one)
    again = booking(sale(unit, (BUYER,), OWNER), applicants=(OWNER, BUYER), case_no=one.case_no)
    with pytest.raises(IntegrityError):
        book(again)
    assert list(register.audit()) == []


def test_the_database_refuses_what_rules_would(unit: str) -> None:
    held = Ownership.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_ownership WHERE id = %s", [held.id])
    with pytest.raises(IntegrityError), transaction.atomic():
        held.holders.create(office=held.office, party=held.holders.get().party, seq=1)
    book(booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_ownership SET recorded_to = now() WHERE id = %s", [held.id])


def test_audit_finds_a_forged_amount(unit: str) -> None:
    book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)))
    assert list(register.audit()) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_mortgage SET amount = %s", [Decimal("1.00")])
    (line,) = register.audit()
    assert line.startswith("leaf-recomputed")


def test_a_proof_that_never_stood_is_numbered_without_gap_and_never_issued(unit: str) -> None:
    """One booking changes a loan twice: the proof of the first change was never anybody's."""
    (lent,) = book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)))
    once, twice = (
        register.ChangeMortgage(
            unit_code=unit, proof_no=lent.certificates[0].number, amount=Decimal(amount)
        )
        for amount in (400_000, 300_000)
    )
    (outcome,) = book(booking(once, twice, applicants=(OWNER, BANK)))
    assert outcome.booked, outcome.blocks
    never, issued = outcome.certificates
    assert (never.stands, issued.stands) == (False, True)
    papers = [register.certificate(c.number) for c in (*lent.certificates, never, issued)]
    assert [p.never_stood for p in papers if p] == [False, True, False]
    assert [m.proof_no for m in state(unit).mortgages] == [issued.number]
    (later,) = book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)))
    serials = [int(c.number[-8:-1]) for c in (never, issued, *later.certificates)]
    assert serials == [2, 3, 4]
    assert list(register.audit()) == []
