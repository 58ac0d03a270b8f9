"""One application of any service that is open to organisations (channel A), filed by their program.

The same intake as at the window: the same judgement, the same departments, the same bill. What is
filed names every holder or comes from one of them; whoever is on the unit can read afterwards that
the register was told of, by whom and for what.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.believing import as_far_as_believed
from dengbu.casework.intake import submit
from dengbu.casework.judging import judge, own_matter, place_of
from dengbu.casework.queries_case import case_view
from dengbu.casework.rehearsing import ask_about, only_parties
from dengbu.casework.sharing import AT_ONCE, ask_departments, with_shared
from dengbu.casework.submission import same_submission, submitter_of
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import CaseView
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

PURPOSE = "申请"  # for which departments are asked, as their log has it


def file_application(
    request: CaseRequest, *, unread: FaultList, actor: accounts.Actor, now: datetime
) -> CaseView:
    """The case that an application became; the same number of the sender answers the same case.

    ``unread``: what could not be read of it, told together with everything else that is wrong; then
    nothing is kept. Raises `Faults` PERMISSION_MISSING for who may not file or is not concerned,
    IDEMPOTENCY_KEY_REUSED for a number that came with another content, and all of `submit`.
    """
    accounts.require(actor, accounts.Permission.FILE_BATCH)
    if not request.submission_key.strip():
        said = "请给这件一个您单位自己的编号，放在 Idempotency-Key 里；再交一次还是这一件"
        unread.add(FaultCode.REQUIRED, said, field="Idempotency-Key")
    believed = as_far_as_believed(request, actor)
    before = same_submission(submitter_of(actor), believed)
    if before is not None and not unread:
        return case_view(before, now=now)
    unit, service = place_of(request, actor, now=now)
    people = ask_about(request, actor, now=now, applying=True)
    accounts.note_reads(
        actor,
        people,
        kind=accounts.LookKind.FILING,
        place=unit.code,
        purpose=f"申请登记：{service.title}",
        now=now,
    )
    told_of = only_parties(request, actor, now=now)
    shared = ask_departments(told_of, actor=actor, now=now, deadline=AT_ONCE, purpose=PURPOSE)
    if unread:
        asked = with_shared(believed, service, shared)
        judged = judge(asked, unit, service, now=now, shared=shared)
        raise Faults(_together(unread, (*own_matter(request, actor), *judged.faults)))
    return submit(request, actor=actor, now=now, shared=shared)


def _together(unread: FaultList, judged: Iterable[Fault]) -> Iterator[Fault]:
    """What cannot be read is not also missing."""
    known = {fault.field for fault in unread}
    yield from unread
    yield from (fault for fault in judged if fault.field not in known)
