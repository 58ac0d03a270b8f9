"""Acts of the seizure family (查封、续封、解封): the office assists and does not ask why.

The place in the queue is the time of delivery (送达).
"""

from dataclasses import dataclass
from datetime import datetime

from dengbu.register.codes import SeizureKind
from dengbu.register.parties import PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class Seize:
    """查封登记: place in the queue is the time of delivery (送达)."""

    unit_code: str
    kind: SeizureKind
    organ: str
    document_no: str
    delivered_at: datetime
    term_days: int  # at most three years for courts (民诉法解释 485)
    debtor: PartyRef | None = None
    scope: str = "全部"
    case_ref: str = ""  # the court's own case number
    subclass: str = "8001"
    cause: str = "协助执行通知"


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewSeizure:
    """续封登记: the order keeps its place and its term goes on (民诉法解释 485)."""

    unit_code: str
    seizure_document_no: str  # of the order that is renewed
    organ: str
    document_no: str  # of the renewal
    delivered_at: datetime  # before the running term ends
    term_days: int  # counted on from the end of the running term
    subclass: str = "8005"
    cause: str = "续行查封"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseSeizure:
    """解封登记, named by the order that it ends."""

    unit_code: str
    seizure_document_no: str
    organ: str
    release_document_no: str
    delivered_at: datetime
    subclass: str = "4056"
    cause: str = "解除查封"
