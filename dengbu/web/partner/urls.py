"""Addresses of other departments' programs."""

from django.urls import URLPattern, URLResolver, path

from dengbu.web.partner.views import payments

app_name = "partner"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/payments", payments, name="payments"),
]
