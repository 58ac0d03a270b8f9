"""Acting on one home, and what is seen of it, for the tests of each act."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    mortgage,
    person,
)

OWNER, BUYER, OTHER = person(1), person(2), person(3)
START = datetime(2022, 3, 2, 2, 0, tzinfo=UTC)
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
COURT, OTHER_COURT = "岳阳楼区人民法院", "岳阳市中级人民法院"
EVERYBODY = (OWNER, BUYER, OTHER, BANK, OTHER_BANK)
KNOWN = register.PropertyFacts(
    contract_filed=True,
    fund_paid=True,
    disposal_approval="批准文件",
    members=frozenset(p.key for p in EVERYBODY),
)


def enter(*acts: register.Act, at: datetime = NOW, **facts: object) -> register.Outcome:
    """Book acts that must pass."""
    everything: dict[str, object] = {"property": KNOWN, **facts}
    (outcome,) = book(booking(*acts, applicants=EVERYBODY, **everything), at=at)  # type: ignore[arg-type]  # keywords of one test
    assert outcome.booked, outcome.blocks
    return outcome


def state(unit: str, at: datetime = NOW + 9 * DAY, **moments: datetime) -> register.UnitState:
    return register.unit_state(unit, now=at, **moments)


def owners(unit: str, **moments: datetime) -> list[str]:
    ownership = state(unit, **moments).ownership
    return [h.party.name for h in ownership.holders] if ownership else []


def valid(number: str) -> bool:
    view = register.certificate(number, now=NOW + 9 * DAY)
    assert view is not None
    return view.valid


def two_mortgages(unit: str) -> tuple[str, str]:
    """Proof numbers of the first and the second rank."""
    one = enter(mortgage(unit, (OWNER,)), at=START + DAY)
    other = enter(replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,)), at=START + 2 * DAY)
    return one.certificates[0].number, other.certificates[0].number


def seizure(unit: str, **changes: object) -> register.Seize:
    act = register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ=COURT,
        document_no="执1号",
        delivered_at=NOW,
        term_days=1095,
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test
