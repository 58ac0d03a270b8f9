"""Giving cases to examiners: a random and even draw that is logged whole (双平行、随机均分).

The pure draw stands in ``rules/dispatch.py``. Here are its facts: who may examine, how many open
cases each has, and the day's seed, which is fixed in the database before the first draw of the day.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, rows
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import Assignment, Case, CaseStatus, DailySeed
from dengbu.casework.rules.dispatch import Draw, draw, eligible, seed_of
from dengbu.database.ids import next_id, next_ids
from dengbu.kernel.chinese import SHANGHAI

SEED_BYTES = 32
# Index-only on casework_case_queue: 100,000 open cases are counted in some 15 ms, and a count can
# never disagree with the cases, as a kept figure could after a crash.
LOADS = (
    "SELECT examiner_id, count(*) FROM casework_case"
    " WHERE status = 'EXAMINING' AND examiner_id = ANY(%s) GROUP BY examiner_id"
)
GIVE = (
    "UPDATE casework_case c SET status = 'EXAMINING', examiner_id = u.examiner,"
    " examiner_name = u.name"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS u(id, examiner, name)"
    " WHERE c.id = u.id"
)
WAIT = "UPDATE casework_case SET status = 'ACCEPTED' WHERE id = ANY(%s) AND status <> 'ACCEPTED'"
TOLD = "SELECT DISTINCT case_id FROM casework_journalline WHERE case_id = ANY(%s) AND kind = 'WAIT'"
OFFICES = "SELECT DISTINCT office FROM casework_case WHERE status = 'ACCEPTED' ORDER BY 1"
CLAIM = (
    "SELECT id FROM casework_case WHERE office = %s AND status = 'ACCEPTED'"
    " ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"
)
MOST = 200  # cases of an office at once
ROUNDS = "SELECT case_id, max(round) FROM casework_assignment WHERE case_id = ANY(%s) GROUP BY 1"


def department_of(case: Case) -> accounts.Department:
    """Which department examines a case: the one that its service names, in the case's version."""
    return accounts.Department(service_version(case.service_id).department)


def daily_seed(office: str, day: date) -> str:
    """The day's seed: drawn from the operating system once, then the same for everybody."""
    found = DailySeed.objects.filter(office=office, day=day).values_list("seed", flat=True).first()
    if found is not None:
        return found
    rows.execute(
        "INSERT INTO casework_dailyseed (id, office, day, seed) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (office, day) DO NOTHING",
        [next_id(), office, day, secrets.token_hex(SEED_BYTES)],
    )
    return DailySeed.objects.values_list("seed", flat=True).get(office=office, day=day)


def loads(examiners: Sequence[int]) -> Counter[int]:
    """Open cases of each examiner now."""
    return Counter(dict(rows.fetch(LOADS, [list(examiners)])))


def assign(case: Case, *, now: datetime) -> Case:
    """Draw an examiner for a case of the caller's transaction and give it to them.

    Where nobody may examine it today it waits (等分派). The case comes back as it is now.
    """
    assign_many([case], now=now)
    return case


def assign_many(cases: Sequence[Case], *, now: datetime) -> None:
    """Draw an examiner for each case, in order, each draw seeing those before it.

    Cases that nobody may examine today wait, and are drawn for when somebody may
    (`dispatch_waiting`): one who is away must not keep a family from being received.
    The number of statements grows with the departments, not with the cases, which are of one
    office and locked by the caller.
    """
    by_department: dict[accounts.Department, list[Case]] = {}
    for case in cases:
        by_department.setdefault(department_of(case), []).append(case)
    for department, group in by_department.items():
        _assign(group, department, now=now)


def _assign(cases: Sequence[Case], department: accounts.Department, *, now: datetime) -> None:
    office = cases[0].office
    today = now.astimezone(SHANGHAI).date()
    examiners = {e.id: e.name for e in accounts.examiners(office, department, on=today)}
    burden = loads(list(examiners))
    rounds = dict(rows.fetch(ROUNDS, [[c.id for c in cases]]))
    daily = daily_seed(office, today)
    draws: list[tuple[Case, int, Draw]] = []
    left: list[Case] = []
    for case in cases:
        turn = rounds.get(case.id, 0) + 1
        excluded = frozenset(i for i in (case.acceptor_id,) if i is not None)
        people = eligible(list(examiners), excluded=excluded)
        if not people:
            left.append(case)
            continue
        drawn = draw(people, burden, seed_of(case.case_no, daily, turn))
        burden[drawn.drawn] += 1
        draws.append((case, turn, drawn))
    if draws:
        _write(office, draws, examiners, now=now)
    if left:
        _leave(office, left, department, now=now)


def _write(
    office: str,
    draws: Sequence[tuple[Case, int, Draw]],
    names: dict[int, str],
    *,
    now: datetime,
) -> None:
    given = [(case.id, d.drawn, names[d.drawn]) for case, _, d in draws]
    ids, people, called = zip(*given, strict=True)
    rows.execute(
        GIVE,
        [rows.array("bigint", ids), rows.array("bigint", people), rows.array("text", called)],
    )
    values = [
        (id, case.id, turn, rows.json(d.candidates), rows.json(d.loads), d.seed, d.drawn)
        for id, (case, turn, d) in zip(next_ids(len(draws)), draws, strict=True)
    ]
    rows.insert(rows.ASSIGNMENTS, (office, now), values)
    lines = []
    for case, _, d in draws:
        case.status = CaseStatus.EXAMINING
        case.examiner_id, case.examiner_name = d.drawn, names[d.drawn]
        lines.append(
            journal.Line(
                office=office,
                case_id=case.id,
                kind="ASSIGN",
                who="系统",
                text=f"随机派给{names[d.drawn]}审核，在 {len(d.candidates)} 位审核员中抽取",
            )
        )
    journal.write(lines, at=now)


def _leave(
    office: str, cases: Sequence[Case], department: accounts.Department, *, now: datetime
) -> None:
    """Cases that wait for somebody who may examine them; said once, when the waiting begins."""
    rows.execute(WAIT, [[case.id for case in cases]])
    said = f"{department.label}今天没有能审这件的审核员，先收下，有人能审就派"
    known = set(rows.fetch(TOLD, [[case.id for case in cases]]))
    lines = [
        journal.Line(office=office, case_id=case.id, kind="WAIT", who="系统", text=said)
        for case in cases
        if (case.id,) not in known
    ]
    for case in cases:
        case.status = CaseStatus.ACCEPTED
    if lines:
        journal.write(lines, at=now)


def dispatch_waiting(*, now: datetime) -> int:
    """Draw for cases that wait because nobody could examine them; how many were given to somebody.

    Office by office, each in a transaction of its own.
    """
    given = 0
    for (office,) in rows.fetch(OFFICES, []):
        with transaction.atomic():
            ids = [id for (id,) in rows.fetch(CLAIM, [office, MOST])]
            waiting = list(Case.objects.filter(id__in=ids).order_by("id"))
            assign_many(waiting, now=now)
            given += sum(case.status == CaseStatus.EXAMINING for case in waiting)
    return given


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentCheck:
    """One logged draw, drawn again."""

    round: int
    seed_holds: bool  # the seed is the hash of the case number and the day's seed
    draw_holds: bool  # the same candidates and loads give the same examiner
    acceptor_left_out: bool

    @property
    def holds(self) -> bool:
        """Whether nothing was steered."""
        return self.seed_holds and self.draw_holds and self.acceptor_left_out


@transaction.atomic
def verify_assignment(case_no: str) -> tuple[AssignmentCheck, ...]:
    """Draw every logged draw of a case again. Empty if it was never given to anybody."""
    checks = []
    draws = Assignment.objects.select_related("case").filter(case__case_no=case_no)
    for logged in draws.order_by("round"):
        case, day = logged.case, logged.at.astimezone(SHANGHAI).date()
        daily = DailySeed.objects.filter(office=case.office, day=day).first()
        again = draw(
            logged.candidates,
            dict(zip(logged.candidates, logged.loads, strict=True)),
            logged.seed,
        )
        checks.append(
            AssignmentCheck(
                round=logged.round,
                seed_holds=daily is not None
                and seed_of(case_no, daily.seed, logged.round) == logged.seed,
                draw_holds=again.drawn == logged.drawn_id,
                acceptor_left_out=case.acceptor_id not in logged.candidates,
            )
        )
    return tuple(checks)
