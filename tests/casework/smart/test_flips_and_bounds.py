"""Flips, bounds, samples and kept facts. Pure."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from math import comb

import pytest

from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import SmartFacts, WhitelistRule, approved, consider
from dengbu.casework.rules.bounds import at_most, needed, sampled
from dengbu.casework.rules.flipping import hazards, smallest_flip
from dengbu.casework.rules.whitelist import WHITELIST
from dengbu.casework.rules.whitelist_notices import NOTICE_RULES, RULES, named
from tests.casework.test_whitelist import SOUND, TURNED

AT = SOUND.at
TO_RIGHT = named(
    ["A01", "A02", "A03", "A04", "B05", "B07", "B08", "B16", "A08", "A09", "B09", "B10"]
    + ["B11", "B12", "B13", "B14", "B15"]
)
BOUGHT = replace(
    SOUND,
    agreed_alone=True,
    numbers_match=True,
    owners=("洞庭置业有限公司",),
    owned_by_obligors=True,
    contract_filed="MATCH",
    tax_cleared="MATCH",
    fund_paid="MATCH",
    answers_until=AT + timedelta(minutes=30),
)
NOTICE_TURNED: dict[str, dict[str, object]] = {
    "B05": {"registered_mortgagees": ()},
    "B07": {"stated_mortgagor": "别人"},
    "B08": {"numbers_match": False},
    "B16": {"agreed_alone": False},
    "B09": {"owned_by_obligors": False},
    "B10": {"burdens": ("异议",)},
    "B11": {"mortgages": 1},
    "B12": {"contract_filed": "NO_MATCH"},
    "B13": {"tax_cleared": ""},
    "B14": {"fund_paid": "DOWN"},
    "B15": {"answers_until": AT - timedelta(minutes=1)},
}


def test_every_question_about_notices_is_turned_once() -> None:
    assert list(NOTICE_TURNED) == [rule.code for rule in NOTICE_RULES]
    assert approved(consider(BOUGHT, TO_RIGHT))


@pytest.mark.parametrize("code", list(NOTICE_TURNED))
def test_one_no_of_a_notice_is_enough(code: str) -> None:
    facts = replace(BOUGHT, **NOTICE_TURNED[code])  # type: ignore[arg-type]
    assert [v.code for v in consider(facts, TO_RIGHT) if not v.holds] == [code]


def fewest(facts: SmartFacts, rules: tuple[WhitelistRule, ...]) -> int:
    """By trying every set of changes that any failed rule offers: the slow oracle."""
    bad = {v.code for v in consider(facts, rules) if not v.holds}
    offered = [c for r in rules if r.name in bad for c in r.flips.mends(facts)]
    for size in range(len(offered) + 1):
        for some in combinations(offered, size):
            turned = facts
            for change in some:
                turned = change.made(turned)
            if approved(consider(turned, rules)):
                return size
    raise AssertionError("nothing turns it")


@pytest.mark.parametrize("pair", list(combinations(TURNED, 2)), ids="-".join)
def test_the_smallest_change_turns_the_decision_and_none_is_smaller(
    pair: tuple[str, str],
) -> None:
    facts = replace(SOUND, **{**TURNED[pair[0]], **TURNED[pair[1]]})  # type: ignore[arg-type]
    changes = smallest_flip(facts, WHITELIST)
    for change in changes:
        assert change.words
    turned = facts
    for change in changes:
        turned = change.made(turned)
    assert approved(consider(turned, WHITELIST))
    assert len(changes) == fewest(facts, WHITELIST) == 2


def test_whatever_turns_a_case_can_be_mended() -> None:
    for turned in NOTICE_TURNED.values():
        facts = replace(BOUGHT, **turned)  # type: ignore[arg-type]
        assert len(smallest_flip(facts, TO_RIGHT)) == 1
    nothing = replace(SOUND, registered_proof=False, registered_mortgagees=())
    nothing = replace(nothing, registered_amount=None, registered_mortgagors=())
    assert {c.fact for c in smallest_flip(nothing, WHITELIST)} == {
        "registered_proof",
        "registered_mortgagees",
        "registered_amount",
        "registered_mortgagors",
    }


def test_of_an_approval_every_rule_has_a_single_change_that_would_have_stopped_it() -> None:
    for facts, rules in ((SOUND, WHITELIST), (BOUGHT, TO_RIGHT)):
        (first, *_) = smallest_flip(facts, rules)
        assert not approved(consider(first.made(facts), rules))
        stopped: set[str] = set()
        for (change,) in hazards(facts, rules):
            stopped |= {v.code for v in consider(change.made(facts), rules) if not v.holds}
        assert stopped == {rule.code for rule in rules}


def test_a_rule_that_raises_has_not_said_yes_and_the_others_are_asked() -> None:
    def broken(facts: SmartFacts) -> bool:
        raise ZeroDivisionError("nothing there")

    rules = (replace(WHITELIST[0], code="Z01", holds=broken), *WHITELIST)
    verdicts = consider(SOUND, rules)
    assert (verdicts[0].holds, verdicts[0].error) == (False, "ZeroDivisionError: nothing there")
    assert all(v.holds for v in verdicts[1:]) and not approved(verdicts)


def test_the_bound_is_that_of_clopper_and_pearson() -> None:
    assert at_most(0, 299, confidence=0.95) == pytest.approx(1 - 0.05 ** (1 / 299), abs=1e-12)
    assert at_most(0, 299, confidence=0.95) < 0.01 < at_most(0, 298, confidence=0.95)
    assert needed(0.01, confidence=0.95) == 299
    # R: qbeta(0.95, x + 1, n - x)
    assert at_most(1, 20, confidence=0.95) == pytest.approx(0.2161069, abs=1e-6)
    assert at_most(2, 100, confidence=0.95) == pytest.approx(0.0616194, abs=1e-6)
    assert at_most(0, 0, confidence=0.95) == at_most(7, 7, confidence=0.95) == 1.0
    for wrong, checked, confidence in ((3, 2, 0.95), (-1, 2, 0.95), (0, 1, 1.0)):
        with pytest.raises(ValueError):
            at_most(wrong, checked, confidence=confidence)


@pytest.mark.parametrize(("checked", "share"), [(20, 0.1), (60, 0.05), (299, 0.02)])
def test_the_bound_fails_no_more_often_than_it_says(checked: int, share: float) -> None:
    """Exactly, over all samples of a population with this share of wrong ones."""
    missed = sum(
        comb(checked, x) * share**x * (1 - share) ** (checked - x)
        for x in range(checked + 1)
        if at_most(x, checked, confidence=0.95) < share
    )
    assert missed <= 0.05


def test_a_sample_follows_from_its_seed_and_is_even() -> None:
    ids = range(1, 41)
    assert sampled(ids, seed="a", size=7) == sampled(reversed(ids), seed="a", size=7)
    assert sampled(ids, seed="a", size=7) != sampled(ids, seed="b", size=7)
    assert sorted(sampled(ids, seed="a", size=99)) == list(ids)
    drawn = dict.fromkeys(ids, 0)
    for n in range(2_000):
        for id in sampled(ids, seed=f"s{n}", size=10):
            drawn[id] += 1
    expected = 2_000 * 10 / 40
    chi = sum((count - expected) ** 2 / (expected * 0.75) for count in drawn.values())
    assert chi < 72.1  # 39 degrees of freedom, one in a thousand


@pytest.mark.parametrize("facts", [SOUND, BOUGHT], ids=["cancelled", "bought"])
def test_kept_facts_come_back_whole(facts: SmartFacts) -> None:
    stored = kept_facts.kept(facts, {kept_facts.REGISTER: AT})
    assert kept_facts.restored(stored) == facts
    assert stored["times"] == {"登记簿": AT.isoformat()}
    told = {name for names in kept_facts.SOURCES.values() for name in names}
    assert told == set(kept_facts.NAMES) - {"at"}


def test_a_fact_of_a_later_rule_has_its_default_in_what_was_kept_before() -> None:
    stored = kept_facts.kept(SOUND, {})
    del stored["values"]["mortgages"]
    stored["values"]["of_tomorrow"] = "?"
    assert kept_facts.restored(stored) == SOUND
    del stored["values"]["key_id"]
    with pytest.raises(TypeError):
        kept_facts.restored(stored)


def test_every_rule_is_named_by_code_and_version() -> None:
    second = replace(WHITELIST[5], version=2)
    assert (WHITELIST[5].name, second.name) == ("A06", "A06.2")
    assert all(rule.name == name for name, rule in RULES.items())
    with pytest.raises(LookupError):
        named(["A99"])
    assert SOUND.stated_amount == Decimal("680000.00")
