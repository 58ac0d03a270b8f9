"""审核: approve, return, refuse, withdraw; what must hold before, and what is left after."""

from datetime import timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.accounts.api import Actor
from dengbu.accounts.permissions import POSTS
from dengbu.casework.api import (
    CancelInput,
    CaseRequest,
    CaseStatus,
    CaseView,
    MaterialInput,
    PartyInput,
    ReturnItem,
    approve,
    approve_and_enter,
    case,
    refuse,
    resubmit,
    return_for_supplement,
    submit,
    withdraw,
)
from dengbu.casework.models import Case, CaseUnit, CheckResult, Decision, JournalLine
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import BANK, book, booking

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def request(desk: Desk, n: int = 0, **changes: object) -> CaseRequest:
    """The window's request to cancel the n-th unit's mortgage."""
    values = {
        "service": "G44",
        "unit_code": desk.units[n],
        "submission_key": f"form-{n}",
        "parties": (
            PartyInput(
                role="MORTGAGEE",
                name=BANK.name,
                id_type=BANK.id_type,
                id_no=BANK.id_no,
                party_type="2",
                agreed=True,
            ),
        ),
        "inputs": {"cancel": CancelInput(proof_no=desk.proofs[n])},
        "materials": (
            MaterialInput(code="m1", source="ORIGINAL"),
            MaterialInput(code="pr", source="REGISTER"),
        ),
        **changes,
    }
    return CaseRequest(**values)  # type: ignore[arg-type]  # keywords of one test


def accepted(desk: Desk, n: int = 0) -> CaseView:
    return submit(request(desk, n), actor=desk.windows[0], now=NOW)


def examiner(desk: Desk, view: CaseView) -> accounts.Actor:
    return next(e for e in desk.mortgages if e.id == view.examiner_id)


def code_of(error: pytest.ExceptionInfo[Faults]) -> set[FaultCode]:
    return {fault.code for fault in error.value.faults}


def test_approved_and_entered(desk: Desk) -> None:
    view = accepted(desk)
    done = approve_and_enter(
        view.case_no, actor=examiner(desk, view), now=LATER, revision=view.revision
    )
    assert done.status is CaseStatus.ENTERED
    assert done.outcome is not None
    assert done.outcome.voided == (desk.proofs[0],)
    case = Case.objects.get()
    assert case.status == CaseStatus.ENTERED
    assert case.booking_id == done.outcome.booking_id
    assert case.entered_at is not None
    assert case.revision == done.revision
    kinds = JournalLine.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["ACCEPT", "ASSIGN", "APPROVE", "ENTER"]
    assert CheckResult.objects.filter(phase="REVIEW").exists()
    assert not CaseUnit.objects.filter(open=True).exists()


def test_only_the_assigned_examiner_decides(desk: Desk) -> None:
    view = accepted(desk)
    others = [e for e in desk.mortgages if e.id != view.examiner_id]
    for actor, code in (
        (others[0], FaultCode.STEP_NOT_ALLOWED),
        (desk.windows[0], FaultCode.PERMISSION_MISSING),
        (desk.bank, FaultCode.PERMISSION_MISSING),
    ):
        with pytest.raises(Faults) as error:
            approve(view.case_no, actor=actor, now=LATER, revision=view.revision)
        assert code_of(error) == {code}
    assert not Decision.objects.exists()


def test_what_changed_since_is_not_overwritten(desk: Desk) -> None:
    view = accepted(desk)
    me = examiner(desk, view)
    approve(view.case_no, actor=me, now=LATER, revision=view.revision)
    for revision in (view.revision, view.revision + 1):
        with pytest.raises(Faults) as error:
            approve(view.case_no, actor=me, now=LATER, revision=revision)
        assert code_of(error) == {FaultCode.STATE_CHANGED}
    assert Decision.objects.count() == 1


def test_a_rule_that_blocks_now_stops_approval(desk: Desk) -> None:
    view = accepted(desk)
    cancel = register.CancelMortgage(
        unit_code=desk.units[0], proof_no=desk.proofs[0], applicants=(BANK,)
    )
    book(booking(cancel, applicants=(BANK,)))
    with pytest.raises(Faults) as error:
        approve(view.case_no, actor=examiner(desk, view), now=LATER, revision=view.revision)
    (fault,) = error.value.faults
    assert fault.data["rule"] == "E04"
    assert fault.clause is not None
    assert fault.remedy
    assert Case.objects.get().status == CaseStatus.EXAMINING


def test_returned_once_with_the_whole_list_and_the_clock_stands(desk: Desk) -> None:
    view = accepted(desk)
    me = examiner(desk, view)
    missing = ReturnItem(kind="MATERIAL", name="申请书", what="请银行盖章后重新上传")
    back = return_for_supplement(
        view.case_no, actor=me, now=LATER, revision=view.revision, items=[missing]
    )
    case = Case.objects.get()
    assert case.status == CaseStatus.SUPPLEMENT
    assert case.paused_since == LATER
    due = case.due_at
    after = LATER + timedelta(minutes=30)
    again = resubmit(
        view.case_no,
        request(desk, delivery="WINDOW"),
        actor=desk.windows[1],
        now=after,
        revision=back.revision,
    )
    case.refresh_from_db()
    assert case.status == CaseStatus.EXAMINING
    assert case.examiner_id == me.id
    assert case.due_at == due + timedelta(minutes=30)
    assert case.paused_since is None
    assert case.request["delivery"] == "WINDOW"
    done = approve_and_enter(view.case_no, actor=me, now=after, revision=again.revision)
    assert done.status is CaseStatus.ENTERED
    assert list(Decision.objects.order_by("round").values_list("kind", flat=True)) == [
        "RETURN",
        "APPROVE",
    ]


def test_a_return_needs_its_list(desk: Desk) -> None:
    view = accepted(desk)
    me = examiner(desk, view)
    for items, fields in (
        ([], ["items"]),
        ([ReturnItem(kind="OTHER", name="", what=" ")], ["items.0.name", "items.0.what"]),
    ):
        with pytest.raises(Faults) as error:
            return_for_supplement(
                view.case_no, actor=me, now=LATER, revision=view.revision, items=items
            )
        assert [fault.field for fault in error.value.faults] == fields


def test_refused_with_ground_and_way_out(desk: Desk) -> None:
    view = accepted(desk)
    me = examiner(desk, view)
    with pytest.raises(Faults) as error:
        refuse(
            view.case_no,
            actor=me,
            now=LATER,
            revision=view.revision,
            reason=" ",
            clause=REGULATION.of(),
            remedy="",
        )
    assert [fault.field for fault in error.value.faults] == ["reason", "clause", "remedy"]
    refuse(
        view.case_no,
        actor=me,
        now=LATER,
        revision=view.revision,
        reason="存在尚未解决的权属争议",
        clause=REGULATION.of(22),
    )
    decision = Decision.objects.get()
    assert decision.clause == "《不动产登记暂行条例》第22条"
    assert "复议" in decision.remedy
    assert Case.objects.get().closed_at == LATER
    assert submit(request(desk, submission_key="new"), actor=desk.windows[0], now=LATER).id


def test_withdrawn_until_entry(desk: Desk) -> None:
    view = accepted(desk)
    me = examiner(desk, view)
    with pytest.raises(Faults) as error:
        _withdraw(view, desk.windows[0], agreed=False)
    assert code_of(error) == {FaultCode.REQUIRED}
    with pytest.raises(Faults) as error:
        _withdraw(view, desk.bank)
    assert code_of(error) == {FaultCode.NOT_FOUND}  # somebody else's case
    approve(view.case_no, actor=me, now=LATER, revision=view.revision)
    with pytest.raises(Faults) as error:
        _withdraw(view, desk.windows[0])  # approved since this was seen
    assert code_of(error) == {FaultCode.STATE_CHANGED}
    _withdraw(case(view.case_no, actor=desk.windows[0], now=LATER), desk.windows[0])
    assert Case.objects.get().status == CaseStatus.WITHDRAWN
    assert not CaseUnit.objects.filter(open=True).exists()

    entered = accepted(desk, 1)
    approve_and_enter(
        entered.case_no, actor=examiner(desk, entered), now=LATER, revision=entered.revision
    )
    with pytest.raises(Faults) as error:
        _withdraw(entered, desk.windows[0])
    assert code_of(error) == {FaultCode.STATE_CHANGED}
    assert "已经登簿" in str(error.value)


def test_an_unknown_case_is_named(desk: Desk) -> None:
    with pytest.raises(Faults) as error:
        approve("43060220241212000999", actor=desk.mortgages[0], now=LATER, revision=1)
    assert code_of(error) == {FaultCode.NOT_FOUND}


def _withdraw(view: CaseView, actor: Actor, *, agreed: bool = True) -> None:
    withdraw(
        view.case_no,
        actor=actor,
        now=LATER,
        revision=view.revision,
        agreed=agreed,
        reason="不办了",
    )


def test_who_may_not_enter_does_not_leave_it_half_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = accepted(desk)
    monkeypatch.setitem(POSTS, accounts.Post.EXAMINER, frozenset({accounts.Permission.EXAMINE}))
    with pytest.raises(Faults) as error:
        approve_and_enter(
            view.case_no, actor=examiner(desk, view), now=LATER, revision=view.revision
        )
    assert code_of(error) == {FaultCode.PERMISSION_MISSING}
    assert Case.objects.get().status == CaseStatus.EXAMINING
    assert not Decision.objects.exists()
