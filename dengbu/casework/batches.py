"""Batches of the smart four that organisations file through their interface: the fast way in.

A batch costs the same few statements whatever its length, and batches that come in the same moment
share them (``filing.py``). Each line is answered by itself: a case number, or everything that is
wrong with it. What needs judgement is left to automatic approval (``autopilot.py``), which runs
right after. The same idempotency key with the same body gives the same answer for ever.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.agent_services import OPEN, SAID, Opening
from dengbu.casework.batch_lines import FiledLine, read_lines
from dengbu.casework.batch_views import REFUSED_LABEL, problems, stored_view
from dengbu.casework.filing import Filing, file_together
from dengbu.casework.models import Batch, CaseStatus
from dengbu.casework.values import SignedText
from dengbu.casework.views import BatchLine, BatchView
from dengbu.database.combine import Combiner
from dengbu.database.ids import next_id
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

MOST = 1000  # lines of one batch
TOGETHER = 50  # batches of one transaction
LONGEST_KEY = 80  # characters

FILER: Combiner[Filing, bool] = Combiner(file_together, group=lambda _: None, most=TOGETHER)


def file_batch(
    items: Sequence[FiledLine],
    *,
    actor: accounts.Actor,
    idempotency_key: str,
    body: bytes,
    signed: SignedText | None,
    now: datetime,
    service: str = "G44",
) -> BatchView:
    """Receive a batch of applications for one service; the answer to every line, in order.

    ``body`` is the request as it came and ``signed`` what was signed over it: both are kept, and
    automatic approval tries the signature itself; without one every case goes to a human.
    Raises `Faults` PERMISSION_MISSING, NOT_SUPPORTED, REQUIRED, TOO_MANY_ITEMS, TOO_LONG for the
    batch as a whole, IDEMPOTENCY_KEY_REUSED when the key came with another body.
    """
    organisation = _check_batch(items, actor, idempotency_key)
    opening = _opened(service)
    batch = Batch(
        id=next_id(),
        organisation_id=organisation,
        key_id=signed.key_id if signed else "",
        idempotency_key=idempotency_key,
        body_digest=hashlib.sha256(body).hexdigest(),
        body=body,
        signed_text=signed.text if signed else "",
        signature=signed.signature if signed else b"",
        service=service,
        count=len(items),
        received_at=now,
    )
    filing = Filing(batch=batch, items=items, actor=actor)
    lacks = SAID - {*opening.needs, *opening.allows}
    filing.read = read_lines(items, filing.refused, needs=opening.needs, lacks=sorted(lacks))
    within = transaction.get_connection().in_atomic_block  # filed with the rest of it, alone
    fresh = file_together([filing])[0] if within else FILER.do(filing)
    return _fresh_view(filing) if fresh else _again(batch)


def _opened(service: str) -> Opening:
    if service not in OPEN:
        message = f"接口目前只开放 {'、'.join(OPEN)}，{service} 请到网上或窗口办"
        raise Faults(Fault(code=FaultCode.NOT_SUPPORTED, message=message, field="service"))
    return OPEN[service]


def _check_batch(items: Sequence[FiledLine], actor: accounts.Actor, idempotency_key: str) -> int:
    accounts.require(actor, accounts.Permission.FILE_BATCH)
    faults = FaultList()
    if not idempotency_key.strip():
        faults.add(FaultCode.REQUIRED, "请给这一批一个幂等键", field="Idempotency-Key")
    if len(idempotency_key) > LONGEST_KEY:
        said = f"幂等键最长 {LONGEST_KEY} 个字符"
        faults.add(FaultCode.TOO_LONG, said, field="Idempotency-Key")
    if not items:
        faults.add(FaultCode.REQUIRED, "这一批里没有申请", field="items")
    if len(items) > MOST:
        said = f"一批最多 {MOST} 件，这一批有 {len(items)} 件，请分开提交"
        faults.add(FaultCode.TOO_MANY_ITEMS, said, field="items")
    faults.raise_if_any()
    if actor.organisation_id is None:
        raise ValueError("an agent acts for an organisation")
    return actor.organisation_id


def _again(batch: Batch) -> BatchView:
    """The answer to a batch that was received before. Raises `Faults` for another body."""
    known = Batch.objects.get(
        organisation_id=batch.organisation_id, idempotency_key=batch.idempotency_key
    )
    if known.body_digest != batch.body_digest or known.service != batch.service:
        raise Faults(
            Fault(
                code=FaultCode.IDEMPOTENCY_KEY_REUSED,
                message="这个幂等键已经用在另一批内容上，请换一个新的",
                field="Idempotency-Key",
            )
        )
    return stored_view(known)


def _fresh_view(filing: Filing) -> BatchView:
    """The answer from what was just written."""
    status = CaseStatus.AUTOPILOT
    lines = tuple(
        BatchLine(
            line=place,
            unit_code=item.unit_code,
            proof_no=item.proof_no,
            case_no=filing.numbers.get(place),
            status=status.value if place in filing.numbers else None,
            status_label=status.label if place in filing.numbers else REFUSED_LABEL,
            refused=tuple(problems(filing.refused.get(place, ()))),
        )
        for place, item in enumerate(filing.items, start=1)
    )
    batch = filing.batch
    return BatchView(
        id=batch.id,
        service=batch.service,
        count=batch.count,
        received_at=batch.received_at,
        lines=lines,
    )
