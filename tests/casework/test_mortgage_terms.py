"""The terms of a new mortgage, from the request to the register and its proof."""

from dataclasses import replace

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import Desk, open_desk

pytestmark = pytest.mark.django_db(transaction=True)
AGREED = "主债权本金"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def entered(desk: Desk, **terms: str) -> register.MortgageState:
    """The mortgage of G39 with these terms, as the register has it."""
    request = asks.mortgage(desk, 0)
    asked = request.saying(mortgage=replace(asks.LOAN, **terms))  # type: ignore[arg-type]  # texts alone
    now = timezone.now()
    case = casework.submit(asked, actor=desk.windows[0], now=now)
    examiner = next(e for e in desk.mortgages if e.id == case.examiner_id)
    casework.approve_and_enter(case.case_no, actor=examiner, now=now, revision=case.revision)
    return register.unit_state(desk.units[0], now=timezone.now()).mortgages[-1]  # behind the first


@pytest.mark.parametrize(("scope", "kept"), [("", register.STATUTORY_SCOPE), (AGREED, AGREED)])
def test_what_is_secured_is_what_was_agreed(desk: Desk, scope: str, kept: str) -> None:
    assert entered(desk, scope=scope).scope == kept


@pytest.mark.parametrize(("mode", "subclass"), [("1", "1051"), ("2", "1052")])
def test_a_maximum_mortgage_is_entered_as_one(desk: Desk, mode: str, subclass: str) -> None:
    found = entered(desk, mode=mode)
    assert found.mode == mode
    assert register.history(desk.units[0])[-1].subclass == subclass


def test_a_scope_that_no_column_takes_is_told_at_the_field(desk: Desk) -> None:
    request = asks.mortgage(desk, 0)
    long = request.saying(mortgage=replace(asks.LOAN, scope="债" * 401))
    with pytest.raises(Faults) as raised:
        casework.submit(long, actor=desk.windows[0], now=timezone.now())
    assert [f.field for f in raised.value.faults] == ["mortgage.scope"]
