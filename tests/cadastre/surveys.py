"""The sample surveys of `tests/cadastre/data`, and how tests import them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dengbu.accounts import api as accounts
from dengbu.accounts.codes import AccountKind
from dengbu.cadastre import api as cadastre

DATA = Path(__file__).parent / "data"
OFFICE = "430602"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
OFFICER = accounts.Actor(id=1, name="测绘科", kind=AccountKind.OFFICER, office=OFFICE)


def take_in(
    name: str,
    *,
    dry_run: bool = False,
    source: Path | None = None,
    change: Callable[[str], str] = str,
    progress: Callable[[str, int, int], None] | None = None,
) -> cadastre.ImportReport:
    """Import a sample by its name; `change` rewrites its mapping."""
    mapping = cadastre.parse_mapping(change((DATA / f"{name}.toml").read_text(encoding="utf-8")))
    return cadastre.import_cadastre(
        source or DATA / f"{name}.geojson",
        mapping,
        office=OFFICE,
        actor=replace(OFFICER),
        dry_run=dry_run,
        now=NOW,
        progress=progress,
    )


def ended(report: cadastre.ImportReport) -> list[tuple[str, int, str, str, tuple[str, ...]]]:
    """Table, number, outcome, code and reasons of every row: what two reports are compared by."""
    return [
        (
            row.table.value,
            row.number,
            row.outcome.value,
            row.code,
            tuple(finding.code for finding in row.findings),
        )
        for row in report.rows
    ]
