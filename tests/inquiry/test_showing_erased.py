"""Showings and their checks are kept as long as the office's terms say; their leaves remain."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.database import privileges
from dengbu.evidence import api as evidence
from dengbu.inquiry import api as inquiry
from dengbu.inquiry.jobs import erase_old
from dengbu.inquiry.models import Showing, ShowingCheck, ShowingErased
from tests.casework.desk import open_desk
from tests.inquiry.asked import citizen
from tests.inquiry.test_showing_races import check, start, text
from tests.register.city import OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(settings: LazySettings, tmp_path: Path) -> accounts.Actor:
    settings.LOG_KEYS = tmp_path
    open_desk(1)
    return citizen(1)


def test_what_ended_long_ago_is_erased_with_its_checks(holder: accounts.Actor) -> None:
    kept = casework.inquiry_terms(office=OFFICE, now=timezone.now()).showing.kept
    assert kept is not None
    old, young = start(holder, people=3), start(holder, people=3)
    for id in (old, old, young):
        check(text(id, holder), "学校")
    subjects = [f"showing:{old}", *(f"shown:{c.id}" for c in ShowingCheck.objects.all())]
    now = timezone.now()
    assert erase_old(now=now) == 0
    days = timedelta(days=kept + 1)
    Showing.objects.filter(id=old).update(
        started_at=now - days - timedelta(minutes=5), until=now - days
    )
    assert erase_old(now=now) == 3  # the showing and its two checks
    assert list(Showing.objects.values_list("id", flat=True)) == [young]
    assert ShowingCheck.objects.count() == 1
    assert ShowingErased.objects.count() == 3
    assert set(evidence.leaves_of(subjects)) == set(subjects)
    assert list(inquiry.audit_leaves()) == []
    assert erase_old(now=now) == 0


def test_what_is_gone_without_its_time_is_found(holder: accounts.Actor) -> None:
    id = start(holder)
    check(text(id, holder), "学校")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM inquiry_showingcheck")
        cursor.execute("DELETE FROM inquiry_showing")
        cursor.execute("SET session_replication_role = origin")
    said = list(inquiry.audit_leaves())
    assert len(said) == 2
    assert all("is attested and is not there" in line for line in said)


def refused(statement: str, values: list[object]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


def test_the_worker_erases_what_is_over_and_notes_it_first(holder: accounts.Actor) -> None:
    running, over = start(holder), start(holder)
    check(text(running, holder), "学校")
    now = timezone.now()
    ago = {"started_at": now - timedelta(hours=2), "until": now - timedelta(hours=1)}
    Showing.objects.filter(id=over).update(**ago)
    privileges.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dengbu_app")
        gone = inquiry.showing.erase_showings(OFFICE, before=now, now=now)
        for table in ("inquiry_showing", "inquiry_showingcheck"):
            assert refused(f"DELETE FROM {table}", [])  # nothing notes it
        noted = "INSERT INTO inquiry_showingerased (id, office, at) VALUES (%s, %s, %s)"
        assert refused(noted, [running, OFFICE, now])  # it runs
        assert refused(noted, [running, OFFICE, now + timedelta(days=1)])
        assert refused("DELETE FROM inquiry_showingerased", [])
        cursor.execute("RESET ROLE")
    assert gone == 1
    assert Showing.objects.get().id == running
    assert list(inquiry.audit_leaves()) == []
