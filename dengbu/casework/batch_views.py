"""Reading batches: what an organisation's interface shows."""

from collections.abc import Iterable, Sequence
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework.models import Batch, BatchItem, CaseStatus, CheckPhase, CheckResult
from dengbu.casework.smart.explaining import Why, why
from dengbu.casework.views import BatchLine, BatchView, CheckView
from dengbu.kernel.fault import Fault, FaultCode, Faults

REFUSED_LABEL = "没收下"


def problems(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Faults as plain data, as they are kept and shown."""
    return [
        {
            "code": fault.code.value,
            "message": fault.message,
            "field": fault.field,
            "clause": str(fault.clause) if fault.clause else "",
            "remedy": fault.remedy,
            "data": dict(fault.data),
        }
        for fault in faults
    ]


def batch(batch_id: int, *, actor: accounts.Actor) -> BatchView:
    """A batch of the actor's organisation as it stands now. Raises `Faults` NOT_FOUND."""
    found = Batch.objects.filter(id=batch_id, organisation_id=_own(actor)).first()
    if found is None:
        raise _not_found("没有这个批次，或者不是您单位提交的")
    return stored_view(found)


def batches(
    *, actor: accounts.Actor, before: int | None = None, limit: int = 20
) -> tuple[BatchView, ...]:
    """The latest batches of the actor's organisation, without their lines; ``before``: an id."""
    found = Batch.objects.defer("body").filter(organisation_id=_own(actor))
    if before is not None:
        found = found.filter(id__lt=before)
    return tuple(_view(row, ()) for row in found.order_by("-id")[:limit])


def batch_case(case_no: str, *, actor: accounts.Actor) -> BatchLine:
    """One application of the actor's organisation. Raises `Faults` NOT_FOUND."""
    found = _items().filter(case__case_no=case_no, batch__organisation_id=_own(actor))
    item = found.first()
    if item is None:
        raise _not_found("没有这个业务号，或者不是您单位提交的")
    return _lines([item])[0]


def _own(actor: accounts.Actor) -> int:
    """The actor's organisation; 0, which no organisation has, for people without one."""
    return actor.organisation_id or 0


def stored_view(row: Batch) -> BatchView:
    """A batch with all its lines: four queries at most."""
    return _view(row, _lines(_items().filter(batch=row).order_by("line")))


def _items() -> Any:
    return BatchItem.objects.select_related("case").defer("case__request")


def _view(row: Batch, lines: tuple[BatchLine, ...]) -> BatchView:
    return BatchView(
        id=row.id,
        service=row.service,
        count=row.count,
        received_at=row.received_at,
        lines=lines,
    )


def _lines(items: Sequence[BatchItem]) -> tuple[BatchLine, ...]:
    known = list(items)
    by_hand = [
        i.case.id
        for i in known
        if i.case is not None and i.case.status not in (CaseStatus.AUTOPILOT, CaseStatus.ENTERED)
    ]
    failed = _failed_rules(by_hand)
    reasons = why([i.case_id for i in known if i.case_id is not None])
    return tuple(
        _line(item, failed.get(item.case_id or 0, ()), reasons.get(item.case_id or 0))
        for item in known
    )


def _line(item: BatchItem, failed: tuple[CheckView, ...], why: Why | None) -> BatchLine:
    case = item.case
    status = CaseStatus(case.status) if case else None
    return BatchLine(
        line=item.line,
        unit_code=item.unit_code,
        proof_no=item.proof_no,
        case_no=case.case_no if case else None,
        status=status.value if status else None,
        status_label=status.label if status else REFUSED_LABEL,
        refused=tuple(item.refused or ()),
        entered_at=case.entered_at if case else None,
        failed_rules=failed,
        why=why,
    )


def _failed_rules(cases: Sequence[int]) -> dict[int, tuple[CheckView, ...]]:
    """Why cases went to a human."""
    if not cases:
        return {}
    found: dict[int, tuple[CheckView, ...]] = {}
    rows = CheckResult.objects.filter(case_id__in=cases, phase=CheckPhase.AUTOPILOT)
    for row in rows.exclude(effect="pass").order_by("case_id", "seq"):
        view = CheckView(
            code=row.code,
            effect=row.effect,
            message=row.message,
            clause=row.clause,
            remedy=row.remedy,
            facts=row.facts,
        )
        found[row.case_id] = (*found.get(row.case_id, ()), view)
    return found


def _not_found(message: str) -> Faults:
    return Faults(Fault(code=FaultCode.NOT_FOUND, message=message))
