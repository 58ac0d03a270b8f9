"""From rows to the rights of use that stand on a unit, and to the common parts of a parcel."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dengbu.register.booking.people import People, by_right
from dengbu.register.codes import HabitationSource, OperationMode
from dengbu.register.lapse import day_stands
from dengbu.register.particulars import CommonPart, columns_of
from dengbu.register.state import CommonPartState, EasementState, HabitationState, OperationState


def habitations(
    rows: Sequence[Any], people: People, at: datetime
) -> dict[int, list[HabitationState]]:
    """Rows are one a party, in order of page, right, role and place."""
    found: dict[int, list[HabitationState]] = defaultdict(list)
    for (page, pk), parties in by_right(rows).items():
        first = parties[0]
        found[page].append(
            HabitationState(
                id=pk,
                entry_id=first[2],
                source=HabitationSource(first[3]),
                scope=first[4],
                may_let=first[5],
                term_to=first[6],
                recorded_from=first[7],
                proof_no=first[8] or "",
                holders=tuple(people.get(*r[10:15]) for r in parties if r[9] == "H"),
                grantors=tuple(people.get(*r[10:15]) for r in parties if r[9] == "G"),
                lapsed=not day_stands(first[6], at),
                effective_from=first[15],
                restores=first[16],
            )
        )
    return found


def common_parts(rows: Iterable[Any]) -> dict[int, list[CommonPartState]]:
    found: dict[int, list[CommonPartState]] = defaultdict(list)
    for page, pk, entry, known, *values in rows:
        content = CommonPart(**dict(zip(columns_of(CommonPart), values, strict=True)))
        found[page].append(
            CommonPartState(id=pk, entry_id=entry, content=content, recorded_from=known)
        )
    return found


def operations(
    rows: Sequence[Any], people: People, at: datetime
) -> dict[int, list[OperationState]]:
    """Rows are one a party, in order of page, right, role and place."""
    found: dict[int, list[OperationState]] = defaultdict(list)
    for (page, pk), parties in by_right(rows).items():
        first = parties[0]
        found[page].append(
            OperationState(
                id=pk,
                entry_id=first[2],
                mode=OperationMode(first[3]),
                area=first[4],
                term_from=first[5],
                term_to=first[6],
                contract_no=first[7],
                recorded_from=first[8],
                proof_no=first[9] or "",
                holders=tuple(people.get(*r[11:16]) for r in parties if r[10] == "H"),
                grantors=tuple(people.get(*r[11:16]) for r in parties if r[10] == "G"),
                lapsed=not day_stands(first[6], at),
                effective_from=first[16],
                restores=first[17],
            )
        )
    return found


def easements(
    rows: Sequence[Any], people: People, at: datetime
) -> tuple[dict[int, list[EasementState]], dict[int, list[EasementState]]]:
    """By the page that serves and by the page that gains."""
    burdens: dict[int, list[EasementState]] = defaultdict(list)
    benefits: dict[int, list[EasementState]] = defaultdict(list)
    for (page, pk), parties in by_right(rows).items():
        first = parties[0]
        made = EasementState(
            id=pk,
            entry_id=first[2],
            servient_code=first[4],
            dominant_code=first[5],
            content=first[6],
            term_from=first[7],
            term_to=first[8],
            recorded_from=first[9],
            proof_no=first[10] or "",
            servient_holders=tuple(people.get(*r[12:17]) for r in parties if r[11] == "S"),
            dominant_holders=tuple(people.get(*r[12:17]) for r in parties if r[11] == "D"),
            lapsed=not day_stands(first[8], at),
            effective_from=first[17],
            restores=first[18],
        )
        burdens[page].append(made)
        benefits[first[3]].append(made)
    return burdens, benefits
