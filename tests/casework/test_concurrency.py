"""Several people and machines at once, on a real PostgreSQL."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from dengbu.accounts import api as accounts
from dengbu.casework import holding
from dengbu.casework.api import (
    CaseStatus,
    CaseView,
    approve,
    approve_and_enter,
    autopilot_step,
    file_batch,
    record_tax,
    refuse,
    register_now,
    register_waiting,
    submit,
    withdraw,
)
from dengbu.casework.models import Case, CaseCounter, CaseUnit, Decision, JournalLine
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, Desk, item, open_desk, sign
from tests.casework.smart.released import release
from tests.casework.test_review import examiner, request

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each on a connection of its own; results or errors, in order."""
    results: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(10)
            results[place] = works[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def codes(results: Iterable[Any]) -> list[FaultCode]:
    return [r.faults[0].code for r in results if isinstance(r, Faults)]


def unexpected(results: Iterable[Any]) -> list[Any]:
    return [r for r in results if isinstance(r, Exception) and not isinstance(r, Faults)]


@pytest.fixture
def desk() -> Desk:
    made = open_desk(8)
    release()
    return made


def test_two_windows_same_unit_same_second(desk: Desk) -> None:
    results = together(
        *(
            lambda w=w, n=n: submit(request(desk, submission_key=f"f{n}"), actor=w, now=NOW)
            for n, w in enumerate(desk.windows)
        )
    )
    assert unexpected(results) == []
    assert codes(results) == [FaultCode.UNIT_BUSY]
    won = Case.objects.get()
    (fault,) = next(r for r in results if isinstance(r, Faults)).faults
    assert fault.data["case_no"] == won.case_no


def test_two_decisions_at_once_one_wins(desk: Desk) -> None:
    view = submit(request(desk), actor=desk.windows[0], now=NOW)
    me = examiner(desk, view)
    results = together(
        lambda: approve(view.case_no, actor=me, now=NOW, revision=view.revision),
        lambda: refuse(
            view.case_no,
            actor=me,
            now=NOW,
            revision=view.revision,
            reason="权属有争议",
            clause=REGULATION.of(22),
        ),
    )
    assert unexpected(results) == []
    assert codes(results) == [FaultCode.STATE_CHANGED]
    assert Decision.objects.count() == 1


def test_withdrawal_against_entry(desk: Desk) -> None:
    for n in range(4):
        view = submit(request(desk, n), actor=desk.windows[0], now=NOW)
        done = approve(view.case_no, actor=examiner(desk, view), now=NOW, revision=view.revision)
        results = together(
            lambda number=view.case_no: register_now(number),
            lambda done=done: withdraw(
                done.case_no,
                actor=desk.windows[0],
                now=NOW,
                revision=done.revision,
                agreed=True,
                reason="",
            ),
        )
        assert unexpected(results) == []
        assert codes(results) == [FaultCode.STATE_CHANGED]
        mortgages = register.unit_state(desk.units[n], now=NOW).mortgages
        entered = Case.objects.get(case_no=view.case_no).status == CaseStatus.ENTERED
        assert entered == (mortgages == ())


def test_many_enter_at_once_and_the_worker_too(desk: Desk) -> None:
    views = [submit(request(desk, n), actor=desk.windows[0], now=NOW) for n in range(8)]
    results = together(
        *(
            lambda v=v: approve_and_enter(
                v.case_no, actor=examiner(desk, v), now=NOW, revision=v.revision
            )
            for v in views
        ),
        register_waiting,
        register_waiting,
    )
    assert unexpected(results) == []
    register_waiting()
    assert set(Case.objects.values_list("status", flat=True)) == {"ENTERED"}
    assert JournalLine.objects.filter(kind="ENTER").count() == 8
    assert not CaseUnit.objects.filter(open=True).exists()
    assert list(register.audit()) == []


def file(desk: Desk, *places: int, key: str, body: str = "same") -> Any:
    return file_batch(
        [item(desk, n) for n in places],
        actor=desk.bank,
        idempotency_key=key,
        body=body.encode(),
        signed=sign(body.encode()),
        now=NOW,
    )


def test_the_same_batch_sent_at_once_is_one_batch(desk: Desk) -> None:
    results = together(*(lambda: file(desk, 0, 1, key="k") for _ in range(4)))
    assert unexpected(results) == []
    assert len({r.id for r in results}) == 1
    assert {tuple(line.case_no for line in r.lines) for r in results} == {
        tuple(line.case_no for line in results[0].lines)
    }
    assert Case.objects.count() == 2


def test_batches_on_the_same_units_crosswise(desk: Desk) -> None:
    results = together(
        lambda: file(desk, 0, 1, 2, 3, key="a"),
        lambda: file(desk, 3, 2, 1, 0, key="b"),
        lambda: file(desk, 2, 0, 3, 1, key="c"),
    )
    assert unexpected(results) == []
    assert Case.objects.count() == 4
    assert CaseCounter.objects.get().last == 4
    assert sum(line.case_no is not None for r in results for line in r.lines) == 4


def test_engines_side_by_side_enter_each_case_once(desk: Desk) -> None:
    for n in range(8):
        file(desk, n, key=f"k{n}")

    def turn() -> int:
        return sum(autopilot_step(limit=2) for _ in range(6))

    results = together(turn, turn, turn)
    assert unexpected(results) == []
    assert sum(results) == 8
    assert set(Case.objects.values_list("status", flat=True)) == {"ENTERED"}
    assert JournalLine.objects.filter(kind="ENTER").count() == 8
    assert Decision.objects.count() == 8


def test_a_counter_that_others_hold_leaves_the_case_approved(desk: Desk) -> None:
    def sale(n: int) -> tuple[CaseView, accounts.Actor]:
        view = submit(asks.sale(desk, n), actor=desk.windows[0], now=NOW)
        return view, next(e for e in desk.transfers if e.id == view.examiner_id)

    first, examined = sale(1)  # there is a counter for this year from now on
    approve_and_enter(first.case_no, actor=examined, now=NOW, revision=first.revision)
    view, me = sale(0)
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM register_counter FOR UPDATE")
            held.set()
            over.wait(30)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    try:
        done = approve_and_enter(view.case_no, actor=me, now=NOW, revision=view.revision)
    finally:
        over.set()
        other.join(30)
    assert (done.status, done.outcome) == (CaseStatus.APPROVED, None)
    assert register_waiting() == 1
    assert Case.objects.get(case_no=view.case_no).status == CaseStatus.ENTERED


@pytest.mark.parametrize("verb", ["approve", "tax", "withdraw", "entry"])
def test_a_case_that_is_held_is_not_waited_for_without_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(holding, "PATIENCE", 0.2)
    view = submit(request(desk), actor=desk.windows[0], now=NOW)
    me, clerk, number = examiner(desk, view), desk.windows[0], view.case_no
    if verb == "entry":
        approve(number, actor=me, now=NOW, revision=view.revision)
    verbs: dict[str, Callable[[], Any]] = {
        "approve": lambda: approve_and_enter(number, actor=me, now=NOW, revision=view.revision),
        "tax": lambda: record_tax(
            number, note="完税1号", actor=clerk, now=NOW, revision=view.revision
        ),
        "withdraw": lambda: withdraw(
            number, actor=clerk, now=NOW, revision=view.revision, agreed=True, reason=""
        ),
        "entry": lambda: register_now(number),
    }
    with psycopg.connect(dsn(), autocommit=False) as other:  # somebody's transaction that lingers
        other.execute("SELECT 1 FROM casework_case WHERE case_no = %s FOR NO KEY UPDATE", [number])
        with pytest.raises(Faults) as told:
            verbs[verb]()
    assert [f.code for f in told.value.faults] == [FaultCode.LOCK_TIMEOUT]
    assert "别人正在办这件" in told.value.faults[0].message
    before = CaseStatus.APPROVED if verb == "entry" else CaseStatus.EXAMINING
    assert Case.objects.get().status == before
    verbs[verb]()  # the other has let go
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        assert cursor.fetchone() == ("0",)


def dsn() -> str:
    found = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return make_conninfo(**{k: v for k, v in found.items() if k in names and v})
