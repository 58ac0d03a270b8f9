"""A home on which somebody may live and over which the neighbour may pass, for the faces' tests."""

from dataclasses import replace
from datetime import date

from dengbu.register import api as register
from tests.casework.desk import Desk
from tests.register.city import book, booking, person

LIVING = person(70)  # who has the right of habitation
OWNER, NEIGHBOUR = person(1), person(2)
LAST_DAY = date(2044, 12, 1)
UNTIL = "到2044年12月1日"


def burden(desk: Desk) -> tuple[str, str]:
    """Habitation and easement on the first unit, the second gains; their proof numbers."""
    home, beside = desk.units[:2]
    living = register.CreateHabitation(
        unit_code=home, holders=(LIVING,), grantors=(OWNER,), scope="主卧和共用部分"
    )
    passing = register.CreateEasement(
        unit_code=home,
        dominant_code=beside,
        servient_holders=(OWNER,),
        dominant_holders=(NEIGHBOUR,),
        content="从院子通行",
        term_from=date(2024, 12, 1),
        term_to=LAST_DAY,
    )
    people = (LIVING, OWNER, NEIGHBOUR)
    outcomes = book(*(booking(act, applicants=people) for act in (living, passing)))
    assert all(o.booked for o in outcomes), [o.rules for o in outcomes]
    first, second = (o.certificates[0].number for o in outcomes)
    return first, second


def lapse(state: register.UnitState) -> register.UnitState:
    """The same unit when every term has run and nothing was cancelled yet."""
    return replace(
        state,
        habitations=tuple(replace(h, lapsed=True) for h in state.habitations),
        easements=tuple(replace(e, lapsed=True) for e in state.easements),
        benefits=tuple(replace(e, lapsed=True) for e in state.benefits),
    )
