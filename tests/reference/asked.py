"""What a law of the slow register sees, and what several of them ask."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from dengbu.register import api as register
from tests.reference.model import Book, Sheet
from tests.reference.rights import Loan, Person, Title, Way, Work

LAND = "W00000000"
CONTRACT = register.RightType.LAND_CONTRACT
LAND_USE = register.RightType.STATE_CONSTRUCTION_LAND_USE


@dataclass(frozen=True)
class Asked:
    """A sheet, a moment, and who signed."""

    sheet: Sheet
    at: datetime
    facts: register.CaseFacts
    unit: str = ""
    sheets: Book = field(default_factory=dict)  # of all units
    areas: Mapping[str, Decimal] = field(default_factory=dict)  # m2, of what the survey has
    case_no: str = ""

    @property
    def title(self) -> Title | None:
        return self.sheet.title(self.at)

    @property
    def owners(self) -> list[Person]:
        return [p for p, _ in self.title.holders] if self.title else []

    def signed(self, *people: Person) -> bool:
        return all(p.key in self.facts.applicants for p in people)

    @property
    def gained(self) -> list[Way]:
        """Easements that others bear for the unit."""
        borne = (way for sheet in self.sheets.values() for way in sheet.ways_on(self.at))
        return [way for way in borne if way.for_unit == self.unit]

    def owners_of(self, unit: str) -> list[Person]:
        sheet = self.sheets.get(unit)
        title = sheet.title(self.at) if sheet else None
        return [p for p, _ in title.holders] if title else []

    @property
    def work(self) -> Work | None:
        return self.sheet.work(self.at)

    @property
    def land(self) -> str:
        """The land that the unit stands on."""
        return self.unit[:19] + LAND

    @property
    def ground(self) -> Title | None:
        """The title of the land that the unit stands on."""
        return self.sheets.get(self.land, Sheet()).title(self.at)

    @property
    def is_house(self) -> bool:
        return self.unit[19] in "FQ"

    @property
    def houses(self) -> list[str]:
        """Titled houses on the unit, if it is land."""
        if not self.unit.endswith(LAND):
            return []
        homes = (u for u in self.sheets if u[:19] == self.unit[:19] and u[19] in "FQ")
        return [u for u in homes if self.sheets[u].title(self.at)]

    def loan(self, proof: str) -> Loan | None:
        return self.sheet.loan(self.at, proof, self.case_no)


def unsound(holders: tuple[register.HolderShare, ...], way: register.CoOwnership) -> bool:
    shares = [h.share for h in holders]
    if not holders or len({h.party.key for h in holders}) < len(holders):
        return True
    if way is register.CoOwnership.BY_SHARES:
        return None in shares or sum((s or Fraction(0) for s in shares), Fraction(0)) != 1
    return any(shares) or (way is register.CoOwnership.SOLE) != (len(holders) == 1)


def seized(a: Asked, to: list[Person], *, first: bool = False) -> bool:
    """Some order stands that is not the 预查封 of the one who gets the home, or buys it."""
    getting = {p.key for p in to}
    return any(
        not (
            o.kind is register.SeizureKind.PRE_SEIZURE
            and o.debtor is not None
            and (getting == {o.debtor.key} or (first and _sells(a, getting, o.debtor)))
        )
        for o in a.sheet.seizures(a.at)
    )


def _sells(a: Asked, getting: set[tuple[str, str]], debtor: Person) -> bool:
    ground = a.ground if a.is_house else None
    builders = {p.key for p, _ in ground.holders} if ground else None
    sellers = [
        {p.key for p in n.obligors}
        for n in a.sheet.notices_on(a.at)
        if n.place is None and debtor.key in {p.key for p in n.people}
    ]
    return getting in [builders, *sellers]


def burdened(a: Asked, *, for_loan: str = "", to: list[Person] | None = None) -> Iterator[str]:
    """What stands against any disposal: a notice of somebody absent, an objection, a stop."""
    for notice in a.sheet.notices_on(a.at):
        loan = notice.place is not None
        meant = loan and notice.proof == for_loan
        if to is not None:
            buyers = {p.key for p in to}
            ours = {p.key for p in notice.people} <= buyers
            meant = {p.key for p in notice.obligors} == buyers if loan else ours
        if not meant and not a.signed(*notice.people):
            yield "P07"
    if a.sheet.objections_on(a.at) and not a.facts.objection_risk_accepted:
        yield "P08"
    if a.sheet.stops_on(a.at):
        yield "P23"


def agreed(a: Asked) -> bool:
    title = a.title
    if title is None or title.way is not register.CoOwnership.BY_SHARES:
        return a.signed(*a.owners)
    given = sum((s or Fraction(0) for p, s in title.holders if a.signed(p)), Fraction(0))
    return given >= Fraction(2, 3)


def misnamed(a: Asked, people: tuple[Person, ...], *, instead: Iterable[Person] = ()) -> bool:
    """Whether others are named than those who hold it, or than those ``instead``."""
    held = list(instead) or a.owners
    return bool(a.owners) and {(p.key, p.name) for p in people} != {(p.key, p.name) for p in held}


def consented(a: Asked, loan: Loan | None) -> bool:
    """Whether those who gave a loan agree: who farms, of a loan on the operation right."""
    if loan is not None and loan.of_operation and a.work is not None:
        return a.signed(*a.work.people)
    return not a.title or agreed(a)
