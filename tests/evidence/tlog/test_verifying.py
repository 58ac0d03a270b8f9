"""A log or a proof of which any byte was changed is never taken for whole, and nothing crashes."""

import contextlib
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.evidence.tlog import checkpoints, notes, proofs, tiles, verifying
from dengbu.evidence.tlog.notes import BadNote, Signer
from dengbu.evidence.tlog.verifying import Key, Log
from tests.evidence.tlog import reader
from tests.evidence.tlog.log import LOG, ORIGIN, OTHER_KEY, WITNESS, MemoryLog

SIZES = (1, 2, 255, 256, 257, 600)


def verified(files: dict[str, bytes], *, keys: tuple[Key, ...] | None = None) -> list[str]:
    known = (Key(verifier=LOG.verifier, since=0, until=None),) if keys is None else keys
    return list(Log(fetch=files.get, keys=known, witnesses=[WITNESS.verifier]).breaks())


@pytest.mark.parametrize("size", [*SIZES, 65_536 + 256 + 3])
def test_a_whole_log(size: int) -> None:
    log = MemoryLog(size)
    assert verified(log.files) == []
    if size < 1000:
        assert reader.whole(log.files.__getitem__, str(LOG.verifier)) == log.entries


def test_an_empty_log() -> None:
    log = MemoryLog(0)
    assert verified(log.files) == []
    log.files["checkpoint"] = log.files["checkpoint"].replace(b"\n0\n", b"\n1\n")
    assert verified(log.files) != []


def changes(data: bytes, *, every: int) -> Iterator[bytes]:
    """The file with one byte changed, cut off, or longer."""
    for place in range(0, len(data), every):
        for bit in (1, 128):
            yield data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        yield data[:place]
    yield data + b"\0"
    yield data + data


@pytest.mark.parametrize(("size", "every"), [(5, 1), (300, 97)])
def test_any_changed_byte_of_any_file_is_named(size: int, every: int) -> None:
    """The list of keys is given from outside here, so it may say what it likes."""
    log = MemoryLog(size)
    for path, data in log.files.items():
        if path == "keys":
            continue
        for changed in changes(data, every=every):
            told = verified({**log.files, path: changed})
            assert told, (path, changed)
            assert any(path.split(".p/")[0].split("/")[-1] in line for line in told) or told


@pytest.mark.parametrize("size", [5, 300, 700])
def test_a_missing_file_is_named(size: int) -> None:
    log = MemoryLog(size)
    for path in log.files.keys() - {"keys"}:
        told = verified({k: v for k, v in log.files.items() if k != path})
        assert any(path in line and "missing" in line for line in told), path


def test_where_it_breaks() -> None:
    log = MemoryLog(700)
    bundle = bytearray(log.files["tile/entries/001"])
    bundle[10 * 68 + 30] ^= 1
    (line,) = verified({**log.files, "tile/entries/001": bytes(bundle)})
    assert line == "tile/0/001: leaf 266 is not the hash of its entry in tile/entries/001"
    bundle[10 * 68 + 2] = 9
    (line,) = verified({**log.files, "tile/entries/001": bytes(bundle)})
    assert "the entry of leaf 266 is cut off or of no known format" in line
    hashes = bytearray(log.files["tile/1/000.p/2"])
    hashes[40] ^= 1
    (line,) = verified({**log.files, "tile/1/000.p/2": bytes(hashes)})
    assert line == "tile/1/000.p/2: its hashes are not the roots of the tiles below"


def test_entries_and_tiles_forged_together_do_not_give_the_signed_root() -> None:
    log, other = MemoryLog(700), MemoryLog(700, branch="b")
    (line,) = verified({**other.files, "checkpoint": log.files["checkpoint"]})
    assert line == "checkpoint: its root is not that of the leaves"


def test_a_log_signed_by_another_key() -> None:
    forged = MemoryLog(5, branch="b", signer=OTHER_KEY)
    (line,) = verified(forged.files)
    assert "no signature of a known key" in line


def test_a_key_is_good_for_its_sizes() -> None:
    log = MemoryLog(5)
    ended = (Key(verifier=LOG.verifier, since=0, until=4),)
    assert "no signature of a known key" in verified(log.files, keys=ended)[0]
    until_then = (Key(verifier=LOG.verifier, since=0, until=5),)
    assert verified(log.files, keys=until_then) == []
    assert verified(log.files, keys=()) != []


def test_earlier_checkpoints_are_of_the_same_tree() -> None:
    log, fork = MemoryLog(700), MemoryLog(400, branch="b")
    log.files["checkpoints/list"] = b"1\n256\n300\n"
    for size in (1, 256, 300):
        log.files[f"checkpoints/{size}"] = MemoryLog(size).checkpoint().encode()
    assert verified(log.files) == []
    log.files["checkpoints/list"] += b"400\n"
    assert verified(log.files) == ["checkpoints/400: is missing"]
    log.files["checkpoints/400"] = fork.checkpoint().encode()
    assert verified(log.files) == ["checkpoints/400: its root is not that of the leaves"]
    log.files["checkpoints/400"] = MemoryLog(800).checkpoint().encode()
    assert verified(log.files) == ["checkpoints/400: 800 leaves were signed, the log has 700"]


def test_lists_of_keys() -> None:
    key = LOG.verifier
    assert verifying.keys_in(f"{key} 3 9\n\n{key} 3 -\n{key}\n".encode()) == (
        Key(verifier=key, since=3, until=9),
        Key(verifier=key, since=3, until=None),
        Key(verifier=key, since=0, until=None),
    )
    for bad in (b"\xff", b"x", f"{key} a\n".encode()):
        with pytest.raises(BadNote):
            verifying.keys_in(bad)


def proof(log: MemoryLog, index: int, *, content: bytes | None = None) -> bytes:
    """A proof file, cosigned."""
    note = log.checkpoint()
    text = notes.parse(note.encode()).text
    told = proofs.Attested(
        entry=log.entries[index],
        salt=b"sixteen bytes..." if content is not None else None,
        content=content,
    )
    path = tuple(tiles.inclusion_path(log.read, index, log.size))
    checkpoint = note + WITNESS.cosign(text, 1_733_000_000)
    made = proofs.Proof(index=index, path=path, checkpoint=checkpoint, extra=told.to_bytes())
    return str(made).encode()


def checked(data: bytes, *, key: Signer = LOG, entry: bytes | None = None) -> proofs.Proved:
    return proofs.check(
        data, origin=ORIGIN, keys=[key.verifier], witnesses=[WITNESS.verifier], entry=entry
    )


@pytest.mark.parametrize("index", [0, 255, 256, 299])
def test_a_proof_holds(index: int) -> None:
    log = MemoryLog(300)
    proved = checked(proof(log, index, content=str(index).encode()))
    assert (proved.index, proved.entry) == (index, log.entries[index])
    assert proved.content == str(index).encode()
    assert [s.verifier.name for s in proved.opened.witnesses] == [WITNESS.name]
    assert checked(proof(log, index)).content is None
    data = proof(log, index, content=str(index).encode())
    assert str(proofs.parse(data)).encode() == data


def test_any_changed_byte_of_a_proof_shows_nothing_else() -> None:
    """What is still taken shows the very same: the same entry at the same place, same content."""
    log = MemoryLog(300)
    data = proof(log, 77, content=b"77")
    for changed in changes(data, every=1):
        try:
            shown = checked(changed)
        except BadNote:
            continue
        assert (shown.entry, shown.index, shown.content) in (
            (log.entries[77], 77, b"77"),
            (log.entries[77], 77, None),
        )
        assert shown.opened.checkpoint.root == log.root


def test_proofs_of_something_else() -> None:
    log, other = MemoryLog(300), MemoryLog(300, branch="b")
    ours, _, _ = proof(log, 5).decode().partition(log.checkpoint())
    with pytest.raises(BadNote, match="does not stand in the tree"):
        checked((ours + other.checkpoint()).encode())
    with pytest.raises(BadNote, match="proof is of another entry"):
        checked(proof(log, 5), entry=log.entries[6])
    with pytest.raises(BadNote, match="no signature of a known key"):
        checked(proof(log, 5), key=OTHER_KEY)
    with pytest.raises(BadNote, match="not of log.example/430611"):
        proofs.check(proof(log, 5), origin="log.example/430611", keys=[LOG.verifier])
    with pytest.raises(BadNote, match="does not attest this content"):
        checked(proof(log, 5, content=b"6"))
    with pytest.raises(BadNote, match="does not stand in the tree"):
        checked(proof(log, 5).replace(b"index 5\n", b"index 6\n"))


def test_a_false_cosignature_refuses_the_proof() -> None:
    log = MemoryLog(9)
    forger = Signer(name=WITNESS.name, kind=notes.COSIGNATURE, seed=bytes(32))
    text = notes.parse(log.checkpoint().encode()).text
    forged = forger.cosign(text, 1)
    with_id = notes.signature_line(
        WITNESS.name, WITNESS.verifier.id + notes.signature(forged[:-1]).signature
    )
    data = proof(log, 5).decode()
    head, _, _ = data.partition(log.checkpoint())
    with pytest.raises(BadNote, match="witness.example/w1 is false"):
        checked((head + log.checkpoint() + with_id).encode())


@given(st.binary(max_size=400))
def test_any_bytes_are_a_proof_or_refused(data: bytes) -> None:
    for given_bytes in (data, b"c2sp.org/tlog-proof@v1\n" + data):
        with pytest.raises(BadNote):
            checked(given_bytes)


def test_random_damage_never_crashes() -> None:
    log, dice = MemoryLog(3), random.Random(7)
    data = bytearray(proof(log, 1, content=b"1"))
    for _ in range(3_000):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        with contextlib.suppress(BadNote):
            assert checked(bytes(damaged)).entry == log.entries[1]


def test_a_proof_of_the_specification_is_read() -> None:
    """The example, with hashes that it shortens made up."""
    root = "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08="
    text = (
        "c2sp.org/tlog-proof@v1\nextra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\nindex 73894\n"
        "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
        f"\nexample.com/fancylog\n109482\n{root}\n\n— example.com/fancylog hI2DJ1roloI=\n"
    )
    found = proofs.parse(text.encode())
    assert (found.index, len(found.path), found.extra) == (
        73894,
        2,
        b"age-v1.2.1-darwin-arm64.tar.gz",
    )
    assert checkpoints.read(notes.parse(found.checkpoint.encode())).size == 109482
    assert str(found) == text
