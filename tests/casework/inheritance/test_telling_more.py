"""Telling what is rarer: a spouse who stands in no title, a share that a will must leave."""

from collections.abc import Mapping
from datetime import date

import pytest

from dengbu.casework.rules import inheritance as rules
from dengbu.casework.rules.inheritance import words
from dengbu.kernel.fault import Faults
from tests.casework.inheritance.oracle import final_shares
from tests.casework.inheritance.test_telling import NO, rows, talk

WIFE = (rules.Holder(name="唐秀兰", born_on=date(1952, 1, 1)),)
GONE = {
    "h0.life": "ALIVE",
    "spouse.name": "罗国栋",
    "spouse.since": "1974-01-01",
    "spouse.died_on": "2023-03-04",
}


def shares(
    holders: tuple[rules.Holder, ...], said: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """By name, as solved and as the oracle has them."""
    family, _ = talk(holders, said.get)
    answer = rules.solve(family)
    assert final_shares(family) == dict(answer.shares)
    called = words.names(family)
    return {called[k]: str(v) for k, v in answer.shares.items()}


def test_a_home_in_the_name_of_the_spouse_who_lives() -> None:
    said = {
        "登记的权利人，哪一位去世了？": GONE,
        "罗国栋有哪些子女？": rows({"name": "罗晓峰", "other": "h0"}),
    }
    assert shares(WIFE, said) == {"唐秀兰": "3/4", "罗晓峰": "1/4"}


def test_of_two_holders_it_is_said_whose_spouse() -> None:
    two = (*WIFE, rules.Holder(name="唐秀梅"))
    joint = {**GONE, "h1.life": "ALIVE", "h0.share": "1/2", "h1.share": "1/2"}
    with pytest.raises(Faults) as caught:
        rules.answered(rules.begin(two), rules.Question(topic=rules.Topic.HOLDERS), joint)
    assert [f.field for f in caught.value.faults] == ["spouse.of"]
    said = {"登记的权利人，哪一位去世了？": {**joint, "spouse.of": "h1", "couple": "no"}}
    assert shares(two, said) == {"唐秀兰": "1/2", "唐秀梅": "1/2"}  # nobody but she inherits


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"h0.life": "ALIVE"}, ["h0.life"]),
        ({"h0.life": "ALIVE", "spouse.name": "罗国栋"}, ["spouse.died_on"]),
        ({**GONE, "h0.life": "DEAD", "h0.died_on": "2022-01-01"}, ["spouse.of"]),
    ],
)
def test_what_is_missing_is_told_at_its_field(said: Mapping[str, str], fields: list[str]) -> None:
    with pytest.raises(Faults) as caught:
        rules.answered(rules.begin(WIFE), rules.Question(topic=rules.Topic.HOLDERS), said)
    assert [f.field for f in caught.value.faults] == fields


def test_what_a_will_must_leave_is_told_with_it() -> None:
    def said(**reserve: str) -> dict[str, Mapping[str, str]]:
        will = rows({"name": "罗晓峰", "share": "1"}, made_on="2020-01-01", **reserve)
        return {
            "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2023-03-04"},
            "唐秀兰有哪些子女？": rows({"name": "罗晓峰"}, {"name": "罗晓岚"}),
            "唐秀兰留下遗嘱或者遗赠扶养协议了吗？": {**will, "any": "will"},
        }

    asked = talk(WIFE, said().get)[1]
    assert any("遗嘱" in title for title in asked)
    assert shares(WIFE, said()) == {"罗晓峰": "1"}
    kept = said(**{"reserve.name": "罗晓岚", "reserve.share": "1/4"})
    assert shares(WIFE, kept) == {"罗晓峰": "3/4", "罗晓岚": "1/4"}
    with pytest.raises(Faults) as caught:
        talk(WIFE, said(**{"reserve.name": "没写过的人", "reserve.share": "1/4"}).get)
    assert "没写过的人" in caught.value.faults[0].message
    assert NO == {"any": "no"}
