"""Addresses of the open face."""

from django.urls import URLPattern, path, re_path

from dengbu.web.open.files import check_file, receipt
from dengbu.web.open.inquiries import check_inquiry
from dengbu.web.open.offline import offline
from dengbu.web.open.showing import keys, shown
from dengbu.web.open.views import check, genuine

app_name = "open"

urlpatterns: list[URLPattern] = [
    path("", check, name="check"),
    path("file", check_file, name="file"),
    re_path("^receipt/(?P<digest>[0-9a-f]{64})$", receipt, name="receipt"),
    path("inquiry", check_inquiry, name="inquiry"),
    path("show/keys", keys, name="showing_keys"),
    path("show/<str:code>", shown, name="shown"),
    path("offline", offline, name="offline"),
    path("genuine", genuine, name="genuine"),
]
