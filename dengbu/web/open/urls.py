"""Addresses of the open face."""

from django.urls import URLPattern, path

from dengbu.web.open.views import check, genuine

app_name = "open"

urlpatterns: list[URLPattern] = [
    path("", check, name="check"),
    path("genuine", genuine, name="genuine"),
]
