"""Reading catalogue files and naming every gap in them, all at once, by file and key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from string import Formatter
from typing import Any

from dengbu.casework.catalogue.words import (
    ACTS,
    AUTOPILOT_RULES,
    DEPARTMENTS,
    FEE_KINDS,
    FIELDS,
    GUIDES,
    NOTICE_WORDS,
    NOTICES,
    PRECONDITIONS,
)
from dengbu.casework.limits import CAUSE
from dengbu.casework.models import Channel
from dengbu.casework.values import MaterialSource, Role
from dengbu.register.api import guards_of

Table = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """One thing that is wrong in a catalogue file."""

    file: str  # relative to the catalogue folder
    key: str  # path such as material.2.sources
    what: str  # what is wrong and what is wanted

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.what}"


class CatalogueError(Exception):
    """Everything that is wrong in a catalogue."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__("\n".join(str(g) for g in gaps))
        self.gaps = gaps


class Gaps:
    """Collects the gaps of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Gap] = []

    def add(self, key: str, what: str) -> None:
        """Note one gap."""
        self.found.append(Gap(file=self.file, key=key, what=what))

    def shape(self, table: Mapping[str, Any], shape: Mapping[str, type], at: str = "") -> None:
        """Exactly the keys of ``shape`` that are not optional, each of its type."""
        for key, kind in shape.items():
            if key.endswith("?") and key[:-1] not in table:
                continue
            name = key.rstrip("?")
            if name not in table:
                self.add(at + name, "missing")
            elif type(table[name]) is not kind:
                self.add(at + name, f"must be {kind.__name__}")
        known = {k.rstrip("?") for k in shape}
        for key in table:
            if key not in known:
                self.add(at + key, "unknown key")

    def members(self, values: Any, allowed: Any, key: str) -> None:
        """Each of a list is one of the allowed words."""
        for value in values if isinstance(values, list) else []:
            if value not in allowed:
                self.add(key, f"{value!r} is not one of {', '.join(sorted(allowed))}")


SERVICE: Mapping[str, type] = {
    "code": str,
    "name": str,
    "title": str,
    "summary": str,
    "department": str,
    "channels": list,
    "basis": list,
    "steps": list,
    "fields": list,
    "preconditions": list,
    "pending": list,
    "autopilot": list,
    "result": str,
    "role": list,
    "material": list,
    "item": list,
    "notice?": dict,
}
ROLE: Mapping[str, type] = {"role": str, "least": int, "most": int, "signs": bool}
MATERIAL: Mapping[str, type] = {
    "code": str,
    "name": str,
    "required": bool,
    "sources": list,
    "note": str,
}
ITEM: Mapping[str, type] = {
    "guide": str,
    "act": str,
    "name": str,
    "fee": str,
    "payer": str,
    "cause?": str,
}
NOTICE: Mapping[str, type] = {"kind": str, "days": int, "title": str, "text": str}
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
}


def read(path: Path, gaps: Gaps) -> Table:
    """A TOML file; a file that cannot be read is one gap."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        gaps.add("", "file is missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        gaps.add("", f"not readable TOML: {error}")
    return {}


def check_service(table: Table, gaps: Gaps, *, stem: str) -> None:
    """Everything that is wrong with one service file."""
    gaps.shape(table, SERVICE)
    if table.get("code") != stem:
        gaps.add("code", f"must be the file's name, {stem}")
    if table.get("department") not in DEPARTMENTS:
        gaps.add("department", f"must be one of {', '.join(sorted(DEPARTMENTS))}")
    gaps.members(table.get("channels"), {str(c) for c in Channel}, "channels")
    gaps.members(table.get("fields"), FIELDS, "fields")
    gaps.members(table.get("preconditions"), PRECONDITIONS, "preconditions")
    gaps.members(table.get("pending"), PRECONDITIONS, "pending")
    gaps.members(table.get("autopilot"), AUTOPILOT_RULES, "autopilot")
    roles = _roles(table, gaps)
    _materials(table, gaps)
    _items(table, gaps, roles)
    _notice(table, gaps)
    _guards(table, gaps)


def _rows(table: Table, key: str, shape: Mapping[str, type], gaps: Gaps) -> list[Table]:
    rows = table.get(key)
    if not isinstance(rows, list) or not rows:
        gaps.add(key, f"at least one [[{key}]] is wanted")
        return []
    for i, row in enumerate(rows):
        gaps.shape(row, shape, f"{key}.{i}.")
    return rows


def _roles(table: Table, gaps: Gaps) -> set[str]:
    rows = _rows(table, "role", ROLE, gaps)
    for i, row in enumerate(rows):
        if row.get("role") not in set(Role):
            gaps.add(f"role.{i}.role", f"must be one of {', '.join(Role)}")
        if not 0 <= row.get("least", 0) <= row.get("most", 0):
            gaps.add(f"role.{i}.most", "must be at least `least`")
    return {str(row.get("role")) for row in rows}


def _materials(table: Table, gaps: Gaps) -> None:
    seen: set[str] = set()
    for i, row in enumerate(_rows(table, "material", MATERIAL, gaps)):
        gaps.members(row.get("sources"), set(MaterialSource), f"material.{i}.sources")
        if not row.get("sources"):
            gaps.add(f"material.{i}.sources", "at least one source is wanted")
        if row.get("code") in seen:
            gaps.add(f"material.{i}.code", "stands there twice")
        seen.add(str(row.get("code")))


def _items(table: Table, gaps: Gaps, roles: set[str]) -> None:
    for i, row in enumerate(_rows(table, "item", ITEM, gaps)):
        if row.get("guide") not in GUIDES:
            gaps.add(f"item.{i}.guide", "is no guide of the catalogue (G01 to G55)")
        if row.get("act") not in ACTS:
            gaps.add(f"item.{i}.act", f"must be one of {', '.join(sorted(ACTS))}")
        if row.get("fee") not in FEE_KINDS:
            gaps.add(f"item.{i}.fee", f"must be one of {', '.join(sorted(FEE_KINDS))}")
        if row.get("payer") not in roles:
            gaps.add(f"item.{i}.payer", "is no [[role]] of this service")
        if not len(row.get("cause", "")) <= CAUSE:
            gaps.add(f"item.{i}.cause", f"must be {CAUSE} characters at most")


def _notice(table: Table, gaps: Gaps) -> None:
    if "notice" not in table:
        return
    notice = table["notice"]
    gaps.shape(notice, NOTICE, "notice.")
    if notice.get("kind") not in NOTICES:
        gaps.add("notice.kind", f"must be one of {', '.join(sorted(NOTICES))}")
    if not notice.get("days", 1) > 0:
        gaps.add("notice.days", "must be working days above 0")
    for name in (name for _, name, _, _ in Formatter().parse(notice.get("text", "")) if name):
        if name not in NOTICE_WORDS:
            gaps.add("notice.text", f"{{{name}}} is not one of {', '.join(sorted(NOTICE_WORDS))}")


def _guards(table: Table, gaps: Gaps) -> None:
    """The list is what families read; the register asks its own rules whatever stands there."""
    acts = {str(row.get("act")) for row in table.get("item") or [] if isinstance(row, dict)}
    asked = {code for act in acts for code in guards_of(act) if code in PRECONDITIONS}
    if sorted(table.get("preconditions") or []) != sorted(asked):
        said = f"must be what the register asks of its acts: {', '.join(sorted(asked))}"
        gaps.add("preconditions", said)


def check_fees(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the tariff."""
    gaps.shape(table, FEES)
    for i, row in enumerate(_rows(table, "rate", RATE, gaps)):
        for key in ("amount", "copy"):
            if key in row and not _is_money(row[key]):
                gaps.add(f"rate.{i}.{key}", "must be yuan with two decimals, as text")
        gaps.members(row.get("registrations"), FEE_KINDS, f"rate.{i}.registrations")
        gaps.members(row.get("uses"), {"HOME", "GARAGE", "OTHER"}, f"rate.{i}.uses")


def _is_money(text: object) -> bool:
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        return False
    return value.as_tuple().exponent == -2 and value >= 0


def check_settings(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with a city's settings."""
    gaps.shape(table, SETTINGS)
    for i, pair in enumerate(table.get("hours") or []):
        try:
            opening, closing = (time.fromisoformat(t) for t in pair)
        except (TypeError, ValueError):
            gaps.add(f"hours.{i}", 'must be like ["09:00", "12:00"]')
            continue
        if opening >= closing:
            gaps.add(f"hours.{i}", "must close after it opens")
    promises = table.get("promises") or {}
    if "default" not in promises:
        gaps.add("promises.default", "missing")
    for key, days in promises.items():
        try:
            sound = Decimal(days) > 0
        except (InvalidOperation, TypeError):
            sound = False
        if not sound:
            gaps.add(f"promises.{key}", 'must be working days above 0, as text: "0.5"')
