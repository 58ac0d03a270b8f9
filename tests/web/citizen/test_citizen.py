"""One's own cases, homes and certificates, and nobody else's."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.web.shared.promises import may_move
from tests.casework import asks
from tests.casework.desk import Desk, item, open_desk
from tests.casework.payments.till import paid
from tests.register.city import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def citizen(n: int) -> Client:
    """A browser in which person n is signed in."""
    who = person(n)
    account = accounts.create_account(
        accounts.NewAccount(
            username=f"c{n}",
            name=who.name,
            kind=accounts.AccountKind.CITIZEN,
            password="long-enough-for-tests",
            id_type=who.id_type,
            id_no=who.id_no,
        ),
        now=timezone.now(),
    )
    client = Client()
    client.force_login(account)
    return client


def sell(desk: Desk, **more: object) -> casework.CaseView:
    """Person 1 sells to person 901, and applies at the window now."""
    request = asks.sale(desk, 0)
    if more:
        request = replace(request, **more)  # type: ignore[arg-type]  # fields of one test
    return casework.submit(request, actor=desk.windows[0], now=timezone.now())


def first(desk: Desk) -> casework.CaseView:
    """Person 801 alone registers a new house."""
    post = (accounts.Post.EXAMINER, accounts.Department.FIRST)
    accounts.create_account(
        accounts.NewAccount(
            username="首次1",
            name="首次1",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=desk.windows[0].office,
            posts=(post,),
        ),
        now=timezone.now(),
    )
    spare = desk.units[-1][:-4] + f"{len(desk.units) + 1:04d}"
    request = asks.first_registration(desk, spare)
    return casework.submit(request, actor=desk.windows[0], now=timezone.now())


def examiner_of(case: casework.CaseView) -> accounts.Actor:
    assert case.examiner_id is not None
    found = accounts.actor(case.examiner_id)
    assert found is not None
    return found


def own_number(n: int) -> str:
    who = person(n)
    return register.certificates_of_holder(who.id_type, who.id_no)[0].number


def test_who_is_not_signed_in_is_shown_the_own_way_in(client: Client, desk: Desk) -> None:
    answer = client.get("/me/cases/1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/citizen?next=%2Fme%2Fcases%2F1"


def test_officers_have_no_such_place(client: Client, desk: Desk) -> None:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    assert client.get("/me/").status_code == 403


def test_the_first_page_has_cases_and_homes(desk: Desk) -> None:
    case = sell(desk)
    seller = text_of(citizen(1).get("/me/"))
    assert "周1，您好" in seller
    assert "现在没有要您办的事" in seller
    assert f"/me/cases/{case.case_no}" in seller
    assert "第 2 步，共 4 步" in seller
    assert "抵押给湘北银行岳阳分行，没有查封" in seller
    assert "您单独所有" in seller
    assert person(1).id_no not in seller
    buyer = text_of(citizen(901).get("/me/"))
    assert "您名下没有登记的房产" in buyer
    assert f"/me/cases/{case.case_no}" in buyer


def test_tax_waits_for_the_buyer_alone(desk: Desk) -> None:
    case = sell(desk, tax_cleared=False)
    buyer, seller = citizen(901), citizen(1)
    assert "有 1 件事等您办" in text_of(buyer.get("/me/"))
    page = text_of(buyer.get(f"/me/cases/{case.case_no}"))
    assert "等您缴税" in page
    assert "step-card" in page
    assert "估计：家庭唯一住房 " in page and "以税务部门核定的为准" in page
    assert "到办税窗口或者电子税务局缴" in page
    assert "现在没有要您办的事" in text_of(seller.get("/me/"))
    assert "step-card" not in text_of(seller.get(f"/me/cases/{case.case_no}"))


def test_a_return_lists_everything_once(desk: Desk) -> None:
    case = sell(desk)
    wanted = (
        casework.ReturnItem(
            kind="MATERIAL", name="买卖合同", what="第 3 页没有签字，补签", field=""
        ),
        casework.ReturnItem(kind="OTHER", name="电话", what="填一个打得通的", field=""),
    )
    casework.return_for_supplement(
        case.case_no,
        actor=examiner_of(case),
        items=wanted,
        now=timezone.now(),
        revision=case.revision,
    )
    page = text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    for said in ("补 2 样", "第 3 页没有签字", "填一个打得通的", "等您补正"):
        assert said in page


@pytest.mark.django_db(transaction=True)
def test_what_a_bank_filed_asks_nothing_of_the_owner(desk: Desk) -> None:
    casework.file_batch(
        [item(desk, 0)],
        actor=desk.bank,
        idempotency_key="k1",
        body=b"{}",
        signed=None,
        now=timezone.now(),
    )
    casework.autopilot_step()  # unsigned: it knows the owner and gives the case to an examiner
    page = text_of(citizen(1).get("/me/"))
    assert "注销抵押" in page
    assert "现在没有要您办的事" in page


def test_others_find_nothing(desk: Desk) -> None:
    case = sell(desk)
    stranger = citizen(77)
    for address in (
        f"/me/cases/{case.case_no}",
        f"/me/cases/{case.case_no}/withdraw",
        "/me/cases/nonsense",
        f"/me/certificates/{quote(own_number(1))}",
        f"/me/certificates/{quote(own_number(1))}/pdf",
        "/me/certificates/nonsense",
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(f"/me/cases/{case.case_no}/withdraw", {"sure": "1"}).status_code == 404


def test_withdrawing_alone_says_what_happens_and_does_it(desk: Desk) -> None:
    case = first(desk)
    owner = citizen(801)
    address = f"/me/cases/{case.case_no}/withdraw"
    assert "重新排队" in text_of(owner.get(address))
    empty = owner.post(address, {})
    assert empty.status_code == 422
    assert text_of(empty).count('class="field-error"') >= 2
    done = owner.post(address, {"reason": "不想办了", "more": "等明年", "sure": "1"}, follow=True)
    assert "这件撤回了" in text_of(done)
    assert "不想办了，等明年" in text_of(done)
    again = owner.post(address, {"reason": "不想办了", "sure": "1"})
    assert again.status_code == 409
    assert "已经撤回" in text_of(again)


def test_several_applicants_withdraw_at_the_window(desk: Desk) -> None:
    case = sell(desk)
    seller = citizen(1)
    address = f"/me/cases/{case.case_no}/withdraw"
    assert "要一起到窗口撤回" in text_of(seller.get(address))
    answer = seller.post(address, {"reason": "不想办了", "sure": "1"})
    assert answer.status_code == 409
    assert casework.case(case.case_no, actor=desk.windows[0], now=timezone.now()).closed_at is None


def test_a_paper_that_was_not_handed_in_is_not_said_to_be_received(desk: Desk) -> None:
    page = text_of(citizen(901).get(f"/me/cases/{sell(desk).case_no}"))
    papers = page[page.index("我交的材料") :]
    approval = papers[papers.index("划拨土地、政策性住房") :]
    assert approval[: approval.index("等才要")].count("没有交") == 1


@pytest.mark.django_db(transaction=True)
def test_after_entry_the_buyer_has_the_certificate(desk: Desk) -> None:
    case = sell(desk)
    casework.approve_and_enter(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now() + timedelta(minutes=1),
        revision=case.revision,
    )
    old, buyer = case.certificates, citizen(901)
    assert old == ()
    page = text_of(buyer.get(f"/me/cases/{case.case_no}"))
    number = own_number(901)
    assert "办好了" in page
    assert "看我的证书" not in page
    assert "缴登记费 80.00 元以后就能看证书、领证书" in page
    assert "登簿了，等您缴登记费" in text_of(buyer.get("/me/"))
    for path in ("", "/pdf"):  # the fee first
        early = buyer.get(f"/me/certificates/{quote(number)}{path}")
        assert early.status_code == 409
        assert "登记费还有 80.00 元没缴" in text_of(early)
    paid(f"{case.case_no}-1")
    assert "看我的证书" in text_of(buyer.get(f"/me/cases/{case.case_no}"))
    shown = text_of(buyer.get(f"/me/certificates/{quote(number)}"))
    assert "data:image/svg+xml" in shown
    view = register.certificate(number)
    assert view is not None
    assert f"code={view.check_code}" in shown
    assert "看我的证书" not in text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    file = buyer.get(f"/me/certificates/{quote(number)}/pdf")
    assert file.content.startswith(b"%PDF")
    assert "attachment" in file.headers["Content-Disposition"]


def test_who_looked_at_my_number_is_told() -> None:
    desk = open_desk(1)
    owner = citizen(1)
    number = person(1)
    accounts.disclose(
        desk.windows[0],
        id_type=number.id_type,
        id_no=number.id_no,
        place=desk.units[0],
        purpose="IDENTITY",
        occasion="核对卖方",
        now=timezone.now(),
    )
    shown = owner.get("/me/").content.decode()
    assert "核对卖方，核对身份" in shown
    assert desk.windows[0].name in shown
    (look,) = accounts.looks_of(number.id_type, number.id_no)
    assert f'href="/me/looks/{look.id}"' in shown  # where one can ask why


def test_the_first_page_has_the_newest_looks_of_any_kind() -> None:
    desk = open_desk(1)
    owner = citizen(1)
    assert "还没有人看过" in text_of(owner.get("/me/"))
    number = person(1)
    for kind in ("第一次", "第二次", "第三次", "第四次"):
        accounts.disclose(
            desk.windows[0],
            id_type=number.id_type,
            id_no=number.id_no,
            place=desk.units[0],
            purpose="IDENTITY",
            occasion=kind,
            now=timezone.now(),
        )
    shown = text_of(owner.get("/me/"))
    assert [kind in shown for kind in ("第一次", "第二次", "第三次", "第四次")] == [
        False,
        True,
        True,
        True,
    ]


@pytest.mark.django_db(transaction=True)
def test_after_entry_only_the_buyer_fetches_a_certificate(desk: Desk) -> None:
    case = sell(desk)
    casework.approve_and_enter(
        case.case_no,
        actor=examiner_of(case),
        now=timezone.now() + timedelta(minutes=1),
        revision=case.revision,
    )
    paid(f"{case.case_no}-1")
    seller = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    buyer = text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    assert "领证" not in seller
    assert "还没到" not in seller + buyer
    assert "可以领证了" in buyer


def test_holidays_move_only_a_day_that_is_not_announced(desk: Desk) -> None:
    case = sell(desk)

    def moves(accepted: str, due: str, *, provisional: bool = True) -> bool:
        clock = replace(
            case.clock,
            accepted_at=datetime.fromisoformat(f"{accepted}T09:00+08:00"),
            due_at=datetime.fromisoformat(f"{due}T17:00+08:00"),
            provisional=provisional,
        )
        return may_move(replace(case, clock=clock))

    assert not moves("2026-11-23", "2026-11-24")
    assert moves("2026-12-30", "2027-01-04")
    assert not moves("2026-12-30", "2027-01-04", provisional=False)
    assert not moves("2027-01-04", "2027-01-04")
