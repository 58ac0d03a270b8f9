"""``book``: the one way into the register."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

from django.db import OperationalError, transaction

from dengbu.accounts import api as accounts
from dengbu.database.ids import next_ids
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.acts import (
    CreateMortgage,
    EnterNotice,
    EnterObjection,
    FirstRegistration,
    RestrictByGovernment,
    Seize,
)
from dengbu.register.booking import selects
from dengbu.register.booking.decide import Decided, decide
from dengbu.register.booking.load import Locked, blank_units, load, load_parts, lock
from dengbu.register.booking.write import Issuer, write
from dengbu.register.models import Page
from dengbu.register.state import UnitState
from dengbu.register.values import Booking, Outcome, RuleOutcome

OPENS_A_PAGE = (FirstRegistration, EnterNotice, Seize, EnterObjection, RestrictByGovernment)
IDS_PER_ACT = 12
IDS_PER_PERSON = 4  # as party, in the right, certificate
SIDES = ("holders", "mortgagees", "mortgagors", "obligors")
WORTH_HALVING = 100  # bookings
LOCK_NOT_AVAILABLE = "55P03"


def fresh_ids() -> Iterator[int]:
    """Ids without end, drawn a few dozen at a time."""
    while True:
        yield from next_ids(64)


def _ids_for(bookings: Sequence[Booking]) -> Iterator[int]:
    """Drawn now: deciding happens while answers are awaited, when nothing else may be asked."""
    acts = [act for b in bookings for act in b.acts]
    people = sum(len(getattr(act, name, ())) for act in acts for name in SIDES)
    return chain(next_ids(IDS_PER_ACT * len(acts) + IDS_PER_PERSON * people), fresh_ids())


def _office(bookings: Sequence[Booking]) -> str:
    offices = {b.office for b in bookings}
    if len(offices) != 1:
        raise ValueError("no transaction crosses two offices")
    return offices.pop()


def book(
    bookings: Sequence[Booking], *, at: datetime | None = None, explain: bool = False
) -> list[Outcome]:
    """Enter each booking whole or not at all, in order; one outcome each, in order.

    Runs in the caller's transaction and never commits (RuntimeError outside one), so that the
    case's status, its jobs and its leaf commit with it. Takes the locks of all touched units in one
    order; a refused booking does not hold back its neighbours. ``at`` is given for stock data
    only; else the database's clock after locking is the instant of entry (Civil Code 214).
    Raises Faults LOCK_TIMEOUT when a unit stays locked for longer than five seconds.
    """
    if not bookings:
        return []
    office = _office(bookings)
    codes = {act.unit_code for b in bookings for act in b.acts}
    opening = {act.unit_code for b in bookings for act in b.acts if isinstance(act, OPENS_A_PAGE)}
    try:
        locked = lock(office, codes, opening)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        busy = "这个单元正有人在登簿，请过几秒再试"
        raise Faults(Fault(code=FaultCode.LOCK_TIMEOUT, message=busy)) from error
    moment = (at or locked.at).astimezone(UTC)
    fresh = _ids_for(bookings)
    decided = _decide(bookings, locked, moment, fresh, explain=explain)
    return _enter(office, decided, moment, fresh)


def _decide(
    bookings: Sequence[Booking],
    locked: Locked,
    at: datetime,
    fresh: Iterator[int],
    *,
    explain: bool,
) -> list[Decided]:
    """Decide in order; of a large batch PostgreSQL reads the second half during the first."""
    middle = len(bookings) // 2 if len(bookings) >= WORTH_HALVING else len(bookings)
    halves = [half for half in (bookings[:middle], bookings[middle:]) if half]
    left = dict(locked.pages)
    parts = []
    for half in halves:
        codes = {act.unit_code for b in half for act in b.acts}
        parts.append({code: left.pop(code) for code in sorted(codes & left.keys())})
    mortgages = any(isinstance(act, CreateMortgage) for b in bookings for act in b.acts)
    current = {c: UnitState(unit_code=c, page_id=None, at=at) for c in locked.blank}
    decided: list[Decided] = []
    loaded = load_parts(parts, at, selects.CURRENT, ranks=mortgages)
    for half, states in zip(halves, loaded, strict=True):
        current.update(states)
        decided += decide(half, current, at=at, fresh=fresh, explain=explain)
    return decided


def _enter(
    office: str, decided: Sequence[Decided], at: datetime, fresh: Iterator[int]
) -> list[Outcome]:
    accepted = [(d, d.written) for d in decided if d.written is not None]
    issued = {}
    if accepted:
        view = accounts.office(office)
        issuer = Issuer(province=view.province, name=view.issuer)
        issued = write(office, accepted, at=at, issuer=issuer, fresh=fresh)
    return [
        Outcome(
            case_no=d.booking.case_no,
            booked=d.written is not None,
            booking_id=d.booking_id if d.written else None,
            recorded_at=at if d.written else None,
            rules=d.outcomes,
            entry_ids=tuple(e[0] for e in d.written.entries) if d.written else (),
            certificates=issued.get(d.booking_id, ()),
            voided=tuple(d.written.voided) if d.written else (),
        )
        for d in decided
    ]


def examine(bookings: Sequence[Booking], *, now: datetime) -> list[tuple[RuleOutcome, ...]]:
    """Every rule on every act of each booking: passes, warnings and blocks.

    Takes no lock and writes nothing; each booking is examined by itself. For acceptance and
    review; ``book`` asks the same rules again after locking.
    """
    if not bookings:
        return []
    office = _office(bookings)
    codes = sorted({act.unit_code for b in bookings for act in b.acts})
    with transaction.atomic():
        found = Page.objects.filter(unit_code__in=codes, office=office)
        pages = dict(found.values_list("unit_code", "id"))
        states = load(pages, now, selects.CURRENT)
    for code in blank_units(office, codes, pages):
        states[code] = UnitState(unit_code=code, page_id=None, at=now)
    return [
        decide([b], dict(states), at=now, fresh=iter(range(1, 10_000)), explain=True)[0].outcomes
        for b in bookings
    ]
