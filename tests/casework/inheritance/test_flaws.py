"""What cannot be true of a family is told at once, each with its code and its place."""

from typing import Any

import pytest

from dengbu.casework.rules import inheritance as rules
from dengbu.casework.rules.inheritance.checking import MOST_PEOPLE
from dengbu.casework.rules.inheritance.flaws import SENTENCES
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.inheritance.told import told

BASE: dict[str, Any] = {
    "people": "甲 b1950 d2022-01-01; 乙 b1952; 子 b1980; 女 b1982",
    "couples": "甲 乙 1975",
    "children": "甲 乙 > 子 女",
}
LONE = "甲 b1950 d2022-01-01"

ROWS: list[tuple[str, dict[str, Any], set[tuple[str, str]]]] = [
    (
        "自己的祖先",
        {**BASE, "children": "甲 > 子; 子 > 女; 女 > 甲"},
        {("OWN_ANCESTOR", f"parentages.{n}") for n in range(3)}
        | {("PARENT_YOUNGER", "parentages.2")},
    ),
    (
        "自己是自己的父亲",
        {**BASE, "children": "子 > 子"},
        {("OWN_ANCESTOR", "parentages.0"), ("PARENT_YOUNGER", "parentages.0")},
    ),
    (
        "先死后生",
        {**BASE, "people": "甲 b1950 d1949-01-01", "couples": "", "children": ""},
        {("DEATH_BEFORE_BIRTH", "people.0.died_on")},
    ),
    (
        "登记的人去世，没有日期",
        {**BASE, "people": "甲 b1950 dead", "couples": "", "children": ""},
        {("DEATH_DAY_MISSING", "people.0.died_on")},
    ),
    (
        "没有人去世",
        {"people": "甲 b1950"},
        {("NOBODY_DIED", "titles")},
    ),
    (
        "父母比子女小",
        {**BASE, "people": "甲 b1950 d2022-01-01; 乙 b1985; 子 b1980; 女 b1990", "couples": ""},
        {("PARENT_YOUNGER", "parentages.2")},
    ),
    (
        "三个生父母",
        {**BASE, "people": BASE["people"] + "; 丙 b1950", "children": "甲 乙 丙 > 子"},
        {("CHILD_IN_TWO_FAMILIES", "people.2")},
    ),
    (
        "同时给两家收养",
        {
            **BASE,
            "people": BASE["people"] + "; 丙 b1950; 丁 b1950",
            "children": "adopt 1990: 丙 > 子; adopt 1995: 丁 > 子",
        },
        {("CHILD_IN_TWO_FAMILIES", "people.2")},
    ),
    (
        "婚姻重叠",
        {**BASE, "people": BASE["people"] + "; 丙 b1955", "couples": "甲 乙 1975; 甲 丙 1990"},
        {("MARRIAGES_OVERLAP", "marriages.1")},
    ),
    ("和自己结婚", {**BASE, "couples": "乙 乙 1990"}, {("MARRIED_SELF", "marriages.0")}),
    (
        "和子女结婚",
        {**BASE, "couples": "甲 子 2000"},
        {("MARRIED_CHILD", "marriages.0")},
    ),
    (
        "离婚早于结婚，婚后于去世，婚前于出生",
        {**BASE, "couples": "甲 乙 1990 1980; 子 女 1970", "children": ""},
        {
            ("MARRIAGE_DAYS", "marriages.0.until"),
            ("MARRIED_BEFORE_BIRTH", "marriages.1.since"),
        },
    ),
    (
        "去世以后结婚",
        {**BASE, "couples": "甲 乙 2023"},
        {("MARRIED_AFTER_DEATH", "marriages.0.since")},
    ),
    (
        "同一天的两份遗嘱",
        {**BASE, "wills": "甲 2020-01-01: 子 1; 甲 2020-01-01: 女 1"},
        {("WILLS_OF_ONE_DAY", "wills.1.made_on")},
    ),
    (
        "未成年人立遗嘱",
        {**BASE, "wills": "甲 1960-01-01: 子 1"},
        {("WILL_BY_MINOR", "wills.0.made_on")},
    ),
    (
        "去世以后立遗嘱",
        {**BASE, "wills": "甲 2022-02-01: 子 1"},
        {("WILL_AFTER_DEATH", "wills.0.made_on")},
    ),
    (
        "遗嘱给出的超过遗产",
        {**BASE, "wills": "甲 2020-01-01: 子 2/3, 女 1/2"},
        {("GIFTS_ABOVE_ESTATE", "wills.0.gifts")},
    ),
    (
        "遗嘱份额是零，写了两次，留给自己",
        {**BASE, "wills": "甲 2020-01-01: 子 0, 女 1/4, 女 1/4, 甲 1/4"},
        {
            ("GIFT_SHARE", "wills.0.gifts.0.share"),
            ("GIFT_TWICE", "wills.0.gifts.1.to"),
            ("GIFT_TWICE", "wills.0.gifts.2.to"),
            ("GIFT_TO_SELF", "wills.0.gifts.3.to"),
        },
    ),
    (
        "前后遗嘱分不清还剩什么",
        {**BASE, "wills": "甲 2018-01-01: 子 1/2, 乙 1/2; 甲 2020-01-01: 女 1/2"},
        {("WILLS_UNCLEAR", "wills")},
    ),
    (
        "协议一共超过遗产",
        {**BASE, "pacts": "甲: 子 2/3; 甲: 女 2/3"},
        {("GIFTS_ABOVE_ESTATE", "pacts")},
    ),
    (
        "遗嘱写了家庭以外的人",
        {**BASE, "wills": "甲 2020-01-01: 不认识 1"},
        {("UNKNOWN_PERSON", "wills.0.gifts.0.to")},
    ),
    (
        "到处都是不认识的人，一次说完",
        {**BASE, "couples": "甲 谁 1990", "children": "谁二 > 子", "gave_up": "谁三 甲 2023-01-01"},
        {
            ("UNKNOWN_PERSON", "marriages.0.other"),
            ("UNKNOWN_PERSON", "parentages.0.parent"),
            ("UNKNOWN_PERSON", "disclaimers.0.who"),
        },
    ),
    (
        "一个人填了两次",
        {**BASE, "people": "甲 d2022-01-01; 甲 b1950", "couples": "", "children": ""},
        {("SAME_KEY", "people.0.key"), ("SAME_KEY", "people.1.key")},
    ),
    (
        "份额合计不是1",
        {**BASE, "titles": "甲 1/2; 乙 1/3"},
        {("TITLES_SUM", "titles")},
    ),
    (
        "份额不是正数",
        {**BASE, "titles": "甲 1; 乙 0"},
        {("TITLE_SHARE", "titles.1.share")},
    ),
    (
        "不是夫妻却按夫妻共同财产",
        {**BASE, "titles": "甲+子 1"},
        {("NOT_MARRIED", "titles.0.common_with")},
    ),
    (
        "同一天去世，不知道谁先",
        {**BASE, "people": "甲 d2022-01-01; 乙 d2022-01-01; 子; 女"},
        {("DEATH_ORDER", "people.1.died_at")},
    ),
    (
        "同一事件，都没有其他继承人",
        {
            "people": "甲 d2022-01-01 event:海难; 乙 d2022-01-01 event:海难",
            "couples": "甲 乙 1990",
        },
        {("EVENT_ORDER", "people")},
    ),
    (
        "同一事件，推定的先后和写明的时间合不上",
        {
            "people": "祖 d2022-01-01 event:海难; 父 d2022-01-01T10:00 event:海难;"
            " 子 d2022-01-01T09:00 event:海难; 叔; 媳; 孙",
            "couples": "子 媳 2010",
            "children": "祖 > 父 叔; 父 > 子; 子 媳 > 孙",
        },
        {("EVENT_ORDER", "people")},
    ),
    (
        "放弃得太早，放弃活人的，死后放弃",
        {
            **BASE,
            "people": "甲 d2022-01-01; 乙; 子 d2022-06-01; 女",
            "gave_up": "女 甲 2021-01-01; 女 乙 2023-01-01; 子 甲 2022-07-01",
        },
        {
            ("DISCLAIMED_TOO_EARLY", "disclaimers.0.on"),
            ("ESTATE_OF_LIVING", "disclaimers.1.estate"),
            ("DISCLAIMED_AFTER_DEATH", "disclaimers.2.on"),
        },
    ),
    (
        "故意杀害不能宽恕，第六项没有",
        {**BASE, "unworthy": "子 甲 1 pardoned; 女 甲 6"},
        {("PARDON_IMPOSSIBLE", "unworthy.0.pardoned"), ("GROUND_UNKNOWN", "unworthy.1.ground")},
    ),
    (
        "受遗赠的日期",
        {
            **BASE,
            "people": BASE["people"] + "; 友",
            "accepted": "友 甲 2021-01-01 2021-02-01; 女 甲 2022-02-01 2022-01-15",
        },
        {
            ("KNEW_TOO_EARLY", "acceptances.0.knew_on"),
            ("ACCEPTED_TOO_EARLY", "acceptances.1.accepted_on"),
        },
    ),
    (
        "胎儿有出生日，胎儿有孩子",
        {
            "people": LONE + "; 胎儿 unborn b2022-03-01; 孙",
            "children": "甲 > 胎儿; 胎儿 > 孙",
        },
        {("UNBORN_WITH_BIRTH", "people.1.born_on"), ("UNBORN_PARENT", "parentages.1.parent")},
    ),
    (
        "亲子关系填了两次，收养的日子颠倒，死后收养",
        {
            "people": LONE + "; 子; 养子",
            "children": "甲 > 子; step yes: 甲 > 子; adopt 2023 2010: 甲 > 养子",
        },
        {
            ("TIE_TWICE", "parentages.0"),
            ("TIE_TWICE", "parentages.1"),
            ("ADOPTION_DAYS", "parentages.2.until"),
            ("ADOPTED_BY_DEAD", "parentages.2.since"),
        },
    ),
    (
        "单位有亲属",
        {"people": LONE + "; 福利院 org", "children": "甲 > 福利院"},
        {("ORGANISATION_WITH_FAMILY", "people.1.organisation")},
    ),
    (
        "受孕晚于出生",
        {"people": LONE + "; 子 b2020 c2021-01-01", "children": "甲 > 子"},
        {("BORN_BEFORE_CONCEIVED", "people.1.conceived_on")},
    ),
]


@pytest.mark.parametrize(("text", "row", "wanted"), ROWS, ids=[r[0] for r in ROWS])
def test_told_at_once(text: str, row: dict[str, Any], wanted: set[tuple[str, str]]) -> None:
    with pytest.raises(Faults) as caught:
        rules.solve(told(row))
    assert {(f.data["flaw"], f.field) for f in caught.value.faults} == wanted
    assert {f.code for f in caught.value.faults} == {FaultCode.FAMILY}
    assert all("{" not in f.message for f in caught.value.faults)


def test_identical_wills_of_one_day_do_not_contradict() -> None:
    row = {**BASE, "wills": "甲 2020-01-01: 子 1/2; 甲 2020-01-01: 子 1/2"}
    answer = rules.solve(told(row))
    assert answer.shares["子"] == answer.shares["乙"] * 4


def test_an_unknown_beginning_of_a_marriage_overlaps_nothing() -> None:
    row = {
        **BASE,
        "people": BASE["people"] + "; 丙",
        "couples": "甲 丙 - 1970; 甲 乙",
    }
    assert "丙" not in rules.solve(told(row)).shares


def test_a_family_without_end_is_refused_before_it_is_read() -> None:
    people = "; ".join(f"人{n}" for n in range(MOST_PEOPLE + 1))
    with pytest.raises(Faults) as caught:
        rules.solve(told({"people": people}))
    assert [f.data["flaw"] for f in caught.value.faults] == ["TOO_MANY"]


def test_every_flaw_has_its_sentence() -> None:
    assert set(SENTENCES) == set(rules.Flaw)
