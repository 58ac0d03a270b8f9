"""Addresses of the citizen's face."""

from django.urls import URLPattern, path

from dengbu.web.citizen.certificates import certificate, certificate_file
from dengbu.web.citizen.views import case, cases, home, refusal, withdraw

app_name = "citizen"

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("cases/", cases, name="cases"),
    path("cases/<str:case_no>", case, name="case"),
    path("cases/<str:case_no>/refusal", refusal, name="refusal"),
    path("cases/<str:case_no>/withdraw", withdraw, name="withdraw"),
    path("certificates/<str:number>", certificate, name="certificate"),
    path("certificates/<str:number>/pdf", certificate_file, name="certificate_file"),
]
