"""Seals that count no more, and who held them: said once, and never taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db import transaction
from django.db.models import DateTimeField, Func, Min

from dengbu.evidence.models import SealHolding, SealRevocation, SealUsed
from dengbu.evidence.sealing.attesting import attest_revocation


@dataclass(frozen=True, kw_only=True, slots=True)
class Revoked:
    """From when a seal counts no more, and why."""

    since: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldingView:
    """Who got a seal's key, when, and in whose presence."""

    office: str
    fingerprint: str
    holder: str
    since: datetime
    until: datetime | None
    before: str


def revoke_seal(fingerprint: str, *, since: datetime, reason: str, by: str, now: datetime) -> bool:
    """What a seal sealed from ``since`` on counts no more; by the owner of the schema alone.

    It may be said again for an earlier moment, and never for a later one. False: there is no such
    seal, or it was revoked from that moment or before. A leaf of the log tells it.
    """
    with transaction.atomic():
        seal = SealUsed.objects.select_for_update().filter(fingerprint=fingerprint).first()
        if seal is None:
            return False
        known = seal.revocations.aggregate(first=Min("since"))["first"]
        if known is not None and known <= since:
            return False
        row = SealRevocation.objects.create(
            office=seal.office, seal=seal, since=since, at=now, by=by[:100], reason=reason[:200]
        )
        attest_revocation(row)
    return True


def revocations() -> Mapping[int, Revoked]:
    """Of each seal (number of its row) that is revoked, the earliest moment and its reason."""
    rows = SealRevocation.objects.order_by("-since")
    return {row.seal_id: Revoked(since=row.since, reason=row.reason) for row in rows}


def counts_now(fingerprint: str) -> bool:
    """Whether a seal seals at this moment, by the clock of the database."""
    clock = Func(function="clock_timestamp", output_field=DateTimeField())
    ended = SealRevocation.objects.filter(seal__fingerprint=fingerprint, since__lte=clock)
    return not ended.exists()


def is_revoked(fingerprint: str, *, at: datetime) -> bool:
    """Whether a seal counts no more at a moment."""
    return SealRevocation.objects.filter(seal__fingerprint=fingerprint, since__lte=at).exists()


def hand_over(
    office: str, fingerprint: str, *, holder: str, since: datetime, before: str, now: datetime
) -> None:
    """Note that somebody holds a seal's key from a moment on; by the owner of the schema alone."""
    SealHolding.objects.create(
        office=office,
        fingerprint=fingerprint,
        holder=holder[:100],
        since=since,
        before=before[:200],
        noted_at=now,
    )


def holdings() -> tuple[HoldingView, ...]:
    """Who held which seal when, seal by seal."""
    rows = list(SealHolding.objects.order_by("fingerprint", "since"))
    return tuple(
        HoldingView(
            office=row.office,
            fingerprint=row.fingerprint,
            holder=row.holder,
            since=row.since,
            until=after.since if after and after.fingerprint == row.fingerprint else None,
            before=row.before,
        )
        for row, after in zip_longest(rows, rows[1:])
    )
