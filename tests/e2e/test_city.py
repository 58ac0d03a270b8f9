"""In the demonstration's own city a family sells its home with the old mortgage on it (C09)."""

import pytest
from django.utils import timezone

from dengbu.register import api as register
from dengbu.site.demonstration import load
from dengbu.site.demonstration.people import BANKS
from tests.e2e.conftest import Site
from tests.e2e.sale import facts, sell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_home_that_make_run_suggests_is_sold(city: Site) -> None:
    story = next(s for s in load.stories() if s.title.startswith("带押过户"))
    (name, number), *_ = load.suggested_buyers()
    buyer = register.PartyRef(name=name, id_type="1", id_no=number)
    state = register.unit_state(story.unit_code, now=timezone.now())
    (old,) = state.mortgages
    assert old.transfer_restricted
    new = next(bank.party for bank in BANKS if bank.party not in old.mortgagees)
    clerk = city.visitor()
    clerk.sign_in("wangmin")
    sell(city, clerk, facts(story.unit_code), buyer=buyer, new_bank=new)
    clerk.leave()
