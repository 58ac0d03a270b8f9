"""What a tariff says otherwise than another, line by line, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

KINDS: Mapping[str, str] = {
    "FIRST": "首次",
    "TRANSFER": "转移",
    "MORTGAGE": "抵押",
    "EASEMENT": "地役权",
    "HABITATION": "居住权",
    "CANCELLATION": "注销",
    "CHANGE": "变更",
    "CORRECTION": "更正",
    "NOTICE": "预告",
    "OBJECTION": "异议",
    "SEIZURE": "查封",
    "PAPER": "只收工本费",
    "RURAL": "林权、农用地",
    "FREE": "不收费",
}
USES: Mapping[str, str] = {
    "HOME": "住宅",
    "GARAGE": "车库、车位",
    "OTHER": "非住宅",
    "RURAL": "农用地",
}
Row = Mapping[str, Any]
_KEY = ("rule", "registrations", "uses", "house_natures", "small_enterprise", "valid_from")


def changed_rates(
    before: Sequence[Row], after: Sequence[Row]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Each line that is otherwise: which it is, what it said and what it says; None for nothing."""
    old, new = ({_key(row): row for row in rows} for rows in (before, after))
    for key in [*old, *(k for k in new if k not in old)]:
        was, comes = old.get(key), new.get(key)
        if was != comes:
            yield _named(comes or was or {}), _said(was), _said(comes)


def _key(row: Row) -> str:
    return "|".join(str(row.get(name)) for name in _KEY)


def _named(row: Row) -> str:
    kinds = "、".join(KINDS[k] for k in row.get("registrations", ())) or "各类登记"
    uses = "、".join(USES[u] for u in row.get("uses", ())) or "各种用途"
    return f"{row['rule']} {kinds}（{uses}），{row['valid_from']}起"


def _said(row: Row | None) -> str | None:
    if row is None:
        return None
    copy = f"，每多一本{row['copy']}元" if "copy" in row else ""
    until = f"，到{row['valid_to']}" if "valid_to" in row else ""
    return f"{row['amount']}元{copy}{until}：{row['reason']}（{row['source']}）"
