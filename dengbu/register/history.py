"""Everything ever entered on a unit, with what each entry began and ended, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import orjson
from django.db import connection

from dengbu.register.codes import CoOwnership, RegistrationType


class Began(StrEnum):
    """What kind of row an entry opened or closed."""

    TITLE = "title"
    MORTGAGE = "mortgage"
    SEIZURE = "seizure"
    NOTICE = "notice"
    OBJECTION = "objection"
    STOP = "stop"
    HABITATION = "habitation"
    EASEMENT = "easement"
    COMMON_PART = "commonpart"
    OPERATION = "operation"


@dataclass(frozen=True, kw_only=True, slots=True)
class RightLine:
    """A right or restriction in a line of history."""

    kind: Began
    who: tuple[str, ...]  # names: holders, mortgagees, objector; none of a seizure or stop
    amount: Decimal | None  # yuan: price of a title, debt of a mortgage
    organ: str  # of a seizure or stop
    document_no: str
    until: date | None  # last day of its term, where one was entered
    days: int | None  # term of a seizure
    co_ownership: CoOwnership | None  # of a title
    restricted: bool | None  # of a mortgage: transfer agreed away
    matter: str  # of an objection, stop, easement or common part
    others: int = 0  # of a mortgage: further units that were ever on the list for its debt


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryLine:
    """One entry in a unit's life."""

    id: int
    recorded_at: datetime
    effective_at: datetime
    booking_seq: int  # with recorded_at: the order of entries
    seq: int
    registration_type: RegistrationType
    subclass: str
    right_type: str
    cause: str
    case_no: str
    registrar: str
    certificates: tuple[str, ...]  # numbers brought forth
    organ: str  # whose decision it rests on
    document_no: str
    began: tuple[RightLine, ...]
    ended: tuple[RightLine, ...]
    comes_of: tuple[str, ...]  # units that were divided or merged into this one
    became: tuple[str, ...]  # units that this one was divided or merged into


def _names(right: str, table: str, where: str = "") -> str:
    return (
        "(SELECT array_agg(p.name ORDER BY m.seq) FROM register_"  # noqa: S608 - constants only
        f"{table} m JOIN register_party p ON p.id = m.party_id WHERE m.{right}_id = r.id{where})"
    )


_NOTHING = "NULL::text[]"
# kind: who, amount, organ, document, until, days, co-ownership, restricted, matter
_COLUMNS: dict[Began, tuple[str, ...]] = {
    Began.TITLE: (
        *(_names("ownership", "ownershipholder"), "r.price", "''", "''", "r.term_to"),
        *("NULL::int", "r.co_ownership", "NULL::bool", "''"),
    ),
    Began.MORTGAGE: (
        *(_names("mortgage", "mortgageparty", " AND m.role = 'E'"), "r.amount", "''", "''"),
        *("r.debt_to", "NULL", "NULL", "r.transfer_restricted", "''"),
    ),
    Began.SEIZURE: (
        *(_NOTHING, "NULL", "r.organ", "r.document_no", "NULL", "r.term_days"),
        *("NULL", "NULL", "''"),
    ),
    Began.NOTICE: (
        *(_names("notice", "noticeparty", " AND m.role = 'H'"), "r.amount", "''", "''", "NULL"),
        *("NULL", "NULL", "NULL", "''"),
    ),
    Began.OBJECTION: (
        "(SELECT array_agg(p.name) FROM register_party p WHERE p.id = r.objector_id)",
        *("NULL", "''", "''", "NULL", "NULL", "NULL", "NULL", "r.matter"),
    ),
    Began.STOP: (
        *(_NOTHING, "NULL", "r.organ", "r.document_no", "r.to_day", "NULL", "NULL", "NULL"),
        "r.reason",
    ),
    Began.HABITATION: (
        *(_names("habitation", "habitationparty", " AND m.role = 'H'"), "NULL", "''", "''"),
        *("r.term_to", "NULL", "NULL", "NULL", "''"),
    ),
    Began.EASEMENT: (
        *(_names("easement", "easementparty", " AND m.role = 'D'"), "NULL", "''", "''"),
        *("r.term_to", "NULL", "NULL", "NULL", "r.content"),
    ),
    Began.COMMON_PART: (
        *(_NOTHING, "NULL", "''", "''", "NULL", "NULL", "NULL", "NULL"),
        "r.number || ' ' || r.name",
    ),
    Began.OPERATION: (
        *(_names("operation", "operationparty", " AND m.role = 'H'"), "NULL", "''", "''"),
        *("r.term_to", "NULL", "NULL", "NULL", "''"),
    ),
}
_OTHERS = (
    "(SELECT greatest(count(DISTINCT o.page_id) - 1, 0) FROM register_collateral c"
    " JOIN register_collateral o ON o.debt_id = c.debt_id WHERE c.mortgage_id = r.id)"
)
_TABLES = {Began.TITLE: "ownership"}
_RIGHTS = " UNION ALL ".join(
    f"SELECT '{kind}', r.id, r.opened_by_id, r.closed_by_id, {', '.join(columns)},"  # noqa: S608 - constants only
    f" {_OTHERS if kind is Began.MORTGAGE else '0'}"
    f" FROM register_{_TABLES.get(kind, kind)} r JOIN page g ON g.id = r.page_id"
    for kind, columns in _COLUMNS.items()
)
_LINE = (
    "(SELECT jsonb_agg(jsonb_build_array(x.kind, x.who, x.amount::text, x.organ, x.document_no,"
    " x.until, x.days, x.way, x.restricted, x.matter, x.others) ORDER BY x.id) FROM rights x"
    " WHERE x.{at} = e.id)"
)
_HISTORY = (
    "WITH page AS (SELECT id FROM register_page WHERE unit_code = %s), rights (kind,"  # noqa: S608 - constants only
    " id, opened,"
    " closed, who, amount, organ, document_no, until, days, way, restricted, matter, others)"
    f" AS ({_RIGHTS})"
    " SELECT e.id, b.recorded_at, e.effective_at, b.seq, e.seq, e.registration_type,"
    " e.subclass, e.right_type, e.cause, b.case_no, b.registrar_name,"
    " (SELECT array_agg(c.number ORDER BY c.id) FROM register_certificate c"
    "  WHERE c.entry_id = e.id), coalesce(e.organ, ''), coalesce(e.document_no, ''),"
    f" {_LINE.format(at='opened')}, {_LINE.format(at='closed')},"
    " (SELECT array_agg(o.unit_code ORDER BY o.unit_code) FROM register_succession s"
    "  JOIN register_page o ON o.id = s.source_id WHERE s.page_id = e.page_id"
    "  AND s.opened_by_id = e.id),"
    " (SELECT array_agg(o.unit_code ORDER BY o.unit_code) FROM register_succession s"
    "  JOIN register_entry x ON x.id = s.opened_by_id AND x.booking_id = e.booking_id"
    "  JOIN register_page o ON o.id = s.page_id WHERE s.source_id = e.page_id"
    "  AND e.subclass IN ('3004', '3005', '3006') AND e.note = x.note)"
    " FROM page p JOIN register_entry e ON e.page_id = p.id"
    " JOIN register_booking b ON b.id = e.booking_id ORDER BY b.recorded_at, b.seq, e.seq"
)


def history(unit_code: str) -> tuple[EntryLine, ...]:
    """Everything ever entered on a unit, oldest first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [unit_code])
        return tuple(_line(row) for row in cursor.fetchall())


def _line(row: tuple[Any, ...]) -> EntryLine:
    return EntryLine(
        id=row[0],
        recorded_at=row[1],
        effective_at=row[2],
        booking_seq=row[3],
        seq=row[4],
        registration_type=RegistrationType(row[5]),
        subclass=row[6],
        right_type=row[7],
        cause=row[8],
        case_no=row[9],
        registrar=row[10],
        certificates=tuple(row[11] or ()),
        organ=row[12],
        document_no=row[13],
        began=_rights(row[14]),
        ended=_rights(row[15]),
        comes_of=tuple(row[16] or ()),
        became=tuple(row[17] or ()),
    )


def _rights(found: str | None) -> tuple[RightLine, ...]:
    if found is None:
        return ()
    return tuple(
        RightLine(
            kind=Began(kind),
            who=tuple(who or ()),
            amount=Decimal(amount) if amount is not None else None,
            organ=organ,
            document_no=document_no,
            until=date.fromisoformat(until) if until is not None else None,
            days=days,
            co_ownership=CoOwnership(way) if way is not None else None,
            restricted=restricted,
            matter=matter,
            others=others,
        )
        for kind, who, amount, organ, document_no, until, days, way, restricted, matter, others in (
            orjson.loads(found)
        )
    )
