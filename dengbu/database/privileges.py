"""Least privilege, stated where each table is declared and granted from there.

Three roles: ``dengbu_owner`` owns the schema and runs migrations; ``dengbu_app`` is what web and
worker connect as; ``dengbu_reader`` only reads. A register row can be added by the application and
its closing columns filled; nothing of it can be rewritten or removed.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from dengbu.database.models import Grant, OfficeModel

APP, READER = "dengbu_app", "dengbu_reader"
FULL = Grant(update=("*",), delete=True, reader=False)


def grant_of(model: type[models.Model]) -> Grant:
    """The grant of a model; tables that libraries bring (sessions, jobs) get all but DDL."""
    if issubclass(model, OfficeModel):
        return model.grant
    found = getattr(model, "grant", FULL)
    return found if isinstance(found, Grant) else FULL


def statements() -> Iterator[str]:
    """The GRANT statements for all tables, idempotent: everything is revoked first."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}, {READER}"
    yield f"GRANT USAGE ON SCHEMA public TO {APP}, {READER}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}"
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        yield from _table_statements(model._meta.db_table, grant_of(model))
    for table in _library_tables():
        yield from _table_statements(table, FULL)
    yield f"GRANT SELECT ON django_migrations TO {APP}"


def _table_statements(table: str, grant: Grant) -> Iterator[str]:
    yield f'GRANT SELECT ON "{table}" TO {APP}'
    if grant.insert:
        yield f'GRANT INSERT ON "{table}" TO {APP}'
    if grant.update == ("*",):
        yield f'GRANT UPDATE ON "{table}" TO {APP}'
    elif grant.update:
        columns = ", ".join(f'"{c}"' for c in grant.update)
        yield f'GRANT UPDATE ({columns}) ON "{table}" TO {APP}'
    if grant.delete:
        yield f'GRANT DELETE ON "{table}" TO {APP}'
    if grant.reader:
        yield f'GRANT SELECT ON "{table}" TO {READER}'


def _library_tables() -> list[str]:
    """Tables of the job queue, which its Django models declare as unmanaged."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if not model._meta.managed and model._meta.app_label == "procrastinate"
    )


def apply() -> None:
    """Grant everything in one transaction; runs as the owner after every migration."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)
