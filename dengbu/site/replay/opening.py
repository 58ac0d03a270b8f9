"""Opening the database into which a register is replayed; whatever is wrong with it is refused."""

import os
import secrets
import subprocess
import sys

import psycopg
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dengbu.database.carrying import Raw
from dengbu.site.target import OWNER, Refused

ANSWERS_WITHIN = 10  # seconds
PATIENCE = 10_000  # ms; a replay that was killed may not be gone yet
BUSY = 727_001  # advisory lock: one replay at a time
# Plans are made while tables are empty and kept; none of ours needs to read a whole table.
SETTINGS = "-c enable_seqscan=off -c client_encoding=UTF8"
Migrations = set[tuple[str, str]]


def opened(url: str) -> Raw:
    """A connection as owner to a database with our very schema, migrated now if it was empty.

    No other replay writes there until it is closed. Raises `Refused` with what to do.
    """
    ours = _ours()
    with _connected(url, "") as login:
        _refuse_ourselves(login)
        theirs, empty = _schema(login)
    if theirs != ours:
        if theirs - ours:
            raise Refused(f"目标库的版本比源库新（{_first(theirs - ours)}）：请先升级源库。")
        if not empty:
            raise Refused(
                f"目标库的版本比源库旧（缺 {_first(ours - theirs)}）："
                "请先对目标库运行 bin/dengbu migrate。"
            )
        _migrate(url)
    into = _connected(url, f"-c role={OWNER} {SETTINGS}")
    try:
        into.execute(f"SET lock_timeout = {PATIENCE:d}".encode())
        into.execute("SELECT pg_advisory_lock(%s)", [BUSY])
        into.execute("RESET lock_timeout")
    except psycopg.errors.LockNotAvailable as error:
        into.close()
        raise Refused("另一个重放正在写这个目标库。") from error
    return into


def _connected(url: str, options: str) -> Raw:
    try:
        given = psycopg.conninfo.conninfo_to_dict(url)
        both = f"{given.get('options', '')} {options}".strip()
        return psycopg.connect(url, autocommit=True, connect_timeout=ANSWERS_WITHIN, options=both)
    except psycopg.ProgrammingError as error:
        raise Refused(f"--into 不是数据库地址：{error}") from error
    except psycopg.OperationalError as error:
        raise Refused(f"连不上 --into 指定的数据库：{error}") from error


def _ours() -> Migrations:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("源库的版本比程序旧：请先运行 bin/dengbu migrate。")
    applied = set(executor.loader.applied_migrations)
    if unknown := applied - set(executor.loader.disk_migrations):
        raise Refused(f"源库的版本比程序新（{_first(unknown)}）：请用与源库同版本的程序。")
    return applied


def _refuse_ourselves(login: Raw) -> None:
    """Advisory locks are of one database: who cannot take ours stands in the same."""
    key = secrets.randbits(62)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            free = login.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchall()[0][0]
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    if not free:
        raise Refused("--into 就是源库本身：请给另一个数据库。")


def _schema(login: Raw) -> tuple[Migrations, bool]:
    """What was migrated there, and whether its register has no row yet."""
    tables = {
        name
        for (name,) in login.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    }
    if "django_migrations" not in tables:
        if tables:
            raise Refused(f"目标库里是别的东西（表 {min(tables)} 等）：请给一个空的数据库。")
        return set(), True
    found = login.execute("SELECT app, name FROM django_migrations").fetchall()
    empty = "evidence_leaf" not in tables or not _any(login)
    return {(str(app), str(name)) for app, name in found}, empty


def _any(login: Raw) -> bool:
    login.execute(f"SET role {OWNER}")
    rows = login.execute("SELECT EXISTS (SELECT 1 FROM evidence_leaf)").fetchall()
    return bool(rows[0][0])


def _migrate(url: str) -> None:
    """`dengbu migrate` on it: a process of its own, since Django knows one database."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DENGBU_PREPARED", "DENGBU_ROLE"}}
    done = subprocess.run(  # noqa: S603 - own code
        [sys.executable, "-m", "dengbu", "migrate"],
        env={**kept, "DATABASE_URL": url},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(f"目标库不能建表：{done.stderr.strip()}")


def _first(names: Migrations) -> str:
    return ".".join(min(names))
