"""Who has signed, as a case's pages say it: amber only where somebody must still sign."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.inputs.titles import DeathInput
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.signatures import signature
from tests.casework.desk import open_desk
from tests.web.office.working import case_of

pytestmark = pytest.mark.django_db


def test_who_need_not_sign_is_not_reproached() -> None:
    case = case_of(open_desk(1))
    entered = replace(case, entered_at=timezone.now())
    seller = next(p for p in case.parties if p.role == casework.Role.SELLER)
    buyer = next(p for p in case.parties if p.role == casework.Role.BUYER)
    assert signature(case, seller) == ("已签字", Signal.OK)
    blank, missing = replace(seller, agreed_at=None), replace(buyer, agreed_at=None)
    assert signature(case, blank) == ("没签字", Signal.QUIET)  # P14 says how many have to
    assert signature(entered, blank) == ("不用签字", Signal.QUIET)
    assert signature(case, missing) == ("没签字", Signal.WARN)


def test_who_is_only_named_does_not_sign() -> None:
    case = case_of(open_desk(1))
    named = replace(case.parties[0], agreed_at=None, signs=False, only_named=True)
    assert signature(case, named) == ("不用签字", Signal.QUIET)


def test_nobody_waits_for_the_signature_of_the_dead() -> None:
    case = case_of(open_desk(1))
    seller = replace(
        next(p for p in case.parties if p.role == casework.Role.SELLER), agreed_at=None
    )
    death = DeathInput(who=f"某人、{seller.name}", died_on=date(2024, 11, 2))
    inherited = replace(case, request=case.request.saying(death=death))
    assert signature(inherited, seller) == ("已经去世", Signal.QUIET)
    alive = case.request.saying(death=replace(death, who="某人"))
    assert signature(replace(case, request=alive), seller) == ("没签字", Signal.QUIET)
