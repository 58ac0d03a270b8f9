"""The address in a code of showing, in capitals: a QR of capitals and digits is a third smaller."""

from django.urls import URLPattern, path

from dengbu.web.open.showing import shown

app_name = "show"

urlpatterns: list[URLPattern] = [path("<str:code>", shown, name="code")]
