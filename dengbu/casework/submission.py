"""Which submissions are the same: one key of one submitter stands for one content, one case."""

import hashlib
from dataclasses import replace

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case, JournalLine
from dengbu.casework.rows import json
from dengbu.casework.values import CaseRequest, to_json
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.numbers import show_case_no


def submitter_of(actor: accounts.Actor) -> str:
    """Whose submission keys must differ: an organisation's, else an account's."""
    if actor.organisation_id is not None:
        return f"o:{actor.organisation_id}"
    return f"a:{actor.id}"


def content_digest(request: CaseRequest) -> str:
    """SHA-256 (64 hex) of what is asked for: everything but the key, the code without blanks."""
    bare = replace(request, submission_key="", unit_code=normalise_code(request.unit_code))
    return hashlib.sha256(json(to_json(bare)).encode()).hexdigest()


def same_submission(submitter: str, request: CaseRequest) -> Case | None:
    """The case that this very request became before; None if the key is new or was not sent.

    The case's own request may have been put right since, so the digest that the journal took at
    acceptance is compared. Raises `Faults` IDEMPOTENCY_KEY_REUSED for another content.
    """
    if not request.submission_key:
        return None
    sent = Case.objects.filter(submitter=submitter, submission_key=request.submission_key)
    case = sent.first()
    if case is None:
        return None
    lines = JournalLine.objects.filter(case=case, kind="ACCEPT").order_by("seq")
    accepted = lines.values_list("data", flat=True).first() or {}
    if accepted.get("content") != content_digest(request):
        raise Faults(_reused(case))
    return case


def _reused(case: Case) -> Fault:
    return Fault(
        code=FaultCode.IDEMPOTENCY_KEY_REUSED,
        message=(
            f"这张申请表已经交过，是{case.title}，编号 {show_case_no(case.case_no)}；"
            "现在的内容和那时不一样，没有再收"
        ),
        field="submission_key",
        remedy="要另办一件，请重新查到房子、选业务，填一张新的；要改那一件，请撤回或者补正",
        data={"case_no": case.case_no},
    )
