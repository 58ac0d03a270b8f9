"""Addresses of the office."""

from django.urls import URLPattern, path

from dengbu.web.office.broken_promises import broken_promise
from dengbu.web.office.departments import departments
from dengbu.web.office.desks import hand_on, leave
from dengbu.web.office.entries import entry
from dengbu.web.office.fairness import fairness
from dengbu.web.office.finding import find
from dengbu.web.office.handing import hand_over
from dengbu.web.office.inquiries import inquiries
from dengbu.web.office.interests import interests
from dengbu.web.office.interrupting import end_interruption, interrupt
from dengbu.web.office.ledger import ledger, refund_again, refunded
from dengbu.web.office.list_sheet import list_sheet
from dengbu.web.office.lists import lists
from dengbu.web.office.looks import looks
from dengbu.web.office.marking import mark
from dengbu.web.office.mortgaged import mortgaged
from dengbu.web.office.noticing import notice, reveal_objector, ruling
from dengbu.web.office.orders import orders
from dengbu.web.office.papers import certificate, letter, paper, refusal, supplement
from dengbu.web.office.reminders import reminders
from dengbu.web.office.seals import seals
from dengbu.web.office.site_views import record_site_view, site_photo
from dengbu.web.office.smart import shadow, smart
from dengbu.web.office.tasks import tasks
from dengbu.web.office.units import unit
from dengbu.web.office.views import case, decide, queue, reveal
from dengbu.web.shared.sealed import FileForm

OFD = {"form": FileForm.OFD}
app_name = "office"

urlpatterns: list[URLPattern] = [
    path("", queue, name="queue"),
    path("fairness", fairness, name="fairness"),
    path("find", find, name="find"),
    path("hand-on", hand_on, name="hand_on"),
    path("leave", leave, name="leave"),
    path("lists", lists, name="lists"),
    path("lists/<slug:which>", lists, name="list"),
    path("lists/<slug:which>/sheet", list_sheet, name="list_sheet"),
    path("inquiries", inquiries, name="inquiries"),
    path("looks", looks, name="looks"),
    path("interests", interests, name="interests"),
    path("reminders", reminders, name="reminders"),
    path("seals", seals, name="seals"),
    path("tasks", tasks, name="tasks"),
    path("departments", departments, name="departments"),
    path("promises/<str:case_no>/<str:material>", broken_promise, name="broken_promise"),
    path("ledger", ledger, name="ledger"),
    path("smart", smart, name="smart"),
    path("smart/<int:run>", shadow, name="shadow"),
    path("ledger/orders", orders, name="orders"),
    path("ledger/refunds/<str:refund_no>", refund_again, name="refund_again"),
    path("ledger/refunds/<str:refund_no>/done", refunded, name="refunded"),
    path("cases/<str:case_no>", case, name="case"),
    path("cases/<str:case_no>/decide", decide, name="decide"),
    path("cases/<str:case_no>/hand-over", hand_over, name="hand_over"),
    path("cases/<str:case_no>/marks", mark, name="mark"),
    path("cases/<str:case_no>/mortgaged", mortgaged, name="mortgaged"),
    path("cases/<str:case_no>/notice", notice, name="notice"),
    path("cases/<str:case_no>/objections/<int:objection>", ruling, name="ruling"),
    path(
        "cases/<str:case_no>/objections/<int:objection>/reveal",
        reveal_objector,
        name="reveal_objector",
    ),
    path("cases/<str:case_no>/interrupt", interrupt, name="interrupt"),
    path(
        "cases/<str:case_no>/interruptions/<int:interruption>",
        end_interruption,
        name="end_interruption",
    ),
    path("cases/<str:case_no>/site-views", record_site_view, name="record_site_view"),
    path("cases/<str:case_no>/site-views/<int:visit>/<int:seq>", site_photo, name="site_photo"),
    path("cases/<str:case_no>/letters/<slug:kind>.pdf", letter, name="letter"),
    path("cases/<str:case_no>/refusal", refusal, name="refusal"),
    path("cases/<str:case_no>/supplement-notice", supplement, name="supplement"),
    path("cases/<str:case_no>/papers/<str:code>", paper, name="paper"),
    path("cases/<str:case_no>/reveal/<int:seq>", reveal, name="reveal"),
    path("certificates/<str:number>.pdf", certificate, name="certificate"),
    path(
        "certificates/<str:number>.ofd", certificate, {"form": FileForm.OFD}, name="certificate_ofd"
    ),
    path("units/<str:code>", unit, name="unit"),
    path("units/<str:code>/entries/<str:case_no>/<int:number>", entry, name="entry"),
]
