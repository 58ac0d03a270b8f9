"""The partners, and where each is found: the city's overlay, with the environment laid over it.

Without an address a partner is not connected: it is asked nothing, and the paper stands in.
"""

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Partner(StrEnum):
    """Who is asked or told; the value names its settings."""

    POLICE = "POLICE"
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS"
    TAX = "TAX"
    JUSTICE = "JUSTICE"
    COURT = "COURT"
    SOCIAL_SECURITY = "SOCIAL_SECURITY"
    MARKET = "MARKET"
    HOUSING = "HOUSING"
    PLANNING = "PLANNING"
    TREASURY = "TREASURY"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LABELS[self]


_LABELS = {
    Partner.POLICE: "公安部门",
    Partner.CIVIL_AFFAIRS: "民政部门",
    Partner.TAX: "税务部门",
    Partner.JUSTICE: "司法行政部门",
    Partner.COURT: "人民法院",
    Partner.SOCIAL_SECURITY: "社保部门",
    Partner.MARKET: "市场监管部门",
    Partner.HOUSING: "住建部门",
    Partner.PLANNING: "自然资源部门",
    Partner.TREASURY: "财政部门",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long is waited for a partner, in seconds, and how often it is tried."""

    connect: float = 1.0
    read: float = 2.5  # between two pieces of an answer
    deadline: float = 4.0  # for the whole call, all attempts together
    attempts: int = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a partner answers. ``secret`` is sent as a bearer token, by TLS or not at all."""

    url: str  # without a slash at the end
    secret: str = field(default="", repr=False)
    patience: Patience = Patience()


def address_of(partner: Partner, *, office: str) -> Address | None:
    """Where an office finds a partner; None where it is not connected.

    Raises ImproperlyConfigured for an address over which personal data may not be sent.
    """
    overlay = overlay_of(office)
    said = overlay.get("department", {}).get(str(partner), {})
    url = (settings.DEPARTMENTS.get(str(partner)) or said.get("address", "")).rstrip("/")
    if not url:
        return None
    check_url(url)
    patience = {**overlay.get("patience", {}), **said.get("patience", {})}
    return Address(
        url=url,
        secret=settings.DEPARTMENT_SECRETS.get(str(partner), ""),
        patience=Patience(**{**patience, **settings.DEPARTMENT_PATIENCE}),
    )


def check_url(url: str) -> None:
    """Raise ImproperlyConfigured unless it is https, or http on this very machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _here(parts.hostname or ""):
        return
    raise ImproperlyConfigured(
        f"the address of a department must begin with https:// (or lie on this machine): {url}"
    )


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def overlay_of(office: str) -> Mapping[str, Any]:
    """What the city of an office says of its departments; empty where it says nothing."""
    return _read(settings.CITIES / f"{office[:4]}00" / "departments.toml")


@lru_cache
def _read(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)
