"""What people find in the sample of a set in shadow, and how wrong it may then be at most.

Two samples come from one seed, to which the office was committed before anything was counted:
among everything that the set would approve, and among what it would newly approve, since few new
wrong ones vanish among many old right ones. Each has its own exact bound, told only when each of
its lots was checked: who may choose what to look at could choose the result. A finding is never
changed; what is found of a lot later stands beside it, and counts.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from dengbu.accounts import api as accounts
from dengbu.casework import limits, rows
from dengbu.casework.catalogue.services import service as service_in_force
from dengbu.casework.models import ShadowFinding, ShadowLine, ShadowRun
from dengbu.casework.rules.bounds import at_most, sampled
from dengbu.casework.service_views import SmartTerms
from dengbu.casework.smart import attesting
from dengbu.casework.smart.shadows import LIVE, count
from dengbu.database.ids import next_ids
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

RIGHT, WRONG = "RIGHT", "WRONG"
LONGEST_NOTE = 200  # characters
APPROVED = (  # by the set: where it differs its lines say so, else what was approved
    "SELECT d.id FROM casework_smartdecision d"
    " LEFT JOIN casework_shadowline l ON l.decision_id = d.id AND l.run_id = %s"
    " WHERE d.office = %s AND d.service = %s AND (d.at, d.id) <= (%s, %s)"
    " AND coalesce(l.outcome = 'NEWLY', d.failed = '[]' AND d.rules <> '[]') ORDER BY d.id"
)
APPROVED_NEWLY = (
    "SELECT decision_id FROM casework_shadowline WHERE run_id = %s AND outcome = 'NEWLY'"
    " ORDER BY decision_id"
)
DRAWN = (
    "INSERT INTO casework_shadowline (id, office, run_id, decision_id, outcome, failed, lot,"
    " newly_lot)"
    " SELECT u.id, %s, %s, u.decision, '', '[]', u.lot, nullif(u.newly, 0)"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::integer[], %s::integer[])"
    " AS u(id, decision, lot, newly)"
    " ON CONFLICT (run_id, decision_id) DO UPDATE SET lot = excluded.lot,"
    " newly_lot = excluded.newly_lot"
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
        newly = [id for (id,) in rows.fetch(APPROVED_NEWLY, [run.id])]
        size = terms_of(run, now).sample
        drawn, new = (sampled(ids, seed=run.seed, size=size) for ids in (found, newly))
        checked = _write(run, drawn, new)
        run.population, run.newly_population, run.drawn = len(found), len(newly), len(drawn)
        run.digest, run.sampled_at = _digest(found, newly), now
        lists = ["population", "newly_population", "drawn", "digest"]
        run.save(update_fields=[*lists, "sampled_at"])
        attesting.attest(run.office, attesting.drawn(run))
    return checked


def _digest(found: Sequence[int], newly: Sequence[int]) -> str:
    """Of the exact lists from which was drawn: whoever has them draws again."""
    lists = ";".join(",".join(map(str, ids)) for ids in (found, newly))
    return hashlib.sha256(lists.encode()).hexdigest()


def _population(run: ShadowRun) -> list[object]:
    return [run.id, run.office, run.service, run.counted_at, run.counted_to]


def _write(run: ShadowRun, drawn: Sequence[int], new: Sequence[int]) -> int:
    """The lots of both samples, those of the newly approved alone last; how many are checked."""
    every = list(dict.fromkeys((*drawn, *new)))
    places = {id: place for place, id in enumerate(new, start=1)}
    arrays = [
        rows.array("bigint", next_ids(len(every))),
        rows.array("bigint", every),
        rows.array("integer", range(1, len(every) + 1)),
        rows.array("integer", [places.get(id, 0) for id in every]),
    ]
    rows.execute(DRAWN, [run.office, run.id, *arrays])
    return len(every)


@transaction.atomic
def note_findings(
    run_id: int, findings: Sequence[Finding], *, actor: accounts.Actor, now: datetime
) -> int:
    """Keep what a person found; how many. What is found anew of a lot is kept beside the first.

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
    made = [
        ShadowFinding(
            office=run.office,
            line_id=one.line,
            finding=one.finding,
            note=one.note.strip(),
            at=now,
            by_id=actor.id,
            by_name=actor.name,
        )
        for one in findings
    ]
    ShadowFinding.objects.bulk_create(made)
    attesting.attest(run.office, [said for row in made for said in attesting.found(row)])
    return len(findings)


def standing(run: ShadowRun) -> dict[int, ShadowFinding]:
    """The latest finding of each line of a set's sample."""
    found = ShadowFinding.objects.filter(line__run=run).order_by("line_id", "-id")
    return {row.line_id: row for row in found.distinct("line_id")}


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
    return _bound(run, terms, ShadowLine.objects.filter(run=run, lot__lte=run.drawn or 0))


def newly_bound_of(run: ShadowRun, terms: SmartTerms) -> Bound | None:
    """The same among what it would newly approve alone; None where that is nothing."""
    if not run.newly_population:
        return None
    return _bound(run, terms, ShadowLine.objects.filter(run=run, newly_lot__isnull=False))


def _bound(run: ShadowRun, terms: SmartTerms, drawn: QuerySet[ShadowLine]) -> Bound:
    found = standing(run)
    lots = list(drawn.values_list("id", flat=True))
    findings = [found[id].finding for id in lots if id in found]
    wrong = findings.count(WRONG)
    whole = bool(lots) and len(findings) == len(lots)
    share = at_most(wrong, len(lots), confidence=float(terms.confidence)) if whole else None
    return Bound(
        drawn=len(lots),
        checked=len(findings),
        wrong=wrong,
        limit=terms.wrong_at_most,
        confidence=terms.confidence,
        at_most=share,
    )


def _not_now(message: str) -> Fault:
    return Fault(code=FaultCode.STEP_NOT_ALLOWED, message=message)
