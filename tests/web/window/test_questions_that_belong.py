"""The form asks whether a small enterprise pays, and how to fetch a paper, only where one may."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dengbu.casework import api as casework
from dengbu.web.shared.bills import elsewhere_on_withdrawal
from dengbu.web.window.questions import may_be_small
from dengbu.web.window.typed import blank
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.mark.parametrize(
    ("code", "small", "fetched"),
    [
        ("G10", True, True),  # whoever buys is not known yet
        ("G48", False, False),
        ("G54", False, True),  # the register knows the holder: a person
        ("G19", False, True),
        ("G44", False, False),
        ("G17", False, True),  # between spouses
        ("C12", True, True),  # heirs may sell to a firm
    ],
)
def test_what_belongs_to_a_service(desk: Desk, code: str, small: bool, fetched: bool) -> None:
    draft = casework.blank_request(code, desk.units[0], now=NOW)
    assert may_be_small(draft) is small
    assert bool(draft.service.result) is fetched


def test_a_court_is_no_person() -> None:
    assert blank("AUTHORITY")["id_type"] == "8"
    assert blank("DEBTOR")["id_type"] == "1"


def test_a_withdrawal_says_where_tax_and_filed_contract_are_undone(desk: Desk) -> None:
    request = replace(asks.sale(desk, 0), price=Decimal("800000.00"))
    view = casework.submit(request, actor=desk.windows[0], now=NOW)
    said = " ".join(elsewhere_on_withdrawal(view))
    assert "向税务部门申请退税" in said and "撤销网签" in said
    awaiting = replace(view, request=replace(view.request, tax_cleared=None), materials=())
    assert elsewhere_on_withdrawal(awaiting) == ()
