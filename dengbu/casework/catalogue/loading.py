"""From files to versions: a changed guide is a new version, an unchanged one adds nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from dengbu.casework.catalogue.reading import (
    CatalogueError,
    Gap,
    Gaps,
    Table,
    check_fees,
    check_service,
    check_settings,
    read,
)
from dengbu.casework.models import ServiceVersion
from dengbu.kernel.canonical import canonical_json


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadReport:
    """What a load changed."""

    added: tuple[str, ...]  # "G10 v2"
    unchanged: tuple[str, ...]
    ended: tuple[str, ...]  # codes that the catalogue does not have any more


@dataclass(frozen=True, kw_only=True, slots=True)
class _Files:
    """A catalogue as read, with what is wrong in it."""

    services: dict[str, Table]
    fees: Table
    settings: Table
    gaps: tuple[Gap, ...]


def _read_all(folder: Path, city: str) -> _Files:
    found: list[Gap] = []
    services: dict[str, Table] = {}

    def opened(relative: str) -> tuple[Table, Gaps]:
        gaps = Gaps(relative)
        return read(folder / relative, gaps), gaps

    for path in sorted((folder / "services").glob("*.toml")):
        table, gaps = opened(f"services/{path.name}")
        if not gaps.found:
            check_service(table, gaps, stem=path.stem)
        services[path.stem] = table
        found += gaps.found
    if not services:
        found.append(Gap(file="services/", key="", what="no service file"))
    fees, gaps = opened("fees.toml")
    if not gaps.found:
        check_fees(fees, gaps)
    found += gaps.found
    settings, gaps = opened(f"cities/{city}/settings.toml")
    if not gaps.found:
        check_settings(settings, gaps)
    for key in {**settings.get("promises", {}), **settings.get("promise_minutes", {})}:
        if key != "default" and key not in services:
            gaps.add(f"promises.{key}", "no such service")
    found += gaps.found
    return _Files(services=services, fees=fees, settings=settings, gaps=tuple(found))


def cities(folder: Path) -> Iterator[str]:
    """Codes of the cities that the catalogue has settings for."""
    for path in sorted((folder / "cities").iterdir()):
        if path.is_dir():
            yield path.name


def check_catalogue(folder: Path) -> tuple[Gap, ...]:
    """Everything that is wrong in a catalogue, for every city in it. Empty: sound."""
    found = [gap for city in cities(folder) for gap in _read_all(folder, city).gaps]
    return tuple(dict.fromkeys(found))


def load_catalogue(folder: Path, *, office: str, now: datetime) -> LoadReport:
    """Make the catalogue of ``folder`` the one in force at an office, all of it or nothing.

    Services whose content is unchanged keep their version; a changed one gets the next, valid from
    ``now``; one that has gone ends. Raises CatalogueError naming every gap.
    """
    files = _read_all(folder, office[:4] + "00")
    if files.gaps:
        raise CatalogueError(files.gaps)
    contents = {code: _content(code, files) for code in files.services}
    with transaction.atomic():
        rows = ServiceVersion.objects.select_for_update().filter(office=office)
        current = {row.code: row for row in rows.filter(valid_to=None)}
        last: dict[str, int] = {}
        for code, version in rows.values_list("code", "version"):
            last[code] = max(version, last.get(code, 0))
        added, unchanged = [], []
        for code, content in sorted(contents.items()):
            digest = hashlib.sha256(canonical_json(content)).hexdigest()
            before = current.get(code)
            if before is not None and before.digest == digest:
                unchanged.append(code)
                continue
            _end(before, now)
            version = last.get(code, 0) + 1
            ServiceVersion.objects.create(
                office=office,
                code=code,
                version=version,
                content=content,
                digest=digest,
                valid_from=now,
            )
            added.append(f"{code} v{version}")
        gone = sorted(set(current) - set(contents))
        for code in gone:
            _end(current[code], now)
    return LoadReport(added=tuple(added), unchanged=tuple(unchanged), ended=tuple(gone))


def _end(row: ServiceVersion | None, now: datetime) -> None:
    if row is not None:
        row.valid_to = max(now, row.valid_from)
        row.save(update_fields=["valid_to"])


def _content(code: str, files: _Files) -> dict[str, Any]:
    """The guide with the city's settings and the tariff laid over it: all that a case needs."""
    settings = files.settings
    promises = settings["promises"]
    content: dict[str, Any] = {
        **files.services[code],
        "hours": settings["hours"],
        "statutory_days": settings["statutory_days"],
        "promised_days": promises.get(code, promises["default"]),
        "home_uses": files.fees["home_uses"],
        "garage_types": files.fees["garage_types"],
        "rates": [_dates_as_text(rate) for rate in files.fees["rate"]],
    }
    minutes = settings.get("promise_minutes", {}).get(code)
    if minutes is not None:
        content["promised_minutes"] = minutes
    if "notice" in content and "notices_kept" in settings:
        content["notices_kept"] = settings["notices_kept"]
    return content


def _dates_as_text(row: Table) -> Table:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
