"""查询 at the window: chosen, typed, answered, read again by the auditor and checked by anybody."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.inquiry import api as inquiry
from dengbu.inquiry.models import Inquiry
from tests.casework.desk import Desk, officer, open_desk
from tests.inquiry.asked import citizen, question
from tests.register.city import OFFICE, person

pytestmark = pytest.mark.django_db
OWNER, STRANGER = person(1), person(9)
SENT = {
    "asker.name": OWNER.name,
    "asker.id_type": "1",
    "asker.id_no": OWNER.id_no,
    "purpose": "孩子上学报名",
    "papers.身份证明": "1",
    "rows": "0",
}


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    return signed_in(client, desk.windows[0])


def signed_in(client: Client, actor: accounts.Actor) -> Client:
    client.force_login(accounts.Account.objects.get(id=actor.id))
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_all_kinds_are_offered_and_each_has_its_form(clerk: Client) -> None:
    page = text_of(clerk.get("/window/inquiry/"))
    for n in range(57, 64):
        assert f"?kind=N{n}" in page
        form = text_of(clerk.get(f"/window/inquiry/?kind=N{n}"))
        assert 'name="purpose"' in form
    assert 'name="place"' not in text_of(clerk.get("/window/inquiry/?kind=N57"))
    assert 'name="agent.name"' in text_of(clerk.get("/window/inquiry/?kind=N62"))
    organ = text_of(clerk.get("/window/inquiry/?kind=N57&as=AUTHORITY"))
    assert 'name="document_no"' in organ
    assert 'name="people.0.id_no"' in organ


def test_a_question_is_answered_printed_and_kept(clerk: Client) -> None:
    sent = clerk.post("/window/inquiry/?kind=N57&as=HOLDER", SENT)
    assert sent.status_code == 302
    page = text_of(clerk.get(sent["Location"]))
    assert f"{OWNER.name}名下有1处不动产登记" in page
    assert OWNER.id_no not in page
    file = clerk.get(f"{sent['Location']}/pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert "个人产权查询" in text_of(clerk.get("/window/inquiry/"))


def test_everything_that_is_missing_is_said_and_nothing_typed_is_lost(clerk: Client) -> None:
    sent = clerk.post("/window/inquiry/?kind=N59&as=DEAL", {"asker.name": "张三", "place": "湘"})
    page = text_of(sent)
    assert sent.status_code == 422
    for words in ("证件号码", "用途", "还差一样材料：身份证明", "买卖、租赁、抵押等合同"):
        assert words in page
    assert 'value="张三"' in page
    assert Inquiry.objects.count() == 0


def test_another_person_and_an_agent_are_added_without_asking(clerk: Client) -> None:
    page = text_of(clerk.post("/window/inquiry/?kind=N58&as=HOLDER", {**SENT, "add": "1"}))
    assert 'name="people.0.id_no"' in page
    assert f'value="{OWNER.id_no}"' in page
    assert "papers.委托书" in text_of(clerk.get("/window/inquiry/?kind=N57&as=HOLDER&agent=1"))
    assert Inquiry.objects.count() == 0


def test_a_refusal_says_why_and_what_to_do(clerk: Client, desk: Desk) -> None:
    sent = {**SENT, "asker.name": STRANGER.name, "asker.id_no": STRANGER.id_no}
    answer = clerk.post(
        "/window/inquiry/?kind=N59&as=HOLDER", {**sent, "place": desk.units[0]}, follow=True
    )
    page = text_of(answer)
    assert "不予查询告知书" in page
    assert "行政复议" in page
    assert "《民法典》第218条" in page


def test_the_auditor_finds_every_question_and_nobody_else_does(clerk: Client, desk: Desk) -> None:
    place = clerk.post("/window/inquiry/?kind=N57&as=HOLDER", SENT)["Location"]
    number = place.rpartition("/")[2]
    auditor = officer("督查", (accounts.Post.AUDITOR, accounts.Department.INTAKE))
    watching = signed_in(Client(), auditor)
    assert number in text_of(watching.get("/office/inquiries", {"q": OWNER.id_no}))
    assert "名下有1处" in text_of(watching.get(place))
    other = signed_in(Client(), desk.windows[1])
    assert number not in text_of(other.get("/office/inquiries"))
    assert other.get(place).status_code == 404
    assert "没有找到" in text_of(watching.get("/office/inquiries", {"q": "CX1"}))


def test_anybody_checks_a_result(clerk: Client, desk: Desk) -> None:
    view = inquiry.ask(
        question("N59", "INTENT", STRANGER, place=desk.units[0]),
        actor=desk.windows[0],
        now=timezone.now(),
    )
    stranger = Client()
    assert "核对一份查询结果" in text_of(stranger.get("/check/inquiry"))
    good = {"no": view.number, "code": view.code}
    assert "是真的，现在还是这样" in text_of(stranger.get("/check/inquiry", good))
    assert "可能是假的" in text_of(stranger.get("/check/inquiry", {**good, "code": "0"}))
    assert stranger.get("/check/inquiry", {"no": "CX1", "code": ""}).status_code == 422


def test_a_citizen_asks_on_the_phone_and_sees_who_asked(desk: Desk) -> None:
    inquiry.ask(
        question("N59", "INTENT", STRANGER, place=desk.units[0]),
        actor=desk.windows[0],
        now=timezone.now(),
    )
    phone = signed_in(Client(), citizen(1))
    home = text_of(phone.get("/me/"))
    assert "打算买、租、抵押的人" in home
    assert STRANGER.name not in home
    offered = text_of(phone.get("/me/inquiry/"))
    assert "有无房证明" in offered
    form = text_of(phone.get("/me/inquiry/?kind=N58"))
    assert 'name="asker.name"' not in form
    sent = phone.post("/me/inquiry/?kind=N58", {"sent": "1", "purpose": "孩子上学报名"})
    answer = text_of(phone.get(sent["Location"]))
    assert f"{OWNER.name}名下有1处住宅登记" in answer
    assert phone.get(f"{sent['Location']}/pdf").content.startswith(b"%PDF-")
    assert signed_in(Client(), citizen(2)).get(sent["Location"]).status_code == 404
    wrong = phone.post("/me/inquiry/?kind=N59&as=HOLDER", {"sent": "1"})
    assert wrong.status_code == 422


def test_the_guide_of_queries_is_open_to_all(client: Client, desk: Desk) -> None:
    assert "查询登记信息" in text_of(client.get("/guides/", {"q": "有无房"}))
    page = text_of(client.get("/guides/G55"))
    for words in ("能查什么", "告知到哪一步", "不收费", "第 1 版"):
        assert words in page
    assert accounts.office(OFFICE).name in page


def test_a_unit_is_found_by_its_address_and_chosen(clerk: Client, desk: Desk) -> None:
    """Anybody may ask for a plan (N60), and a passer-by knows no number."""
    known = cadastre.unit(desk.units[0])
    assert known is not None
    asked = "/window/inquiry/?kind=N60&as=PUBLIC"
    sent = {
        "asker.name": STRANGER.name,
        "asker.id_type": "1",
        "asker.id_no": STRANGER.id_no,
        "purpose": "想看看房子的四至",
        "papers.身份证明": "1",
        "place": known.address,
    }
    page = text_of(clerk.post(asked, sent))
    assert f'name="place" value="{desk.units[0]}"' in page
    assert OWNER.name not in page
    assert Inquiry.objects.count() == 0
    chosen = clerk.post(asked, {**sent, "place": [known.address, desk.units[0]]})
    assert chosen.status_code == 302, text_of(chosen)
    nothing = clerk.post(asked, {**sent, "place": "没有这条路999号"})
    assert nothing.status_code == 422
    assert "坐落换一段再找" in text_of(nothing)
