"""A slow and simple register: a list of what was entered, replayed for every question.

It shares with Dengbu the acts and nothing else: no row, no interval that is closed, no query. What
the register said on a day is what a replay of the acts entered until then says; what the law's
state was on another day is which of the replayed rights cover it. Dengbu must answer the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from dengbu.register import api as register
from tests.reference.rights import (
    CHINA,
    FOR_EVER,
    About,
    Common,
    Dwelling,
    Key,
    Loan,
    Notice,
    Objection,
    Order,
    Person,
    Right,
    Stop,
    Title,
    Way,
    Work,
)


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


@dataclass
class Queue:
    """The queue of seizures, lived through event by event until a moment."""

    front: Order | None = None
    rose: datetime = FOR_EVER  # when the front one took hold
    ends: datetime = FOR_EVER
    waiting: list[Order] = field(default_factory=list)
    over: list[tuple[Order, datetime]] = field(default_factory=list)  # and when it was

    def rise(self, at: datetime) -> None:
        if self.front is not None:
            self.over.append((self.front, at))
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
    works: list[Work] = field(default_factory=list)
    abouts: list[About] = field(default_factory=list)
    commons: list[Common] = field(default_factory=list)
    places: int = 0
    became: tuple[str, ...] = ()  # into which units it was divided or merged
    became_at: datetime = FOR_EVER
    void: bool = False  # it came of a division that was annulled
    undone: set[Key] = field(default_factory=set)  # what was entered on it and annulled

    def title(self, day: datetime) -> Title | None:
        return next((t for t in self.titles if t.covers(day)), None)

    def loan(self, day: datetime, proof: str, case_no: str) -> Loan | None:
        """The loan that the booking of a case means by a number."""
        return next((x for x in self.loans_on(day) if x.called(proof, case_no)), None)

    def loans_on(self, day: datetime) -> list[Loan]:
        return sorted((x for x in self.loans if x.covers(day)), key=lambda x: x.place)

    def notices_on(self, day: datetime) -> list[Notice]:
        return [n for n in self.notices if n.covers(day)]

    def objections_on(self, day: datetime) -> list[Objection]:
        return [o for o in self.objections if o.stands(day)]

    def stops_on(self, day: datetime) -> list[Stop]:
        return [s for s in self.stops if s.stands(day)]

    @property
    def proved(self) -> list[Dwelling | Way | Work]:
        """Rights of use, each with its proof."""
        return [*self.dwellings, *self.ways, *self.works]

    def restorable(self) -> list[list[Right]]:
        """What stands again when that which ended it is annulled, kind by kind."""
        kinds = (self.titles, self.loans, self.notices, self.dwellings, self.ways, self.works)
        return [*kinds, self.abouts]  # type: ignore[list-item]  # lists of rights, each of a kind

    def everything(self) -> list[Right]:
        others = (*self.objections, *self.stops, *self.orders, *self.commons)
        return [*(r for kind in self.restorable() for r in kind), *others]

    def work(self, day: datetime) -> Work | None:
        return next((w for w in self.works if w.covers(day)), None)

    def about(self, day: datetime) -> register.Particulars | None:
        return next((x.what for x in self.abouts if x.covers(day)), None)

    def commons_on(self, day: datetime) -> list[str]:
        return sorted(c.number for c in self.commons if c.covers(day))

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


Book = dict[str, Sheet]
"""The sheets of a few units, by their codes."""


@dataclass(frozen=True)
class Line:
    """An act that was entered on one unit, or at once on several that it divides or undoes."""

    at: datetime
    key: Key
    order: int  # among all lines ever
    unit: str
    act: register.Act
    papers: Mapping[str, tuple[tuple[str, Person | None], ...]] | None  # by unit; None: to come
    debt: object = None  # of a loan that several units secure
    undoes: tuple["Line", ...] = ()  # what an annulment undoes, the last first

    def numbers(self, unit: str = "") -> Iterator[tuple[str, Person | None]]:
        """Certificates that it brought on a unit, and whose; placeholders before it is entered."""
        if self.papers is None:
            names = (f"?{self.key}{unit}{n}" for n in count())
            return ((name, None) for name in names)
        return iter(self.papers.get(unit or self.unit, ()))

    def number(self) -> str:
        return next(self.numbers())[0]
