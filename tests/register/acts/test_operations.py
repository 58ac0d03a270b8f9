"""The land operation right: granted, passed on, changed, mortgaged and ended on contracted land."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import (
    BUYER,
    DAY,
    EVERYBODY,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    owners,
    state,
    valid,
)
from tests.register.acts.conftest import LAST
from tests.register.city import BANK, book, booking, mortgage, sale
from tests.register.land import FARM, first_of, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> Iterator[str]:
    """Land of 2,400 m2 that OWNER's household has by contract until 2053."""
    code = make_unit("JD", "W00000000")
    enter(first_of(register.RightType.LAND_CONTRACT, code, OWNER), at=START)
    yield code
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def granted(land: str, **changes: object) -> register.CreateOperation:
    act = register.CreateOperation(
        unit_code=land,
        holders=(BUYER,),
        grantors=(OWNER,),
        mode=register.OperationMode.LEASE,
        area=Decimal("2000.00"),
        term_from=date(2024, 1, 1),
        term_to=date(2033, 12, 31),
        contract_no="流转1号",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def lent(land: str, owner: register.PartyRef) -> register.CreateMortgage:
    return replace(mortgage(land, (owner,)), of_operation=True)


def number(land: str) -> str:
    return state(land).operations[0].proof_no


def refused(*acts: register.Act, by: tuple[register.PartyRef, ...] = EVERYBODY) -> list[str]:
    (outcome,) = book(booking(*acts, applicants=by), at=NOW)
    assert not outcome.booked
    return [r.message for r in outcome.blocks]


def test_it_stands_beside_the_contract_right_with_a_certificate_of_its_own(land: str) -> None:
    contract_since = datetime(2024, 1, 2, tzinfo=UTC)
    done = enter(granted(land, effective_at=contract_since))
    (paper,) = done.certificates
    assert paper.kind is register.CertificateKind.TITLE
    (held,) = state(land).operations
    assert (held.holders, held.grantors, held.proof_no) == ((BUYER,), (OWNER,), paper.number)
    assert (held.area, held.term_to) == (Decimal("2000.00"), date(2033, 12, 31))
    assert owners(land) == [OWNER.name]
    assert [o.holders for o in state(land, as_of=NOW - DAY).operations] == [(BUYER,)]
    assert state(land, as_of=contract_since - DAY).operations == ()
    line = register.history(land)[-1]
    assert (line.subclass, line.began[0].who) == ("1009", (BUYER.name,))
    view = register.certificate(paper.number, now=NOW + DAY)
    assert view is not None
    assert (view.valid, view.operation_id) == (True, held.id)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"term_to": date(2028, 12, 30)}, "流转期限不满5年"),
        ({"term_to": date(2054, 1, 1)}, "不能超过承包期的剩余期限"),
        ({"term_from": date(2000, 1, 1), "term_to": date(2010, 1, 1)}, "已经过了"),
        ({"area": Decimal("2400.01")}, "超过承包面积2400.00平方米"),
        ({"area": Decimal("NaN")}, "流转面积应当大于0"),
        ({"holders": (OWNER,)}, "自己不用流转给自己"),
        ({"grantors": (OTHER,)}, "对不上"),
    ],
)
def test_what_does_not_fit_the_contract_is_told(
    land: str, wrong: dict[str, object], words: str
) -> None:
    assert any(words in message for message in refused(granted(land, **wrong)))


def test_what_has_run_out_is_passed_on_no_more_and_the_household_may_lend_again(land: str) -> None:
    enter(granted(land, term_to=date(2029, 1, 31)))
    after = datetime(2029, 2, 1, 2, tzinfo=UTC)
    on = register.TransferOperation(unit_code=land, proof_no=number(land), holders=(OTHER,))
    (outcome,) = book(booking(on, applicants=EVERYBODY), at=after)
    assert [r.code for r in outcome.blocks] == ["E39"]
    assert "2029年1月31日已经到期" in outcome.blocks[0].message
    (outcome,) = book(booking(lent(land, BUYER), applicants=EVERYBODY), at=after)
    assert "P02" in [r.code for r in outcome.blocks]
    (outcome,) = book(booking(lent(land, OWNER), applicants=(OWNER, BANK)), at=after)
    assert outcome.booked


def test_five_years_to_the_day_are_enough(land: str) -> None:
    enter(granted(land, term_from=date(2024, 3, 1), term_to=date(2029, 2, 28)))


def test_it_passes_on_with_the_consent_of_the_household(land: str) -> None:
    begun = enter(granted(land), at=START + DAY).certificates[0].number
    on = register.TransferOperation(unit_code=land, proof_no=begun, holders=(OTHER,))
    assert refused(on, by=(BUYER, OTHER)) == [f"还差承包方{OWNER.name}的书面同意"]
    done = enter(on)
    assert [o.holders for o in state(land).operations] == [(OTHER,)]
    assert done.voided == (begun,)
    assert not valid(begun)
    assert [o.holders for o in state(land, as_of=NOW - DAY).operations] == [(BUYER,)]


def test_a_change_names_what_changes(land: str) -> None:
    begun = enter(granted(land), at=START + DAY).certificates[0].number
    bare = register.ChangeOperation(unit_code=land, proof_no=begun)
    assert refused(bare) == ["没有写要改什么"]
    enter(replace(bare, term_to=date(2043, 12, 31), area=Decimal("2400.00")))
    (held,) = state(land).operations
    assert (held.term_to, held.area) == (date(2043, 12, 31), Decimal("2400.00"))
    assert (held.contract_no, held.holders) == ("流转1号", (BUYER,))


def test_its_holder_mortgages_it_and_the_bank_is_asked(land: str) -> None:
    enter(granted(land), at=START + DAY)
    whole = replace(lent(land, OWNER), of_operation=False)
    assert any("承包地" in m for m in refused(whole))
    assert any("对不上" in m for m in refused(lent(land, OWNER)))
    enter(lent(land, BUYER))
    (loan,) = state(land).mortgages
    assert (loan.of_operation, loan.kind) == (True, register.MortgagedKind.OTHER)
    ending = register.CancelOperation(unit_code=land, proof_no=number(land))
    assert refused(ending) == ["土地经营权上还有抵押，请先注销抵押"]
    more = register.ChangeOperation(
        unit_code=land, proof_no=number(land), term_to=date(2043, 12, 31)
    )
    assert refused(more, by=(OWNER, BUYER)) == [f"土地经营权抵押给了{BANK.name}，它没有同意"]
    repaid = register.CancelMortgage(unit_code=land, proof_no=loan.proof_no, applicants=(BANK,))
    enter(repaid, ending, at=NOW + DAY)
    assert state(land).operations == ()


def test_a_household_that_keeps_the_operation_right_may_mortgage_it(land: str) -> None:
    enter(lent(land, OWNER), at=START + DAY)
    told = refused(granted(land), by=(OWNER, BUYER))
    assert told == [f"土地经营权已经抵押给{BANK.name}，它没有同意"]
    enter(granted(land))
    assert len(state(land).mortgages) == 1


def test_it_stays_when_the_contract_right_passes_on_and_ends_with_it(land: str) -> None:
    enter(granted(land), at=START + DAY)
    sold = enter(replace(sale(land, (OWNER,), OTHER), particulars=FARM))
    assert [r.code for r in sold.rules] == ["E40"]
    assert len(state(land).operations) == 1
    taken = register.CancelOwnership(
        unit_code=land,
        ground=register.CancelGround.EXPROPRIATED,
        organ="岳阳楼区人民政府",
        document_no="征1号",
    )
    paper = number(land)
    enter(taken, at=NOW + DAY)
    assert state(land).operations == ()
    assert not valid(paper)


def test_only_one_stands_and_only_on_contracted_land(land: str) -> None:
    enter(granted(land), at=START + DAY)
    assert f"已经登记了{BUYER.name}的土地经营权" in refused(granted(land, holders=(OTHER,)))
    field = make_unit("GN", "W00000000", 9)
    enter(first_of(register.RightType.STATE_FARMLAND_USE, field, OWNER), at=START)
    assert any("不是承包地" in m for m in refused(granted(field)))


def test_one_that_has_run_out_is_cancelled_by_whoever_asks(land: str) -> None:
    enter(granted(land), at=START + DAY)
    ending = register.CancelOperation(unit_code=land, proof_no=number(land))
    assert refused(ending, by=(OWNER,)) == [f"土地经营权人是{BUYER.name}，要由他申请"]
    late = datetime(2034, 1, 5, tzinfo=UTC)
    (held,) = register.unit_state(land, now=late).operations
    assert held.lapsed
    (over,) = book(booking(ending, applicants=(OWNER,)), at=late)
    assert over.booked


def test_its_certificate_is_replaced(land: str) -> None:
    old = enter(granted(land), at=START + DAY).certificates[0].number
    act = register.ReissueCertificate(unit_code=land, number=old)
    assert refused(act, by=(OWNER,)) == [f"证书是{BUYER.name}的，要由他申请"]
    enter(act)
    assert number(land) != old
    assert not valid(old)


def test_the_database_keeps_one_and_every_row(land: str) -> None:
    enter(granted(land), at=START + DAY)
    for wrong in (
        "DELETE FROM register_operation",
        "DELETE FROM register_operationparty",
        "UPDATE register_operation SET term_to = '2000-01-01'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)


def test_on_land_that_nobody_holds_any_more_one_reason_is_told(land: str) -> None:
    """When the last right ended is asked of a first registration alone."""
    gone = register.CancelOwnership(unit_code=land, ground=register.CancelGround.WAIVED)
    late = granted(land, effective_at=NOW - DAY)
    (outcome,) = book(booking(gone, late, applicants=EVERYBODY), at=NOW)
    assert [(b.act_no, b.code) for b in outcome.blocks] == [(1, "P01")]
