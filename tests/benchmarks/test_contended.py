"""Every act that the desk of the contended benchmark hands out can be entered."""

import random

import pytest

from benchmarks.book_contended import Desk
from dengbu.casework.writer import CombiningWriter
from dengbu.register import api as register
from dengbu.register.models import Booking
from tests.register.city import booking, first, make_units, person


@pytest.mark.django_db(transaction=True)
def test_hot_units_are_sold_and_mortgaged_in_turns() -> None:
    units = make_units(3)
    writer = CombiningWriter()
    for n, unit in enumerate(units, 1):
        writer.book_one(booking(first(unit, person(n))))
    desk = Desk(units, random.Random(1))
    for _ in range(60):
        desk.act(writer)
    assert len(set(desk.entered)) == 60
    assert Booking.objects.filter(case_no__in=desk.entered).count() == 60
    assert list(register.audit()) == []
