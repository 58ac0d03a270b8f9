"""Jobs of the house, and those of a worker that was killed."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.models import ProcrastinateJob

from dengbu.site import jobs, worker


@pytest.mark.django_db
def test_only_sessions_that_have_expired_are_removed() -> None:
    now = timezone.now()
    for key, left in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now + timedelta(minutes=left)
        )
    jobs.clear_sessions(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_the_jobs_of_all_contexts_are_found_by_the_worker() -> None:
    ours = {"site.clear_sessions", "site.clear_jobs", "casework.follow_up", "casework.end_notices"}
    ours |= {"casework.check_lists"}
    assert ours <= set(app.tasks)


@pytest.fixture
def empty_queue(transactional_db: None) -> Iterator[None]:
    """The job queue's tables, which Django empties neither before nor after a test."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE")


@pytest.mark.usefixtures("empty_queue")
def test_jobs_of_a_killed_worker_are_queued_again_and_those_of_a_living_one_are_not() -> None:
    with connection.cursor() as cursor:
        for beat_ago in ("1 minute", "1 second"):
            cursor.execute(
                "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - %s::interval) RETURNING id)"
                " INSERT INTO procrastinate_jobs"
                " (task_name, queue_name, queueing_lock, status, worker_id)"
                " SELECT 'site.clear_sessions', 'default', %s, 'doing', id FROM w",
                [beat_ago, beat_ago],
            )

    async def revived() -> int:
        connector = PsycopgConnector(kwargs=connector_params())
        own = app.with_connector(connector)
        async with own.open_async():
            return await worker.revive(own)

    assert asyncio.run(revived()) == 1
    rows = ProcrastinateJob.objects.order_by("id").values_list("queueing_lock", "status")
    assert list(rows) == [("1 minute", "todo"), ("1 second", "doing")]
