"""Registration offices, read from the city's catalogue folder and kept in memory."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from dengbu.accounts.actors import SYSTEM_NAME, system_id
from dengbu.accounts.codes import AccountKind
from dengbu.accounts.models import Account, Office
from dengbu.kernel.fault import Fault, FaultCode, Faults

FIELDS = ("name", "province", "issuer", "address", "phone", "zones")


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeView:
    """A registration office."""

    code: str  # six digits, GB/T 2260
    name: str  # 岳阳市不动产登记中心
    province: str  # 湘
    issuer: str  # as printed in certificate numbers: 岳阳市
    address: str
    phone: str
    zones: tuple[str, ...]  # functional zones that it serves


@lru_cache(maxsize=256)
def office(code: str) -> OfficeView:
    """The office of a county. Raises `Faults` NOT_FOUND. Kept until the process ends."""
    row = Office.objects.filter(code=code).first()
    if row is None:
        raise Faults(
            Fault(code=FaultCode.NOT_FOUND, message=f"没有代码为{code}的登记机构。", field="office")
        )
    return _view(row)


CITY = 4  # digits of an office's code that name its city (GB/T 2260)


def same_city(one: str, other: str) -> bool:
    """Whether two offices, by code, are of one city."""
    return one[:CITY] == other[:CITY]


def offices() -> tuple[OfficeView, ...]:
    """All offices, by code."""
    return tuple(_view(row) for row in Office.objects.order_by("code"))


def load_offices(file: Path) -> int:
    """Add or renew the offices of a city's ``offices.toml``, each with its system account.

    Answers how many. Raises ValueError for an unknown key, or when two share an issuer.
    """
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["office"]
    _check(rows)
    with transaction.atomic():
        for row in rows:
            Office.objects.update_or_create(
                code=row["code"], defaults={name: row[name] for name in FIELDS}
            )
            Account.objects.get_or_create(
                id=system_id(row["code"]),
                defaults={
                    "username": f"system-{row['code']}",
                    "name": SYSTEM_NAME,
                    "kind": AccountKind.OFFICER,
                    "office": row["code"],
                    "password": "!",
                    "is_active": False,
                },
            )
    office.cache_clear()
    return len(rows)


def _check(rows: Iterable[dict[str, object]]) -> None:
    issuers: set[tuple[object, object]] = set()
    for row in rows:
        if set(row) != {"code", *FIELDS}:
            raise ValueError(f"an office has exactly the keys code, {', '.join(FIELDS)}: {row}")
        issuer = (row["province"], row["issuer"])
        if issuer in issuers:
            raise ValueError(f"two offices would issue the same certificate numbers: {issuer}")
        issuers.add(issuer)


def _view(row: Office) -> OfficeView:
    return OfficeView(
        code=row.code,
        name=row.name,
        province=row.province,
        issuer=row.issuer,
        address=row.address,
        phone=row.phone,
        zones=tuple(row.zones),
    )
