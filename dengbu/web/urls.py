"""Addresses of all faces; each face has its own list in its folder."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

PLACES = {
    "window": "window/",  # clerks with a family in front of them
    "office": "office/",  # examiners
    "citizen": "me/",  # people and their homes, on a phone
    "open": "check/",  # anybody with a certificate
    "agent": "agent/",  # banks and developers
    "partner": "partner/",  # programs of other departments
}
"""Where each face lives."""

_HERE = Path(__file__).parent

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dengbu.web.shared.urls")),
    path("notices/", include("dengbu.web.open.notice_urls")),  # of the open face, with its own name
    path("log/", include("dengbu.web.open.log_urls")),
    *(
        path(place, include(f"dengbu.web.{face}.urls"))
        for face, place in PLACES.items()
        if (_HERE / face / "urls.py").exists()  # a city may leave a face out
    ),
    path("CHECK/SHOW/", include("dengbu.web.open.showing_urls")),  # as a QR spells it
    path("guides/", include("dengbu.web.open.guide_urls")),
    path("rehearsal/", include("dengbu.web.open.rehearsal_urls")),  # of the open face too
]
