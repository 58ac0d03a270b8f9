"""Every state, every order of words, every time-out and every crash of 带押过户, walked."""

from dataclasses import replace
from functools import cache

import pytest

from dengbu.casework.rules import mortgaged
from dengbu.casework.rules.mortgaged import (
    MOVES,
    Act,
    Event,
    Happening,
    Mode,
    Order,
    Phase,
    Plan,
    Standing,
    Step,
    Task,
)
from dengbu.casework.rules.mortgaged.diagram import diagram, happenings, table
from tests.casework.mortgaged.world import Explored, Laws, World
from tests.source import ROOT

MODES = list(Mode)
SMALLEST = {Mode.COMBINED: 3_000, Mode.SEGMENTED: 3_000, Mode.CHANGED: 150, Mode.ASSIGNED: 3_000}
ACCOUNT = ("account", "time")  # what happens though nobody else ever speaks again


@cache
def explored(mode: Mode) -> Explored:
    return Explored(mode)


@pytest.mark.parametrize("mode", MODES)
def test_nobody_is_left_without_security_and_all_houses_agree(mode: Mode) -> None:
    assert explored(mode).wrong is None
    assert len(explored(mode).moves) > SMALLEST[mode]  # it did walk


@pytest.mark.parametrize("mode", MODES)
def test_every_phase_is_reached(mode: Mode) -> None:
    assert {world.office.phase for world in explored(mode).moves} == set(Phase)


def test_every_cell_of_the_table_that_moves_something_is_met() -> None:
    met = {
        (world.office.phase, name)
        for mode in MODES
        for world, moves in explored(mode).moves.items()
        for name, after in moves
        if after.office != world.office
    }
    phases = {phase for phase, _ in met}
    assert phases == set(Phase) - {Phase.DONE}
    ways = {"confirm", "withdraw", "time", "case ended", "entry", "cancellation", "settled"}
    assert ways <= {name for _, name in met}


@pytest.mark.parametrize("mode", MODES)
def test_from_everywhere_there_is_a_way_to_an_end(mode: Mode) -> None:
    walked = explored(mode)
    ends = walked.reaching(
        lambda w: w.office.phase in (Phase.DONE, Phase.ENDED) and not walked.cash(w),
        lambda _: True,
    )
    assert ends == set(walked.moves)


@pytest.mark.parametrize("mode", MODES)
def test_though_all_fall_silent_the_account_and_the_clock_bring_it_to_an_end(mode: Mode) -> None:
    """A bank may be down for ever: undecided, it ends and all money is back; entered, all are paid.

    What may then stand is the old mortgage of a bank that has its money and does not say so.
    """
    walked = explored(mode)

    def over(world: World) -> bool:
        if world.office.phase.entered:
            return world.out >= walked.plan.payouts and not walked.cash(world)
        return world.office.phase is Phase.ENDED and world.came | world.short == world.back

    quiet = walked.reaching(over, lambda name: name.startswith(ACCOUNT))
    assert quiet == set(walked.moves)


@pytest.mark.parametrize("mode", MODES)
def test_what_the_register_decided_stands(mode: Mode) -> None:
    for world, moves in explored(mode).moves.items():
        for name, after in moves:
            if world.office.phase.entered:
                assert after.office.phase.entered, name
            if world.office.phase in (Phase.ENDING, Phase.ENDED):
                assert after.office.phase in (Phase.ENDING, Phase.ENDED), name


@pytest.mark.parametrize("mode", MODES)
def test_orders_to_pay_and_to_give_back_are_never_both_given(mode: Mode) -> None:
    for world in explored(mode).moves:
        tasks = {o.task for o in mortgaged.orders(explored(mode).plan, world.office)}
        assert not {Task.PAY, Task.RETURN} <= tasks
        assert not {Task.PAY, Task.RETURN} <= {task for task, _ in world.read}


@pytest.mark.parametrize("mode", MODES)
def test_once_decided_it_does_not_matter_who_had_confirmed(mode: Mode) -> None:
    plan = explored(mode).plan
    for world in explored(mode).moves:
        if world.office.phase.undecided:
            continue
        other = replace(world.office, confirmed=plan.sides)
        for happening in happenings():
            one = mortgaged.step(plan, world.office, happening)
            two = mortgaged.step(plan, other, happening)
            assert one.act is two.act
            assert replace(one.standing, confirmed=plan.sides) == replace(
                two.standing, confirmed=plan.sides
            )


@pytest.mark.parametrize("mode", MODES)
def test_whatever_is_said_again_changes_nothing(mode: Mode) -> None:
    plan = explored(mode).plan
    for standing in {world.office for world in explored(mode).moves}:
        for happening in happenings():
            once = mortgaged.step(plan, standing, happening)
            again = mortgaged.step(plan, once.standing, happening)
            assert again.standing == once.standing
            if once.act is None:
                assert once.standing == standing


def test_the_page_shows_the_table_as_it_is() -> None:
    page = (ROOT / "docs" / "algorithms" / "mortgaged-transfers.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}\n```" in page
    assert table() in page


def test_the_table_has_every_cell() -> None:
    assert set(MOVES) == set(Phase)
    assert all(set(row) == set(Event) for row in MOVES.values())


def _bent(phase: Phase, event: Event, act: Act | None) -> Laws:
    """The rules with one cell of the table changed."""

    def bent_step(plan: Plan, standing: Standing, happening: Happening) -> Step:
        if (standing.phase, happening.event) != (phase, event):
            return mortgaged.step(plan, standing, happening)
        if act is Act.END:
            return Step(act=act, standing=replace(standing, phase=Phase.ENDING))
        return Step(act=act, standing=replace(standing, phase=Phase.ENTERED))

    return Laws(step=bent_step)


def _paying_early(plan: Plan, standing: Standing) -> tuple[Order, ...]:
    if standing.phase is Phase.READY:
        return mortgaged.orders(plan, replace(standing, phase=Phase.ENTERED))
    return mortgaged.orders(plan, standing)


def _any_sum_counts(plan: Plan, standing: Standing, happening: Happening) -> Step:
    as_if = {Event.HELD_OTHER: Event.HELD, Event.RETURNED_OTHER: Event.RETURNED}
    event = as_if.get(happening.event, happening.event)
    return mortgaged.step(plan, standing, replace(happening, event=event))


def _deaf_once_ready(plan: Plan, standing: Standing, happening: Happening) -> Step:
    """A finding that is kept, and moves nothing."""
    if standing.phase is Phase.READY and happening.event is Event.HELD_OTHER:
        return Step(act=None, standing=standing)
    return mortgaged.step(plan, standing, happening)


def _over_with_another_sum(plan: Plan, standing: Standing, happening: Happening) -> Step:
    if happening.event is Event.RETURNED_OTHER:
        happening = replace(happening, event=Event.RETURNED)
    return mortgaged.step(plan, standing, happening)


BROKEN = {
    "entered before all is there": _bent(Phase.OPEN, Event.ENTER, Act.ENTER),
    "a bank steps back after the entry": _bent(Phase.ENTERED, Event.WITHDRAW, Act.END),
    "the time runs out after the entry": _bent(Phase.ENTERED, Event.EXPIRE, Act.END),
    "entered after it ended": _bent(Phase.ENDING, Event.ENTER, Act.ENTER),
    "paid before the register has decided": Laws(orders=_paying_early),
    "entry and record are two deeds": Laws(torn=True),
    "any sum counts as the agreed one": Laws(step=_any_sum_counts),
    "another sum is only noted once all was there": Laws(step=_deaf_once_ready),
    "another sum given back counts as the whole": Laws(step=_over_with_another_sum),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found_out(name: str) -> None:
    assert Explored(Mode.COMBINED, BROKEN[name]).wrong is not None
