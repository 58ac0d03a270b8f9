"""``dengbu register replay``: an equal register elsewhere whatever stops it, or a refusal."""

import os
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.register.models import Booking, Page
from dengbu.site import server
from dengbu.site.commands import register as command
from dengbu.site.replay import opening
from tests.register import making
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    first,
    make_units,
    mortgage,
    person,
    sale,
)
from tests.source import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
OWNER, BUYER, OTHER = person(1), person(2), person(3)
EVERYBODY = (OWNER, BUYER, OTHER, BANK, OTHER_BANK)
SERVER = os.environ["DATABASE_URL"]
BLANK, COPY = f"dengbu_blank_{os.getpid()}", f"dengbu_copy_{os.getpid()}"
KINDS = 6  # of what seldom stands on a home


def address(database: str) -> str:
    return make_conninfo(SERVER, dbname=database)


def ask(database: str, *statements: str) -> list[tuple[Any, ...]]:
    """What the last of the statements answers, asked as superuser."""
    with psycopg.connect(address(database), autocommit=True) as asked:
        for sql in statements:
            answer = asked.execute(sql.encode())
        return answer.fetchall() if answer.description else []


@pytest.fixture(scope="module")
def blank() -> Iterator[str]:
    """A database in which nothing was ever done."""
    with psycopg.connect(address("postgres"), autocommit=True) as maintenance:
        server.ensure_roles(maintenance)
        maintenance.execute(f"CREATE DATABASE {BLANK} OWNER dengbu_owner".encode())
        yield BLANK
        maintenance.execute(f"DROP DATABASE {BLANK} (FORCE)".encode())


@pytest.fixture
def target(blank: str) -> Iterator[str]:
    """The address of a migrated database without rows; the first who asks migrates it."""
    ask("postgres", f"DROP DATABASE IF EXISTS {COPY} (FORCE)")
    if not ask(blank, "SELECT to_regclass('django_migrations')")[0][0]:
        opening.opened(address(blank)).close()
    ask("postgres", f"CREATE DATABASE {COPY} TEMPLATE {blank} OWNER dengbu_owner")
    yield address(COPY)
    ask("postgres", f"DROP DATABASE {COPY} (FORCE)")


def act(*acts: register.Act, at: datetime) -> None:
    (outcome,) = book(booking(*acts, applicants=EVERYBODY), at=at)
    assert outcome.booked, outcome.blocks


@pytest.fixture
def full() -> list[str]:
    """A register with every kind of row: 12 homes, each with a life of its own."""
    units = make_units(12)
    book(*(booking(first(unit, OWNER)) for unit in units[:2]), at=NOW)
    book(booking(first(units[2], BUYER)), at=NOW)
    act(mortgage(units[0], (OWNER,)), at=NOW)
    act(making.changed(units[0]), at=NOW + DAY)
    act(making.passed_on(units[0]), at=NOW + 2 * DAY)
    act(sale(units[1], (OWNER,), BUYER, OTHER), at=NOW)  # closed at the very instant it opened
    act(making.reissued(units[1]), at=NOW + DAY)
    act(first(units[3], OWNER), at=NOW)
    act(making.ended(units[3]), at=NOW)
    act(first(units[3], OTHER), at=NOW)  # a title again, all in one instant
    homes: Sequence[Callable[[str], register.Act]] = (
        making.seize, making.notice, making.objection, making.stop, making.dwelling,
    )  # fmt: skip
    for unit, make in zip(units[4:], homes, strict=False):
        act(first(unit, OWNER), at=NOW)
        act(make(unit), at=NOW)
    act(making.way(units[0]), at=NOW + 3 * DAY)
    act(making.renewed(units[4]), at=NOW + DAY)
    act(making.sued(units[6]), at=NOW + 2 * DAY)
    act(making.left(units[8]), at=NOW + 4 * DAY)
    act(first(units[9], OWNER, OTHER, separate_certificates=True), at=NOW)
    (refused,) = book(booking(making.objection(units[11])), at=NOW)
    assert not refused.booked
    return units


def replay(url: str, *more: str) -> int:
    """As typed, in this process."""
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["replay", "--into", url, *more]))


def audit(url: str) -> str:
    """What ``dengbu audit`` says of another database."""
    done = subprocess.run(
        [sys.executable, "-m", "dengbu", "audit", "--all"],
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


def test_an_empty_database_becomes_an_equal_register(
    full: list[str], blank: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Page.objects.filter(unit_code=full[11]).exists(), "a page that no entry names"
    ask("postgres", f"CREATE DATABASE {COPY} OWNER dengbu_owner")
    try:
        assert replay(address(COPY)) == 0
        said = capsys.readouterr().out
        total = Booking.objects.count()
        assert f"已重放 {total} / {total} 件（100.0%）" in said
        assert "两边指纹相同" in said
        assert "no break found" in audit(address(COPY))
        (mine,) = ask(connection.settings_dict["NAME"], "SELECT last_value FROM dengbu_id_block")
        assert ask(COPY, "SELECT last_value FROM dengbu_id_block") == [mine]
    finally:
        ask("postgres", f"DROP DATABASE {COPY} (FORCE)")


@pytest.mark.parametrize("step", ["1", "3", "7", "1000"])
def test_steps_of_any_size_give_the_same(full: list[str], target: str, step: str) -> None:
    assert replay(target, "--step", step) == 0


def test_what_was_entered_since_is_replayed_on(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    there = bookings()
    act(sale(full[3], (OTHER,), BUYER), at=NOW + 5 * DAY)
    act(making.reissued(full[3]), at=NOW + 6 * DAY)
    act(mortgage(full[3], (BUYER,)), at=NOW + 7 * DAY)
    capsys.readouterr()
    assert replay(target) == 0
    assert f"目标库已有 {there} 件" in capsys.readouterr().out
    assert bookings() == there + 3
    assert "no break found" in audit(target)


def test_an_erased_salt_is_erased_there_too(full: list[str], target: str) -> None:
    assert replay(target) == 0
    (change,) = register.changes("430602", after=2, limit=1)
    evidence.erase_salt(change.leaf.id)
    assert replay(target) == 0
    assert "no break found" in audit(target)


def test_an_office_that_works_on_is_followed(full: list[str], target: str) -> None:
    """What is compared is one moment; what came after it waits for the next run."""
    book(booking(first(full[10], OWNER)), at=NOW)
    end = time.monotonic() + 4
    worker = threading.Thread(target=_sell_on, args=(full[10], end))
    worker.start()
    while worker.is_alive():
        assert replay(target, "--step", "2") == 0
    worker.join()
    assert replay(target) == 0
    assert bookings() == Booking.objects.count() > 40


def _sell_on(unit: str, end: float) -> None:
    """One sale after another."""
    try:
        owner, buyer = OWNER, BUYER
        while time.monotonic() < end:
            (outcome,) = book(booking(sale(unit, (owner,), buyer), applicants=EVERYBODY))
            assert outcome.booked
            owner, buyer = buyer, owner
            time.sleep(0.05)
    finally:
        connection.close()


@pytest.mark.crash
def test_killed_again_and_again_it_ends_equal(target: str) -> None:
    units = make_units(120)
    book(*(booking(first(unit, OWNER)) for unit in units), at=NOW)
    loans = (booking(mortgage(unit, (OWNER,)), applicants=EVERYBODY) for unit in units)
    book(*loans, at=NOW + DAY)
    ours = make_conninfo(SERVER, dbname=connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": ours, "DENGBU_PREPARED": "1"}
    typed = [sys.executable, "-m", "dengbu", "register", "replay", "--into", target, "--step", "1"]
    for wanted in (20, 90, 150):
        with subprocess.Popen(typed, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as running:
            end = time.monotonic() + 60
            while bookings() < wanted:
                assert running.poll() is None
                assert time.monotonic() < end
            running.send_signal(signal.SIGKILL)
        assert running.returncode == -signal.SIGKILL
        assert bookings() < 2 * len(units)
    assert replay(target) == 0
    assert bookings() == 2 * len(units)
    assert "no break found" in audit(target)


def test_a_broken_row_stops_it_there_and_nothing_of_it_is_written(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = full[1]
    forge("UPDATE register_ownership SET holder_count = 5 WHERE previous_id IS NOT NULL")
    assert replay(target) == 1
    said = capsys.readouterr().err
    case = Booking.objects.filter(entries__page__unit_code=unit).order_by("id")[1]
    assert case.case_no in said
    assert "has 2 holders, not 5" in said
    place = ask(COPY, "SELECT count(*) FROM evidence_leaf")[0][0]
    assert place == bookings()
    assert 0 < place < Booking.objects.count()
    assert ask(COPY, f"SELECT 1 FROM register_booking WHERE case_no = '{case.case_no}'") == []
    forge("UPDATE register_ownership SET holder_count = 2 WHERE holder_count = 5")
    assert replay(target) == 0


def test_a_log_that_has_lost_its_end_is_said_so(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    act(making.reissued(full[2]), at=NOW + DAY)
    assert evidence.sequence("430602", now=lambda: NOW, order=register.LOG_ORDER) == 1
    forge("DELETE FROM evidence_leaf WHERE log_index = (SELECT max(log_index) FROM evidence_leaf)")
    assert replay(target) == 1
    assert "的日志缺第" in capsys.readouterr().err


def test_a_row_that_is_not_the_same_is_found_and_its_table_named(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    ask(COPY, "SET session_replication_role = replica", "UPDATE register_mortgage SET amount = 1")
    assert replay(target) == 1
    assert "两边不一样的表：register_mortgage\n" in capsys.readouterr().err


def test_a_target_that_holds_what_the_source_does_not_is_refused(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target) == 0
    ask(COPY, "UPDATE evidence_leaf SET log_index = NULL WHERE log_index = 3")
    assert replay(target) == 1
    assert "目标库里有源库没有的内容" in capsys.readouterr().err
    ask(COPY, "UPDATE evidence_leaf SET log_index = 3 WHERE log_index IS NULL")
    ask(COPY, "UPDATE evidence_leaf SET version = 9 WHERE log_index = 3")
    assert replay(target) == 1
    assert "和源库的不一样" in capsys.readouterr().err
    ask(COPY, "SET session_replication_role = replica", "DELETE FROM evidence_leaf")
    assert replay(target) == 1
    assert "件登簿不在日志里" in capsys.readouterr().err


def test_people_of_the_targets_own_are_said_to_stand_in_the_way(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (name, id_no) = ask(connection.settings_dict["NAME"], "SELECT name, id_no FROM register_party")[
        0
    ]
    ask(
        COPY,
        "INSERT INTO register_party (id, office, name, id_type, id_no, party_type)"
        f" VALUES (1, '430602', '{name}', '1', '{id_no}', '1')",
    )
    assert replay(target) == 1
    said = capsys.readouterr().err
    assert "register_party_identity" in said
    assert "写不进目标库" in said
    assert bookings() == 0


def test_another_schema_is_refused_and_said_which_way(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(COPY, "INSERT INTO django_migrations (app, name, applied) VALUES ('register', 'x', now())")
    assert replay(target) == 2
    assert "比源库新（register.x）" in capsys.readouterr().err
    ask(COPY, "DELETE FROM django_migrations WHERE name = 'x'")
    assert replay(target) == 0
    ask(COPY, "DELETE FROM django_migrations WHERE app = 'register' AND name = '0006_no_overlap'")
    assert replay(target) == 2
    assert "比源库旧（缺 register.0006_no_overlap）" in capsys.readouterr().err


def test_a_database_of_others_ourselves_and_nobody_are_refused(
    blank: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay("postgresql://nobody@127.0.0.1:1/none") == 2
    assert "连不上" in capsys.readouterr().err
    assert replay("nonsense") == 2
    assert "不是数据库地址" in capsys.readouterr().err
    assert replay(address(connection.settings_dict["NAME"])) == 2
    assert "就是源库本身" in capsys.readouterr().err
    ask("postgres", f"CREATE DATABASE {COPY}")
    try:
        ask(COPY, "CREATE TABLE somebody_elses (id bigint)")
        assert replay(address(COPY)) == 2
        assert "somebody_elses" in capsys.readouterr().err
    finally:
        ask("postgres", f"DROP DATABASE {COPY} (FORCE)")


def test_two_at_once_do_not_mix(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with opening.opened(target) as other:
        other.execute("SELECT 1")
        assert replay(target) == 2
    assert "另一个重放" in capsys.readouterr().err


def test_the_fingerprint_is_of_content_and_not_of_place(
    full: list[str], target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(target, "--step", "2") == 0
    parser = ArgumentParser()
    command.add_arguments(parser)
    capsys.readouterr()
    assert command.run(parser.parse_args(["fingerprint"])) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(register.fingerprints(connection.cursor()))
    ask(COPY, "ALTER DATABASE " + COPY + " SET TimeZone = 'Asia/Shanghai'")
    with psycopg.connect(target) as asked:
        asked.execute("SET bytea_output = 'escape'")
        theirs = register.fingerprints(asked.cursor())
    assert [f"{t} {f.rows} {f}" for t, f in theirs.items()] == [" ".join(x.split()) for x in lines]
