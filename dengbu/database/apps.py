from typing import Any

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "dengbu.database"
    label = "database"

    def ready(self) -> None:
        """Ids of a connection that is gone may be given again: see ``ids``."""
        from django.db.backends.signals import connection_created  # noqa: PLC0415 - apps are ready

        from dengbu.database.ids import forget_block  # noqa: PLC0415 - apps are ready

        def forget(**_: Any) -> None:
            forget_block()

        connection_created.connect(forget, weak=False)
