"""Recompute the tree of each office from its leaves, and account for every salt."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Func, IntegerField, Min, OuterRef, TextField, Value

from dengbu.evidence import merkle, signing
from dengbu.evidence.log import ERASURE, ERASURE_VERSION, erasure_payload
from dengbu.evidence.models import Leaf, LeafSalt, LogCheckpoint, LogTile, TreeHead
from dengbu.evidence.tlog import checkpoints, entries, notes
from dengbu.evidence.tlog.tiles import WIDTH, Tile, folded, split

TEXT = TextField()
Binary = bytes | memoryview  # as the driver gives it


def audit_trees() -> Iterator[str]:
    """One line a break: a missing index, a head, tile or checkpoint that its leaves do not give."""
    placed = Leaf.objects.exclude(log_index=None).values_list("office", flat=True).distinct()
    known = TreeHead.objects.values_list("office", flat=True).distinct()
    signed = LogCheckpoint.objects.values_list("office", flat=True).distinct()
    for office in sorted({*known, *placed, *signed}):
        yield from audit_tree(office)


def audit_tree(office: str) -> list[str]:
    """The same of one office, up to the first break of its tree, as it is at one moment.

    The sequencer may work on meanwhile.
    """
    apart = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if apart:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        audited = _Audited(office)
        broken = audited.leaves()
        return list(audited.ends()) if broken is None else [f"evidence {office}: {broken}"]


class _Audited:
    """One pass over the leaves of an office, beside what is recorded of its tree.

    Heads and checkpoints are read along in the order of their sizes: whatever their number, none is
    kept in memory.
    """

    def __init__(self, office: str) -> None:
        self.office = office
        self.size = 0
        self.newest = 0  # leaves of the largest head
        self._keys = signing.keys_of(office)
        self._found: list[str] = []  # what is wrong with checkpoints
        self._last = (0, "")  # size and note of the newest checkpoint
        heads = TreeHead.objects.filter(office=office).order_by("size")
        self._heads = heads.values_list("size", "root").iterator(chunk_size=10_000)
        signed = LogCheckpoint.objects.filter(office=office).order_by("size", "id")
        self._signed = signed.values_list("size", "root", "note").iterator(chunk_size=10_000)
        self._head: tuple[int, Binary] | None = next(self._heads, None)
        self._note: tuple[int, Binary, str] | None = next(self._signed, None)

    def leaves(self) -> str | None:
        """The first break that the leaves show."""
        frontier: list[bytes] = []
        tile: list[bytes] = []
        tiles_there = self._tiles()
        placed = Leaf.objects.filter(office=self.office).exclude(log_index=None)
        rows = placed.order_by("log_index").values_list("log_index", "entry")
        for index, entry in rows.iterator(chunk_size=20_000):
            if index != self.size:
                return f"leaf {self.size} is missing, found {index}"
            if not entries.well_formed(bytes(entry)):
                return f"leaf {index} is no entry of a known format"
            tile.append(merkle.leaf_hash(bytes(entry)))
            merkle.append(frontier, self.size, tile[-1])
            self.size += 1
            if len(tile) == WIDTH:
                if next(tiles_there, None) != b"".join(tile):
                    return f"{Tile(0, index // WIDTH)} is not that of its leaves"
                tile.clear()
            if not self._recorded(frontier):
                return f"the head of {self.size} leaves is not the recorded one"
        return None

    def _recorded(self, frontier: list[bytes]) -> bool:
        """Whether the head of this size is the recorded one; checkpoints are judged on the way."""
        head, note = self._head, self._note
        root: bytes | None = None
        if head is not None and head[0] == self.size:
            root = merkle.root(frontier)
            self.newest, self._head = head[0], next(self._heads, None)
            if bytes(head[1]) != root:
                return False
        while note is not None and note[0] <= self.size:
            root = root or merkle.root(frontier)
            self._judge(note, root if note[0] == self.size else None)
            note = self._note = next(self._signed, None)
        return True

    def _judge(self, signed: tuple[int, Binary, str], root: bytes | None) -> None:
        size, told, note = signed
        self._last = size, note
        if root is None or root != bytes(told):
            self._found.append(f"the checkpoint of {size} leaves is not of this tree")
        elif broken := note_broken(note, size, root, self._keys):
            self._found.append(f"the checkpoint of {size} leaves: {broken}")

    def _tiles(self) -> Iterator[bytes]:
        rows = LogTile.objects.filter(office=self.office, level=0).order_by("number")
        for hashes in rows.values_list("hashes", flat=True).iterator(chunk_size=100):
            yield bytes(hashes)

    def ends(self) -> Iterator[str]:
        """What remains when all leaves were read."""
        if self._head is not None:
            self.newest = max([self._head[0], *(size for size, _ in self._heads)])
        if self.newest != self.size:
            yield self._said(f"the newest head counts {self.newest} leaves, there are {self.size}")
        yield from map(self._said, tiles_broken(self.office, self.size))
        while self._note is not None:
            self._judge(self._note, None)
            self._note = next(self._signed, None)
        size, note = self._last
        if note and not self._found and not signing.in_force(note, size, self._keys):
            said = f"the newest checkpoint, of {size} leaves, is signed by no key that is in force"
            self._found.append(said)
        yield from map(self._said, self._found)

    def _said(self, line: str) -> str:
        return f"evidence {self.office}: {line}"


def tiles_broken(office: str, size: int) -> Iterator[str]:
    """Tiles whose root is not that of their hashes, or that are not those that there must be."""
    there = dict[int, int]()
    below: list[bytes] = []
    rows = LogTile.objects.filter(office=office).order_by("level", "number")
    above: dict[tuple[int, int], list[bytes]] = {}
    for level, number, hashes, root in rows.values_list(
        "level", "number", "hashes", "root"
    ).iterator(chunk_size=100):
        found = split(bytes(hashes))
        if len(found) != WIDTH or folded(found) != bytes(root) or number != there.get(level, 0):
            yield f"{Tile(level, number)} is broken"
            return
        if level and b"".join(above.pop((level, number), below)) != bytes(hashes):
            yield f"{Tile(level, number)} is not that of the tiles below"
            return
        above.setdefault((level + 1, number // WIDTH), []).append(bytes(root))
        there[level] = number + 1
    level, wanted = 0, size // WIDTH
    while wanted or level in there:
        if there.get(level, 0) != wanted:
            yield f"level {level} has {there.get(level, 0)} full tiles, not {wanted}"
        level, wanted = level + 1, wanted // WIDTH


def note_broken(note: str, size: int, root: bytes, keys: Sequence[signing.KeyView]) -> str | None:
    """What is wrong with a signed checkpoint of this tree; None when nothing is.

    A key that was revoked since does no harm here: what it signed is of this very tree.
    """
    known = [key.verifier for key in keys]
    origins = {key.verifier.name for key in keys}
    try:
        parsed = notes.parse(note.encode())
        told = checkpoints.read(parsed)
        if not notes.signed_by(parsed, known) or told.origin not in origins:
            return "no key of this log has signed it"
    except notes.BadNote as error:
        return str(error)
    if (told.size, told.root) != (size, root):
        return "its note speaks of another tree"
    return None


def audit_salts() -> Iterator[str]:
    """One line a break: a salt or leaf that is gone without record, or a record that is not true.

    A leaf whose salt is gone cannot be compared with what it attests, so whoever deletes a salt
    could then change the rows; only the erasure that stands in the log itself excuses it.
    """
    salt = LeafSalt.objects.filter(id=OuterRef("id"))
    erased = set()
    for record in Leaf.objects.filter(subject__startswith=ERASURE).order_by("id"):
        leaf_id = _true_record(record)
        if leaf_id is None:
            yield f"evidence {record.office}: leaf {record.id} is no true record of an erasure"
        else:
            erased.add(leaf_id)
    for pk, office, subject in (
        Leaf.objects.filter(~Exists(salt)).order_by("id").values_list("id", "office", "subject")
    ):
        if pk not in erased:
            yield f"evidence {office}: the salt of {subject} is gone, and no erasure is recorded"
    leaf = Leaf.objects.filter(id=OuterRef("id"), office=OuterRef("office"))
    stray = LeafSalt.objects.filter(~Exists(leaf)).order_by("id")
    for pk, office in stray.values_list("id", "office"):
        yield f"evidence {office}: the leaf {pk} of a salt is gone"


def audit_subjects(known: Mapping[str, Collection[entries.Kind]]) -> Iterator[str]:
    """One line for each name of leaves that nobody here writes, or that is of another kind.

    ``known``: how subjects begin, before the colon, and as which kinds of act. A leaf that was
    given another name would otherwise be looked for by nobody.
    """
    beginning = Func(F("subject"), Value(":"), Value(1), function="split_part", output_field=TEXT)
    kind = Func(F("entry"), Value(1), function="get_byte", output_field=IntegerField())
    groups = Leaf.objects.annotate(beginning=beginning, kind=kind).values("beginning", "kind")
    for row in groups.annotate(first=Min("id"), many=Count("id")).order_by("beginning", "kind"):
        if row["kind"] not in known.get(row["beginning"], ()):
            yield (
                f"evidence: {row['many']} leaves called {row['beginning']} of kind {row['kind']},"
                f" which nobody writes; the first is leaf {row['first']}"
            )


def _true_record(record: Leaf) -> int | None:
    """The leaf whose erasure ``record`` attests; None if it does not."""
    number = record.subject.removeprefix(ERASURE)
    leaf = Leaf.objects.filter(id=int(number)).first() if number.isdecimal() else None
    kept = LeafSalt.objects.filter(id=record.id).first()
    if leaf is None or kept is None or LeafSalt.objects.filter(id=leaf.id).exists():
        return None
    attested = entries.attests(bytes(record.entry), bytes(kept.salt), erasure_payload(leaf))
    return leaf.id if attested and record.version == ERASURE_VERSION else None
