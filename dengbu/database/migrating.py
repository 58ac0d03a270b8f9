"""Bringing the schema up to date while the office works.

A statement that alters a table waits for those who read it, and everybody who comes later waits
behind it. So a migration waits for two seconds at most, lets the others through and tries again.
One that builds an index or looks at all rows holds nobody up: it is not atomic and may wait.
"""

import time

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from dengbu.database.waits import is_passing

WAIT = "2s"
PAUSE, TRIES = 1.0, 120  # seconds between tries, and how many


def bring_up() -> None:
    """Apply what is not applied yet, in order. Raises what PostgreSQL raised on the last try."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not executor.loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)  # nobody is there yet
        return
    for migration, _ in plan:
        _apply(migration.app_label, migration.name, patient=not migration.atomic)
    if plan:
        call_command("migrate", verbosity=0, interactive=False)  # what follows all migrations


def _apply(app: str, name: str, *, patient: bool) -> None:
    """One migration, as often as needed."""
    for left in reversed(range(TRIES)):
        with connection.cursor() as cursor:
            wait = "0" if patient else WAIT
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [wait])
        try:
            call_command("migrate", app, name, verbosity=0, interactive=False)
        except OperationalError as error:
            if not left or not is_passing(error):
                raise
            time.sleep(PAUSE)
        else:
            return
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
