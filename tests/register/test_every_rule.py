"""Each rule of the register by its code: what it says against an act, and that none is left out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from dengbu.register import api as register
from dengbu.register.rules import RULES, Ask
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    by_shares,
    first,
    make_units,
    mortgage,
    person,
    sale,
)

OWNER, BUYER, OTHER, CHILD = person(1), person(2), person(3), person(5, born="20150101")
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
Make = Callable[[str], register.Act]
pytestmark = pytest.mark.django_db


def seize(unit: str, **changes: object) -> register.Seize:
    act = register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="执1号",
        delivered_at=NOW,
        term_days=1095,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def pre_seize(unit: str, debtor: register.PartyRef | None) -> register.Seize:
    return seize(unit, kind=register.SeizureKind.PRE_SEIZURE, debtor=debtor)


def notice(unit: str) -> register.EnterNotice:
    return register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(OTHER,),
        obligors=(OWNER,),
    )


def objection(unit: str) -> register.EnterObjection:
    return register.EnterObjection(unit_code=unit, objector=OTHER, matter="份额有争议")


def stop(unit: str) -> register.RestrictByGovernment:
    return register.RestrictByGovernment(
        unit_code=unit,
        organ="岳阳楼区政府",
        document_no="征1号",
        from_day=date(2024, 12, 1),
        to_day=None,
    )


def sold(unit: str) -> register.Transfer:
    return sale(unit, (OWNER,), BUYER)


def cancel(unit: str) -> register.CancelMortgage:
    return register.CancelMortgage(unit_code=unit, proof_no="湘(2024)0", applicants=(BANK,))


def release(unit: str) -> register.ReleaseSeizure:
    return register.ReleaseSeizure(
        unit_code=unit,
        seizure_document_no="没有这个号",
        organ="岳阳楼区人民法院",
        release_document_no="解1号",
        delivered_at=NOW,
    )


def half_given(unit: str) -> register.Transfer:
    half = by_shares((BUYER, Fraction(1, 2)))
    return replace(sold(unit), holders=half, co_ownership=register.CoOwnership.BY_SHARES)


def old_mortgage(unit: str) -> register.CreateMortgage:
    return mortgage(unit, (OWNER,), restricted=None)


# code: (what stands on the home, the act, words of the message). `unit` is the code of the home.
CASES: list[tuple[str, tuple[Make, ...], Make, str]] = [
    ("E01", (), lambda u: sold(u[:-4] + "0999"), "没有这个不动产单元"),
    ("E02", (), half_given, "份额加起来是1/2"),
    ("E03", (), lambda u: replace(mortgage(u, (OWNER,)), amount=Decimal(0)), "大于0"),
    ("E03", (), lambda u: replace(mortgage(u, (OWNER,)), debt_to=date(2000, 1, 1)), "早于开始日"),
    ("E03", (), lambda u: replace(mortgage(u, (OWNER,)), mortgagees=()), "没有填抵押权人"),
    ("E03", (), old_mortgage, "没有写明抵押期间"),
    ("E04", (), cancel, "没有登记证明"),
    ("E05", (), lambda u: seize(u, term_days=1097), "不超过三年"),
    ("E05", (), lambda u: seize(u, delivered_at=LATER + timedelta(days=9)), "在现在以后"),
    ("E05", (), lambda u: pre_seize(u, OWNER), "应当办查封，不是预查封"),
    ("E05", (), lambda u: pre_seize(u, None), "要写明被执行人"),
    ("E05", (seize,), seize, "已经登记过"),
    ("E05", (), release, "没有岳阳楼区人民法院文号为"),
    ("E06", (), lambda u: first(u, BUYER), "不能重复登记"),
    ("E07", (), lambda u: sale(u, (OWNER,), OWNER), "同一批人"),
    ("E08", (), lambda u: seize(u, organ="院" * 201), "查封机关最多200个字，现在有201个字"),
    ("P01", (), lambda u: sold(u[:-4] + "0002"), "还没有首次登记"),
    ("P02", (), lambda u: sale(u, (OTHER,), BUYER), "登记簿上的权利人是周1"),
    ("P03", (seize,), sold, "岳阳楼区人民法院查封到"),
    ("P03", (lambda u: pre_seize(u, OTHER),), sold, "岳阳楼区人民法院预查封到"),
    ("P04", (lambda u: mortgage(u, (OWNER,), restricted=True),), sold, "约定了限制转让"),
    ("P05", (lambda u: mortgage(u, (OWNER,)),), sold, "跟着房子走"),
    ("P06", (), sold, "那时的法律不许抵押期间转让"),
    ("P07", (notice,), sold, "办了预告登记"),
    ("P08", (objection,), sold, "提出了异议：份额有争议"),
    ("P11", (), sold, "另有一件在办：43060220241212000001"),
    ("P14", (), sold, "权利人要自己申请，还差周1"),
    ("P15", (), lambda u: sale(u, (OWNER,), CHILD), "不能自己办"),
    ("P16", (), sold, "契税还没有缴清"),
    ("P23", (stop,), sold, "起限制交易"),
]
FACTS: dict[str, dict[str, object]] = {
    "P11": {"other_open_cases": {"430602003012GB00045F00010001": ("43060220241212000001",)}},
    "P14": {"applicants": (BUYER,)},
    "P16": {"tax_cleared": None},
}


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
        (entered,) = book(booking(make(unit), applicants=(OWNER, BANK)), at=LATER)
        assert entered.booked, entered.blocks
    if code == "P06":
        then = datetime(2020, 5, 1, tzinfo=UTC)
        book(booking(old_mortgage(unit), applicants=(OWNER, BANK)), at=then)
    facts = {"applicants": (OWNER, BUYER, CHILD), **FACTS.get(code, {})}
    (outcome,) = book(booking(act(unit), **facts), at=LATER)  # type: ignore[arg-type]
    said = [r for r in outcome.rules if r.code == code]
    assert [words in r.message for r in said] == [True]
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
