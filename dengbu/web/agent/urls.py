"""Addresses of the agents' face: pages for their officers, and the interface under ``v1``."""

from django.urls import URLPattern, URLResolver, include, path

from dengbu.web.agent.api import addresses
from dengbu.web.agent.transfers import transfer, transfers
from dengbu.web.agent.views import batch, batch_file, batches, docs

_pages: list[URLPattern | URLResolver] = [
    path("", batches, name="batches"),
    path("batches/<int:batch_id>", batch, name="batch"),
    path("batches/<int:batch_id>.csv", batch_file, name="batch_file"),
    path("transfers/", transfers, name="transfers"),
    path("transfers/<str:number>", transfer, name="transfer"),
    path("docs", docs, name="docs"),
]

# The name "agent" is for the pages alone: the interface finds itself by a name at the top.
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", addresses()),
    path("", include((_pages, "agent"))),
]
