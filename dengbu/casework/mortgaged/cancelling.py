"""The end of the old mortgage in the second mode: the bank that is paid asks for it by its word.

Its signed word is the application (《民法典》第393条: a mortgage ends with its claim), filed as a
batch of one in the transaction that hears it; automatic approval tries the same signature again,
by a list of its own (`rules/whitelist_sales.py`): it states nothing that it does not know.
"""

import logging
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.batch_lines import FiledLine
from dengbu.casework.batches import file_batch
from dengbu.casework.mortgaged.records import Record, tell
from dengbu.casework.mortgaged.saying import Word
from dengbu.casework.rules.mortgaged import Mode
from dengbu.register import api as register

log = logging.getLogger("dengbu.casework.mortgaged")
WHO = "系统"


def file(record: Record, word: Word, actor: accounts.Actor, *, now: datetime) -> None:
    """File the cancellation of the old mortgage; what keeps it from being taken is told."""
    transfer = record.transfer
    if transfer.mode != Mode.SEGMENTED or transfer.cancelled_at is not None:
        return
    state = register.unit_state(transfer.unit_code, now=now)
    if all(m.proof_no != transfer.old_proof for m in state.mortgages):
        log.error("transfer %s: its old mortgage is not there", transfer.number)
        return
    item = FiledLine(unit_code=transfer.unit_code, proof_no=transfer.old_proof)
    filed = file_batch(
        [item],
        actor=actor,
        idempotency_key=f"{transfer.number}:settled",
        body=word.body,
        signed=word.signed,
        now=now,
    )
    (line,) = filed.lines
    if line.case_no:
        said = f"旧抵押的注销已经受理，业务号 {line.case_no}"
    else:
        why = "；".join(str(e.get("message", "")) for e in line.refused)
        said = f"旧抵押的注销没能自动受理，请银行另行申请：{why}"
        log.error("transfer %s: the cancellation was not taken", transfer.number)
    tell(record, "MORTGAGED", WHO, said, now=now)
