"""撤回: applicants may withdraw until entry (《不动产登记暂行条例》第15条: before 登簿)."""

from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework import limits
from dengbu.casework.applicants import signed
from dengbu.casework.consents import is_applicant
from dengbu.casework.holding import held, taken
from dengbu.casework.models import Case, CaseStatus
from dengbu.casework.review import Decided, closed
from dengbu.casework.serving import serves
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults


@transaction.atomic
def withdraw(
    case_no: str,
    *,
    actor: accounts.Actor,
    now: datetime,
    revision: int,
    agreed: bool,
    reason: str,
) -> Decided:
    """Withdraw a case that is not entered yet; its units are free again.

    ``agreed``: all applicants signed the withdrawal. At the window an officer files it; an
    applicant alone may do it online where nobody else applies. Raises `Faults` STATE_CHANGED once
    it is entered, closed or otherwise changed since ``revision``, REQUIRED without the others'
    agreement, TOO_LONG, LOCK_TIMEOUT, NOT_FOUND for what is not the actor's: who only consented
    has nothing to withdraw.
    """
    case = taken(case_no)
    _may_withdraw(case, actor)
    status = CaseStatus(case.status)
    if not status.open:
        said = {
            CaseStatus.ENTERED: "这件已经登簿，不能撤回了；要改变登记，请申请新的登记",
            CaseStatus.REFUSED: "这件已经不予登记，不用撤回",
            CaseStatus.WITHDRAWN: "这件已经撤回了",
        }[status]
        raise Faults(
            Fault(
                code=FaultCode.STATE_CHANGED,
                message=said,
                clause=REGULATION.of(15),
                data={"status": status.value},
            )
        )
    held(case, status, revision)
    words, faults = reason.strip(), FaultList()
    if not agreed:
        said = "撤回要申请的各方都同意，请确认都签了字"
        faults.add(FaultCode.REQUIRED, said, field="agreed")
    limits.within(words, limits.WITHDRAWAL, "撤回的原因", faults, field="reason")
    faults.raise_if_any()
    own = signed(case.parties.all())  # of nobody: the office began it, or an order was brought
    told = f"{'申请人' if own else ''}撤回了{'：' + words if words else ''}"
    return closed(case, CaseStatus.WITHDRAWN, actor, now, "WITHDRAW", told)


def _may_withdraw(case: Case, actor: accounts.Actor) -> None:
    if actor.kind is accounts.AccountKind.OFFICER:
        accounts.require(actor, accounts.Permission.ACCEPT)
        own = serves(case, actor)
    else:
        own = is_applicant(signed(case.parties.all()), actor)
    if not own:
        said = f"没有业务号为 {case.case_no} 的案件，请核对"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said, field="case_no"))
