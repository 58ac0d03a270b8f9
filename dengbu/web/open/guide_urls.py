"""Addresses of the guides (办事指南)."""

from django.urls import URLPattern, path

from dengbu.web.open.guidebook import board, guide

app_name = "guides"

urlpatterns: list[URLPattern] = [
    path("", board, name="board"),
    path("<str:code>", guide, name="guide"),
]
