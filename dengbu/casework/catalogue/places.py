"""A city's offices and departments as its files have them, and files that nothing reads."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from dengbu.casework.catalogue.reading import Gap, Gaps, Table, rows
from dengbu.exchange import api as exchange

OFFICE: Mapping[str, type] = {
    "code": str,
    "name": str,
    "province": str,
    "issuer": str,
    "address": str,
    "phone": str,
    "zones": list,
}
DEPARTMENTS: Mapping[str, type] = {"patience?": dict, "ages?": dict, "department?": dict}
DEPARTMENT: Mapping[str, type] = {"address?": str, "patience?": dict}
PATIENCE = frozenset({"connect", "read", "deadline", "attempts"})
OF_BOTH = frozenset({"materials.toml", "fees.toml", "inquiry.toml", "laws.toml", "marks.toml"})
OF_COUNTRY = OF_BOTH | {"lists.toml"}
OF_CITY = OF_BOTH | {"settings.toml", "offices.toml", "departments.toml"}
CITY = re.compile(r"[1-9][0-9]{3}00", re.ASCII)


def check_offices(table: Table, gaps: Gaps, *, city: str) -> None:
    """Everything that is wrong with the offices of a city."""
    gaps.shape(table, {"office": list})
    codes: set[object] = set()
    issuers: set[tuple[str, str]] = set()
    for i, row in enumerate(rows(table, "office", OFFICE, gaps)):
        code, issuer = str(row.get("code")), (str(row.get("province")), str(row.get("issuer")))
        if not re.fullmatch(r"[1-9][0-9]{5}", code) or code[:4] != city[:4]:
            gaps.add(f"office.{i}.code", f"must be six digits of this city, {city[:4]}..")
        if code in codes:
            gaps.add(f"office.{i}.code", f"{code} stands there twice")
        if issuer in issuers:
            gaps.add(f"office.{i}.issuer", "two offices would issue the same certificate numbers")
        codes.add(code)
        issuers.add(issuer)


def check_departments(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with where departments answer and how long is waited."""
    gaps.shape(table, DEPARTMENTS)
    _patience(_table(table, "patience"), "patience", gaps)
    for name, minutes in _table(table, "ages").items():
        if name not in exchange.QUESTIONS:
            gaps.add(f"ages.{name}", f"must be one of {', '.join(sorted(exchange.QUESTIONS))}")
        if type(minutes) is not int or minutes < 1:
            gaps.add(f"ages.{name}", "must be minutes, 1 or more")
    for name, said in _table(table, "department").items():
        at = f"department.{name}"
        if name not in set(exchange.Partner):
            gaps.add(at, f"must be one of {', '.join(exchange.Partner)}")
        if not isinstance(said, dict):
            gaps.add(at, "must be a table")
            continue
        gaps.shape(said, DEPARTMENT, f"{at}.")
        _patience(_table(said, "patience"), f"{at}.patience", gaps)
        _address(said.get("address"), f"{at}.address", gaps)


def _table(table: Table, key: str) -> Table:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _patience(said: Table, at: str, gaps: Gaps) -> None:
    for key, value in said.items():
        if key not in PATIENCE:
            gaps.add(f"{at}.{key}", f"must be one of {', '.join(sorted(PATIENCE))}")
        elif not _is_patience(key, value):
            gaps.add(f"{at}.{key}", "must be seconds above 0; attempts a whole number above 0")


def _is_patience(key: str, value: Any) -> bool:
    kinds = (int,) if key == "attempts" else (int, float)
    return type(value) in kinds and 0 < value < float("inf")


def _address(address: Any, at: str, gaps: Gaps) -> None:
    if not isinstance(address, str) or not address:
        return
    try:
        exchange.check_url(address)
    except (ImproperlyConfigured, ValueError) as error:
        gaps.add(at, str(error))


def strays(folder: Path, *, city: str) -> Iterator[Gap]:
    """Files of the country and of a city that nothing reads: misnamed, they would do nothing."""
    own = f"cities/{city}"
    if not CITY.fullmatch(city):
        yield Gap(file=f"{own}/", line=0, key="", what="must be the code of a city, like 430600")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or path.name.startswith(".") or path.suffix == ".md":
            continue
        within, known = name, OF_COUNTRY
        if name.startswith("cities/"):
            if not name.startswith(f"{own}/"):
                continue
            within, known = name.removeprefix(f"{own}/"), OF_CITY
        if within not in known and not re.fullmatch(r"services/[^/]+\.toml", within):
            yield Gap(file=name, line=0, key="", what="nothing reads this file")
