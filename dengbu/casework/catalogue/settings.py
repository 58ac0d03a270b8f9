"""Everything that can be wrong with what a city sets over its services (`settings.toml`)."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from dengbu.casework.catalogue.reading import Gaps, Table

NOT_SERVICES = frozenset({"default", "firms"})
"""Promises of everything, and of everything between organisations (企业之间)."""
LONGEST = 30
"""Working days in which a registration is done at the latest (《不动产登记暂行条例》第20条)."""
SETTINGS: Mapping[str, type] = {
    "hours": list,
    "statutory_days": int,
    "promises": dict,
    "promise_minutes?": dict,
    "window_minutes?": dict,
    "smart_minutes?": dict,
    "site_view?": list,
    "common": list,
    "at_once": list,
    "at_once_minutes": int,
    "notices_kept?": int,
    "fees_before_entry?": bool,
    "taxes?": dict,
    "smart?": dict,
    "transfers?": dict,
    "rehearsal?": dict,
}
SMART: Mapping[str, type] = {
    "wrong_at_most": str,
    "confidence": str,
    "sample": int,
    "answers_minutes": int,
}
COUNTED: Mapping[str, Mapping[str, int]] = {  # whole numbers, each with the most it may be
    "transfers": {"words_days": 30, "pay_hours": 240, "return_days": 10},
    "rehearsal": {"per_home": 1_000, "refused": 1_000},
}
"""Tables of plain numbers that an office sets. A family's money lies nowhere for months."""
TAXES = {"deed": ("0.03", "0.05"), "construction": ("0.01", "0.07"), "income": ("0.01", "0.03")}
"""Rates that a place sets, each with the least and the most that the law leaves to it."""


def check_settings(table: Table, gaps: Gaps, services: Mapping[str, Table]) -> None:
    """Everything that is wrong with a city's settings over these services."""
    gaps.shape(table, SETTINGS)
    check_statutory(table, gaps)
    _promises(_table(table, "promises"), gaps, services)
    _minutes(table, gaps, services)
    gaps.members(table.get("site_view"), services, "site_view")
    gaps.members(table.get("at_once"), services, "at_once")
    gaps.members(table.get("common"), services, "common")
    _hours(table.get("hours"), gaps)
    kept = table.get("notices_kept", 0)
    if isinstance(kept, int) and kept < 0:
        gaps.add("notices_kept", "must be days, 0 or more")
    if "taxes" in table:
        _taxes(_table(table, "taxes"), gaps)
    if "smart" in table:
        _smart(_table(table, "smart"), gaps)
    for name, most in COUNTED.items():
        if name in table:
            _counted(name, _table(table, name), most, gaps)


def check_statutory(table: Table, gaps: Gaps) -> None:
    """The time that the law gives, where a file names it: no city and no service has more."""
    days = table.get("statutory_days", LONGEST)
    if isinstance(days, int) and not 1 <= days <= LONGEST:
        said = f"must be working days from 1 to {LONGEST} (《不动产登记暂行条例》第20条)"
        gaps.add("statutory_days", said)


def _table(table: Table, key: str) -> Table:
    """A table of the settings; none where it is something else, which the shape has said."""
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _hours(hours: Any, gaps: Gaps) -> None:
    if not isinstance(hours, list):
        return
    if not hours:
        gaps.add("hours", "the office is never open")
    before: time | None = None
    for i, pair in enumerate(hours):
        try:
            opening, closing = (time.fromisoformat(t) for t in pair)
        except (TypeError, ValueError):
            gaps.add(f"hours.{i}", 'must be like ["09:00", "12:00"]')
            continue
        if opening >= closing:
            gaps.add(f"hours.{i}", "must close after it opens")
        elif before is not None and opening <= before:
            gaps.add(f"hours.{i}", "must begin after the hours before it have ended")
        before = closing


def _taxes(taxes: Table, gaps: Gaps) -> None:
    for key in sorted({*TAXES, *taxes}):
        if key not in TAXES or key not in taxes:
            gaps.add(f"taxes.{key}", "missing" if key in TAXES else "unknown key")
            continue
        least, most = TAXES[key]
        try:
            sound = Decimal(least) <= Decimal(taxes[key]) <= Decimal(most)
        except (InvalidOperation, TypeError, ValueError):
            sound = False
        if not sound:
            gaps.add(f"taxes.{key}", f'must be a rate from {least} to {most}, as text: "0.04"')


def _smart(smart: Table, gaps: Gaps) -> None:
    """Of automatic approval: a bound and a confidence that say something, and numbers above 0."""
    gaps.shape(smart, SMART, "smart.")
    for key in ("wrong_at_most", "confidence"):
        try:
            sound = 0 < Decimal(smart.get(key, "0.5")) < 1
        except (InvalidOperation, TypeError, ValueError):
            sound = False
        if not sound:
            gaps.add(f"smart.{key}", 'must be a share above 0 and below 1, as text: "0.01"')
    for key in ("sample", "answers_minutes"):
        number = smart.get(key, 1)
        if type(number) is int and number < 1:
            gaps.add(f"smart.{key}", "must be 1 or more")


def _counted(name: str, table: Table, most: Mapping[str, int], gaps: Gaps) -> None:
    gaps.shape(table, dict.fromkeys(most, int), f"{name}.")
    for key, limit in most.items():
        number = table.get(key, 1)
        if type(number) is int and not 1 <= number <= limit:
            gaps.add(f"{name}.{key}", f"must be from 1 to {limit}")


def _minutes(table: Table, gaps: Gaps, services: Mapping[str, Table]) -> None:
    at_once = table.get("at_once_minutes", 1)
    if isinstance(at_once, int) and at_once < 1:
        gaps.add("at_once_minutes", "must be minutes of real time, 1 or more")
    for key in ("promise_minutes", "window_minutes", "smart_minutes"):
        for code, minutes in _table(table, key).items():
            if code not in services:
                gaps.add(f"{key}.{code}", "no such service")
            if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
                gaps.add(f"{key}.{code}", "must be minutes of real time, 1 or more")


def _promises(promises: Table, gaps: Gaps, services: Mapping[str, Table]) -> None:
    if "default" not in promises:
        gaps.add("promises.default", "missing")
    for key, days in promises.items():
        if key not in NOT_SERVICES and key not in services:
            gaps.add(f"promises.{key}", "no such service")
        if not _is_time(days):
            gaps.add(f"promises.{key}", 'must be working days above 0, as text: "0.5"')


def _is_time(days: object) -> bool:
    if not isinstance(days, str):
        return False
    try:
        value = Decimal(days)
    except InvalidOperation:
        return False
    return value.is_finite() and 0 < value <= LONGEST
