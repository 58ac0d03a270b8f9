"""What an import found, row by row, and the proof that no row was lost."""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from dengbu.cadastre.importing.findings import Outcome, Row, Table, tally

COLUMNS = ("table", "row", "key", "outcome", "code", "reasons", "message", "values")
_HARMLESS = re.compile(r"[^=+@\t\r-].*|-[\w. -]*|", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport:
    """One import; `rows` are all rows of the source, in its order."""

    name: str  # of the mapping
    office: str  # 6-digit county code
    files: Mapping[str, str]  # name to SHA-256
    dry_run: bool  # True: nothing was written
    taken_at: datetime
    rows: tuple[Row, ...]
    added: Mapping[str, int]  # parcels, buildings, units now (or in a dry run: to be) added
    remarks: tuple[str, ...]  # what concerns the files as a whole

    def of(self, table: Table) -> tuple[Row, ...]:
        """The rows of one table."""
        return tuple(row for row in self.rows if row.table is table)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """By table: read = taken + noted + refused."""
        return {table.value: tally(self.of(table)) for table in Table if self.of(table)}

    @property
    def reasons(self) -> dict[str, dict[str, int]]:
        """By table: how many rows carry each reason, the commonest first."""
        return {
            table.value: dict(
                Counter(
                    code for row in self.of(table) for code in {f.code for f in row.findings}
                ).most_common()
            )
            for table in Table
            if self.of(table)
        }

    @property
    def refused(self) -> tuple[Row, ...]:
        """Rows that were not taken."""
        return tuple(row for row in self.rows if row.refused)

    def summary(self) -> dict[str, Any]:
        """The report without its rows."""
        return {
            "name": self.name,
            "office": self.office,
            "files": dict(self.files),
            "dry_run": self.dry_run,
            "taken_at": self.taken_at.isoformat(),
            "counts": self.counts,
            "added": dict(self.added),
            "reasons": self.reasons,
            "remarks": list(self.remarks),
        }

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write `rows.csv` and `summary.json` into a folder, made if it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        rows, summary = folder / "rows.csv", folder / "summary.json"
        # Spreadsheets take the mark at the front as "this is UTF-8".
        with rows.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_line(row) for row in self.rows)
        summary.write_bytes(orjson.dumps(self.summary(), option=orjson.OPT_INDENT_2) + b"\n")
        return rows, summary


def _line(row: Row) -> tuple[str, ...]:
    return (
        row.table.value,
        str(row.number),
        _plain(row.key),
        row.outcome.value,
        _plain(row.code),
        " ".join(dict.fromkeys(finding.code for finding in row.findings)),
        "；".join(finding.message for finding in row.findings),
        orjson.dumps(dict(row.values)).decode() if row.outcome is Outcome.REFUSED else "",
    )


def _plain(text: str) -> str:
    """A source's text as text: a spreadsheet would run what starts like a formula."""
    return text if _HARMLESS.fullmatch(text) else f"'{text}"


class Unreconciled(RuntimeError):
    """Rows went missing or were counted twice: a fault of ours, so nothing is written."""


def reconcile(report: ImportReport, *, pieces: int, stand_ins: int, implied: int) -> None:
    """`Unreconciled` unless every row is in exactly one place and every taken row is in.

    `pieces` are further rows of merged parcels, `stand_ins` land units and `implied` buildings
    that no row gave.
    """
    for table, extra, missing in (
        (Table.PARCELS, 0, pieces),
        (Table.BUILDINGS, implied, 0),
        (Table.UNITS, stand_ins, 0),
    ):
        rows = report.of(table)
        counted = tally(rows)
        ended = counted["taken"] + counted["noted"] + counted["refused"]
        sound = [row for row in rows if not row.refused]
        expected = len(sound) - missing + extra
        if ended != counted["read"] or len({row.number for row in rows}) != len(rows):
            raise Unreconciled(f"{table}: {counted}")
        if report.added[table.value] != expected:
            raise Unreconciled(f"{table}: {expected} sound, {report.added[table.value]} added")
        if any(not row.code for row in sound):
            raise Unreconciled(f"{table}: a sound row without a code")
