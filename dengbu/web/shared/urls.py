"""Addresses shared by all faces; the gallery only in the demonstration."""

from django.conf import settings
from django.urls import URLPattern, path

from dengbu.web.shared.gallery import gallery
from dengbu.web.shared.preferences import text_size
from dengbu.web.shared.session import session, signed_in
from dengbu.web.shared.sign_in import home, no_desk, sign_in, sign_in_citizen, sign_out

app_name = "shared"

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-in/citizen", sign_in_citizen, name="sign_in_citizen"),
    path("session", session, name="session"),
    path("signed-in", signed_in, name="signed_in"),
    path("no-desk", no_desk, name="no_desk"),
    path("sign-out", sign_out, name="sign_out"),
    path("_text", text_size, name="text_size"),
]
if settings.DEMO:
    urlpatterns += [
        path("_parts", gallery, name="parts"),
        path("_parts/<slug:page>", gallery, name="parts_page"),
    ]
