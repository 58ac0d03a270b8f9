"""Two officers decide the same case while a third hands it over: one of them wins, wholly."""

from datetime import timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, CaseStatus, Decision, JournalLine
from dengbu.kernel.clause import REGULATION
from tests.casework import asks
from tests.casework.desk import NOW, Desk, officer, open_desk
from tests.casework.test_concurrency import codes, together, unexpected

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def test_a_decision_and_a_hand_over_never_both_count() -> None:
    desk = open_desk(ROUNDS)
    chief = officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))
    won = {round_of(desk, chief, n) for n in range(ROUNDS)}
    assert won <= {"handed", "decided"}


def round_of(desk: Desk, chief: accounts.Actor, n: int) -> str:
    now = NOW + timedelta(minutes=n)
    view = casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=now)
    examiner = next(e for e in desk.transfers if e.id == view.examiner_id)
    ground = REGULATION.of("22第2项")
    results = together(
        lambda: casework.approve(view.case_no, actor=examiner, now=now, revision=1),
        lambda: casework.refuse(
            view.case_no,
            actor=examiner,
            now=now,
            revision=1,
            reason="有争议",
            clause=ground,
            remedy=casework.APPEAL,
        ),
        lambda: casework.hand_on(
            examiner.id,
            cases={view.case_no: 1},
            to=(),
            reason="调岗",
            actor=chief,
            now=now,
        ),
    )
    assert unexpected(results) == []
    assert len(codes(results)) == 2  # one did it, two were told
    case = Case.objects.get(case_no=view.case_no)
    handed = JournalLine.objects.filter(case=case, kind="HAND_ON").count()
    decided = Decision.objects.filter(case=case).count()
    assert (handed, decided) in ((1, 0), (0, 1))
    assert case.revision == 2
    assert (case.examiner_id == examiner.id) == (decided == 1)
    assert (case.status == CaseStatus.EXAMINING) == (handed == 1)
    return "handed" if handed else "decided"


def test_two_chiefs_hand_the_same_desk_over_at_once() -> None:
    desk = open_desk(4)
    chiefs = [
        officer(f"科长{n}", (accounts.Post.CHIEF, accounts.Department.TRANSFER)) for n in (1, 2)
    ]
    for n in range(4):
        casework.submit(asks.sale(desk, n), actor=desk.windows[0], now=NOW)
    one = desk.transfers[0]
    Case.objects.update(examiner_id=one.id, examiner_name=one.name)
    results = together(
        *(
            lambda chief=chief: casework.hand_on(
                one.id, cases=None, to=(), reason="休假", actor=chief, now=NOW
            )
            for chief in chiefs
        )
    )
    assert unexpected(results) == []
    assert len(codes(results)) == 1
    assert JournalLine.objects.filter(kind="HAND_ON").count() == 4
    assert set(Case.objects.values_list("revision", flat=True)) == {2}
