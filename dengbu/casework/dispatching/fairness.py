"""派件公平: how many cases each examiner was drawn for, against what chance makes of it.

Of every draw each of the least-loaded had the same chance. Their sum is what each was to be
expected to get, and the spread of that sum says how far from it luck alone leads.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.dispatching.ledger import called
from dengbu.casework.models import DailySeed, DispatchCheck, ExaminerNumber, OutsideValue
from dengbu.casework.rules import verify_dispatch
from dengbu.casework.rules.dispatch import commitment_of
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Fault, FaultCode, Faults

MOST_DAYS = 92
MOVES = 50  # that are shown
BAND = 1.96  # standard deviations: chance stays within them in 95 of 100 periods
UNLIKELY = 0.01
MAY = (accounts.Permission.EXAMINE, accounts.Permission.ASSIGN, accounts.Permission.AUDIT)
DRAWN = (
    "SELECT p.who, count(*) FILTER (WHERE p.who = a.drawn_id),"
    " sum(1.0 / p.k)::float, sum((1.0 / p.k) * (1 - 1.0 / p.k))::float"
    " FROM casework_assignment a CROSS JOIN LATERAL"
    " (SELECT c.who::bigint, count(*) OVER () AS k"
    "  FROM jsonb_array_elements_text(a.candidates) WITH ORDINALITY c(who, n)"
    "  JOIN jsonb_array_elements_text(a.loads) WITH ORDINALITY l(load, n) ON l.n = c.n"
    "  WHERE l.load::int = (SELECT min(m::int) FROM jsonb_array_elements_text(a.loads) m)) p"
    " WHERE a.office = %s AND a.day BETWEEN %s AND %s GROUP BY 1"
)
OPEN = (
    "SELECT examiner_id, count(*) FROM casework_case WHERE status = 'EXAMINING'"
    " AND examiner_id = ANY(%s) GROUP BY 1"
)
MOVED = (
    "SELECT j.at, c.case_no, j.who, j.text FROM casework_journalline j"
    " JOIN casework_case c ON c.id = j.case_id WHERE j.kind IN ('REASSIGN', 'HAND_ON')"
    " AND j.at >= %s AND j.at < %s AND j.case_id IN (SELECT e.case_id FROM casework_deskevent e"
    "  WHERE e.office = %s AND e.why = 'MOVED') ORDER BY j.at DESC, j.id DESC LIMIT %s"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExaminerLine:
    """One examiner in a period."""

    name: str
    number: str  # 公开编号, "" before the first draw
    drawn: int  # cases that draws gave
    expected: float
    spread: float  # standard deviation of chance
    open: int  # on the desk now
    away: bool  # today

    @property
    def band(self) -> tuple[float, float]:
        """Within which chance stays in 95 of 100 periods."""
        return max(0.0, self.expected - BAND * self.spread), self.expected + BAND * self.spread

    @property
    def unusual(self) -> bool:
        """Whether it lies outside."""
        low, high = self.band
        return not low - 0.5 <= self.drawn <= high + 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A case that a person gave to another examiner."""

    at: datetime
    case_no: str
    who: str
    text: str  # from whom, to whom, why


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedView:
    """What is public of a day's randomness."""

    day: date
    commitment: str
    made_at: datetime
    opened_at: datetime | None  # first draw
    told_at: datetime | None
    outside: str  # source and value, "" for none
    witnessed: bool  # the checkpoint in its public value bears a witness's signature
    note: str  # what should be known of this day, "" for nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Fairness:
    """The page of a period."""

    first: date
    last: date
    lines: tuple[ExaminerLine, ...]
    chi: float  # sum of (drawn - expected)² / expected
    chance: float  # how often chance alone leads at least so far
    moved: tuple[Moved, ...]
    check: DispatchCheck | None  # the newest verification
    seeds: tuple[SeedView, ...]  # tomorrow, today and the days before
    unnumbered: tuple[str, ...]  # examiners whose own identity number is not noted

    @property
    def drawn(self) -> int:
        """Draws in the period."""
        return sum(line.drawn for line in self.lines)

    @property
    def fair(self) -> bool:
        """Whether chance explains it and no verification has found anything."""
        return self.chance >= UNLIKELY and not (self.check and self.check.violations)


def fairness(
    actor: accounts.Actor, *, first: date | None, last: date | None, now: datetime
) -> Fairness:
    """How draws fell at the actor's office; the last seven days where none are named.

    Raises `Faults` PERMISSION_MISSING, and DATE_RANGE at ``to`` for days that make no period.
    """
    if not any(accounts.may(actor, one) for one in MAY):
        accounts.require(actor, accounts.Permission.AUDIT)
    today = now.astimezone(SHANGHAI).date()
    until = last or today
    since = first or until - timedelta(days=6)
    if until < since or until - since > timedelta(days=MOST_DAYS):
        said = f"请选一段日子：从早到晚，最多 {MOST_DAYS} 天"
        raise Faults(Fault(code=FaultCode.DATE_RANGE, message=said, field="to"))
    lines = _lines(actor.office, since, until, today)
    return Fairness(
        first=since,
        last=until,
        lines=lines,
        chi=sum((e.drawn - e.expected) ** 2 / e.expected for e in lines if e.expected),
        chance=_chance(lines),
        moved=_moved(actor.office, since, until),
        check=DispatchCheck.objects.filter(office=actor.office).order_by("-id").first(),
        seeds=_seeds(actor.office, today),
        unnumbered=_unnumbered(actor.office),
    )


def _unnumbered(office: str) -> tuple[str, ...]:
    people = {e.id: e.name for e in accounts.examiners(office, *accounts.Department)}
    known = accounts.officer_numbers(people)
    return tuple(sorted(name for id, name in people.items() if id not in known))


def _chance(lines: Sequence[ExaminerLine]) -> float:
    report = verify_dispatch.Report(
        got={e.name: [e.drawn, e.expected, e.spread**2] for e in lines if e.spread}
    )
    return report.evenness()


def _lines(office: str, since: date, until: date, today: date) -> tuple[ExaminerLine, ...]:
    """Whoever was or could be drawn, the most first."""
    got = {who: told for who, *told in rows.fetch(DRAWN, [office, since, until])}
    names: dict[int, str] = {
        one.id: one.name for one in accounts.examiners(office, *accounts.Department)
    }
    gone = {one.id: one.name for one in accounts.officers(office) if one.id in got}
    opened: Mapping[int, int] = dict(rows.fetch(OPEN, [[*names, *got]]))
    away = accounts.away(office, on=today)
    numbers = dict(ExaminerNumber.objects.filter(office=office).values_list("account_id", "number"))
    made = []
    for who, name in (gone | names).items():
        drawn, expected, variance = got.get(who, (0, 0.0, 0.0))
        made.append(
            ExaminerLine(
                name=name,
                number=called(numbers[who]) if who in numbers else "",
                drawn=drawn,
                expected=expected,
                spread=math.sqrt(variance),
                open=opened.get(who, 0),
                away=who in away,
            )
        )
    return tuple(sorted(made, key=lambda e: (-e.drawn, e.number, e.name)))


def _moved(office: str, since: date, until: date) -> tuple[Moved, ...]:
    begin = datetime(since.year, since.month, since.day, tzinfo=SHANGHAI)
    end = datetime(until.year, until.month, until.day, tzinfo=SHANGHAI) + timedelta(days=1)
    found = rows.fetch(MOVED, [begin, end, office, MOVES])
    return tuple(Moved(at=at, case_no=no, who=who, text=text) for at, no, who, text in found)


def _seeds(office: str, today: date) -> tuple[SeedView, ...]:
    outside = {
        o.day: f"{o.source}：{o.value}"
        for o in OutsideValue.objects.filter(office=office, day__gte=today - timedelta(days=7))
    }
    found = DailySeed.objects.filter(office=office, day__gte=today - timedelta(days=7))
    return tuple(
        SeedView(
            day=row.day,
            commitment=row.commitment,
            made_at=row.made_at,
            opened_at=row.opened_at,
            told_at=row.told_at,
            outside=outside.get(row.day, ""),
            witnessed=witnessed(row.beacon),
            note=_note(row, today),
        )
        for row in found.exclude(made_at=None).order_by("-day")[:5]
        if row.made_at is not None
    )


def witnessed(beacon: str) -> bool:
    """Whether a day's public value bears another signature than the log's own."""
    return beacon.count("\\n— ") > 1


def _note(row: DailySeed, today: date) -> str:
    if commitment_of(row.office, row.day.isoformat(), row.seed) != row.commitment:
        return "种子和事先公布的哈希对不上，这天不用它派件"
    if row.day < today and row.told_at is None:
        return "过了当天，种子还没有公开"
    if row.made_at is not None and row.made_at.astimezone(SHANGHAI).date() >= row.day:
        return "种子当天才封存，没有提前一天"
    return ""
