"""What the application's role cannot do, tried as that role in the database."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction

from dengbu.database import privileges
from dengbu.database.models import OfficeModel
from dengbu.database.privileges import grant_of

OURS = [m for m in apps.get_models() if m.__module__.startswith("dengbu.")]


@pytest.fixture
def as_app(db: None) -> Iterator[None]:
    privileges.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dengbu_app")
        yield
        cursor.execute("RESET ROLE")


def allowed(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        assert "permission denied" in str(error)
        return False
    return True


@pytest.mark.usefixtures("as_app")
def test_no_row_can_be_deleted_without_a_grant() -> None:
    for model in OURS:
        table = model._meta.db_table
        assert allowed(f'DELETE FROM "{table}" WHERE false') is grant_of(model).delete, table


@pytest.mark.usefixtures("as_app")
def test_no_column_can_be_changed_without_a_grant() -> None:
    for model in OURS:
        table, grant = model._meta.db_table, grant_of(model)
        for field in model._meta.concrete_fields:
            column = field.column
            granted = column in grant.update or grant.update == ("*",)
            statement = f'UPDATE "{table}" SET "{column}" = "{column}" WHERE false'
            assert allowed(statement) is granted, f"{table}.{column}"


@pytest.mark.usefixtures("as_app")
def test_the_schema_cannot_be_changed() -> None:
    assert not allowed("CREATE TABLE public.mine (id int)")
    tables = [m._meta.db_table for m in OURS if issubclass(m, OfficeModel)]
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        connection.cursor().execute(f'ALTER TABLE "{tables[0]}" DISABLE TRIGGER ALL')


@pytest.mark.usefixtures("as_app")
def test_the_application_reads_every_table() -> None:
    for model in apps.get_models(include_auto_created=True):
        assert isinstance(model, type) and issubclass(model, models.Model)
        assert allowed(f'SELECT 1 FROM "{model._meta.db_table}" LIMIT 0'), model


LOCKS = re.compile(r"FROM\s+(\w+)[^;]*?\bFOR (?:NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)", re.S)


def test_triggers_lock_only_what_the_application_may_lock(db: None) -> None:
    """A row is locked only by who may change some column of its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND prosrc ~ '\\mFOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)'"
        )
        found = {
            (name, table)
            for name, source in cursor.fetchall()
            if not name.startswith("procrastinate")
            for table in LOCKS.findall(source)
        }
    assert ("casework_refuse_refund", "casework_paymentorder") in found
    able = {m._meta.db_table for m in OURS if grant_of(m).update}
    assert {(name, table) for name, table in found if table not in able} == set()
