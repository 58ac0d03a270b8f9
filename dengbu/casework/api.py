"""The door of casework."""

from dengbu.casework import (
    declining,
    dispatching,
    limits,
    rehearsing,
    reminding,
    successions,
    terms,
    uses,
)
from dengbu.casework.announcing import announce_year
from dengbu.casework.applicants import signed
from dengbu.casework.attested import audit_leaves, content_of
from dengbu.casework.attesting import ATTESTED
from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.awaiting import awaited
from dengbu.casework.batch_lines import FiledLine, OtherSide, wrong_lines
from dengbu.casework.batch_views import batch, batch_case, batches
from dengbu.casework.batches import MOST as MOST_LINES
from dengbu.casework.batches import file_batch
from dengbu.casework.believing import substance
from dengbu.casework.beside_views import InterruptionView, SiteViewView
from dengbu.casework.calendar import seed_calendar, work_calendar
from dengbu.casework.catalogue import (
    CatalogueError,
    Planned,
    check_catalogue,
    differences,
    inquiry_terms,
    inquiry_terms_of,
    load_catalogue,
    mark_grounds,
    planned,
    service,
    service_version,
    services,
)
from dengbu.casework.consents import CONSENTING, LIFTED_BY, applying, could_consent, is_applicant
from dengbu.casework.dispatch import verify_assignment
from dengbu.casework.estimates import TaxView, tax_estimates, taxes_of
from dengbu.casework.guides import inquiry_sections
from dengbu.casework.guides import sections as guide_sections
from dengbu.casework.handing import HeldCase, colleagues_of, desk_of, desks, hand_on
from dengbu.casework.inputs import (
    SLOTS,
    CancelInput,
    Field,
    Input,
    Kind,
    MortgageInput,
    field_of,
    fields_of,
    missing_words,
    read_input,
    shown,
)
from dengbu.casework.intake import accept, submit
from dengbu.casework.intake_units import ON_SEVERAL
from dengbu.casework.interruptions import end_interruption, order_survey, suspend
from dengbu.casework.jobs import FOLLOW_UPS
from dengbu.casework.known import follows_choice, numbers_on
from dengbu.casework.list_check import misplaced
from dengbu.casework.list_orders import ARCHIVED, NEWEST, Order, SortBy
from dengbu.casework.list_views import (
    ALL,
    ARCHIVE,
    TABS,
    Due,
    Filters,
    Scope,
    WorkListPage,
)
from dengbu.casework.looked import people_of_cases
from dengbu.casework.marking import MarkAsked, MarkView, mark, marks_on, may_mark, unmark
from dengbu.casework.materials import add_material, check_size
from dengbu.casework.models import CaseStatus, Channel, DecisionKind
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.notice_views import (
    CaseNotice,
    NoticeView,
    ObjectionInput,
    ObjectionView,
)
from dengbu.casework.notices import end_notice, end_notices, publish_notice
from dengbu.casework.noticing import over
from dengbu.casework.objections import object_to_notice, settle_objection
from dengbu.casework.offers import blank_request, fees_of, is_offered, offered
from dengbu.casework.papers import letters, printing
from dengbu.casework.papers.content import certificate_pages, certificate_pdf
from dengbu.casework.papers.told import Told, refusal_notice, return_notice, told
from dengbu.casework.partner_filing import file_application
from dengbu.casework.payments import book as order_book
from dengbu.casework.payments.desk import note_paid, note_refunded, refund_again, treasury_connected
from dengbu.casework.payments.hearing import Heard, hear
from dengbu.casework.payments.messages import TreasuryNotice, read_notice
from dengbu.casework.payments.queries import owing
from dengbu.casework.payments.reconciling import (
    reconcile,
    reconcile_yesterday,
    reconciliations,
)
from dengbu.casework.payments.releasing import require_paid, withheld
from dengbu.casework.payments.sending import settle_payments
from dengbu.casework.payments.troubles import troubles
from dengbu.casework.payments.views import OrderView
from dengbu.casework.promise_checks import (
    Finding,
    check_promises,
    finding,
    findings,
    settle_promise,
)
from dengbu.casework.promise_sheets import blank_sheet, promise_sheets
from dengbu.casework.promising import withdraw_promise
from dengbu.casework.queries import accepted_by, my_cases, open_cases_of, queue, untold_seizures
from dengbu.casework.queries_case import case, papers_of
from dengbu.casework.queries_notices import case_notice, notices, objection_receipt, public_notice
from dengbu.casework.questions import SMALL_ENTERPRISE
from dengbu.casework.reassigning import Examiner, examiners_of, hand_over, may_take
from dengbu.casework.registration import register_now, register_waiting
from dengbu.casework.review import (
    APPEAL,
    Decided,
    approve,
    approve_and_enter,
    refuse,
    resubmit,
    return_for_supplement,
)
from dengbu.casework.rules import inheritance
from dengbu.casework.rules.interruptions import InterruptionKind
from dengbu.casework.rules.lists import LISTS, ListCode, list_of
from dengbu.casework.rules.marks import Mark, marks_of
from dengbu.casework.rules.notices import DISPUTE, NoticeKind, Outcome, Ruling
from dengbu.casework.rules.payments import OrderState
from dengbu.casework.service_views import ItemRule, MaterialRule, ServiceView
from dengbu.casework.sharing import AT_ONCE, Shared, ask_departments
from dengbu.casework.site_views import LARGEST_PHOTOS, PhotoInput, record_site_view
from dengbu.casework.smart import door as smart
from dengbu.casework.tax import record_tax, taxes_to_note
from dengbu.casework.tax_inquiries import ask_taxes
from dengbu.casework.values import (
    NOT_BY_HAND,
    CaseRequest,
    MaterialInput,
    MaterialSource,
    PartyInput,
    ReturnItem,
    Role,
    SignedText,
)
from dengbu.casework.views import (
    BatchLine,
    BatchView,
    CaseLine,
    CaseView,
    CheckView,
    CompareRow,
    Draft,
    FeeView,
    MaterialView,
    Offer,
    PartyView,
    QueuePage,
    TimelineStep,
)
from dengbu.casework.withdraw import withdraw
from dengbu.casework.work_lists import work_list
from dengbu.casework.writer import CombiningWriter

__all__ = [
    "ATTESTED",
    "audit_leaves",
    "content_of",
    "ALL",
    "ARCHIVE",
    "ARCHIVED",
    "NEWEST",
    "Order",
    "SortBy",
    "HeldCase",
    "LISTS",
    "Mark",
    "MarkAsked",
    "MarkView",
    "colleagues_of",
    "desk_of",
    "desks",
    "hand_on",
    "mark",
    "marks_on",
    "may_mark",
    "unmark",
    "TABS",
    "Due",
    "Filters",
    "ListCode",
    "Scope",
    "WorkListPage",
    "awaited",
    "list_of",
    "marks_of",
    "misplaced",
    "work_list",
    "Heard",
    "OrderState",
    "OrderView",
    "TreasuryNotice",
    "hear",
    "note_paid",
    "note_refunded",
    "order_book",
    "owing",
    "reconcile",
    "reconcile_yesterday",
    "reconciliations",
    "troubles",
    "read_notice",
    "refund_again",
    "require_paid",
    "withheld",
    "TaxView",
    "tax_estimates",
    "taxes_of",
    "settle_payments",
    "treasury_connected",
    "AT_ONCE",
    "Finding",
    "SMALL_ENTERPRISE",
    "Shared",
    "ask_departments",
    "ask_taxes",
    "check_promises",
    "finding",
    "findings",
    "settle_promise",
    "withdraw_promise",
    "ON_SEVERAL",
    "follows_choice",
    "guide_sections",
    "InterruptionKind",
    "InterruptionView",
    "LARGEST_PHOTOS",
    "PhotoInput",
    "SiteViewView",
    "end_interruption",
    "order_survey",
    "record_site_view",
    "suspend",
    "ItemRule",
    "numbers_on",
    "shown",
    "signed",
    "substance",
    "read_input",
    "missing_words",
    "fields_of",
    "field_of",
    "Kind",
    "Input",
    "Field",
    "SLOTS",
    "CaseNotice",
    "NoticeView",
    "ObjectionInput",
    "ObjectionView",
    "end_notice",
    "end_notices",
    "publish_notice",
    "over",
    "object_to_notice",
    "settle_objection",
    "case_notice",
    "notices",
    "objection_receipt",
    "public_notice",
    "DISPUTE",
    "NoticeKind",
    "Outcome",
    "Ruling",
    "certificate_pages",
    "certificate_pdf",
    "APPEAL",
    "BatchLine",
    "BatchView",
    "CONSENTING",
    "LIFTED_BY",
    "CancelInput",
    "FiledLine",
    "OtherSide",
    "smart",
    "CaseLine",
    "CaseRequest",
    "CaseStatus",
    "CaseView",
    "CatalogueError",
    "Channel",
    "CheckView",
    "CombiningWriter",
    "CompareRow",
    "Decided",
    "DecisionKind",
    "Draft",
    "Examiner",
    "FOLLOW_UPS",
    "FeeView",
    "MOST_LINES",
    "MaterialInput",
    "MaterialRule",
    "MaterialSource",
    "MaterialView",
    "MortgageInput",
    "NOT_BY_HAND",
    "Offer",
    "PartyInput",
    "PartyView",
    "QueuePage",
    "ReturnItem",
    "Role",
    "ServiceView",
    "SignedText",
    "TimelineStep",
    "Told",
    "accepted_by",
    "add_material",
    "announce_year",
    "applying",
    "could_consent",
    "approve",
    "approve_and_enter",
    "autopilot_step",
    "batch",
    "batch_case",
    "batches",
    "blank_request",
    "is_offered",
    "case",
    "people_of_cases",
    "check_catalogue",
    "check_size",
    "examiners_of",
    "fees_of",
    "file_application",
    "file_batch",
    "hand_over",
    "is_applicant",
    "inheritance",
    "letters",
    "limits",
    "load_catalogue",
    "mark_grounds",
    "may_take",
    "mortgaged",
    "my_cases",
    "offered",
    "open_cases_of",
    "queue",
    "record_tax",
    "taxes_to_note",
    "refusal_notice",
    "return_notice",
    "refuse",
    "register_now",
    "register_waiting",
    "resubmit",
    "return_for_supplement",
    "seed_calendar",
    "service",
    "services",
    "submit",
    "declining",
    "accept",
    "told",
    "uses",
    "untold_seizures",
    "verify_assignment",
    "withdraw",
    "work_calendar",
    "wrong_lines",
    "Planned",
    "differences",
    "dispatching",
    "inquiry_terms",
    "inquiry_sections",
    "inquiry_terms_of",
    "papers_of",
    "blank_sheet",
    "promise_sheets",
    "printing",
    "rehearsing",
    "reminding",
    "successions",
    "terms",
    "planned",
    "service_version",
]
