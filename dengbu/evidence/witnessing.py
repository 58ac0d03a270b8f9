"""The office's side of witnesses: what they are asked, what they signed, and contradictions."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection

from dengbu.database.ids import next_id
from dengbu.evidence import publishing, signing
from dengbu.evidence.models import Cosignature, Fork, LogCheckpoint, Witness
from dengbu.evidence.tlog import checkpoints, notes, witness
from dengbu.evidence.tlog.notes import BadNote, Verifier
from dengbu.evidence.tlog.tiles import BadTile
from dengbu.evidence.tlog.witnessed import Asked, signed_then, witnessed_at

STALE = timedelta(minutes=5)
"""How far a co-signed checkpoint may lie behind the newest one and still be shown in its place."""
LOOKED_AT = 20  # co-signatures of a witness, the newest first


class Judgement(StrEnum):
    """What a checkpoint that somebody else was shown is to ours."""

    SAME = "SAME"  # of this very tree
    SAME_REVOKED = "SAME_REVOKED"  # of this very tree too, by a key that was revoked since
    FORK = "FORK"  # of another one: a contradiction
    STRANGER = (
        "STRANGER"  # signed by no key of this log, or only by one whose word is worth nothing
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class WitnessView:
    """A witness that is asked, and how far it has signed."""

    id: int
    verifier: Verifier
    address: str
    since: datetime
    size: int  # of the largest checkpoint that it co-signed here; 0
    at: datetime | None  # when it did


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A co-signature that is still missing."""

    office: str
    witness: WitnessView
    checkpoint_id: int
    size: int
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ForkView:
    """A contradiction."""

    office: str
    source: str
    note: str
    why: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointView:
    """A checkpoint with who co-signed it."""

    office: str
    size: int
    root: bytes
    note: str  # with co-signatures
    made_at: datetime
    witnesses: tuple[str, ...]  # names


def add_witness(office: str, told: str, address: str, *, now: datetime) -> Verifier:
    """Ask this witness from now on. Raises BadNote for what is no key of a cosignature."""
    key = notes.verifier(told)
    if key.kind != notes.COSIGNATURE:
        raise BadNote("a witness signs with a key of type 4")
    Witness.objects.filter(office=office, verifier=str(key), until=None).update(until=now)
    Witness.objects.create(
        id=next_id(), office=office, verifier=str(key), address=address.rstrip("/"), since=now
    )
    return key


def end_witness(office: str, name: str, *, now: datetime) -> int:
    """Ask it no more; how many there were of this name. What it signed stays."""
    asked = Witness.objects.filter(office=office, until=None, verifier__startswith=f"{name}+")
    return asked.update(until=now)


def witnesses_of(office: str) -> tuple[WitnessView, ...]:
    """Those that are asked now."""
    rows = Witness.objects.filter(office=office, until=None).order_by("id")
    return tuple(_witness(row) for row in rows)


def _witness(row: Witness) -> WitnessView:
    signed = Cosignature.objects.filter(office=row.office, witness=row.verifier)
    newest = signed.order_by("-id").values_list("checkpoint__size", "at").first()
    size, at = newest or (0, None)
    return WitnessView(
        id=row.id,
        verifier=notes.verifier(row.verifier),
        address=row.address,
        since=row.since,
        size=size,
        at=at,
    )


def cosignatures_wanted() -> list[Wanted]:
    """The newest checkpoint of each office, for each of its witnesses that has not signed it."""
    offices = Witness.objects.filter(until=None).values_list("office", flat=True).distinct()
    found = []
    for office in sorted(offices):
        newest = newest_checkpoint(office)
        if newest is None:
            continue
        signed = set(newest.cosignatures.values_list("witness", flat=True))
        found += [
            Wanted(
                office=office,
                witness=one,
                checkpoint_id=newest.id,
                size=newest.size,
                note=newest.note,
            )
            for one in witnesses_of(office)
            if str(one.verifier) not in signed
        ]
    return found


def newest_checkpoint(office: str) -> LogCheckpoint | None:
    """The one that was signed last."""
    return LogCheckpoint.objects.filter(office=office).order_by("-size", "-id").first()


def newest_good(office: str) -> LogCheckpoint | None:
    """The newest one whose key may sign a tree of its size; what a revoked key signed is left."""
    keys = signing.keys_of(office)
    rows = LogCheckpoint.objects.filter(office=office).order_by("-size", "-id")
    ends = [key.until_size for key in keys if key.until_size is not None]
    if len(ends) == len(keys):
        rows = rows.filter(size__lte=max(ends, default=0))
    found = rows.iterator(chunk_size=LOOKED_AT)  # the first one, but for minutes after a revocation
    return next((row for row in found if signing.in_force(row.note, row.size, keys)), None)


def asking(wanted: Wanted, old: int) -> bytes:
    """The body of ``add-checkpoint`` for a witness that remembers ``old`` leaves.

    Raises BadTile when our tree is damaged.
    """
    path = publishing.consistency_path(wanted.office, old, wanted.size)
    return witness.request(old, path, wanted.note)


def keep_cosignature(wanted: Wanted, answer: str, *, now: datetime) -> None:
    """Keep what the witness answered. Raises BadNote when it has not signed."""
    note = notes.parse((wanted.note + answer).encode())
    signed = notes.signed_by(note, [wanted.witness.verifier])
    if not signed:
        raise BadNote("the answer bears no signature of this witness")
    key = signed[0].verifier
    line = next(s.line for s in note.signatures if (s.name, s.id) == (key.name, key.id))
    Cosignature.objects.get_or_create(
        checkpoint_id=wanted.checkpoint_id,
        witness=str(key),
        defaults={"id": next_id(), "office": wanted.office, "line": line, "at": now},
    )


def published(office: str) -> str | None:
    """The checkpoint that is shown, with its co-signatures; None where there is none yet."""
    found = published_checkpoint(office)
    return None if found is None else found.note


def published_checkpoint(office: str) -> CheckpointView | None:
    """The newest one that a majority of the witnesses has co-signed; the newest where none is
    recent enough. None is shown that was signed by a key which was revoked from there on."""
    newest = newest_good(office)
    if newest is None:
        return None
    asked = Witness.objects.filter(office=office, until=None).values_list("verifier", flat=True)
    signed = Cosignature.objects.filter(office=office, witness__in=asked).order_by("-id")
    recent = Counter(signed.values_list("checkpoint_id", flat=True)[: LOOKED_AT * len(asked)])
    enough = [pk for pk, many in recent.items() if 2 * many > len(asked)]
    fresh = LogCheckpoint.objects.filter(id__in=enough, made_at__gte=newest.made_at - STALE)
    keys, found = signing.keys_of(office), fresh.order_by("-size", "-id")
    good = (row for row in found if signing.in_force(row.note, row.size, keys))
    return checkpoint_view(next(good, newest))


def asked_of(office: str) -> tuple[Asked, ...]:
    """All that were ever asked, with their times: what an ended one signed before stays signed."""
    rows = Witness.objects.filter(office=office).order_by("id")
    return tuple(
        Asked(verifier=notes.verifier(row.verifier), since=row.since, until=row.until)
        for row in rows
    )


def first_witnessed(office: str, index: int) -> CheckpointView | None:
    """The smallest checkpoint with this leaf that a majority has co-signed; None for none yet."""
    asked, keys = asked_of(office), signing.keys_of(office)
    signed = LogCheckpoint.objects.filter(office=office, size__gt=index, cosignatures__isnull=False)
    for row in signed.order_by("size", "id").distinct()[:LOOKED_AT]:
        if not signing.in_force(row.note, row.size, keys):
            continue  # whoever is given that could show nothing with it
        view = checkpoint_view(row)
        opened = checkpoints.opened(
            view.note.encode(),
            origin=keys[0].verifier.name,
            keys=[key.verifier for key in keys],
            witnesses=[one.verifier for one in asked],
        )
        if witnessed_at(asked, opened.witnesses) is not None:
            return view
    return None


def compare(office: str, data: bytes, *, source: str, now: datetime) -> Judgement:
    """Judge a checkpoint of this log that somebody else was shown, and keep a contradiction.

    What a revoked key signed beyond its last tree may be anybody's: it contradicts only where a
    witness who was asked then has seen it. Raises BadNote for what is no checkpoint.
    """
    note = notes.parse(data)
    shown = checkpoints.read(note)
    keys = [key for key in signing.keys_of(office) if key.verifier.name == shown.origin]
    good = _has_signed(note, [key.verifier for key in keys if key.good_for(shown.size)])
    if not good and not _has_signed(note, [key.verifier for key in keys]):
        return Judgement.STRANGER
    why = _contradiction(office, shown)
    if why is None:
        return Judgement.SAME if good else Judgement.SAME_REVOKED
    asked = asked_of(office)
    known = [*(key.verifier for key in keys), *(one.verifier for one in asked)]
    told = _known_part(note, known)
    if not good and not signed_then(asked, notes.signed_by(notes.parse(told.encode()), known)):
        return Judgement.STRANGER
    record_fork(office, source=source, note=told, why=why, now=now)
    return Judgement.FORK


def _has_signed(note: notes.Note, keys: Sequence[Verifier]) -> bool:
    try:
        return bool(notes.signed_by(note, keys))
    except BadNote:
        return False


def _known_part(note: notes.Note, known: Sequence[Verifier]) -> str:
    """The note with the signatures of the log and of its witnesses that hold, without others.

    Lines of strangers could be varied without end, and each would be a contradiction of its own.
    """
    kept = []
    for signature in note.signatures:
        alone = notes.Note(text=note.text, signatures=(signature,))
        if _has_signed(alone, known) and signature.line not in kept:
            kept.append(signature.line)
    return notes.note(note.text, kept)


def _contradiction(office: str, shown: checkpoints.Checkpoint) -> str | None:
    size = publishing.size_of(office)
    if shown.size > size:
        return f"它有 {shown.size} 条，这里只有 {size} 条：后面的不见了"
    try:
        root = publishing.tree_root(office, shown.size)
    except BadTile as error:
        return f"这里的日志缺了一块，算不出前 {shown.size} 条：{error}"
    return None if root == shown.root else f"同是前 {shown.size} 条，内容不一样"


def record_fork(office: str, *, source: str, note: str, why: str, now: datetime) -> None:
    """Keep a contradiction; the same one is kept once."""
    digest = hashlib.sha256(f"{source}\n{why}\n{note}".encode()).hexdigest()
    Fork.objects.get_or_create(
        office=office,
        digest=digest,
        defaults={
            "id": next_id(),
            "source": source[:300],
            "note": note,
            "why": why[:300],
            "seen_at": now,
        },
    )


def reads_as_checkpoint(text: str) -> bool:
    """Whether a text is a checkpoint, whoever signed it."""
    try:
        checkpoints.read(notes.parse(text.encode()))
    except BadNote:
        return False
    return True


def forks_of(office: str) -> tuple[ForkView, ...]:
    """Contradictions, the newest first."""
    return tuple(
        ForkView(office=f.office, source=f.source, note=f.note, why=f.why, seen_at=f.seen_at)
        for f in Fork.objects.filter(office=office).order_by("-seen_at", "-id")[:100]
    )


def checkpoint_view(row: LogCheckpoint) -> CheckpointView:
    """A checkpoint with its co-signatures."""
    signed = list(row.cosignatures.order_by("id").values_list("witness", "line"))
    return CheckpointView(
        office=row.office,
        size=row.size,
        root=bytes(row.root),
        note=row.note + "".join(line for _, line in signed),
        made_at=row.made_at,
        witnesses=tuple(notes.verifier(who).name for who, _ in signed),
    )


def checkpoints_upto(office: str, size: int) -> Iterator[LogCheckpoint]:
    """The last checkpoint of each day (UTC) with at most ``size`` leaves, in order."""
    rows = LogCheckpoint.objects.filter(office=office, size__lte=size).order_by("size", "id")
    last: LogCheckpoint | None = None
    for row in rows.iterator(chunk_size=1_000):
        if last is not None and last.made_at.date() != row.made_at.date():
            yield last
        last = row
    if last is not None:
        yield last


def offices_signed() -> list[str]:
    """Offices that have a log that others can read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT office FROM evidence_logkey ORDER BY office")
        return [office for (office,) in cursor.fetchall()]
