"""陪跑: a changed rule set runs beside the one in force, over all decisions, without any effect.

A file that names other rules than those in force makes a candidate, the first list too: nothing is
in force then, every case goes to a person, and its facts are what the list is counted over.
Counting goes through the kept facts, past and live, in slices; the table of differences and the
sample come from it alone.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from dengbu.accounts import api as accounts
from dengbu.casework.catalogue.services import services
from dengbu.casework.models import ShadowLine, ShadowRun, ShadowState, SmartDecision
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import WhitelistRule, approved, consider
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.casework.smart import attesting
from dengbu.casework.smart.ruling import in_force
from dengbu.kernel.fault import Fault, FaultCode, Faults

SLICE = 2_000  # decisions of one turn
LIVE = (ShadowState.SHADOW, ShadowState.PROPOSED)
BOTH, NEITHER, NEWLY, NOT_NOW, ERROR = "BOTH", "NEITHER", "NEWLY", "NOT_NOW", "ERROR"
OUTCOMES = {
    BOTH: "两套都放行",
    NEITHER: "两套都转人工",
    NEWLY: "新的放行，现在的转人工",
    NOT_NOW: "新的转人工，现在的放行",
    ERROR: "新的规则出错，转人工",
}
SEED_BYTES = 32
SETTLED = timedelta(minutes=1)  # after which nothing of before is committed any more


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A service whose file names other rules than those in force."""

    service: str
    name: str
    rules: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def first(self) -> bool:
        """Whether nothing of the service is in force yet."""
        return not self.against

    @property
    def added(self) -> tuple[str, ...]:
        """Rules that are new in it."""
        return tuple(n for n in self.rules if n not in self.against)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Rules that it does not ask any more."""
        return tuple(n for n in self.against if n not in self.rules)


def candidates(office: str, *, now: datetime) -> tuple[Candidate, ...]:
    """What the files in force at an office ask that is not in force as rules."""
    offered = [s for s in services(office=office, now=now) if s.autopilot]
    standing = in_force(office, [s.code for s in offered])
    return tuple(
        Candidate(service=s.code, name=s.name, rules=s.autopilot, against=standing.get(s.code, ()))
        for s in offered
        if s.autopilot != standing.get(s.code, ())
    )


def begin_shadow(service: str, *, actor: accounts.Actor, now: datetime) -> ShadowRun:
    """Let a candidate run along from now on; its seed is drawn before anything is counted.

    One that ran before for another list of the same service ends. Raises `Faults`
    PERMISSION_MISSING, NOT_FOUND where there is no candidate, STATE_CHANGED where it runs already.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    asked = [c for c in candidates(actor.office, now=now) if c.service == service]
    if not asked:
        said = "这个事项的文件里没有和现在不一样的规则"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="service"))
    try:
        with transaction.atomic():
            _end_others(actor.office, asked[0], now)
            seed = _seed(actor.office, asked[0])
            run = ShadowRun.objects.create(
                office=actor.office,
                service=service,
                rules=list(asked[0].rules),
                against=list(asked[0].against),
                seed=seed,
                commitment=committed(actor.office, service, seed),
                begun_at=now,
                begun_by_id=actor.id,
                begun_by_name=actor.name,
            )
            attesting.attest(run.office, attesting.begun(run))
            return run
    except IntegrityError:
        fault = Fault(code=FaultCode.STATE_CHANGED, message="这套规则已经在陪跑了")
        raise Faults(fault) from None


def _seed(office: str, candidate: Candidate) -> str:
    """The seed of the first run of these rules, in whatever order; a new one where there is none:
    whoever drops a set and begins it anew draws the same lots."""
    before = ShadowRun.objects.filter(office=office, service=candidate.service).order_by("id")
    same = (r.seed for r in before if set(r.rules) == set(candidate.rules))
    return next(same, "") or secrets.token_hex(SEED_BYTES)


def committed(office: str, service: str, seed: str) -> str:
    """What is in the log of a seed before anything is counted: SHA-256, hexadecimal."""
    return hashlib.sha256(f"dengbu shadow 1:{office}:{service}:{seed}".encode()).hexdigest()


def _end_others(office: str, candidate: Candidate, now: datetime) -> None:
    live = ShadowRun.objects.filter(office=office, service=candidate.service, state__in=LIVE)
    for run in live.select_for_update(no_key=True):
        if run.rules != list(candidate.rules):
            run.state, run.ended_at = ShadowState.DROPPED, now
            run.save(update_fields=["state", "ended_at"])


def count_shadows(*, now: datetime, limit: int = SLICE) -> int:
    """Count on for every set that runs along: what was decided since; how many decisions."""
    done = 0
    for id in ShadowRun.objects.filter(state__in=LIVE).values_list("id", flat=True):
        done += count(id, now=now, limit=limit)
    return done


@transaction.atomic
def count(run_id: int, *, now: datetime, limit: int = SLICE) -> int:
    """The next slice of one run; 0 when all are counted, or somebody else is counting.

    What was decided in the last minute waits, since it may not all be committed.
    """
    free = ShadowRun.objects.select_for_update(no_key=True, skip_locked=True)
    run = free.filter(id=run_id, state__in=LIVE).first()
    if run is None:
        return 0
    kept = SmartDecision.objects.filter(
        office=run.office, service=run.service, at__lte=now - SETTLED
    )
    if run.counted_at is not None:
        kept = kept.filter(Q(at__gt=run.counted_at) | Q(at=run.counted_at, id__gt=run.counted_to))
    chunk = list(kept.order_by("at", "id")[:limit])
    if not chunk:
        return 0
    rules = [RULES[name] for name in run.rules if name in RULES]
    told = [(row, *_judged(run, rules, row)) for row in chunk]
    ShadowLine.objects.bulk_create(
        ShadowLine(office=run.office, run=run, decision=row, outcome=outcome, failed=failed)
        for row, outcome, failed in told
        if outcome in (NEWLY, NOT_NOW, ERROR)
    )
    counts = Counter(run.counts)
    counts.update(outcome for _, outcome, _ in told)
    run.counts, run.counted_at, run.counted_to = dict(counts), chunk[-1].at, chunk[-1].id
    run.save(update_fields=["counts", "counted_at", "counted_to"])
    return len(chunk)


def _judged(
    run: ShadowRun, rules: Sequence[WhitelistRule], row: SmartDecision
) -> tuple[str, list[str]]:
    """How the set judges a kept decision beside how it was judged, and what says no.

    What was switched off then is left aside: it says nothing of the rules.
    """
    if len(rules) < len(run.rules):
        return ERROR, [name for name in run.rules if name not in RULES]
    facts, was = kept_facts.restored(row.facts), not row.failed and bool(row.rules)
    if facts.sale:  # it has a list of its own, which the set does not touch
        return (BOTH if was else NEITHER), []
    verdicts = consider(facts, rules)
    failed = [v.code for v in verdicts if not v.holds]
    if any(v.error for v in verdicts):
        return ERROR, failed
    if approved(verdicts):
        return (BOTH if was else NEWLY), failed
    return (NOT_NOW if was else NEITHER), failed
