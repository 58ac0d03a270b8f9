"""``book``: the one way into the register."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain, count

from django.db import OperationalError, transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.database.ids import next_ids
from dengbu.database.waits import is_lock_wait
from dengbu.database.wire import pipeline
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.acts import (
    Act,
    AnnulEntry,
    ChangeMortgage,
    CreateMortgage,
    EnterNotice,
    ExchangeRanks,
    FirstRegistration,
    FixClaim,
    RegisterCommonParts,
    ReissueCertificate,
    ReshapeUnits,
    Transfer,
    TransferMortgage,
    opens,
    people_of,
    singles,
    units_of,
)
from dengbu.register.booking import selects
from dengbu.register.booking.building import being_built
from dengbu.register.booking.decide import Decided, Deciding, decide, leans_on_land
from dengbu.register.booking.load import (
    ON_DEMAND,
    Locked,
    blank_units,
    load,
    load_parts,
    lock,
    sheets,
)
from dengbu.register.booking.selects import Sheet
from dengbu.register.booking.together import widened
from dengbu.register.booking.undone import undone_by
from dengbu.register.booking.write import Issuer, Writing
from dengbu.register.state import UnitState
from dengbu.register.titles import LAND, land_below
from dengbu.register.values import Booking, Foreseen, IssuedCertificate, Outcome, RuleOutcome

NEEDED = {  # what is read for some acts alone
    selects.RANK: frozenset(
        {
            AnnulEntry,
            CreateMortgage,
            EnterNotice,
            TransferMortgage,
            ChangeMortgage,
            FixClaim,
            ExchangeRanks,
        }
    ),
    selects.CERTIFICATE: frozenset({ReissueCertificate}),
    selects.ENDED: frozenset({AnnulEntry, FirstRegistration, ReshapeUnits}),
    selects.BUILT: frozenset(
        {AnnulEntry, Transfer, CreateMortgage, EnterNotice, ReshapeUnits, RegisterCommonParts}
    ),
}
IDS_PER_ACT = 12
IDS_PER_PERSON = 4  # as party, in the right, certificate
MOST_UNITS, MOST_RESHAPED = 5_000, 500  # of one booking, of one act: locks are held meanwhile
PARTS, WORTH_PARTING = 4, 50  # of a batch at most, bookings of a part at least


def fresh_ids() -> Iterator[int]:
    """Ids without end, drawn a few dozen at a time."""
    while True:
        yield from next_ids(64)


def _ids_for(bookings: Sequence[Booking]) -> Iterator[int]:
    """Drawn now: deciding happens while answers are awaited, when nothing else may be asked."""
    acts = [single for b in bookings for act in b.acts for single in singles(act)]
    people = sum(1 for act in acts for _ in people_of(act))
    return chain(next_ids(IDS_PER_ACT * len(acts) + IDS_PER_PERSON * people), fresh_ids())


def _office(bookings: Sequence[Booking]) -> str:
    offices = {b.office for b in bookings}
    if len(offices) != 1:
        raise ValueError("no transaction crosses two offices")
    return offices.pop()


def _check(bookings: Sequence[Booking]) -> None:
    """What no caller of ours may ask."""
    if not all(b.acts for b in bookings):
        raise ValueError("a booking without acts")
    if len({b.case_no for b in bookings}) < len(bookings):
        raise ValueError("a case twice in one batch")
    for booking in bookings:
        units = sum(len(units_of(act)) for act in booking.acts)
        reshaped = [len(units_of(a)) for a in booking.acts if isinstance(a, ReshapeUnits)]
        if units > MOST_UNITS or max(reshaped, default=0) > MOST_RESHAPED:
            said = f"一件最多 {MOST_UNITS} 个单元，一次分割、合并最多 {MOST_RESHAPED} 个"
            raise Faults(Fault(code=FaultCode.TOO_MANY_ITEMS, message=said, field="acts"))


def book(
    bookings: Sequence[Booking], *, at: datetime | None = None, explain: bool = False
) -> list[Outcome]:
    """Enter each booking whole or not at all, in order; one outcome each, in order.

    Runs in the caller's transaction and never commits (RuntimeError outside one), so that the
    case's status, its jobs and its leaf commit with it. Takes the locks of all touched units in one
    order; a refused booking does not hold back its neighbours. ``at`` is given for stock data
    only; else the database's clock after locking is the instant of entry (Civil Code 214).
    Raises Faults LOCK_TIMEOUT when a unit stays locked for longer than five seconds,
    REGISTER_LOADING while stock data is loaded for the first time.
    """
    if not bookings:
        return []
    office = _office(bookings)
    bookings = widened(bookings)
    _check(bookings)
    codes = {code for b in bookings for act in b.acts for code in units_of(act)}
    opening = {code for b in bookings for act in b.acts for code in opens(act)}
    with _patience():
        locked = lock(office, codes, opening, beside=_land_below(bookings))
    moment = (at or locked.at).astimezone(UTC)
    areas = _areas(bookings)
    undone = undone_by((one for b in bookings for a in b.acts for one in singles(a)), moment)
    building = being_built(act for b in bookings for act in b.acts)
    fresh = _ids_for(bookings)
    view = accounts.office(office)
    issuer = Issuer(province=view.province, name=view.issuer)
    with _patience(), pipeline() as wire:
        writing = Writing(wire, office, at=moment, fresh=fresh)
        writing.parties.look_up(p for b in bookings for act in b.acts for p in people_of(act))
        deciding = Deciding(
            at=moment, fresh=fresh, explain=explain, areas=areas, undone=undone, building=building
        )
        decided = _decide(bookings, locked, deciding, writing)
        issued = writing.finish(issuer)
    writing.check()
    _retire(office, decided)
    return _outcomes(decided, issued, moment)


def _retire(office: str, decided: Sequence[Decided]) -> None:
    """Units that were divided or merged end in the cadastre too, or are there again.

    What an annulment brings back comes first: it may be divided anew in the same breath, while no
    booking annuls a division of its own batch.
    """
    acts = [act for d in decided if d.written is not None for act in d.booking.acts]
    ended = [code for act in acts if isinstance(act, ReshapeUnits) for code in act.sources]
    void = [code for d in decided if d.written is not None for code in d.written.void]
    if void:
        again = [code for d in decided if d.written is not None for code in d.written.again]
        cadastre.revive_units(again, instead_of=void, office=office)
    if ended:
        cadastre.retire_units(ended, office=office)


def _areas(bookings: Sequence[Booking]) -> dict[str, Decimal]:
    """By unit, in m2, as the survey has them; asked for where areas must be conserved."""
    acts = [act for b in bookings for act in b.acts if isinstance(act, ReshapeUnits)]
    return cadastre.areas(code for act in acts for code in units_of(act)) if acts else {}


def hold(office: str, unit_codes: Collection[str]) -> None:
    """Hold the pages of units, and of the land below, until the caller's transaction ends.

    For who decides by the register's state before `book`: what is read after this stands until the
    entry, whatever a court sends meanwhile. In the order in which `book` locks. Raises Faults
    LOCK_TIMEOUT and REGISTER_LOADING as `book` does.
    """
    with _patience():
        lock(office, unit_codes, (), beside={land_below(code) for code in unit_codes})


def _land_below(bookings: Sequence[Booking]) -> set[str]:
    """Land whose house gets a title: nobody may dispose of it alone meanwhile (P13)."""
    acts = (one for b in bookings for act in b.acts for one in _leaning(act))
    return {land_below(one.unit_code) for one in acts if leans_on_land(one)}


def _leaning(act: Act) -> tuple[Act, ...]:
    return singles(act) if isinstance(act, AnnulEntry) else (act,)


@contextmanager
def _patience() -> Iterator[None]:
    """What others hold too long, a page or a counter, is a fault that passes by itself."""
    try:
        yield
    except OperationalError as error:
        if not is_lock_wait(error):
            raise
        busy = "这个单元正有人在登簿，请过几秒再试"
        raise Faults(Fault(code=FaultCode.LOCK_TIMEOUT, message=busy)) from error


def _decide(
    bookings: Sequence[Booking], locked: Locked, deciding: Deciding, writing: Writing
) -> list[Decided]:
    """Decide in order and begin to write; of a large batch each part while the next is decided."""
    step = max(len(bookings) // PARTS, WORTH_PARTING)
    if _land_below(bookings) & locked.pages.keys() or _secures_with_others(locked):
        step = len(bookings)  # each sees new houses (P13), and units that left a debt (E35)
    parts = [bookings[n : n + step] for n in range(0, len(bookings), step)]
    left = dict(locked.pages)
    pages = []
    for part in parts:
        codes = {code for b in part for act in b.acts for code in units_of(act)}
        codes |= _land_below(part)
        pages.append({code: left.pop(code) for code in sorted(codes & left.keys())})
    kinds = {type(act) for b in bookings for act in b.acts}
    only = [name for name, acts in NEEDED.items() if kinds & acts]
    current = {c: UnitState(unit_code=c, page_id=None, at=deciding.at) for c in locked.blank}
    loaded = load_parts(pages, deciding.at, selects.CURRENT, only=only)
    decided: list[Decided] = []
    done: list[Decided] = []
    for part, read in zip(parts, loaded, strict=True):
        writing.begin(done)
        current.update(read())
        done = decide(part, current, deciding)
        decided += done
    writing.begin(done)
    return decided


def _secures_with_others(locked: Locked) -> bool:
    """Whether a unit was ever on a list of collateral."""
    bit = selects.SELDOM["collateral"]
    return any(sheet.seldom & bit for sheet in locked.pages.values())


def _outcomes(
    decided: Sequence[Decided], issued: Mapping[int, tuple[IssuedCertificate, ...]], at: datetime
) -> list[Outcome]:
    return [
        Outcome(
            case_no=d.booking.case_no,
            booked=d.written is not None,
            booking_id=d.booking_id if d.written else None,
            recorded_at=at if d.written else None,
            rules=d.outcomes,
            entry_ids=tuple(e[0] for e in d.written.entries) if d.written else (),
            certificates=issued.get(d.booking_id, ()),
            voided=tuple(filter(None, d.written.voided)) if d.written else (),
        )
        for d in decided
    ]


def examine(
    bookings: Sequence[Booking], *, now: datetime, explain: bool = True
) -> list[tuple[RuleOutcome, ...]]:
    """Every rule on every act of each booking: warnings and blocks, and passes if ``explain``.

    Takes no lock and writes nothing; each booking is examined by itself. For acceptance and
    review; ``book`` asks the same rules again after locking.
    """
    return [seen.rules for seen in foresee(bookings, now=now, explain=explain)]


def foresee(bookings: Sequence[Booking], *, now: datetime, explain: bool = True) -> list[Foreseen]:
    """Every rule as by ``examine``, and the units as each booking would leave them."""
    if not bookings:
        return []
    office = _office(bookings)
    bookings = widened(bookings)
    named = {code for b in bookings for act in b.acts for code in units_of(act)}
    codes = sorted(named | _land_below(bookings))
    with transaction.atomic():
        pages = sheets(codes, office=office)
        states = load(pages, now, selects.CURRENT, only=ON_DEMAND)
        undone = undone_by((one for b in bookings for a in b.acts for one in singles(a)), now)
        building = being_built(act for b in bookings for act in b.acts)
    states |= _blank(blank_units(office, codes, pages), now)
    areas = _areas(bookings)
    deciding = Deciding(at=now, fresh=count(1), explain=explain, areas=areas, undone=undone)
    return [
        _foreseen(booking, states, replace(deciding, moved={}, building=dict(building)))
        for booking in bookings
    ]


def _blank(units: Mapping[str, Sheet], now: datetime) -> dict[str, UnitState]:
    """Units on which nothing was entered; on land of that kind houses may have been."""
    found = {code: UnitState(unit_code=code, page_id=None, at=now) for code in units}
    land = {code: sheet for code, sheet in units.items() if code.endswith(LAND)}
    for code, state in load(land, now, selects.CURRENT, only=(selects.BUILT,)).items():
        found[code] = replace(state, page_id=None)
    return found


def _foreseen(booking: Booking, states: Mapping[str, UnitState], deciding: Deciding) -> Foreseen:
    after = dict(states)
    (decided,) = decide([booking], after, deciding)
    codes = {code for act in booking.acts for code in units_of(act)}
    return Foreseen(
        rules=decided.outcomes,
        before={code: states[code] for code in codes if code in states},
        after={code: after[code] for code in codes if code in after},
    )
