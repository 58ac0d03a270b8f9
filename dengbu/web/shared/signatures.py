"""Whether somebody in a case has signed, as its pages say it."""

import re

from dengbu.casework import api as casework
from dengbu.web.shared.signals import Signal

_FROM_WHOM = (casework.Role.SELLER, casework.Role.OWNER)
"""In which roles somebody stands from whom the home passes by death."""


def is_dead(role: str, name: str, told: str) -> bool:
    """Whether somebody in a role is among the dead, as ``told`` in the request."""
    return role in _FROM_WHOM and bool(name) and name in re.split("[、，, ]+", told)


def _dead(request: casework.CaseRequest) -> str:
    return getattr(request.inputs.get("death"), "who", "")


def signature(view: casework.CaseView, party: casework.PartyView) -> tuple[str, Signal]:
    """What stands beside a person of a case, and how.

    Where not everybody in a role must sign, the rules say whose signatures are wanting; once a case
    is entered nobody's are.
    """
    if party.agreed_at is not None:
        return "已签字", Signal.OK
    if is_dead(party.role, party.name, _dead(view.request)):
        return "已经去世", Signal.QUIET
    if party.only_named:
        return "不用签字", Signal.QUIET
    if party.signs:
        return "没签字", Signal.WARN
    return ("不用签字" if view.entered_at is not None else "没签字"), Signal.QUIET
