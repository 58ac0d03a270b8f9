"""Addresses. The faces have their own; ``/healthz`` belongs to the house."""

from django.urls import URLPattern, URLResolver, include, path

from dengbu.site.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("", include("dengbu.web.urls")),
]

handler400 = "dengbu.site.failures.bad_request"
handler403 = "dengbu.site.failures.forbidden"
handler404 = "dengbu.site.failures.not_found"
handler500 = "dengbu.site.failures.internal"
