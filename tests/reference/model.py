"""A slow and simple register: a list of what was entered, replayed for every question.

It shares with Dengbu the acts and nothing else: no row, no interval that is closed, no query. What
the register said on a day is what a replay of the acts entered until then says; what the law's
state was on another day is which of the replayed rights cover it. Dengbu must answer the same.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from dengbu.register import api as register

CHINA = ZoneInfo("Asia/Shanghai")
FOR_EVER = datetime(9999, 1, 1, tzinfo=CHINA)
Person = register.PartyRef


@dataclass(kw_only=True)
class Right:
    """Anything that starts and ends."""

    start: datetime
    end: datetime = FOR_EVER
    entered: datetime  # when the register learned of it

    def covers(self, day: datetime) -> bool:
        return self.start <= day < self.end


@dataclass(kw_only=True)
class Title(Right):
    holders: tuple[tuple[Person, Fraction | None], ...]
    way: register.CoOwnership
    papers: dict[str, Person | None]  # number: whose, None: of all


@dataclass(kw_only=True)
class Loan(Right):
    banks: tuple[Person, ...]
    owners: tuple[Person, ...]
    amount: Decimal
    until: date
    scope: str
    banned: bool | None
    maximum: bool
    fixed: Decimal | None = None
    since: datetime  # first entered
    place: int
    proof: str
    debt: object = None  # what tells the loans apart that several units secure together


@dataclass(kw_only=True)
class Dwelling(Right):
    """A right of habitation."""

    people: tuple[Person, ...]
    last_day: date | None
    proof: str

    def over(self, day: datetime) -> bool:
        return self.last_day is not None and day.astimezone(CHINA).date() > self.last_day


@dataclass(kw_only=True)
class Way(Right):
    """An easement that the unit bears for another."""

    for_unit: str
    gainers: tuple[Person, ...]  # who held that unit when it was made
    last_day: date
    proof: str

    def over(self, day: datetime) -> bool:
        return day.astimezone(CHINA).date() > self.last_day


@dataclass(kw_only=True)
class Notice(Right):
    kind: register.NoticeKind
    people: tuple[Person, ...]
    obligors: tuple[Person, ...]
    place: int | None
    proof: str


@dataclass(kw_only=True)
class Objection(Right):
    who: Person
    matter: str
    sued: date | None
    proof: str

    @property
    def last_day(self) -> date:
        day = self.entered.astimezone(CHINA).date() + timedelta(days=15)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
        return day

    def stands(self, day: datetime) -> bool:
        in_time = self.sued is not None and self.sued <= self.last_day
        return self.covers(day) and (in_time or day.astimezone(CHINA).date() <= self.last_day)


@dataclass(kw_only=True)
class Stop(Right):
    organ: str
    document: str
    first_day: date
    last_day: date | None

    def stands(self, day: datetime) -> bool:
        today = day.astimezone(CHINA).date()
        last = self.last_day or date.max
        return self.covers(day) and self.first_day <= today <= last


@dataclass(kw_only=True)
class Order(Right):
    """A seizure as the court wrote it; ``end``: when it was released."""

    kind: register.SeizureKind
    organ: str
    document: str
    delivered: datetime
    days: int
    debtor: Person | None
    more: list[tuple[datetime, int]] = field(default_factory=list)  # renewals: delivered, days


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


@dataclass
class Queue:
    """The queue of seizures, lived through event by event until a moment."""

    front: Order | None = None
    rose: datetime = FOR_EVER  # when the front one took hold
    ends: datetime = FOR_EVER
    waiting: list[Order] = field(default_factory=list)

    def rise(self, at: datetime) -> None:
        self.front = self.waiting.pop(0) if self.waiting else None
        if self.front is not None:
            self.rose = at
            last = at.astimezone(CHINA).date() + timedelta(days=self.front.days)
            self.ends = midnight_after(last)

    def run_until(self, at: datetime) -> None:
        """Terms that run out before ``at``, one after another."""
        while self.front is not None and self.ends <= at:
            self.rise(self.ends)

    def happen(self, at: datetime, what: str, order: Order, days: int) -> None:
        self.run_until(at)
        if what == "delivered":
            self.waiting.append(order)
            if self.front is None:
                self.rise(at)
        elif what == "released" and order is self.front:
            self.rise(at)
        elif what == "released" and order in self.waiting:
            self.waiting.remove(order)
        elif what == "renewed" and order is self.front:
            self.ends += timedelta(days=days)


@dataclass
class Sheet:
    """A unit, as a replay of its acts leaves it."""

    titles: list[Title] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    dwellings: list[Dwelling] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    places: int = 0
    entered: list[object] = field(default_factory=list)  # lines of a batch still being decided

    def title(self, day: datetime) -> Title | None:
        return next((t for t in self.titles if t.covers(day)), None)

    def loans_on(self, day: datetime) -> list[Loan]:
        return sorted((x for x in self.loans if x.covers(day)), key=lambda x: x.place)

    def notices_on(self, day: datetime) -> list[Notice]:
        return [n for n in self.notices if n.covers(day)]

    def objections_on(self, day: datetime) -> list[Objection]:
        return [o for o in self.objections if o.stands(day)]

    def stops_on(self, day: datetime) -> list[Stop]:
        return [s for s in self.stops if s.stands(day)]

    @property
    def proved(self) -> list[Dwelling | Way]:
        """Rights of use, each with its proof."""
        return [*self.dwellings, *self.ways]

    def dwellings_on(self, day: datetime) -> list[Dwelling]:
        return [x for x in self.dwellings if x.covers(day)]

    def ways_on(self, day: datetime) -> list[Way]:
        return [x for x in self.ways if x.covers(day)]

    def queue(self, day: datetime) -> Queue:
        events: list[tuple[datetime, int, str, Order, int]] = []
        for n, order in enumerate(self.orders):
            events.append((order.delivered, n, "delivered", order, 0))
            events += [(when, n, "renewed", order, days) for when, days in order.more]
            if order.end < FOR_EVER:
                # Released before it was there: it never was.
                events.append((max(order.end, order.delivered), n, "released", order, 0))
        queue = Queue()
        for when, _, what, order, days in sorted(events, key=lambda e: (e[0], e[1])):
            if when <= day:
                queue.happen(when, what, order, days)
        queue.run_until(day)
        return queue

    def seizures(self, day: datetime) -> list[Order]:
        queue = self.queue(day)
        return ([queue.front] if queue.front else []) + queue.waiting

    def next_place(self) -> int:
        self.places += 1
        return self.places


@dataclass(frozen=True)
class Line:
    """An act that was entered."""

    at: datetime
    act: register.Act
    numbers: tuple[tuple[str, Person | None], ...]  # certificates that it brought, and whose
    debt: object = None  # of a loan that several units secure


def picture(sheet: Sheet, day: datetime) -> dict[str, object]:
    """What can be compared."""
    title = sheet.title(day)
    queue = sheet.queue(day)
    return {
        "way": title.way if title else None,
        "holders": [(p.name, p.key, s) for p, s in title.holders] if title else [],
        "papers": sorted(title.papers) if title else [],
        "loans": [
            (x.proof, x.banks, x.owners, x.amount, x.banned, x.fixed) for x in sheet.loans_on(day)
        ],
        "seizures": [
            (o.organ, o.document, o is queue.front)
            for o in ([queue.front] if queue.front else []) + queue.waiting
        ],
        "ends": queue.ends if queue.front else None,
        "notices": sorted(n.proof for n in sheet.notices_on(day)),
        "objections": sorted(o.proof for o in sheet.objections_on(day)),
        "stops": sorted((s.organ, s.document) for s in sheet.stops_on(day)),
        "shared": [x.debt is not None for x in sheet.loans_on(day)],
        "dwellings": sorted((x.proof, x.people, x.over(day)) for x in sheet.dwellings_on(day)),
        "ways": sorted((x.proof, x.for_unit, x.over(day)) for x in sheet.ways_on(day)),
    }


def picture_of(state: register.UnitState) -> dict[str, object]:
    """The same of what Dengbu answers."""
    title = state.ownership
    return {
        "way": title.co_ownership if title else None,
        "holders": [(h.party.name, h.party.key, h.share) for h in title.holders] if title else [],
        "papers": sorted(title.certificate_nos) if title else [],
        "loans": [
            (
                m.proof_no,
                m.mortgagees,
                m.mortgagors,
                m.amount,
                m.transfer_restricted,
                m.fixed_amount,
            )
            for m in state.mortgages
        ],
        "seizures": [(s.organ, s.document_no, s.in_force) for s in state.seizures],
        "ends": next((s.ends_at for s in state.seizures if s.in_force), None),
        "notices": sorted(n.proof_no for n in state.notices),
        "objections": sorted(o.proof_no for o in state.objections),
        "stops": sorted((s.organ, s.document_no) for s in state.stops),
        "shared": [m.debt_id is not None for m in state.mortgages],
        "dwellings": sorted((h.proof_no, h.holders, h.lapsed) for h in state.habitations),
        "ways": sorted((e.proof_no, e.dominant_code, e.lapsed) for e in state.easements),
    }
