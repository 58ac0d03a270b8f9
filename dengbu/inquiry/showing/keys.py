"""The keys with which codes of showing are signed: private ones handed in, public ones kept.

The newest private key that is known and in force signs. So a change of keys that stops half-way
leaves a key that works: the new one is written first, put in force next, and with that the old one
ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from dengbu.inquiry.models import ShowingKey
from dengbu.inquiry.rules import showing as rules

Provider = Callable[[str], Sequence[bytes]]  # of an office: its private keys, the newest last
REPLACED = "换了新钥匙"
LONGEST_REASON = 100
_provider: list[Provider] = []


class NoKey(Exception):
    """No private key of the office is in force."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyView:
    """A key of an office with its time."""

    key: rules.Key
    since: datetime
    reason: str


def use_keys(provider: Provider) -> None:
    """From where private keys come; said once, when the process starts."""
    _provider[:] = [provider]


def keys_of(office: str) -> tuple[KeyView, ...]:
    """All keys that ever signed for an office, the oldest first."""
    return tuple(
        KeyView(
            key=rules.Key(public=bytes(row.public), until=row.until, revoked_from=row.revoked_from),
            since=row.since,
            reason=row.reason,
        )
        for row in ShowingKey.objects.filter(office=office).order_by("since", "id")
    )


def seed_in_force(office: str) -> bytes:
    """The private key that signs now; nothing is written. Raises NoKey."""
    found = ShowingKey.objects.filter(office=office, until=None)
    known = {bytes(public) for public in found.values_list("public", flat=True)}
    for seed in reversed(_seeds(office)):
        if rules.public_of(seed) in known:
            return seed
    raise NoKey(office)


def know(office: str, *, now: datetime) -> None:
    """Put the newest private key in force where it is new; of several at once one does it."""
    seeds = _seeds(office)
    if not seeds:
        raise NoKey(office)
    public = rules.public_of(seeds[-1])
    if not ShowingKey.objects.filter(office=office, public=public).exists():
        put_in_force(office, public, now=now)


def put_in_force(
    office: str, public: bytes, *, now: datetime, revoked: bool = False, reason: str = REPLACED
) -> None:
    """Begin a key, and with it end the one before; ``revoked``: from now on that is worth nothing.

    Nothing changes where the key is known already.
    """
    with transaction.atomic():
        _alone(office)
        if ShowingKey.objects.filter(office=office, public=public).exists():
            return
        _end(office, now, revoked, reason)
        ShowingKey.objects.create(office=office, public=public, since=now)


def _end(office: str, now: datetime, revoked: bool, reason: str) -> None:
    ShowingKey.objects.filter(office=office, until=None).update(
        until=now, revoked_from=now if revoked else None, reason=reason[:LONGEST_REASON]
    )


def revoke(office: str, key_id: bytes, *, since: datetime, reason: str, now: datetime) -> bool:
    """What a key signed from ``since`` on counts no more; False where there is no such key.

    A key that was revoked may be revoked from an earlier moment, never from a later one.
    """
    with transaction.atomic():
        _alone(office)
        for row in ShowingKey.objects.filter(office=office):
            if rules.key_id(bytes(row.public)) != key_id:
                continue
            row.until = row.until or now
            row.revoked_from = min(row.revoked_from or since, since)
            row.reason = reason[:LONGEST_REASON]
            row.save(update_fields=["until", "revoked_from", "reason"])
            return True
    return False


def _alone(office: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('showing-keys'), %s)", [int(office)])


def _seeds(office: str) -> Sequence[bytes]:
    return _provider[0](office) if _provider else ()
