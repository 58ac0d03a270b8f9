"""Why a request is taken back: what is offered, and what is wrong with an answer, on every face."""

from collections.abc import Mapping

from dengbu.casework import api as casework
from dengbu.kernel.fault import FaultCode, FaultList

LONGEST = 300  # characters of what is written beside a reason
_FELL_THROUGH = "买卖没谈成"
_APPLIED = ("不想办了", "申请写错了，改好重新交")
_OFFICIAL = ("发起错了", "文书收回了", "不用再办了")


def reasons(view: casework.CaseView) -> tuple[str, ...]:
    """What people say most often; of what nobody signed, the office itself.

    A sale falls through only where somebody sells.
    """
    applied = {party.role for party in casework.signed(view.parties)}
    if not applied:
        return _OFFICIAL
    sold = {casework.Role.BUYER, casework.Role.SELLER} <= applied
    first, *others = _APPLIED
    return (first, _FELL_THROUGH, *others) if sold else _APPLIED


def reason(sent: Mapping[str, str], view: casework.CaseView, faults: FaultList) -> str:
    """The reason in words; what is wrong with it is added to ``faults``."""
    chosen, more = sent.get("reason", ""), " ".join(sent.get("more", "").split())
    if chosen not in reasons(view):
        chosen = ""
    if not chosen and not more:
        faults.add(FaultCode.REQUIRED, "请选一个原因，或者写一句", field="reason")
    if len(more) > LONGEST:
        said = f"最多写 {LONGEST} 个字，现在是 {len(more)} 个"
        faults.add(FaultCode.TOO_LONG, said, field="more")
    return "，".join(part for part in (chosen, more) if part)
