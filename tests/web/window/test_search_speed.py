"""The search box answers while one types."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dengbu.accounts import api as accounts
from tests.casework.desk import Desk, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def test_search_is_quick(clerk: Client, desk: Desk) -> None:
    """Nineteen of twenty within 50 ms: of this process at once, by the clock in one of five tries.

    Other tests share the machine, and the clock counts them too. The bound by the clock alone, on
    a quiet machine and among 200,000 units, is ``dengbu bench find_unit``.
    """
    clerk.get("/window/search", {"q": "金鹗东路"})
    assert _slow_search(clerk, time.process_time) < 0.05
    assert min(_slow_search(clerk, time.perf_counter) for _ in range(5)) < 0.05


def test_search_asks_few_questions(clerk: Client, desk: Desk) -> None:
    """However many units it finds."""
    clerk.get("/window/search", {"q": "金鹗东路"})
    counts = set()
    for words in ("金鹗东路", "金鹗东路 0002"):
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get("/window/search", {"q": words}).status_code == 200
        counts.add(len(asked))
    assert len(counts) == 1
    assert max(counts) <= 5


def _slow_search(clerk: Client, clock: Callable[[], float]) -> float:
    """Seconds of the second slowest of twenty searches."""
    took = []
    for _ in range(20):
        began = clock()
        clerk.get("/window/search", {"q": "金鹗东路 0002"})
        took.append(clock() - began)
    return sorted(took)[-2]
