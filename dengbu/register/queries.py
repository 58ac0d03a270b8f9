"""Reading the register: units now and on past days, holders by name."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from dengbu.database.rows import array
from dengbu.database.wire import pipeline
from dengbu.register.booking import selects
from dengbu.register.booking.load import load, sheets
from dengbu.register.codes import MORTGAGE_NOTICES
from dengbu.register.models import Entry
from dengbu.register.state import UnitState

PROOFS = (
    "SELECT c.number, g.unit_code, array_agg(p.id_no) FROM register_certificate c"
    " JOIN register_mortgage m ON m.id = c.mortgage_id AND m.recorded_to IS NULL"
    " JOIN register_page g ON g.id = m.page_id"
    " JOIN register_mortgageparty e ON e.mortgage_id = m.id AND e.role = 'E'"
    " JOIN register_party p ON p.id = e.party_id"
    " WHERE c.number = ANY(%s::text[]) AND NOT EXISTS"
    " (SELECT 1 FROM register_certificate n WHERE n.replaces = c.number"
    "  AND n.page_id = c.page_id)"
    " GROUP BY c.number, g.unit_code"
)

NOTICE_PROOFS = (
    "SELECT c.number, g.unit_code, array_agg(p.id_no) FROM register_certificate c"
    " JOIN register_notice r ON r.id = c.notice_id AND r.recorded_to IS NULL"
    " AND (r.kind = ANY(%s::text[])) = %s"
    " JOIN register_page g ON g.id = r.page_id"
    " JOIN register_noticeparty n ON n.notice_id = r.id AND n.role = 'H'"
    " JOIN register_party p ON p.id = n.party_id"
    " WHERE c.number = ANY(%s::text[]) AND NOT EXISTS"
    " (SELECT 1 FROM register_certificate n WHERE n.replaces = c.number"
    "  AND n.page_id = c.page_id)"
    " GROUP BY c.number, g.unit_code"
)


def mortgagees_of(proof_nos: Collection[str]) -> dict[tuple[str, str], frozenset[str]]:
    """Identity numbers of the mortgagees by (proof number, unit code) of mortgages in force.

    In the caller's transaction, by a prepared statement: asked for every case of a bank.
    """
    if not proof_nos:
        return {}
    with pipeline() as wire:
        found = wire.send(PROOFS, [array("text", proof_nos)])
    return {(number, unit): frozenset(people) for number, unit, people in found.fetchall()}


def notice_holders_of(
    proof_nos: Collection[str], *, of_mortgages: bool
) -> dict[tuple[str, str], frozenset[str]]:
    """Identity numbers of the holders by (proof number, unit code) of advance notices in force.

    ``of_mortgages``: of mortgages (抵押预告), or of sales. In the caller's transaction.
    """
    if not proof_nos:
        return {}
    kinds = array("text", [kind.value for kind in MORTGAGE_NOTICES])
    asked = [kinds, of_mortgages, array("text", proof_nos)]
    with pipeline() as wire:
        found = wire.send(NOTICE_PROOFS, asked)
    return {(number, unit): frozenset(people) for number, unit, people in found.fetchall()}


def unit_states(
    unit_codes: Iterable[str],
    *,
    now: datetime,
    as_of: datetime | None = None,
    as_known_at: datetime | None = None,
    papers: bool = False,
) -> dict[str, UnitState]:
    """The units' states: the law's at ``as_of``, by what the register knew at ``as_known_at``.

    Both default to ``now``. Units without a page are blank. ``papers``: with the certificates one
    by one, which say to whom each was given; a query more.
    """
    codes = list(dict.fromkeys(unit_codes))
    moment = as_of or now
    period = (
        selects.CURRENT
        if as_of is None and as_known_at is None
        else selects.past(moment, as_known_at or now)
    )
    with transaction.atomic():
        pages = sheets(codes)
        found = load(pages, moment, period, only=(selects.CERTIFICATE,) if papers else ())
    blank = {c: UnitState(unit_code=c, page_id=None, at=moment) for c in codes if c not in found}
    return found | blank


def unit_state(
    unit_code: str,
    *,
    now: datetime,
    as_of: datetime | None = None,
    as_known_at: datetime | None = None,
    papers: bool = False,
) -> UnitState:
    """One unit's state; see ``unit_states``."""
    found = unit_states([unit_code], now=now, as_of=as_of, as_known_at=as_known_at, papers=papers)
    return found[unit_code]


def registered(unit_codes: Sequence[str]) -> set[str]:
    """Those of the units that have a current ownership."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.unit_code FROM register_page p JOIN register_ownership r ON r.page_id = p.id"
            " WHERE p.unit_code = ANY(%s) AND r.recorded_to IS NULL",
            [list(unit_codes)],
        )
        return {code for (code,) in cursor.fetchall()}


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderHit:
    """A holder found by name or identity number, with one of the units held."""

    name: str
    id_type: str
    id_no: str
    unit_code: str


def find_holders(text: str, *, office: str, limit: int = 20) -> list[HolderHit]:
    """Current holders of an office's units: name begins with ``text``, or it is the identity no.

    Those who hold nothing any more, and other offices' people, take no place among the hits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name, p.id_type, p.id_no, g.unit_code FROM ("
            " SELECT * FROM register_party q WHERE (name LIKE %s OR id_no = %s) AND office = %s"
            " AND EXISTS (SELECT 1 FROM register_ownershipholder h"
            "  JOIN register_ownership r ON r.id = h.ownership_id AND r.recorded_to IS NULL"
            "  WHERE h.party_id = q.id) ORDER BY name LIMIT %s) p"
            " JOIN register_ownershipholder h ON h.party_id = p.id"
            " JOIN register_ownership r ON r.id = h.ownership_id AND r.recorded_to IS NULL"
            " JOIN register_page g ON g.id = r.page_id ORDER BY p.name, g.unit_code LIMIT %s",
            [_like(text) + "%", text.upper(), office, limit, limit],
        )
        return [
            HolderHit(name=name, id_type=id_type, id_no=id_no, unit_code=code)
            for name, id_type, id_no, code in cursor.fetchall()
        ]


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def entries_of_case(case_no: str) -> tuple[int, ...]:
    """The entries that a case brought, in order."""
    found = Entry.objects.filter(booking__case_no=case_no).order_by("seq")
    return tuple(found.values_list("id", flat=True))
