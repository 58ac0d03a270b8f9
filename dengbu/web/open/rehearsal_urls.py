"""The address of the open rehearsal (预演)."""

from django.urls import URLPattern, path

from dengbu.web.open.rehearsing import rehearsal

app_name = "rehearsal"

urlpatterns: list[URLPattern] = [path("", rehearsal, name="rehearsal")]
