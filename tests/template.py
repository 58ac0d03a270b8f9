"""A database for tests is a copy of one that was migrated once for this state of the migrations.

Migrating takes twenty seconds and copying less than one. The template is named for what it was
made from, so another state of the tree makes another; a run that is stopped half-way leaves none.
"""

import hashlib
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
LOCK = 0x64656E67  # of those who make a template or remove old ones
KEPT = 4  # templates; others' worktrees have states of their own


def ensure_copy(database: str) -> None:
    """Make ``database`` anew as a copy of the template, which is made if it is missing."""
    template = f"dengbu_template_{state()}"
    with _maintenance() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(other, template):
            _make(other, template)
            _forget(other, but=template)
        _drop(other, database)
        other.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )


def state() -> str:
    """What the schema comes from: migrations, triggers, grants, models, versions of libraries."""
    digest = hashlib.sha256()
    sources = [p for p in (ROOT / "dengbu").rglob("*.py") if _shapes(p.relative_to(ROOT).parts)]
    for source in [*sorted(sources), ROOT / "requirements.txt"]:
        digest.update(f"{source.relative_to(ROOT)}\n".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _shapes(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(("migrations", "triggers", "models", "database")) for part in parts)


def _make(other: psycopg.Connection[tuple[object, ...]], template: str) -> None:
    """Migrate under another name first: what bears the name of a template is whole."""
    building = f"{template}_building"
    _drop(other, building)
    other.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    _migrate(building)
    other.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(building), sql.Identifier(template)
        )
    )


def _migrate(database: str) -> None:
    """Migrate ``database`` by the connection of the framework, which is then as it was."""
    from dengbu.database.migrating import bring_up  # noqa: PLC0415 - Django is ready only now

    settings = connection.settings_dict
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = database
    try:
        bring_up()
    finally:
        connection.close()
        settings["NAME"] = before


def _forget(other: psycopg.Connection[tuple[object, ...]], *, but: str) -> None:
    """Remove all but the newest templates."""
    found = other.execute(
        "SELECT datname FROM pg_database"
        " WHERE datname LIKE 'dengbu_template_%%' AND datname <> %s ORDER BY oid DESC",
        [but],
    )
    for (name,) in found.fetchall()[KEPT - 1 :]:
        _drop(other, str(name))


def remove(database: str) -> None:
    """Drop a copy that nobody needs any more."""
    with _maintenance() as other:
        _drop(other, database)


def _exists(other: psycopg.Connection[tuple[object, ...]], database: str) -> bool:
    found = other.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    return found.fetchone() is not None


def _drop(other: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    other.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    )


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    settings = connection.settings_dict
    return psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )
