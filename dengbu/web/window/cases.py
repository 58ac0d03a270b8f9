"""A case named in an address: one that does not exist, or is not ours, is a missing page."""

from dataclasses import replace
from datetime import datetime

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Faults


def case_at(case_no: str, *, actor: Actor, now: datetime) -> casework.CaseView:
    """The case as this person may see it. Raises `Faults` NOT_FOUND for the page as a whole."""
    try:
        return casework.case(normalise_code(case_no), actor=actor, now=now)
    except Faults as error:
        raise Faults(replace(fault, field="") for fault in error.faults) from None
