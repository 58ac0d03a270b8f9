"""What a sheet of the slow register holds: everything that starts and ends."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from dengbu.register import api as register

CHINA = ZoneInfo("Asia/Shanghai")
FOR_EVER = datetime(9999, 1, 1, tzinfo=CHINA)
Person = register.PartyRef
Key = tuple[str, int, int]
"""An act as it was entered on one unit: case, place of the act there, place among its units."""


@dataclass(kw_only=True)
class Right:
    """Anything that starts and ends."""

    start: datetime
    end: datetime = FOR_EVER
    entered: datetime  # when the register learned of it
    by: Key | None = None  # by what it was entered
    ended_by: Key | None = None
    no: int = 0  # which of those that ``by`` began on its sheet
    instead: tuple[Key, int] | None = None  # in whose place it stands again: ``by`` and ``no``
    nth: int = 0  # among the entries of ``by`` on its sheet; -1: of an annulment
    first: tuple[datetime, int] | None = None  # when it was entered first, whatever changed it

    def covers(self, day: datetime) -> bool:
        return self.start <= day < self.end


@dataclass(kw_only=True)
class Title(Right):
    holders: tuple[tuple[Person, Fraction | None], ...]
    way: register.CoOwnership
    papers: dict[str, Person | None]  # number: whose, None: of all
    kind: register.RightType = register.RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP
    until: date | None = None
    acquired: bool = False  # by what entered it, first or passed on: it does not only change one


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
    building: bool = False  # on what is being built, and on its land
    of_operation: bool = False  # on the operation right, not on the land itself
    was: tuple[str, str] = ("", "")  # number that it had before the booking of this case

    def called(self, proof: str, case_no: str) -> bool:
        """Whether the booking of a case means it by this number."""
        return proof == self.proof or (proof != "" and (proof, case_no) == self.was)


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
    bearers: tuple[Person, ...]
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


@dataclass(kw_only=True)
class Work(Right):
    """A land operation right."""

    people: tuple[Person, ...]
    area: Decimal
    since: date
    last_day: date
    proof: str

    def over(self, day: datetime) -> bool:
        return day.astimezone(CHINA).date() > self.last_day


@dataclass(kw_only=True)
class About(Right):
    """What is said of the right."""

    what: register.Particulars


@dataclass(kw_only=True)
class Common(Right):
    """What all owners of a project hold together."""

    number: str
