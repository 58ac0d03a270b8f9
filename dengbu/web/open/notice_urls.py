"""Addresses of the public notices: found without knowing what a certificate is."""

from django.urls import URLPattern, path

from dengbu.web.open.noticeboard import board, notice
from dengbu.web.open.objecting import objection, receipt

app_name = "notices"

urlpatterns: list[URLPattern] = [
    path("", board, name="board"),
    path("objections/<str:number>/<str:key>", receipt, name="receipt"),
    path("<str:number>", notice, name="notice"),
    path("<str:number>/objection", objection, name="objection"),
]
