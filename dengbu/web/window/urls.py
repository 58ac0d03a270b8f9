"""Addresses of the window."""

from django.urls import URLPattern, path

from dengbu.web.shared.sealed import FileForm
from dengbu.web.window.accepted import cases
from dengbu.web.window.declined import declined_file, declined_list, declined_notice
from dengbu.web.window.following import (
    case,
    hand_in,
    note_paid,
    note_tax,
    take_back,
    withdraw,
)
from dengbu.web.window.heirs import begin, heirs
from dengbu.web.window.inquiring import answer, answer_copy, answer_pdf
from dengbu.web.window.inquiring import ask as inquire
from dengbu.web.window.mortgaged import mortgaged
from dengbu.web.window.promise_sheets import blank_promise, promise_sheets
from dengbu.web.window.receipts import receipt
from dengbu.web.window.rehearsing import rehearse
from dengbu.web.window.views import ask, desk, fees, reveal, search

app_name = "window"

urlpatterns: list[URLPattern] = [
    path("", desk, name="desk"),
    path("search", search, name="search"),
    path("fees", fees, name="fees"),
    path("rehearsal", rehearse, name="rehearsal"),
    path("promise", blank_promise, name="blank_promise"),
    path("ask", ask, name="ask"),
    path("reveal", reveal, name="reveal"),
    path("heirs/", begin, name="begin_heirs"),
    path("heirs/<slug:token>", heirs, name="heirs"),
    path("receipts/<str:case_no>", receipt, name="receipt"),
    path("inquiry/", inquire, name="inquiry"),
    path("inquiry/<str:number>", answer, name="answer"),
    path("inquiry/<str:number>/pdf", answer_pdf, name="answer_pdf"),
    path("inquiry/<str:number>/ofd", answer_pdf, {"form": FileForm.OFD}, name="answer_ofd"),
    path("inquiry/<str:number>/papers/<str:sha256>", answer_copy, name="answer_copy"),
    path("cases/", cases, name="cases"),
    path("declined/", declined_list, name="declined"),
    path("declined/<str:number>.pdf", declined_file, name="declined_file"),
    path("declined/<str:number>", declined_notice, name="declined_notice"),
    path("cases/<str:case_no>", case, name="case"),
    path("cases/<str:case_no>/supplement", hand_in, name="supplement"),
    path("cases/<str:case_no>/tax", note_tax, name="tax"),
    path("cases/<str:case_no>/paid", note_paid, name="paid"),
    path("cases/<str:case_no>/promise", take_back, name="take_back"),
    path("cases/<str:case_no>/promises", promise_sheets, name="promise_sheets"),
    path("cases/<str:case_no>/withdraw", withdraw, name="withdraw"),
    path("cases/<str:case_no>/mortgaged", mortgaged, name="mortgaged"),
]
