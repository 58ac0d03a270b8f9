"""Who looked: every read of a person's data is noted with who, post, purpose and case.

Civil Code 1034-1039, 个人信息保护法 44, 45: whoever is concerned may know. A page that shows people
notes all of them by one statement, the leaf of the read included.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dengbu.accounts import attesting
from dengbu.accounts.actors import Actor
from dengbu.accounts.codes import Post
from dengbu.accounts.models import Disclosure, LookErased, LookQuestion
from dengbu.database.ids import next_ids
from dengbu.database.rows import array
from dengbu.evidence import api as evidence

LONGEST_NAME, LONGEST_POST, LONGEST_PLACE, OFFICE = 50, 100, 60, 6
PAGE = 30
ERASED_AT_ONCE = 5_000


@unique
class LookKind(StrEnum):
    """What was read."""

    NUMBER = "NUMBER"  # a whole identity number
    REHEARSAL = "REHEARSAL"  # what the register says of a unit, asked before an application
    FILING = "FILING"  # the same, in answer to an application by program
    SEARCH = "SEARCH"
    UNIT = "UNIT"
    CASE = "CASE"
    LIST = "LIST"
    CERTIFICATE = "CERTIFICATE"
    PAPER = "PAPER"
    QUERY = "QUERY"
    API = "API"
    EXPORT = "EXPORT"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LABELS[self]

    @property
    def purpose(self) -> str:
        """Why such a thing is read in the course of work."""
        return _PURPOSES[self]


_LABELS = {
    LookKind.NUMBER: "看完整证件号码",
    LookKind.REHEARSAL: "预演业务",
    LookKind.FILING: "提交登记申请",
    LookKind.SEARCH: "在登记簿里查找",
    LookKind.UNIT: "看房屋的登记情况",
    LookKind.CASE: "看办件",
    LookKind.LIST: "看办件列表",
    LookKind.CERTIFICATE: "看证书",
    LookKind.PAPER: "看材料",
    LookKind.QUERY: "看查询结果",
    LookKind.API: "接口查询",
    LookKind.EXPORT: "导出列表",
}
_PURPOSES = {
    LookKind.NUMBER: "核对身份",
    LookKind.REHEARSAL: "提交申请以前先算一遍",
    LookKind.FILING: "申请登记",
    LookKind.SEARCH: "查找要办的房屋",
    LookKind.UNIT: "办理登记前查登记情况",
    LookKind.CASE: "办理这一件登记",
    LookKind.LIST: "安排要办的登记",
    LookKind.CERTIFICATE: "制证、核对证书",
    LookKind.PAPER: "核对登记材料",
    LookKind.QUERY: "答复登记信息查询",
    LookKind.API: "办理本单位提交的登记",
    LookKind.EXPORT: "安排要办的登记",
}
ASKED_FOR = (LookKind.NUMBER, LookKind.REHEARSAL, LookKind.FILING)
"""Looks that somebody asked for with a purpose of their own, one by one."""
_INSERT = (
    "WITH r AS (INSERT INTO accounts_disclosure (id, office, account_id, actor_name, id_type,"
    " id_no, place, purpose, at, read, kind, post)"
    " SELECT w.id, %s::text, %s::bigint, %s::text, w.id_type, w.id_no, %s::text, %s::text,"
    " %s::timestamptz, %s::bigint, %s::text, %s::text"
    " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS w(id, id_type, id_no)), "
)


@dataclass(frozen=True, kw_only=True, slots=True)
class LookView:
    """One look, as the person concerned sees it."""

    id: int
    at: datetime
    who: str
    post: str
    kind: LookKind
    place: str
    purpose: str
    question: LookQuestion | None


def note_reads(
    reader: Actor,
    people: Iterable[tuple[str, str]],
    *,
    kind: LookKind,
    place: str,
    now: datetime,
    purpose: str = "",
    once_in: timedelta | None = None,
) -> None:
    """Write that ``reader`` was shown data of people: rows and leaf by one statement.

    The one way in which a look is noted. ``place``: the case number or unit code. Nothing for what
    concerns nobody, or the reader alone. ``once_in``: a program that reads the same every minute is
    written down once in so long, lest it bury the look that matters.
    """
    own = (reader.id_type, reader.id_no)
    firm = reader.organisation_credit_code
    keys = sorted({k for k in people if k[1] and k != own and k[1] != firm})
    if keys and once_in is not None:
        same = Disclosure.objects.filter(
            account_id=reader.id, kind=str(kind), place=place, at__gt=now - once_in
        ).filter(id_no__in=[number for _, number in keys])
        told = set(same.values_list("id_type", "id_no"))
        keys = [key for key in keys if key not in told]
    if not keys:
        return
    with transaction.atomic():
        _write(reader, keys, kind, place[:LONGEST_PLACE], purpose or kind.purpose, now)


def _write(
    reader: Actor,
    keys: list[tuple[str, str]],
    kind: LookKind,
    place: str,
    purpose: str,
    now: datetime,
) -> None:
    leaf_id, read, *ids = next_ids(len(keys) + 2)
    office = reader.office or place[:OFFICE]
    who, post = _who(reader)
    told: list[Any] = [
        read,
        reader.id,
        who,
        post,
        str(kind),
        place,
        purpose,
        now,
        [list(k) for k in keys],
    ]
    leaf = evidence.NewLeaf(
        id=leaf_id,
        subject=f"{attesting.READ}:{read}",
        payload=attesting.read_content(told),
        kind=evidence.Kind.DISCLOSURE,
    )
    sql, values = evidence.attest_statement(office, attesting.VERSION, [leaf])
    rows: list[Any] = [office, reader.id, who, place, purpose, now, read, str(kind), post]
    columns = (
        array("bigint", ids),
        array("text", [id_type for id_type, _ in keys]),
        array("text", [id_no for _, id_no in keys]),
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + sql.removeprefix("WITH "), [*rows, *columns, *values])


def _who(reader: Actor) -> tuple[str, str]:
    posts = "、".join(post.label for post in Post if post in reader.posts)
    return reader.name[:LONGEST_NAME], (reader.organisation_name or posts)[:LONGEST_POST]


def looks_of(
    id_type: str,
    id_no: str,
    *,
    kinds: Collection[LookKind] = (),
    before: int | None = None,
    limit: int = PAGE,
    without: Collection[str] = (),
) -> tuple[LookView, ...]:
    """Who looked at a person's data, newest first, from the one before ``before`` on; of some kinds
    alone where they are named, and ``without`` looks at some places."""
    rows = Disclosure.objects.filter(id_type=id_type, id_no=id_no)
    if kinds:
        rows = rows.filter(kind__in=[str(kind) for kind in kinds])
    if without:
        rows = rows.exclude(place__in=list(without))
    last = rows.filter(id=before).first() if before is not None else None
    if last is not None:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))
    found = list(rows.order_by("-at", "-id")[:limit])
    asked = {q.look: q for q in LookQuestion.objects.filter(look__in=[row.id for row in found])}
    return tuple(_look(row, asked.get(row.id)) for row in found)


def look_of(id: int, *, actor: Actor) -> LookView | None:
    """One look at the data of the person who asks; None for any other."""
    row = Disclosure.objects.filter(id=id, id_type=actor.id_type, id_no=actor.id_no).first()
    return _look(row, LookQuestion.objects.filter(look=id).first()) if row else None


def office_of_look(id: int) -> str:
    """The office at which a look was; "" where there is none."""
    return Disclosure.objects.filter(id=id).values_list("office", flat=True).first() or ""


def _look(row: Disclosure, question: LookQuestion | None) -> LookView:
    return LookView(
        id=row.id,
        at=row.at,
        who=row.actor_name,
        post=row.post,
        kind=LookKind(row.kind),
        place=row.place,
        purpose=row.purpose,
        question=question,
    )


def erase_looks(office: str, *, before: datetime, now: datetime) -> int:
    """Erase looks older than ``before``, whole reads at a time; how many. Their leaves remain.

    One about which a question is open stays until it is answered, with its whole read.
    """
    asked = LookQuestion.objects.filter(look=OuterRef("id"), answered_at=None)
    total = 0
    while True:
        with transaction.atomic():
            old = Disclosure.objects.filter(office=office, at__lt=before)
            kept = set(old.filter(Exists(asked)).values_list("read", flat=True))
            chosen = list(
                old.exclude(Exists(asked)).order_by("at").values_list("id", "read")[:ERASED_AT_ONCE]
            )
            going = {(id, read) for id, read in chosen if read is None or read not in kept}
            if not going:
                return total
            total += _erase(office, going, now)


def _erase(office: str, going: set[tuple[int, int | None]], now: datetime) -> int:
    names = {id if read is None else read for id, read in going}
    LookErased.objects.bulk_create(
        (LookErased(id=id, office=office, at=now) for id in sorted(names)), ignore_conflicts=True
    )
    whole: QuerySet[Disclosure] = Disclosure.objects.filter(
        Q(id__in=[id for id, read in going if read is None])
        | Q(read__in={read for _, read in going if read is not None})
    )
    return whole.delete()[0]
