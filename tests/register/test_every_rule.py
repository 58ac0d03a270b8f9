"""Each rule of the register by its code: what it says against an act, and that none is left out."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dengbu.register import api as register
from dengbu.register.rules import RULES, Ask
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    first,
    make_units,
    mortgage,
    sale,
)
from tests.register.making import (
    BUYER,
    CHILD,
    LATER,
    NOW,
    OTHER,
    OWNER,
    Make,
    old_mortgage,
    pre_seize,
    sold,
)
from tests.register.rule_cases import ALSO, APPLY, CASES, FACTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> str:
    code = make_units(3)[0]
    book(booking(first(code, OWNER)), at=datetime(2020, 3, 2, tzinfo=UTC))
    return code


def test_no_rule_is_left_out() -> None:
    assert {code for code, *_ in CASES} == {rule.code for rule in RULES}


@pytest.mark.parametrize(("code", "before", "act", "words"), CASES)
def test_a_rule_says_what_stands_against_an_act(
    unit: str, code: str, before: tuple[Make, ...], act: Make, words: str
) -> None:
    for make in before:
        signed = (OWNER, BUYER, OTHER, BANK, OTHER_BANK)
        (entered,) = book(booking(make(unit), applicants=signed), at=LATER)
        assert entered.booked, entered.blocks
    if code == "P06":
        then = datetime(2020, 5, 1, tzinfo=UTC)
        book(booking(old_mortgage(unit), applicants=(OWNER, BANK)), at=then)
    facts = {"applicants": (OWNER, BUYER, CHILD, *APPLY.get(code, ())), **FACTS.get(code, {})}
    (outcome,) = book(booking(act(unit), **facts), at=LATER)  # type: ignore[arg-type]
    said = [r for r in outcome.rules if r.code == code]
    assert [words in r.message for r in said] == [True]
    assert {r.code for r in outcome.blocks} <= {code, ALSO.get(code)}
    assert outcome.booked == (said[0].effect is register.Effect.WARN)


def test_p03_lets_a_home_come_to_the_debtor_of_a_pre_seizure_alone(unit: str) -> None:
    fresh = unit[:-4] + "0002"
    book(booking(pre_seize(fresh, OTHER)), at=LATER)
    book(booking(pre_seize(unit, OTHER)), at=LATER)
    tries = (
        (first(fresh, BUYER), False),
        (first(fresh, OTHER, BUYER), False),
        (first(fresh, OTHER), True),
        (sale(unit, (OWNER,), BUYER), False),
        (sale(unit, (OWNER,), OTHER), True),
    )
    for act, allowed in tries:
        (outcome,) = book(booking(act, applicants=(OWNER, BUYER, OTHER)), at=LATER)
        assert outcome.booked is allowed
        assert [r.code for r in outcome.blocks] == ([] if allowed else ["P03"])
    onward = sale(unit, (OTHER,), BUYER)
    (barred,) = book(booking(onward, applicants=(OTHER, BUYER)), at=LATER)
    assert [r.code for r in barred.blocks] == ["P03"]


@pytest.mark.parametrize(
    ("subclass", "who"),
    [("2002", "转让方"), ("2003", "继承人"), ("2004", "受遗赠人"), ("2010", "承继")],
)
def test_p05_asks_nobody_who_is_dead_to_tell_the_bank(unit: str, subclass: str, who: str) -> None:
    book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)), at=LATER)
    act = replace(sale(unit, (OWNER,), BUYER), subclass=subclass)
    ((said, *_),) = (
        [r.message for r in rules if r.code == "P05"]
        for rules in register.examine([booking(act, applicants=(OWNER, BUYER))], now=LATER)
    )
    assert f"请{who}" in said and said.endswith("通知抵押权人")


def test_p05_tells_of_a_mortgage_that_says_nothing_under_the_law_of_today(unit: str) -> None:
    """Stock of another office may bring a mortgage of 2021 or later without the flag."""
    found = register.unit_state(unit, now=LATER)
    book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)), at=NOW)
    (held,) = register.unit_state(unit, now=LATER).mortgages
    silent = replace(held, transfer_restricted=None)
    (guard,) = [r for r in RULES if r.code == "P05"]
    ask = register_ask(sold(unit), replace(found, mortgages=(silent,)))
    assert [h.words["bank"] for h in guard.check(ask)] == [BANK.name]  # type: ignore[union-attr]


def register_ask(act: register.Act, state: register.UnitState) -> Ask:
    return Ask(
        act=act,
        act_no=0,
        state=state,
        facts=register.CaseFacts(),
        at=LATER,
        office="430602",
        known=True,
    )


def test_e04_names_the_bank_and_the_amount(unit: str) -> None:
    book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)), at=NOW)
    (held,) = register.unit_state(unit, now=LATER).mortgages
    by_another = register.CancelMortgage(
        unit_code=unit, proof_no=held.proof_no, applicants=(OTHER_BANK,)
    )
    dearer = replace(by_another, applicants=(BANK,), amount=Decimal("1.00"))
    for act, words in ((by_another, "要由它申请注销"), (dearer, "您填的债权数额是 1.00 元")):
        (outcome,) = book(booking(act), at=LATER)
        assert [words in r.message for r in outcome.blocks] == [True]
