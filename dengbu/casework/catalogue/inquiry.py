"""The terms on which the register is asked (`inquiry.toml`, guide G55): read, and judged.

A query is answered and enters nothing, so it is no service of cases; its terms are kept in the same
versions as theirs, and a city lays its own file over them in the same way.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from dengbu.casework.catalogue.laws import Laws
from dengbu.casework.catalogue.lists import NOT_BOOKED
from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.catalogue.services import versions_in_force
from dengbu.casework.catalogue.showing import check_showing, show_terms
from dengbu.casework.catalogue.wholeness import check_basis
from dengbu.casework.catalogue.words import ONLINE
from dengbu.casework.models import Channel
from dengbu.casework.terms import (
    LOOKS_ANSWERED,
    About,
    CapacityRule,
    Condition,
    Facet,
    InquiryTerms,
    KindRule,
    Standing,
)
from dengbu.kernel.fault import Fault, FaultCode, Faults

(CODE,) = NOT_BOOKED
FILE = "inquiry.toml"
TERMS: Mapping[str, type] = {
    "code": str,
    "name": str,
    "title": str,
    "summary": str,
    "channels": list,
    "basis": list,
    "steps": list,
    "daily": int,
    "looks_kept?": int,
    "looks_answered?": int,
    "showing?": dict,
    "show?": list,
    "kind": list,
    "capacity": list,
}
KIND: Mapping[str, type] = {
    "code": str,
    "name": str,
    "summary": str,
    "about": str,
    "facets": list,
    "capacities": list,
    "channels": list,
    "conditions?": list,
    "agent?": bool,
}
CAPACITY: Mapping[str, type] = {
    "code": str,
    "name": str,
    "papers": list,
    "facets": list,
    "stands": str,
    "organ?": bool,
    "online?": bool,
}


def _values(words: type[StrEnum]) -> frozenset[str]:
    return frozenset(str(word) for word in words)


def check_inquiry(table: Table, gaps: Gaps, *, laws: Laws) -> None:
    """Everything that is wrong with the terms of inquiry."""
    gaps.shape(table, TERMS)
    if table.get("code") != CODE:
        gaps.add("code", f"must be {CODE}")
    check_basis(table, gaps, laws)
    channels = _values(Channel)
    gaps.members(table.get("channels"), channels, "channels")
    daily = table.get("daily", 1)
    if isinstance(daily, int) and daily <= 0:
        gaps.add("daily", "must be above 0")
    check_showing(table, gaps)
    capacities = _capacities(table, gaps)
    for i, row in enumerate(rows(table, "kind", KIND, gaps)):
        _kind(row, f"kind.{i}", gaps, capacities, channels)
    for key in ("kind", "capacity", "show"):
        _once(table, key, gaps)


def _capacities(table: Table, gaps: Gaps) -> dict[str, set[str]]:
    """What each capacity is told, by its code."""
    found = {}
    for i, row in enumerate(rows(table, "capacity", CAPACITY, gaps)):
        gaps.members(row.get("facets"), _values(Facet), f"capacity.{i}.facets")
        if row.get("stands") not in _values(Standing):
            gaps.add(f"capacity.{i}.stands", f"must be one of {', '.join(Standing)}")
        if not row.get("papers"):
            gaps.add(f"capacity.{i}.papers", "at least one paper says who asks")
        found[str(row.get("code"))] = set(map(str, row.get("facets") or ()))
    return found


def _kind(
    row: Table, at: str, gaps: Gaps, capacities: Mapping[str, set[str]], channels: frozenset[str]
) -> None:
    if row.get("code") not in ONLINE:
        gaps.add(f"{at}.code", "is no item of the list of what is done online (N01 to N63)")
    if row.get("about") not in _values(About):
        gaps.add(f"{at}.about", f"must be one of {', '.join(About)}")
    gaps.members(row.get("facets"), _values(Facet), f"{at}.facets")
    gaps.members(row.get("capacities"), capacities, f"{at}.capacities")
    gaps.members(row.get("channels"), channels, f"{at}.channels")
    gaps.members(row.get("conditions"), _values(Condition), f"{at}.conditions")
    for one in row.get("capacities") or ():
        if not set(row.get("facets") or ()) & capacities.get(one, set()) and one in capacities:
            gaps.add(f"{at}.capacities", f"{one} would be told nothing")
    if not row.get("capacities"):
        gaps.add(f"{at}.capacities", "nobody may ask")


def _once(table: Table, key: str, gaps: Gaps) -> None:
    listed = table.get(key)
    codes = [row.get("code") for row in listed if isinstance(row, dict)] if listed else []
    for i, code in enumerate(codes):
        if codes.index(code) != i:
            gaps.add(f"{key}.{i}.code", f"{code!r} stands there twice")


def online_items(table: Table) -> frozenset[str]:
    """The items of the list of what is done online that the terms serve there."""
    listed = table.get("kind")
    kinds = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return frozenset(str(row.get("code")) for row in kinds if "O" in (row.get("channels") or ()))


def inquiry_terms(*, office: str, now: datetime) -> InquiryTerms:
    """The terms in force at an office. Raises `Faults` NOT_SUPPORTED."""
    row = versions_in_force(office, now=now).filter(code=CODE).first()
    if row is None:
        said = "本登记机构现在不办登记信息查询"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=said))
    return terms_of(row.content, office=office, version=row.version, valid_from=row.valid_from)


def terms_of(
    content: Mapping[str, Any], *, office: str, version: int, valid_from: datetime
) -> InquiryTerms:
    """The terms as their content says them."""
    return InquiryTerms(
        office=office,
        version=version,
        valid_from=valid_from,
        code=content["code"],
        name=content["name"],
        title=content["title"],
        summary=content["summary"],
        channels=tuple(content["channels"]),
        basis=tuple(content["basis"]),
        steps=tuple(content["steps"]),
        daily=content["daily"],
        kinds=tuple(_kind_view(row) for row in content["kind"]),
        capacities=tuple(_capacity_view(row) for row in content["capacity"]),
        showing=show_terms(content),
        looks_kept=content.get("looks_kept"),
        looks_answered=content.get("looks_answered", LOOKS_ANSWERED),
    )


def _kind_view(row: Mapping[str, Any]) -> KindRule:
    return KindRule(
        code=row["code"],
        name=row["name"],
        summary=row["summary"],
        about=About(row["about"]),
        facets=tuple(Facet(one) for one in row["facets"]),
        capacities=tuple(row["capacities"]),
        channels=tuple(row["channels"]),
        conditions=tuple(Condition(one) for one in row.get("conditions", ())),
        agent=row.get("agent", False),
    )


def _capacity_view(row: Mapping[str, Any]) -> CapacityRule:
    return CapacityRule(
        code=row["code"],
        name=row["name"],
        papers=tuple(row["papers"]),
        facets=frozenset(Facet(one) for one in row["facets"]),
        stands=Standing(row["stands"]),
        organ=row.get("organ", False),
        online=row.get("online", False),
    )
