"""``/healthz`` says what is missing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models import F
from django.test import Client

from dengbu.site.health import WORKER, beat
from dengbu.site.models import Heartbeat


@pytest.mark.django_db
def test_ready_only_with_a_fresh_heartbeat_of_the_worker(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "unavailable", "missing": ["worker"]},
    )
    beat(WORKER)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    Heartbeat.objects.update(at=F("at") - timedelta(seconds=11))
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_named(client: Client) -> None:
    def gone(*_: object) -> object:
        raise DatabaseError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["database"])
