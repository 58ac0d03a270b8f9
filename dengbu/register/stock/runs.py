"""What an import remembers in the database until it has ended, so that it can go on after a kill.

In a schema of its own, which belongs to whoever imports: it is no part of the register. The ids are
set aside and the salts' secret is drawn at the beginning; what is planned from the same files is
then the same again, and slices that were written are left out. Where it is not the same, because
the register or the cadastre changed meanwhile, the run is dropped and another begins.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from dengbu.database.ids import BLOCK
from dengbu.kernel.fault import Fault, FaultCode, Faults

_SCHEMA = (
    "CREATE SCHEMA IF NOT EXISTS stock;"
    " CREATE TABLE IF NOT EXISTS stock.run (digest text PRIMARY KEY, origin bigint NOT NULL,"
    " ids bigint NOT NULL, secret text NOT NULL, plan text);"
    " ALTER TABLE stock.run ADD COLUMN IF NOT EXISTS plan text;"
    " CREATE TABLE IF NOT EXISTS stock.slice (digest text NOT NULL, slice int NOT NULL,"
    " PRIMARY KEY (digest, slice))"
)
_SCHEMA_LACKS = (
    "SELECT NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'stock'"
    " AND table_name = 'run' AND column_name = 'plan')"
)
_LOCK = 7_031_207  # of the one import that may run


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One import, from its first start to its end."""

    digest: str  # of the files and of how they are read
    origin: int  # first id
    ids: int  # how many are set aside
    secret: str  # salts follow from it; forgotten at the end


class PlanChangedError(Exception):
    """The register is another than when the run was planned."""


def begin(digest: str, ids: int) -> Run:
    """The run that was interrupted, or a new one with ``ids`` ids set aside."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SCHEMA_LACKS)
        if cursor.fetchone()[0]:
            cursor.execute(_SCHEMA)
        cursor.execute("SELECT origin, ids, secret FROM stock.run WHERE digest = %s", [digest])
        if found := cursor.fetchone():
            return Run(digest=digest, origin=found[0], ids=found[1], secret=found[2])
        cursor.execute("DELETE FROM stock.slice; DELETE FROM stock.run")  # others cannot go on now
        blocks = -(-ids // BLOCK) + 1
        cursor.execute(
            "SELECT nextval('dengbu_id_block'), setval('dengbu_id_block',"
            " nextval('dengbu_id_block') + %s)",
            [blocks],
        )
        run = Run(
            digest=digest,
            origin=(cursor.fetchone()[0] + 1) * BLOCK,
            ids=(blocks - 1) * BLOCK,
            secret=secrets.token_hex(32),
        )
        cursor.execute(
            "INSERT INTO stock.run (digest, origin, ids, secret) VALUES (%s, %s, %s, %s)",
            [run.digest, run.origin, run.ids, run.secret],
        )
        return run


@contextmanager
def alone() -> Iterator[None]:
    """One import at a time. `Faults` LOCK_TIMEOUT while another runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            message = "另一个存量数据导入正在进行，请等它结束以后再导入。"
            raise Faults(Fault(code=FaultCode.LOCK_TIMEOUT, message=message))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def planned() -> Run:
    """What a dry run works with: no id is set aside."""
    return Run(digest="", origin=0, ids=0, secret="")


def done_slices(run: Run) -> set[int]:
    """Those that are committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT slice FROM stock.slice WHERE digest = %s", [run.digest])
        return {n for (n,) in cursor.fetchall()}


def mark(run: Run, slice_no: int) -> None:
    """A slice is written, in its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO stock.slice VALUES (%s, %s)", [run.digest, slice_no])


def same_plan(run: Run, plan: str) -> bool:
    """Whether a run goes on as it was planned; its plan is kept before its first slice.

    Otherwise ids of slices that are written mean other cases and people now.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock.run SET plan = coalesce(plan, %s) WHERE digest = %s RETURNING plan",
            [plan, run.digest],
        )
        return bool(cursor.fetchone()[0] == plan)


def forget(run: Run) -> None:
    """The import has ended."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM stock.slice WHERE digest = %s", [run.digest])
        cursor.execute("DELETE FROM stock.run WHERE digest = %s", [run.digest])
