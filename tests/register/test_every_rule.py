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


def proof(unit: str, place: int = 0) -> str:
    """Of the mortgage in this place."""
    return register.unit_state(unit, now=LATER).mortgages[place].proof_no


def notice_proof(unit: str) -> str:
    return register.unit_state(unit, now=LATER).notices[0].proof_no


def objection_proof(unit: str) -> str:
    return register.unit_state(unit, now=LATER).objections[0].proof_no


def certificate(unit: str) -> str:
    ownership = register.unit_state(unit, now=LATER).ownership
    assert ownership is not None
    return ownership.certificate_nos[0]


def lent(unit: str) -> register.CreateMortgage:
    return mortgage(unit, (OWNER,))


def lent_again(unit: str) -> register.CreateMortgage:
    return replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,))


def ceiling(unit: str) -> register.CreateMortgage:
    return replace(mortgage(unit, (OWNER,)), mode=register.MortgageMode.MAXIMUM_AMOUNT)


def passed_on(unit: str) -> register.TransferMortgage:
    return register.TransferMortgage(unit_code=unit, proof_no=proof(unit), mortgagees=(OTHER_BANK,))


def changed(unit: str, **changes: object) -> register.ChangeMortgage:
    values = {"amount": Decimal(1), **changes}
    return register.ChangeMortgage(unit_code=unit, proof_no=proof(unit), **values)  # type: ignore[arg-type]  # keywords of one test


def fixed(unit: str, amount: int) -> register.FixClaim:
    return register.FixClaim(
        unit_code=unit, proof_no=proof(unit), amount=Decimal(amount), fact="期间届满"
    )


def renewed(unit: str, **changes: object) -> register.RenewSeizure:
    act = register.RenewSeizure(
        unit_code=unit,
        seizure_document_no="执1号",
        organ="岳阳楼区人民法院",
        document_no="执1号之一",
        delivered_at=NOW + timedelta(hours=1),
        term_days=1095,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def next_seize(unit: str) -> register.Seize:
    return seize(unit, document_no="执2号", delivered_at=NOW + timedelta(minutes=1))


def sued(unit: str, **changes: object) -> register.RecordSuit:
    act = register.RecordSuit(
        unit_code=unit,
        proof_no=objection_proof(unit),
        sued_on=date(2024, 12, 13),
        court="岳阳楼区人民法院",
        suit_no="民初1号",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def corrected(unit: str, **changes: object) -> register.CorrectOwnership:
    act = register.CorrectOwnership(
        unit_code=unit,
        holders=(register.HolderShare(party=OTHER),),
        co_ownership=register.CoOwnership.SOLE,
        basis="原始合同",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def renamed(unit: str, now: register.PartyRef) -> register.ChangeOwnership:
    return register.ChangeOwnership(
        unit_code=unit, holders=(register.HolderShare(party=now),), renamed=True
    )


def ended(unit: str, **changes: object) -> register.CancelOwnership:
    act = register.CancelOwnership(unit_code=unit, ground=register.CancelGround.WAIVED)
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def reissued(unit: str, number: str = "", *, lost: bool = False) -> register.ReissueCertificate:
    return register.ReissueCertificate(
        unit_code=unit, number=number or certificate(unit), lost=lost
    )


def dwelling(unit: str, **changes: object) -> register.CreateHabitation:
    act = register.CreateHabitation(
        unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="住满全屋"
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def left(unit: str, **changes: object) -> register.CancelHabitation:
    act = register.CancelHabitation(
        unit_code=unit,
        proof_no=register.unit_state(unit, now=LATER).habitations[0].proof_no,
        ground=register.HabitationEnd.WAIVED,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def way(unit: str, **changes: object) -> register.CreateEasement:
    """The neighbour's home, which BUYER holds, gains a way over this one."""
    gains = unit[:-4] + "0003"
    act = register.CreateEasement(
        unit_code=unit,
        dominant_code=gains,
        servient_holders=(OWNER,),
        dominant_holders=(BUYER,),
        content="通行",
        term_from=date(2024, 12, 1),
        term_to=date(2044, 12, 1),
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def neighbour(unit: str) -> register.FirstRegistration:
    return first(unit[:-4] + "0003", BUYER)


def given_up(unit: str, proof_no: str = "") -> register.CancelEasement:
    borne = register.unit_state(unit, now=LATER).easements
    return register.CancelEasement(
        unit_code=unit,
        dominant_code=unit[:-4] + "0003",
        proof_no=proof_no or borne[0].proof_no,
    )


# code: (what stands on the home, the act, words of the message). `unit` is the code of the home.
CASES: list[tuple[str, tuple[Make, ...], Make, str]] = [
    ("E01", (), lambda u: sold(u[:-4] + "0999"), "没有这个不动产单元"),
    ("E02", (), half_given, "份额加起来是1/2"),
    ("E03", (), lambda u: replace(mortgage(u, (OWNER,)), amount=Decimal(0)), "大于0"),
    ("E03", (), lambda u: replace(mortgage(u, (OWNER,)), debt_to=date(2000, 1, 1)), "早于开始日"),
    ("E03", (), lambda u: replace(mortgage(u, (OWNER,)), mortgagees=()), "没有填抵押权人"),
    ("E03", (), old_mortgage, "没有写明抵押期间"),
    ("E04", (), cancel, "没有登记证明"),
    ("E03", (lent,), lambda u: changed(u, debt_to=date(2000, 1, 1)), "早于开始日"),
    ("E03", (lent,), lambda u: replace(passed_on(u), mortgagees=()), "没有填抵押权人"),
    ("E05", (), lambda u: seize(u, term_days=1097), "不超过三年"),
    ("E05", (), lambda u: seize(u, delivered_at=LATER + timedelta(days=9)), "在现在以后"),
    ("E05", (), lambda u: pre_seize(u, OWNER), "应当办查封，不是预查封"),
    ("E05", (), lambda u: pre_seize(u, None), "要写明被执行人"),
    ("E05", (seize,), seize, "已经登记过"),
    ("E05", (), release, "没有岳阳楼区人民法院文号为"),
    ("E05", (seize, next_seize), lambda u: renewed(u, seizure_document_no="执2号"), "轮候查封"),
    (
        "E05",
        (seize,),
        lambda u: renewed(u, delivered_at=NOW - timedelta(days=1)),
        "不是在查封期限内送达的",
    ),
    ("E06", (), lambda u: first(u, BUYER), "不能重复登记"),
    ("E07", (), lambda u: sale(u, (OWNER,), OWNER), "同一批人"),
    ("E08", (), lambda u: seize(u, organ="院" * 201), "查封机关最多200个字，现在有201个字"),
    ("E09", (), lambda u: register.CancelNotice(unit_code=u, proof_no="无"), "没有登记证明 无"),
    (
        "E09",
        (notice,),
        lambda u: register.CancelNotice(unit_code=u, proof_no=notice_proof(u)),
        "预告登记的权利人是周3",
    ),
    ("E10", (objection,), objection, "不能再登记一次"),
    (
        "E10",
        (),
        lambda u: replace(objection(u), objector=OWNER, sued_on=date(2025, 1, 1)),
        "在今天以后",
    ),
    ("E10", (objection,), lambda u: sued(u, proof_no="无"), "没有登记证明 无"),
    ("E10", (), objection, "要由提出异议的周3申请"),
    ("E10", (objection,), lambda u: sued(u, sued_on=date(2025, 1, 1)), "在今天以后"),
    ("E11", (stop,), stop, "已经登记过"),
    ("E11", (), lambda u: replace(stop(u), to_day=date(2024, 1, 1)), "早于开始日"),
    ("E10", (objection, sued), sued, "已经补记过起诉"),
    (
        "E10",
        (objection,),
        lambda u: register.CancelObjection(unit_code=u, proof_no=objection_proof(u)),
        "提出异议的是周3",
    ),
    (
        "E11",
        (stop,),
        lambda u: register.LiftRestriction(
            unit_code=u, organ="岳阳楼区政府", restriction_document_no="征2号", document_no="解"
        ),
        "没有岳阳楼区政府文号为征2号",
    ),
    ("E12", (), lambda u: replace(sold(u), effective_at=LATER + timedelta(1)), "在现在以后"),
    (
        "E12",
        (),
        lambda u: replace(sold(u), effective_at=datetime(2019, 1, 1, tzinfo=UTC)),
        "早于登记簿上前一个权利",
    ),
    ("E13", (), lambda u: register.ChangeOwnership(unit_code=u), "没有写要改什么"),
    (
        "E13",
        (),
        lambda u: register.ChangeOwnership(
            unit_code=u, holders=(register.HolderShare(party=OTHER),)
        ),
        "不是同一批权利人",
    ),
    ("E13", (), lambda u: renamed(u, OTHER), "认不出是同一个人"),
    ("E13", (), lambda u: renamed(u, replace(OWNER, name="周壹")), "没有写证明"),
    (
        "E13",
        (),
        lambda u: register.ChangeOwnership(
            unit_code=u,
            holders=tuple(register.HolderShare(party=p) for p in (OWNER, OTHER)),
            co_ownership=register.CoOwnership.JOINT,
            renamed=True,
        ),
        "人数和登记簿上一样",
    ),
    ("E14", (), lambda u: reissued(u, "湘(2024)0"), "不是这个单元上有效的"),
    ("E14", (), lambda u: reissued(u, lost=True), "没有满 15 个工作日"),
    ("E14", (lent,), lambda u: reissued(u, proof(u)), "证书是湘北银行岳阳分行的"),
    ("E15", (lent,), ended, "还差湘北银行岳阳分行"),
    ("E15", (notice,), ended, "还差周3"),
    (
        "E15",
        (),
        lambda u: ended(u, ground=register.CancelGround.EXPROPRIATED),
        "没有写作出决定的机关",
    ),
    ("E16", (), lambda u: corrected(u, basis=" "), "没有写登记有误的依据"),
    ("E16", (), lambda u: corrected(u, by_office=True), "要先公告 15 个工作日"),
    ("E16", (lent,), lambda u: corrected(u, by_office=True), "不能依职权更正"),
    ("E16", (dwelling,), lambda u: corrected(u, by_office=True), "不能依职权更正"),
    ("E17", (ceiling,), passed_on, "部分债权转让的"),
    ("E17", (lent,), lambda u: fixed(u, 1), "没有债权确定的事"),
    ("E17", (ceiling,), lambda u: fixed(u, 10**9), "最高债权额"),
    ("E17", (ceiling, lambda u: fixed(u, 1)), lambda u: fixed(u, 1), "债权已经确定为 1.00 元"),
    (
        "E18",
        (lent, lent_again),
        lambda u: changed(u, amount=Decimal(10**7)),
        "会影响巴陵银行南湖支行的抵押权",
    ),
    ("E19", (lent,), lambda u: changed(u, amount=None), "没有写要改什么"),
    ("E19", (lent,), lambda u: changed(u, mortgagors=(OTHER,)), "要和登记簿上的权利人一致"),
    (
        "E19",
        (lent,),
        lambda u: changed(u, mortgagees=(BANK, OTHER_BANK)),
        "请办抵押权转移登记",
    ),
    (
        "E19",
        (ceiling, lambda u: fixed(u, 1)),
        lambda u: changed(u, amount=Decimal(2)),
        "最高债权额不能再改",
    ),
    ("E19", (notice,), lambda u: replace(lent(u), from_notice=notice_proof(u)), "没有登记证明"),
    (
        "E19",
        (lent,),
        lambda u: register.ExchangeRanks(unit_code=u, proof_no=proof(u), other_proof_no=proof(u)),
        "是同一个",
    ),
    ("E20", (), lambda u: dwelling(u, holders=()), "没有填居住权人"),
    ("E20", (), lambda u: dwelling(u, holders=(BANK,)), "只能给自然人"),
    ("E20", (), lambda u: dwelling(u, holders=(OTHER, OTHER)), "填了两次"),
    ("E20", (), lambda u: dwelling(u, scope=" "), "没有写居住的条件"),
    ("E20", (), lambda u: dwelling(u, term_to=date(2024, 12, 1)), "已经过了"),
    ("E21", (dwelling,), lambda u: left(u, proof_no="无"), "没有登记证明 无"),
    ("E21", (dwelling,), left, "要由周3申请"),
    (
        "E21",
        (dwelling,),
        lambda u: left(u, ground=register.HabitationEnd.EXPIRED),
        "到居住权人去世才满",
    ),
    (
        "E21",
        (dwelling,),
        lambda u: left(u, ground=register.HabitationEnd.DEATH),
        "没有写死亡证明的编号",
    ),
    ("E22", (neighbour,), lambda u: way(u, dominant_code=u), "是同一个单元"),
    ("E22", (), way, "还没有首次登记"),
    ("E22", (neighbour,), lambda u: way(u, dominant_holders=(CHILD,)), "登记簿上的不一致"),
    ("E22", (neighbour,), lambda u: way(u, content=""), "没有写地役权的内容"),
    (
        "E22",
        (neighbour,),
        lambda u: way(u, term_from=date(2044, 1, 1), term_to=date(2043, 1, 1)),
        "早于开始日",
    ),
    (
        "E22",
        (neighbour,),
        lambda u: way(u, term_from=date(1990, 1, 1), term_to=date(2000, 1, 1)),
        "期限已经过了",
    ),
    (
        "E20",
        (),
        lambda u: dwelling(u, source=register.HabitationSource.WILL),
        "没有写遗嘱或者判决书",
    ),
    ("E22", (neighbour,), lambda u: way(u, term_to=date(2080, 1, 1)), "剩余期限"),
    ("E24", (), lambda u: replace(notice(u), holders=()), "没有填权利人"),
    ("E24", (), lambda u: replace(notice(u), holders=(OWNER,)), "不能是同一个人"),
    ("E24", (), notice, "还差周3的申请"),
    (
        "E24",
        (),
        lambda u: replace(notice(u), holders=(BUYER,), unit_code=u[:-4] + "0002"),
        "预购商品房的预告登记",
    ),
    ("E24", (notice,), lambda u: replace(notice(u), holders=(BUYER,)), "已经有买卖预告登记"),
    ("E23", (neighbour, way), lambda u: given_up(u, "无"), "没有登记证明 无"),
    ("E25", (), lambda u: replace(sold(u), ordered_by="张三", order_no="1"), "不是法院"),
    ("E25", (), lambda u: replace(sold(u), ordered_by="某法院"), "文号要一起写"),
    ("E26", (), lambda u: sale(u, (OWNER,), OTHER), "周3没有申请"),
    ("E27", (), lambda u: replace(sold(u), price=Decimal("-5")), "金额要在"),
    ("E27", (), lambda u: replace(sold(u), price=Decimal("NaN")), "金额要在"),
    ("E27", (), lambda u: replace(sold(u), price=Decimal("0.001")), "金额要在"),
    ("E27", (), lambda u: replace(sold(u), cause="买\0卖"), "不能保存的字符"),
    ("E27", (), lambda u: replace(sold(u), subclass="20021"), "代码 20021 太长"),
    ("E27", (), lambda u: dwelling(u, grantors=(OWNER, OWNER)), "同一个人写了两次"),
    ("P01", (), lambda u: sold(u[:-4] + "0002"), "还没有首次登记"),
    ("P02", (), lambda u: sale(u, (OTHER,), BUYER), "登记簿上的权利人是周1"),
    ("P03", (seize,), sold, "岳阳楼区人民法院查封到"),
    ("P03", (lambda u: pre_seize(u, OTHER),), sold, "岳阳楼区人民法院预查封到"),
    ("P04", (lambda u: mortgage(u, (OWNER,), restricted=True),), sold, "约定了限制转让"),
    ("P05", (lambda u: mortgage(u, (OWNER,)),), sold, "跟着房子走"),
    ("P06", (), sold, "那时的法律不许抵押期间转让"),
    ("P07", (notice,), sold, "办了预告登记"),
    ("P08", (objection,), sold, "提出了异议：份额有争议"),
    ("P09", (dwelling,), sold, "在这套房子上有居住权"),
    ("P10", (neighbour, way), sold, "供役：通行"),
    ("P11", (), sold, "另有一件在办：43060220241212000001"),
    ("P14", (), sold, "权利人要自己申请，还差周1"),
    ("P15", (), lambda u: sale(u, (OWNER,), CHILD), "不能自己办"),
    ("P16", (), sold, "契税还没有缴清"),
    ("P23", (stop,), sold, "起限制交易"),
]
APPLY = {  # who comes too
    **dict.fromkeys(("E03", "E18", "E19"), (BANK,)),
    "E17": (BANK, OTHER_BANK),
    "E20": (OTHER, BANK),
    "E27": (OTHER,),
}
ALSO = {"E01": "P01", "E19": "P07", "E20": "E27", "E27": "P02"}  # rules with other reasons
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
