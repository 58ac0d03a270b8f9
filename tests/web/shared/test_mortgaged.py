"""Where a side of a sale under mortgage stands: several sellers each confirm for themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.casework.mortgaged.api import Kind, Side
from dengbu.web.shared.mortgaged import Board, board, fits
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, open_desk
from tests.casework.mortgaged.sale import begin
from tests.register.city import book, booking, first, person

pytestmark = pytest.mark.django_db(transaction=True)


def mine(shown: Board) -> set[str]:
    return {line.name for line in shown.sides if line.mine}


def test_each_of_two_sellers_has_a_word_of_their_own() -> None:
    sale = begin(open_desk(1))
    first = next(p for p in sale.view.parties if p.side is Side.SELLER)
    wife = replace(first, seq=99, name="妻", id_no=person(77).id_no)
    view = replace(sale.view, parties=(*sale.view.parties, wife))
    before = board(view, wife.id_no, now=NOW)
    assert mine(before) == {"妻"}
    assert [said.partition("确认")[0] for said in before.mine] == ["妻"]
    assert f"{first.name}确认" in "".join(before.others)
    said = replace(wife, confirmed_at=NOW, way="手机确认")
    after = board(replace(view, parties=(*sale.view.parties, said)), wife.id_no, now=NOW)
    assert after.mine == ()
    assert f"{first.name}确认" in "".join(after.others)
    office = board(view, "", now=NOW)
    assert mine(office) == set()
    assert "妻确认" in "".join((*office.mine, *office.others))


def test_words_stand_in_the_order_in_which_they_were_said() -> None:
    """Several processes write them: their numbers do not follow the clock."""
    sale = begin(open_desk(1))
    for minutes, side in ((2, Side.OLD_BANK), (1, Side.NEW_BANK)):
        replace(sale, now=NOW + timedelta(minutes=minutes)).says(side, Kind.CONFIRM)
    assert [word.side for word in sale.view.words] == [Side.NEW_BANK, Side.OLD_BANK]


def test_a_mortgage_that_stays_without_a_ban_is_a_transfer_too() -> None:
    """Its bank is not in the case: nothing asks for its consent (Civil Code 406)."""
    desk = open_desk(2)
    clerk = desk.windows[0]
    made = casework.submit(asks.sale_with_loan(desk, 0), actor=clerk, now=NOW)
    assert Role.PRIOR_MORTGAGEE not in {p.role for p in made.parties}
    assert fits(made, clerk, now=NOW)


def test_a_sale_with_a_loan_of_a_free_home_is_none() -> None:
    desk = open_desk(6)
    clerk, spare = desk.windows[0], desk.units[0][:-4] + "0007"
    assert book(booking(first(spare, person(50))), at=ENTERED)[0].booked
    asked = asks.sale_with_loan(desk, 0)
    seller = asks.party(Role.SELLER, person(50))
    free = replace(asked, unit_code=spare, parties=(seller, *asked.parties[1:]))
    made = casework.submit(free, actor=clerk, now=NOW)
    assert not fits(made, clerk, now=NOW)
