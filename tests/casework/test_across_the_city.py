"""全市通办: accepted at any window of the city, examined and entered where the unit is."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus
from dengbu.casework.models import Case, JournalLine
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework import asks
from tests.casework.desk import NOW, OFFICE, OTHER_CITY, Desk, officer, open_desk, open_other_city
from tests.casework.noticed import examiner_of, seen
from tests.casework.payments.till import paid

pytestmark = pytest.mark.django_db
COUNTY = "430621"
WINDOW = (accounts.Post.WINDOW, accounts.Department.INTAKE)
EXAMINER = (accounts.Post.EXAMINER, accounts.Department.TRANSFER)
ITEM = casework.ReturnItem(kind="OTHER", name="婚姻状况", what="请买方当面说明")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def neighbour(desk: Desk) -> accounts.Actor:
    """A clerk of the window of another county."""
    return officer("邻县窗口", WINDOW, office=COUNTY)


@pytest.fixture
def view(desk: Desk, neighbour: accounts.Actor) -> casework.CaseView:
    return casework.submit(asks.sale(desk, 0), actor=neighbour, now=NOW)


def test_the_case_is_the_units_offices_and_says_who_took_it_in(
    desk: Desk, view: casework.CaseView
) -> None:
    row = Case.objects.get(case_no=view.case_no)
    assert (row.office, row.intake_office) == (OFFICE, COUNTY)
    assert view.case_no.startswith(OFFICE)
    assert examiner_of(desk, view).office == OFFICE, "drawn among the unit's own examiners"
    first = JournalLine.objects.filter(case=row).order_by("seq").first()
    assert first is not None
    assert first.text.startswith("岳阳县不动产登记中心代收（全市通办），窗口受理")


def test_it_is_entered_by_the_units_office_alone(
    desk: Desk, view: casework.CaseView, neighbour: accounts.Actor
) -> None:
    there = officer("邻县审核", EXAMINER, office=COUNTY)
    for outside in (there, neighbour):
        with pytest.raises(Faults) as raised:
            casework.approve(view.case_no, actor=outside, now=NOW, revision=view.revision)
        assert {f.code for f in raised.value.faults} & {
            FaultCode.STEP_NOT_ALLOWED,
            FaultCode.PERMISSION_MISSING,
            FaultCode.NOT_FOUND,
        }
    casework.approve(view.case_no, actor=examiner_of(desk, view), now=NOW, revision=view.revision)
    assert Case.objects.get(case_no=view.case_no).status == CaseStatus.APPROVED


def test_who_took_it_in_follows_it_to_its_end(
    desk: Desk, view: casework.CaseView, neighbour: accounts.Actor
) -> None:
    casework.return_for_supplement(
        view.case_no,
        items=[ITEM],
        actor=examiner_of(desk, view),
        now=NOW,
        revision=view.revision,
    )
    shown = casework.case(view.case_no, actor=neighbour, now=NOW)
    assert [item["what"] for item in shown.return_items] == [ITEM.what]
    mine = casework.Filters(scope=casework.Scope.ACCEPTED, service="G10")
    assert casework.work_list(neighbour, "SUPPLEMENT", filters=mine, now=NOW).total == 1
    casework.withdraw(
        view.case_no,
        reason="双方商量不卖了",
        agreed=True,
        actor=neighbour,
        now=NOW,
        revision=shown.revision,
    )
    assert seen(desk, view, now=NOW).status == CaseStatus.WITHDRAWN
    (line,) = casework.work_list(neighbour, casework.ARCHIVE, filters=mine, now=NOW).lines
    assert line.case_no == view.case_no


def test_a_third_county_and_examiners_elsewhere_see_nothing(
    desk: Desk, view: casework.CaseView
) -> None:
    third = officer("三县窗口", WINDOW, office="430623")
    beside = officer("邻县审核", EXAMINER, office=COUNTY)
    for outside in (third, beside):
        with pytest.raises(Faults) as raised:
            casework.case(view.case_no, actor=outside, now=NOW)
        assert raised.value.faults[0].code == FaultCode.NOT_FOUND


def test_a_window_of_another_city_is_told_where_to_go(desk: Desk, tmp_path: Path) -> None:
    open_other_city(tmp_path)
    stranger = officer("外市窗口", WINDOW, office=OTHER_CITY)
    with pytest.raises(Faults) as raised:
        casework.submit(asks.sale(desk, 0), actor=stranger, now=NOW)
    (fault,) = raised.value.faults
    assert fault.code is FaultCode.NOT_SUPPORTED
    assert "不在本市，本窗口还不能代收" in fault.message
    assert fault.remedy.startswith("请到")
    assert not Case.objects.exists()


def test_who_took_it_in_hands_the_certificate_over(
    desk: Desk, view: casework.CaseView, neighbour: accounts.Actor, client: Client
) -> None:
    now = timezone.now()
    casework.approve(view.case_no, actor=examiner_of(desk, view), now=now, revision=view.revision)
    casework.register_waiting()
    (number,) = casework.case(view.case_no, actor=neighbour, now=now).certificates
    client.force_login(accounts.Account.objects.get(id=neighbour.id))
    page = client.get(f"/window/cases/{view.case_no}").content.decode()
    assert f"/office/units/{desk.units[0]}" not in page
    order = casework.case(view.case_no, actor=neighbour, now=now).orders[0]
    paid(order.number)
    assert client.get(f"/office/certificates/{number}.pdf").content.startswith(b"%PDF-")
    stranger = officer("别县窗口", WINDOW, office="430623")
    client.force_login(accounts.Account.objects.get(id=stranger.id))
    assert client.get(f"/office/certificates/{number}.pdf").status_code == 404
