"""Every look at an identity number leaves a trace that the person concerned may see.

Civil Code 1034-1039 and 不动产登记暂行条例 27: personal data are used for a purpose, and the office
answers for it. The trace is written before the number is shown.
"""

from dataclasses import dataclass
from datetime import datetime

from dengbu.accounts.actors import Actor
from dengbu.accounts.models import Disclosure
from dengbu.accounts.permissions import Permission, require
from dengbu.kernel.fault import Fault, FaultCode, Faults

LONGEST_PURPOSE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosureView:
    """One look, as the person concerned sees it."""

    at: datetime
    who: str  # the officer's name
    place: str  # case number or unit code
    purpose: str


def disclose(
    actor: Actor, *, id_type: str, id_no: str, place: str, purpose: str, now: datetime
) -> None:
    """Write that ``actor`` is shown a person's number. Raises Faults PURPOSE_MISSING and
    PERMISSION_MISSING; then nothing may be shown."""
    require(actor, Permission.VIEW_IDENTITY)
    words = purpose.strip()[:LONGEST_PURPOSE]
    if not words:
        said = "看完整证件号码要写明用途"
        raise Faults(Fault(code=FaultCode.PURPOSE_MISSING, message=said, field="purpose"))
    Disclosure.objects.create(
        office=actor.office,
        account_id=actor.id,
        actor_name=actor.name,
        id_type=id_type,
        id_no=id_no,
        place=place,
        purpose=words,
        at=now,
    )


def disclosures_of(id_type: str, id_no: str, *, limit: int = 50) -> tuple[DisclosureView, ...]:
    """Who looked at a person's number, newest first."""
    rows = Disclosure.objects.filter(id_type=id_type, id_no=id_no).order_by("-at")[:limit]
    return tuple(
        DisclosureView(at=r.at, who=r.actor_name, place=r.place, purpose=r.purpose) for r in rows
    )
