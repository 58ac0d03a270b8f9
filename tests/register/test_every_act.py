"""What each act does to a unit, to its certificates, and to what the register says of past days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from dengbu.register import api as register
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

OWNER, BUYER, OTHER = person(1), person(2), person(3)
START = datetime(2022, 3, 2, 2, 0, tzinfo=UTC)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
COURT, OTHER_COURT = "岳阳楼区人民法院", "岳阳市中级人民法院"
EVERYBODY = (OWNER, BUYER, OTHER, BANK, OTHER_BANK)
pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Iterator[str]:
    """A home that OWNER holds; afterwards the register must still be true."""
    code = make_units(2)[0]
    book(booking(first(code, OWNER)), at=START)
    yield code
    assert not list(register.audit())


def enter(*acts: register.Act, at: datetime = NOW, **facts: object) -> register.Outcome:
    """Book acts that must pass."""
    (outcome,) = book(booking(*acts, applicants=EVERYBODY, **facts), at=at)  # type: ignore[arg-type]  # keywords of one test
    assert outcome.booked, outcome.blocks
    return outcome


def state(unit: str, at: datetime = NOW + 9 * DAY, **moments: datetime) -> register.UnitState:
    return register.unit_state(unit, now=at, **moments)


def owners(unit: str, **moments: datetime) -> list[str]:
    ownership = state(unit, **moments).ownership
    return [h.party.name for h in ownership.holders] if ownership else []


def valid(number: str) -> bool:
    view = register.certificate(number, now=NOW + 9 * DAY)
    assert view is not None
    return view.valid


def two_mortgages(unit: str) -> tuple[str, str]:
    """Proof numbers of the first and the second rank."""
    one = enter(mortgage(unit, (OWNER,)), at=START + DAY)
    other = enter(replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,)), at=START + 2 * DAY)
    return one.certificates[0].number, other.certificates[0].number


def seizure(unit: str, **changes: object) -> register.Seize:
    act = register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ=COURT,
        document_no="执1号",
        delivered_at=NOW,
        term_days=1095,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


class TestMortgages:
    def test_a_transferred_mortgage_keeps_its_rank(self, unit: str) -> None:
        first_proof, second_proof = two_mortgages(unit)
        act = register.TransferMortgage(
            unit_code=unit, proof_no=first_proof, mortgagees=(OTHER_BANK,)
        )
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

    def test_a_change_names_what_changes_and_keeps_the_rest(self, unit: str) -> None:
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

    def test_a_silent_mortgage_of_the_old_law_stays_one_when_it_is_changed(self, unit: str) -> None:
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

    def test_a_claim_is_fixed_once_below_its_ceiling(self, unit: str) -> None:
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

    def test_two_mortgages_exchange_their_places(self, unit: str) -> None:
        first_proof, second_proof = two_mortgages(unit)
        act = register.ExchangeRanks(
            unit_code=unit, proof_no=first_proof, other_proof_no=second_proof
        )
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

    def test_one_between_two_that_exchange_must_agree(self, unit: str) -> None:
        first_proof, _ = two_mortgages(unit)
        third = replace(mortgage(unit, (OWNER,)), mortgagees=(BANK,))
        last = enter(third, at=START + 3 * DAY).certificates[0].number
        act = register.ExchangeRanks(unit_code=unit, proof_no=first_proof, other_proof_no=last)
        (refused,) = book(booking(act, applicants=(OWNER, BANK)), at=NOW)
        assert [r.code for r in refused.blocks] == ["E18"]
        enter(act)

    def test_a_mortgage_notice_keeps_the_rank(self, unit: str) -> None:
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

    def test_what_changes_twice_in_one_booking_ends_with_the_last(self, unit: str) -> None:
        first_proof, second_proof = two_mortgages(unit)
        less = register.ChangeMortgage(unit_code=unit, proof_no=first_proof, amount=Decimal("9.00"))
        gone = register.CancelMortgage(
            unit_code=unit, proof_no=second_proof, applicants=(OTHER_BANK,)
        )
        enter(less, gone, sale(unit, (OWNER,), BUYER))
        now = state(unit)
        assert [m.amount for m in now.mortgages] == [Decimal("9.00")]
        assert owners(unit) == [BUYER.name]


class TestOwnership:
    def test_a_change_of_name_is_no_change_of_hands(self, unit: str) -> None:
        renamed = replace(OWNER, name="周壹")
        done = enter(
            register.ChangeOwnership(
                unit_code=unit,
                holders=(register.HolderShare(party=renamed),),
                renamed=True,
                basis="岳公户变2024-18",
            )
        )
        assert owners(unit) == ["周壹"]
        assert owners(unit, as_of=NOW - DAY) == [OWNER.name]
        assert len(done.certificates) == len(done.voided) == 1

    def test_shares_of_the_same_holders_change(self, unit: str) -> None:
        shares = by_shares((BUYER, Fraction(1, 3)), (OTHER, Fraction(2, 3)))
        two = replace(
            sale(unit, (OWNER,), BUYER, OTHER),
            holders=shares,
            co_ownership=register.CoOwnership.BY_SHARES,
        )
        enter(two, at=START + DAY)
        joint = register.ChangeOwnership(
            unit_code=unit,
            holders=tuple(register.HolderShare(party=p) for p in (BUYER, OTHER)),
            co_ownership=register.CoOwnership.JOINT,
            separate_certificates=True,
        )
        done = enter(joint)
        held = state(unit).ownership
        assert held is not None
        assert held.co_ownership is register.CoOwnership.JOINT
        assert [h.share for h in held.holders] == [None, None]
        assert {c.holder for c in done.certificates} == {BUYER, OTHER}

    def test_a_correction_holds_from_the_beginning(self, unit: str) -> None:
        act = register.CorrectOwnership(
            unit_code=unit,
            holders=(register.HolderShare(party=OTHER),),
            co_ownership=register.CoOwnership.SOLE,
            basis="原始合同写的是周3",
        )
        enter(act)
        assert owners(unit) == [OTHER.name]
        assert owners(unit, as_of=START + DAY) == [OTHER.name]
        assert owners(unit, as_of=START + DAY, as_known_at=NOW - DAY) == [OWNER.name]
        assert owners(unit, as_known_at=NOW - DAY) == [OWNER.name]

    def test_the_office_corrects_after_its_notice(self, unit: str) -> None:
        act = register.CorrectOwnership(
            unit_code=unit,
            holders=(register.HolderShare(party=OTHER),),
            co_ownership=register.CoOwnership.SOLE,
            basis="扫描件核对",
            by_office=True,
            subclass="5002",
        )
        (alone,) = book(booking(act, notice_over=True), at=NOW)
        assert alone.booked

    def test_with_the_right_ends_what_rests_on_it(self, unit: str) -> None:
        proofs = two_mortgages(unit)
        notice = register.EnterNotice(
            unit_code=unit,
            kind=register.NoticeKind.OTHER_SALE,
            holders=(BUYER,),
            obligors=(OWNER,),
        )
        noticed = enter(notice, at=START + 3 * DAY).certificates[0].number
        title = state(unit).ownership
        assert title is not None
        done = enter(
            register.CancelOwnership(
                unit_code=unit,
                ground=register.CancelGround.EXPROPRIATED,
                organ="岳阳楼区人民政府",
                document_no="岳楼政征〔2024〕7号",
                effective_at=NOW - 9 * DAY,
                subclass="4003",
                cause="征收",
            )
        )
        after = state(unit)
        assert (after.ownership, after.mortgages, after.notices) == (None, (), ())
        assert set(done.voided) == {*title.certificate_nos, *proofs, noticed}
        assert not any(valid(number) for number in done.voided)
        assert owners(unit, as_of=NOW - 10 * DAY) == [OWNER.name]
        assert owners(unit, as_of=NOW - 8 * DAY) == []
        assert owners(unit, as_of=NOW - 8 * DAY, as_known_at=NOW - DAY) == [OWNER.name]

    def test_a_court_sells_without_the_owner_and_frees_the_home(self, unit: str) -> None:
        enter(
            seizure(unit),
            seizure(unit, organ=OTHER_COURT, document_no="执9号"),
            at=NOW + DAY,
        )
        sold = replace(
            sale(unit, (OWNER,), BUYER), ordered_by=COURT, order_no="执1号之二", subclass="2011"
        )
        (other_court,) = book(booking(replace(sold, ordered_by=OTHER_COURT)), at=NOW + 2 * DAY)
        assert {r.code for r in other_court.blocks} == {"P03"}
        (outcome,) = book(booking(sold), at=NOW + 2 * DAY)
        assert outcome.booked, outcome.blocks
        assert owners(unit) == [BUYER.name]
        assert state(unit).seizures == ()
        assert len(state(unit, as_of=NOW + DAY + timedelta(hours=1)).seizures) == 2


class TestCertificates:
    def test_a_replaced_certificate_is_void_and_the_right_stays(self, unit: str) -> None:
        title = state(unit).ownership
        assert title is not None
        (old,) = title.certificate_nos
        done = enter(register.ReissueCertificate(unit_code=unit, number=old))
        (new,) = done.certificates
        after = state(unit).ownership
        assert after is not None
        assert after.certificate_nos == (new.number,)
        assert after.id == title.id
        assert (valid(old), valid(new.number)) == (False, True)
        held = register.certificates_of_holder("1", OWNER.id_no)
        assert [c.number for c in held] == [new.number]
        (twice,) = book(
            booking(register.ReissueCertificate(unit_code=unit, number=old), applicants=(OWNER,)),
            at=NOW + DAY,
        )
        assert [r.code for r in twice.blocks] == ["E14"]

    def test_a_lost_proof_is_replaced_after_its_statement(self, unit: str) -> None:
        proof, _ = two_mortgages(unit)
        act = register.ReissueCertificate(unit_code=unit, number=proof, lost=True, subclass="9002")
        (new,) = enter(act, notice_over=True).certificates
        assert state(unit).mortgages[0].proof_no == new.number
        assert register.mortgagees_of([proof, new.number]) == {
            (new.number, unit): frozenset({BANK.id_no})
        }
        gone = register.CancelMortgage(unit_code=unit, proof_no=new.number, applicants=(BANK,))
        enter(gone, at=NOW + DAY)
        assert len(state(unit).mortgages) == 1

    def test_one_of_two_separate_certificates_is_replaced_for_its_holder(self, unit: str) -> None:
        two = replace(sale(unit, (OWNER,), BUYER, OTHER), separate_certificates=True)
        theirs = {c.holder: c.number for c in enter(two, at=START + DAY).certificates}
        act = register.ReissueCertificate(unit_code=unit, number=theirs[OTHER])
        (new,) = enter(act).certificates
        assert new.holder == OTHER
        held = state(unit).ownership
        assert held is not None
        assert set(held.certificate_nos) == {theirs[BUYER], new.number}


class TestRestrictions:
    def test_a_renewed_seizure_keeps_its_place_and_goes_on(self, unit: str) -> None:
        term = 30
        enter(
            seizure(unit, term_days=term),
            seizure(
                unit,
                organ=OTHER_COURT,
                document_no="执9号",
                delivered_at=NOW + timedelta(hours=1),
            ),
            at=NOW + DAY,
        )
        renewal = register.RenewSeizure(
            unit_code=unit,
            seizure_document_no="执1号",
            organ=COURT,
            document_no="执1号之一",
            delivered_at=NOW + 20 * DAY,
            term_days=term,
        )
        enter(renewal, at=NOW + 20 * DAY)
        late = NOW + 45 * DAY
        front, waiting = state(unit, at=late).seizures
        assert (front.organ, front.in_force, waiting.in_force) == (COURT, True, False)
        known = state(unit, at=late, as_known_at=NOW + 19 * DAY).seizures
        assert [(s.organ, s.in_force) for s in known] == [(OTHER_COURT, True)]
        over = state(unit, at=NOW + 61 * DAY).seizures
        assert [(s.organ, s.in_force) for s in over] == [(OTHER_COURT, True)]

    def test_a_release_that_came_later_was_not_known(self, unit: str) -> None:
        enter(seizure(unit), at=NOW + DAY)
        freed = register.ReleaseSeizure(
            unit_code=unit,
            seizure_document_no="执1号",
            organ=COURT,
            release_document_no="解1号",
            delivered_at=NOW + 2 * DAY,
        )
        enter(freed, at=NOW + 2 * DAY)
        later = NOW + 5 * DAY
        assert state(unit, at=later).seizures == ()
        assert len(state(unit, at=later, as_known_at=NOW + DAY).seizures) == 1

    def test_a_pre_seizure_of_an_unregistered_home_can_be_released(self) -> None:
        code = make_units(1)[0]
        pre = seizure(code, kind=register.SeizureKind.PRE_SEIZURE, debtor=OTHER)
        enter(pre, at=NOW + DAY)
        freed = register.ReleaseSeizure(
            unit_code=code,
            seizure_document_no="执1号",
            organ=COURT,
            release_document_no="解1号",
            delivered_at=NOW + 2 * DAY,
        )
        enter(freed, at=NOW + 2 * DAY)
        assert state(code).seizures == ()

    def test_a_suit_proved_after_the_fifteen_days_revives_the_objection(self, unit: str) -> None:
        entered = NOW - 30 * DAY
        objection = register.EnterObjection(unit_code=unit, objector=OTHER, matter="份额有争议")
        proof = enter(objection, at=entered).certificates[0].number
        assert state(unit, at=NOW).objections == ()
        suit = register.RecordSuit(
            unit_code=unit,
            proof_no=proof,
            sued_on=(entered + 5 * DAY).date(),
            court=COURT,
            suit_no="(2024)湘0602民初88号",
        )
        enter(suit)
        assert [o.lapses_on for o in state(unit).objections] == [None]
        assert state(unit, as_of=NOW - DAY).objections != ()
        assert state(unit, as_of=NOW - DAY, as_known_at=NOW - DAY).objections == ()
        gone = register.CancelObjection(unit_code=unit, proof_no=proof)
        enter(gone, at=NOW + DAY)
        assert state(unit).objections == ()
        assert not valid(proof)

    def test_a_notice_ends_with_the_sale_that_it_was_for(self, unit: str) -> None:
        notice = register.EnterNotice(
            unit_code=unit,
            kind=register.NoticeKind.OTHER_SALE,
            holders=(BUYER,),
            obligors=(OWNER,),
        )
        proof = enter(notice, at=START + DAY).certificates[0].number
        ending = register.CancelNotice(unit_code=unit, proof_no=proof, cause="转为本登记")
        done = enter(sale(unit, (OWNER,), BUYER), ending)
        assert [r.code for r in done.rules] == []
        assert state(unit).notices == ()

    def test_a_notice_that_stays_is_told(self, unit: str) -> None:
        notice = register.EnterNotice(
            unit_code=unit,
            kind=register.NoticeKind.OTHER_SALE,
            holders=(OTHER,),
            obligors=(OWNER,),
        )
        enter(notice, at=START + DAY)
        done = enter(sale(unit, (OWNER,), BUYER))
        assert [(r.code, r.effect) for r in done.rules] == [("P07", register.Effect.WARN)]

    def test_a_lifted_restriction_leaves_the_home_free(self, unit: str) -> None:
        stop = register.RestrictByGovernment(
            unit_code=unit,
            organ="岳阳楼区政府",
            document_no="征1号",
            from_day=date(2024, 12, 1),
            to_day=None,
        )
        enter(stop, at=NOW)
        lifted = register.LiftRestriction(
            unit_code=unit,
            organ="岳阳楼区政府",
            restriction_document_no="征1号",
            document_no="征1号之二",
        )
        enter(lifted, at=NOW + DAY)
        assert state(unit).stops == ()
        assert len(state(unit, as_of=NOW + timedelta(hours=1)).stops) == 1


class TestUses:
    def test_habitation_stays_with_its_holder_when_the_home_is_sold(self, unit: str) -> None:
        act = register.CreateHabitation(
            unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="主卧和共用部分"
        )
        made = enter(act).certificates
        sold = enter(sale(unit, (OWNER,), BUYER), at=NOW + DAY)
        assert [(r.code, r.effect) for r in sold.rules] == [("P09", register.Effect.WARN)]
        (held,) = state(unit).habitations
        assert (held.holders, held.grantors) == ((OTHER,), (OWNER,))
        assert held.proof_no == made[0].number
        gone = register.CancelHabitation(
            unit_code=unit,
            proof_no=held.proof_no,
            ground=register.HabitationEnd.DEATH,
            document_no="岳殡2024-118",
        )
        enter(gone, at=NOW + 2 * DAY)
        assert state(unit).habitations == ()
        assert len(state(unit, as_of=NOW + DAY).habitations) == 1

    def test_habitation_for_a_term_lapses_by_date(self, unit: str) -> None:
        act = register.CreateHabitation(
            unit_code=unit,
            holders=(OTHER,),
            grantors=(OWNER,),
            scope="全屋",
            term_to=(NOW + 30 * DAY).date(),
        )
        proof = enter(act).certificates[0].number
        late = NOW + 40 * DAY
        assert [h.lapsed for h in state(unit).habitations] == [False]
        assert [h.lapsed for h in state(unit, at=late).habitations] == [True]
        view = register.certificate(proof, now=late)
        assert view is not None
        assert not view.valid
        sold = enter(sale(unit, (OWNER,), BUYER), at=late)
        assert sold.rules == ()

    def test_an_easement_is_on_both_units_and_moves_with_them(self, unit: str) -> None:
        other = unit[:-4] + "0002"
        book(booking(first(other, BUYER)), at=START)
        act = register.CreateEasement(
            unit_code=unit,
            dominant_code=other,
            servient_holders=(OWNER,),
            dominant_holders=(BUYER,),
            content="通行",
            term_from=date(2024, 12, 1),
            term_to=date(2044, 12, 1),
            effective_at=NOW - 10 * DAY,
        )
        (proof,) = enter(act).certificates
        assert [e.dominant_code for e in state(unit).easements] == [other]
        assert [e.servient_code for e in state(other).benefits] == [unit]
        assert len(state(unit, as_of=NOW - 9 * DAY).easements) == 1
        for code, seller in ((unit, OWNER), (other, BUYER)):
            sold = enter(sale(code, (seller,), OTHER), at=NOW + DAY)
            assert [(r.code, r.effect) for r in sold.rules] == [("P10", register.Effect.WARN)]
        ending = register.CancelEasement(unit_code=unit, dominant_code=other, proof_no=proof.number)
        enter(ending, at=NOW + 2 * DAY)
        assert state(other).benefits == ()
        assert not valid(proof.number)

    def test_two_units_that_serve_each_other_in_one_booking(self, unit: str) -> None:
        other = unit[:-4] + "0002"
        book(booking(first(other, BUYER)), at=START)
        there = register.CreateEasement(
            unit_code=unit,
            dominant_code=other,
            servient_holders=(OWNER,),
            dominant_holders=(BUYER,),
            content="通行",
            term_from=date(2024, 12, 1),
            term_to=date(2044, 12, 1),
        )
        back = replace(
            there,
            unit_code=other,
            dominant_code=unit,
            servient_holders=(BUYER,),
            dominant_holders=(OWNER,),
        )
        enter(there, back)
        assert len(state(unit).easements) == len(state(unit).benefits) == 1

    def test_what_is_used_ends_with_the_right(self, unit: str) -> None:
        act = register.CreateHabitation(
            unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="全屋"
        )
        proof = enter(act).certificates[0].number
        ended = register.CancelOwnership(
            unit_code=unit, ground=register.CancelGround.WAIVED, subclass="4002", cause="放弃"
        )
        (alone,) = book(booking(ended, applicants=(OWNER,)), at=NOW + DAY)
        assert [r.code for r in alone.blocks] == ["E15"]
        enter(ended, at=NOW + DAY)
        assert not valid(proof)
