"""Looks as an auditor reads them: one line a read, however many people it showed, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from dengbu.accounts.looks import LookKind
from dengbu.accounts.models import Account
from dengbu.kernel.cursor import read_cursor, written_cursor

LARGEST_PAGE = 200
_READ = "coalesce(d.read, d.id)"
_COLUMNS = (
    f"{_READ}, d.at, min(d.actor_name), min(d.post), min(d.kind), min(d.place), min(d.purpose),"
    " count(*)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadView:
    """One read, as an auditor sees it."""

    id: int
    at: datetime
    who: str
    post: str
    kind: LookKind
    place: str
    purpose: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPage:
    """One page of reads, newest first."""

    reads: tuple[ReadView, ...] = ()
    before: str | None = None  # cursor of the page before; None: this is the first
    after: str | None = None  # cursor of the next page; None: this is the last


def reads(
    office: str,
    *,
    officer: str = "",
    first: datetime | None = None,
    last: datetime | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> ReadPage:
    """Reads at an office, newest first, by the name of who read and between two moments.

    A page is named by a cursor, so it costs the same at any depth. Raises `Faults` CODE_LIST for a
    cursor that is none.
    """
    where: list[str] = ["d.office = %s"]
    values: list[Any] = [office]
    if officer:
        ids = list(Account.objects.filter(name=officer).values_list("id", flat=True))
        one = len(ids) == 1  # only an equality is read in the order of the officer's index
        where.append("d.account_id = %s" if one else "d.account_id = ANY(%s)")
        values.append(ids[0] if one else ids)
    for condition, moment in (("d.at >= %s", first), ("d.at < %s", last)):
        if moment is not None:
            where.append(condition)
            values.append(moment)
    size, back = min(limit, LARGEST_PAGE), bool(before) and not after
    cursor = after or before
    if cursor:
        at, (read,) = read_cursor(cursor, 1)
        where.append(f"(d.at, {_READ}) {'>' if back else '<'} (%s, %s)")
        values += [at, read]
    found = _found(" AND ".join(where), values, "ASC" if back else "DESC", size + 1)
    more, shown = len(found) > size, found[:size]
    if back:
        shown.reverse()
    return ReadPage(
        reads=tuple(shown),
        before=_cursor(shown[0]) if shown and (more if back else cursor) else None,
        after=_cursor(shown[-1]) if shown and (cursor if back else more) else None,
    )


def _found(where: str, values: Sequence[Any], order: str, limit: int) -> list[ReadView]:
    sql = (
        f"SELECT {_COLUMNS} FROM accounts_disclosure d WHERE {where}"  # noqa: S608 - fixed texts
        f" GROUP BY d.at, {_READ} ORDER BY d.at {order}, {_READ} {order} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        rows = cursor.fetchall()
    return [
        ReadView(
            id=id,
            at=at,
            who=who,
            post=post,
            kind=LookKind(kind),
            place=place,
            purpose=purpose,
            people=people,
        )
        for id, at, who, post, kind, place, purpose, people in rows
    ]


def _cursor(one: ReadView) -> str:
    return written_cursor(one.at, one.id)
