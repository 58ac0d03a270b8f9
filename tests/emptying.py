"""Empty the tables after a test that commits: only those that hold something.

The framework truncates all 150 tables each time and then looks at every model's permissions; a
test has written a dozen of them. Short tables are deleted from, which is quicker than a new file;
longer ones are truncated, since deleted rows would stay in the way of what reads the whole table.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}  # the same for every test
SHORT = 10 * 8192  # bytes


def use() -> None:
    """Empty tables in this way from now on."""
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]


def _teardown(case: Any) -> None:
    with connection.cursor() as cursor:
        filled = _filled(cursor)
        short = [name for name, size in filled if size <= SHORT]
        if short:
            # Neither triggers that forbid deletion nor keys between the emptied ask anything.
            deletions = ";".join(f'DELETE FROM "{name}"' for name in short)
            cursor.execute(
                "SET session_replication_role = replica;"
                f"{deletions};"
                "SET session_replication_role = DEFAULT"
            )
        long = [f'"{name}"' for name, size in filled if size > SHORT]
        if long:
            cursor.execute(f"TRUNCATE {', '.join(long)} CASCADE")


def _filled(cursor: CursorWrapper) -> list[tuple[str, int]]:
    """Tables with rows, or whose file is long from rows that are gone, and their bytes."""
    cursor.execute(_asked())
    return [(name, size) for name, size, rows in cursor.fetchall() if rows or size > SHORT]


@cache
def _asked() -> str:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return " UNION ALL ".join(
        f"SELECT '{name}', pg_relation_size('\"{name}\"'), EXISTS (SELECT FROM \"{name}\")"
        for name in names
        if name not in KEPT
    )
