"""Dengbu and the slow register are told the same acts, and answer the same.

Every step books one or two cases of a few acts each, then compares what was refused and by which
rules, the units now, and units and holdings on random days, known then or known since.
``DENGBU_STEPS`` sets the number of examples of forty steps each, ``DENGBU_SHRINK`` makes a failure
small, which takes minutes.
"""

import os
from datetime import datetime, timedelta
from itertools import count
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from dengbu.register import api as register
from tests.reference import dice, estate, unit_chance
from tests.reference.asked import Asked
from tests.reference.entering import enter, replayed
from tests.reference.laws import refusals
from tests.reference.ledger import Ledger
from tests.reference.model import Book, Line
from tests.reference.picture import picture, picture_of
from tests.reference.rights import CHINA
from tests.register.city import CLERK, OFFICE, make_units

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("DENGBU_STEPS", "30"))
SHRINK = (Phase.shrink,) if "DENGBU_SHRINK" in os.environ else ()  # minutes, for who looks
START = datetime(2019, 6, 3, 10, 0, tzinfo=CHINA)
LEAPS = (
    timedelta(0),
    timedelta(minutes=7),
    timedelta(hours=5),
    timedelta(days=2),
    timedelta(days=17),
    timedelta(days=400),
)
_cases = count(1)


class Twins(RuleBasedStateMachine):
    """Both registers, on homes that may be divided and merged."""

    make: ClassVar = staticmethod(estate.homes)

    def __init__(self) -> None:
        super().__init__()
        self.areas = self.make()  # by unit, m2; all units
        self.units = list(self.areas)
        self.ledger = Ledger()
        self.now = START
        self.days = [START]

    def book_of(self, known: datetime) -> Book:
        return replayed(self.ledger.lines, known, self.units)

    @rule(data=st.data())
    def book(self, data: st.DataObject) -> None:
        self.now += data.draw(st.sampled_from(LEAPS))
        self.days.append(self.now)
        begun = self.book_of(self.now)
        valid = {
            u: area for u, area in self.areas.items() if not (begun[u].became or begun[u].void)
        }
        bookings, expected, pending = [], [], list[Line]()
        for _ in range(data.draw(st.integers(1, 2))):
            sheets = replayed([*self.ledger.lines, *pending], self.now, self.units)
            bookings.append(self.draw_booking(data, sheets))
            expected.append(self.decide(bookings[-1], pending, valid))
        with transaction.atomic():
            outcomes = register.book(bookings, at=self.now)
        for booking, codes, outcome in zip(bookings, expected, outcomes, strict=True):
            said = [{r.code for r in outcome.blocks if r.act_no == n} for n in range(len(codes))]
            assert said == codes, self.explained(booking, outcome)
            assert outcome.booked == (not any(codes))
            if outcome.booked:
                self.ledger.keep(booking, outcome, self.now)
        if not any(outcome.booked for outcome in outcomes):
            return
        now = self.book_of(self.now)
        for unit in self.units:
            seen = picture_of(register.unit_state(unit, now=self.now))
            assert seen == picture(now[unit], self.now), self.ledger.lines

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        moments = st.sampled_from(self.days).flatmap(
            lambda d: st.sampled_from([d, d + timedelta(minutes=3), d + timedelta(days=9)])
        )
        unit = data.draw(st.sampled_from(self.units))
        as_of, known = data.draw(moments), data.draw(moments)
        state = register.unit_state(unit, now=self.now, as_of=as_of, as_known_at=known)
        assert picture_of(state) == picture(self.book_of(known)[unit], as_of), self.ledger.lines
        who = data.draw(st.sampled_from(dice.PEOPLE))
        for since, moment in ((None, self.now), (known, known)):
            held = register.holdings(who.id_type, who.id_no, as_of=as_of, as_known_at=since)
            mine = [(h.unit_code, h.share) for h in held if h.unit_code in self.units]
            then = self.book_of(moment)
            titles = ((u, then[u].title(as_of)) for u in self.units)
            assert sorted(mine, key=str) == sorted(
                [(u, share) for u, t in titles if t for p, share in t.holders if p.key == who.key],
                key=str,
            )

    def explained(self, booking: register.Booking, outcome: register.Outcome) -> str:
        """Why the rules refused, and all that went before."""
        blocks = [f"{r.act_no} {r.code} {r.unit_code[19:]} {r.message}" for r in outcome.blocks]
        before = [f"{x.at:%y-%m-%d %H:%M} {x.key} {x.unit[19:]} {x.act}" for x in self.ledger.lines]
        return "\n".join(["", *blocks, *map(str, booking.acts), *before])

    def draw_booking(self, data: st.DataObject, sheets: Book) -> register.Booking:
        held = [u for u in self.units if sheets[u].title(self.now)]
        unit = data.draw(st.sampled_from([*held, *held, *held, *self.units[:3], *self.units]))
        entries = self.ledger.names
        drawn = dice.Dice(data.draw, self.now, unit, sheets[unit], sheets, self.areas, entries)
        acts = [unit_chance.act(drawn) for _ in range(data.draw(st.sampled_from((1, 1, 1, 2, 3))))]
        acts.sort(key=lambda act: isinstance(act, register.AnnulEntry))  # their places are read
        return register.Booking(
            office=OFFICE,
            case_no=f"43060220300101{next(_cases):06d}",
            acts=tuple(acts),
            registrar=CLERK,
            facts=dice.facts(drawn),
        )

    def decide(
        self, booking: register.Booking, pending: list[Line], valid: estate.Areas
    ) -> list[set[str]]:
        """What must be refused, act by act; what an accepted booking enters is ``pending``."""
        tried = replayed([*self.ledger.lines, *pending], self.now, self.units)
        codes, entered = [], list[Line]()
        for act_no, act in enumerate(booking.acts):
            sheet = tried[act.unit_code]
            asked = Asked(
                sheet, self.now, booking.facts, act.unit_code, tried, valid, booking.case_no
            )
            undoes = self.ledger.undone_by(act)
            codes.append(refusals(asked, act, undoes, self.ledger.names_of))
            if not codes[-1]:
                order = len(self.ledger.lines) + len(pending) + len(entered)
                lines = self.ledger.lines_of(booking, act_no, self.now, order=order)
                for line in lines:
                    enter(tried, line)
                entered += lines
        if not any(codes):
            pending += entered
        return codes


class Estates(Twins):
    """The same on land with homes that are being built on it."""

    make: ClassVar = staticmethod(estate.land_and_homes)


class Farms(Twins):
    """The same on contracted land."""

    make: ClassVar = staticmethod(estate.farms)


@pytest.mark.parametrize("machine", [Twins, Estates, Farms])
def test_both_registers_answer_the_same(machine: type[Twins]) -> None:
    make_units(0)
    run_state_machine_as_test(
        machine,
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
