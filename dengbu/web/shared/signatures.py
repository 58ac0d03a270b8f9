"""Whether somebody in a case has signed, as its pages say it."""

import re

from dengbu.casework import api as casework
from dengbu.web.shared.signals import Signal

_FROM_WHOM = (casework.Role.SELLER, casework.Role.OWNER)
"""In which roles somebody stands from whom the home passes by death."""


def _dead(request: casework.CaseRequest) -> list[str]:
    who = getattr(request.inputs.get("death"), "who", "")
    return re.split("[、，, ]+", who)


def signature(view: casework.CaseView, party: casework.PartyView) -> tuple[str, Signal]:
    """What stands beside a person of a case, and how.

    Where not everybody in a role must sign, the rules say whose signatures are wanting; once a case
    is entered nobody's are.
    """
    if party.agreed_at is not None:
        return "已签字", Signal.OK
    if party.role in _FROM_WHOM and party.name in _dead(view.request):
        return "已经去世", Signal.QUIET
    if party.signs:
        return "没签字", Signal.WARN
    return ("不用签字" if view.entered_at is not None else "没签字"), Signal.QUIET
