"""带押过户 in its three modes, each with a bank that fails on the way: window, phone, bank's page.

The banks' and the account's programs are those of the simulators, over HTTP; here each takes its
turn when the test says so, so nobody is waited for.
"""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Mode, Phase, Side
from dengbu.site.simulators.sides.office import Office, over_http
from dengbu.site.simulators.sides.programs import Account, Bank, Program
from dengbu.site.simulators.sides.scenarios import Conduct
from tests.casework.desk import ENTERED
from tests.casework.mortgaged.sale import ESCROW, PAPER, PAYOFF, Sale, open_escrow, request, seller
from tests.casework.smart.released import release
from tests.e2e.conftest import Town
from tests.e2e.visitor import Visitor
from tests.register.city import BANK, person
from tests.web.agent.signed import filed_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Sides:
    """Everybody else's programs."""

    def __init__(self, town: Town, escrow: accounts.Actor) -> None:
        self.office = over_http(town.address)
        self.account = Account(name="account", office=self._of(escrow), prompt=0.0)
        self.old = Bank(name="old", office=self._of(town.desk.bank), account=self.account)
        self.new = Bank(name="new", office=self._of(town.desk.other_bank), account=self.account)

    def _of(self, actor: accounts.Actor) -> Office:
        key, key_id = filed_key(actor)
        return Office(send=self.office, key=key, key_id=key_id)

    def turn(self, *programs: Program) -> None:
        for program in programs or (self.old, self.new, self.account):
            program.turn()


Begin = Callable[[Mode], tuple[Sale, Sides]]


@pytest.fixture
def begin(town: Town, settings: LazySettings) -> Begin:
    settings.DEMO = True  # people choose who they are

    def begun(mode: Mode) -> tuple[Sale, Sides]:
        now, clerk, escrow = timezone.now(), town.desk.windows[0], open_escrow()
        for who in (seller(), person(903)):
            accounts.create_account(
                accounts.NewAccount(
                    username=f"citizen-{who.name}",
                    name=who.name,
                    kind=accounts.AccountKind.CITIZEN,
                    password=town.password,
                    id_type=who.id_type,
                    id_no=who.id_no,
                ),
                now=ENTERED,
            )
        case = casework.submit(request(town.desk, mode), actor=clerk, now=now)
        number = f"{case.case_no}T1"
        sale = Sale(desk=town.desk, escrow=escrow, case=case, number=number, mode=mode, now=now)
        return sale, Sides(town, escrow)

    return begun


def open_it(sale: Sale) -> None:
    mortgaged.open_transfer(
        sale.case.case_no,
        payoff=PAYOFF,
        escrow=ESCROW.id_no,
        actor=sale.desk.windows[0],
        now=timezone.now(),
    )


def citizen(town: Town, name: str, case_no: str) -> Visitor:
    one = town.visitor()
    one.page.goto(f"/sign-in/citizen?next=/me/cases/{case_no}/mortgaged")
    one.page.get_by_text(name, exact=True).first.click()
    one.page.get_by_role("button", name="用他的身份进入").click()
    expect(one.page.get_by_role("heading", level=1)).to_contain_text("带押过户")
    return one


def test_combined_with_a_bank_that_names_another_sum(town: Town, begin: Begin) -> None:
    sale, sides = begin(Mode.COMBINED)
    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    clerk.page.goto(f"/window/cases/{sale.case.case_no}")
    clerk.page.get_by_role("link", name="带押过户").click()
    clerk.look()
    clerk.fill({"payoff": "410000", "escrow": ESCROW.id_no})
    clerk.page.get_by_role("button", name="发起", exact=True).click()
    expect(clerk.page.get_by_text("发起了，各方在网上确认")).to_be_visible()
    clerk.look()

    sides.new.conduct = Conduct.OTHER_SUM
    sides.turn()
    clerk.page.reload()
    words = clerk.page.locator('section[aria-labelledby="words-title"]')
    expect(words).to_contain_text("说的是565,000.00 元，和约定的560,000.00 元不一样")
    sides.new.conduct = Conduct.OBEY

    family = citizen(town, seller().name, sale.case.case_no)
    family.look()
    family.fill({"sure": "1"})
    family.page.get_by_role("button", name="确认", exact=True).click()
    expect(family.page.get_by_text("手机确认").first).to_be_visible()
    clerk.page.reload()
    expect(clerk.page.get_by_role("button", name="记下确认")).to_have_count(0)
    expect(clerk.page.get_by_text("这一次是您发起的")).to_be_visible()
    _at_another_window(town, sale)
    for _ in range(2):
        sides.turn()
    clerk.page.reload()
    expect(clerk.page.locator("main")).to_contain_text("各方都确认了，钱到齐了，可以登簿")

    sale.enter()
    family.page.reload()
    expect(family.page.locator("main")).to_contain_text("已登簿，正在付款")
    sides.turn()
    family.page.reload()
    expect(family.page.locator("main")).to_contain_text("产权、抵押和钱都到位了")
    family.look()
    clerk.leave()
    family.leave()


def test_segmented_with_a_bank_that_is_down_when_it_is_paid(town: Town, begin: Begin) -> None:
    release()
    sale, sides = begin(Mode.SEGMENTED)
    open_it(sale)
    sale.person(Side.SELLER)
    sale.person(Side.BUYER)
    for _ in range(2):
        sides.turn()
    assert sale.phase is Phase.READY
    sale.enter()
    sides.old.conduct = Conduct.DOWN
    for _ in range(2):
        sides.turn()
    officer = town.visitor()
    officer.sign_in(sale.case.examiner)
    officer.page.goto(f"/office/cases/{sale.case.case_no}/mortgaged")
    expect(officer.page.locator("main")).to_contain_text("卖方的银行说收到了钱，来注销旧抵押")
    officer.look()

    sides.old.conduct = Conduct.OBEY
    sides.turn(sides.old)
    assert casework.autopilot_step() == 1
    officer.page.reload()
    expect(officer.page.locator("main")).to_contain_text("产权、抵押和钱都到位了")
    officer.leave()


def test_assigned_with_a_bank_that_steps_back_after_the_money_came(
    town: Town, begin: Begin
) -> None:
    sale, sides = begin(Mode.ASSIGNED)
    open_it(sale)
    sale.person(Side.BUYER)
    sides.old.conduct = Conduct.STEP_BACK
    sides.turn()
    sides.turn(sides.new, sides.account)
    assert any(s.held_at for s in sale.view.sums)
    sides.turn(sides.old)
    bank = town.visitor()
    bank.sign_in("blb")  # of the other bank
    bank.page.goto("/agent/transfers/")
    expect(bank.page.locator("main")).to_contain_text("中止了，正在退款")
    bank.look()
    bank.page.get_by_role("link", name="看这一次").click()
    expect(bank.page.locator("main")).to_contain_text("退出了（审批没有通过）")
    bank.look()
    sides.turn(sides.account)
    family = citizen(town, person(903).name, sale.case.case_no)
    expect(family.page.locator("main")).to_contain_text("退回了")
    expect(family.page.locator("main")).to_contain_text("登记没有变")
    family.look()
    bank.leave()
    family.leave()
    assert sale.phase is Phase.ENDED


def test_changed_with_a_bank_that_falls_silent_and_then_anew(town: Town, begin: Begin) -> None:
    sale, sides = begin(Mode.CHANGED)
    open_it(sale)
    sale.person(Side.SELLER)
    sale.person(Side.BUYER)
    sides.old.conduct = Conduct.SILENT
    for _ in range(2):
        sides.turn(sides.old, sides.account)
    family = citizen(town, person(903).name, sale.case.case_no)
    expect(family.page.locator("main")).to_contain_text(f"{BANK.name}确认")
    family.look()
    mortgaged.end_expired(now=sale.view.expires_at)
    family.page.reload()
    stands = family.page.locator('section[aria-labelledby="stand-title"]')
    expect(stands).to_contain_text("到期还没有办成")
    expect(stands).to_contain_text(f"退给{person(903).name}")
    expect(stands).to_contain_text("退完")
    family.look()
    sides.turn(sides.account)
    assert sale.phase is Phase.ENDED

    sides.old.conduct = Conduct.OBEY
    open_it(sale)
    again = Sale(**{**vars(sale), "number": f"{sale.case.case_no}T2", "now": timezone.now()})
    again.person(Side.SELLER)
    again.person(Side.BUYER)
    for _ in range(2):
        sides.turn(sides.old, sides.account)
    assert again.phase is Phase.READY
    again.enter()
    sides.turn(sides.account)
    family.page.reload()
    expect(family.page.locator("main")).to_contain_text("产权、抵押和钱都到位了")
    family.leave()


def _at_another_window(town: Town, sale: Sale) -> None:
    """The buyer before another officer: everything that is missing is told, then it is there."""
    party = next(p for p in sale.view.parties if p.side is Side.BUYER)
    other = town.visitor()
    other.sign_in(town.desk.windows[1].name)
    other.page.goto(f"/window/cases/{sale.case.case_no}/mortgaged")
    other.fill({f"signed.{party.seq}": "1"})
    other.page.get_by_role("button", name="记下确认").click()
    expect(other.page.locator("main")).to_contain_text("请照本人的身份证件填号码")
    expect(other.page.locator("main")).to_contain_text("请附上本人签字的确认书")
    other.look()
    paper = {"name": "确认书.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    other.named(f"paper.{party.seq}").set_input_files([paper])  # type: ignore[list-item]
    other.fill({f"id_no.{party.seq}": party.id_no, f"signed.{party.seq}": "1"})
    other.page.get_by_role("button", name="记下确认").click()
    expect(other.page.get_by_text("确认记好了")).to_be_visible()
    other.wrong = [w for w in other.wrong if "422" not in w]  # the console tells of the answer
    other.leave()
