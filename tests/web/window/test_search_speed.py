"""The search box answers while one types."""

import time

import pytest
from django.test import Client

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
    """Nineteen of twenty within 50 ms, in one of five tries: other tests share the machine."""
    clerk.get("/window/search", {"q": "金鹗东路"})
    assert min(_slow_search(clerk) for _ in range(5)) < 0.05


def _slow_search(clerk: Client) -> float:
    """Seconds of the second slowest of twenty searches."""
    took = []
    for _ in range(20):
        began = time.perf_counter()
        clerk.get("/window/search", {"q": "金鹗东路 0002"})
        took.append(time.perf_counter() - began)
    return sorted(took)[-2]
