"""Division and merger: what ends, what begins, what passes on, and what forbids it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction

from dengbu.cadastre import api as cadastre
from dengbu.cadastre.models import Parcel
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.models import Page
from tests.register import making
from tests.register.acts.acting import (
    BUYER,
    DAY,
    KNOWN,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    owners,
    state,
)
from tests.register.city import (
    BANK,
    OTHER_BANK,
    book,
    booking,
    by_shares,
    first,
    make_units,
    mortgage,
    sale,
    unit_code,
)
from tests.register.land import first_of, make_part, make_unit

pytestmark = pytest.mark.django_db
R = register.RightType


@pytest.fixture(autouse=True)
def true_register(db: None) -> Iterator[None]:
    yield
    assert list(register.audit()) == []


@pytest.fixture
def home() -> str:
    """A home of 118.42 m2 that OWNER holds; beside it blank units, see ``piece``."""
    code = make_units(1)[0]
    book(booking(first(code, OWNER)), at=START)
    return code


def piece(n: int, area: str = "59.21") -> str:
    """A new unit of the survey in the same building."""
    return make_part(n, area)


def reshaped(sources: tuple[str, ...], *results: str) -> register.ReshapeUnits:
    return register.ReshapeUnits(
        sources=sources,
        results=tuple(register.Piece(unit_code=code) for code in results),
        basis="岳测〔2024〕88号",
    )


def refused(act: register.Act, *signed: register.PartyRef) -> list[tuple[str, str]]:
    (outcome,) = book(booking(act, applicants=signed or (OWNER,), property=KNOWN), at=NOW)
    assert not outcome.booked
    return [(r.code, r.message) for r in outcome.blocks]


def test_a_home_is_divided(home: str) -> None:
    parts = piece(11), piece(12)
    old = state(home).ownership
    done = enter(reshaped((home,), *parts))
    assert old is not None
    assert done.voided == old.certificate_nos
    assert state(home).ownership is None
    assert state(home).succeeded_by == parts
    for part in parts:
        held = state(part).ownership
        assert held is not None
        assert held.holders == old.holders
        assert (held.right_type, held.term_to) == (old.right_type, old.term_to)
        assert len(held.certificate_nos) == 1
    assert [line.subclass for line in register.history(parts[0])] == ["3005"]


def test_what_was_paid_for_the_whole_was_paid_for_no_part(home: str) -> None:
    book(booking(sale(home, (OWNER,), OTHER), applicants=(OWNER, OTHER)), at=START + DAY)
    before = state(home).ownership
    assert before is not None
    assert before.price is not None
    enter(reshaped((home,), piece(11), piece(12)))
    for part in (piece(11), piece(12)):
        held = state(part).ownership
        assert held is not None
        assert held.price is None


def test_homes_are_merged_and_the_past_still_knows_them(home: str) -> None:
    other = piece(2, "100.00")
    book(booking(first(other, OWNER)), at=START)
    whole = piece(13, "218.42")
    enter(reshaped((home, other), whole))
    assert state(whole).ownership is not None
    assert [line.subclass for line in register.history(whole)] == ["3006"]
    before = state(home, as_of=NOW - DAY)
    assert before.ownership is not None
    assert before.succeeded_by == ()
    assert state(whole, as_of=NOW - DAY).ownership is None
    assert state(home, as_known_at=NOW - DAY).succeeded_by == ()


def test_lineage_goes_both_ways_through_several_steps(home: str) -> None:
    left, right = piece(11), piece(12)
    enter(reshaped((home,), left, right))
    quarter, rest = piece(14, "20.00"), piece(15, "39.21")
    enter(reshaped((left,), quarter, rest), at=NOW + DAY)
    whole = piece(16, "98.42")
    enter(reshaped((right, rest), whole), at=NOW + 2 * DAY)
    back = register.lineage(whole).ancestors
    assert [(s.source, s.result) for s in back] == [
        (home, left),
        (home, right),
        (left, rest),
        (right, whole),
        (rest, whole),
    ]
    on = register.lineage(home).descendants
    assert {s.result for s in on} == {left, right, quarter, rest, whole}
    assert register.lineage(quarter).descendants == ()


def test_a_mortgage_passes_to_every_part_with_the_banks_consent(home: str) -> None:
    enter(mortgage(home, (OWNER,)), at=START + DAY)
    enter(replace(mortgage(home, (OWNER,)), mortgagees=(OTHER_BANK,)), at=START + 2 * DAY)
    parts = piece(11), piece(12)
    act = reshaped((home,), *parts)
    assert [code for code, _ in refused(act)] == ["P12", "P12"]
    done = enter(act)
    assert len(done.certificates) == 6
    for part in parts:
        held = state(part, at=NOW + DAY).mortgages
        assert [m.mortgagees for m in held] == [(BANK,), (OTHER_BANK,)]
        assert [m.rank for m in held] == [1, 2]
        assert held[0].stands_since == START + DAY
    assert state(home).mortgages == ()


def test_an_agreed_rank_is_kept(home: str) -> None:
    one = enter(mortgage(home, (OWNER,)), at=START + DAY).certificates[0].number
    second = replace(mortgage(home, (OWNER,)), mortgagees=(OTHER_BANK,))
    other = enter(second, at=START + 2 * DAY).certificates[0].number
    exchanged = register.ExchangeRanks(unit_code=home, proof_no=one, other_proof_no=other)
    enter(exchanged, at=START + 3 * DAY)
    parts = piece(11), piece(12)
    enter(reshaped((home,), *parts))
    for part in parts:
        assert [m.mortgagees for m in state(part).mortgages] == [(OTHER_BANK,), (BANK,)]


def test_two_mortgaged_homes_are_not_merged(home: str) -> None:
    """Nor are the parts of a mortgaged home: one debt would stand there twice."""
    enter(mortgage(home, (OWNER,)), at=START + DAY)
    parts = piece(11), piece(12)
    enter(reshaped((home,), *parts))
    ((code, message),) = refused(reshaped(parts, piece(13, "118.42")), OWNER, BANK)
    assert (code, "顺位说不清" in message) == ("P12", True)


def test_what_waits_or_may_come_back_forbids_it_too(home: str) -> None:
    over = replace(making.dwelling(home), term_to=date(2024, 12, 11))
    to_come = replace(making.stop(home), from_day=date(2025, 6, 1))
    enter(replace(over, term_to=date(2024, 12, 13)))
    enter(to_come)
    enter(making.objection(home))
    later = NOW + 40 * DAY
    act = reshaped((home,), piece(11), piece(12))
    (outcome,) = book(booking(act, applicants=(OWNER,)), at=later)
    assert [r.code for r in outcome.blocks] == ["P12"] * 3


def test_parts_are_blank(home: str) -> None:
    parts = piece(11), piece(12)
    enter(replace(making.stop(parts[0])))
    said = refused(reshaped((home,), *parts))
    assert [code for code, _ in said] == ["E32"]


@pytest.mark.parametrize(
    ("area", "code"),
    [("-5", "E32"), ("NaN", "E32"), ("1.23456", "E32"), ("Infinity", "E32"), ("1E+30", "E32"),
     ("99999.00", "E33")],
)  # fmt: skip
def test_what_is_said_of_the_parts_is_checked(area: str, code: str) -> None:
    make_units(1)
    land = make_unit("GB", "W00000000", 7)
    enter(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    parts = [make_unit("GB", "W00000000", n) for n in (8, 9)]
    Parcel.objects.filter(code__in=[p[:19] for p in parts]).update(area=Decimal("16000.00"))
    said = register.LandUsed(use_right_area=Decimal(area))
    pieces = tuple(register.Piece(unit_code=p, particulars=said) for p in parts)
    assert code in {c for c, _ in refused(replace(reshaped((land,)), results=pieces))}


def test_land_below_titled_homes_is_not_divided(home: str) -> None:
    land = make_unit("GB", "W00000000", 45)
    enter(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    parts = [make_unit("GB", "W00000000", n) for n in (8, 9)]
    Parcel.objects.filter(code__in=[p[:19] for p in parts]).update(area=Decimal("9213.15"))
    half = register.LandUsed(use_right_area=Decimal("320.12"))
    pieces = tuple(register.Piece(unit_code=p, particulars=half) for p in parts)
    said = refused(replace(reshaped((land,)), results=pieces))
    assert [(c, "登记了房屋所有权" in m) for c, m in said] == [("P12", True)]


def test_a_guardian_divides_for_a_ward() -> None:
    code = make_units(1)[0]
    promise = register.GuardianPromise(
        ward_id_no=making.CHILD.id_no, guardian_name="周1", guardian_id_no=OWNER.id_no
    )
    given = booking(first(code, making.CHILD), guardian_promises=(promise,))
    book(given, at=START)
    act = reshaped((code,), piece(11), piece(12))
    assert [c for c, _ in refused(act, making.CHILD)] == ["P15"]


def test_a_unit_that_the_survey_retired_is_refused(home: str) -> None:
    parts = piece(11), piece(12)
    cadastre.retire_units([home], office="430602")
    assert [c for c, _ in refused(reshaped((home,), *parts))] == ["E33"]


@pytest.mark.parametrize(
    ("burden", "words"),
    [
        (making.seize, "的查封"),
        (making.stop, "的限制"),
        (making.notice, "的预告登记"),
        (making.objection, "的异议登记"),
        (making.dwelling, "的居住权"),
    ],
)
def test_what_cannot_pass_forbids_it(
    home: str, burden: Callable[[str], register.Act], words: str
) -> None:
    enter(burden(home))
    everybody = (OWNER, BUYER, OTHER, BANK)
    ((code, message),) = refused(reshaped((home,), piece(11), piece(12)), *everybody)
    assert code == "P12"
    assert words in message


def test_an_easement_forbids_it(home: str) -> None:
    piece(3)
    book(booking(making.neighbour(home)), at=START)
    enter(making.way(home))
    ((code, message),) = refused(reshaped((home,), piece(11), piece(12)))
    assert (code, "地役权" in message) == ("P12", True)


def test_a_unit_that_ended_is_never_acted_on_again(home: str) -> None:
    parts = piece(11), piece(12)
    enter(reshaped((home,), *parts))
    for act in (first(home, OWNER), sale(home, (OWNER,), BUYER), mortgage(home, (OWNER,))):
        said = refused(act, OWNER, BUYER, BANK)
        assert "E31" in {code for code, _ in said}
    assert not cadastre.unit_ids([home])
    again = refused(reshaped((parts[0],), home, piece(14, "10.00")))
    assert {"E31", "E32"} <= {code for code, _ in again}


def test_areas_are_conserved_within_the_tolerance(home: str) -> None:
    ((code, message),) = refused(reshaped((home,), piece(11), piece(12, "60.21")))
    assert (code, "118.42" in message, "119.42" in message) == ("E33", True, True)
    enter(reshaped((home,), piece(13), piece(14, "59.60")))


def test_what_does_not_belong_together_is_told_at_once(home: str) -> None:
    other = piece(2, "100.00")
    book(booking(first(other, BUYER)), at=START)
    land = make_unit("GB", "W00000000", 45)
    act = replace(reshaped((home, other), land), basis=" ")
    said = [m for code, m in refused(act, OWNER, BUYER) if code == "E32"]
    assert len(said) == 3
    assert any("权利人、份额" in m for m in said)
    assert any("不是同一种" in m for m in said)
    assert any("没有写规划批准" in m for m in said)


@pytest.mark.parametrize("results", [(), (11,), (11, 11)])
def test_a_division_has_several_new_parts(home: str, results: tuple[int, ...]) -> None:
    for n in set(results):
        piece(n)
    act = reshaped((home,), *(unit_code(n) for n in results))
    assert "E32" in {code for code, _ in refused(act)}


def test_too_many_units_are_refused_before_anything_is_locked(home: str) -> None:
    act = reshaped((home,), *(unit_code(n) for n in range(1000, 1600)))
    with pytest.raises(Faults) as raised:
        book(booking(act, applicants=(OWNER,)))
    assert [f.code for f in raised.value.faults] == [FaultCode.TOO_MANY_ITEMS]
    many = tuple(sale(home, (OWNER,), BUYER) for _ in range(5_001))
    with pytest.raises(Faults):
        book(booking(*many, applicants=(OWNER,)))
    assert Page.objects.count() == 1


@pytest.mark.parametrize(("share", "refused_by"), [(Fraction(2, 3), []), (Fraction(3, 5), ["P14"])])
def test_two_thirds_of_the_shares_divide_and_less_do_not(
    share: Fraction, refused_by: list[str]
) -> None:
    """Civil Code 301."""
    code = make_units(1)[0]
    held = by_shares((OWNER, share), (BUYER, 1 - share))
    way = register.CoOwnership.BY_SHARES
    book(booking(replace(first(code, OWNER), holders=held, co_ownership=way)), at=START)
    act = reshaped((code,), piece(11), piece(12))
    if refused_by:
        assert [c for c, _ in refused(act, OWNER)] == refused_by
        enter(act)  # both apply
    else:
        (done,) = book(booking(act, applicants=(OWNER,)))
        assert done.booked


def test_every_joint_owner_applies() -> None:
    code = make_units(1)[0]
    held = tuple(register.HolderShare(party=p) for p in (OWNER, BUYER))
    way = register.CoOwnership.JOINT
    book(booking(replace(first(code, OWNER), holders=held, co_ownership=way)), at=START)
    act = reshaped((code,), piece(11), piece(12))
    assert [c for c, _ in refused(act, OWNER)] == ["P14"]
    enter(act)


def test_land_is_divided_with_what_is_said_of_each_part() -> None:
    make_units(1)
    land = make_unit("GB", "W00000000", 7)
    enter(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    parts = [make_unit("GB", "W00000000", n) for n in (8, 9)]
    Parcel.objects.filter(code__in=[p[:19] for p in parts]).update(area=Decimal("16000.00"))
    bare = reshaped((land,), *parts)
    assert all("没有填" in m for _, m in refused(bare))
    pieces = tuple(
        register.Piece(unit_code=p, particulars=register.LandUsed(use_right_area=Decimal("320.10")))
        for p in parts
    )
    enter(replace(bare, results=pieces))
    for p in parts:
        found = state(p).particulars
        assert found is not None
        assert found.content == pieces[0].particulars
    assert state(land).particulars is None
    valid = Parcel.objects.filter(status=1).values_list("code", flat=True)
    assert {land[:19], *(p[:19] for p in parts)} & set(valid) == {p[:19] for p in parts}


def test_a_parcel_on_which_something_stands_does_not_end_with_its_land(home: str) -> None:
    land = make_unit("GB", "W00000000", 45)
    cadastre.retire_units([land], office="430602")
    assert cadastre.unit_ids([land, home]).keys() == {home}
    assert Parcel.objects.get(code=home[:19]).status == 1


def test_a_division_is_followed_by_transfers_in_one_booking(home: str) -> None:
    parts = piece(11), piece(12)
    enter(reshaped((home,), *parts), sale(parts[1], (OWNER,), BUYER))
    assert [owners(part) for part in parts] == [[OWNER.name], [BUYER.name]]


def test_a_refused_division_leaves_nothing(home: str) -> None:
    parts = piece(11), piece(12, "1.00")
    refused(reshaped((home,), *parts))
    assert cadastre.unit_ids([home, *parts]).keys() == {home, *parts}
    assert register.lineage(home) == register.Lineage(ancestors=(), descendants=())


def test_lineage_is_never_rewritten(home: str) -> None:
    enter(reshaped((home,), piece(11), piece(12)))
    for statement in ("DELETE FROM register_succession", "UPDATE register_succession SET id = 1"):
        with (
            pytest.raises(Exception, match="only added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
