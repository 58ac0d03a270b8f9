"""The queue, a case side by side, what is offered, and a citizen's own cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.register.city import BANK, book, booking, first, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(6)


def test_the_queue_is_paged_by_promised_time(desk: Desk) -> None:
    made = [
        casework.submit(
            asks.sale(desk, n, buyer=920 + n),
            actor=desk.windows[0],
            now=NOW + timedelta(minutes=n),
        )
        for n in range(6)
    ]
    seen: list[str] = []
    for examiner in desk.transfers:
        after = None
        while True:
            page = casework.queue(examiner, now=NOW, after=after, limit=1)
            assert page.waiting == 2
            assert page.overdue == 0
            seen += [line.case_no for line in page.lines]
            if (after := page.after) is None:
                break
    assert sorted(seen) == sorted(v.case_no for v in made)


def test_the_queue_finds_by_number_and_by_name(desk: Desk) -> None:
    made = casework.submit(asks.sale(desk, 0, buyer=921), actor=desk.windows[0], now=NOW)
    examiner = next(a for a in desk.transfers if a.id == made.examiner_id)
    for text in (made.case_no[-6:], "周921", "金鹗东路"):
        (line,) = casework.queue(examiner, now=NOW, text=text).lines
        assert line.case_no == made.case_no
        assert line.people == "周1、周921"
    assert casework.queue(examiner, now=NOW, text="没有这个人").lines == ()
    overdue = casework.queue(examiner, now=NOW + timedelta(days=30))
    assert overdue.overdue == 1


def test_who_may_see_a_case(desk: Desk) -> None:
    made = casework.submit(asks.sale(desk, 0, buyer=921), actor=desk.windows[0], now=NOW)
    buyer, stranger = (
        accounts.Actor(
            id=1,
            name=who.name,
            kind=accounts.AccountKind.CITIZEN,
            id_type=who.id_type,
            id_no=who.id_no,
        )
        for who in (person(921), person(922))
    )
    assert casework.case(made.case_no, actor=buyer, now=NOW).case_no == made.case_no
    for other in (stranger, desk.bank, replace(desk.windows[0], office="430603")):
        with pytest.raises(Faults) as caught:
            casework.case(made.case_no, actor=other, now=NOW)
        assert caught.value.faults[0].code is FaultCode.NOT_FOUND
    (mine,) = casework.my_cases(buyer.id_type, buyer.id_no)
    assert mine.case_no == made.case_no


def test_the_compare_table_shows_what_changed_since_acceptance(desk: Desk) -> None:
    made = casework.submit(asks.sale_under_mortgage(desk, 0), actor=desk.windows[0], now=NOW)
    rows = {row.fact: row for row in made.compare}
    assert rows["卖方和权利人"].verdict == "一致"
    assert rows["要注销的登记证明"].same
    assert rows["原债权数额"].same
    assert "*" in rows["证件号码"].request
    order = register.Seize(
        unit_code=desk.units[0],
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区法院",
        document_no="(2024)湘0602执123号",
        delivered_at=NOW,
        term_days=1000,
    )
    assert book(booking(order), at=NOW + timedelta(minutes=5))[0].booked
    later = casework.case(made.case_no, actor=desk.windows[0], now=NOW + timedelta(minutes=10))
    assert [b.code for b in later.blocks] == ["P03"]
    assert {row.fact for row in later.compare if row.same is False} == {"查封"}
    assert later.rules[0].effect == "block"


def test_offers_tell_reason_ground_and_way_out(desk: Desk) -> None:
    spare = desk.units[0][:-4] + "0007"
    assert book(booking(first(spare, person(50))), at=ENTERED)[0].booked
    offers = {o.service: o for o in casework.offered(spare, now=NOW)}
    assert offers["G10"].possible
    assert offers["G39"].possible
    assert not offers["G06"].possible
    assert not offers["G44"].possible
    (reason,) = offers["G44"].reasons
    assert reason.clause == "《民法典》第393条"
    assert reason.message == "登记簿上没有抵押，没有什么要注销"
    assert reason.remedy
    (reason,) = offers["G41"].reasons  # a change ends nothing, and does not rest on 393
    assert reason.message == "登记簿上没有抵押，没有什么要办"
    assert reason.clause == "《民法典》第216条"
    assert "注销的，要另外设立" in reason.remedy
    mortgaged = {o.service: o for o in casework.offered(desk.units[0], now=NOW)}
    assert mortgaged["C09"].possible
    assert [r.effect for r in mortgaged["G10"].reasons] == ["warn"]
    casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    busy = casework.offered(desk.units[0], now=NOW)
    free = {o.service for o in busy if o.possible}
    assert {"G48", "G31"} <= free  # a court and who objects wait for nobody
    assert not free & {"G10", "G39", "C09", "G54"}
    assert all(o.reasons[0].code == "P11" for o in busy if not o.possible and o.common)


def test_a_seized_unit_is_offered_with_its_reason(desk: Desk) -> None:
    order = register.Seize(
        unit_code=desk.units[1],
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区法院",
        document_no="(2024)湘0602执124号",
        delivered_at=ENTERED,
        term_days=1000,
    )
    assert book(booking(order), at=datetime(2024, 2, 1, tzinfo=UTC))[0].booked
    offers = {o.service: o for o in casework.offered(desk.units[1], now=NOW)}
    assert [r.code for r in offers["C09"].reasons if r.effect == "block"] == ["P03"]
    assert offers["G44"].possible


def test_a_seizure_can_be_renewed_the_morning_after_and_not_released(desk: Desk) -> None:
    ordered = seized_for(NOW - timedelta(days=11), days=9)
    assert book(booking(ordered(desk.units[1])), at=NOW - timedelta(days=10))[0].booked
    morning = {o.service: o for o in casework.offered(desk.units[1], now=NOW)}
    assert morning["G48-3"].possible
    assert not morning["G48-4"].possible
    (reason,) = morning["G48-4"].reasons
    assert reason.message == "登记簿上没有查封，没有什么要办"
    late = {o.service: o for o in casework.offered(desk.units[1], now=NOW + timedelta(days=40))}
    assert not late["G48-3"].possible


def seized_for(delivered: datetime, *, days: int) -> Callable[[str], register.Act]:
    """An order of a seizure, by unit."""
    return lambda unit: register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区法院",
        document_no="(2024)湘0602执125号",
        delivered_at=delivered,
        term_days=days,
    )


def test_of_a_home_that_is_registered_nothing_is_a_presale(desk: Desk) -> None:
    offers = {o.service: o for o in casework.offered(desk.units[0], now=NOW)}
    for code in ("G33", "G34", "C03"):
        assert not offers[code].possible, code
        assert offers[code].reasons[0].message == "已经首次登记，不再是预购商品房"
    assert offers["G35"].possible


def test_a_blank_request_is_filled_from_the_register(desk: Desk) -> None:
    draft = casework.blank_request("C09", desk.units[0], now=NOW)
    assert [(p.role, p.name) for p in draft.parties] == [
        ("SELLER", "周1"),
        ("OLD_MORTGAGEE", BANK.name),
    ]
    assert draft.request.cancel.proof_no == desk.proofs[0]
    assert not [r for r in draft.rules if r.effect == "block"]
    assert {m.code: m.status for m in draft.materials}["ce"] == "NOT_NEEDED"
    assert draft.fee_total == 160
    done = replace(
        draft.request,
        parties=(
            *(replace(p, agreed=True) for p in draft.request.parties),
            *asks.sale_with_loan(desk, 0).parties[1:],
        ),
        price=asks.sale(desk, 0).price,
        inputs={**draft.request.inputs, "mortgage": asks.LOAN},
        materials=asks.papers("C09"),
        tax_cleared=True,
        tax_note="完税证明43240612",
    )
    assert casework.submit(done, actor=desk.windows[0], now=NOW).blocks == ()
