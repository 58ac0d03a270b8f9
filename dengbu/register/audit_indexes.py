"""Whether every index and unique key that the models declare is in the database, and whole.

A load that was killed, or a build beside the traffic that failed, leaves a register that answers
slowly and takes the same number twice.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

LABELS = ("register", "evidence")
_THERE = """
SELECT t.relname, i.relname, a.attname, x.indnkeyatts, x.indisunique
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
 WHERE x.indisvalid AND t.relname = ANY(%s)
"""


def missing_indexes() -> Iterator[str]:
    """One line for each that is not there."""
    every = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [[model._meta.db_table for model in every]])
        there = cursor.fetchall()
    names = {(table, name) for table, name, *_ in there}
    alone = {(table, column, unique) for table, _, column, keys, unique in there if keys == 1}
    for model in every:
        table = model._meta.db_table
        for name in _declared(model):
            if (table, name) not in names:
                yield f"{table} lacks {name}"
        for field in model._meta.local_concrete_fields:
            column = field.column
            if field.unique and (table, column, True) not in alone:
                yield f"{table} lacks the unique key of {column}"
            elif (
                getattr(field, "db_index", False)
                and not {(table, column, u) for u in (True, False)} & alone
            ):
                yield f"{table} lacks the index of {column}"


def _declared(model: type[models.Model]) -> Iterator[str]:
    yield from (index.name for index in model._meta.indexes)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield constraint.name
