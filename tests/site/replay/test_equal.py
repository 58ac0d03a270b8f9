"""``dengbu register replay``: an equal register elsewhere, whatever stops it."""

import os
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from psycopg.conninfo import make_conninfo

from dengbu.accounts.models import Office
from dengbu.cadastre.models import Building, Parcel, Unit
from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.register.models import Booking, Page
from dengbu.site.commands import register as command
from tests.reference.test_same import Twins
from tests.register import land, making
from tests.register.city import (
    book,
    booking,
    first,
    make_units,
    mortgage,
    sale,
)
from tests.site.replay.doing import (
    BUYER,
    COPY,
    DAY,
    EVERYBODY,
    NOW,
    OTHER,
    OWNER,
    SERVER,
    act,
    address,
    ask,
    audit,
    bookings,
    replay,
)
from tests.source import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_an_empty_register_is_equal_too(target: str) -> None:
    assert replay(target) == 0


def test_a_unit_divided_after_the_first_replay_ends_there_too(target: str) -> None:
    (unit,) = make_units(1)
    act(first(unit, OWNER), at=NOW)
    assert replay(target) == 0
    parts = tuple(register.Piece(unit_code=land.make_part(n, "59.21")) for n in (21, 22))
    act(register.ReshapeUnits(sources=(unit,), results=parts, basis="岳测1号"), at=NOW + DAY)
    assert replay(target) == 0
    asked = "SELECT code, status FROM cadastre_unit ORDER BY code"
    assert ask(COPY, asked) == [(unit, 0), *((part.unit_code, 1) for part in parts)]
    assert "no break found" in audit(address(COPY))


def test_a_title_begun_again_and_passed_on_in_one_booking(target: str) -> None:
    (unit,) = make_units(1)
    again = (first(unit, OWNER), making.ended(unit), first(unit, OTHER))
    act(*again, sale(unit, (OTHER,), BUYER), sale(unit, (BUYER,), OWNER), at=NOW)
    assert replay(target) == 0
    assert "no break found" in audit(target)


@pytest.mark.parametrize("step", ["1", "3", "7", "1000"])
def test_steps_of_any_size_give_the_same(full: list[str], target: str, step: str) -> None:
    assert replay(target, "--step", step) == 0


def test_random_acts_are_replayed(target: str) -> None:
    """Every kind of act, many in one instant, several on one home in one booking."""
    make_units(0)
    run_state_machine_as_test(
        Twins,
        settings=settings(
            max_examples=100,
            stateful_step_count=40,
            deadline=None,
            phases=(Phase.generate,),
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Booking.objects.count() > 200
    assert replay(target, "--step", "9") == 0
    assert "no break found" in audit(target)


def test_offices_are_followed_side_by_side(full: list[str], target: str) -> None:
    """Each has a log of its own; units, people and numbers of theirs do not mix."""
    code = "430611" + full[0][6:]
    parcel = Parcel.objects.get(code="430602003012GB00045")
    Office.objects.create(
        code="430611", name="君山", province="湘", issuer="君山区", address="", phone=""
    )
    parcel.pk, parcel.office, parcel.code = next_id(), "430611", code[:19]
    parcel.save(force_insert=True)
    building = Building.objects.get()
    building.pk, building.office, building.parcel = next_id(), "430611", parcel
    building.code = code[:24]
    building.save(force_insert=True)
    unit = Unit.objects.get(code=full[0])
    unit.pk, unit.office, unit.code = next_id(), "430611", code
    unit.parcel, unit.building = parcel, building
    unit.save(force_insert=True)
    (outcome,) = book(booking(first(code, OWNER), office="430611"), at=NOW)
    assert outcome.booked
    assert replay(target, "--step", "4") == 0
    assert ask(COPY, "SELECT DISTINCT office FROM evidence_treehead ORDER BY office") == [
        ("430602",), ("430611",),
    ]  # fmt: skip
    assert "no break found" in audit(target)


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
    before, end = Booking.objects.count(), time.monotonic() + 4
    worker = threading.Thread(target=_sell_on, args=(full[10], end))
    worker.start()
    while worker.is_alive():
        assert replay(target, "--step", "2") == 0
    worker.join()
    assert replay(target) == 0
    assert bookings() == Booking.objects.count() > before + 5


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
