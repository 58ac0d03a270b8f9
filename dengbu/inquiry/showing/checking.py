"""Checking a code that somebody shows: judged, counted, told, and seen by whoever shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.inquiry import attesting
from dengbu.inquiry.models import Showing, ShowingCheck
from dengbu.inquiry.rules import showing as rules
from dengbu.inquiry.rules.showing import Outcome
from dengbu.inquiry.showing.keys import keys_of
from dengbu.inquiry.showing.shown import Shown, Told, tell
from dengbu.inquiry.showing.views import holder_of

MOST_KEPT = 200  # checks of one showing that told nothing; what comes after is not kept
KEPT = frozenset(Outcome) - {
    Outcome.UNREADABLE,
    Outcome.KEY_UNKNOWN,
    Outcome.FORGED,
    Outcome.KEY_REVOKED,
    Outcome.KEY_ENDED,
}
"""Outcomes of codes that the office made: whoever shows them sees these checks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checker:
    """Who checks, as far as it is known: an organisation signed in, or the kind of network."""

    who: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a check came to."""

    outcome: Outcome
    at: datetime
    age: timedelta | None = None  # since the code was made
    purpose: str = ""
    number: str = ""  # of the paper, of codes that the office made
    office: str = ""
    told: Told | None = None  # where the outcome is TOLD
    left: int = 0  # people who may check after this one
    same: bool = True  # as when the code was made


def check(text: str, *, checker: Checker, now: datetime) -> Checked:
    """Judge a code and, where it is good, tell what its purpose allows; one code is good once.

    Never raises, whatever the text.
    """
    try:
        code, *_ = rules.read(text)
    except rules.Unreadable:
        return Checked(outcome=Outcome.UNREADABLE, at=now)
    row = Showing.objects.filter(id=code.showing).first() if code.showing < 2**63 else None
    known = [one.key for one in keys_of(row.office)] if row else _all_keys()
    judged = rules.judge(text, known, now=now)
    if judged.code is None or row is None:
        outcome = judged.outcome if judged.code is None else Outcome.FORGED
        return Checked(outcome=outcome, at=now)
    if judged.code.number != row.number:
        return Checked(outcome=Outcome.FORGED, at=now)
    with transaction.atomic():
        return _counted(judged, judged.code, row.id, checker, now)


def _all_keys() -> list[rules.Key]:
    """Of every office: a code of a showing that is not here may still name a key of ours."""
    return [one.key for office in accounts.offices() for one in keys_of(office.code)]


def _counted(
    judged: rules.Judged, code: rules.Code, id: int, checker: Checker, now: datetime
) -> Checked:
    """Of several checks at once each waits for the one before, so that none is told too many."""
    row = Showing.objects.select_for_update().get(id=id)
    checks = list(ShowingCheck.objects.filter(showing=row).values_list("nonce", "outcome"))
    used = sum(outcome == Outcome.TOLD for _, outcome in checks)
    outcome = judged.outcome
    if outcome is Outcome.TOLD:
        outcome = _stands(row, (code.nonce.hex(), Outcome.TOLD) in checks, used, now)
    told = None
    if outcome is Outcome.TOLD:
        told = tell(row.number, holder_of(row), [Shown(one) for one in row.shows], now=now)
    said = (code.nonce.hex(), outcome) in checks  # of one code each answer is kept once
    if told or (outcome in KEPT and not said and len(checks) - used < MOST_KEPT):
        _keep(row, code, outcome, checker, told, now)
    return Checked(
        outcome=outcome,
        at=now,
        age=max(now - code.moment, timedelta(0)),
        purpose=row.purpose_name,
        number=row.number,
        office=row.office,
        told=told,
        left=max(0, row.most - used - 1) if told else 0,
        same=told is None or rules.digest_of(code.salt, told.digested) == code.digest,
    )


def _stands(row: Showing, checked: bool, used: int, now: datetime) -> Outcome:
    if checked:
        return Outcome.REPLAYED
    if row.stopped_at is not None:
        return Outcome.STOPPED
    if now >= row.until:
        return Outcome.OVER
    return Outcome.USED_UP if used >= row.most else Outcome.TOLD


def _keep(
    row: Showing,
    code: rules.Code,
    outcome: Outcome,
    checker: Checker,
    told: Told | None,
    now: datetime,
) -> None:
    labels = [line.label for line in told.lines] if told else []
    kept = ShowingCheck.objects.create(
        office=row.office,
        showing=row,
        nonce=code.nonce.hex(),
        outcome=outcome,
        who=checker.who[:150],
        told=labels,
        at=now,
    )
    if outcome is Outcome.TOLD:
        attesting.attest_check(kept)
