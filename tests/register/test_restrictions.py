"""Seizures and their queue, notices, objections, stop orders."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.register import api as register
from dengbu.register.lapse import Ordered, end_of_term, seizure_queue
from tests.register.city import BANK, book, booking, first, make_units, mortgage, person, sale
from tests.register.making import renamed, renewed

OWNER, BUYER, OTHER = person(1), person(2), person(3)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)


def order(n: int, *, day: int, term: int = 10, released: int | None = None) -> Ordered:
    return Ordered(
        id=n,
        delivered_at=NOW + timedelta(days=day),
        place=0,
        term_days=term,
        released_at=NOW + timedelta(days=released) if released is not None else None,
    )


def test_the_next_seizure_rises_at_the_moment_the_former_ends() -> None:
    queue = [order(2, day=1), order(1, day=0)]
    end = end_of_term(NOW, 10)
    before = seizure_queue(queue, end - timedelta(seconds=1))
    assert [(s.id, s.place, s.starts_at is not None) for s in before] == [
        (1, 1, True),
        (2, 2, False),
    ]
    (after,) = seizure_queue(queue, end)
    assert (after.id, after.starts_at) == (2, end)


def test_a_release_makes_room_and_a_released_waiting_one_never_rises() -> None:
    queue = [order(1, day=0, released=3), order(2, day=1, released=2), order(3, day=2)]
    (standing,) = seizure_queue(queue, NOW + timedelta(days=4))
    assert (standing.id, standing.starts_at) == (3, NOW + timedelta(days=3))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), max_size=6), st.integers(0, 200))
def test_at_most_one_is_in_force_and_it_is_the_first(
    orders: list[tuple[int, int]], day: int
) -> None:
    queue = [
        Ordered(
            id=n,
            delivered_at=NOW + timedelta(days=delivered),
            place=n,
            term_days=term,
            released_at=None,
        )
        for n, (delivered, term) in enumerate(orders)
    ]
    standing = seizure_queue(queue, NOW + timedelta(days=day))
    assert [s.place for s in standing] == list(range(1, len(standing) + 1))
    assert [s.starts_at is not None for s in standing] == [True] * bool(standing) + [False] * (
        len(standing) - 1
    )


@pytest.fixture
def unit(transactional_db: None) -> str:
    code = make_units(1)[0]
    book(booking(first(code, OWNER)), at=NOW)
    return code


def seize(code: str, n: int, *, hours: int) -> register.Seize:
    return register.Seize(
        unit_code=code,
        kind=register.SeizureKind.SEIZURE,
        organ=f"第{n}法院",
        document_no=f"执字{n}号",
        delivered_at=NOW + timedelta(hours=hours),
        term_days=1095,
    )


def test_a_seizure_blocks_disposal_and_a_waiting_one_rises_on_release(unit: str) -> None:
    later = NOW + timedelta(days=1)
    book(booking(seize(unit, 2, hours=5)), booking(seize(unit, 1, hours=3)), at=later)
    (refused,) = book(booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)), at=later)
    assert {r.code for r in refused.blocks} == {"P03"}
    assert "第1法院" in refused.blocks[0].message
    release = register.ReleaseSeizure(
        unit_code=unit,
        seizure_document_no="执字1号",
        organ="第1法院",
        release_document_no="解1号",
        delivered_at=later,
    )
    end = later + timedelta(days=1)
    (released,) = book(booking(release), at=end)
    assert released.booked
    (standing,) = register.unit_state(unit, now=end).seizures
    assert (standing.organ, standing.in_force, standing.starts_at) == ("第2法院", True, end)
    assert list(register.audit()) == []


@pytest.mark.parametrize(
    ("day", "days", "works"),
    [
        (datetime(2024, 2, 28, 16, tzinfo=UTC), 1095, True),  # 29 February in China
        (datetime(2024, 2, 28, 16, tzinfo=UTC), 1096, False),
        (datetime(2024, 3, 1, 15, tzinfo=UTC), 1096, False),
        (datetime(2023, 3, 2, tzinfo=UTC), 1096, True),  # 29 February 2024 lies between
        (datetime(2023, 3, 2, tzinfo=UTC), 1097, False),
    ],
)
def test_a_seizure_runs_three_years_to_the_day(
    unit: str, day: datetime, days: int, *, works: bool
) -> None:
    act = replace(seize(unit, 1, hours=0), delivered_at=day, term_days=days)
    (outcome,) = book(booking(act), at=NOW)
    assert outcome.booked is works
    said = [r.message for r in outcome.blocks]
    assert said == (
        [] if works else [f"查封期限不超过三年，这里最多 {1095 + (day.year == 2023)} 天"]
    )


def test_a_renewal_runs_three_years_from_the_last_day(unit: str) -> None:
    book(booking(seize(unit, 1, hours=0)), at=NOW)  # until 12 December 2027: a leap day follows
    last = NOW + timedelta(days=1095)
    named = {"seizure_document_no": "执字1号", "organ": "第1法院"}
    act = renewed(unit, **named, delivered_at=last, term_days=1097)
    (refused,) = book(booking(act), at=last)
    assert "这里最多 1096 天" in refused.blocks[0].message
    (done,) = book(booking(replace(act, term_days=1096)), at=last)
    assert done.booked


MORNING = end_of_term(NOW, 1095) + timedelta(hours=9)  # after the last day of `seize(unit, 1)`


def late(code: str, **changes: object) -> register.RenewSeizure:
    """Delivered in the evening of the last day."""
    named = {"seizure_document_no": "执字1号", "organ": "第1法院", "term_days": 365}
    return renewed(code, **{**named, "delivered_at": MORNING - timedelta(hours=12), **changes})


def test_a_renewal_of_the_last_day_is_entered_the_next_morning(unit: str) -> None:
    both = booking(seize(unit, 1, hours=0)), booking(seize(unit, 2, hours=1))
    assert all(o.booked for o in book(*both, at=NOW + timedelta(hours=1)))
    (risen,) = register.unit_state(unit, now=MORNING).seizures
    assert risen.organ == "第2法院"
    (done,) = book(booking(late(unit)), at=MORNING)
    assert done.booked
    state = register.unit_state(unit, now=MORNING)
    assert [(s.organ, s.in_force) for s in state.seizures] == [
        ("第1法院", True),
        ("第2法院", False),
    ]
    assert state.seizures[0].ends_at == end_of_term(NOW, 1095) + timedelta(days=365)
    night = MORNING - timedelta(hours=8)
    (known,) = register.unit_state(unit, now=MORNING, as_of=night, as_known_at=night).seizures
    (was, _) = register.unit_state(unit, now=MORNING, as_of=night).seizures
    assert (known.organ, was.organ) == ("第2法院", "第1法院")
    again = MORNING + timedelta(days=1)
    outcomes = book(booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)), at=again)
    assert {r.code for r in outcomes[0].blocks} == {"P03"}
    assert list(register.audit()) == []


@pytest.mark.parametrize(
    ("between", "why"),
    [
        (lambda u: sale(u, (OWNER,), BUYER), "到期以后又登记或者变更过所有权或者使用权"),
        (lambda u: mortgage(u, (OWNER,)), "到期以后又登记或者变更过抵押权"),
    ],
)
def test_who_relied_on_the_register_meanwhile_is_not_bound(
    unit: str, between: Callable[[str], register.Act], why: str
) -> None:
    book(booking(seize(unit, 1, hours=0)), at=NOW)
    night = MORNING - timedelta(hours=8)
    (done,) = book(booking(between(unit), applicants=(OWNER, BUYER, BANK)), at=night)
    assert done.booked
    (refused,) = book(booking(late(unit)), at=MORNING)
    (block,) = refused.blocks
    assert block.code == "E05"
    assert why in block.message
    assert "2027年12月12日" in block.message


def test_a_waiting_seizure_that_rose_and_was_renewed_is_not_put_back(unit: str) -> None:
    both = booking(seize(unit, 1, hours=0)), booking(seize(unit, 2, hours=1))
    assert all(o.booked for o in book(*both, at=NOW + timedelta(hours=1)))
    own = {"seizure_document_no": "执字2号", "organ": "第2法院", "delivered_at": MORNING}
    book(booking(late(unit, **own)), at=MORNING)
    (refused,) = book(booking(late(unit)), at=MORNING)
    assert "轮候的查封已经生效并且续封" in refused.blocks[0].message


def test_whatever_changed_since_is_for_the_court(unit: str) -> None:
    """Who acquired may have changed his name since: the row of today does not tell."""
    book(booking(seize(unit, 1, hours=0)), at=NOW)
    night = MORNING - timedelta(hours=8)
    anew = replace(OWNER, name="周一")
    (named,) = book(
        booking(replace(renamed(unit, anew), basis="更名批复1号"), applicants=(OWNER,)), at=night
    )
    assert named.booked, named.blocks
    (refused,) = book(booking(late(unit)), at=MORNING)
    assert "又登记或者变更过所有权" in refused.blocks[0].message


def test_the_seizure_is_meant_in_whose_term_the_renewal_came(unit: str) -> None:
    """The court has sent its order again under the same number, when it had run out."""
    book(booking(seize(unit, 1, hours=0)), at=NOW)
    again = replace(seize(unit, 1, hours=0), delivered_at=MORNING)
    assert book(booking(again), at=MORNING)[0].booked
    (done,) = book(booking(late(unit)), at=MORNING + timedelta(hours=1))
    assert done.booked, done.blocks
    first, second = register.unit_state(unit, now=MORNING + timedelta(hours=1)).seizures
    assert (first.delivered_at, first.in_force) == (NOW, True)
    assert (second.delivered_at, second.in_force) == (MORNING, False)


def test_an_order_that_comes_late_puts_back_one_that_had_run_out(unit: str) -> None:
    short = replace(seize(unit, 1, hours=0), term_days=10)
    assert book(booking(short), at=NOW)[0].booked
    before = replace(seize(unit, 2, hours=0), delivered_at=NOW - timedelta(days=1), term_days=30)
    day = NOW + timedelta(days=20)
    assert book(booking(before), at=day)[0].booked
    state = register.unit_state(unit, now=day)
    assert [(s.organ, s.in_force) for s in state.seizures] == [
        ("第2法院", True),
        ("第1法院", False),
    ]


def test_an_order_that_comes_late_puts_none_back_on_who_relied_on_its_end(unit: str) -> None:
    short = replace(seize(unit, 1, hours=0), term_days=10)
    assert book(booking(short), at=NOW)[0].booked
    day = NOW + timedelta(days=20)
    (sold,) = book(booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER)), at=day)
    assert sold.booked
    before = replace(seize(unit, 2, hours=0), delivered_at=NOW - timedelta(days=1), term_days=30)
    (refused,) = book(booking(before), at=day)
    assert "第1法院执字1号的查封会因此重新排上" in refused.blocks[0].message


def test_an_order_that_was_over_when_it_came_hides_no_other(unit: str) -> None:
    """In one booking: the state is carried from act to act."""
    assert book(booking(seize(unit, 1, hours=0)), at=NOW)[0].booked
    last = end_of_term(NOW, 1095) - timedelta(hours=1)
    over = replace(seize(unit, 2, hours=0), delivered_at=NOW - timedelta(days=9), term_days=1)
    act = late(unit, delivered_at=last)
    (done,) = book(booking(over, act), at=last)
    assert done.booked, done.blocks
    (stands,) = register.unit_state(unit, now=last + timedelta(days=1)).seizures
    assert stands.organ == "第1法院"


def test_what_was_released_or_came_after_the_end_is_not_renewed(unit: str) -> None:
    book(booking(seize(unit, 1, hours=0)), at=NOW)
    after = late(unit, delivered_at=MORNING - timedelta(hours=9))
    (refused,) = book(booking(after), at=MORNING)
    assert "已经失效" in refused.blocks[0].message
    release = register.ReleaseSeizure(
        unit_code=unit,
        seizure_document_no="执字1号",
        organ="第1法院",
        release_document_no="解1号",
        delivered_at=NOW,
    )
    book(booking(release), at=NOW + timedelta(days=1))
    (refused,) = book(booking(late(unit)), at=MORNING)
    assert "已经失效" in refused.blocks[0].message


def test_a_mortgage_may_be_cancelled_while_seized(unit: str) -> None:
    book(booking(mortgage(unit, (OWNER,)), applicants=(OWNER, BANK)), at=NOW)
    book(booking(seize(unit, 1, hours=1)), at=NOW + timedelta(days=1))
    proof = register.unit_state(unit, now=NOW + timedelta(days=2)).mortgages[0].proof_no
    cancel = register.CancelMortgage(unit_code=unit, proof_no=proof, applicants=(BANK,))
    (outcome,) = book(booking(cancel), at=NOW + timedelta(days=2))
    assert outcome.booked


def test_an_open_case_never_blocks_a_seizure(unit: str) -> None:
    (outcome,) = book(
        booking(seize(unit, 1, hours=1), other_open_cases={unit: ("43060220241212000001",)}),
        at=NOW + timedelta(days=1),
    )
    assert outcome.booked


def test_notice_objection_and_stop_order(unit: str) -> None:
    acts = (
        register.EnterNotice(
            unit_code=unit,
            kind=register.NoticeKind.OTHER_SALE,
            holders=(BUYER,),
            obligors=(OWNER,),
        ),
        register.EnterObjection(unit_code=unit, objector=OTHER, matter="份额有争议"),
        register.RestrictByGovernment(
            unit_code=unit,
            organ="岳阳楼区政府",
            document_no="征字1号",
            from_day=date(2024, 12, 1),
            to_day=None,
        ),
    )
    for act in acts:
        (outcome,) = book(booking(act, applicants=(OWNER, BUYER, OTHER)), at=NOW)
        assert outcome.booked, outcome.blocks
    wanted = booking(sale(unit, (OWNER,), OTHER), applicants=(OWNER, OTHER))
    (refused,) = book(wanted, at=NOW + timedelta(days=1))
    assert {r.code for r in refused.blocks} == {"P07", "P08", "P23"}
    (later,) = book(
        booking(sale(unit, (OWNER,), OTHER), applicants=(OWNER, OTHER)),
        at=NOW + timedelta(days=17),
    )
    assert {r.code for r in later.blocks} == {"P07", "P23"}  # the objection lapsed
    assert list(register.audit()) == []


def test_the_proof_of_an_objection_lapses_by_date_unless_suit_was_brought(unit: str) -> None:
    numbers = []
    for matter in ("份额有争议", "面积有争议"):
        act = register.EnterObjection(unit_code=unit, objector=OTHER, matter=matter)
        (outcome,) = book(booking(act, applicants=(OTHER,)), at=NOW)
        numbers.append(outcome.certificates[0].number)
    quiet, sued = numbers
    suit = register.RecordSuit(
        unit_code=unit,
        proof_no=sued,
        sued_on=date(2024, 12, 20),
        court="岳阳楼区人民法院",
        suit_no="(2024)湘0602民初1号",
    )
    (outcome,) = book(booking(suit), at=NOW + timedelta(days=10))
    assert outcome.booked
    within, after = NOW + timedelta(days=15), NOW + timedelta(days=16)
    assert [register.certificate(quiet, now=t).valid for t in (within, after)] == [True, False]  # type: ignore[union-attr]
    assert [register.certificate(sued, now=t).valid for t in (within, after)] == [True, True]  # type: ignore[union-attr]
    view = register.certificate(quiet, now=after)
    assert view is not None
    assert view.lapsed == "登记以后 15 天没有起诉，2024年12月27日以后失效"
