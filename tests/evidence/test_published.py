"""The log as others read it: a reader written from the specifications finds it whole."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from dengbu.database.ids import forget_block
from dengbu.evidence import api as evidence
from dengbu.evidence.models import Leaf, LogCheckpoint, LogKey, LogTile, TreeHead
from dengbu.evidence.tlog import checkpoints, entries, notes
from dengbu.site.wiring import sequence_evidence
from tests.evidence.signing import NOW, OFFICE, grow, signer, write
from tests.evidence.tlog import reader
from tests.evidence.tlog.log import WITNESS

pytestmark = pytest.mark.django_db
VKEY = str(signer(OFFICE).verifier)


@pytest.fixture(autouse=True)
def _fresh_ids() -> None:
    forget_block()


def served(client: Client, path: str) -> bytes:
    answer = client.get(f"/log/{OFFICE}/{path}")
    assert answer.status_code == 200, path
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    return bytes(answer.content)


@pytest.mark.parametrize("batches", [(1,), (255, 1), (256,), (300, 5), (200, 400, 77)])
def test_a_reader_of_the_specification_finds_it_whole(
    client: Client, batches: tuple[int, ...]
) -> None:
    grow(*batches)
    found = reader.whole(lambda path: served(client, path), VKEY)
    stored = Leaf.objects.order_by("log_index").values_list("entry", flat=True)
    assert found == [bytes(entry) for entry in stored]
    assert all(len(e) == 66 and e[0] == 1 and e[1] == evidence.Kind.STEP for e in found)
    assert list(evidence.audit_trees()) == []


def test_tiles_above_the_first_level(client: Client) -> None:
    """65,536 + 300 leaves, written with their places as a log that is taken over."""
    size = 65_536 + 300
    Leaf.objects.bulk_create(
        [
            Leaf(
                id=n + 1,
                office=OFFICE,
                subject=f"test:{n}",
                version=1,
                entry=entries.header(entries.Kind.STEP) + n.to_bytes(64, "big"),
                log_index=n,
            )
            for n in range(size)
        ],
        batch_size=10_000,
    )
    added = evidence.append_placed(OFFICE, now=lambda: NOW, signers=signer)
    assert added == size
    assert LogTile.objects.filter(level=1).count() == 1
    assert len(reader.whole(lambda path: served(client, path), VKEY)) == size
    assert list(evidence.audit_trees()) == []
    LogTile.objects.filter(level=1).update(root=bytes(32))
    assert list(evidence.audit_trees()) == [f"evidence {OFFICE}: tile/1/000 is broken"]


def test_headers_say_what_may_be_kept(client: Client) -> None:
    grow(300)
    checkpoint = client.get(f"/log/{OFFICE}/checkpoint")
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint["Cache-Control"] == "public, max-age=1"
    for path in ("tile/0/000", "tile/0/001.p/44", "tile/entries/000", "tile/1/000.p/1"):
        tile = client.get(f"/log/{OFFICE}/{path}")
        assert tile["Content-Type"] == "application/octet-stream"
        assert "immutable" in tile["Cache-Control"]
        assert "Cookie" not in tile.get("Vary", "")
    assert client.post(f"/log/{OFFICE}/checkpoint").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",  # not full yet
        "tile/0/001.p/45",
        "tile/0/002.p/1",
        "tile/1/000",
        "tile/1/000.p/2",
        "tile/2/000.p/1",
        "tile/entries/001.p/45",
        "tile/entries/001",
        "tile/0/1",
        "tile/63/000",
        "tile/0/x999/x999/x999/x999/x999/999.p/1",
        "secrets",
    ],
)
def test_what_is_not_there(client: Client, path: str) -> None:
    grow(300)
    assert client.get(f"/log/{OFFICE}/{path}").status_code == 404


def test_an_office_without_a_log(client: Client) -> None:
    for path in ("checkpoint", "keys", "tile/0/000.p/1"):
        assert client.get(f"/log/430611/{path}").status_code == 404


def test_a_partial_tile_of_an_earlier_size_stays(client: Client) -> None:
    """Whoever holds an older checkpoint still finds what it needs."""
    grow(40)
    old = served(client, "tile/0/000.p/40")
    grow(300)
    assert served(client, "tile/0/000.p/40") == old
    assert served(client, "tile/0/000")[: 40 * 32] == old


def test_no_entry_tells_its_content(client: Client) -> None:
    write(1)
    evidence.sequence(OFFICE, now=lambda: NOW, signers=signer)
    leaf = Leaf.objects.get()
    (view,) = evidence.leaves_of([leaf.subject]).values()
    content = b'{"n":%d}' % leaf.id
    assert view.attests(content, evidence.Kind.STEP)
    assert not view.attests(content, evidence.Kind.BOOKING)
    assert not view.attests(content + b" ", evidence.Kind.STEP)
    assert content not in served(client, "tile/entries/000.p/1")
    assert view.entry != evidence.entry(evidence.Kind.STEP, b"", content)


class TestKeys:
    """Keys that sign, end and are revoked."""

    def test_a_new_key_takes_over(self) -> None:
        grow(3)
        grow(4, seed=2)
        old, new = evidence.keys_of(OFFICE)
        assert (old.until_size, new.since_size, new.until) == (3, 7, None)
        assert list(evidence.audit_trees()) == []

    def test_an_ended_key_signs_no_more(self) -> None:
        grow(3)
        grow(4, seed=2)
        write(1)
        with pytest.raises(evidence.EndedKey):
            evidence.sequence(OFFICE, now=lambda: NOW, signers=signer)
        assert TreeHead.objects.count() == 2
        assert Leaf.objects.filter(log_index=None).count() == 1

    def test_a_head_without_signature_is_signed_later(self) -> None:
        write(5)
        evidence.sequence(OFFICE, now=lambda: NOW)
        assert evidence.offices_unsigned() == [OFFICE]
        assert evidence.published(OFFICE) is None
        assert evidence.sign_again(OFFICE, signer, now=NOW) is not None
        assert evidence.offices_unsigned() == []
        assert evidence.sign_again(OFFICE, signer, now=NOW) is None
        assert LogCheckpoint.objects.count() == 1

    def test_what_a_revoked_key_signed_later_is_worth_nothing(self) -> None:
        grow(3, 2)
        held = (evidence.published(OFFICE) or "").encode()
        assert evidence.revoke(OFFICE, reason="丢了", now=NOW, from_size=3) == 1
        (line,) = evidence.audit_trees()
        assert "the newest checkpoint, of 5 leaves, is signed by no key that is in force" in line
        assert "\n3\n" in (evidence.published(OFFICE) or "")  # at once, before a new key signs
        found = evidence.compare(OFFICE, held, source="x", now=NOW)
        assert found is evidence.Judgement.SAME_REVOKED  # we did publish it
        evidence.sign_again(OFFICE, lambda o: signer(o, 2), now=NOW)
        assert evidence.keys_of(OFFICE)[0].until_size == 3
        note = notes.parse((evidence.published(OFFICE) or "").encode())
        assert notes.signed_by(note, [signer(OFFICE, 2).verifier])
        assert list(evidence.audit_trees()) == []

    def test_a_revoked_key_contradicts_only_with_a_witness_that_was_asked(self) -> None:
        grow(5)
        evidence.add_witness(OFFICE, str(WITNESS.verifier), "http://w", now=NOW)
        evidence.revoke(OFFICE, reason="丢了", now=NOW, from_size=3)
        name = signer(OFFICE).name
        other = checkpoints.Checkpoint(origin=name, size=5, root=bytes(32))
        note = checkpoints.signed(other, signer(OFFICE))
        found = evidence.compare(OFFICE, note.encode(), source="x", now=NOW)
        assert found is evidence.Judgement.STRANGER  # whoever found the key can write this
        early = WITNESS.cosign(other.text(), int(NOW.timestamp()) - 86_400)
        found = evidence.compare(OFFICE, (note + early).encode(), source="x", now=NOW)
        assert found is evidence.Judgement.STRANGER
        seen = note + WITNESS.cosign(other.text(), int(NOW.timestamp()))
        evidence.end_witness(OFFICE, WITNESS.name, now=NOW + timedelta(days=1))
        found = evidence.compare(OFFICE, seen.encode(), source="x", now=NOW)
        assert found is evidence.Judgement.FORK
        assert [fork.note for fork in evidence.forks_of(OFFICE)] == [seen]

    def test_what_a_revoked_key_signed_is_not_shown_though_witnesses_signed_it(self) -> None:
        evidence.add_witness(OFFICE, str(WITNESS.verifier), "http://w", now=NOW)
        grow(3, 2)
        (wanted,) = evidence.cosignatures_wanted()
        line = WITNESS.cosign(wanted.note.partition("\n\n")[0] + "\n", int(NOW.timestamp()))
        evidence.keep_cosignature(wanted, line, now=NOW)
        evidence.revoke(OFFICE, reason="丢了", now=NOW, from_size=3)
        evidence.sign_again(OFFICE, lambda o: signer(o, 2), now=NOW)
        shown = notes.parse((evidence.published(OFFICE) or "").encode())
        assert notes.signed_by(shown, [signer(OFFICE, 2).verifier])
        evidence.revoke(OFFICE, reason="也丢了", now=NOW, from_size=0)
        assert "\n3\n" in (evidence.published(OFFICE) or "")

    def test_a_clock_that_jumps_back_does_no_harm(self) -> None:
        grow(3)
        write(2)
        evidence.sequence(OFFICE, now=lambda: NOW - timedelta(days=400), signers=signer)
        assert list(evidence.audit_trees()) == []
        assert "\n5\n" in (evidence.published(OFFICE) or "")


class TestSigned:
    """What was signed cannot be taken back."""

    def test_a_tree_that_was_changed_is_not_signed_again(self) -> None:
        grow(5)
        TreeHead.objects.update(root=bytes(32))
        write(1)
        with pytest.raises(evidence.Inconsistent):
            evidence.sequence(OFFICE, now=lambda: NOW, signers=signer)

    def test_leaves_changed_and_their_tree_planted_anew(self) -> None:
        """Somebody with all rights in the database but without the key."""
        grow(5)
        forged = evidence.entry(evidence.Kind.STEP, b"", b"forged")
        Leaf.objects.filter(log_index=2).update(entry=forged)
        TreeHead.objects.all().delete()
        evidence.append_placed(OFFICE, now=lambda: NOW)
        lines = list(evidence.audit_trees())
        assert lines == [f"evidence {OFFICE}: the checkpoint of 5 leaves is not of this tree"]
        write(1)
        with pytest.raises(evidence.Inconsistent):
            evidence.sequence(OFFICE, now=lambda: NOW, signers=signer)

    def test_a_shorter_tree_is_not_signed(self) -> None:
        grow(5, 3)
        TreeHead.objects.filter(size=8).delete()
        Leaf.objects.filter(log_index__gte=5).update(log_index=None)
        with pytest.raises(evidence.Inconsistent):
            evidence.sequence(OFFICE, now=lambda: NOW, limit=1, signers=signer)

    def test_a_changed_checkpoint_is_found(self) -> None:
        grow(5)
        note = LogCheckpoint.objects.get().note
        for changed in (note.replace("\n5\n", "\n6\n"), note.replace("log.example", "log.exbmple")):
            LogCheckpoint.objects.update(note=changed)
            assert len(list(evidence.audit_trees())) == 1
        LogCheckpoint.objects.update(note=note)
        assert list(evidence.audit_trees()) == []
        LogKey.objects.all().delete()
        assert len(list(evidence.audit_trees())) == 1


def test_an_export_is_a_log(tmp_path: Path) -> None:
    for days, count in enumerate((200, 100, 7)):
        write(count)
        at = NOW + timedelta(days=days // 2)
        evidence.sequence(OFFICE, now=lambda at=at: at, signers=signer)

    def put(path: str, content: bytes) -> None:
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    assert evidence.export(OFFICE, put) == 307
    assert len(reader.whole(lambda path: (tmp_path / path).read_bytes(), VKEY)) == 307
    assert len((tmp_path / "checkpoints" / "list").read_text().split()) == 2
    with pytest.raises(evidence.NothingSigned):
        evidence.export("430611", put)


def test_an_office_that_must_not_sign_holds_back_no_other(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.LOG_KEYS = tmp_path
    grow(5)  # by a key that is not the one in the folder, of a log that is called otherwise
    TreeHead.objects.update(root=bytes(32))
    write(1)
    write(2, office="430611")
    with pytest.raises(evidence.Inconsistent):
        sequence_evidence()
    assert Leaf.objects.filter(office="430602", log_index=None).count() == 1
    assert "\n2\n" in (evidence.published("430611") or "")
