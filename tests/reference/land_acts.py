"""What acts on land operation rights and on common parts do to a sheet."""

from dataclasses import replace
from typing import get_args

from dengbu.register import api as register
from tests.reference.model import Line, Sheet
from tests.reference.rights import FOR_EVER, Common, Work

Act = (
    register.CreateOperation
    | register.TransferOperation
    | register.ChangeOperation
    | register.CancelOperation
    | register.RegisterCommonParts
    | register.CancelCommonParts
)
ACTS = get_args(Act)


def enter(sheet: Sheet, line: Line) -> None:
    """One act on one unit."""
    act = line.act
    if isinstance(act, register.RegisterCommonParts):
        for part in act.parts:
            sheet.commons.append(Common(start=line.at, entered=line.at, number=part.number))
    elif isinstance(act, register.CancelCommonParts):
        for common in sheet.commons:
            if common.covers(line.at) and common.number in act.numbers:
                common.end = line.at
    elif isinstance(act, register.CreateOperation):
        start = act.effective_at or line.at
        sheet.works.append(
            Work(
                start=start,
                entered=line.at,
                people=act.holders,
                area=act.area,
                since=act.term_from,
                last_day=act.term_to,
                proof=line.number(),
            )
        )
    else:
        _changed(sheet, line)


def _changed(sheet: Sheet, line: Line) -> None:
    work, act = sheet.work(line.at), line.act
    assert work is not None
    work.end = line.at
    if isinstance(act, register.CancelOperation):
        return
    made = replace(work, start=line.at, end=FOR_EVER, entered=line.at, proof=line.number())
    made.by = made.ended_by = made.instead = None
    made.nth = 0
    if isinstance(act, register.TransferOperation):
        made.people, made.first = act.holders, None
    if isinstance(act, register.ChangeOperation):
        made.area = made.area if act.area is None else act.area
        made.last_day = act.term_to or made.last_day
    sheet.works.append(made)
