"""The stored form of a unit plan: JSON with metres to the centimetre."""

from collections.abc import Mapping
from typing import Any

from dengbu.cadastre.values import Ring, Room, UnitPlan


def to_json(plan: UnitPlan) -> dict[str, Any]:
    """`{"outline": [[x, y], ...], "rooms": [{"name": ..., "outline": ...}]}`."""
    return {
        "outline": plan.outline,
        "rooms": [{"name": room.name, "outline": room.outline} for room in plan.rooms],
    }


def from_json(stored: Mapping[str, Any]) -> UnitPlan:
    """Read a stored plan; `KeyError`, `TypeError` or `ValueError` if it is not one."""
    return UnitPlan(
        outline=_ring(stored["outline"]),
        rooms=tuple(
            Room(name=str(room["name"]), outline=_ring(room["outline"]))
            for room in stored.get("rooms", ())
        ),
    )


def _ring(corners: list[list[float]]) -> Ring:
    ring = tuple((float(x), float(y)) for x, y in corners)
    if len(ring) < 3:
        raise ValueError("a ring has at least three corners")
    return ring
