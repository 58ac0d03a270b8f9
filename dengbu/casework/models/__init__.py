"""Tables of casework: what was asked, by whom, with which papers, and what became of it."""

from dengbu.casework.models.asking import HomeAsked
from dengbu.casework.models.batches import Batch, BatchItem
from dengbu.casework.models.cases import (
    Case,
    CaseItem,
    CaseParty,
    CaseStatus,
    CaseUnit,
    Channel,
    FeeLine,
    Material,
)
from dengbu.casework.models.catalogue import CalendarDay, CaseCounter, ServiceVersion
from dengbu.casework.models.decisions import (
    Assignment,
    CheckPhase,
    CheckResult,
    Decision,
    DecisionKind,
    JournalLine,
    Message,
)
from dengbu.casework.models.declined import Declined
from dengbu.casework.models.dispatching import (
    DailySeed,
    DeskEvent,
    DispatchCheck,
    DispatchLedger,
    ExaminerNumber,
    ExaminerStanding,
    Interest,
    OutsideValue,
    Relation,
)
from dengbu.casework.models.interruptions import Interruption
from dengbu.casework.models.marks import CaseMark
from dengbu.casework.models.mortgaged import (
    MortgagedParty,
    MortgagedSum,
    MortgagedTransfer,
    MortgagedWord,
)
from dengbu.casework.models.notices import Notice, NoticeCounter, NoticeObjection
from dengbu.casework.models.payments import (
    Payment,
    PaymentOrder,
    Reconciliation,
    ReconciliationDifference,
    Refund,
    TreasuryMessage,
)
from dengbu.casework.models.reminders import Reminder
from dengbu.casework.models.sharing import Promise, PromiseState, SharedFact, TaxInquiry
from dengbu.casework.models.site_views import SitePhoto, SiteView
from dengbu.casework.models.smart import (
    ShadowFinding,
    ShadowLine,
    ShadowRun,
    ShadowState,
    SmartDecision,
    SmartSwitch,
    SwitchKind,
)
from dengbu.casework.models.successions import Succession

__all__ = [
    "Assignment",
    "Batch",
    "BatchItem",
    "CalendarDay",
    "Case",
    "CaseCounter",
    "CaseItem",
    "CaseMark",
    "CaseParty",
    "CaseStatus",
    "CaseUnit",
    "Channel",
    "CheckPhase",
    "CheckResult",
    "DailySeed",
    "Decision",
    "DecisionKind",
    "Declined",
    "DeskEvent",
    "DispatchCheck",
    "DispatchLedger",
    "ExaminerNumber",
    "ExaminerStanding",
    "FeeLine",
    "HomeAsked",
    "Interest",
    "Interruption",
    "JournalLine",
    "Material",
    "Message",
    "MortgagedParty",
    "MortgagedSum",
    "MortgagedTransfer",
    "MortgagedWord",
    "Notice",
    "NoticeCounter",
    "NoticeObjection",
    "OutsideValue",
    "Payment",
    "PaymentOrder",
    "Reconciliation",
    "ReconciliationDifference",
    "Refund",
    "Reminder",
    "Relation",
    "ServiceVersion",
    "SmartDecision",
    "SmartSwitch",
    "Succession",
    "SwitchKind",
    "TaxInquiry",
    "TreasuryMessage",
    "Promise",
    "PromiseState",
    "ServiceVersion",
    "SharedFact",
    "ShadowFinding",
    "ShadowLine",
    "ShadowRun",
    "ShadowState",
    "SitePhoto",
    "SiteView",
]
