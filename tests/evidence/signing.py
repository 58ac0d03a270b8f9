"""Keys for tests, and a log of any size."""

from datetime import UTC, datetime

from django.db import transaction

from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence

OFFICE = "430602"
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)


def signer(office: str, seed: int = 1) -> evidence.Signer:
    """The key of an office's log."""
    name = f"log.example/{office}"
    return evidence.Signer(name=name, kind=evidence.ED25519, seed=bytes([seed]) * 32)


def write(count: int, *, office: str = OFFICE, kind: evidence.Kind = evidence.Kind.STEP) -> None:
    """Commit leaves."""
    new = [
        evidence.NewLeaf(id=id, subject=f"test:{id}", payload=b'{"n":%d}' % id, kind=kind)
        for id in next_ids(count)
    ]
    with transaction.atomic():
        evidence.attest(office, 1, new)


def grow(*batches: int, office: str = OFFICE, seed: int = 1) -> None:
    """Write leaves and put them into the tree, batch by batch, each signed."""
    for count in batches:
        write(count, office=office)
        evidence.sequence(office, now=lambda: NOW, signers=lambda o: signer(o, seed))
