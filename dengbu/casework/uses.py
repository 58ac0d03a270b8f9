"""Rights to use a home that others hold (居住权, 地役权), in words for every screen and paper.

One whose term has run binds nobody any more, though it waits in the register to be cancelled.
"""

from datetime import date

from dengbu.casework.consents import RESTS_ON, stands
from dengbu.casework.values import Role
from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.register import api as register

HABITATION, EASEMENT = "居住权", "地役权"
FOR_LIFE = "到居住权人去世"


def habitations(state: register.UnitState) -> tuple[register.HabitationState, ...]:
    """Those that bind now."""
    return tuple(h for h in state.habitations if not h.lapsed)


def easements(state: register.UnitState) -> tuple[register.EasementState, ...]:
    """Those that the unit bears now."""
    return tuple(e for e in state.easements if not e.lapsed)


def benefits(state: register.UnitState) -> tuple[register.EasementState, ...]:
    """Those that other units bear for it now."""
    return tuple(e for e in state.benefits if not e.lapsed)


def until(right: register.HabitationState | register.EasementState) -> str:
    """`到2044年12月1日`, `到居住权人去世`: a right of habitation without term is for life."""
    return FOR_LIFE if right.term_to is None else f"到{day_words(right.term_to)}"


def since(right: register.HabitationState | register.EasementState) -> date:
    """The day of its entry."""
    return right.recorded_from.astimezone(SHANGHAI).date()


def resting(role: str, state: register.UnitState, who: tuple[str, str]) -> tuple[str, bool]:
    """What somebody who consented has on the unit, and whether it still stands there."""
    return RESTS_ON[Role(role)], stands(role, state, who)
