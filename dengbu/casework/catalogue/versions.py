"""Versions of the services of an office, one after another without a gap."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from dengbu.casework.models import ServiceVersion
from dengbu.casework.rows import JsonRows, insert, json

_VERSIONS = JsonRows(
    table=ServiceVersion._meta.db_table,
    shared=(),
    each=(
        ("id", "bigint"),
        ("office", "text"),
        ("code", "text"),
        ("version", "integer"),
        ("content", "text"),
        ("digest", "text"),
        ("valid_from", "timestamptz"),
        ("valid_to", "timestamptz"),
    ),
    json=frozenset({"content"}),
)


class Succession:
    """The versions of an office as they will be once something begins ``at`` a moment.

    ``rows``: all of them, by the moment from which they are in force; locked.
    """

    def __init__(self, rows: Iterable[ServiceVersion], *, at: datetime) -> None:
        self._at = at
        self._of: dict[str, list[ServiceVersion]] = {}
        for row in rows:
            self._of.setdefault(row.code, []).append(row)
        self._changed: dict[int, ServiceVersion] = {}
        self._added: list[ServiceVersion] = []

    def drop_later(self) -> tuple[str, ...]:
        """Nothing that was to begin at that moment or later will come; answers what that was."""
        dropped: list[str] = []
        for code, rows in self._of.items():
            later = [row for row in rows if row.valid_from >= self._at and _comes(row)]
            for row in later:
                row.valid_to = row.valid_from
                self._changed[row.id] = row
                dropped.append(f"{code} v{row.version}")
            if later:
                self._reopen(code, later[0].valid_from)
        return tuple(dropped)

    def _reopen(self, code: str, end: datetime) -> None:
        """What ended because the dropped one was to follow goes on."""
        before = next((r for r in self._of[code] if _comes(r) and r.valid_to == end), None)
        if before is not None:
            before.valid_to = None
            self._changed[before.id] = before

    def _in_force(self, code: str) -> ServiceVersion | None:
        for row in self._of.get(code, ()):
            if row.valid_from <= self._at and (row.valid_to is None or row.valid_to > self._at):
                return row
        return None

    def says(self, code: str) -> str:
        """Digest of the content that is in force at that moment; "" for none."""
        row = self._in_force(code)
        return row.digest if row else ""

    def follow(
        self, *, office: str, code: str, content: dict[str, Any], digest: str
    ) -> ServiceVersion:
        """The next version, from that moment until another is planned to follow."""
        rows = self._of.setdefault(code, [])
        next_one = min(
            (r.valid_from for r in rows if r.valid_from > self._at and _comes(r)), default=None
        )
        self._end(self._in_force(code))
        row = ServiceVersion(
            office=office,
            code=code,
            version=max((r.version for r in rows), default=0) + 1,
            content=content,
            digest=digest,
            valid_from=self._at,
            valid_to=next_one,
        )
        rows.append(row)
        self._added.append(row)
        return row

    def end_all_but(self, codes: Collection[str]) -> tuple[str, ...]:
        """Services that have gone end; answers which."""
        gone = sorted(code for code in self._of if code not in codes and self._in_force(code))
        for code in gone:
            self._end(self._in_force(code))
        return tuple(gone)

    def _end(self, row: ServiceVersion | None) -> None:
        if row is not None:
            row.valid_to = max(self._at, row.valid_from)
            self._changed[row.id] = row

    def save(self) -> None:
        """All ends before all beginnings: two are never in force at once."""
        ending = sorted(self._changed.values(), key=lambda row: row.valid_to is None)
        for row in ending:
            row.save(update_fields=["valid_to"])
        insert(_VERSIONS, (), [tuple(_columns(row)) for row in self._added])


def _columns(row: ServiceVersion) -> Iterable[Any]:
    for name, _ in _VERSIONS.each:
        value = getattr(row, name)
        yield json(value) if name in _VERSIONS.json else value


def _comes(row: ServiceVersion) -> bool:
    """Whether a version is or will be in force at all: not dropped before it began."""
    return row.valid_to is None or row.valid_to > row.valid_from
