"""Reading sets in shadow: the table of differences, the sample, and where each set stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.catalogue.services import service as service_in_force
from dengbu.casework.models import (
    Case,
    CaseStatus,
    ShadowFinding,
    ShadowLine,
    ShadowRun,
    ShadowState,
)
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.casework.smart.sampling import WRONG, Bound, bound_of, newly_bound_of, run_of
from dengbu.casework.smart.shadows import ERROR, LIVE, NEWLY, NOT_NOW, OUTCOMES
from dengbu.kernel.fault import Faults

MOST = 100  # sets, or lines of one, that are read at once


@dataclass(frozen=True, kw_only=True, slots=True)
class RunView:
    """A set in shadow as it is shown."""

    id: int
    service: str
    state: str
    label: str
    rules: tuple[tuple[str, str], ...]  # name and question
    first: bool  # nothing of the service was in force when it began
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    begun_at: datetime
    begun_by: str
    counted: int  # decisions judged
    counts: tuple[tuple[str, str, int], ...]  # outcome, its words, how many
    unchecked: int  # of both samples, that nobody has looked at
    seed: str
    population: int | None
    sampled_at: datetime | None
    commitment: str
    bound: Bound | None  # None: the service is gone
    newly: Bound | None  # of what it would newly approve alone; None: nothing
    newly_population: int | None
    proposed_by_id: int | None
    proposed_by: str
    reason: str
    forced_by: str
    forced_at: datetime | None
    forced_bound: float | None
    forced_newly: float | None

    @property
    def kept(self) -> bool:
        """Whether it stood before first lists had to be put in force."""
        return self.state == ShadowState.IN_FORCE and not self.forced_by

    @property
    def live(self) -> bool:
        """Whether it still runs along."""
        return self.state in LIVE

    @property
    def differing(self) -> int:
        """How many decisions the set judges otherwise."""
        return sum(n for name, _, n in self.counts if name in (NEWLY, NOT_NOW, ERROR))

    @property
    def sound(self) -> bool:
        """Whether both samples were checked whole and allow to put it in force."""
        return all(b.holds for b in (self.bound, self.newly) if b is not None) and bool(self.bound)

    @property
    def too_wrong(self) -> bool:
        """Whether one of them, checked whole, does not."""
        known = (b for b in (self.bound, self.newly) if b is not None and b.at_most is not None)
        return any(not b.holds for b in known)


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """One decision of the table or of the sample."""

    id: int
    decision: int  # SmartDecision.id: the latest is the highest
    case_no: str
    address: str
    status_label: str
    at: datetime
    outcome: str  # in words
    failed: tuple[tuple[str, str], ...]  # rules of the set that said no, with their questions
    was_failed: tuple[str, ...]  # names of the rules that said no then
    lot: int | None
    finding: str
    note: str
    checked_by: str
    before: tuple[tuple[str, str, str], ...] = ()  # earlier findings, notes and who found them


def runs(actor: accounts.Actor, *, now: datetime) -> tuple[RunView, ...]:
    """Sets of the actor's office, those that run along first, then the latest."""
    found = list(ShadowRun.objects.filter(office=actor.office).order_by("-id")[:MOST])
    found.sort(key=lambda run: run.state not in LIVE)
    return tuple(_view(run, now) for run in found)


def run_view(run_id: int, *, actor: accounts.Actor, now: datetime) -> RunView:
    """One set. Raises `Faults` NOT_FOUND."""
    return _view(run_of(run_id, actor), now)


def lines_of(
    run_id: int, *, actor: accounts.Actor, before: int | None = None, most: int = MOST
) -> tuple[LineView, ...]:
    """The latest decisions that the set judges otherwise, so many at ``most``; ``before``: of those
    that lie before this decision."""
    run = run_of(run_id, actor)
    found = ShadowLine.objects.filter(run=run).exclude(outcome="")
    if before is not None:
        found = found.filter(decision_id__lt=before)
    return _lines(found.select_related("decision").order_by("-decision_id")[:most])


def drawn_lines(
    run_id: int, *, actor: accounts.Actor, only_open: bool = False, most: int = MOST
) -> tuple[LineView, ...]:
    """The sample in the order drawn, so many at ``most``; ``only_open``: still to be checked."""
    run = run_of(run_id, actor)
    found = ShadowLine.objects.filter(run=run, lot__isnull=False)
    if only_open:
        found = found.filter(findings=None)
    return _lines(found.select_related("decision").order_by("lot")[:most])


def checked_lines(run_id: int, *, actor: accounts.Actor) -> tuple[LineView, ...]:
    """All that was checked of the sample: what was wrong first, then in the order drawn."""
    found = ShadowLine.objects.filter(run=run_of(run_id, actor), findings__isnull=False)
    lines = _lines(found.distinct().select_related("decision").order_by("lot"))
    return tuple(sorted(lines, key=lambda line: line.finding != WRONG))


def _lines(found: Iterable[ShadowLine]) -> tuple[LineView, ...]:
    kept = list(found)
    cases = Case.objects.defer("request").in_bulk([line.decision.case_id for line in kept])
    said: dict[int, list[ShadowFinding]] = defaultdict(list)
    for one in ShadowFinding.objects.filter(line__in=kept).order_by("id"):
        said[one.line_id].append(one)
    return tuple(_line(line, cases[line.decision.case_id], said[line.id]) for line in kept)


def _line(line: ShadowLine, case: Case, said: Sequence[ShadowFinding]) -> LineView:
    last = said[-1] if said else None
    return LineView(
        id=line.id,
        decision=line.decision_id,
        case_no=case.case_no,
        address=case.address,
        status_label=CaseStatus(case.status).label,
        at=line.decision.at,
        outcome=OUTCOMES.get(line.outcome, "新的会放行"),
        failed=tuple((name, _question(name)) for name in line.failed),
        was_failed=tuple(line.decision.failed),
        lot=line.lot,
        finding=last.finding if last else "",
        note=last.note if last else "",
        checked_by=last.by_name if last else "",
        before=tuple((one.finding, one.note, one.by_name) for one in said[:-1]),
    )


def _question(name: str) -> str:
    return RULES[name].question if name in RULES else "这个版本的系统没有这条规则"


def _view(run: ShadowRun, now: datetime) -> RunView:
    return RunView(
        id=run.id,
        service=run.service,
        state=run.state,
        label=ShadowState(run.state).label,
        rules=tuple((name, _question(name)) for name in run.rules),
        first=not run.against,
        added=tuple(n for n in run.rules if n not in run.against),
        dropped=tuple(n for n in run.against if n not in run.rules),
        begun_at=run.begun_at,
        begun_by=run.begun_by_name,
        counted=sum(run.counts.values()),
        counts=tuple((name, said, run.counts.get(name, 0)) for name, said in OUTCOMES.items()),
        unchecked=ShadowLine.objects.filter(run=run, lot__isnull=False, findings=None).count(),
        seed=run.seed,
        population=run.population,
        sampled_at=run.sampled_at,
        commitment=run.commitment,
        bound=_bound(run, now)[0],
        newly=_bound(run, now)[1],
        newly_population=run.newly_population,
        proposed_by_id=run.proposed_by_id,
        proposed_by=run.proposed_by_name,
        reason=run.reason,
        forced_by=run.forced_by_name,
        forced_at=run.forced_at,
        forced_bound=run.bound,
        forced_newly=run.newly_bound,
    )


def _bound(run: ShadowRun, now: datetime) -> tuple[Bound | None, Bound | None]:
    try:
        terms = service_in_force(run.service, office=run.office, now=now).smart
    except Faults:
        return None, None
    return bound_of(run, terms), newly_bound_of(run, terms)
