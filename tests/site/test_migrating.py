"""The schema is brought up to date while bookings go on: nobody waits long, and nothing is lost."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dengbu.site import server
from tests.source import ROOT

BEFORE = "0011_holdings_by_index"  # the release that the traffic knows
NAME = f"dengbu_migrating_{os.getpid()}"
PAGES = 3_000
LONG_READ = 6.0  # seconds for which a report holds its tables
PATIENCE = 4.0  # seconds: longer than a migration may keep others waiting
LEFT_OVER = 3  # seconds of traffic before and after
OLD_SCHEMA = (
    "import django; django.setup(); from django.core.management import call_command;"
    f" call_command('migrate', 'register', '{BEFORE}', verbosity=0)"
)
FILL = f"""
INSERT INTO register_booking (id, office, case_no, recorded_at, seq, registrar_id, registrar_name,
  system) SELECT n, '430602', lpad(n::text, 20, '0'), now(), n, 1, 'x', false
  FROM generate_series(1, {PAGES}) n;
"""  # noqa: S608 - constants only
# What the release before writes: its own columns, by name.
TRAFFIC = (
    "SELECT id FROM register_page WHERE id = %(page)s FOR NO KEY UPDATE",
    "INSERT INTO register_booking (id, office, case_no, recorded_at, seq, registrar_id,"
    " registrar_name, system) VALUES (%(id)s, '430602', %(case_no)s, now(), 0, 1, 'x', false)",
    "INSERT INTO register_entry (id, office, booking_id, seq, page_id, registration_type, subclass,"
    " right_type, cause, effective_at) VALUES (%(id)s, '430602', %(id)s, 0, %(page)s, 100, '1051',"
    " '23', 'x', now())",
    "INSERT INTO register_mortgage (id, office, page_id, opened_by_id, effective_from,"
    " recorded_from, mode, amount, debt_from, debt_to, scope, contract_no, rank_key, revision)"
    " VALUES (%(id)s, '430602', %(page)s, %(id)s, now(), now(), '1', 1, '2024-01-01', '2034-01-01',"
    " 'x', 'x', %(id)s, 0)",
)


def address(database: str) -> str:
    return make_conninfo(os.environ["DATABASE_URL"], dbname=database)


def ours(*arguments: str) -> "subprocess.Popen[bytes]":
    """A process of ours on the database, as its owner."""
    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo(address(NAME), options="-c role=dengbu_owner"),
        "DENGBU_PREPARED": "1",
    }
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)


@pytest.fixture
def old() -> Iterator[str]:
    """A database as the release before left it, with some thousand pages."""
    with psycopg.connect(address("postgres"), autocommit=True) as maintenance:
        server.ensure_roles(maintenance)
        maintenance.execute(f"DROP DATABASE IF EXISTS {NAME} (FORCE)".encode())
        maintenance.execute(f"CREATE DATABASE {NAME} OWNER dengbu_owner".encode())
    assert ours("-c", OLD_SCHEMA).wait() == 0
    with psycopg.connect(address(NAME), autocommit=True) as filling:
        filling.execute("SET session_replication_role = replica")
        filling.execute(FILL.encode())
        filling.execute(
            "INSERT INTO register_page (id, office, unit_id, unit_code, locked)"
            " SELECT n, '430602', n, 'U' || lpad(n::text, 27, '0'), 0"
            " FROM generate_series(1, %s) n",
            [PAGES],
        )
    yield address(NAME)
    with psycopg.connect(address("postgres"), autocommit=True) as maintenance:
        maintenance.execute(f"DROP DATABASE {NAME} (FORCE)".encode())


class Traffic(threading.Thread):
    """One booking after the other, as the release before writes them."""

    def __init__(self, url: str, first: int) -> None:
        super().__init__()
        self.url, self.first = url, first
        self.longest, self.done = 0.0, 0
        self.stopping = threading.Event()
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with psycopg.connect(self.url) as connection:
                while not self.stopping.is_set():
                    begun = time.monotonic()
                    self.book(connection)
                    self.longest = max(self.longest, time.monotonic() - begun)
                    self.done += 1
        except Exception as error:  # noqa: BLE001 - told by the test
            self.failure = error

    def book(self, connection: "psycopg.Connection[Any]") -> None:
        pk = self.first + self.done
        values = {"id": pk, "page": 1 + self.done % PAGES, "case_no": f"{pk:020d}"}
        with connection.transaction():
            for sql in TRAFFIC:
                connection.execute(sql.encode(), values)


def report(url: str, read: threading.Event) -> None:
    """A reader who keeps his tables for some seconds, as a statistic of the month does."""
    with psycopg.connect(url) as connection, connection.transaction():
        connection.execute("SELECT count(*) FROM register_mortgage, register_notice")
        connection.execute("SELECT count(*) FROM register_ownership")
        read.set()
        time.sleep(LONG_READ)


def test_bookings_go_on_while_the_schema_is_brought_up_to_date(old: str) -> None:
    clerks = [Traffic(old, first) for first in (1_000_000, 2_000_000)]
    for clerk in clerks:
        clerk.start()
    read = threading.Event()
    reader = threading.Thread(target=report, args=(old, read))
    time.sleep(LEFT_OVER)
    reader.start()
    assert read.wait(30)
    before = sum(clerk.done for clerk in clerks)
    migrating = ours("-m", "dengbu", "migrate")
    assert migrating.wait(120) == 0
    during = sum(clerk.done for clerk in clerks) - before
    time.sleep(LEFT_OVER)
    for clerk in clerks:
        clerk.stopping.set()
        clerk.join()
    reader.join()
    assert [clerk.failure for clerk in clerks] == [None, None]
    assert during > 50
    assert max(clerk.longest for clerk in clerks) < PATIENCE
    with psycopg.connect(old) as asked:
        (booked,) = asked.execute(
            "SELECT count(*) FROM register_mortgage WHERE restores_id IS NULL"
        ).fetchone() or (0,)
        assert booked == sum(clerk.done for clerk in clerks)
        checked = asked.execute(
            "SELECT conname FROM pg_constraint WHERE NOT convalidated"
        ).fetchall()
        assert checked == []
