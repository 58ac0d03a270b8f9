"""Seals that count no more, and who held them: said once, and never taken back."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db import transaction
from django.db.models import DateTimeField, Func, Min

from dengbu.evidence.models import SealHolding, SealRevocation, SealUsed
from dengbu.evidence.sealing.attesting import attest_revocation
from dengbu.kernel.fault import Fault, FaultCode, Faults

_FINGERPRINT = re.compile("[0-9a-f]{64}")
_PERSONS = {"holder": ("保管人", 100), "before": ("交接时谁在场", 200)}
"""Who is named in a hand-over: the words for it, and the most characters that are kept."""


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
    office: str,
    fingerprint: str,
    *,
    offices: Collection[str],
    holder: str,
    since: datetime,
    before: str,
    now: datetime,
) -> None:
    """Note that somebody holds a seal's key from a moment on; by the owner of the schema alone.

    ``offices``: those there are. Raises Faults with all that is wrong. The seal need not be known:
    it is held before it is used.
    """
    with transaction.atomic():
        told = {"holder": holder.strip(), "before": before.strip()}
        faults = [*_unsaid(fingerprint, told), *_untimely(fingerprint, since, now)]
        if office not in offices:
            said = f"没有机构 {office}"
            faults.insert(0, Fault(code=FaultCode.NOT_FOUND, message=said, field="office"))
        if faults:
            raise Faults(faults)
        SealHolding.objects.create(
            office=office, fingerprint=fingerprint, since=since, noted_at=now, **told
        )


def _unsaid(fingerprint: str, told: Mapping[str, str]) -> Iterator[Fault]:
    """What of the seal and of who was there is not said, or cannot be kept."""
    if not _FINGERPRINT.fullmatch(fingerprint):
        said = "印章的指纹是 64 位十六进制数字（小写）"
        yield Fault(code=FaultCode.REQUIRED, message=said, field="fingerprint")
    for field, (words, most) in _PERSONS.items():
        if not told[field]:
            said = f"请写明{words}"
            yield Fault(code=FaultCode.REQUIRED, message=said, field=field)
        elif len(told[field]) > most:
            said = f"{words}最多 {most} 个字"
            yield Fault(code=FaultCode.TOO_LONG, message=said, field=field)


def _untimely(fingerprint: str, since: datetime, now: datetime) -> Iterator[Fault]:
    if since > now:
        said = "交接的时间还没有到：请在交接以后再记"
        yield Fault(code=FaultCode.DATE_RANGE, message=said, field="since")
    held = SealHolding.objects.filter(fingerprint=fingerprint, since=since).first()
    if held is not None:
        said = f"这枚印章这个时间已经记了保管人 {held.holder}，记了的不能改"
        yield Fault(code=FaultCode.DUPLICATE_SUBMIT, message=said, field="since")


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
