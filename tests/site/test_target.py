"""Which server a command works on, and what the DBA of another one is told."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dengbu.site import target

SUPERUSER = os.environ["DATABASE_URL"]
ROLE = f"dba_test_{os.getpid()}"
DATABASE = f"dengbu_target_{os.getpid()}"


def server(user: str = "", database: str = "postgres") -> str:
    """The address of the tests' server as another user, on another database."""
    return make_conninfo(SUPERUSER, dbname=database, **({"user": user} if user else {}))


@pytest.fixture
def database() -> Iterator[None]:
    """A database of a role that may not create roles."""
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN")
        connection.execute(
            f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0 LOCALE 'C.UTF-8'"
        )
        yield
        connection.execute(f"DROP DATABASE {DATABASE}")
        connection.execute(f"DROP ROLE {ROLE}")


@pytest.mark.usefixtures("database")
def test_who_may_not_create_roles_is_handed_the_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DENGBU_PREPARED", raising=False)
    monkeypatch.setenv("DATABASE_URL", server(ROLE, DATABASE))
    with pytest.raises(target.Refused) as refused:
        target.find()
    statements = [line.strip() for line in str(refused.value).splitlines()[1:]]
    assert any("CREATE ROLE dengbu_app" in statement for statement in statements)
    with psycopg.connect(server(database=DATABASE), autocommit=True) as connection:
        for statement in statements:
            if not statement.startswith("CREATE ROLE"):
                connection.execute(statement)
    found = target.find()
    assert found.app["DENGBU_ROLE"] == "dengbu_app"
    assert found.folder is None


def test_a_superuser_needs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DENGBU_PREPARED", raising=False)
    monkeypatch.setenv("DATABASE_URL", server())
    assert target.find().owner["DENGBU_ROLE"] == "dengbu_owner"


def test_a_server_that_does_not_answer_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DENGBU_PREPARED", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(target.Refused, match="连不上"):
        target.find()


@pytest.mark.usefixtures("database")
def test_a_database_that_cannot_search_chinese_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{DATABASE}_c"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C'")
        try:
            monkeypatch.delenv("DENGBU_PREPARED", raising=False)
            monkeypatch.setenv("DATABASE_URL", server(database=name))
            with pytest.raises(target.Refused, match="UTF-8"):
                target.find()
        finally:
            connection.execute(f"DROP DATABASE {name}")
