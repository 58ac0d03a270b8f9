"""A person's holdings: now, on a past day, and by what the register said then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import BUYER, DAY, NOW, OTHER, OWNER, START, enter, owners, state
from tests.register.city import book, booking, by_shares, first, make_units, sale

pytestmark = pytest.mark.django_db
LATER = NOW + 9 * DAY


@pytest.fixture
def units() -> Iterator[list[str]]:
    """Two homes that OWNER holds; afterwards the register must still be true."""
    codes = make_units(2)
    for code in codes:
        book(booking(first(code, OWNER)), at=START)
    yield codes
    assert not list(register.audit())


def held(who: register.PartyRef, **moments: datetime) -> list[str]:
    return [h.unit_code for h in register.holdings(who.id_type, who.id_no, **moments)]


def test_what_was_sold_is_held_until_then(units: list[str]) -> None:
    enter(sale(units[0], (OWNER,), BUYER))
    assert held(OWNER) == units[1:]
    assert held(BUYER) == units[:1]
    assert held(OWNER, as_of=NOW - DAY) == units
    assert held(OWNER, as_of=NOW) == units[1:]
    assert held(BUYER, as_of=NOW - DAY) == []
    assert held(BUYER, as_of=NOW) == units[:1]
    assert held(OWNER, as_of=START - DAY) == []


def test_what_the_register_said_before_the_sale_was_entered(units: list[str]) -> None:
    """A judgment passed the home on at once; the register learned of it twenty days later."""
    decided = replace(
        sale(units[0], (OWNER,), BUYER), cause="法院判决", effective_at=NOW - 20 * DAY
    )
    enter(decided)
    between = NOW - 10 * DAY
    assert held(BUYER, as_of=between) == units[:1]
    assert held(OWNER, as_of=between) == units[1:]
    assert held(BUYER, as_of=between, as_known_at=between) == []
    assert held(OWNER, as_of=between, as_known_at=between) == units
    assert held(BUYER, as_of=between, as_known_at=NOW) == units[:1]
    assert held(OWNER, as_known_at=between) == units
    assert held(OWNER, as_known_at=NOW) == units[1:]


def test_a_correction_tells_who_held_all_along(units: list[str]) -> None:
    wrong = register.CorrectOwnership(
        unit_code=units[0],
        holders=(register.HolderShare(party=OTHER),),
        co_ownership=register.CoOwnership.SOLE,
        basis="岳公户证2024-7",
    )
    enter(wrong, error_proved=True)
    long_ago = START + 30 * DAY
    assert held(OTHER, as_of=long_ago) == units[:1]
    assert held(OWNER, as_of=long_ago) == units[1:]
    assert held(OTHER, as_of=long_ago, as_known_at=long_ago) == []
    assert held(OWNER, as_of=long_ago, as_known_at=NOW - DAY) == units
    assert held(OWNER, as_of=long_ago, as_known_at=NOW) == units[1:]


def test_a_right_that_was_cancelled_is_held_until_then(units: list[str]) -> None:
    enter(register.CancelOwnership(unit_code=units[1], ground=register.CancelGround.DESTROYED))
    assert held(OWNER) == held(OWNER, as_of=NOW) == units[:1]
    assert held(OWNER, as_of=NOW - DAY) == units
    assert held(OWNER, as_of=NOW, as_known_at=NOW - DAY) == units


def test_shares_and_every_name_of_a_person(units: list[str]) -> None:
    shares = by_shares((BUYER, Fraction(1, 3)), (OTHER, Fraction(2, 3)))
    way = register.CoOwnership.BY_SHARES
    enter(replace(sale(units[0], (OWNER,), BUYER, OTHER), holders=shares, co_ownership=way))
    (one,) = register.holdings(OTHER.id_type, OTHER.id_no, as_known_at=NOW)
    assert one.share == Fraction(2, 3)
    assert one.recorded_from == NOW
    renamed = replace(OWNER, name="周壹")
    other_name = register.ChangeOwnership(
        unit_code=units[1],
        holders=(register.HolderShare(party=renamed),),
        renamed=True,
        basis="岳公户变2024-18",
    )
    enter(other_name, at=NOW + DAY)
    assert owners(units[1]) == ["周壹"]
    assert held(OWNER) == held(OWNER, as_of=NOW) == held(OWNER, as_known_at=NOW) == units[1:]


def test_certificates_are_those_valid_for_what_is_known(units: list[str]) -> None:
    (old,) = register.holdings(OWNER.id_type, OWNER.id_no)[0].certificate_nos
    done = enter(register.ReissueCertificate(unit_code=units[0], number=old))

    def numbers(**moments: datetime) -> tuple[str, ...]:
        return register.holdings(OWNER.id_type, OWNER.id_no, **moments)[0].certificate_nos

    assert numbers() == numbers(as_known_at=NOW) == (done.certificates[0].number,)
    assert numbers(as_known_at=NOW - DAY) == numbers(as_of=NOW, as_known_at=NOW - DAY) == (old,)
    assert numbers(as_of=NOW - DAY) == (done.certificates[0].number,)


def test_units_and_persons_agree(units: list[str]) -> None:
    """The same question asked from the unit and from the person."""
    enter(sale(units[0], (OWNER,), BUYER))
    for as_of in (START - DAY, START, NOW - DAY, NOW, LATER):
        for known in (START, NOW - DAY, NOW, LATER):
            for who in (OWNER, BUYER):
                by_unit = [
                    code
                    for code in units
                    if (title := state(code, as_of=as_of, as_known_at=known).ownership)
                    and who in [h.party for h in title.holders]
                ]
                assert held(who, as_of=as_of, as_known_at=known) == by_unit
