"""The register that is written set-wise for benchmarks is a true one."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from benchmarks import large
from benchmarks.ground import BANK, booking, mortgage_act
from benchmarks.large_facts import CHUNK, LEAVES, RIGHTS
from dengbu.evidence import api as evidence
from dengbu.register import api as register

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def chunks(offices: None) -> int:
    """Six chunks: some years have two of them."""
    connection.ensure_connection()
    raw = connection.connection
    origin = large.begin(raw)
    large.write(raw, origin, 0, 4)
    large.count(raw, 4)
    large.plant(raw)
    large.write(raw, origin, 4, 6)
    large.count(raw, 6)
    large.plant(raw)
    raw.execute("SET session_replication_role = origin")
    raw.execute("ANALYZE")
    return 6


def test_the_audit_finds_nothing_in_what_was_written_set_wise(chunks: int) -> None:
    assert list(register.audit())[:5] == []
    assert list(evidence.audit_trees()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evidence_leaf")
        assert cursor.fetchone() == (chunks * LEAVES,)


def test_codes_and_people_are_known_without_reading_them(chunks: int) -> None:
    for n in (0, 1, 999, 1_000, 2_500, CHUNK, CHUNK * 5 + 4_321):
        (held,) = register.unit_states([large.unit_code(n)], now=NOW).values()
        assert held.ownership is not None
        assert held.ownership.holders[0].party == large.holder(n)
        assert large.unit_code(n) in {
            h.unit_code for h in register.holdings("1", large.holder(n).id_no)
        }


def test_a_person_has_one_to_three_homes(chunks: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT homes, count(*) FROM (SELECT party_id, count(*) AS homes"
            " FROM register_ownershipholder h JOIN register_ownership o ON o.id = h.ownership_id"
            " WHERE o.recorded_to IS NULL AND h.seq = 0 GROUP BY party_id) p"
            " GROUP BY homes ORDER BY homes"
        )
        assert cursor.fetchall() == [(homes, chunks * 1_000) for homes in (1, 2, 3)]


def test_rights_of_a_chunk(chunks: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM register_ownership WHERE recorded_to IS NULL)"
            " + (SELECT count(*) FROM register_mortgage WHERE recorded_to IS NULL)"
            " + (SELECT count(*) FROM register_seizure WHERE recorded_to IS NULL)"
        )
        assert cursor.fetchone() == (chunks * RIGHTS,)


def test_the_register_goes_on_from_there(chunks: int) -> None:
    """What is booked afterwards is numbered after it, and both are true together."""
    unit = large.unit_code(3)
    with transaction.atomic():
        (outcome,) = register.book(
            [booking(mortgage_act(unit, large.holder(3)), large.holder(3), BANK)]
        )
    assert outcome.booked, outcome.blocks
    assert list(register.audit()) == []
