"""From files to versions: a changed guide is a new version, an unchanged one adds nothing."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction

from dengbu.casework.catalogue.guides import check_service
from dengbu.casework.catalogue.lists import check_lists
from dengbu.casework.catalogue.papers import by_code, check_shared, papers_of
from dengbu.casework.catalogue.reading import CatalogueError, Gap, Gaps, Table, read
from dengbu.casework.catalogue.services import view_of
from dengbu.casework.catalogue.tariff import check_fees, check_settings
from dengbu.casework.models import ServiceVersion
from dengbu.casework.service_views import ServiceView
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
    papers: dict[str, Table]
    fees: Table
    settings: Table
    gaps: tuple[Gap, ...]


@dataclass(kw_only=True, slots=True)
class _Reader:
    """Reads files of a catalogue and collects what is wrong in them."""

    folder: Path
    found: list[Gap] = field(default_factory=list)

    def read(self, relative: str, check: Callable[[Table, Gaps], None]) -> Table:
        """A file; its content is judged where it can be read."""
        gaps = Gaps(relative)
        table = read(self.folder / relative, gaps)
        if not gaps.found:
            check(table, gaps)
        self.found += gaps.found
        return table


def _read_all(folder: Path, city: str) -> _Files:
    reader = _Reader(folder=folder)
    papers = by_code(reader.read("materials.toml", check_shared))
    services: dict[str, Table] = {}
    for path in sorted((folder / "services").glob("*.toml")):
        check = partial(check_service, stem=path.stem, shared=papers)
        services[path.stem] = reader.read(f"services/{path.name}", check)
    if not services:
        reader.found.append(Gap(file="services/", line=0, key="", what="no service file"))
    reader.read("lists.toml", partial(check_lists, services=services))
    fees = reader.read("fees.toml", check_fees)
    settings = reader.read(
        f"cities/{city}/settings.toml", partial(check_settings, services=services)
    )
    return _Files(
        services=services,
        papers=papers,
        fees=fees,
        settings=settings,
        gaps=tuple(reader.found),
    )


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
        added: list[ServiceVersion] = []
        unchanged = []
        for code, content in sorted(contents.items()):
            digest = hashlib.sha256(canonical_json(content)).hexdigest()
            before = current.get(code)
            if before is not None and before.digest == digest:
                unchanged.append(code)
                continue
            _end(before, now)
            added.append(
                ServiceVersion(
                    office=office,
                    code=code,
                    version=last.get(code, 0) + 1,
                    content=content,
                    digest=digest,
                    valid_from=now,
                )
            )
        ServiceVersion.objects.bulk_create(added)
        gone = sorted(set(current) - set(contents))
        for code in gone:
            _end(current[code], now)
    names = tuple(f"{row.code} v{row.version}" for row in added)
    return LoadReport(added=names, unchanged=tuple(unchanged), ended=tuple(gone))


def services_of(folder: Path, *, city: str, now: datetime) -> tuple[ServiceView, ...]:
    """The services of a catalogue as its files say now, in force or not, by code.

    Raises CatalogueError naming every gap.
    """
    files = _read_all(folder, city)
    if files.gaps:
        raise CatalogueError(files.gaps)
    return tuple(
        view_of(_stored(_content(code, files)), id=0, office=city, version=0, valid_from=now)
        for code in sorted(files.services)
    )


def _stored(content: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from the database."""
    read: dict[str, Any] = orjson.loads(canonical_json(content))
    return read


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
        "material": list(papers_of(files.services[code], files.papers)),
        "hours": settings["hours"],
        "statutory_days": files.services[code].get("statutory_days", settings["statutory_days"]),
        "promised_days": promises.get(code, promises["default"]),
        "home_uses": files.fees["home_uses"],
        "garage_types": files.fees["garage_types"],
        "rates": [_dates_as_text(rate) for rate in files.fees["rate"]],
    }
    at_once = settings["at_once_minutes"] if code in settings.get("at_once", ()) else None
    content["at_once"] = at_once is not None
    content["common"] = code in settings["common"]
    minutes = settings.get("promise_minutes", {}).get(code, at_once)
    if minutes is not None:
        content["promised_minutes"] = minutes
    if settings.get("fees_before_entry"):
        content["fees_before_entry"] = True
    if "taxes" in settings and "price" in content["fields"]:
        content["taxes"] = settings["taxes"]
    at_window = settings.get("window_minutes", {}).get(code)
    if at_window is not None:
        content["window_minutes"] = at_window
    if code in settings.get("site_view", ()):
        content["site_view"] = True
    if "notice" in content and "notices_kept" in settings:
        content["notices_kept"] = settings["notices_kept"]
    return content


def _dates_as_text(row: Table) -> Table:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
