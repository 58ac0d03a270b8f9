"""Everything that can be wrong with the tariff, and what it leaves open of the services."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from dengbu.casework.catalogue.reading import Gaps, Table, rows
from dengbu.casework.catalogue.words import FEE_KINDS, FEE_USES

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


def check_fees(table: Table, gaps: Gaps) -> None:
    """Everything that is wrong with the tariff."""
    gaps.shape(table, FEES)
    for i, row in enumerate(rows(table, "rate", RATE, gaps)):
        for key in ("amount", "copy"):
            if key in row and not _is_money(row[key]):
                gaps.add(f"rate.{i}.{key}", "must be yuan with two decimals, as text")
        gaps.members(row.get("registrations"), FEE_KINDS, f"rate.{i}.registrations")
        gaps.members(row.get("uses"), FEE_USES, f"rate.{i}.uses")
        for key in ("reason", "source"):  # families are told both
            if isinstance(row.get(key), str) and not row[key].strip():
                gaps.add(f"rate.{i}.{key}", "must say something: families are shown it")
        first, last = row.get("valid_from"), row.get("valid_to")
        if type(first) is date and type(last) is date and last < first:
            gaps.add(f"rate.{i}.valid_to", f"must not be before valid_from, {first}")


def _is_money(text: object) -> bool:
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        return False
    return value.as_tuple().exponent == -2 and value >= 0


def open_kinds(
    rates: Iterable[Table], kinds: Iterable[str], *, on: date
) -> Iterator[tuple[str, str, date]]:
    """Fee kind, use and the first day from ``on`` for which no line of the tariff speaks.

    ``rates``: sound lines. Asked is what always may come: nobody's promise, no nature of a house.
    """
    lines = [r for r in rates if not r.get("small_enterprise") and not r.get("house_natures")]
    ends = {row["valid_to"] + timedelta(days=1) for row in lines if "valid_to" in row}
    days = sorted({on, *(day for day in ends if day > on)})
    for kind in sorted(set(kinds)):
        for use in FEE_USES:
            bare = next((day for day in days if not _spoken(lines, kind, use, day)), None)
            if bare is not None:
                yield kind, use, bare


def _spoken(lines: Iterable[Table], kind: str, use: str, day: date) -> bool:
    return any(
        row["valid_from"] <= day <= row.get("valid_to", day)
        and kind in (row.get("registrations") or (kind,))
        and use in (row.get("uses") or (use,))
        for row in lines
    )


def fee_kinds(services: Iterable[Table]) -> Iterator[str]:
    """The kinds of fee of the items of services."""
    for service in services:
        for item in service.get("item") or ():
            if isinstance(item, dict) and item.get("fee") in FEE_KINDS:
                yield item["fee"]
