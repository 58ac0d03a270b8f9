"""Which database a command works on, and as which role."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dengbu.site import server

OLDEST = 150000  # PostgreSQL 15
OWNER, APP = "dengbu_owner", "dengbu_app"
PREPARED = {"DENGBU_PREPARED": "1"}  # the parent process chose address and role already


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A database, reachable for the owner of the schema and for the application."""

    owner: Mapping[str, str]  # environment of a process that migrates
    app: Mapping[str, str]  # environment of web and worker
    folder: Path | None  # data of the embedded server; None for a server of others
    started: bool  # whether this process started the embedded server


class Refused(Exception):
    """The database cannot be used; the text says what to do."""


def find(database: str = "dengbu") -> Target:
    """The server of ``DATABASE_URL``, else the embedded one, started if need be.

    Raises `Refused`.
    """
    if os.environ.get("DENGBU_PREPARED"):
        return Target(owner={}, app={}, folder=None, started=False)
    given = os.environ.get("DATABASE_URL")
    return _external(given) if given else _embedded(database)


def _embedded(database: str) -> Target:
    folder = server.home() / "postgres"
    started = server.running(folder) is None
    uri = server.start(folder)
    server.ensure_database(uri, database)
    return Target(
        owner={**PREPARED, "DATABASE_URL": server.address(uri, role=OWNER, database=database)},
        app={**PREPARED, "DATABASE_URL": server.address(uri, role=APP, database=database)},
        folder=folder,
        started=started,
    )


def _external(url: str) -> Target:
    """A server of others: its login keeps its rights, our processes give them up on connecting."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            _check(connection)
            _prepare(connection)
    except psycopg.OperationalError as error:
        raise Refused(f"连不上 DATABASE_URL 指定的数据库：{error}") from error
    return Target(
        owner={**PREPARED, "DATABASE_URL": url, "DENGBU_ROLE": OWNER},
        app={**PREPARED, "DATABASE_URL": url, "DENGBU_ROLE": APP},
        folder=None,
        started=False,
    )


def _check(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    if connection.info.server_version < OLDEST:
        raise Refused("需要 PostgreSQL 15 或更高版本。")
    row = connection.execute(
        "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    if row is None or row[1] != "UTF8" or row[0] in ("C", "POSIX"):
        raise Refused(
            "数据库须用 UTF8 编码，且字符分类不是 C（否则查不到中文地址）。请这样新建：\n"
            "  CREATE DATABASE dengbu TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';"
        )


def _prepare(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Roles, membership and room for the schema; the statements themselves when not allowed."""
    if _ready(connection):
        return
    statements = _statements(connection)
    try:
        server.ensure_roles(connection)
        for statement in statements:
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        roles = [f"CREATE ROLE {role} LOGIN" for role in server.ROLES]
        lines = [*roles, *(statement.as_string(connection) for statement in statements)]
        raise Refused(
            "当前数据库用户不能建立角色。请数据库管理员执行下面的语句（已有的角色跳过），再启动：\n"
            + "\n".join(f"  {line};" for line in lines)
        ) from error


def _ready(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = connection.execute(
        "SELECT count(*) = %s AND coalesce(bool_and(pg_has_role(oid, 'MEMBER')), false)"
        " FROM pg_roles WHERE rolname = ANY(%s)",
        [len(server.ROLES), list(server.ROLES)],
    ).fetchone()
    if row is None or not row[0]:
        return False
    room = connection.execute(
        "SELECT has_schema_privilege(%s, 'public', 'CREATE')"
        " AND has_database_privilege(%s, current_database(), 'CREATE')",
        [OWNER, OWNER],
    ).fetchone()
    return bool(room and room[0])


def _statements(connection: psycopg.Connection[tuple[object, ...]]) -> list[sql.Composed]:
    user = sql.Identifier(connection.info.user)
    database = sql.Identifier(connection.info.dbname)
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in server.ROLES)
    owner = sql.Identifier(OWNER)
    return [
        sql.SQL("GRANT {} TO {}").format(roles, user),
        sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, owner),
        sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(owner),
    ]
