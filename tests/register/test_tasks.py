"""What somebody has to find out: asked from its day on, and gone with the entry that settles it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import BUYER, DAY, NOW, OWNER, START, enter, seizure, state
from tests.register.city import BANK, OFFICE, book, booking, first, make_units, mortgage

pytestmark = pytest.mark.django_db
Kind = register.TaskKind


@pytest.fixture
def units() -> Iterator[list[str]]:
    codes = make_units(3)
    book(booking(first(codes[0], OWNER)), at=START)
    yield codes
    assert not list(register.audit())


def asked(at: datetime, **more: object) -> list[tuple[register.TaskKind, str, date]]:
    found = register.tasks(OFFICE, now=at, **more)  # type: ignore[arg-type]  # keywords of one test
    return [(t.kind, t.unit_code, t.since) for t in found]


def notice(unit: str, kind: register.NoticeKind) -> register.EnterNotice:
    return register.EnterNotice(unit_code=unit, kind=kind, holders=(BUYER,), obligors=(OWNER,))


def maximum(unit: str) -> register.CreateMortgage:
    act = mortgage(unit, (OWNER,))
    return replace(act, mode=register.MortgageMode.MAXIMUM_AMOUNT, debt_to=date(2030, 6, 1))


def test_p07_a_notice_is_asked_about_when_90_days_have_run_since_registration_was_possible(
    units: list[str],
) -> None:
    home, unbuilt = units[0], units[1]
    enter(notice(home, register.NoticeKind.OTHER_SALE))
    enter(notice(unbuilt, register.NoticeKind.PRESALE))
    last = NOW + 90 * DAY
    assert asked(last) == []
    (home_asked,) = asked(last + DAY)
    assert home_asked == (Kind.NOTICE_RUN_OUT, home, (last + DAY).date())
    enter(first(unbuilt, OWNER), at=NOW + 200 * DAY)
    assert [t[1] for t in asked(NOW + 291 * DAY)] == [home, unbuilt]
    (task, _) = register.tasks(OFFICE, now=NOW + 291 * DAY)
    assert task.proof_no == state(home).notices[0].proof_no
    enter(register.CancelNotice(unit_code=home, proof_no=task.proof_no), at=NOW + 292 * DAY)
    assert [t[1] for t in asked(NOW + 293 * DAY)] == [unbuilt]


def test_a_maximum_mortgage_is_asked_about_when_it_is_seized_or_its_period_is_over(
    units: list[str],
) -> None:
    home = units[0]
    proof = enter(maximum(home), at=NOW).certificates[0].number
    enter(mortgage(home, (OWNER,)), at=NOW + DAY)  # an ordinary one is never asked about
    assert asked(NOW + 2 * DAY) == []
    over = datetime(2030, 6, 2, 4, 0, tzinfo=NOW.tzinfo)
    assert asked(over) == [(Kind.CLAIM_PERIOD_OVER, home, date(2030, 6, 2))]
    enter(seizure(home, delivered_at=NOW + 3 * DAY), at=NOW + 3 * DAY)
    assert asked(NOW + 4 * DAY) == [(Kind.CLAIM_SEIZED, home, (NOW + 3 * DAY).date())]
    fixed = register.FixClaim(unit_code=home, proof_no=proof, amount=Decimal(1), fact="被查封")
    enter(fixed, at=NOW + 5 * DAY)
    assert asked(over) == []


def test_a_mortgage_entered_after_its_period_is_asked_about_from_its_entry(
    units: list[str],
) -> None:
    home = units[0]
    late = replace(maximum(home), debt_from=date(2023, 1, 1), debt_to=date(2024, 6, 30))
    proof = enter(late, at=NOW).certificates[0].number
    today = NOW.date()
    assert asked(NOW - DAY) == []
    assert asked(NOW) == [(Kind.CLAIM_PERIOD_OVER, home, today)]
    enter(seizure(home, delivered_at=NOW + DAY), at=NOW + DAY)
    assert asked(NOW + DAY) == [(Kind.CLAIM_PERIOD_OVER, home, today)]
    later = register.ChangeMortgage(unit_code=home, proof_no=proof, contract_no="新合同")
    enter(later, at=NOW + 2 * DAY)
    assert asked(NOW + 2 * DAY) == [(Kind.CLAIM_PERIOD_OVER, home, today)]


def test_they_come_page_by_page(units: list[str]) -> None:
    home = units[0]
    for n in range(3):
        act = notice(home, register.NoticeKind.OTHER_MORTGAGE)
        enter(replace(act, holders=(BANK,)), at=NOW + timedelta(days=n))
    late = NOW + 200 * DAY
    one = register.tasks(OFFICE, now=late, limit=2)
    rest = register.tasks(OFFICE, now=late, after=(one[-1].since, one[-1].right_id))
    assert [t.right_id for t in (*one, *rest)] == [
        t.right_id for t in register.tasks(OFFICE, now=late)
    ]
    assert (len(one), len(rest)) == (2, 1)
    assert register.tasks("430603", now=late) == ()
