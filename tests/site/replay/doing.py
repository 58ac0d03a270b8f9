"""Replaying as typed, and a look into both databases."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from dengbu.register import api as register
from dengbu.site.commands import register as command
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    person,
)
from tests.source import ROOT

NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
OWNER, BUYER, OTHER = person(1), person(2), person(3)
EVERYBODY = (OWNER, BUYER, OTHER, BANK, OTHER_BANK)
SERVER = os.environ["DATABASE_URL"]
BLANK, COPY = f"dengbu_blank_{os.getpid()}", f"dengbu_copy_{os.getpid()}"


def address(database: str) -> str:
    return make_conninfo(SERVER, dbname=database)


def ask(database: str, *statements: str) -> list[tuple[Any, ...]]:
    """What the last of the statements answers, asked as superuser."""
    with psycopg.connect(address(database), autocommit=True) as asked:
        for sql in statements:
            answer = asked.execute(sql.encode())
        return answer.fetchall() if answer.description else []


def act(*acts: register.Act, at: datetime) -> None:
    known = register.PropertyFacts(members=frozenset(p.key for p in EVERYBODY))
    (outcome,) = book(booking(*acts, applicants=EVERYBODY, property=known), at=at)
    assert outcome.booked, outcome.blocks


def replay(url: str, *more: str) -> int:
    """As typed, in this process."""
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["replay", "--into", url, *more]))


def audit(url: str, *more: str) -> str:
    """What ``dengbu audit`` says of another database."""
    done = subprocess.run(
        [sys.executable, "-m", "dengbu", "audit", "--all", *more],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def forge(*statements: str) -> None:
    """In the source, without any trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for sql in statements:
            cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")


def bookings(database: str = COPY) -> int:
    return int(ask(database, "SELECT count(*) FROM register_booking")[0][0])
