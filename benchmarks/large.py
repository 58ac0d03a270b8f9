"""A register as large as wanted, written set-wise: for what must not grow slower with it.

In a database of its own, ``dengbu_large_bench``; ``growth`` has one more for the smallest size.
``DENGBU_BENCH_RIGHTS`` lists the sizes in current rights (titles, mortgages, seizures), smallest
first; a million takes about 3 GB and two minutes.
Triggers and foreign keys are asleep while rows are written (``session_replication_role``), indexes
and unique keys are not; that the rows are true is shown by the audit.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from benchmarks.ground import GIVEN, OFFICE, SURNAMES, person, say, tend
from benchmarks.large_facts import CHUNK, FIRST_YEARS, KINDS, RIGHTS, SLOTS
from benchmarks.large_rows import BANK_SLOT, TABLES, bank, leaves, statements
from dengbu.accounts import api as accounts
from dengbu.database.ids import BLOCK, next_id
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.register.booking import tables

ROOT = Path(__file__).resolve().parents[1]
SIZES = tuple(
    int(n) for n in os.environ.get("DENGBU_BENCH_RIGHTS", "100000,1000000,10000000").split(",")
)
SMALL = "dengbu_small_bench"
MOST = 2_000  # chunks that ids are set aside for
SLICE = 10  # chunks a transaction
ATTESTED = 20_000  # leaves on their way at once
PER_MILLION = 3.5  # GB on disk, write-ahead log included


def grow(rights: int) -> int:
    """Bring the register to ``rights`` current rights or a few more; how many units there are."""
    have, want = chunks(), -(-rights // RIGHTS)
    if have >= want:
        return have * CHUNK
    _room((want - have) * RIGHTS)
    say(f"writing {(want - have) * RIGHTS} rights")
    begun = time.perf_counter()
    _halves(have, want)
    plant()
    tend_all()
    seconds = time.perf_counter() - begun
    say(f"written in {seconds:.0f} s, {(want - have) * RIGHTS / seconds:.0f} rights/s")
    connection.close()  # plans were made for a smaller register
    return want * CHUNK


@contextmanager
def small() -> Iterator[None]:
    """Inside, everything is done in the database of the smallest size."""
    settings, kept = connection.settings_dict, dict(os.environ)
    name = settings["NAME"]
    for variable in ("DENGBU_OWNER_URL", "DENGBU_LOADER_URL"):
        os.environ[variable] = make_conninfo(os.environ[variable], dbname=SMALL)
    connection.close()
    settings["NAME"] = SMALL  # of all threads: they share it
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = name
        os.environ.update(kept)


def chunks() -> int:
    """How many chunks the register has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cadastre_parcel")
        return int(cursor.fetchone()[0]) * 1000 // CHUNK


def unit_code(n: int) -> str:
    """The code of the n-th unit, from 0."""
    parcel = f"{OFFICE}{100 + n // 100_000:03d}001GB{n // 1_000 % 100 + 1:05d}"
    return f"{parcel}F{n % 1_000 // 100 + 1:04d}{n % 100 + 1:04d}"


def holder(n: int) -> register.PartyRef:
    """The first holder of the n-th unit as it stands."""
    place = n % CHUNK
    h = n - (0, 0, 1_000, 0, 1_000, 2_000)[place // 1_000]
    few = SURNAMES[h % len(SURNAMES)] + GIVEN[h // len(SURNAMES) % len(GIVEN)]
    name = few + chr(20_000 + h // (len(SURNAMES) * len(GIVEN)) % 5_400)
    return replace(person(h), name=name)


def lent(n: int) -> bool:
    """Whether the n-th unit was written with a mortgage that stands."""
    return n % CHUNK % 3 == 0


def free(n: int) -> bool:
    """Whether it was written without a seizure."""
    return n % CHUNK % 300 != 7


def begin(raw: psycopg.Connection[Any]) -> int:
    """The id that all others are counted from; the first time they are set aside."""
    found = raw.execute("SELECT min(id) FROM register_party WHERE id_type = '8'").fetchone()
    if found and found[0]:
        return int(found[0]) - BANK_SLOT
    blocks = (MOST * CHUNK * SLOTS + 1_000) // BLOCK + 2
    drawn = raw.execute(
        "SELECT nextval('dengbu_id_block'), setval('dengbu_id_block',"
        " nextval('dengbu_id_block') + %s)",
        [blocks],
    ).fetchone()
    origin = int(drawn[0] if drawn else 0) * BLOCK
    raw.execute(bank(origin))
    return origin


def write(raw: psycopg.Connection[Any], origin: int, start: int, end: int) -> None:
    """The rows of chunks ``start`` to ``end`` - 1, in the caller's transaction."""
    for half in (0, 1):
        _write_half(raw, half, origin, start, end)


def count(raw: psycopg.Connection[Any], end: int) -> None:
    """Bring the counters of certificates to what ``end`` chunks have issued."""
    for kind in KINDS:
        for place, year in enumerate(FIRST_YEARS):
            share = sum(1 for chunk in range(end) if chunk % len(FIRST_YEARS) == place)
            if kind.certificate and share:
                raw.execute(
                    "INSERT INTO register_counter (id, office, kind, year, last)"
                    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (office, kind, year)"
                    " DO UPDATE SET last = EXCLUDED.last",
                    [next_id(), OFFICE, kind.certificate, year + kind.later, share * kind.a_chunk],
                )


def plant() -> None:
    """Append the leaves written since to the tree, with its tiles, and record its head."""
    evidence.append_placed(OFFICE, now=lambda: datetime.now(UTC))


def tend_all() -> None:
    """What autovacuum does within a day: statistics and visibility."""
    for table in TABLES:
        tend(f"VACUUM (ANALYZE, INDEX_CLEANUP OFF, TRUNCATE OFF) {table}")  # type: ignore[arg-type]  # names of our tables


def _loader() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["DENGBU_LOADER_URL"])


def _run(raw: psycopg.Connection[Any], statements: Sequence[str]) -> None:
    raw.execute("SET LOCAL session_replication_role = replica")
    raw.execute("SET LOCAL synchronous_commit = off")
    raw.execute("SET LOCAL timezone = 'UTC'")
    for sql in statements:
        raw.execute(sql)  # type: ignore[call-overload]  # our own SQL


def _write_half(raw: psycopg.Connection[Any], half: int, origin: int, start: int, end: int) -> None:
    """One of the two halves of chunks ``start`` to ``end`` - 1."""
    _run(raw, statements(origin, start * CHUNK, end * CHUNK)[half])
    if half:
        _attest(raw, leaves(origin, start * CHUNK, end * CHUNK))


def _attest(raw: psycopg.Connection[Any], asked: str) -> None:
    """Leaves of what PostgreSQL has spelled: it knows no SM3."""
    with psycopg.ServerCursor(raw, "attested") as read:
        read.execute(asked)  # type: ignore[call-overload]  # our own SQL
        while forms := read.fetchmany(ATTESTED):
            with raw.cursor().copy(
                "COPY evidence_leaf (id, office, subject, version, entry, log_index) FROM STDIN"
            ) as written:
                for leaf, booking, place, salt, form in forms:
                    entry = evidence.entry(evidence.Kind.BOOKING, salt, form.encode())
                    row = (leaf, OFFICE, f"booking:{booking}", tables.VERSION, entry, place)
                    written.write_row(row)


def _halves(start: int, end: int) -> None:
    """Two connections, each with its own tables."""
    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
    with _loader() as raw:
        origin = begin(raw)
        count(raw, end)
    failures: list[BaseException] = []

    def run(half: int) -> None:
        try:
            with _loader() as raw:
                for first in range(start, end, SLICE):
                    last = min(first + SLICE, end)
                    _write_half(raw, half, origin, first, last)
                    raw.commit()
                    if half and (last - start) % 100 < SLICE:
                        say(f"chunk {last} of {end}")
        except BaseException as error:  # noqa: BLE001 - a failure in a thread ends the run
            failures.append(error)

    threads = [threading.Thread(target=run, args=(half,)) for half in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _room(rights: int) -> None:
    """Refuse what the disk cannot hold."""
    home = Path(os.environ.get("DENGBU_HOME", ROOT / ".dengbu"))
    free = shutil.disk_usage(home if home.exists() else ROOT).free / 1e9
    needed = rights / 1e6 * PER_MILLION
    if free < needed:
        raise RuntimeError(f"{needed:.0f} GB are needed on disk, {free:.0f} are free")
