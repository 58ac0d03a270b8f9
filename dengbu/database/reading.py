"""Reading only: whatever is done within leaves no trace in the database, by the database's word."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction, or a part of the one that runs, in which PostgreSQL refuses every write.

    Who writes all the same raises ``django.db.InternalError``. Afterwards an outer transaction may
    write as before.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
