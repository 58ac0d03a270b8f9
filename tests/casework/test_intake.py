"""Acceptance: whole, or everything that is wrong at once."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.casework.api import CancelInput, MaterialInput, Role
from dengbu.casework.intake import _open, as_far_as_believed
from dengbu.casework.judging import check_request
from dengbu.casework.models import Case, CaseCounter, CaseStatus, CaseUnit, CheckResult
from dengbu.casework.submission import submitter_of
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.register.city import BANK, book, booking, mortgage, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def refused(request: casework.CaseRequest, desk: Desk) -> dict[str, FaultCode]:
    """The faults of a request, by field; nothing was kept."""
    with pytest.raises(Faults) as caught:
        casework.submit(request, actor=desk.windows[0], now=NOW)
    assert not Case.objects.exists()
    assert not CaseUnit.objects.exists()
    return {f.field: f.code for f in caught.value.faults}


def test_a_sale_is_accepted_numbered_billed_and_given_to_an_examiner(desk: Desk) -> None:
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    assert view.case_no == "43060220241212000001"
    assert view.status == CaseStatus.EXAMINING
    assert view.examiner_id in {a.id for a in desk.transfers}
    assert [(f.payer, f.amount) for f in view.fees] == [("周901", Decimal("80.00"))]
    assert view.clock.due_at == datetime(2024, 12, 12, 3, 6, tzinfo=UTC)  # 60 minutes at the window
    assert not view.clock.provisional
    assert view.pending == ()
    kept = CheckResult.objects.filter(case_id=view.id, phase="ACCEPTANCE")
    assert {"P02", "P03", "P16"} <= set(kept.values_list("code", flat=True))
    assert [s.state for s in view.timeline] == ["done", "done", "now", "todo", "todo"]


def test_numbers_have_no_gap(desk: Desk) -> None:
    casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    with pytest.raises(Faults):
        casework.submit(asks.sale(desk, 0), actor=desk.windows[1], now=NOW)
    view = casework.submit(asks.sale(desk, 1), actor=desk.windows[1], now=NOW)
    assert view.case_no.endswith("000002")
    assert CaseCounter.objects.get().last == 2


def test_all_faults_of_a_form_come_at_once(desk: Desk) -> None:
    good = asks.sale_under_mortgage(desk, 0)
    wrong_digit = person(1).id_no[:-1] + ("0" if person(1).id_no[-1] != "0" else "1")
    seller, buyer, new_bank, old_bank = good.parties
    bad = replace(
        good,
        parties=(
            replace(seller, id_no=wrong_digit),
            replace(buyer, name=" ", phone="12"),
            replace(new_bank, agreed=False),
            old_bank,
        ),
        price=Decimal("800000.001"),
        inputs={
            "mortgage": replace(asks.LOAN, debt_to=date(2023, 1, 1), restricted=None),
            "cancel": CancelInput(proof_no="湘（2024）岳阳市不动产权第0000001号"),
        },
        materials=(MaterialInput(code="m1", source="SHARED"), MaterialInput(code="zz", source="X")),
    )
    found = refused(bad, desk)
    assert found["parties.0.id_no"] is FaultCode.IDENTITY_CHECK_DIGIT
    assert found["parties.1.name"] is FaultCode.REQUIRED
    assert found["parties.1.phone"] is FaultCode.PHONE_FORMAT
    assert found["parties.2.agreed"] is FaultCode.REQUIRED
    assert found["price"] is FaultCode.MONEY_FORMAT
    assert found["mortgage.debt_to"] is FaultCode.DATE_RANGE
    assert found["mortgage.restricted"] is FaultCode.REQUIRED
    assert found["cancel.proof_no"] is FaultCode.CERTIFICATE_NUMBER_FORMAT
    assert found["materials.0.source"] is FaultCode.CODE_LIST
    assert found["materials.1.code"] is FaultCode.CODE_LIST
    assert found["materials.ct"] is FaultCode.MATERIAL_MISSING


def test_shares_must_sum_to_one(desk: Desk) -> None:
    good = asks.sale(desk, 0)
    shares = tuple(
        asks.party(Role.BUYER, person(n), share=Fraction(1, d)) for n, d in ((911, 2), (912, 3))
    )
    bad = replace(good, parties=(good.parties[0], *shares), co_ownership="2")
    assert refused(bad, desk) == {"parties": FaultCode.SHARE_SUM}


def test_unknown_or_wrong_unit(desk: Desk) -> None:
    good = asks.sale(desk, 0)
    other = desk.units[0][:-4] + "0999"
    assert refused(replace(good, unit_code=other), desk) == {"unit_code": FaultCode.UNIT_UNKNOWN}
    short = replace(good, unit_code=desk.units[0][:-1])
    assert refused(short, desk) == {"unit_code": FaultCode.UNIT_CODE_FORMAT}


def test_seller_who_is_not_the_holder(desk: Desk) -> None:
    good = asks.sale(desk, 0)
    bad = replace(good, parties=(asks.party(Role.SELLER, person(77)), good.parties[1]))
    with pytest.raises(Faults) as caught:
        casework.submit(bad, actor=desk.windows[0], now=NOW)
    fault = next(f for f in caught.value.faults if f.code is FaultCode.NOT_HOLDER)
    assert "周1" in fault.message
    assert fault.clause is not None
    assert fault.remedy


def test_seized_unit(desk: Desk) -> None:
    order = register.Seize(
        unit_code=desk.units[0],
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区法院",
        document_no="(2024)湘0602执123号",
        delivered_at=ENTERED,
        term_days=1000,
    )
    assert book(booking(order), at=datetime(2024, 2, 1, tzinfo=UTC))[0].booked
    found = refused(asks.sale_with_loan(desk, 0), desk)
    assert found == {"unit_code": FaultCode.UNIT_SEIZED}


def test_unpaid_tax_does_not_refuse_but_waits(desk: Desk) -> None:
    ask = replace(asks.sale_under_mortgage(desk, 0), tax_cleared=None)
    view = casework.submit(ask, actor=desk.windows[0], now=NOW)
    assert view.pending == ("契税还没有缴清",)
    assert [b.code for b in view.blocks] == ["P16"]
    examiner = next(a for a in desk.transfers if a.id == view.examiner_id)
    paid = casework.record_tax(
        view.case_no, note="完税 0318", actor=examiner, now=NOW, revision=view.revision
    )
    assert paid.pending == ()
    assert paid.blocks == ()


def test_a_restricted_mortgage_refuses_a_plain_sale_and_names_the_way_out(desk: Desk) -> None:
    loan = booking(
        mortgage(desk.units[0], (person(1),), restricted=True), applicants=(person(1), BANK)
    )
    assert book(loan, at=ENTERED)[0].booked
    with pytest.raises(Faults) as caught:
        casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    (fault,) = caught.value.faults
    assert fault.data["rule"] == "P04"
    assert "带押过户" in fault.remedy


def test_an_open_case_on_the_unit_is_named(desk: Desk) -> None:
    first = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    with pytest.raises(Faults) as caught:
        casework.submit(asks.mortgage(desk, 0), actor=desk.windows[1], now=NOW)
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.UNIT_BUSY
    assert fault.data["case_no"] == first.case_no
    assert "2024年12月12日 10:06" in fault.message


def test_the_same_form_twice_is_one_case(desk: Desk) -> None:
    ask = replace(asks.sale(desk, 0), submission_key="form-1")
    one = casework.submit(ask, actor=desk.windows[0], now=NOW)
    two = casework.submit(ask, actor=desk.windows[0], now=NOW)
    assert two.case_no == one.case_no
    assert Case.objects.count() == 1


def test_a_key_with_another_content_is_refused_and_names_the_first_case(desk: Desk) -> None:
    ask = replace(asks.sale(desk, 0), submission_key="form-1")
    one = casework.submit(ask, actor=desk.windows[0], now=NOW)
    others = (
        replace(ask, price=Decimal("1.00")),
        replace(asks.sale(desk, 1), submission_key="form-1"),
        replace(asks.mortgage(desk, 0), submission_key="form-1"),
    )
    for other in others:
        with pytest.raises(Faults) as caught:
            casework.submit(other, actor=desk.windows[0], now=NOW)
        (fault,) = caught.value.faults
        assert fault.code is FaultCode.IDEMPOTENCY_KEY_REUSED
        assert fault.data["case_no"] == one.case_no
    assert Case.objects.count() == 1
    elsewhere = replace(others[1], unit_code=desk.units[1])
    assert casework.submit(elsewhere, actor=desk.windows[1], now=NOW).case_no != one.case_no


def test_the_same_form_is_the_same_case_after_the_case_was_worked_on(desk: Desk) -> None:
    ask = replace(asks.sale(desk, 0), submission_key="form-1", tax_cleared=None, tax_note="")
    one = casework.submit(ask, actor=desk.windows[0], now=NOW)
    casework.record_tax(
        one.case_no, note="完税 0318", actor=desk.windows[0], now=NOW, revision=one.revision
    )
    spaced = replace(ask, unit_code=f"{ask.unit_code[:6]} {ask.unit_code[6:]}")
    assert casework.submit(spaced, actor=desk.windows[0], now=NOW).case_no == one.case_no


def test_permission_and_own_matters(desk: Desk) -> None:
    with pytest.raises(Faults) as caught:
        casework.submit(asks.sale(desk, 0), actor=desk.transfers[0], now=NOW)
    assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING


def test_from_outside_nobody_vouches_for_others(desk: Desk) -> None:
    seller = person(1)
    citizen = accounts.Actor(
        id=1,
        name=seller.name,
        kind=accounts.AccountKind.CITIZEN,
        id_type=seller.id_type,
        id_no=seller.id_no,
    )
    online = replace(asks.sale(desk, 0), channel="O")
    with pytest.raises(Faults) as caught:
        casework.submit(online, actor=citizen, now=NOW)
    found = {f.field: f.code for f in caught.value.faults}
    assert found["parties.1.agreed"] is FaultCode.REQUIRED  # the buyer signs for themselves
    assert found["materials.m1"] is FaultCode.MATERIAL_MISSING  # no window saw an original
    others = replace(asks.sale(desk, 1), channel="O")
    for actor, ask in ((citizen, others), (desk.bank, replace(others, channel="A"))):
        with pytest.raises(Faults) as caught:
            casework.submit(ask, actor=actor, now=NOW)
        assert [f.code for f in caught.value.faults] == [FaultCode.PERMISSION_MISSING]


def test_signatures_stay_while_what_was_signed_is_unchanged() -> None:
    seller, buyer = person(1), person(901)
    before = casework.CaseRequest(
        service="G10",
        unit_code="430602003012GB00045F00010001",
        parties=(asks.party(Role.SELLER, seller), asks.party(Role.BUYER, buyer)),
        price=Decimal("800000.00"),
        materials=asks.papers("G10"),
        tax_cleared=True,
    )
    citizen = accounts.Actor(
        id=1,
        name=buyer.name,
        kind=accounts.AccountKind.CITIZEN,
        id_type=buyer.id_type,
        id_no=buyer.id_no,
    )
    assert as_far_as_believed(before, citizen, before=before) == before
    cheaper = replace(before, price=Decimal("1.00"))
    told = as_far_as_believed(cheaper, citizen, before=before)
    assert [p.agreed for p in told.parties] == [False, True]


def test_request_survives_json(desk: Desk) -> None:
    ask = asks.sale_under_mortgage(desk, 0)
    view = casework.submit(ask, actor=desk.windows[0], now=NOW)
    stored = casework.case(view.case_no, actor=desk.windows[0], now=NOW).request
    assert stored == ask.saying(cancel=stored.cancel)
    assert stored.cancel.proof_no == desk.proofs[0]


@pytest.mark.parametrize(
    ("content", "claimed", "code"),
    [
        (b"", "application/pdf", FaultCode.UPLOAD_SIZE),
        (b"GIF89a....", "image/gif", FaultCode.UPLOAD_TYPE),
        (b"%PDF-1.7 x", "image/png", FaultCode.UPLOAD_DAMAGED),
        (b"%PDF-" + bytes(20 * 1024 * 1024), "application/pdf", FaultCode.UPLOAD_SIZE),
    ],
)
def test_uploads_are_judged_by_content(content: bytes, claimed: str, code: FaultCode) -> None:
    with pytest.raises(Faults) as caught:
        casework.add_material(
            content, office="430602", media_type=claimed, name="合同.pdf", now=NOW
        )
    assert [f.code for f in caught.value.faults] == [code]


def test_an_upload_is_kept_and_may_be_a_paper(desk: Desk) -> None:
    kept = casework.add_material(
        b"%PDF-1.7 loan", office="430602", media_type="application/pdf", name="合同.pdf", now=NOW
    )
    paper = MaterialInput(code="lo", source="UPLOAD", sha256=kept.sha256, pages=3)
    rest = tuple(m for m in asks.papers("G39") if m.code != "lo")
    good = replace(asks.mortgage(desk, 0), materials=(*rest, paper))
    view = casework.submit(good, actor=desk.windows[0], now=NOW)
    loan = next(m for m in view.materials if m.code == "lo")
    assert (loan.status, loan.source, loan.sha256) == ("RECEIVED", "UPLOAD", kept.sha256)


@pytest.mark.django_db(transaction=True)
def test_two_windows_in_the_same_second_one_wins() -> None:
    desk = open_desk()
    barrier = threading.Barrier(2)
    answers: list[object] = []

    def window(n: int) -> None:
        ask = (asks.sale(desk, 0), asks.mortgage(desk, 0))[n]
        barrier.wait()
        try:
            answers.append(casework.submit(ask, actor=desk.windows[n], now=NOW).case_no)
        except Faults as faults:
            answers.append(faults)
        finally:
            connection.close()

    threads = [threading.Thread(target=window, args=(n,)) for n in (0, 1)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    won = [a for a in answers if isinstance(a, str)]
    lost = [a for a in answers if isinstance(a, Faults)]
    assert len(won) == len(lost) == 1
    assert lost[0].faults[0].code is FaultCode.UNIT_BUSY
    assert lost[0].faults[0].data["case_no"] == won[0]
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_index_stops_a_case_that_was_checked_before_the_other_was_written() -> None:
    desk = open_desk()
    unit = cadastre.unit(desk.units[0])
    assert unit is not None
    checked = [
        check_request(
            ask,
            unit,
            casework.service(ask.service, office="430602", now=NOW),
            now=NOW,
        )
        for ask in (asks.sale(desk, 0), asks.mortgage(desk, 0))
    ]
    with transaction.atomic():
        _open(checked[0], desk.windows[0], submitter_of(desk.windows[0]), now=NOW)
    with pytest.raises(Exception, match="casework_unit_open"), transaction.atomic():
        _open(checked[1], desk.windows[1], submitter_of(desk.windows[1]), now=NOW)
    assert Case.objects.count() == 1


def voucher_of(view: casework.CaseView) -> tuple[str, str]:
    (paper,) = [m for m in view.materials if m.code == "tx"]
    return paper.source, paper.status


@pytest.mark.parametrize("noted", [(), (MaterialInput(code="tx", source="NOTED"),)])
@pytest.mark.parametrize(
    ("cleared", "stands"), [(None, ("", "OPTIONAL")), (True, ("NOTED", "RECEIVED"))]
)
def test_the_tax_voucher_stands_as_the_tax_was_answered(
    desk: Desk, noted: tuple[MaterialInput, ...], cleared: bool | None, stands: tuple[str, str]
) -> None:
    ask = asks.sale(desk, 0)
    note = ask.tax_note if cleared else ""
    papers = (*ask.materials, *noted)
    ask = replace(ask, tax_cleared=cleared, tax_note=note, materials=papers)
    view = casework.submit(ask, actor=desk.windows[0], now=NOW)
    assert voucher_of(view) == stands
    assert bool(view.pending) is (cleared is None)


def test_a_voucher_that_was_seen_is_kept_and_needs_its_number(desk: Desk) -> None:
    ask = asks.sale(desk, 0)
    seen = (*ask.materials, MaterialInput(code="tx", source="ORIGINAL"))
    later = replace(ask, tax_cleared=None, tax_note="", materials=seen)
    assert refused(later, desk) == {"tax_cleared": FaultCode.REQUIRED}
    paid = replace(ask, materials=seen)
    assert voucher_of(casework.submit(paid, actor=desk.windows[0], now=NOW)) == (
        "ORIGINAL",
        "RECEIVED",
    )
