"""What each act does: the unit's next state and the rows to write. Pure."""

from collections.abc import Callable
from typing import Any

from dengbu.register.acts import (
    Act,
    CancelMortgage,
    CreateMortgage,
    EnterNotice,
    EnterObjection,
    FirstRegistration,
    ReleaseSeizure,
    RestrictByGovernment,
    Seize,
    Transfer,
)
from dengbu.register.booking import mortgages, notices, ownership, seizures
from dengbu.register.booking.setting import Setting
from dengbu.register.state import UnitState

_EFFECTS: dict[type, Callable[[Setting, Any], UnitState]] = {
    FirstRegistration: ownership.first,
    Transfer: ownership.transfer,
    CreateMortgage: mortgages.create_mortgage,
    CancelMortgage: mortgages.cancel_mortgage,
    Seize: seizures.seize,
    ReleaseSeizure: seizures.release,
    EnterNotice: notices.notice,
    EnterObjection: notices.objection,
    RestrictByGovernment: notices.stop,
}


def apply(setting: Setting, act: Act) -> UnitState:
    """The unit after ``act``; its rows go into ``setting.into``."""
    return _EFFECTS[type(act)](setting, act)
