"""Leaves come into the tree exactly once; salts and documents; what the audit sees."""

import hashlib
import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from dengbu.database.ids import forget_block, next_ids
from dengbu.evidence import api as evidence
from dengbu.evidence import merkle
from dengbu.evidence.models import Document, Leaf, LeafSalt, TreeHead
from dengbu.register import api as register
from tests.register.city import book, booking, first, make_units, person

OFFICE, OTHER = "430602", "430611"
FORGED = evidence.entry(evidence.Kind.BOOKING, b"", b"forged")
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
_subject = itertools.count(1)


def now() -> datetime:
    return NOW


def write(count: int, *, office: str = OFFICE) -> list[str]:
    """Commit ``count`` leaves; their subjects."""
    new = [
        evidence.NewLeaf(id=id, subject=f"test:{next(_subject)}", payload=b'{"n":%d}' % id)
        for id in next_ids(count)
    ]
    with transaction.atomic():
        evidence.attest(office, 1, new)
    return [leaf.subject for leaf in new]


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Run all at once, each on its own connection; what they raised."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(10)
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def proved(subject: str) -> bool:
    proof = evidence.inclusion_proof(subject)
    return proof is not None and evidence.verify_inclusion(
        proof.leaf, index=proof.index, size=proof.size, path=proof.path, head=proof.head
    )


@pytest.fixture(autouse=True)
def _fresh_ids() -> None:
    forget_block()


@pytest.mark.django_db
def test_a_waiting_leaf_has_no_proof_and_a_sequenced_one_has() -> None:
    (subject,) = write(1)
    assert evidence.offices_waiting() == [OFFICE]
    assert evidence.inclusion_proof(subject) is None
    assert evidence.inclusion_proof("nobody") is None
    assert evidence.sequence(OFFICE, now=now) == 1
    assert evidence.offices_waiting() == []
    assert proved(subject)
    assert evidence.sequence(OFFICE, now=now) == 0
    assert TreeHead.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 3, 4, 100])
def test_batches_of_any_size_give_the_same_tree(limit: int) -> None:
    subjects = write(11)
    while evidence.sequence(OFFICE, now=now, limit=limit):
        pass
    entries = Leaf.objects.order_by("id").values_list("entry", flat=True)
    leaves = [merkle.leaf_hash(bytes(entry)) for entry in entries]
    head = TreeHead.objects.latest("size")
    assert (head.size, bytes(head.root)) == (11, merkle.root_of(leaves))
    assert all(proved(subject) for subject in subjects)
    assert list(evidence.audit_trees()) == []


@pytest.mark.django_db
def test_each_office_has_a_tree_of_its_own() -> None:
    write(3)
    there = write(2, office=OTHER)
    for office in sorted(evidence.offices_waiting()):
        evidence.sequence(office, now=now)
    sizes = dict(TreeHead.objects.values_list("office", "size"))
    assert sizes == {OFFICE: 3, OTHER: 2}
    assert all(proved(subject) for subject in there)
    assert list(evidence.audit_trees()) == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sequencers_at_once_place_each_leaf_once() -> None:
    def writes() -> None:
        for _ in range(8):
            write(5)

    def sequences() -> None:
        for _ in range(12):
            evidence.sequence(OFFICE, now=now, limit=7)

    assert together(writes, writes, writes, sequences, sequences, sequences) == []
    while evidence.sequence(OFFICE, now=now, limit=7):
        pass
    places = list(Leaf.objects.order_by("log_index").values_list("log_index", flat=True))
    assert places == list(range(120))
    assert TreeHead.objects.latest("size").size == 120
    assert list(evidence.audit_trees()) == []


@pytest.mark.django_db
def test_a_sequencer_that_dies_leaves_the_batch_waiting() -> None:
    subjects = write(4)

    def dies() -> datetime:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evidence.sequence(OFFICE, now=dies)
    assert Leaf.objects.filter(log_index=None).count() == 4
    assert evidence.sequence(OFFICE, now=now) == 4
    assert all(proved(subject) for subject in subjects)


@pytest.mark.django_db
def test_a_leaf_does_not_tell_its_content_without_the_salt() -> None:
    leaf = evidence.NewLeaf(id=next_ids(1)[0], subject="guess", payload=b'{"id_no":"4306"}')
    entries = {evidence.attest_statement(OFFICE, 1, [leaf])[1][2] for _ in range(8)}
    assert len(entries) == 8
    guess = evidence.entry(leaf.kind, b"", leaf.payload)
    assert not any(guess.hex() in entry for entry in entries)


@pytest.mark.django_db
def test_erasing_a_salt_leaves_tree_proof_and_audit_as_they_were() -> None:
    (code,) = make_units(1)
    outcome = book(booking(first(code, person(1))))[0]
    evidence.sequence(OFFICE, now=now)
    subject = f"booking:{outcome.booking_id}"
    head = bytes(TreeHead.objects.latest("size").root)
    leaf = Leaf.objects.get(subject=subject)
    assert evidence.erase_salt(leaf.id)
    assert not evidence.erase_salt(leaf.id)
    assert evidence.leaves_of([subject])[subject].salt is None
    assert bytes(TreeHead.objects.latest("size").root) == head
    assert proved(subject)
    assert evidence.sequence(OFFICE, now=now) == 1  # the erasure has a leaf of its own
    assert proved(f"erasure:{leaf.id}")
    assert list(evidence.audit_trees()) == []
    assert list(evidence.audit_salts()) == []
    assert list(register.audit()) == []


@pytest.mark.django_db
class TestAudit:
    """Whatever is changed behind the house's back is named."""

    @pytest.fixture(autouse=True)
    def _tree(self) -> None:
        write(5)
        evidence.sequence(OFFICE, now=now, limit=3)
        evidence.sequence(OFFICE, now=now)
        assert list(evidence.audit_trees()) == []

    def said(self) -> str:
        (line,) = evidence.audit_trees()
        assert line.startswith(f"evidence {OFFICE}: ")
        return line

    def test_a_changed_leaf(self) -> None:
        Leaf.objects.filter(log_index=1).update(entry=FORGED)
        assert "the head of 3 leaves is not the recorded one" in self.said()

    def test_a_changed_leaf_of_a_later_batch(self) -> None:
        Leaf.objects.filter(log_index=4).update(entry=FORGED)
        assert "the head of 5 leaves is not the recorded one" in self.said()

    def test_a_leaf_that_is_no_entry(self) -> None:
        Leaf.objects.filter(log_index=1).update(entry=bytes(66))
        assert "leaf 1 is no entry of a known format" in self.said()

    def test_a_removed_leaf(self) -> None:
        Leaf.objects.get(log_index=2).delete()
        assert "leaf 2 is missing, found 3" in self.said()

    def test_the_last_leaf_removed(self) -> None:
        Leaf.objects.get(log_index=4).delete()
        assert "the newest head counts 5 leaves, there are 4" in self.said()

    def test_leaves_that_changed_places(self) -> None:
        Leaf.objects.filter(log_index=0).update(log_index=99)
        Leaf.objects.filter(log_index=1).update(log_index=0)
        Leaf.objects.filter(log_index=99).update(log_index=1)
        assert "is not the recorded one" in self.said()

    def test_all_heads_removed(self) -> None:
        TreeHead.objects.all().delete()
        assert "the newest head counts 0 leaves, there are 5" in self.said()

    def test_a_changed_head(self) -> None:
        TreeHead.objects.filter(size=5).update(root=bytes(32))
        assert "the head of 5 leaves is not the recorded one" in self.said()


@pytest.mark.django_db
def test_the_same_document_is_kept_once_an_office() -> None:
    content = "购房合同".encode()
    kept = [
        evidence.store_document(content, office=office, media_type="application/pdf", now=NOW)
        for office in (OFFICE, OFFICE, OTHER)
    ]
    assert kept[0] == kept[1]
    assert kept[0].sha256 == hashlib.sha256(content).hexdigest()
    assert Document.objects.count() == 2
    assert evidence.document(kept[0].sha256, office=OFFICE) == (content, "application/pdf")
    assert evidence.document("0" * 64, office=OFFICE) is None


@pytest.mark.django_db(transaction=True)
def test_the_same_document_stored_at_once_is_one() -> None:
    def store() -> None:
        evidence.store_document(b"plan", office=OFFICE, media_type="image/png", now=NOW)

    assert together(*[store] * 6) == []
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_salts_lie_apart_from_leaves() -> None:
    """A reader's role may see the tree, never the salts; only the owner erases (grants)."""
    assert Leaf.grant.reader
    assert not LeafSalt.grant.reader
    assert not LeafSalt.grant.delete
    assert not Leaf.grant.delete
