"""A deed tax of another price is open again; of several taxes each has its own voucher."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import CaseRequest, CaseView, MaterialInput, ReturnItem, Role
from dengbu.casework.inputs.titles import DeathInput
from dengbu.casework.models import Case, JournalLine, Material, TaxInquiry
from dengbu.casework.tax_vouchers import as_line, open_taxes, vouchers
from dengbu.exchange.models import BreakerState
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import person

TWO = FIRST, SECOND = "继承转移登记", "存量房转移登记"
LATER = NOW + timedelta(hours=1)
DEARER = Decimal("900000.00")


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("", TWO),
        ("免税", (SECOND,)),
        ("免税；343060200012345", ()),
        ("免税;343060200012345", ()),
        (f"{SECOND}：343060200012345", (FIRST,)),
        (f"{SECOND}：343060200012345；免税", ()),
        (f"{SECOND}：", TWO),
        ("；；", TWO),
        (f"{FIRST}：免税；{FIRST}：又一张", (SECOND,)),
        ("甲；乙；丙", ()),
    ],
)
def test_each_tax_has_its_own_part_of_the_line(note: str, left: tuple[str, ...]) -> None:
    assert open_taxes(note, TWO) == left
    kept = as_line(vouchers(note, TWO), TWO)
    assert open_taxes(kept, TWO) == left
    assert as_line(vouchers(kept, TWO), TWO) == kept


def test_one_tax_has_the_whole_line_whatever_stands_in_it() -> None:
    assert open_taxes("甲；乙：丙", (SECOND,)) == ()
    assert as_line(vouchers("甲；乙：丙", (SECOND,)), (SECOND,)) == "甲；乙：丙"
    assert open_taxes("", (SECOND,)) == (SECOND,)


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


def back(desk: Desk, view: CaseView) -> casework.Decided:
    """The case out for a supplement."""
    examiner = next(e for e in desk.transfers if e.id == view.examiner_id)
    item = ReturnItem(kind="OTHER", name="成交价", what="和合同不一样，请核对")
    return casework.return_for_supplement(
        view.case_no, actor=examiner, now=LATER, revision=view.revision, items=[item]
    )


def supplemented(
    desk: Desk, view: CaseView, came: CaseRequest, *, shared: casework.Shared | None = None
) -> Case:
    gone = back(desk, view)
    casework.resubmit(
        view.case_no,
        came,
        actor=desk.windows[0],
        now=LATER,
        revision=gone.revision,
        shared=shared or casework.Shared(),
    )
    return Case.objects.get(case_no=view.case_no)


def sold(desk: Desk) -> tuple[CaseRequest, CaseView]:
    request = asks.sale(desk, 0)
    assert request.tax_cleared
    return request, casework.submit(request, actor=desk.windows[0], now=NOW)


@pytest.mark.django_db
def test_another_price_opens_the_tax_again_and_says_why(desk: Desk) -> None:
    request, view = sold(desk)
    case = supplemented(desk, view, replace(request, price=DEARER))
    assert (case.request.get("tax_cleared"), case.request.get("tax_note", "")) == (None, "")
    assert case.paused_for == "TAX"
    assert case.paused_reason == "等缴税（成交价改成了900,000.00 元，原来的完税凭证对不上）"
    assert TaxInquiry.objects.filter(case=case).exists()
    line = JournalLine.objects.get(case=case, kind="RESUBMIT").text
    assert "契税要按现在的缴：成交价改成了900,000.00 元" in line
    assert Material.objects.get(case=case, code="tx").received_at is None
    now = casework.case(view.case_no, actor=desk.windows[0], now=LATER)
    assert "P16" in {rule.code for rule in now.blocks}
    assert any("原来的完税凭证对不上" in step.text for step in now.timeline if step.state == "now")
    examiner = next(e for e in desk.transfers if e.id == view.examiner_id)
    with pytest.raises(Faults):
        casework.approve(view.case_no, actor=examiner, now=LATER, revision=now.revision)
    paid = casework.record_tax(
        view.case_no, note="新凭证", actor=desk.windows[0], now=LATER, revision=now.revision
    )
    assert (paid.clock.paused_since, paid.request.tax_note) == (None, "新凭证")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({}, True),
        ({"price": DEARER, "tax_note": "按90万的新凭证"}, True),
        ({"price": DEARER, "tax_note": " "}, None),
        ({"price": DEARER}, None),
        ({"delivery": "WINDOW"}, True),
    ],
)
def test_the_tax_stands_where_nothing_changed_or_another_voucher_came(
    desk: Desk, changes: dict[str, object], stands: bool | None
) -> None:
    request, view = sold(desk)
    came = replace(request, **changes)  # type: ignore[arg-type]  # keywords of one test
    if not str(came.tax_note).strip():
        came = replace(came, tax_cleared=None)
    case = supplemented(desk, view, came)
    assert case.request.get("tax_cleared") is stands
    assert (case.paused_since is None) is bool(stands)


@pytest.mark.django_db
def test_other_buyers_pay_another_tax(desk: Desk) -> None:
    request, view = sold(desk)
    buyer = asks.party(Role.BUYER, person(977))
    parties = tuple(p for p in request.parties if p.role != Role.BUYER)
    case = supplemented(desk, view, replace(request, parties=(*parties, buyer)))
    assert case.paused_reason == "等缴税（取得房子的人改了，原来的完税凭证对不上）"


@pytest.mark.django_db
def test_the_tax_office_that_knows_the_new_price_settles_it_at_once(
    desk: Desk, departments: Simulators
) -> None:
    request, view = sold(desk)
    came = replace(request, price=DEARER)
    shared = casework.ask_departments(came, actor=desk.windows[0], now=LATER)
    case = supplemented(desk, view, came, shared=shared)
    assert case.request["tax_cleared"] is True
    assert case.request["tax_note"] not in ("", request.tax_note)
    assert case.paused_since is None


def inherited_and_sold(desk: Desk, **more: object) -> CaseRequest:
    dead, heir = person(1), person(940)
    values: dict[str, object] = {"tax_cleared": None, "tax_note": "", **more}
    return CaseRequest(
        service="C12",
        unit_code=desk.units[0],
        parties=(
            asks.party(Role.SELLER, dead, agreed=False),
            asks.party(Role.OWNER, heir),
            asks.party(Role.BUYER, person(941)),
        ),
        materials=tuple(MaterialInput(code=c, source="ORIGINAL") for c in ("m1", "m2", "no", "ct")),
        inputs={"death": DeathInput(who=dead.name, died_on=date(2024, 11, 2))},
        price=Decimal("800000.00"),
        submission_key="estate",
        **values,  # type: ignore[arg-type]  # keywords of one test
    )


def noted(desk: Desk, view: CaseView, note: str, of: str = "") -> CaseView:
    return casework.record_tax(
        view.case_no, note=note, of=of, actor=desk.windows[0], now=LATER, revision=view.revision
    )


def refused(desk: Desk, view: CaseView, note: str, of: str = "") -> set[tuple[FaultCode, str]]:
    with pytest.raises(Faults) as caught:
        noted(desk, view, note, of)
    return {(f.code, f.field) for f in caught.value.faults}


def codes(desk: Desk, view: CaseView, note: str, of: str) -> set[FaultCode]:
    return {code for code, _ in refused(desk, view, note, of)}


@pytest.mark.django_db
def test_a_voucher_for_one_of_two_taxes_leaves_the_other_open(desk: Desk) -> None:
    view = casework.submit(inherited_and_sold(desk), actor=desk.windows[0], now=NOW)
    assert casework.taxes_to_note(view.id) == TWO
    assert refused(desk, view, "免税") == {(FaultCode.REQUIRED, "tax_of")}
    assert refused(desk, view, "免税", "地役权登记") == {(FaultCode.CODE_LIST, "tax_of")}
    assert refused(desk, view, " ", "") == {
        (FaultCode.REQUIRED, "tax_note"),
        (FaultCode.REQUIRED, "tax_of"),
    }
    assert refused(desk, view, "长" * 99, FIRST) == {(FaultCode.TOO_LONG, "tax_note")}
    one = noted(desk, view, "免税；契税法第六条", FIRST)
    assert one.clock.paused_since is not None
    assert (one.request.tax_cleared, casework.taxes_to_note(view.id)) == (None, (SECOND,))
    assert codes(desk, view, "343060200012345", SECOND) == {FaultCode.STATE_CHANGED}
    line = JournalLine.objects.get(kind="TAX").text
    assert line.endswith(f"还在等{SECOND}的契税")
    both = noted(desk, one, "343060200012345", SECOND)
    assert both.request.tax_note == f"{FIRST}：免税，契税法第六条；{SECOND}：343060200012345"
    assert both.request.tax_cleared and both.clock.paused_since is None


@pytest.mark.django_db
def test_both_vouchers_at_once_and_at_acceptance(desk: Desk) -> None:
    half = inherited_and_sold(desk, tax_cleared=True, tax_note="免税")
    with pytest.raises(Faults) as caught:
        casework.submit(half, actor=desk.windows[0], now=NOW)
    (fault,) = caught.value.faults
    assert fault.field == "tax_note" and f"还差{SECOND}的完税凭证号" in fault.message
    whole = replace(half, tax_note="免税；343060200012345")
    view = casework.submit(whole, actor=desk.windows[0], now=NOW)
    assert view.clock.paused_since is None
    other = replace(inherited_and_sold(desk), unit_code=desk.units[0], submission_key="other")
    assert open_taxes(other.tax_note, TWO) == TWO


@pytest.mark.django_db
def test_the_tax_office_is_asked_about_each_and_settles_both(
    desk: Desk, departments: Simulators
) -> None:
    request = inherited_and_sold(desk)
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    asked = [fact.question for fact in shared.answers["tx"].facts]
    assert [(q.about()["payers"], q.about()["price"]) for q in asked] == [
        (person(940).id_no, ""),
        (person(941).id_no, "800000.00"),
    ]
    view = casework.submit(request, actor=desk.windows[0], now=NOW, shared=shared)
    note = Case.objects.get().request["tax_note"]
    assert note.startswith(f"{FIRST}：") and "契税法" in note and f"；{SECOND}：" in note
    assert view.clock.paused_since is None


@pytest.mark.django_db
def test_one_tax_that_is_unpaid_leaves_the_case_waiting(
    desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["TAX"] = Scenario.NO_MATCH
    request = inherited_and_sold(desk)
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    view = casework.submit(request, actor=desk.windows[0], now=NOW, shared=shared)
    assert view.clock.paused_since is not None
    BreakerState.objects.all().delete()
    departments.behaviour.scenarios["TAX"] = Scenario.MATCH
    assert casework.ask_taxes(now=LATER) == 1
    found = Case.objects.get()
    assert found.request["tax_cleared"] is True and found.paused_since is None
    assert open_taxes(found.request["tax_note"], TWO) == ()
