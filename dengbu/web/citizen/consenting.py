"""Who only consents to a case: what they agreed to, and what of theirs the register still holds."""

from datetime import datetime

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.register import api as register


def consent(case: casework.CaseView, actor: Actor, *, now: datetime) -> tuple[str, ...]:
    """What the reader consented to, in sentences; empty for whoever applies.

    《民法典》第221条 for the holder of an advance notice, 第406条 for a mortgagee; what each of the
    others has on the unit is named likewise.
    """
    if casework.is_applicant(case.parties, actor):
        return ()
    me = (actor.id_type, actor.id_no)
    mine = [p for p in case.parties if (p.id_type, p.id_no) == me]
    if not mine:
        return ()
    signed = all(p.agreed_at for p in mine)
    first = f"您同意了这次“{case.title}”" if signed else f"这次“{case.title}”要您同意，您还没有签字"
    state = register.unit_state(case.unit_code, now=now)
    rest = [casework.uses.resting(p.role, state, me) for p in mine]
    there = [f"您的{what}还在" if is_there else f"您的{what}已经不在了" for what, is_there in rest]
    return (
        f"{first}；{'，'.join(dict.fromkeys(there))}。",
        "办手续的是申请的人，您不用交材料，也不用付费。",
    )
