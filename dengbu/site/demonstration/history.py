"""The register's past: stock from before 2021, then three years month by month.

Everything is entered through ``register.api.book``, the way of every office; each batch with the
instant at which it happened, in order of time, so that certificate numbers run as they would have.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random

from django.db import transaction

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register
from dengbu.site.demonstration.people import BANKS, Crowd

CHINA = dt.timezone(dt.timedelta(hours=8))
CLERK_NAMES = ("段俊", "许静", "彭立新")
MONTHS = 36
OLD_STOCK = 600  # units registered in 2019
WITH_LOAN = 30  # of the sales of a month
REPAID, SOLD_UNDER_MORTGAGE = 40, 18  # loans of a month that end
NOTED_MONTHS, NOTED = 10, 34  # loans noted ahead and given up, of each of the last months
REGISTERED_OF_HUNDRED = 85  # the rest waits for its first registration


@dataclass(slots=True)
class Ledger:
    """What the generator remembers of each unit, so that its requests are lawful."""

    holders: dict[str, tuple[register.PartyRef, ...]] = field(default_factory=dict)
    shares: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    mortgaged: set[str] = field(default_factory=set)
    noted: dict[str, register.EnterNotice] = field(default_factory=dict)
    proofs: dict[str, str] = field(default_factory=dict)  # of the notice of each unit
    booked: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """One case of the past as the register has it."""

    at: dt.datetime
    case_no: str
    booking_id: int
    registrar: register.Registrar
    acts: tuple[register.Act, ...]
    owners: tuple[register.PartyRef, ...]  # of the first act's unit, after it
    noted: register.EnterNotice | None = None  # the last advance notice on that unit
    proof_no: str = ""  # of that notice, where it is remembered


class Chronicle:
    """Writes the years one batch after another."""

    def __init__(self, office: str, dice: Random, registrars: Sequence[register.Registrar]) -> None:
        self.office = office
        self.dice = dice
        self.crowd = Crowd(dice)
        self.ledger = Ledger()
        self.entered: list[Entered] = []
        self._registrars = registrars
        self._serial: dict[str, int] = {}

    def book(self, at: dt.datetime, acts: Sequence[tuple[register.Act, ...]]) -> list[str]:
        """Book each tuple of acts as one case at ``at``; the case numbers."""
        bookings = [self._booking(at, act) for act in acts]
        with transaction.atomic():
            outcomes = register.book(bookings, at=at)
        refused = next((o for o in outcomes if not o.booked), None)
        if refused is not None:
            raise RuntimeError(f"{refused.case_no}: {refused.blocks[0].message}")
        self.ledger.booked += len(outcomes)
        self.entered += [
            Entered(
                at=at,
                case_no=booking.case_no,
                booking_id=outcome.booking_id,
                registrar=booking.registrar,
                acts=booking.acts,
                owners=self.ledger.holders.get(booking.acts[0].unit_code, ()),
                noted=self.ledger.noted.get(booking.acts[0].unit_code),
                proof_no=self.ledger.proofs.get(booking.acts[0].unit_code, ""),
            )
            for booking, outcome in zip(bookings, outcomes, strict=True)
            if outcome.booking_id is not None
        ]
        return [o.case_no for o in outcomes]

    def _booking(self, at: dt.datetime, acts: tuple[register.Act, ...]) -> register.Booking:
        day = f"{at.astimezone(CHINA):%Y%m%d}"
        # Numbers of stock begin high, so that cases accepted today never meet them.
        self._serial[day] = self._serial.get(day, 500_000) + 1
        people: set[tuple[str, str]] = set()
        for act in acts:
            people |= self._applicants(act)
        return register.Booking(
            office=self.office,
            case_no=f"{self.office}{day}{self._serial[day]:06d}",
            acts=acts,
            registrar=self.dice.choice(self._registrars),
            facts=register.CaseFacts(
                applicants=frozenset(people),
                tax_cleared=True,
                tax_note="完税",
                guardian_promises=tuple(self._guardians(acts, at)),
                property=register.PropertyFacts(
                    contract_filed=True, fund_paid=True, disposal_approval="补缴出让金凭证"
                ),
            ),
        )

    def _applicants(self, act: register.Act) -> set[tuple[str, str]]:
        """Both sides of the act apply together."""
        if isinstance(act, register.FirstRegistration):
            return {h.party.key for h in act.holders}
        if isinstance(act, register.Transfer):
            return {p.key for p in (*act.transferors, *(h.party for h in act.holders))}
        if isinstance(act, register.CreateMortgage):
            return {p.key for p in (*act.mortgagors, *act.mortgagees)}
        if isinstance(act, register.EnterNotice):
            return {p.key for p in (*act.holders, *act.obligors)}
        if isinstance(act, register.CancelNotice):
            return {p.key for p in self.ledger.noted[act.unit_code].holders}
        if isinstance(act, register.EnterObjection):
            return {act.objector.key}
        return set()

    def _guardians(
        self, acts: tuple[register.Act, ...], at: dt.datetime
    ) -> Iterator[register.GuardianPromise]:
        for act in acts:
            if not isinstance(act, register.FirstRegistration | register.Transfer):
                continue
            for holder in act.holders:
                if holder.party.id_no[6:10] > str(at.year - 18):
                    parent = self.crowd.person(born_from=1980, born_to=1990)
                    yield register.GuardianPromise(
                        ward_id_no=holder.party.id_no,
                        guardian_name=parent.name,
                        guardian_id_no=parent.id_no,
                    )

    def first(self, unit: cadastre.UnitFacts, *owners: register.PartyRef) -> register.Act:
        """First registration; two owners hold jointly or, one pair in five, by shares."""
        way, shares = self._way(len(owners))
        self.ledger.holders[unit.code] = owners
        self.ledger.shares[unit.code] = shares
        return register.FirstRegistration(
            unit_code=unit.code,
            holders=held(owners, shares),
            co_ownership=way,
            right_nature=unit.parcel.right_nature or "102",
            term_from=unit.parcel.land_from,
            term_to=unit.parcel.land_to,
            separate_certificates=way is register.CoOwnership.BY_SHARES,
        )

    def _way(self, people: int) -> tuple[register.CoOwnership, tuple[Fraction, ...]]:
        if people == 1:
            return register.CoOwnership.SOLE, ()
        if self.dice.random() < 0.8:
            return register.CoOwnership.JOINT, ()
        part = Fraction(self.dice.choice((1, 2, 3)), self.dice.choice((4, 5)))
        return register.CoOwnership.BY_SHARES, (part, 1 - part)

    def sale(self, code: str, *buyers: register.PartyRef) -> register.Act:
        """A sale by all holders."""
        sellers = self.ledger.holders[code]
        way, shares = self._way(len(buyers))
        act = register.Transfer(
            unit_code=code,
            transferors=sellers,
            holders=held(buyers, shares),
            co_ownership=way,
            price=Decimal(self.dice.randrange(380, 2400) * 1000).quantize(Decimal("0.01")),
        )
        self.ledger.holders[code] = buyers
        self.ledger.shares[code] = shares
        return act

    def mortgage(
        self,
        code: str,
        at: dt.datetime,
        *,
        restricted: bool | None,
        bank: register.PartyRef | None = None,
    ) -> register.Act:
        """A mortgage of 20 or 30 years."""
        begun = at.astimezone(CHINA).date()
        self.ledger.mortgaged.add(code)
        years = self.dice.choice((10, 20, 30))
        return register.CreateMortgage(
            unit_code=code,
            mortgagees=(bank or self.dice.choice(BANKS).party,),
            mortgagors=self.ledger.holders[code],
            amount=Decimal(self.dice.randrange(20, 150) * 10_000).quantize(Decimal("0.01")),
            debt_from=begun,
            debt_to=begun.replace(year=begun.year + years, day=min(begun.day, 28)),
            transfer_restricted=restricted,
            contract_no=f"抵字{begun:%Y%m}{self.dice.randrange(10_000):04d}",
        )

    def owners(self) -> tuple[register.PartyRef, ...]:
        """One owner, or now and then a couple."""
        return self.crowd.couple() if self.dice.random() < 0.45 else (self.crowd.person(),)


def held(
    people: Sequence[register.PartyRef], shares: tuple[Fraction, ...]
) -> tuple[register.HolderShare, ...]:
    """Holders with their shares, if by shares."""
    return tuple(
        register.HolderShare(party=p, share=shares[n] if shares else None)
        for n, p in enumerate(people)
    )


Beside = Callable[[Chronicle, Sequence[cadastre.UnitFacts], int, dt.datetime], None]
"""What else happens in a month: units that nobody holds, months still to come, its first moment."""


def write_years(
    chronicle: Chronicle, units: Sequence[cadastre.UnitFacts], now: dt.datetime, *, beside: Beside
) -> None:
    """Stock of 2019, then the last ``MONTHS`` months, with what ``beside`` writes of each."""
    houses = [u for u in units if not u.is_land]
    chronicle.dice.shuffle(houses)
    old, rest = houses[:OLD_STOCK], houses[OLD_STOCK:]
    then = dt.datetime(2019, 6, 18, 10, 0, tzinfo=CHINA)
    chronicle.book(then, [(chronicle.first(u, *chronicle.owners()),) for u in old])
    later = then + dt.timedelta(days=400)
    chronicle.book(
        later, [(chronicle.mortgage(u.code, later, restricted=None),) for u in old[:120]]
    )
    entered = rest[: len(rest) * REGISTERED_OF_HUNDRED // 100]
    share, free = -(-len(entered) // MONTHS), rest[len(entered) :]
    for month in range(MONTHS):
        at = working_moment(now - dt.timedelta(days=30 * (MONTHS - month)))
        _write_month(chronicle, entered[month * share : (month + 1) * share], at)
        if month >= MONTHS - NOTED_MONTHS:
            _note_loans(chronicle, at)
        beside(chronicle, free, MONTHS - 1 - month, at)


def working_moment(at: dt.datetime) -> dt.datetime:
    """The same week, on a weekday at ten to ten."""
    local = at.astimezone(CHINA)
    day = local.date() - dt.timedelta(days=max(0, local.weekday() - 4))
    return dt.datetime.combine(day, dt.time(9, 50), CHINA)


def _write_month(chronicle: Chronicle, new: Sequence[cadastre.UnitFacts], at: dt.datetime) -> None:
    """First registrations, sales of older homes, loans given and repaid."""
    dice, ledger = chronicle.dice, chronicle.ledger
    free = [c for c in ledger.holders if c not in ledger.mortgaged]
    chronicle.book(at, [(chronicle.first(u, *chronicle.owners()),) for u in new])
    sold = dice.sample(free, min(len(free), 110))
    second = at + dt.timedelta(days=2)
    sales = [chronicle.sale(c, *chronicle.owners()) for c in sold]
    borrowed = sold[:WITH_LOAN]  # buyers who pay with a loan: both in one case
    loans = [
        (chronicle.mortgage(c, second, restricted=dice.random() < 0.35),) for c in borrowed
    ] + [()] * (len(sold) - len(borrowed))
    chronicle.book(second, [(sale, *loan) for sale, loan in zip(sales, loans, strict=True)])
    lent = dice.sample([u.code for u in new], len(new) // 3)
    third = at + dt.timedelta(days=3)
    chronicle.book(
        third,
        [(chronicle.mortgage(c, third, restricted=dice.random() < 0.35),) for c in lent],
    )
    _repay(chronicle, at + dt.timedelta(days=4))


def _repay(chronicle: Chronicle, at: dt.datetime) -> None:
    """Loans repaid: the mortgages of forty units end; others end as their home is sold."""
    ledger = chronicle.ledger
    asked = min(REPAID + SOLD_UNDER_MORTGAGE, len(ledger.mortgaged))
    codes = chronicle.dice.sample(sorted(ledger.mortgaged), asked)
    states = register.unit_states(codes, now=at)
    acts: list[tuple[register.Act, ...]] = []
    for n, code in enumerate(codes):
        mortgage = states[code].mortgages[0]
        end = register.CancelMortgage(
            unit_code=code,
            proof_no=mortgage.proof_no,
            applicants=mortgage.mortgagees,
            amount=mortgage.amount,
        )
        ledger.mortgaged.discard(code)
        if n < REPAID:
            acts.append((end,))
            continue
        sale = chronicle.sale(code, *chronicle.owners())
        acts.append((end, sale, chronicle.mortgage(code, at, restricted=False)))
    chronicle.book(at, acts)


def _note_loans(chronicle: Chronicle, at: dt.datetime) -> None:
    """Mortgages noted ahead by the bank (抵押预告), and given up a week later: no loan came of it.

    Chosen by dice that are put back, so that all else of the city stays as it was.
    """
    dice, ledger = chronicle.dice, chronicle.ledger
    before = dice.getstate()
    free = sorted(code for code in ledger.holders if code not in ledger.mortgaged)
    codes = dice.sample(free, NOTED)
    for code in codes:
        ledger.noted[code] = register.EnterNotice(
            unit_code=code,
            kind=register.NoticeKind.OTHER_MORTGAGE,
            holders=(dice.choice(BANKS).party,),
            obligors=ledger.holders[code],
            amount=Decimal(dice.randrange(20, 150) * 10_000).quantize(Decimal("0.01")),
            subclass="7004",
            cause="抵押预告",
        )
    chronicle.book(at + dt.timedelta(days=5), [(ledger.noted[code],) for code in codes])
    ended = at + dt.timedelta(days=12)
    states = register.unit_states(codes, now=ended)
    acts = [
        register.CancelNotice(
            unit_code=code,
            proof_no=states[code].notices[0].proof_no,
            subclass="4054",
            cause="抵押预告权利人同意注销",
        )
        for code in codes
    ]
    chronicle.book(ended, [(act,) for act in acts])
    dice.setstate(before)
