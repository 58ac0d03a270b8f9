"""The register that is written set-wise for benchmarks is a true one."""

import random
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from benchmarks import large, national_day
from benchmarks.ground import BANK, booking, mortgage_act
from benchmarks.large_facts import CHUNK, LEAVES, RIGHTS
from dengbu.evidence import api as evidence
from dengbu.register import api as register

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def write(start: int, end: int) -> None:
    """Chunks, as ``large.grow`` writes them by connections of its own."""
    connection.ensure_connection()
    raw = connection.connection
    large.write(raw, large.begin(raw), start, end)
    large.count(raw, end)
    large.plant()
    raw.execute("SET session_replication_role = origin")
    raw.execute("ANALYZE")


@pytest.fixture
def chunk(offices: None) -> None:
    write(0, 1)


def answer(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_the_audit_finds_nothing_in_what_was_written_set_wise(offices: None) -> None:
    """Five chunks in two steps: one year of first registrations has two of them."""
    write(0, 3)
    write(3, 5)
    assert list(register.audit())[:5] == []
    assert list(evidence.audit_trees()) == []
    assert answer("SELECT count(*), count(log_index) FROM evidence_leaf") == [(5 * LEAVES,) * 2]
    assert large.chunks() == 5


def test_codes_and_people_are_known_without_reading_them(chunk: None) -> None:
    for n in (0, 1, 999, 1_000, 2_500, CHUNK - 1):
        (held,) = register.unit_states([large.unit_code(n)], now=NOW).values()
        assert held.ownership is not None
        assert held.ownership.holders[0].party == large.holder(n)
        assert bool(held.mortgages) == large.lent(n)
        assert bool(held.seizures) != large.free(n)
        homes = register.holdings("1", large.holder(n).id_no)
        assert large.unit_code(n) in {h.unit_code for h in homes}


def test_a_person_has_one_to_three_homes(chunk: None) -> None:
    homes = answer(
        "SELECT homes, count(*) FROM (SELECT party_id, count(*) AS homes"
        " FROM register_ownershipholder h JOIN register_ownership o ON o.id = h.ownership_id"
        " WHERE o.recorded_to IS NULL AND h.seq = 0 GROUP BY party_id) p"
        " GROUP BY homes ORDER BY homes"
    )
    assert homes == [(1, 1_000), (2, 1_000), (3, 1_000)]


def test_rights_of_a_chunk(chunk: None) -> None:
    current = " + ".join(
        f"(SELECT count(*) FROM register_{name} WHERE recorded_to IS NULL)"
        for name in ("ownership", "mortgage", "seizure")
    )
    assert answer(f"SELECT {current}") == [(RIGHTS,)]


def test_the_register_goes_on_from_there(chunk: None) -> None:
    """What is booked afterwards is numbered after it, and both are true together."""
    unit, who = large.unit_code(3), large.holder(3)
    with transaction.atomic():
        (outcome,) = register.book([booking(mortgage_act(unit, who), who, BANK)])
    assert outcome.booked, outcome.blocks
    assert list(register.audit()) == []


def test_every_case_of_a_national_day_is_entered(chunk: None) -> None:
    units = random.Random(1).sample(range(CHUNK), 600)
    batch = national_day.prepared(units)
    with transaction.atomic():
        outcomes = register.book(batch)
    assert [o.blocks for o in outcomes if not o.booked] == []
    assert len({type(act) for b in batch for act in b.acts}) == 7
    assert list(register.audit()) == []
    again = national_day.prepared(units)  # on what the first day left
    with transaction.atomic():
        assert all(o.booked for o in register.book(again))
