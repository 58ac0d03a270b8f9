"""The history of a unit: each entry with what it began and ended, and how it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dengbu.register import api as register
from dengbu.web.shared.lives import life
from dengbu.web.shared.parts import LifeShape
from tests.register import making
from tests.register.city import BANK, book, booking, first, make_units, mortgage, person, sale
from tests.register.land import make_part

pytestmark = pytest.mark.django_db
OWNER, BUYER, OTHER = person(1), person(2), person(3)
CROWD = tuple(person(n) for n in range(10, 15))
EVERYBODY = (OWNER, BUYER, OTHER, BANK, *CROWD)
START = datetime(2022, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Began = register.Began


def enter(at: datetime, *acts: register.Act) -> register.Outcome:
    (outcome,) = book(booking(*acts, applicants=EVERYBODY), at=at)
    assert outcome.booked, outcome.blocks
    return outcome


@pytest.fixture
def unit(db: None) -> str:
    code = make_units(3)[0]
    enter(START, first(code, OWNER))
    return code


def told(unit: str) -> list[tuple[str, str]]:
    """Title and text, oldest first."""
    return [(event.title, event.text) for event in reversed(life(register.history(unit)))]


def test_a_sale_with_a_loan_and_its_end(unit: str) -> None:
    enter(START + DAY, sale(unit, (OWNER,), BUYER, OTHER), mortgage(unit, (BUYER, OTHER)))
    (loan,) = register.unit_state(unit, now=START + 2 * DAY).mortgages
    ending = register.CancelMortgage(
        unit_code=unit, proof_no=loan.proof_no, applicants=(BANK,), cause="债务履行完毕"
    )
    enter(START + 3 * DAY, ending)
    one, sold, lent, paid = register.history(unit)
    assert [r.who for r in one.began] == [(OWNER.name,)]
    assert ([r.who for r in sold.ended], [r.who for r in sold.began]) == (
        [(OWNER.name,)],
        [(BUYER.name, OTHER.name)],
    )
    assert (lent.began[0].kind, lent.began[0].amount) == (Began.MORTGAGE, Decimal("680000.00"))
    assert (paid.began, paid.ended[0].who) == ((), (BANK.name,))
    assert told(unit)[1:] == [
        ("买卖", "周1 → 周2、周3，共同共有，成交价 800,000.00 元，期限到2079年6月30日"),
        ("抵押", "湘北银行岳阳分行 680,000.00 元"),
        ("债务履行完毕", "湘北银行岳阳分行 680,000.00 元"),
    ]
    assert life(register.history(unit))[0].shape is LifeShape.ENDED


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (making.seize, Began.SEIZURE, "岳阳楼区人民法院，查封期限 1095 天"),
        (making.objection, Began.OBJECTION, "周3，份额"),
        (making.notice, Began.NOTICE, "周3"),
        (making.dwelling, Began.HABITATION, "周3"),
    ],
)
def test_each_kind_says_whose_it_is(unit: str, make: making.Make, kind: Began, words: str) -> None:
    enter(making.NOW, make(unit))
    line = register.history(unit)[-1]
    assert [r.kind for r in line.began] == [kind]
    assert told(unit)[-1][1].startswith(words)


def test_a_seizure_and_its_release_are_called_what_they_are(unit: str) -> None:
    enter(making.NOW, making.seize(unit))
    court = register.ReleaseSeizure(
        unit_code=unit,
        seizure_document_no="执1号",
        organ="岳阳楼区人民法院",
        release_document_no="解1号",
        delivered_at=making.NOW,
    )
    enter(making.NOW + DAY, court)
    assert [title for title, _ in told(unit)][1:] == ["查封", "解除查封"]


def test_a_stop_and_an_easement(unit: str) -> None:
    enter(making.NOW, making.neighbour(unit))
    enter(making.NOW + DAY, making.way(unit))
    enter(making.NOW + 2 * DAY, making.stop(unit))
    easement, stopped = register.history(unit)[-2:]
    assert easement.began[0].kind is Began.EASEMENT
    assert stopped.began[0].organ
    assert stopped.began[0].matter


def test_a_division_is_told_on_both_sides(unit: str) -> None:
    parts = tuple(register.Piece(unit_code=make_part(n, "59.21")) for n in (11, 12))
    enter(making.NOW, register.ReshapeUnits(sources=(unit,), results=parts, basis="岳测1号"))
    was, now = register.history(unit)[-1], register.history(parts[0].unit_code)[0]
    assert was.became == tuple(p.unit_code for p in parts)
    assert now.comes_of == (unit,)
    assert "成为 430602 003012 GB00045 F00010011、" in told(unit)[-1][1]
    assert told(parts[0].unit_code)[0][1].startswith("由 430602 003012 GB00045 F00010001 而来")


def test_many_holders_are_counted(unit: str) -> None:
    enter(START + DAY, sale(unit, (OWNER,), *CROWD))
    assert "周10等 5 人" in told(unit)[-1][1]


def test_a_correction_names_its_ground_in_the_entry(unit: str) -> None:
    enter(making.NOW, replace(making.corrected(unit), term_to=date(2080, 1, 1)))
    assert told(unit)[-1][1].endswith("期限到2080年1月1日")


def test_a_unit_without_entries_has_no_history(unit: str) -> None:
    assert register.history(unit[:-4] + "0002") == ()
    assert register.history("x" * 28) == ()
