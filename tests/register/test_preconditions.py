"""Rules that find several things tell every one of them (《条例》第17条)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dengbu.register import api as register
from tests.register.city import book, booking, first, make_units, person, sale

OWNER, BUYER, OTHER = person(1), person(2), person(3)
CHILD, SISTER = person(5, born="20150101"), person(6, born="20120101")
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit() -> str:
    code = make_units(1)[0]
    book(booking(first(code, OWNER)), at=NOW)
    return code


def said(unit: str, rule: str, *buyers: register.PartyRef, **facts: object) -> list[str]:
    """What one rule says against a sale."""
    act = sale(unit, (OWNER,), *(buyers or (BUYER,)))
    (found,) = register.examine([booking(act, applicants=(OWNER, *buyers), **facts)], now=LATER)
    return [o.message for o in found if o.code == rule and o.effect is register.Effect.BLOCK]


def entered(*acts: register.Act) -> None:
    signed = (OWNER, OTHER, person(4))
    assert all(o.booked for o in book(*(booking(a, applicants=signed) for a in acts), at=LATER))


def test_the_waiting_seizures_are_named_with_the_one_in_force(unit: str) -> None:
    entered(
        *(
            register.Seize(
                unit_code=unit,
                kind=register.SeizureKind.SEIZURE,
                organ=f"第{n}法院",
                document_no=f"执字{n}号",
                delivered_at=NOW + timedelta(hours=n),
                term_days=100,
            )
            for n in (1, 2)
        )
    )
    in_force, waiting = said(unit, "P03")
    assert "第1法院查封到2025年" in in_force
    assert "第2法院轮候查封，排第2位" in waiting


def test_every_notice_objection_and_stop_order_is_named(unit: str) -> None:
    others = (OTHER, person(4))
    kinds = (register.NoticeKind.OTHER_SALE, register.NoticeKind.OTHER_MORTGAGE)
    notices = (
        register.EnterNotice(
            unit_code=unit,
            kind=kind,
            holders=(other,),
            obligors=(OWNER,),
        )
        for other, kind in zip(others, kinds, strict=True)
    )
    entered(*notices)
    for n, other in enumerate(others, start=1):
        entered(
            register.EnterObjection(unit_code=unit, objector=other, matter=f"争议{n}"),
            register.RestrictByGovernment(
                unit_code=unit,
                organ="岳阳楼区政府",
                document_no=f"征字{n}号",
                from_day=date(2024, 12, 1),
                to_day=None,
            ),
        )
    assert [m[-3:] for m in said(unit, "P08")] == ["争议1", "争议2"]
    assert len(said(unit, "P23")) == 2
    assert len(said(unit, "P07")) == 2


def test_every_ward_is_named(unit: str) -> None:
    found = said(unit, "P15", CHILD, SISTER)
    assert [m[:2] for m in found] == ["周5", "周6"]


@pytest.mark.parametrize("guardian", [CHILD, SISTER, OWNER])
def test_a_promise_of_the_ward_a_minor_or_the_other_side_is_none(
    unit: str, guardian: register.PartyRef
) -> None:
    def asked(by: register.PartyRef) -> list[str]:
        promise = register.GuardianPromise(
            ward_id_no=CHILD.id_no, guardian_name=by.name, guardian_id_no=by.id_no
        )
        return said(unit, "P15", CHILD, guardian_promises=(promise,))

    assert len(asked(guardian)) == 1
    assert asked(OTHER) == []


def test_the_way_out_of_unpaid_tax_promises_no_pause(unit: str) -> None:
    act = booking(sale(unit, (OWNER,), BUYER), applicants=(OWNER, BUYER), tax_cleared=None)
    (found,) = register.examine([act], now=LATER)
    (tax,) = [o for o in found if o.code == "P16"]
    assert "不算在" not in tax.remedy
    assert "完税凭证号" in tax.remedy
