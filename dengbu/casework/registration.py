"""登簿: approved cases become entries, in batches, each whole or not at all.

The case's status, its journal and its follow-up job commit with the booking. Locks are taken in the
order case, unit, counter: the cases here first, the rest by ``register.book``.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import checks, journal, noticing, rows, signing_keys
from dengbu.casework.bookings import build_booking
from dengbu.casework.calendar import work_calendar
from dengbu.casework.holding import patience
from dengbu.casework.jobs import follow_up
from dengbu.casework.models import Case, CaseStatus, CheckPhase
from dengbu.casework.mortgaged import entering
from dengbu.casework.payments import issuing
from dengbu.casework.writer import BATCH, CombiningWriter
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register

log = logging.getLogger(__name__)
CLAIM = (
    "SELECT id FROM casework_case WHERE status = 'APPROVED' AND office ="
    " (SELECT office FROM casework_case WHERE status = 'APPROVED' ORDER BY office, id LIMIT 1)"
    " ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"
)
CLAIM_NAMED = (
    "SELECT id FROM casework_case WHERE status = 'APPROVED' AND case_no = ANY(%s)"
    " ORDER BY id FOR NO KEY UPDATE"
)
ENTER = (
    "UPDATE casework_case c SET status = 'ENTERED', entered_at = u.at, closed_at = u.at,"
    " booking_id = u.booking, revision = revision + 1, decided_at = coalesce(decided_at, u.at),"
    " examiner_id = coalesce(%s::bigint, examiner_id),"
    " examiner_name = coalesce(%s::text, examiner_name)"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS u(id, booking, at)"
    " WHERE c.id = u.id"
)
SEND_BACK = (
    "UPDATE casework_case SET status = 'EXAMINING', revision = revision + 1 WHERE id = ANY(%s)"
)
CLOSE_UNITS = "UPDATE casework_caseunit SET open = false WHERE open AND case_id = ANY(%s)"


def open_cases(cases: Sequence[Case]) -> dict[int, dict[str, tuple[str, ...]]]:
    """For each case, other open cases on its units: unit code -> case numbers. One query."""
    found = rows.fetch(
        "SELECT mine.case_id, mine.unit_code, other.case_no FROM casework_caseunit mine"
        " JOIN casework_caseunit u ON u.unit_code = mine.unit_code AND u.open"
        "  AND u.case_id <> mine.case_id"
        " JOIN casework_case other ON other.id = u.case_id"
        " WHERE mine.case_id = ANY(%s) ORDER BY other.id",
        [[c.id for c in cases]],
    )
    others: dict[int, dict[str, tuple[str, ...]]] = {c.id: {} for c in cases}
    for case_id, unit, number in found:
        others[case_id][unit] = (*others[case_id].get(unit, ()), number)
    return others


def registrar_of(case: Case) -> register.Registrar:
    """登簿人: the examiner who approved and answers for the entry."""
    if case.examiner_id is None:
        raise ValueError(f"case {case.case_no} was approved by nobody")
    return register.Registrar(id=case.examiner_id, name=case.examiner_name)


def _bookings(cases: Sequence[Case]) -> list[register.Booking]:
    """What approved cases ask of the register; three queries for all."""
    others = open_cases(cases)
    units = cadastre.units({c.request["unit_code"] for c in cases})
    noticed, now = noticing.over([c.id for c in cases]), timezone.now()
    calendar = cache(lambda office: work_calendar(office, since=now))
    return [
        build_booking(
            case,
            registrar=registrar_of(case),
            other_open_cases=others[case.id],
            unit=units.get(case.request["unit_code"]),
            notice_over=case.id in noticed,
            now=now,
            calendar=calendar,
        )
        for case in cases
    ]


def register_waiting(limit: int = BATCH) -> int:
    """Enter what was approved, up to ``limit`` cases of one office; how many were handled.

    Safe in several processes at once: each takes cases that no other holds. An error of one case
    does not hold back its neighbours: the batch is then entered case by case.
    """
    try:
        with transaction.atomic():
            return len(_enter([id for (id,) in rows.fetch(CLAIM, [limit])]))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if waits_for_load(error):
            return 0  # all of them: asked again at the next turn
        log.exception("entering a batch failed: its cases are tried one by one")
        return _one_by_one(limit)


def _one_by_one(limit: int) -> int:
    """The cases that wait, each in a transaction of its own; one with an error goes back."""
    with transaction.atomic():
        waiting = [id for (id,) in rows.fetch(CLAIM, [limit])]
    for id in waiting:
        try:
            with transaction.atomic():
                _enter(_still_approved([id]))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            if passes_by_itself(error):
                continue
            log.exception("entering case %s failed", id)
            with transaction.atomic():
                _give_up(_still_approved([id]), error)
    return len(waiting)


_PASSING = (FaultCode.LOCK_TIMEOUT, FaultCode.REGISTER_LOADING)


def passes_by_itself(error: Exception) -> bool:
    """Whether a case only has to wait: its unit, or the whole register, is being written."""
    return isinstance(error, Faults) and all(fault.code in _PASSING for fault in error.faults)


def waits_for_load(error: Exception) -> bool:
    """Whether no case can be entered just now, since the register is loaded for the first time."""
    return isinstance(error, Faults) and any(
        fault.code is FaultCode.REGISTER_LOADING for fault in error.faults
    )


def _still_approved(ids: Sequence[int]) -> list[int]:
    sql = (
        "SELECT id FROM casework_case WHERE status = 'APPROVED' AND id = ANY(%s)"
        " ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"
    )
    return [id for (id,) in rows.fetch(sql, [list(ids)])]


def _enter(claimed: Sequence[int]) -> list[register.Outcome]:
    """Book cases that this transaction holds, and record what became of each."""
    if not claimed:
        return []
    entering.hold(claimed)
    cases = _enterable(list(Case.objects.filter(id__in=claimed).order_by("id")))
    if not cases:
        return []
    outcomes = register.book(_bookings(cases))
    record(cases, outcomes)
    return outcomes


def _enterable(cases: Sequence[Case]) -> list[Case]:
    """The cases that may be entered; where the office wants the fee first, the sides of a sale
    under mortgage have not all confirmed, or a bank's key has ended, they go back."""
    faults = signing_keys.hindrances(cases)
    faults |= entering.hindrances(cases) | issuing.unpaid([c.id for c in cases])
    for case in cases:
        if case.id in faults:
            _give_up([case.id], Faults(faults[case.id]))
    return [case for case in cases if case.id not in faults]


def record(cases: Sequence[Case], outcomes: Sequence[register.Outcome]) -> None:
    """Write what became of each case, set-wise, and defer one job for what was entered.

    In the transaction that booked them. Cases that the register's rules stopped go back to their
    examiner with the rules' words.
    """
    pairs = list(zip(cases, outcomes, strict=True))
    entered = [(c, o) for c, o in pairs if o.booked]
    stopped = [(c, o) for c, o in pairs if not o.booked]
    if entered:
        mark_entered(entered)
        follow_up.defer(case_ids=[c.id for c, _ in entered])
    if stopped:
        _send_back(stopped)


def mark_entered(
    entered: Sequence[tuple[Case, register.Outcome]], *, by: accounts.Actor | None = None
) -> None:
    """Status, units and journal of booked cases: three statements.

    ``by`` decided in place of an examiner: the system account of automatic approval.
    """
    ids = [c.id for c, _ in entered]
    moments = [o.recorded_at for _, o in entered]
    rows.execute(
        ENTER,
        [
            by.id if by else None,
            by.name if by else None,
            rows.array("bigint", ids),
            rows.array("bigint", [o.booking_id for _, o in entered]),
            rows.array("timestamptz", moments),
        ],
    )
    rows.execute(CLOSE_UNITS, [ids])
    at = max(m for m in moments if m is not None)
    entering.note_entries(entered, at=at)
    voided = [number for _, outcome in entered for number in outcome.voided]
    kept = register.standing_elsewhere(voided) if voided else {}
    journal.write(
        [_entered_line(c, o, by.name if by else c.examiner_name, kept) for c, o in entered], at=at
    )


def _entered_line(
    case: Case, outcome: register.Outcome, who: str, kept: Mapping[str, int]
) -> journal.Line:
    """``kept``: papers that stand on, with the number of units where they do."""
    said = ["登簿了"]
    if issued := [c.number for c in outcome.certificates if c.stands]:
        said.append("发" + "、".join(issued))
    if never := [c.number for c in outcome.certificates if not c.stands]:
        said.append("、".join(never) + "编了号没有发出：同一件里它的权利又变了")
    if gone := [number for number in outcome.voided if number not in kept]:
        said.append("、".join(gone) + "作废")
    said += [
        f"{number}在另外{kept[number]}个单元上仍然有效，只在这个单元上作废"
        for number in outcome.voided
        if number in kept
    ]
    return journal.Line(
        office=case.office,
        case_id=case.id,
        kind="ENTER",
        who=who,
        text="；".join(said),
        data={
            "booking": outcome.booking_id,
            "certificates": [c.number for c in outcome.certificates],
            "voided": list(outcome.voided),
        },
    )


def _send_back(stopped: Sequence[tuple[Case, register.Outcome]]) -> None:
    moment = database_clock()
    rows.execute(SEND_BACK, [[c.id for c, _ in stopped]])
    checks.write(
        stopped[0][0].office,
        CheckPhase.ENTRY,
        [(c.id, o.rules) for c, o in stopped],
        at=moment,
    )
    lines = [
        journal.Line(
            office=c.office,
            case_id=c.id,
            kind="BLOCK",
            who="系统",
            text="登簿前又查了一遍，办不了：" + "；".join(b.message for b in o.blocks),
        )
        for c, o in stopped
    ]
    journal.write(lines, at=moment)


def _give_up(ids: Sequence[int], error: Exception) -> None:
    """A case whose booking failed with an error goes back, so that it does not wait for ever."""
    if not ids:
        return
    moment = database_clock()
    cases = Case.objects.filter(id__in=ids)
    rows.execute(SEND_BACK, [list(ids)])
    said = str(error) if isinstance(error, Faults) else "系统内部出错，已经记下"
    lines = [
        journal.Line(
            office=c.office,
            case_id=c.id,
            kind="BLOCK",
            who="系统",
            text=f"没登成簿：{said[:300]}",
            data={"error": type(error).__name__},
        )
        for c in cases
    ]
    journal.write(lines, at=moment)


def database_clock() -> datetime:
    """The instant at which this is asked, by the clock that all processes share."""
    return rows.clock()


def _book_named(asked: Sequence[register.Booking]) -> list[register.Outcome]:
    """What the combining writer books: cases by number, locked before their units.

    A case that is no longer approved comes back unbooked and without rules.
    """
    with patience():
        claimed = rows.fetch(CLAIM_NAMED, [[b.case_no for b in asked]])
    done = {o.case_no: o for o in _enter([id for (id,) in claimed])}
    return [done.get(b.case_no, register.Outcome(case_no=b.case_no, booked=False)) for b in asked]


WRITER = CombiningWriter(_book_named)


def register_now(case_no: str) -> register.Outcome:
    """Enter one approved case at once, together with whatever else is being entered.

    Raises `Faults` STATE_CHANGED when it is not, or no longer, approved, LOCK_TIMEOUT while others
    hold it, REGISTER_LOADING while nobody can book. An outcome that is not booked says by which
    rules; the case is then back with its examiner. Not inside a transaction.
    """
    case = Case.objects.filter(case_no=case_no).first()
    if case is None or case.status != CaseStatus.APPROVED:
        raise _not_approved(case_no)
    # The acts are built once the case is locked; the writer needs to know the case only.
    named = register.Booking(
        office=case.office, case_no=case.case_no, acts=(), registrar=registrar_of(case)
    )
    outcome = WRITER.book_one(named)
    if not outcome.booked and not outcome.rules:
        raise _not_approved(case_no)
    return outcome


def entered_already(case_no: str) -> register.Outcome | None:
    """The entry of a case that the worker was quicker to enter."""
    row = Case.objects.filter(case_no=case_no, status=CaseStatus.ENTERED).first()
    if row is None:
        return None
    return register.Outcome(
        case_no=case_no,
        booked=True,
        booking_id=row.booking_id,
        recorded_at=row.entered_at,
        entry_ids=register.entries_of_case(case_no),
    )


def _not_approved(case_no: str) -> Faults:
    return Faults(
        Fault(
            code=FaultCode.STATE_CHANGED,
            message="这件已经不在待登簿：可能别人刚登了簿，或者撤回了。请看现在的样子",
            data={"case_no": case_no},
        )
    )


__all__ = ["WRITER", "mark_entered", "record", "register_now", "register_waiting"]
