"""From files to versions: a changed guide is a new version, an unchanged one adds nothing.

Versions follow one another without a gap. A catalogue can be put in force from a day to come: what
is in force until then goes on, and each case keeps the version under which it was accepted.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone

from dengbu.casework.catalogue.guides import check_service
from dengbu.casework.catalogue.inquiry import CODE as INQUIRY_CODE
from dengbu.casework.catalogue.inquiry import FILE as INQUIRY
from dengbu.casework.catalogue.inquiry import check_inquiry, online_items, terms_of
from dengbu.casework.catalogue.laws import FILE as LAWS
from dengbu.casework.catalogue.laws import check_laws, laws_of
from dengbu.casework.catalogue.lists import BESIDE, MARKS, check_lists, online_names
from dengbu.casework.catalogue.marks import FILE as MARKS_FILE
from dengbu.casework.catalogue.marks import check_marks
from dengbu.casework.catalogue.overlay import Reader
from dengbu.casework.catalogue.papers import by_code, check_shared, papers_of
from dengbu.casework.catalogue.places import check_departments, check_offices, strays
from dengbu.casework.catalogue.reading import CatalogueError, Gap, Gaps, Table, read
from dengbu.casework.catalogue.services import view_of
from dengbu.casework.catalogue.settings import check_settings
from dengbu.casework.catalogue.tariff import check_fees, fee_kinds, open_kinds
from dengbu.casework.catalogue.versions import Succession
from dengbu.casework.models import ServiceVersion
from dengbu.casework.service_views import ServiceView
from dengbu.casework.terms import InquiryTerms
from dengbu.kernel.canonical import canonical_json
from dengbu.kernel.chinese import SHANGHAI

DEPARTMENTS = "departments.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadReport:
    """What a load changed."""

    added: tuple[str, ...]  # "G10 v2"
    unchanged: tuple[str, ...]
    ended: tuple[str, ...]  # codes that the catalogue does not have any more
    dropped: tuple[str, ...] = ()  # versions that were planned and will not come: "G10 v3"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Written:
    """What one service says, as it is kept."""

    code: str
    text: bytes  # canonical JSON
    digest: str  # SHA-256 of it, hexadecimal

    def content(self) -> dict[str, Any]:
        """As it comes back from the database; the caller's own."""
        read: dict[str, Any] = orjson.loads(self.text)
        return read


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    """All files of a catalogue; two folders that say the same are the same."""

    digest: str
    folder: Path = field(compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Files:
    """A catalogue as read, with what is wrong in it."""

    services: dict[str, Table]
    papers: dict[str, Table]
    fees: Table
    inquiry: Table
    marks: Table
    settings: Table
    online: Mapping[str, str]  # 网办事项: code to name
    gaps: tuple[Gap, ...]


def _read_all(folder: Path, city: str, *, on: date) -> _Files:
    reader = Reader(folder=folder, city=city)
    laws = laws_of(reader.laid_over(LAWS, check_laws) or {})
    papers = by_code(reader.laid_over("materials.toml", check_shared) or {})
    services: dict[str, Table] = {}
    for name in reader.names("services"):
        stem = name.removesuffix(".toml")
        check = partial(check_service, stem=stem, shared=papers, laws=laws)
        table = reader.laid_over(f"services/{name}", check)
        if table is not None:
            services[stem] = table
    if not services:
        reader.found.append(Gap(file="services/", line=0, key="", what="no service file"))
    national = _national(folder, services)
    asked = online_items(read(folder / INQUIRY, Gaps(INQUIRY)))
    listed = reader.alone("lists.toml", partial(check_lists, services=national, asked=asked))
    inquiry = reader.laid_over(INQUIRY, partial(check_inquiry, laws=laws)) or {}
    marks = reader.laid_over(MARKS_FILE, check_marks) or {}
    fees = reader.laid_over("fees.toml", check_fees) or {}
    if not any(gap.file.endswith("fees.toml") for gap in reader.found):
        reader.found += _uncovered(folder, fees, services.values(), on=on)
    settings = reader.alone(
        f"{reader.own}/settings.toml", partial(check_settings, services=services)
    )
    reader.alone(f"{reader.own}/offices.toml", partial(check_offices, city=city))
    if (folder / reader.own / DEPARTMENTS).exists():
        reader.alone(f"{reader.own}/{DEPARTMENTS}", check_departments)
    reader.found += strays(folder, city=city)
    return _Files(
        services=services,
        papers=papers,
        fees=fees,
        inquiry=inquiry,
        marks=marks,
        settings=settings,
        online=online_names(listed),
        gaps=tuple(reader.found),
    )


def _uncovered(folder: Path, fees: Table, services: Iterable[Table], *, on: date) -> Iterator[Gap]:
    """What the tariff leaves without a fee, on the line of the country that comes nearest."""
    gaps = Gaps("fees.toml")
    lines = read(folder / "fees.toml", gaps).get("rate", [])
    for kind, use, day in open_kinds(fees.get("rate", ()), fee_kinds(services), on=on):
        near = [i for i, row in enumerate(lines) if kind in row.get("registrations", ())]
        said = f"no line says what {kind} costs for {use} from {day}"
        gaps.add(f"rate.{near[-1]}" if near else "rate", said)
    yield from gaps.found


def _national(folder: Path, services: Mapping[str, Table]) -> dict[str, Table]:
    """The services of the country, which its lists name, whatever a city withdraws."""
    names = sorted(path.stem for path in (folder / "services").glob("*.toml"))
    return {
        name: services[name]
        if name in services
        else read(folder / "services" / f"{name}.toml", Gaps(name))
        for name in names
    }


def cities(folder: Path) -> Iterator[str]:
    """Codes of the cities that the catalogue has settings for."""
    for path in sorted((folder / "cities").glob("*/")):
        yield path.name


def check_catalogue(folder: Path, *, on: date | None = None) -> tuple[Gap, ...]:
    """Everything that is wrong in a catalogue, for every city in it. Empty: sound.

    ``on``: the day from which it has to hold; none is today.
    """
    day = on or timezone.now().astimezone(SHANGHAI).date()
    found = [gap for city in cities(folder) for gap in _read_all(folder, city, on=day).gaps]
    if not any(True for _ in cities(folder)):  # a mistyped path must not pass for sound
        found = [Gap(file=str(folder), line=0, key="cities", what="no city has settings here")]
    return tuple(dict.fromkeys(found))


def load_catalogue(
    folder: Path, *, office: str, now: datetime, since: datetime | None = None
) -> LoadReport:
    """Make the catalogue of ``folder`` the one in force at an office, all of it or nothing.

    Services whose content is unchanged keep their version; a changed one gets the next, in force
    from ``now`` until what is planned already; one that has gone ends. With ``since``, a moment to
    come, all that is from then on, and whatever else was planned from then on is dropped. Raises
    CatalogueError naming every gap, ValueError for a ``since`` that is past.
    """
    if since is not None and since <= now:
        raise ValueError(f"a catalogue is put in force from a day to come, not {since}")
    contents = {one.code: one for one in _written(folder, office[:4] + "00", since or now)}
    with transaction.atomic():
        rows = ServiceVersion.objects.select_for_update().filter(office=office)
        plan = Succession(rows.order_by("valid_from", "version"), at=since or now)
        dropped = plan.drop_later() if since is not None else ()
        added: list[str] = []
        unchanged: list[str] = []
        for code, one in sorted(contents.items()):
            if plan.says(code) == one.digest:
                unchanged.append(code)
                continue
            row = plan.follow(office=office, code=code, content=one.content(), digest=one.digest)
            added.append(f"{code} v{row.version}")
        gone = plan.end_all_but(contents)
        plan.save()
    return LoadReport(added=tuple(added), unchanged=tuple(unchanged), ended=gone, dropped=dropped)


def contents_of(folder: Path, *, city: str, now: datetime) -> dict[str, dict[str, Any]]:
    """What each service of a catalogue says for a city, by code, to be in force from ``now``.

    As it comes back from the database. Raises CatalogueError naming every gap.
    """
    return {one.code: one.content() for one in _written(folder, city, now)}


def _written(folder: Path, city: str, now: datetime) -> tuple[_Written, ...]:
    """The same files say the same: the offices of a city read and judge them once."""
    state = _State(digest=_digest(folder), folder=folder)
    return _judged(state, city, now.astimezone(SHANGHAI).date())


@lru_cache(maxsize=16)
def _judged(state: _State, city: str, on: date) -> tuple[_Written, ...]:
    files = _read_all(state.folder, city, on=on)
    if files.gaps:
        raise CatalogueError(files.gaps)
    if _digest(state.folder) != state.digest:  # perhaps half of the one and half of the other
        what = "the files were changed while they were read: try again"
        raise CatalogueError((Gap(file=str(state.folder), line=0, key="", what=what),))
    contents = {code: _content(code, files) for code in sorted(files.services)}
    beside = {INQUIRY_CODE: files.inquiry, MARKS: files.marks}
    contents |= {code: table for code, table in beside.items() if table}
    texts = {code: canonical_json(content) for code, content in contents.items()}
    return tuple(
        _Written(code=code, text=text, digest=hashlib.sha256(text).hexdigest())
        for code, text in texts.items()
    )


def _digest(folder: Path) -> str:
    """Digest of all files of a catalogue with their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.relative_to(folder)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def services_of(folder: Path, *, city: str, now: datetime) -> tuple[ServiceView, ...]:
    """The services of a catalogue as its files say now, in force or not, by code.

    Raises CatalogueError naming every gap.
    """
    return tuple(
        view_of(content, id=0, office=city, version=0, valid_from=now)
        for code, content in contents_of(folder, city=city, now=now).items()
        if code not in BESIDE
    )


def inquiry_terms_of(folder: Path, *, city: str, now: datetime) -> InquiryTerms | None:
    """The terms of inquiry of a catalogue as its files say now; None where a city has none.

    Raises CatalogueError naming every gap.
    """
    content = contents_of(folder, city=city, now=now).get(INQUIRY_CODE)
    if content is None:
        return None
    return terms_of(content, office=city, version=0, valid_from=now)


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
    if "online" in content:
        content["online_names"] = [files.online[one] for one in content["online"]]
    at_once = settings["at_once_minutes"] if code in settings.get("at_once", ()) else None
    content["at_once"] = at_once is not None
    content["common"] = code in settings["common"]
    if "firms" in promises:
        content["firms_days"] = promises["firms"]
    minutes = settings.get("promise_minutes", {}).get(code, at_once)
    if minutes is not None:
        content["promised_minutes"] = minutes
    if settings.get("fees_before_entry"):
        content["fees_before_entry"] = True
    if "taxes" in settings and "price" in content["fields"]:
        content["taxes"] = settings["taxes"]
    _of_the_city(content, code, settings)
    return content


def _of_the_city(content: dict[str, Any], code: str, settings: Table) -> None:
    """What a city says of some services only."""
    for key in ("smart_minutes", "window_minutes"):
        if code in settings.get(key, {}):
            content[key] = settings[key][code]
    if "smart" in settings and content["autopilot"]:
        content["smart"] = settings["smart"]
    if "rehearsal" in settings:
        content["rehearsal"] = settings["rehearsal"]
    if "transfers" in settings and "price" in content["fields"]:
        content["transfers"] = settings["transfers"]
    if code in settings.get("site_view", ()):
        content["site_view"] = True
    if "notice" in content and "notices_kept" in settings:
        content["notices_kept"] = settings["notices_kept"]


def _dates_as_text(row: Table) -> Table:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
