"""From the first question to the whole answer, and the answer kept and read again."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from random import Random

import pytest

from dengbu.casework.rules import inheritance as rules
from dengbu.casework.rules.inheritance import words
from dengbu.kernel.fault import Faults
from tests.casework.inheritance.oracle import final_shares
from tests.casework.inheritance.randomly import family as at_random
from tests.casework.inheritance.told import told

TODAY = date(2024, 12, 12)
LUO = (
    rules.Holder(name="罗国栋", born_on=date(1950, 1, 1)),
    rules.Holder(name="唐秀兰", born_on=date(1952, 1, 1)),
)
NO = {"any": "no"}


def rows(*people: Mapping[str, str], **more: str) -> dict[str, str]:
    """Fields of rows of people."""
    made = {f"rows.{n}.{k}": v for n, one in enumerate(people) for k, v in one.items()}
    return {"any": "yes", **made, **more}


def dead(name: str, day: str, **more: str) -> dict[str, str]:
    return {"name": name, "life": "DEAD", "died_on": day, **more}


def answers() -> dict[str, Mapping[str, str]]:
    """What the family of nine says, by the title of the question."""
    return {
        "登记的权利人，哪一位去世了？": {
            "h0.life": "DEAD",
            "h0.died_on": "2023-03-04",
            "h1.life": "ALIVE",
            "couple": "yes",
            "since": "1974-01-01",
        },
        "罗国栋去世时有没有配偶？": rows({"name": "唐秀兰"}),
        "罗国栋有哪些子女？": rows(
            {"name": "罗晓峰", "born_on": "1975-01-01", "other": "h1"},
            {"name": "罗晓岚", "born_on": "1978-01-01", "other": "h1"},
            dead("罗晓川", "2019-08-01", born_on="1980-01-01", other="h1"),
        ),
        "罗晓川有哪些子女？": rows({"name": "罗一诺", "born_on": "2015-05-01"}),
        "罗国栋去世时，父母还在吗？": rows(
            dead("罗德昌", "1998-04-01"), dead("吴桂英", "2024-01-10")
        ),
        "吴桂英去世时有没有配偶？": rows(dead("罗德昌", "1998-04-01")),
        "吴桂英有哪些子女？": rows({"name": "罗国梁", "born_on": "1955-01-01"}, {"name": "罗国栋"}),
        "罗晓岚，罗国栋的那一份，您要还是放弃？": {"stance": "notary", "on": "2023-09-01"},
        "罗一诺的监护人是谁？": {"guardian": "方琳"},
    }


def talk(
    holders: tuple[rules.Holder, ...], said: Callable[[str], Mapping[str, str] | None]
) -> tuple[rules.Family, list[str]]:
    """Answer the next question until none is left."""
    steps: list[rules.Step] = []
    asked: list[str] = []
    while True:
        family = rules.tell(holders, steps)
        open_ = rules.next_questions(family, on=TODAY)
        if not open_:
            return family, asked
        title, _ = words.question_words(open_[0], family)
        asked.append(title)
        assert len(asked) < 60
        given = said(title)
        if given is None:
            given = {"stance": "takes"} if "要还是放弃" in title else NO
        steps.append(rules.Step(key=open_[0].key, said=given))


def test_a_family_of_nine_from_the_first_question() -> None:
    family, asked = talk(LUO, answers().get)
    assert set(answers()) <= set(asked)
    assert len(asked) == len(set(asked))
    shares = rules.solve(family).shares
    called = words.names(family)
    assert {called[k]: str(v) for k, v in shares.items()} == {
        "唐秀兰": "5/8",
        "罗国梁": "1/16",
        "罗晓峰": "7/48",
        "罗晓岚": "1/48",
        "罗一诺": "7/48",
    }


def test_who_must_come_and_with_which_papers() -> None:
    family, _ = talk(LUO, answers().get)
    answer = rules.solve(family)
    called = words.names(family)
    coming = {called[a.who]: a for a in rules.attendance(family, answer, on=TODAY)}
    assert len(coming) == len(family.people)
    assert {name for name, a in coming.items() if a.must} == {
        "唐秀兰",
        "罗国梁",
        "罗晓峰",
        "罗晓岚",
        "罗一诺",
    }
    assert coming["罗一诺"].coming is rules.Coming.GUARDIAN
    wanted = {called[k]: set(v) for k, v in rules.proofs(family, answer, on=TODAY).items()}
    assert rules.Proof.DEATH in wanted["吴桂英"]
    assert rules.Proof.NOTARISED_DISCLAIMER in wanted["罗晓岚"]
    assert rules.Proof.GUARDIANSHIP in wanted["罗一诺"]


def test_a_notarised_waiver_of_everything_stays_at_home() -> None:
    row = {
        "people": "甲 b1950 d2022-01-01; 子; 女",
        "children": "甲 > 子 女",
        "gave_up": "子 甲 2022-03-01 n",
    }
    family = told(row)
    answer = rules.solve(family)
    found = {a.who: (a.must, a.why) for a in rules.attendance(family, answer, on=TODAY)}
    assert found["子"] == (False, rules.Reason.NOTARISED)
    here = told({**row, "gave_up": "子 甲 2022-03-01"})
    found = {a.who: (a.must, a.why) for a in rules.attendance(here, rules.solve(here), on=TODAY)}
    assert found["子"] == (True, rules.Reason.GIVES_UP_HERE)


def test_heirs_by_statute_confirm_a_will() -> None:
    family = told(
        {
            "people": "甲 b1950 d2022-01-01; 子; 女; 胎儿 unborn; 友",
            "children": "甲 > 子 女; 子 > 胎儿",
            "wills": "甲 2020-01-01: 女 1",
        }
    )
    answer = rules.solve(family)
    found = {a.who: a.why for a in rules.attendance(family, answer, on=TODAY)}
    assert found["子"] is rules.Reason.CONFIRMS
    assert found["友"] is rules.Reason.NOT_CALLED
    assert found["胎儿"] is rules.Reason.NOT_CALLED


def test_whoever_has_not_decided_keeps_the_question_open() -> None:
    family, _ = talk(LUO, answers().get)
    question = rules.Question(topic=rules.Topic.STANCE, who="h0c0", estate="h0")
    bare = rules.Family(
        **{**_parts(family), "told": family.told - {question.key}},
    )
    waiting = rules.answered(bare, question, {"stance": "waits"})
    assert question in rules.next_questions(waiting, on=TODAY)
    assert question not in rules.next_questions(
        rules.answered(bare, question, {"stance": "takes"}), on=TODAY
    )


def _parts(family: rules.Family) -> dict[str, object]:
    return {name: getattr(family, name) for name in family.__dataclass_fields__}


def test_without_a_first_order_the_second_is_asked_about() -> None:
    said = {
        "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2023-03-04"},
        "甲有没有兄弟姐妹？": rows({"name": "哥"}, dead("姐", "2010-01-01")),
        "姐有哪些子女？": rows({"name": "外甥"}),
        "甲的祖父母、外祖父母，有在世的吗？": rows({"name": "外婆"}),
    }
    family, _ = talk((rules.Holder(name="甲"),), said.get)
    called = words.names(family)
    assert {called[k]: v for k, v in rules.solve(family).shares.items()} == {
        "哥": Fraction(1, 3),
        "外甥": Fraction(1, 3),
        "外婆": Fraction(1, 3),
    }


def test_a_will_in_favour_of_a_friend_is_asked_to_the_end() -> None:
    said = {
        "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2023-03-04"},
        "甲去世时有没有配偶？": rows({"name": "妻", "since": "1990-01-01"}),
        "房子是甲和配偶的共同财产吗？": {"common": "h0s0"},
        "甲有哪些子女？": rows({"name": "子"}),
        "甲留下遗嘱或者遗赠扶养协议了吗？": {
            **rows({"name": "老友", "share": "1/2"}),
            "any": "will",
            "made_on": "2022-01-01",
            "form": "NOTARISED",
        },
        "老友接受甲的遗赠了吗？": {"knew_on": "2023-03-10", "accepted_on": "2023-04-01"},
    }
    family, asked = talk((rules.Holder(name="甲"),), said.get)
    assert "老友接受甲的遗赠了吗？" in asked
    called = words.names(family)
    assert {called[k]: str(v) for k, v in rules.solve(family).shares.items()} == {
        "妻": "5/8",
        "子": "1/8",
        "老友": "1/4",
    }


def test_the_office_says_whether_a_dead_heirs_part_was_common() -> None:
    said = {
        "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2022-01-01"},
        "甲有哪些子女？": rows(dead("子", "2023-01-01"), {"name": "女"}),
        "子去世时有没有配偶？": rows({"name": "媳", "since": "2010-01-01"}),
        "子有哪些子女？": rows({"name": "孙"}),
        "子继承来的那一份，算不算夫妻共同财产？": {"shared": "yes"},
    }
    family, asked = talk((rules.Holder(name="甲"),), said.get)
    assert "子继承来的那一份，算不算夫妻共同财产？" in asked
    called = words.names(family)
    shares = {called[k]: str(v) for k, v in rules.solve(family).shares.items()}
    assert shares == {"女": "1/2", "媳": "3/8", "孙": "1/8"}


def test_joint_holders_who_are_no_couple_say_their_shares() -> None:
    holders = (rules.Holder(name="兄"), rules.Holder(name="弟"))
    question = rules.Question(topic=rules.Topic.HOLDERS)
    gone = {"h0.life": "DEAD", "h0.died_on": "2023-01-01", "couple": "no"}
    with pytest.raises(Faults) as caught:
        rules.answered(rules.begin(holders), question, gone)
    assert {f.field for f in caught.value.faults} == {"h0.share", "h1.share"}
    said = {**gone, "h0.share": "1/4", "h1.share": "3/4"}
    family = rules.answered(rules.begin(holders), question, said)
    assert [t.share for t in family.titles] == [Fraction(1, 4), Fraction(3, 4)]


def test_two_of_one_name_are_told_apart_by_a_mark() -> None:
    assert words.bare("罗强（小）") == "罗强"
    assert words.bare("罗强") == "罗强"
    assert words.bare("（小）") == "（小）"


def test_an_earlier_will_keeps_what_the_last_one_left() -> None:
    will = {"any": "will", "form": "OWN_HAND"}
    said = {
        "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2023-03-04"},
        "甲有哪些子女？": rows({"name": "子"}, {"name": "女"}),
        "甲留下遗嘱或者遗赠扶养协议了吗？": {
            **rows({"name": "女", "share": "1/4"}),
            **will,
            "made_on": "2022-01-01",
        },
        "甲还有别的遗嘱吗？": {
            **rows({"name": "子", "share": "1"}),
            **will,
            "made_on": "2015-01-01",
        },
    }
    family, asked = talk((rules.Holder(name="甲"),), said.get)
    assert "甲还有别的遗嘱吗？" in asked
    called = words.names(family)
    shares = {called[k]: str(v) for k, v in rules.solve(family).shares.items()}
    assert shares == {"女": "1/4", "子": "3/4"}
    same_day = {
        **said,
        "甲还有别的遗嘱吗？": {**said["甲还有别的遗嘱吗？"], "made_on": "2022-01-01"},
    }
    steps = [
        rules.Step(key="HOLDERS", said=said["登记的权利人，哪一位去世了？"]),
        rules.Step(key="CHILDREN:h0", said=said["甲有哪些子女？"]),
        rules.Step(key="WILL:h0", said=said["甲留下遗嘱或者遗赠扶养协议了吗？"]),
        rules.Step(key="OTHER_WILL:h0", said=same_day["甲还有别的遗嘱吗？"]),
    ]
    with pytest.raises(Faults) as caught:
        rules.solve(rules.tell((rules.Holder(name="甲"),), steps))
    assert [f.data["flaw"] for f in caught.value.faults] == ["WILLS_OF_ONE_DAY"]


def test_who_gets_nothing_by_the_will_is_not_asked_to_give_up() -> None:
    said = {
        "登记的权利人，哪一位去世了？": {"h0.life": "DEAD", "h0.died_on": "2023-03-04"},
        "甲有哪些子女？": rows({"name": "子"}, {"name": "女"}),
        "甲留下遗嘱或者遗赠扶养协议了吗？": {
            **rows({"name": "女", "share": "1"}),
            "any": "will",
            "made_on": "2022-01-01",
        },
    }
    _, asked = talk((rules.Holder(name="甲"),), said.get)
    assert "女，甲的那一份，您要还是放弃？" in asked
    assert "子，甲的那一份，您要还是放弃？" not in asked


@pytest.mark.parametrize(
    ("key", "said", "fields"),
    [
        ("HOLDERS", {"h0.life": "DEAD"}, {"h0.died_on"}),
        ("HOLDERS", {"h0.life": "ALIVE"}, {"h0.life"}),
        ("HOLDERS", {"h0.life": "DEAD", "h0.died_on": "去年"}, {"h0.died_on"}),
        ("SPOUSE:h0", {}, {"any"}),
        ("SPOUSE:h0", {"any": "yes"}, {"rows.0.name"}),
        (
            "CHILDREN:h0",
            {
                "any": "yes",
                "rows.0.name": "子",
                "rows.0.born_on": "x",
                "rows.1.name": "女",
                "rows.1.tie": "FRIEND",
            },
            {"rows.0.born_on", "rows.1.tie"},
        ),
        (
            "WILL:h0",
            {"any": "will", "rows.0.name": "子", "rows.0.share": "一半"},
            {"rows.0.share", "made_on"},
        ),
        ("STANCE:h0:h0", {}, {"stance"}),
        ("STANCE:h0:h0", {"stance": "notary"}, {"on"}),
        ("STANCE:h0:h0", {"stance": "lost", "ground": "6"}, {"ground"}),
        ("ACCEPTS:h0:h0", {"accepted_on": "2023-01-01"}, {"knew_on"}),
        ("SHARED:h0", {}, {"shared"}),
        ("GUARDIAN:h0", {"guardian": " "}, {"guardian"}),
        ("COMMON:h0", {"common": "h9"}, {"common"}),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    key: str, said: dict[str, str], fields: set[str]
) -> None:
    family = rules.begin((rules.Holder(name="甲"),))
    with pytest.raises(Faults) as caught:
        rules.answered(family, rules.Question.of(key), said)
    assert fields <= {f.field for f in caught.value.faults}


def test_of_an_answer_only_what_questions_have_is_kept() -> None:
    said = {
        "any": "yes",
        "rows.0.name": "子" * 500,
        "rows.19.died_on": "2020-01-01",
        "rows.20.name": "太多",
        "h0.life": "DEAD",
        "rows.0.event": "  ",
        "next": "/somewhere",
        "rows.0.__class__": "x",
    }
    found = rules.kept(said)
    assert set(found) == {"any", "rows.0.name", "rows.19.died_on", "h0.life"}
    assert len(found["rows.0.name"]) == 200


def test_a_step_about_somebody_no_longer_named_is_left_out() -> None:
    steps = [
        rules.Step(key="HOLDERS", said={"h0.life": "DEAD", "h0.died_on": "2023-01-01"}),
        rules.Step(key="CHILDREN:h0c7", said=rows({"name": "谁"})),
    ]
    assert [p.name for p in rules.tell((rules.Holder(name="甲"),), steps).people] == ["甲"]


def test_kept_families_give_the_same_answer() -> None:
    checked = 0
    for seed in range(200):
        family = at_random(Random(seed))
        again = rules.from_json(rules.Family, rules.to_json(family))
        assert again == family
        try:
            answer = rules.solve(family)
        except Faults:
            continue
        checked += 1
        assert rules.from_json(rules.Answer, rules.to_json(answer)) == answer
        assert rules.solve(again) == answer
        assert final_shares(again) == dict(answer.shares)
        for sentence in words.reasons(family, answer):
            assert sentence.clauses
    assert checked > 100


def test_every_word_is_there() -> None:
    assert set(words.WAYS) == set(rules.Way)
    assert set(words.PROOFS) == set(rules.Proof)
    family, _ = talk(LUO, answers().get)
    answer = rules.solve(family)
    called = words.names(family)
    told_of = [words.out_words(e, called) for e in answer.out]
    assert any("早于罗国栋去世" in said for said in told_of)
    text = "。".join(s.text for s in words.reasons(family, answer))
    assert "吴桂英（2024年1月10日去世）留下1/8" in text
    assert "罗晓川先去世，由罗一诺代位，1/8" in text
    for topic in rules.Topic:
        title, why = words.question_words(rules.Question(topic=topic, who="h0"), family)
        assert title.endswith("？") and why
    coming = rules.attendance(family, answer, on=TODAY)
    people = {p.key: p for p in family.people}
    assert "监护人方琳代为到场" in {words.coming_words(a, people[a.who]) for a in coming}
    assert words.relation(family, LUO, "h0") == "被继承人"
    assert words.relation(family, LUO, "h1") == "配偶"
