"""Ids are given once, also by a database that has forgotten what it gave."""

import pytest
from django.db import connection

from dengbu.database.ids import BLOCK, next_ids

pytestmark = pytest.mark.django_db(transaction=True)


def test_ids_ascend_without_repeat() -> None:
    one, two = next_ids(3), next_ids(BLOCK * 2)
    assert len({*one, *two}) == 3 + BLOCK * 2
    assert one + two == sorted(one + two)


def test_a_new_connection_begins_a_new_block() -> None:
    """After a crash the server may give the old block to somebody else."""
    before = next_ids(1)[0]
    connection.close()
    connection.ensure_connection()  # as a transaction does first of all
    assert next_ids(1)[0] // BLOCK != before // BLOCK
