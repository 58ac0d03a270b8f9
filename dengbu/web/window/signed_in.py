"""Whoever opened a form must be who sends it: the sign-in may have changed in another page."""

from collections.abc import Mapping

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.web.shared.whole import whole

FIELD = "account"  # hidden field of every form of the window


def raise_if_another(sent: Mapping[str, str], actor: accounts.Actor) -> None:
    """Raise `Faults` STEP_NOT_ALLOWED if the form was opened by another account."""
    opened_by = sent.get(FIELD, "")
    if opened_by in ("", str(actor.id)):
        return
    opener = accounts.actor(account) if (account := whole(opened_by)) is not None else None
    near = opener is not None and opener.office == actor.office
    name = opener.name if opener is not None and near else "另一个账号"
    said = f"这一页是{name}打开的，现在登录的是{actor.name}，没有交上去"
    remedy = f"填的都在。由{actor.name}接着办的，请核对后再交一次；不是的，请{name}重新登录再交。"
    raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said, remedy=remedy))
