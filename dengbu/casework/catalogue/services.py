"""Services as values. A version never changes, so each process reads it once."""

from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dengbu.casework.models import ServiceVersion
from dengbu.casework.rules.fees import FREE, Rate
from dengbu.casework.views import ItemRule, MaterialRule, NoticeRule, RoleRule, ServiceView
from dengbu.kernel.fault import Fault, FaultCode, Faults


@lru_cache(maxsize=1024)
def service_version(id: int) -> ServiceView:
    """The service in the version of this id: what a case was accepted under."""
    return _view(ServiceVersion.objects.get(id=id))


def service(code: str, *, office: str) -> ServiceView:
    """The version in force at an office. Raises `Faults` NOT_SUPPORTED."""
    found = ServiceVersion.objects.filter(office=office, code=code, valid_to=None)
    pk = found.values_list("id", flat=True).first()
    if pk is None:
        raise Faults(
            Fault(
                code=FaultCode.NOT_SUPPORTED,
                message=f"本登记机构现在不办“{code[:20]}”这项业务，请从列表里选一项",
                field="service",
            )
        )
    return service_version(pk)


def services(*, office: str) -> tuple[ServiceView, ...]:
    """Every service in force at an office, by code."""
    found = ServiceVersion.objects.filter(office=office, valid_to=None).order_by("code")
    return tuple(service_version(pk) for pk in found.values_list("id", flat=True))


def _view(row: ServiceVersion) -> ServiceView:
    content: dict[str, Any] = row.content
    return ServiceView(
        id=row.id,
        office=row.office,
        code=row.code,
        version=row.version,
        name=content["name"],
        title=content["title"],
        summary=content["summary"],
        department=content["department"],
        channels=tuple(content["channels"]),
        basis=tuple(content["basis"]),
        steps=tuple(content["steps"]),
        promised_days=Decimal(content["promised_days"]),
        promised_minutes=content.get("promised_minutes"),
        statutory_days=content["statutory_days"],
        roles=tuple(RoleRule(**r) for r in content["role"]),
        fields=tuple(content["fields"]),
        materials=tuple(
            MaterialRule(**{**m, "sources": tuple(m["sources"])}) for m in content["material"]
        ),
        items=tuple(ItemRule(**i) for i in content["item"]),
        preconditions=tuple(content["preconditions"]),
        autopilot=tuple(content["autopilot"]),
        pending=tuple(content["pending"]),
        result=content["result"],
        hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in content["hours"]),
        rates=tuple(_rate(r) for r in content["rates"]),
        home_uses=frozenset(content["home_uses"]),
        garage_types=frozenset(content["garage_types"]),
        valid_from=row.valid_from,
        content_digest=row.digest,
        notice=NoticeRule(**content["notice"]) if "notice" in content else None,
    )


def _rate(row: dict[str, Any]) -> Rate:
    return Rate(
        rule=row["rule"],
        amount=Decimal(row["amount"]),
        registrations=tuple(row.get("registrations", ())),
        uses=tuple(row.get("uses", ())),
        house_natures=tuple(row.get("house_natures", ())),
        small_enterprise=row.get("small_enterprise", False),
        copy=Decimal(row["copy"]) if "copy" in row else FREE,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if "valid_to" in row else None,
        reason=row["reason"],
        source=row["source"],
    )
