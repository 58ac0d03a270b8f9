"""Common parts of a project: what their acts do to the sheet of the parcel. Pure."""

from dataclasses import replace

from dengbu.register.acts import CancelCommonParts, RegisterCommonParts
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Setting
from dengbu.register.codes import RegistrationType, RightType
from dengbu.register.particulars import values_of
from dengbu.register.state import CommonPartState, UnitState

_RIGHTS = {
    "G": RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP,
    "J": RightType.COLLECTIVE_LAND_USE_AND_HOUSE_OWNERSHIP,
}


def _right(unit_code: str) -> str:
    """权利类型 of the houses that the parts serve."""
    if unit_code[13:14] == "C":
        return RightType.HOMESTEAD_USE_AND_HOUSE_OWNERSHIP.value
    return _RIGHTS[unit_code[12:13]].value


def register_parts(s: Setting, act: RegisterCommonParts) -> UnitState:
    base = s.state.ownership
    follows = base.entry_id if base is not None else None
    entry_id, effective = s.enter(act, RegistrationType.FIRST, _right(act.unit_code), follows)
    made = []
    for part in act.parts:
        held = CommonPartState(
            id=next(s.fresh), entry_id=entry_id, content=part, recorded_from=s.at
        )
        row = (held.id, s.page_id, entry_id, effective, *values_of(part))
        s.into.opened.append((tables.COMMON_PART, row))
        made.append(held)
    return replace(s.state, common_parts=(*s.state.common_parts, *made))


def cancel_parts(s: Setting, act: CancelCommonParts) -> UnitState:
    gone = [p for p in s.state.common_parts if p.content.number in act.numbers]  # E37 has looked
    right = _right(act.unit_code)
    entry_id, effective = s.enter(act, RegistrationType.CANCELLATION, right, gone[0].entry_id)
    for part in gone:
        s.close("commonpart", part.id, entry_id, effective)
    left = tuple(p for p in s.state.common_parts if p not in gone)
    return replace(s.state, common_parts=left)
