"""The day of a draw: its seed, committed to before and told afterwards, and its public value.

A seed is made the day before and its SHA-256 is put into the log at once. The first draw of the day
fixes what comes beside it: the checkpoint of the log that the public is shown at that moment, with
the signatures of its witnesses, and a value that is drawn elsewhere, where one was entered. A seed
that was told is never drawn with again, whatever the clock says.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.dispatching import leaves
from dengbu.casework.models import DailySeed, DispatchLedger, OutsideValue
from dengbu.casework.rules.dispatch import commitment_of
from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, FaultList

log = logging.getLogger("dengbu.casework")
SEED_BYTES = 32
TOLD_AFTER = timedelta(minutes=10)  # after midnight: what was begun before has ended
LONGEST_VALUE = 60  # characters of a value and of its source
LOCK = (
    "INSERT INTO casework_dispatchledger (id, office, serial, digest) VALUES (%s, %s, 0, '')"
    " ON CONFLICT (office) DO UPDATE SET serial = casework_dispatchledger.serial"
    " RETURNING serial, digest"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """The day that is drawn with."""

    day: date
    daily: str  # its seed and the digest of its public value, with a colon between
    opens: dict[str, object] | None  # told by the first draw of the day alone


def lock(office: str) -> tuple[int, str]:
    """Take the office's ledger to the end of the transaction; serial and digest of the last draw.

    Whoever draws, or tells a seed, holds it; it is the last lock that anybody takes.
    """
    ((serial, digest),) = rows.fetch(LOCK, [next_id(), office])
    return serial, digest


def prepare(*, now: datetime) -> int:
    """Make the seeds of today and tomorrow for every office; how many were missing."""
    today, made = _today(now), 0
    for office in accounts.offices():
        for day in (today, today + timedelta(days=1)):
            if not DailySeed.objects.filter(office=office.code, day=day).exists():
                with transaction.atomic():
                    lock(office.code)
                    made += _make(office.code, day, now=now)[1]
    return made


def _make(office: str, day: date, *, now: datetime) -> tuple[DailySeed, bool]:
    """The day's seed, made and committed to where it is missing. Under the ledger's lock."""
    found = DailySeed.objects.filter(office=office, day=day).first()
    if found is not None:
        return found, False
    seed = secrets.token_hex(SEED_BYTES)
    made = DailySeed.objects.create(
        id=next_id(),
        office=office,
        day=day,
        seed=seed,
        commitment=commitment_of(office, day.isoformat(), seed),
        made_at=now,
    )
    leaves.attest(office, leaves.of_seed(made))
    return made, True


def open_day(office: str, *, now: datetime) -> Opened | None:
    """The day to draw with: today, or the first whose seed is still sealed. Under the lock.

    None where the seed is not the one that was committed to: then nobody draws, and it is logged.
    """
    row = _sealed(office, _today(now), now=now)
    if commitment_of(office, row.day.isoformat(), row.seed) != row.commitment:
        log.error("the seed of %s for %s is not the one that was published", office, row.day)
        return None
    opens: dict[str, object] | None = None
    if row.opened_at is None:
        row.beacon, row.opened_at = _beacon(office, row.day), now
        row.save(update_fields=["beacon", "opened_at"])
        opens = {"commitment": row.commitment, "beacon": row.beacon}
    return Opened(day=row.day, daily=daily_of(row), opens=opens)


def daily_of(row: DailySeed) -> str:
    """What `seed_of` takes of an opened day."""
    return f"{row.seed}:{hashlib.sha256(row.beacon.encode()).hexdigest()}"


def _sealed(office: str, today: date, *, now: datetime) -> DailySeed:
    later = DailySeed.objects.filter(office=office, day__gte=today).order_by("day")
    day = today
    for row in later:
        if row.day != day:
            break
        if row.told_at is None and row.commitment:
            return row
        log.warning(
            "%s draws on %s: the seed of %s was told, has the clock gone back?",
            office,
            day + timedelta(days=1),
            day,
        )
        day += timedelta(days=1)
    return _make(office, day, now=now)[0]


def _beacon(office: str, day: date) -> str:
    """The public value of a day: canonical JSON."""
    shown = evidence.published_checkpoint(office)
    told: dict[str, object] = {"size": 0}
    if shown is not None:
        told = {"size": shown.size, "root": shown.root.hex(), "note": shown.note}
    outside = OutsideValue.objects.filter(office=office, day=day).first()
    if outside is not None:
        told["outside"] = [outside.source, outside.value]
    return canonical_json(told).decode()


def tell(office: str, *, now: datetime) -> int:
    """Tell the seeds of days that are over, in the log; how many."""
    with transaction.atomic():
        lock(office)
        over = (now - TOLD_AFTER).astimezone(SHANGHAI).date()
        found = DailySeed.objects.filter(office=office, day__lt=over, told_at=None)
        told = list(found.exclude(commitment="").order_by("day"))
        made = []
        for row in told:
            row.told_at = now
            row.save(update_fields=["told_at"])
            made += [leaf for leaf in leaves.of_seed(row) if leaf.subject.startswith("told:")]
        leaves.attest(office, made)
    return len(told)


def enter_outside(
    actor: accounts.Actor, *, day: date | None, source: str, value: str, now: datetime
) -> None:
    """Enter a value that is drawn elsewhere in public, for a day on which nobody has drawn yet.

    It must be drawn after the day's seed was committed to. Once entered it stays. Raises `Faults`
    PERMISSION_MISSING; REQUIRED, TOO_LONG or STEP_NOT_ALLOWED at ``day``, ``source``, ``outside``.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    faults, said, number = FaultList(), " ".join(source.split()), " ".join(value.split())
    for name, text, asked in (("source", said, "哪里开的数"), ("outside", number, "开出来的数")):
        if not text:
            faults.add(FaultCode.REQUIRED, f"请填{asked}", field=name)
        elif len(text) > LONGEST_VALUE:
            faults.add(FaultCode.TOO_LONG, f"{asked}最多{LONGEST_VALUE}个字，请缩短", field=name)
    with transaction.atomic():
        lock(actor.office)
        on = _free_day(actor.office, day, faults, today=_today(now))
        faults.raise_if_any()
        made = OutsideValue.objects.create(
            id=next_id(),
            office=actor.office,
            day=on,
            source=said,
            value=number,
            entered_by_id=actor.id,
            entered_at=now,
        )
        leaves.attest(actor.office, leaves.of_outside(made))


def _free_day(office: str, day: date | None, faults: FaultList, *, today: date) -> date:
    """The day, if a value may still be entered for it."""
    if day is None:
        faults.add(FaultCode.REQUIRED, "请填用在哪一天", field="day")
        return today
    row = DailySeed.objects.filter(office=office, day=day).first()
    said = ""
    if day < today or row is None or not row.commitment:
        said = "只能填今天或者明天的，而且那天的种子要已经封存"
    elif row.opened_at is not None:
        said = "这一天已经开始派件了，公开数定下来就不能再加"
    elif OutsideValue.objects.filter(office=office, day=day).exists():
        said = "这一天的公开数已经填过了，填了就不能改"
    if said:
        faults.add(FaultCode.STEP_NOT_ALLOWED, said, field="day")
    return day


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def offices_drawing() -> tuple[str, ...]:
    """Offices that have a ledger."""
    return tuple(DispatchLedger.objects.order_by("office").values_list("office", flat=True))
