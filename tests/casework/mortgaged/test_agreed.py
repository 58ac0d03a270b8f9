"""What is entered is what all have confirmed, word by word, in every mode."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework.api import CaseRequest, Role
from dengbu.casework.inputs.loans import LoanChangeInput, LoanTransferInput
from dengbu.casework.models import Case, JournalLine, MortgagedParty, MortgagedTransfer
from dengbu.casework.mortgaged.agreeing import content_of, restate
from dengbu.casework.mortgaged.api import Kind, Mode, Phase, Side, terms
from dengbu.casework.rules.mortgaged.agreed import digest
from dengbu.casework.values import from_json, to_json
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from tests.casework.desk import open_desk
from tests.casework.mortgaged.sale import Sale, begin
from tests.register.city import BANK

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[CaseRequest], CaseRequest]
ALL = tuple(Mode)
LOANS = (Mode.COMBINED, Mode.SEGMENTED)


def among(role: Role, **changes: object) -> Change:
    """The same request with other particulars of whoever has this role."""

    def changed(asked: CaseRequest) -> CaseRequest:
        parties = (
            replace(p, **changes) if p.role == role else p  # type: ignore[arg-type]
            for p in asked.parties
        )
        return replace(asked, parties=tuple(parties))

    return changed


def loan(**changes: object) -> Change:
    return lambda asked: asked.saying(mortgage=replace(asked.mortgage, **changes))  # type: ignore[arg-type]


def loan_change(**changes: object) -> Change:
    def changed(asked: CaseRequest) -> CaseRequest:
        given = asked.given(LoanChangeInput, "loan_change")
        return asked.saying(loan_change=replace(given, **changes))  # type: ignore[arg-type]

    return changed


def assigned(asked: CaseRequest) -> CaseRequest:
    given = asked.given(LoanTransferInput, "loan_transfer")
    return asked.saying(loan_transfer=replace(given, agreed_before_fixing=True))


def elsewhere(asked: CaseRequest) -> CaseRequest:
    return replace(asked, unit_code=asked.unit_code[:-1] + "9")


CHANGES: list[tuple[tuple[Mode, ...], Change, str]] = [
    (ALL, elsewhere, "房子"),
    (ALL, lambda asked: replace(asked, price=Decimal("790000.00")), "房价"),
    (ALL, among(Role.SELLER, id_no="430602199001010012"), "卖方"),
    (ALL, among(Role.BUYER, id_no="430602199001010012"), "买方和份额"),
    (ALL, among(Role.BUYER, share=Fraction(1, 2)), "买方和份额"),
    (ALL, lambda asked: replace(asked, co_ownership="2"), "买方和份额"),
    ((*LOANS, Mode.ASSIGNED), among(Role.NEW_MORTGAGEE, id_no=BANK.id_no), "新银行"),
    (LOANS, loan(amount=Decimal("550000.00")), "新贷款"),
    (LOANS, loan(debt_to=date(2050, 1, 1)), "新贷款"),
    (LOANS, loan(debt_from=date(2020, 1, 1)), "新贷款"),
    (LOANS, loan(mode="2"), "新贷款"),
    (LOANS, loan(scope="本金"), "新贷款"),
    (LOANS, loan(restricted=None), "新贷款"),
    (LOANS, loan(contract_no="另一份"), "新贷款"),
    ((Mode.CHANGED,), loan_change(debt_to=date(2050, 1, 1)), "新贷款"),
    ((Mode.CHANGED,), loan_change(amount=Decimal("400000.00")), "新贷款"),
    ((Mode.CHANGED,), loan_change(scope="本金"), "新贷款"),
    ((Mode.ASSIGNED,), assigned, "新贷款"),
]


def asked_of(sale: Sale) -> CaseRequest:
    return from_json(Case.objects.get(case_no=sale.case.case_no).request)


def keep(sale: Sale, asked: CaseRequest) -> None:
    """The case says something else, by whatever way it came in."""
    Case.objects.filter(case_no=sale.case.case_no).update(request=to_json(asked))


@pytest.mark.parametrize("mode", ALL)
def test_every_part_is_in_the_digest_that_each_confirms(mode: Mode) -> None:
    sale = begin(open_desk(1), mode)
    transfer, asked = MortgagedTransfer.objects.get(), asked_of(sale)
    (mortgage,) = sale.state().mortgages
    account = transfer.agreed["account"]

    def made(asked: CaseRequest, old: register.MortgageState | None, payoff: Decimal) -> str:
        content = content_of(asked, mode, old, payoff=payoff, account=(account[0], account[1]))
        return digest(content)

    same = made(asked, mortgage, transfer.payoff)
    assert same == transfer.agreed_digest == sale.view.agreed
    others = [change(asked) for modes, change, _ in CHANGES if mode in modes]
    found = {made(other, mortgage, transfer.payoff) for other in others}
    olds = [
        replace(mortgage, mortgagees=(replace(BANK, id_no=BANK.id_no[::-1]),)),
        replace(mortgage, proof_no="another"),
        replace(mortgage, amount=Decimal("1.00")),
        replace(mortgage, debt_to=date(2050, 1, 1)),
        replace(mortgage, scope="本金"),
        None,
    ]
    found |= {made(asked, old, transfer.payoff) for old in olds}
    found.add(made(asked, mortgage, Decimal("1.00")))
    assert same not in found
    assert len(found) == len(others) + len(olds) + 1


@pytest.mark.parametrize("mode", ALL)
def test_whatever_is_exchanged_after_all_have_confirmed_stops_the_entry(mode: Mode) -> None:
    sale = begin(open_desk(1), mode)
    sale.make_ready()
    asked = asked_of(sale)
    for modes, change, what in CHANGES:
        if mode not in modes or what == "房子":
            continue
        keep(sale, change(asked))
        with pytest.raises(Faults, match=f"{what}改过，和各方在网上确认的不一样"):
            sale.enter()
        assert sale.phase is Phase.READY
    keep(sale, asked)
    assert sale.enter().outcome is not None


def test_a_confirmation_of_another_content_is_none() -> None:
    sale = begin(open_desk(1))
    sale.make_ready()
    said = {"side": "OLD_BANK", "kind": "CONFIRM", "amount": "410000.00", "agreed": "0" * 64}
    heard = sale.sends(said, Side.OLD_BANK)
    assert heard.outcome == "FINDING"
    assert "确认的不是现在约定的这一份，不算确认" in heard.said
    assert sale.phase is Phase.OPEN
    assert sale.says(Side.OLD_BANK, Kind.CONFIRM).outcome == "APPLIED"
    assert sale.phase is Phase.READY


def changed_by_supplement(sale: Sale, change: Change) -> None:
    """What a supplement does with the transfer, in its transaction."""
    asked = change(asked_of(sale))
    keep(sale, asked)
    with transaction.atomic():
        case = Case.objects.select_for_update(no_key=True).get(case_no=sale.case.case_no)
        restate(case, asked, now=sale.now + timedelta(minutes=1))


def test_after_a_change_of_the_loan_all_confirm_anew_and_the_money_stays() -> None:
    sale = begin(open_desk(1))
    sale.make_ready()
    before = sale.view.agreed
    changed_by_supplement(sale, loan(debt_to=date(2050, 1, 1)))
    assert sale.phase is Phase.OPEN
    assert sale.view.agreed != before
    assert not [p for p in sale.view.parties if p.confirmed_at]
    assert all(s.held_at for s in sale.view.sums if s.comes_in)
    (line,) = JournalLine.objects.filter(text__startswith="新贷款改了")
    assert "先前的确认都不算了" in line.text
    sale.all_confirm()
    assert sale.phase is Phase.READY
    assert ("到哪天止", "2050年1月1日") in terms(sale.view.content, people=True)
    changed_by_supplement(sale, lambda asked: asked)  # nothing of it changed
    assert sale.phase is Phase.READY


def test_after_a_change_of_price_or_people_it_ends_and_begins_anew() -> None:
    sale = begin(open_desk(1))
    sale.make_ready()
    changed_by_supplement(sale, lambda asked: replace(asked, price=Decimal("790000.00")))
    assert sale.phase is Phase.ENDING
    assert sale.view.end_reason == "房价改了，要按新的重新发起"


def test_the_database_refuses_an_entry_that_not_all_have_confirmed_so() -> None:
    sale = begin(open_desk(1))
    sale.make_ready()
    MortgagedParty.objects.filter(side=Side.OLD_BANK).update(agreed="0" * 64)
    with pytest.raises(IntegrityError, match="confirmed the same"), transaction.atomic():
        MortgagedTransfer.objects.update(phase=Phase.ENTERED, entered_at=sale.now)


def test_the_terms_in_words() -> None:
    sale = begin(open_desk(1))
    said = dict(terms(sale.view.content, people=True))
    assert said["房价"] == "800,000.00 元"
    assert said["担保的债权"] == "560,000.00 元"
    assert said["抵押方式"] == "一般抵押"
    assert said["旧抵押"].startswith(sale.desk.proofs[0])
    assert said["钱由谁监管"] == "岳阳市房屋交易资金监管中心"
    assert said["还卖方银行"] == "410,000.00 元"
    stays = dict(terms({**sale.view.content, "mode": Mode.CHANGED.value}, people=True))
    assert stays["改由买方还的贷款"] == "410,000.00 元"  # nobody pays the bank back
    open_ended = {**sale.view.content["old"], "debt_to": None}
    told = dict(terms({**sale.view.content, "old": open_ended}, people=True))
    assert "None" not in told["旧抵押"]
    masked = dict(terms(sale.view.content, people=False))
    assert masked["卖方"] == "1 人"
