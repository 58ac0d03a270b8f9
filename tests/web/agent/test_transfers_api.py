"""带押过户 by program: both banks and the supervised account, signed, over the interface."""

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.accounts.models import Disclosure
from dengbu.casework import api as casework
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Mode, Phase, Side
from dengbu.web.agent import transfers_api
from tests.casework.desk import Desk
from tests.casework.mortgaged.sale import ESCROW, PAYOFF, Sale, open_escrow, request
from tests.register.city import BANK
from tests.web.agent.signed import Program, filed_key

pytestmark = pytest.mark.django_db
PLACE = "/agent/v1/mortgaged-transfers"


@pytest.fixture
def sale(desk: Desk) -> Sale:
    now, clerk = timezone.now(), desk.windows[0]
    escrow = open_escrow()
    case = casework.submit(request(desk, Mode.COMBINED), actor=clerk, now=now)
    number = mortgaged.open_transfer(
        case.case_no, payoff=PAYOFF, escrow=ESCROW.id_no, actor=clerk, now=now
    )
    return Sale(desk=desk, escrow=escrow, case=case, number=number, mode=Mode.COMBINED, now=now)


def test_the_sides_say_their_word_and_read_what_they_have_to_do(
    sale: Sale, bank: Program, other: Program
) -> None:
    account = Program(*filed_key(sale.escrow))
    (mine,) = bank.get(PLACE).json()
    assert (mine["number"], mine["sides"]) == (sale.number, ["OLD_BANK"])
    assert mine["orders"] == [
        {"task": "CONFIRM", "side": "OLD_BANK", "leg": None, "amount": "410000.00"}
    ]
    for who, amount in ((bank, "410000.00"), (other, "560000.00"), (account, "800000.00")):
        seen = who.get(f"{PLACE}/{sale.number}").json()
        side = seen["sides"][0]
        said = {"side": side, "kind": "CONFIRM", "amount": amount, "agreed": seen["agreed"]}
        answer = who.post(said, f"{PLACE}/{sale.number}/words", once=f"confirm-{side}")
        assert answer.status_code == 200
        assert answer.json()["outcome"] == "APPLIED"
    for leg, amount in (("FROM_BUYER", "240000.00"), ("FROM_NEW_BANK", "560000.00")):
        said = {"side": "ACCOUNT", "kind": "HELD", "leg": leg, "amount": amount}
        held = account.post(said, f"{PLACE}/{sale.number}/words", once=leg).json()
    assert held["transfer"]["phase"] == "OPEN"
    assert held["transfer"]["confirmed"] == ["ACCOUNT", "NEW_BANK", "OLD_BANK"]
    sale.person(Side.SELLER)
    sale.person(Side.BUYER)
    assert sale.phase is Phase.READY
    assert "周1" not in str(held)  # names of people are not the interface's


def test_who_is_nobody_there_learns_nothing(sale: Sale, bank: Program) -> None:
    treasury = bank.get(f"{PLACE}/{sale.case.case_no}T9")
    assert treasury.status_code == 404
    said = {"side": "NEW_BANK", "kind": "CONFIRM", "amount": "560000.00", "agreed": "0" * 64}
    answer = bank.post(said, f"{PLACE}/{sale.number}/words")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_everything_that_is_wrong_comes_as_one_problem(sale: Sale, bank: Program) -> None:
    answer = bank.post({"side": "OLD_BANK", "kind": "PAID"}, f"{PLACE}/{sale.number}/words")
    assert answer.status_code == 422
    assert {e["field"] for e in answer.json()["errors"]} == {"kind", "leg", "amount"}
    assert bank.post(b"[1]", f"{PLACE}/{sale.number}/words").status_code == 422
    assert bank.post(b"{", f"{PLACE}/{sale.number}/words").status_code == 400


def looks(sale: Sale, side: Side) -> list[tuple[str, str]]:
    """Who looked at somebody's sale, and where, as they read it."""
    party = next(p for p in sale.view.parties if p.side is side)
    seen = accounts.looks_of(party.id_type, party.id_no)
    return [(look.post, look.place) for look in seen]


def test_every_reader_leaves_a_look_that_seller_and_buyer_see(
    sale: Sale, bank: Program, other: Program
) -> None:
    """Each operation of the interface, by a bank that has read nothing before."""
    confirm = {"side": "OLD_BANK", "kind": "CONFIRM", "amount": "1.00", "agreed": "0" * 64}
    calls = {
        ("GET", ""): lambda who: who.get(PLACE),
        ("GET", "/{number}"): lambda who: who.get(f"{PLACE}/{sale.number}"),
        ("POST", "/{number}/words"): lambda who: who.post(confirm, f"{PLACE}/{sale.number}/words"),
    }
    known = {
        (method, path)
        for path, view in transfers_api.router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    assert known == set(calls)  # a reader that is added is added here
    for call in calls.values():
        Disclosure.objects.all().delete()
        assert call(bank).status_code == 200
        assert call(bank).status_code == 200  # read again the same day: one look
        for side in (Side.SELLER, Side.BUYER):
            (look,) = looks(sale, side)
            assert look == (BANK.name, sale.view.case_no)
    assert other.get(f"{PLACE}/{sale.number}").status_code == 200
    assert len(looks(sale, Side.SELLER)) == 2
