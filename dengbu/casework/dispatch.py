"""Giving cases to examiners: a random and even draw that is logged whole (双平行、随机均分).

The pure draw stands in ``rules/dispatch.py``. Here are its facts: who may examine, who must keep
away, how many open cases each has, and the day (``dispatching``), all under the office's ledger.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import journal, rows
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.dispatching import days, interests, ledger
from dengbu.casework.models import Assignment, Case, CaseStatus, DailySeed
from dengbu.casework.rules.dispatch import (
    Draw,
    after_draw,
    arrive,
    case_mark,
    draw,
    eligible,
    seed_of,
)
from dengbu.kernel.chinese import SHANGHAI

log = logging.getLogger("dengbu.casework")
# Why somebody is not among those who may be drawn. Whether it is the own matter or a brother's is
# nobody's business outside: with a case number at hand it would be told of the parties.
ACCEPTOR, INTEREST = "ACCEPTOR", "INTEREST"
BROKEN_SEED = "今天派件用的种子和事先公布的对不上，先不派；请系统管理员核对，明天的种子照常用"
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
    head = days.lock(office)
    today = now.astimezone(SHANGHAI).date()
    examiners = {e.id: e.name for e in accounts.examiners(office, department, on=today)}
    away = interests.kept_away([case.id for case in cases], list(examiners))
    asked: list[tuple[Case, dict[int, str]]] = []
    left: list[Case] = []
    for case in cases:
        out = dict.fromkeys(away.get(case.id, ()), INTEREST)
        if case.acceptor_id in examiners:
            out[case.acceptor_id] = ACCEPTOR
        if eligible(list(examiners), excluded=frozenset(out)):
            asked.append((case, out))
        else:
            left.append(case)
    if left:
        said = f"{department.label}今天没有能审这件的审核员，先收下，有人能审就派"
        _leave(office, left, said, now=now)
    opened = days.open_day(office, now=now) if asked else None
    if opened is not None:
        page = _page(office, department.value, head, list(examiners), opened, on=today)
        _draw(page, asked, examiners, now=now)
    elif asked:
        _leave(office, [case for case, _ in asked], BROKEN_SEED, now=now)


def _page(
    office: str,
    department: str,
    head: tuple[int, str],
    examiners: Sequence[int],
    opened: days.Opened,
    *,
    on: date,
) -> ledger.Page:
    """What the draws read: desks as they are, and who came and went since the last one."""
    before = ledger.standings(office, department)
    people = sorted({*examiners, *before})
    seen = ledger.see(office, head[0] + 1, people)
    away = accounts.away(office, on=on)
    return ledger.Page(
        office=office,
        department=department,
        serial=head[0],
        digest=head[1],
        opened_day=opened,
        seen=seen,
        before=before,
        after=arrive(before, examiners, seen.opened),
        reasons={p: "LEAVE" if p in away else "POST" for p in before},
        numbers=ledger.numbers(office, [*people, *(who for who, *_ in seen.desk)]),
    )


def _draw(
    page: ledger.Page,
    asked: Sequence[tuple[Case, dict[int, str]]],
    names: dict[int, str],
    *,
    now: datetime,
) -> None:
    """Draw for each case in order, each draw seeing those before it; and write it all."""
    rounds = dict(rows.fetch(ROUNDS, [[case.id for case, _ in asked]]))
    marks = ledger.marks(page.office, [case.id for case, _ in asked])
    opened, standing = Counter(page.seen.opened), page.after
    for case, out in asked:
        people = sorted(set(names) - set(out), key=lambda p: page.numbers[p])
        turn = rounds.get(case.id, 0) + 1
        seed = seed_of(marks[case.id], page.opened_day.daily, turn)
        one = ledger.Drawn(
            case_id=case.id,
            mark=marks[case.id],
            turn=turn,
            draw=_among(people, [opened[p] + standing[p].credit for p in people], seed),
            opened={p: opened[p] for p in people},
            excluded=out,
        )
        opened[one.draw.drawn] += 1
        standing = after_draw(standing, people)
        page.drawn.append(one)
    if any(len(one.draw.candidates) == 1 for one in page.drawn):
        log.warning("%s %s: one examiner alone could be drawn", page.office, page.department)
    ledger.write(page, standing, now=now)
    _give(page, [case for case, _ in asked], names, now=now)


def _among(people: Sequence[int], loads: Sequence[int], seed: str) -> Draw:
    """A draw among officers in the order in which they are given: by place, not by account."""
    drawn = draw(range(len(people)), dict(enumerate(loads)), seed).drawn
    return Draw(candidates=tuple(people), loads=tuple(loads), seed=seed, drawn=people[drawn])


def _give(
    page: ledger.Page, cases: Sequence[Case], names: dict[int, str], *, now: datetime
) -> None:
    """The cases on the desks, and in their journals."""
    given = [(one.case_id, one.draw.drawn, names[one.draw.drawn]) for one in page.drawn]
    ids, people, called = zip(*given, strict=True)
    rows.execute(
        GIVE,
        [rows.array("bigint", ids), rows.array("bigint", people), rows.array("text", called)],
    )
    lines = []
    for case, one in zip(cases, page.drawn, strict=True):
        name, many = names[one.draw.drawn], len(one.draw.candidates)
        case.status = CaseStatus.EXAMINING
        case.examiner_id, case.examiner_name = one.draw.drawn, name
        alone = f"能审这件的今天只有{name}一位，派给{name}审核"
        lines.append(
            journal.Line(
                office=page.office,
                case_id=case.id,
                kind="ASSIGN",
                who="系统",
                text=f"随机派给{name}审核，在 {many} 位审核员中抽取" if many > 1 else alone,
            )
        )
    journal.write(lines, at=now)


def _leave(office: str, cases: Sequence[Case], said: str, *, now: datetime) -> None:
    """Cases that wait for somebody who may examine them; said once, when the waiting begins."""
    rows.execute(WAIT, [[case.id for case in cases]])
    known = set(rows.fetch(TOLD, [[case.id for case in cases]]))
    lines = [
        journal.Line(office=office, case_id=case.id, kind="WAIT", who="系统", text=said)
        for case in cases
        if (case.id,) not in known
    ]
    for case in cases:
        case.status = CaseStatus.ACCEPTED
    if lines:
        log.warning("%s: %d cases wait for an examiner: %s", office, len(lines), said)
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
    draws = Assignment.objects.select_related("case").filter(case__case_no=case_no)
    return tuple(_checked(logged) for logged in draws.order_by("round"))


def _checked(logged: Assignment) -> AssignmentCheck:
    case = logged.case
    day = logged.day or logged.at.astimezone(SHANGHAI).date()
    daily = DailySeed.objects.filter(office=case.office, day=day).first()
    again = _among(logged.candidates, logged.loads, logged.seed)
    return AssignmentCheck(
        round=logged.round,
        seed_holds=daily is not None and _seed(logged, daily) == logged.seed,
        draw_holds=again.drawn == logged.drawn_id,
        acceptor_left_out=case.acceptor_id not in logged.candidates,
    )


def _seed(logged: Assignment, daily: DailySeed) -> str:
    case = logged.case
    if not logged.content:  # of before the ledger
        return seed_of(case.case_no, daily.seed, logged.round)
    mark = case_mark(case.office, case.case_no, ledger.salt_of(case.mark_salt))
    return seed_of(mark, days.daily_of(daily), logged.round)
