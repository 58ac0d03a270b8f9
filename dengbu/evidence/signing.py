"""Checkpoints signed, and the keys that sign them.

A private key is handed in (``Signers``); the database knows the public ones, each with the sizes of
the tree for which it is good.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from dengbu.database.ids import next_id
from dengbu.evidence.models import LogCheckpoint, LogKey, TreeHead
from dengbu.evidence.tlog import checkpoints, notes
from dengbu.evidence.tlog.notes import Signer, Verifier

Signers = Callable[[str], Signer]  # of an office: its name is the origin of the office's log


class Inconsistent(Exception):
    """A tree that would contradict a checkpoint that was signed before."""


class EndedKey(Exception):
    """A key that has ended is to sign."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyView:
    """A key of a log with its time."""

    verifier: Verifier
    since: datetime
    since_size: int
    until: datetime | None
    until_size: int | None
    reason: str

    def good_for(self, size: int) -> bool:
        """Whether a checkpoint of this size may bear its signature."""
        return self.until_size is None or size <= self.until_size


def alone(office: str) -> None:
    """Nobody else sequences or signs for this office until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evidence'), %s)", [int(office)])


def keys_of(office: str) -> tuple[KeyView, ...]:
    """All keys that ever signed for an office, the oldest first."""
    return tuple(
        KeyView(
            verifier=notes.verifier(row.verifier),
            since=row.since,
            since_size=row.since_size,
            until=row.until,
            until_size=row.until_size,
            reason=row.reason,
        )
        for row in LogKey.objects.filter(office=office).order_by("id")
    )


def sign(head: TreeHead, signer: Signer) -> str:
    """Sign a head of the tree; the note. In the transaction that holds the office's lock.

    The first time, the key becomes known; a key that was in force until then ends here. Raises
    EndedKey for one that has ended, Inconsistent where a larger tree was signed already.
    """
    newest = LogCheckpoint.objects.filter(office=head.office).order_by("-size", "-id").first()
    if newest is not None:
        _follows(head, newest)
    _know(head, signer.verifier, newest.size if newest else 0)
    found = checkpoints.Checkpoint(origin=signer.name, size=head.size, root=bytes(head.root))
    note = checkpoints.signed(found, signer)
    LogCheckpoint.objects.create(
        id=next_id(),
        office=head.office,
        size=head.size,
        root=head.root,
        note=note,
        made_at=head.made_at,
    )
    return note


def _follows(head: TreeHead, newest: LogCheckpoint) -> None:
    """What was signed last is a head of this very tree, and not larger than what is signed now."""
    if newest.size > head.size:
        raise Inconsistent(f"a tree of {newest.size} leaves was signed, this has {head.size}")
    then = TreeHead.objects.filter(office=head.office, size=newest.size).first()
    if then is None or bytes(then.root) != bytes(newest.root):
        raise Inconsistent(f"the tree of {newest.size} leaves is not the one that was signed")


def _know(head: TreeHead, key: Verifier, signed: int) -> None:
    known = LogKey.objects.filter(office=head.office, verifier=str(key)).first()
    if known is not None:
        if known.until is not None:
            raise EndedKey(f"the key {key.id.hex()} of {key.name} has ended: {known.reason}")
        return
    _end(head.office, head.made_at, signed, "换了新钥匙")
    LogKey.objects.create(
        id=next_id(),
        office=head.office,
        verifier=str(key),
        since=head.made_at,
        since_size=head.size,
    )


def _end(office: str, at: datetime, size: int, reason: str) -> int:
    return LogKey.objects.filter(office=office, until=None).update(
        until=at, until_size=size, reason=reason
    )


def sign_again(office: str, signers: Signers, *, now: datetime) -> str | None:
    """Sign the newest head if its key has not signed it yet: a new key, or a tree from elsewhere.

    None where there is nothing to sign.
    """
    with transaction.atomic():
        alone(office)
        head = TreeHead.objects.filter(office=office).order_by("-size").first()
        if head is None:
            return None
        signer = signers(office)
        newest = LogCheckpoint.objects.filter(office=office, size=head.size).order_by("-id").first()
        if newest is not None and signer.verifier in _signers_of(newest):
            return None
        head.made_at = now
        return sign(head, signer)


def _signers_of(checkpoint: LogCheckpoint) -> list[Verifier]:
    known = [key.verifier for key in keys_of(checkpoint.office)]
    note = notes.parse(checkpoint.note.encode())
    return [s.verifier for s in notes.signed_by(note, known)]


def in_force(note: str, size: int, keys: Sequence[KeyView]) -> bool:
    """Whether a key that is good for a tree of this size has signed a checkpoint."""
    good = [key.verifier for key in keys if key.good_for(size)]
    try:
        return bool(notes.signed_by(notes.parse(note.encode()), good))
    except notes.BadNote:
        return False


def revoke(office: str, *, reason: str, now: datetime, from_size: int | None = None) -> int:
    """End the key in force: what it signs beyond ``from_size`` leaves is worth nothing.

    Without ``from_size``, beyond what we signed with it ourselves. How many keys ended.
    """
    with transaction.atomic():
        alone(office)
        newest = LogCheckpoint.objects.filter(office=office).order_by("-size").first()
        last = newest.size if newest else 0
        return _end(office, now, last if from_size is None else from_size, reason)
