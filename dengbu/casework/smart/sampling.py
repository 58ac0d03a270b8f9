"""What people find in the sample of a set in shadow, and how wrong it may then be at most.

The sample is all lots of one seeded draw among everything that the set would approve. The bound is
told only when each of them was checked: who may choose what to look at could choose the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import limits, rows
from dengbu.casework.catalogue.services import service as service_in_force
from dengbu.casework.models import ShadowLine, ShadowRun
from dengbu.casework.rules.bounds import at_most, sampled
from dengbu.casework.service_views import SmartTerms
from dengbu.casework.smart.shadows import LIVE, count
from dengbu.database.ids import next_ids
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

RIGHT, WRONG = "RIGHT", "WRONG"
LONGEST_NOTE = 200  # characters
APPROVED = (  # by the set: where it differs its lines say so, else what was approved
    "SELECT d.id FROM casework_smartdecision d"
    " LEFT JOIN casework_shadowline l ON l.decision_id = d.id AND l.run_id = %s"
    " WHERE d.office = %s AND d.service = %s AND (d.at, d.id) <= (%s, %s)"
    " AND coalesce(l.outcome = 'NEWLY', d.failed = '[]' AND d.rules <> '[]')"
)
DRAWN = (
    "INSERT INTO casework_shadowline (id, office, run_id, decision_id, outcome, failed, lot,"
    " finding, note, checked_by_name)"
    " SELECT u.id, %s, %s, u.decision, '', '[]', u.lot, '', '', ''"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::integer[]) AS u(id, decision, lot)"
    " ON CONFLICT (run_id, decision_id) DO UPDATE SET lot = excluded.lot"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a person found of one approval."""

    line: int  # ShadowLine.id
    finding: str  # RIGHT or WRONG
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """What the checked sample shows."""

    drawn: int
    checked: int
    wrong: int
    limit: Decimal  # share of wrong approvals that must be ruled out
    confidence: Decimal
    at_most: float | None  # None: not all of the sample was checked

    @property
    def holds(self) -> bool:
        """Whether the set may be put in force."""
        return self.at_most is not None and self.at_most <= self.limit


def run_of(run_id: int, actor: accounts.Actor, *, lock: bool = False) -> ShadowRun:
    """A set of the actor's office. Raises `Faults` NOT_FOUND."""
    known = ShadowRun.objects.filter(id=run_id, office=actor.office)
    found = (known.select_for_update(no_key=True) if lock else known).first()
    if found is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这一套陪跑的规则，请核对"))
    return found


def terms_of(run: ShadowRun, now: datetime) -> SmartTerms:
    """What the office asks of a sample now."""
    return service_in_force(run.service, office=run.office, now=now).smart


def draw_sample(run_id: int, *, actor: accounts.Actor, now: datetime) -> int:
    """Draw the sample, once a run; how many. Counts on first, until nothing is left.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, STEP_NOT_ALLOWED where it was drawn or nothing
    would be approved.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    run_of(run_id, actor)
    while count(run_id, now=now):
        continue
    with transaction.atomic():
        run = run_of(run_id, actor, lock=True)
        if run.sampled_at is not None or run.state not in LIVE:
            raise Faults(_not_now("样本已经抽过了，一套规则只抽一次"))
        found = [id for (id,) in rows.fetch(APPROVED, _population(run))]
        if not found:
            raise Faults(_not_now("还没有这套规则会放行的件，等有了再抽"))
        drawn = sampled(found, seed=run.seed, size=terms_of(run, now).sample)
        _write(run, drawn)
        run.population, run.sampled_at = len(found), now
        run.save(update_fields=["population", "sampled_at"])
    return len(drawn)


def _population(run: ShadowRun) -> list[object]:
    return [run.id, run.office, run.service, run.counted_at, run.counted_to]


def _write(run: ShadowRun, drawn: Sequence[int]) -> None:
    ids = next_ids(len(drawn))
    lots = range(1, len(drawn) + 1)
    arrays = [rows.array("bigint", ids), rows.array("bigint", drawn), rows.array("integer", lots)]
    rows.execute(DRAWN, [run.office, run.id, *arrays])


@transaction.atomic
def note_findings(
    run_id: int, findings: Sequence[Finding], *, actor: accounts.Actor, now: datetime
) -> int:
    """Keep what a person found; how many. A finding may be changed until the set takes force.

    Raises `Faults` PERMISSION_MISSING, NOT_FOUND, STEP_NOT_ALLOWED, and of every wrong finding
    CODE_LIST, REQUIRED (a wrong approval says why) or TOO_LONG.
    """
    accounts.require(actor, accounts.Permission.AUDIT)
    run = run_of(run_id, actor, lock=True)
    if run.state not in LIVE:
        raise Faults(_not_now("这套规则不在陪跑了，不能再记"))
    known = ShadowLine.objects.filter(run=run, lot__isnull=False)
    lines = {line.id: line for line in known.filter(id__in=[f.line for f in findings])}
    _check(findings, lines)
    for one in findings:
        line = lines[one.line]
        line.finding, line.note = one.finding, one.note.strip()
        line.checked_at, line.checked_by_id, line.checked_by_name = now, actor.id, actor.name
    changed = ["finding", "note", "checked_at", "checked_by_id", "checked_by_name"]
    ShadowLine.objects.bulk_update(list(lines.values()), changed)
    return len(findings)


def _check(findings: Sequence[Finding], lines: Mapping[int, ShadowLine]) -> None:
    faults = FaultList()
    for one in findings:
        at = f"line-{one.line}"
        if one.line not in lines or one.finding not in (RIGHT, WRONG):
            faults.add(FaultCode.CODE_LIST, "请选“放行得对”或者“不该放行”", field=at)
        if one.finding == WRONG and not one.note.strip():
            faults.add(FaultCode.REQUIRED, "不该放行的，请写明为什么", field=f"note-{one.line}")
        limits.within(one.note.strip(), LONGEST_NOTE, "说明", faults, field=f"note-{one.line}")
    faults.raise_if_any()


def bound_of(run: ShadowRun, terms: SmartTerms) -> Bound:
    """How wrong the set may be at most, by what was checked."""
    drawn = ShadowLine.objects.filter(run=run, lot__isnull=False)
    findings = list(drawn.values_list("finding", flat=True))
    checked, wrong = sum(bool(f) for f in findings), findings.count(WRONG)
    whole = bool(findings) and checked == len(findings)
    share = at_most(wrong, checked, confidence=float(terms.confidence)) if whole else None
    return Bound(
        drawn=len(findings),
        checked=checked,
        wrong=wrong,
        limit=terms.wrong_at_most,
        confidence=terms.confidence,
        at_most=share,
    )


def _not_now(message: str) -> Fault:
    return Fault(code=FaultCode.STEP_NOT_ALLOWED, message=message)
