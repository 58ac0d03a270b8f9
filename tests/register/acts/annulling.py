"""Annulling entries by judgment, for the tests of what becomes of them."""

from dataclasses import replace
from datetime import datetime

from dengbu.register import api as register
from tests.register.acts.acting import COURT, DAY, NOW
from tests.register.city import book, booking

JUDGED = NOW + 5 * DAY


def annulment(unit: str, number: int, **changes: object) -> register.AnnulEntry:
    """Of the unit's ``number``-th entry."""
    line = register.history(unit)[number]
    act = register.AnnulEntry(
        unit_code=unit,
        case_no=line.case_no,
        entry_no=line.seq,
        organ=COURT,
        document_no="行初1号",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def leaving(act: register.AnnulEntry, at: datetime = JUDGED) -> register.AnnulEntry:
    """The same by a judgment that leaves standing, by name, what stands in the way."""
    told = register.undoing(act.unit_code, act.case_no, act.entry_no, now=at)
    assert told is not None
    assert told.stays
    return replace(act, stays=told.stays)


def rests(unit: str, number: int, right: str) -> str:
    """What is said of the unit's ``number``-th entry, by which a right was entered later."""
    line = register.history(unit)[number]
    place = f"（业务号 {line.case_no} 的第 {line.seq + 1} 条）"
    return f"E53 {right}在它之后登记{place}，依据的就是它"


def refused(act: register.Act, at: object = JUDGED) -> list[str]:
    (outcome,) = book(booking(act), at=at)
    return [f"{b.code} {b.message}" for b in outcome.blocks]


def unknown(name: register.EntryName) -> str:
    """What is said of an entry that a judgment leaves standing and that was never entered."""
    place = f"业务号 {name.case_no} 的第 {name.entry_no + 1} 条"
    return f"E53 登记簿上没有文书写明保留的这条登记：单元 {name.unit_code}，{place}"
