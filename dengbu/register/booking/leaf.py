"""The canonical form of a booking: what its leaf in the evidence log attests.

Version 3: two lines of JSON with sorted keys. The first holds the booking, its entries, the pages
that they stand on with the code of the unit, what it opened and what it closed. The second holds
its certificates. Each row is a list of values in the column order of ``tables``; parties stand as
``[name, id type, id number, party type]``, amounts as text with two decimals, instants in UTC;
empty columns at the end of an opened row or a certificate are left out, so that a column added
later changes no older form. Version 2 had them and fewer columns (``WIDTHS``).
``audit_leaves`` builds the very same form from the rows as they are now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from dengbu.register.booking.setting import Written
from dengbu.register.parties import PartyRef
from dengbu.register.values import Booking

Plain = Callable[[Any], Any]
PartyKey = tuple[str, str, str]  # name, id type, id number
Row = Sequence[Any]
Cut = Callable[[str, Row], Row]  # table and row to what of the row is attested
WIDTHS = {  # columns of version 2, where there are more now
    "register_entry": 10,
    "register_ownership": 13,
    "register_habitation": 8,
    "register_mortgage": 12,
    "register_notice": 6,
    "register_objection": 7,
    "register_certificate": 12,
}
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


def plain(value: Any) -> Any:
    """Values that JSON does not know."""
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == round(value, 2) else f"{value:.4f}"
    raise TypeError(f"no canonical form for {type(value).__name__}")


def plain_with(party_types: Mapping[PartyKey, str]) -> Plain:
    """``plain`` for rows in which parties stand as ``PartyRef``.

    ``party_types``: what each party's row says. A booking may name a known party as another type
    than the register does; the row is what the leaf attests.
    """

    def spelled(value: Any) -> Any:
        if isinstance(value, PartyRef):
            key = (value.name, value.id_type, value.id_no)
            return [*key, party_types[key]]
        return plain(value)

    return spelled


def trimmed(_table: str, row: Row) -> Row:
    """Without the empty columns at its end (version 3)."""
    end = len(row)
    while row[end - 1] is None:
        end -= 1
    return row[:end]


def narrowed(table: str, row: Row) -> Row:
    """With the columns that version 2 had."""
    return row[: WIDTHS.get(table, len(row))]


CUTS: dict[int, Cut] = {2: narrowed, 3: trimmed}


def render(content: Any, default: Plain = plain) -> bytes:
    """Sorted keys, UTF-8, no spaces."""
    return orjson.dumps(content, default=default, option=_OPTIONS)


def body(
    *,
    office: str,
    booking: Sequence[Any],
    entries: Sequence[Any],
    pages: Iterable[tuple[int, str]],
    opened: Mapping[str, Sequence[Row]],
    closed: Iterable[Sequence[Any]],
    default: Plain = plain,
    cut: Cut = trimmed,
) -> bytes:
    """The first line. ``pages``: id and unit code of each page that the entries stand on."""
    return render(
        {
            "office": office,
            "booking": booking,
            "entries": [cut("register_entry", row) for row in entries],
            "pages": sorted(pages),
            "opened": {t: [cut(t, row) for row in rows] for t, rows in opened.items()},
            "closed": sorted(closed, key=lambda row: (row[0], row[1])),
        },
        default,
    )


def whole(
    first_line: bytes,
    certificates: Iterable[Row],
    default: Plain = plain,
    cut: Cut = trimmed,
) -> bytes:
    """Both lines: the payload of the leaf. Certificates are ordered by their ids."""
    ordered = sorted(certificates, key=lambda row: row[0])
    rows = [cut("register_certificate", row) for row in ordered]
    return first_line + b"\n" + render(rows, default)


def body_of(
    office: str,
    at: datetime,
    seq: int,
    booking_id: int,
    booking: Booking,
    written: Written,
    default: Plain,
) -> bytes:
    """The first line of a booking that is being written."""
    opened: dict[str, list[tuple[Any, ...]]] = {}
    for rows, row in written.opened:
        opened.setdefault(rows.table, []).append(row)
    registrar = booking.registrar
    line = (
        booking_id,
        booking.case_no,
        seq,
        registrar.id,
        registrar.name,
        registrar.system,
        at,
    )
    return body(
        office=office,
        booking=line,
        entries=written.entries,
        pages=written.pages.items(),
        opened=opened,
        closed=written.closed,
        default=default,
    )
