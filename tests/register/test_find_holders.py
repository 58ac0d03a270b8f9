"""Search for holders: an office's own people who hold something, however many others there are."""

from dataclasses import replace

import pytest

from dengbu.register import api as register
from dengbu.register.models import Party
from tests.register.city import OFFICE, book, booking, first, make_units, person, sale

pytestmark = pytest.mark.django_db
OWNER, BUYER = person(1), person(2)


def test_only_those_count_who_hold_something_in_the_office() -> None:
    one, other = make_units(2)
    book(booking(first(one, OWNER)), booking(first(other, BUYER)))
    book(booking(sale(one, (OWNER,), BUYER), applicants=(OWNER, BUYER)))
    Party.objects.bulk_create(  # before all others by name, and without any right
        Party(office=OFFICE, name=f"周{n:04d}", id_type="1", id_no=f"无{n}", party_type="1")
        for n in range(300)
    )
    found = register.find_holders("周", office=OFFICE)
    assert [(h.name, h.unit_code) for h in found] == [(BUYER.name, one), (BUYER.name, other)]
    assert register.find_holders("周", office="430681") == []
    assert register.find_holders(OWNER.id_no, office=OFFICE) == []


def test_signs_of_patterns_are_taken_as_they_are() -> None:
    (unit,) = make_units(1)
    book(booking(first(unit, replace(OWNER, name="周%_\\"))))
    assert len(register.find_holders("周%_\\", office=OFFICE)) == 1
    assert register.find_holders("%", office=OFFICE) == []
    assert register.find_holders("周_", office=OFFICE) == []
