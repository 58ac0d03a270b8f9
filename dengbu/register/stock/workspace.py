"""The place where an import is worked out: DuckDB in a file of the work folder, memory bounded."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from dengbu.register.stock import leaves

PREFIX = "dengbu-stock-"  # of our folders
MEMORY = "768MB"  # of DuckDB; what does not fit goes to the disk
THREADS = 2


class Workspace:
    """A DuckDB database of one import in a new folder that nobody else may read.

    ``parent``: where the folder is made; what an import that was killed left there goes first, and
    everything of this one at its end. Nothing else in ``parent`` is touched.
    """

    def __init__(self, parent: Path) -> None:
        self._made = not parent.exists()
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))  # 0700
        self.folder = folder
        path = folder / "work.duckdb"
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
        self.duck.create_function(leaves.SM3, leaves.sm3, ["BLOB", "VARCHAR"], "BLOB")

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
        """Give the folder up."""
        self.duck.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._made:
            with suppress(OSError):  # something else is in it by now
                self.folder.parent.rmdir()


def literal(path: Path) -> str:
    """A path as a constant of SQL."""
    return quoted([str(path)])


def one_file(path: Path) -> str:
    """A path that is read: as a constant of SQL that names this file and no others."""
    return quoted(["".join(f"[{c}]" if c in "[*?" else c for c in str(path))])


def quoted(values: Iterable[str]) -> str:
    """Texts as a list of SQL constants."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
