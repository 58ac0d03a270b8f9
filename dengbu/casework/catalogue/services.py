"""Services as values. A version never changes, so each process reads it once."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from dengbu.casework.building.kinds import BUILDINGS
from dengbu.casework.catalogue.lists import BESIDE
from dengbu.casework.models import ServiceVersion
from dengbu.casework.rules.fees import FREE, Rate
from dengbu.casework.rules.taxes import Place
from dengbu.casework.service_views import (
    AskingTerms,
    ItemRule,
    MaterialRule,
    NoticeRule,
    RoleRule,
    ServiceView,
    SmartTerms,
    TransferTerms,
)
from dengbu.kernel.fault import Fault, FaultCode, Faults

MOST = 4_096  # versions that a process keeps: those of nine offices four times over
_known: dict[int, ServiceView] = {}


def service_version(id: int) -> ServiceView:
    """The service in the version of this id: what a case was accepted under."""
    known = _known.get(id)
    return known or _keep(ServiceVersion.objects.get(id=id))


def _keep(row: ServiceVersion) -> ServiceView:
    if len(_known) >= MOST:
        _known.clear()
    view = _known[row.id] = _view(row)
    return view


def _versions(ids: Sequence[int]) -> tuple[ServiceView, ...]:
    """Those of several ids, in their order; what is not known yet is read at once."""
    unknown = [id for id in ids if id not in _known]
    read = {row.id: _keep(row) for row in ServiceVersion.objects.filter(id__in=unknown)}
    return tuple(read.get(id) or service_version(id) for id in ids)


def in_force(office: str, *, now: datetime) -> QuerySet[ServiceVersion]:
    """The services of cases that an office goes by at a moment."""
    return versions_in_force(office, now=now).exclude(code__in=BESIDE)


def versions_in_force(office: str, *, now: datetime) -> QuerySet[ServiceVersion]:
    """Everything of the catalogue that an office goes by at a moment."""
    still = Q(valid_to=None) | Q(valid_to__gt=now)
    return ServiceVersion.objects.filter(still, office=office, valid_from__lte=now)


def service(code: str, *, office: str, now: datetime) -> ServiceView:
    """The version in force at an office. Raises `Faults` NOT_SUPPORTED."""
    found = in_force(office, now=now).filter(code=code)
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


def services(*, office: str, now: datetime) -> tuple[ServiceView, ...]:
    """Every service in force at an office, by code."""
    found = in_force(office, now=now).order_by("code")
    return _versions(list(found.values_list("id", flat=True)))


def _view(row: ServiceVersion) -> ServiceView:
    return view_of(
        row.content,
        id=row.id,
        office=row.office,
        version=row.version,
        valid_from=row.valid_from,
        digest=row.digest,
    )


def view_of(
    content: dict[str, Any],
    *,
    id: int,
    office: str,
    version: int,
    valid_from: datetime,
    digest: str = "",
) -> ServiceView:
    """A service as its content says it."""
    return ServiceView(
        id=id,
        office=office,
        code=content["code"],
        version=version,
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
        optional=tuple(content["optional"]),
        materials=tuple(_material(m) for m in content["material"]),
        items=tuple(_item(i) for i in content["item"]),
        preconditions=tuple(content["preconditions"]),
        autopilot=tuple(content["autopilot"]),
        pending=tuple(content["pending"]),
        result=content["result"],
        hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in content["hours"]),
        rates=tuple(_rate(r) for r in content["rates"]),
        home_uses=frozenset(content["home_uses"]),
        garage_types=frozenset(content["garage_types"]),
        valid_from=valid_from,
        content_digest=digest,
        **_beside(content),
    )


def _place(rates: dict[str, str] | None) -> Place | None:
    if rates is None:
        return None
    return Place(
        deed=Decimal(rates["deed"]),
        construction=Decimal(rates["construction"]),
        assessed_income=Decimal(rates["income"]),
    )


def _beside(content: dict[str, Any]) -> dict[str, Any]:
    """What a guide or the city's settings may say beside the rest."""
    return {
        "who": content["who"],
        "natural": content.get("natural", False),
        "words": tuple(content.get("words", ())),
        "online": tuple(content.get("online", ())),
        "online_names": tuple(content.get("online_names", ())),
        "rights": tuple(content["rights"]),
        "needs": tuple(content.get("needs", ())),
        "at_once": content["at_once"],
        "common": content["common"],
        "window_minutes": content.get("window_minutes"),
        "smart_minutes": content.get("smart_minutes"),
        "firms_days": Decimal(content["firms_days"]) if "firms_days" in content else None,
        "site_view": content.get("site_view", False),
        "fees_before_entry": content.get("fees_before_entry", False),
        "notice": _notice(content),
        "taxes": _place(content.get("taxes")),
        "smart": _smart(content.get("smart", {})),
        "transfers": TransferTerms(**content.get("transfers", {})),
        "asking": AskingTerms(**content.get("rehearsal", {})),
    }


def _smart(terms: dict[str, Any]) -> SmartTerms:
    given: dict[str, Any] = {**terms}
    for name in ("wrong_at_most", "confidence"):
        if name in given:
            given[name] = Decimal(given[name])
    return SmartTerms(**given)


def _notice(content: dict[str, Any]) -> NoticeRule | None:
    if "notice" not in content:
        return None
    kept = {"kept_days": content["notices_kept"]} if "notices_kept" in content else {}
    return NoticeRule(**content["notice"], **kept)


def _material(row: dict[str, Any]) -> MaterialRule:
    lists = ("sources", "proves", "promised_by", "asks", "second", "beside")
    return MaterialRule(**{**row, **{name: tuple(row.get(name, ())) for name in lists}})


def _item(row: dict[str, Any]) -> ItemRule:
    own, *others = BUILDINGS[row["act"]].slots or ("",)
    return ItemRule(
        guide=row["guide"],
        act=row["act"],
        name=row["name"],
        fee=row["fee"],
        payer=row["payer"],
        slots=tuple(s for s in (row.get("slot", own), *others, *row.get("reads", ())) if s),
        cast=row.get("cast", {}),
        each=row.get("each", False),
        constants=row.get("set", {}),
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
