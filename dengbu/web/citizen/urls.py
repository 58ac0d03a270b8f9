"""Addresses of the citizen's face."""

from django.urls import URLPattern, path

from dengbu.web.citizen.certificates import certificate, certificate_file
from dengbu.web.citizen.inquiring import answer, answer_copy, answer_pdf, ask
from dengbu.web.citizen.letters import letter
from dengbu.web.citizen.looks import look, looks
from dengbu.web.citizen.mortgaged import mortgaged
from dengbu.web.citizen.rehearsing import rehearse
from dengbu.web.citizen.showing import checks, code, show, shows, start, stop
from dengbu.web.citizen.views import case, cases, home, refusal, withdraw
from dengbu.web.shared.sealed import FileForm

app_name = "citizen"

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("cases/", cases, name="cases"),
    path("cases/<str:case_no>", case, name="case"),
    path("cases/<str:case_no>/refusal", refusal, name="refusal"),
    path("cases/<str:case_no>/letters/<slug:kind>.pdf", letter, name="letter"),
    path("cases/<str:case_no>/withdraw", withdraw, name="withdraw"),
    path("rehearsal/", rehearse, name="rehearsal"),
    path("cases/<str:case_no>/mortgaged", mortgaged, name="mortgaged"),
    path("inquiry/", ask, name="inquiry"),
    path("inquiry/<str:number>", answer, name="answer"),
    path("inquiry/<str:number>/pdf", answer_pdf, name="answer_pdf"),
    path("inquiry/<str:number>/ofd", answer_pdf, {"form": FileForm.OFD}, name="answer_ofd"),
    path("inquiry/<str:number>/papers/<str:sha256>", answer_copy, name="answer_copy"),
    path("looks/", looks, name="looks"),
    path("looks/<int:id>", look, name="look"),
    path("showing/", shows, name="shows"),
    path("showing/<int:id>", show, name="showing"),
    path("showing/<int:id>/code", code, name="showing_code"),
    path("showing/<int:id>/checks", checks, name="showing_checks"),
    path("showing/<int:id>/stop", stop, name="showing_stop"),
    path("showing/of/<str:number>", start, name="show"),
    path("certificates/<str:number>", certificate, name="certificate"),
    path("certificates/<str:number>/pdf", certificate_file, name="certificate_file"),
    path(
        "certificates/<str:number>/ofd",
        certificate_file,
        {"form": FileForm.OFD},
        name="certificate_ofd",
    ),
]
