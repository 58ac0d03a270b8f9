"""``changes``: whole bookings in the order of the evidence log."""

from dengbu.evidence import api as evidence
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.feed.reading import Found, read
from dengbu.register.feed.shapes import (
    CERTIFICATES,
    COLUMNS,
    ENTRIES,
    named,
    naming_pages,
    naming_parties,
)
from dengbu.register.feed.values import Change

LIMIT = 1_000
SUBJECT = "booking:"
_SEQ = COLUMNS[ENTRIES].index("seq")

# A booking follows whatever it rests on: that was committed before it took its instant. Stock that
# is given one and the same instant by several transactions stands in the order of these.
LOG_ORDER = evidence.Order(
    join=(
        "LEFT JOIN register_booking b ON b.id ="
        f" CASE WHEN starts_with(l.subject, '{SUBJECT}')"
        f" THEN substr(l.subject, {len(SUBJECT) + 1})::bigint END"
    ),
    by=("b.recorded_at", "age(b.xmin) DESC", "b.seq"),
)
"""How the sequencer is to place bookings: by (recorded_at, seq), what attests none at the end."""


def changes(office: str, *, after: int = 0, limit: int = LIMIT) -> list[Change]:
    """The next changes of an office: those at the places ``after`` to ``after + limit``.

    ``after`` is how many were read before. A place once given never changes, places have no gaps,
    and a booking stands after every booking that it rests on; so whoever reads on from where they
    stopped gets each committed booking once, whatever instants are committed in whatever order.
    What was committed a moment ago waits for the sequencer (``evidence.api.sequence``) and is not
    there yet. Less than ``limit``: this is all. Raises Faults INTERNAL when the log is broken:
    a place is missing, or a leaf attests a booking that is not there.
    """
    leaves = evidence.placed(office, after=after, limit=limit)
    ids = {leaf.id: _booking_id(leaf.subject) for leaf in leaves}
    found = read([pk for pk in ids.values() if pk is not None])
    made = []
    for place, leaf in enumerate(leaves, start=after):
        pk = ids[leaf.id]
        if leaf.log_index != place:
            raise _broken(office, place, "这个位置是空的")
        if pk is not None and pk not in found.bookings:
            raise _broken(office, place, f"它证明的登簿 {pk} 不在")
        made.append(_change(office, place, leaf, pk, found))
    return made


def _broken(office: str, place: int, why: str) -> Faults:
    message = f"机构 {office} 的日志第 {place} 条坏了：{why}。请运行 audit。"
    return Faults(Fault(code=FaultCode.INTERNAL, message=message, field=f"{office}.{place}"))


def _booking_id(subject: str) -> int | None:
    return int(subject[len(SUBJECT) :]) if subject.startswith(SUBJECT) else None


def _change(
    office: str, place: int, leaf: evidence.LeafView, pk: int | None, found: Found
) -> Change:
    if pk is None:
        return Change(office=office, place=place, leaf=leaf, booking=None)
    rows = {table: tuple(of[pk]) for table, of in found.rows.items() if pk in of}
    return Change(
        office=office,
        place=place,
        leaf=leaf,
        booking=found.bookings[pk],
        entries=tuple(sorted(rows.get(ENTRIES, ()), key=lambda row: row[_SEQ])),
        pages=tuple(found.pages[n] for n in sorted(named(rows, naming_pages()))),
        parties=tuple(found.parties[n] for n in sorted(named(rows, naming_parties()))),
        opened={t: of for t, of in rows.items() if t not in (ENTRIES, CERTIFICATES)},
        closed=tuple(found.closed.get(pk, ())),
        certificates=rows.get(CERTIFICATES, ()),
    )
