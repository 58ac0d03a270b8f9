"""A first load puts indexes aside; however it ends, they are there again, and nobody is fooled."""

import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from dengbu.register import api as register
from dengbu.register.models import Booking
from dengbu.register.stock import planning, shelf, writing
from dengbu.site.commands import migrate
from tests.register.stock.files import take
from tests.register.stock.test_import import chain
from tests.register.stock.test_kill import HOMES, address, environment, exported, stock
from tests.register.stock.whole import forget_register

pytestmark = pytest.mark.django_db(transaction=True)
INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'register\\_%'"
    " OR tablename LIKE 'evidence\\_%' ORDER BY 1"
)
MAY_BOOK = "SELECT has_table_privilege('dengbu_app', 'register_booking', 'INSERT')"


def said(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def killed(folder: Path) -> int:
    """How many bookings a load had committed when it was killed, its indexes put aside."""
    connection.close()  # it must be alone when it begins
    command = [sys.executable, "-m", "tests.register.stock.importer", str(folder), "10", "1"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment())
    end = time.monotonic() + 60
    while not list((folder.parent / "work").glob("*/slice*")) and running.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.002)
    while Booking.objects.count() < 50 and running.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    while said(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = '' AND"
        " pid <> pg_backend_pid() AND datname = current_database()"
    ):
        assert time.monotonic() < end
        time.sleep(0.01)
    return Booking.objects.count()


def test_indexes_of_a_first_load_are_built_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGE", 1)
    before = said(INDEXES)
    aside: list[int] = []
    rows = writing.Writer._rows

    def watched(self: writing.Writer) -> None:
        aside.append(len(shelf.waiting()))
        assert said(MAY_BOOK) == [(False,)]
        rows(self)

    monkeypatch.setattr(writing.Writer, "_rows", watched)
    chain(tmp_path / "in")
    assert take(tmp_path / "in").total.taken == 6
    assert aside[0] > 20
    assert said(INDEXES) == before
    assert shelf.waiting() == []
    assert said(MAY_BOOK) == [(True,)]
    assert list(register.audit()) == []


def test_what_was_put_aside_is_built_although_the_load_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGE", 1)

    def fails(*_: object) -> None:
        raise RuntimeError("full")

    monkeypatch.setattr(writing.Writer, "_slice", fails)
    before = said(INDEXES)
    chain(tmp_path / "in")
    with pytest.raises(RuntimeError, match="full"):
        take(tmp_path / "in")
    assert said(INDEXES) == before


@pytest.mark.parametrize("mended", ["import", "migrate"])
def test_killed_it_leaves_word_and_is_made_whole(
    tmp_path: Path, mended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "SLICE", 10)  # as in the process that is killed
    stock(tmp_path / "in")
    before = said(INDEXES)
    take(tmp_path / "in")
    undisturbed = exported(tmp_path / "one")
    forget_register()
    assert 50 <= killed(tmp_path / "in") < HOMES * 2
    assert len(said(INDEXES)) < len(before)
    assert any(line.startswith("every-index-is-there") for line in register.audit(leaves=False))
    assert said(MAY_BOOK) == [(False,)]
    if mended == "migrate":
        assert migrate.run(migrate.Namespace()) == 0
        assert said(INDEXES) == before
        assert said(MAY_BOOK) == [(True,)]
    take(tmp_path / "in")
    assert said(INDEXES) == before
    assert exported(tmp_path / "two") == undisturbed
    assert list(register.audit()) == []


def test_nothing_is_put_aside_while_others_use_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGE", 1)
    monkeypatch.setattr(shelf, "bring_back", lambda: 0)  # what was put aside would be missing
    before = said(INDEXES)
    chain(tmp_path / "in")
    with closing(psycopg.connect(address())):
        take(tmp_path / "in")
    assert said(INDEXES) == before
    monkeypatch.setattr(shelf, "_said", lambda sql: sql != shelf._EMPTY)  # as if it held rows
    assert not shelf.put_aside([("register_booking", 1)])
    assert said(INDEXES) == before


def test_the_application_may_book_only_when_every_key_is_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the last index and the grant, word of the grant is still left."""
    monkeypatch.setattr(writing, "LARGE", 1)
    make = shelf._make

    def stops(left: list[tuple[str, str, str]]) -> list[str]:
        if [name for name, *_ in left] == [shelf._MAY_BOOK]:
            raise KeyboardInterrupt
        return make(left)

    monkeypatch.setattr(shelf, "_make", stops)
    chain(tmp_path / "in")
    with pytest.raises(KeyboardInterrupt):
        take(tmp_path / "in")
    assert said(MAY_BOOK) == [(False,)]
    monkeypatch.setattr(shelf, "_make", make)
    assert register.mend_indexes() == 1
    assert said(MAY_BOOK) == [(True,)]
