"""What each post and each office may open."""

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from tests.casework.desk import Desk, open_desk
from tests.register.city import person
from tests.web.office.working import case_of, decide, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(4)


def officer(client: Client, post: accounts.Post, office: str) -> Client:
    account = accounts.create_account(
        accounts.NewAccount(
            username=f"o-{post}",
            name="韩静",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=office,
            posts=((post, accounts.Department.LEGAL),),
        ),
        now=timezone.now(),
    )
    client.force_login(account)
    return client


@pytest.mark.parametrize("post", [accounts.Post.AUDITOR, accounts.Post.ARCHIVIST])
def test_an_auditor_reads_a_case_and_decides_nothing(
    client: Client, desk: Desk, post: accounts.Post
) -> None:
    case = case_of(desk)
    officer(client, post, case.office)
    found = client.get("/office/find", {"q": f"{case.case_no[:6]} {case.case_no[6:]}"})
    assert found["Location"] == f"/office/cases/{case.case_no}"
    shown = text_of(client.get(found["Location"]))
    assert "您的岗位只能看，不能决定" in shown
    assert "卖方和权利人" in shown
    for said in ("通过并登簿", "待我审核", "/reveal/", person(1).id_no):
        assert said not in shown, said
    assert decide(client, case, do="approve").status_code == 403
    assert client.get("/office/").status_code == 403
    unit = client.get("/office/find", {"q": desk.units[0]})
    assert client.get(unit["Location"]).status_code == 200
    assert client.get("/office/find", {"q": "不知道"}).status_code == 404


def test_another_office_opens_neither_units_nor_certificates(client: Client, desk: Desk) -> None:
    places = (f"/office/units/{desk.units[0]}", f"/office/certificates/{desk.proofs[0]}.pdf")
    sign_in(client, desk.windows[0].id)
    assert [client.get(place).status_code for place in places] == [200, 200]
    officer(client, accounts.Post.WINDOW, "430621")
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 404
        assert "本机构不能查看" in text_of(answer)
        assert "湘北银行" not in text_of(answer)


def test_an_administrator_reads_no_case(client: Client, desk: Desk) -> None:
    case = case_of(desk)
    officer(client, accounts.Post.ADMIN, case.office)
    assert client.get(f"/office/cases/{case.case_no}").status_code == 403
    assert client.get("/office/find", {"q": case.case_no}).status_code == 403
