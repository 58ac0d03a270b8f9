"""The phases and what leads from one to another, drawn from the table itself for the documents."""

from collections import defaultdict, deque
from collections.abc import Iterator
from decimal import Decimal

from dengbu.casework.rules.mortgaged.moves import (
    MOVES,
    Event,
    Happening,
    Phase,
    Standing,
    begun,
    step,
)
from dengbu.casework.rules.mortgaged.plan import Leg, Mode, Plan, Side, plan_of

_BY_SIDE = (Event.CONFIRM, Event.DIFFER, Event.WITHDRAW, Event.SETTLED)
_BY_LEG = (Event.HELD, Event.HELD_OTHER, Event.PAID, Event.RETURNED, Event.RETURNED_OTHER)


def diagram() -> str:
    """Mermaid text: every move between phases that can be reached in some mode, by its events."""
    edges: dict[tuple[Phase, Phase], set[Event]] = defaultdict(set)
    for mode in Mode:
        loan = Decimal(4) if mode is Mode.ASSIGNED else Decimal(6)
        plan = plan_of(mode, price=Decimal(10), payoff=Decimal(4), loan=loan)
        for before, event, after in _moves(plan):
            edges[before.phase, after.phase].add(event)
    lines = ["stateDiagram-v2", "    [*] --> OPEN"]
    order = list(Phase)
    for one, other in sorted(edges, key=lambda e: (order.index(e[0]), order.index(e[1]))):
        if one is not other:
            events = ", ".join(e for e in Event if e in edges[one, other])
            lines.append(f"    {one} --> {other} : {events}")
    return "\n".join([*lines, "    DONE --> [*]", "    ENDED --> [*]"])


def _moves(plan: Plan) -> Iterator[tuple[Standing, Event, Standing]]:
    seen, waiting = {begun()}, deque([begun()])
    while waiting:
        standing = waiting.popleft()
        for happening in happenings():
            after = step(plan, standing, happening).standing
            yield standing, happening.event, after
            if after not in seen:
                seen.add(after)
                waiting.append(after)


def happenings() -> Iterator[Happening]:
    """Everything that can happen, once each."""
    for event in Event:
        if event in _BY_SIDE:
            yield from (Happening(event=event, side=side) for side in Side)
        elif event in _BY_LEG:
            yield from (Happening(event=event, leg=leg) for leg in Leg)
        else:
            yield Happening(event=event)


def table() -> str:
    """Markdown: what each event does in each phase; ! is a finding that moves nothing."""
    head = "| | " + " | ".join(Phase) + " |"
    rows = [
        f"| {event} | " + " | ".join(str(MOVES[phase][event] or "!") for phase in Phase) + " |"
        for event in Event
    ]
    return "\n".join([head, "|---|" + "---|" * len(Phase), *rows])
