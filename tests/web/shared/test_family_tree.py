"""The drawing of a family: everybody once, nobody on top of another, all of it on the sheet."""

from datetime import UTC, date, datetime
from fractions import Fraction
from random import Random
from typing import Any

from dengbu.casework.api import inheritance as rules
from dengbu.casework.api import successions
from dengbu.kernel.fault import Faults
from dengbu.web.shared.families import shown
from dengbu.web.shared.family_tree import HEIGHT, WIDTH, tree
from tests.casework.inheritance.randomly import family as at_random

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def view_of(family: rules.Family) -> successions.SuccessionView:
    """A family as a page gets it."""
    answer: rules.Answer | None = None
    faults: Any = ()
    try:
        answer = rules.solve(family)
    except Faults as error:
        faults = error.faults
    today = NOW.date()
    return successions.SuccessionView(
        token="t",
        office="430602",
        unit_code="u",
        revision=0,
        family=family,
        holders=(rules.Holder(name="p0"),),
        questions=(),
        steps=(),
        answer=answer,
        faults=faults,
        attendance=rules.attendance(family, answer, on=today) if answer else (),
        proofs=rules.proofs(family, answer, on=today) if answer else {},
        begun_by="窗口1",
        begun_at=NOW,
        case_no="",
        replays=True,
    )


def test_everybody_once_and_nobody_on_top_of_another() -> None:
    for seed in range(300):
        family = at_random(Random(seed), most=20)
        drawn = tree(view_of(family))
        assert [c.key for c in drawn.cards] == [p.key for p in family.people]
        boxes = [(c.x, c.y) for c in drawn.cards]
        for n, (x, y) in enumerate(boxes):
            assert 0 <= x <= drawn.width - WIDTH
            assert 0 <= y <= drawn.height - HEIGHT
            for other_x, other_y in boxes[n + 1 :]:
                assert y != other_y or abs(x - other_x) > WIDTH


def test_every_person_stands_in_the_table_once() -> None:
    for seed in range(100):
        family = at_random(Random(seed))
        page = shown(view_of(family))
        assert [line.key for line in page.lines] == [p.key for p in family.people]
        if page.bar:
            assert sum(part.share for part in page.bar) == 1
            held = {line.key: line.share for line in page.lines if line.share}
            assert page.view.answer is not None
            apart = {rules.STATE, rules.COLLECTIVE}
            assert set(held) == set(page.view.answer.shares) - apart


def test_whoever_was_married_twice_stands_between_both() -> None:
    dead = rules.Life.DEAD
    people = [
        rules.Person(key="h0", name="父", life=dead, died_on=NOW.date()),
        rules.Person(key="first", name="前妻", life=dead),
        rules.Person(key="second", name="妻"),
        rules.Person(key="child", name="长子"),
    ]
    family = rules.Family(
        titles=(rules.Title(holder="h0", share=Fraction(1)),),
        people=tuple(people),
        marriages=(
            rules.Marriage(one="h0", other="first", until=date(1990, 1, 1)),
            rules.Marriage(one="h0", other="second"),
        ),
        parentages=tuple(
            rules.Parentage(parent=one, child="child", tie=rules.Tie.BLOOD)
            for one in ("h0", "first")
        ),
    )
    cards = tree(view_of(family)).cards
    assert [card.lines[0] for card in cards[1:3]] == ["前配偶", "配偶"]
    places = {card.key: card.x for card in cards}
    assert places["first"] < places["h0"] < places["second"]
