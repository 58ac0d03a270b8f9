"""Dengbu and the slow register are told the same acts, and answer the same.

Every step books one or two cases of a few acts each, then compares what was refused and by which
rules, the units now, and units and holdings on random days, known then or known since.
``DENGBU_STEPS`` sets the number of examples of forty steps each.
"""

import os
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from dengbu.cadastre.models import Building, Parcel, Unit
from dengbu.register import api as register
from tests.reference import chance, dice
from tests.reference.acts import enter, replayed
from tests.reference.asked import Asked
from tests.reference.laws import parts, refusals
from tests.reference.model import CHINA, Line, Sheet, picture, picture_of
from tests.register.city import CLERK, OFFICE, make_units

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("DENGBU_STEPS", "80"))
SHRINK = (Phase.shrink,) if "DENGBU_STEPS" in os.environ else ()  # minutes, for who looks
START = datetime(2019, 6, 3, 10, 0, tzinfo=CHINA)
LEAPS = (
    timedelta(0),
    timedelta(minutes=7),
    timedelta(hours=5),
    timedelta(days=2),
    timedelta(days=17),
    timedelta(days=400),
)
_cases, _homes = count(1), count(1)


def unit_code(n: int) -> str:
    """Of the n-th home of a very large estate."""
    return f"430602003012GB00045F{2 + n // 9000:04d}{1 + n % 9000:04d}"


def fresh_units() -> list[str]:
    """Three units that nobody has touched, in the building of ``make_units``."""
    parcel, building = Parcel.objects.get(), Building.objects.get()
    codes = [unit_code(next(_homes)) for _ in range(3)]
    for code in codes:
        Unit.objects.create(
            office=OFFICE,
            parcel=parcel,
            building=building,
            code=code,
            address=code,
            search=code,
            planned_use="11",
        )
    return codes


def placeholder(act: register.Act, act_no: int) -> tuple[tuple[str, None], ...]:
    """Numbers that nobody can name before the act is entered."""
    many = 2 if isinstance(act, register.ExchangeRanks) else 1
    return tuple((f"?{act_no}.{n}", None) for n in range(many))


def debt_of(booking: register.Booking, act_no: int) -> object:
    """What tells a debt of several units apart; None of any other act."""
    act = booking.acts[act_no]
    several = isinstance(act, register.CreateMortgage) and act.collateral
    return (booking.case_no, act_no) if several else None


class Twins(RuleBasedStateMachine):
    """Both registers."""

    def __init__(self) -> None:
        super().__init__()
        self.units = fresh_units()
        self.lines: dict[str, list[Line]] = defaultdict(list)
        self.now = START
        self.days = [START]

    @rule(data=st.data())
    def book(self, data: st.DataObject) -> None:
        self.now += data.draw(st.sampled_from(LEAPS))
        self.days.append(self.now)
        sheets = {u: replayed(self.lines[u], self.now) for u in self.units}
        bookings, expected = [], []
        for _ in range(data.draw(st.integers(1, 2))):
            bookings.append(self.draw_booking(data, sheets))
            expected.append(self.decide(bookings[-1], sheets))
        with transaction.atomic():
            outcomes = register.book(bookings, at=self.now)
        for booking, codes, outcome in zip(bookings, expected, outcomes, strict=True):
            said = [{r.code for r in outcome.blocks if r.act_no == n} for n in range(len(codes))]
            assert said == codes, booking.acts
            assert outcome.booked == (not any(codes))
            if outcome.booked:
                self.keep(booking, outcome)
        for unit in {u for b in bookings for a in b.acts for u, _ in parts(a)}:
            seen = picture_of(register.unit_state(unit, now=self.now))
            assert seen == self.picture(unit, self.now, self.now), self.lines[unit]

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        moments = st.sampled_from(self.days).flatmap(
            lambda d: st.sampled_from([d, d + timedelta(minutes=3), d + timedelta(days=9)])
        )
        unit = data.draw(st.sampled_from(self.units))
        as_of, known = data.draw(moments), data.draw(moments)
        state = register.unit_state(unit, now=self.now, as_of=as_of, as_known_at=known)
        assert picture_of(state) == self.picture(unit, as_of, known)
        who = data.draw(st.sampled_from(dice.PEOPLE))
        for since, moment in ((None, self.now), (known, known)):
            held = register.holdings(who.id_type, who.id_no, as_of=as_of, as_known_at=since)
            mine = [h for h in held if h.unit_code in self.units]
            titles = ((u, replayed(self.lines[u], moment).title(as_of)) for u in self.units)
            assert [(h.unit_code, h.share) for h in mine] == [
                (u, share) for u, t in titles if t for p, share in t.holders if p.key == who.key
            ]

    def draw_booking(self, data: st.DataObject, sheets: dict[str, Sheet]) -> register.Booking:
        unit = data.draw(st.sampled_from(self.units))
        drawn = dice.Dice(data.draw, self.now, unit, sheets[unit], sheets)
        acts = tuple(chance.act(drawn) for _ in range(data.draw(st.integers(1, 3))))
        return register.Booking(
            office=OFFICE,
            case_no=f"43060220300101{next(_cases):06d}",
            acts=acts,
            registrar=CLERK,
            facts=dice.facts(drawn),
        )

    def decide(self, booking: register.Booking, sheets: dict[str, Sheet]) -> list[set[str]]:
        """What must be refused, act by act; an accepted booking changes ``sheets``."""
        tried = {
            u: replayed([*self.lines[u], *self.pending(sheets, u)], self.now) for u in self.units
        }
        codes = []
        entered: dict[str, list[Line]] = defaultdict(list)
        for act_no, act in enumerate(booking.acts):
            asked = Asked(tried[act.unit_code], self.now, booking.facts, act.unit_code, tried)
            codes.append(refusals(asked, act))
            if not codes[-1]:
                for unit, one in parts(act):
                    numbers = placeholder(one, act_no)
                    line = Line(self.now, one, numbers, debt_of(booking, act_no))
                    enter(tried[unit], line)
                    entered[unit].append(line)
        if not any(codes):
            for u in self.units:
                sheets[u] = replace(tried[u], entered=[*self.pending(sheets, u), *entered[u]])
        return codes

    def pending(self, sheets: dict[str, Sheet], unit: str) -> list[Line]:
        """What earlier bookings of the same batch enter on the unit."""
        return [line for line in sheets[unit].entered if isinstance(line, Line)]

    def keep(self, booking: register.Booking, outcome: register.Outcome) -> None:
        for act_no, act in enumerate(booking.acts):
            brought = [c for c in outcome.certificates if c.act_no == act_no]
            for unit, one in parts(act):
                numbers = tuple((c.number, c.holder) for c in brought if c.unit_code == unit)
                line = Line(self.now, one, numbers, debt_of(booking, act_no))
                self.lines[unit].append(line)

    def picture(self, unit: str, as_of: datetime, known: datetime) -> dict[str, object]:
        return picture(replayed(self.lines[unit], known), as_of)


def test_both_registers_answer_the_same() -> None:
    make_units(0)
    run_state_machine_as_test(
        Twins,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            report_multiple_bugs=False,
            phases=(Phase.generate, *SHRINK),
            derandomize="DENGBU_STEPS" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not list(register.audit())
