"""The breakers where all processes see them: a small table, read before a call, written after.

A good answer writes only where it is news, so that forty windows do not queue for one row.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from dengbu.exchange.models import BreakerState
from dengbu.exchange.partners import Partner
from dengbu.exchange.rules.breaker import (
    Breaker,
    Permit,
    after_answer,
    after_failure,
    on_trial,
    permit,
)

FRESH = timedelta(seconds=30)  # for which "it answers" need not be written again
FIELDS = ("failures", "down_since", "rests_until", "answered_at", "failed_at", "reason")


def breakers(office: str, partners: Iterable[Partner]) -> dict[Partner, Breaker]:
    """The breaker of each partner, one that was never called included."""
    wanted = list(dict.fromkeys(partners))
    rows = BreakerState.objects.filter(office=office, partner__in=[str(p) for p in wanted])
    kept = {row.partner: _value(row) for row in rows}
    return {partner: kept.get(str(partner), Breaker()) for partner in wanted}


def permits(office: str, partners: Iterable[Partner], *, now: datetime) -> dict[Partner, Permit]:
    """How each partner may be called now; a trial is claimed for this caller alone."""
    found = breakers(office, partners)
    return {p: _permitted(office, p, breaker, now) for p, breaker in found.items()}


def _permitted(office: str, partner: Partner, breaker: Breaker, now: datetime) -> Permit:
    allowed = permit(breaker, now=now)
    if allowed is not Permit.TRIAL:
        return allowed
    claimed = BreakerState.objects.filter(
        office=office, partner=partner, rests_until=breaker.rests_until
    ).update(rests_until=on_trial(breaker, now=now).rests_until)
    return Permit.TRIAL if claimed == 1 else Permit.REST


def note_answer(office: str, partner: Partner, *, now: datetime) -> None:
    """It answered."""
    known = breakers(office, [partner])[partner]
    fresh = known.answered_at is not None and now - known.answered_at < FRESH
    if known.failures or not fresh:
        with transaction.atomic():
            row = _locked(office, partner)
            _keep(row, after_answer(_value(row), now=now))


def note_failure(
    office: str, partner: Partner, *, reason: str, now: datetime, trial: bool = False
) -> None:
    """It did not answer, or not with anything that can be read.

    Calls that were under way when it went to rest say nothing new: only a trial makes it longer.
    """
    with transaction.atomic():
        row = _locked(office, partner)
        known = _value(row)
        if trial or permit(known, now=now) is not Permit.REST:
            _keep(row, after_failure(known, reason=reason, now=now))


def _locked(office: str, partner: Partner) -> BreakerState:
    BreakerState.objects.bulk_create(
        [BreakerState(office=office, partner=partner)], ignore_conflicts=True
    )
    return BreakerState.objects.select_for_update().get(office=office, partner=partner)


def _value(row: BreakerState) -> Breaker:
    return Breaker(
        failures=row.failures,
        down_since=row.down_since,
        rests_until=row.rests_until,
        answered_at=row.answered_at,
        failed_at=row.failed_at,
        reason=row.reason,
    )


def _keep(row: BreakerState, breaker: Breaker) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(breaker, name))
    row.save(update_fields=FIELDS)
