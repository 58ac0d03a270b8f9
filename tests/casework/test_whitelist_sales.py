"""The whitelist of a bank that is paid in a sale under mortgage, question by question."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dengbu.casework import api as casework
from dengbu.casework.models import SmartDecision
from dengbu.casework.mortgaged.api import Kind, Leg, Mode, Phase, Side
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import approved, consider
from dengbu.casework.rules.flipping import hazards, smallest_flip
from dengbu.casework.rules.whitelist_notices import named
from dengbu.casework.rules.whitelist_sales import OF_SALES, SALE_RULES
from tests.casework.desk import open_desk
from tests.casework.mortgaged.sale import PAYOFF, begin
from tests.casework.smart.released import release
from tests.casework.test_whitelist import SOUND

RULES = named(OF_SALES)
PAID = replace(
    SOUND,
    stated_amount=None,
    stated_mortgagor="",
    sale="43060220261127000001T1",
    sale_proof=SOUND.proof_no,
    sale_agreed=Decimal("410000.00"),
    sale_paid=Decimal("410000.00"),
    sale_settled=Decimal("410000.00"),
)
TURNED: dict[str, dict[str, object]] = {
    "S01": {"sale_proof": "湘(2024)岳阳市不动产证明第0000002号"},
    "S02": {"sale_paid": None},
    "S03": {"sale_settled": Decimal("409999.99")},
}


def test_a_paid_bank_is_approved_though_it_states_no_debt() -> None:
    assert list(TURNED) == [rule.code for rule in SALE_RULES]
    assert approved(consider(PAID, RULES))
    assert not {"A06", "A07"} & set(OF_SALES)


@pytest.mark.parametrize("code", list(TURNED))
def test_one_no_is_enough_and_can_be_mended(code: str) -> None:
    facts = replace(PAID, **TURNED[code])  # type: ignore[arg-type]
    assert [v.code for v in consider(facts, RULES) if not v.holds] == [code]
    (change,) = smallest_flip(facts, RULES)
    assert approved(consider(change.made(facts), RULES))


def test_every_question_has_a_change_that_stops_it() -> None:
    stopped: set[str] = set()
    for (change,) in hazards(PAID, RULES):
        stopped |= {v.code for v in consider(change.made(PAID), RULES) if not v.holds}
    assert set(TURNED) <= stopped


@pytest.mark.django_db(transaction=True)
def test_each_fact_comes_from_who_said_it() -> None:
    desk = open_desk(1)
    release()
    sale = begin(desk, Mode.SEGMENTED)
    sale.make_ready()
    sale.enter()
    sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_OLD_BANK)
    sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_SELLER)
    sale.says(Side.OLD_BANK, Kind.SETTLED)
    assert casework.autopilot_step() == 1
    assert sale.phase is Phase.DONE
    decision = SmartDecision.objects.get()
    facts = kept_facts.restored(decision.facts)
    assert tuple(decision.rules) == OF_SALES
    assert (facts.stated_amount, facts.stated_mortgagor) == (None, "")
    assert (facts.sale, facts.sale_proof) == (sale.number, sale.desk.proofs[0])
    assert facts.sale_agreed == facts.sale_paid == facts.sale_settled == PAYOFF
    assert kept_facts.SALE in decision.facts["times"]
