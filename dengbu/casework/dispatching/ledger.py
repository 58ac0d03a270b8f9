"""The ledger of draws (派件账): what each draw read, and what it gave, in one unbroken row.

Under the office's lock one statement takes what happened on the desks since the last draw and
counts the desks as they are: both are of one snapshot, so whoever adds up the ledger arrives at the
very loads that each draw saw, however many work at once. Each line names the digest of the one
before it and is attested in the evidence log.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from dengbu.casework import rows
from dengbu.casework.dispatching import leaves
from dengbu.casework.dispatching.days import Opened
from dengbu.casework.models import Assignment, ExaminerNumber, ExaminerStanding
from dengbu.casework.rules.dispatch import Draw, Standing, case_mark
from dengbu.database.ids import next_id, next_ids
from dengbu.kernel.canonical import canonical_json

VERSION = 1
# "d" rows: what happened on desks; "n" rows: open cases now. One statement, one snapshot.
SEE = (
    "WITH seen AS (UPDATE casework_deskevent SET serial = %s WHERE office = %s AND serial IS NULL"
    " RETURNING id, case_id, examiner_id, change, why)"
    " SELECT 'd', s.examiner_id, s.change, s.why, c.case_no, c.mark_salt, s.id FROM seen s"
    " JOIN casework_case c ON c.id = s.case_id"
    " UNION ALL SELECT 'n', examiner_id, count(*), '', '', NULL, 0 FROM casework_case"
    " WHERE status = 'EXAMINING' AND examiner_id = ANY(%s) GROUP BY examiner_id"
)
STAND = (
    "INSERT INTO casework_examinerstanding AS s (id, office, department, account_id, present,"
    " credit, waited) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (office, department, account_id) DO UPDATE SET present = EXCLUDED.present,"
    " credit = EXCLUDED.credit, waited = EXCLUDED.waited"
)
SALTS = "SELECT id, case_no, mark_salt FROM casework_case WHERE id = ANY(%s)"
HEAD = "UPDATE casework_dispatchledger SET serial = %s, digest = %s WHERE office = %s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a draw finds."""

    desk: tuple[tuple[int, int, str, str], ...]  # examiner, change, why, mark of the case
    opened: Mapping[int, int]  # cases on each desk


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """One draw that was made."""

    case_id: int
    mark: str  # by what the case is called in what is published
    turn: int
    draw: Draw
    opened: Mapping[int, int]  # cases on each desk before it
    excluded: Mapping[int, str]  # who was kept away, and why


@dataclass(kw_only=True, slots=True)
class Page:
    """What one transaction writes: draws of one department, in their order."""

    office: str
    department: str
    serial: int  # of the last draw before
    digest: str  # of its content; ""
    opened_day: Opened
    seen: Seen
    before: Mapping[int, Standing]  # as they stood when the department drew last
    after: dict[int, Standing]  # once everybody has come and gone
    reasons: Mapping[int, str]  # why somebody is gone
    numbers: Mapping[int, int]  # by what everybody here is called
    drawn: list[Drawn] = field(default_factory=list)


def see(office: str, serial: int, people: Sequence[int]) -> Seen:
    """What happened on desks since, and how many cases lie on each; for the draw ``serial``."""
    desk, opened = [], {}
    found = rows.fetch(SEE, [serial, office, list(people)])
    for kind, person, count, why, case_no, salt, id in found:
        if kind == "d":
            desk.append((id, person, count, why, case_mark(office, case_no, salt_of(salt))))
        else:
            opened[person] = count
    told = tuple((p, change, why, mark) for _, p, change, why, mark in sorted(desk))
    return Seen(desk=told, opened=opened)


def salt_of(kept: UUID | None) -> str:
    """The salt of a case's mark, hexadecimal; "" for a case of before."""
    return "" if kept is None else kept.hex


def marks(office: str, cases: Sequence[int]) -> dict[int, str]:
    """The mark of each case."""
    found = rows.fetch(SALTS, [list(cases)])
    return {id: case_mark(office, number, salt_of(salt)) for id, number, salt in found}


def standings(office: str, department: str) -> dict[int, Standing]:
    """How everybody stood when the department drew last."""
    found = ExaminerStanding.objects.filter(office=office, department=department)
    read = found.values_list("account_id", "present", "credit", "waited")
    return {a: Standing(present=p, credit=c, waited=w) for a, p, c, w in read}


def numbers(office: str, people: Sequence[int]) -> dict[int, int]:
    """公开编号 of everybody, given to whoever has none yet. Under the ledger's lock.

    A draw takes its candidates in the order of these, so that their order is nobody's to choose.
    """
    found = ExaminerNumber.objects.filter(office=office)
    known: dict[int, int] = dict(found.values_list("account_id", "number"))
    missing = sorted({*people} - {*known})
    last = max(known.values(), default=0)
    new = {person: last + n for n, person in enumerate(missing, start=1)}
    ExaminerNumber.objects.bulk_create(
        ExaminerNumber(id=id, office=office, account_id=person, number=number)
        for id, (person, number) in zip(next_ids(len(new)), new.items(), strict=True)
    )
    return known | new


def called(number: int) -> str:
    """A public number as written."""
    return f"E{number:02d}"


def write(page: Page, standing: Mapping[int, Standing], *, now: datetime) -> None:
    """Write the page's draws with their leaves, standings and the ledger's new head."""
    names = {person: called(number) for person, number in page.numbers.items()}
    made, digest = [], page.digest
    for n, (id, one) in enumerate(zip(next_ids(len(page.drawn)), page.drawn, strict=True)):
        content = _content(page, n, one, names, digest, now=now)
        digest = hashlib.sha256(content).hexdigest()
        made.append(_row(page, n, id, one, content, now=now))
    Assignment.objects.bulk_create(made)
    leaves.attest(page.office, [leaf for row in made for leaf in leaves.of_draw(row)])
    rows.execute(HEAD, [page.serial + len(made), digest, page.office])
    for person, stands in standing.items():
        if page.before.get(person) != stands:
            told = [stands.present, stands.credit, stands.waited]
            rows.execute(STAND, [next_id(), page.office, page.department, person, *told])


def _row(page: Page, n: int, id: int, one: Drawn, content: bytes, *, now: datetime) -> Assignment:
    return Assignment(
        id=id,
        office=page.office,
        case_id=one.case_id,
        round=one.turn,
        candidates=list(one.draw.candidates),
        loads=list(one.draw.loads),
        seed=one.draw.seed,
        drawn_id=one.draw.drawn,
        at=now,
        day=page.opened_day.day,
        serial=page.serial + 1 + n,
        content=content.decode(),
    )


def _content(
    page: Page, n: int, one: Drawn, names: Mapping[int, str], digest: str, *, now: datetime
) -> bytes:
    """A line as published: no name and no number of a case, only what these are called there."""
    people = one.draw.candidates
    opened = [one.opened.get(p, 0) for p in people]
    told: dict[str, object] = {
        "v": VERSION,
        "kind": "draw",
        "office": page.office,
        "serial": page.serial + 1 + n,
        "previous": digest,
        "day": page.opened_day.day,
        "at": now.astimezone(UTC).replace(microsecond=0),
        "department": page.department,
        "people": [names[p] for p in people],
        "open": opened,
        "credit": [load - own for load, own in zip(one.draw.loads, opened, strict=True)],
        "excluded": [[names[p], why] for p, why in sorted(one.excluded.items())],
        "case": one.mark,
        "turn": one.turn,
        "drawn": names[one.draw.drawn],
    }
    if n == 0:
        told["desk"] = [
            [mark, names[person], change, why] for person, change, why, mark in page.seen.desk
        ]
        told["roster"] = _roster(page, names)
        if page.opened_day.opens is not None:
            told["opens"] = page.opened_day.opens
    return canonical_json(told)


def _roster(page: Page, names: Mapping[int, str]) -> list[list[object]]:
    """Who came and who went since the department drew last: name, IN or OUT, why, credit."""
    told: list[list[object]] = []
    for person, stands in sorted(page.after.items()):
        was = page.before.get(person, Standing()).present
        if stands.present and not was:
            told.append([names[person], "IN", "", stands.credit])
        elif was and not stands.present:
            told.append([names[person], "OUT", page.reasons.get(person, ""), 0])
    return told
