"""Who only consents to a sale sees what they agreed to, and is asked for nothing."""

from dataclasses import replace

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.register.city import book, booking, person
from tests.web.citizen.test_citizen import citizen, examiner_of, first, text_of

pytestmark = pytest.mark.django_db
HOLDER = person(955)


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


def notify(unit: str, owner: register.PartyRef) -> None:
    """An advance notice of HOLDER's."""
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(HOLDER,),
        obligors=(owner,),
    )
    assert book(booking(notice, applicants=(owner, HOLDER)))[0].booked


def sold_with_consent(desk: Desk) -> casework.CaseView:
    notify(desk.units[0], person(1))
    ask = asks.sale(desk, 0)
    ask = replace(ask, parties=(*ask.parties, asks.party(Role.NOTICE_HOLDER, HOLDER)))
    return casework.submit(ask, actor=desk.windows[0], now=timezone.now())


def test_a_consent_is_told_and_nothing_is_asked_of_it(desk: Desk) -> None:
    case = sold_with_consent(desk)
    item = casework.ReturnItem(kind="MATERIAL", name="买卖合同", what="补签第 3 页")
    casework.return_for_supplement(
        case.case_no,
        actor=examiner_of(case),
        items=[item],
        now=timezone.now(),
        revision=case.revision,
    )
    holder = citizen(955)
    page = text_of(holder.get(f"/me/cases/{case.case_no}"))
    assert "您同意了这次“二手房买卖”；您的预告登记还在。" in page
    assert "在等别人补正" in page
    for asked in ("补 1 样", "撤回申请", "我交的材料", "等您补正", "您的登记费", "告诉过您的"):
        assert asked not in page, asked
    home = text_of(holder.get("/me/"))
    assert "现在没有要您办的事" in home
    assert "在等别人补正" in home
    seller = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    assert "补 1 样" in seller
    assert "撤回申请" in seller
    assert "您在这件里" not in seller


def test_who_consents_withdraws_nothing_even_beside_one_applicant(desk: Desk) -> None:
    case = sold_with_consent(desk)
    sent = {"reason": "不想办了", "sure": "1"}
    place = f"/me/cases/{case.case_no}/withdraw"
    holder = citizen(955)
    assert "这件不是您申请的" in text_of(holder.get(place))
    assert holder.post(place, sent).status_code == 409
    made = accounts.Account.objects.get(username="c955")
    with pytest.raises(Faults) as told:
        casework.withdraw(
            case.case_no,
            actor=accounts.actor_of(made),
            now=timezone.now(),
            revision=case.revision,
            agreed=True,
            reason="",
        )
    assert [f.code for f in told.value.faults] == [FaultCode.NOT_FOUND]


def test_the_only_applicant_withdraws_alone_beside_a_consent(desk: Desk) -> None:
    case = first(desk)
    assert casework.is_applicant(case.parties, actor_of(801))
    consents = replace(case.parties[0], role=Role.NOTICE_HOLDER, id_no=HOLDER.id_no)
    both = (*case.parties, consents)
    assert casework.applying(both) == case.parties
    assert not casework.is_applicant(both, actor_of(955))


def actor_of(n: int) -> accounts.Actor:
    citizen(n)
    return accounts.actor_of(accounts.Account.objects.get(username=f"c{n}"))
