"""The place where an import is worked out: DuckDB in a file of the work folder, memory bounded."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

MEMORY = "768MB"  # of DuckDB; what does not fit goes to the disk
THREADS = 2


class Workspace:
    """A DuckDB database of one import; closed and removed at its end."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        path = folder / "work.duckdb"
        path.unlink(missing_ok=True)
        self.duck = duckdb.connect(
            str(path),
            config={
                "memory_limit": MEMORY,
                "threads": THREADS,
                "temp_directory": str(folder / "spill"),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self.duck.execute("SET TimeZone = 'UTC'")

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> None:
        """One or more statements without an answer."""
        self.duck.execute(sql, values or None)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A small answer."""
        return self.duck.execute(sql, values or None).fetchall()

    def value(self, sql: str) -> Any:
        """The first value of the first row, None without one."""
        found = self.duck.execute(sql).fetchone()
        return None if found is None else found[0]

    def has(self, table: str) -> bool:
        """Whether a table was made."""
        return bool(self.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]))

    def close(self) -> None:
        """Give the file up."""
        self.duck.close()
        (self.folder / "work.duckdb").unlink(missing_ok=True)


def quoted(values: Iterable[str]) -> str:
    """Texts as a list of SQL constants."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
