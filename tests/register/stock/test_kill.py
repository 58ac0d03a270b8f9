"""Killed at any moment and started again, an import ends with the very same register."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from dengbu.cadastre.models import Unit
from dengbu.register import api as register
from dengbu.register.models import Booking, Ownership, Page
from dengbu.register.stock import workspace, writing
from tests.register import making
from tests.register.city import first, make_units
from tests.register.stock.files import holder, loan, national, put, take, title
from tests.register.stock.whole import enter, forget_register

pytestmark = pytest.mark.django_db(transaction=True)
HOMES = 400


def stock(folder: Path) -> None:
    """Homes registered and sold, a third mortgaged."""
    units = make_units(HOMES)
    titles, people, loans = [], [], []
    for n, unit in enumerate(units, 1):
        old, new = f"岳房权证第{n}号", f"湘(2019)岳阳市不动产权第{n:07d}号"
        first, second = f"43060220180105{n:06d}", f"43060220190603{n:06d}"
        titles += [
            title(unit, first, old, "2018-01-05", QSZT="2"),
            title(unit, second, new, "2019-06-03 10:00:00", DJLX="200"),
        ]
        people += [holder(unit, old, n), holder(unit, new, n + 1)]
        if n % 3 == 0:
            proof = f"湘(2019)岳阳市不动产证明第{n:07d}号"
            at = "2019-06-04 10:00:00"
            loans.append(loan(unit, f"43060220190604{n:06d}", proof, at, DYR=f"周{n + 1}"))
            people.append(holder(unit, proof, n + 2))
    put(folder, "FDCQ2", titles)
    put(folder, "QLR", people)
    put(folder, "DYAQ", loans)


def address() -> str:
    found = connection.get_connection_params()
    names = {"dbname", "user", "password", "host", "port"}
    return make_conninfo(**{k: v for k, v in found.items() if k in names and v})


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.register.stock.importer", str(folder), "10"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment())


def environment() -> dict[str, str]:
    """Of a process that works on the database of this test."""
    return {**os.environ, "DATABASE_URL": address()}


def exported(folder: Path) -> dict[str, bytes]:
    register.export_register(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def kill_after(running: subprocess.Popen[bytes], bookings: int) -> None:
    end = time.monotonic() + 60
    while Booking.objects.count() < bookings and running.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.communicate()


def test_killed_twice_and_started_again_it_ends_with_the_same_register(tmp_path: Path) -> None:
    stock(tmp_path / "in")
    take(tmp_path / "in")
    undisturbed = exported(tmp_path / "one")
    total = Booking.objects.count()
    assert total == HOMES * 2 + HOMES // 3
    forget_register()
    for share in (5, 2):
        kill_after(start(tmp_path / "in"), total // share)
        partly = Booking.objects.count()
        assert total // share <= partly < total
        assert list(register.audit()) == []
    last = start(tmp_path / "in")
    last.communicate()
    assert last.returncode == 0
    assert exported(tmp_path / "two") == undisturbed
    assert list(register.audit()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stock.run")
        assert cursor.fetchone() == (0,)


def test_where_the_register_changed_meanwhile_everybody_keeps_what_is_theirs(
    tmp_path: Path,
) -> None:
    stock(tmp_path / "in")
    kill_after(start(tmp_path / "in"), 80)
    assert Booking.objects.count() < 600
    begun = set(Page.objects.values_list("unit_code", flat=True))
    homes = dict(Unit.objects.values_list("code", "id"))
    changed = next(code for code in sorted(homes) if code not in begun and code[19] == "F")
    enter(first(changed, making.OWNER))  # what the stock says of this home comes too late now
    report = take(tmp_path / "in")
    assert report.total.there > 0
    assert set(report.reasons) == {"LATER_IN_REGISTER", "DEPENDS"}
    names = Ownership.objects.filter(recorded_to=None).values_list(
        "page__unit_code", "holders__party__name"
    )
    expected = {unit: f"周{n + 1}" for n, unit in enumerate(sorted(homes), 1)}
    assert dict(names) == expected | {changed: making.OWNER.name}
    assert list(register.audit()) == []


def test_with_triggers_and_foreign_keys_awake_it_is_the_same_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(tmp_path / "in")
    take(tmp_path / "in")
    asleep = exported(tmp_path / "one")
    forget_register()
    monkeypatch.setattr("dengbu.register.stock.importing.may_sleep", lambda: False)
    assert writing.may_sleep()
    take(tmp_path / "in")
    assert exported(tmp_path / "two") == asleep
    assert list(register.audit()) == []


MIB = 1 << 20


def test_what_is_worked_out_needs_no_more_memory_than_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty thousand rows within what DuckDB needs to work at all; the rest goes to the disk."""
    monkeypatch.setattr(workspace, "MEMORY", "128MB")
    monkeypatch.setattr("tests.register.stock.test_kill.HOMES", 6_000)
    stock(tmp_path / "in")
    report = take(tmp_path / "in")
    assert report.total.taken == report.total.read == 28_000


def test_a_large_file_is_read_within_bounded_memory(tmp_path: Path) -> None:
    """100 MB, of which nothing may stay in memory but what is being worked on."""
    make_units(1)
    path = put(tmp_path / "in", "LJZ", [])
    row = {
        "LJZH": "430602003012GB00045",
        "ZRZH": "430602003012GB00045F0001",
        "YSDM": "6001030120",
        "MPH": "金鹗东路86号",
        "FWJG1": "3",
        "JZWZT": "3",
        "FWYT1": "11",
        "ZCS": "25",
        "DSCS": "24",
        "DXCS": "1",
        "BZ": "备" * 200,
    }
    line = ",".join(row.get(name, "") for name in national("LJZ")).encode() + b"\r\n"
    with path.open("ab") as file:
        for _ in range(100 * MIB // len(line) // 1000):
            file.write(line * 1000)
    assert path.stat().st_size > 95 * MIB
    running = start(tmp_path / "in")
    said = running.communicate()[0].decode()
    assert running.returncode == 0
    assert int(said.split()[-1]) < 1_000
