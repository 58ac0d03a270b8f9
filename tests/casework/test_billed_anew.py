"""A supplement that changes who pays, or for how much, changes the bill."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import CaseRequest, CaseView, ReturnItem, Role
from dengbu.casework.models import FeeLine, JournalLine, ServiceVersion
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
ITEM = ReturnItem(kind="OTHER", name="买方", what="漏了一位，请补上")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def supplemented(desk: Desk, asked: CaseRequest, **changes: object) -> CaseView:
    """A case that came back with these changes."""
    view = casework.submit(asked, actor=desk.windows[0], now=NOW)
    examiner = next(e for e in desk.transfers if e.id == view.examiner_id)
    back = casework.return_for_supplement(
        view.case_no, actor=examiner, now=LATER, revision=view.revision, items=[ITEM]
    )
    casework.resubmit(
        view.case_no,
        replace(asked, **changes),  # type: ignore[arg-type]  # keywords of one test
        actor=desk.windows[0],
        now=LATER,
        revision=back.revision,
    )
    return casework.case(view.case_no, actor=desk.windows[0], now=LATER)


def test_a_second_buyer_with_a_certificate_of_his_own_is_billed(desk: Desk) -> None:
    asked = asks.sale(desk, 0)
    both = (*asked.parties, asks.party(Role.BUYER, person(950)))
    view = supplemented(desk, asked, parties=both, separate_certificates=True)
    (line,) = view.fees
    assert (line.payer, line.amount) == ("周901、周950", Decimal("90.00"))
    assert view.fee_total == Decimal("90.00")
    told = JournalLine.objects.get(kind="RESUBMIT")
    assert "登记费由80.00元改为90.00元" in told.text
    assert told.data["before"][0]["amount"] == "80.00"
    assert FeeLine.objects.count() == 1


def test_a_payer_whose_name_was_wrong_is_billed_by_the_right_one(desk: Desk) -> None:
    asked = asks.sale(desk, 0)
    buyer = replace(asked.parties[1], name="周九零一")
    view = supplemented(desk, asked, parties=(asked.parties[0], buyer))
    assert [line.payer for line in view.fees] == ["周九零一"]
    assert view.fee_total == Decimal("80.00")


def test_the_tariff_is_that_of_acceptance(desk: Desk) -> None:
    row = ServiceVersion.objects.get(code="G10", valid_to=None)
    view = supplemented(desk, asks.sale(desk, 0), delivery="WINDOW")
    assert FeeLine.objects.get().version <= NOW.date().isoformat()
    assert view.service == row.code
    told = JournalLine.objects.get(kind="RESUBMIT")
    assert "登记费" not in told.text
    assert told.data == {"agreed": ["SELLER 周1", "BUYER 周901"]}
