"""What the random acts are drawn from: people, banks and courts, and what the sheets show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from dengbu.register import api as register
from tests.reference.model import Sheet
from tests.register.city import BANK, OTHER_BANK, person

PEOPLE = tuple(person(n) for n in (1, 2, 3, 4))
BANKS = (BANK, OTHER_BANK)
COURTS = ("岳阳楼区人民法院", "岳阳市中级人民法院")
EVERYBODY = frozenset(p.key for p in (*PEOPLE, *BANKS))


def is_placeholder(number: str) -> bool:
    """Whether nobody can name it yet: it is given when the whole batch is entered."""
    return number.startswith("?")


@dataclass(frozen=True)
class Dice:
    """Draws of one step."""

    draw: Any
    at: datetime
    unit: str
    sheet: Sheet
    sheets: Mapping[str, Sheet]  # of all units
    areas: Mapping[str, Decimal] = field(default_factory=dict)  # m2 of each home
    entries: Sequence[register.EntryName] = ()  # all that was entered so far, oldest first

    def one_of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def chance(self, of_ten: int) -> bool:
        return bool(self.draw(st.integers(1, 10)) <= of_ten)

    def named(self, fitting: list[str]) -> str:
        """A number that fits, most of the time; else any that was ever given, or none."""
        given = [number for number in fitting if not is_placeholder(number)]
        if given and self.chance(8):
            return str(self.one_of(*given))
        sheet = self.sheet
        rights = (*sheet.loans, *sheet.notices, *sheet.objections, *sheet.proved)
        ever = [r.proof for r in rights if not is_placeholder(r.proof)]
        return str(self.one_of(*ever, "无"))

    def loan(self) -> str:
        return self.named([x.proof for x in self.sheet.loans_on(self.at)])

    def notice(self, *, of_loan: bool | None = None) -> str:
        held = self.sheet.notices_on(self.at)
        kept = [n for n in held if of_loan is None or (n.place is not None) is of_loan]
        return self.named([n.proof for n in kept])

    def dwelling(self) -> str:
        return self.named([x.proof for x in self.sheet.dwellings_on(self.at)])

    def work(self) -> str:
        held = self.sheet.work(self.at)
        return self.named([held.proof] if held else [])

    def farmers(self) -> tuple[register.PartyRef, ...]:
        """Who may mortgage the operation right, most of the time."""
        held = self.sheet.work(self.at)
        return held.people if held and self.chance(9) else self.owners()

    def people(self, most: int = 2) -> tuple[register.PartyRef, ...]:
        drawn = self.draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=most, unique=True))
        return tuple(drawn)

    def beside(self) -> list[str]:
        """Other units, those that somebody holds before those that nobody does."""
        others = [u for u in self.sheets if u != self.unit]
        held = [u for u in others if self.sheets[u].title(self.at)]
        return held or others[:2]

    def is_blank(self, unit: str) -> bool:
        """Whether nobody ever held the unit."""
        sheet = self.sheets[unit]
        return not (sheet.titles or sheet.became or sheet.void or sheet.orders)

    def is_like(self, unit: str) -> bool:
        """Whether the same people hold it as this one."""
        one, other = self.sheet.title(self.at), self.sheets[unit].title(self.at)
        return bool(one and other and one.holders == other.holders)

    def way(self) -> str:
        return self.named([x.proof for x in self.sheet.ways_on(self.at)])

    def rest(self, proof: str) -> tuple[register.Charged, ...]:
        """The other units of the debt, most of the time all of them."""
        mine = next((x for x in self.sheet.loans_on(self.at) if x.proof == proof), None)
        if mine is None or mine.debt is None:
            return ()
        others = [
            register.Charged(unit_code=unit, proof_no=x.proof)
            for unit, sheet in self.sheets.items()
            for x in sheet.loans_on(self.at)
            if x.debt == mine.debt and unit != self.unit and not is_placeholder(x.proof)
        ]
        return tuple(others if self.chance(8) else others[:1])

    def owners_of(self, unit: str) -> tuple[register.PartyRef, ...]:
        title = self.sheets[unit].title(self.at)
        if title and self.chance(9):
            return tuple(p for p, _ in title.holders)
        return (self.one_of(*PEOPLE),)

    def objection(self) -> str:
        return self.named([o.proof for o in self.sheet.objections if o.covers(self.at)])

    def number(self) -> str:
        title = self.sheet.title(self.at)
        papers = [n for n in title.papers if not is_placeholder(n)] if title else []
        return str(
            self.one_of(
                *papers,
                *(self.loan(), self.notice(), self.objection(), self.dwelling(), self.work()),
            )
        )

    def owners(self) -> tuple[register.PartyRef, ...]:
        """Those registered, most of the time."""
        title = self.sheet.title(self.at)
        if title and self.chance(9):
            return tuple(p for p, _ in title.holders)
        return (self.one_of(*PEOPLE),)

    def holders(self) -> tuple[tuple[register.HolderShare, ...], register.CoOwnership]:
        people = self.draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
        return self.held_by(people)

    def held_by(
        self, people: list[register.PartyRef]
    ) -> tuple[tuple[register.HolderShare, ...], register.CoOwnership]:
        if self.chance(1):  # shares that need not be sound
            shares = [self.one_of(None, Fraction(1, 3), Fraction(1, 2)) for _ in people]
            way = self.one_of(*register.CoOwnership)
        elif len(people) == 1:
            shares, way = [None], register.CoOwnership.SOLE
        elif self.chance(5):
            shares, way = [None] * len(people), register.CoOwnership.JOINT
        else:
            parts = [self.one_of(1, 2, 3) for _ in people]
            shares = [Fraction(n, sum(parts)) for n in parts]
            way = register.CoOwnership.BY_SHARES
        pairs = zip(people, shares, strict=True)
        return tuple(register.HolderShare(party=p, share=s) for p, s in pairs), way

    def delivered(self) -> datetime:
        return self.at - timedelta(minutes=self.one_of(-1, 0, 1, 1, 1, 90, 9000))

    def order(self) -> tuple[str, str]:
        """Organ and document number of a seizure, most of the time of one that stands."""
        known = [(o.organ, o.document) for o in self.sheet.seizures(self.at)]
        if known and self.chance(8):
            return self.one_of(*known)  # type: ignore[no-any-return]  # one of the pairs above
        return self.one_of(*COURTS), self.one_of("执1号", "执2号")


def facts(dice: Dice) -> register.CaseFacts:
    """Who signed and what is known."""
    some = dice.draw(st.frozensets(st.sampled_from(sorted(EVERYBODY))))
    return register.CaseFacts(
        applicants=EVERYBODY if dice.chance(9) else some,
        objection_risk_accepted=dice.chance(5),
        tax_cleared=dice.chance(9),
        error_proved=dice.chance(3),
        notice_over=dice.chance(5),
    )
