"""Everything that can be wrong with the tariff and with a city's settings."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation

from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.catalogue.words import FEE_KINDS

RATE: Mapping[str, type] = {
    "rule": str,
    "amount": str,
    "registrations?": list,
    "uses?": list,
    "house_natures?": list,
    "small_enterprise?": bool,
    "copy?": str,
    "valid_from": date,
    "valid_to?": date,
    "reason": str,
    "source": str,
}
FEES: Mapping[str, type] = {"home_uses": list, "garage_types": list, "rate": list}
SETTINGS: Mapping[str, type] = {
    "hours": list,
    "statutory_days": int,
    "promises": dict,
    "promise_minutes?": dict,
    "window_minutes?": dict,
    "site_view?": list,
    "common": list,
    "at_once": list,
    "at_once_minutes": int,
    "notices_kept?": int,
    "fees_before_entry?": bool,
    "taxes?": dict,
}
TAXES = {"deed": ("0.03", "0.05"), "construction": ("0.01", "0.07"), "income": ("0.01", "0.03")}
"""Rates that a place sets, each with the least and the most that the law leaves to it."""


def check_fees(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the tariff."""
    gaps.shape(table, FEES)
    for i, row in enumerate(rows(table, "rate", RATE, gaps)):
        for key in ("amount", "copy"):
            if key in row and not _is_money(row[key]):
                gaps.add(f"rate.{i}.{key}", "must be yuan with two decimals, as text")
        gaps.members(row.get("registrations"), FEE_KINDS, f"rate.{i}.registrations")
        gaps.members(row.get("uses"), {"HOME", "GARAGE", "OTHER", "RURAL"}, f"rate.{i}.uses")


def _is_money(text: object) -> bool:
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        return False
    return value.as_tuple().exponent == -2 and value >= 0


def check_settings(table: Table, gaps: Gaps, services: Mapping[str, Table]) -> None:
    """Everything that is wrong with a city's settings over these services."""
    gaps.shape(table, SETTINGS)
    for code in table.get("promises") or {}:
        if code != "default" and code not in services:
            gaps.add(f"promises.{code}", "no such service")
    _minutes(table, gaps, services)
    gaps.members(table.get("site_view"), services, "site_view")
    gaps.members(table.get("at_once"), services, "at_once")
    gaps.members(table.get("common"), services, "common")
    for i, pair in enumerate(table.get("hours") or []):
        try:
            opening, closing = (time.fromisoformat(t) for t in pair)
        except (TypeError, ValueError):
            gaps.add(f"hours.{i}", 'must be like ["09:00", "12:00"]')
            continue
        if opening >= closing:
            gaps.add(f"hours.{i}", "must close after it opens")
    kept = table.get("notices_kept", 0)
    if isinstance(kept, int) and kept < 0:
        gaps.add("notices_kept", "must be days, 0 or more")
    if "taxes" in table:
        _taxes(table["taxes"], gaps)
    _promises(table.get("promises") or {}, gaps)


def _taxes(taxes: Table, gaps: Gaps) -> None:
    for key in sorted({*TAXES, *taxes}):
        if key not in TAXES or key not in taxes:
            gaps.add(f"taxes.{key}", "missing" if key in TAXES else "unknown key")
            continue
        least, most = TAXES[key]
        try:
            sound = Decimal(least) <= Decimal(taxes[key]) <= Decimal(most)
        except (InvalidOperation, TypeError):
            sound = False
        if not sound:
            gaps.add(f"taxes.{key}", f'must be a rate from {least} to {most}, as text: "0.04"')


def _minutes(table: Table, gaps: Gaps, services: Mapping[str, Table]) -> None:
    for key in ("promise_minutes", "window_minutes"):
        for code, minutes in (table.get(key) or {}).items():
            if code not in services:
                gaps.add(f"{key}.{code}", "no such service")
            if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
                gaps.add(f"{key}.{code}", "must be minutes of real time, 1 or more")


def _promises(promises: Table, gaps: Gaps) -> None:
    if "default" not in promises:
        gaps.add("promises.default", "missing")
    for key, days in promises.items():
        try:
            sound = Decimal(days) > 0
        except (InvalidOperation, TypeError):
            sound = False
        if not sound:
            gaps.add(f"promises.{key}", 'must be working days above 0, as text: "0.5"')
