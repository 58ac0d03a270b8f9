"""A seal is revoked by two officers: one says that it must count no more, another agrees or not.

It then counts no more from the moment at which the first of them said so: whoever has the role of
the web can stop a seal, and touch nothing that it sealed before. An earlier moment is said by the
owner of the schema (`revoking.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from dengbu.evidence.models import RevocationAsked, SealRevocation, SealUsed
from dengbu.evidence.sealing import attesting
from dengbu.evidence.sealing.revoking import is_revoked
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults

SHORTEST, LONGEST_REASON, LONGEST_NAME = 4, 200, 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Officer:
    """Who says it."""

    id: int  # account
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedView:
    """A revocation that was asked for."""

    id: int
    fingerprint: str
    reason: str
    asked_by: int
    asked_name: str
    asked_at: datetime
    answered: bool | None
    answered_name: str
    answered_at: datetime | None


def asked_revocations(office: str, *, limit: int = 50) -> tuple[AskedView, ...]:
    """At an office, those without an answer first, then the newest."""
    rows = RevocationAsked.objects.select_related("seal").filter(office=office)
    waiting = list(rows.filter(answered=None).order_by("asked_at", "id"))
    done = rows.exclude(answered=None).order_by("-answered_at", "-id")[:limit]
    return tuple(
        AskedView(
            id=row.id,
            fingerprint=row.seal.fingerprint,
            reason=row.reason,
            asked_by=row.asked_by,
            asked_name=row.asked_name,
            asked_at=row.asked_at,
            answered=row.answered,
            answered_name=row.answered_name,
            answered_at=row.answered_at,
        )
        for row in (*waiting, *done)
    )


def ask_revocation(
    fingerprint: str, *, office: str, officer: Officer, reason: str, now: datetime
) -> None:
    """Say that a seal of the office must count no more from now on. Raises `Faults`."""
    said = " ".join(reason.split())
    faults = FaultList()
    if not fingerprint:
        faults.add(FaultCode.REQUIRED, "请选要作废的那一枚", field="seal")
    if len(said) < SHORTEST:
        told = f"请写明为什么要作废，至少 {SHORTEST} 个字"
        faults.add(FaultCode.REQUIRED, told, field="reason")
    if len(said) > LONGEST_REASON:
        told = f"最多写 {LONGEST_REASON} 个字，现在是 {len(said)} 个"
        faults.add(FaultCode.TOO_LONG, told, field="reason")
    faults.raise_if_any()
    seal = SealUsed.objects.filter(office=office, fingerprint=fingerprint).first()
    if seal is None:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="本登记机构没有用过这枚印章"))
    if is_revoked(fingerprint, at=now):
        raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message="这枚印章已经作废"))
    try:
        with transaction.atomic():
            row = RevocationAsked.objects.create(
                office=office,
                seal=seal,
                reason=said,
                asked_by=officer.id,
                asked_name=officer.name[:LONGEST_NAME],
                asked_at=now,
            )
            attesting.attest_asked(row)
    except IntegrityError as error:
        told = "已经有人申请作废这枚印章，等另一个人确认"
        raise Faults(Fault(code=FaultCode.DUPLICATE_SUBMIT, message=told)) from error


def answer_revocation(
    id: int, *, office: str, officer: Officer, agreed: bool, now: datetime
) -> None:
    """Agree, and the seal is revoked in the same transaction; or not. Raises `Faults`."""
    with transaction.atomic():
        rows = RevocationAsked.objects.select_for_update(of=("self",)).select_related("seal")
        row = rows.filter(id=id, office=office).first()
        if row is None:
            raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这个作废申请"))
        if row.answered is not None:
            said = f"{row.answered_name}已经{'确认' if row.answered else '不同意'}过了"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        if row.asked_by == officer.id:
            said = "作废要两个人：您申请的，由另一个人确认"
            raise Faults(Fault(code=FaultCode.STEP_NOT_ALLOWED, message=said))
        row.answered, row.answered_at = agreed, now
        row.answered_by, row.answered_name = officer.id, officer.name[:LONGEST_NAME]
        row.save(update_fields=["answered", "answered_at", "answered_by", "answered_name"])
        attesting.attest_answered(row)
        if agreed and not is_revoked(row.seal.fingerprint, at=row.asked_at):
            made = SealRevocation.objects.create(
                office=row.office,
                seal=row.seal,
                since=row.asked_at,
                at=now,
                by=f"{row.asked_name}、{row.answered_name}"[:100],
                reason=row.reason,
            )
            attesting.attest_revocation(made)
